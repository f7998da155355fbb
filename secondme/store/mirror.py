"""A memory's readings and neural vectors in RAM: what stands around hits, and what is nearest, without a query.

Invariant: it is in step with every commit, and what a commit changed or forgot leaves RAM with it. Nothing is written.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from typing import Any

import apsw
import numpy as np
from numpy.typing import NDArray

from secondme.errors import StoreError
from secondme.memory.reading import Readings
from secondme.memory.record import Status
from secondme.store.budget import INDEXED
from secondme.store.columns import BY, STATUS, Columns, voice
from secondme.store.known import Known
from secondme.store.ledger import Ledger
from secondme.store.readings import Reader, whole
from secondme.store.rows import HIDDEN, where
from secondme.storing import Filter, Hit

log = logging.getLogger(__name__)

SMALL = 20_000
"""Memories up to which they are read at once, by the question that wants them, and held in 2 KB each, most of it the
vector in the form that is multiplied at once: it is compared with 10,000 in 0.2 ms, where Chroma's graph takes 2."""
MOST = 200_000
"""Memories up to which they are held at all: more than `SMALL` in 0.9 to 1.2 KB each, 93 MB for 100,000 of which a
third have neural vectors, and read by a thread in 2 s, while questions go to the ledger."""
EACH, SHARE = 1_200, 10
"""Bytes that a memory of many takes about, and the part of the free RAM that all of them may take."""
PAUSE = 30.0
"""Seconds from one reading of a large memory to the next: while a folder is taken in they would not end."""
CLOSE = 3_000
"""Memories of named speakers in a large one that are compared one by one, in 1 ms; of more, Chroma's graph is asked."""
REACH = 4
"""Times what was asked for that is filtered first: mostly a filter leaves out little."""
FEWER = 5_000
"""Changed rows up to which they alone are read again."""
BATCH, REST = 500, 0.005
"""Rows that the thread puts in at once, in 4 ms, and seconds for which it leaves the processor to questions then."""

# As one row: Python's lock is let go at each, and beside a busy thread it takes milliseconds to come by again.
_ROWS = (
    "SELECT json_group_array(json_array(n, source_key, id, heading, by, made, status, length(vector), used, "
    "length(packed))), group_concat(hex(vector), ''), group_concat(hex(packed), '') FROM (SELECT memory.n, "
    "memory.source_key, memory.id, memory.heading, memory.by, memory.made, memory.status, neural.vector, "
    "iif(use.memory IS NULL, NULL, json_array(cited, up, down, corrected)) || '' AS used, reading.packed FROM memory "
    "LEFT JOIN reading ON reading.memory = memory.n LEFT JOIN neural ON neural.memory = memory.n "
    f"LEFT JOIN use ON use.memory = memory.n WHERE {HIDDEN} AND {{}})"
)
_ALL, _AMONG = _ROWS.format("1"), _ROWS.format("memory.n IN (SELECT value FROM json_each(?))")
_NEXT = _ROWS.format("memory.n > ? ORDER BY memory.n LIMIT ?")
_INDEXED = np.array([status in INDEXED for status in STATUS])


