"""What a text names: days, months, numbers, names of people and places; and the words that tell it from others.

Pure.
"""

from __future__ import annotations

import re

from secondme.memory.quiet import STOP
from secondme.memory.when import MONTHS

_DAYS_IN_WORDS = (
    "monday tuesday wednesday thursday friday saturday sunday today tomorrow yesterday tonight montag dienstag "
    "mittwoch donnerstag freitag samstag sonnabend sonntag heute morgen gestern"
)
_DAYS = frozenset(_DAYS_IN_WORDS.split())
_MONATE = "januar februar märz mai juni juli oktober dezember"
_MONTHS = frozenset([*(month.lower() for month in MONTHS), *_MONATE.split()])
_NUMBERS_IN_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty hundred noon midnight half eins zwei drei vier fünf sechs sieben "
    "acht neun zehn elf zwölf"
)
_NUMBERS = frozenset(_NUMBERS_IN_WORDS.split())
TOKEN = re.compile(r"\d+(?:[.:,]\d+)*(?:st|nd|rd|th|am|pm|h)?\b|[^\W\d_][\w'’-]*")
"""A word or a number."""
_TELLING_NOTHING = (
    "no not nope wrong actually correction corrected it its he she they that this there we i me my the a an on at in "
    "to by of for from is are was were be been has have had will meant said mean nein das es ist nicht sondern but "
    "and or"
)
PLAIN = frozenset(_TELLING_NOTHING.split())
"""Words of a correction that do not say what is right."""


def sort_of(word: str) -> str:
    """The sort of thing that a word names: day, month, number, name; empty for any other word."""
    plain = word.lower().removesuffix("'s").strip(".,;:!")
    if plain in _DAYS:
        return "day"
    if plain in _MONTHS:
        return "month"
    if plain[:1].isdigit() or plain in _NUMBERS:
        return "number"
    return "name" if word[:1].isupper() and plain not in PLAIN and plain not in STOP else ""


def named(word: str) -> str:
    """A value as it is compared: in small letters, without its ending."""
    return word.lower().removesuffix("'s").rstrip(".")


def values_of(text: str) -> dict[str, set[str]]:
    """What a text names, by its sort; the first word of a sentence is a name only where it stands inside too."""
    found: dict[str, set[str]] = {}
    for match in TOKEN.finditer(text):
        sort = sort_of(match[0])
        opens = re.search(r"(?:^|[.!?:\"“]\s*)$", text[max(0, match.start() - 3) : match.start()]) is not None
        if sort and not (sort == "name" and opens):
            found.setdefault(sort, set()).add(named(match[0]))
    return found


def roots_of(text: str) -> set[str]:
    """The telling words of a text by their first five letters, so that "meetings" is "meeting"."""
    words = (word.lower() for word in TOKEN.findall(text))
    return {word[:5] for word in words if word not in STOP and word not in PLAIN}
