"""What each system has for reading past its cache and for memory that can be given back: one port, three modules.

Linux is tested. Both others are untested on their systems: macOS was run on Linux, as where `F_NOCACHE` is refused, and
Windows over a stand-in for its kernel.
"""

from __future__ import annotations

import mmap
import sys

if sys.platform == "win32":
    from secondme.llm.flash.windows import Memory, open_file, read_at
elif sys.platform == "darwin":
    from secondme.llm.flash.macos import Memory, open_file, read_at
else:
    from secondme.llm.flash.linux import Memory, open_file, read_at

__all__ = ["PAGE", "Memory", "down", "open_file", "read_at", "up"]

PAGE = mmap.PAGESIZE
"""Bytes of a page: 4,096, or 16,384 on Apple's processors. Direct reads are aligned to it."""


def down(place: int) -> int:
    """The beginning of the page that a place is in."""
    return place // PAGE * PAGE


def up(place: int) -> int:
    """The first beginning of a page that is not before a place."""
    return -(-place // PAGE) * PAGE
