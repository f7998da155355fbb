"""The ledger and every copy of it as one: opened with the right key, mended when damaged, encrypted and decrypted.

The order of things when the key changes is such that a kill at any instant leaves a ledger whose key is known: the
recipe and the keyring have the key before the ledger is under it, and lose it after no file needs it any more.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from secondme.errors import Damaged, Locked, NoKeyring, Refused, StoreError, TooNew
from secondme.store import backup, cipher, copies, recovery
from secondme.store.backup import RECIPE
from secondme.store.backups import Backups, Known
from secondme.store.disk import disk_errors, wipe
from secondme.store.forgotten import Forgotten
from secondme.store.ledger import Ledger
from secondme.store.migrations import STEPS
from secondme.store.snapshots import Snapshot, Snapshots, opens
from secondme.store.swap import DAMAGED_KEPT, beside, damaged, locked, remove_leftovers, tidy

log = logging.getLogger(__name__)

Report = Callable[[str], None]
P = ParamSpec("P")
T = TypeVar("T")


def _quiet(step: str) -> None:
    pass


def alone(method: Callable[Concatenate[Vault, P], T]) -> Callable[Concatenate[Vault, P], T]:
    """One at a time: they share the files beside the ledger."""

    @functools.wraps(method)
    def locked_method(vault: Vault, /, *given: P.args, **named: P.kwargs) -> T:
        with vault._lock:
            return method(vault, *given, **named)

    return locked_method


@dataclass(frozen=True, slots=True)
class Keyring:
    """Where the key is kept: each call raises NoKeyring where the system has none that answers."""

    get: Callable[[str], str | None]
    keep: Callable[[str, str], None]
    drop: Callable[[str], None]


class Vault:
    """The ledger of a home, its key, its snapshots and its backups."""

    def __init__(
        self, path: Path, keyring: Keyring, *, snapshots: int = 3, clock: Callable[[], float] = time.time
    ) -> None:
        """`clock` gives seconds since 1970."""
        self.path = path
        self.recipe_file = path.parent / "key.json"
        self.snapshots = Snapshots(path, snapshots)
        self.forgotten = Forgotten(path.parent / "forgotten.jsonl")
        self.name = f"ledger-{hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:16]}"
        self.ledger: Ledger
        self.known: Backups
        self._keyring = keyring
        self._clock = clock
        self._lock = threading.RLock()

    # ---- opening -------------------------------------------------------------------------------------

    def open(self, passphrase: str = "") -> Ledger:
        """Opens the ledger; one that is damaged is mended first, and what a kill interrupted is finished.

        Raises: Locked, TooNew, Damaged if nothing of it can be read, DiskFull, StoreError.
        """
        tidy(self.path)
        self.snapshots.tidy()
        wipe(self._work())
        wipe(beside(self.recipe_file, ".new"))
        gone = recovery.traces(self.path) if copies.size(self.path) == 0 else []
        recovery.check_hope(self.path, gone)
        key = self._key(passphrase)
        if gone:
            log.warning("the ledger is gone; the last snapshot is restored")
            try:
                recovery.mend(self.path, key)
            except Damaged as error:
                raise recovery.without_ledger(self.path, gone) from error
        try:
            return self._opened(key)
        except (Damaged, Locked) as error:
            if isinstance(error, Locked) and key is None:
                raise
            recovery.mend(self.path, key)
            return self._opened(key)

    def _opened(self, key: bytes | None) -> Ledger:
        self.ledger = Ledger(self.path, key)
        self.known = Backups(self.ledger, self._work())
        try:
            self._finish(key)
        except BaseException:
            self.ledger.close()
            raise
        return self.ledger

    def _key(self, passphrase: str) -> bytes | None:
        """The key of the ledger; None if it is plain, or not there and never was encrypted. Raises: Locked."""
        if cipher.is_plain(self.path):
            return None
        recipe = cipher.read(self.recipe_file)
        if recipe is None:
            return self._without_recipe()
        if passphrase:
            key = cipher.derive(passphrase, recipe)
            with contextlib.suppress(NoKeyring):
                self._keyring.keep(self.name, key.hex())
            return key
        try:
            kept = self._kept()
        except NoKeyring as error:
            raise Locked(
                f"The memory in {self.path.parent} is encrypted, and this system has no keyring that holds its key.",
                "Give the recovery passphrase, at the prompt or in SECONDME_PASSPHRASE; nothing was changed.",
            ) from error
        if kept is None or not cipher.fits(kept, recipe):
            raise locked(self.path)
        return kept

    def _without_recipe(self) -> bytes | None:
        if not cipher.is_encrypted(self.path):
            return None
        kept = None
        with contextlib.suppress(NoKeyring):
            kept = self._kept()
        if kept is not None and opens(self.path, kept):
            return kept
        raise Locked(
            f"The memory in {self.path.parent} is encrypted, and {self.recipe_file.name}, without which a passphrase "
            "opens nothing, is not there.",
            "Put it back, or restore a backup: each backup holds one. Nothing was changed.",
        )

    def _kept(self) -> bytes | None:
        """The key in the keyring. Raises: NoKeyring."""
        with contextlib.suppress(ValueError):
            return bytes.fromhex(self._keyring.get(self.name) or "") or None
        return None

    def _finish(self, key: bytes | None) -> None:
        """Finishes what a kill interrupted, and reaches backups that were away."""
        self.known.tidy()
        self._finish_key(key)
        try:
            self.known.erase([], key, self._clock())
        except StoreError as error:
            log.warning("a backup still holds what was forgotten: %s", error)

    def _finish_key(self, key: bytes | None) -> None:
        noted = self.ledger.scalar("SELECT value FROM note WHERE name = ?", (RECIPE,))
        if key is not None:
            if noted and not self.recipe_file.exists():
                cipher.write(self.recipe_file, cipher.parse(noted))
            self.snapshots.align(None, key)
            self.known.align(None, key, cipher.read(self.recipe_file))
            return
        recipe = cipher.read(self.recipe_file)
        if recipe is None and not noted:
            return
        # Encrypting had not come to the ledger, or decrypting not to its copies.
        old = None
        with contextlib.suppress(NoKeyring):
            old = self._kept()
        if all(opens(one.path, None) for one in self.snapshots.all()) or (old and recipe and cipher.fits(old, recipe)):
            self._plain_now(old)

    # ---- the key -------------------------------------------------------------------------------------

    @property
    def encrypted(self) -> bool:
        """Whether the ledger is."""
        return self.ledger.key is not None

    def keyring_holds(self) -> bool:
        """Whether the system's keyring has the ledger's key, so that nobody is asked."""
        with contextlib.suppress(NoKeyring):
            return self.encrypted and self._kept() == self.ledger.key
        return False

    @alone
    def encrypt(self, passphrase: str, report: Report = _quiet) -> bool:
        """Encrypts ledger, snapshots and known backups; whether the keyring keeps the key (else it is asked for).

        Raises: Refused if they are already, or if the passphrase is too short; DiskFull, StoreError: all is plain
        as before then, or what is missing is done at the next start.
        """
        if self.encrypted:
            raise Refused("The memory is encrypted already.", "See: secondme privacy status")
        recipe, key = cipher.make(passphrase)
        cipher.write(self.recipe_file, recipe)
        kept = False
        try:
            with contextlib.suppress(NoKeyring):
                self._keyring.keep(self.name, key.hex())
                kept = self._kept() == key
            self._note(RECIPE, cipher.to_json(recipe))
            self.ledger.rewrite(key, report)
        except BaseException:
            if not self.encrypted:
                self._forget_key()
            raise
        report("encrypting snapshots and backups")
        self.snapshots.align(None, key)
        self.known.align(None, key, recipe)
        remove_leftovers(self.path)
        return kept

    @alone
    def decrypt(self, report: Report = _quiet) -> None:
        """Takes the encryption off ledger, snapshots and known backups, and lets the key go.

        Raises: Refused if there is none; DiskFull, StoreError: all is as before then, or what is missing is done at
        the next start.
        """
        old = self.ledger.key
        if old is None:
            raise Refused("The memory is not encrypted.", "Encrypt it with: secondme privacy encrypt")
        self.ledger.rewrite(None, report)
        report("decrypting snapshots and backups")
        self._plain_now(old)

    def _plain_now(self, old: bytes | None) -> None:
        self.snapshots.align(old, None)
        self.known.align(old, None, None)
        self._forget_key()

    def _forget_key(self) -> None:
        with self.ledger.write() as connection:
            connection.execute("DELETE FROM note WHERE name = ?", (RECIPE,))
        with disk_errors(self.recipe_file):
            self.recipe_file.unlink(missing_ok=True)
        with contextlib.suppress(NoKeyring):
            self._keyring.drop(self.name)

    def _note(self, name: str, value: str) -> None:
        with self.ledger.write() as connection:
            connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (name, value))

    # ---- copies --------------------------------------------------------------------------------------

    @alone
    def snapshot(self, at: float) -> Snapshot:
        """Makes a verified snapshot of what is stored now; `at` is in seconds since 1970.

        Raises: DiskFull, Damaged, StoreError.
        """
        known = self.forgotten.count()
        return self.snapshots.add(lambda target: self.ledger.copy(target, self.ledger.key), at=at, forgotten=known)

    @alone
    def back_up(self, file: Path, at: float, *, force: bool = False) -> backup.Head:
        """Writes a verified backup and remembers where. Raises: as `backup.admit` and `backup.write`."""
        backup.admit(file, self.path.parent, force=force)
        lines = self.forgotten.count()
        head = backup.Head(
            at, len(STEPS), {}, lines, self.forgotten.digest(lines),
            cipher.read(self.recipe_file) if self.encrypted else None,
        )  # fmt: skip
        # Noted first: a backup that nobody knows of is one that forgetting does not reach.
        before = self.known.find(file)
        self.known.keep(Known(file, at, not self.encrypted, before.owed if before else ()))
        try:
            with self.known.parts(file) as parts:
                made = backup.write(
                    file, head, lambda target: self.ledger.copy(target, self.ledger.key), parts, force=force
                )
        except BaseException:
            if before is not None:
                self.known.keep(before)
            elif not file.is_file():
                self.known.drop(file)
            raise
        self.known.keep(Known(file, at, not self.encrypted))
        return made

    def backups(self) -> list[tuple[Path, float]]:
        """Where backups were written, and when (seconds since 1970); they may be there no more."""
        return [(known.file, known.at) for known in self.known.all()]

    def plain_backups(self) -> list[Path]:
        """Backups that were not encrypted when they were last reached."""
        return [known.file for known in self.known.all() if known.plain]

    def _work(self) -> Path:
        return beside(self.path, ".salvage-copy")

    def look(self, file: Path) -> backup.Head:
        """What a backup says of itself, its bytes compared. Raises: NotFound, Refused, Damaged, TooNew, StoreError."""
        head = backup.check(file)
        if head.schema > len(STEPS):
            raise TooNew(
                f"The backup {file} was written by a newer version (schema {head.schema}, not {len(STEPS)}).",
                "Install the newer version; nothing was changed.",
            )
        return head

    @alone
    def restore(self, file: Path, at: float, passphrase: str = "", report: Report = _quiet) -> copies.Counts:
        """Puts a backup in the place of the ledger; its rows by table.

        It is checked whole before anything is touched, and what was there is kept as a snapshot. What was forgotten
        since the backup is forgotten again. Raises: as `look`; Locked if the backup is under another key and the
        passphrase is not its own; DiskFull, Damaged, StoreError: the ledger is as before then.
        """
        report("checking the backup")
        head = self.look(file)
        theirs = self._backup_key(head, passphrase)
        work, new, mine = self._work(), beside(self.path, ".new"), self.ledger.key
        try:
            backup.unpack(file, work)
            copies.recopy(work, theirs, new, mine)
            Ledger(new, mine).close()
            report("keeping what is there as a snapshot")
            self.snapshot(at)
            known = head.noted == self.forgotten.digest(head.forgotten)
            forgotten = self.forgotten.ids(head.forgotten if known else 0)
            report("exchanging the files")
            counts: list[copies.Counts] = []

            def make() -> tuple[Path, bytes | None]:
                backup.adopt(new, self.path, mine, forgotten, at)
                counts.append(copies.verify(new, mine))
                return new, mine

            self.ledger.replace(make)
            return counts[0]
        finally:
            wipe(work)
            for ending in ("", "-wal", "-shm", ".pages"):
                wipe(beside(new, ending))

    def _backup_key(self, head: backup.Head, passphrase: str) -> bytes | None:
        if head.recipe is None:
            return None
        if self.ledger.key is not None and cipher.fits(self.ledger.key, head.recipe):
            return self.ledger.key
        if passphrase:
            return cipher.derive(passphrase, head.recipe)
        raise Locked("The backup is encrypted with another key than this memory has.", "Give the passphrase it had.")

    # ---- damage --------------------------------------------------------------------------------------

    @alone
    def mend(self, at: float) -> str:
        """Mends the open ledger if it is damaged, `at` in seconds since 1970; what happened, empty if it is sound.

        Raises: Damaged if nothing of it can be read, DiskFull, StoreError.
        """
        if not self.ledger.check():
            if self.ledger.damage:
                self.ledger.afresh()
            return ""
        return recovery.mend_open(self.ledger, at=at).sentence()

    def mended(self, now: float | None = None) -> str:
        """What is said of the last recovery; empty if there was none, or at `now` (seconds since 1970) not of late."""
        return recovery.note(self.ledger, now)

    # ---- what lies about -----------------------------------------------------------------------------

    @alone
    def sweep(self, now: float) -> list[Path]:
        """Removes damaged files that were moved aside more than 30 days ago; what went. Raises: StoreError."""
        return remove_leftovers(self.path, older_than=DAMAGED_KEPT, now=now) if damaged(self.path) else []

    @alone
    def erase(self, ids: Sequence[str]) -> str:
        """Takes memories out of every snapshot and backup, and removes what lies beside the ledger. See `Trace`.

        A backup that is away loses them when it is back. Raises: DiskFull, StoreError, after all was tried.
        """
        key, at = self.ledger.key, self._clock()
        said: list[str] = []
        with contextlib.ExitStack() as places:  # the last comes first, and each is tried whatever the others raise
            places.callback(lambda: said.append(self.known.erase(ids, key, at)))
            places.callback(self.snapshots.erase, ids, key, at=at)
            places.callback(remove_leftovers, self.path)
        return said[0]
