"""Recovery of a damaged ledger: the last good snapshot, and over it all that can be read from the damaged file.

Newer rows win; what was forgotten since the snapshot is forgotten again; the full-text index is made anew. The
damaged file is never changed: it is read from a copy, and moved aside when the new one takes its place.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import apsw

from secondme.errors import Damaged, Locked, StoreError
from secondme.memory.counting import memories
from secondme.memory.when import day
from secondme.store import chain, cipher, copies
from secondme.store.disk import disk_errors, errors, private, wipe
from secondme.store.erase import erase
from secondme.store.ledger import Ledger
from secondme.store.migrations import STEPS
from secondme.store.pages import put_back
from secondme.store.salvage import END, Table, Wreck, tables
from secondme.store.snapshots import Snapshot, Snapshots, opens
from secondme.store.swap import DAMAGED_KEPT, beside, damaged, locked, swap

log = logging.getLogger(__name__)

SMALL = 500
"""Numbers in a gap up to which the page that held the rows is gone itself, so that no loose one is looked for."""
NOTE = "recovered"
"""Name of the note in the ledger that says what happened."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a damaged ledger. `new` is the file made of it; `lost` is None where nobody can tell, and
    `at_most` says that it may be fewer."""

    new: Path
    at: float
    snapshot: float | None
    found: int
    lost: int | None
    at_most: bool = False

    def sentence(self) -> str:
        """What happened, for the person."""
        said = f"The ledger was damaged on {day(self.at)}: "
        read = memories(self.found)
        if self.snapshot is None:
            said += f"there was no snapshot, and {read} could be read from the damaged file"
        else:
            said += f"restored from the snapshot of {day(self.snapshot)}, with {read.replace(' mem', ' later mem')} "
            said += "read from the damaged file"
        if self.lost is None:
            return said + "; how many could not be read is not known."
        if not self.lost:
            return f"{said}; none was lost."
        return f"{said}; {'at most ' if self.at_most else ''}{self.lost:,} could not be read."


def mend(path: Path, key: bytes | None, *, at: float | None = None) -> Recovered:
    """Puts a sound ledger in the place of a damaged one that nobody has open, and moves that aside.

    Raises: Locked if nothing there opens with this key; Damaged if nothing can be read and there is no snapshot:
        everything is as it was then; DiskFull, StoreError.
    """
    done = recover(path, key, at=at)
    swap(path, done.new, aside(path))
    return done


def mend_open(ledger: Ledger, *, at: float | None = None) -> Recovered:
    """The same for a ledger that is open, and stays so. Raises: as `mend`."""
    done: list[Recovered] = []

    def make() -> tuple[Path, bytes | None]:
        done.append(recover(ledger.path, ledger.key, at=at))
        return done[0].new, ledger.key

    ledger.replace(make, aside(ledger.path))
    return done[0]


def aside(path: Path) -> Path:
    """Where a damaged ledger is kept for a while."""
    stamp = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
    taken = len(list(path.parent.glob(f"{path.name}.damaged-{stamp}*")))
    return beside(path, f".damaged-{stamp}" + (f"-{taken}" if taken else ""))


def recover(path: Path, key: bytes | None, *, at: float | None = None) -> Recovered:
    """Makes a sound ledger beside a damaged one, which stays as it is. Raises: as `mend`."""
    moment = time.time() if at is None else at
    new, work = beside(path, ".new"), beside(path, ".salvage")
    snapshots = Snapshots(path)
    try:
        wreck = _wreck(path, work, key)
        try:
            base = _base(snapshots, key, new)
            if base is None and wreck is None:
                raise _hopeless(path, key)
            version = wreck.version() if wreck else 0
            if base is None:
                _empty(new, key, version)
            return _merge(path, key, new, base, wreck if 0 < version <= len(STEPS) else None, moment, snapshots)
        finally:
            if wreck is not None:
                wreck.close()
    except BaseException:
        wipe(new)
        raise
    finally:
        for rest in path.parent.glob(work.name + "*"):
            wipe(rest)
        for ending in ("-wal", "-shm", ".pages"):
            wipe(beside(new, ending))


def _hopeless(path: Path, key: bytes | None) -> StoreError:
    if cipher.is_encrypted(path):
        return locked(path, key=key is not None)
    return Damaged(
        f"The memory in {path} is damaged: nothing of it can be read, and there is no snapshot.",
        "Nothing was changed. Restore a backup with secondme restore FILE, or move the file away to begin anew.",
    )


def traces(path: Path) -> list[str]:
    """The names of what lies beside a ledger once it held something; an index alone shows nothing."""
    files = [*(beside(path, end) for end in (".pages", "-wal")), *map(path.with_name, ("forgotten.jsonl", "key.json"))]
    found = [file.name for file in (*files, *damaged(path)) if copies.size(file)]
    return found + (["snapshots"] if Snapshots(path).all() else [])


def check_hope(path: Path, there: Sequence[str]) -> None:
    """Refuses to begin anew where a ledger is gone and what is there cannot make it again. Raises: Damaged."""
    if there and not {"snapshots", beside(path, "-wal").name} & set(there):
        raise without_ledger(path, there)


def without_ledger(path: Path, there: Sequence[str]) -> Damaged:
    """What is said of a ledger that is gone while these are there."""
    what = "is empty" if path.exists() else "is not there"
    cure = "Put it back, or move those out of the folder to begin anew; secondme restore FILE brings a backup back then"
    if "forgotten.jsonl" in there:
        cure += ", and forgotten.jsonl, put back before that, keeps away what was forgotten"
    said = f"The memory in {path.parent} is gone: {path.name} {what}, but beside it there is {', '.join(there)}."
    return Damaged(said, f"{cure}.")


def _wreck(path: Path, work: Path, key: bytes | None) -> Wreck | None:
    """A copy of the damaged file that can at least be opened, with the pages of its schema put back if need be."""
    for repair in (False, True):
        with disk_errors(path):
            for ending in ("", "-wal"):
                if beside(path, ending).exists():
                    shutil.copyfile(beside(path, ending), private(beside(work, ending)))
            if beside(work, "-wal").exists() and not work.exists():
                private(work)  # a log that outlived its database
            if not work.exists() or (repair and not put_back(path, work)):
                return None
            if repair:
                # SQLite opens no file that is shorter than it should be; what is missing may as well be holes.
                with contextlib.suppress(OSError), work.open("r+b") as file:
                    file.truncate(max(copies.size(work) * 16, 1 << 26))
            beside(work, "-shm").unlink(missing_ok=True)
        with contextlib.suppress(apsw.Error):
            wreck = Wreck(work, key, copies.size(path) + copies.size(beside(path, "-wal")))
            if wreck.version():
                return wreck
            wreck.close()
    return None


def _base(snapshots: Snapshots, key: bytes | None, new: Path) -> Snapshot | None:
    """The newest snapshot that is sound, copied to `new`."""
    for one in snapshots.all():
        form = key if opens(one.path, key) else None
        try:
            copies.verify(one.path, form)
            copies.recopy(one.path, form, new, key)
        except (Damaged, Locked) as error:
            log.warning("a snapshot is of no use: %s", error)
            continue
        return one
    return None


def _empty(new: Path, key: bytes | None, version: int) -> None:
    """A ledger of some version of the schema with nothing in it."""
    private(new)
    with errors(new), contextlib.closing(cipher.connect(new, key)) as connection:
        for number, step in enumerate(STEPS[:version], start=1):
            with connection:
                if callable(step):
                    step(connection)
                else:
                    connection.execute(step)
                connection.execute(f"PRAGMA user_version = {number}")


def _merge(
    path: Path,
    key: bytes | None,
    new: Path,
    base: Snapshot | None,
    wreck: Wreck | None,
    moment: float,
    snapshots: Snapshots,
) -> Recovered:
    with errors(new), contextlib.closing(cipher.connect(new, key)) as connection:
        version = int(connection.execute("PRAGMA user_version").get)
    if wreck is not None and wreck.version() > version:
        Ledger(new, key).close()  # a snapshot from before a migration is brought to where the damaged file was
    with errors(new), contextlib.closing(cipher.connect(new, key)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = ON")
        before = {row[0] for row in connection.execute("SELECT id FROM memory")}
        expected: set[str] | None = None
        gaps: list[tuple[int, int]] = [(0, END)]
        if wreck is not None and wreck.version() == connection.execute("PRAGMA user_version").get:
            expected = _names(wreck)
            gaps = _take(connection, wreck, expected)
        forgotten = set(snapshots.forgotten.ids(base.forgotten if base else 0))
        erased = _mend_links(connection, sorted(forgotten), moment)
        now = {row[0] for row in connection.execute("SELECT id FROM memory")}
        lost = _missing(connection, gaps) if expected is None else len(expected - now - forgotten)
        at = base.at if base else None
        done = Recovered(new, moment, at, len(now - before), lost, at_most=expected is None)
        log.warning("%s (%d forgotten again)", done.sentence(), erased)
        with connection:
            connection.execute(
                "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)",
                (NOTE, json.dumps({"at": moment, "sentence": done.sentence()})),
            )
        connection.execute("PRAGMA journal_mode = DELETE")
    copies.verify(new, key)
    return done


def _names(wreck: Wreck) -> set[str] | None:
    """The ids that the damaged file says it has, from the index over them; None if that cannot be read either."""
    found: set[str] = set()
    for direction, compared in (("ASC", ">"), ("DESC", "<")):
        last, many = ("" if direction == "ASC" else "\U0010ffff"), 1000
        while True:
            sql = (
                f"SELECT id FROM memory INDEXED BY sqlite_autoindex_memory_1 WHERE id {compared} ? "
                f"ORDER BY id {direction} LIMIT {many}"
            )
            try:
                rows = wreck.ask(sql, (last,))
            except (apsw.Error, UnicodeDecodeError):
                if many == 1:
                    break
                many = 1
                continue
            if not rows:
                return found
            found |= {row[0] for row in rows}
            last = rows[-1][0]
    return None


def _missing(connection: apsw.Connection, gaps: list[tuple[int, int]]) -> int | None:
    """How many memories may have stood in the gaps; None where a gap has no end."""
    if any(high == END for _, high in gaps):
        return None
    there = "SELECT count(*) FROM memory WHERE n > ? AND n <= ?"
    return sum(high - max(low, 0) - int(connection.execute(there, (low, high)).get) for low, high in gaps)


def _take(connection: apsw.Connection, wreck: Wreck, names: set[str] | None) -> list[tuple[int, int]]:
    """Takes the rows of every table over from the damaged file; the gaps among the numbers of its memories."""
    gaps: list[tuple[int, int]] = []
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 0)
    connection.execute("PRAGMA foreign_keys = OFF")
    for table in tables(connection):
        with connection:
            found = _take_table(connection, wreck, table, names)
            gaps = found if table.name == "memory" else gaps
    connection.config(apsw.SQLITE_DBCONFIG_ENABLE_TRIGGER, 1)
    return gaps


def _take_table(
    connection: apsw.Connection, wreck: Wreck, table: Table, names: set[str] | None
) -> list[tuple[int, int]]:
    gaps: list[tuple[int, int]] = []
    columns = ", ".join(f'"{name}"' for name in table.columns)
    values = ", ".join("?" for _ in table.columns)
    put = f'INSERT OR REPLACE INTO "{table.name}" ({columns}) VALUES ({values})'
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS seen (number INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM seen")
    read: list[tuple[object, ...]] = []

    def store() -> None:
        for row in read:
            # A row that breaks a rule of the table was not read right.
            with contextlib.suppress(apsw.ConstraintError):
                connection.execute(put, row[1:])
                connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", row[:1])
        read.clear()

    if not table.number:
        # Rows without numbers of their own: all of them, or those of the snapshot and those that could be read.
        rows = list(wreck.rows(table, gaps))
        if not gaps:
            connection.execute(f'DELETE FROM "{table.name}"')
        read.extend(rows)
        store()
        return gaps
    for row in wreck.rows(table, gaps):
        read.append(row)
        if len(read) >= 1000:
            store()
    store()
    if not gaps:
        connection.execute(f'DELETE FROM "{table.name}" WHERE "{table.number}" NOT IN (SELECT number FROM seen)')
    elif table.name == "memory" and names is not None:
        # What neither the rows nor the index over them know was removed since; the rows alone may lack it by damage.
        known = [(name,) for (name,) in connection.execute("SELECT id FROM memory") if name not in names]
        connection.executemany("DELETE FROM memory WHERE id = ? AND n NOT IN (SELECT number FROM seen)", known)
    if any(high - low > SMALL for low, high in gaps):
        read.extend(wreck.loose(table, gaps))
        store()
    return gaps


def _mend_links(connection: apsw.Connection, forgotten: list[str], moment: float) -> int:
    """Removes what points to nothing, makes the full-text index anew, forgets again, closes the chain."""
    connection.execute("PRAGMA foreign_keys = OFF")
    with connection:
        while dangling := {(row[0], row[1]) for row in connection.execute("PRAGMA foreign_key_check")}:
            without = [table for table in tables(connection) if not table.rowid]
            for name, number in dangling:
                if number is not None:
                    connection.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (number,))
                else:
                    _drop_dangling(connection, next(table for table in without if table.name == name))
        for name, sql in list(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql LIKE '%USING fts5(%'")):
            if "content=" in sql:
                connection.execute(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')
    connection.execute("PRAGMA foreign_keys = ON")
    with connection:
        erased = erase(connection, forgotten, at=moment)
        if connection.execute("PRAGMA user_version").get >= 2 and chain.broken(connection):
            noted = int(connection.execute("SELECT length FROM chain").get or 0)
            there = int(connection.execute("SELECT count(*) FROM message").get)
            chain.rechain(connection, max(1, noted - there), moment, "the ledger was damaged")
    return erased


def _drop_dangling(connection: apsw.Connection, table: Table) -> None:
    for _, _, other, mine, theirs, *_ in list(connection.execute(f'PRAGMA foreign_key_list("{table.name}")')):
        connection.execute(
            f'DELETE FROM "{table.name}" WHERE "{mine}" IS NOT NULL AND "{mine}" NOT IN '
            f'(SELECT "{theirs}" FROM "{other}")'
        )


def note(ledger: Ledger, now: float | None = None) -> str:
    """What is said of the last recovery; empty if there was none, or at `now` (seconds since 1970) not of late."""
    found = json.loads(ledger.scalar("SELECT value FROM note WHERE name = ?", (NOTE,)) or "null")
    if found is None or (now is not None and abs(now - found["at"]) > DAMAGED_KEPT):
        return ""
    return str(found["sentence"])
