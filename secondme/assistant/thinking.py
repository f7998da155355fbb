"""The step that thinks after an answer: what follows from what the answer was given is kept, so that the next time it
is read and not concluded again.

Thoughts are inserted, merged with those of the same head, and put away when what they rest on holds no more. Without a
model two facts are joined by what they have in common; with one that is in memory, it may say more in one sentence,
which counts only if each of its words stands in what it rests on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from secondme.assistant.steps import Heard, edited, operation, pages
from secondme.errors import ModelError, Refused
from secondme.events import Event, KeptOut, ModelState, Thought
from secondme.memory.insight import supported
from secondme.memory.recall import is_fact
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Status, identity
from secondme.memory.secret import hides
from secondme.memory.thought import RULE, Conclusion, conclusions, pairs
from secondme.ports import Clock, Turn
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore, Talks

NAME = "thoughts"
CONCLUDED = "conclusion"
"""The rule of what a model concluded."""
THOUGHTS = (RULE, CONCLUDED)
PLACE = "thoughts"
PAGE = 100
FACTS = 24
"""Facts of one answer that are joined."""
TOKENS = 96
"""Tokens of what a model concludes."""
ASKED = 4
"""Pairs of facts of one answer that the model is asked about."""
USER = frozenset({"you", "user", "the user"})
TOLD = "Two notes about the user are given. Say in one short sentence what follows from both. Use only their words."
FORM: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "head": {"type": "string", "maxLength": 40},
        "relation": {"type": "string", "maxLength": 40},
        "tail": {"type": "string", "maxLength": 60},
        "sentence": {"type": "string", "maxLength": 160},
    },
    "required": ["head", "relation", "tail", "sentence"],
    "additionalProperties": False,
}


class Answer(Protocol):
    """What came of one question."""

    @property
    def job(self) -> int:
        """Its number among the questions."""

    @property
    def text(self) -> str:
        """What was said."""

    @property
    def cut(self) -> bool:
        """Whether it was cut off by its limit."""


class Answers(Protocol):
    """Answers on their way, as each ends. Closing it drops those that are left."""

    def __iter__(self) -> Iterator[Answer]: ...

    def close(self) -> None:
        """Drops what is left. Safe from another thread, twice, and after the end."""


class Thinker(Protocol):
    """A model that answers while nobody waits for it: the conversation that it holds for the chat stays as it is."""

    @property
    def state(self) -> ModelState:
        """What it is doing; never blocks."""

    def background(
        self, jobs: Sequence[Sequence[Turn]], limit: int, schema: Mapping[str, Any] | None = None
    ) -> Answers:
        """Answers that nobody waits for, JSON of the schema where there is one; loads the model if need be.

        Raises: NoModel, BadModel, ModelGone, ModelError; these also while the answers are read.
        """


class Thinking:
    """Implements `Step`."""

    name = NAME

    def __init__(
        self, store: MemoryStore, talks: Talks, known: Heard, clock: Clock, model: Thinker | None = None
    ) -> None:
        self._store = store
        self._talks = talks
        self._known = known
        self._clock = clock
        self._model = model

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        yield from self._kept(run, stop)
        for some in pages(self._store, NAME, self._known.said, PAGE):
            uses = {one: self._talks.uses(one) for one in {said.conversation for _, said in some} if one}
            for number, said in some:
                given = uses.get(said.conversation, {}).get(number, [])
                yield from self._after([name for name, _, _ in given], run, stop)
                if stop.asked:
                    return  # what was done of this page is known, and done again changes nothing

    # ---- after an answer -----------------------------------------------------------------------------

    def _after(self, given: Sequence[str], run: int, stop: Stop) -> Iterator[Event]:
        if not given:
            return
        facts = self._facts(given)
        for conclusion in conclusions(facts):
            if stop.asked:
                return
            yield from self._thought(conclusion, run)
        if self._model is not None and self._model.state.phase == "ready":
            told = {name for conclusion in conclusions(facts) for name in conclusion.evidence}
            left = [(one, other) for one, other in pairs(facts) if not {one.id, other.id} <= told]
            for one, other in left[:ASKED]:
                if stop.asked:
                    return
                yield from self._concluded(self._model, one, other, run, stop)

    def _facts(self, given: Sequence[str]) -> list[Memory]:
        """The facts that an answer was given, and those that rest on the words that it was given."""
        every = [*self._store.get(given), *self._store.resting_on(given)]
        holding = {one.id: one for one in every if is_fact(one) and len(one.about) == 3 and self._holds(one)}
        return list(holding.values())[:FACTS]

    def _holds(self, fact: Memory) -> bool:
        now = self._clock()
        return (
            fact.status in STANDING
            and (fact.valid_from is None or fact.valid_from <= now)
            and (fact.valid_to is None or fact.valid_to > now)
        )

    def _thought(self, conclusion: Conclusion, run: int) -> Iterator[Event]:
        """Inserts a thought, or merges it with the one of its head and relation."""
        old = next(iter(self._store.get([conclusion.id])), None)
        if old is not None:
            facts = {one.id: one for one in self._store.get([*old.evidence, *conclusion.evidence])}
            both = conclusions([one for one in facts.values() if self._holds(one)])
            conclusion = next((one for one in both if one.id == old.id), conclusion)
        yield from self._put(conclusion.id, RULE, conclusion.about, conclusion.text, conclusion.evidence, old, run)

    def _put(
        self, name: str, rule: str, about: tuple[str, str, str], text: str, evidence: tuple[str, ...],
        old: Memory | None, run: int,
    ) -> Iterator[Event]:  # fmt: skip
        source = Derived(rule, evidence)
        if old is None:
            if self._store.declined(name, source):
                return
            new = Memory(
                id=name, kind=Kind.INSIGHT, text=text, source=source, by=By.ASSISTANT, place=PLACE,
                made=self._clock(), about=about, keywords=(about[0],),
            )  # fmt: skip
            try:
                with self._store.operation(operation(run, "thought")):
                    made = self._store.remember([new], rule=rule, why="It follows from what an answer was given.")
            except Refused:
                yield KeptOut(rule)
                return
            yield from (Thought(one) for one in made)
            return
        said = edited(self._store, old) or old.status is Status.SUPERSEDED  # the person says that it is so, or wrong
        if said or ((old.text, old.source) == (text, source) and old.status in STANDING):
            return
        base = old if old.status in STANDING else old.moved(Status.ACTIVE)
        merged = replace(base, text=text, source=source, about=about, keywords=(about[0],), version=old.version + 1)
        try:
            with self._store.operation(operation(run, "merged")):
                self._store.revise([merged], what="merged", rule=rule, why="Something else follows by now.")
        except Refused:
            yield KeptOut(rule)
            return
        yield Thought(merged)

    # ---- with a model --------------------------------------------------------------------------------

    def _concluded(self, model: Thinker, one: Memory, other: Memory, run: int, stop: Stop) -> Iterator[Event]:
        """What a model says follows from two facts, where its words stand in both and in neither alone."""
        source = tuple(sorted((one.id, other.id)))
        name = identity(Kind.INSIGHT, CONCLUDED, *source)
        if self._store.get([name]) or self._store.declined(name, Derived(CONCLUDED, source)):
            return
        answer = _asked(model, [one.text, other.text], stop)
        if answer is None or not _follows(answer["sentence"], one.text, other.text):
            return
        about = (answer["head"], answer["relation"], answer["tail"])
        if not all(part.casefold() in USER or supported(part, [one.text, other.text]) for part in about[::2]):
            return
        yield from self._put(name, CONCLUDED, about, answer["sentence"], source, None, run)

    # ---- what was thought before ---------------------------------------------------------------------

    def _kept(self, run: int, stop: Stop) -> Iterator[Event]:
        """Rebuilds thoughts of what is left of their ground, and puts away those that have none."""
        which = Filter(kinds=(Kind.INSIGHT,), statuses=STANDING, places=(PLACE,))
        for old in list(self._store.each(which)):
            if stop.asked:
                return
            there = [one for one in self._store.get(old.evidence) if self._holds(one)]
            if len(there) == len(old.evidence) and self._says(old, there):
                continue
            if edited(self._store, old):
                continue
            left = [one for one in conclusions(there) if one.id == old.id] if old.rule == RULE else []
            if left:
                one = left[0]
                yield from self._put(one.id, RULE, one.about, one.text, one.evidence, old, run)
                continue
            with self._store.operation(operation(run, "forgot a thought")):
                gone = old.moved(Status.ARCHIVED)
                self._store.revise([gone], what="archived", rule=RULE, why="What it rests on holds no more.")

    def _says(self, thought: Memory, facts: Sequence[Memory]) -> bool:
        if thought.rule == RULE:
            return any((one.id, one.text) == (thought.id, thought.text) for one in conclusions(facts))
        return supported(thought.text, [fact.text for fact in facts])


def aside(
    model: Thinker, told: str, notes: str, tokens: int, stop: Stop, form: Mapping[str, Any] | None = None
) -> str:
    """What a model says to some notes; empty where it cannot be asked or was stopped."""
    turns = [Turn("system", (told,)), Turn("user", (notes,))]
    text = ""
    try:
        with stop.closing(model.background([turns], tokens, form)) as answers:
            for answer in answers:
                text = answer.text
    except ModelError:
        return ""
    return "" if stop.asked else text


def in_form(
    model: Thinker, told: str, notes: str, tokens: int, form: Mapping[str, Any], stop: Stop
) -> dict[str, Any]:
    """What a model says in a form; empty where it says nothing whole."""
    try:
        answer = json.loads(aside(model, told, notes, tokens, stop, form))
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _asked(model: Thinker, notes: Sequence[str], stop: Stop) -> dict[str, str] | None:
    """What a model says in the form; None where it says nothing whole."""
    answer = in_form(model, TOLD, "\n".join(f"- {note}" for note in notes), TOKENS, FORM, stop)
    wanted = ("head", "relation", "tail", "sentence")
    if not all(isinstance(answer.get(one), str) for one in wanted):
        return None
    return {one: " ".join(answer[one].split()) for one in wanted}


def _follows(sentence: str, one: str, other: str) -> bool:
    """Whether a sentence needs both texts, each of its words stands in one of them, and it is whole."""
    whole = sentence.endswith((".", "!")) and not hides(sentence)
    both = supported(sentence, [one, other])
    return whole and both and not supported(sentence, [one]) and not supported(sentence, [other])
