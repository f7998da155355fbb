"""Insights as they are kept: stored with what they rest on, renewed with it, put away when it says them no longer.

What the person edited, marked as wrong or forgot stays as they left it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from secondme.assistant.steps import edited, operation
from secondme.events import Event, KeptOut, Reflected
from secondme.memory.barrier import refusal
from secondme.memory.insight import Draft, agrees
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Status
from secondme.ports import Clock
from secondme.storing import Filter, MemoryStore

PLACE = "reflection"


class Insights:
    """Keeps drafts in step with the insights that are stored."""

    def __init__(self, store: MemoryStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, draft: Draft, run: int, beside: Callable[[], str] = lambda: "") -> Event | None:
        """Stores a draft as an insight if its evidence is new or has other words; None where nothing changed, or the
        person has said what is right. `beside` writes a sentence more, asked for where something is stored."""
        stored = self._store.get([draft.id])
        source = Derived(draft.rule, draft.evidence)
        if not stored and self._store.declined(draft.id, source):
            return None
        if stored and (self._in_step(stored[0], draft) or self.settled(stored[0])):
            return None
        sentence = beside()
        made = self._admitted(draft, source, f"{draft.text} {sentence}") if sentence else None
        made = made or self._admitted(draft, source, draft.text)
        if made is None:
            if stored:
                self.put_away(stored[0], run)
            return KeptOut(draft.rule)
        if stored:
            renewed = stored[0].changed(
                text=made.text, source=source, keywords=draft.keywords, last_recalled=made.made
            )
            if renewed.status is not Status.ACTIVE:
                renewed = replace(renewed, status=Status.ACTIVE)
            with self._store.operation(operation(run, "renewed")):
                self._store.revise([renewed], what="renewed", rule=draft.rule, why="Its evidence changed.")
            return Reflected(renewed)
        with self._store.operation(operation(run, "noticed")):
            new = self._store.remember([made], rule=draft.rule, why=f"{len(draft.evidence)} memories bear on it.")
        return Reflected(new[0]) if new else None

    def noticed(self, *rules: str) -> list[Memory]:
        """What was noticed by some rules and stands."""
        which = Filter(kinds=(Kind.INSIGHT,), statuses=STANDING, places=(PLACE,))
        return [
            one for one in self._store.each(which) if isinstance(one.source, Derived) and one.source.rule in rules
        ]

    def _in_step(self, insight: Memory, draft: Draft) -> bool:
        """Whether an insight says what its draft says; one that a run put away is taken up again with its draft."""
        beside = len(insight.text) > len(draft.text)  # only a sentence of the model is compared with the evidence
        evidence = self._store.get(draft.evidence) if beside else []
        return insight.status is not Status.ARCHIVED and agrees(insight, draft, evidence)

    def put_away(self, insight: Memory, run: int) -> None:
        """Takes what its evidence gives no ground for any more out of default search."""
        if insight.status is Status.ARCHIVED:
            return
        with self._store.operation(operation(run, "put away")):
            self._store.revise(
                [insight.moved(Status.ARCHIVED)],
                what="archived",
                rule="reflection",
                why="What it rests on says it no longer.",
            )

    def settled(self, memory: Memory) -> bool:
        """Whether the person edited it or marked it as wrong: that holds for good."""
        return edited(self._store, memory) or memory.status is Status.SUPERSEDED

    def _admitted(self, draft: Draft, source: Derived, text: str) -> Memory | None:
        """A draft as a memory with these words; None where the write barrier refuses it."""
        made = Memory(
            id=draft.id,
            kind=Kind.INSIGHT,
            text=text,
            source=source,
            by=By.ASSISTANT,
            place=PLACE,
            made=self._clock(),
            keywords=draft.keywords,
        )
        return None if refusal(made, self._store.get(draft.evidence)) else made
