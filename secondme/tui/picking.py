"""The cursor over entries and what can be done with the one under it: fold, copy, select, and, through the screen,
edit, answer again, branch, delete, rate, look at its sources."""

from __future__ import annotations

from datetime import tzinfo
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events, work
from textual.actions import SkipAction
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from secondme.tui.blocks import code
from secondme.tui.draw import Answer, Level, Note, Person, Trouble, unthought
from secondme.tui.lines import Line, spotted
from secondme.tui.messages import Pick
from secondme.tui.reel import Anchor, Reel, Span, key
from secondme.tui.roll import Growth, Place, Shown
from secondme.tui.visual import HINT, KEYS, Visual

NOT_A_MESSAGE = "This is not a message: it can be copied, and nothing else."
NOT_AN_ANSWER = "These are your own words. Rate the answer below them: down, then the same key."


class Picking(Reel, can_focus=True, inherit_bindings=False):
    """Entries with a cursor."""

    FOCUS_ON_CLICK = False
    """What is typed after text was marked with the mouse still goes to the prompt."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "fold", "Fold or unfold", show=False, id="transcript.fold"),
        Binding("y", "copy", "Copy", show=False, id="transcript.copy"),
        Binding("c", "copy_code", "Copy code", show=False, id="transcript.code"),
        Binding("v", "visual", "Select", show=False, id="transcript.visual"),
        Binding("e", "pick('edit')", "Edit", show=False, id="transcript.edit"),
        Binding("r", "pick('again')", "Answer again", show=False, id="transcript.again"),
        Binding("b", "pick('branch')", "Branch", show=False, id="transcript.branch"),
        Binding("s", "pick('sources')", "Sources", show=False, id="transcript.sources"),
        Binding("d,delete", "pick('delete')", "Delete", show=False, id="transcript.delete"),
        Binding("plus,equals_sign", "pick('good')", "Good answer", show=False, id="transcript.good"),
        Binding("minus", "pick('bad')", "Bad answer", show=False, id="transcript.bad"),
        Binding("escape", "leave", "Back to the prompt", show=False, id="transcript.leave"),
        Binding("ctrl+c,super+c", "copy_marked", "Copy what is marked", show=False, id="transcript.copy_marked"),
        Binding("up,k", "move(-1)", "Up", show=False, id="transcript.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="transcript.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="transcript.pageup"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="transcript.pagedown"),
        Binding("home,g", "first", "First message", show=False, id="transcript.first"),
        Binding("end,G", "last", "Last message", show=False, id="transcript.last"),
        *(
            Binding(str(n), f"pick('source:{n}')", f"Source {n}", show=False, id=f"transcript.source{n}")
            for n in range(1, 10)
        ),
    ]  # fmt: skip

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(zone, id)
        self._visual: Visual | None = None
        self._block: tuple[Shown, int] | None = None
        self.missing: tuple[tuple[int, int], ...] = ()
        """The numbers of messages that the model has no longer before it: all from the first to the last of each."""
        self.where = ""

    # ---- the cursor ----------------------------------------------------------------------------------

    def on_focus(self) -> None:
        if self.cursor not in [self.roll.all[here.entry] for here, _ in self._rows]:
            self._point(self._seen(-1))
        self.refresh()

    def settle(self, anchor: Anchor | None, by: int = 0, *, news: bool = False) -> None:
        super().settle(anchor, by, news=news)
        if news and not self.has_focus:
            self.cursor = None  # whoever comes back begins at what is new
        elif self.has_focus and self.cursor not in self.roll.all:
            self._point(self._seen(-1))

    def on_blur(self) -> None:
        self.leave_visual()
        self.refresh()

    def _seen(self, at: int) -> Shown | None:
        """An entry that is seen, by its number."""
        return self.roll.all[self._rows[at][0].entry] if self._rows else None

    def _point(self, one: Shown | None) -> None:
        self.cursor, self._block = one, None
        self.refresh()

    def _number(self) -> int:
        return self.roll.all.index(self.cursor) if self.cursor in self.roll.all else -1

    def action_move(self, by: int) -> None:
        """To the entry above or below; within one that is taller than the view, on by some lines."""
        at = self._number()
        if at < 0:
            self._point(self._seen(-1))
            return
        rows = [here.entry for here, _ in self._rows]
        beyond = (self._top + len(rows) < self.roll.ends[at]) if by > 0 else (self._top > self._start(at))
        if at in rows and beyond and (rows[-1 if by > 0 else 0] == at):
            self.scroll_to(y=self.scroll_y + by * max(1, self.room // 3), animate=False, force=True)
            return
        self.go(min(max(0, at + by), len(self.roll.all) - 1))

    def _start(self, at: int) -> int:
        return self.roll.ends[at] - self.roll.all[at].size

    def go(self, at: int) -> None:
        """Puts the cursor on an entry and brings it into view."""
        if not self.roll.all:
            return
        one = self.roll.all[at]
        self._point(one)
        for part in range(len(self.roll.cut(one))):  # as much as is needed to know whether it fits
            self.roll.lines(at, part)
            if one.size > self.room * 2 and part > 3:
                break
        if self._start(at) < self.top or one.size >= self.room:
            self.to(one)
        elif self.roll.ends[at] > self.top + self.room:
            self._following = False
            self.settle(Anchor(one, 0, 0), one.size - self.room)

    def action_page(self, pages: int) -> None:
        """A page on; the cursor comes along."""
        self.page(pages)
        self._point(self._seen(0 if pages < 0 else -1))

    def action_first(self) -> None:
        self.go(0)

    def action_last(self) -> None:
        self._point(self.roll.all[-1] if self.roll.all else None)
        self.to_end()

    def action_leave(self) -> None:
        """Back to the prompt."""
        for prompt in self.screen.query("#prompt"):
            prompt.focus()

    # ---- folding -------------------------------------------------------------------------------------

    def action_fold(self) -> None:
        """Shows the entry at its next level."""
        if self.cursor in self.roll.all and self.cursor is not None:
            levels = self.roll.levels(self.cursor)
            after = [one for one in levels if one > self.cursor.level]
            if len(levels) > 1:
                self.unfold(self.cursor, after[0] if after else levels[0])

    def unfold(self, one: Shown, level: Level) -> None:
        """Shows an entry at a level; its beginning stays in view."""
        anchor = self.held()
        at = self.roll.all.index(one)
        within = self._start(at) < self._top
        self.roll.show(one, level)
        self.settle(Anchor(one, 0, 0) if within else anchor)

    # ---- what can be done ----------------------------------------------------------------------------

    def action_pick(self, what: str) -> None:
        """Hands on what was chosen for the entry."""
        entry = self.cursor.entry if self.cursor is not None else None
        if not isinstance(entry, (Person, Answer)):
            self.notify(NOT_A_MESSAGE, markup=False)
        elif what in ("good", "bad") and isinstance(entry, Person):
            self.notify(NOT_AN_ANSWER, markup=False)
        elif what.startswith("source") and not (isinstance(entry, Answer) and entry.sources):
            self.notify("This has no sources: nothing of memory was used for it.", markup=False)
        elif what.startswith("source:") and isinstance(entry, Answer) and int(what[7:]) > len(entry.sources):
            self.notify(f"It has {len(entry.sources)} sources.", markup=False)
        else:
            self.post_message(Pick(entry, what))

    def on_click(self, event: events.Click) -> None:
        """A click on a number opens that source, one on a folded line unfolds it; two mark a word, three an entry."""
        meta = event.style.meta
        at = event.get_content_offset_capture(self)
        if not 0 <= at.y < len(self._rows):
            return
        here, line = self._rows[at.y]
        if event.chain > 1:
            event.prevent_default()
            self._mark(here, line, at.x - 1, event.chain)
        elif self.text_selection is None and ("source" in meta or "fold" in meta):
            event.stop()
            self._point(self.roll.all[here.entry])
            if "fold" in meta:
                self.action_fold()
            else:
                self.action_pick(f"source:{meta['source']}")

    def _mark(self, here: Place, line: Line, cell: int, clicks: int) -> None:
        text, letter = line.strip.text, line.strip.crop(0, max(0, cell)).text
        at = len(letter)
        if clicks == 2 and text[at : at + 1].strip():
            begin, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
            ends = Offset(begin, key(here)), Offset(end if end > 0 else len(text), key(here))
        else:
            ends = Offset(0, key(Place(here.entry, 0, 0))), Offset(0, key(Place(here.entry + 1, 0, 0)))
        self.screen.selections = {self: Selection(*ends)}

    def action_copy_marked(self) -> None:
        """Copies what was marked with the mouse."""
        if not (text := self.screen.get_selected_text()):
            raise SkipAction
        self._copy(text)

    def action_copy(self) -> None:
        """Copies what the entry says, as Markdown."""
        one = self.cursor
        entry = one.entry if one is not None else None
        match entry:
            case Person(text=text):
                self._copy(text)
            case Answer(text=text) if one is not None:
                self._copy(text if one.level is Level.THOUGHTS else unthought(text))
            case Note(lines=lines):
                self._copy("\n".join(lines))
            case Trouble(sentence=sentence, cure=cure):
                self._copy(f"{sentence}\n{cure}".strip())
            case _ if isinstance(one, Growth):
                self._copy(one.text)

    def action_copy_code(self) -> None:
        """Copies the code of the entry; once more copies its next block."""
        one = self.cursor
        entry = one.entry if one is not None else None
        text = one.text if isinstance(one, Growth) else entry.text if isinstance(entry, (Person, Answer)) else ""
        found = list(code(text))
        if one is None or not found:
            self.notify("There is no code block here.", markup=False)
            return
        at = (self._block[1] + 1) % len(found) if self._block is not None and self._block[0] is one else 0
        self._block = (one, at)
        self._copy(found[at], f"Code block {at + 1} of {len(found)}: " if len(found) > 1 else "")

    @work(thread=True, group="copy")
    def _copy(self, text: str, before: str = "") -> None:
        from secondme.tui.clipboard import copy  # not before the first frame

        private = bool(getattr(self.screen, "private", False))
        told = copy(self.app, text, private=private)
        self.app.notify(before + (told[:1].lower() + told[1:] if before else told), markup=False)

    # ---- selecting by keyboard -----------------------------------------------------------------------

    def action_visual(self) -> None:
        """Begins to select, at the first line of the entry that is seen."""
        at = self._number()
        found = [here for here, line in self._rows if here.entry == at and line.strip.text.strip()]
        if found or self._rows:
            here = found[0] if found else self._rows[0][0]
            self._visual = Visual(self.roll, here)
            self._visual.move("begin", 0)
            self.refresh()

    def wrap(self, width: int) -> None:
        self.leave_visual()  # its place is that of a line
        super().wrap(width)

    def leave_visual(self) -> None:
        """Ends selecting."""
        if self._visual is not None:
            self._visual = None
            self.refresh()

    async def _on_key(self, event: events.Key) -> None:
        if self._visual is not None and self._selects(self._visual, event.key):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    def _selects(self, visual: Visual, pressed: str) -> bool:
        """Whether a key means something while selecting; what it means is done."""
        _, shift, bare = pressed.rpartition("shift+")
        if not visual.sound:
            self.leave_visual()
            self.settle(self.held())
            return True
        if pressed in ("v", "V", "upper_v", "space"):
            visual.toggle()
        elif pressed in ("y", "enter", "ctrl+c"):
            (first, begin), (last, end) = visual.ends
            self._copy(self.between((key(first), begin), (key(last), end)))
            self.leave_visual()
        elif pressed in ("escape", "q"):
            self.leave_visual()
        elif (where := KEYS.get(bare)) is not None:
            if shift and visual.fixed is None:
                visual.toggle()
            visual.move(where, self.room - 1)
            self._follow_caret(visual)
        else:
            return len(pressed) == 1  # no letter does something else by chance
        if bare not in KEYS:
            self.settle(self.held())
        return True

    def _follow_caret(self, visual: Visual) -> None:
        one = self.roll.all[visual.place.entry]
        y, top = self.roll.top(visual.place), self.top
        anchor = Anchor(one, visual.place.part, visual.place.line)
        self._following = False
        if y < top:
            self.settle(anchor)
        elif y > top + self.room - 2:  # the last line of the view says what the keys do
            self.settle(anchor, 2 - self.room)
        else:
            self.settle(anchor, top - y)

    def _told(self, strip: Strip, y: int) -> Strip:
        """Of a message that the model has no longer before it where it is, and the number of the one under the cursor,
        at the right of its first line that has room for it, or of the blank one below."""
        at = self.scroll_offset.y + y - self._top
        mine = self._rows[at][0].entry if 0 <= at < len(self._rows) else len(self.roll.all)
        if mine >= len(self.roll.all):
            return strip
        one = self.roll.all[mine]
        n = getattr(one.entry, "n", 0)
        told = [self.where] if any(first <= n <= last for first, last in self.missing) else []
        told += [f"message {n}"] if n and self.has_focus and one is self.cursor else []
        if not told:
            return strip
        said = f" {' · '.join(told)}"
        room = self.size.width - len(said) - 1
        texts = [(row, line.strip.text.rstrip()) for row, (here, line) in enumerate(self._rows) if here.entry == mine]
        free = [(not text, row) for row, text in texts if cell_len(text) < room]
        if not free or at != min(free)[1]:
            return strip
        mark = Segment(f"{said} ", self.rich_style + self.roll.pen.styles["note"])
        return Strip.join([strip.crop(0, room), Strip([mark])])

    def span(self, number: int) -> Span | None:
        """The characters of a line that are selected, if any."""
        if self._visual is None:
            return super().span(number)
        if self._visual.fixed is None:
            return None
        (first, begin), (last, end) = self._visual.ends
        if not key(first) <= number <= key(last):
            return None
        return begin if number == key(first) else 0, end if number == key(last) else None

    def render_line(self, y: int) -> Strip:
        strip = super().render_line(y)
        visual = self._visual
        if visual is None:
            return self._told(strip, y)
        if y == self.size.height - 1:
            style = self.rich_style + Style(reverse=True)
            return Strip([Segment(f" {HINT}", style)]).adjust_cell_length(self.size.width, style)
        at = self.scroll_offset.y + y - self._top
        if 0 <= at < len(self._rows) and self._rows[at][0] == visual.place:
            caret = visual.caret + 1
            return spotted(strip, caret, caret + 1, Style(reverse=True, bold=True))
        return strip

