"""Lessons: how the person wants things done, by the kind of request; what they are worth, and how the model is told.

Pure. `teaching` draws them from what was said, `case` from how answers went.
Source: Cao et al. 2025, "Remember Me, Refine Me" (ReMe; lessons by scenario, pruned by utility); Zhang et al. 2023,
    "Large Language Models Are Semi-Parametric Reinforcement Learning Agents" (REMEMBERER; values from outcomes, what
    failed as what to avoid); Suzgun et al. 2025, "Dynamic Cheatsheet" (a short sheet with a cap).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from secondme.memory.record import Memory

TAUGHT, FAULT, CASE, CONCEPT, OWN = "lesson", "fault", "case", "concept", "told"
"""The rules of lessons: said by the person, drawn from what they found wrong with an answer, an exchange that went well
or badly, what several of those have in common, and written by the person."""
WELL, BADLY = "A way to answer that was good.", "A way to answer that was no good."
"""The text of a case and of a concept. The request is its context: by its words the request itself is to be found."""
UNKNOWN = 0.5
"""The value of what had no outcome yet."""
ALPHA, BETA = 5, 0.3
"""After so many outcomes, what has at most that value on average is put away."""
POOL = 200
"""Lessons and cases that are in use at once; beyond it those of the least value are put away."""
SHEET, ADVICE = 80, 120
"""Tokens of the lessons for everything, and of those for a request."""
LONGEST = 200
"""Characters of a lesson."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """A lesson in use. `plan` is how a request was answered, for a case and a concept, and `failed` says that this went
    badly; `value` in [0, 1] is the mean of the outcomes, `uses` counts those of answers that were given it; `members`
    are the cases that a concept stands for."""

    id: str
    rule: str
    text: str
    situation: str = ""
    plan: str = ""
    value: float = UNKNOWN
    uses: int = 0
    members: tuple[str, ...] = ()
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request with the number of its message, and the answer to it."""

    message: int
    asked: Memory
    answer: Memory


# ---- what it is worth --------------------------------------------------------------------------------


def utility(value: float, outcomes: int, reward: float) -> float:
    """The value after one more outcome, which is the mean of all: Q ← N/(N+1)·Q + r/(N+1).

    Units: `value` and `reward` in [0, 1]; `outcomes` counts those before.
    Source: Zhang et al. 2023, REMEMBERER, section 3.2, with a learning rate of 1/(N+1).
    Raises: ValueError if `outcomes` is negative.
    """
    if outcomes < 0:
        raise ValueError(f"outcomes must not be negative, got {outcomes}")
    return (outcomes * value + reward) / (outcomes + 1)


def spent(uses: int, value: float, alpha: int = ALPHA, beta: float = BETA) -> bool:
    """Whether something was tried often enough and helped too seldom.

    Source: Cao et al. 2025, ReMe, section 3.4: put away once retrieved at least α times with mean utility at most β.
    """
    return uses >= alpha and value <= beta


# ---- in the prompt -----------------------------------------------------------------------------------


def fitting(texts: Sequence[str], count: Callable[[Sequence[str]], Sequence[int]], most: int) -> list[bool]:
    """Which of some lines have room in so many tokens, those that come first before the others."""
    fits: list[bool] = []
    for size in count([f"\n- {text}" for text in texts]) if texts else ():
        fits.append(size <= most)
        most -= size if size <= most else 0
    return fits


def sheet(rules: Sequence[str]) -> str:
    """The lessons for everything, as they stand after the first sentence of the prompt."""
    return "\n".join(("\nThe user's rules:", *(f"- {_of_the_user(rule)}" for rule in rules))) if rules else ""


def block(do: Sequence[str], avoid: Sequence[str]) -> str:
    """The lessons for a request, before the words of the person; empty where there are none."""
    lines = [*(("How to do it:", *(f"- {line}" for line in do)) if do else ())]
    lines += [*(("Avoid:", *(f"- {line}" for line in avoid)) if avoid else ())]
    return "\n".join(lines) + "\n\n" if lines else ""


_FIRST = re.compile(r"\b(?:I'm|I am|I've|I have|I|me|my|mine|myself)\b")
_THIRD = {
    "I'm": "the user is", "I am": "the user is", "I've": "the user has", "I have": "the user has", "I": "the user",
    "me": "the user", "my": "the user's", "mine": "the user's", "myself": "the user",
}  # fmt: skip


def _of_the_user(rule: str) -> str:
    return _FIRST.sub(lambda match: _THIRD[match[0]], rule)
