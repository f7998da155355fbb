"""What a session knows of the units in its cache, and what it still wants to read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from secondme.llm.pruning import GLUE, PREFIX, Book
from secondme.llm.units import BLOCK, Unit


@dataclass(frozen=True, slots=True)
class Known:
    """A unit that was read: its number in the book, how many tokens it has, what stands for them, empty while they are
    not all there. Where `seam` is not negative its tokens from there on are to be read again when nobody waits. `slid`
    is one that stands before the prompt's first exchange: what was said so long ago that no prompt has it any more.
    """

    number: int
    size: int
    digest: bytes = b""
    seam: int = -1
    slid: bool = False


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


def whole(book: Book, known: Sequence[Known]) -> list[bool]:
    """Of each unit whether all of it is in the cache."""
    numbers, counts = np.unique(book.unit, return_counts=True)
    there = dict(zip(numbers.tolist(), counts.tolist(), strict=True))
    return [there.get(one.number, 0) >= one.size for one in known]


def ranges(numbers: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Rising numbers as pairs of the first and the last of each run."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def written(known: Sequence[Known]) -> str:
    """Units as text, for `as_written`."""
    return json.dumps([[one.number, one.size, one.digest.hex(), one.seam] for one in known])


def as_written(text: str) -> list[Known] | None:
    """Units of a text; None where it makes no sense."""
    try:
        return [Known(int(n), int(size), bytes.fromhex(sum_), int(seam)) for n, size, sum_, seam in json.loads(text)]
    except (TypeError, ValueError):
        return None


def renumbered(book: Book, begin: int, number: int) -> Book:
    """A book whose rows from one on belong to another unit."""
    return replace(book, unit=np.concatenate([book.unit[:begin], np.full(len(book) - begin, number, np.int32)]))


def common(book: Book, known: Known, unit: Unit) -> int:
    """Tokens that a unit in the cache and one of a prompt begin with, both; none where some are missing."""
    rows = book.token[book.unit == known.number]
    if known.digest and len(rows) != known.size:
        return 0
    some = min(len(rows), len(unit))
    differs = np.flatnonzero(rows[:some] != unit.tokens[:some])
    return int(differs[0]) if len(differs) else some


def quotable(book: Book, number: int) -> NDArray[np.bool_]:
    """Which tokens are of what was recalled, or were said before the unit of that number: questions and the system's
    words are rarely repeated."""
    said = (book.kind != PREFIX) & (book.kind != GLUE) & (book.unit != number)
    found: NDArray[np.bool_] = (book.kind == BLOCK) | said
    return found


def same_run(known: Sequence[bytes], asked: Sequence[bytes]) -> int:
    """How many of both are the same from the beginning; what is not whole is the same as nothing."""
    same = 0
    for one, other in zip(known, asked, strict=False):
        if not one or one != other:
            break
        same += 1
    return same
