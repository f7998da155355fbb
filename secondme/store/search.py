"""Finding candidates by words, in the ledger's full-text indexes and among the keys.

The filter limits before candidates are cut, so that no number of other memories can push out those that were asked for.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from secondme.memory.record import Memory
from secondme.store import match
from secondme.store.known import Known
from secondme.store.ledger import Ledger
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

AHEAD = 3
"""Times what was asked for that is ranked before the filter is looked at, where it leaves out few: to look at it for
every memory that holds a word takes twice as long, at 100,000 memories five times."""
SLACK = 20
"""A count is good enough while there are no more commits, and no more new rows, than one in so many rows: it decides
which words are rare, and nothing else. In fewer memories than `SMALL` all is counted anew at each commit."""
SMALL = 1_000

RARE = 5
"""Memories that hold a word, up to which all are found: BM25 puts many short ones that hold common words before a long
one that alone holds the word that is meant."""

FORMS = "forms"
"""What is counted in `others` for stems, among what is counted in each index."""
BEGINNING = 4
"""Letters of a stem up to which its forms are looked for one by one."""
_AMONG = "SELECT term, doc FROM {} WHERE term IN (SELECT value FROM json_each(?))"
_BEGUN = (
    "SELECT term, doc FROM json_each(?) AS begin CROSS JOIN other_vocabulary "
    "ON term >= begin.value AND term < begin.value || char(0x10ffff)"
)

Counts = dict[str, int]


@dataclass(slots=True)
class _Counted:
    """In how many rows of an index words occur, counted when all indexes had `rows` rows; `since` is the commit after
    which counting began, `at` that after which they were last looked at."""

    rows: int
    since: int
    at: int
    counts: Counts = field(default_factory=dict)


class Search:
    """What a store is asked for by words."""

    def __init__(self, ledger: Ledger, commonest: int = match.COMMONEST) -> None:
        self.ledger = ledger
        self.commonest = commonest
        """Bound on the summed document frequency of the words that a question is searched by."""
        self._counted: dict[str, _Counted] = {}
        self._sizes: tuple[int, dict[str, int]] = (-1, {})
        self._most = Known(ledger, "SELECT coalesce(max(n), 0) FROM memory")
        self._speakers: tuple[int, tuple[str, ...]] = (-1, ())

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`. The question's rarest words, up to `commonest` matches in all, ranked by BM25."""
        terms = match.terms(self.ledger, question)
        stemmed, plain = self._found("words", terms), self._found("others", terms)
        both = [(term, stemmed[term] + plain[term]) for term in terms]
        chosen = match.chosen(both, self.commonest)
        frequency = dict(both)
        sizes = {index: self._size(index) for index in ("words", "others")}
        hits: list[Hit] = []
        certain: set[str] = set()
        for index, found in (("words", stemmed), ("others", plain)):
            there = [term for term in chosen if found[term]]
            if there:
                # A word is as rare as it is in both together, not as in the smaller of them.
                own = sum(match.weight(found[term], sizes[index]) for term in there)
                whole = sum(match.weight(frequency[term], sum(sizes.values())) for term in there)
                asked = self._ask(index, there, limit, which)
                rare = [term for term in there if frequency[term] <= RARE]
                if rare and len(asked) == limit:
                    alone = self._ask(index, rare, RARE, which)
                    certain.update(name for name, _ in alone)
                    asked += alone
                hits += [Hit(name, "words", score * whole / own) for name, score in asked]
        best: dict[str, Hit] = {}
        for hit in sorted(hits, key=lambda hit: -hit.score):
            best.setdefault(hit.memory, hit)
        first = [hit for hit in best.values() if hit.memory in certain][:limit]
        others = [hit for hit in best.values() if hit.memory not in certain][: limit - len(first)]
        return [*sorted((*first, *others), key=lambda hit: -hit.score), *self._by_key(terms, limit, which)]

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
        asked = " OR ".join(wanted.values())
        if index != "keys" and which == Filter(statuses=which.statuses):
            ranked = self._ranked(index, asked, limit * AHEAD)
            passed = self._passed(ranked, limit, condition, values)
            if len(passed) == limit or len(ranked) < limit * AHEAD:
                return passed
        rows = self.ledger.rows(
            f"SELECT memory.id, -bm25({index}) FROM {index} JOIN {joined} "
            f"WHERE {index} MATCH ? AND {condition} ORDER BY bm25({index}) LIMIT ?",
            [asked, *values, limit],
        )
        return [(name, score) for name, score in rows]

    def _ranked(self, index: str, asked: str, limit: int) -> list[tuple[int, float]]:
        """The rows of an index that rank highest, best first."""
        # As one row: Python's lock is let go at each, and beside a busy thread it takes milliseconds to come by again.
        sql = (
            "SELECT json_group_array(json_array(n, score)) FROM "
            f"(SELECT rowid AS n, bm25({index}) AS score FROM {index} WHERE {index} MATCH ? ORDER BY score LIMIT ?)"
        )
        found = json.loads(self.ledger.scalar(sql, (asked, limit)))
        return sorted([(n, -score) for n, score in found], key=lambda one: -one[1])

    def _passed(
        self, ranked: Sequence[tuple[int, float]], limit: int, condition: str, values: Sequence[object]
    ) -> list[tuple[str, float]]:
        """The first that a condition lets through."""
        sql = (
            "SELECT json_group_object(n, id) FROM memory "
            f"WHERE n IN (SELECT value FROM json_each(?)) AND {condition}"
        )
        found: list[tuple[str, float]] = []
        first = limit + limit // 5  # mostly enough
        for some in (ranked[:first], ranked[first:]):
            if some and len(found) < limit:
                asked = [json.dumps([n for n, _ in some]), *values]
                names: dict[str, str] = json.loads(self.ledger.scalar(sql, asked))
                found += [(names[str(n)], score) for n, score in some if str(n) in names]
        return found[:limit]

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

    def _size(self, index: str) -> int:
        """How many rows an index has."""
        commits = self.ledger.commits
        if self._sizes[0] != commits:
            self._sizes = (commits, {})
        sizes = self._sizes[1]
        if index not in sizes:
            sizes[index] = match.rows(self.ledger, index)
        return sizes[index]

    def _kept(self, index: str, zeros: bool = False) -> Counts:
        """What was counted of an index: a question asks for the same more than once, and the next one for much of it
        again. That a word occurs nowhere is believed until the next commit, with `zeros` as long as all else."""
        commits, rows = self.ledger.commits, self._size("words") + self._size("others")
        kept = self._counted.get(index)
        if kept is None or (kept.at != commits and not _lasts(kept, commits, rows)):
            kept = self._counted[index] = _Counted(rows, commits, commits)
        elif kept.at != commits:
            # A list, as another thread may be counting.
            counts = {word: many for word, many in list(kept.counts.items()) if many or zeros}
            kept = self._counted[index] = _Counted(kept.rows, kept.since, commits, counts)
        return kept.counts

    def _count(self, index: str, words: Iterable[str]) -> Counts:
        """In how many rows of an index each of these occurs, as it stands there."""
        if index != "words" and not self._size(index):
            return dict.fromkeys(words, 0)
        kept = self._kept(index)
        wanted = [word for word in words if word not in kept]
        if wanted:
            found = self.ledger.rows(_AMONG.format(VOCABULARIES[index]), (json.dumps(wanted),))
            kept |= dict.fromkeys(wanted, 0) | dict(found)
        return kept

    def forgotten(self) -> None:
        """Forgets what was counted, and with it the words that only a forgotten memory held."""
        self._counted = {}

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

    def told(self, what: Sequence[str], limit: int, which: Filter) -> list[Memory]:
        """See `MemoryStore`."""
        condition, values = where(which)
        sql = (
            f"SELECT {COLUMNS} FROM told CROSS JOIN memory ON memory.n = told.memory "
            f"WHERE told.what = ? AND {condition} ORDER BY told.memory DESC LIMIT ?"
        )
        found = [from_row(row) for one in what for row in self.ledger.rows(sql, [one, *values, limit])]
        return list({memory.id: memory for memory in found}.values())

    def most(self) -> int:
        """The highest number of a memory."""
        return int(self._most())

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
        stemmed, plain = self._count("words", stems), self._forms(stems) if self._size("others") else {}
        return {stem: count for stem in stems if (count := stemmed[stem] + plain.get(stem, 0))}

    def _forms(self, stems: Iterable[str]) -> Counts:
        """In how many rows of `others` the words occur that have these stems."""
        kept = self._kept(FORMS, zeros=True)
        wanted = [stem for stem in stems if stem not in kept]
        if not wanted:
            return kept
        found = dict.fromkeys(wanted, 0)
        forms = {form for stem in wanted for form in match.unstemmed(stem)}
        # To look for all that begins alike is to look once; of what begins with few letters there is too much.
        long = {stem.removesuffix("i") for stem in wanted if len(stem) > BEGINNING}
        short = [form for stem in wanted if len(stem) <= BEGINNING for form in match.unstemmed(stem)]
        begun = self.ledger.rows(_BEGUN, (json.dumps(list(long)),)) if long else []
        alike = self.ledger.rows(_AMONG.format("other_vocabulary"), (json.dumps(short),)) if short else []
        for form, rows in {*begun, *alike}:
            if form in forms:
                for stem in self.ledger.stems(form):
                    if stem in found:
                        found[stem] += rows
        kept |= found
        return kept

    def rarity(self, stems: set[str]) -> dict[str, float]:
        """Inverse document frequency of each stem, highest for one that occurs nowhere.

        Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.1, in the
            form that is never negative.
        """
        total = max(1, self.most())
        known = self.frequencies(stems)
        return {stem: math.log(1 + (total - known.get(stem, 0) + 0.5) / (known.get(stem, 0) + 0.5)) for stem in stems}


def _lasts(kept: _Counted, commits: int, rows: int) -> bool:
    return rows >= SMALL and 0 <= rows - kept.rows <= rows / SLACK and commits - kept.since <= rows / SLACK
