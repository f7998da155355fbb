"""The ledger: one SQLite database, opened through apsw, its errors translated here and nowhere else.

Invariant: whatever a `write` block stored is on disk when the block ends, or none of it is.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from secondme.errors import Damaged, DiskFull, StoreError, TooNew
from secondme.store.migrations import STEPS

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    """A connection that only reads, and the full-text index's tokenizer on it."""

    connection: apsw.Connection
    tokenizer: Any


class Ledger:
    """A database that may be used from several threads: one writes at a time, each reads on a connection of its own."""

    def __init__(self, path: Path) -> None:
        """Opens or makes the ledger, and takes it to this version's schema.

        Raises: TooNew, Damaged, DiskFull, StoreError.
        """
        self.path = path
        self._writing = threading.RLock()
        self._owner = 0
        self._after: dict[Callable[[], None], None] = {}
        self.commits = 0
        """Transactions committed since the ledger was opened."""
        self._opening = threading.Lock()
        self._idle: list[_Reader] = []
        self._closed = False
        with errors(path):
            self._writer = self._open()
            try:
                self._migrate()
            except BaseException:
                self._writer.close()
                raise

    def close(self) -> None:
        """Closes every connection; what was written stays."""
        with self._writing, self._opening:
            self._closed = True
            for reader in self._idle:
                reader.connection.close()
            self._idle.clear()
            self._writer.close()

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
                self.commits += 1
                after = self._after
            except BaseException:
                if not self._writer.get_autocommit():
                    self._writer.execute("ROLLBACK")
                raise
            finally:
                self._owner = 0
                self._after = {}
            for call in after:
                call()

    def after_commit(self, call: Callable[[], None]) -> None:
        """Has something called, once, when the transaction that is open now has been committed."""
        self._after[call] = None

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """What a query gives. Inside a `write` block of this thread it sees what the block wrote."""
        with errors(self.path):
            if self._owner == threading.get_ident():
                return list(self._writer.execute(sql, values))
            with self._borrowed() as reader:
                return list(reader.connection.execute(sql, values))

    def one(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Row | None:
        """The first row of a query, or None."""
        return next(iter(self.rows(sql, values)), None)

    def scalar(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> Any:
        """The first field of the first row, or None."""
        row = self.one(sql, values)
        return None if row is None else row[0]

    def stems(self, text: str) -> list[str]:
        """The words of a text as the full-text index holds them: folded, without accents, stemmed."""
        words = text.encode("utf-8", "replace")
        with self._borrowed() as reader:
            found = reader.tokenizer(
                words, apsw.FTS5_TOKENIZE_QUERY, None, include_offsets=False, include_colocated=False
            )
        return list(found)

    def check(self) -> str:
        """Empty if SQLite finds the database sound, else what it found."""
        try:
            found = self.rows("PRAGMA quick_check(3)")
        except Damaged as error:
            return error.sentence
        return "" if found == [("ok",)] else "; ".join(str(row[0]) for row in found)

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[_Reader]:
        """A connection to read on, given back at the end of the block; there are as many as read at once."""
        with self._opening:
            reader = self._idle.pop() if self._idle else None
        if reader is None:
            connection = self._open()
            connection.execute("PRAGMA query_only = 1")
            tokenizer = connection.fts5_tokenizer("porter", ["unicode61", "remove_diacritics", "2"])
            reader = _Reader(connection, tokenizer)
        try:
            yield reader
        finally:
            with self._opening:
                if self._closed:
                    reader.connection.close()
                else:
                    self._idle.append(reader)

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