class Mirror:
    """Holds a memory of up to `most`, read at the first question, where it has more than `small` by a thread that ends
    by itself; each changed row is read again at the next question."""

    def __init__(
        self, ledger: Ledger, reader: Reader, dimensions: int, most: int = MOST, small: int = SMALL
    ) -> None:
        """`dimensions` are those of the neural vectors."""
        self._ledger = ledger
        self._reader = reader
        self._dimensions = dimensions
        self._most = most
        self._small = small
        self._size = Known(ledger, "SELECT coalesce(max(n), 0) FROM memory")
        self._lock = threading.RLock()
        self._columns: Columns | None = None
        self._filling: Columns | None = None
        self._begun = -PAUSE
        self._reading = threading.Thread()
        self._stale: set[int] = set()
        self._exchanges = 0
        ledger.touched.listen(("memory", "reading", "neural", "use"), self._changed)

    def readings(self, ids: Collection[str], reach: int, which: Filter, neural: bool) -> Readings | None:
        """See `MemoryStore`; None where the ledger has to be asked. Vectors are given where they are `neural`."""
        with self._lock:
            if (columns := self._current()) is None:
                self._begin()  # here and not at the first lane, so that the first question after a start is not held up
                return None
            rows = columns.around(ids, reach)
            if len(unread := rows[~columns.read[rows]]):
                numbers = columns.n[unread].tolist()
                columns.tell(unread.tolist(), whole(self._ledger, self._reader, numbers, [None] * len(numbers)))
            return columns.readings(rows, self._meant(columns, which, rows), neural)

    def nearest(self, vector: NDArray[np.float32], limit: int, which: Filter, lane: str) -> list[Hit] | None:
        """The memories whose neural vectors are nearest, best first; None where the index has to be asked."""
        with self._lock:
            if (columns := self._current()) is None:
                return None
            if not columns.wide and not which.speakers:
                return None
            rows = np.flatnonzero(columns.neural & _said(columns.voice, which) if which.speakers else columns.neural)
            rows = rows[_INDEXED[columns.status[rows]]]
            if not columns.wide and len(rows) > CLOSE:
                return None
            near = columns.near(rows, vector)
            for many in (min(REACH * limit, len(rows)), len(rows)):
                best = np.argpartition(-near, many)[:many] if many < len(rows) else np.arange(many)
                best = best[np.argsort(-near[best], kind="stable")]
                best = best[self._meant(columns, which, rows[best])][:limit]
                if len(best) == limit:
                    break
            found = zip(rows[best].tolist(), near[best].tolist(), strict=True)
            return [Hit(columns.ids[row], lane, cosine) for row, cosine in found]

    def meant(self, ids: Sequence[str], which: Filter) -> set[str] | None:
        """Those of these memories that a filter means; None where the ledger has to be asked."""
        if not _told(which):
            return None
        with self._lock:
            if (columns := self._current()) is None:
                return None
            rows = columns.rows(ids)
            return {columns.ids[row] for row in rows[_meant(columns, which, rows)].tolist()}

    def _changed(self, numbers: set[int]) -> None:
        with self._lock:
            for columns in (self._columns, self._filling):
                if columns is not None:
                    columns.wipe(numbers)
            if self._columns is not None or self._filling is not None:
                self._stale |= numbers

    def _current(self) -> Columns | None:
        """The memories as they stand now. What this thread has not committed is seen by the ledger alone."""
        ledger = self._ledger
        if ledger.inside or not self._reader.current():
            return None
        if self._exchanges != ledger.touched.exchanges or len(self._stale) > FEWER:
            self._exchanges, self._columns, self._filling = ledger.touched.exchanges, None, None
        if self._filling is not None:
            return None
        columns, self._columns = self._columns, None  # nothing half done stays, should a query fail
        stale, self._stale = self._stale, set()
        if columns is None:
            if (size := int(self._size())) > min(self._small, self._most):
                return None
            columns = Columns(self._dimensions, size, wide=True)
            columns.put(_rows(*ledger.rows(_ALL)))
        elif stale:
            columns.put(_rows(*ledger.rows(_AMONG, (json.dumps(list(stale)),))), stale)
        self._columns = columns if len(columns) <= (self._small if columns.wide else self._most) else None
        return columns

    # ---- a large memory ------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Has a large memory read, where there is room for it."""
        ledger, now = self._ledger, time.monotonic()
        if self._filling is not None or ledger.inside or not self._reader.current() or now < self._begun + PAUSE:
            return
        size = int(self._size())
        if not self._small < size <= self._most:
            return
        self._begun = now
        if not _room(size):
            return
        self._filling = Columns(self._dimensions, size + size // 20, wide=False)
        # Begun here: a store that is closed meanwhile waits for no thread, and a thread opens nothing after that.
        reading = ExitStack()
        connection = reading.enter_context(ledger.snapshot())
        self._reading = threading.Thread(target=self._fill, args=(self._filling, reading, connection), daemon=True)
        self._reading.start()

    def _fill(self, columns: Columns, reading: ExitStack, connection: apsw.Connection) -> None:
        try:
            with reading:
                last = 0
                while rows := _rows(*connection.execute(_NEXT, (last, BATCH))):
                    last = rows[-1][0]
                    with self._lock:
                        if self._filling is not columns:
                            return
                        columns.fill([row for row in rows if row[0] not in self._stale])
                    time.sleep(REST)
            with self._lock:
                if self._filling is columns:
                    columns.link()
                    self._columns, self._filling = columns, None
        except StoreError as error:
            log.warning("the memory was not read into RAM: %s", error)
            with self._lock:
                self._filling = None

    def _meant(self, columns: Columns, which: Filter, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of some rows a filter means."""
        if _told(which):
            return _meant(columns, which, rows)
        condition, values = where(which)
        numbers = columns.n[rows].tolist()
        some = "n IN (SELECT value FROM json_each(?))"
        sql = f"SELECT json_group_array(n) FROM memory WHERE {some} AND {condition}"
        allowed = set(json.loads(self._ledger.scalar(sql, (json.dumps(numbers), *values))))
        return np.array([n in allowed for n in numbers], np.bool_)


def _rows(found: tuple[str, str, str]) -> list[list[Any]]:
    """The rows that a query gave as one, for `Columns.fill`."""
    rows: list[list[Any]] = json.loads(found[0])
    for place, blobs in ((7, bytes.fromhex(found[1] or "")), (9, bytes.fromhex(found[2] or ""))):
        begin = 0
        for row in rows:
            if (length := row[place]) is not None:
                row[place] = blobs[begin : begin + length]
                begin += length
    return rows


def _told(which: Filter) -> bool:
    """Whether the columns tell what a filter means."""
    told = Filter(
        statuses=which.statuses, by=which.by, speakers=which.speakers, after=which.after, before=which.before
    )
    return which == told and Status.FORGOTTEN not in which.statuses


def _meant(columns: Columns, which: Filter, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Which of some rows a filter means that the columns tell; see `rows.where`."""
    meant = columns.there[rows]
    for codes, kinds, wanted in ((columns.status, STATUS, which.statuses), (columns.by, BY, which.by)):
        if wanted:
            meant &= np.array([kind in wanted for kind in kinds], np.bool_)[codes[rows]]
    if which.speakers:
        meant &= _said(columns.voice[rows], which)
    if which.after is not None:
        meant &= columns.made[rows] >= which.after
    if which.before is not None:
        meant &= columns.made[rows] < which.before
    return meant


def _said(voices: NDArray[np.int64], which: Filter) -> NDArray[np.bool_]:
    """Which of these voices are of the speakers that a filter means; see `rows.where`."""
    forms = {voice(form) for name in which.speakers for form in (name, name.lower(), name.upper(), name.title())}
    said: NDArray[np.bool_] = np.any([voices == one for one in forms], axis=0)
    return said


def _room(size: int) -> bool:
    import psutil  # 10 ms, needed only where a memory is large

    free: int = psutil.virtual_memory().available
    return size * EACH < free / SHARE
