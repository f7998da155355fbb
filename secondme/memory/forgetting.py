"""Forgetting: how vivid a memory still is, computed when asked and never stored.

Retention falls with time and recall slows the fall; nothing is deleted here.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from enum import StrEnum

from secondme.memory.record import Kind, Memory, Status

DAY = 86_400.0

_TIED = frozenset({Kind.PASSAGE, Kind.PROFILE})
"""Kinds that do not fade with age: a passage lives as long as its file, the profile as long as it is true."""
CONDENSED = frozenset({Kind.EPISODE})
"""Kinds that are condensed and put away once they are faint: what was said, and not what was concluded from it."""


class Curve(StrEnum):
    """How retention falls with time."""

    EXPONENTIAL = "exponential"
    POWER = "power"


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The person's settings. Units: `stability_days` in days, `fade_below` and `archive_below` retentions in (0, 1).

    `power` is the exponent b of the power law; both curves fall to `fade_below` on the same day, and the power law
    falls faster before it and more slowly after.
    """

    stability_days: float = 50.0
    fade_below: float = 0.3
    archive_below: float = 0.02
    curve: Curve = Curve.EXPONENTIAL
    power: float = 1.0

    @property
    def fade_days(self) -> float:
        """Days after which an ordinary memory fades that nobody recalls."""
        return lasts(self.stability_days, self.fade_below, self)

    @property
    def archive_days(self) -> float:
        """Days after which it is condensed and put away."""
        return lasts(self.stability_days, self.archive_below, self)


def retention(elapsed_days: float, stability_days: float) -> float:
    """Chance that a memory is still vivid, in (0, 1].

    Units: both in days. `stability_days` is the time after which retention has fallen to 1/e.
    Raises: ValueError if `elapsed_days` is negative or `stability_days` is not positive.
    Source: Zhong et al. 2023, "MemoryBank", section 2.3: R = exp(-t / S).
    """
    _possible(elapsed_days, stability_days)
    return max(sys.float_info.min, math.exp(-elapsed_days / stability_days))


def power_retention(elapsed_days: float, stability_days: float, power: float) -> float:
    """The same by a power law: R = (1 + t / S')^-b, in (0, 1].

    Units: days; `power` is b. S' is the time after which retention has fallen to 2^-b.
    Raises: ValueError if `elapsed_days` is negative, or the others are not positive.
    Source: Wickelgren 1974, "Single-trace fragility theory of memory dynamics" (the form); "Catastrophic Interference
        is Mitigated in Naturalistic Power-Law Learning Environments" (that what is met again is met so).
    """
    _possible(elapsed_days, stability_days)
    if power <= 0:
        raise ValueError(f"power must be positive, got {power}")
    return float(max(sys.float_info.min, (1 + elapsed_days / stability_days) ** -power))


def _possible(elapsed_days: float, stability_days: float) -> None:
    if elapsed_days < 0:
        raise ValueError(f"elapsed_days must not be negative, got {elapsed_days}")
    if stability_days <= 0:
        raise ValueError(f"stability_days must be positive, got {stability_days}")


def retained(elapsed_days: float, stability_days: float, settings: Forgetting) -> float:
    """Retention by the curve that is set, in (0, 1]. Units: days; `stability_days` is the S of the exponential."""
    if settings.curve is Curve.POWER:
        return power_retention(elapsed_days, stability_days * _stretch(settings), settings.power)
    return retention(elapsed_days, stability_days)


def lasts(stability_days: float, below: float, settings: Forgetting) -> float:
    """Days until retention falls to `below`, by the curve that is set; infinite where that is 0."""
    if below <= 0:
        return math.inf
    if settings.curve is Curve.POWER:
        return float(stability_days * _stretch(settings) * (min(1.0, below) ** (-1 / settings.power) - 1))
    return -math.log(min(1.0, below)) * stability_days


def _stretch(settings: Forgetting) -> float:
    """S' of the power law for an S of one day: where both curves meet, at `fade_below`."""
    meet = min(max(settings.fade_below, 1e-9), 1 - 1e-9)
    return float(-math.log(meet) / (meet ** (-1 / settings.power) - 1))


