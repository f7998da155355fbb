"""Rehearsals in the ledger: when each memory that was drawn is tested again, and how its tests went."""

from __future__ import annotations

from secondme.memory.record import Memory, Status
from secondme.memory.rehearsing import REHEARSED, Rehearsal, first
from secondme.store.ledger import Ledger, marks
from secondme.store.rows import COLUMNS, from_row

HOLDING = (Status.ACTIVE, Status.FADED)
"""Statuses of what is rehearsed."""


class LedgerRehearsals:
    """Implements the port `Book` of `secondme.assistant.rehearsal`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def enrol(self, now: float) -> int:
        """Gives what is new its first date, and takes out what holds no more; how many are new."""
        meant = f"kind IN ({marks(REHEARSED)}) AND status IN ({marks(HOLDING)})"
        start = first(now)
        with self._ledger.write() as connection:
            connection.execute(
                "DELETE FROM rehearsal WHERE due <= ? AND NOT EXISTS (SELECT 1 FROM memory "
                f"WHERE n = rehearsal.memory AND status IN ({marks(HOLDING)}))",
                (now, *HOLDING),
            )
            connection.execute(
                f"INSERT OR IGNORE INTO rehearsal (memory, due, days) SELECT n, ?, ? FROM memory WHERE {meant} "
                "AND n NOT IN (SELECT memory FROM rehearsal)",
                (start.due, start.days, *REHEARSED, *HOLDING),
            )
            return int(connection.changes())

    def due(self, now: float, limit: int) -> list[tuple[Memory, Rehearsal]]:
        """What is due, that waiting longest first."""
        rows = self._ledger.rows(
            f"SELECT due, days, hits, misses, {COLUMNS} FROM rehearsal JOIN memory ON memory.n = rehearsal.memory "
            f"WHERE due <= ? AND status IN ({marks(HOLDING)}) ORDER BY due, memory.n LIMIT ?",
            (now, *HOLDING, limit),
        )
        return [(from_row(row[4:]), Rehearsal(*row[:4])) for row in rows]

    def note(self, memory: str, done: Rehearsal) -> None:
        """Notes how a test went."""
        with self._ledger.write() as connection:
            connection.execute(
                "UPDATE rehearsal SET due = ?, days = ?, hits = ?, misses = ? "
                "WHERE memory = (SELECT n FROM memory WHERE id = ?)",
                (done.due, done.days, done.hits, done.misses, memory),
            )
