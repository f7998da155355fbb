"""The tree of watched folders and their files, as lines; what is not here yet is asked for when it is to be seen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.binding import Binding
from textual.message import Message

from secondme import phrases
from secondme.memory.counting import count
from secondme.tui.leaves import Node, Row
from secondme.tui.rows import PAGE, Rows

SIGNS = {
    "indexed": "✓ in memory", "waiting": "… waiting", "skipped": "– skipped", "failed": "! failed", "gone": "× gone",
}  # fmt: skip
"""A file's state, told by a sign and a word."""
EMPTY, NOTHING = "· empty", "nothing to remember"
"""The same of a file that was read and holds nothing."""
OPEN, CLOSED = "▾ ", "▸ "
STATE = 11
"""Cells of a state."""


class FileTree(Rows):
    """Folders that open and close, and files. With `flat` it is a plain list of files that fit."""

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("right,l", "open_it", "Open", show=False, id="tree.down"),
        Binding("left,h", "close_it", "Close, or go up", show=False, id="tree.up"),
    ]

    class Needed(Message):
        """A page of a folder is about to be seen and is not here, or is old."""

        def __init__(self, node: Node, page: int) -> None:
            super().__init__()
            self.node = node
            self.page = page

    def __init__(self, zone: tzinfo | None, id: str) -> None:
        super().__init__(zone, id)
        self.root = Node()
        self.flat = False
        self._asked: set[tuple[int, int]] = set()

    def show(self, rows: list[Row]) -> None:
        """Shows these folders; what is open of them stays open, and is asked for anew."""
        if self.flat:
            self.root, self.flat, self.cursor = Node(), False, 0
        self._keeping(lambda: self._whole(rows))

    def _whole(self, rows: list[Row]) -> None:
        self.root.pages = {}
        for page in range(0, max(1, len(rows)), PAGE):
            self.root.take(page // PAGE, len(rows), rows[page : page + PAGE])
        self.again()

    def search(self) -> None:
        """Begins a list of what fits; its pages are asked for with `root` as their folder."""
        self.root, self.flat, self.cursor = Node(), True, 0
        self._asked.clear()
        self.total = 1
        self.resized()
        self.scroll_to(y=0, animate=False, force=True)
        self._moved()

    def again(self) -> None:
        """Has what is seen asked for anew; it is shown until that has come."""
        self._asked.clear()
        self.root.age()
        if not self.flat:
            self.root.stale.clear()
        self.refresh()

    def came(self, node: Node, page: int, total: int, rows: list[Row]) -> None:
        """Takes a page that was needed."""
        self._asked.discard((id(node), page))
        self._keeping(lambda: node.take(page, total, rows))

    def _keeping(self, change: Callable[[], None]) -> None:
        """Makes a change; the cursor stays on its row, wherever that is then."""
        path = (self.current or {}).get("path")
        change()
        self.total = self.root.lines if self.root.came else 1
        node, at = self.root.locate(self.cursor)
        near = range(max(0, at - PAGE), at + PAGE)
        if path and (here := next((n for n in near if (node[n] or {}).get("path") == path), None)) is not None:
            self.cursor = node.line(here)
        self.cursor = min(self.cursor, max(0, self.total - 1))
        self.resized()
        self._moved()

    # ---- moving --------------------------------------------------------------------------------------

    def action_open_it(self) -> None:
        node, at = self.root.locate(self.cursor)
        row = node[at]
        if row is not None and row["path"] not in node.open:
            self._toggle(node, at)

    def action_close_it(self) -> None:
        node, at = self.root.locate(self.cursor)
        row = node[at]
        if row is not None and row["path"] in node.open:
            self._toggle(node, at)
        elif node.above is not None:
            self.action_to(node.above.line(node.at))

    def action_open(self) -> None:
        node, at = self.root.locate(self.cursor)
        if not self._toggle(node, at):
            super().action_open()

    def _toggle(self, node: Node, at: int) -> bool:
        if self.flat or not node.toggle(at):
            return False
        self.total = self.root.lines
        self.resized()
        self._moved()
        return True

    def row(self, at: int) -> Row | None:
        node, index = self.root.locate(at)
        return node[index] if at < self.total else None

    def _need(self, at: int) -> None:
        node, index = self.root.locate(at)
        page = max(0, index) // PAGE
        wanted = page not in node.pages or page in node.stale
        if wanted and (node is not self.root or self.flat) and (id(node), page) not in self._asked:
            self._asked.add((id(node), page))
            self.post_message(self.Needed(node, page))

    # ---- lines ---------------------------------------------------------------------------------------

    def titles(self, width: int) -> str:
        """The line of titles."""
        return _columns("  name", "state", "what", width - self.scrollbar_size_vertical) if self.total else ""

    def cells(self, at: int, row: Row, width: int) -> str:
        """The line of a row."""
        width -= self.scrollbar_size_vertical
        node = self.root.locate(at)[0]
        if row["kind"] == "file":
            held, nothing = row["state"] == "indexed", is_empty(row)
            what = count(row["passages"], "passage") if held else phrases.one_line(row["sentence"], width)
            what = NOTHING if nothing else what
            if self.flat:
                above = str(row["path"])[: -len(str(row["name"])) - 1]
                what = f"{what} · in {phrases.one_line(above, width)}" if held else what
            name = "  " * node.depth + "  " + phrases.one_line(row["name"], width)
            return _columns(name, EMPTY if nothing else SIGNS[row["state"]], what, width)
        sign = OPEN if row["path"] in node.open else CLOSED
        name = "  " * node.depth + sign + phrases.one_line(str(row["name"]), width)
        if row["kind"] == "folder":
            return _columns(name + "/", "", counts(row), width)
        state = row["state"] if row["available"] else "! away"
        return _columns(name, str(state), f"{counts(row)}  {phrases.one_line(row['path'], width)}", width)

    def faint(self, row: Row) -> bool:
        """Whether a row stands back."""
        return row["kind"] == "file" and (row["state"] in ("skipped", "gone") or is_empty(row))


def is_empty(row: Row) -> bool:
    """Whether a file was read and holds nothing."""
    return bool(row["state"] == "indexed" and not row["passages"])


def counts(row: Row) -> str:
    """The files below a folder by their states: "12 in memory, 3 waiting"."""
    told = {
        "indexed": "in memory", "waiting": "waiting", "skipped": "skipped" if row["kind"] == "folder" else "not read",
        "failed": "failed", "gone": "gone",
    }  # fmt: skip
    return ", ".join(f"{row[name]:,} {words}" for name, words in told.items() if row.get(name)) or "nothing read"


def _name_room(width: int) -> int:
    return max(20, (width - 2 - STATE) * 45 // 100)


def _columns(name: str, state: str, what: str, width: int) -> str:
    """A line: two cells for the cursor's sign, the name, the state, and the rest."""
    room = _name_room(width)
    rest = max(4, width - 2 - room - 1 - STATE - 1)
    return f"  {cut(name, room)} {cut(state, STATE)} {cut(what, rest)}"


def cut(text: str, room: int) -> str:
    """A text in so many cells, with an ellipsis where it has more."""
    return set_cell_size(text, room) if cell_len(text) <= room else set_cell_size(text, room - 1) + "…"
