"""How sure recall is: whether a memory bears on a question, and whether anything does.

A score tells the same beside any candidates (`late.terms`), so one curve makes a confidence of it. The curve was fitted
on questions that have an answer, questions about other people's lives with the names exchanged, and general ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum

STEEP, LEVEL = 0.2, -4.2
"""The logistic curve: per step of the score, and at no score."""
LONG, PERSONAL = 0.22, 0.5
"""What is added per natural logarithm of the question's tokens, and where it asks about somebody: the person, the
assistant, a file, a name. Who asks about nobody more often asks about the world."""
WITHOUT_VECTORS = 1.33
"""A score that no neural vector had a part in is as much lower."""

FLOOR = 0.08
"""A memory below it is not shown: it is not about the question."""
PERHAPS, FOUND = 0.2, 0.5
"""The best memory's confidence from which recall says "perhaps", and "found"."""


class Verdict(StrEnum):
    """What recall says of a question: found, perhaps ("I found only this"), or nothing."""

    FOUND = "found"
    PERHAPS = "perhaps"
    NOTHING = "nothing"


def curve(tokens: int, *, personal: bool, vectors: bool) -> Callable[[float], float]:
    """For a question of so many tokens, about somebody or nobody, scored with neural vectors or without: from a score
    in steps to a confidence in (0, 1)."""
    level = LEVEL + LONG * math.log(max(1, tokens)) + PERSONAL * personal
    steep = STEEP if vectors else STEEP * WITHOUT_VECTORS

    def sure(score: float) -> float:
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, steep * score + level))))

    return sure


def verdict(confidence: float) -> Verdict:
    """What is said where the best memory has this confidence."""
    if confidence >= FOUND:
        return Verdict.FOUND
    return Verdict.PERHAPS if confidence >= PERHAPS else Verdict.NOTHING
