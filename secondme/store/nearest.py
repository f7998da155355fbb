"""Finding candidates by vector: static vectors in one collection of the index, neural ones in the other.

The filter limits before candidates are cut, so that no number of other memories can push out those that were asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from secondme.errors import IndexUnavailable
from secondme.memory.reading import widened
from secondme.ports import Embedder
from secondme.store.index import INSTANT, MAIN, VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.mirror import Mirror
from secondme.store.outbox import BELONGS
from secondme.store.readings import spoken
from secondme.store.rows import COLUMNS, from_row, where
from secondme.storing import Filter, Hit

REACHES = (1.2, 3, 20)
"""Times what was asked for that is fetched and filtered, one after the other: mostly a filter leaves out little."""

EXACT = 200
"""Memories that are compared one by one, embedded anew where their vectors are static: 10 to 30 ms at any size of the
index, where Chroma takes 50 to find a hundred ids among 100,000."""

SPOKEN, FAR = 1_500, 4
"""Memories of named speakers up to which their neural vectors are compared one by one, in 2 to 4 ms; who said more has
enough among the nearest, which are so many times what is asked for."""

LANES = {INSTANT: "vector", MAIN: "neural"}

Near = Sequence[tuple[str, float]]
"""Ids and cosines that the index gave, best first."""


class Nearest:
    """The vector lanes of a store. `index` may be unusable."""

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        embedder: Embedder,
        usable: Callable[[], bool],
        mirror: Mirror,
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """`usable` says whether there are neural vectors, `mirror` has those of a small memory; `failed` is called
        whenever the index does not answer."""
        self._ledger = ledger
        self._index = index
        self._embedder = embedder
        self._usable = usable
        self._mirror = mirror
        self._failed = failed

    def nearest(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        return self.all_nearest([question], limit=limit, which=which)[0]

    def all_nearest(self, questions: Sequence[str], *, limit: int, which: Filter | None) -> list[list[Hit]]:
        """What `nearest` gives for each of some questions, asked together. With None for a filter nothing is looked up
        in the ledger, and no more than `limit` asked for: what was forgotten a moment ago may be among it."""
        return self._lane(self._embedder.embed([f"User: {one}" for one in questions]), limit, which, INSTANT)

    def neural(self, question: NDArray[np.float32], *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        return self.all_neural([question], limit=limit, which=which)[0]

    def all_neural(
        self, questions: Sequence[NDArray[np.float32]], *, limit: int, which: Filter
    ) -> list[list[Hit]]:
        """What `neural` gives for each of some vectors, asked together where the index has to be asked."""
        if not self._usable():
            return [[] for _ in questions]
        held = [self._mirror.nearest(one, limit, which, LANES[MAIN]) for one in questions]
        left = [at for at, hits in enumerate(held) if hits is None]
        if not left:
            return [hits or [] for hits in held]
        asked = self._lane(np.stack([questions[at] for at in left]), limit, which, MAIN)
        found = dict(zip(left, asked, strict=True))
        return [found[at] if hits is None else hits for at, hits in enumerate(held)]

    def spoken(self, question: NDArray[np.float32], names: Sequence[str], *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        if not self._usable():
            return []
        among = replace(which, speakers=tuple(names))
        if (held := self._mirror.nearest(question, limit, among, LANES[MAIN])) is not None:
            return held
        condition, values = where(among)
        exact = self._exact_neural(question, condition, values, SPOKEN, limit)
        if exact is not None:
            return exact
        with self._watched():
            near = self._index.query(question, FAR * limit, which=MAIN)
        return _those(near, self._allowed([near], condition, values), LANES[MAIN])[:limit]

    def _lane(
        self, vectors: NDArray[np.float32], limit: int, which: Filter | None, collection: str
    ) -> list[list[Hit]]:
        """The nearest of each vector; of zeros, none.

        Chroma's own conditions take 100 times as long where they match much, so more than asked for is fetched and
        filtered in the ledger; where that gives too few, the ids that the filter allows are given to Chroma, so that
        a narrow filter loses nothing to what is nearer elsewhere."""
        found: list[list[Hit]] = [[] for _ in vectors]
        left = np.flatnonzero(vectors.any(axis=1)).tolist()
        with self._watched():
            for reach in REACHES:
                if not left:
                    break
                many = limit if which is None else round(limit * reach)
                nears = self._index.queries(vectors[left], many, which=collection)
                meant = self._meant(nears, which)
                for at, near in zip(left, nears, strict=True):
                    found[at] = _those(near, meant, LANES[collection])[:limit]
                far = zip(left, nears, strict=True)
                left = [at for at, near in far if len(found[at]) < limit and len(near) == many]
            for at in left:
                found[at] = self._among(vectors[at], limit, which or Filter(), collection)
        return found

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except IndexUnavailable:
            self._failed()
            raise

    def _among(self, vector: NDArray[np.float32], limit: int, which: Filter, collection: str) -> list[Hit]:
        """The nearest of what a filter allows, which is told before."""
        condition, values = where(which)
        if collection == MAIN and (
            exact := self._exact_neural(vector, condition, values, EXACT, limit)
        ) is not None:
            return exact
        if self._usable():
            side = "IN" if collection == MAIN else "NOT IN"
            condition += f" AND memory.n {side} (SELECT memory FROM neural)"
        rows = self._ledger.rows(f"SELECT memory.id FROM memory WHERE {condition} AND {BELONGS}", values)
        ids = [row[0] for row in rows]
        if collection == INSTANT and len(ids) <= EXACT:
            return self._exact(vector, ids, limit)
        near = self._index.query(vector, limit, among=ids, which=collection)
        return _those(near, self._allowed([near], condition, values), LANES[collection])

    def _exact(self, vector: NDArray[np.float32], ids: Sequence[str], limit: int) -> list[Hit]:
        """The best of these, compared one by one."""
        rows = self._ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE id IN ({marks(ids)})", ids)
        memories = [from_row(row) for row in rows]
        vectors = self._embedder.embed([spoken(memory) for memory in memories])
        return _hits([memory.id for memory in memories], vectors, vector, LANES[INSTANT], limit)

    def _exact_neural(
        self, vector: NDArray[np.float32], condition: str, values: Sequence[object], most: int, limit: int
    ) -> list[Hit] | None:
        """The best of up to `most` that a condition lets through and that have a neural vector; None where they are
        more."""
        # As one row: Python's lock is let go at each, and beside a busy thread it takes milliseconds to come by again.
        sql = (
            "SELECT json_group_array(id), group_concat(hex(vector), '') FROM (SELECT memory.id, neural.vector "
            f"FROM memory JOIN neural ON neural.memory = memory.n WHERE {condition} AND {BELONGS} LIMIT ?)"
        )
        row = self._ledger.one(sql, (*values, most + 1))
        ids = json.loads(row[0]) if row else []
        if len(ids) > most:
            return None
        vectors = [bytes.fromhex(row[1])] if row and ids else []
        return _hits(ids, widened(vectors, len(vector)), vector, LANES[MAIN], limit)

    def _meant(self, nears: Sequence[Near], which: Filter | None) -> set[str]:
        """The ids of the found that a filter means, all where there is none."""
        if which is None:
            return set(_ids(nears))
        meant = self._mirror.meant(_ids(nears), which)
        return self._allowed(nears, *where(which)) if meant is None else meant

    def _allowed(self, nears: Sequence[Near], condition: str, values: Sequence[object]) -> set[str]:
        """The ids of the found that a condition lets through."""
        if not (ids := _ids(nears)):
            return set()
        sql = (
            "SELECT json_group_array(id) FROM memory WHERE id IN (SELECT value FROM json_each(?)) "
            f"AND {condition}"
        )
        return set(json.loads(self._ledger.scalar(sql, [json.dumps(ids), *values])))


def _ids(nears: Sequence[Near]) -> list[str]:
    return list(dict.fromkeys(name for near in nears for name, _ in near))


def _those(near: Near, allowed: Container[str], lane: str) -> list[Hit]:
    """Those of the found that are allowed, in order."""
    return [Hit(name, lane, cosine) for name, cosine in near if name in allowed]


def _hits(
    ids: Sequence[str], vectors: NDArray[np.float32], question: NDArray[np.float32], lane: str, limit: int
) -> list[Hit]:
    near = vectors @ question
    order = np.argsort(-near, kind="stable")
    order = order[near[order] != 0][:limit]  # a text without a known word has no direction
    return [Hit(ids[at], lane, cosine) for at, cosine in zip(order.tolist(), near[order].tolist(), strict=True)]
