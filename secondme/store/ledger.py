"""The ledger: one SQLite database, opened through apsw, its errors translated here and nowhere else.

Invariant: whatever a `write` block stored is on disk when the block ends, or none of it is.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw

from secondme.errors import Damaged, DiskFull, StoreError, TooNew
from secondme.store.migrations import STEPS

Row = tuple[Any, ...]


class Ledger:
    """A database that may be used from several threads: one writes at a time, each reads on its own connection."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the ledger, and takes it to this version's schema.

        Raises: TooNew, Damaged, DiskFull, StoreError.
        """
        self.path = path
        self._writing = threading.RLock()
        self._owner = 0
        self._own = threading.local()
        self._readers: list[apsw.Connection] = []
        self._opening = threading.Lock()
        with errors(path):
            self._writer = self._open()
            try:
                self._migrate()
            except BaseException:
                self._writer.close()
                raise

    def close(self) -> None:
        """Closes every connection; what was written stays."""
        with self._writing:
            for connection in (*self._readers, self._writer):
                connection.close()
            self._readers.clear()

    @contextlib.contextmanager
    def write(self) -> Iterator[apsw.Connection]:
        """A transaction: all of it or none. A block inside a block of the same thread belongs to the outer one.

        Raises: DiskFull, Damaged, StoreError.
        """
        with self._writing, errors(self.path):
            if self._owner:
                yield self._writer
                return
            self._writer.execute("BEGIN IMMEDIATE")
            self._owner = threading.get_ident()
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            except BaseException:
                if not self._writer.get_autocommit():
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._owner = 0

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """What a query gives. Inside a `write` block of this thread it sees what the block wrote."""
        with errors(self.path):
            return list(self._reader().execute(sql, values))

    def one(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(sql, values)), None)

    def scalar(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first field of the first row, or None."""
        row = self.one(sql, values)
        return None if row is None else row[0]

    def stems(self, text: str) -> list[str]:
        """The words of a text as the full-text index holds them: folded, without accents, stemmed."""
        tokenizer = getattr(self._own, "tokenizer", None)
        if tokenizer is None:
            connection = self._reader()
            tokenizer = connection.fts5_tokenizer("porter", ["unicode61", "remove_diacritics", "2"])
            self._own.tokenizer = tokenizer
        text_bytes = text.encode("utf-8", "replace")
        reason = apsw.FTS5_TOKENIZE_QUERY
        return list(tokenizer(text_bytes, reason, None, include_offsets=False, include_colocated=False))

    def check(self) -> str:
        """Empty if SQLite finds the database sound, else what it found."""
        try:
            found = self.rows("PRAGMA quick_check(3)")
        except Damaged as error:
            return error.sentence
        return "" if found == [("ok",)] else "; ".join(str(row[0]) for row in found)

    def _reader(self) -> apsw.Connection:
        if self._owner == threading.get_ident():
            return self._writer
        connection: apsw.Connection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._open()
            connection.execute("PRAGMA query_only = 1")
            self._own.connection = connection
            with self._opening:
                self._readers.append(connection)
        return connection

    def _open(self) -> apsw.Connection:
        fresh = not self.path.exists()
        connection = apsw.Connection(str(self.path))
        if fresh:
            os.chmod(self.path, 0o600)  # noqa: PTH101 (a Path may be a str subclass on odd file systems)
        connection.set_busy_timeout(10_000)
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            "temp_store = MEMORY",
            "cache_size = -8000",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def _migrate(self) -> None:
        found = int(self._writer.execute("PRAGMA user_version").get)
        if found > len(STEPS):
            raise TooNew(
                f"The memory in {self.path} was written by a newer version (schema {found}, not {len(STEPS)}).",
                "Install the newer version again; nothing was changed.",
            )
        for number, step in enumerate(STEPS[found:], start=found + 1):
            with self.write() as connection:
                connection.execute(step)
                connection.execute(f"PRAGMA user_version = {number}")


@contextlib.contextmanager
def errors(path: Path) -> Iterator[None]:
    """Translates SQLite's errors into ours."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFull(
            f"The disk that holds {path.parent} is full: nothing more can be stored.",
            "Free some space; everything stored so far is safe.",
        ) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise Damaged(
            f"The memory in {path} is damaged and cannot be read ({error}).",
            "Nothing was changed. Put back a copy of the file, or move it away to begin anew.",
        ) from error
    except apsw.ReadOnlyError as error:
        raise StoreError(
            f"{path} cannot be written: it is read-only.", "Make the file and its folder writable for you."
        ) from error
    except (apsw.CantOpenError, apsw.PermissionsError, apsw.AuthError) as error:
        raise StoreError(
            f"{path} cannot be opened ({error}).",
            "Make the file and its folder readable and writable for you.",
        ) from error
    except apsw.IOError as error:
        if not _space_left(path):
            raise DiskFull(
                f"The disk that holds {path.parent} is full: nothing more can be stored.",
                "Free some space; everything stored so far is safe.",
            ) from error
        raise StoreError(f"The disk failed while {path} was used ({error}).", "Look at the disk.") from error
    except apsw.BusyError as error:
        raise StoreError(f"{path} is held by another program.", "Close whatever else has it open.") from error


def _space_left(path: Path) -> bool:
    try:
        found = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return True
    return found.f_bavail * found.f_frsize > 65_536


def marks(values: Iterable[Any]) -> str:
    """As many question marks as there are values, for `IN (…)`."""
    return ",".join("?" for _ in values)
