"""What is being purged: noted in the ledger until every place has let it go, and in a list that outlives the ledger."""

from __future__ import annotations

import json
from collections.abc import Sequence

from secondme.errors import IndexUnavailable
from secondme.memory.record import Derived
from secondme.ports import Clock
from secondme.store.forgotten import Forgotten
from secondme.store.ledger import Ledger
from secondme.store.outbox import Outbox
from secondme.store.routing import Router
from secondme.store.store import Store

NOTE = "purging"
FORGOTTEN = "forgotten"
"""What the history calls being forgotten on request, other than being undone."""
SETTLING = 60.0
"""Seconds that the outbox may take to carry over what was deleted."""


class Purging:
    """Implements the port `Erasing`."""

    def __init__(self, store: Store, forgotten: Forgotten, clock: Clock) -> None:
        self._store = store
        self._forgotten = forgotten
        self._clock = clock

    def take(self, when: float) -> list[str]:
        """See `Erasing`. What is noted comes before the list of what was forgotten: a copy of the ledger that is made
        between the two knows that it is to go, and one made before them is held against the list."""
        if not self._store.due(when) and not self._pending():
            return []
        with self._store.ledger.write():
            going = self._store.due(when)
            memories = self._store.writing.get(going, hidden=True)
            self._store.decline([memory for memory in memories if isinstance(memory.source, Derived)])
            latest = self._store.past.latest(going)
            pending = self._pending()
            there = {memory.id for memory in self._store.get([name for name, _ in pending])}
            noted = [(name, listed) for name, listed in pending if name not in there]
            noted += [(name, latest.get(name) == FORGOTTEN) for name in going]
            self._write(noted)
            self._store.forget(going)
        # What only an undoing took away was not forgotten: it may come back with an import or a backup.
        self._forgotten.add([name for name, listed in noted if listed], self._clock())
        return [name for name, _ in noted]

    def waiting(self) -> bool:
        """See `Erasing`."""
        return bool(self._pending())

    def end(self, ids: Sequence[str]) -> None:
        """See `Erasing`."""
        gone = set(ids)
        with self._store.ledger.write():
            self._write([(name, listed) for name, listed in self._pending() if name not in gone])
        self._store.ledger.truncate()

    def _pending(self) -> list[tuple[str, bool]]:
        noted = self._store.ledger.scalar("SELECT value FROM note WHERE name = ?", (NOTE,))
        return [(str(name), bool(listed)) for name, listed in json.loads(noted)] if noted else []

    def _write(self, noted: Sequence[tuple[str, bool]]) -> None:
        with self._store.ledger.write() as connection:
            connection.execute("DELETE FROM note WHERE name = ?", (NOTE,))
            if noted:
                connection.execute("INSERT INTO note (name, value) VALUES (?, ?)", (NOTE, json.dumps(noted)))


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
        if not self._outbox.swept(SETTLING):
            made_anew = "The vector index is being made anew, and what was forgotten goes when that has ended."
            busy = made_anew if self._outbox.watched else "The index is still busy."
            raise IndexUnavailable(self._outbox.error or busy, "It is tried again.")
        return self._outbox.notice
