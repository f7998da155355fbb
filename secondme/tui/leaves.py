"""A tree of rows that come by page: it knows how many lines are open without having seen them.

Invariant: what it costs grows with the folders that are open and the pages that are near, never with the files.
"""

from __future__ import annotations

from typing import Any

from secondme.tui.rows import KEPT, PAGE

Row = dict[str, Any]


class Node:
    """A folder that is open: how many rows lie right in it, the pages of them that have come, and those of them that
    are open in turn. A page that is stale is shown until the new one has come."""

    def __init__(self, row: Row | None = None, above: Node | None = None, at: int = 0) -> None:
        self.row = row
        self.above = above
        self.at = at
        self.total = 0
        self.came = False
        self.pages: dict[int, list[Row]] = {}
        self.stale: set[int] = set()
        self.open: dict[str, Node] = {}
        """By path."""

    @property
    def depth(self) -> int:
        """0 for what holds the whole tree."""
        return 0 if self.above is None else self.above.depth + 1

    @property
    def lines(self) -> int:
        """All open lines below it; one that says so before anything has come."""
        return self.total + sum(one.lines for one in self.open.values()) if self.came else 1

    def __getitem__(self, at: int) -> Row | None:
        page = self.pages.get(at // PAGE, [])
        return page[at % PAGE] if 0 <= at % PAGE < len(page) else None

    def locate(self, line: int) -> tuple[Node, int]:
        """In which open folder the row of a line lies, counted from 0 below this one, and as which of its rows."""
        passed = 0
        for one in sorted(self.open.values(), key=lambda one: one.at):
            here, inside = one.at + passed, one.lines
            if line <= here:
                break
            if line <= here + inside:
                return one.locate(line - here - 1)
            passed += inside
        return self, line - passed

    def line(self, at: int) -> int:
        """The line of a row of this folder, counted below what holds the whole tree."""
        before = at + sum(one.lines for one in self.open.values() if one.at < at)
        return before if self.above is None else self.above.line(self.at) + 1 + before

    def take(self, page: int, total: int, rows: list[Row]) -> None:
        """Takes a page. What is open of it stays open at its new place, or goes if it is not there any more."""
        self.came, self.total = True, total
        self.pages[page] = rows
        self.stale.discard(page)
        for far in sorted(self.pages, key=lambda one: abs(one - page))[KEPT:]:
            del self.pages[far]
        places = {str(row["path"]): page * PAGE + n for n, row in enumerate(rows)}
        for path, one in list(self.open.items()):
            if path in places:
                one.at = places[path]
                one.row = self[one.at]
            elif one.at // PAGE == page or one.at >= total:
                del self.open[path]

    def toggle(self, at: int) -> bool:
        """Opens a row that holds others, or closes it; whether it was one."""
        row = self[at]
        if row is None or row["kind"] == "file":
            return False
        if self.open.pop(str(row["path"]), None) is None:
            self.open[str(row["path"])] = Node(row, self, at)
        return True

    def age(self) -> None:
        """Has every page asked for anew, here and below."""
        self.stale = set(self.pages)
        for one in self.open.values():
            one.age()
