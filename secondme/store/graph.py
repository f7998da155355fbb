"""The graph of a ledger in RAM: entities, the memories that name them, and links, for what a question sets off.

Invariant: it is in step with every commit, and what a commit changed or forgot leaves RAM with it. Nothing is written.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from secondme.memory.association import Associated, Walk, around, called, chosen, in_words, key, seeded, spread, walks
from secondme.memory.facts.entities import YOU
from secondme.store.index import MAIN
from secondme.store.known import Known
from secondme.store.store import Store
from secondme.store.woven import Held, Weaver, Woven

FEWER = 2_000
"""Changed memories up to which they alone are read again."""
SMALL = 1_000
"""Facts up to which a question waits until they are put together, some 0.03 ms each."""
UNREAD = 0.2
"""How near a triple counts whose sentence has no neural vector yet."""
UNNAMED = 0.45
"""Cosine from which a triple is near a question that names nothing which is known."""
LINKED = 0.7
"""What is linked with a memory is so near as that one, as a share."""

_STANDING = "status IN ('active', 'faded')"
_OTHERS = (
    "(SELECT json_group_array(json_array(other.n, other.id)) FROM {} JOIN memory AS other ON other.id = {} "
    f"WHERE {{}} other.{_STANDING})"
)
_RESTS = _OTHERS.format("evidence", "evidence.rests_on", "evidence.memory = memory.n AND")
_LINKS = _OTHERS.format("json_each(iif(memory.links = '', '[]', memory.links))", "json_each.value", "")
_TOLD = "(SELECT json_group_array(what) FROM told WHERE told.memory = memory.n)"
_ROWS = (
    "SELECT json_group_array(json_array(n, id, json(about), json(rests), json(linked), json(named), length(vector))), "
    "group_concat(hex(vector), '') FROM (SELECT memory.n, memory.id, nullif(memory.about, '') AS about, "
    f"{_RESTS} AS rests, {_LINKS} AS linked, {_TOLD} AS named, "
    "iif(memory.about = '', NULL, neural.vector) AS vector FROM memory LEFT JOIN neural ON neural.memory = memory.n "
    f"WHERE memory.{_STANDING} AND {{}})"
)
# Links have no index; those that have any were drawn, and are found by their kind.
_ALL = _ROWS.format(
    "memory.n IN (SELECT memory FROM triple UNION SELECT memory FROM told UNION SELECT n FROM memory "
    f"WHERE kind IN ('insight', 'lesson', 'profile', 'gist') AND {_STANDING} AND links != '')"
)
_AMONG = _ROWS.format("memory.n IN (SELECT value FROM json_each(?))")

_SIZE = "SELECT (SELECT count(*) FROM triple) + (SELECT count(*) FROM told)"
_THERE = f"SELECT json_group_array(n) FROM memory WHERE n IN (SELECT value FROM json_each(?)) AND {_STANDING}"


class Graph:
    """Read at the first question that wants it; each changed memory is read again at the next one. Many facts are put
    together by a thread: until it is done a question goes without what is new, and without any where some went."""

    def __init__(self, store: Store, small: int = SMALL) -> None:
        self._ledger = store.ledger
        self._dimensions = store.index.dimensions.get(MAIN, 0)
        self._weaver = Weaver(store.embedder.embed, self._dimensions)
        self._small = small
        self._lock = threading.RLock()
        self._any = Known(self._ledger, "SELECT EXISTS (SELECT 1 FROM triple)")
        self._held: dict[int, Held] | None = None
        self._leaning: dict[int, set[int]] = {}
        self._stale: set[int] = set()
        self._exchanges = 0
        self._drawn: Woven | None = None
        self._grown = False
        self._drawing: threading.Thread | None = None
        store.ledger.touched.listen(("memory", "neural"), self._changed)

    def associated(
        self, asked: str, vector: NDArray[np.float32] | None, near: Mapping[str, float], limit: int
    ) -> list[Associated]:
        """The memories that a question leads to, the most of it first. `vector` is its neural vector, `near` are ids of
        memories with how near they are. Nothing in a `write` block, whose changes are not seen here yet."""
        with self._lock:
            drawn = self._current()
        if drawn is None or not drawn.memories:
            return []
        known, named = drawn.triples, drawn.named(asked)
        scores = self._scores(drawn, vector, named)
        about = np.unique(np.concatenate([known.of(node) for node in named])) if named else np.array([], np.intp)
        weights = scores if scores.any() else np.ones_like(scores)
        seeds = chosen(weights, about.tolist())
        if not named:
            seeds = [row for row in seeds if scores[row] >= UNNAMED]
        ends = [(int(known.subjects[row]), int(known.things[row]), float(weights[row])) for row in seeds]
        close = {drawn.places[name]: score for name, score in near.items() if name in drawn.places}
        if not ends and not close:
            return []
        count = len(drawn.names)
        masses = spread(drawn.web, seeded(count + len(drawn.memories), ends, drawn.naming, close))[count:]
        best = np.argpartition(-masses, limit)[:limit] if len(masses) > limit else np.arange(len(masses))
        best = best[np.argsort(-masses[best], kind="stable")]
        best = best[masses[best] > 0]
        ways = self._ways(drawn, named or [subject for subject, _, _ in ends], scores)
        return [
            self._associated(drawn, place, float(masses[place]), ways, near) for place in best.tolist()
        ]

    def size(self) -> tuple[int, int]:
        """How many nodes there are, and how many edges, when what was changed is in it."""
        while True:
            with self._lock:
                drawn, drawing = self._current(), self._drawing
            if drawing is None:
                break
            drawing.join()
        return (len(drawn.names) + len(drawn.memories), len(drawn.web.ends) // 2) if drawn else (0, 0)

    # ---- a question ----------------------------------------------------------------------------------

    def _scores(
        self, drawn: Woven, vector: NDArray[np.float32] | None, named: Sequence[int]
    ) -> NDArray[np.float32]:
        """How near triples are to a question, those around what it names, else all; 0 where that has no vector."""
        scores = np.zeros(len(drawn.facts), np.float32)
        if vector is not None and self._dimensions and len(scores):
            rows = around(drawn.triples, named) if named else np.arange(len(scores))
            near = drawn.vectors[rows].astype(np.float32) @ vector / np.maximum(drawn.lengths[rows], 1e-9)
            scores[rows] = np.where(drawn.lengths[rows] > 0, near, UNREAD)
        return scores

    @staticmethod
    def _ways(drawn: Woven, roots: Sequence[int], scores: NDArray[np.float32]) -> dict[str, Walk]:
        """The nearest way to each memory that one leads to."""
        found: dict[str, Walk] = {}
        person = drawn.entities.get(key(YOU), -1)  # all that is known of whom has nothing else in common
        for walk in walks(drawn.triples, roots, scores, drawn.unit, drawn.relations, person):
            last = drawn.facts[walk.places[-1]]
            for name in (last.id, *(other for _, other in last.rests)):
                found.setdefault(name, walk)
        return found

    @staticmethod
    def _associated(
        drawn: Woven, place: int, mass: float, ways: Mapping[str, Walk], near: Mapping[str, float]
    ) -> Associated:
        name, count = drawn.memories[place], len(drawn.names)
        if walk := ways.get(name):
            told = in_words(walk, drawn.triples, drawn.names.__getitem__, drawn.relations.__getitem__)
            words = " ".join((told, *(called(drawn.relations[row]) for row in walk.places)))
            return Associated(name, mass, walk.near, told, words)
        linked = [drawn.memories[node - count] for node in drawn.web.around(count + place).tolist() if node >= count]
        first = max((other for other in linked if other in near), key=near.__getitem__, default=None)
        if first is None:
            return Associated(name, mass)
        return Associated(name, mass, LINKED * near[first], f"linked with {first}")

    # ---- in step with the ledger ---------------------------------------------------------------------

    def _changed(self, numbers: set[int]) -> None:
        with self._lock:
            if self._held is None and self._drawing is None:
                return
            self._stale |= numbers
            held = self._held or {}
            if known := {n for n in numbers if n in held or n in self._leaning}:
                # Recall counts up what it gave: mostly what is changed is still there.
                standing = set(json.loads(self._ledger.scalar(_THERE, (json.dumps(list(known)),))))
                self._wipe(known - standing)

    def _wipe(self, gone: set[int]) -> None:
        """Lets go of what is gone."""
        held = self._held or {}
        if any(n in held or n in self._leaning for n in gone):
            self._drawn = None
            for n in gone & held.keys():
                del held[n]

    def _current(self) -> Woven | None:
        """The graph as it stands now, without what is new while that is put together; None where there is none."""
        ledger = self._ledger
        if ledger.inside or self._drawing is not None:
            return None if ledger.inside else self._drawn
        if self._exchanges != ledger.touched.exchanges or len(self._stale) > FEWER:
            self._drawn = self._held = None
        if self._held is None:
            if not self._any():
                return None
            self._exchanges = ledger.touched.exchanges
            self._stale.clear()
            row = ledger.rows(_ALL)[0]
            self._work(lambda: dict(_rows(row)), int(ledger.scalar(_SIZE)))
        elif self._stale:
            stale = self._stale.union(*(self._leaning.get(n, ()) for n in self._stale))
            fresh = dict(_rows(ledger.rows(_AMONG, (json.dumps(list(stale)),))[0]))
            fresh = {n: one for n, one in fresh.items() if one.about or one.linked or one.named}
            self._stale.clear()
            self._grown |= fresh != {n: self._held.pop(n) for n in stale if n in self._held}
            self._held |= fresh
        if (self._drawn is None or self._grown) and self._held is not None:
            held = self._held
            self._work(lambda: held, len(held))
        return self._drawn

    def _work(self, read: Callable[[], dict[int, Held]], size: int) -> None:
        """Puts together what is read: at once, or by a thread, which needs the ledger no more."""
        self._grown = False
        if size <= self._small:
            self._held = read()
            self._drawn = self._weaver.weave(self._held)
            self._leaning = self._drawn.leaning
        else:
            self._drawing = threading.Thread(target=self._beside, args=(read,), name="graph", daemon=True)
            self._drawing.start()

    def _beside(self, read: Callable[[], dict[int, Held]]) -> None:
        held = dict(read())
        drawn = self._weaver.weave(held)
        with self._lock:
            self._held, self._drawn, self._drawing = held, drawn, None
            self._leaning = drawn.leaning
            self._wipe(self._stale)


def _rows(row: tuple[str, str | None]) -> Iterator[tuple[int, Held]]:
    """What the query gave as one row."""
    vectors, begin = bytes.fromhex(row[1] or ""), 0
    for n, name, about, rests, linked, named, length in json.loads(row[0]):
        vector = None
        if length is not None:
            vector, begin = vectors[begin : begin + length], begin + length
        triple = tuple(about) if about and len(about) == 3 else None
        yield n, Held(name, triple, tuple(map(tuple, rests)), tuple(map(tuple, linked)), tuple(named), vector)
