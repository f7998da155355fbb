"""The byte budget of the index: when it is full, what has faded most leaves first, and comes back when recalled.

Who has left stands in the ledger's table `unindexed`; text and words stay where they are.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

from secondme.memory.forgetting import Forgetting, strength
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.ports import Clock
from secondme.store.index import VectorIndex, row_bytes
from secondme.store.ledger import Ledger, marks

INDEXED = (Status.ACTIVE, Status.FADED)
"""Statuses whose memories stand in the index."""

SPARE = 0.02
"""Part of the budget that is cleared beyond what must go, so that not every batch has to choose anew."""


class Budget:
    """Which memories the index has room for."""

    def __init__(self, ledger: Ledger, clock: Clock, limit: int, forgetting: Forgetting) -> None:
        """`limit` is in bytes, 0 for none."""
        self._ledger = ledger
        self._clock = clock
        self.limit = limit
        self._forgetting = forgetting

    def over(self, index: VectorIndex) -> int:
        """Bytes by which the index's rows exceed the budget, those apart that are about to leave; negative is room.

        Raises: IndexUnavailable.
        """
        sql = "SELECT count(DISTINCT memory) FROM outbox WHERE memory IN (SELECT memory FROM unindexed)"
        leaving = int(self._ledger.scalar(sql))
        return index.needs() - int(leaving * self._row(index)) - self.limit

    def _row(self, index: VectorIndex) -> float:
        """Bytes of a row on average, with as many static and neural ones as there are."""
        rows = index.count()
        return index.needs() / rows if rows else max(map(row_bytes, index.dimensions.values()))

    def leave(self, index: VectorIndex) -> list[str]:
        """Chooses who leaves a full index, notes it in the ledger and gives their ids, for the outbox.

        What is pinned stays. Raises: IndexUnavailable.
        """
        if not self.limit or (over := self.over(index)) <= 0:
            return []
        many = int((over + SPARE * self.limit) / self._row(index)) + 1
        chosen = self._faintest(many)
        with self._ledger.write() as connection:
            connection.executemany("INSERT OR IGNORE INTO unindexed (memory) VALUES (?)", [(name,) for name in chosen])
        return chosen

    def _faintest(self, many: int) -> list[str]:
        now = self._clock()
        rows = self._ledger.rows(
            "SELECT id, kind, made, importance, recalls, last_recalled FROM memory WHERE NOT pinned "
            f"AND status IN ({marks(INDEXED)}) AND id NOT IN (SELECT memory FROM unindexed)",
            list(INDEXED),
        )
        # Among equals (passages never fade) what was used or made longest ago goes first.
        ranked = ((self._strength(row, now), max(row[2], row[5] or 0.0), row[0]) for row in rows)
        return [name for _, _, name in heapq.nsmallest(many, ranked)]

    def _strength(self, row: tuple[str, str, float, float, int, float | None], now: float) -> float:
        name, kind, made, importance, recalls, last_recalled = row
        memory = Memory(
            id=name, kind=Kind(kind), text="", source=_NOWHERE, by=By.PERSON, place="", made=made,
            importance=importance, recalls=recalls, last_recalled=last_recalled,
        )  # fmt: skip
        return strength(memory, now, self._forgetting)

    def readmit(self, ids: Sequence[str]) -> list[str]:
        """Lets memories come back that had left; which of these that are. The outbox has to be told of them."""
        back: list[str] = []
        with self._ledger.write() as connection:
            for name in ids:
                connection.execute("DELETE FROM unindexed WHERE memory = ?", (name,))
                if connection.changes():
                    back.append(name)
        return back

    def room(self, index: VectorIndex) -> list[str]:
        """Lets as many come back as there is room for by now, after the budget grew or memories went; their ids.

        Raises: IndexUnavailable.
        """
        with self._ledger.write() as connection:
            connection.execute("DELETE FROM unindexed WHERE memory NOT IN (SELECT id FROM memory)")
        if not self._ledger.scalar("SELECT 1 FROM unindexed LIMIT 1"):
            return []
        many = -1
        if self.limit:
            # Twice the spare, so that those who come back do not push others out.
            many = int((-self.over(index) - 2 * SPARE * self.limit) / max(map(row_bytes, index.dimensions.values())))
            if many <= 0:
                return []
        sql = (
            "SELECT memory.id FROM unindexed JOIN memory ON memory.id = unindexed.memory "
            "ORDER BY max(made, coalesce(last_recalled, 0)) DESC LIMIT ?"
        )
        return self.readmit([row[0] for row in self._ledger.rows(sql, (many,))])


_NOWHERE = Derived("budget", ())
