"""Backups: one file that holds all of the ledger, and what is needed to open it again on any machine.

A head of 8,192 bytes (a line that names the format, a line of JSON, zeros), then the database. Where the home is
encrypted the database is too, and the recipe of its key stands in the head: file and passphrase suffice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import apsw

from secondme.errors import Damaged, NotFound, Refused, StoreError
from secondme.store import cipher, copies
from secondme.store.cipher import Recipe
from secondme.store.disk import BLOCK, disk_errors, errors, fresh, private, settle, wipe, within
from secondme.store.erase import erase as erase_rows
from secondme.store.snapshots import erase_from
from secondme.store.swap import beside

FORMAT = b"secondme backup 1\n"
HEAD = 8192
KNOWN, PART, RECIPE, PURGING = "backup:", "part:", "key", "purging"
"""Notes in the ledger: where backups were written (names that begin so), what lies beside them for the time being,
a copy of the key's recipe, and which memories are on their way out of every place (see `Purging`)."""
HOME = (KNOWN, PART, "index.")
"""What the names of notes begin with that are a home's own, like `RECIPE`, whatever ledger is put into it. What the
person declined is added to what the backup knows; how far topics were routed belongs to the memories beside it."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup says of itself. `at` is in seconds since 1970; `forgotten` is how many forgettings had been noted
    when it was made, `noted` a hash of those; `digest` is the SHA-256 of the database's bytes."""

    at: float
    schema: int
    counts: dict[str, int]
    forgotten: int
    noted: str
    recipe: Recipe | None
    digest: str = ""
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class Parts:
    """Files that lie beside a backup for the time being, under names that nobody can guess: a copy of the ledger, the
    new backup, and a second name of the one that it replaces."""

    copy: Path
    new: Path
    old: Path

    @classmethod
    def beside(cls, file: Path) -> Parts:
        """Names for the files beside a backup."""
        stem = f"{file.name[:60]}.{secrets.token_hex(16)}"
        return cls(*(file.with_name(f"{stem}.{what}") for what in ("copy", "part", "last")))

    def remove(self, file: Path) -> None:
        """Wipes what there is of them; `file` is the backup that they belong to. Raises: StoreError."""
        with disk_errors(file):
            if self.old.exists() and file.exists() and self.old.samefile(file):
                self.old.unlink()  # a second name of the backup itself: what follows would destroy it
        for path in (self.copy, self.new, self.old):
            wipe(path)


def admit(file: Path, home: Path, *, force: bool) -> None:
    """Whether a backup may be written there: outside of the home, where nothing is yet or (with `force`) a backup.

    Raises: NotFound if its folder is not there, Refused, StoreError.
    """
    with disk_errors(file):
        if within(file, home):
            raise Refused(
                f"{file} lies in the program's own data folder.", "Write it somewhere else, best on another disk."
            )
        if not file.parent.is_dir():
            raise NotFound(f"There is no folder {file.parent}.", "Make it first, or write the backup somewhere else.")
    _replaceable(file, force=force)


def _replaceable(file: Path, *, force: bool) -> None:
    with disk_errors(file):
        try:
            found = os.lstat(file)
        except FileNotFoundError:
            return
        if stat.S_ISDIR(found.st_mode):
            raise Refused(f"{file} is a folder.", "Give the name of a file in it.")
        if not stat.S_ISREG(found.st_mode):
            raise Refused(f"{file} is no file, but a link or a device.", "Give another name.")
        if not force:
            raise Refused(f"{file} is a file already.", "Give another name, or replace a backup with --force.")
        with file.open("rb") as source:
            if source.read(len(FORMAT)) != FORMAT:
                raise Refused(
                    f"{file} is no backup of this program and is not replaced.", "Give another name, or move it away."
                )


def write(
    file: Path, head: Head, copy: Callable[[Path], copies.Counts], parts: Parts | None = None, *, force: bool = False
) -> Head:
    """Has `copy` write a verified copy of the ledger and makes a backup of it; its head, filled in.

    The file is there whole or not at all; `parts` is removed by the caller where it is given. Raises: Refused if it
    is there already and `force` is not given, or if what is there is no backup; DiskFull, Damaged, StoreError.
    """
    used = parts or Parts.beside(file)
    try:
        with disk_errors(used.copy):
            fresh(used.copy)
        counts = copy(used.copy)
        _replaceable(file, force=force)
        return _pack(used.copy, file, replace(head, counts=counts), used.new)
    finally:
        if parts is None:
            used.remove(file)


def _pack(database: Path, file: Path, head: Head, new: Path) -> Head:
    with disk_errors(file):
        try:
            digest = hashlib.sha256()
            with fresh(new).open("r+b") as target, database.open("rb") as source:
                target.seek(HEAD)
                while block := source.read(BLOCK):
                    digest.update(block)
                    target.write(block)
                head = replace(head, digest=digest.hexdigest(), bytes=HEAD + source.tell())
                written = FORMAT + json.dumps(asdict(head)).encode() + b"\n"
                if len(written) > HEAD:
                    raise StoreError(f"The head of the backup {file} is too long.")
                target.seek(0)
                target.write(written.ljust(HEAD, b"\0"))
            settle(new, file)
            check(file)
        except BaseException:
            wipe(new)
            raise
    return head


