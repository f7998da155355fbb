"""Recall: candidates from the lanes, scored by late interaction, with receipts and a confidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from secondme.assistant.factual import in_place
from secondme.assistant.lanes import Candidates, Graph, Lanes, within
from secondme.assistant.places import Places, narrowed
from secondme.assistant.questions import Questions, Understood, strange
from secondme.errors import NotFound, Refused
from secondme.events import Recollection
from secondme.memory import late
from secondme.memory.confidence import FLOOR, Verdict, curve, verdict
from secondme.memory.control import asks
from secondme.memory.facts.wanted import Sense
from secondme.memory.forgetting import Forgetting, strength
from secondme.memory.reading import Readings, less
from secondme.memory.recall import (
    FACTS,
    OVER,
    PAST_FACTS,
    SEARCHED,
    Candidate,
    Made,
    Scored,
    is_fact,
    place_in_words,
    rank,
)
from secondme.memory.record import Kind, Memory, Status, source_to_json
from secondme.memory.spans import ENGLISH, Calendar, When, nonsense, understood
from secondme.memory.weights import TERMS
from secondme.memory.when import span_in_words
from secondme.ports import Clock
from secondme.storing import Filter, MemoryStore

LONGEST = 2_000
"""Characters of a question that are searched by, half of them its last; the rest is read by the model alone."""
REACH = 1
"""Neighbours either side of a candidate that are scored too: answers follow what was asked. Two found no more."""
SPARE = 10
"""Memories that are looked at beyond those asked for, as echoes and questions among them fall away."""

APART = frozenset({Kind.PROFILE, Kind.LESSON})
"""Kinds that stand in the prompt by themselves, and are found only where they are asked for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What recall found, best first; how sure it is, and what that comes to; a sentence on what was asked amiss; for
    each memory the ids of what was said or written right before and right after it, empty where nothing was."""

    memories: list[Recollection]
    confidence: float
    verdict: Verdict
    notice: str = ""
    beside: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class Recall:
    """Finds what bears on a question. Needs no language model, and no vectors when there are none.

    With `places`, a question may name the place or the topic that it is about (`in:notes`, `#garden`).
    """

    def __init__(
        self,
        store: MemoryStore,
        clock: Clock,
        settings: Forgetting,
        places: Places | None = None,
        *,
        zone: tzinfo | None = None,
        calendar: Calendar = ENGLISH,
        graph: Graph | None = None,
        sense: Sense | None = None,
    ) -> None:
        """`zone` is the person's time zone, None for that of this machine; `calendar` their names for days; `graph`
        brings what a question leads to by associations; `sense` tells which fact it asks for."""
        self._store = store
        self._clock = clock
        self._settings = settings
        self._places = places
        self._calendar = calendar
        self._questions = Questions(store, zone, calendar)
        self._lanes = Lanes(store, graph)
        self._sense = sense

    def __call__(
        self,
        question: str,
        *,
        limit: int,
        which: Filter | None = None,
        without: frozenset[str] = frozenset(),
        statements: bool = False,
        echoes: bool = False,
        typed: bool = True,
    ) -> list[Recollection]:
        """The memories that bear on a question, best first; none where nothing does. See `find`."""
        found = self.find(
            question, limit=limit, which=which, without=without, statements=statements, echoes=echoes, typed=typed
        )
        return found.memories

    def find(
        self,
        question: str,
        *,
        limit: int,
        which: Filter | None = None,
        without: frozenset[str] = frozenset(),
        statements: bool = False,
        echoes: bool = False,
        typed: bool = True,
    ) -> Finding:
        """The memories that bear on a question, best first, and how sure that is.

        `without` leaves memories out by id; `statements` leaves out what is no ground for an answer; `echoes`
        keeps what says again what a better one says. What was not `typed` as a question names no place and no topic.
        Raises: NotFound for a place or topic that the question names and that is not there; Refused where it names
            several, or asks nothing beside.
        """
        question, limits = self.split(question) if typed else (question, Filter())
        if limits != Filter() and not question:
            raise Refused("There is nothing to search for beside the limits.", "Add words, or list memories.")
        which = narrowed(which or Filter(statuses=SEARCHED), limits)
        found = self._search(shortened(question), which, without=without)
        kept = found.ranked(limit, self._settings, without=without, statements=statements, echoes=echoes)
        best = kept[0].score if kept else 0.0
        notice = nonsense(question, self._calendar)
        if not notice and verdict(best) is not Verdict.FOUND and asks(question):
            notice = self._silence(found, kept, without)
        beside = {one.memory.id: found.beside(one.memory.id) for one in kept}
        return Finding([recollection(one) for one in kept], best, verdict(best), notice, beside)

    def ranking(self, question: str, *, limit: int, off: Collection[str] = ()) -> list[Recollection]:
        """The whole ranking of the candidates, those that hardly bear on the question and echoes too; terms of the
        score and lanes named in `off` are left out."""
        found = self._search(shortened(question), Filter(statuses=SEARCHED), off)
        return [recollection(one) for one in found.ranked(limit, self._settings, floor=0.0, echoes=True)]

    def confidence(self, question: str) -> float:
        """How sure it is, in [0, 1], that memory holds anything about a question."""
        return self.find(question, limit=1, typed=False).confidence

    def split(self, question: str) -> tuple[str, Filter]:
        """A question without the places and topics that it names, and the filter that they make. In one that is too
        long to be searched by whole, only the last line names any. Raises: NotFound, Refused."""
        if self._places is None:
            return question, Filter()
        above, line, last = question.rpartition("\n") if len(question) > LONGEST else ("", "", question)
        asked, limits = self._places.split(last)
        return above + line + asked, limits

    def asked(self, text: str) -> str:
        """What the model reads of a turn: the words without the places and topics that they name."""
        try:
            return self.split(text)[0] or text
        except (NotFound, Refused):
            return text  # an earlier turn may name a folder that is watched no more

    def strength(self, memory: Memory) -> float:
        """How vivid a memory is now, in (0, 1]."""
        return strength(memory, self._clock(), self._settings)

    def _search(
        self, question: str, which: Filter, off: Collection[str] = (), without: Collection[str] = ()
    ) -> _Found:
        now = self._clock()
        asked = self._questions.understood(question, now, lambda when: self._when(when, which))
        if asked.past and Status.ACTIVE in which.statuses:
            which = replace(which, statuses=(*which.statuses, Status.SUPERSEDED))
        wording, zone = asked.asked, self._questions.zone
        candidates = self._lanes.gather(
            asked.searched, wording.first_person, which, asked.whens, now, zone, named=wording.named,
            associations="graph" not in off,
        )  # fmt: skip
        rows = self._store.readings(list(candidates.lanes), reach=0 if "neighbours" in off else REACH, which=which)
        rows = less(rows, without)  # the very question, just said, would lift all that was said before it
        if asked.past:
            rows = self._as_of(rows, asked.whens)
        narrow = which != Filter(statuses=which.statuses)
        return _Found(self._store, now, asked, candidates, rows, self._questions, self._sense, off, narrow, which.kinds)

    def _silence(self, found: _Found, kept: Sequence[Scored], without: Collection[str]) -> str:
        """Says that nothing was said at a time that is asked about, where none of what was found tells of it either."""
        zone, silent = self._questions.zone, []
        for when in found.whens:
            if when.span is None or when.vague or when.side or not when.past:
                continue
            begin, end = when.span
            there = self._store.page(within(Filter(), when.span), limit=1 + len(without))
            told = (
                one.span
                for memory in (scored.memory for scored in kept)
                for one in understood(memory.text, memory.made, zone, self._calendar)
                if one.span
            )
            if all(one.id in without for one in there) and not any(b < end and e > begin for b, e in told):
                silent.append(span_in_words(begin, end, zone))
        return f"Nothing was said {' or '.join(silent)}." if silent else ""

    def _as_of(self, rows: Readings, whens: Sequence[When]) -> Readings:
        """What was closed, and held at a time that is asked about, counts as said then. Facts are put in their place
        by what they are about."""
        made = rows.made.copy()
        spans = [when.span for when in whens if when.span is not None]
        place = {name: row for row, name in enumerate(rows.ids)}
        for one in self._store.closed(rows.ids):
            for begin, end in spans if not is_fact(one) else ():
                since = max(begin, one.valid_from or one.made)
                if since < min(end, one.valid_to or end):
                    made[place[one.id]] = since
        return replace(rows, made=made)

    def _when(self, when: When, which: Filter) -> float | None:
        """When an event happened that a question names, as far as memory tells: the time of what tells it best, or of
        the earliest or latest that fits."""
        if not when.anchor:
            return self._edge(when.edge, which)
        found = self.find(when.anchor, limit=5, which=which, statements=True, typed=False).memories
        times = [self._happened(one) for one in found]
        if not times:
            return None
        return {"first": min(times), "last": max(times)}.get(when.edge, times[0])

    def _happened(self, told: Recollection) -> float:
        """When what a memory tells of happened: the day that it names, else that on which it was told."""
        named = understood(told.text, told.made, self._questions.zone, self._calendar)
        return next((when.span[0] for when in named if when.span and not when.vague), told.made)

    def _edge(self, edge: str, which: Filter) -> float | None:
        memory = next(iter(self._store.each(which)), None) if edge == "first" else None
        if edge == "last":
            memory = next(iter(self._store.page(which, limit=1)), None)
        return memory.made if memory else None


class _Found:
    """Candidates with all that scoring made of them."""

    def __init__(
        self,
        store: MemoryStore,
        now: float,
        understood: Understood,
        candidates: Candidates,
        rows: Readings,
        questions: Questions,
        sense: Sense | None,
        off: Collection[str],
        narrow: bool,
        kinds: Collection[Kind] = (),
    ) -> None:
        """`narrow` says that not every memory is meant; `kinds` are those asked for, empty for all."""
        self._store = store
        self._now = now
        self._narrow = narrow
        self._apart = APART - frozenset(kinds)
        self._lanes = candidates.lanes
        self._led = candidates.associated
        self._quiet = questions.quiet
        self.whens = understood.whens
        self._past, self._formerly = understood.past, understood.formerly
        self.rows = rows
        self.question = questions.scored(understood, candidates)
        self._matches = late.matched(self.question, rows, store.token_vectors)
        terms = late.terms(self.question, rows, self._matches)
        self.terms = {name: row for name, row in terms.items() if name not in off}
        self.scores = late.fused(self.terms)
        self._facts = partial(in_place, store, understood, now, sense, self.terms.get("date"))
        if self.question.order and "order" not in off:
            self.scores = late.shifted(self.scores, self.question, rows)

    def ranked(
        self,
        limit: int,
        settings: Forgetting,
        *,
        floor: float = FLOOR,
        without: Collection[str] = (),
        statements: bool = False,
        echoes: bool = False,
    ) -> list[Scored]:
        """The best of them; see `rank`."""
        rows = self.rows
        scores, others = (self.scores, []) if self._narrow else self._facts(rows, self.scores, limit + SPARE)
        order = np.argsort(-scores, kind="stable")
        some = [i for i in order[rows.wanted[order]].tolist() if rows.ids[i] not in without]
        memories: dict[str, Memory] = {}
        texts: set[str] = set()
        looked = 0
        # What only asks, and what says the same again, is left out below, and there may be much of it.
        while looked < len(some) and len(texts) < limit + SPARE:
            further = some[looked : looked + limit + SPARE]
            looked += len(further)
            found = {one.id: one for one in self._store.get([rows.ids[i] for i in further])}
            memories |= found
            texts |= {found[rows.ids[i]].text for i in further if rows.asks[i] < late.ASKS and rows.ids[i] in found}
        some = [i for i in some[:looked] if self._meant(memories.get(rows.ids[i]))]
        return rank(
            [
                *(self._candidate(i, memories[rows.ids[i]], scores) for i in some),
                *(self._brought(fact, score) for fact, score in others if fact.id not in without),
            ],
            now=self._now,
            settings=settings,
            limit=limit,
            sure=self._curve(),
            floor=floor,
            statements=statements,
            echoes=echoes,
            over=0.0 if self._past else -OVER,
            share=PAST_FACTS if self._past else FACTS,
        )

    def _meant(self, memory: Memory | None) -> bool:
        """Whether a memory is there; asked how things were before, without a time, what was wrong is not meant."""
        closed = memory is not None and memory.status is Status.SUPERSEDED
        if memory is None or memory.kind in self._apart:
            return False
        return not (self._formerly and closed and not is_fact(memory))

    def _brought(self, fact: Memory, score: float) -> Candidate:
        stems = frozenset(self._store.tokens(fact.text).tolist()) - self._quiet
        return Candidate(fact, score, ("facts",), stems, Made)

    def beside(self, memory: str) -> tuple[str, str]:
        """The ids of what was said or written right before and right after a memory; empty where nothing was, or it is
        not among what is searched."""
        rows = self.rows
        if memory not in rows.ids:
            return "", ""
        row = rows.ids.index(memory)
        before = row > 0 and rows.follows[row] and rows.wanted[row - 1]
        after = row + 1 < len(rows.ids) and rows.follows[row + 1] and rows.wanted[row + 1]
        return rows.ids[row - 1] if before else "", rows.ids[row + 1] if after else ""

    def _curve(self) -> Callable[[float], float]:
        asked = self.question
        personal = bool(asked.speakers) or asked.about is not None
        return curve(len(asked.tokens), personal=personal, vectors="neural" in self.terms)

    def _candidate(self, row: int, memory: Memory, scores: NDArray[np.float32]) -> Candidate:
        return Candidate(
            memory=memory,
            score=float(scores[row]),
            lanes=tuple(self._lanes.get(memory.id, ("neighbour",))),
            stems=self._stems(row, memory.text),
            found=partial(self._made, row),
        )

    @cached_property
    def _coverage(self) -> NDArray[np.float32]:
        return late.coverage(self.question, self._matches.best)

    def _made(self, row: int) -> Made:
        rows, vector = self.rows, self.question.vector
        return Made(
            terms={name: TERMS[name].weight * float(values[row]) for name, values in self.terms.items()},
            words=self._matches.places(self.question, rows, row),
            coverage=float(self._coverage[row]),
            cosine=float(rows.vectors[row] @ vector) if vector is not None and rows.neural[row] else None,
            path=led.path if (led := self._led.get(rows.ids[row])) else "",
        )

    def _stems(self, row: int, text: str) -> frozenset[Hashable]:
        if strange(text):
            return frozenset(self._store.stems(text))
        rows = self.rows
        return frozenset(rows.tokens[rows.starts[row] : rows.starts[row + 1]].tolist()) - self._quiet


def shortened(question: str) -> str:
    """Of a long text its begin and its end, where what is asked stands."""
    half = LONGEST // 2
    return question if len(question) <= LONGEST else f"{question[:half]}\n{question[-half:]}"


def recollection(scored: Scored) -> Recollection:
    """A scored memory as faces see it."""
    memory = scored.memory
    return Recollection(
        id=memory.id,
        text=memory.text,
        kind=memory.kind,
        by=memory.by,
        made=memory.made,
        where=place_in_words(memory),
        score=scored.score,
        strength=round(scored.strength, 4),
        receipt=scored.receipt,
        source=source_to_json(memory.source),
    )
