"""Probe questions: made of what is remembered, to see whether it is found as well after a change as before. Pure.

No question is kept, and none asks with more of a turn than its few telling words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from secondme.memory.asking import asked
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.record import Kind, Memory
from secondme.memory.rehearsing import cues

TELLING = 4
"""Words of a turn that a question asks with."""
LEAST = 2
"""Words without which a turn is told from no other."""
CHANCE = 40
"""Of so many probes one may be lost by chance, as what is new crowds it out: of 83 runs over scripted lives two lost
one of 48, and none lost more."""


def candidates(text: str) -> list[str]:
    """The words of a turn that may tell it from others, in their order."""
    return [word for word in asked(text).words if len(word) > 2 and not word.isdecimal()]


def question(memory: Memory, rarity: Mapping[str, float]) -> str:
    """The question that a memory should answer; empty where it tells too little to be asked for.

    `rarity` gives the inverse document frequency of each of its `candidates`; the rarest of them are asked with. A fact
    of which there is one value at a time is asked for by what it is about, so that what follows it answers as well.
    """
    if len(memory.about) == 3:
        known = RELATIONS.get(memory.about[1])
        ways = cues(memory, known.synonyms[:1] if known else ())
        return ways[-2] if known and known.functional and len(ways) > 1 else ways[-1]
    if memory.kind is not Kind.EPISODE:
        return next(iter(cues(memory)), "")
    words = candidates(memory.text)
    telling = sorted(range(len(words)), key=lambda at: -rarity.get(words[at], 0.0))[:TELLING]
    return f"What about {', '.join(words[at] for at in sorted(telling))}?" if len(telling) >= LEAST else ""


def worse(before: Sequence[bool], after: Sequence[bool]) -> bool:
    """Whether fewer probes are answered after a change than before it, by more than chance.

    Raises: ValueError if there are not as many of both.
    """
    _paired(before, after)
    return sum(before) - sum(after) > len(before) // CHANCE


def transfer(first: Sequence[bool], now: Sequence[bool]) -> float:
    """Backward transfer: by how much what was learnt before is answered better (above 0) or worse (below) than when
    it was first asked, as a share of the probes, in [-1, 1]; 0 where there are none.

    Source: Lopez-Paz and Ranzato 2017, "Gradient Episodic Memory", section 2: BWT, the mean of R_T,i - R_i,i; here of
        single probes instead of tasks.
    """
    _paired(first, now)
    return (sum(now) - sum(first)) / len(first) if first else 0.0


def _paired(before: Sequence[bool], after: Sequence[bool]) -> None:
    if len(before) != len(after):
        raise ValueError("a probe is asked once before and once after")
