"""Reflection: what a run notices, with its evidence; what rests on other words by now is renewed or put away.

Every insight is stored as it is made, and the same input twice changes nothing. Between two the step asks whether to
stop.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from secondme.assistant.insights import Insights
from secondme.assistant.steps import heeding
from secondme.assistant.thinking import Thinker, aside
from secondme.events import Event
from secondme.memory import noticed as counted
from secondme.memory.importance import ENOUGH, importance
from secondme.memory.insight import Draft, agrees, daily, recurring, redrafted, supported
from secondme.memory.noticed import noticed
from secondme.memory.record import STANDING, Kind, Memory, Status
from secondme.memory.secret import MASK, found
from secondme.memory.summary import overall, told, weekly
from secondme.ports import Clock
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore

REFLECTED_ON = 2_000
"""Episodes that a run reflects on, the latest ones."""
CITED = 8
"""Memories that the model is shown for one sentence."""
SENTENCE = 60
"""Tokens of a sentence that the model may write."""
TOLD = "You summarise notes."
WRITE = "Say in one short sentence what these notes tell about the user. Use only their words."
RULES = ("day", "topic")
"""The rules whose insights a run keeps in step with what they rest on, however far back that lies."""
KNOWN = (Status.ACTIVE, Status.FADED, Status.SUPERSEDED)
"""Of the facts, those that hold and those that held once."""


class Reflecting:
    """Implements `Step`."""

    name = "insights"

    def __init__(
        self, store: MemoryStore, model: Thinker, clock: Clock, *, reflected_on: int = REFLECTED_ON
    ) -> None:
        """`reflected_on` are the episodes that a run reflects on, the latest ones."""
        self._store = store
        self._model = model
        self._clock = clock
        self._reflected_on = reflected_on
        self._insights = Insights(store, clock)

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        episodes = self._store.page(
            Filter(kinds=(Kind.EPISODE,), statuses=STANDING), limit=self._reflected_on
        )[::-1]
        drafts = self._drafts(episodes, stop)
        if stop.asked:
            return
        made = {draft.id for draft in drafts}
        for draft in itertools.chain(drafts, self._outdated(made, run, stop), self._wider(made)):
            if stop.asked:
                return
            if event := self._insights.keep(draft, run, partial(self._sentence, draft, stop)):
                yield event
        if not stop.asked:
            self._past(made, {memory.id for memory in episodes}, run, stop)

    def _drafts(self, episodes: Sequence[Memory], stop: Stop) -> list[Draft]:
        """What is noticed and matters enough; not all of it where it was stopped."""
        # A secret kept on purpose is no topic.
        open_ = [memory for memory in heeding(episodes, stop) if not found(memory.text)]
        facts = list(heeding(self._store.each(Filter(kinds=(Kind.FACT,), statuses=KNOWN)), stop))
        weight = weighing(facts)
        there = {memory.id: memory for memory in (*open_, *facts)}
        ways = (partial(daily, open_), partial(recurring, open_), partial(noticed, open_, facts))
        return [
            draft
            for way in heeding(ways, stop)
            for draft in heeding(way(), stop)
            if _matter((there[name] for name in draft.evidence if name in there), weight)
        ]

    def _wider(self, made: set[str]) -> Iterator[Draft]:
        """Summaries of weeks from those of days, then one of all from those of weeks; their ids are added to `made`."""
        days = self._insights.noticed("day")
        firsts = {one.id: one for one in self._store.get([memory.evidence[0] for memory in days])}
        dated = [(firsts[name].made, told(one), one) for one in days if (name := one.evidence[0]) in firsts]
        weeks = weekly(dated, self._clock())
        made |= {draft.id for draft in weeks}
        yield from weeks
        counts = {one.id: (at, count) for at, count, one in dated}
        told_in = {
            draft.id: (counts[draft.evidence[0]][0], sum(counts[name][1] for name in draft.evidence)) for draft in weeks
        }
        stored = [one for one in self._insights.noticed("week") if one.id in told_in]
        whole = overall([(*told_in[one.id], one) for one in stored])
        made |= {draft.id for draft in whole}
        yield from whole

    def _past(self, made: set[str], looked_at: set[str], run: int, stop: Stop) -> None:
        """Puts away what is not noticed any more, but for what rests on words that were not looked at."""
        for insight in heeding(self._insights.noticed(*counted.RULES, "week", "overall"), stop):
            whole = insight.rule in ("person", "change", "week", "overall")
            there = {one.id for one in self._store.get(insight.evidence)}
            if insight.id not in made and (whole or there <= looked_at) and not self._insights.settled(insight):
                self._insights.put_away(insight, run)

    def _outdated(self, drafted: set[str], run: int, stop: Stop) -> Iterator[Draft]:
        """Drafts of what else was noticed before and whose evidence says something else by now. What its evidence
        gives no ground for any more is put away."""
        for memory in self._store.unsettled(Kind.INSIGHT):
            if stop.asked:
                return
            if memory.id in drafted or memory.status not in STANDING:
                continue
            if memory.rule not in RULES:
                continue
            there = [one for one in self._store.get(memory.evidence) if one.status is not Status.SUPERSEDED]
            evidence = [one for one in there if not found(one.text)]
            draft = redrafted(memory, evidence)
            if draft is not None and not agrees(memory, draft, evidence):
                yield draft
            elif draft is None and not self._insights.settled(memory):
                self._insights.put_away(memory, run)

    def _sentence(self, draft: Draft, stop: Stop) -> str:
        """One sentence of a day by the model, if there is one and its words stand in what it cites; else nothing.

        A model that is not in memory is not loaded for this.
        """
        if draft.rule != "day" or self._model.state.phase != "ready" or stop.asked:
            return ""
        evidence = [memory.text for memory in self._store.get(draft.evidence) if not MASK.search(memory.text)][-CITED:]
        notes = "Notes:\n" + "\n".join(f"- {text[:300]}" for text in evidence)
        text = aside(self._model, TOLD, f"{notes}\n\n{WRITE}", SENTENCE, stop)
        sentence = " ".join(text.split())
        whole = sentence.endswith((".", "!")) and sentence.count(".") <= 2
        return sentence if whole and supported(sentence, evidence) else ""


def weighing(facts: Iterable[Memory]) -> Callable[[Memory], float]:
    """Says how much a memory matters: of what was said by what was drawn from it too."""
    drawn: dict[str, list[float]] = {}
    for fact in facts:
        for name in fact.evidence:
            drawn.setdefault(name, []).append(fact.importance)

    def weight(memory: Memory) -> float:
        own = [memory.importance] if memory.kind is Kind.FACT else drawn.get(memory.id, ())
        return importance(memory.text, own)

    return weight


def _matter(memories: Iterable[Memory], weight: Callable[[Memory], float]) -> bool:
    """Whether memories matter enough together; looked at only until they do."""
    return any(total >= ENOUGH for total in itertools.accumulate(map(weight, memories)))
