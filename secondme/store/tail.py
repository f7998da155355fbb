"""Vectors that are to go into Chroma's graph and wait for a quieter time, compared one by one until then.

They lie in RAM, in one byte a dimension: a question to 140,000 of 256 dimensions, which take 37 MB, takes some 10 ms,
where putting them into the graph takes half a minute of a processor. What is taken out is overwritten with zeros.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from secondme.memory.reading import quantised, widened

TOGETHER = 1_024
"""Rows that are widened at once, so that they stay in the processor's cache."""

Near = list[tuple[str, float]]
"""Ids and cosines, best first."""


@dataclass(slots=True)
class _Piece:
    """Rows that came together; `length` is 0 for one that was taken out, `left` counts the others."""

    ids: list[str]
    packed: NDArray[np.int8]
    length: NDArray[np.float32]
    left: int


class Tail:
    """Vectors by id. Safe from any thread."""

    def __init__(self, dimensions: int) -> None:
        self._dimensions = dimensions
        self._lock = threading.Lock()
        self._pieces: list[_Piece] = []
        self._rows: dict[str, tuple[_Piece, int]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, name: object) -> bool:
        return name in self._rows

    @property
    def ids(self) -> list[str]:
        """Those that wait."""
        with self._lock:
            return list(self._rows)

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Puts vectors in, in place of those of the same ids, shape (len(ids), dimensions)."""
        self.put_packed(ids, quantised(vectors) if len(vectors) else [])

    def put_packed(self, ids: Sequence[str], vectors: Sequence[bytes]) -> None:
        """Puts vectors in that are in one byte a dimension already; see `secondme.memory.reading.quantised`."""
        with self._lock:
            self._drop(ids)
            for start in range(0, len(ids), TOGETHER):
                some = list(ids[start : start + TOGETHER])
                joined = bytearray(b"".join(vectors[start : start + TOGETHER]))
                packed = np.frombuffer(joined, np.int8).reshape(len(some), self._dimensions)
                length = np.linalg.norm(packed.astype(np.float32), axis=1)
                piece = _Piece(some, packed, length, len(some))
                self._pieces.append(piece)
                self._rows |= {name: (piece, row) for row, name in enumerate(some)}

    def drop(self, ids: Collection[str]) -> None:
        """Takes vectors out; ids that are not there are passed over."""
        with self._lock:
            self._drop(ids)

    def clear(self) -> None:
        """Takes all out."""
        with self._lock:
            self._drop(list(self._rows))

    def vectors(self, ids: Sequence[str]) -> tuple[list[str], NDArray[np.float32]]:
        """Those of some ids that are there, and their vectors of unit length, shape (found, dimensions)."""
        with self._lock:
            there = [name for name in dict.fromkeys(ids) if name in self._rows]
            packed = [piece.packed[row].tobytes() for piece, row in map(self._rows.__getitem__, there)]
        return there, widened(packed, self._dimensions)

    def nearest(self, vectors: NDArray[np.float32], limit: int, among: Collection[str] | None = None) -> list[Near]:
        """For each of some vectors of unit length, shape (vectors, dimensions), the nearest; of `among`, where given.

        Its cost is that of comparing with every row, or with each of `among`.
        """
        if among is not None:
            ids, rows = self.vectors(list(among))
            return _best(ids, rows @ vectors.T, limit)
        ids, found = [], [np.zeros((0, len(vectors)), np.float32)]
        with self._lock:
            for piece in self._pieces:
                cosines = piece.packed.astype(np.float32) @ vectors.T
                cosines /= np.where(piece.length > 0, piece.length, 1)[:, None]
                cosines[piece.length == 0] = -2.0  # below any: it was taken out
                ids += piece.ids
                found.append(cosines)
        return _best(ids, np.concatenate(found), limit)

    def _drop(self, ids: Collection[str]) -> None:
        emptied = False
        for name in ids:
            if (place := self._rows.pop(name, None)) is None:
                continue
            piece, row = place
            piece.ids[row] = ""
            piece.packed[row] = 0
            piece.length[row] = 0
            piece.left -= 1
            emptied |= not piece.left
        if emptied:
            self._pieces = [piece for piece in self._pieces if piece.left]


def joined(nears: list[Near], held: list[Near] | None, limit: int) -> list[Near]:
    """What is nearest to each of some vectors elsewhere and what is `held`, best first; each id once."""
    if held is None:
        return nears
    found = []
    for near, own in zip(nears, held, strict=True):
        there = {name for name, _ in own}  # what is folded meanwhile may stand in both
        both = own + [one for one in near if one[0] not in there]
        found.append(sorted(both, key=itemgetter(1), reverse=True)[:limit])
    return found


def _best(ids: Sequence[str], cosines: NDArray[np.float32], limit: int) -> list[Near]:
    """The best of each column, shape (len(ids), questions); those without an id are none."""
    many = min(limit, len(ids))
    found = []
    for column in cosines.T if many else np.zeros((cosines.shape[1], 0), np.float32):
        best = np.argpartition(-column, many - 1)[:many] if many else np.zeros(0, np.int64)
        best = best[np.argsort(-column[best], kind="stable")]
        found.append([(ids[row], cosine) for row, cosine in zip(best.tolist(), column[best].tolist(), strict=True)])
    return [[one for one in near if one[0]] for near in found]
