"""Numbers of things in words."""

from __future__ import annotations


def count(number: int, noun: str, plural: str = "") -> str:
    """ "1 memory", "1,204 memories"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def memories(number: int) -> str:
    """ "1 memory", "2 memories"."""
    return count(number, "memory", "memories")


def size(count: float) -> str:
    """Bytes for people."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:,.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"


def bar(share: float, cells: int = 10) -> str:
    """A share from 0 to 1 as a bar of so many cells, to half a cell."""
    halves = round(max(0.0, min(1.0, share)) * cells * 2)
    return ("█" * (halves // 2) + "▌" * (halves % 2)).ljust(cells, "░")
