"""The step that learns how to do things better: lessons from what the person said, cases from how answers went.

A case holds the request alone; how it was answered is read from the answer itself, and goes with it. What did not help
often enough is put away, and nothing that the person wrote or removed is changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from secondme.assistant.steps import edited, operation, pages
from secondme.errors import Refused
from secondme.events import Event, KeptOut, Learned
from secondme.memory import case
from secondme.memory.barrier import instructs
from secondme.memory.case import FAILED
from secondme.memory.lesson import (
    ALPHA,
    BADLY,
    BETA,
    CASE,
    CONCEPT,
    FAULT,
    LONGEST,
    OWN,
    POOL,
    TAUGHT,
    WELL,
    Exchange,
    Learnt,
    spent,
)
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Span, Status, identity
from secondme.memory.secret import hides
from secondme.memory.teaching import Drawn, drawn, is_work, kind, opposite
from secondme.stop import Stop
from secondme.storing import MemoryStore

NAME = "lessons"
PLACE = "lessons"
PAGE = 100
"""Messages after which the mark is moved on."""
WEIGHTY, ORDINARY = 0.8, 0.5
"""Importance of what the person told the assistant to do, and of a case."""


class Book(Protocol):
    """The lessons in use, and what tells how they did."""

    def pool(self) -> list[tuple[Memory, Learnt]]:
        """Every lesson and case in use, in the order in which they were stored."""

    def used(self, message: int, lessons: Sequence[tuple[str, float]]) -> None:
        """Notes which lessons stood before the answer to a message, with how far they were for it."""

    def said(self, after: int, limit: int) -> list[tuple[int, Memory, Exchange | None]]:
        """What the person said in conversations after the message of a number, with the exchange right before it."""

    def thumbed(self) -> list[tuple[Exchange, bool]]:
        """The exchanges that have a thumb."""

    def judged(self, message: int, reward: float) -> None:
        """Notes how the answer to a message went, for the lessons that it was given."""

    def reckon(self) -> None:
        """Makes the counts and values of all lessons anew from the outcomes."""


class Lessons:
    """Implements `Step`."""

    name = NAME

    def __init__(
        self, store: MemoryStore, book: Book, *, uses: int = ALPHA, floor: float = BETA, most: int = POOL
    ) -> None:
        """What was tried `uses` times and is worth at most `floor` on average is put away, and so is what is worth
        least of more than `most`."""
        self._store = store
        self._book = book
        self._uses = uses
        self._floor = floor
        self._most = most

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        yield from self._grounded(run, stop)
        thumbed = self._book.thumbed()
        rated = {exchange.message for exchange, _ in thumbed}
        for some in pages(self._store, NAME, self._book.said, PAGE):
            for _, said, before in some:
                if stop.asked:
                    return
                yield from self._heard(said, before, rated, run)
        for exchange, up in thumbed:
            if stop.asked:
                return
            yield from self._case(exchange, float(up), run)
        self._book.reckon()
        yield from self._concepts(run, stop)
        self._book.reckon()
        yield from self._pruned(run, stop)

    # ---- what was said -------------------------------------------------------------------------------

    def _heard(
        self, said: Memory, before: Exchange | None, rated: Collection[int], run: int
    ) -> Iterator[Event]:
        if said.speaker or hides(said.text):
            return
        asked = before.asked.text if before else ""
        for one in drawn(said.text, asked):
            yield from self._lesson(one, said, before.asked if before else None, run)
        reward = case.outcome(asked, said.text) if before else None
        if before is None or reward is None:
            return
        self._book.judged(before.message, reward)
        if before.message not in rated:
            yield from self._case(before, reward, run)

    def _lesson(self, one: Drawn, said: Memory, asked: Memory | None, run: int) -> Iterator[Event]:
        """A lesson that has words of the request rests on that too, and goes with either."""
        grounds: tuple[str, ...] = (said.id,)
        if one.of_request:
            if asked is None or asked.speaker or hides(asked.text):
                return
            grounds = tuple(dict.fromkeys((said.id, asked.id)))
        name = identity(Kind.LESSON, TAUGHT, one.text.casefold(), one.situation.casefold())
        source = Derived(FAULT if one.fault else TAUGHT, grounds, (Span(said.id, one.start, one.end),))
        old = next(iter(self._store.get([name])), None)
        if old is None and not self._store.declined(name, source):
            new = Memory(
                id=name, kind=Kind.LESSON, text=one.text, source=source, by=By.PERSON, place=PLACE, made=said.made,
                importance=WEIGHTY, context=one.situation,
            )  # fmt: skip
        elif old is not None and old.status not in STANDING and said.made > self._left(old):
            new = replace(old.moved(Status.ACTIVE), valid_to=None, superseded_by=None)
        else:
            return
        against = [
            other
            for other, _ in self._book.pool()
            if other.context.casefold() == one.situation.casefold() and opposite(other.text, one.text)
        ]
        closed = [
            replace(other.moved(Status.SUPERSEDED), valid_to=said.made, superseded_by=name) for other in against
        ]
        try:
            with self._store.operation(operation(run, "learned a lesson")):
                if old is None:
                    self._store.remember([new], rule=NAME, why="You said so.")
                else:
                    self._store.revise([new], what="renewed", rule=NAME, why="You said so again.")
                if closed:
                    self._store.revise(closed, what="superseded", rule=NAME, why="You said the opposite since.")
        except Refused:
            yield KeptOut(NAME)
            return
        changed = old is not None or bool(closed)
        yield Learned(new, "UPDATE" if changed else "ADD", closed[0].id if closed else name if old else "")

    def _left(self, memory: Memory) -> float:
        """When a lesson went out of use."""
        if memory.status is Status.SUPERSEDED and memory.valid_to is not None:
            return memory.valid_to
        return max((change.at for change in self._store.history(memory.id)), default=memory.made)

    # ---- cases ---------------------------------------------------------------------------------------

    def _case(self, exchange: Exchange, reward: float, run: int) -> Iterator[Event]:
        asked, answer = exchange.asked, exchange.answer
        if not is_work(asked.text) or asked.speaker or instructs(answer.text):
            return
        if hides(asked.text) or hides(answer.text):
            return
        went = WELL if reward >= FAILED else BADLY
        start, end = case.plan(answer.text, case.PLAN if went == WELL else case.FAILURE)
        if start >= end:
            return
        source = Derived(CASE, (asked.id, answer.id), (Span(answer.id, start, end),))
        name = identity(Kind.LESSON, CASE, asked.id)
        words = " ".join(asked.text.split())[:LONGEST]
        old = next(iter(self._store.get([name])), None)
        if old is None and not self._store.declined(name, source):
            new = Memory(
                id=name, kind=Kind.LESSON, text=went, source=source, by=By.PERSON, place=PLACE, made=asked.made,
                importance=ORDINARY, context=words,
            )  # fmt: skip
            yield from self._put(new, run, "learned a case", "You said how it went.")
        elif old is not None and old.status in STANDING and old.text != went:
            new = replace(old, version=old.version + 1, text=went, source=source)
            yield from self._put(new, run, "learned a case", "You think otherwise of it.")

    def _concepts(self, run: int, stop: Stop) -> Iterator[Event]:
        pool = self._book.pool()
        cases = {memory.id: (memory, one) for memory, one in pool if one.rule == CASE}
        there = {memory.id: memory for memory, one in pool if one.rule == CONCEPT}
        for members in case.related([(name, kind(memory.context)) for name, (memory, _) in cases.items()]):
            if stop.asked:
                return
            words = case.pattern([cases[name][0].context for name in members])
            name = identity(Kind.LESSON, CONCEPT, members[0])
            old = there.pop(name, None) if words else None
            best = max(
                members, key=lambda member: (not cases[member][1].failed, cases[member][1].value, cases[member][1].uses)
            )
            span, went = _span(cases[best][0]), cases[best][0].text
            if not words or span is None:
                continue
            source = Derived(CONCEPT, (span.memory, *members), (span,))
            new = Memory(
                id=name, kind=Kind.LESSON, text=went, source=source, by=By.PERSON, place=PLACE,
                made=cases[members[-1]][0].made, importance=ORDINARY, context=words, links=tuple(members),
            )  # fmt: skip
            if old is None:
                if not self._store.get([name]) and not self._store.declined(name, source):
                    yield from self._put(new, run, "joined cases", "These requests are of one kind.")
            elif (old.text, old.source, old.context, old.links) != (new.text, new.source, new.context, new.links):
                version = old.version + 1
                changed = replace(old, version=version, text=went, source=source, context=words, links=new.links)
                yield from self._put(changed, run, "joined cases", "There are other cases of the kind.")
        for left in there.values():
            if stop.asked:
                return
            yield from self._put_away(left, run, "It has not two cases any more.")

    # ---- what goes -----------------------------------------------------------------------------------

    def _grounded(self, run: int, stop: Stop) -> Iterator[Event]:
        """Puts away what the person took back the words of; words that they changed are heard anew."""
        for one in self._store.unsettled(Kind.LESSON):
            if stop.asked:
                return
            if one.status not in STANDING or not isinstance(one.source, Derived) or one.source.rule in (CONCEPT, OWN):
                continue
            if edited(self._store, one):
                continue
            grounds = [ground for ground in self._store.get(one.source.memories) if ground.status in _KNOWN]
            if one.source.rule == CASE:
                if len(grounds) < 2:
                    yield from self._put_away(one, run, "What it rests on is not there any more.")
                continue
            told = {span.memory for span in one.source.spans}
            asked = next((ground for ground in grounds if ground.id not in told), None)
            if asked is None and not told.issuperset(one.source.memories):
                yield from self._put_away(one, run, "What it rests on is not there any more.")
                continue
            request = asked.text if asked else one.context if one.source.rule == FAULT else ""
            says = [(heard, ground) for ground in grounds if ground.id in told for heard in drawn(ground.text, request)]
            same = [heard for heard, _ in says if heard.text == one.text]
            if not any(asked is None or heard.situation == one.context for heard in same):
                yield from self._put_away(one, run, "What it rests on says it no longer.")
                for heard, ground in says:
                    yield from self._lesson(heard, ground, asked, run)

    def _pruned(self, run: int, stop: Stop) -> Iterator[Event]:
        pool = [(memory, one) for memory, one in self._book.pool() if not memory.pinned and one.rule != OWN]
        useless = [memory for memory, one in pool if spent(one.uses, one.value, self._uses, self._floor)]
        gone = {memory.id for memory in useless}
        left = sorted(
            ((memory, one) for memory, one in pool if memory.id not in gone),
            key=lambda entry: (entry[1].value, entry[1].uses, entry[0].made),
        )
        least = [memory for memory, _ in left[: max(0, len(left) - self._most)]]
        for some, why in ((useless, "It was tried often and helped seldom."), (least, "There is no room for it.")):
            for memory in some:
                if stop.asked:
                    return
                yield from self._put_away(memory, run, why)

    def _put(self, memory: Memory, run: int, what: str, why: str) -> Iterator[Event]:
        try:
            with self._store.operation(operation(run, what)):
                if memory.version == 1:
                    self._store.remember([memory], rule=NAME, why=why)
                else:
                    self._store.revise([memory], what="renewed", rule=NAME, why=why)
        except Refused:
            yield KeptOut(NAME)
            return
        yield Learned(memory, "ADD" if memory.version == 1 else "UPDATE", "" if memory.version == 1 else memory.id)

    def _put_away(self, memory: Memory, run: int, why: str) -> Iterator[Event]:
        archived = memory.moved(Status.ARCHIVED)
        with self._store.operation(operation(run, "put a lesson away")):
            self._store.revise([archived], what="archived", rule=NAME, why=why)
        yield Learned(archived, "DELETE", memory.id)


_KNOWN = (*STANDING, Status.ARCHIVED)


def _span(memory: Memory) -> Span | None:
    return memory.source.spans[0] if isinstance(memory.source, Derived) and memory.source.spans else None
