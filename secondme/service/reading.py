"""Reading the queue of files: one thread that reads, and the watcher that fills the queue."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from pathlib import Path

from secondme.config import Settings
from secondme.errors import NotFound, Refused, SecondMeError
from secondme.events import Event, Failed, Notice, Queued, Skipped
from secondme.files.renamed import LOOKED_AT, renamed
from secondme.files.watcher import STATES, Watcher
from secondme.ports import Folder
from secondme.service.hub import Hub
from secondme.service.manners import Manners
from secondme.service.pace import Pace
from secondme.service.stream import BUG
from secondme.store.relocating import relocate
from secondme.wiring import Rooms

log = logging.getLogger(__name__)

SETTLING = 2.0
"""Seconds after the start until the folders are looked through: whoever started the service waits for its answer."""
AGAIN = 5.0
"""Seconds until what failed (a full disk, say) is tried again."""

GIVING_WAY = 0.05
"""Seconds between two looks at whether an answer is still being made."""

GRACE = 0.5
"""Seconds after the last news for which a file that is missing may yet turn up elsewhere: what was moved from one
watched folder to another is told of twice, apart."""
LONGEST = 3.0
"""Seconds after which what is missing is dropped, however much news there is."""
SELDOM = 20.0
"""Times as long as it takes to look for what is missing, until that is done again while files wait."""
PATIENCE = 60.0
"""Seconds that who moves a folder waits for the file that is being read."""

_Look = tuple[Folder, Path | None, str, bool]
"""A folder, a path in it, how much to look at, and whether to try again what was skipped."""


def _key(look: _Look) -> tuple[str, str]:
    folder, path, what, _ = look
    return folder.id, {"folder": "", "move": "move"}.get(what, str(path))


def overlap(path: Path, other: Path) -> bool:
    """Whether one of two folders lies in the other, or is it, so that both cannot be watched."""
    return path.is_relative_to(other) or other.is_relative_to(path)


class Reading:
    """The thread that reads the queue of files, and the watcher that fills it."""

    def __init__(self, rooms: Rooms, hub: Hub, settings: Settings, manners: Manners | None = None) -> None:
        self._rooms = rooms
        self._hub = hub
        self.manners = manners or Manners(settings)
        self.held = ""
        """Why nothing is read for now though files wait; mostly empty."""
        self._wake = threading.Condition()
        self._looks: dict[tuple[str, str], _Look] = {}
        self._going: set[tuple[str, str]] = set()
        """Whole folders that are being looked at."""
        self._gone: set[str] = set()
        """Folders that lie elsewhere since the look at them began."""
        self._moving = threading.Lock()
        self._asked: tuple[str, Path, Future[Folder]] | None = None
        """The id of a folder that is to be moved, its new place, and what becomes of it."""
        self._work = True
        self._closed = False
        self._idle = False
        self._hurried = False
        self._since = 0.0
        """When files began to be missing, by the monotonic clock; 0 while none is."""
        self._settle_at = 0.0
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
            if self._asked:
                self._asked[2].cancel()
            self._wake.notify_all()
        self._rooms.intake.close()
        self._rooms.aside.close()
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
                self._wake.wait_for(lambda: self._work or self._closed, timeout=AGAIN if failed or self.held else None)
                if self._closed:
                    return
                self._work = False
            failed = not self._turn()
            with self._wake:
                if not failed and (self._looks or (not self.held and self._rooms.folders.waiting())):
                    self._work = True
                self._idle = not self._work and not failed

    def _turn(self) -> bool:
        """Looks where something happened, then reads what waits; whether all went well."""
        try:
            while not self._closed and (look := self._next_look()) is not None:
                self._publish(self._seeing(look))
            if self._rooms.intake.missing and not self._settled():
                return True
            while not self._closed and not self._looks and self._may():
                some = self._step()
                due = not some or time.monotonic() >= self._settle_at
                if due and self._rooms.intake.missing and not self._settled():
                    return True
                if not some:
                    break
                if self._hub.heard and (told := self._rooms.store.notice_language()):
                    self._hub.publish(Notice(told))
        except SecondMeError as error:
            # A full disk, say: what waits is still in the queue, what is to be looked at is still noted.
            log.warning("intake: %s", error)
            if not self._closed:
                self._hub.publish(Failed.of(error))
            return False
        except Exception:  # the outermost loop: a bug must not end the reading of all files
            log.exception("intake")
            self._hub.publish(BUG)
            return False
        return True

    def _stepping(self) -> Iterator[Event]:
        """Reads the next files; one on which something goes wrong that nobody foresaw is left out, as it must not end
        the reading of all others."""
        try:
            yield from self._rooms.intake.step()
        except SecondMeError:
            raise
        except Exception:
            if not (events := list(self._rooms.intake.leave_out())):
                raise
            log.exception("a file that was read")
            self._hub.publish(BUG)
            yield from events

    def _seeing(self, look: _Look) -> Iterator[Event]:
        """A look, and then it is done; one that was asked for anew meanwhile is still to come. What goes wrong in it
        says nothing of the files that wait, and ends no other look."""
        try:
            yield from self._hurrying(look) if look[2] == "folder" else self._look(*look)
        except SecondMeError:
            raise  # a full disk, say: it is still to be done
        except Exception:
            log.exception("a look at %s", look[1] or look[0].path)
            self._hub.publish(BUG)
        with self._wake:
            if self._looks.get(_key(look)) is look:
                del self._looks[_key(look)]

    def _hurrying(self, look: _Look) -> Iterator[Event]:
        """The look at a whole folder, which may be large; what is told of meanwhile is seen to in between."""
        self._going.add(_key(look))
        try:
            events = self._look(*look)
            self._gone.discard(look[0].id)
            for event in events:
                yield event
                hurry = False
                while not self._closed and (other := self._next_look()) is not None:
                    yield from self._seeing(other)
                    hurry = True
                if look[0].id in self._gone:
                    return  # it is looked at anew, at its new place
                if hurry and self._may():
                    yield from self._stepping()
        finally:
            self._going.discard(_key(look))

    def _may(self) -> bool:
        """Whether to read on, once no answer is being made: it goes first. Not where there is something to look at."""
        with self._wake:
            while self.manners.answering():
                if self._closed or self._next_look() is not None:
                    return False
                self._wake.wait(GIVING_WAY)
        held = self.manners.held()
        self.held = held if held and self._rooms.folders.waiting() else ""
        return not self.held

    def _settled(self) -> bool:
        """Drops what is missing once nothing more is told of; False if there is news first."""
        began = time.monotonic()
        self._since = self._since or time.monotonic()
        with self._wake:
            left = min(GRACE, self._since + LONGEST - time.monotonic())
            if left > 0 and self._wake.wait_for(lambda: bool(self._looks) or self._closed, timeout=left):
                return False
        self._since = 0.0
        self._publish(self._rooms.intake.settle())
        # What waits may be much to compare with.
        self._settle_at = time.monotonic() + SELDOM * (time.monotonic() - began)
        return True

    def _step(self) -> bool:
        """Reads a file, and notes how long that took."""
        intake, began = self._rooms.intake, time.monotonic()
        files, size = intake.files, intake.bytes
        some = self._publish(self._stepping())
        self.pace.add(intake.files - files, intake.bytes - size, time.monotonic() - began)
        if not some and self.pace.news:
            self._rooms.folders.paced(*self.pace.noted())
        return some

    def _next_look(self) -> _Look | None:
        """What to look at next: changed files and moves before whole folders, and none that is being looked at."""
        with self._wake:
            looks = [look for key, look in self._looks.items() if key not in self._going]
            return next((look for look in looks if look[2] in ("file", "move")), looks[0] if looks else None)

    def _look(self, folder: Folder, path: Path | None, what: str, again: bool) -> Iterator[Event]:
        found = next((known for known in self._rooms.folders.all() if known.id == folder.id), None)
        if what == "move":
            self._move_asked(folder, found, path)
            return iter(())
        if found is None or found.paused:
            return iter(())
        folder = found
        if what == "folder" or path is None:
            return self._rooms.intake.scan(self._followed(folder), again=again)
        if what == "tree":
            return self._rooms.intake.scan(folder, path, urgent=True)
        return self._rooms.intake.changed(folder, path)

    def _followed(self, folder: Folder) -> Folder:
        """The folder, at its new place if it was renamed."""
        shelf = self._rooms.folders
        place = renamed(folder, shelf.root(folder), shelf.files(folder, limit=LOOKED_AT))
        if place is None or any(overlap(place, other.path) for other in shelf.all() if other.id != folder.id):
            return folder
        self._hub.publish(Notice(f"The folder {folder.path} is {place} now; what was read of it is kept."))
        return self._move(folder, place)

    def move(self, folder: Folder, place: Path) -> Folder:
        """The folder, watched at its new place from now on; from any thread. The thread that reads does it between two
        files, as it knows what it reads by its place. Raises: Refused if a file takes too long."""
        with self._moving:
            asked: Future[Folder] = Future()
            self._asked = folder.id, place, asked
            self._put(folder, place, "move", False)
            if self._closed:
                asked.cancel()
            with contextlib.suppress(TimeoutError, CancelledError):
                return asked.result(PATIENCE)
            if asked.cancel():
                raise Refused(f"{folder.path} is being read, and was not moved.", "Try again in a minute.")
            return asked.result()

    def _move_asked(self, folder: Folder, found: Folder | None, place: Path | None) -> None:
        """Moves a folder, `found` as it is now, and tells who asked for that; nothing if they wait no longer."""
        if self._asked is None or self._asked[:2] != (folder.id, place):
            return
        _, place, asked = self._asked
        if asked.set_running_or_notify_cancel():
            try:
                if found is None:
                    raise NotFound(f"{folder.path} is not watched any more.", "See them with: secondme watch list")
                asked.set_result(self._move(found, place))
            except SecondMeError as error:
                asked.set_exception(error)
            except Exception as error:  # who waits is not to wait for ever
                log.exception("a folder that was to be moved")
                asked.set_exception(error)

    def _move(self, folder: Folder, place: Path) -> Folder:
        identity = self._rooms.disk.identity(replace(folder, path=place))
        moved = relocate(self._rooms.store.ledger, folder, place, identity)
        self._gone.add(folder.id)
        self.watcher.watch(moved)
        return moved

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
