"""Which rows a transaction changed, told to who keeps something made of them in RAM."""

from __future__ import annotations

from collections.abc import Callable, Collection

import apsw

Hear = Callable[[set[int]], None]


class Touched:
    """Tells numbers of rows when they are committed, and that the whole file was exchanged by `exchanges` rising."""

    def __init__(self) -> None:
        self.exchanges = 0
        """How often the file was opened anew, after which anything may be other than it was."""
        self._tables: frozenset[str] = frozenset()
        self._hear: Hear = lambda rows: None
        self._rows: set[int] = set()

    def listen(self, tables: Collection[str], hear: Hear) -> None:
        """Has the numbers of changed rows of these tables told, in the thread that changed them."""
        self._tables, self._hear = frozenset(tables), hear

    def begin(self, connection: apsw.Connection) -> None:
        """A transaction begins."""
        self._rows = set()
        if self._tables:
            connection.set_update_hook(self._note)

    def committed(self) -> None:
        """It was committed."""
        if self._rows:
            self._hear(self._rows)

    def _note(self, kind: int, database: str, table: str, row: int) -> None:
        if table in self._tables:
            self._rows.add(row)
