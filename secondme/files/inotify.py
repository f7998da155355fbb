"""Linux's inotify under watchdog, saying aloud two things that watchdog only logs or swallows.

They are: the kernel dropped events, and a folder is not watched because the system's limit is reached.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable

from watchdog.observers.api import BaseObserver
from watchdog.observers.inotify import InotifyEmitter
from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchCallback,
    WatchDescriptor,
)

LIMITS = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.ENOMEM})
"""Error numbers that mean: no more of these on this system."""


class Inotify(InotifyFD):
    """One inotify instance; `lost` is called when events were dropped, `full` with a path over the limit."""

    def __init__(self, lost: Callable[[], None], full: Callable[[str], None]) -> None:
        super().__init__()
        self._lost = lost
        self._full = full

    def handle_event(self, event: InotifyEvent) -> None:
        """Passes an event on, then says so if it was the one for lost events."""
        super().handle_event(event)
        if event.is_queue_overflow:
            self._lost()

    def add_callback(self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId) -> WatchDescriptor:
        """Watches one folder. Raises: OSError, which watchdog swallows for folders below the first."""
        try:
            return super().add_callback(path, mask, callback, id_)
        except OSError as error:
            if error.errno in LIMITS:
                self._full(os.fsdecode(path))
            raise

    def _add_callback(self, path: bytes, mask: Mask, callback: WatchCallback, id_: CallbackId) -> WatchDescriptor:
        # A folder moved out and in again is known to the kernel still, and so is one that was seen both being
        # made and in the folder around it. Watchdog warns of it, in words that hold the person's paths.
        watch = self._get_or_create_watch(path, mask)
        watch.callbacks[id_] = callback
        return watch.wd


class InotifyObserver(BaseObserver):
    """An observer over one `Inotify`. Raises: OSError if the system gives no more of them."""

    def __init__(self, lost: Callable[[], None], full: Callable[[str], None]) -> None:
        self._inotify = Inotify(lost, full)
        self._inotify.start()
        super().__init__(InotifyEmitter, inotify_fd=self._inotify)

    def is_alive(self) -> bool:
        """Whether events are both read and passed on."""
        return super().is_alive() and self._inotify.is_alive()

    def on_thread_stop(self) -> None:
        """Ends the emitters, then the instance."""
        super().on_thread_stop()
        self._inotify.stop()
        self._inotify.join()
