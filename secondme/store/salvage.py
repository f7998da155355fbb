"""Reading what can be read of a damaged database, table by table and around the pages that cannot.

Three ways, one after the other: in order of the rows, leaping over what fails; from the other end; and page by page,
each taken for the whole table, which finds the rows of leaves that no longer hang on any tree.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from secondme.store import cipher

Row = tuple[Any, ...]
AT_ONCE = 200
"""Rows read in one query."""
END = (1 << 63) - 1
_KINDS: dict[str, tuple[type, ...]] = {"INTEGER": (int,), "REAL": (float, int), "TEXT": (str,), "BLOB": (bytes,)}
_BROKEN = (apsw.Error, UnicodeDecodeError)


@dataclass(frozen=True, slots=True)
class Table:
    """A table's columns with their types, and its key; `number` is the column that is the row's number, if any."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    needed: tuple[bool, ...]
    key: tuple[str, ...]
    number: str
    rowid: bool

    def holds(self, row: Row) -> bool:
        """Whether a row is of this table's types: what stands on a damaged page may be anything."""
        return all(
            (not needed) if value is None else isinstance(value, _KINDS.get(kind, (object,)))
            for value, kind, needed in zip(row, self.kinds, self.needed, strict=True)
        )


def tables(connection: apsw.Connection) -> list[Table]:
    """The tables of a sound database that hold something of their own."""
    found = []
    listed = list(connection.execute(
        "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
    ))  # fmt: skip
    for name, without_rowid in listed:
        rows = list(connection.execute('SELECT name, type, "notnull", pk FROM pragma_table_info(?)', (name,)))
        key = tuple(row[0] for row in sorted(rows, key=lambda row: row[3]) if row[3])
        kinds = {row[0]: row[1].upper() for row in rows}
        number = key[0] if len(key) == 1 and kinds[key[0]] == "INTEGER" and not without_rowid else ""
        found.append(Table(
            name, tuple(kinds), tuple(kinds.values()), tuple(bool(row[2]) or row[0] in key for row in rows), key,
            number, not without_rowid,
        ))  # fmt: skip
    return found


