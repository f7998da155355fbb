"""Weights that are read over and over, a little ahead of the computation, into a few slots of memory.

A turn is one reading of one unit: turn `t` reads unit `t % len(units)` into slot `t % slots`, and `len(units)` turns
are a cycle. Invariant: a slot holds bytes of one turn, and no read for another turn is under way in it; so numbers of
turns only grow, and a turn that was dropped in the middle of its reading keeps its slot until the last read has ended.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from secondme.llm.flash.arena import Arena
from secondme.llm.flash.direct import PATIENCE, Readable, ReadFailed
from secondme.llm.flash.system import PAGE, down, up
from secondme.llm.gguf import Weight

CHUNK = 1 << 20
"""Bytes of a read. Four such reads at a time got all of a disk that gave a ninth of it to single reads of 128 KB."""


class Ring:
    """Reads turn after turn on threads of its own, `slots` of them ahead of what was released.

    One thread waits and releases; `address`, `turn` and `waited` may be asked by any. After a read that failed every
    `wait` raises until `restart`.
    """

    def __init__(
        self,
        file: Readable,
        units: Sequence[Weight],
        slots: int,
        slot_bytes: int,
        *,
        threads: int = 4,
        chunk: int = CHUNK,
        patience: float = PATIENCE,
    ) -> None:
        """`slot_bytes` must hold every page that a unit touches. `patience`: seconds without a byte after which the
        disk counts as gone. The file stays the caller's to close, after the ring.

        Raises: MemoryError.
        """
        self._spans = [(down(unit.offset), up(unit.end)) for unit in units]
        self._slot_bytes = up(slot_bytes)
        longest = max((end - begin for begin, end in self._spans), default=0)
        if not 0 < longest <= self._slot_bytes or slots < 1 or threads < 1:
            raise ValueError(f"{len(units)} units of up to {longest:,} bytes, {slots} slots of {slot_bytes:,}")
        self._file, self._units, self._slots = file, tuple(units), slots
        self._chunk, self._patience = up(chunk), patience
        self._arena = Arena(slots * self._slot_bytes, huge=True)
        self._memory = self._arena.view(0, self._arena.size)
        self._owners = [-1] * slots  # the turn whose bytes a slot holds or gets
        self._missing = [0] * slots  # reads of that turn that have not ended
        self._under_way = [0] * slots  # of those, the ones that have begun
        self._released = 0
        self._next = self._at = 0  # what is read next: the turn, and where in its span
        self._waited, self._moved = 0.0, time.monotonic()
        self._failure = ""
        self._closed = False
        lock = threading.Lock()
        self._work, self._there = threading.Condition(lock), threading.Condition(lock)
        self._threads = [
            threading.Thread(target=self._read, name=f"weights ahead {n}", daemon=True) for n in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def turn(self) -> int:
        """The first turn of the running cycle: the one that the first turn not yet released belongs to."""
        count = len(self._units)
        return self._released // count * count

    @property
    def waited(self) -> float:
        """Seconds spent in `wait`."""
        return self._waited

    def address(self, turn: int) -> int:
        """Where the unit's first byte is in memory while it is that turn."""
        unit = self._units[turn % len(self._units)]
        return self._arena.base + turn % self._slots * self._slot_bytes + unit.offset % PAGE

    def wait(self, turn: int) -> None:
        """Returns when all of a turn is there; it stays until it is released.

        Raises: ReadFailed if it will not be; ValueError for a turn that was released, or cannot be read before others
        are.
        """
        with self._there:
            if not self._released <= turn < self._released + self._slots:
                raise ValueError(f"turn {turn} is not one of {self._slots} from {self._released}")
            if self._ready(turn):
                return
            began = time.monotonic()
            try:
                while not self._ready(turn):
                    left = max(began, self._moved) + self._patience - time.monotonic()
                    if left > 0:
                        self._there.wait(left)
                    else:
                        self._fail(f"The disk gave nothing for {self._patience:.0f} seconds.")
            finally:
                self._waited += time.monotonic() - began

    def release(self, below: int) -> None:
        """Turns below a number are no longer used, read or not: their slots serve later ones."""
        with self._there:
            if below > self._released:
                self._released = below
                if below > self._next:
                    self._next, self._at = below, 0
                self._work.notify_all()
                self._there.notify_all()

    def restart(self) -> None:
        """Drops everything read ahead, and any failure, and begins a new cycle, `turn`. Nothing that was read before
        may be in use."""
        with self._there:
            begun = max(self._released, self._next + (self._at > 0))
            self._released = self._next = -(-begun // len(self._units)) * len(self._units)
            self._at = 0
            self._failure = ""
            self._moved = time.monotonic()
            self._work.notify_all()
            self._there.notify_all()

    def close(self) -> None:
        """Ends the threads and gives the memory back; whoever waits gets ReadFailed. Safe to call twice.

        A read that does not end in `patience` seconds keeps its thread and the memory, and is left behind.
        """
        with self._there:
            self._closed = True
            self._work.notify_all()
            self._there.notify_all()
        until = time.monotonic() + self._patience
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        self._memory = memoryview(b"")
        self._arena.close()

    def _ready(self, turn: int) -> bool:
        if self._closed:
            raise ReadFailed("The reading was ended.")
        if self._failure:
            raise ReadFailed(self._failure)
        if turn < self._released:
            raise ReadFailed("The reading was begun anew.")
        slot = turn % self._slots
        return self._owners[slot] == turn and not self._missing[slot]

    def _read(self) -> None:
        while (job := self._begin()) is not None:
            turn, view, offset = job
            failure = "The reading ahead broke down."  # stays where anything but ReadFailed ends this thread
            try:
                self._file.read_into(view, offset)
                failure = ""
            except ReadFailed as fault:
                failure = str(fault) or failure
            finally:
                self._ended(turn, failure)

    def _begin(self) -> tuple[int, memoryview, int] | None:
        """The next read: its turn, where to and where from. None once the ring is closed."""
        with self._work:
            while not self._closed:
                turn, slot = self._next, self._next % self._slots
                free = self._owners[slot] == turn or not self._under_way[slot]
                if not self._failure and free and turn < self._released + self._slots:
                    return self._given(turn, slot)
                self._work.wait()
            return None

    def _given(self, turn: int, slot: int) -> tuple[int, memoryview, int]:
        first, last = self._spans[turn % len(self._spans)]
        if self._owners[slot] != turn:
            self._owners[slot], self._missing[slot] = turn, -(-(last - first) // self._chunk)
        self._under_way[slot] += 1
        begin = self._at
        end = min(begin + self._chunk, last - first)
        if end == last - first:
            self._next, self._at = turn + 1, 0
        else:
            self._at = end
        base = slot * self._slot_bytes
        return turn, self._memory[base + begin : base + end], first + begin

    def _ended(self, turn: int, failure: str) -> None:
        slot = turn % self._slots
        with self._there:
            self._under_way[slot] -= 1
            self._missing[slot] -= 1
            self._moved = time.monotonic()
            if turn < self._released:  # nobody wants it; somebody may want its slot
                self._work.notify_all()
            elif failure:
                self._fail(failure)
            elif not self._missing[slot]:
                self._there.notify_all()

    def _fail(self, reason: str) -> None:
        self._failure = self._failure or reason
        self._there.notify_all()
