"""The model's file as llama.cpp has mapped it into this process, and how its pages are given back."""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from secondme.llm.flash.system import PAGE, down, up
from secondme.llm.gguf import Weight

_REGIONS = Path("/proc/self/maps")


class FileMapping:
    """A file whose byte 0 lies (or would lie) at `base`."""

    def __init__(self, path: Path, base: int) -> None:
        self._path = path
        self.base = base

    def holds(self, weights: Iterable[Weight]) -> bool:
        """Whether these weights lie in a mapping of that file, and in nothing else. Where the system does not tell
        (it is not Linux), True; `give_back` does nothing there."""
        if not _REGIONS.exists():
            return True
        spans = self._spans()
        return all(
            any(begin <= self.base + one.offset and self.base + one.end <= end for begin, end in spans)
            for one in weights
        )

    def give_back(self, weights: Iterable[Weight]) -> None:
        """Lets the pages that hold nothing but these weights go, out of this process and out of the system's cache.
        They are read again when they are touched. What llama.cpp no longer maps is left alone."""
        if sys.platform != "linux" or not _REGIONS.exists():
            return
        spans = self._spans()
        descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            for begin, end in _whole_pages(weights):
                for first, last in spans:  # anything else may lie where the file no longer does
                    low, high = max(first, self.base + begin), min(last, self.base + end)
                    if low < high:
                        # of a shared mapping of a file this drops what the page table says, never a byte
                        _libc().madvise(ctypes.c_void_p(low), ctypes.c_size_t(high - low), mmap.MADV_DONTNEED)
                os.posix_fadvise(descriptor, begin, end - begin, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(descriptor)

    def _spans(self) -> list[tuple[int, int]]:
        """The addresses at which the file is mapped at its place; neighbours are one."""
        spans: list[tuple[int, int]] = []
        for line in _REGIONS.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
            fields = line.split(maxsplit=5)
            begin, end = (int(side, 16) for side in fields[0].split("-"))
            if len(fields) < 6 or begin - int(fields[2], 16) != self.base or not self._is_file(fields[5]):
                continue
            if spans and spans[-1][1] == begin:
                spans[-1] = spans[-1][0], end
            else:
                spans.append((begin, end))
        return spans

    def _is_file(self, name: str) -> bool:
        try:
            return Path(name.replace("\\012", "\n")).samefile(self._path)
        except OSError:
            return False  # deleted since, say


def _whole_pages(weights: Iterable[Weight]) -> Iterable[tuple[int, int]]:
    """The pages that lie whole in some weights, as spans of the file; between weights that follow each other there is
    less than a page."""
    spans: list[tuple[int, int]] = []
    for one in sorted(weights, key=lambda one: one.offset):
        if spans and one.offset - spans[-1][1] < PAGE:
            spans[-1] = spans[-1][0], one.end
        else:
            spans.append((one.offset, one.end))
    return ((up(begin), down(end)) for begin, end in spans if up(begin) < down(end))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)
