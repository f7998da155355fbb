"""The view on the roll of entries: it scrolls, follows the end, keeps its place, and gives out what is selected.

Invariant: only what is near the view is drawn. Where a height above the view turns out other than estimated, the view
moves along with the text, so that the line at its top stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import ClassVar, NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual import events, on
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollDown, ScrollUp
from textual.selection import Selection
from textual.strip import Strip

from secondme.tui.draw import Answer, Person
from secondme.tui.lines import Line, joined, spotted
from secondme.tui.messages import Behind
from secondme.tui.pen import Pen
from secondme.tui.roll import Place, Roll, Shown

LOOKS = ("person", "mark", "note", "error", "cure", "source", "cursor")
SELECTED = Style(reverse=True)
"""What is selected, seen without colours too."""
_BITS = 24
Span = tuple[int, int | None]


class Anchor(NamedTuple):
    """The line that stays at the top of the view: how far it stands within its part."""

    shown: Shown
    part: int
    line: int


def key(place: Place) -> int:
    """A place as one number in the order of the text; no height that is corrected changes it."""
    return (place.entry << _BITS | place.part) << _BITS | place.line


def place(number: int) -> Place:
    """The place of such a number."""
    low = (1 << _BITS) - 1
    return Place(number >> 2 * _BITS, number >> _BITS & low, number & low)


class Reel(ScrollView):
    """Entries as lines."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"transcript--{look}" for look in LOOKS}

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(id=id)
        self._zone = zone
        self.roll = Roll(Pen({}, dark=True, zone=zone))
        self._following = True
        self._news = False
        self._settling = False
        self._top = 0
        self._rows: list[tuple[Place, Line]] = []
        self.cursor: Shown | None = None

    @property
    def text(self) -> str:
        """All lines as they would stand, for tests: it draws them all."""
        if not self.roll.width:
            return ""
        anchor = self.held()
        lines = [line.strip.text.rstrip() for at in range(len(self.roll.all)) for line in self._all(at)]
        self.settle(anchor)
        return "\n".join(lines)

    def _all(self, entry: int) -> Iterator[Line]:
        for part in range(len(self.roll.cut(self.roll.all[entry]))):
            yield from self.roll.lines(entry, part)

    @property
    def behind(self) -> bool:
        """Whether the person has scrolled away from the end."""
        return not self._following

    # ---- the view ------------------------------------------------------------------------------------

    @property
    def room(self) -> int:
        """Lines that are seen."""
        return max(1, self.scrollable_content_region.height)

    @property
    def top(self) -> int:
        """The height of the line at the top of the view, where heights above it may have been corrected since."""
        return self.roll.top(self._rows[0][0]) if self._rows else self._top

    def held(self) -> Anchor | None:
        """What stays at the top of the view; None where it follows the end."""
        if self._following or not self.roll.all:
            return None
        top = self._rows[0][0] if self._rows else self.roll.place(round(self.scroll_y))
        return Anchor(self.roll.all[top.entry], top.part, top.line)

    def settle(self, anchor: Anchor | None, by: int = 0, *, news: bool = False) -> None:
        """Draws what is seen from now on: the end, or what begins `by` lines below the anchor. `news` says that
        something was added."""
        roll = self.roll
        if not roll.width:
            return
        if not roll.all:
            top = 0
        elif anchor is None or anchor.shown not in roll.all:
            top = self._from_end()
        else:
            top = self._from(Place(roll.all.index(anchor.shown), anchor.part, anchor.line), by)
        news = news and roll.height > self.virtual_size.height
        self._settling = True
        try:
            self.virtual_size = Size(self.size.width, roll.height)
            self.scroll_to(y=top, animate=False, force=True)
        finally:
            self._settling = False
        self._look(top)
        self._follow(top >= roll.height - self.room, news)
        self.refresh()

    def _from_end(self) -> int:
        roll = self.roll
        at: tuple[int, int] | None = (len(roll.all) - 1, max(0, len(roll.cut(roll.all[-1])) - 1))
        left = self.room
        while at is not None and left > 0:
            if roll.cut(roll.all[at[0]]):
                left -= len(roll.lines(*at))
            at = roll.step(*at, -1)
        return max(0, roll.height - self.room)

    def _from(self, here: Place, by: int) -> int:
        roll = self.roll
        if roll.cut(roll.all[here.entry]):
            part = min(here.part, len(roll.all[here.entry].heights) - 1)
            here = Place(here.entry, part, min(here.line, max(0, len(roll.lines(here.entry, part)) - 1)))
        above, at = -by - here.line, roll.step(here.entry, here.part, -1)
        while above > 0 and at is not None:
            above -= len(roll.lines(*at))
            at = roll.step(*at, -1)
        top = max(0, roll.top(here) + by)
        for _ in range(3):  # at the end, what is drawn may be shorter than it was taken for
            self._draw(roll.place(top))
            if top <= (most := max(0, roll.height - self.room)):
                break
            top = most
        return top

    def _draw(self, top: Place) -> None:
        left = self.room + top.line
        for _, _, lines in self.roll.walk(top.entry, top.part):
            left -= len(lines)
            if left <= 0:
                break

    def _look(self, top: int) -> None:
        """Takes down the lines that are seen."""
        self._top, self._rows = top, []
        if not self.roll.all:
            return
        at = self.roll.place(top)
        skip = at.line
        for entry, part, lines in self.roll.walk(at.entry, at.part):
            self._rows += [(Place(entry, part, n), line) for n, line in enumerate(lines) if n >= skip]
            skip = 0
            if len(self._rows) >= self.room:
                break
        del self._rows[self.room :]

    def _follow(self, following: bool, news: bool) -> None:
        if following != self._following:
            self._following, self._news = following, False
            self.post_message(Behind(not following, False))
        elif news and not following and not self._news:
            self._news = True
            self.post_message(Behind(True, True))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        old, new = round(old_value), round(new_value)
        if self._settling or not self.roll.all or not self.roll.width or old == new:
            return
        height = self.roll.height
        if new >= height - self.room:
            self._following = True
            self.settle(None)
            self.post_message(Behind(False, False))
        else:
            near = abs(new - old) <= 2 * self.room
            here = self.roll.place(old if near else new)
            shown = self.roll.all[here.entry]
            self.settle(Anchor(shown, here.part, here.line), new - old if near else 0)

    def on_resize(self) -> None:
        width = self.scrollable_content_region.width - 1
        if width > 0 and width != self.roll.width:
            self.wrap(width)
        else:
            self.settle(self.held())

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self.is_attached and self.roll.width and self._styles() != self.roll.pen.styles:
            self.wrap(self.roll.width)

    def _styles(self) -> dict[str, Style]:
        return {look: self.get_component_rich_style(f"transcript--{look}") for look in LOOKS}

    def wrap(self, width: int) -> None:
        """Draws anew what is seen, for another width or other colours; the text at the top stays at the top."""
        anchor = self.held()
        height = abs(anchor.shown.heights[anchor.part]) if anchor is not None and anchor.shown.heights else 1
        self.screen.clear_selection()
        self.roll.wrap(Pen(self._styles(), dark=self.app.current_theme.dark, zone=self._zone), width)
        if anchor is not None:
            at = self.roll.all.index(anchor.shown)
            part = min(anchor.part, max(0, len(self.roll.cut(anchor.shown)) - 1))
            now = len(self.roll.lines(at, part)) if anchor.shown.parts else 1
            anchor = Anchor(anchor.shown, part, anchor.line * now // max(1, height))
        self.settle(anchor)

    def to_end(self) -> None:
        """Goes to the end, and follows it from now on."""
        self._following = True
        self.settle(None)
        self.post_message(Behind(False, False))

    def page(self, pages: int) -> None:
        """Goes up or down by pages, one line less than what is seen."""
        self.scroll_to(y=self.scroll_y + pages * max(1, self.room - 1), animate=False, force=True)

    def to(self, one: Shown, part: int = 0, line: int = 0) -> None:
        """Goes to a line, which then stands at the top where the end is far enough."""
        self._following = False
        self.settle(Anchor(one, part, line))

    # ---- lines ---------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        at = self.scroll_offset.y + y - self._top
        if not 0 <= at < len(self._rows):
            return Strip.blank(width, base)
        here, line = self._rows[at]
        strip = line.strip
        if (span := self.span(key(here))) is not None:
            strip = spotted(strip, *span, SELECTED)
        one = self.roll.all[here.entry] if here.entry < len(self.roll.all) else None
        marked = self.cursor is not None and one is self.cursor and self.has_focus
        gutter = Segment("▌", base + self.roll.pen.styles["cursor"]) if marked else Segment(" ", base)
        return Strip.join(
            [Strip([gutter], 1), strip.apply_style(base).apply_offsets(0, key(here))]
        ).crop_extend(0, width, base)  # fmt: skip

    def span(self, number: int) -> Span | None:
        """The characters of a line that are selected, if any."""
        selection = self.text_selection
        if selection is None or (found := selection.get_span(number)) is None:
            return None
        return found[0], None if found[1] == -1 else found[1]

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        start, end = selection.start, selection.end
        if start is None and end is None:
            told = [one.text for one in self.roll.entries() if isinstance(one, (Person, Answer))]
            return "\n\n".join(told), "\n"
        first = (start.y, start.x) if start is not None else (0, 0)
        last = (end.y, end.x) if end is not None else (len(self.roll.all) << 2 * _BITS, 0)
        return self.between(first, last), "\n"

    def between(self, first: tuple[int, int], last: tuple[int, int]) -> str:
        """What is copied from one character to another, each by the number of its line and its place there."""
        return joined(self._between(first, last))

    def _between(self, first: tuple[int, int], last: tuple[int, int]) -> Iterator[tuple[Line, int, int | None]]:
        begin = place(first[0])
        at: tuple[int, int] | None = (begin.entry, begin.part) if begin.entry < len(self.roll.all) else None
        while at is not None:
            lines = self.roll.peek(*at) if self.roll.cut(self.roll.all[at[0]]) else []
            for n, line in enumerate(lines):
                number = key(Place(*at, n))
                if number > last[0]:
                    return
                if number >= first[0]:
                    end = last[1] if number == last[0] else None
                    yield line, first[1] if number == first[0] else 0, end
            at = self.roll.step(*at, 1)

    def selection_updated(self, selection: Selection | None) -> None:
        self.refresh()

    # ---- the mouse -----------------------------------------------------------------------------------

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self._wheel(event, -1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self._wheel(event, 1)

    @on(ScrollUp)
    @on(ScrollDown)
    def _beside(self, event: ScrollUp | ScrollDown) -> None:
        """A click above or below the thumb: at once, as a moving target would be missed where heights are corrected."""
        event.stop()
        event.prevent_default()
        self.page(-1 if isinstance(event, ScrollUp) else 1)

    def _wheel(self, event: events.MouseEvent, by: int) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_to(y=self.scroll_y + by * round(self.app.scroll_sensitivity_y), animate=False, force=True)
