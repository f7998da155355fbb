"""Memory for weights: taken once, given back page by page."""

from __future__ import annotations

from secondme.llm.flash.system import PAGE, Memory, down, up


class Arena:
    """Anonymous memory of `size` bytes, whole pages, at the address `base`.

    After `close` it stays for as long as a view of it does, so that a read under way never lands elsewhere; addresses
    in it must not be used any more.
    """

    def __init__(self, size: int, *, huge: bool) -> None:
        """`huge` asks for huge pages: for memory that is filled and kept, not for what is given back in small parts.

        Raises: MemoryError where the system refuses so much.
        """
        self.size = max(PAGE, up(size))
        try:
            self._memory: Memory | None = Memory(self.size, huge)
        except OSError as refusal:
            raise MemoryError(f"There is no room for {self.size:,} bytes: {refusal.strerror}.") from None
        self.base = self._memory.base
        self._placed = 0

    def view(self, begin: int, end: int) -> memoryview:
        """A part of it to be written. Elsewhere than on Linux and macOS a part must be viewed before it is used, and
        again after it was let go.

        Raises: MemoryError where the system has no more.
        """
        memory = self._part(begin, end)
        try:
            memory.need(begin, end)
        except OSError as refusal:
            raise MemoryError(f"There is no room for {end - begin:,} bytes: {refusal.strerror}.") from None
        return memory.whole[begin:end]

    def place(self, offset: int, bytes_: int) -> int:
        """Room of its own, in whole pages, for bytes that begin at an offset of a file: where its first page begins.

        The pages that hold those bytes in the file are read to there; the bytes themselves then begin at
        `offset % PAGE` behind it.
        """
        begin, end = self._placed, self._placed + up(offset % PAGE + bytes_)
        if end > self.size:
            raise ValueError(f"{bytes_:,} bytes do not fit in an arena of {self.size:,} of which {begin:,} are taken")
        self._placed = end
        return begin

    def let_go(self, begin: int, end: int) -> None:
        """Gives back the whole pages between two places; what was in them is gone. No read to there may be under
        way."""
        memory = self._part(begin, end)
        first, last = up(begin), down(end)
        if first < last:
            memory.let_go(first, last)

    def close(self) -> None:
        """Gives all back, at the latest when the last view goes. Safe to call twice."""
        self._memory = None

    def _part(self, begin: int, end: int) -> Memory:
        if self._memory is None:
            raise ValueError("the arena is closed")
        if not 0 <= begin <= end <= self.size:
            raise ValueError(f"{begin:,} to {end:,} is not in an arena of {self.size:,} bytes")
        return self._memory
