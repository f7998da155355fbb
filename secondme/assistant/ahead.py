"""Reading ahead: the next files are opened, and cut by another process, while those before them are taken in.

Invariant: what was read ahead of a file is as old as the last time that it was queued, or younger: `forget` it where a
file is queued anew.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from secondme.errors import Unreadable
from secondme.memory.cutting import Cut
from secondme.ports import Alike, Document, FileSeen, FileSource, Section, Waiting

DEPTH = 4
"""Files that are read ahead at most,"""
MANY = 32
"""and files behind one that are many, so that another process is started to cut them;"""
FAR = 80
"""so many are read ahead for it, as it works on while others are taken in,"""
ROOM = 32_000_000
"""and of so many bytes on the disk at most."""

Content = tuple[FileSeen | None, Document | Unreadable | None, Cut | None]
"""A file as it was looked at, and what was in it, or why that cannot be read, None where it was not tried; then its
passages, where they were cut ahead."""


class Ticket(Protocol):
    """What was asked of a process that cuts."""

    dropped: bool
    """Whether nobody wants the answer any more."""


class Aside(Protocol):
    """A process that cuts files, and answers in the order in which it is asked."""

    def start(self) -> None:
        """Starts it where it does not run."""

    def send(self, sections: Iterable[Section]) -> Ticket | None:
        """Asks it to cut a file; None where it is not there to be asked."""

    def receive(self, ticket: Any) -> Cut | None:
        """What it answered; None where it did not."""

    def rest(self) -> None:
        """Ends it until it is needed again."""


class _Opened(NamedTuple):
    """A file that was opened ahead, and its bytes on the disk."""

    seen: FileSeen | None
    document: Document | Unreadable | None
    ticket: Ticket | None
    size: int


class Ahead:
    """Reads files, some of them ahead, in a thread of its own."""

    def __init__(self, disk: FileSource, aside: Aside | None = None) -> None:
        """`aside` cuts them."""
        self._disk = disk
        self._aside = aside
        self._depth = FAR if aside else DEPTH
        self._thread = ThreadPoolExecutor(1, "intake's reader")
        self._begun: dict[Waiting, Future[_Opened | None]] = {}
        self._lock = threading.Lock()
        self._held = 0
        """Bytes of the files that were opened and are not asked for yet."""

    def content(self, waiting: Waiting, after: Sequence[Waiting]) -> Content:
        """What is in a file; from now on the first of those `after` it are read ahead, and no others."""
        self.start(len(after))
        ahead, before = self._begun.pop(waiting, None), self._begun
        self._begun = {
            one: before.pop(one) if one in before else self._begin(one)
            for one in after[: self._depth]
        }
        for future in before.values():
            self._drop(future)
        opened = None
        with suppress(CancelledError):  # it was closed
            opened = ahead.result() if ahead else None
        if opened is None:
            return *self._opened(waiting), None
        self._let_go(opened)
        ticket = opened.ticket
        return opened.seen, opened.document, self._aside.receive(ticket) if self._aside and ticket else None

    def opened(self) -> list[Alike]:
        """By what the files are known that were opened ahead so far."""
        done = [one for one in self._begun.values() if one.done() and not one.cancelled() and not one.exception()]
        found = filter(None, (one.result() for one in done))
        return [known for one in found if (known := alike(one.seen, one.document))]

    def start(self, files: int) -> None:
        """Has the other process started where so many files are many."""
        if self._aside and files >= MANY:
            self._aside.start()

    def rest(self) -> None:
        """Says that nothing waits any more."""
        self.forget([one.path for one in self._begun])
        if self._aside:
            self._aside.rest()

    def close(self) -> None:
        """Reads nothing ahead any more."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def forget(self, paths: Collection[Path]) -> None:
        """What was read ahead of one of these is read again."""
        for one in [one for one in self._begun if one.path in paths]:
            self._drop(self._begun.pop(one))

    def _begin(self, waiting: Waiting) -> Future[_Opened | None]:
        try:
            return self._thread.submit(self._sent, waiting)
        except RuntimeError:  # it was closed: nothing is opened ahead any more
            none: Future[_Opened | None] = Future()
            none.set_result(None)
            return none

    def _drop(self, future: Future[_Opened | None]) -> None:
        def unwanted(done: Future[_Opened | None]) -> None:
            if not done.cancelled() and not done.exception() and (opened := done.result()):
                self._let_go(opened)
                if opened.ticket:
                    opened.ticket.dropped = True

        if not future.cancel():
            future.add_done_callback(unwanted)

    def _let_go(self, opened: _Opened) -> None:
        with self._lock:
            self._held -= opened.size

    def _sent(self, waiting: Waiting) -> _Opened | None:
        """A file opened ahead; None where enough are, and it is opened when it is its turn."""
        size = _size(waiting.path)
        if self._held and self._held + size > ROOM:  # only this thread adds to it
            return None
        seen, document = self._opened(waiting)
        sent = self._aside.send(document.sections) if self._aside and isinstance(document, Document) else None
        with self._lock:
            self._held += size
        return _Opened(seen, document, sent, size)

    def _opened(self, waiting: Waiting) -> tuple[FileSeen | None, Document | Unreadable | None]:
        seen = self._disk.look(waiting.folder, waiting.path)
        if seen is None or seen.reason:
            return seen, None
        try:
            return seen, self._disk.read(waiting.path, largest=waiting.folder.largest)
        except Unreadable as error:
            return seen, error


def alike(seen: FileSeen | None, document: Document | Unreadable | None) -> Alike | None:
    """By what a file is known, as it was opened; None where it is not to be read."""
    if seen is None or document is None:
        return None
    return Alike(seen.size, seen.modified, document.digest if isinstance(document, Document) else "")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
