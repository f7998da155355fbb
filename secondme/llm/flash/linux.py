"""Linux: reads with O_DIRECT, memory from mmap."""

from __future__ import annotations

import ctypes
import errno
import mmap
import os
from contextlib import suppress
from pathlib import Path

_NO_RESERVE = getattr(mmap, "MAP_NORESERVE", 0x4000)
"""Python 3.11 does not name it."""
_REFUSALS = (errno.EINVAL, errno.EOPNOTSUPP)


def open_file(path: Path) -> tuple[int, bool]:
    """A descriptor to read with, and whether reads of it go past the page cache.

    Some file systems refuse O_DIRECT, or want reads aligned to more than a page: those are read through the cache.
    """
    flags = os.O_RDONLY | os.O_CLOEXEC
    try:
        file = os.open(path, flags | os.O_DIRECT)
    except OSError as refusal:
        if refusal.errno not in _REFUSALS:
            raise
        return os.open(path, flags), False
    try:
        with mmap.mmap(-1, mmap.PAGESIZE) as page:
            os.preadv(file, [page], mmap.PAGESIZE)
    except OSError as refusal:
        if refusal.errno in _REFUSALS:
            os.close(file)
            return os.open(path, flags), False
    return file, True


def read_at(file: int, view: memoryview, offset: int, direct: bool) -> int:
    """Reads what it can at once, and says how much; 0 at the file's end.

    Through the page cache all is asked for at once, not in the 128 KB of its read-ahead, and dropped again: the cache
    must not grow beside the memory that was planned.
    """
    if direct:
        return os.preadv(file, [view], offset)
    _advise(file, offset, len(view), os.POSIX_FADV_WILLNEED)
    try:
        return os.preadv(file, [view], offset)
    finally:
        _advise(file, offset, len(view), os.POSIX_FADV_DONTNEED)


def _advise(file: int, offset: int, length: int, advice: int) -> None:
    with suppress(OSError):  # advice
        os.posix_fadvise(file, offset, length, advice)


class Memory:
    """Anonymous memory that costs nothing before it is written. It goes when the last view of it does."""

    def __init__(self, size: int, huge: bool) -> None:
        """Raises: OSError where the system refuses so much address space."""
        self._map = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | _NO_RESERVE)
        self.base = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        self.whole = memoryview(self._map)
        with suppress(OSError):  # open(2), O_DIRECT: a fork during a read may take the bytes to the child
            self._map.madvise(mmap.MADV_DONTFORK)
        with suppress(OSError):  # a kernel built without
            self._map.madvise(mmap.MADV_HUGEPAGE if huge else mmap.MADV_NOHUGEPAGE)

    def need(self, begin: int, end: int) -> None:
        """Makes pages usable; here they always are."""

    def let_go(self, begin: int, end: int) -> None:
        """Gives whole pages back; they read as zeros."""
        self._map.madvise(mmap.MADV_DONTNEED, begin, end - begin)
