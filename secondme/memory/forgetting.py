"""Forgetting: how vivid a memory still is, computed when asked and never stored.

Retention falls with time and recall slows the fall; nothing is deleted here.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass

from secondme.memory.record import Kind, Memory, Status

DAY = 86_400.0

_TIED = frozenset({Kind.PASSAGE, Kind.PROFILE})
"""Kinds that do not fade with age: a passage lives as long as its file, the profile as long as it is true."""


@dataclass(frozen=True, slots=True)
class Forgetting:
    """The person's settings. Units: `stability_days` in days, `fade_below` a retention in (0, 1)."""

    stability_days: float = 50.0
    fade_below: float = 0.3


def retention(elapsed_days: float, stability_days: float) -> float:
    """Chance that a memory is still vivid, in (0, 1].

    Units: both in days. `stability_days` is the time after which retention has fallen to 1/e.
    Raises: ValueError if `elapsed_days` is negative or `stability_days` is not positive.
    Source: Zhong et al. 2023, "MemoryBank", section 2.3: R = exp(-t / S).
    """
    if elapsed_days < 0:
        raise ValueError(f"elapsed_days must not be negative, got {elapsed_days}")
    if stability_days <= 0:
        raise ValueError(f"stability_days must be positive, got {stability_days}")
    return max(sys.float_info.min, math.exp(-elapsed_days / stability_days))


def stability(memory: Memory, stability_days: float) -> float:
    """S of a memory in days: grows with importance, and by as much again with each conversation of recall.

    Source: MemoryBank, section 2.3, where recall sets t to 0 and S to S + 1. Ours departs from it in the unit:
        the first S is `stability_days` instead of one day, which would empty the memory in a week, and recall
        adds as much again. An importance of 0.5 changes nothing, 1 doubles S, 0 halves it.
    """
    return float(stability_days * 2.0 ** (2.0 * memory.importance - 1.0) * (1 + memory.recalls))


def strength(memory: Memory, now: float, stability_days: float) -> float:
    """Retention of a memory at a time, in (0, 1]; 1 for what is pinned or does not fade.

    Time runs from the last recall, else from when it was made; a clock set back counts as no time at all.
    """
    if memory.pinned or memory.kind in _TIED:
        return 1.0
    since = memory.made if memory.last_recalled is None else max(memory.made, memory.last_recalled)
    return retention(max(0.0, now - since) / DAY, stability(memory, stability_days))


def fades(memory: Memory, now: float, settings: Forgetting) -> bool:
    """Whether an active memory has become faint enough to fade."""
    return memory.status is Status.ACTIVE and strength(memory, now, settings.stability_days) < settings.fade_below


def days_left(memory: Memory, now: float, settings: Forgetting) -> float:
    """Days until it fades if nobody recalls it; infinite for what does not fade, 0 where it is due."""
    if memory.pinned or memory.kind in _TIED or settings.fade_below <= 0:
        return math.inf
    faint = -math.log(min(1.0, settings.fade_below)) * stability(memory, settings.stability_days)
    since = memory.made if memory.last_recalled is None else max(memory.made, memory.last_recalled)
    return max(0.0, faint - max(0.0, now - since) / DAY)
