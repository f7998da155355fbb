"""Memories as columns of arrays: what scoring reads of each, and which were said or written next to each other.

Row i of every column is one memory, in no order. A row that is not `there` holds nothing, and nothing is next to it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from string import ascii_lowercase, ascii_uppercase
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
_SMALL = str.maketrans(ascii_uppercase, ascii_lowercase)
_UNREAD = bytes(2 * HEAD)
_KINDS = {
    "there": np.bool_, "n": np.int64, "key": np.int64, "section": np.int64, "voice": np.int64, "alone": np.bool_,
    "made": np.float64, "by": np.int8, "status": np.int8, "read": np.bool_, "neural": np.bool_, "liked": np.float32,
    "linked": np.bool_, "before": np.int32, "after": np.int32,
}  # fmt: skip


class Columns:
    """A table that grows. What is next to each other has the same `key` (conversation, file), and of that the same
    `section` belongs together (day, heading); `voice` is the same where the same speaker's name is. All three stand for
    the words that they were made of."""

    there: NDArray[np.bool_]
    n: NDArray[np.int64]
    key: NDArray[np.int64]
    section: NDArray[np.int64]
    voice: NDArray[np.int64]
    alone: NDArray[np.bool_]
    made: NDArray[np.float64]
    by: NDArray[np.int8]
    status: NDArray[np.int8]
    read: NDArray[np.bool_]
    neural: NDArray[np.bool_]
    liked: NDArray[np.float32]
    linked: NDArray[np.bool_]
    before: NDArray[np.int32]
    after: NDArray[np.int32]
    vectors: NDArray[Any]

    def __init__(self, dimensions: int, size: int, *, wide: bool) -> None:
        """`size` is how many rows it has room for at first; `wide` vectors are in the form that is multiplied, others
        as the ledger has them, in a quarter of the bytes."""
        self.ids: list[str] = []
        self.keys: list[str] = []
        self.speakers: list[str] = []
        self.packs: list[bytes] = []
        self._row_of: dict[int, int] = {}  # by number, of what is not there any more too
        self._by_id: dict[str, int] = {}
        self.wide = wide
        for name, kind in _KINDS.items():
            setattr(self, name, np.zeros(size, kind))
        self.before[:] = self.after[:] = -1
        # Zeros that nobody wrote take no memory: most passages of a large memory have no vector yet.
        self.vectors = np.zeros((size, dimensions), np.float32 if wide else np.int8)

    def __len__(self) -> int:
        return len(self.ids)

    def wipe(self, numbers: Collection[int]) -> None:
        """Lets go of what these memories say."""
        for row in self._rows(numbers):
            self.there[row] = self.read[row] = self.neural[row] = False
            self.packs[row], self.speakers[row], self.voice[row] = _UNREAD, "", 0
            self.vectors[row] = 0
            self._by_id.pop(self.ids[row], None)

    def put(self, rows: Sequence[Sequence[Any]], stale: Collection[int] = ()) -> None:
        """Adds memories, or puts them in place of what was known of them; see `fill`. Those of `stale` that are not
        among them are no more."""
        given = {row[0] for row in rows}
        for row in self._rows(n for n in stale if n not in given):
            self._part(row)
        loose = self.fill(rows)
        if len(loose) > FEW:
            self.link()
        else:
            for row in loose.tolist():
                self._link(row)

    def fill(self, rows: Sequence[Sequence[Any]]) -> NDArray[np.intp]:
        """Puts memories in: number, key, id, heading, who said it, when, status, neural vector, signs of use, packed
        reading. Gives the rows that stand next to nothing yet."""
        if not rows:
            return np.zeros(0, np.intp)
        numbers, keys, ids, headings, bys, mades, statuses, vectors, used, packed = zip(*rows, strict=True)
        at = self._places(numbers)
        files = [by == By.FILE for by in bys]
        by_itself = [alone(key) for key in keys]
        names = ["" if file else heading for file, heading in zip(files, headings, strict=True)]
        hashed = np.array([hash(key) for key in keys], np.int64)  # compared at once, and nothing else
        for row in at[self.linked[at] & (self.key[at] != hashed)].tolist():
            self._part(row)
        self.there[at] = True
        self.n[at] = numbers
        self.key[at] = hashed
        self.alone[at] = by_itself
        whole_days = days(np.array(mades, np.float64)).astype(np.int64).tolist()
        self.section[at] = [
            -n if single else hash(heading) if file else day
            for n, single, file, heading, day in zip(numbers, by_itself, files, headings, whole_days, strict=True)
        ]
        self.voice[at] = [voice(name) for name in names]
        self.made[at] = mades
        self.by[at] = [_BY[by] for by in bys]
        self.status[at] = [_STATUS[status] for status in statuses]
        sides = self.vectors.shape[1]
        own = [one for one in vectors if one is not None and len(one) == sides]  # those of another encoder are none
        self.neural[at] = has = np.array([one is not None and len(one) == sides for one in vectors], np.bool_)
        whole = np.frombuffer(b"".join(own), np.int8).reshape(len(own), sides)
        self.vectors[at[has]] = _unit(whole) if self.wide else whole
        self.liked[at] = [0.0 if one is None else liked(*json.loads(one)) for one in used]
        for row, id, key, name, pack in zip(at.tolist(), ids, keys, names, packed, strict=True):
            self.ids[row], self.keys[row], self.speakers[row] = id, intern(key), intern(name)
            self.packs[row] = _UNREAD if pack is None else pack
            self._by_id[id] = row
        self.read[at] = [one is not None for one in packed]
        return at[~self.linked[at]]

    def tell(self, rows: Sequence[int], packed: Sequence[bytes]) -> None:
        """Gives rows their readings, for now."""
        for row, one in zip(rows, packed, strict=True):
            self.packs[row] = one

    def near(self, rows: NDArray[np.intp], vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """The cosines of these rows' neural vectors with one of unit length."""
        if self.wide and 2 * len(rows) > len(self):
            found: NDArray[np.float32] = (self.vectors[: len(self)] @ vector)[rows]
            return found
        return self._vectors(rows) @ vector

    def _vectors(self, rows: NDArray[np.intp]) -> NDArray[np.float32]:
        """Neural vectors of unit length, shape (rows, dimensions)."""
        return self.vectors[rows] if self.wide else _unit(self.vectors[rows])

    def rows(self, ids: Iterable[str]) -> NDArray[np.intp]:
        """The rows of these, as far as they are there."""
        return np.array([row for name in ids if (row := self._by_id.get(name)) is not None], np.intp)

    def around(self, ids: Collection[str], reach: int) -> NDArray[np.intp]:
        """The rows of these and of up to `reach` either side of each, in order of what belongs together."""
        found = [self.rows(ids)]
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
        listed: list[int] = rows.tolist()
        head, tokens, starts = parsed([self.packs[row] for row in listed])
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
            tokens=tokens,
            starts=starts,
            length=head[:, 0].astype(np.float32),
            asks=(head[:, 1] / 1_000).astype(np.float32),
            time=(head[:, 2] & 1).astype(np.bool_),
            number=(head[:, 2] & 2).astype(np.bool_),
            vectors=self._vectors(rows) if neural else np.zeros((many, self.vectors.shape[1]), np.float32),
            neural=self.neural[rows] if neural else np.zeros(many, np.bool_),
            liked=self.liked[rows],
        )

    def _rows(self, numbers: Iterable[int]) -> list[int]:
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
        self.packs += [_UNREAD] * more
        if len(self.ids) > len(self.there):
            room = max(len(self.ids) * 5 // 4 - len(self.there), FEW)
            for name in (*_KINDS, "vectors"):
                old = getattr(self, name)
                setattr(self, name, np.concatenate([old, np.zeros((room, *old.shape[1:]), old.dtype)]))
            self.before[-room:] = self.after[-room:] = -1
        return np.array([self._row_of[n] for n in numbers], np.intp)

    # ---- what is next to each other ------------------------------------------------------------------

    def link(self) -> None:
        """Puts every memory between its neighbours, anew."""
        rows = np.flatnonzero(self.there)
        rows = rows[np.lexsort((self.n[rows], self.key[rows]))]
        same = (self.key[rows[1:]] == self.key[rows[:-1]]) & ~self.alone[rows[1:]]
        self.before[:] = self.after[:] = -1
        self.before[rows[1:][same]] = rows[:-1][same]
        self.after[rows[:-1][same]] = rows[1:][same]
        self.linked[:] = self.there

    def _link(self, row: int) -> None:
        self.linked[row] = True
        if self.alone[row]:
            return
        same = np.flatnonzero((self.key == self.key[row]) & self.linked)
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
        self.linked[row] = False


def voice(name: str) -> int:
    """What stands for a speaker's name, in small letters or large as SQLite's NOCASE has it; 0 for none."""
    return hash(name.translate(_SMALL)) if name else 0


def _unit(coded: NDArray[np.int8]) -> NDArray[np.float32]:
    """The unit vectors of quantised ones."""
    return widened([coded.tobytes()], coded.shape[1]) if coded.size else np.zeros(coded.shape, np.float32)
