"""Reads of a file on threads of their own: those that are waited for go before those that are foreseen.

One thread asks and waits. Whatever happens to a read, nobody waits for ever.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence

from secondme.llm.flash.direct import Readable, ReadFailed


class Read:
    """A part of the file on its way into memory, and how many experts want it."""

    __slots__ = ("awaited", "begun", "ended", "failure", "now", "offset", "users", "view")

    def __init__(self, view: memoryview, offset: int) -> None:
        self.view, self.offset = view, offset
        self.begun = self.ended = self.awaited = self.now = False
        self.failure = ""
        self.users = 0


class Reads:
    """Reads on threads of their own; what is waited for goes first."""

    def __init__(self, file: Readable, threads: int, patience: float) -> None:
        self._file, self._patience = file, patience
        self._now: deque[Read] = deque()
        self._later: deque[Read] = deque()
        self._under_way: set[Read] = set()
        self._left = 0
        self._moved = time.monotonic()
        self._closed = False
        lock = threading.Lock()
        self._work, self._there = threading.Condition(lock), threading.Condition(lock)
        self._threads = [threading.Thread(target=self._run, name=f"experts {n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def put(self, reads: Sequence[Read], now: bool) -> None:
        """Has some read, before or after what else is to be."""
        if reads:
            with self._work:
                for read in reads:
                    read.now = now
                (self._now if now else self._later).extend(reads)
                self._work.notify(len(reads))

    def wait(self, reads: Iterable[Read]) -> None:
        """Returns when they have ended. Raises: ReadFailed where one failed, or nothing came for too long."""
        awaited = list(dict.fromkeys(reads))
        with self._there:
            if not self._ended(awaited, time.monotonic()):
                raise ReadFailed(f"The disk gave nothing for {self._patience:.0f} seconds.")
        for read in awaited:
            if read.failure:
                raise ReadFailed(read.failure)

    def call_off(self, reads: Sequence[Read]) -> None:
        """One expert does not want these any more; returns when none of them is under way."""
        with self._there:
            for read in reads:
                read.users -= 1
                if not read.users and not read.begun:
                    read.begun = read.ended = True
            self._ended(reads, time.monotonic())

    def drop(self) -> None:
        """Forgets what has not begun, and waits with patience for what has. What hangs even then brings the right
        bytes to the right place, if ever."""
        with self._there:
            self._now.clear()
            self._later.clear()
            self._ended(list(self._under_way), self._moved)
            self._under_way.clear()

    def _ended(self, reads: Iterable[Read], began: float) -> bool:
        """Waits for the end of some reads, good or bad; False where nothing came for too long."""
        awaited = [read for read in reads if not read.ended]
        late = [read for read in awaited if not read.now]
        for read in awaited:
            read.awaited = read.now = True
        self._now.extend(late)  # where it is found twice, it has begun the second time
        self._work.notify(len(late))
        self._left = len(awaited)
        while self._left:
            left = max(began, self._moved) + self._patience - time.monotonic()
            if left <= 0:
                for read in awaited:
                    read.awaited = False
                return False
            self._there.wait(left)
        return True

    def close(self) -> None:
        """Ends the threads; one whose read does not end is left behind."""
        with self._work:
            self._closed = True
            self._work.notify_all()
        until = time.monotonic() + self._patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while (read := self._begin()) is not None:
            failure = "The reading broke down."  # stays where anything but ReadFailed ends this thread
            try:
                self._file.read_into(read.view, read.offset)
                failure = ""
            except ReadFailed as fault:
                failure = str(fault) or failure
            finally:
                self._end(read, failure)

    def _begin(self) -> Read | None:
        """The next read; None once all is closed."""
        with self._work:
            while not self._closed:
                for queue in (self._now, self._later):
                    while queue:
                        read = queue.popleft()
                        if not read.begun:
                            read.begun = True
                            self._under_way.add(read)
                            return read
                self._work.wait()
            return None

    def _end(self, read: Read, failure: str) -> None:
        with self._there:
            read.failure, read.ended = failure, True
            self._under_way.discard(read)
            self._moved = time.monotonic()
            if read.awaited:
                self._left -= 1
                if not self._left:
                    self._there.notify()
