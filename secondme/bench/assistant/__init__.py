"""A seeded set of people talking with an assistant, with questions half of which avoid the words of the answer.

`assistant(seed)` builds it in memory; the same seed gives the same bytes. Each person is a memory of its own: ten
sessions, some ninety turns, twenty questions, and five that nothing in the talk answers.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from secondme.bench.assistant.asking import OTHER, PLAIN, RECALLED, SAME, TOLD, Asker, worded
from secondme.bench.assistant.changes import CHANGES
from secondme.bench.assistant.dealing import ADVICE, FACTS, Deck, akin, named
from secondme.bench.assistant.events import EVENTS
from secondme.bench.assistant.pairs import PAIRS
from secondme.bench.assistant.person import Piece, filled, talk
from secondme.bench.assistant.shapes import Advice, Change, Event, Fact, Pair

PERSONS = 24
KNOWN, SPARE, ADVISED, HAPPENED, NEAR, UNKNOWN = 10, 4, 4, 4, 7, 5


def assistant(seed: int = 1) -> dict[str, Any]:
    """The whole set: dataset, cases, and of each case its turns, questions and adversarial questions."""
    rng = random.Random(f"assistant {seed}")
    bank = _Bank(rng)
    return {"dataset": "assistant", "cases": [_case(random.Random(f"{seed} {at}"), at, bank) for at in range(PERSONS)]}


class _Bank:
    """The decks that all persons are dealt from."""

    def __init__(self, rng: random.Random) -> None:
        self.facts: Deck[Fact] = Deck(rng, FACTS)
        self.advice: Deck[Advice] = Deck(rng, ADVICE)
        self.events: Deck[Event] = Deck(rng, EVENTS)
        self.changes: Deck[Change] = Deck(rng, CHANGES)
        self.pairs = rng.sample(PAIRS, len(PAIRS))


def _case(rng: random.Random, at: int, bank: _Bank) -> dict[str, Any]:
    """One person; dealt again in the rare case that too few questions would be fair."""
    for turn in range(200):
        person = _Person(rng, f"p{at + 1:02}", at + turn, bank)
        questions, unknown = person.questions(), person.unknown()
        if len(questions) == 2 * KNOWN and len(unknown) == UNKNOWN:
            break
    else:
        raise RuntimeError(f"the bank does not give person {at + 1} enough fair questions")
    for number, question in enumerate(questions, start=1):
        question["id"] = f"{person.id}-q{number:02}"
    for number, question in enumerate(unknown, start=1):
        question["id"] = f"{person.id}-a{number:02}"
    return {"id": person.id, "turns": person.talk.turns, "questions": questions, "adversarial": unknown}


class _Person:
    """What one person was dealt, told and is asked."""

    def __init__(self, rng: random.Random, name: str, at: int, bank: _Bank) -> None:
        self._rng = rng
        self.id = name
        self._start = at
        facts = named(FACTS)
        self._pair: Pair = bank.pairs[at % len(bank.pairs)]
        taken = {self._pair.first, self._pair.second}
        self._events = bank.events.deal(HAPPENED, lambda event: not akin(event.name) & taken)
        barred = taken.union(*(akin(event.name) for event in self._events))
        self._facts = bank.facts.deal(KNOWN + SPARE, lambda fact: fact.name not in barred)
        self._changes = bank.changes.deal(2, lambda change: True)
        self._advice = bank.advice.deal(ADVISED, lambda advice: True)
        both = [facts[self._pair.first], facts[self._pair.second]]
        chosen: list[Fact | Advice | Event | Change] = [
            *both, *self._facts, *self._events, *self._changes, *self._advice,
        ]
        barred = set().union(*(akin(one.name) for one in chosen))
        self._unknown_facts = rng.sample([fact for fact in FACTS if fact.name not in barred], UNKNOWN - 2)
        self._unknown_advice = rng.choice([advice for advice in ADVICE if advice.name not in barred])
        self._unknown_event = rng.choice([event for event in EVENTS if event.name not in barred] or [None])

        self._both = [self._piece(fact) for fact in both]
        self._told = [self._piece(fact) for fact in self._facts]
        self._given = [self._advised(advice) for advice in self._advice]
        self._changed = [self._change(change) for change in self._changes]
        self._happened = [
            self._events_of(event, 3 if number < HAPPENED // 2 else 2) for number, event in enumerate(self._events)
        ]
        topics: list[Fact | Advice] = [*both, *self._facts, *self._advice]
        near = [*rng.sample(topics, NEAR), *self._unknown_facts[:2]]
        aside = [Piece(*rng.choice(topic.near)) for topic in near]
        single = [*self._told, *self._given, *aside]
        groups = [self._both, *self._changed, *self._happened, *([piece] for piece in single)]
        self.talk = talk(rng, name, groups)
        self._asker = Asker(rng, self.talk)

    def questions(self) -> list[dict[str, Any]]:
        """Twenty questions, half of each category, or fewer where a fair one is wanting."""
        plan: tuple[tuple[int, list[Callable[[str], dict[str, Any] | None]]], ...] = (
            (1, [self._ask_pair]),
            (1, [partial(self._ask_change, 0)]),
            (1, [partial(self._ask_latest, 1)]),
            (HAPPENED, [partial(self._ask_event, at) for at in range(HAPPENED)]),
            (ADVISED - 1, [partial(self._ask_advice, at) for at in range(ADVISED)]),
            (KNOWN, [partial(self._ask_fact, at) for at in range(KNOWN + SPARE)]),
        )
        made: list[dict[str, Any]] = []
        for needed, makers in plan:
            for maker in makers:
                if needed and (question := maker((SAME, OTHER)[(len(made) + self._start) % 2])) is not None:
                    made.append(question)
                    needed -= 1
        return made

    def unknown(self) -> list[dict[str, Any]]:
        """Questions of the same kinds on what was never told."""
        rng, asker = self._rng, self._asker
        made = []
        for fact in self._unknown_facts:
            category = rng.choice((SAME, OTHER))
            kind = rng.choice(("fact", "told"))
            asked = fact.same if category == SAME else fact.other
            texts = worded(asked, PLAIN if kind == "fact" else TOLD, kind == "fact")
            made.append((rng.choice(texts), category, kind, asker.now(None)))
        advice = self._unknown_advice
        made.append((rng.choice(worded(advice.other, RECALLED, True)), OTHER, "recommended", asker.now(None)))
        if (event := self._unknown_event) is not None:
            found = asker.dated([rng.choice(self.talk.days) + timedelta(days=event.shift)], event.shift)
            if found:
                _, today, when = rng.choice(found)
                text = rng.choice(worded(event.other, RECALLED, True)).format(when=when.phrase)
                made.append((text, OTHER, "date", asker.now(today)))
        return [
            {"text": text, "category": category, "kind": kind, "evidence": [], "answer": "", "now": now}
            for text, category, kind, now in made
        ]

    def _ask_pair(self, category: str) -> dict[str, Any] | None:
        text = self._pair.same if category == SAME else self._pair.other
        evidence = [piece.user_id for piece in self._both]
        return self._asker.ask(category, "fact", [text], evidence, [piece.value for piece in self._both])

    def _ask_change(self, at: int, category: str) -> dict[str, Any] | None:
        change, pieces = self._changes[at], self._changed[at]
        text = change.same if category == SAME else change.other
        answers = [piece.value for piece in pieces]
        return self._asker.ask(category, "fact", [text], [piece.user_id for piece in pieces], answers)

    def _ask_latest(self, at: int, category: str) -> dict[str, Any] | None:
        change, later = self._changes[at], self._changed[at][1]
        text = change.now_same if category == SAME else change.now_other
        return self._asker.ask(category, "fact", [text], [later.user_id], [later.value])

    def _ask_fact(self, at: int, category: str) -> dict[str, Any] | None:
        fact, piece = self._facts[at], self._told[at]
        asked = fact.same if category == SAME else fact.other
        request = fact.name.startswith("ask_")
        kind = self._rng.choice(("fact", "told"))
        texts = worded(asked, PLAIN if kind == "fact" else TOLD, kind == "fact" or request)
        return self._asker.ask(category, "told" if request else kind, texts, [piece.user_id], [piece.value])

    def _ask_advice(self, at: int, category: str) -> dict[str, Any] | None:
        advice, piece = self._advice[at], self._given[at]
        texts = worded(advice.same if category == SAME else advice.other, RECALLED, True)
        return self._asker.ask(category, "recommended", texts, [piece.assistant_id], [piece.value])

    def _ask_event(self, at: int, category: str) -> dict[str, Any] | None:
        event, pieces = self._events[at], self._happened[at]
        if category == SAME and self._rng.random() < 0.3:
            return self._ask_day(event, self._rng.choice(pieces))
        found = self._asker.dated([piece.day + timedelta(days=event.shift) for piece in pieces], event.shift)
        manners = sorted({when.manner for _, _, when in found})
        for manner in self._rng.sample(manners, len(manners)):
            which, today, when = self._rng.choice([one for one in found if one[2].manner == manner])
            texts = worded(event.same if category == SAME else event.other, RECALLED, True)
            asked = [text.format(when=when.phrase) for text in texts]
            piece = pieces[which]
            if question := self._asker.ask(category, "date", asked, [piece.user_id], [piece.value], today):
                return question
        return None

    def _ask_day(self, event: Event, piece: Piece) -> dict[str, Any] | None:
        text = event.dated.format(x=piece.value)
        question = self._asker.ask(SAME, "date", [text], [piece.user_id], [piece.value])
        if question is not None:
            question["answer"] = (piece.day + timedelta(days=event.shift)).isoformat()
        return question

    def _piece(self, fact: Fact) -> Piece:
        value = self._rng.choice(fact.values)
        said, reply = self._rng.randrange(len(fact.said)), self._rng.randrange(len(fact.replies))
        return Piece(filled(fact.said[said], value), fact.replies[reply], value)

    def _advised(self, advice: Advice) -> Piece:
        value = self._rng.choice(advice.values)
        return Piece(self._rng.choice(advice.said), filled(self._rng.choice(advice.given), value), value)

    def _change(self, change: Change) -> list[Piece]:
        first, later = self._rng.sample(change.values, 2)
        return [
            Piece(filled(change.first, first), change.replies[0], first),
            Piece(filled(change.later, later, "y"), change.replies[1], later),
        ]

    def _events_of(self, event: Event, times: int) -> list[Piece]:
        values = self._rng.sample(event.values, times)
        said = self._rng.sample(event.said * 2, times)
        replies = self._rng.sample(event.replies * 2, times)
        told = zip(said, values, replies, strict=True)
        return [Piece(filled(text, value), reply, value) for text, value, reply in told]