class Wreck:
    """A copy of a damaged database, opened again whenever it fails: one bad encrypted page spoils a connection."""

    def __init__(self, path: Path, key: bytes | None, size: int) -> None:
        """`size` is the bytes that there really are. Raises: apsw.Error if not even its schema can be read."""
        self._path = path
        self._size = size
        self._key = key
        self._connection = self._open()

    def _open(self) -> apsw.Connection:
        connection = cipher.connect(self._path, self._key)
        try:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except BaseException:
            connection.close()
            raise
        return connection

    def close(self) -> None:
        """Lets the file go."""
        with contextlib.suppress(apsw.Error):
            self._connection.close()

    def ask(self, sql: str, values: Sequence[Any] = ()) -> list[Row]:
        """What a query gives. Raises: apsw.Error, UnicodeDecodeError; it may be asked again then."""
        try:
            return list(self._connection.execute(sql, values))
        except _BROKEN:
            self.close()
            self._connection = self._open()
            raise

    def version(self) -> int:
        """The number of the schema; 0 where it cannot be read."""
        with contextlib.suppress(*_BROKEN):
            return int(self.ask("PRAGMA user_version")[0][0])
        return 0

    def rows(self, table: Table, gaps: list[tuple[int, int]]) -> Iterator[Row]:
        """Every row of a table that can be read, each with its number first (0 where rows have none).

        `gaps` is given the stretches of numbers (after the first, up to the second) that could not be; a gap from 0
        stands for an unknown part of a table whose rows have no numbers.
        """
        if table.rowid:
            yield from self._numbered(table, gaps)
        else:
            yield from self._keyed(table, gaps)

    def _numbered(self, table: Table, gaps: list[tuple[int, int]]) -> Iterator[Row]:
        names = ", ".join(f'"{name}"' for name in table.columns)
        sql = f'SELECT rowid, {names} FROM "{table.name}" WHERE rowid > ? ORDER BY rowid LIMIT ?'
        last, many = -1 << 62, AT_ONCE
        while True:
            try:
                found = self.ask(sql, (last, many))
            except _BROKEN:
                if many > 1:
                    many = 1
                    continue
                whole = False
            else:
                if not found:
                    return
                good = self._in_order(table, found, last)
                yield from good
                whole = len(good) == len(found)
                last = good[-1][0] if good else last
                many = min(many * 2, AT_ONCE)
            if not whole:
                after = self._beyond(table, sql, last)
                gaps.append((last, after))
                if after == END:
                    return
                last = after

    @staticmethod
    def _in_order(table: Table, found: list[Row], last: int) -> list[Row]:
        """The rows up to the first that cannot be one: of other types, or not after the one before it."""
        good: list[Row] = []
        for row in found:
            if row[0] <= last or not table.holds(row[1:]):
                break
            last = row[0]
            good.append(row)
        return good

    def _beyond(self, table: Table, sql: str, last: int) -> int:
        """The least number found after which reading goes on; END if there is none."""
        low, step = max(last, 0), 1
        if last < 0 and self._reads(table, sql, 0):
            return 0
        while low + step < END and not self._reads(table, sql, low + step):
            low, step = low + step, step * 2
        high = low + step
        if high >= END:
            return END
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self._reads(table, sql, middle) else (middle, high)
        return high

    def _reads(self, table: Table, sql: str, after: int) -> bool:
        try:
            found = self.ask(sql, (after, 1))
        except _BROKEN:
            return False
        return len(self._in_order(table, found, after)) == len(found)

    def _keyed(self, table: Table, gaps: list[tuple[int, int]]) -> Iterator[Row]:
        names = ", ".join(f'"{name}"' for name in table.columns)
        seen: set[Row] = set()
        places = [table.columns.index(name) for name in table.key]
        for direction, compared in (("ASC", ">"), ("DESC", "<")):
            last: Row | None = None
            order = ", ".join(f'"{name}" {direction}' for name in table.key)
            keys = ", ".join(f'"{name}"' for name in table.key)
            many, whole = AT_ONCE, True
            while True:
                begin = f"WHERE ({keys}) {compared} ({', '.join('?' for _ in table.key)})" if last else ""
                try:
                    found = self.ask(
                        f'SELECT {names} FROM "{table.name}" {begin} ORDER BY {order} LIMIT {many}', last or ()
                    )
                except _BROKEN:
                    whole = many == 1
                    if whole:
                        whole = False
                        break
                    many = 1
                    continue
                if not found:
                    whole = True
                    break
                for row in found:
                    key = tuple(row[place] for place in places)
                    if table.holds(row) and key not in seen:
                        seen.add(key)
                        yield (0, *row)
                last = tuple(found[-1][place] for place in places)
            if whole:
                return
        gaps.append((0, END))

    def loose(self, table: Table, gaps: Sequence[tuple[int, int]]) -> Iterator[Row]:
        """Rows within the gaps that stand on pages which no tree leads to, with their numbers; writes into the copy."""
        names = ", ".join(f'"{name}"' for name in table.columns)
        try:
            pages = min(int(self.ask("PRAGMA page_count")[0][0]), self._size // self.ask("PRAGMA page_size")[0][0] + 1)
            root = self.ask("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name = ?", (table.name,))[0][0]
        except (*_BROKEN, IndexError):
            return
        for page in range(2, pages + 1):
            try:
                self._take_for_root(table.name, page)
                found = self.ask(f'SELECT rowid, {names} FROM "{table.name}" LIMIT 5000')
            except _BROKEN:
                continue
            for row in found:
                if table.holds(row[1:]) and any(low < row[0] <= high for low, high in gaps):
                    yield row
        with contextlib.suppress(*_BROKEN):
            self._take_for_root(table.name, root)

    def _take_for_root(self, name: str, page: int) -> None:
        self.ask("PRAGMA writable_schema = ON")
        self.ask("UPDATE sqlite_schema SET rootpage = ? WHERE type = 'table' AND name = ?", (page, name))
        self.ask("PRAGMA writable_schema = RESET")
