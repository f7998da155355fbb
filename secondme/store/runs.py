"""Consolidation runs in the ledger. Implements the port `Runs`."""

from __future__ import annotations

from typing import Any

from secondme.ports import Clock
from secondme.store.ledger import Ledger

_FIELDS = ("run", "began", "ended", "state", "looked_at", "faded", "insights")


class LedgerRuns:
    """One row a run; a run that was killed stays `running` and is closed as `interrupted` at the next start."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        with ledger.write() as connection:
            connection.execute("UPDATE run SET state = 'interrupted', ended = began WHERE state = 'running'")

    def begin(self) -> int:
        """See `Runs`."""
        with self._ledger.write() as connection:
            connection.execute("INSERT INTO run (began, state) VALUES (?, 'running')", (self._clock(),))
            return int(connection.last_insert_rowid())

    def end(self, run: int, *, state: str, looked_at: int, faded: int, insights: int) -> None:
        """See `Runs`."""
        with self._ledger.write() as connection:
            connection.execute(
                "UPDATE run SET ended = ?, state = ?, looked_at = ?, faded = ?, insights = ? WHERE n = ?",
                (self._clock(), state, looked_at, faded, insights, run),
            )

    def last(self) -> dict[str, Any] | None:
        """The latest run, or None."""
        row = self._ledger.one(f"SELECT n, {', '.join(_FIELDS[1:])} FROM run ORDER BY n DESC LIMIT 1")
        return None if row is None else dict(zip(_FIELDS, row, strict=True))
