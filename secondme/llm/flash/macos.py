"""macOS: reads with F_NOCACHE, memory from mmap."""

from __future__ import annotations

import ctypes
import fcntl
import mmap
import os
import struct
from contextlib import suppress
from pathlib import Path

_F_RDADVISE, _F_NOCACHE = 44, 48
_ADVICE = struct.Struct("@qi4x")
"""`struct radvisory`: offset and length."""
_MADV_FREE = 5


def open_file(path: Path) -> tuple[int, bool]:
    """A descriptor to read with, and whether reads of it go past the system's cache."""
    file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.fcntl(file, _F_NOCACHE, 1)
    except OSError:
        return file, False
    return file, True


def read_at(file: int, view: memoryview, offset: int, direct: bool) -> int:
    """Reads what it can at once, and says how much; 0 at the file's end.

    Advice to read ahead fills the cache, so it is given only where that is not gone past.
    """
    if not direct:
        with suppress(OSError):
            fcntl.fcntl(file, _F_RDADVISE, _ADVICE.pack(offset, len(view)))
    return os.preadv(file, [view], offset)


class Memory:
    """Anonymous memory that costs nothing before it is written. It goes when the last view of it does."""

    def __init__(self, size: int, huge: bool) -> None:
        """`huge` means nothing here. Raises: OSError where the system refuses so much address space."""
        self._map = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.base = ctypes.addressof(ctypes.c_char.from_buffer(self._map))
        self.whole = memoryview(self._map)

    def need(self, begin: int, end: int) -> None:
        """Makes pages usable; here they always are."""

    def let_go(self, begin: int, end: int) -> None:
        """Gives whole pages back: the system takes them when it needs memory, and until then they count as ours."""
        self._map.madvise(_MADV_FREE, begin, end - begin)
