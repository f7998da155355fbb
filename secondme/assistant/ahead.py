"""Reading ahead: the next files are opened and read while the one before them is cut and taken in.

Invariant: what was read ahead of a file is as old as the last time that it was queued, or younger: `forget` it where a
file is queued anew.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from secondme.errors import Unreadable
from secondme.ports import Document, FileSeen, FileSource, Waiting

DEPTH = 4
"""Files that are read ahead at most."""

Content = tuple[FileSeen | None, Document | Unreadable | None]
"""A file as it was looked at, and what was in it, or why that cannot be read; None where it was not tried."""


class Ahead:
    """Reads files, some of them ahead, in a thread of its own."""

    def __init__(self, disk: FileSource) -> None:
        self._disk = disk
        self._thread = ThreadPoolExecutor(1, "intake's reader")
        self._begun: dict[Waiting, Future[Content]] = {}

    def content(self, waiting: Waiting, after: Sequence[Waiting]) -> Content:
        """What is in a file; from now on the first of those `after` it are read ahead, and no others."""
        ahead, before = self._begun.pop(waiting, None), self._begun
        self._begun = {
            one: before.pop(one) if one in before else self._thread.submit(self._opened, one) for one in after[:DEPTH]
        }
        for future in before.values():
            future.cancel()
        return ahead.result() if ahead else self._opened(waiting)

    def forget(self, paths: Collection[Path]) -> None:
        """What was read ahead of one of these is read again."""
        for one in [one for one in self._begun if one.path in paths]:
            self._begun.pop(one).cancel()

    def _opened(self, waiting: Waiting) -> Content:
        seen = self._disk.look(waiting.folder, waiting.path)
        if seen is None or seen.reason:
            return seen, None
        try:
            return seen, self._disk.read(waiting.path, largest=waiting.folder.largest)
        except Unreadable as error:
            return seen, error
