"""A table of rows that come by page, as one widget of lines: it holds the pages near the view and no others.

Invariant: its memory and its drawing do not grow with the number of rows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any, ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from secondme import phrases
from secondme.memory.when import day_key

PAGE = 100
"""Rows that are asked for at once."""
KEPT = 12
"""Pages that are held."""
LOOKS = ("head", "cursor", "faint")
Row = dict[str, Any]


class Rows(ScrollView, can_focus=True):
    """The memories found, a line each under a line of titles. What a line says can be another matter in a subclass."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows--{look}" for look in LOOKS}
    DEFAULT_CSS = """
    Rows {
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        & > .rows--head { text-style: bold underline; }
        & > .rows--cursor { text-style: bold; background: $surface; }
        & > .rows--faint { color: $text-muted; }
        &:focus > .rows--cursor { text-style: bold reverse; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="rows.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="rows.down"),
        Binding("pageup", "page(-1)", "Page up", show=False, id="rows.pageup"),
        Binding("pagedown", "page(1)", "Page down", show=False, id="rows.pagedown"),
        Binding("home", "to(0)", "First", show=False, id="rows.first"),
        Binding("end", "to(-1)", "Last", show=False, id="rows.last"),
        Binding("enter", "open", "Open", show=False, id="rows.open"),
    ]

    class Wanted(Message):
        """A page is about to be seen and is not here."""

        def __init__(self, page: int) -> None:
            super().__init__()
            self.page = page

    class Moved(Message):
        """The cursor stands on another row, or on one that has only now come."""

        def __init__(self, row: Row | None) -> None:
            super().__init__()
            self.row = row

    class Opened(Message):
        """The person wants to see all of a row."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(id=id)
        self._zone = zone
        self._pages: dict[int, list[Row]] = {}
        self._wanted: set[int] = set()
        self.total = 0
        self.cursor = 0
        self._came = False
        self._ahead: list[Callable[[], None]] = []

    @property
    def current(self) -> Row | None:
        """The row under the cursor, if it has come."""
        return self.row(self.cursor)

    def row(self, at: int) -> Row | None:
        """A row by its place, if it has come."""
        page = self._pages.get(at // PAGE, [])
        return page[at % PAGE] if 0 <= at < self.total and at % PAGE < len(page) else None

    def fill(self, total: int, rows: list[Row], *, keep: bool = False) -> None:
        """Shows a new search, given its first page; `keep` leaves the cursor on its row, or where that is not in the
        page at its place."""
        here = self.current
        self._pages, self._wanted = {0: rows}, set()
        self.total = total
        self.cursor = min(self.cursor, max(0, total - 1)) if keep else 0
        if keep and here is not None and "id" in here:
            self.cursor = next((at for at, row in enumerate(rows) if row.get("id") == here["id"]), self.cursor)
        self.resized()
        if not keep:
            self.scroll_to(y=0, animate=False, force=True)
        self._moved()

    def renew(self, total: int, pages: dict[int, list[Row]]) -> None:
        """Shows the same search as it is now, given its first page and those around the cursor, which stays on its
        row; the rows around it stay where they are on the screen, unless the first are to be seen."""
        here, before = self.current, self.cursor
        self._pages, self._wanted, self.total = dict(pages), set(), total
        self.cursor = min(before, max(0, total - 1))
        if here is not None and "id" in here:
            places = ((at * PAGE + n, row.get("id")) for at, rows in pages.items() for n, row in enumerate(rows))
            self.cursor = next((at for at, name in places if name == here["id"]), self.cursor)
        self.resized()
        top, room = round(self.scroll_y), max(1, self.size.height - 1)
        top += self.cursor - before if top else 0
        top = max(0, min(max(top, self.cursor - room + 1), self.cursor))
        if top != round(self.scroll_y):
            self.scroll_to(y=top, animate=False, force=True)
        self._moved()

    def resized(self) -> None:
        """Takes the number of rows. What was pressed before there were any is done now."""
        if not self._came:
            self._came = True
            self.call_later(self._catch_up)
        self.virtual_size = Size(self.size.width, self.total + 1)

    def add(self, page: int, rows: list[Row]) -> None:
        """Takes a page that was wanted; lets the farthest go where there are too many."""
        self._wanted.discard(page)
        self._pages[page] = rows
        here = round(self.scroll_y) // PAGE
        for far in sorted(self._pages, key=lambda one: abs(one - here))[KEPT:]:
            del self._pages[far]
        if self.cursor // PAGE == page:
            self._moved()
        self.refresh()

    def change(self, row: Row) -> None:
        """Shows a row that changed."""
        for page in self._pages.values():
            for at, old in enumerate(page):
                if old["id"] == row["id"]:
                    page[at] = {**old, **row}
        self._moved()

    def _catch_up(self) -> None:
        ahead, self._ahead = self._ahead, []
        for press in ahead:
            press()

    # ---- moving --------------------------------------------------------------------------------------

    def action_move(self, by: int) -> None:
        if self._came:
            self.action_to(max(0, self.cursor + by))
        else:
            self._ahead.append(lambda: self.action_move(by))

    def action_page(self, pages: int) -> None:
        self.action_move(pages * max(1, self.size.height - 2))

    def action_to(self, at: int) -> None:
        if not self._came:
            self._ahead.append(lambda: self.action_to(at))
            return
        last = max(0, self.total - 1)
        self.cursor = last if at < 0 else min(at, last)
        room = max(1, self.size.height - 1)
        if self.cursor < self.scroll_y:
            self.scroll_to(y=self.cursor, animate=False, force=True)
        elif self.cursor >= self.scroll_y + room:
            self.scroll_to(y=self.cursor - room + 1, animate=False, force=True)
        self._moved()

    def action_open(self) -> None:
        if (row := self.current) is not None:
            self.post_message(self.Opened(row))
        elif not self._came and self.action_open not in self._ahead:
            self._ahead.append(self.action_open)

    def on_click(self, event: events.Click) -> None:
        if event.y > 0:
            self.action_to(min(self.scroll_offset.y + event.y - 1, max(0, self.total - 1)))

    def _moved(self) -> None:
        self._need(self.cursor)
        self.post_message(self.Moved(self.current))
        self.refresh()

    def _need(self, at: int) -> None:
        page = at // PAGE
        if at < self.total and page not in self._pages and page not in self._wanted:
            self._wanted.add(page)
            self.post_message(self.Wanted(page))

    # ---- lines ---------------------------------------------------------------------------------------

    def render_line(self, y: int) -> Strip:
        width, base = self.size.width, self.rich_style
        at = self.scroll_offset.y + y - 1
        if y == 0:
            look, text = "head", self.titles(width)
        elif at >= self.total:
            return Strip.blank(width, base)
        else:
            self._need(at)
            row = self.row(at)
            here = at == self.cursor
            look = "cursor" if here else "faint" if row is not None and self.faint(row) else ""
            signs = ("›" if here else " ") + self.sign(row)
            text = signs + ("  …" if row is None else self.cells(at, row, width)[2:])
        style = self.get_component_rich_style(f"rows--{look}") if look else base
        return Strip([Segment(set_cell_size(text, width), style)], width)

    def titles(self, width: int) -> str:
        """The line of titles."""
        return columns("kind", "memory", "made", "strength", "state", width)

    def cells(self, at: int, row: Row, width: int) -> str:
        """The line of a row by its place; its first two cells are the cursor's."""
        state = "pinned" if row["pinned"] else str(row["status"])
        made = day_key(row["made"], self._zone)
        return columns(row["kind"], phrases.one_line(row["text"], width), made, strength(row["strength"]), state, width)

    def sign(self, row: Row | None) -> str:
        """What stands beside the cursor's sign, one cell."""
        return " "

    def faint(self, row: Row) -> bool:
        """Whether a row stands back."""
        return bool(row["status"] != "active")


def strength(value: float) -> str:
    """A small bar and the number: "███░░ 0.62"."""
    full = round(max(0.0, min(1.0, value)) * 5)
    return f"{'█' * full}{'░' * (5 - full)} {value:.2f}"


def columns(kind: str, text: str, made: str, bar: str, state: str, width: int) -> str:
    """A line of the table: two cells for the cursor's sign, and columns that leave the rest to the text."""
    room = max(8, width - 2 - 8 - 1 - 1 - 10 - 1 - 10 - 1 - 10)
    text = text if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"
    cells = ((kind, 8), (text, room), (made, 10), (bar, 10), (state, 10))
    return "  " + " ".join(set_cell_size(cell, size) for cell, size in cells)


