"""Much that waits to be read once, on the disk under a key that nobody keeps.

The file loses its name as soon as it is open, so that a kill leaves nothing of it; where a system cannot do that, what
is left opens with no key, and goes at the next start as everything of that name does.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path

from secondme.store import cipher
from secondme.store.disk import disk_errors, errors, fresh, wipe
from secondme.store.swap import beside

PIECE = 1 << 16


def spool(path: Path, lines: Iterable[bytes]) -> tuple[int, Iterator[bytes]]:
    """Reads lines to their end, into a file beside the ledger at `path`; how many bytes, and they again in pieces.

    Raises: DiskFull, StoreError, and what the lines raise.
    """
    file = beside(path, f".salvage-export-{secrets.token_hex(8)}")
    with disk_errors(file):
        fresh(file)
    size = 0
    with contextlib.ExitStack() as held, errors(file):
        held.callback(wipe, file)
        connection = held.enter_context(contextlib.closing(cipher.connect(file, secrets.token_bytes(32))))
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE", "cache_size = -4000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute("CREATE TABLE piece (n INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")
        with contextlib.suppress(OSError):
            file.unlink()
        connection.execute("BEGIN")
        for piece in _pieces(lines):
            connection.execute("INSERT INTO piece (bytes) VALUES (?)", (piece,))
            size += len(piece)
        connection.execute("COMMIT")
        kept = held.pop_all()

    def again() -> Iterator[bytes]:
        with kept, errors(file):
            for (piece,) in connection.execute("SELECT bytes FROM piece ORDER BY n"):
                yield piece

    return size, again()


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for line in lines:
        waiting += line
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    if waiting:
        yield bytes(waiting)
