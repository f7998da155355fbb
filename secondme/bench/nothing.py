"""What recall should find nothing for: general questions, and those of other cases under this case's names."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from secondme.bench.dataset import Case, Question
from secondme.bench.filled import ROLES
from secondme.bench.general import QUESTIONS

GENERAL, OTHERS = "general", "others"
WIDTH = 24
DEMANDED = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99)
"""Confidences at which the curve is drawn."""


def unanswerable(
    cases: Sequence[Case], among: Sequence[Case], count: int, seed: int = 1
) -> Mapping[str, list[Question]]:
    """By case, so many general questions in all, and as many of the other cases in `among`, each at the time of one of
    the case's own questions. None of other cases where there are none."""
    draw = random.Random(seed)
    found: dict[str, list[Question]] = {case.id: [] for case in cases}
    asked = [case for case in cases if case.questions]
    for number, text in enumerate(draw.sample(QUESTIONS, min(count, len(QUESTIONS)))):
        case = asked[number % len(asked)]
        found[case.id].append(replace(draw.choice(case.questions), id=f"{GENERAL}-{number}", text=text, kind=GENERAL))
    for number in range(count):
        case = asked[number % len(asked)]
        others = [other for other in among if other.id != case.id and other.questions]
        if others:
            other = draw.choice(others)
            text = exchanged(draw.choice(other.questions).text, other.speakers, case.speakers)
            now = draw.choice(case.questions)
            found[case.id].append(replace(now, id=f"{OTHERS}-{number}", text=text, kind=OTHERS))
    return found


def exchanged(text: str, theirs: Sequence[str], ours: Sequence[str]) -> str:
    """A question with our names for theirs, each always the same; roles of a talk with an assistant are no names."""
    names = [name for name in theirs if name.lower() not in ROLES]
    own = [name for name in ours if name.lower() not in ROLES]
    if not names or not own:
        return text
    instead = {name.lower(): own[at % len(own)] for at, name in enumerate(names)}
    pattern = r"\b(" + "|".join(map(re.escape, names)) + r")\b"
    return re.sub(pattern, lambda match: instead[match[0].lower()], text, flags=re.IGNORECASE)


def share_above(scores: Sequence[float], threshold: float) -> float:
    """Share of scores that reach a threshold."""
    return sum(score >= threshold for score in scores) / len(scores)


def curve(true: Sequence[tuple[float, float]], false: Mapping[str, Sequence[float]]) -> list[str]:
    """What a demanded confidence keeps: of true recall (pairs of confidence and gain) and of false finds, as lines."""
    total = sum(gain for _, gain in true) or 1.0
    sorts = [sort for sort, scores in false.items() if scores]
    lines = [f"{'confidence':>10}  {'R@10 kept':<{WIDTH + 7}}" + "".join(f"{sort:<{WIDTH + 7}}" for sort in sorts)]
    for demanded in DEMANDED:
        kept = [sum(gain for sure, gain in true if sure >= demanded) / total]
        kept += [share_above(false[sort], demanded) for sort in sorts]
        bars = (f"{'█' * round(WIDTH * share):<{WIDTH}}{share:>5.0%}" for share in kept)
        lines.append(f"{demanded:>10.2f}  {'  '.join(bars)}")
    return lines
