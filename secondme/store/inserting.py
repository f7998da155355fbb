"""Many new rows by one statement.

SQLite asks for the interpreter's lock at each row that it tells of, which beside other threads takes most of the time:
here whoever listens to a table is told of all rows at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from secondme.store.ledger import Ledger

TOGETHER = 500
"""Rows of one statement at most. Few long ones take a third of the time of many short."""


def insert(
    ledger: Ledger, table: str, columns: str, values: str, rows: Sequence[Sequence[Any]], given: Sequence[int] = ()
) -> list[int]:
    """Inserts new rows into a table whose key is a number; their numbers, in order: those `given`, else SQLite's own.

    `columns` are their names, `values` what stands for those of a row. Belongs into a transaction.
    """
    numbers = list(given)
    with ledger.write() as connection:
        for start in range(0, len(rows), TOGETHER):
            some = rows[start : start + TOGETHER]
            with ledger.touched.silent(connection):
                sql = f"INSERT INTO {table} ({columns}) VALUES " + ",".join([values] * len(some))
                connection.execute(sql, list(chain.from_iterable(some)))
            if not given:
                last = int(connection.last_insert_rowid())
                numbers += range(last - len(some) + 1, last + 1)  # rows of one statement have numbers in a row
        ledger.touched.note(table, numbers)
    return numbers
