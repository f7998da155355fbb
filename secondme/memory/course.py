"""The course of a memory: how vivid it was at any time, what recalled it, and what becomes of it if nothing more does.
Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from secondme.memory.forgetting import DAY, Forgetting, lasts, since, stability, strength
from secondme.memory.record import Memory

AHEAD = 1.15
"""How far the course goes on beyond the day on which the memory fades, as a share of all of it."""
LATER = 0.5
"""Where that day is past or never comes: the share that is shown of the time to come."""


@dataclass(frozen=True, slots=True)
class Course:
    """`points` are times (seconds since 1970) with the retention then, in (0, 1]; `recalls` the times at which a
    session recalled it or it was said anew. If nothing recalls it any more it `fades` and, where its kind is, is
    condensed and `archives` at these times; None: never."""

    points: tuple[tuple[float, float], ...]
    recalls: tuple[float, ...]
    fades: float | None
    archives: float | None


def course(
    memory: Memory, recalls: Sequence[float], now: float, settings: Forgetting, points: int, uniqueness: float = 0.0
) -> Course:
    """From when it was made to somewhat after it fades, as so many points, evenly in time, and two about each recall.

    `recalls`: what is known of when, in any order; of further ones that the memory counts the last is where it was
    recalled last, of the others the time is not known.
    """
    known = sorted(at for at in recalls if at >= memory.made)
    last = since(memory)
    if memory.recalls and (not known or known[-1] < last) and last > memory.made:
        known.append(last)
    missing = max(0, memory.recalls - len(known))
    stable = stability(memory, settings.stability_days, uniqueness)
    fades = _until(memory, last, lasts(stable, settings.fade_below, settings), now, settings, uniqueness)
    put = _until(memory, last, lasts(stable, settings.archive_below, settings), now, settings, uniqueness)
    end = max(now, fades or 0.0)
    end += (AHEAD - 1 if fades and fades > now else LATER) * max(DAY, end - memory.made)
    times = [memory.made + (end - memory.made) * step / (points - 1) for step in range(points)]
    times += [at + beside for at in known for beside in (-1.0, 0.0) if at + beside > memory.made]
    drawn = tuple((at, _then(memory, at, known, missing, settings, uniqueness)) for at in sorted({*times, now}))
    return Course(drawn, tuple(known), fades, put)


def _until(
    memory: Memory, last: float, days: float, now: float, settings: Forgetting, uniqueness: float
) -> float | None:
    """When it falls below a threshold; None for what does not fade."""
    if math.isinf(days) or strength(memory, now + 1e6 * DAY, settings, uniqueness) == 1.0:
        return None
    return last + days * DAY


def _then(
    memory: Memory, at: float, known: Sequence[float], missing: int, settings: Forgetting, uniqueness: float
) -> float:
    before = [one for one in known if one <= at]
    # What was recalled at a time that nobody knows counts once a later recall is known, so that the end is right.
    recalls = min(memory.recalls, len(before) + (missing if len(before) == len(known) else 0))
    then = replace(memory, recalls=recalls, last_recalled=before[-1] if before else None)
    return strength(then, at, settings, uniqueness)
