"""Pieces of bytes in a file under a key: a database of its own, encrypted by the same driver as the ledger.

Satisfies `Sealing` of secondme.llm.statefile.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import closing
from pathlib import Path

import apsw

from secondme.errors import Damaged
from secondme.store.cipher import still, unlock
from secondme.store.disk import errors, fresh

PAGE = 65_536
"""Bytes of a page: of 46 MB twice as many a second are written as with SQLite's usual 4,096."""


def write(path: Path, key: bytes, pieces: Iterable[bytes | bytearray | memoryview]) -> None:
    """Makes a file of pieces of bytes. It is not waited for until they are on the disk.

    Raises: OSError if it is there already, DiskFull, StoreError; part of it may be there then.
    """
    fresh(path)
    with errors(path), closing(apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)) as connection:
        unlock(connection, key)
        connection.execute(f"PRAGMA page_size = {PAGE}")
        connection.execute("PRAGMA journal_mode = OFF")  # nothing was there that could be taken back
        connection.execute("PRAGMA synchronous = OFF")
        with connection:
            connection.execute("CREATE TABLE piece (n INTEGER PRIMARY KEY, bytes BLOB)")
            for n, piece in enumerate(pieces):
                connection.execute("INSERT INTO piece VALUES (?, ?)", (n, piece))


def read(path: Path, key: bytes) -> Generator[bytes, None, None]:
    """The pieces as they were given. Raises: OSError, StoreError; Damaged if it is no such file or has another key."""
    path.stat()
    try:
        with errors(path), closing(still(path, key)) as connection:
            for (piece,) in connection.execute("SELECT bytes FROM piece ORDER BY n"):
                yield bytes(piece)
    except (apsw.Error, TypeError) as error:
        raise Damaged(f"{path} is damaged and cannot be read ({error}).") from error
