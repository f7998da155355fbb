"""The times that a question names: spans, habits, and events that memory must date; what is no day at all.

Pure. Whatever the text, nothing is raised.
"""

from __future__ import annotations

import re
from datetime import datetime, tzinfo

from secondme.memory.calendar_words import ENGLISH, Calendar
from secondme.memory.moments import When, match, resolved
from secondme.memory.stretch import Stretch
from secondme.memory.time_events import events
from secondme.memory.time_grammar import read
from secondme.memory.time_rules import Reading
from secondme.memory.time_words import Habit, Token, folded, tells_time, tokens

__all__ = [
    "ENGLISH",
    "Calendar",
    "Habit",
    "When",
    "match",
    "nonsense",
    "resolved",
    "tells_time",
    "understood",
]

_MOST = 8
"""How many times of one question are kept."""
_USUALLY = re.compile(
    r"\b(?:usual|usually|normally|typically|generally|regularly|always|often|habitually|gewohnlich|normalerweise|immer"
    r"|meistens|oft|suelo|sueles|normalmente|generalmente|siempre|habitualmente|d'habitude|normalement|toujours"
    r"|souvent|di solito|sempre|spesso|geralmente|costumo|meestal|gewoonlijk|altijd|vaak)\b"
)


def understood(
    question: str,
    now: float,
    zone: tzinfo | None = None,
    calendar: Calendar = ENGLISH,
    names: frozenset[str] = frozenset(),
) -> tuple[When, ...]:
    """The times that a question names, in their order; where they are ambiguous, the latest that is not to come.

    `now` is in seconds since 1970; the zone None is that of this machine; `names` are people, in small letters, whose
    names are no months: "april".
    """
    local = datetime.fromtimestamp(now, zone).replace(tzinfo=None)
    usual = _USUALLY.search(folded(question)) is not None
    found: list[When] = []
    for language in calendar.languages:
        row = read(tokens(question, calendar, language, names), Reading(local, calendar, usual))
        said = [one for token in row if (one := _when(token, question, now, zone))]
        said += events(row, question, language)
        found += [one for one in said if not any(one.start < other.end and other.start < one.end for other in found)]
    return tuple(sorted(found, key=lambda one: one.start)[:_MOST])


def _when(token: Token, question: str, now: float, zone: tzinfo | None) -> When | None:
    place = question[token.start : token.end], token.start, token.end
    match token.value:
        case Habit():
            return When(*place, habit=token.value)
        case Stretch(begin=begin, end=end, vague=vague):
            try:
                span = begin.replace(tzinfo=zone).timestamp(), end.replace(tzinfo=zone).timestamp()
            except (OverflowError, ValueError, OSError):  # by the year, the zone and the system
                return None
            if span[0] < span[1]:  # not an hour that the clocks leave out
                return When(*place, span=span, vague=vague, past=span[1] < now)
    return None


def nonsense(question: str, calendar: Calendar = ENGLISH) -> str:
    """What to say of a day that there is not: "There is no 30 February."; else empty."""
    for language in calendar.languages:
        reading = Reading(_ANY, calendar)
        read(tokens(question, calendar, language), reading)
        if reading.wrong:
            return f"There is no {reading.wrong[0]}."
    return ""


_ANY = datetime(2028, 12, 31)
"""Whether a day exists depends on no clock."""
