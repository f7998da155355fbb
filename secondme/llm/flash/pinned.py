"""The weights that stay in memory of ours, read there once by several threads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed

from secondme.llm.flash.arena import Arena
from secondme.llm.flash.direct import Readable
from secondme.llm.flash.system import PAGE, down, up
from secondme.llm.gguf import Weight

CHUNK = 4 << 20
"""Bytes of a read."""
THREADS = 4


class Stopped(Exception):
    """The filling was stopped; what it had read is gone."""


class Pinned:
    """Each weight in an arena of its own, so that letting one go leaves the others, and no huge page spans both."""

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._held: dict[str, tuple[Weight, Arena]] = {}

    def fill(
        self,
        weights: Iterable[Weight],
        told: Callable[[float], None] | None = None,
        stopped: Callable[[], bool] | None = None,
    ) -> None:
        """Reads those that are not there yet. `told` is given the part that is done, `stopped` says whether to go on.

        Raises: ReadFailed, Stopped, MemoryError; then none of them is there.
        """
        new = {
            one.name: (one, Arena(up(one.end) - down(one.offset), huge=True))
            for one in weights
            if one.name not in self._held
        }
        parts = [
            (arena, begin, min(begin + CHUNK, arena.size), down(one.offset))
            for one, arena in new.values()
            for begin in range(0, arena.size, CHUNK)
        ]
        total, done = sum(end - begin for _, begin, end, _ in parts), 0
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="pinned weights")
        try:
            for read in as_completed([pool.submit(self._read, *part) for part in parts]):
                done += read.result()
                if told:
                    told(done / total)
                if stopped and stopped():
                    raise Stopped
        except BaseException:
            pool.shutdown(cancel_futures=True)
            for _, arena in new.values():
                arena.close()
            raise
        pool.shutdown()
        self._held |= new

    def address(self, name: str) -> int:
        """Where a weight begins."""
        weight, arena = self._held[name]
        return arena.base + weight.offset % PAGE

    def keep(self, names: Iterable[str]) -> None:
        """Lets all the others go. Nothing may point there any more."""
        for name in self._held.keys() - set(names):
            self._held.pop(name)[1].close()

    def _read(self, arena: Arena, begin: int, end: int, offset: int) -> int:
        self._file.read_into(arena.view(begin, end), offset + begin)
        return end - begin
