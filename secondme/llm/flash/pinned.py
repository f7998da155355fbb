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
    """The filling was stopped; of the weights that it had read whole none is lost."""


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

        Raises: ReadFailed, Stopped, MemoryError; then those are there that were read whole by then.
        """
        new: dict[str, tuple[Weight, Arena]] = {}
        missing: dict[str, int] = {}
        done = 0
        pool = ThreadPoolExecutor(THREADS, thread_name_prefix="pinned weights")
        try:
            for one in weights:
                if one.name not in self._held:
                    new[one.name] = one, Arena(up(one.end) - down(one.offset), huge=True)
            missing = {name: arena.size for name, (_, arena) in new.items()}
            total = sum(missing.values())
            parts = [
                (name, arena, begin, min(begin + CHUNK, arena.size), down(one.offset))
                for name, (one, arena) in new.items()
                for begin in range(0, arena.size, CHUNK)
            ]
            for read in as_completed([pool.submit(self._read, *part) for part in parts]):
                name, many = read.result()
                missing[name] -= many
                done += many
                if told:
                    told(done / total)
                if stopped and stopped():
                    raise Stopped
        finally:
            pool.shutdown(cancel_futures=True)
            for name, (one, arena) in new.items():
                if missing.get(name) == 0:
                    self._held[name] = one, arena
                else:
                    arena.close()

    @property
    def bytes(self) -> int:
        """Memory that is held."""
        return sum(arena.size for _, arena in self._held.values())

    def __contains__(self, name: str) -> bool:
        """Whether a weight is there."""
        return name in self._held

    def address(self, name: str) -> int:
        """Where a weight begins."""
        weight, arena = self._held[name]
        return arena.base + weight.offset % PAGE

    def keep(self, names: Iterable[str]) -> None:
        """Lets all the others go. Nothing may point there any more."""
        for name in self._held.keys() - set(names):
            self._held.pop(name)[1].close()

    def _read(self, name: str, arena: Arena, begin: int, end: int, offset: int) -> tuple[str, int]:
        self._file.read_into(arena.view(begin, end), offset + begin)
        return name, end - begin