def read(file: Path) -> Head:
    """What a backup says of itself. Raises: NotFound, Refused if it is none, Damaged, StoreError."""
    with disk_errors(file):
        if not file.is_file():
            raise NotFound(f"There is no file {file}.", "Check the path.")
        with file.open("rb") as source:
            start = source.read(HEAD)
    if not start.startswith(FORMAT):
        raise Refused(f"{file} is no backup of this program.", "A backup is made with: secondme backup FILE")
    try:
        found = json.loads(start[len(FORMAT) :].split(b"\n", 1)[0])
        recipe = found.pop("recipe")
        return Head(**found, recipe=cipher.parse(json.dumps(recipe)) if recipe else None)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(f"The backup {file} is damaged: its head cannot be read.", "Use another backup.") from error


def check(file: Path) -> Head:
    """Reads every byte of a backup and compares; its head. Raises: as `read`."""
    head = read(file)
    digest = hashlib.sha256()
    with disk_errors(file), file.open("rb") as source:
        source.seek(HEAD)
        while block := source.read(BLOCK):
            digest.update(block)
    if digest.hexdigest() != head.digest:
        raise Damaged(f"The backup {file} is damaged: its bytes are not those written.", "Use another backup.")
    return head


def unpack(file: Path, target: Path) -> Head:
    """Writes the database of a backup into a file of its own, checked; the backup's head. Raises: as `read`."""
    head = check(file)
    with disk_errors(target), file.open("rb") as source, private(target).open("r+b") as database:
        source.seek(HEAD)
        shutil.copyfileobj(source, database, BLOCK)
    return head


def adopt(new: Path, path: Path, key: bytes | None, forgotten: Sequence[str], at: float) -> None:
    """Makes a restored ledger `new` the next one of the home whose ledger is `path`, both under one key.

    What was forgotten is forgotten again (`at` is in seconds since 1970) and waits to leave every other place too;
    what the home knows of itself stays (see `HOME`), and its outbox holds what the index has to learn.
    Raises: Damaged, DiskFull, StoreError.
    """
    with errors(path), contextlib.closing(cipher.connect(path, key)) as old:
        before: dict[str, int] = dict(old.execute("SELECT id, version FROM memory"))
        notes = dict(old.execute("SELECT name, value FROM note"))
    with errors(new), contextlib.closing(cipher.connect(new, key)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        with connection:
            there = {row[0] for row in connection.execute("SELECT id FROM memory")}
            erase_rows(connection, forgotten, at=at)
            _adopt_notes(connection, notes, there & set(forgotten))
            after: dict[str, int] = dict(connection.execute("SELECT id, version FROM memory"))
            changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
            connection.executemany("INSERT INTO outbox (memory) VALUES (?)", [(name,) for name in changed])
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")


def _adopt_notes(connection: apsw.Connection, mine: dict[str, str], again: set[str]) -> None:
    """Puts what a home knows of itself over the notes of a backup; `again` are ids that were forgotten again."""
    theirs: dict[str, str] = dict(connection.execute("SELECT name, value FROM note"))
    own = (RECIPE, PURGING)
    kept = {name: value for name, value in theirs.items() if name not in own and not name.startswith(HOME)}
    # A home made anew is told by the backup where others lie; what is not there, it would look for in vain.
    kept |= {name: value for name, value in theirs.items() if name.startswith(KNOWN) and _is_backup(name)}
    kept |= {name: value for name, value in mine.items() if name == RECIPE or name.startswith((*HOME, "declined:"))}
    going = dict.fromkeys(sorted(again), False)  # they stand in the list of what was forgotten already
    for notes in (theirs, mine):
        going |= {name: listed or going.get(name, False) for name, listed in json.loads(notes.get(PURGING, "[]"))}
    kept |= {PURGING: json.dumps(list(going.items()))} if going else {}
    connection.execute("DELETE FROM note")
    connection.executemany("INSERT INTO note (name, value) VALUES (?, ?)", list(kept.items()))


def _is_backup(note: str) -> bool:
    try:
        read(Path(note.removeprefix(KNOWN)))
    except (NotFound, Refused, StoreError):
        return False
    return True


def erase(file: Path, work: Path, ids: Sequence[str], key: bytes | None, parts: Parts, *, at: float) -> bool:
    """Takes memories out of a backup, `at` in seconds since 1970; whether any was in it. `work` is a file for the
    time being, and so are `parts`, which the caller removes.

    Raises: Damaged (also if it is under another key), NotFound, DiskFull, StoreError.
    """
    try:
        head = unpack(file, work)
        if not erase_from(work, ids, key if head.recipe else None, at=at):
            return False
        _exchange(work, file, replace(head, counts=copies.verify(work, key if head.recipe else None)), parts)
        return True
    finally:
        wipe(work)


def align(
    file: Path, work: Path, old: bytes | None, new: bytes | None, recipe: Recipe | None, parts: Parts
) -> bool:
    """Puts a backup under another key and its recipe (None: plain); whether it was not yet. `parts` as for `erase`.

    Raises: Damaged (also if it is under a key that is neither), NotFound, DiskFull, StoreError.
    """
    head = read(file)
    if head.recipe == recipe:
        return False
    again = beside(work, "-again")
    try:
        unpack(file, work)
        counts = copies.recopy(work, old if head.recipe else None, again, new)
        _exchange(again, file, replace(head, counts=counts, recipe=recipe), parts)
        return True
    finally:
        wipe(work)
        wipe(again)


def _exchange(database: Path, file: Path, head: Head, parts: Parts) -> None:
    """Puts a backup in the place of one, whose bytes are overwritten."""
    with contextlib.suppress(OSError):  # a file system without hard links
        parts.old.hardlink_to(file)
    _pack(database, file, head, parts.new)
    wipe(parts.old)
