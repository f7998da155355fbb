"""Backups: one file that holds all of the ledger, and what is needed to open it again on any machine.

A head of 8,192 bytes (a line that names the format, a line of JSON, zeros), then the database. Where the home is
encrypted the database is too, and the recipe of its key stands in the head: file and passphrase suffice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from secondme.errors import Damaged, NotFound, Refused, StoreError
from secondme.store import cipher, copies
from secondme.store.cipher import Recipe
from secondme.store.disk import BLOCK, disk_errors, errors, private, settle, wipe
from secondme.store.erase import erase as erase_rows
from secondme.store.snapshots import erase_from
from secondme.store.swap import beside

FORMAT = b"secondme backup 1\n"
HEAD = 8192


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


def write(file: Path, head: Head, copy: Callable[[Path], copies.Counts], *, force: bool = False) -> Head:
    """Has `copy` write a verified copy of the ledger and makes a backup of it; its head, filled in.

    The file is there whole or not at all. Raises: Refused if it is there already and `force` is not given;
        NotFound if its folder is not there; DiskFull, Damaged, StoreError.
    """
    if not file.parent.is_dir():
        raise NotFound(f"There is no folder {file.parent}.", "Make it first, or write the backup somewhere else.")
    if file.is_dir() or (file.exists() and not force):
        what = "a folder" if file.is_dir() else "a file already"
        raise Refused(f"{file} is {what}.", "Give another name, or replace a file with --force.")
    making = beside(file, ".making")
    try:
        counts = copy(making)
        return _pack(making, file, replace(head, counts=counts))
    finally:
        wipe(making)


def _pack(database: Path, file: Path, head: Head) -> Head:
    new = beside(file, ".new")
    with disk_errors(file):
        try:
            digest = hashlib.sha256()
            with private(new).open("r+b") as target, database.open("rb") as source:
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


def tidy(file: Path) -> None:
    """Removes what a kill left beside a backup. Raises: StoreError."""
    old = beside(file, ".old")
    with disk_errors(file):
        if old.exists() and file.exists() and old.samefile(file):
            old.unlink()  # a second name of the backup itself: what follows would destroy it
    for ending in (".making", ".new", ".old"):
        wipe(beside(file, ending))


def read(file: Path) -> Head:
    """What a backup says of itself. Raises: NotFound, Refused if it is none, Damaged, StoreError."""
    if not file.is_file():
        raise NotFound(f"There is no file {file}.", "Check the path.")
    with disk_errors(file), file.open("rb") as source:
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


def adopt(
    new: Path, path: Path, key: bytes | None, forgotten: Sequence[str], at: float, backups: str, recipe: str
) -> None:
    """Makes a restored ledger `new` the next one of the home whose ledger is `path`, both under one key.

    What was forgotten is forgotten again (`at` is in seconds since 1970), the notes of where backups are (a pattern
    of their names) and of the key's recipe are the home's, and its outbox holds what the index has to learn.
    Raises: Damaged, DiskFull, StoreError.
    """
    with errors(path), contextlib.closing(cipher.connect(path, key)) as old:
        before: dict[str, int] = dict(old.execute("SELECT id, version FROM memory"))
        notes = list(old.execute("SELECT name, value FROM note WHERE name LIKE ? OR name = ?", (backups, recipe)))
    with errors(new), contextlib.closing(cipher.connect(new, key)) as connection:
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA foreign_keys = ON")
        with connection:
            erase_rows(connection, forgotten, at=at)
            connection.execute("DELETE FROM note WHERE name = ?", (recipe,))
            connection.executemany("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", notes)
            after: dict[str, int] = dict(connection.execute("SELECT id, version FROM memory"))
            changed = sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
            connection.executemany("INSERT INTO outbox (memory) VALUES (?)", [(name,) for name in changed])
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("VACUUM")


def erase(file: Path, work: Path, ids: Sequence[str], key: bytes | None, *, at: float = 0.0) -> bool:
    """Takes memories out of a backup; whether any was in it. `work` is a file for the time being.

    Raises: Damaged (also if it is under another key), NotFound, DiskFull, StoreError.
    """
    try:
        head = unpack(file, work)
        if not erase_from(work, ids, key if head.recipe else None, at=at):
            return False
        _exchange(work, file, replace(head, counts=copies.verify(work, key if head.recipe else None)))
        return True
    finally:
        wipe(work)


def align(file: Path, work: Path, old: bytes | None, new: bytes | None, recipe: Recipe | None) -> bool:
    """Puts a backup under another key and its recipe (None: plain); whether it was not yet.

    Raises: Damaged (also if it is under a key that is neither), NotFound, DiskFull, StoreError.
    """
    head = read(file)
    if head.recipe == recipe:
        return False
    again = beside(work, "-again")
    try:
        unpack(file, work)
        counts = copies.recopy(work, old if head.recipe else None, again, new)
        _exchange(again, file, replace(head, counts=counts, recipe=recipe))
        return True
    finally:
        wipe(work)
        wipe(again)


def _exchange(database: Path, file: Path, head: Head) -> None:
    """Puts a backup in the place of one, whose bytes are overwritten."""
    old = beside(file, ".old")
    with disk_errors(file):
        old.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            old.hardlink_to(file)
    _pack(database, file, head)
    wipe(old)
