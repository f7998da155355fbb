"""What consolidation runs did, as it is read again: by run, thing by thing, with what undoes each.

Of the things themselves there are ids alone; what was forgotten since is not among them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from secondme.memory.record import Memory
from secondme.store.ledger import Ledger
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.runs import FIELDS

_FIELDS = (*FIELDS, "seconds")


class Learned:
    """Implements the port `Book` of `secondme.assistant.reporting`."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def run(self, number: int | None = None) -> dict[str, Any] | None:
        """A run by its number, or the latest that has ended and did something; where none did, the latest that ended.
        None where there is none."""
        sql = f"SELECT n, {', '.join(_FIELDS[1:])} FROM run WHERE "
        if number is None:
            sql += "state != 'running' ORDER BY n IN (SELECT run FROM learned) DESC, n DESC LIMIT 1"
        else:
            sql += "n = ?"
        row = self._ledger.one(sql, () if number is None else (number,))
        return None if row is None else dict(zip(_FIELDS, row, strict=True))

    def runs(self, limit: int) -> list[int]:
        """The numbers of the runs that did something and have ended, the latest first."""
        sql = "SELECT n FROM run WHERE state != 'running' AND n IN (SELECT run FROM learned) ORDER BY n DESC LIMIT ?"
        return [n for (n,) in self._ledger.rows(sql, (limit,))]

    def did(self, run: int) -> list[tuple[int, str, str, int | None, int | None]]:
        """What a run did in order: the number of it, what it was, the id of the memory, the operation that it belongs
        to, and the one by which that was undone, if it was."""
        rows = self._ledger.rows(
            "SELECT learned.n, learned.what, memory, learned.operation, operation.undone_by FROM learned "
            "LEFT JOIN operation ON operation.n = learned.operation WHERE run = ? ORDER BY learned.n",
            (run,),
        )
        return [(n, what, memory, operation, undone) for n, what, memory, operation, undone in rows]

    def undone(self, ids: Sequence[str]) -> list[Memory]:
        """Those of these memories that an undoing took away and that can be brought back."""
        rows = self._ledger.rows(
            f"SELECT {COLUMNS} FROM memory WHERE id IN (SELECT value FROM json_each(?)) AND NOT {HIDDEN} AND "
            "(SELECT what FROM history WHERE history.memory = memory.n ORDER BY version DESC LIMIT 1) = 'undone'",
            (json.dumps(list(ids)),),
        )
        return [from_row(row) for row in rows]

    def worst(self) -> float | None:
        """The smallest share of probes that memory ever answered after a run; None where none were asked. Of a run that
        was rolled back the share before it counts: that is how memory was left."""
        found = self._ledger.scalar("SELECT min(iif(state = 'rolled back', before, after)) FROM run")
        return None if found is None else float(found)

    def spent(self, since: float) -> float:
        """Seconds that runs took which began after a time."""
        return float(self._ledger.scalar("SELECT coalesce(sum(seconds), 0) FROM run WHERE began > ?", (since,)))

    def latest(self) -> float | None:
        """When the latest run began; None where there was none."""
        found = self._ledger.scalar("SELECT max(began) FROM run")
        return None if found is None else float(found)
