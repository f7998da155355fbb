"""The ledger: one SQLite database, opened through apsw, under a key or plain.

Invariant: whatever a `write` block stored is on disk when the block ends, or none of it is.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from secondme.errors import Damaged, StoreError, TooNew
from secondme.store import cipher, copies
from secondme.store.cutter import Cutter
from secondme.store.disk import errors, wipe
from secondme.store.migrations import STEPS
from secondme.store.pages import keep_pages
from secondme.store.snapshots import Snapshots
from secondme.store.swap import beside, gone, locked, swap
from secondme.store.touched import Touched
from secondme.store.within import Within

Row = tuple[Any, ...]

LOGGED = 4_000
"""Pages of the write-ahead log, after which they go where they belong: with SQLite's own 1,000 a page that is written
again and again, as those of the index of words are, goes there four times as often."""


@dataclass(frozen=True, slots=True)
class _Reader:
    connection: apsw.Connection
    cutter: Cutter


class Ledger:
    """A database that may be used from several threads: one writes at a time, each reads on a connection of its own."""

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        """Opens or makes the ledger, and takes it to this version's schema; `key` is of 32 bytes, None: plain.

        Raises: Locked, TooNew, Damaged, DiskFull, StoreError.
        """
        self.path = path
        self._key = key
        self._writing = threading.RLock()
        self._owner = self._reading = 0
        self._within = Within(lambda: self._writer, self._guarded)
        self._after: dict[Callable[[], None], None] = {}
        self.commits = 0
        """Transactions committed since the ledger was opened."""
        self.touched = Touched()
        self.damage = ""
        """What SQLite said when a page could not be read; empty while all is well."""
        self.on_damage: Callable[[], None] = lambda: None
        self._readers = threading.Condition()
        self._idle: list[_Reader] = []
        self._looking: set[apsw.Connection] = set()  # what may be interrupted, and begins again then
        self._paused = self._closed = False
        with errors(path):
            self._writer = self._open()
            try:
                self._migrate()
                self._keep_pages()
            except BaseException:
                self._writer.close()
                raise

    @property
    def key(self) -> bytes | None:
        """The key that it is under; None if it is plain."""
        return self._key

    def close(self) -> None:
        """Closes every connection; what was written stays."""
        with self._writing, self._readers:
            self._closed = True
            self._close_idle()
            with contextlib.suppress(apsw.Error):
                if not self._reading and not self.damage:
                    keep_pages(self.path, self._writer, None)
            self._writer.close()

    def write(self) -> AbstractContextManager[apsw.Connection]:
        """A transaction: all of it or none. A block inside a block of the same thread belongs to the outer one.

        Raises: DiskFull, Damaged, StoreError.
        """
        return self._within if self.inside else self._transaction()

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[apsw.Connection]:
        with self._writing, self._guarded():
            self._writer.execute("BEGIN IMMEDIATE")
            self.touched.begin(self._writer)
            self._owner = threading.get_ident()
            try:
                yield self._writer
                self._writer.execute("COMMIT")
                self.commits += 1
                self.touched.committed()
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
        """Has something called, once, when the transaction that is open now has been committed; what was asked for
        last is called last."""
        self._after.pop(call, None)
        self._after[call] = None

    @property
    def inside(self) -> bool:
        """Whether this thread is in a `write` block."""
        return self._owner == threading.get_ident()

    def rows(self, sql: str, values: Sequence[Any] | dict[str, Any] = ()) -> list[Row]:
        """What a query gives. Inside a `write` block of this thread it sees what the block wrote."""
        with self._guarded():
            if self.inside:
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

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[apsw.Connection]:
        """A connection that reads the ledger as it stands now, whatever is written meanwhile; not for long, for the
        write-ahead log cannot be cut off while it is held."""
        with self._guarded(), self._borrowed() as reader:
            reader.connection.execute("BEGIN")
            try:
                yield reader.connection
            finally:
                reader.connection.execute("ROLLBACK")

    def stems(self, text: str) -> list[str]:
        """See `Cutter.stems`."""
        with self._borrowed() as reader:
            return reader.cutter.stems(text)

    def folded(self, text: str) -> list[str]:
        """See `Cutter.folded`."""
        with self._borrowed() as reader:
            return reader.cutter.folded(text)

    def truncate(self) -> None:
        """Empties the write-ahead log into the database, so that nothing that was deleted is left in it.

        Raises: StoreError if somebody reads for so long that it cannot be done now.
        """
        with self._writing, errors(self.path):
            busy, _, _ = next(self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)"))
        if busy:
            raise StoreError(f"The log of {self.path} is in use and was not cut off.", "It is tried again.")

    def check(self) -> str:
        """Empty if SQLite finds the database sound, else what it found."""
        # On a connection of its own: FTS5's check on one that was open when the first row was securely deleted still
        # believes in the older format, and sees damage where there is none.
        # What is noted as damage was met by a query, and may stand in an index that the quick check passes over.
        how = "integrity_check" if self.damage else "quick_check"
        while True:
            try:
                with self._guarded(), self._apart() as connection:
                    self._looking.add(connection)
                    found = self._looked(connection, how)
            except apsw.InterruptError:
                continue  # the file was exchanged under way
            except Damaged as error:
                return error.sentence
            return "" if found == [("ok",)] else "; ".join(str(row[0]) for row in found)

    def _looked(self, connection: apsw.Connection, how: str) -> list[tuple[object, ...]]:
        """What a check finds. Raises: apsw.InterruptError where somebody waits to exchange the file: a table of FTS5
        that is interrupted while it opens tells of a constructor that failed."""
        try:
            found = list(connection.execute(f"PRAGMA {how}(3)"))
        except apsw.Error as error:
            if self._paused:
                raise apsw.InterruptError("The file is exchanged.") from error
            raise
        if self._paused and found != [("ok",)]:
            raise apsw.InterruptError("The file is exchanged.")
        return found

    def afresh(self) -> None:
        """Opens every connection anew and takes back that there is damage: for a file that was found sound.

        Raises: Damaged, StoreError.
        """
        with self._writing, self._alone():
            self._writer.close()
            self.damage = ""
            with errors(self.path):
                self._writer = self._open()

    # ---- the whole file ------------------------------------------------------------------------------

    def copy(self, target: Path, key: bytes | None) -> copies.Counts:
        """Writes a verified copy of all that is stored now, under a key (None: plain); its rows by table.

        Who writes goes on writing meanwhile. Raises: DiskFull, Damaged, StoreError.
        """
        with self._guarded(), self._apart() as connection:
            return copies.copy(connection, target, key)

    def rewrite(self, key: bytes | None, report: Callable[[str], None] = lambda step: None) -> None:
        """Puts the ledger under another key (None: plain). Reading goes on until the files are exchanged.

        The old file is overwritten before it is removed. A kill at any instant leaves the old ledger or the new
        one, whole, and `swap.tidy` does the rest. `report` hears what is being done.
        Raises: DiskFull, Damaged, StoreError; nothing has changed then.
        """
        new = beside(self.path, ".new")
        with self._writing:
            self._outside()
            report("copying the ledger")
            with self._guarded():
                copies.copy(self._writer, new, key)
            report("exchanging the files")
            self.replace(lambda: (new, key))
            report("the ledger is exchanged")

    def compact(self) -> None:
        """Writes the file anew without what was deleted, and empties the log beside it.

        Raises: DiskFull, Damaged, StoreError.
        """
        with self._writing, self._guarded():
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._writer.execute("VACUUM")
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def replace(self, make: Callable[[], tuple[Path, bytes | None]], aside: Path | None = None) -> None:
        """Exchanges the file for another while nobody reads or writes it.

        `make` is called when every connection is closed and gives a finished database and its key. The old file is
        wiped, or kept as `aside`. Raises: what `make` raises, DiskFull, StoreError; the old file is open again then.
        """
        with self._writing, self._alone():
            try:
                self._let_go(complete=aside is None)
                new, key = make()
                swap(self.path, new, aside)
                self._key, self.damage = key, ""
            finally:
                self.commits += 1
                with errors(self.path):
                    self._writer = self._open()
            with errors(self.path):
                self._migrate()
                self._keep_pages()

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Waits until nobody reads, and lets nobody begin."""
        self._outside()
        with self._readers:
            self._paused = True
            for connection in tuple(self._looking):
                connection.interrupt()
            self._readers.wait_for(lambda: not self._reading)
            self._close_idle()
        try:
            yield
        finally:
            self.touched.exchanges += 1
            with self._readers:
                self._paused = False
                self._readers.notify_all()

    def _outside(self) -> None:
        if self._owner:
            raise StoreError("The ledger cannot be exchanged in the middle of a transaction.")

    def _let_go(self, *, complete: bool) -> None:
        """Closes the last connection. With `complete` all is in the file itself afterwards, and no log is left."""
        keep = ctypes.c_int(1)
        try:
            if complete:
                with errors(self.path):
                    self._writer.set_busy_timeout(1_000)
                    ((busy, log, written),) = self._writer.execute("PRAGMA wal_checkpoint(FULL)")
                    if busy or log != written:
                        raise gone(self.path)
                    # SQLite would remove the log and leave its bytes on the disk.
                    self._writer.file_control("main", apsw.SQLITE_FCNTL_PERSIST_WAL, ctypes.addressof(keep))
        finally:
            self._writer.close()
        if complete:
            wipe(beside(self.path, "-wal"))

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            with errors(self.path):
                yield
        except Damaged as error:
            if not self.damage:
                self.damage = error.sentence
                self.on_damage()
            raise

    @contextlib.contextmanager
    def _counted(self) -> Iterator[None]:
        """Reads the file: it is not exchanged before the end of the block."""
        with self._readers:
            self._readers.wait_for(lambda: not self._paused)
            self._reading += 1
        try:
            yield
        finally:
            with self._readers:
                self._reading -= 1
                self._readers.notify_all()

    @contextlib.contextmanager
    def _apart(self) -> Iterator[apsw.Connection]:
        """A connection of its own; the file is not exchanged before the end of the block."""
        with self._counted(), contextlib.closing(cipher.connect(self.path, self._key)) as connection:
            connection.set_busy_timeout(10_000)
            try:
                yield connection
            finally:
                with self._readers:
                    self._looking.discard(connection)

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[_Reader]:
        """A connection to read on, given back at the end of the block; there are as many as read at once."""
        with self._counted():
            with self._readers:
                reader = self._idle.pop() if self._idle else None
            if reader is None:
                connection = self._open()
                connection.execute("PRAGMA query_only = 1")
                reader = _Reader(connection, Cutter(connection))
            try:
                yield reader
            finally:
                with self._readers:
                    self._idle.append(reader)
                    # An encrypted page that could not be read spoils the connection for every other page.
                    if self._closed or self.damage:
                        self._close_idle()

    def _close_idle(self) -> None:
        for reader in self._idle:
            reader.connection.close()
        self._idle.clear()

    def _open(self) -> apsw.Connection:
        fresh = not self.path.exists()
        connection = cipher.connect(self.path, self._key)
        if fresh:
            self.path.chmod(0o600)
        try:
            connection.set_busy_timeout(10_000)
            for pragma in (
                "journal_mode = WAL", f"wal_autocheckpoint = {LOGGED}", "synchronous = FULL", "foreign_keys = ON",
                "secure_delete = ON", "temp_store = MEMORY", "cache_size = -8000",
            ):  # fmt: skip
                connection.execute(f"PRAGMA {pragma}")
        except apsw.NotADBError as error:
            connection.close()
            if cipher.is_encrypted(self.path):
                raise locked(self.path, key=self._key is not None) from error
            raise
        except BaseException:
            connection.close()
            raise
        return connection

    def _migrate(self) -> None:
        found = int(self._writer.execute("PRAGMA user_version").get)
        if found > len(STEPS):
            raise TooNew(
                f"The memory in {self.path} was written by a newer version (schema {found}, not {len(STEPS)}).",
                "Install the newer version again; nothing was changed.",
            )
        if 0 < found < len(STEPS) and any(copies.counts(self._writer).values()):
            snapshots = Snapshots(self.path)
            snapshots.add(lambda target: copies.copy(self._writer, target, self._key), schema=found)
        for number, step in enumerate(STEPS[found:], start=found + 1):
            with self.write() as connection:
                if callable(step):
                    step(connection)
                else:
                    connection.execute(step)
                connection.execute(f"PRAGMA user_version = {number}")

    def _keep_pages(self) -> None:
        """Keeps a copy of the pages without which nothing else in the file can be found."""
        self._writer = keep_pages(self.path, self._writer, self._open)


def marks(values: Iterable[Any]) -> str:
    """As many question marks as there are values, for `IN (…)`."""
    return ",".join("?" for _ in values)
