"""The table of memories, in an order, of which several can be marked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from secondme import phrases
from secondme.memory import counting
from secondme.memory.when import day_key
from secondme.tui.rows import Row, Rows, columns, strength

ORDERS = ("", "newest", "oldest", "weakest", "strongest", "recalled")
"""The orders, one after the other; the first is the best first with words, else the newest."""
SAID = {
    "": "", "newest": "newest first", "oldest": "oldest first", "weakest": "weakest first",
    "strongest": "strongest first", "recalled": "most recalled first",
}  # fmt: skip
MARK = "✓"
UP, DOWN = "▲", "▼"


class Marking(Rows):
    """Memories found, a line each; space marks."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "Mark", show=False, id="rows.mark"),
        Binding("a", "all", "All", show=False, id="rows.all"),
    ]

    class Marked(Message):
        """Other memories are marked than before."""

    class All(Message):
        """The person wants all that was found marked."""

    def __init__(self, *given: object, **options: object) -> None:
        super().__init__(*given, **options)  # type: ignore[arg-type]
        self.marked: dict[str, None] = {}
        self.order = ""
        self._all = False

    def mark(self, ids: Iterable[str], *, all_: bool = False) -> None:
        """Marks these and no others; `all_` where they are all there are to mark."""
        self.marked, self._all = dict.fromkeys(ids), all_
        self.post_message(self.Marked())
        self.refresh()

    def action_mark(self) -> None:
        """Marks the row under the cursor, or takes the mark away, and goes on."""
        if (row := self.current) is None:
            return
        if row["id"] in self.marked:
            self.mark(name for name in self.marked if name != row["id"])
        else:
            self.mark((*self.marked, row["id"]))
        self.action_move(1)

    def action_all(self) -> None:
        """Marks all that was found, or takes the marks away where all is marked."""
        if self._all:
            self.mark(())
        elif self.total:
            self.post_message(self.All())

    def sign(self, row: Row | None) -> str:
        return MARK if row is not None and row["id"] in self.marked else " "

    def titles(self, width: int) -> str:
        made = f"made {UP if self.order == 'oldest' else DOWN}" if self.order in ("newest", "oldest") else "made"
        vivid = {"weakest": f"strength {UP}", "strongest": f"strength {DOWN}"}.get(self.order, "strength")
        last = f"recalled {DOWN}" if self.order == "recalled" else "state"
        return columns("kind", "memory", made, vivid, last, width)

    def cells(self, at: int, row: Row, width: int) -> str:
        if self.order == "recalled":
            state = counting.count(row["recalls"], "time")
        else:
            state = "pinned" if row["pinned"] else str(row["status"])
        made = day_key(row["made"], self._zone)
        return columns(row["kind"], phrases.one_line(row["text"], width), made, strength(row["strength"]), state, width)
