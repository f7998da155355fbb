"""Snapshots: verified copies of the ledger in the home, the last few of them, under the ledger's own key.

A name says in which order they were made, when, and how many forgettings had been noted by then:
`000012-20260503T120000Z-17.db`, with `-schema1` where it was made before a migration. The order is in the first
number, since clocks go back.
"""

from __future__ import annotations

import calendar
import contextlib
import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from secondme.errors import Damaged, StoreError
from secondme.store import cipher, copies
from secondme.store.disk import disk_errors, errors, settle, wipe
from secondme.store.erase import erase
from secondme.store.forgotten import Forgotten
from secondme.store.swap import beside, swap, tidy

log = logging.getLogger(__name__)

DAY = 86_400.0
_NAME = re.compile(r"(\d{6,})-(\d{8}T\d{6}Z)-(\d+)(?:-schema(\d+))?\.db")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A verified copy. `at` is in seconds since 1970, `forgotten` the lines of `forgotten.jsonl` that it knows of;
    `schema` is 0 unless it was made before a migration from that schema."""

    path: Path
    order: int
    at: float
    forgotten: int
    schema: int
    bytes: int


class Snapshots:
    """The snapshots of the ledger at `path`, in the folder `snapshots` beside it."""

    def __init__(self, path: Path, keep: int = 3) -> None:
        self.ledger = path
        self.folder = path.parent / "snapshots"
        self.forgotten = Forgotten(path.parent / "forgotten.jsonl")
        self._keep = max(1, keep)

    def all(self) -> list[Snapshot]:
        """Every snapshot, the newest first."""
        found = []
        for path in self.folder.glob("*.db") if self.folder.is_dir() else ():
            if match := _NAME.fullmatch(path.name):
                order, moment, forgotten, schema = match.groups()
                at = float(calendar.timegm(time.strptime(moment, "%Y%m%dT%H%M%SZ")))
                size = copies.size(path)
                found.append(Snapshot(path, int(order), at, int(forgotten), int(schema or 0), size))
        return sorted(found, key=lambda one: one.order, reverse=True)

    def due(self, now: float) -> bool:
        """Whether the last one is older than a day and the ledger was written since."""
        newest = next(iter(self.all()), None)
        if newest is None:
            return True
        written = max(_modified(self.ledger), _modified(beside(self.ledger, "-wal")))
        return abs(now - newest.at) > DAY and written > _modified(newest.path)

    def add(
        self, copy: Callable[[Path], object], *, at: float | None = None, schema: int = 0, forgotten: int | None = None
    ) -> Snapshot:
        """Has `copy` write a verified copy into a file, and gives it its name; older ones than the last few go.

        `forgotten` is the number of forgettings noted before the copy began. Raises: DiskFull, Damaged, StoreError.
        """
        known = self.forgotten.count() if forgotten is None else forgotten
        moment = time.time() if at is None else at
        with disk_errors(self.folder):
            self.folder.mkdir(mode=0o700, exist_ok=True)
            making = self.folder / "making.tmp"
            copy(making)
            order = max((one.order for one in self.all()), default=0) + 1
            stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(moment))
            name = f"{order:06d}-{stamp}-{known}" + (f"-schema{schema}" if schema else "") + ".db"
            settle(making, self.folder / name)
        self._prune()
        return next(one for one in self.all() if one.order == order)

    def _prune(self) -> None:
        ordinary = [one for one in self.all() if not one.schema]
        # What is forgotten later is never looked for in the blocks that a file left behind.
        for one in ordinary[self._keep :]:
            wipe(one.path)
        if len(ordinary) >= self._keep:
            for one in self.all():
                if one.schema and one.order < ordinary[self._keep - 1].order:
                    wipe(one.path)

    def tidy(self) -> None:
        """Finishes or takes back what a kill interrupted. Raises: DiskFull, StoreError."""
        wipe(self.folder / "making.tmp")
        for name in {re.sub(r"\.db\..*$", ".db", found.name) for found in self.folder.glob("*.db*")}:
            tidy(self.folder / name)

    def align(self, old: bytes | None, new: bytes | None) -> int:
        """Puts each snapshot that is not under the key `new` (None: plain) under it; how many those were.

        `old` is the key of those that are encrypted and not under `new`. A snapshot that cannot be read is removed.
        Raises: DiskFull, StoreError.
        """
        changed = 0
        for one in self.all():
            if opens(one.path, new):
                continue
            source = None if cipher.is_plain(one.path) else old
            try:
                copies.recopy(one.path, source, beside(one.path, ".new"), new)
            except Damaged as error:
                log.warning("a snapshot could not be read and goes: %s", error)
                wipe(one.path)
                continue
            swap(one.path, beside(one.path, ".new"))
            changed += 1
        return changed

    def erase(self, ids: Sequence[str], key: bytes | None, *, at: float) -> int:
        """Takes memories out of every snapshot (`at` is in seconds since 1970), so that no byte of them is left; out
        of how many it took some.

        A snapshot that cannot be read is removed whole. Raises: DiskFull, StoreError, after all were tried.
        """
        changed = 0
        failed: StoreError | None = None
        for one in self.all():
            try:
                changed += erase_from(one.path, ids, key, at=at)
            except Damaged as error:
                log.warning("a snapshot could not be read and goes: %s", error)
                wipe(one.path)
            except StoreError as error:
                log.warning("a snapshot was not reached: %s", error)
                failed = error
        if failed is not None:
            raise failed
        return changed


def opens(path: Path, key: bytes | None) -> bool:
    """Whether a database opens under a key (None: plain). Raises: StoreError."""
    try:
        with errors(path), contextlib.closing(cipher.still(path, key)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchall()
    except Damaged:
        return False
    return True


def erase_from(path: Path, ids: Sequence[str], key: bytes | None, *, at: float) -> bool:
    """Takes memories out of a copy of the ledger that nobody has open; whether any was there.

    `at` is in seconds since 1970. The file is written anew beside and exchanged, what was there is wiped.
    Raises: Damaged, DiskFull, StoreError.
    """
    new = beside(path, ".new")
    with errors(path), contextlib.closing(cipher.still(path, key)) as connection:
        if not any(connection.execute("SELECT 1 FROM memory WHERE id = ?", (name,)).get for name in ids):
            return False
        copies.copy(connection, new, key)
    with errors(new), contextlib.closing(cipher.connect(new, key)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("BEGIN IMMEDIATE")
        erase(connection, ids, at=at)
        connection.execute("COMMIT")
        connection.execute("VACUUM")
    if copies.verify(new, key).get("memory") is None:
        raise StoreError(f"The copy in {path} has no memories table.")
    swap(path, new)
    return True


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
