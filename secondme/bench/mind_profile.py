"""`bench mind`, profile and insights: of scripted lives, which traits are in the profile at the end, and whether what
was noticed cites what is there.

A trait that lasts must be a line, a mood of a day must be none, the lines must fit, what the person changed must stay,
and each insight must rest on at least two memories that are there and say it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from secondme.assistant.learning import Drawer
from secondme.assistant.portrait import Portrait
from secondme.assistant.profiling import Profiling
from secondme.assistant.reflecting import Reflecting
from secondme.assistant.steps import Step
from secondme.assistant.wondering import Wondering
from secondme.bench.lives import Life, generate, matches
from secondme.bench.measure import Say, Taken
from secondme.bench.mind_told import Told, perfect
from secondme.memory.facts.draw import draw
from secondme.memory.facts.operation import decide
from secondme.memory.profile import MOST
from secondme.memory.record import Kind, Memory, Status
from secondme.stop import Stop
from secondme.store.sittings import Sittings
from secondme.storing import Filter

NIGHTS = 20
"""Nights from one rest to the next; in between only facts are learned."""
EDITED = "You wrote this line yourself."
STANDING = (Status.ACTIVE, Status.FADED)


@dataclass(slots=True)
class Card:
    """What was counted: traits that last and moods, and those of them in a profile; the longest profile; changes of
    the person that stayed; insights, and those whose citations are valid."""

    counts: Counter[str] = field(default_factory=Counter)
    tokens: int = 0
    missed: list[str] = field(default_factory=list)

    def share(self, part: str, whole: str) -> float:
        """How much of something is so."""
        return self.counts[part] / self.counts[whole] if self.counts[whole] else 0.0


def lived(found: Card, life: Life, drawers: Callable[[Mapping[str, str]], Sequence[Drawer]]) -> None:
    """Tells a life, has memory rest now and then, and counts what came of it."""
    with Told(life, drawers, decide) as told:
        rooms = told.rooms
        store, clock = rooms.store, rooms.clock
        profiling = Profiling(store, store.facts, clock)
        steps: list[Step] = [
            Reflecting(store, rooms.model, clock), Wondering(store, store.facts, rooms.recall, clock), profiling,
        ]  # fmt: skip
        portrait = Portrait(store, rooms.talks, Sittings(store.ledger), clock)
        for night, _ in enumerate(told.nights()):
            if night % NIGHTS == 0:
                _rest(steps)
        _rest(steps)
        lines = portrait.lines()
        _traits(found, told, lines)
        found.tokens = max(found.tokens, portrait.tokens())
        _insights(found, told)
        if len(lines) > 1:
            kept, gone = lines[0], lines[-1]
            portrait.edit(kept.id, EDITED)
            portrait.remove(gone.id)
            _rest([profiling])
            texts = [one.text for one in portrait.lines()]
            found.counts.update({"changes": 2, "stayed": (EDITED in texts) + (gone.text not in texts)})


def _rest(steps: Sequence[Step]) -> None:
    for step in steps:
        for _ in step.run(1, Stop()):
            pass


def _traits(found: Card, told: Told, lines: Sequence[Memory]) -> None:
    planted = {one.id: one for one in told.life.planted}
    grounds = {fact.id: fact for line in lines for fact in told.rooms.store.get(line.evidence)}
    facts = [fact for fact in grounds.values() if len(fact.about) == 3]
    turns = {told.turns.get(span.memory, "") for line in lines for _, span in told.rooms.store.trace(line)}
    stored = [one for one in told.rooms.store.each(Filter(kinds=(Kind.FACT,), statuses=STANDING)) if one.about]
    for trait in told.life.traits:
        kind = "lasting" if trait.lasting else "passing"
        found.counts[kind] += 1
        if trait.lasting:
            there = any(matches(planted[name], *fact.about) for name in trait.planted for fact in facts)
            learned = any(matches(planted[name], *fact.about) for name in trait.planted for fact in stored)
            found.counts["learned"] += learned
            found.counts["learned, in it"] += learned and there
        else:
            there = any(turn in turns for turn in trait.turns)
        found.counts[f"{kind}, in it"] += there
        if there != trait.lasting:
            found.missed.append(f"{told.life.id}: {kind}: {trait.text}")


def _insights(found: Card, told: Told) -> None:
    store = told.rooms.store
    for insight in store.each(Filter(kinds=(Kind.INSIGHT,), statuses=STANDING)):
        names = insight.evidence
        there = store.get(names)
        rule = insight.rule
        over = [one for one in there if one.status is Status.SUPERSEDED and rule not in ("change", "question")]
        valid = len(set(names)) >= 2 and len(there) == len(names) and not over and bool(store.trace(insight))
        found.counts["insights"] += 1
        found.counts[f"insights: {rule}"] += 1
        found.counts["valid"] += valid


def counted(
    say: Say, *, persons: int = 12, days: int = 60, seed: int = 1, ideal: bool = False, held: bool = True
) -> Card:
    """The card of some lives; `ideal` draws what was planted, to see what the profile does by itself.

    Raises: NotTaken.
    """
    whole = Card()
    lives = generate(seed, persons=persons, days=days, wordings="held" if held else "open")
    for number, life in enumerate(lives, start=1):
        say(f"mind: the profile of person {number} of {len(lives)}")
        lived(whole, life, perfect(life) if ideal else _rules)
    return whole


def _rules(turns: Mapping[str, str]) -> Sequence[Drawer]:
    return [lambda said, stop: draw(said)]


def measures(found: Card) -> dict[str, Taken]:
    """The measures of a card, by id."""
    counts = found.counts
    return {
        "mind.profile.lasting": Taken(
            found.share("lasting, in it", "lasting"),
            note=f"Of {counts['lasting']} traits that last; of the {counts['learned']} that were learned as facts "
            f"{found.share('learned, in it', 'learned'):.3f}.",
        ),
        "mind.profile.passing": Taken(
            found.share("passing, in it", "passing"), note=f"Of {counts['passing']} moods of a day."
        ),
        "mind.profile.tokens": Taken(found.tokens, note=f"The longest profile; {MOST} is the most."),
        "mind.profile.edits": Taken(found.share("stayed", "changes"), note=f"Of {counts['changes']} changes."),
        "mind.insights": Taken(
            found.share("valid", "insights"),
            note=f"Of {counts['insights']} insights: two memories or more that are there and hold.",
        ),
    }


def take(say: Say, *, quick: bool = False) -> tuple[dict[str, Taken], list[str]]:
    """The measures on the wordings that no rule was written for, and a table. Raises: NotTaken."""
    found = counted(say, persons=1 if quick else 12, days=30 if quick else 60)
    return measures(found), list(table(found))


def table(found: Card) -> Iterator[str]:
    """What was counted, a line each."""
    for name, count in sorted(found.counts.items()):
        yield f"{name:28}{count:>8}"
