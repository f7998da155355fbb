"""The neighbours of `bench recall`: what else ranks the turns of the same case.

BM25 and FTS5 read "Speaker: text", which serves them better than the bare text; ChromaDB has the bare text, as its
default way would; grep counts the words of the question in both.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.bench.chroma import Bare
from secondme.bench.dataset import Turn

K1, B = 1.2, 0.75
"""Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.2, middle of their range."""
STOP = frozenset(
    [
        "a", "about", "am", "an", "and", "any", "are", "as", "at", "be", "been", "being", "but", "by", "can",
        "could", "did", "do", "does", "doing", "done", "for", "from", "had", "has", "have", "having", "he",
        "her", "hers", "him", "his", "how", "i", "if", "in", "into", "is", "it", "its", "just", "me", "might",
        "my", "of", "on", "or", "our", "out", "over", "she", "should", "so", "some", "than", "that", "the",
        "their", "them", "then", "there", "these", "they", "this", "those", "to", "too", "up", "us", "was",
        "we", "were", "what", "when", "where", "which", "who", "whom", "whose", "why", "will", "with",
        "would", "you", "your", "yours", "s", "t", "ll", "ve", "re", "d", "m",
    ]
)  # fmt: skip
"""English words that BM25 leaves out: on named people's talk that gains it five points of R@5."""

Stems = Callable[[str], list[str]]


class Neighbour(Protocol):
    """Something that ranks turns."""

    def ranked(self, question: str, k: int) -> list[str]:
        """Ids of the best turns, best first."""


class Bm25:
    """Okapi BM25 over stems, stop words left out."""

    def __init__(self, turns: Sequence[Turn], stems: Stems) -> None:
        self._stems = lru_cache(100_000)(stems)
        self._ids = [turn.id for turn in turns]
        counts = [Counter(self._told(spoken(turn))) for turn in turns]
        lengths = np.array([counted.total() for counted in counts], np.float64)
        norm = K1 * (1 - B + B * lengths / max(1.0, lengths.mean()))
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, counted in enumerate(counts):
            for stem, times in counted.items():
                postings[stem].append((row, times))
        self._weights: dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]] = {}
        for stem, found in postings.items():
            rows, times = np.array(found, np.int64).T
            rarity = np.log(1 + (len(turns) - len(rows) + 0.5) / (len(rows) + 0.5))
            self._weights[stem] = (rows, rarity * times * (K1 + 1) / (times + norm[rows]))

    def ranked(self, question: str, k: int) -> list[str]:
        """Ids of the best turns, best first."""
        scores = np.zeros(len(self._ids))
        for stem in set(self._told(question)) & self._weights.keys():
            rows, weights = self._weights[stem]
            scores[rows] += weights
        return [self._ids[row] for row in np.argsort(-scores, kind="stable")[:k] if scores[row] > 0]

    def _told(self, text: str) -> list[str]:
        return [stem for word in words(text) if word not in STOP for stem in self._stems(word)]


class Fts5:
    """SQLite's full-text index with its porter stemmer: all words of the question, joined by OR."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        import apsw

        self._base = apsw.Connection(":memory:")
        self._base.execute("CREATE VIRTUAL TABLE said USING fts5(id UNINDEXED, text, tokenize='porter unicode61')")
        self.add([(turn.id, spoken(turn)) for turn in turns])

    def add(self, rows: Sequence[tuple[str, str]]) -> None:
        """Adds rows of an id and a text."""
        with self._base:
            self._base.executemany("INSERT INTO said VALUES (?, ?)", rows)

    def ranked(self, question: str, k: int) -> list[str]:
        """Ids of the best turns, best first."""
        match = any_word(question)
        if not match:
            return []
        sql = "SELECT id FROM said WHERE said MATCH ? ORDER BY bm25(said) LIMIT ?"
        return [id for (id,) in self._base.execute(sql, (match, k))]


class Chroma:
    """ChromaDB's default way: the vectors of all-MiniLM-L6-v2 of the bare texts, the nearest ones."""

    def __init__(
        self, turns: Sequence[Turn], bare: Bare, embed: Callable[[Sequence[str]], NDArray[np.float32]]
    ) -> None:
        """`bare` is empty, and stays open."""
        self._bare, self._embed = bare, embed
        bare.add([turn.id for turn in turns], embed([turn.text for turn in turns]))

    def ranked(self, question: str, k: int) -> list[str]:
        """Ids of the best turns, best first."""
        return self._bare.nearest(self._embed([question])[0], k)


class Grep:
    """How many words of the question a turn holds, in any case; the earlier turn first where as many."""

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._words = [(turn.id, set(words(spoken(turn)))) for turn in turns]

    def ranked(self, question: str, k: int) -> list[str]:
        """Ids of the best turns, best first."""
        asked = set(words(question))
        counted = [(len(asked & held), id) for id, held in self._words]
        return [id for count, id in sorted(counted, key=lambda pair: -pair[0])[:k] if count]


@contextmanager
def neighbours(
    turns: Sequence[Turn], stems: Stems, embed: Callable[[Sequence[str]], NDArray[np.float32]]
) -> Iterator[Mapping[str, Neighbour]]:
    """All of them over the same turns, by name."""
    with tempfile.TemporaryDirectory(prefix="secondme-bench-") as folder, Bare(Path(folder)) as bare:
        yield {
            "bm25": Bm25(turns, stems),
            "fts5": Fts5(turns),
            "chroma": Chroma(turns, bare, embed),
            "grep": Grep(turns),
        }


def spoken(turn: Turn) -> str:
    """A turn with who said it."""
    return f"{turn.speaker}: {turn.text}"


def words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return re.findall(r"[^\W_]+", text.lower())


def any_word(question: str) -> str:
    """A full-text query for any word of a question; empty where it has none."""
    return " OR ".join(f'"{word}"' for word in dict.fromkeys(words(question)))
