"""Reading the queue of files: one thread that reads, and the watcher that fills the queue."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from secondme.config import Settings
from secondme.errors import SecondMeError
from secondme.events import Event, Failed, Notice, Queued, Skipped
from secondme.files.watcher import STATES, Watcher
from secondme.ports import Folder
from secondme.service.hub import Hub
from secondme.service.pace import Pace
from secondme.service.stream import BUG
from secondme.wiring import Rooms

log = logging.getLogger(__name__)

SETTLING = 2.0
"""Seconds after the start until the folders are looked through: whoever started the service waits for its answer."""
AGAIN = 5.0
"""Seconds until what failed (a full disk, say) is tried again."""

GRACE = 0.5
"""Seconds after the last news for which a file that is missing may yet turn up elsewhere: what was moved from one
watched folder to another is told of twice, apart."""
LONGEST = 3.0
"""Seconds after which what is missing is dropped, however much news there is."""

_Look = tuple[Folder, Path | None, str, bool]
"""A folder, a path in it, how much to look at, and whether to try again what was skipped."""


def _key(look: _Look) -> tuple[str, str]:
    folder, path, what, _ = look
    return folder.id, "" if what == "folder" else str(path)


class Reading:
    """The thread that reads the queue of files, and the watcher that fills it."""

    def __init__(self, rooms: Rooms, hub: Hub, settings: Settings) -> None:
        self._rooms = rooms
        self._hub = hub
        self._wake = threading.Condition()
        self._looks: dict[tuple[str, str], _Look] = {}
        self._work = True
        self._closed = False
        self._idle = False
        self._hurried = False
        self._since = 0.0
        """When files began to be missing, by the monotonic clock; 0 while none is."""
        self.pace = Pace(*rooms.folders.pace())
        self.watcher = Watcher(self._changed, quiet=settings.watch.settle_seconds)
        self._thread = threading.Thread(target=self._run, name="intake", daemon=True)

    def start(self) -> None:
        """Watches every folder, and looks for what changed while nothing ran."""
        for folder in self._rooms.folders.all():
            self.watch(folder)
        self._hurried = False
        self._thread.start()

    def watch(self, folder: Folder) -> None:
        """Watches a folder from now on, and looks at all of it."""
        self.watcher.watch(folder)
        if self.watcher.alive().get(folder.id) == "polled":
            self._hub.publish(Notice(f"{folder.path}: {STATES['polled']}"))
        self.look(folder)

    def look(self, folder: Folder, *, again: bool = False) -> None:
        """Looks at every file of a folder; `again` tries those that were skipped."""
        self._put(folder, None, "folder", again)

    def busy(self) -> bool:
        """Whether files wait or are being read."""
        with self._wake:
            return not self._idle

    def check(self) -> None:
        """Supervises the watcher; called now and then."""
        self.watcher.check()

    def close(self) -> None:
        """Ends after the file that is being read; the queue is durable."""
        self.watcher.close()
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        self._rooms.quarantine.close()  # else a file that is hard to read would be waited for
        if self._thread.is_alive():
            self._thread.join(timeout=30)

    def _changed(self, folder: Folder, path: Path, what: str) -> None:
        self._put(folder, path, what, False)

    def _put(self, folder: Folder, path: Path | None, what: str, again: bool) -> None:
        look = (folder, path, what, again)
        with self._wake:
            self._looks[_key(look)] = look
            self._work, self._idle, self._hurried = True, False, True
            self._wake.notify_all()

    def _run(self) -> None:
        failed = False
        with self._wake:
            self._wake.wait_for(lambda: self._hurried or self._closed, timeout=SETTLING)
        while True:
            with self._wake:
                self._wake.wait_for(lambda: self._work or self._closed, timeout=AGAIN if failed else None)
                if self._closed:
                    return
                self._work = False
            failed = not self._turn()
            with self._wake:
                if self._looks or (not failed and self._rooms.folders.waiting()):
                    self._work = True
                self._idle = not self._work and not failed

    def _turn(self) -> bool:
        """Looks where something happened, then reads what waits; whether all went well."""
        try:
            while not self._closed and (look := self._next_look()) is not None:
                self._publish(self._look(*look))
                with self._wake:
                    if self._looks.get(_key(look)) == look:
                        del self._looks[_key(look)]
            if self._rooms.intake.missing and not self._settled():
                return True
            while not self._closed and not self._looks and self._step():
                if self._hub.heard and (told := self._rooms.store.notice_language()):
                    self._hub.publish(Notice(told))
        except SecondMeError as error:
            # A full disk, say: what waits is still in the queue, what is to be looked at is still noted.
            log.warning("intake: %s", error)
            if not self._closed:
                self._hub.publish(Failed.of(error))
            return False
        except Exception:  # the outermost loop: a bug in one file must not end the reading of all others
            log.exception("intake")
            self._hub.publish(BUG)
            with contextlib.suppress(SecondMeError):
                self._publish(self._rooms.intake.leave_out())
            return False
        return True

    def _settled(self) -> bool:
        """Drops what is missing once nothing more is told of; False if there is news first."""
        self._since = self._since or time.monotonic()
        with self._wake:
            left = min(GRACE, self._since + LONGEST - time.monotonic())
            if left > 0 and self._wake.wait_for(lambda: bool(self._looks) or self._closed, timeout=left):
                return False
        self._since = 0.0
        self._publish(self._rooms.intake.settle())
        return True

    def _step(self) -> bool:
        """Reads a file, and notes how long that took."""
        intake, began = self._rooms.intake, time.monotonic()
        files, size = intake.files, intake.bytes
        some = self._publish(intake.step())
        self.pace.add(intake.files - files, intake.bytes - size, time.monotonic() - began)
        if not some and self.pace.news:
            self._rooms.folders.paced(*self.pace.noted())
        return some

    def _next_look(self) -> _Look | None:
        with self._wake:
            return next(iter(self._looks.values()), None)

    def _look(self, folder: Folder, path: Path | None, what: str, again: bool) -> Iterator[Event]:
        found = next((known for known in self._rooms.folders.all() if known.id == folder.id), None)
        if found is None or found.paused:
            return iter(())
        folder = found
        if what == "folder" or path is None:
            return self._rooms.intake.scan(folder, again=again)
        if what == "tree":
            return self._rooms.intake.scan(folder, path, urgent=True)
        return self._rooms.intake.changed(folder, path)

    def _publish(self, events: Iterator[Event]) -> bool:
        """Tells what happened; False if nothing did."""
        some = False
        for event in events:
            some = True
            if isinstance(event, Skipped):
                log.debug("skipped %s: %s", event.path, event.reason)
            if not isinstance(event, Queued) or event.files > 1:
                self._hub.publish(event)
            if self._closed:
                break
        return some
