"""The outbox: what the vector index still has to learn from the ledger, carried over in batches by one thread.

Invariant: a row leaves the outbox only after the index holds what it asked for, so a crash at any instant
leaves work to do again and never a hole. Doing it again changes nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from secondme.errors import DiskFull, IndexUnavailable, StoreError
from secondme.memory.record import By, Memory, Status
from secondme.store.index import BATCH, VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.rows import COLUMNS, from_row

log = logging.getLogger(__name__)

INDEXED = (Status.ACTIVE, Status.FADED)
"""Statuses whose memories stand in the index."""

SPEAKERS = {By.PERSON: "User", By.ASSISTANT: "Assistant"}


def spoken(memory: Memory) -> str:
    """The text that a static vector is made of: "Speaker: text", never bare; a passage under its heading."""
    if memory.by is By.FILE:
        title = getattr(memory.source, "heading", "") or "Note"
        return f"{title}: {memory.text}"
    return f"{SPEAKERS[memory.by]}: {memory.text}"


class Outbox:
    """Drains itself in a thread of its own whenever something was put in."""

    def __init__(
        self, ledger: Ledger, index: VectorIndex, embed: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> None:
        self._ledger = ledger
        self._index = index
        self._embed = embed
        self._changed = threading.Condition()
        self._again = True
        self._idle = False
        self._closed = False
        self.error = ""
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def put(self, ids: Sequence[str]) -> None:
        """Marks memories as changed; belongs into the transaction that changes them."""
        with self._ledger.write() as connection:
            connection.executemany("INSERT INTO outbox (memory) VALUES (?)", [(name,) for name in ids])
            self._ledger.after_commit(self._wake)

    def _wake(self) -> None:
        with self._changed:
            self._again = True
            self._idle = False
            self._changed.notify_all()

    def waiting(self) -> int:
        """How many changes the index has not seen."""
        return int(self._ledger.scalar("SELECT count(*) FROM outbox"))

    def settle(self, timeout: float) -> bool:
        """Waits until nothing waits; False if something still does."""
        with self._changed:
            return self._changed.wait_for(lambda: self._idle or self._closed, timeout) and not self.error

    def close(self) -> None:
        """Ends the thread after the batch that it is at; the rest waits for the next start."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout=30)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._again or self._closed, timeout=60 if self.error else None)
                if self._closed:
                    return
                self._again = False
            try:
                self.error = ""
                while not self._closed and self._batch():
                    pass
            except (IndexUnavailable, DiskFull, StoreError) as error:
                if self._closed:
                    return
                log.warning("outbox: %s", error)
                self.error = str(error)
            except Exception as error:  # the outermost loop of this thread: it must live, and say what is wrong
                log.exception("outbox")
                self.error = f"The index could not be kept in step ({type(error).__name__})."
            with self._changed:
                if not self._again:
                    self._idle = True
                    self._changed.notify_all()

    def _batch(self) -> bool:
        rows = self._ledger.rows("SELECT n, memory FROM outbox ORDER BY n LIMIT ?", (BATCH,))
        if not rows:
            return False
        ids = list(dict.fromkeys(name for _, name in rows))
        found = {
            memory.id: memory
            for memory in map(
                from_row, self._ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE id IN ({marks(ids)})", ids)
            )
        }
        kept = [found[name] for name in ids if name in found and found[name].status in INDEXED]
        gone = [name for name in ids if name not in found or found[name].status not in INDEXED]
        if kept:
            vectors = self._embed([spoken(memory) for memory in kept])
            # A zero vector (no known word) has no direction: it stays out, and is found by words.
            there = np.linalg.norm(vectors, axis=1) > 0
            with_vector = [memory.id for memory, has in zip(kept, there, strict=True) if has]
            gone += [memory.id for memory, has in zip(kept, there, strict=True) if not has]
            if with_vector:
                self._index.upsert(with_vector, vectors[there])
        if gone:
            self._index.delete(gone)
        with self._ledger.write() as connection:
            connection.execute("DELETE FROM outbox WHERE n <= ?", (rows[-1][0],))
        return True