def weight(importance: float, uniqueness: float = 0.0) -> float:
    """w of a memory, in [0.5, 4]: what matters, and what nothing else is like, lasts longer.

    Both in [0, 1]. An importance of 0.5 changes nothing, 1 doubles, 0 halves; what has no near neighbour
        (`uniqueness` 1) lasts twice as long as what others repeat.
    Source: MemoryBank, abstract (importance); Feldman 2020, "Does Learning Require Memorization?", section 1: of
        long-tailed data the rare must be kept.
    """
    return float(2.0 ** (2.0 * importance - 1.0) * (1.0 + uniqueness))


def stability(memory: Memory, stability_days: float, uniqueness: float = 0.0) -> float:
    """S of a memory in days: S₀ · w(importance, uniqueness) · (1 + n), n the sessions in which an answer used it or it
    was said anew.

    Source: MemoryBank, section 2.3, where recall sets t to 0 and S to S + 1. Ours departs from it in the unit:
        the first S is `stability_days` instead of one day, which would empty the memory in a week, and a session
        adds as much again, however often it came up there (spacing).
    """
    return stability_days * weight(memory.importance, uniqueness) * (1 + memory.recalls)


def since(memory: Memory) -> float:
    """From when time counts, in seconds since 1970: the last recall, else when it was made."""
    return memory.made if memory.last_recalled is None else max(memory.made, memory.last_recalled)


def strength(memory: Memory, now: float, settings: Forgetting | float, uniqueness: float = 0.0) -> float:
    """Retention of a memory at a time, in (0, 1]; 1 for what is pinned or does not fade.

    A number instead of settings is the first S of the exponential. A clock set back counts as no time at all.
    """
    if memory.pinned or memory.kind in _TIED:
        return 1.0
    if not isinstance(settings, Forgetting):
        settings = Forgetting(settings)
    elapsed = max(0.0, now - since(memory)) / DAY
    return retained(elapsed, stability(memory, settings.stability_days, uniqueness), settings)


def fades(memory: Memory, now: float, settings: Forgetting, uniqueness: float = 0.0) -> bool:
    """Whether an active memory has become faint enough to fade."""
    return memory.status is Status.ACTIVE and strength(memory, now, settings, uniqueness) < settings.fade_below


def days_left(memory: Memory, now: float, settings: Forgetting, uniqueness: float = 0.0) -> float:
    """Days until it fades if nobody recalls it; infinite for what does not fade, 0 where it is due."""
    if memory.pinned or memory.kind in _TIED or settings.fade_below <= 0:
        return math.inf
    faint = lasts(stability(memory, settings.stability_days, uniqueness), settings.fade_below, settings)
    return max(0.0, faint - max(0.0, now - since(memory)) / DAY)


def due(memory: Memory, settings: Forgetting, uniqueness: float = 0.0, *, held: float = 0.0) -> float:
    """When a memory reaches its next threshold, in seconds since 1970: an active one fades, a faded one may be
    condensed; infinite where neither comes. Time counts from `held` at the earliest."""
    if memory.pinned or memory.kind in _TIED:
        return math.inf
    match memory.status:
        case Status.ACTIVE:
            below = settings.fade_below
        case Status.FADED if memory.kind in CONDENSED:
            below = min(settings.fade_below, settings.archive_below)
        case _:
            return math.inf
    stable = stability(memory, settings.stability_days, uniqueness)
    return max(since(memory), held) + lasts(stable, below, settings) * DAY


@dataclass(frozen=True, slots=True)
class Waiting:
    """A memory in the queue of fading: its `uniqueness`, None where it was not looked at yet; when it is `due`, and the
    last time that the person undid a change of it (`held`), in seconds since 1970. `n` is its number in the ledger."""

    n: int
    memory: Memory
    uniqueness: float | None
    due: float
    held: float


def uniqueness(cosine: float, alone: float, usual: float) -> float:
    """How little a memory is like its nearest neighbour, in [0, 1]: 1 up to a cosine of `alone`, 0 from `usual` on."""
    return min(1.0, max(0.0, (usual - cosine) / (usual - alone)))
