"""Which rows a transaction changed, told to who keeps something made of them in RAM."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

import apsw

Hear = Callable[[set[int]], None]


class Touched:
    """Tells numbers of rows when they are committed, and that the whole file was exchanged by `exchanges` rising."""

    def __init__(self) -> None:
        self.exchanges = 0
        """How often the file was opened anew, after which anything may be other than it was."""
        self._listening: list[tuple[frozenset[str], Hear]] = []
        self._rows: dict[str, set[int]] = {}

    def listen(self, tables: Collection[str], hear: Hear) -> None:
        """Has the numbers of changed rows of these tables told, in the thread that changed them."""
        self._listening.append((frozenset(tables), hear))

    def begin(self, connection: apsw.Connection) -> None:
        """A transaction begins."""
        self._rows = {table: set() for tables, _ in self._listening for table in tables}
        self._hook(connection)

    @contextmanager
    def unheard(self, connection: apsw.Connection, *tables: str) -> Iterator[None]:
        """Inside, a statement changes these tables alone, to which nobody listens: SQLite asks for the interpreter's
        lock at each row that it tells of, and while other threads run that takes most of the time."""
        if not self._rows.keys().isdisjoint(tables):
            yield
            return
        with self.silent(connection):
            yield

    @contextmanager
    def silent(self, connection: apsw.Connection) -> Iterator[None]:
        """Inside, nothing is heard of what a statement changes: whoever runs it says so with `note`."""
        connection.set_update_hook(None)
        try:
            yield
        finally:
            self._hook(connection)

    def note(self, table: str, rows: Collection[int]) -> None:
        """Has these rows told of when they are committed."""
        if table in self._rows:
            self._rows[table].update(rows)

    def _hook(self, connection: apsw.Connection) -> None:
        if self._rows:
            connection.set_update_hook(self._note)

    def committed(self) -> None:
        """It was committed."""
        for tables, hear in self._listening:
            if rows := set().union(*(self._rows.get(table, ()) for table in tables)):
                hear(rows)

    def _note(self, kind: int, database: str, table: str, row: int) -> None:
        if table in self._rows:
            self._rows[table].add(row)
