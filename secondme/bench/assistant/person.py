"""One person's talk: what is dealt to them, in which session it falls, and the turns it becomes.

A piece is one exchange of the talk; pieces of a group fall into different sessions, in their order.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from secondme.bench.assistant.filler import ASIDES, OPENINGS, TAILS, TALK

SESSIONS = 10


@dataclass(slots=True)
class Piece:
    """An exchange; `value` is what it tells, and the rest is known once it has its place."""

    user: str
    assistant: str
    value: str = ""
    user_id: str = ""
    assistant_id: str = ""
    day: date = date.min


@dataclass(slots=True)
class Talk:
    """The turns of one person, and the days of their sessions."""

    turns: list[dict[str, str]] = field(default_factory=list)
    days: list[date] = field(default_factory=list)


def filled(text: str, value: str, slot: str = "x") -> str:
    """The text with its value, with a capital where a sentence begins with it."""
    capital = value[:1].upper() + value[1:]
    text = re.sub(rf"(^|[.!?] )\{{{slot}\}}", lambda found: found[1] + capital, text)
    return text.replace(f"{{{slot}}}", value)


def talk(rng: random.Random, case: str, groups: list[list[Piece]]) -> Talk:
    """Lays the groups out over the sessions, fills up with small talk, and writes the turns."""
    sizes = [5] * SESSIONS
    needed = sum(map(len, groups))
    total = max(needed + 2, rng.randint(42, 48))
    while sum(sizes) > total:
        sizes[rng.choice([at for at, size in enumerate(sizes) if size > 3])] -= 1
    small = rng.sample(TALK, total - needed)
    sessions: list[list[Piece]] = [[] for _ in sizes]
    for group in sorted([*groups, *([Piece(*one)] for one in small)], key=len, reverse=True):
        room = [at for at in range(SESSIONS) if len(sessions[at]) < sizes[at]]
        chosen: set[int] = set()
        while len(chosen) < len(group):
            free = [at for at in room if at not in chosen]
            chosen.add(rng.choices(free, [sizes[at] - len(sessions[at]) for at in free])[0])
        for at, piece in zip(sorted(chosen), group, strict=True):
            sessions[at].append(piece)
    result = Talk(days=_days(rng))
    asides, tails = rng.sample(ASIDES, len(ASIDES)), rng.sample(TAILS, len(TAILS))
    openings = rng.sample(OPENINGS, SESSIONS)
    for at, (day, pieces) in enumerate(zip(result.days, sessions, strict=True), start=1):
        rng.shuffle(pieces)
        now = datetime.combine(day, datetime.min.time()) + timedelta(minutes=rng.randint(7 * 60, 21 * 60))
        opening = openings[at - 1]
        for piece in pieces:
            piece.day = day
            said = f"{opening} {piece.user}" if opening else piece.user
            opening = ""
            if asides and rng.random() < 0.2:
                said = f"{said} {asides.pop()}"
            replied = f"{piece.assistant} {tails.pop()}" if tails and rng.random() < 0.2 else piece.assistant
            for speaker, text in (("User", said), ("Assistant", replied)):
                turn = f"{case}-s{at:02}-t{2 * pieces.index(piece) + (speaker == 'Assistant') + 1:02}"
                result.turns.append(
                    {
                        "id": turn,
                        "session": f"s{at:02}",
                        "date": now.isoformat(timespec="minutes"),
                        "speaker": speaker,
                        "text": text,
                    }
                )
                now += timedelta(minutes=rng.randint(1, 4))
            piece.user_id, piece.assistant_id = (turn["id"] for turn in result.turns[-2:])
    return result


def _days(rng: random.Random) -> list[date]:
    """Two to six months of 2026 with some days of talk close together."""
    while True:
        gaps = [rng.choice((1, 2, 3, 4, 6, 8, 11, 14, 17, 21, 26)) for _ in range(SESSIONS - 1)]
        if 60 <= sum(gaps) <= 180:
            break
    days = [date(2026, 1, 5) + timedelta(days=rng.randint(0, 120))]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return days
