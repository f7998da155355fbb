"""Finding candidates: by words in the ledger's full-text index, by vector in the vector index.

Both lanes are limited by the filter before candidates are cut, so that no number of other memories can push out
those that were asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from secondme.memory.record import Memory
from secondme.ports import Embedder, Filter, Hit
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.outbox import spoken
from secondme.store.rows import where

COMMONEST = 1_500
"""Bound on the summed document frequency of the words that a question is searched by. An OR of all its words
takes 150 ms at 100,000 memories and 1.5 s at a million; the rarest few take 8 ms."""

_WORD = re.compile(r"[^\W_]+")
"""A word as the full-text index cuts it: letters and digits, nothing else."""


class Search:
    """The reading lanes of a store. `index` may be unusable: only `nearest` needs it."""

    def __init__(self, ledger: Ledger, index: VectorIndex, embedder: Embedder) -> None:
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

    def nearest(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`. Over-fetches and filters in the ledger: a condition in Chroma is slow."""
        vector = self._embedder.embed([f"User: {question}"])[0]
        if not vector.any():
            return []
        condition, values = where(which)
        reach = limit * 2
        near = self.index.query(vector, reach)
        ids = [name for name, _ in near]
        rows = self.ledger.rows(f"SELECT id FROM memory WHERE id IN ({marks(ids)}) AND {condition}", [*ids, *values])
        allowed = {row[0] for row in rows}
        return [Hit(name, "vector", cosine) for name, cosine in near if name in allowed][:limit]

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
