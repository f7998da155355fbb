"""How sure recall is: whether a memory bears on a question, and whether anything does.

A score tells the same beside any candidates (`late.terms`), so one curve makes a confidence of it. The curve was fitted
on questions that have an answer, questions about other people's lives with the names exchanged, and general ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

STEEP, LEVEL, LONG = 0.35, -2.0, -0.5
"""The logistic curve: per step of the score, at no score, and per natural logarithm of the question's tokens, as each
further word makes it likelier that something matches by chance."""

FLOOR = 0.12
"""A memory below it is not shown: it is not about the question."""
PERHAPS, FOUND = 0.25, 0.5
"""The best memory's confidence from which recall says "perhaps", and "found"."""


class Verdict(StrEnum):
    """What recall says of a question: found, perhaps ("I found only this"), or nothing."""

    FOUND = "found"
    PERHAPS = "perhaps"
    NOTHING = "nothing"


def curve(tokens: int) -> Callable[[float], float]:
    """For a question of so many tokens: from a score in steps to a confidence in (0, 1)."""
    level = LEVEL + LONG * math.log(max(1, tokens))

    def sure(score: float) -> float:
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, STEEP * score + level))))

    return sure


def verdict(confidence: float) -> Verdict:
    """What is said where the best memory has this confidence."""
    if confidence >= FOUND:
        return Verdict.FOUND
    return Verdict.PERHAPS if confidence >= PERHAPS else Verdict.NOTHING
