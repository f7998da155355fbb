"""Where memories stand in a picture, by the numbers of their rows, and the file that keeps it: numbers and no text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.memory.projection import Floats
from secondme.memory.record import Kind
from secondme.store.disk import write_whole

KINDS = tuple(Kind)
"""What the numbers of kinds stand for."""
FILE = "picture.npz"
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Points:
    """In order of `n`: `places` of shape (rows, 2), `kinds` as places in `KINDS`, `made` in seconds since 1970."""

    n: Numbers
    places: Floats
    kinds: NDArray[np.uint8]
    made: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.n)

    def have(self, numbers: Numbers) -> NDArray[np.bool_]:
        """Which of these are there."""
        return np.isin(numbers, self.n)

    def only(self, there: NDArray[np.bool_]) -> Points:
        """Some of the rows."""
        return Points(self.n[there], self.places[there], self.kinds[there], self.made[there])

    def without(self, numbers: Collection[int]) -> Points:
        """All but these."""
        return self.only(~np.isin(self.n, np.fromiter(numbers, np.int64, len(numbers))))

    def joined(self, others: Points) -> Points:
        """These and others, which take the place of those of the same number."""
        kept = self.only(~np.isin(self.n, others.n))
        order = np.argsort(np.concatenate([kept.n, others.n]))
        both = [np.concatenate([getattr(kept, name), getattr(others, name)])[order] for name in self.__slots__]
        return Points(*both)

    def at(self, numbers: Numbers) -> Floats:
        """Places of these, NaN for what is not there; shape (numbers, 2)."""
        found = np.full((len(numbers), 2), np.nan, np.float32)
        if len(self.n):
            rows = np.minimum(np.searchsorted(self.n, numbers), len(self.n) - 1)
            there = self.n[rows] == numbers
            found[there] = self.places[rows[there]]
        return found


NOTHING = Points(
    np.zeros(0, np.int64), np.zeros((0, 2), np.float32), np.zeros(0, np.uint8), np.zeros(0, np.float64)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture: its points, the numbers and places of its landmarks, how many memories it was laid out for, and what
    the vectors are made with."""

    points: Points
    marks: Numbers
    stood: Floats
    of: int
    space: str

    def without(self, numbers: Collection[int]) -> Kept:
        """Without some of the memories."""
        there = ~np.isin(self.marks, np.fromiter(numbers, np.int64, len(numbers)))
        return replace(
            self, points=self.points.without(numbers), marks=self.marks[there], stood=self.stood[there]
        )


def empty(space: str) -> Kept:
    """A picture of nothing."""
    return Kept(NOTHING, NOTHING.n, NOTHING.places, 0, space)


def save(folder: Path, kept: Kept) -> None:
    """Writes it, where there is a folder for it. Raises: DiskFull, StoreError."""
    if not folder.is_dir():
        return
    whole = io.BytesIO()
    points: dict[str, Any] = {name: getattr(kept.points, name) for name in Points.__slots__}
    np.savez(whole, marks=kept.marks, stood=kept.stood, of=np.array(kept.of), space=np.array(kept.space), **points)
    write_whole(folder / FILE, whole.getvalue())


def load(folder: Path, space: str) -> Kept | None:
    """What was written, if it is whole and of these vectors."""
    try:
        with np.load(folder / FILE, allow_pickle=False) as found:
            if str(found["space"]) != space:
                return None
            points = Points(*(found[name] for name in Points.__slots__))
            return Kept(points, found["marks"], found["stood"], int(found["of"]), space)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
