"""Whole copies of a ledger: made by SQLite itself while others write, under any key, and verified.

A copy holds what is stored and nothing that was ever deleted, since SQLite writes it anew instead of copying pages.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import apsw

from secondme.errors import Damaged, StoreError
from secondme.store import cipher
from secondme.store.disk import disk_errors, errors, flush, private, wipe

Counts = dict[str, int]
"""Rows by table."""
QUEUES = frozenset(("outbox", "intake", "awaiting", "unindexed"))
"""Tables whose rows come and go while others write: as many before and after tells nothing of the instant between."""


def counts(connection: apsw.Connection) -> Counts:
    """Rows in every table that holds something of its own: virtual tables and their shadows are derived."""
    names = [row[0] for row in connection.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' "
        "ORDER BY name"
    )]  # fmt: skip
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').get for name in names}


def copy(connection: apsw.Connection, target: Path, key: bytes | None) -> Counts:
    """Writes all that a connection sees into a new file under a key (None: plain), verified; its rows by table.

    Others may write meanwhile: the copy is of one instant. Nothing is left of it if it fails.
    Raises: DiskFull, Damaged, StoreError.
    """
    try:
        with errors(target), disk_errors(target):
            private(target)
            since = connection.execute("PRAGMA data_version").get
            before, version = counts(connection), connection.execute("PRAGMA user_version").get
            connection.execute("VACUUM INTO ?", (cipher.locator(target, key),))
            after = counts(connection)
            passing = QUEUES if connection.execute("PRAGMA data_version").get != since else frozenset()
            flush(target)
        found = verify(target, key)
        for table, number in found.items():
            if table not in passing and before.get(table) == after.get(table) != number:
                raise StoreError(f"The copy in {target} has {number:,} of {before[table]:,} rows of {table}.")
        with errors(target), contextlib.closing(cipher.still(target, key)) as made:
            if found.keys() != after.keys() or made.execute("PRAGMA user_version").get != version:
                raise StoreError(f"The copy in {target} lacks a part of the ledger.", "Look at the disk.")
        return found
    except BaseException:
        with contextlib.suppress(StoreError):
            wipe(target)
        raise


def recopy(source: Path, key: bytes | None, target: Path, new: bytes | None) -> Counts:
    """The same from a file that nobody has open. Raises: Damaged, DiskFull, StoreError."""
    with errors(source), contextlib.closing(cipher.still(source, key)) as connection:
        return copy(connection, target, new)


def verify(path: Path, key: bytes | None) -> Counts:
    """Reads every page of a copy; its rows by table. Raises: Damaged, with what is wrong."""
    with errors(path), contextlib.closing(cipher.still(path, key)) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(3)")]
        if found != ["ok"]:
            raise Damaged(f"The copy in {path} is damaged: {'; '.join(found)[:200]}", "Take another copy.")
        return counts(connection)


def size(path: Path) -> int:
    """Bytes of a file; none where there is none."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
