"""A picture of memory in two dimensions, kept beside the index and derived like it.

A thread that ends by itself makes it and adds to it what is new; what is there already keeps its place. Invariant: what
was forgotten leaves RAM and the file with the commit that hides it, and the file holds no text. Of an encrypted ledger
nothing is written.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import StoreError
from secondme.memory.projection import MOST, Floats, clustered, drawn, laid_out, placed
from secondme.memory.reading import widened
from secondme.store.index import MAIN
from secondme.store.known import Known
from secondme.store.points import FILE, KINDS, Kept, Numbers, Points, empty, load, save
from secondme.store.readings import spoken
from secondme.store.rows import COLUMNS, from_row
from secondme.store.store import Store

log = logging.getLogger(__name__)

CHUNK = 4_096
"""Memories that are placed at once."""
FEWER = 5_000
"""Changed memories up to which they alone are looked at again."""
LOST, GROWN = 0.7, 1.6
"""The picture is laid out anew when less than this share of its landmarks is left, or so many times as many memories
are there."""
BREATH, WAIT = 0.0003, 0.05
"""Seconds between two pieces of work, and while an answer is being made."""
LEVELS = (8, 32, 128)
"""Clusters, from far to near."""
SAMPLE = 4_000
"""Places that clusters are found by."""

_STANDING = "memory.status IN ('active', 'faded')"
_SEEN = (
    f"SELECT json_group_array(json_array(n, kind, made, id)) FROM memory WHERE {_STANDING} AND {{}} "
    "AND n IN (SELECT {} FROM {})"
)
_THERE = f"SELECT json_group_array(n) FROM memory WHERE n IN (SELECT value FROM json_each(?)) AND {_STANDING}"
_KEPT = "SELECT json_group_array(n) FROM memory WHERE n IN (SELECT value FROM json_each(?)) AND status != 'forgotten'"
_SOME = "n IN (SELECT value FROM json_each(?))"
_VECTORS = (
    "SELECT json_group_array(memory), group_concat(hex(vector), '') FROM "
    "(SELECT memory, vector FROM neural WHERE memory IN (SELECT value FROM json_each(?)))"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The picture as it is now. `centres` are those of the clusters of each level, `doing` what goes on with it and
    `share` how much of that is done, `waiting` how many memories have no place yet; a `sketch` is of the landmarks
    alone, while they are laid out first."""

    points: Points
    centres: tuple[Floats, ...]
    doing: str
    share: float
    waiting: int
    version: int
    sketch: bool


