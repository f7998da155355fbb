"""The queue of fading in the ledger: each memory with the time at which it is to be looked at again.

Invariant: nothing that may fade is missing from the queue, and nothing is looked at before its time: what is new, moved
or rated anew is due at once, by triggers, and what an answer used since is only found to be due later when its turn
comes. So a run costs what happened since the last one, whatever the size of the memory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import IndexUnavailable
from secondme.memory.forgetting import Forgetting, Waiting, uniqueness
from secondme.memory.reading import widened
from secondme.memory.record import Memory, Said, Status
from secondme.memory.topic import vector, words_of
from secondme.store.index import INSTANT, MAIN
from secondme.store.lineage import FAMILY
from secondme.store.nearest import LANES
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.store import Store
from secondme.storing import Filter, Hit

SETTINGS = "fading.settings"
"""The note of the settings by which the queue's times were worked out."""
NEAR = 8
"""Neighbours of a memory that are looked at; where there are fewer, nothing tells yet what is rare."""
REACH = 3
"""Times as many are looked at, whoever said them."""
ALONE_USUAL = {LANES[MAIN]: (0.43, 0.62), LANES[INSTANT]: (0.7, 0.84)}
"""Cosines with the nearest memory from which a memory is like no other, and is like most, by lane. Of some thousand
turns of recorded talks one in fifty has no neighbour as near as the first, and half have one as near as the second."""

_WAITING = (
    "SELECT fading.uniqueness, fading.due, (SELECT max(at) FROM history WHERE history.memory = memory.n "
    f"AND what = 'undone'), {COLUMNS} FROM fading JOIN memory ON memory.n = fading.memory"
)


