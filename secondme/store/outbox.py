"""The outbox: what the vector index still has to learn from the ledger, carried over in batches by one thread.

Invariant: a row leaves the outbox only after the index holds what it asked for, so a crash at any instant
leaves work to do again and never a hole. Doing it again changes nothing.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from secondme.errors import DiskFull, IndexUnavailable, StoreError
from secondme.memory.record import By, Memory
from secondme.store.budget import INDEXED, Budget
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.rows import heading_of
from secondme.store.vectors import BATCH

log = logging.getLogger(__name__)

__all__ = ["INDEXED", "Outbox", "spoken"]

SPEAKERS = {By.PERSON: "User", By.ASSISTANT: "Assistant"}

TOGETHER = 3 * BATCH
"""Rows that leave the outbox at once: for each such step its thread waits until nobody else writes."""

RETRY = (2.0, 60.0)
"""Seconds until the first retry after a failure, doubled for each further one up to the second number."""

DUE = "index.sweep"
"""The note in the ledger that files of the index still hold what was forgotten."""


def spoken(memory: Memory) -> str:
    """The text that a static vector is made of: "Speaker: text", never bare; a passage under its heading."""
    return _spoken(memory.by, getattr(memory.source, "heading", ""), memory.text)


def _spoken(by: By, heading: str, text: str) -> str:
    return f"{heading or 'Note'}: {text}" if by is By.FILE else f"{SPEAKERS[by]}: {text}"


def pause(failures: int, first: float, longest: float) -> float | None:
    """Seconds to wait after so many failures in a row, doubled for each; None, for ever, after none."""
    return min(longest, first * 2.0 ** min(16, failures - 1)) if failures else None


class Outbox:
    """Drains itself in a thread of its own whenever something was put in."""

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        embed: Callable[[Sequence[str]], NDArray[np.float32]],
        budget: Budget | None = None,
        retry: tuple[float, float] = RETRY,
    ) -> None:
        """`retry` is the pause in seconds after a first failure, and the longest one."""
        self._ledger = ledger
        self._index = index
        self._embed = embed
        self._budget = budget
        self._retry = retry
        self._changed = threading.Condition()
        self._working = threading.RLock()
        self._seen: set[str] | None = None
        self._again = True
        self._idle = False
        self._closed = False
        self._failures = 0
        self.error = ""
        self.notice = ""
        """What the last sweep could not do, as a sentence."""
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def put(self, ids: Sequence[str]) -> None:
        """Marks memories as changed; belongs into the transaction that changes them."""
        with self._ledger.write() as connection:
            connection.execute("INSERT INTO outbox (memory) SELECT value FROM json_each(?)", (json.dumps(list(ids)),))
            self._ledger.after_commit(self.wake)

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

    def waiting(self) -> int:
        """How many changes the index has not seen."""
        return int(self._ledger.scalar("SELECT count(*) FROM outbox"))

    def settle(self, timeout: float) -> bool:
        """Waits until nothing waits; False if something still does, or failed."""
        with self._changed:
            self._changed.wait_for(lambda: self._idle or self._closed, timeout)
            return self._idle and not self.error

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Inside, no batch is carried over; one that is on its way is waited for."""
        with self._working:
            yield

    def watch(self) -> None:
        """Notes from now on which memories are carried over, for `seen`."""
        with self._working:
            self._seen = set()

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
                self._changed.wait_for(lambda: self._again or self._closed, timeout=pause(self._failures, *self._retry))
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
                if not self._again and not self._closed:
                    self._idle = True
                    self._changed.notify_all()

    def _batch(self) -> bool:
        with self._working:
            rows = self._ledger.rows("SELECT n, memory FROM outbox ORDER BY n LIMIT ?", (TOGETHER,))
            if not rows:
                return False
            ids = list(dict.fromkeys(name for _, name in rows))
            gone = set(ids) - self.carry(ids, self._index)
            if gone:
                self._index.delete(sorted(gone))
            if self._seen is not None:
                self._seen.update(ids)
            with self._ledger.write() as connection:
                connection.execute("DELETE FROM outbox WHERE n <= ?", (rows[-1][0],))
            if self._budget is not None and (leaving := self._budget.leave(self._index)):
                self.put(leaving)
            return True

    def carry(self, ids: Sequence[str], index: VectorIndex) -> set[str]:
        """Puts the vectors of those that belong into the index there; which of them it holds now."""
        kept: list[str] = []
        texts: list[str] = []
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            # Only what a vector is made of: whole records take four times as long to read.
            for name, by, text, key, source in self._ledger.rows(
                f"SELECT id, by, text, source_key, source FROM memory WHERE id IN ({marks(some)}) "
                f"AND status IN ({marks(INDEXED)}) AND id NOT IN (SELECT memory FROM unindexed)",
                [*some, *INDEXED],
            ):
                kept.append(name)
                texts.append(_spoken(By(by), heading_of(key, source), text))
        if not kept:
            return set()
        vectors = self._embed(texts)
        # A zero vector (no known word) has no direction: it stays out, and is found by words.
        there = np.linalg.norm(vectors, axis=1) > 0
        with_vector = [name for name, has in zip(kept, there, strict=True) if has]
        if with_vector:
            index.upsert(with_vector, vectors[there])
        return set(with_vector)

    def _clear(self) -> None:
        """The sweep that was asked for, if nothing waits that it would have to clear too."""
        if self._closed or not self.unswept():
            return
        with self._working:
            if self.waiting() or self._seen is not None:
                return  # an index that is being filled beside may hold it too, and asks for a sweep when it takes over
            self.notice = self._index.sweep()
            with self._ledger.write() as connection:
                connection.execute("DELETE FROM note WHERE name = ?", (DUE,))
