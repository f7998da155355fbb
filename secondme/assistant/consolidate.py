"""A consolidation run: what nobody recalled for long enough fades, and reflections are made, with their evidence;
those whose evidence says something else by now are renewed or put away.

Every step is small, stored as it is made, and the same input twice changes nothing. Between two steps the run
asks whether to stop.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from secondme.errors import ModelError
from secondme.events import Began, Consolidated, Event, Faded, Reflected
from secondme.memory.barrier import refusal
from secondme.memory.forgetting import Forgetting, fades, strength
from secondme.memory.insight import Draft, agrees, daily, recurring, redrafted, supported
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.memory.secret import MASK, found
from secondme.ports import Clock, LanguageModel, Turn
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore, Runs

REFLECTED_ON = 2_000
"""Episodes that a run reflects on, the latest ones."""
CITED = 8
"""Memories that the model is shown for one sentence."""
SENTENCE = 60
"""Tokens of a sentence that the model may write."""
WRITE = "Say in one short sentence what these notes tell about the user. Use only their words."
PLACE = "reflection"
RULES = ("day", "topic")
"""The rules whose insights a run keeps in step with what they rest on."""


class Consolidation:
    """Runs over the whole memory."""

    def __init__(
        self,
        store: MemoryStore,
        runs: Runs,
        model: LanguageModel,
        clock: Clock,
        settings: Forgetting,
        *,
        reflected_on: int = REFLECTED_ON,
    ) -> None:
        """`reflected_on` are the episodes that a run reflects on, the latest ones."""
        self._store = store
        self._runs = runs
        self._model = model
        self._clock = clock
        self._settings = settings
        self._reflected_on = reflected_on

    def run(self, stop: Stop) -> Iterator[Event]:
        """One run. `stop` is looked at before every step, and stops the model at once."""
        number = self._runs.begin()
        faded = insights = 0
        refused: list[str] = []
        state = "interrupted"
        episodes: list[Memory] = []
        try:
            yield Began(number)
            changes = f"consolidation run {number}"
            for event in self._fade(stop, changes):
                faded += 1
                yield event
            episodes = self._store.page(
                Filter(kinds=(Kind.EPISODE,), statuses=(Status.ACTIVE, Status.FADED)), limit=self._reflected_on
            )[::-1]
            open_ = [memory for memory in episodes if not found(memory.text)]  # a secret kept on purpose is no topic
            drafts = [*daily(open_), *recurring(open_)]
            for draft in itertools.chain(drafts, self._outdated({draft.id for draft in drafts}, changes, stop)):
                if stop.asked:
                    break
                made = self._reflect(draft, stop, refused, changes)
                if made:
                    insights += 1
                    yield Reflected(made)
            else:
                state = "interrupted" if stop.asked else "done"
        finally:
            self._runs.end(number, state=state, looked_at=len(episodes), faded=faded, insights=insights)
        yield Consolidated(number, len(episodes), faded, insights, state, len(refused))

    def _fade(self, stop: Stop, changes: str) -> Iterator[Faded]:
        now = self._clock()
        for memory in self._store.each(Filter(statuses=(Status.ACTIVE,), pinned=False)):
            if stop.asked:
                return
            if fades(memory, now, self._settings):
                left = strength(memory, now, self._settings.stability_days)
                with self._store.operation(changes, join=True):
                    self._store.revise(
                        [memory.moved(Status.FADED)],
                        what="faded",
                        rule="retention",
                        why=f"Retention fell to {left:.2f}, below {self._settings.fade_below:.2f}.",
                    )
                yield Faded(memory.id, memory.text, round(left, 4))

    def _reflect(self, draft: Draft, stop: Stop, refused: list[str], changes: str) -> Memory | None:
        """Stores a draft as an insight if its evidence is new or has other words; None where nothing changed, the
        barrier refused, or the person has said what is right."""
        stored = self._store.get([draft.id])
        source = Derived(draft.rule, draft.evidence)
        if not stored and self._store.declined(draft.id, source):
            return None
        if stored and (self._in_step(stored[0], draft) or self._settled(stored[0])):
            return None
        sentence = self._sentence(draft, stop) if draft.rule == "day" else ""
        made = self._admitted(draft, source, f"{draft.text} {sentence}") if sentence else None
        made = made or self._admitted(draft, source, draft.text)
        if made is None:
            refused.append(draft.id)
            if stored:
                self._put_away(stored[0], changes)
            return None
        if stored:
            renewed = stored[0].changed(
                text=made.text, source=source, keywords=draft.keywords, last_recalled=made.made
            )
            if renewed.status is not Status.ACTIVE:
                renewed = replace(renewed, status=Status.ACTIVE)
            with self._store.operation(changes, join=True):
                self._store.revise([renewed], what="renewed", rule=draft.rule, why="Its evidence changed.")
            return renewed
        with self._store.operation(changes, join=True):
            new = self._store.remember([made], rule=draft.rule, why=f"{len(draft.evidence)} memories bear on it.")
        return new[0] if new else None

    def _outdated(self, drafted: set[str], changes: str, stop: Stop) -> Iterator[Draft]:
        """Drafts of what else was noticed before and whose evidence says something else by now. What its evidence
        gives no ground for any more is put away."""
        for memory in self._store.unsettled(Kind.INSIGHT):
            if stop.asked:
                return
            if memory.id in drafted or memory.status not in (Status.ACTIVE, Status.FADED):
                continue
            if not isinstance(memory.source, Derived) or memory.source.rule not in RULES:
                continue
            there = [one for one in self._store.get(memory.source.memories) if one.status is not Status.SUPERSEDED]
            evidence = [one for one in there if not found(one.text)]
            draft = redrafted(memory, evidence)
            if draft is not None and not agrees(memory, draft, evidence):
                yield draft
            elif draft is None and not self._settled(memory):
                self._put_away(memory, changes)

    def _in_step(self, insight: Memory, draft: Draft) -> bool:
        """Whether an insight says what its draft says; one that a run put away is taken up again with its draft."""
        beside = len(insight.text) > len(draft.text)  # only a sentence of the model is compared with the evidence
        evidence = self._store.get(draft.evidence) if beside else []
        return insight.status is not Status.ARCHIVED and agrees(insight, draft, evidence)

    def _put_away(self, insight: Memory, changes: str) -> None:
        if insight.status is Status.ARCHIVED:
            return
        with self._store.operation(changes, join=True):
            self._store.revise(
                [insight.moved(Status.ARCHIVED)],
                what="archived",
                rule="reflection",
                why="What it rests on says it no longer.",
            )

    def _settled(self, memory: Memory) -> bool:
        """Whether the person edited it or marked it as wrong: that holds for good."""
        edited = any(change.what == "edited" for change in self._store.history(memory.id))
        return edited or memory.status is Status.SUPERSEDED

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

    def _sentence(self, draft: Draft, stop: Stop) -> str:
        """One sentence by the model, if there is one and its words stand in what it cites; else nothing.

        A model that is not in memory is not loaded for this.
        """
        if self._model.state.phase != "ready" or stop.asked:
            return ""
        evidence = [memory.text for memory in self._store.get(draft.evidence) if not MASK.search(memory.text)][-CITED:]
        notes = "Notes:\n" + "\n".join(f"- {text[:300]}" for text in evidence)
        turns = [Turn("system", ("You summarise notes.",)), Turn("user", (notes + "\n\n" + WRITE,))]
        words: list[str] = []
        try:
            with stop.closing(self._model.reply(turns, SENTENCE)) as reply:
                words += reply
        except ModelError:
            return ""
        if stop.asked:
            return ""
        sentence = " ".join("".join(words).split())
        whole = sentence.endswith((".", "!")) and sentence.count(".") <= 2
        return sentence if whole and supported(sentence, evidence) else ""
