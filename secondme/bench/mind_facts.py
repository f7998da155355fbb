"""`bench mind`, facts: what of scripted lives is drawn, what is made up, what becomes of changes, what is answered.

Each stage of an answer is counted by itself: a fact that is not drawn shows as omitted in the extraction, one that is
put beside its old value as wrong in the update.
Source: Chen et al. 2025, "HaluMem", section 3 (extraction, updating and answering, each with what is correct,
hallucinated and omitted).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from secondme.assistant.learning import Decider, Drawer
from secondme.assistant.learning import by_rules as drawn_by_rules
from secondme.assistant.learning import by_words as drawn_by_words
from secondme.bench.lives import Extra, Life, Planted, Question, generate, matches
from secondme.bench.lives.relations import RELATIONS
from secondme.bench.measure import Say, Taken
from secondme.bench.mind_told import WORDS, Told, perfect
from secondme.bench.mind_told import Taken as Drawn
from secondme.encoders import reader
from secondme.memory.facts.operation import Op, decide
from secondme.memory.facts.statement import Statement
from secondme.memory.recall import is_fact
from secondme.memory.record import Memory

PLACES = 10
"""How much of what recall finds is looked at."""
Drawers = Callable[[Life], Callable[[Mapping[str, str]], Sequence[Drawer]]]


@dataclass(slots=True)
class Card:
    """What was counted: of each row how much was right, wrong, left out."""

    rows: dict[str, Counter[str]] = field(default_factory=dict)
    drawn: int = 0
    made_up: int = 0

    def count(self, row: str, how: str) -> None:
        """One more of a row."""
        self.rows.setdefault(row, Counter())[how] += 1

    def share(self, row: str, of: Sequence[str] = ("right", "wrong", "omitted")) -> float:
        """How much of a row is right, of what is counted; 1 where there is nothing."""
        counts = self.rows.get(row, Counter())
        whole = sum(counts[how] for how in of)
        return counts["right"] / whole if whole else 1.0

    def add(self, other: Card) -> None:
        """Takes in what another counted."""
        for row, counts in other.rows.items():
            self.rows.setdefault(row, Counter()).update(counts)
        self.drawn += other.drawn
        self.made_up += other.made_up


def card(
    life: Life,
    drawers: Callable[[Mapping[str, str]], Sequence[Drawer]],
    deciding: Decider = decide,
    *,
    answers: bool = True,
) -> Card:
    """Tells a life and counts, what is answered too where that is asked for. Raises: NotTaken."""
    found = Card()
    asked = sorted(life.questions, key=lambda question: question.now) if answers else []
    with Told(life, drawers, deciding) as told:
        for night in told.nights():
            if asked and asked[0].now <= night:
                told.settle()
                while asked and asked[0].now <= night:
                    _answer(found, told, asked.pop(0))
        if asked:
            told.settle()
        for question in asked:
            _answer(found, told, question)
        _extraction(found, life, told.listener.taken)
        _operations(found, life, told.listener.taken)
    return found


# ---- what is drawn -----------------------------------------------------------------------------------


def _extraction(found: Card, life: Life, drawn: Sequence[Drawn]) -> None:
    planted, extras = _by_turn(life)
    of_turn: dict[str, list[Statement]] = {}
    for one in drawn:
        of_turn.setdefault(one.turn, []).append(one.statement)
    for fact in life.planted:
        told = [one for turn in fact.said_in for one in of_turn.get(turn, ())]
        found.count("extraction", "right" if any(_is(fact, one) for one in told) else "omitted")
    known = {fact.id: fact for fact in life.planted}
    for taken in drawn:
        here = planted.get(taken.turn, [])
        ended = [known[fact.replaces] for fact in here if fact.replaces]
        wanted = any(_is(fact, taken.statement) for fact in here)
        wanted = wanted or (taken.statement.ends and any(_same(fact, taken.statement) for fact in ended))
        excused = any(_same(_as_planted(extra), taken.statement) for extra in extras.get(taken.turn, ()))
        idle = taken.statement.ends and taken.decision.op is Op.NOOP  # it ends nothing, and nothing is kept of it
        if (excused or idle) and not wanted:
            continue
        found.drawn += 1
        found.count("drawn", "right" if wanted else "wrong")
        if not here and not extras.get(taken.turn):
            found.made_up += 1
    for trap in life.traps:
        told = [one for one in of_turn.get(trap.turn, []) if not one.ends]
        fell = any(_same(_never(trap.turn, *triple), one) for triple in trap.never for one in told)
        found.count(f"trap: {trap.kind.replace('_', ' ')}", "wrong" if fell else "right")


def _by_turn(life: Life) -> tuple[dict[str, list[Planted]], dict[str, list[Extra]]]:
    planted: dict[str, list[Planted]] = {}
    extras: dict[str, list[Extra]] = {}
    for fact in life.planted:
        for turn in fact.said_in:
            planted.setdefault(turn, []).append(fact)
    for extra in life.extras:
        extras.setdefault(extra.turn, []).append(extra)
    return planted, extras


def _is(fact: Planted, drawn: Statement) -> bool:
    return _same(fact, drawn) and (fact.operation == "DELETE") == drawn.ends


def _same(fact: Planted, drawn: Statement) -> bool:
    return fact.relation in RELATIONS and matches(fact, drawn.subject, drawn.relation, drawn.object)


def _as_planted(extra: Extra) -> Planted:
    return _never(extra.turn, extra.subject, extra.relation, extra.object)


def _never(turn: str, subject: str, relation: str, thing: str) -> Planted:
    return Planted("", subject, relation, thing, 0.0, None, (turn,), "ADD", None, "", 0.0)


# ---- what becomes of it ------------------------------------------------------------------------------


def _operations(found: Card, life: Life, drawn: Sequence[Drawn]) -> None:
    """A change is right that closes what it changes; where that was never drawn there is nothing to be right about."""
    known = {fact.id: fact for fact in life.planted}
    of_turn: dict[str, list[Drawn]] = {}
    for taken in drawn:
        of_turn.setdefault(taken.turn, []).append(taken)
    for fact in life.planted:
        told = [one for turn in fact.said_in for one in of_turn.get(turn, ())]
        own = [one for one in told if _is(fact, one.statement)]
        row = f"update: {fact.operation}"
        if not own:
            found.count(row, "omitted")
            continue
        old = known.get(fact.replaces or "")
        if old is None:
            found.count(row, "right" if own[0].decision.op is Op.ADD else "wrong")
        elif not any(_about(old, one) for taken in told for one in taken.near):
            found.count(row, "groundless")
        else:
            found.count(row, "right" if _handled(fact, old, own, told) else "wrong")


def _handled(fact: Planted, old: Planted, own: Sequence[Drawn], told: Sequence[Drawn]) -> bool:
    closed = [one for one in told if one.decision.op in (Op.UPDATE, Op.DELETE) and one.target]
    right = any(_about(old, one.target) for one in closed if one.target)
    if fact.operation == "NOOP":
        return any(one.decision.op is Op.NOOP for one in own)
    if fact.operation == "DELETE":
        return right and any(one.decision.op is Op.DELETE for one in closed)
    return right and any(one.decision.op in (Op.UPDATE, Op.ADD) for one in own)


def _about(fact: Planted, memory: Memory) -> bool:
    return len(memory.about) == 3 and matches(fact, *memory.about)


# ---- what is answered --------------------------------------------------------------------------------


def _answer(found: Card, told: Told, question: Question) -> None:
    life = told.life
    known = {fact.id: fact for fact in life.planted}
    gold = [known[name] for name in question.gold]
    gold += [one for one in life.planted if one.operation == "NOOP" and one.replaces in question.gold]
    rivals = _rivals(life, gold[0], question) if question.kind in ("current", "past") else []
    row = question.kind if rivals or question.kind not in ("current", "past") else f"{question.kind}, never changed"
    for suffix, which in (("", None), (" (words alone)", WORDS)):
        memories = told.found(question.text, question.now, PLACES, which)
        turns = {turn for fact in gold for turn in fact.said_in}
        at = _place(memories, gold, told.turns, turns)
        rest = [one if not _says(one, gold, told.turns, turns) else None for one in memories]
        other = _place(rest, rivals, told.turns, {turn for one in rivals for turn in one.said_in} - turns)
        how = "omitted" if at is None else "right" if other is None or at < other else "wrong"
        found.count(f"answer: {row}{suffix}", how)


def _rivals(life: Life, gold: Planted, question: Question) -> list[Planted]:
    """Other values of the same, said by then, that held at another time."""
    relation = RELATIONS[gold.relation]
    chain = {gold.id}
    while True:
        more = {one.id for one in life.planted if one.replaces in chain} | {
            one.replaces for one in life.planted if one.id in chain and one.replaces
        }
        if more <= chain:
            break
        chain |= more
    return [
        one
        for one in life.planted
        if (one.id in chain or (relation.functional and not relation.per and one.relation == gold.relation))
        and one.subject == gold.subject
        and one.object != gold.object
        and one.operation in ("ADD", "UPDATE")
        and one.valid_from <= question.now
    ]


def _place(
    memories: Sequence[Memory | None], facts: Sequence[Planted], turns: Mapping[str, str], said: Collection[str]
) -> int | None:
    """The first place that says one of some facts."""
    places = (at for at, one in enumerate(memories) if one is not None and _says(one, facts, turns, said))
    return next(places, None)


def _says(memory: Memory, facts: Sequence[Planted], turns: Mapping[str, str], said: Collection[str]) -> bool:
    """Whether a memory is one of some facts, or one of these turns."""
    return turns.get(memory.id) in said or (is_fact(memory) and any(_about(fact, memory) for fact in facts))


# ---- the measures ------------------------------------------------------------------------------------


def counted(
    drawers: Drawers, say: Say, *, persons: int = 12, days: int = 60, seed: int = 1, deciding: Decider = decide,
    wordings: Literal["held", "open"] | Path = "held",
) -> Card:  # fmt: skip
    """The card of some lives. Raises: NotTaken."""
    whole = Card()
    lives = generate(seed, persons=persons, days=days, wordings=wordings)
    for number, life in enumerate(lives, start=1):
        say(f"mind: the life of person {number} of {len(lives)}")
        whole.add(card(life, drawers(life), deciding))
    return whole


def measures(found: Card) -> dict[str, Taken]:
    """The measures of a card, by id."""
    changes = Counter[str]()
    for operation in ("UPDATE", "DELETE"):
        changes.update(found.rows.get(f"update: {operation}", Counter()))
    whole = Card({"changes": changes})
    done = ("right", "wrong")
    words = {kind: found.share(f"answer: {kind} (words alone)") for kind in ("current", "past")}
    return {
        "mind.precision": Taken(found.share("drawn"), note=f"Of {found.drawn:,} statements that were drawn."),
        "mind.recall": Taken(found.share("extraction"), note=f"Of {sum(found.rows['extraction'].values()):,} planted."),
        "mind.false": Taken(
            found.made_up / max(1, found.drawn), note="Drawn from turns in which no fact was said, of all drawn."
        ),
        "mind.update": Taken(
            whole.share("changes", done),
            note=f"Of {changes['right'] + changes['wrong']} changes and ends that were drawn and whose old value was "
            f"known; {changes['omitted']} more were not drawn.",
        ),
        **{
            f"mind.{kind}": Taken(
                found.share(f"answer: {kind}"), beside=words[kind],
                note=f"Of {sum(found.rows.get(f'answer: {kind}', Counter()).values())} questions about what changed, "
                f"in the first {PLACES} places; with the words alone {words[kind]:.3f}.",
            )
            for kind in ("current", "past")
        },
    }  # fmt: skip


def table(found: Card) -> list[str]:
    """The card as lines, a row each."""
    lines = [f"{'':36}{'right':>8}{'wrong':>8}{'omitted':>9}{'groundless':>12}{'share':>8}"]
    for row in sorted(found.rows):
        counts = found.rows[row]
        figures = f"{counts['right']:>8}{counts['wrong']:>8}{counts['omitted']:>9}{counts['groundless']:>12}"
        lines.append(f"{row:36}{figures}{found.share(row):>8.3f}")
    return lines


def ideal(life: Life) -> Callable[[Mapping[str, str]], Sequence[Drawer]]:
    """Drawers that make no mistake, to see what the operations do by themselves."""
    return perfect(life)


def by_rules(life: Life) -> Callable[[Mapping[str, str]], Sequence[Drawer]]:
    """The rules alone."""
    return lambda turns: [drawn_by_rules]


def by_words(life: Life) -> Callable[[Mapping[str, str]], Sequence[Drawer]]:
    """The rules and the reader: all that draws without a language model."""
    drawer = drawn_by_words(reader.bundled)
    return lambda turns: [drawer]


def take(say: Say, *, quick: bool = False, drawers: Drawers = by_words) -> tuple[dict[str, Taken], list[str]]:
    """The measures on held-out wordings, by id, and the card as lines; `quick` takes weeks of one person.

    Raises: NotTaken.
    """
    found = counted(drawers, say, persons=1 if quick else 12, days=20 if quick else 60)
    return measures(found), table(found)
