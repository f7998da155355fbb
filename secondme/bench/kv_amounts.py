"""How much `bench kv` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Planting:
    """How many dialogues, of how many words, how many of each one's facts."""

    dialogues: int
    words: int
    facts: int = 8


@dataclass(frozen=True, slots=True)
class Amounts:
    """`first` and `last` are the turns whose first token is measured, with a model that `joins` the starter's
    conversation at a turn; `turns`, `budget` and `late` those of the long conversation, which the model `takes_over`
    from the starter at a turn; `prefix` its tokens, restored
    `pairs` times; `asked` questions are answered `rounds` times with lookup and without; `settled` turns are read
    again; `background` pairs of turns have work beside them, which is `broken` off so often; `lab` dialogues are asked
    about in the lab, whose policies read attention."""

    first: int = 28
    last: int = 32
    joins: int = 1
    turns: int = 200
    budget: int = 1_536
    late: int = 9
    takes_over: int = 1
    facts: Planting = Planting(25, 1_000)
    every_policy: bool = False
    prefix: int = 2_000
    pairs: int = 5
    asked: int = 4
    rounds: int = 2
    answer: int = 96
    settled: int = 8
    background: int = 9
    broken: int = 20
    lab: int = 0
    words: str = ""
    """What a note says of it."""


USUAL = Amounts()
FULL = Amounts(facts=Planting(25, 4_500), every_policy=True, lab=10)
QUICK = Amounts(
    first=3, last=4, turns=12, budget=512, late=2, facts=Planting(1, 1_000, 2), prefix=300, pairs=1, asked=1, rounds=1,
    answer=24, settled=2, background=2, broken=4, words=" (quick: fewer trials, smaller work)",
)  # fmt: skip
SHAPED = Amounts(
    first=30, last=31, joins=29, late=5, takes_over=186, pairs=2, settled=2, background=3, broken=8,
    words=" (fewer turns and pairs than with the starter, as this model reads slowly)",
)  # fmt: skip
QUICK_SHAPED = replace(QUICK, first=2, last=2, turns=9, late=1, takes_over=8, settled=1, background=1, broken=2)
AMOUNTS: Mapping[str, Amounts] = {
    "usual": USUAL, "full": FULL, "quick": QUICK, "shaped": SHAPED, "quick shaped": QUICK_SHAPED,
}  # fmt: skip
"""By the command's option, and whether a model is written for it."""
