"""Stretches of local time: days and their parts, weeks, months, seasons, feasts.

Pure. Times have no zone here: they are what the clock on the wall shows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

PARTS = {"morning": (5, 12), "noon": (11, 14), "afternoon": (12, 18), "evening": (17, 24), "night": (18, 30)}
"""The hours of the parts of a day; those from 24 belong to the next one."""
_FIRST_MONTHS = {"winter": 12, "spring": 3, "summer": 6, "autumn": 9}
_FIXED = {
    "christmas eve": (12, 24),
    "christmas": (12, 25),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new year": (1, 1),
    "halloween": (10, 31),
    "valentine": (2, 14),
}
_FROM_EASTER = {"good friday": -2, "easter": 0, "easter day": 0, "easter monday": 1, "pentecost": 49}
_AROUND = {"christmas": (1, 1), "easter": (2, 1), "pentecost": (0, 1)}
"""How many days before and after its day a feast is kept."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when, the end not included."""

    begin: datetime
    end: datetime
    grain: str = "day"
    vague: bool = False
    cycle: str = ""
    """What it comes back with where nobody said which one: "week", "year"."""
    heart: tuple[datetime, datetime] | None = None
    """The feast itself within its days: "after Easter" begins on Easter Monday."""

    def back(self) -> Stretch:
        """The one before, of a stretch that comes back."""
        if self.cycle == "week":
            return replace(self, begin=self.begin - timedelta(7), end=self.end - timedelta(7), heart=None)
        return replace(self, begin=_year_before(self.begin), end=_year_before(self.end), heart=None)


def _year_before(at: datetime) -> datetime:
    return at.replace(year=at.year - 1, day=28 if (at.month, at.day) == (2, 29) else at.day)


def midnight(on: date) -> datetime:
    return datetime(on.year, on.month, on.day)


def days(first: date, count: int = 1, grain: str = "day", *, vague: bool = False) -> Stretch:
    begin = midnight(first)
    return Stretch(begin, begin + timedelta(count), grain, vague)


def week(today: date, away: int, first_weekday: int) -> Stretch:
    """The week so many weeks from this one."""
    return days(today - timedelta((today.weekday() - first_weekday) % 7) + timedelta(7 * away), 7, "week")


def month(year: int, number: int) -> Stretch:
    """A month; numbers beyond a year count on from its January."""
    begin, end = (datetime(year + at // 12, at % 12 + 1, 1) for at in (number - 1, number))
    return Stretch(begin, end, "month")


def year(number: int) -> Stretch:
    return Stretch(datetime(number, 1, 1), datetime(number + 1, 1, 1), "year")


def weekend(today: date, away: int) -> Stretch:
    """Saturday and Sunday of the Monday week: 0 the running or coming one, -1 the one before that runs or is past."""
    saturday = today + timedelta(5 - today.weekday())
    return days(saturday + timedelta(7 * away), 2, "weekend")


def season(name: str, year: int, *, southern: bool) -> Stretch:
    """The meteorological season that begins in a year."""
    first = (_FIRST_MONTHS[name] + (6 if southern else 0) - 1) % 12 + 1
    return Stretch(month(year, first).begin, month(year, first + 3).begin, "season", vague=True)


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar.

    Source: the anonymous algorithm in Nature, 20 April 1876, as Meeus gives it in "Astronomical Algorithms", chapter 8.
    """
    a, (b, c) = year % 19, divmod(year, 100)
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    n = h + i - 7 * ((a + 11 * h + 22 * i) // 451) + 114
    return date(year, n // 31, n % 31 + 1)


def feast(name: str, year: int) -> Stretch:
    """The days of a feast that begins in a year."""
    if name in _FIXED:
        on = date(year, *_FIXED[name])
    elif name == "thanksgiving":  # the fourth Thursday of November
        on = date(year, 11, 22) + timedelta((3 - date(year, 11, 22).weekday()) % 7)
    else:
        on = easter(year) + timedelta(_FROM_EASTER[name])
    before, after = _AROUND.get(name, (0, 0))
    core = midnight(on)
    whole = days(on - timedelta(before), 1 + before + after, "day" if not before + after else "feast")
    return replace(whole, heart=(core, core + timedelta(1)))


def part(of: Stretch, name: str) -> Stretch:
    """The morning, the evening of a day."""
    first, last = PARTS[name]
    return Stretch(of.begin + timedelta(hours=first), of.begin + timedelta(hours=last), "part", cycle=of.cycle)


def third(of: Stretch, which: int) -> Stretch:
    """The begin (0), the middle (1), the end (2) of something."""
    step = (of.end - of.begin) / 3
    return Stretch(of.begin + which * step, of.begin + (which + 1) * step, "third", vague=True, cycle=of.cycle)


def to(first: Stretch, last: Stretch) -> Stretch | None:
    """From one to the other; whose year or week nobody said is put where the two fit. None where they do not."""
    while first.cycle == "year" and first.begin >= last.end:
        first = first.back()
    if first.cycle and first.begin >= last.end:
        first = first.back()
    if first.begin >= last.end:
        return None
    return Stretch(first.begin, max(first.end, last.end), "range", vague=first.vague or last.vague)
