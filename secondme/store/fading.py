"""The queue of fading in the ledger: each memory with the time at which it is to be looked at again.

Invariant: nothing that may fade is missing from the queue, and nothing is looked at before its time: what is new, moved
or rated anew is due at once, by triggers, and what an answer used since is only found to be due later when its turn
comes. So a run costs what happened since the last one, whatever the size of the memory.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import IndexUnavailable
from secondme.memory.forgetting import Forgetting, Waiting, uniqueness
from secondme.memory.reading import widened
from secondme.memory.record import STANDING, Memory, Said, Status
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
FEWEST, FEW = NEAR + 1, NEAR + 4
"""So many are looked up first, and then, itself among them: most are of the same kind by the same speaker."""
ALONE_USUAL = {LANES[MAIN]: (0.43, 0.62), LANES[INSTANT]: (0.7, 0.84)}
"""Cosines with the nearest memory from which a memory is like no other, and is like most, by lane. Of some thousand
turns of recorded talks one in fifty has no neighbour as near as the first, and half have one as near as the second."""

_DUE = (
    "FROM fading JOIN memory ON memory.n = fading.memory WHERE fading.due <= ? "
    f"AND (fading.due, fading.memory) > (?, ?) AND {HIDDEN} ORDER BY fading.due, fading.memory LIMIT ?"
)
_WAITING = (
    "SELECT memory.n, fading.uniqueness, fading.due, (SELECT max(at) FROM history WHERE history.memory = memory.n "
    f"AND what = 'undone'), {COLUMNS} {_DUE}"
)
_UNMET = (
    f"WITH next (n, uniqueness) AS MATERIALIZED (SELECT memory.n, uniqueness {_DUE}) "
    f"SELECT {COLUMNS} FROM next JOIN memory ON memory.n = next.n WHERE uniqueness IS NULL"
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

    def waiting(self, now: float, limit: int, after: tuple[float, int] = (-1.0, -1)) -> list[Waiting]:
        """The next memories that are due, those waiting longest first; `after` are time and number of the last one
        had."""
        rows = self._ledger.rows(_WAITING, (now, *after, limit))
        return [Waiting(row[0], from_row(row[4:]), row[1], row[2], row[3] or 0.0) for row in rows]

    def unmet(self, now: float, limit: int, after: tuple[float, int] = (-1.0, -1)) -> list[Memory]:
        """Those of the next so many that were not looked at yet."""
        return [from_row(row) for row in self._ledger.rows(_UNMET, (now, *after, limit))]

    def note(self, looked: Mapping[str, tuple[float, float | None]]) -> None:
        """Notes when memories are to be looked at again (infinite: never), and the uniqueness of each that has one."""
        with self._ledger.write() as connection:
            connection.executemany(
                "UPDATE fading SET due = ?, uniqueness = coalesce(?, uniqueness) "
                "WHERE memory = (SELECT n FROM memory WHERE id = ?)",
                [(None if math.isinf(due) else due, unique, name) for name, (due, unique) in looked.items()],
            )

    def crowd(self, near: Mapping[str, float]) -> None:
        """Notes the uniqueness of memories that have a nearer neighbour than they had."""
        with self._ledger.write() as connection:
            connection.executemany(
                "UPDATE fading SET due = 0, uniqueness = ?1 "
                "WHERE memory = (SELECT n FROM memory WHERE id = ?2) AND uniqueness > ?1",
                [(unique, name) for name, unique in near.items()],
            )

    def uniqueness(self, memories: Sequence[str]) -> dict[str, float]:
        """The uniqueness of those that were looked at."""
        sql = (
            "SELECT memory.id, uniqueness FROM fading JOIN memory ON memory.n = fading.memory "
            "WHERE memory.id IN (SELECT value FROM json_each(?)) AND uniqueness IS NOT NULL"
        )
        return dict(self._ledger.rows(sql, (json.dumps(list(memories)),)))

    def near(self, memories: Sequence[Memory]) -> list[list[tuple[Hit, float]]]:
        """Of each of some memories the nearest others of the same kind by the same speaker, best first, each with the
        uniqueness that its nearness leaves it; none where the index does not answer.

        They are asked for together: a question to the index of its own takes three times as long for each.
        """
        try:
            found = self._found(memories)
        except IndexUnavailable:
            return [[] for _ in memories]
        there: dict[str, tuple[str, str]] = {one.id: (one.kind, one.by) for one in memories if one.status in STANDING}
        near: list[list[Hit]] = [[] for _ in memories]
        left = list(range(len(memories)))
        for many in (FEWEST, FEW, REACH * NEAR):
            there |= self._there({hit.memory for at in left for hit in found[at][:many]} - there.keys())
            for at in left:
                near[at] = _alike(memories[at], found[at][:many], there)
            left = [at for at in left if len(near[at]) < NEAR and len(found[at]) > many]
        return [
            [(hit, 0.0 if len(alike) < NEAR else uniqueness(hit.score, *ALONE_USUAL[hit.lane])) for hit in alike]
            for alike in near
        ]

    def _there(self, names: Collection[str]) -> dict[str, tuple[str, str]]:
        """Kind and speaker of those that are active or faded."""
        if not names:
            return {}
        sql = (
            "SELECT json_group_array(json_array(id, kind, by)) FROM memory WHERE id IN (SELECT value FROM "
            f"json_each(?)) AND status IN ('{Status.ACTIVE}', '{Status.FADED}')"
        )
        found = json.loads(self._ledger.scalar(sql, (json.dumps([*names]),)))
        return {name: (kind, by) for name, kind, by in found}

    def _found(self, memories: Sequence[Memory]) -> list[list[Hit]]:
        """The nearest of each, by its neural vector where it has one. Raises: IndexUnavailable."""
        given = json.dumps([memory.id for memory in memories])
        packed: dict[str, bytes] = dict(
            self._ledger.rows(
                "SELECT memory.id, neural.vector FROM memory JOIN neural ON neural.memory = memory.n "
                "WHERE memory.id IN (SELECT value FROM json_each(?))",
                (given,),
            )
        )
        read = [memory.id for memory in memories if memory.id in packed]
        plain = {memory.id: memory.text for memory in memories if memory.id not in packed}
        texts = list(dict.fromkeys(plain.values()))
        # A filter by kind has SQLite go through every memory of that kind: `near` tells the kinds of the found.
        near, limit = self._store.near, REACH * NEAR
        found: dict[str, list[Hit]] = {}
        if read:
            asked = [widened([packed[name]], len(packed[name]))[0] for name in read]
            found |= zip(read, near.all_neural(asked, limit=limit, which=Filter()), strict=True)
        if texts:
            same = dict(zip(texts, near.all_nearest(texts, limit=limit, which=None), strict=True))
            found |= {name: same[text] for name, text in plain.items()}
        return [found[memory.id] for memory in memories]

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


def _alike(memory: Memory, hits: Sequence[Hit], there: Mapping[str, tuple[str, str]]) -> list[Hit]:
    """The first of the found that are others of the same kind by the same speaker."""
    of = (memory.kind, memory.by)
    return [hit for hit in hits if hit.memory != memory.id and there.get(hit.memory) == of][:NEAR]
