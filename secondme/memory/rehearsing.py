"""Rehearsal: when to test whether a memory can still be found, and in which words. Pure.

The longer a memory was found the later it is asked again, and a miss brings the next test nearer. What is asked is made
of what was drawn, never of a raw turn.
Source: Kang et al. 2025, "Do Your Best and Get Enough Rest for Continual Learning" (an interval of rest before a
    thing is learnt again, longer each time); "SHARP" (what is replayed is processed, and mostly recent).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondme.memory.forgetting import DAY
from secondme.memory.record import Kind, Memory

REHEARSED = (Kind.FACT, Kind.INSIGHT, Kind.GIST)
"""Kinds that are rehearsed."""
FIRST = 2.0
"""Days from when a memory was stored to its first test."""
GROWTH, SHRINK = 2.5, 0.4
"""What a hit and a miss make of an interval..."""
SHORTEST, LONGEST = 1.0, 365.0
"""... that stays between these, in days."""
RECENT = 30.0
"""Days for which a memory is recent, and..."""
SHARE = 0.7
"""... the part of what is rehearsed at once that is, as far as there is any."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a memory's tests went. `due` is in seconds since 1970, `days` is the interval that ends then."""

    due: float
    days: float = FIRST
    hits: int = 0
    misses: int = 0


def first(now: float) -> Rehearsal:
    """The schedule of a memory that is new."""
    return Rehearsal(now + FIRST * DAY)


def after(done: Rehearsal, found: bool, now: float) -> Rehearsal:
    """The schedule after a test that was held at `now`.

    Raises: ValueError before the interval is over.
    """
    if now < done.due:
        raise ValueError("a memory is not rehearsed within its interval")
    days = min(LONGEST, done.days * GROWTH) if found else max(SHORTEST, done.days * SHRINK)
    return Rehearsal(now + days * DAY, days, done.hits + found, done.misses + (not found))


def chosen(due: Sequence[Memory], now: float, most: int) -> list[Memory]:
    """Those to rehearse now, of those that are due, the longest waiting first: `SHARE` of them are recent. One
    alone where none is."""
    recent = [memory for memory in due if now - memory.made <= RECENT * DAY]
    older = [memory for memory in due if now - memory.made > RECENT * DAY]
    if not recent:
        return older[:1]
    kept = min(len(recent), most)
    room = min(int(kept * (1 - SHARE) / SHARE), int(most * (1 - SHARE)))
    older = older[:room]
    return [*recent[: most - len(older)], *older]


def cues(memory: Memory, ways: Sequence[str] = ()) -> list[str]:
    """Questions by which a memory should be found, each in other words; none where it says not what it is about.

    `ways` are other words for the relation of a fact.
    """
    if len(memory.about) == 3:
        subject, relation, sought = memory.about
        named = [relation.replace("_", " "), *ways]
        asked = [f"{_whose(subject)} {way}?" for way in dict.fromkeys(way for way in named if way)]
        return [*asked, f"{_whose(subject)} {sought}?"]
    words = memory.keywords
    if not words:
        return []
    return list(dict.fromkeys([f"What about {', '.join(words)}?", *(f"What about {word}?" for word in words)]))


def cue(memory: Memory, done: Rehearsal, ways: Sequence[str] = ()) -> str:
    """The question of the next test: each test asks in other words than the one before. Empty where there is none."""
    asked = cues(memory, ways)
    return asked[(done.hits + done.misses) % len(asked)] if asked else ""


def _whose(subject: str) -> str:
    return f"What about {'me' if subject == 'you' else subject} and"
