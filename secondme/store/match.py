"""What a question asks the full-text indexes for: words by their stems and as they are, pairs of characters, single
ones; and how much what it is made of weighs in each index."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from secondme.memory.language import bare, pairs, telling
from secondme.store.ledger import Ledger

COMMONEST = 1_500
"""Bound on the summed document frequency of the words that a question is searched by. An OR of all its words
takes 150 ms at 100,000 memories and 1.5 s at a million; the rarest few take 8 ms."""
FOLLOWERS = 200
"""Pairs that begin with one character, beyond which it is too common to be asked for by itself."""
ENDINGS = ("", "e", "s", "es", "ed", "er", "ing", "al", "ent", "ion", "ance", "ence")
"""What stemming takes away from words of other languages."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing that is looked for: as `words` holds it (empty: it cannot be there), as `others` does, and whether
    that is the beginning of what it holds."""

    stem: str
    plain: str
    begins: bool = False

    @property
    def match(self) -> str:
        """In the language of FTS5."""
        return f'"{self.plain}" *' if self.begins else f'"{self.plain}"'


def terms(ledger: Ledger, question: str) -> list[Term]:
    """What a question may be searched by, each once, single characters last."""
    found: dict[Term, None] = {}
    for word in dict.fromkeys(folded(ledger, question)):
        found[Term((ledger.stems(word) or [""])[0], word)] = None
    runs = pairs(question)
    for run in runs:
        for pair in run:
            found[Term("", pair, begins=run == [pair] and len(pair) == 1)] = None
    for character in telling(question):
        found[Term("", character, begins=True)] = None
    return list(found)


def folded(ledger: Ledger, text: str) -> list[str]:
    """The words of a text as they are but for case and accents; no pictures, and no characters that come in pairs."""
    return [word for word in ledger.folded(bare(text)) if any(map(str.isalnum, word))]


def phrases(text: str) -> list[str]:
    """Every stretch of characters in a text as a phrase of FTS5."""
    return [
        f'"{run[0]}" *' if len(run) == 1 and len(run[0]) == 1 else f'"{" ".join(run)}"' for run in pairs(text)
    ]


def unstemmed(stem: str) -> Iterable[str]:
    """What a word of another language may have been before it was stemmed."""
    yield from (stem + ending for ending in ENDINGS)
    if stem.endswith("i"):
        yield stem[:-1] + "y"


def chosen(frequency: Sequence[tuple[Term, int]], bound: int) -> list[Term]:
    """The rarest of the terms that occur at all, up to `bound` occurrences together, words and pairs before single
    characters; the rarest in any case."""
    found: list[Term] = []
    spent = 0
    for term, documents in sorted(frequency, key=lambda one: (one[0].begins, one[1], one[0].plain)):
        if not documents or (found and spent + documents > bound):
            continue
        found.append(term)
        spent += documents
    return found


def weight(documents: int, rows: int) -> float:
    """The inverse document frequency that FTS5 gives a term which so many of so many rows hold."""
    return max(1e-6, math.log((rows - documents + 0.5) / (documents + 0.5)))


def rows(ledger: Ledger, index: str) -> int:
    """How many rows a full-text index has: the first number of the record in which FTS5 keeps its averages."""
    record = ledger.scalar(f"SELECT block FROM {index}_data WHERE id = 1") or b""
    number = 0
    for byte in record[:9]:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return number
