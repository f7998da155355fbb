"""The step that learns facts: what the person said is drawn as statements, held against what is known, and stored.

What was said stays as it is; facts stand beside it. Messages are taken in order, some at a time; those at which a step
was stopped or killed are taken again, and what it has stored of them is known then.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from typing import Protocol

from secondme.assistant.forget import AGAIN
from secondme.assistant.steps import Heard, edited, operation, pages
from secondme.errors import EncoderError, Refused
from secondme.events import Event, KeptOut, Learned
from secondme.memory import kin
from secondme.memory.facts.entailed import entailed
from secondme.memory.facts.entities import YOU, Bond, aliases, normal, role_of, same
from secondme.memory.facts.mention import Mention
from secondme.memory.facts.operation import OPPOSITE, Decision, Op, begins, decide, holds
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.tokens import sentence_of
from secondme.memory.recall import SEARCHED
from secondme.memory.record import By, Derived, Kind, Memory, Span, Status, identity
from secondme.memory.secret import hides
from secondme.ports import Clock
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore

log = logging.getLogger(__name__)

Drawer = Callable[[Utterance, Stop], list[Statement]]
"""A way of drawing statements from what was said: by rules, or by the model."""
Decider = Callable[[Statement, Sequence[Memory], float, str], Decision]
"""See `secondme.memory.facts.operation.decide`."""

NAME = "facts"
RULE = "fact"
PLACE = "facts"
PAGE = 50
"""Messages after which the mark is moved on."""
TELLING = 20
"""The latest memories that are looked at for who is who."""
LEAD, AROUND = 30, 100
"""Characters before the words of a statement that say whether it puts something right: "No, …"; and the most on either
side within its sentence, which say what it takes the place of."""
EVIDENCE = 12
"""Conversations that one fact names as saying it; more would add nothing."""


class Known(Heard, Protocol):
    """The facts that there are, and what the person said."""

    def about(self, subjects: Sequence[str], relations: Sequence[str] = ()) -> list[Memory]:
        """Every fact of some subjects (in small letters), of these relations or of all, those that hold no more too."""

    def names(self, subject: str) -> list[tuple[str, str]]:
        """What is told of how somebody is called, as subject and name: of a subject, and of whoever has it as a
        name."""

    def before(self, said: Memory) -> tuple[tuple[str, str], ...]:
        """Who said what in the turns before one, oldest first."""

    def declined(self, fact: str) -> bool:
        """Whether the person did away with a fact that was drawn from these words."""

    def learn(self, new: Memory | None, changed: Sequence[Memory], *, what: str, why: str) -> bool:
        """Stores a new fact and the next versions of others, all or none; whether there was anything to store.

        Raises: Refused, DiskFull.
        """

    def rivals(self, relations: Sequence[str], at: float) -> list[tuple[str, str]]:
        """Subjects and relations of which several facts hold at a time."""

    def bereft(self) -> list[Memory]:
        """Facts that were closed for one that is not there any more."""


class Learning:
    """Implements `Step`."""

    name = NAME

    def __init__(
        self,
        store: MemoryStore,
        known: Known,
        drawers: Sequence[Drawer],
        clock: Clock,
        *,
        deciding: Decider = decide,
        again: Sequence[Drawer] = (),
    ) -> None:
        """What any of the `drawers` draws is taken, once; a statement that its words do not support is not. Drawers
        that have a step of their own are asked `again` of what gave a fact that is gone."""
        self._store = store
        self._known = known
        self._drawers = tuple(drawers)
        self._clock = clock
        self._decide = deciding
        self._again = (*self._drawers, *again)

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        changes = operation(run, "learned")
        yield from self._mended(changes, stop)
        yield from self._once_more(changes, stop)
        for some in pages(self._store, NAME, self._known.said, PAGE):
            for _, said in some:
                if stop.asked:
                    return
                yield from self._taken(said, changes, self._drawers, stop)
                if stop.asked:
                    return  # a drawer may have been stopped halfway
        yield from self._in_order(changes, stop)

    # ---- one message ---------------------------------------------------------------------------------

    def heard(self, said: Memory) -> Utterance | None:
        """A message with those before it; None where nothing may be drawn from it."""
        if hides(said.text):
            return None
        return Utterance(said.id, said.text, said.made, said.speaker, self._known.before(said))

    def taken(self, said: Memory, statements: Sequence[Statement], changes: str) -> Iterator[Event]:
        """Takes in what was drawn from a message, within the operation `changes`. Raises: StoreError, DiskFull."""
        for statement in statements:
            with self._store.operation(changes):
                learned = self._learned(statement, said)
            if learned:
                yield learned

    def _taken(self, said: Memory, changes: str, drawers: Sequence[Drawer], stop: Stop) -> Iterator[Event]:
        if utterance := self.heard(said):
            yield from self.taken(said, self._drawn(utterance, drawers, stop), changes)

    def _drawn(self, said: Utterance, drawers: Sequence[Drawer], stop: Stop) -> list[Statement]:
        """What the drawers draw, once each; what several draw counts as surer. What is over comes last, unless it is
        told since when, so that what takes its place is known to."""
        drawn: list[Statement] = []
        for drawer in drawers:
            for one in drawer(said, stop):
                if one.relation not in RELATIONS or not entailed(one, said):
                    continue
                twin = next((n for n, other in enumerate(drawn) if _one(one, other)), None)
                if twin is None:
                    drawn.append(one)
                else:
                    surer = max(one.confidence, drawn[twin].confidence)
                    drawn[twin] = replace(drawn[twin], confidence=surer)
        return sorted(drawn, key=lambda one: one.ends and one.valid_to is None and one.valid_from is None)

    def _learned(self, statement: Statement, said: Memory) -> Learned | KeptOut | None:
        relations = [statement.relation, *filter(None, [OPPOSITE.get(statement.relation)])]
        subjects = aliases(statement.subject, self._bonds(statement.subject))
        near = self._known.about(subjects, relations)
        if any(said.id in fact.evidence and _says(fact, statement) for fact in near):
            return None
        words = _around(said.text, statement.start, statement.end)
        decision = self._decide(statement, [self._as_edited(fact) for fact in near], said.made, words)
        target = next((fact for fact in near if fact.id == decision.target), None)
        if target and self._settled(target, said.made):
            return None
        try:
            return self._carried_out(decision, said, target)
        except Refused:
            return KeptOut(RULE)  # by the write barrier, or as somebody changed the fact in this very moment

    def _bonds(self, subject: str) -> list[Bond]:
        """Who is who, as far as it bears on a subject: by facts of names, and by what was said of relations."""
        if subject.casefold() == YOU:
            return []
        bonds = []
        for somebody, name in self._known.names(subject):
            if role := role_of(somebody):
                bonds.append(Bond(*role, name))
        role = role_of(subject)
        first = self._told([_sought(*role) if role else kin.sought(kin.Wanted(name=subject))])
        same_role = self._told(sorted({_sought(one.owner, one.role) for one in first}))
        return [*bonds, *dict.fromkeys([*first, *same_role])]

    def _told(self, sought: Sequence[str]) -> list[Bond]:
        asked = [one for one in sought if one]
        if not asked:
            return []
        which = Filter(kinds=(Kind.EPISODE,), by=(By.PERSON,), statuses=SEARCHED)
        return [
            Bond((said.speaker.casefold() or YOU) if one.owner == "me" else one.owner, one.role, one.name.casefold())
            for said in self._store.told(asked, limit=TELLING, which=which)
            for one in kin.relations(said.text)
        ]

    def _carried_out(self, decision: Decision, said: Memory, target: Memory | None) -> Learned | None:
        why = decision.why
        if decision.op is Op.NOOP:
            joined = self._joined(target, decision.statement, said) if target else None
            if joined is None or not self._known.learn(None, [joined], what="said again", why=why):
                return None
            return Learned(joined, Op.NOOP, joined.id)
        if decision.op is Op.DELETE:
            if target is None:
                return None
            closed = _closed(target, decision.until, None)
            self._known.learn(None, [closed], what="closed", why=why)
            return Learned(closed, Op.DELETE, target.id)
        new = _fact(decision.statement, said)
        if self._known.declined(new.id):
            return None
        changed = [_closed(target, decision.until, new.id)] if target and decision.op is Op.UPDATE else []
        if not self._known.learn(new, changed, what="superseded", why=why):
            return None
        return Learned(new, decision.op, target.id if changed and target else "")

    def _joined(self, fact: Memory, statement: Statement, said: Memory) -> Memory | None:
        """A fact with a further conversation that says it; None where this one does already."""
        assert isinstance(fact.source, Derived)
        others = self._store.get(fact.source.memories)
        if len(others) >= EVIDENCE or any(_talk(one) == _talk(said) for one in others):
            return None
        span = Span(said.id, statement.start, statement.end)
        source = Derived(RULE, (*fact.source.memories, said.id), (*fact.source.spans, span))
        since = statement.valid_from if fact.valid_from is None and fact.valid_to is None else fact.valid_from
        return fact.changed(source=source, valid_from=since, trust=max(fact.trust, statement.confidence))

    def _as_edited(self, fact: Memory) -> Memory:
        """A fact as it is compared: what the person made of its words counts, not what was drawn."""
        if fact.version == 1 or normal(fact.about[2]) in normal(fact.text):
            return fact
        return replace(fact, about=(*fact.about[:2], fact.text)) if edited(self._store, fact) else fact

    def _settled(self, fact: Memory, when: float) -> bool:
        """Whether the person edited a fact, or undid what became of it, after words of a time: these change it no
        more."""
        return any(
            change.at > when and (change.what in ("edited", "undone") or change.rule == "person")
            for change in self._store.history(fact.id)
            if change.version > 1
        )

    # ---- what changed since --------------------------------------------------------------------------

    def _once_more(self, changes: str, stop: Stop) -> Iterator[Event]:
        """Draws again from what gave a fact that is gone with other words that it rested on."""
        waiting: list[str] = json.loads(self._store.mark(AGAIN) or "[]")
        for said in self._store.get(waiting):
            if stop.asked:
                return
            if said.status is not Status.SUPERSEDED:
                yield from self._taken(said, changes, self._again, stop)
        if waiting and not stop.asked:
            self._store.set_mark(AGAIN, "[]")

    def _mended(self, changes: str, stop: Stop) -> Iterator[Event]:
        """Closes facts whose words the person took back, and opens those again whose successor is gone."""
        for fact in self._store.unsettled(Kind.FACT):
            if stop.asked:
                return
            if not _is_fact(fact) or fact.status is Status.SUPERSEDED or self._grounds(fact):
                continue
            if any(change.what in ("edited", "undone") for change in self._store.history(fact.id)):
                continue
            closed = _closed(fact, self._clock(), None)
            with self._store.operation(changes):
                self._known.learn(None, [closed], what="closed", why="What it rests on says it no longer.")
            yield Learned(closed, Op.DELETE, fact.id)
        for fact in self._known.bereft():
            if stop.asked:
                return
            latest = self._store.history(fact.id)[-1]
            if latest.what == "undone" or latest.rule == "person":
                continue
            opened = replace(fact.moved(Status.ACTIVE), valid_to=None, superseded_by=None)
            with self._store.operation(changes):
                self._known.learn(None, [opened], what="opened again", why="What took its place is gone.")
            yield Learned(opened, Op.UPDATE, "")

    def _grounds(self, fact: Memory) -> bool:
        """Whether some of the words that a fact rests on are there and say it still."""
        words = set(normal(fact.about[2]).split())
        there = [one for one in self._store.get(fact.evidence) if one.status is not Status.SUPERSEDED]
        reworded = [one for one in there if edited(self._store, one)]
        return len(reworded) < len(there) or any(words & set(normal(one.text).split()) for one in reworded)

    def _in_order(self, changes: str, stop: Stop) -> Iterator[Event]:
        """Where one value holds at a time and several do, as a planned one has begun, the earlier are closed."""
        now = self._clock()
        functional = [name for name, relation in RELATIONS.items() if relation.functional]
        for subject, relation in self._known.rivals(functional, now):
            facts = [fact for fact in self._known.about([subject], [relation]) if holds(fact, now)]
            *earlier, last = sorted(facts, key=begins)
            for fact in earlier:
                if stop.asked:
                    return
                if self._settled(fact, begins(last)):
                    continue
                closed = _closed(fact, begins(last), last.id)
                with self._store.operation(changes):
                    self._known.learn(None, [closed], what="superseded", why="What was to come has begun.")
                yield Learned(closed, Op.DELETE, fact.id)


def _sought(owner: str, role: str) -> str:
    return kin.sought(kin.Wanted("me" if owner == YOU else owner, role))


def by_rules(said: Utterance, stop: Stop) -> list[Statement]:
    """What the rules draw. Implements `Drawer`."""
    from secondme.memory.facts.draw import draw  # 300 ms, and needed only once something was said

    return draw(said)


class Reader(Protocol):
    """What finds the mentions of facts in a text."""

    def __call__(self, text: str, stop: Stop | None = None) -> Sequence[Mention]:
        """The mentions; none where it is stopped before the end."""


def by_words(opened: Callable[[], Reader]) -> Drawer:
    """A drawer of what the rules and a reader draw together. The reader is opened when it is first asked; one that
    cannot be had leaves the rules alone (`secondme doctor` says why)."""

    @cache
    def reader() -> Reader | None:
        try:
            return opened()
        except EncoderError as error:
            log.warning("facts are drawn by rules alone: %s", error)
            return None

    def draws(said: Utterance, stop: Stop) -> list[Statement]:
        from secondme.memory.facts.agreed import drawn  # 300 ms, and needed only once something was said

        found = reader()
        return by_rules(said, stop) if found is None else drawn(said, partial(found, stop=stop))

    return draws


def _around(text: str, start: int, end: int) -> str:
    """The words of a statement with its sentence, and what stands right before them."""
    begun, ended = sentence_of(text, start, end)
    return text[max(0, min(start - LEAD, max(begun, start - AROUND))) : min(ended, end + AROUND)]


def _fact(statement: Statement, said: Memory) -> Memory:
    about = statement.subject, statement.relation, statement.object
    return Memory(
        id=identity(Kind.FACT, *(normal(part) for part in about), said.id),
        kind=Kind.FACT,
        text=statement.text,
        source=Derived(RULE, (said.id,), (Span(said.id, statement.start, statement.end),)),
        by=By.PERSON,
        place=PLACE,
        made=said.made,
        valid_from=statement.valid_from,
        valid_to=statement.valid_to,
        importance=RELATIONS[statement.relation].importance,
        trust=statement.confidence,
        speaker=said.speaker,
        about=about,
    )


def _closed(fact: Memory, until: float | None, successor: str | None) -> Memory:
    return replace(fact.moved(Status.SUPERSEDED), valid_to=until, superseded_by=successor)


def _one(one: Statement, other: Statement) -> bool:
    return (
        one.relation == other.relation
        and one.subject.casefold() == other.subject.casefold()
        and same(one.object, other.object)
        and one.ends == other.ends
    )


def _says(fact: Memory, statement: Statement) -> bool:
    return fact.about[1] == statement.relation and same(fact.about[2], statement.object) and not statement.ends


def _is_fact(memory: Memory) -> bool:
    return memory.rule == RULE and len(memory.about) == 3


def _talk(memory: Memory) -> str:
    return memory.conversation or memory.id
