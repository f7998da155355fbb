"""The conversation, as one scrolling widget of lines.

Invariant: what is finished is lines, made once for a width and kept; only the answer that is still growing is
drawn again, some twelve times a second whatever the rate at which it comes. The view follows the end while it
shows the end, and otherwise stays where the person scrolled to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import tzinfo
from time import monotonic
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.timer import Timer

from secondme.events import Mark, Recollection
from secondme.tui.draw import Answer, Ending, Entry, Note, Pen, Person, Trouble
from secondme.tui.messages import Behind

RATE = 12
"""Times a second that a growing answer is drawn."""
SHARE = 5
"""A drawing that took long is followed by a pause of so many times as long, so that keys always come through."""
LOOKS = ("person", "mark", "note", "error", "cure", "source")


class Transcript(ScrollView, can_focus=False):
    """Finished entries, below them the growing answer, below that what waits to be sent."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"transcript--{look}" for look in LOOKS}

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(id=id)
        self._zone = zone
        self._entries: list[Entry] = []
        self._starts: list[int] = []
        self._lines: list[Strip] = []
        self._growth: _Growth | None = None
        self._growing: list[Strip] = []
        self._waiting: tuple[Person, ...] = ()
        self._below: list[Strip] = []
        self._width = 0
        self._following = True
        self._news = False
        self._pen = Pen({}, dark=True, zone=zone)
        self._timer: Timer | None = None
        self._next = 0.0

    def on_mount(self) -> None:
        self._timer = self.set_interval(1 / RATE, self._tick, pause=True)

    # ---- what is shown -------------------------------------------------------------------------------

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything that is finished, in order."""
        return tuple(self._entries)

    @property
    def text(self) -> str:
        """All lines as they stand, for copying and for tests."""
        return "\n".join(strip.text.rstrip() for strip in (*self._lines, *self._growing, *self._below))

    @property
    def behind(self) -> bool:
        """Whether the person has scrolled away from the end."""
        return not self._following

    def add(self, *entries: Entry) -> None:
        """Adds finished entries, above an answer that is growing."""
        for entry in entries:
            self._entries.append(entry)
            self._starts.append(len(self._lines))
            if self._width:
                self._lines += self._pen.entry(entry, self._width)
        self._grown()

    def note(self, *lines: str) -> None:
        """Adds a notice."""
        self.add(Note(lines))

    def trouble(self, sentence: str, cure: str = "") -> None:
        """Adds an error."""
        self.add(Trouble(sentence, cure))

    def wait(self, texts: Sequence[tuple[str, str]]) -> None:
        """Shows below everything what has not gone out yet, and why."""
        self._waiting = tuple(Person(text, why) for text, why in texts)
        self._draw_waiting()
        self._grown()

    def clear(self) -> None:
        """Empties it."""
        self._end()
        self._entries, self._starts, self._lines = [], [], []
        self._waiting, self._below = (), []
        self._following, self._news = True, False
        self._grown()

    # ---- the growing answer --------------------------------------------------------------------------

    def begin(self, doing: str) -> None:
        """Begins an answer; `doing` is shown until its first words come."""
        self._growth = _Growth(doing)
        self._redraw()
        if self._timer is not None:
            self._timer.resume()

    def doing(self, sentence: str) -> None:
        """Says what is being done before the first words."""
        if self._growth is not None:
            self._growth.doing = sentence
            self._growth.changed = True

    def grow(self, piece: str) -> None:
        """Adds to the answer; it is drawn at the next tick."""
        if self._growth is not None:
            self._growth.add(piece)

    @property
    def grown(self) -> str:
        """The growing answer so far."""
        return self._growth.text if self._growth is not None else ""

    def drop(self) -> None:
        """Ends an answer of which nothing is to be kept."""
        self._end()
        self._grown()

    def finish(
        self,
        text: str = "",
        sources: Sequence[Recollection] = (),
        ending: Ending = Ending.WHOLE,
        verdict: str = "",
        marks: Sequence[Mark] = (),
    ) -> None:
        """Ends the answer: renders it once more from its source, and keeps the lines."""
        grown = self.grown
        self._end()
        self.add(Answer((text or grown).strip("\n"), tuple(sources), ending, verdict, tuple(marks)))

    def _end(self) -> None:
        self._growth, self._growing = None, []
        if self._timer is not None:
            self._timer.pause()

    def _tick(self) -> None:
        if self._growth is not None and self._growth.changed and monotonic() >= self._next:
            self._redraw()

    def _redraw(self) -> None:
        began = monotonic()
        if self._growth is not None and self._width:
            self._growing = self._growth.draw(self._pen, self._width)
            self._grown()
        ended = monotonic()
        self._next = ended + SHARE * (ended - began)

    # ---- lines ---------------------------------------------------------------------------------------

    def _draw_waiting(self) -> None:
        self._below = [strip for one in self._waiting for strip in self._pen.entry(one, max(self._width, 8))]

    def _grown(self) -> None:
        """Takes the new number of lines, and stays at the end if it was there."""
        if not self._width:
            return
        height = len(self._lines) + len(self._growing) + len(self._below)
        news = height > self.virtual_size.height
        self.virtual_size = Size(self._width, height)
        if self._following:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)
        elif news and not self._news:
            self._news = True
            self.post_message(Behind(True, True))
        self.refresh()

    def on_resize(self) -> None:
        width = self.scrollable_content_region.width
        if width and width != self._width:
            self._wrap(width)
        elif self._following:
            self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_attached and self._width and self._styles() != self._pen.styles:
            self._wrap(self._width)

    def _styles(self) -> dict[str, Style]:
        return {look: self.get_component_rich_style(f"transcript--{look}") for look in LOOKS}

    def _wrap(self, width: int) -> None:
        """Makes all lines anew, for another width or other colours; the entry at the top stays at the top."""
        self._pen = Pen(self._styles(), dark=self.app.current_theme.dark, zone=self._zone)
        top = round(self.scroll_y)
        at = bisect_right(self._starts, top) - 1
        share = 0.0
        if at >= 0:
            end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._lines)
            share = (top - self._starts[at]) / max(1, end - self._starts[at])
        self._width, self._lines, self._starts = width, [], []
        for entry in self._entries:
            self._starts.append(len(self._lines))
            self._lines += self._pen.entry(entry, width)
        if self._growth is not None:
            self._growth.forget_lines()
            self._growing = self._growth.draw(self._pen, width)
        self._draw_waiting()
        self._grown()
        if not self._following and at >= 0:
            end = self._starts[at + 1] if at + 1 < len(self._starts) else len(self._lines)
            self.scroll_to(y=self._starts[at] + share * (end - self._starts[at]), animate=False, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        following = new_value >= self.max_scroll_y - 0.5
        if following != self._following:
            self._following = following
            self._news = False
            self.post_message(Behind(not following, False))

    def to_end(self) -> None:
        """Goes to the end, and follows it from now on."""
        self.scroll_to(y=self.max_scroll_y, animate=False, force=True)

    def page(self, pages: int) -> None:
        """Goes up or down by pages, one line less than what is seen."""
        self.scroll_to(y=self.scroll_y + pages * max(1, self.size.height - 1), animate=False, force=True)

    def _line(self, y: int) -> Strip | None:
        for part in (self._lines, self._growing, self._below):
            if y < len(part):
                return part[y]
            y -= len(part)
        return None

    def render_line(self, y: int) -> Strip:
        at = self.scroll_offset.y + y
        width = self.size.width
        base = self.rich_style
        line = self._line(at)
        if line is None:
            return Strip.blank(width, base)
        selection = self.text_selection
        if selection is not None and (span := selection.get_span(at)) is not None:
            line = _selected(line, span, self.screen.get_component_rich_style("screen--selection"))
        return line.apply_style(base).crop_extend(0, width, base).apply_offsets(0, at)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        return selection.extract(self.text), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()


def _selected(line: Strip, span: tuple[int, int], style: Style) -> Strip:
    """A line with a span of characters in the style of what is selected."""
    start, end = span
    text = line.text
    stop = len(text) if end == -1 else end
    cells = [Strip([Segment(text[:at])]).cell_length for at in (start, stop)]
    before, chosen, after = line.divide([*cells, max(line.cell_length, cells[1] + 1)])[:3]
    marked = Strip([Segment(one.text, (one.style or Style()) + style) for one in chosen])
    return Strip.join([before, marked, after])


class _Growth:
    """An answer while it grows: lines that can no longer change, and the tail that still can."""

    def __init__(self, doing: str) -> None:
        self.doing = doing
        self.text = ""
        self.changed = True
        self._tail = ""
        self._done: list[Strip] = []

    def add(self, piece: str) -> None:
        self.text += piece
        self._tail += piece
        self.changed = True

    def forget_lines(self) -> None:
        """Begins anew, for another width."""
        self._tail, self._done, self.changed = self.text, [], True

    def draw(self, pen: Pen, width: int) -> list[Strip]:
        self.changed = False
        if not self.text.strip():
            return [*pen.wrapped(f"… {self.doing}", width, "  ", "mark"), Strip.blank(0)]
        from secondme.tui.markdown import split  # imported by a thread after the first frame

        while True:
            done, tail = split(self._tail)
            if not done:
                break
            lines = pen.markdown(done, width)
            self._done += lines
            # A fence that was cut goes on right below; blocks have a blank line between them.
            if lines and (not tail.startswith(("```", "~~~")) or done.endswith("\n\n")):
                self._done.append(Strip.blank(0))
            self._tail = tail
        return [*self._done, *pen.markdown(self._tail, width), Strip.blank(0)]
