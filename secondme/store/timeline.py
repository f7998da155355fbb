"""What happened to what is remembered, by time: stored, changed, undone, faded, forgotten.

Counts come from indexes alone, but for undoings: those of which something is left are looked up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from secondme.memory.record import Kind, Memory, Status
from secondme.store.forgotten import Forgotten
from secondme.store.ledger import Ledger, marks
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.storing import RUN

SLOT = 900
"""Seconds of a slot: in every zone of the world days begin at a full one."""
WHAT = ("said", "read", "learned", "changed", "faded", "forgotten")
"""What there is to count, in the order in which it is told."""
_KINDS = {Kind.EPISODE: "said", Kind.PASSAGE: "read"}
_FADING = ("faded", "archived")
_GONE, _UNDONE = "forgotten", "undone"
"""In the history, what takes a memory away on request, and what undoing does."""
_NAME = re.compile(rf"((?:undid \d+: )*)(?:{RUN}\d+: )?(.*)", re.DOTALL)
"""The name of an operation: how often it was undone and brought back, and what it was at first."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a memory at a time (seconds since 1970): one of `WHAT`, in the history's own word, and
    why. An undoing is told with what was undone: "undone: pinned". `undone` is what holds no more, as it was undone."""

    at: float
    what: str
    word: str
    why: str
    undone: bool
    memory: Memory


class Timeline:
    """Reads what happened from a ledger, and from the list of what was forgotten."""

    def __init__(self, ledger: Ledger, forgotten: Forgotten) -> None:
        self._ledger = ledger
        self._forgotten = forgotten

    def slots(self, begin: float, end: float) -> Iterator[tuple[int, str, int]]:
        """In each slot of a time (its beginning in seconds since 1970), of what how much there was."""
        kinds, there = [str(kind) for kind in Kind], [str(one) for one in Status if one is not Status.FORGOTTEN]
        for slot, kind, count in self._ledger.rows(
            f"SELECT CAST(made / {SLOT} AS INTEGER), kind, count(*) FROM memory INDEXED BY memory_kind "
            f"WHERE kind IN ({marks(kinds)}) AND status IN ({marks(there)}) AND made >= ? AND made < ? GROUP BY 1, 2",
            [*kinds, *there, begin, end],
        ):
            yield int(slot) * SLOT, _KINDS.get(Kind(kind), "learned"), int(count)
        for slot, word, count in self._ledger.rows(
            f"SELECT CAST(at / {SLOT} AS INTEGER), what, count(*) FROM history WHERE at >= ? AND at < ? "
            "AND what NOT IN (?, ?) GROUP BY 1, 2",
            (begin, end, _GONE, _UNDONE),
        ):
            yield int(slot) * SLOT, "faded" if word in _FADING else "changed", int(count)
        for slot, count in self._ledger.rows(
            f"SELECT CAST(at / {SLOT} AS INTEGER), count(*) FROM history JOIN memory ON memory.n = history.memory "
            f"WHERE at >= ? AND at < ? AND what = ? AND {HIDDEN} GROUP BY 1",
            (begin, end, _UNDONE),
        ):
            yield int(slot) * SLOT, "changed", int(count)
        gone = Counter(int(at // SLOT) * SLOT for at in self._forgotten.times() if begin <= at < end)
        for slot, count in gone.items():
            yield slot, "forgotten", count

    def happenings(self, begin: float, end: float, *, limit: int, offset: int = 0) -> list[Happening]:
        """What happened in a time, the latest first, but for what was forgotten: of that nothing is left."""
        rows = self._ledger.rows(
            "WITH there AS (SELECT made AS at, '' AS word, '' AS why, NULL AS done, 1 AS made_it, n FROM memory "
            f"WHERE made >= ?1 AND made < ?2 AND {HIDDEN} UNION ALL SELECT history.at, history.what, history.why, "
            "history.operation, history.version, history.memory FROM history "
            f"JOIN memory ON memory.n = history.memory WHERE history.at >= ?1 AND history.at < ?2 AND {HIDDEN} "
            f"AND history.what != '{_GONE}' ORDER BY at DESC, n DESC, made_it DESC LIMIT ?3 OFFSET ?4) "
            f"SELECT there.at, word, there.why, what, undone_by IS NOT NULL, {COLUMNS} FROM there "
            "JOIN memory ON memory.n = there.n LEFT JOIN operation ON operation.n = there.done "
            "ORDER BY there.at DESC, memory.n DESC, made_it DESC",
            (begin, end, limit, offset),
        )
        return [self._happening(*row) for row in rows]

    @staticmethod
    def _happening(at: float, word: str, why: str, name: str | None, undone: int, *fields: Any) -> Happening:
        memory = from_row(fields)
        if not word:
            return Happening(at, _KINDS.get(memory.kind, "learned"), "", "", False, memory)
        what = "faded" if word in _FADING else "changed"
        if word == _UNDONE and (named := _NAME.fullmatch(name or "")):
            times = named[1].count("undid")
            word, why = f"{'undone' if times % 2 else 'redone'}: {named[2]}", ""
        return Happening(at, what, word, why, bool(undone), memory)
