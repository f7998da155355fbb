"""A small memory's readings and neural vectors in RAM: what stands around hits, and what is nearest, without a query.

Invariant: it is in step with every commit, and what a commit changed or forgot leaves RAM with it. Nothing is written.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from secondme.memory.reading import Readings
from secondme.store.budget import INDEXED
from secondme.store.columns import STATUS, Columns
from secondme.store.known import Known
from secondme.store.ledger import Ledger
from secondme.store.readings import Reader, whole
from secondme.store.rows import HIDDEN, where
from secondme.storing import Filter, Hit

MOST = 20_000
"""Memories up to which they are held, 2 KB each, most of it the vector in the form that is multiplied at once: it is
compared with 10,000 in 0.2 ms, where Chroma's graph takes 2."""
REACH = 4
"""Times what was asked for that is filtered first: mostly a filter leaves out little."""
FEWER = 5_000
"""Changed rows up to which they alone are read again."""

_ROWS = (
    "SELECT memory.n, memory.source_key, memory.id, memory.heading, memory.by, memory.made, memory.status, "
    "neural.vector, iif(use.memory IS NULL, NULL, json_array(cited, up, down, corrected)), reading.packed FROM memory "
    "LEFT JOIN reading ON reading.memory = memory.n LEFT JOIN neural ON neural.memory = memory.n "
    f"LEFT JOIN use ON use.memory = memory.n WHERE {HIDDEN}"
)
_AMONG = " AND memory.n IN (SELECT value FROM json_each(?))"
_INDEXED = np.array([status in INDEXED for status in STATUS])


class Mirror:
    """Holds a memory of up to `most`, read at the first question, and each changed row again at the next one."""

    def __init__(self, ledger: Ledger, reader: Reader, dimensions: int, most: int = MOST) -> None:
        """`dimensions` are those of the neural vectors."""
        self._ledger = ledger
        self._reader = reader
        self._dimensions = dimensions
        self._most = most
        self._size = Known(ledger, "SELECT coalesce(max(n), 0) FROM memory")
        self._lock = threading.RLock()
        self._columns: Columns | None = None
        self._stale: set[int] = set()
        self._exchanges = 0
        ledger.touched.listen(("memory", "reading", "neural", "use"), self._changed)

    def readings(self, ids: Collection[str], reach: int, which: Filter, neural: bool) -> Readings | None:
        """See `MemoryStore`; None where the ledger has to be asked. Vectors are given where they are `neural`."""
        with self._lock:
            if (columns := self._current()) is None:
                return None
            rows = columns.around(ids, reach)
            if len(unread := rows[~columns.read[rows]]):
                numbers = columns.n[unread].tolist()
                columns.tell(unread, whole(self._ledger, self._reader, numbers, [None] * len(numbers)))
            return columns.readings(rows, self._meant(columns, which, rows), neural)

    def nearest(self, vector: NDArray[np.float32], limit: int, which: Filter, lane: str) -> list[Hit] | None:
        """The memories whose neural vectors are nearest, best first; None where the index has to be asked."""
        with self._lock:
            if (columns := self._current()) is None:
                return None
            there = np.flatnonzero(columns.there & columns.neural & _INDEXED[columns.status])
            near = (columns.vectors[: len(columns)] @ vector)[there]
            for many in (min(REACH * limit, len(there)), len(there)):
                best = np.argpartition(-near, many)[:many] if many < len(there) else np.arange(many)
                best = best[np.argsort(-near[best], kind="stable")]
                best = best[self._meant(columns, which, there[best])][:limit]
                if len(best) == limit:
                    break
            found = zip(there[best].tolist(), near[best].tolist(), strict=True)
            return [Hit(columns.ids[row], lane, cosine) for row, cosine in found]

    def _changed(self, numbers: set[int]) -> None:
        with self._lock:
            if self._columns is not None:
                self._columns.wipe(numbers)
                self._stale |= numbers

    def _current(self) -> Columns | None:
        """The memories as they stand now. What this thread has not committed is seen by the ledger alone."""
        ledger = self._ledger
        if ledger.inside or not self._reader.current():
            return None
        columns, self._columns = self._columns, None  # nothing half done stays, should a query fail
        if self._exchanges != ledger.touched.exchanges or len(self._stale) > FEWER:
            self._exchanges, columns = ledger.touched.exchanges, None
        stale, self._stale = self._stale, set()
        if columns is None:
            if int(self._size()) > self._most:
                return None
            columns = Columns(self._dimensions)
            columns.put(ledger.rows(_ROWS))
        elif stale:
            columns.put(ledger.rows(_ROWS + _AMONG, (json.dumps(list(stale)),)), stale)
        self._columns = columns if len(columns) <= self._most else None
        return columns

    def _meant(self, columns: Columns, which: Filter, rows: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Which of some rows a filter means."""
        if which == Filter(statuses=which.statuses):
            meant = np.array([not which.statuses or status in which.statuses for status in STATUS], np.bool_)
            return meant[columns.status[rows]]
        condition, values = where(which)
        numbers = columns.n[rows].tolist()
        some = "n IN (SELECT value FROM json_each(?))"
        sql = f"SELECT json_group_array(n) FROM memory WHERE {some} AND {condition}"
        allowed = set(json.loads(self._ledger.scalar(sql, (json.dumps(numbers), *values))))
        return np.array([n in allowed for n in numbers], np.bool_)
