"""Summaries of weeks made from those of days, and one of the whole made from those of weeks.

Pure.
Source: Zhong et al. 2023, "MemoryBank", section 2.2: daily summaries are summed up into a global one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from secondme.memory.insight import NAMED, Draft, listed
from secondme.memory.record import Derived, Kind, Memory, identity
from secondme.memory.when import day

LEAST = 2
"""Summaries that a wider one is made from."""


def weekly(days: Sequence[tuple[float, int, Memory]], now: float) -> list[Draft]:
    """A summary of each week that is over, from those of its days.

    `days` have when a day was (any time of it), how many things were told on it, and its summary.
    """
    weeks: dict[datetime, list[tuple[float, int, Memory]]] = defaultdict(list)
    for one in sorted(days, key=lambda one: (one[0], one[2].id)):
        weeks[_monday(one[0])].append(one)
    drafts = []
    for monday, some in sorted(weeks.items()):
        if len(some) < LEAST or (monday + timedelta(days=7)).timestamp() > now:
            continue
        words = _most_named([memory for _, _, memory in some])
        about = f", most about {listed([word for word, _ in words])}" if words else ""
        things = sum(count for _, count, _ in some)
        drafts.append(
            Draft(
                identity(Kind.INSIGHT, "week", f"{monday:%Y-%m-%d}"), "week",
                f"In the week of {day(monday.timestamp())} you told me {things} things on {len(some)} days{about}.",
                tuple(memory.id for _, _, memory in some), tuple(word for word, _ in words),
            )
        )  # fmt: skip
    return drafts


def overall(weeks: Sequence[tuple[float, int, Memory]]) -> list[Draft]:
    """One summary of all that was told, from those of the weeks: when each was, how many things were told in it."""
    if len(weeks) < LEAST:
        return []
    some = sorted(weeks, key=lambda one: (one[0], one[2].id))
    words = _most_named([memory for _, _, memory in some])
    about = ", ".join(f"“{word}” (in {often})" for word, often in words)
    first, last = day(_monday(some[0][0]).timestamp()), day((_monday(some[-1][0]) + timedelta(days=6)).timestamp())
    return [
        Draft(
            identity(Kind.INSIGHT, "overall", "all"), "overall",
            f"In {len(some)} weeks between {first} and {last} you told me {sum(count for _, count, _ in some)} things"
            + (f", most often about {about}." if about else "."),
            tuple(memory.id for _, _, memory in some), tuple(word for word, _ in words),
        )
    ]  # fmt: skip


def told(summary: Memory) -> int:
    """How many memories a summary rests on."""
    return len(summary.source.memories) if isinstance(summary.source, Derived) else 0


def _most_named(summaries: Sequence[Memory]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for memory in summaries:
        for word in memory.keywords:
            counts[word.lower()] += 1
            shown.setdefault(word.lower(), word)
    often = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:NAMED]
    return [(shown[word], count) for word, count in often]


def _monday(at: float) -> datetime:
    date = datetime.fromtimestamp(at).replace(hour=0, minute=0, second=0, microsecond=0)
    return date - timedelta(days=date.weekday())
