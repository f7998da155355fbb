"""A file that is being downloaded: as far as it came, on the disk, and the checksum of that."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from secondme.events import Event, Progress

PIECE = 1 << 20
TOLD = 0.2
"""Seconds between two words on how far it is."""


class Unfinished:
    """A file as far as it came, and the checksum of that. Opened, it is held."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.done = 0
        self._sum = hashlib.sha256()

    def __enter__(self) -> Unfinished:
        self._file = self._path.open("ab+", buffering=0)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def taken_up(self, most: int, say: Callable[[Event], None]) -> int:
        """Reads what is there already; how much that is."""
        size = self._file.seek(0, os.SEEK_END)
        if size > most:
            self.begin_again()
            return 0
        self._file.seek(0)
        told = 0.0
        while piece := self._file.read(PIECE):
            self._sum.update(piece)
            self.done += len(piece)
            if time.monotonic() - told >= TOLD:
                told = time.monotonic()
                say(Progress("reading what is there", self.done, size))
        return self.done

    def write(self, piece: bytes) -> None:
        """Takes a piece in."""
        rest = memoryview(piece)
        while rest:  # without a buffer less than all of it may be written
            many = self._file.write(rest)
            self._sum.update(rest[:many])
            self.done += many
            rest = rest[many:]

    def begin_again(self) -> None:
        """Drops all of it."""
        self._file.truncate(0)
        self.done = 0
        self._sum = hashlib.sha256()

    def digest(self) -> str:
        """The checksum of what is there."""
        return self._sum.hexdigest()

    def settle(self) -> None:
        """Returns when it is on the disk."""
        os.fsync(self._file.fileno())