class Picture:
    """Begun when it is looked at first."""

    def __init__(self, store: Store, folder: Path, busy: Callable[[], bool] = lambda: False) -> None:
        """`folder` is the index's; while it is `busy` nothing is worked on."""
        self._store = store
        self._ledger = store.ledger
        self._folder = folder
        self._busy = busy
        self._dimensions = store.index.dimensions.get(MAIN, 0)
        self._space = store.index.main or store.embedder.name
        self._total = Known(self._ledger, f"SELECT count(*) FROM memory WHERE {_STANDING}")
        self._lock = threading.RLock()
        self._kept: Kept | None = None
        self._sketch: Points | None = None
        self._touched: set[int] | None = None  # None: any
        self._anew: set[int] = set()
        self._gone: set[int] = set()
        self._news = True
        self._centres: tuple[tuple[Floats, ...], int] = ((), 0)
        self._doing, self._share = "", 0.0
        self._version = 0
        self._thread: threading.Thread | None = None
        self._ended = False
        self._exchanges = self._ledger.touched.exchanges
        if self._ledger.key is not None:
            (folder / FILE).unlink(missing_ok=True)  # from before it was encrypted
        self._ledger.touched.listen(("memory",), self._changed)
        self._ledger.touched.listen(("neural",), self._renewed)

    def now(self) -> Seen:
        """The picture; what is new is being added to it from now on."""
        total = int(self._total())
        with self._lock:
            self._refresh()
            if self._news and self._thread is None and not self._ended:
                self._thread = threading.Thread(target=self._run, name="picture", daemon=True)
                self._doing, self._share = "reading" if self._touched is None else "", 0.0
                self._thread.start()
            points = (self._kept or empty(self._space)).points
            waiting = max(0, total - len(points))
            if sketch := self._sketch if not len(points) else None:
                points = sketch
            return Seen(points, self._centres[0], self._doing, self._share, waiting, self._version, sketch is not None)

    @property
    def idle(self) -> bool:
        """Whether nothing is being done, and nothing waits to be."""
        with self._lock:
            return self._thread is None and (self._ended or not self._news)

    def close(self) -> None:
        """Ends the work."""
        with self._lock:
            self._ended, thread = True, self._thread
        if thread is not None:
            thread.join()

    def _refresh(self) -> None:
        """Lets all go where the ledger was exchanged, or the file was removed with the index it lay beside."""
        exchanged = self._exchanges != self._ledger.touched.exchanges
        written = self._kept is not None and self._kept.of > 0 and self._thread is None and self._keeps()
        if exchanged or (written and not (self._folder / FILE).exists()):
            if exchanged:
                (self._folder / FILE).unlink(missing_ok=True)
            self._exchanges = self._ledger.touched.exchanges
            self._kept, self._touched, self._news, self._centres = None, None, True, ((), 0)
            self._version += 1

    def _keeps(self) -> bool:
        return self._ledger.key is None and self._folder.is_dir()

    # ---- what changes --------------------------------------------------------------------------------

    def _changed(self, numbers: set[int]) -> None:
        if self._kept is None and not (self._folder / FILE).exists():
            return
        given = json.dumps(list(numbers))
        gone = numbers - set(json.loads(self._ledger.scalar(_THERE, (given,))))
        with self._lock:
            self._news = True
            self._version += 1
            if self._touched is not None:
                self._touched |= numbers
            self._gone = (self._gone - numbers) | gone
            if gone and self._kept is not None:
                self._kept = self._kept.without(gone)
            if gone and self._sketch is not None:
                self._sketch = self._sketch.without(gone)
            if not gone or len(json.loads(self._ledger.scalar(_KEPT, (given,)))) == len(numbers):
                return
            kept = self._kept or load(self._folder, self._space)
            if kept is not None and (self._folder / FILE).exists():
                self._write(kept.without(gone))

    def _renewed(self, numbers: set[int]) -> None:
        if self._kept is not None:
            with self._lock:
                self._news = True
                self._anew |= numbers
                if self._touched is not None:
                    self._touched |= numbers

    def _write(self, kept: Kept) -> None:
        if self._ledger.key is not None:
            return
        try:
            save(self._folder, kept)
        except StoreError as error:
            log.warning("the picture was not kept: %s", error)
            (self._folder / FILE).unlink(missing_ok=True)

    # ---- the work ------------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            self._work()
        except StoreError as error:
            log.warning("the picture was not made: %s", error)
        except Exception:  # the outermost loop of this thread
            log.exception("picture")
        finally:
            with self._lock:
                self._thread, self._doing, self._sketch = None, "", None

    def _work(self) -> None:
        with self._lock:
            if self._kept is None:
                self._kept = load(self._folder, self._space) if self._ledger.key is None else None
                self._kept, self._touched = self._kept or empty(self._space), None
            touched, self._touched = self._touched, set()
            anew, self._anew = self._anew, set()
            self._news = False
        whole = touched is None or len(touched) > FEWER
        rows = self._standing(None if whole else touched)
        there = np.array([row[0] for row in rows], np.int64)
        names = {row[0]: row[3] for row in rows}
        with self._lock:
            points = self._kept.points
            if whole:
                self._kept = self._kept.without(set(points.n.tolist()) - names.keys())
        if self._unfit(len(there) if whole else len(points) + int(np.count_nonzero(~points.have(there)))):
            if not whole:
                rows = self._standing(None)
            if not self._lay_out(rows):
                return
            wanted = rows
        else:
            missing = ~points.have(there) | np.isin(there, np.fromiter(anew, np.int64, len(anew)))
            wanted = [row for row, is_missing in zip(rows, missing.tolist(), strict=True) if is_missing]
        if self._place(wanted):
            self._find_clusters()
            with self._lock:
                kept = self._kept
                if wanted or whole:
                    self._write(kept)

    def _standing(self, numbers: set[int] | None) -> list[list[Any]]:
        """Number, kind, when it was made and id of every memory that has a vector, or of some."""
        sql = _SEEN.format("1" if numbers is None else _SOME, *(("memory", "neural") if self._dimensions
                                                                else ("n", "memory")))  # fmt: skip
        given = () if numbers is None else (json.dumps(list(numbers)),)
        rows: list[list[Any]] = json.loads(self._ledger.scalar(sql, given))
        return rows

    def _unfit(self, many: int) -> bool:
        """Whether the picture has to be laid out anew for so many memories."""
        assert self._kept is not None
        kept = self._kept
        left = len(kept.marks) < LOST * min(MOST, kept.of)
        return many > 0 and (not kept.of or left or many > GROWN * kept.of)

    def _lay_out(self, rows: Sequence[list[Any]]) -> bool:
        assert self._kept is not None
        chosen = {rows[at][0]: rows[at] for at in drawn([row[3] for row in rows])}
        marks, vectors = self._vectors(list(chosen))
        with self._lock:
            old = self._kept.points.at(marks)
            self._doing = "laying out"

        def go_on(share: float, places: Floats) -> bool:
            with self._lock:
                self._sketch = _points(marks, places, chosen).without(self._gone)
            return self._go_on(share)

        places = laid_out(vectors, old, go_on)
        if places is None:
            return False
        with self._lock:
            self._kept = replace(self._kept, marks=marks, stood=places, of=len(rows)).without(self._gone)
            self._centres = ((), 0)
        return True

    def _go_on(self, share: float) -> bool:
        self._share = share
        time.sleep(BREATH)
        while self._busy() and not self._ended:
            time.sleep(WAIT)
        return not self._ended

    def _place(self, rows: Sequence[list[Any]]) -> bool:
        """Gives memories their places among the landmarks; False where it was ended."""
        assert self._kept is not None
        if not rows:
            return True
        marks, landmarks = self._vectors(self._kept.marks.tolist())
        stood = self._kept.stood[np.isin(self._kept.marks, marks)]
        if len(stood) != len(landmarks):
            self._news = True
            return True
        self._doing, self._share = "placing", 0.0
        for begin in range(0, len(rows), CHUNK):
            some = {row[0]: row for row in rows[begin : begin + CHUNK]}
            n, vectors = self._vectors(list(some))
            places = placed(vectors, [some[one][3] for one in n.tolist()], landmarks, stood)
            with self._lock:
                fresh = _points(n, places, some).without(self._gone)
                self._kept = replace(self._kept, points=self._kept.points.joined(fresh))
            if not self._go_on((begin + len(some)) / len(rows)):
                return False
        return True

    def _vectors(self, numbers: Sequence[int]) -> tuple[Numbers, Floats]:
        """Numbers in order, and their vectors; those that have none are left out."""
        given = (json.dumps(sorted(numbers)),)
        if self._dimensions:
            found, packed = self._ledger.rows(_VECTORS, given)[0]
            n = np.array(json.loads(found), np.int64)
            vectors = widened([bytes.fromhex(packed)] if packed else [], self._dimensions)
            order = np.argsort(n)
            return n[order], vectors[order]
        rows = self._ledger.rows(f"SELECT n, {COLUMNS} FROM memory WHERE {_SOME} ORDER BY n", given)
        texts = [spoken(from_row(row[1:])) for row in rows]
        return np.array([row[0] for row in rows], np.int64), self._store.embedder.embed(texts)

    def _find_clusters(self) -> None:
        assert self._kept is not None
        points, (centres, of) = self._kept.points, self._centres
        if not len(points) or (centres and of / GROWN < len(points) < of * GROWN):
            return
        places = points.places
        if len(places) > SAMPLE:
            places = places[np.random.default_rng(7).choice(len(places), SAMPLE, replace=False)]
        found = tuple(_middles(places, clustered(places, min(many, max(1, len(places) // 12)))) for many in LEVELS)
        with self._lock:
            self._centres = found, len(points)
            self._version += 1


def _points(n: Numbers, places: Floats, rows: Mapping[int, list[Any]]) -> Points:
    """Numbers at their places, with what their rows say of them."""
    kinds = np.array([KINDS.index(rows[one][1]) for one in n.tolist()], np.uint8)
    return Points(n, places, kinds, np.array([rows[one][2] for one in n.tolist()], np.float64))


def _middles(places: Floats, belongs: NDArray[np.int32]) -> Floats:
    """The middle of each cluster."""
    sizes = np.maximum(np.bincount(belongs), 1)
    return np.stack([np.bincount(belongs, places[:, at]) / sizes for at in (0, 1)], axis=1).astype(np.float32)
