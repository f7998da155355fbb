"""Finding candidates by words, in the ledger's full-text indexes and among the keys.

The filter limits before candidates are cut, so that no number of other memories can push out those that were asked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from secondme.memory.record import Memory
from secondme.store import match
from secondme.store.ledger import Ledger, marks
from secondme.store.match import Term
from secondme.store.rows import COLUMNS, HIDDEN, from_row, where
from secondme.storing import Filter, Hit

NEXT_SPEAKER = (
    "SELECT heading FROM memory INDEXED BY memory_speaker WHERE by != 'file' AND heading != '' "
    f"AND heading COLLATE NOCASE > ? AND {HIDDEN} ORDER BY heading COLLATE NOCASE LIMIT 1"
)
HOLDING = "(SELECT rowid FROM words WHERE words MATCH ? UNION ALL SELECT rowid FROM others WHERE others MATCH ?)"
"""The memories that hold words; each text has all of its words in one of the two."""
VOCABULARIES = {"words": "vocabulary", "others": "other_vocabulary", "keys": "key_vocabulary"}

Counts = dict[str, int]


class Search:
    """What a store is asked for by words."""

    def __init__(self, ledger: Ledger, commonest: int = match.COMMONEST) -> None:
        self.ledger = ledger
        self.commonest = commonest
        """Bound on the summed document frequency of the words that a question is searched by."""
        self._counted: tuple[int, dict[str, Counts]] = (-1, {})
        self._speakers: tuple[int, tuple[str, ...]] = (-1, ())

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`. The question's rarest words, up to `commonest` matches in all, ranked by BM25."""
        terms = match.terms(self.ledger, question)
        stemmed, plain = self._found("words", terms), self._found("others", terms)
        both = [(term, stemmed[term] + plain[term]) for term in terms]
        chosen = match.chosen(both, self.commonest)
        frequency = dict(both)
        sizes = {index: match.rows(self.ledger, index) for index in ("words", "others")}
        hits: list[Hit] = []
        for index, found in (("words", stemmed), ("others", plain)):
            there = [term for term in chosen if found[term]]
            if there:
                # A word is as rare as it is in both together, not as in the smaller of them.
                own = sum(match.weight(found[term], sizes[index]) for term in there)
                whole = sum(match.weight(frequency[term], sum(sizes.values())) for term in there)
                asked = self._ask(index, there, limit, which)
                hits += [Hit(name, "words", score * whole / own) for name, score in asked]
        best: dict[str, Hit] = {}
        for hit in sorted(hits, key=lambda hit: -hit.score):
            best.setdefault(hit.memory, hit)
        return [*list(best.values())[:limit], *self._by_key(terms, limit, which)]

    def _by_key(self, terms: Sequence[Term], limit: int, which: Filter) -> list[Hit]:
        """The memories that have these words among their keys."""
        if not self.ledger.one("SELECT 1 FROM key LIMIT 1"):
            return []
        found = self._found("keys", terms)
        chosen = match.chosen(list(found.items()), self.commonest)
        best: dict[str, Hit] = {}
        for name, score in self._ask("keys", chosen, limit * 2, which) if chosen else ():
            best.setdefault(name, Hit(name, "key", score))
        return list(best.values())[:limit]

    def _ask(self, index: str, terms: Iterable[Term], limit: int, which: Filter) -> list[tuple[str, float]]:
        """Ids and scores of what an index holds of these, best first."""
        condition, values = where(which)
        joined = f"memory ON memory.n = {index}.rowid"
        if index == "keys":
            joined = "key ON key.n = keys.rowid JOIN memory ON memory.n = key.memory"
        # Forms of one word are one there where stems are held.
        wanted = {term.stem if index != "others" and term.stem else term.match: term.match for term in terms}
        rows = self.ledger.rows(
            f"SELECT memory.id, -bm25({index}) FROM {index} JOIN {joined} "
            f"WHERE {index} MATCH ? AND {condition} ORDER BY bm25({index}) LIMIT ?",
            [" OR ".join(wanted.values()), *values, limit],
        )
        return [(name, score) for name, score in rows]

    def _found(self, index: str, terms: Sequence[Term]) -> dict[Term, int]:
        """In how many rows of an index each of these occurs."""
        held = {term: term.plain if index == "others" else term.stem or term.plain for term in terms if not term.begins}
        kept = self._count(index, held.values())
        found = {term: kept[word] for term, word in held.items()}
        for term in terms:
            if term.begins:
                found[term] = 0 if index == "words" else self._beginning(index, term.plain, kept)
        return found

    def _beginning(self, index: str, character: str, kept: Counts) -> int:
        """How many rows of an index hold a character, at most; 0 where it is too common to be asked for."""
        name = f"{character}*"
        if name not in kept:
            of, limit = VOCABULARIES[index], match.FOLLOWERS
            found = self.ledger.rows(
                f"SELECT doc FROM {of} WHERE term >= ? AND term < ? LIMIT ?",
                (character, character + "\U0010ffff", limit),
            )
            kept[name] = sum(row[0] for row in found) if len(found) < limit else 0
        return kept[name]

    def _kept(self, index: str) -> Counts:
        """What was counted of an index since the ledger changed: a question asks for the same more than once."""
        if self.ledger.commits != self._counted[0]:
            self._counted = (self.ledger.commits, {name: {} for name in VOCABULARIES})
        return self._counted[1][index]

    def _count(self, index: str, words: Iterable[str]) -> Counts:
        """In how many rows of an index each of these occurs, as it stands there."""
        kept = self._kept(index)
        wanted = [word for word in words if word not in kept]
        found = dict.fromkeys(wanted, 0)
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            sql = f"SELECT term, doc FROM {VOCABULARIES[index]} WHERE term IN ({marks(some)})"
            found |= dict(self.ledger.rows(sql, some))
        kept |= found
        return kept

    def holding(self, words: str, which: Filter) -> list[Memory]:
        """See `MemoryStore`."""
        spaced = " AND ".join(f'text : "{word}"' for word in match.folded(self.ledger, words))
        stretches = " AND ".join(f"text : {phrase}" for phrase in match.phrases(words))
        if not spaced and not stretches:
            return []
        condition, values = where(which)
        wanted: list[str] = []
        if spaced:
            condition += f" AND memory.n IN {HOLDING}"
            wanted += [spaced, spaced]
        if stretches:
            condition += " AND memory.n IN (SELECT rowid FROM others WHERE others MATCH ?)"
            wanted.append(stretches)
        sql = f"SELECT {COLUMNS} FROM memory WHERE {condition} ORDER BY memory.n"
        return [from_row(row) for row in self.ledger.rows(sql, [*values, *wanted])]

    def speakers(self) -> tuple[str, ...]:
        """See `MemoryStore`. Leaps from name to name in their index, once for each state of the ledger."""
        commits = self.ledger.commits
        if commits != self._speakers[0]:
            found: list[str] = []
            while row := self.ledger.one(NEXT_SPEAKER, (found[-1] if found else "",)):
                found.append(row[0])
            self._speakers = (commits, tuple(found))
        return self._speakers[1]

    def stems(self, text: str) -> list[str]:
        """The words of a text, folded and stemmed as the full-text index does it."""
        return self.ledger.stems(text)

    def frequencies(self, stems: set[str]) -> dict[str, int]:
        """In how many memories each of these stems occurs; those that occur nowhere are left out."""
        stemmed = self._count("words", stems)
        found = {stem: stemmed[stem] for stem in stems}
        if match.rows(self.ledger, "others"):
            forms = {form: stem for stem in stems for form in match.unstemmed(stem)}
            counted = self._count("others", forms)
            for form in forms:
                if counted[form]:
                    for stem in self.ledger.stems(form):
                        if stem in found:
                            found[stem] += counted[form]
        return {stem: count for stem, count in found.items() if count}

    def rarity(self, stems: set[str]) -> dict[str, float]:
        """Inverse document frequency of each stem, highest for one that occurs nowhere.

        Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.1, in the
            form that is never negative.
        """
        total = max(1, int(self.ledger.scalar("SELECT max(n) FROM memory") or 1))
        known = self.frequencies(stems)
        return {stem: math.log(1 + (total - known.get(stem, 0) + 0.5) / (known.get(stem, 0) + 0.5)) for stem in stems}
