"""Memories as columns of arrays: what scoring reads of each, and which were said or written next to each other.

Row i of every column is one memory, in no order. A row that is not `there` holds nothing, and nothing is next to it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from itertools import pairwise
from sys import intern
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.memory.reading import HEAD, Readings, liked, parsed, widened
from secondme.memory.record import By, Status
from secondme.store.readings import alone, days

FEW = 50
"""Rows up to which each is put between its neighbours by itself: all of them anew takes as long as that many."""

BY, STATUS = tuple(By), tuple(Status)
_BY = {str(by): code for code, by in enumerate(BY)}
_STATUS = {str(status): code for code, status in enumerate(STATUS)}
_EMPTY = np.zeros(0, np.uint16)
_KINDS = {
    "there": np.bool_, "n": np.int64, "key": np.int64, "section": np.int64, "alone": np.bool_, "made": np.float64,
    "by": np.int8, "status": np.int8, "length": np.float32, "asks": np.float32, "time": np.bool_,
    "number": np.bool_, "read": np.bool_, "neural": np.bool_, "liked": np.float32, "before": np.int32,
    "after": np.int32,
}  # fmt: skip


class Columns:
    """A table that grows. What is next to each other has the same `key` (conversation, file), and of that the same
    `section` belongs together (day, heading); both stand for the words that they were made of."""

    there: NDArray[np.bool_]
    n: NDArray[np.int64]
    key: NDArray[np.int64]
    section: NDArray[np.int64]
    alone: NDArray[np.bool_]
    made: NDArray[np.float64]
    by: NDArray[np.int8]
    status: NDArray[np.int8]
    length: NDArray[np.float32]
    asks: NDArray[np.float32]
    time: NDArray[np.bool_]
    number: NDArray[np.bool_]
    read: NDArray[np.bool_]
    neural: NDArray[np.bool_]
    liked: NDArray[np.float32]
    before: NDArray[np.int32]
    after: NDArray[np.int32]
    vectors: NDArray[np.float32]

    def __init__(self, dimensions: int) -> None:
        self.ids: list[str] = []
        self.keys: list[str] = []
        self.speakers: list[str] = []
        self.tokens: list[NDArray[np.uint16]] = []
        self._row_of: dict[int, int] = {}  # by number, of what is not there any more too
        self._by_id: dict[str, int] = {}
        for name, kind in _KINDS.items():
            setattr(self, name, np.zeros(0, kind))
        self.vectors = np.zeros((0, dimensions), np.float32)

    def __len__(self) -> int:
        return len(self.ids)

    def wipe(self, numbers: Collection[int]) -> None:
        """Lets go of what these memories say."""
        for row in self._rows(numbers):
            self.there[row] = self.read[row] = self.neural[row] = False
            self.tokens[row], self.speakers[row] = _EMPTY, ""
            self.vectors[row] = 0
            self._by_id.pop(self.ids[row], None)

    def put(self, rows: Sequence[Sequence[Any]], stale: Collection[int] = ()) -> None:
        """Adds memories, or puts them in place of what was known of them: number, key, id, heading, who said it, when,
        status, neural vector, signs of use, packed reading. Those of `stale` that are not among them are no more."""
        for row in self._rows(stale):
            self._part(row)
        if not rows:
            return
        numbers, keys, ids, headings, bys, mades, statuses, vectors, used, packed = zip(*rows, strict=True)
        at = self._places(numbers)
        files = [by == By.FILE for by in bys]
        by_itself = [alone(key) for key in keys]
        self.there[at] = True
        self.n[at] = numbers
        self.key[at] = [hash(key) for key in keys]  # compared at once, and nothing else
        self.alone[at] = by_itself
        whole_days = days(np.array(mades, np.float64)).astype(np.int64).tolist()
        self.section[at] = [
            -n if single else hash(heading) if file else day
            for n, single, file, heading, day in zip(numbers, by_itself, files, headings, whole_days, strict=True)
        ]
        self.made[at] = mades
        self.by[at] = [_BY[by] for by in bys]
        self.status[at] = [_STATUS[status] for status in statuses]
        self.neural[at] = [vector is not None for vector in vectors]
        none = bytes(self.vectors.shape[1])
        self.vectors[at] = widened([none if one is None else one for one in vectors], self.vectors.shape[1])
        self.liked[at] = [0.0 if one is None else liked(*json.loads(one)) for one in used]
        for row, name, key, file, heading in zip(at.tolist(), ids, keys, files, headings, strict=True):
            self.ids[row], self.keys[row], self.speakers[row] = name, intern(key), "" if file else heading
            self._by_id[name] = row
        self.tell(at, [bytes(2 * HEAD) if one is None else one for one in packed])
        self.read[at] = [one is not None for one in packed]
        if len(at) > FEW:
            self._link_all()
        else:
            for row in at.tolist():
                self._link(row)

    def tell(self, rows: NDArray[np.intp], packed: Sequence[bytes]) -> None:
        """Gives rows their readings."""
        head, tokens, starts = parsed(packed)
        self.length[rows], self.asks[rows] = head[:, 0], head[:, 1] / 1_000
        self.time[rows], self.number[rows] = (head[:, 2] & 1).astype(np.bool_), (head[:, 2] & 2).astype(np.bool_)
        for row, (begin, end) in zip(rows.tolist(), pairwise(starts.tolist()), strict=True):
            self.tokens[row] = tokens[begin:end].copy()  # a part of its own, so that each can be let go of

    def around(self, ids: Collection[str], reach: int) -> NDArray[np.intp]:
        """The rows of these and of up to `reach` either side of each, in order of what belongs together."""
        found = [np.array([row for name in ids if (row := self._by_id.get(name)) is not None], np.intp)]
        for side in (self.before, self.after):
            edge = found[0]
            for _ in range(reach):
                edge = side[edge].astype(np.intp)
                edge = edge[edge >= 0]
                found.append(edge)
        rows = np.unique(np.concatenate(found))
        rows = rows[np.argsort(self.n[rows])]
        return np.array(sorted(rows.tolist(), key=self.keys.__getitem__), np.intp)

    def readings(self, rows: NDArray[np.intp], wanted: NDArray[np.bool_], neural: bool) -> Readings:
        """Readings of some rows that `around` gave; with their vectors where they are `neural`."""
        many = len(rows)
        listed = rows.tolist()
        tokens = [self.tokens[row] for row in listed]
        changes = (np.diff(self.key[rows]) != 0) | (np.diff(self.section[rows]) != 0)
        follows = np.zeros(many, np.bool_)
        follows[1:] = self.before[rows[1:]] == rows[:-1]
        return Readings(
            ids=tuple([self.ids[row] for row in listed]),
            session=np.concatenate([[0], np.cumsum(changes)])[:many].astype(np.int32),
            follows=follows,
            wanted=wanted,
            made=self.made[rows],
            by=tuple([BY[code] for code in self.by[rows].tolist()]),
            speaker=tuple([self.speakers[row] for row in listed]),
            tokens=np.concatenate([_EMPTY, *tokens]),
            starts=np.cumsum([0, *map(len, tokens)], dtype=np.int64),
            length=self.length[rows],
            asks=self.asks[rows],
            time=self.time[rows],
            number=self.number[rows],
            vectors=self.vectors[rows] if neural else np.zeros((many, self.vectors.shape[1]), np.float32),
            neural=self.neural[rows] if neural else np.zeros(many, np.bool_),
            liked=self.liked[rows],
        )

    def _rows(self, numbers: Collection[int]) -> list[int]:
        return [row for n in numbers if (row := self._row_of.get(n)) is not None]

    def _places(self, numbers: Sequence[int]) -> NDArray[np.intp]:
        """The rows of these memories, made where there are none."""
        for n in numbers:
            if n not in self._row_of:
                self._row_of[n] = len(self._row_of)
        more = len(self._row_of) - len(self.ids)
        self.ids += [""] * more
        self.keys += [""] * more
        self.speakers += [""] * more
        self.tokens += [_EMPTY] * more
        if len(self.ids) > len(self.there):
            room = max(len(self.ids) * 5 // 4 - len(self.there), FEW)
            for name in (*_KINDS, "vectors"):
                old = getattr(self, name)
                setattr(self, name, np.concatenate([old, np.zeros((room, *old.shape[1:]), old.dtype)]))
            self.before[-room:] = self.after[-room:] = -1
        return np.array([self._row_of[n] for n in numbers], np.intp)

    # ---- what is next to each other ------------------------------------------------------------------

    def _link_all(self) -> None:
        rows = np.flatnonzero(self.there)
        rows = rows[np.lexsort((self.n[rows], self.key[rows]))]
        same = (self.key[rows[1:]] == self.key[rows[:-1]]) & ~self.alone[rows[1:]]
        self.before[:] = self.after[:] = -1
        self.before[rows[1:][same]] = rows[:-1][same]
        self.after[rows[:-1][same]] = rows[1:][same]

    def _link(self, row: int) -> None:
        self._part(row)
        if self.alone[row]:
            return
        same = np.flatnonzero((self.key == self.key[row]) & self.there)
        numbers, own = self.n[same], self.n[row]
        earlier, later = numbers < own, numbers > own
        before = int(same[earlier][numbers[earlier].argmax()]) if earlier.any() else -1
        after = int(same[later][numbers[later].argmin()]) if later.any() else -1
        self.before[row], self.after[row] = before, after
        if before >= 0:
            self.after[before] = row
        if after >= 0:
            self.before[after] = row

    def _part(self, row: int) -> None:
        before, after = int(self.before[row]), int(self.after[row])
        if before >= 0:
            self.after[before] = after
        if after >= 0:
            self.before[after] = before
        self.before[row] = self.after[row] = -1
