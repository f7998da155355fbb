"""The outbox: what the vector index still has to learn from the ledger, carried over in batches by one thread.

On the way each memory gets its reading, and what has no neural vector yet is noted for the follower.
Invariant: a row leaves the outbox only after the index holds what it asked for, so a crash at any instant
leaves work to do again and never a hole. Doing it again changes nothing. Nobody else writes to the index.
"""

from __future__ import annotations

import ctypes
import json
import logging
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import numpy as np

from secondme.errors import DiskFull, IndexUnavailable, StoreError
from secondme.memory.reading import widened
from secondme.store.budget import INDEXED, Budget
from secondme.store.index import INSTANT, MAIN, VectorIndex
from secondme.store.inserting import insert
from secondme.store.known import Known
from secondme.store.ledger import Ledger
from secondme.store.readings import Reader, Words, keep, words
from secondme.store.rows import HIDDEN
from secondme.store.vectors import BATCH

log = logging.getLogger(__name__)

__all__ = ["INDEXED", "Outbox"]

TOGETHER = 3 * BATCH
"""Rows that leave the outbox at once: for each such step its thread waits until nobody else writes."""

RETRY = (2.0, 60.0)
"""Seconds until the first retry after a failure, doubled for each further one up to the second number."""

MOST = 250_000
"""Vectors that wait for the graph at most, 64 MB of 256 dimensions."""
LOOK = 0.5
"""Seconds until it is asked again whether the graph may be given what waits."""

NONE: Mapping[str, bytes] = MappingProxyType({})
DUE = "index.sweep"
"""The note in the ledger that files of the index still hold what was forgotten."""


ENCODER = "neural.encoder"
"""The note of which encoder made the neural vectors in the ledger."""

BELONGS = (
    f"memory.status IN ({', '.join(repr(str(status)) for status in INDEXED)}) "
    "AND memory.id NOT IN (SELECT memory FROM unindexed)"
)
"""Which memories belong into the index, in SQL."""

_ROWS = "SELECT n, memory FROM outbox WHERE n > ? ORDER BY n LIMIT ?"
_TAKE = (
    f"SELECT {BELONGS}, reading.memory IS NOT NULL, neural.vector, memory.id, memory.n, memory.by, memory.heading, "
    "memory.text, memory.source_key, memory.source FROM memory LEFT JOIN reading ON reading.memory = memory.n "
    "LEFT JOIN neural ON neural.memory = memory.n "
    f"WHERE memory.id IN (SELECT value FROM json_each(?)) AND {HIDDEN}"
)
_AWAIT = (
    "INSERT OR IGNORE INTO awaiting (memory, behind) SELECT n, kind != 'episode' FROM memory "
    "WHERE id IN (SELECT value FROM json_each(?)) AND n NOT IN (SELECT memory FROM neural)"
)


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of memories: which the index holds now, which lack a neural vector, packed readings that are new."""

    there: set[str] = field(default_factory=set)
    lacking: list[str] = field(default_factory=list)
    readings: list[tuple[str, bytes]] = field(default_factory=list)


def _give_back() -> None:
    """Has the C library give the system what was freed in pieces: glibc keeps 30 MB of each few thousand vectors."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def pause(failures: int, first: float, longest: float) -> float | None:
    """Seconds to wait after so many failures in a row, doubled for each; None, for ever, after none."""
    return min(longest, first * 2.0 ** min(16, failures - 1)) if failures else None


