"""A time that a question names, and how well a memory fits it.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from secondme.memory.time_words import Habit

DAY = 86_400.0
SHORT = 32 * DAY
"""Up to this long a span draws in what was told of it afterwards: a month, with the hour of a clock set back."""
TOLD_WITHIN, TOLD = 21 * DAY, 0.5
"""How long after a span one still tells of it, and what that is worth at its end, falling to nothing."""
ABOUT, NEAR = 3 * DAY, 0.3
"""How far before a span a memory may lie, and what that is worth."""
SOFT = 0.8
"""What a memory just outside a vague span is worth; it falls to nothing over half the length of the span."""
_EARLIEST, _LATEST = -62_000_000_000.0, 250_000_000_000.0
"""The years 5 and 9892: clocks of any zone go as far."""
Side = Literal["before", "after", "during", ""]
Edge = Literal["first", "last", ""]


@dataclass(frozen=True, slots=True)
class When:
    """A time that a question names: a span, a habit, or an event (`side` is not empty) that memory must date."""

    text: str
    """The words that say it."""
    start: int
    end: int
    """Their place in the question."""
    span: tuple[float, float] | None = None
    """In seconds since 1970, the end not included; of an event only once it is resolved."""
    habit: Habit | None = None
    anchor: str = ""
    """The words of the event: "I moved". Empty where the talk itself is meant, as in "the first time we talked"."""
    side: Side = ""
    """Which side of the event."""
    edge: Edge = ""
    """Of the memories that fit the anchor (of all, if it is empty) the earliest or the latest dates the event."""
    within: float = 0.0
    """How many days from the event at most; 0 is any number of them."""
    vague: bool = False
    past: bool = False
    """Whether it asks how things were before now."""


def resolved(when: When, anchor_time: float, now: float, zone: tzinfo | None = None) -> When:
    """An event as a span, once memory has dated it: before it, from it until now, or some days around its own.

    "The week before the wedding" is 7 days; "during" is 3 days to either side of the day, more where a week or a year
    is meant, and the day alone where the talk itself is.
    """
    room = when.within * DAY
    match when.side:
        case "before":
            span = (anchor_time - room if room else min(0.0, anchor_time - DAY), anchor_time)
        case "after":
            span = (anchor_time, anchor_time + room if room else max(now, anchor_time + DAY))
        case "during":
            room = 0.0 if when.edge and not when.anchor else max(ABOUT, room)
            begin, end = _day(anchor_time, zone)
            span = (begin - room, end + room)
        case _:
            return when
    return replace(when, span=span, past=span[1] < now)


def _day(at: float, zone: tzinfo | None) -> tuple[float, float]:
    first = datetime.fromtimestamp(at, zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return first.timestamp(), (first + timedelta(1)).timestamp()


def match(whens: Sequence[When], made: NDArray[np.float64], zone: tzinfo | None = None) -> NDArray[np.float32]:
    """How well each of some times fits the best of several expressions, in [0, 1]."""
    best = np.zeros(len(made))
    hours: NDArray[np.float64] | None = None
    for when in whens:
        if when.span:
            np.maximum(best, _fit(when.span, made, vague=when.vague), out=best)
        elif when.habit:
            hours = _local(made, zone) / 3600 if hours is None else hours
            np.maximum(best, _recurs(when.habit, hours), out=best)
    return best.astype(np.float32)


def _fit(span: tuple[float, float], made: NDArray[np.float64], *, vague: bool) -> NDArray[np.float64]:
    begin, end = span
    early, late = begin - made, made - end
    inside = (early <= 0) & (late < 0)
    near = np.where(inside, 1.0, np.where((early > 0) & (early <= ABOUT), NEAR, 0.0))
    if end - begin <= SHORT:
        told = TOLD * (1 - late / (TOLD_WITHIN + DAY))
        near = np.where((late >= 0) & (late <= TOLD_WITHIN), told, near)
    else:
        near = np.where((late >= 0) & (late <= ABOUT), NEAR, near)
    if vague:
        away = np.maximum(np.maximum(early, late), 0.0) / max(ABOUT, (end - begin) / 2)
        near = np.where(inside, 1.0, np.maximum(near, SOFT * np.clip(1 - away, 0.0, 1.0)))
    return near


def _recurs(habit: Habit, hours: NDArray[np.float64]) -> NDArray[np.float64]:
    """`hours` are local, since 1970, which began on a Thursday."""
    first, last = habit.hours
    of_day = hours % 24
    day = np.floor_divide(hours, 24).astype(np.int64)
    wanted = np.isin(np.arange(7), list(habit.weekdays))
    today = (of_day >= first) & (of_day < last) & wanted[(day + 3) % 7]
    night = (of_day + 24 >= first) & (of_day + 24 < last) & wanted[(day + 2) % 7]
    return (today | night).astype(np.float64)


def _local(made: NDArray[np.float64], zone: tzinfo | None) -> NDArray[np.float64]:
    """The same times in seconds of the local clock. The zone is asked once a week, and again for each time of a week in
    which its clocks are set.
    """
    made = np.clip(made, _EARLIEST, _LATEST)
    weeks, place = np.unique(np.floor_divide(made, 7 * DAY).astype(np.int64), return_inverse=True)
    offsets = np.array([_offset_of_week(zone, week) for week in weeks.tolist()], dtype=np.float64)
    shift: NDArray[np.float64] = offsets[place]
    for at in np.flatnonzero(np.isnan(shift)):
        shift[at] = _offset(zone, made[at])
    return made + shift


@lru_cache(maxsize=16_384)
def _offset_of_week(zone: tzinfo | None, week: int) -> float:
    """Not a number where it changes."""
    begin, end = (_offset(zone, (week + more) * 7 * DAY) for more in (0, 1))
    return begin if begin == end else float("nan")


def _offset(zone: tzinfo | None, at: float) -> float:
    offset = datetime.fromtimestamp(at, zone).astimezone(zone).utcoffset()
    return offset.total_seconds() if offset else 0.0
