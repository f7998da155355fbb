"""When something holds or happens: the times that a clause names, told from the moment it was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from secondme.memory.calendar_words import ENGLISH
from secondme.memory.stretch import Stretch
from secondme.memory.time_grammar import read
from secondme.memory.time_rules import ALWAYS, Reading
from secondme.memory.time_words import tokens
from secondme.memory.when import MONTHS


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in seconds since 1970; None is open."""

    begin: float | None = None
    end: float | None = None


_CUE = re.compile(
    r"\b(?:\d{4}|\d{1,2}(?:st|nd|rd|th)|jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*"
    r"|dec\w*|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|today|tomorrow|tonight|yesterday|ago|last|next|this|since"
    r"|until|till|for|in|spring|summer|autumn|winter|fall|christmas|easter|week(?:end|s)?|months?|years?|days?)\b",
    re.IGNORECASE,
)
_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "a couple of": 2, "half a": 0.5,
}  # fmt: skip
_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.4, "year": 365.25, "decade": 3652.5}
_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LENGTH = rf"(?P<n>{_WORDS}|\d{{1,3}}) (?P<unit>day|week|fortnight|month|year|decade)s?\b"
_AHEAD = re.compile(rf"\bin {_LENGTH}", re.IGNORECASE)
_FROM_NOW = re.compile(rf"\b{_LENGTH} from (?:now|today)\b", re.IGNORECASE)
_LONG = re.compile(
    rf"\b(?:for|since)(?: (?:about|over|almost|nearly|more than|the (?:last|past)))? {_LENGTH}", re.IGNORECASE
)
_OVERMORROW = re.compile(r"\b(?:the )?day after tomorrow\b", re.IGNORECASE)
_SINCE = re.compile(r"\bsince\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till|up to|through)\b", re.IGNORECASE)


def spoken(text: str, now: float, *, ahead: bool, zone: tzinfo | None = None) -> tuple[Stretch, ...]:
    """The stretches that a text names; what comes back every week or year is the next one where it lies `ahead`."""
    if not _CUE.search(text):
        return ()
    local = datetime.fromtimestamp(now, zone).replace(tzinfo=None)
    if ahead:
        if match := _AHEAD.search(text) or _FROM_NOW.search(text):
            return (_after(local, _number(match["n"]), match["unit"].lower()),)
        if _OVERMORROW.search(text):
            return (_after(local, 2, "day"),)
    row = read(tokens(text, ENGLISH, "en"), Reading(local, ENGLISH))
    found = (token.value for token in row if isinstance(token.value, Stretch))
    return tuple(_forward(one, local) if ahead else one for one in found)


def _number(count: str) -> float:
    return float(count) if count.isdigit() else _NUMBERS[count.lower()]


def _after(local: datetime, count: float, unit: str) -> Stretch:
    begin = local.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(round(count * _DAYS[unit]))
    return Stretch(begin, begin + timedelta(1 if unit in ("day", "week", "fortnight") else 31))


def _forward(stretch: Stretch, local: datetime) -> Stretch:
    """The same one week or one year later, where it comes again and has passed."""
    begin, end = stretch.begin, stretch.end
    if stretch.cycle and end <= local:
        again = timedelta(7) if stretch.cycle == "week" else None
        begin, end = (at + again if again else _year_later(at) for at in (begin, end))
    return Stretch(begin, end, stretch.grain, stretch.vague)


def _year_later(at: datetime) -> datetime:
    return at.replace(year=at.year + 1, day=28 if (at.month, at.day) == (2, 29) else at.day)


def _seconds(at: datetime, zone: tzinfo | None) -> float | None:
    try:
        return at.replace(tzinfo=zone).timestamp() if at > ALWAYS else None
    except (OverflowError, ValueError, OSError):  # by the year, the zone and the system
        return None


def event(text: str, now: float, *, ahead: bool, zone: tzinfo | None = None) -> Span:
    """The day, or the days, on which something is."""
    found = spoken(text, now, ahead=ahead, zone=zone)
    return Span(_seconds(found[0].begin, zone), _seconds(found[0].end, zone)) if found else Span()


def state(text: str, now: float, *, past: bool, zone: tzinfo | None = None) -> Span:
    """Since when and until when something holds: "since May", "for six years", "until last year"."""
    if match := _LONG.search(text):
        return Span() if past else Span(now - _number(match["n"]) * _DAYS[match["unit"].lower()] * 86_400)
    since, until = _SINCE.search(text), _UNTIL.search(text)
    one = _told(text, now, zone) if since or until or past else None
    if one is None:
        return Span()
    if until and not since:
        return Span(None, _seconds(one.end, zone))
    if past and not since:
        return Span(_seconds(one.begin, zone), _seconds(one.end, zone))
    return Span(_seconds(one.begin, zone))


def turn(text: str, now: float, zone: tzinfo | None = None) -> float | None:
    """When something began or ended: "I moved in March"."""
    found = _told(text, now, zone)
    return _seconds(found.begin, zone) if found else None


def _told(text: str, now: float, zone: tzinfo | None) -> Stretch | None:
    """The first stretch that a text names, but for one that lasts until now without a begin: "these days"."""
    local = datetime.fromtimestamp(now, zone).replace(tzinfo=None)
    found = spoken(text, now, ahead=False, zone=zone)
    return next((one for one in found if one.grain != "vague" or one.end < local), None)


_MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if len(month) > 3 else month for month in MONTHS)
_YEAR = r"(?P<y>(?:19|20)\d\d)"
_DATES = (
    re.compile(rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\b\.?,?(?:\s+{_YEAR})?", re.IGNORECASE),
    re.compile(
        rf"\b(?P<m>{_MONTH})\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+{_YEAR})?", re.IGNORECASE
    ),
    re.compile(rf"\b{_YEAR}-(?P<m>\d\d)-(?P<d>\d\d)\b"),
    re.compile(rf"\b(?P<d>\d{{1,2}})[./](?P<m>\d{{1,2}})(?:[./]{_YEAR})?\b"),
)


def date(text: str) -> tuple[str, str] | None:
    """A day of the year as it is kept ("1990-03-14", without a year "14 March") and as a sentence says it."""
    for pattern in _DATES:
        match = pattern.search(text)
        if match is None:
            continue
        month = int(match["m"]) if match["m"].isdigit() else _month(match["m"])
        day = int(match["d"])
        if month > 12 >= day:
            day, month = month, day
        if not (1 <= month <= 12 and 1 <= day <= 31):
            continue
        plain = f"{day} {MONTHS[month - 1]}"
        return (f"{match['y']}-{month:02}-{day:02}", f"{plain} {match['y']}") if match["y"] else (plain, plain)
    return None


def _month(word: str) -> int:
    return next(at for at, name in enumerate(MONTHS, start=1) if name.lower().startswith(word.lower()[:3]))