class Outbox:
    """Drains itself in a thread of its own whenever something was put in."""

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        reader: Reader,
        budget: Budget | None = None,
        retry: tuple[float, float] = RETRY,
        filling: Callable[[], bool] = lambda: False,
    ) -> None:
        """`retry` is the pause in seconds after a first failure, and the longest one. While memory is `filling`, static
        vectors wait in the index's tail for a quieter time, where they are found as well."""
        self._ledger = ledger
        self._index = index
        self._reader = reader
        self.follow: Callable[[], None] = lambda: None
        """Called when there is something that awaits its neural vector."""
        self.plain = False
        """Whether neural vectors are left aside, as their encoder does not open."""
        self._encoder = Known(ledger, "SELECT value FROM note WHERE name = ?", (ENCODER,))
        self._budget = budget
        self._retry = retry
        self._filling = filling
        self._held = 0
        """The last row of the outbox that was seen to but for the graph; 0 where none waits for that."""
        self._exchanges = ledger.touched.exchanges
        self._given: dict[int, bytes] = {}
        """Vectors that rows of the outbox came with."""
        self._asked = 0
        """How many wait in `settle`."""
        self._changed = threading.Condition()
        self._working = threading.RLock()
        self._seen: set[str] | None = None
        self._again = True
        self._idle = False
        self._closed = False
        self._turns = 0
        """How often the thread has seen to what waits."""
        self._failures = 0
        self.error = ""
        self.notice = ""
        """What the last sweep could not do, as a sentence."""
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def put(self, ids: Sequence[str], vectors: Mapping[str, bytes] = NONE) -> None:
        """Marks memories as changed; belongs into the transaction that changes them. Those with `vectors`, static ones
        in a byte a dimension, are new passages whose readings are stored."""
        with self._ledger.write():
            numbers = insert(self._ledger, "outbox", "memory", "(?)", [(name,) for name in ids])
            if vectors:
                given = {n: vectors[name] for n, name in zip(numbers, ids, strict=True) if name in vectors}
                self._ledger.after_commit(partial(self._give, given))
            self._ledger.after_commit(self.wake)

    def _give(self, vectors: Mapping[int, bytes]) -> None:
        if len(self._given) < MOST:  # others are made anew
            self._given |= {n: vector for n, vector in vectors.items() if n > self._held}

    def sweep(self) -> None:
        """Has the index's files cleared of all that left it, once the outbox is empty; see `VectorIndex.sweep`.

        It is remembered in the ledger until it is done; belongs into the transaction that forgets, or after it.
        `settle` waits for it.
        """
        with self._ledger.write() as connection:
            connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, '1')", (DUE,))
            self._ledger.after_commit(self.wake)

    def unswept(self) -> bool:
        """Whether files of the index may still hold what was forgotten."""
        return bool(self._ledger.scalar("SELECT 1 FROM note WHERE name = ?", (DUE,)))

    def wake(self) -> None:
        """Has it look at once whether there is something to do, and try again what failed."""
        with self._changed:
            self._again = True
            self._idle = False
            self._changed.notify_all()

    def neural(self) -> bool:
        """Whether the neural vectors in the ledger can be used: the index has a place for them, and their encoder is
        the one that is used now."""
        main = self._index.main
        if not main or self.plain:
            return False
        return bool(self._encoder() == main)

    def waiting(self) -> int:
        """How many changes Chroma has not seen."""
        return int(self._ledger.scalar("SELECT count(*) FROM outbox"))

    def unseen(self) -> int:
        """How many changes neither the graph nor its tail has seen; all that wait where the index does not answer."""
        if self.error:
            return self.waiting()
        return int(self._ledger.scalar("SELECT count(*) FROM outbox WHERE n > ?", (self._held,)))

    def settle(self, timeout: float) -> bool:
        """Waits until nothing waits; False if something still does, or failed."""
        with self._changed:
            self._asked += 1
            self._changed.notify_all()
            try:
                self._changed.wait_for(lambda: self._idle or self._closed, timeout)
            finally:
                self._asked -= 1
            return self._idle and not self.error

    def swept(self, timeout: float) -> bool:
        """Waits until nothing that left the index is in its files; False if something still is, or it failed."""
        self.wake()
        with self._changed:
            begun = self._turns
            self._changed.wait_for(
                lambda: (
                    self._closed or not self.unswept() or self._seen is not None or (self.error and self._turns > begun)
                ),
                timeout,
            )
        return not self.unswept()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Inside, no batch is carried over; one that is on its way is waited for."""
        with self._working:
            yield

    def watch(self) -> None:
        """Notes from now on which memories are carried over, for `seen`."""
        with self._working:
            self._seen = set()

    @property
    def watched(self) -> bool:
        """Whether it is noted which memories are carried over, as an index is filled beside."""
        return self._seen is not None

    def seen(self) -> list[str]:
        """The memories carried over since `watch`, which ends."""
        with self._working:
            found, self._seen = self._seen or set(), None
        return sorted(found)

    def close(self) -> None:
        """Ends the thread after the batch that it is at; the rest waits for the next start."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while True:
            with self._changed:
                quiet = LOOK if self._held and not self._failures else pause(self._failures, *self._retry)
                self._changed.wait_for(lambda: self._again or self._closed or self._hurried(), quiet)
                if self._closed:
                    return
                if self._again:
                    self._index.retry()  # asked for, so that no earlier refusal stands in its way
                self._again = self._idle = False
            try:
                while not self._closed and self._batch():
                    pass
                self._clear()
                self.error, self._failures = "", 0
            except (IndexUnavailable, DiskFull, StoreError) as error:
                if self._closed:
                    return
                log.warning("outbox: %s", error)
                self.error = str(error)
                self._failures += 1
            except Exception as error:  # the outermost loop of this thread: it must live, and say what is wrong
                log.exception("outbox")
                self.error = f"The index could not be kept in step ({type(error).__name__})."
                self._failures += 1
            with self._changed:
                self._turns += 1
                if not self._again and not self._closed and (self._failures or not self._held):
                    self._idle = True
                self._changed.notify_all()

    def _batch(self) -> bool:
        with self._working:
            if self._renew():
                return True
            if self._exchanged():
                self._exchanges, self._held = self._ledger.touched.exchanges, 0
                self._given.clear()
                self._index.tail.clear()
            waits = self._waits()
            rows = self._ledger.rows(_ROWS, (self._held, TOGETHER))
            if self._held and not waits and (not rows or len(self._index.tail) >= MOST):
                return self._fold()
            if not rows:
                self._given.clear()
                return False
            latest = self._ledger.scalar("SELECT max(n) FROM outbox")
            given = {n: (name, self._given.pop(n)) for n, name in rows if n in self._given}
            ids = list(dict.fromkeys(name for n, name in rows if n not in given))
            hold = waits or self._held > 0 or bool(given)
            if given:
                known = [one for one in given.values() if any(one[1])]
                self._index.tail.put_packed([name for name, _ in known], [vector for _, vector in known])
                self.follow()
            carried = self._carry(ids, self._index, hold=hold) if ids else Carried()
            gone = set(ids) - carried.there
            if gone:
                self._index.delete(sorted(gone))
            if self._seen is not None:
                self._seen.update(name for _, name in rows)
            if not ids:
                self._held = rows[-1][0]
                return True
            with self._ledger.write() as connection:
                if self._exchanged():
                    return True
                # What changed while it was read comes by again.
                changed = {row[0] for row in connection.execute("SELECT memory FROM outbox WHERE n > ?", (latest,))}
                keep(connection, [one for one in carried.readings if one[0] not in changed])
                lacking = [name for name in carried.lacking if name not in changed]
                with self._ledger.touched.unheard(connection, "awaiting", "outbox"):
                    if lacking:
                        connection.execute(_AWAIT, (json.dumps(lacking),))
                        self._ledger.after_commit(self.follow)
                    if not hold:
                        connection.execute("DELETE FROM outbox WHERE n <= ?", (rows[-1][0],))
            if hold:
                self._held = rows[-1][0]
                return True
            if self._budget is not None and (leaving := self._budget.leave(self._index)):
                self.put(leaving)
            return True

    def _exchanged(self) -> bool:
        """Whether the rows that were read are of another ledger than that which is open now, whose rows begin anew."""
        return self._exchanges != self._ledger.touched.exchanges

    def _hurried(self) -> bool:
        """Whether somebody waits for what the graph was not given yet."""
        return self._held > 0 and self._asked > 0 and not self._failures

    def _waits(self) -> bool:
        """Whether the graph is to wait: memory is filling, there is room, and nobody waits for it."""
        return self._filling() and not self._asked and len(self._index.tail) < MOST

    def _fold(self) -> bool:
        """Gives the graph some of what waits for it."""
        rows = self._ledger.rows("SELECT n, memory FROM outbox WHERE n <= ? ORDER BY n LIMIT ?", (self._held, TOGETHER))
        if not rows:
            self._held = 0
            return True
        self._index.fold([name for _, name in rows])
        _give_back()
        with self._ledger.write() as connection, self._ledger.touched.unheard(connection, "outbox"):
            if self._exchanged():
                return True
            connection.execute("DELETE FROM outbox WHERE n <= ?", (rows[-1][0],))
        if self._budget is not None and (leaving := self._budget.leave(self._index)):
            self.put(leaving)
        return True

    def _renew(self) -> bool:
        """Has some memories come by whose readings are of another form; whether there were any."""
        if self._reader.current():
            return False
        with self._ledger.write():
            gone = self._reader.renew()
            if gone:
                self.put(gone)
        return bool(gone)

    def carry(self, ids: Sequence[str], index: VectorIndex) -> set[str]:
        """Puts the vectors of those that belong into the index there; which of them it holds now."""
        return self._carry(ids, index).there

    def _carry(self, ids: Sequence[str], index: VectorIndex, *, hold: bool = False) -> Carried:
        """With `hold`, static vectors of what was never carried over are held back from the graph."""
        found = Carried()
        neural: dict[str, bytes] = {}
        read: list[tuple[str, bool, bool]] = []
        rows: list[Words] = []
        usable = self.neural()
        for belongs, known, vector, name, *row in self._ledger.rows(_TAKE, (json.dumps(list(ids)),)):
            if belongs and vector is not None and usable:
                neural[name] = vector
            elif belongs:
                found.lacking.append(name)
            if not known or (belongs and name not in neural):
                read.append((name, bool(known), bool(belongs) and name not in neural))
                rows.append(words(*row))
        if neural:
            index.promote(list(neural), widened(list(neural.values()), index.dimensions[MAIN]))
            found.there.update(neural)
        if rows:
            packed, vectors = self._reader.read(rows)
            found.readings.extend(
                (name, one) for (name, known, _), one in zip(read, packed, strict=True) if not known
            )
            # A zero vector (no known word) has no direction: it stays out, and is found by words.
            there = np.array([instant for _, _, instant in read]) & (np.linalg.norm(vectors, axis=1) > 0)
            instant = [name for (name, _, _), has in zip(read, there, strict=True) if has]
            if instant and hold:
                index.hold(instant, vectors[there])
            elif instant:
                index.upsert(instant, vectors[there], INSTANT)
            found.there.update(instant)
        return found

    def _clear(self) -> None:
        """The sweep that was asked for, if nothing waits that it would have to clear too."""
        if self._closed or not self.unswept():
            return
        with self._working:
            # What waits in the tail is in none of its files.
            if self._ledger.one(_ROWS, (self._held, 1)) or self._seen is not None:
                return  # an index that is being filled beside may hold it too, and asks for a sweep when it takes over
            self.notice = self._index.sweep()
            with self._ledger.write() as connection:
                connection.execute("DELETE FROM note WHERE name = ?", (DUE,))
