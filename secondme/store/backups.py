"""The backups that a home knows of: where each was written, whether it is plain, and what is still to be taken out.

Invariant: what lies beside a backup for the time being has a name that nobody can guess, and stands in the ledger
before it stands on the disk; nothing else there is ever removed.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from secondme.errors import Damaged, NotFound, Refused, StoreError
from secondme.store import backup
from secondme.store.backup import KNOWN, PART, Parts
from secondme.store.cipher import Recipe
from secondme.store.ledger import Ledger

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Known:
    """A backup that was written. `at` is in seconds since 1970, `plain` how it was when it was last reached, `owed`
    are ids of memories that were forgotten since and may still stand in it."""

    file: Path
    at: float
    plain: bool
    owed: tuple[str, ...] = ()


class Backups:
    """The notes of where backups are, and what is done to all of them."""

    def __init__(self, ledger: Ledger, work: Path) -> None:
        """`work` is the name of a file in the home for the time being."""
        self._ledger = ledger
        self._work = work

    def all(self) -> list[Known]:
        """Every backup that is known; it may lie elsewhere by now."""
        rows = self._ledger.rows("SELECT name, value FROM note WHERE name LIKE ? ORDER BY name", (KNOWN + "%",))
        found = []
        for name, value in rows:
            noted = json.loads(value)
            owed = tuple(noted.get("owed", ()))
            found.append(Known(Path(name[len(KNOWN) :]), float(noted["at"]), bool(noted.get("plain")), owed))
        return found

    def find(self, file: Path) -> Known | None:
        """What is known of a backup."""
        return next((one for one in self.all() if one.file == file), None)

    def keep(self, known: Known) -> None:
        """Notes a backup, or what has changed about it."""
        value = {"at": known.at, "plain": known.plain, "owed": list(known.owed)}
        self._note(KNOWN + str(known.file), json.dumps(value))

    def drop(self, file: Path) -> None:
        """Knows of a backup no more."""
        self._unnote(KNOWN + str(file))

    @contextlib.contextmanager
    def parts(self, file: Path) -> Iterator[Parts]:
        """What may lie beside a backup until the end of the block; after a kill `tidy` finds it."""
        parts = Parts.beside(file)
        name = PART + str(parts.new)
        self._note(name, json.dumps([str(file), str(parts.copy), str(parts.new), str(parts.old)]))
        try:
            yield parts
        finally:
            parts.remove(file)
            self._unnote(name)

    def tidy(self) -> None:
        """Removes what a kill left beside backups. Raises: DiskFull, StoreError."""
        for name, value in self._ledger.rows("SELECT name, value FROM note WHERE name LIKE ?", (PART + "%",)):
            file, *parts = map(Path, json.loads(value))
            try:
                if file.parent.is_dir():  # else its disk is away, and is tidied when it is back
                    Parts(*parts).remove(file)
                    self._unnote(name)
            except (OSError, StoreError) as error:
                log.warning("what was left beside a backup could not be removed: %s", error)

    def align(self, old: bytes | None, new: bytes | None, recipe: Recipe | None) -> None:
        """Puts every backup that can be reached under another key and its recipe (None: plain)."""
        for known in self.all():
            try:
                if backup.read(known.file).recipe != recipe:
                    with self.parts(known.file) as parts:
                        backup.align(known.file, self._work, old, new, recipe, parts)
                if known.plain != (recipe is None):
                    self.keep(replace(known, plain=recipe is None))
            except (NotFound, Refused, StoreError) as error:
                log.warning("a backup could not be rewritten: %s", error)

    def erase(self, ids: Sequence[str], key: bytes | None, at: float) -> str:
        """Takes memories, and what is owed from earlier, out of every backup; a sentence on those not reached.

        They keep the ids that they owe until they are reached. Raises: DiskFull, StoreError, after all were tried.
        """
        away: list[str] = []
        unread: list[str] = []
        failed: StoreError | None = None
        for known in self.all():
            owed = tuple(dict.fromkeys((*known.owed, *ids)))
            if not owed:
                continue
            try:
                backup.read(known.file)
                with self.parts(known.file) as parts:
                    backup.erase(known.file, self._work, owed, key, parts, at=at)
                owed = ()
            except (NotFound, Refused):
                away.append(str(known.file))
            except Damaged as error:
                log.warning("a backup was not reached: %s", error)
                unread.append(str(known.file))
            except StoreError as error:
                log.warning("a backup was not reached: %s", error)
                failed = error
            if owed != known.owed:
                self.keep(replace(known, owed=owed))
        if failed is not None:
            raise failed
        return " ".join(filter(None, (_away(away), _unread(unread))))

    def _note(self, name: str, value: str) -> None:
        with self._ledger.write() as connection:
            connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (name, value))

    def _unnote(self, name: str) -> None:
        with self._ledger.write() as connection:
            connection.execute("DELETE FROM note WHERE name = ?", (name,))


def _away(files: Sequence[str]) -> str:
    if not files:
        return ""
    if len(files) == 1:
        said = f"This backup could not be reached: {files[0]}; it still holds what was forgotten"
    else:
        said = f"These backups could not be reached: {', '.join(files)}; they still hold what was forgotten"
    return f"{said}. It goes as soon as the file is back; delete it, if it lies elsewhere."


def _unread(files: Sequence[str]) -> str:
    if not files:
        return ""
    what = "A backup that cannot be read" if len(files) == 1 else "Backups that cannot be read"
    return f"{what} may still hold what was forgotten: {', '.join(files)}. Delete what cannot be read."
