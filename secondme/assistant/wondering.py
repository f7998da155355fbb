"""The step that asks: once enough was told that matters, questions are asked of it and answered with what they rest on.

Templates ask of facts; a model that is in memory may ask and answer more, in words that stand in what it cites.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from secondme.assistant.insights import Insights
from secondme.assistant.recall import Recall
from secondme.assistant.reflecting import KNOWN, weighing
from secondme.assistant.steps import Heard, heeding
from secondme.assistant.thinking import Thinker, in_form
from secondme.errors import NotFound, Refused
from secondme.events import Event
from secondme.memory.confidence import Verdict
from secondme.memory.insight import Draft, statements, supported
from secondme.memory.record import By, Kind, Memory, Status, identity
from secondme.memory.secret import MASK, found
from secondme.memory.wonder import ENOUGH, RULE, asked_of, questions
from secondme.ports import Clock
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore

NAME = "questions"
ANSWERED = "answer"
"""The rule of what a model asked and answered."""
PAGE = 500
"""What was told since the last time is looked at so far."""
SHOWN = 12
"""Statements that the model is shown to ask about."""
ASKED = 3
"""Questions that it may ask."""
NOTES = 6
"""Memories that it is given to answer one."""
TOKENS = 120
ASK = "These are notes of what the user said. Which questions about the user can be answered from several of them?"
ANSWER = "Answer from the notes in one short sentence. Use only their words."
ASKING: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "questions": {"type": "array", "maxItems": ASKED, "items": {"type": "string", "maxLength": 100}}
    },
    "required": ["questions"],
    "additionalProperties": False,
}  # fmt: skip
ANSWERING: Mapping[str, Any] = {
    "type": "object",
    "properties": {"answer": {"type": "string", "maxLength": 200}},
    "required": ["answer"],
    "additionalProperties": False,
}


class Wondering:
    """Implements `Step`."""

    name = NAME

    def __init__(
        self, store: MemoryStore, known: Heard, recall: Recall, clock: Clock, model: Thinker | None = None
    ) -> None:
        self._store = store
        self._known = known
        self._recall = recall
        self._clock = clock
        self._model = model
        self._insights = Insights(store, clock)

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        facts = list(heeding(self._store.each(Filter(kinds=(Kind.FACT,), statuses=KNOWN)), stop))
        if stop.asked:
            return
        drafts = questions(facts, self._clock())
        yield from self._in_step({draft.id: draft for draft in drafts}, run, stop)
        told = self._known.said(int(self._store.mark(NAME) or 0), PAGE)
        recent = [memory for memory in statements([memory for _, memory in told]) if not found(memory.text)]
        if sum(map(weighing(facts), recent)) < ENOUGH:
            return
        said = {memory.id for memory in recent}
        new = [fact for fact in facts if said & set(fact.evidence) and len(fact.about) == 3]
        for draft in asked_of(drafts, new):
            if stop.asked:
                return
            if event := self._insights.keep(draft, run):
                yield event
        if self._model is not None and self._model.state.phase == "ready":
            for draft in self._wondered(self._model, recent, stop):
                if event := self._insights.keep(draft, run):
                    yield event
        if not stop.asked:
            self._store.set_mark(NAME, str(told[-1][0]))

    def _in_step(self, drafts: Mapping[str, Draft], run: int, stop: Stop) -> Iterator[Event]:
        """Answers again what was asked before and whose answer rests on something else by now."""
        for insight in self._insights.noticed(RULE, ANSWERED):
            if stop.asked:
                return
            if insight.rule == RULE and insight.id in drafts:
                if event := self._insights.keep(drafts[insight.id], run):
                    yield event
            elif not self._holds(insight) and not self._insights.settled(insight):
                self._insights.put_away(insight, run)

    def _holds(self, insight: Memory) -> bool:
        """Whether all that a model's answer rests on is there and says it still."""
        names = insight.evidence
        there = [one for one in self._store.get(names) if one.status is not Status.SUPERSEDED]
        answer = insight.text.partition("? ")[2]
        rests = insight.rule == ANSWERED
        return rests and len(there) == len(names) and supported(answer, [one.text for one in there])

    def _wondered(self, model: Thinker, recent: Sequence[Memory], stop: Stop) -> Iterator[Draft]:
        texts = [memory.text[:300] for memory in recent if not MASK.search(memory.text)][-SHOWN:]
        asked = _said(model, ASK, texts, ASKING, stop).get("questions")
        for question in asked if isinstance(asked, list) else []:
            if stop.asked:
                return
            plain = " ".join(str(question).split())
            if plain.endswith("?") and plain.count("?") == 1 and (draft := self._answered(model, plain, stop)):
                yield draft

    def _answered(self, model: Thinker, question: str, stop: Stop) -> Draft | None:
        """The answer to a question, with the memories that it needs; None where its words do not stand in two."""
        try:
            finding = self._recall.find(question, limit=NOTES, statements=True, typed=False)
        except (NotFound, Refused):
            return None
        if finding.verdict is Verdict.NOTHING:
            return None
        notes = [
            one for one in self._store.get([one.id for one in finding.memories])
            if one.by is By.PERSON and one.kind in (Kind.EPISODE, Kind.FACT) and not MASK.search(one.text)
        ]  # fmt: skip
        texts = [one.text for one in notes]
        answer = str(_said(model, f"{ANSWER} {question}", texts, ANSWERING, stop).get("answer", ""))
        answer = " ".join(answer.split())
        if not answer.endswith((".", "!")) or not supported(answer, texts):
            return None
        needed = _needed(answer, notes)
        if len(needed) < 2:
            return None
        name = identity(Kind.INSIGHT, ANSWERED, question.casefold())
        return Draft(name, ANSWERED, f"{question} {answer}", tuple(one.id for one in needed), ())


def _needed(answer: str, notes: Sequence[Memory]) -> list[Memory]:
    """The fewest of the notes in whose words an answer stands, as far as leaving out one after the other tells."""
    needed = list(notes)
    for note in reversed(notes):
        rest = [one for one in needed if one is not note]
        if supported(answer, [one.text for one in rest]):
            needed = rest
    return needed


def _said(model: Thinker, told: str, notes: Sequence[str], form: Mapping[str, Any], stop: Stop) -> dict[str, Any]:
    """What a model says in a form; empty where it says nothing whole."""
    return in_form(model, told, "Notes:\n" + "\n".join(f"- {note}" for note in notes), TOKENS, form, stop)
