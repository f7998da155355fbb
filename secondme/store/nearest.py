"""Finding candidates by vector: static vectors in one collection of the index, neural ones in the other.

The filter limits before candidates are cut, so that no number of other memories can push out those that were asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
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
        return self._lane(self._embedder.embed([f"User: {question}"])[0], limit, which, INSTANT)

    def neural(self, question: NDArray[np.float32], *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        if not self._usable():
            return []
        held = self._mirror.nearest(question, limit, which, LANES[MAIN])
        return self._lane(question, limit, which, MAIN) if held is None else held

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
        return self._allowed(near, condition, values, LANES[MAIN])[:limit]

    def _lane(self, vector: NDArray[np.float32], limit: int, which: Filter, collection: str) -> list[Hit]:
        """Chroma's own conditions take 100 times as long where they match much, so more than asked for is fetched and
        filtered in the ledger; where that gives too few, the ids that the filter allows are given to Chroma, so that
        a narrow filter loses nothing to what is nearer elsewhere."""
        if not vector.any():
            return []
        with self._watched():
            return self._among(vector, limit, which, collection)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            yield
        except IndexUnavailable:
            self._failed()
            raise

    def _among(self, vector: NDArray[np.float32], limit: int, which: Filter, collection: str) -> list[Hit]:
        condition, values = where(which)
        for reach in REACHES:
            many = round(limit * reach)
            near = self._index.query(vector, many, which=collection)
            meant = self._mirror.meant([name for name, _ in near], which)
            if meant is None:
                hits = self._allowed(near, condition, values, LANES[collection])[:limit]
            else:
                hits = [Hit(name, LANES[collection], cosine) for name, cosine in near if name in meant][:limit]
            if len(hits) == limit or len(near) < many:
                return hits
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
        return self._allowed(near, condition, values, LANES[collection])

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

    def _allowed(
        self, near: Sequence[tuple[str, float]], condition: str, values: Sequence[object], lane: str
    ) -> list[Hit]:
        """Those of the found that the filter lets through, in order."""
        if not near:
            return []
        sql = (
            "SELECT json_group_array(id) FROM memory WHERE id IN (SELECT value FROM json_each(?)) "
            f"AND {condition}"
        )
        allowed = set(json.loads(self._ledger.scalar(sql, [json.dumps([name for name, _ in near]), *values])))
        return [Hit(name, lane, cosine) for name, cosine in near if name in allowed]


def _hits(
    ids: Sequence[str], vectors: NDArray[np.float32], question: NDArray[np.float32], lane: str, limit: int
) -> list[Hit]:
    near = vectors @ question
    order = np.argsort(-near, kind="stable")
    order = order[near[order] != 0][:limit]  # a text without a known word has no direction
    return [Hit(ids[at], lane, cosine) for at, cosine in zip(order.tolist(), near[order].tolist(), strict=True)]