class LedgerFading:
    """Implements the port `Queue` of `secondme.assistant.fading`."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ledger = store.ledger

    def together(self) -> AbstractContextManager[Any]:
        """A transaction."""
        return self._ledger.write()

    def begin(self, settings: Forgetting) -> None:
        """Has everything looked at again where the settings are others than last time."""
        form = repr(settings)
        with self._ledger.write() as connection:
            if self._ledger.scalar("SELECT value FROM note WHERE name = ?", (SETTINGS,)) != form:
                connection.execute("UPDATE fading SET due = 0")
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (SETTINGS, form))

    def waiting(self, now: float, limit: int, after: tuple[float, str] = (-1.0, "")) -> list[Waiting]:
        """The next memories that are due, those waiting longest first; `after` are time and id of the last one had."""
        rows = self._ledger.rows(
            f"{_WAITING} WHERE fading.due <= ? AND (fading.due, fading.memory) > "
            f"(?, coalesce((SELECT n FROM memory WHERE id = ?), -1)) AND {HIDDEN} "
            "ORDER BY fading.due, fading.memory LIMIT ?",
            (now, *after, limit),
        )
        return [Waiting(from_row(row[3:]), row[0], row[1], row[2] or 0.0) for row in rows]

    def again(self, memories: Sequence[str]) -> list[Waiting]:
        """The same of memories by id, as they stand now; those that are gone are left out."""
        given = json.dumps(list(memories))
        rows = self._ledger.rows(
            f"{_WAITING} WHERE memory.id IN (SELECT value FROM json_each(?)) AND {HIDDEN} ORDER BY memory.n", (given,)
        )
        return [Waiting(from_row(row[3:]), row[0], row[1] or 0.0, row[2] or 0.0) for row in rows]

    def note(self, memory: str, due: float, uniqueness: float | None = None) -> None:
        """Notes when a memory is to be looked at again (infinite: never), and its uniqueness where that is given."""
        with self._ledger.write() as connection:
            connection.execute(
                "UPDATE fading SET due = ?, uniqueness = coalesce(?, uniqueness) "
                "WHERE memory = (SELECT n FROM memory WHERE id = ?)",
                (None if math.isinf(due) else due, uniqueness, memory),
            )

    def crowd(self, memory: str, uniqueness: float) -> None:
        """Notes that a memory has a nearer neighbour than it had."""
        with self._ledger.write() as connection:
            connection.execute(
                "UPDATE fading SET due = 0, uniqueness = ? "
                "WHERE memory = (SELECT n FROM memory WHERE id = ?) AND uniqueness > ?",
                (uniqueness, memory, uniqueness),
            )

    def uniqueness(self, memories: Sequence[str]) -> dict[str, float]:
        """The uniqueness of those that were looked at."""
        sql = (
            "SELECT memory.id, uniqueness FROM fading JOIN memory ON memory.n = fading.memory "
            "WHERE memory.id IN (SELECT value FROM json_each(?)) AND uniqueness IS NOT NULL"
        )
        return dict(self._ledger.rows(sql, (json.dumps(list(memories)),)))

    def near(self, memory: Memory) -> list[tuple[Hit, float]]:
        """The nearest others of the same kind by the same speaker, best first, each with the uniqueness that its
        nearness leaves it; none where the index does not answer."""
        packed = self._ledger.scalar(
            "SELECT vector FROM neural WHERE memory = (SELECT n FROM memory WHERE id = ?)", (memory.id,)
        )
        try:
            # A filter by kind has SQLite go through every memory of that kind.
            if packed is not None:
                asked = widened([packed], len(packed))[0]
                found = self._store.neural(asked, limit=REACH * NEAR, which=Filter())
            else:
                found = self._store.nearest(memory.text, limit=REACH * NEAR, which=Filter())
        except IndexUnavailable:
            return []
        there = {one.id: one for one in self._store.get([hit.memory for hit in found if hit.memory != memory.id])}
        alike = [hit for hit in found if hit.memory in there and _alike(there[hit.memory], memory)][:NEAR]
        few = len(alike) < NEAR
        return [(hit, 0.0 if few else uniqueness(hit.score, *ALONE_USUAL[hit.lane])) for hit in alike]

    def vectors(self, memories: Sequence[Memory]) -> NDArray[np.float32]:
        """What they are about as unit vectors, shape (memories, dimensions): see `secondme.memory.topic.vector`."""
        told = [words_of(memory.text) for memory in memories]
        words = sorted({word for some in told for word in some})
        stems = {word: (self._store.stems(word) or [""])[0] for word in words}
        rarity = self._store.rarity(set(stems.values()))
        rare = {word: rarity.get(stem, 1.0) for word, stem in stems.items()}
        embedded = dict(zip(words, self._store.embedder.embed(words), strict=True))
        found = [vector(some, embedded, rare) for some in told]
        return np.stack(found) if words else np.zeros((len(told), 1), np.float32)

    def said_anew(self, old: Memory, new: Memory) -> bool:
        """Counts that the person said `old` again by saying `new`, once for each conversation in which it was recalled
        or said; whether it counted."""
        if not isinstance(old.source, Said) or not isinstance(new.source, Said):
            return False
        if old.source.conversation == new.source.conversation or old.made > new.made:
            return False
        number = "(SELECT n FROM memory WHERE id = ?)"
        with self._ledger.write() as connection:
            used = self._ledger.scalar(
                f"{FAMILY}SELECT 1 FROM recall JOIN message ON message.n = recall.message "
                f"WHERE recall.memory = {number} AND message.conversation IN family UNION ALL SELECT 1 FROM message "
                f"WHERE memory = {number} AND conversation IN family LIMIT 1",
                (new.source.conversation, old.id, old.id),
            )
            if used:
                return False
            connection.execute(
                "UPDATE memory SET recalls = recalls + 1, last_recalled = max(coalesce(last_recalled, 0), ?) "
                f"WHERE n = {number}",
                (new.made, old.id),
            )
            connection.execute(f"UPDATE fading SET due = 0 WHERE memory = {number}", (old.id,))
        return True


def _alike(one: Memory, other: Memory) -> bool:
    return one.kind is other.kind and one.by is other.by and one.status in (Status.ACTIVE, Status.FADED)
