"""What is being purged: noted in the ledger until every place has let it go, and in a list that outlives the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence

from secondme.memory.record import Memory
from secondme.ports import Clock
from secondme.store.forgotten import Forgotten
from secondme.store.index import VectorIndex
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
        """See `Erasing`. The list comes first: a ledger restored from a copy must not bring them back."""
        self._forgotten.add(ids, self._clock())
        self._write(sorted({*self.pending(), *ids}))

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
    """Vectors and ids in ChromaDB's files. Implements the port `Trace`."""

    def __init__(self, index: VectorIndex, outbox: Outbox) -> None:
        self._index = index
        self._outbox = outbox

    def erase(self, ids: Sequence[str]) -> str:
        """See `Trace`. Raises: IndexUnavailable."""
        self._outbox.settle(SETTLING)
        return self._index.purge(ids)
