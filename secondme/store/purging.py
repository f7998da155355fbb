"""What is being purged: noted in the ledger until every place has let it go, and in a list that outlives the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence

from secondme.errors import IndexUnavailable
from secondme.memory.record import Memory
from secondme.ports import Clock
from secondme.store.forgotten import Forgotten
from secondme.store.ledger import Ledger
from secondme.store.outbox import Outbox
from secondme.store.routing import Router
from secondme.store.store import Store

NOTE = "purging"
SETTLING = 60.0
"""Seconds that the outbox may take to carry over what was deleted."""


class Purging:
    """Implements the port `Erasing`."""

    def __init__(self, store: Store, forgotten: Forgotten, clock: Clock) -> None:
        self._store = store
        self._forgotten = forgotten
        self._clock = clock

    def hidden(self, ids: Sequence[str]) -> list[Memory]:
        """See `Erasing`."""
        return self._store.writing.get(ids, hidden=True)

    def begin(self, ids: Sequence[str]) -> None:
        """See `Erasing`. The note comes first: a copy of the ledger that is made between the two then knows that they
        are to go, and one made before them is held against the list."""
        self._write(sorted({*self.pending(), *ids}))
        self._forgotten.add(ids, self._clock())

    def pending(self) -> list[str]:
        """See `Erasing`."""
        noted = self._store.ledger.scalar("SELECT value FROM note WHERE name = ?", (NOTE,))
        found: list[str] = json.loads(noted) if noted else []
        return found

    def end(self, ids: Sequence[str]) -> None:
        """See `Erasing`."""
        self._write(sorted(set(self.pending()) - set(ids)))
        self._store.ledger.truncate()

    def _write(self, ids: list[str]) -> None:
        with self._store.ledger.write() as connection:
            if ids:
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (NOTE, json.dumps(ids)))
            else:
                connection.execute("DELETE FROM note WHERE name = ?", (NOTE,))


class TopicTrace:
    """Names that topics were given after words of memories. Implements the port `Trace`."""

    def __init__(self, router: Router) -> None:
        self._router = router

    def erase(self, ids: Sequence[str]) -> str:
        """See `Trace`. Raises: StoreError."""
        self._router.forgotten()
        return ""


class LedgerTrace:
    """Pages of the ledger and its log. Implements the port `Trace`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def erase(self, ids: Sequence[str]) -> str:
        """See `Trace`. Raises: StoreError if somebody reads for so long that the log cannot be cut off."""
        self._ledger.truncate()
        return ""


class IndexTrace:
    """Vectors and ids in ChromaDB's files. Implements the port `Trace`.

    The outbox clears them, after all that waits in it, so that no batch on its way brings back what is to go.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def erase(self, ids: Sequence[str]) -> str:
        """See `Trace`. Raises: IndexUnavailable; it is done all the same as soon as the index answers."""
        self._outbox.sweep()
        if not self._outbox.settle(SETTLING):
            raise IndexUnavailable(self._outbox.error or "The index is still busy.", "It is tried again.")
        if self._outbox.unswept():
            raise IndexUnavailable(
                "The vector index is being made anew, and what was forgotten goes when that has ended.",
                "It is tried again.",
            )
        return self._outbox.notice
