"""What a session knows of the units in its cache, and what it still wants to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from secondme.llm.pruning import Book
from secondme.llm.units import Unit


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that was read: its number in the book, how many tokens it has, what stands for them, empty while they are
    not all there. Where `seam` is not negative its tokens from there on are to be read again when nobody waits.
    """

    number: int
    size: int
    digest: bytes = b""
    seam: int = -1


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """Tokens of a unit that are still to be read, from `start` on; `left_out` where there is no room for them."""

    unit: Unit
    start: int
    number: int
    left_out: bool = False

    @property
    def many(self) -> int:
        return len(self.unit) - self.start


def renumbered(book: Book, begin: int, number: int) -> Book:
    """A book whose rows from one on belong to another unit."""
    return replace(book, unit=np.concatenate([book.unit[:begin], np.full(len(book) - begin, number, np.int32)]))


def same_run(known: Sequence[bytes], asked: Sequence[bytes]) -> int:
    """How many of both are the same from the beginning; what is not whole is the same as nothing."""
    same = 0
    for one, other in zip(known, asked, strict=False):
        if not one or one != other:
            break
        same += 1
    return same
