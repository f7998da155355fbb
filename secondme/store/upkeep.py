"""Health of the store: ledger and index compared, differences mended, the index made anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from secondme.errors import IndexUnavailable
from secondme.memory.record import Memory
from secondme.ports import Embedder, Health
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.outbox import INDEXED, Outbox, spoken
from secondme.store.rows import COLUMNS, from_row


class Upkeep:
    """Keeps the index true to the ledger."""

    def __init__(self, ledger: Ledger, index: VectorIndex, outbox: Outbox, embedder: Embedder) -> None:
        self.ledger = ledger
        self.index = index
        self.outbox = outbox
        self._embedder = embedder

    def health(self) -> Health:
        """See `MemoryStore`."""
        by_status: dict[str, int] = dict(self.ledger.rows("SELECT status, count(*) FROM memory GROUP BY status"))
        indexed, error = 0, self.outbox.error
        if not error and self.index.opened:
            try:
                indexed = self.index.count()
            except IndexUnavailable as unavailable:
                error = str(unavailable)
        sizes = {
            "ledger": sum(_size(self.ledger.path.with_name(self.ledger.path.name + end)) for end in ("", "-wal")),
            "index": self.index.bytes(),
        }
        return Health(by_status, indexed, self.outbox.waiting(), sizes, error)

    def heal(self) -> int:
        """Puts into the outbox whatever index and ledger do not agree on; how much that was.

        Raises: IndexUnavailable.
        """
        if self.outbox.waiting():
            return 0
        wanted = set(self._indexable())
        there = set(self.index.ids())
        odd = sorted(wanted ^ there)
        # A memory without a single known word has no vector and never will.
        odd = [name for name in odd if name in there or self._has_vector(name)]
        if odd:
            self.outbox.put(odd)
        return len(odd)

    def _indexable(self) -> list[str]:
        """Ids of the memories that belong into the index."""
        rows = self.ledger.rows(f"SELECT id FROM memory WHERE status IN ({marks(INDEXED)})", list(INDEXED))
        return [row[0] for row in rows]

    def _has_vector(self, name: str) -> bool:
        return any(bool(self._embedder.embed([spoken(memory)]).any()) for memory in self._get(name))

    def _get(self, name: str) -> list[Memory]:
        return [from_row(row) for row in self.ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE id = ?", (name,))]

    def rebuild(self, report: Callable[[int, int], None]) -> int:
        """Makes the index anew from the ledger, in an empty folder; words answer meanwhile. How many it holds.

        `report(done, total)` is called after each batch. Raises: IndexUnavailable.
        """
        self.index.clear()
        with self.ledger.write() as connection:
            ids = self._indexable()
            connection.execute("DELETE FROM outbox")
            self.outbox.put(ids)
        report(0, len(ids))
        while not self.outbox.settle(0.5):
            if self.outbox.error:
                raise IndexUnavailable(self.outbox.error)
            report(len(ids) - min(len(ids), self.outbox.waiting()), len(ids))
        report(len(ids), len(ids))
        return self.index.count()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
