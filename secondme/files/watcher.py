"""Noticing at once that a watched folder changed: watchdog's events, told apart and settled.

Invariant: events only make it quick, the truth is a rescan. Whenever events may have been missed (the
kernel dropped some, a folder was away, its watching had to begin anew), the whole folder is reported.
"""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from watchdog.events import (
    DirAttribEvent,
    DirCreatedEvent,
    DirDeletedEvent,
    DirMovedEvent,
    FileAttribEvent,
    FileClosedEvent,
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver, ObservedWatch
from watchdog.observers.polling import PollingObserverVFS

from secondme.files.debounce import Debounce, Scope
from secondme.files.ignore import IGNORE_FILES
from secondme.ports import Clock, Folder

STATES: dict[str, str] = {
    "watched": "Changes are noticed at once.",
    "polled": (
        "This system watches no more folders, so this one is looked through every few seconds instead. To "
        "have changes noticed at once, raise the limit and restart the service: sudo sysctl "
        "fs.inotify.max_user_watches=1048576 fs.inotify.max_user_instances=1024"
    ),
    "gone": "The folder is not there or cannot be opened; it is watched again as soon as it is back.",
    "stopped": "The watcher has ended; restart the service.",
}
"""What the states of a watched folder mean."""

_EVENTS: list[type[FileSystemEvent]] = [
    FileCreatedEvent, FileModifiedEvent, FileAttribEvent, FileClosedEvent, FileDeletedEvent, FileMovedEvent,
    DirCreatedEvent, DirAttribEvent, DirDeletedEvent, DirMovedEvent,
]  # fmt: skip
"""What is asked for: not that a file was opened or closed unwritten, as our own reading does."""

Told = Callable[[Folder, Path, str], None]


@dataclass(slots=True)
class _Watched:
    folder: Folder
    state: str = "gone"
    identity: tuple[int, int] | None = None
    observer: BaseObserver | None = None
    watch: ObservedWatch | None = None


class Watcher:
    """Watches folders and calls `changed` with the folder, a path and how much to look at (a `Scope`).

    `changed` is called in a thread of the watcher's own, for a path `quiet` seconds after its last event
    and at latest `longest` after its first. A folder over the system's limit is polled every `poll` seconds.
    """

    def __init__(
        self,
        changed: Told,
        *,
        quiet: float = 0.3,
        longest: float = 1.5,
        poll: float = 10.0,
        clock: Clock = time.monotonic,
    ) -> None:
        self._changed = changed
        self._poll = poll
        self._clock = clock
        self._lock = threading.Lock()
        """Guards what is watched. An event never takes it: events come while it is held."""
        self._watched: dict[str, _Watched] = {}
        self._native: BaseObserver | None = None
        self._polling: BaseObserver | None = None
        self._wake = threading.Condition()
        """Guards what waits, and wakes the thread that tells of it."""
        self._waiting = Debounce(quiet, longest)
        self._beyond: set[str] = set()
        """Paths that the system would not watch."""
        self._closed = False
        self._telling = threading.Thread(target=self._tell, name="secondme-changes", daemon=True)
        self._telling.start()

    def watch(self, folder: Folder) -> None:
        """Watches a folder from now on, be it there yet or not. What it holds already is not reported."""
        with self._lock:
            if known := self._watched.pop(folder.id, None):
                self._end(known)
            watched = self._watched[folder.id] = _Watched(folder)
            self._begin(watched)

    def unwatch(self, folder_id: str) -> None:
        """Watches a folder no more, and drops what waits of it. One that is not watched is none's worry."""
        with self._lock:
            if watched := self._watched.pop(folder_id, None):
                self._end(watched)
        with self._wake:
            self._waiting.forget(folder_id)

    def alive(self) -> dict[str, str]:
        """The state of each watched folder as it really is, one of `STATES`."""
        with self._lock:
            return {folder_id: self._state(watched) for folder_id, watched in self._watched.items()}

    def check(self) -> None:
        """Looks after every folder: one that is gone, back, replaced or beyond the limit is seen to.

        Such a folder is reported whole. To be called every few seconds.
        """
        with self._lock:
            for watched in self._watched.values():
                sound = self._state(watched) == watched.state and not self._over(watched)
                if sound and _identity(watched.folder.path) == watched.identity:
                    continue
                before = watched.state
                self._end(watched)
                self._begin(watched)
                if (before, watched.state) == ("gone", "gone"):
                    continue
                self._add(watched.folder, str(watched.folder.path), Scope.FOLDER)

    def close(self) -> None:
        """Ends the watching; what waits is dropped. Safe to call twice."""
        with self._lock:
            for observer in (self._native, self._polling):
                if observer is not None:
                    observer.stop()
                    observer.join()
            self._native = self._polling = None
            self._watched.clear()
        with self._wake:
            self._closed = True
            self._wake.notify_all()
        if threading.current_thread() is not self._telling:
            self._telling.join()

    def _begin(self, watched: _Watched) -> None:
        """Watches a folder by events, or by polling where the limit is reached, if it is there."""
        watched.identity = _identity(watched.folder.path)
        watched.state = "gone"
        if watched.identity is None:
            return
        for state, make in (("watched", self._by_events), ("polled", self._by_polling)):
            self._beyond -= {path for path in self._beyond if _covers(watched.folder, path)}
            try:
                watched.observer = make()
                watched.watch = watched.observer.schedule(
                    _Listener(watched.folder, self._heard),
                    str(watched.folder.path),
                    recursive=watched.folder.recursive,
                    event_filter=_EVENTS,
                )
            except OSError as error:
                watched.observer = watched.watch = None
                if state == "watched" and (self._over(watched) or _is_limit(error)):
                    continue
                watched.identity = None
                return
            watched.state = state
            if state == "polled" or not self._over(watched):
                return
            self._end(watched)

    def _end(self, watched: _Watched) -> None:
        if watched.observer is not None and watched.watch is not None and watched.observer.is_alive():
            watched.observer.unschedule(watched.watch)
        watched.observer = watched.watch = None

    def _by_events(self) -> BaseObserver:
        if self._native is None or not self._native.is_alive():
            if self._native is not None:
                self._native.stop()
            self._native = _native(self._lost, self._full)
            self._native.start()
        return self._native

    def _by_polling(self) -> BaseObserver:
        if self._polling is None or not self._polling.is_alive():
            # With lstat a link to a folder above it is a link, not an endless tree.
            self._polling = PollingObserverVFS(os.lstat, os.scandir, polling_interval=self._poll)
            self._polling.start()
        return self._polling

    def _state(self, watched: _Watched) -> str:
        if not self._telling.is_alive():
            return "stopped"
        if watched.observer is None or watched.watch is None:
            return "gone"
        if not watched.observer.is_alive():
            return "stopped"
        emitting = any(emitter.is_alive() for emitter in watched.observer.emitters if emitter.watch == watched.watch)
        return watched.state if emitting else "gone"

    def _over(self, watched: _Watched) -> bool:
        """Whether a part of a folder that should be told of by events is not."""
        beyond = tuple(self._beyond)
        return watched.state != "polled" and any(_covers(watched.folder, path) for path in beyond)

    def _full(self, path: str) -> None:
        self._beyond.add(path)

    def _lost(self) -> None:
        # Called in the thread that reads events, which must not wait for what `_lock` guards.
        for watched in tuple(self._watched.values()):
            self._add(watched.folder, str(watched.folder.path), Scope.FOLDER)

    def _heard(self, folder: Folder, event: FileSystemEvent) -> None:
        """Takes in one event of watchdog's."""
        old, new = os.fsdecode(event.src_path), os.fsdecode(event.dest_path)
        if isinstance(event, FileMovedEvent) and not _steers(old) and not _steers(new):
            with self._wake:
                self._waiting.renamed(folder, old, new, self._clock())
                self._wake.notify_all()
            return
        for path in (old, new) if new else (old,):
            if path == str(folder.path):
                self._add(folder, path, Scope.FOLDER)
            elif _steers(path):
                self._add(folder, os.path.dirname(path), Scope.TREE)  # noqa: PTH120 - a hot path
            elif not event.is_directory:
                self._add(folder, path, Scope.FILE, born=isinstance(event, FileCreatedEvent))
            elif folder.recursive:
                self._add(folder, path, Scope.TREE)

    def _add(self, folder: Folder, path: str, scope: Scope, *, born: bool = False) -> None:
        with self._wake:
            before = self._waiting.next()
            self._waiting.add(folder, path, scope, self._clock(), born=born)
            if before is None:
                self._wake.notify_all()

    def _tell(self) -> None:
        while True:
            with self._wake:
                while not self._closed and not (settled := self._waiting.due(self._clock())):
                    due = self._waiting.next()
                    self._wake.wait(None if due is None else max(0.0, due - self._clock()))
                if self._closed:
                    return
            for change in settled:
                self._changed(change.folder, change.path, change.scope)


class _Listener(FileSystemEventHandler):
    """Passes watchdog's events on, with the folder that they are of."""

    def __init__(self, folder: Folder, heard: Callable[[Folder, FileSystemEvent], None]) -> None:
        self._folder = folder
        self._heard = heard

    def dispatch(self, event: FileSystemEvent) -> None:
        self._heard(self._folder, event)


def _native(lost: Callable[[], None], full: Callable[[str], None]) -> BaseObserver:
    """The observer of this system's own events. Raises: OSError if the system gives none."""
    if sys.platform == "linux":
        # Here, as the module can be imported on Linux only.
        from secondme.files.inotify import InotifyObserver

        return InotifyObserver(lost, full)
    return Observer()


def _is_limit(error: OSError) -> bool:
    if sys.platform == "linux":
        from secondme.files.inotify import LIMITS

        return error.errno in LIMITS
    return False


def _identity(path: Path) -> tuple[int, int] | None:
    """What tells a folder from another of the same path; None if there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISDIR(found.st_mode) else None


def _covers(folder: Folder, path: str) -> bool:
    return Path(path).is_relative_to(folder.path)


def _steers(path: str) -> bool:
    """Whether a file of this name says what else is to be read."""
    return path.endswith(tuple(os.sep + name for name in IGNORE_FILES))
