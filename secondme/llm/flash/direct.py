"""A file read past the system's cache, by several threads at once, and how fast its disk is at that."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from secondme.llm.flash.arena import Arena
from secondme.llm.flash.system import PAGE, down, open_file, read_at, up

SECONDS = 1.0
"""After which the measuring of a disk ends with what was read."""
PATIENCE = 60.0
"""Seconds without a byte after which a disk counts as gone. One that slept needs ten."""


class ReadFailed(Exception):
    """A part of a file could not be read: a sentence that says why."""


class Readable(Protocol):
    """What weights are read from."""

    def read_into(self, view: memoryview, offset: int) -> None:
        """Fills the view with the file's bytes from an offset. Raises: ReadFailed."""


class DirectFile:
    """A file opened for direct reads; `direct` is False where the file system has none. Any thread may use it."""

    def __init__(self, path: Path) -> None:
        """Raises: ReadFailed if it is no file, or cannot be opened."""
        self.path = path.absolute()
        if not self.path.is_file():  # opening a pipe would wait for its other end
            raise ReadFailed(f"{path.name} is not there, or is no file.")
        try:
            self._file, self.direct = open_file(self.path)
        except OSError as refusal:
            raise ReadFailed(f"{path.name} cannot be opened: {refusal.strerror}.") from refusal
        found = os.fstat(self._file)
        self.size = found.st_size
        self._sign = _sign(found)
        self._lock = threading.Lock()
        self._under_way = 0
        self._closed = False
        self._read = 0

    @property
    def read(self) -> int:
        """Bytes read so far."""
        return self._read

    def read_into(self, view: memoryview, offset: int) -> None:
        """Fills the view from an offset. The view's address and length, and the offset, are whole pages; only past
        the file's end the last page may be filled in part. After a short read it goes on at the last whole page.

        Raises: ReadFailed; what of the view was filled by then is not known.
        """
        wanted = min(len(view), self.size - offset)
        if wanted <= 0 or len(view) - wanted >= PAGE:
            raise ReadFailed(f"{self.path.name} has {self.size:,} bytes: it ends before byte {offset + len(view):,}.")
        self._enter()
        done = 0
        try:
            while done < wanted:
                begin = down(done) if self.direct else done
                reached = begin + read_at(self._file, view[begin:], offset + begin, self.direct)
                if reached <= done:
                    raise ReadFailed(f"{self.path.name} was cut while in use: byte {offset + done:,} is gone.")
                done = reached
        except OSError as fault:
            reason = fault.strerror or str(fault)
            raise ReadFailed(f"{self.path.name} cannot be read at byte {offset + done:,}: {reason}.") from fault
        finally:
            self._leave(done)

    def changed(self) -> bool:
        """Whether the file was written to since it was opened, or its name is gone or leads to another; True of a
        closed one."""
        with self._lock:
            if self._closed:
                return True
            try:
                return not self._sign == _sign(os.fstat(self._file)) == _sign(self.path.stat())
            except OSError:
                return True

    def close(self) -> None:
        """Reads under way end first; later ones raise ReadFailed. Waits for nothing, and is safe to call twice."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._end()

    def _enter(self) -> None:
        with self._lock:
            if self._closed:
                raise ReadFailed(f"{self.path.name} is closed.")
            self._under_way += 1

    def _leave(self, done: int) -> None:
        with self._lock:
            self._read += done
            self._under_way -= 1
            self._end()

    def _end(self) -> None:
        if self._closed and not self._under_way:  # earlier, and its number could mean another file to a read
            os.close(self._file)


def _sign(found: os.stat_result) -> tuple[int, ...]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast a file was read; where `direct` is False, through the system's cache, so it may say nothing of the
    disk."""

    bytes_per_second: float
    direct: bool


def disk_speed(path: Path, *, bytes_: int = 64 << 20, chunk: int = 1 << 20, threads: int = 4) -> Speed:
    """Reads parts that are spread over a file, several at a time, for `SECONDS` at most.

    Raises: ReadFailed if it cannot be read, is empty, or not one part came in `PATIENCE` seconds.
    """
    file = DirectFile(path)
    places: deque[int] = deque()
    try:
        if not file.size:
            raise ReadFailed(f"{path.name} is empty.")
        room = up(chunk)
        count = max(1, min(bytes_, file.size) // room)
        places.extend(down(file.size * n // count) for n in range(count))
        arena = Arena(threads * room, huge=True)  # as the ring has: into small pages a disk may give a third
        ended: queue.SimpleQueue[tuple[int, float] | ReadFailed] = queue.SimpleQueue()
        began = time.perf_counter()
        for n in range(threads):
            view = arena.view(n * room, (n + 1) * room)
            given = (file, view, places, ended)
            threading.Thread(target=_measure, args=given, name=f"disk speed {n}", daemon=True).start()
        got, last = 0, began
        for _ in range(count):
            until = began + (SECONDS if got else PATIENCE)
            try:
                one = ended.get(timeout=max(0.0, until - time.perf_counter()))
            except queue.Empty:
                break
            if isinstance(one, ReadFailed):
                raise one
            got, last = got + one[0], one[1]
        if not got:
            raise ReadFailed(f"{path.name} gave nothing for {PATIENCE:.0f} seconds.")
        return Speed(got / (last - began), file.direct)
    finally:
        places.clear()  # a read that does not end keeps its thread, and nobody waits for it
        file.close()


def _measure(
    file: DirectFile,
    view: memoryview,
    places: deque[int],
    ended: queue.SimpleQueue[tuple[int, float] | ReadFailed],
) -> None:
    while True:
        try:
            place = places.popleft()
        except IndexError:
            return
        length = min(len(view), up(file.size - place))
        try:
            file.read_into(view[:length], place)
        except ReadFailed as failure:
            ended.put(failure)
            return
        ended.put((min(length, file.size - place), time.perf_counter()))
