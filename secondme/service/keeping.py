"""Keeping the memory safe while the service runs, and what the faces may ask of that: privacy, snapshots, backups.

One thread reads every page right after the start and mends the ledger when a page is found that cannot be read.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.requests import Request

from secondme import config, keyrings
from secondme.errors import NoKeyring, Refused, SecondMeError
from secondme.events import Failed, Notice
from secondme.memory.when import day
from secondme.service import surroundings
from secondme.service.hub import Hub
from secondme.service.requests import text
from secondme.service.stream import BUG
from secondme.store import cipher
from secondme.wiring import Rooms

if TYPE_CHECKING:
    from secondme.service.owner import Owner

log = logging.getLogger(__name__)

LEAKS = (
    "The vector index holds no words, but vectors and ids stand in it in plain: whoever has a vector can guess at "
    "what a memory is about.",
    "forgotten.jsonl names by id and time, and by no word, what was forgotten, so that no copy brings it back.",
    "The sizes of the files, and when they were written, show how much is remembered and when.",
    "The logs hold times, names of files that were read, and errors; no word of a memory.",
    "While the service runs, the key and what was read lie in this machine's memory, and may reach its swap space.",
)
"""What encryption at rest does not hide."""
WIPED = (
    "What was stored in plain before was overwritten, but a flash disk, or a file system that copies on writing "
    "(btrfs, ZFS, APFS), may keep the old blocks until it needs them."
)

SETTLING = 3.0
"""Seconds after the start until every page is read: whoever started the service waits for its first answer."""

CARRYING = 600.0
"""Seconds that the index may take to learn what another ledger holds, before the two are compared."""

Answer = Callable[[Request, dict[str, Any]], Any]


class Keeping:
    """Watches over the ledger: damage, snapshots, what lies about."""

    def __init__(self, rooms: Rooms, places: config.Folders, hub: Hub) -> None:
        self._rooms = rooms
        self._places = places
        self._hub = hub
        self._damage = threading.Event()
        self._closed = False
        self._unmended = ""
        self._astray = False
        self._warnings = surroundings.warnings(places.home, surroundings.mounts())
        self._thread = threading.Thread(target=self._run, name="keeping", daemon=True)

    def start(self) -> None:
        """Begins to read every page, and to wait for damage."""
        for warning in self._warnings:
            log.warning("%s", warning)
        self._rooms.store.ledger.on_damage = self._damage.set
        self._thread.start()

    def close(self) -> None:
        """Ends when what is being done is done."""
        self._closed = True
        self._damage.set()
        if self._thread.is_alive():
            self._thread.join(timeout=1)  # reading every page may take longer, and changes nothing

    def _run(self) -> None:
        pause: float | None = SETTLING
        while self._damage.wait(pause) or pause:
            pause = None
            self._damage.clear()
            if self._closed:
                return
            try:
                said = self._rooms.vault.mend(self._rooms.clock())
                self._unmended = ""
            except SecondMeError as error:
                log.error("the ledger could not be mended: %s", error)
                self._unmended = str(error)
                self._hub.publish(Failed.of(error))
                continue
            except Exception:  # the outermost loop of this thread
                log.exception("mending")
                self._hub.publish(BUG)
                continue
            if said:
                log.warning("%s", said)
                self._hub.publish(Notice(said))
            if said or self._astray:
                self._astray = False
                self._heal()

    def tend(self) -> None:
        """What is done when nobody needs the machine: a snapshot if one is due, old damaged files removed."""
        now = self._rooms.clock()
        try:
            if self._rooms.vault.snapshots.due(now) and self._rooms.store.ledger.one("SELECT 1 FROM memory LIMIT 1"):
                made = self._rooms.vault.snapshot(now)
                log.info("a snapshot was made: %s, %d bytes", made.path.name, made.bytes)
            self._rooms.vault.sweep(now)
        except SecondMeError as error:
            log.warning("snapshot: %s", error)
        except Exception:  # it is the thread of idleness that calls
            log.exception("snapshot")

    def _heal(self) -> None:
        """Brings the index to what the ledger holds now."""
        with contextlib.suppress(SecondMeError):
            self._rooms.store.outbox.put([])  # what the new ledger's own outbox holds
            # The two are compared only when nothing waits that would make them differ.
            if self._rooms.store.outbox.settle(CARRYING):
                self._rooms.store.heal()

    # ---- what is said of it --------------------------------------------------------------------------

    def note(self) -> str:
        """What the person should know: damage and what became of it, and where the home lies; mostly empty."""
        return " ".join(filter(None, (self._unmended, self._rooms.vault.mended(self._rooms.clock()), *self._warnings)))

    def state(self) -> dict[str, Any]:
        """For the status: `{"encrypted", "snapshots", "last_snapshot", "note"}`."""
        made = self._rooms.vault.snapshots.all()
        return {
            "encrypted": self._rooms.vault.encrypted,
            "snapshots": len(made),
            "last_snapshot": made[0].at if made else None,
            "note": self.note(),
        }

    def privacy(self) -> dict[str, Any]:
        """`{"encrypted", "key": "keyring"|"passphrase"|"", "sentences": […], "leaks": […]}`."""
        vault = self._rooms.vault
        if not vault.encrypted:
            plain = "The memory is not encrypted: whoever can read its files can read it. See: secondme privacy --help"
            return {"encrypted": False, "key": "", "sentences": [plain], "leaks": []}
        sentences = ["The memory, its snapshots and the backups made of it are encrypted (ChaCha20-Poly1305)."]
        for file in vault.plain_backups():
            sentences.append(f"The backup {file} is older than that and could not be reached: it is not encrypted.")
        if vault.keyring_holds():
            key = "keyring"
            sentences.append("The key is in the system's keyring; the recovery passphrase opens it without.")
        else:
            key = "passphrase"
            sentences.append(f"{_why_asked()} The passphrase is asked for whenever the service starts.")
        return {"encrypted": True, "key": key, "sentences": sentences, "leaks": [*LEAKS, WIPED]}

    def snapshots(self) -> list[dict[str, Any]]:
        """`{"path", "at", "bytes", "verified", "schema"}` each, the newest first; `verified` is when it was."""
        return [
            {"path": str(one.path), "at": one.at, "bytes": one.bytes, "verified": one.at, "schema": one.schema or None}
            for one in self._rooms.vault.snapshots.all()
        ]

    # ---- what is done --------------------------------------------------------------------------------

    def encrypt(self, passphrase: str) -> dict[str, Any]:
        """Encrypts everything, but what the model has read, which goes; what `privacy` says afterwards."""
        try:
            self._rooms.vault.encrypt(passphrase, lambda step: log.info("privacy: %s", step))
        finally:
            if self._rooms.vault.encrypted:
                self._rooms.model.clear(for_good=True)
        return self.privacy()

    def decrypt(self) -> dict[str, Any]:
        """Takes the encryption off; what `privacy` says afterwards."""
        self._rooms.vault.decrypt(lambda step: log.info("privacy: %s", step))
        return self.privacy()

    def snapshot(self) -> dict[str, Any]:
        """Makes a snapshot now; its row."""
        self._rooms.vault.snapshot(self._rooms.clock())
        return self.snapshots()[0]

    def back_up(self, file: Path, *, force: bool) -> dict[str, Any]:
        """Writes a backup: `{"file", "bytes", "at", "encrypted", "counts": {table: rows}, "memories"}`."""
        head = self._rooms.vault.back_up(file, self._rooms.clock(), force=force)
        return {
            "file": str(file), "bytes": head.bytes, "at": head.at, "encrypted": head.recipe is not None,
            "counts": head.counts, "memories": head.counts["memory"],
        }  # fmt: skip

    def look(self, file: Path) -> dict[str, Any]:
        """What a backup holds, its bytes compared: `{"file", "at", "said", "memories", "encrypted"}`."""
        head = self._rooms.vault.look(file)
        return {
            "file": str(file), "at": head.at, "said": day(head.at), "memories": head.counts.get("memory", 0),
            "encrypted": head.recipe is not None,
        }  # fmt: skip

    def restore(self, file: Path, passphrase: str) -> dict[str, Any]:
        """Puts a backup in the place of what is remembered: `{"memories", "counts"}`."""
        counts = self._rooms.vault.restore(file, self._rooms.clock(), passphrase)
        self._rooms.model.clear()  # it may have read what is remembered no more
        self._rooms.store.outbox.wake()
        self._astray = True  # the index is compared behind the scenes, by the thread that watches over the ledger
        self._damage.set()
        return {"memories": counts["memory"], "counts": counts}


def _why_asked() -> str:
    try:
        keyrings.find("doctor")
    except NoKeyring as error:
        return error.sentence
    return "The key is not in the system's keyring."


def routes(owner: Owner) -> list[tuple[str, str, Answer]]:
    """What the faces may ask: method, path, and the answer to a request and its body."""
    kept = owner.keeping

    def restore(request: Request, body: dict[str, Any]) -> Any:
        owner.idleness.touch()
        before = {folder.id for folder in owner.rooms.folders.all()}
        found = kept.restore(_file(body), text(body, "passphrase", ""))
        folders = owner.rooms.folders.all()
        for gone in before - {folder.id for folder in folders}:
            owner.reading.watcher.unwatch(gone)
        for folder in folders:
            owner.reading.watch(folder)
        owner.memories.wake()  # what was forgotten again is to leave every other place, too
        return found

    return [
        ("GET", "/privacy", lambda request, body: kept.privacy()),
        ("POST", "/privacy/passphrase", lambda request, body: {"passphrase": cipher.invent()}),
        ("POST", "/privacy/encrypt", lambda request, body: kept.encrypt(text(body, "passphrase", ""))),
        ("POST", "/privacy/decrypt", lambda request, body: kept.decrypt()),
        ("GET", "/snapshots", lambda request, body: kept.snapshots()),
        ("POST", "/snapshots", lambda request, body: kept.snapshot()),
        ("POST", "/backup", lambda request, body: kept.back_up(_file(body), force=bool(body.get("force")))),
        ("POST", "/restore/look", lambda request, body: kept.look(_file(body))),
        ("POST", "/restore", restore),
    ]


def _file(body: dict[str, Any]) -> Path:
    file = Path(str(body.get("file", "")))
    if not file.is_absolute() or "\0" in str(file):
        raise Refused("The request lacks the whole path of a file.")
    return file
