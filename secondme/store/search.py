"""Finding candidates: by words in the ledger's full-text index, by vector in the vector index.

Both lanes are limited by the filter before candidates are cut, so that no number of other memories can push out
those that were asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from secondme.errors import IndexUnavailable
from secondme.memory.record import Memory
from secondme.ports import Embedder
from secondme.store.budget import INDEXED
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.outbox import spoken
from secondme.store.rows import COLUMNS, from_row, where
from secondme.storing import Filter, Hit

COMMONEST = 1_500
"""Bound on the summed document frequency of the words that a question is searched by. An OR of all its words
takes 150 ms at 100,000 memories and 1.5 s at a million; the rarest few take 8 ms."""

REACHES = (2, 20)
"""Times what was asked for that is fetched and filtered, one after the other: 1 and 2 ms at 100,000 rows."""

EXACT = 200
"""Memories that are compared one by one, embedded anew: 10 to 30 ms at any size of the index, where Chroma takes
50 to find a hundred ids among 100,000."""

_WORD = re.compile(r"[^\W_]+")
"""A word as the full-text index cuts it: letters and digits, nothing else."""


class Search:
    """The reading lanes of a store. `index` may be unusable: only `nearest` needs it."""

    def __init__(
        self, ledger: Ledger, index: VectorIndex, embedder: Embedder, failed: Callable[[], None] = lambda: None
    ) -> None:
        """`failed` is called whenever the index does not answer."""
        self._failed = failed
        self.ledger = ledger
        self.index = index
        self._embedder = embedder
        self._counted: tuple[int, dict[str, int]] = (-1, {})

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`. The question's rarest words, up to `COMMONEST` matches in all, ranked by BM25."""
        chosen: list[str] = []
        spent = 0
        frequency = self.frequencies(set(self.stems(question)))
        for stem, documents in sorted(frequency.items(), key=lambda item: (item[1], item[0])):
            if chosen and spent + documents > COMMONEST:
                break
            chosen.append(stem)
            spent += documents
        if not chosen:
            return []
        condition, values = where(which)
        match = " OR ".join(f'"{word}"' for word in self._whole(question, set(chosen)))
        rows = self.ledger.rows(
            f"SELECT memory.id, bm25(words) FROM words JOIN memory ON memory.n = words.rowid "
            f"WHERE words MATCH ? AND {condition} ORDER BY bm25(words) LIMIT ?",
            [match, *values, limit],
        )
        return [Hit(name, "words", -score) for name, score in rows]

    def _whole(self, question: str, stems: set[str]) -> list[str]:
        """The words of the question whose stems are wanted, each stem once; a stem stemmed again would miss."""
        found: dict[str, str] = {}
        for word in _WORD.findall(question):
            for stem in self.stems(word):
                if stem in stems:
                    found.setdefault(stem, word)
        return list(found.values())

    def holding(self, words: str, which: Filter) -> list[Memory]:
        """See `MemoryStore`."""
        cut = [word for word in _WORD.findall(words) if self.stems(word)]
        if not cut:
            return []
        condition, values = where(which)
        rows = self.ledger.rows(
            f"SELECT {COLUMNS} FROM words JOIN memory ON memory.n = words.rowid WHERE words MATCH ? AND {condition} "
            "ORDER BY memory.n",
            [" AND ".join(f'text : "{word}"' for word in cut), *values],
        )
        return [from_row(row) for row in rows]

    def nearest(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`. Chroma's own conditions take 100 times as long where they match much, so more than
        asked for is fetched and filtered in the ledger; where that gives too few, the ids that the filter allows
        are given to Chroma, so that a narrow filter loses nothing to what is nearer elsewhere."""
        vector = self._embedder.embed([f"User: {question}"])[0]
        if not vector.any():
            return []
        try:
            return self._nearest(vector, limit, which)
        except IndexUnavailable:
            self._failed()
            raise

    def _nearest(self, vector: NDArray[np.float32], limit: int, which: Filter) -> list[Hit]:
        condition, values = where(which)
        for reach in REACHES:
            near = self.index.query(vector, limit * reach)
            hits = self._allowed(near, condition, values)[:limit]
            if len(hits) == limit or len(near) < limit * reach:
                return hits
        rows = self.ledger.rows(
            f"SELECT memory.id FROM memory WHERE {condition} AND memory.status IN ({marks(INDEXED)}) "
            "AND memory.id NOT IN (SELECT memory FROM unindexed)",
            [*values, *INDEXED],
        )
        ids = [row[0] for row in rows]
        if len(ids) <= EXACT:
            return self._exact(vector, ids)[:limit]
        return self._allowed(self.index.query(vector, limit, among=ids), condition, values)

    def _exact(self, vector: NDArray[np.float32], ids: Sequence[str]) -> list[Hit]:
        """All of these, best first, compared one by one."""
        rows = self.ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE id IN ({marks(ids)})", ids)
        memories = [from_row(row) for row in rows]
        vectors = self._embedder.embed([spoken(memory) for memory in memories])
        hits = [
            Hit(memory.id, "vector", float(own @ vector))
            for memory, own in zip(memories, vectors, strict=True)
            if own.any()
        ]
        return sorted(hits, key=lambda hit: -hit.score)

    def _allowed(self, near: Sequence[tuple[str, float]], condition: str, values: Sequence[object]) -> list[Hit]:
        """Those of the found that the filter lets through, in order."""
        ids = [name for name, _ in near]
        rows = self.ledger.rows(f"SELECT id FROM memory WHERE id IN ({marks(ids)}) AND {condition}", [*ids, *values])
        allowed = {row[0] for row in rows}
        return [Hit(name, "vector", cosine) for name, cosine in near if name in allowed]

    def similarity(self, question: str, memories: Sequence[Memory]) -> list[float]:
        """See `MemoryStore`. Embeds anew, some 30 µs each: what Chroma gives while it writes may be half there."""
        if not memories:
            return []
        vectors = self._embedder.embed([f"User: {question}", *map(spoken, memories)])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    def stems(self, text: str) -> list[str]:
        """The words of a text, folded and stemmed as the full-text index does it."""
        return self.ledger.stems(text)

    def frequencies(self, stems: set[str]) -> dict[str, int]:
        """In how many memories each of these stems occurs; those that occur nowhere are left out.

        What was looked up is kept until the ledger changes: a question asks for the same stems more than once.
        """
        if self.ledger.commits != self._counted[0]:
            self._counted = (self.ledger.commits, {})
        counted = self._counted[1]
        wanted = [stem for stem in stems if stem not in counted]
        counted |= dict.fromkeys(wanted, 0)
        counted |= dict(
            row
            for start in range(0, len(wanted), 500)
            for row in self.ledger.rows(
                f"SELECT term, doc FROM vocabulary WHERE term IN ({marks(wanted[start : start + 500])})",
                wanted[start : start + 500],
            )
        )
        return {stem: counted[stem] for stem in stems if counted[stem]}

    def rarity(self, stems: set[str]) -> dict[str, float]:
        """Inverse document frequency of each stem, highest for one that occurs nowhere.

        Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.1, in the
            form that is never negative.
        """
        total = max(1, int(self.ledger.scalar("SELECT max(n) FROM memory") or 1))
        known = self.frequencies(stems)
        return {stem: math.log(1 + (total - known.get(stem, 0) + 0.5) / (known.get(stem, 0) + 0.5)) for stem in stems}
