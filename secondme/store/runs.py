"""Consolidation runs in the ledger, and what each did. Implements the port `Runs`.

What a run did is kept as ids and numbers of operations: the words stand in the memories alone.
"""

from __future__ import annotations

from typing import Any

from secondme.events import (
    Archived,
    Consolidated,
    Event,
    Faded,
    Gisted,
    Learned,
    Linked,
    Probed,
    Reflected,
    Thought,
)
from secondme.ports import Clock
from secondme.store.ledger import Ledger

FIELDS = (
    "run", "began", "ended", "state", "looked_at", "faded", "insights", "learned", "changed", "archived", "before",
    "after",
)  # fmt: skip
"""Of a run, as `last` gives it."""


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

    def note(self, run: int, event: Event) -> None:
        """See `Runs`."""
        match event:
            case Learned(memory=memory, operation=what):
                name, what = memory.id, what.lower()
            case Reflected(memory=memory) | Thought(memory=memory) | Gisted(memory=memory):
                name, what = memory.id, type(event).__name__.lower()
            case Faded(id=name) | Archived(id=name) | Linked(id=name):
                what = type(event).__name__.lower()
            case _:
                return
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT INTO learned (run, n, what, memory, operation) "
                "SELECT ?1, (SELECT coalesce(max(n), 0) + 1 FROM learned WHERE run = ?1), ?2, ?3, (SELECT coalesce("
                "(SELECT operation FROM history WHERE history.memory = memory.n ORDER BY version DESC LIMIT 1),"
                " memory.operation) FROM memory WHERE id = ?3)",
                (run, what, name),
            )

    def end(self, ended: Consolidated, probed: Probed | None) -> None:
        """See `Runs`."""
        with self._ledger.write() as connection:
            connection.execute(
                "UPDATE run SET ended = ?1, state = ?, looked_at = ?, faded = ?, insights = ?, learned = ?, "
                "changed = ?, archived = ?, before = ?, after = ?, seconds = max(0, ?1 - began) WHERE n = ?",
                (
                    self._clock(), ended.state, ended.looked_at, ended.faded, ended.insights, ended.learned,
                    ended.changed, ended.archived, probed and probed.before, probed and probed.after, ended.run,
                ),
            )  # fmt: skip

    def last(self) -> dict[str, Any] | None:
        """The latest run, or None."""
        row = self._ledger.one(f"SELECT n, {', '.join(FIELDS[1:])} FROM run ORDER BY n DESC LIMIT 1")
        return None if row is None else dict(zip(FIELDS, row, strict=True))
