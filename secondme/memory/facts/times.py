"""Which of several facts held at a time.

Pure. Times are seconds since 1970.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from secondme.memory.facts.entities import refines
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.record import Memory, Status

YEAR = 366 * 86_400.0
"""How long something is taken to have held of which only the end was said."""


def beside(fact: Memory, others: Sequence[Memory]) -> list[Memory]:
    """A fact and those that held, or hold, in its place: of one subject and relation all where there is one value at a
    time, else what it took the place of and what took its place."""
    subject, relation = fact.about[0].casefold(), fact.about[1]
    same = [one for one in others if (one.about[0].casefold(), one.about[1]) == (subject, relation)]
    if relation in RELATIONS and RELATIONS[relation].functional:
        return same
    line = {name for name in (fact.id, fact.superseded_by) if name}
    while True:
        more = {one.id for one in same if one.superseded_by in line} | {
            one.superseded_by for one in same if one.id in line and one.superseded_by
        }
        if more <= line:
            return [one for one in same if one.id in line]
        line |= more


def in_time(facts: Sequence[Memory], begin: float, end: float, *, changed: bool = True) -> list[Memory]:
    """Of facts of which one took the place of the other those that held in a time, the one first that held for most of
    it, the latest first among equals. With an infinite end: those that have ended, the latest first. `changed` gives
    none where there was no change.

    Of a fact without a begin it is known that it held when it was said; it may have held before, where no other did.
    So it did where what took its place is said to have begun before that, or at once.
    """
    if changed and len(facts) < 2 and not any(_ended(fact) for fact in facts):
        return []
    if math.isinf(end):
        over = [fact for fact in facts if _ended(fact) and (_lasts(fact) or _before(fact, facts) is not None)]
        return sorted(over, key=_until, reverse=True)
    held = [(min(end, _until(fact)) - max(begin, _since(fact)), fact) for fact in facts if _lasts(fact)]
    sure = [(time, fact) for time, fact in held if time > 0 or (begin == end and _since(fact) <= begin < _until(fact))]
    if sure:
        return [fact for _, fact in sorted(sure, key=lambda one: (-one[0], -_since(one[1]), one[1].id))]
    earlier = [fact for _, fact in held if fact.valid_from is None and fact.made >= end]
    earlier += [fact for fact in facts if (until := _before(fact, facts)) is not None and end <= until]
    return [min(earlier, key=lambda fact: fact.made)] if earlier else []


def coming(facts: Sequence[Memory], now: float) -> list[Memory]:
    """Of what is to come on a day those that are not over, the next first."""
    there = [fact for fact in facts if fact.status is not Status.SUPERSEDED and _until(fact) > now]
    return sorted(there, key=lambda fact: (_since(fact), fact.id))


def _since(fact: Memory) -> float:
    if fact.valid_from is not None:
        return fact.valid_from
    told_after = fact.valid_to is not None and fact.valid_to <= fact.made and fact.status is not Status.SUPERSEDED
    return _until(fact) - YEAR if told_after else fact.made


def _until(fact: Memory) -> float:
    return math.inf if fact.valid_to is None else fact.valid_to


def _ended(fact: Memory) -> bool:
    return fact.valid_to is not None or fact.status is Status.SUPERSEDED


def _lasts(fact: Memory) -> bool:
    """Whether it held at all: what was put right did not, and what was said in more detail is that."""
    return _until(fact) > _since(fact)


def _before(fact: Memory, facts: Sequence[Memory]) -> float | None:
    """Until when a fact without a begin held that another was said to have followed before it was told, or in the same
    moment: "I live in Berlin", then "I moved to Oslo last week". None of any other: what was put right, or is said in
    more detail, never held, and what took its place has no begin of its own."""
    if fact.valid_from is not None or fact.status is not Status.SUPERSEDED or _lasts(fact):
        return None
    after = next((one for one in facts if one.id == fact.superseded_by), None)
    if after is None or after.valid_from is None or refines(after.about[2], fact.about[2]):
        return None
    return min(after.valid_from, _until(fact))
