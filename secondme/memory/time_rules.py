"""What each kind of words for time comes to: a stretch, a habit, or nothing.

Pure. Each takes a run of tokens, whose roles `time_grammar` has found to fit, and the moment of asking. What is
ambiguous means the latest that is not in the future: memories are of the past.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from secondme.memory import stretch as time
from secondme.memory.calendar_words import Calendar
from secondme.memory.stretch import PARTS, Stretch
from secondme.memory.time_words import Habit, Token
from secondme.memory.when import MONTHS

ALWAYS = datetime(1970, 1, 1)
"""Where "before June" begins."""
_LENGTHS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(1),
    "week": timedelta(7),
    "fortnight": timedelta(14),
    "month": timedelta(30),
    "year": timedelta(365),
    "decade": timedelta(3652),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules need to know of the question and of the moment it is asked."""

    now: datetime
    calendar: Calendar
    usual: bool = False
    """Whether it asks for what happens usually: then a weekday is a habit."""
    wrong: list[str] = field(default_factory=list)
    """Days it names that there are not."""

    @property
    def today(self) -> date:
        return self.now.date()


Rule = Callable[[Sequence[Token], Reading], Stretch | Habit | None]


def _said(part: Sequence[Token], roles: str) -> str | None:
    """The value of the first token with one of these roles."""
    return next((token.said for token in part if token.role in roles), None)


def _stretches(part: Sequence[Token]) -> list[Stretch]:
    return [token.value for token in part if isinstance(token.value, Stretch)]


def _way(part: Sequence[Token]) -> int:
    """-1 for last, 0 for this, 1 for next, -2 for the one before last."""
    return next(({"L": -1, "T": 0, "N": 1, "B": -2}[token.role] for token in part if token.role in "LTNB"), 0)


def _count(part: Sequence[Token]) -> int:
    return int(_said(part, "naf") or 3)


def _yearly(part: Sequence[Token], reading: Reading, make: Callable[[int], Stretch]) -> Stretch:
    """Of what comes once a year the one of the year that is said, else the latest that has begun, or the one before or
    after it.
    """
    roles, written = {token.role for token in part}, _said(part, "y")
    if written:
        return make(int(written))
    year = reading.now.year
    while make(year).begin > reading.now:
        year -= 1
    latest = make(year)
    over = latest.end <= reading.now
    if "T" in roles:
        return make(reading.now.year) if over else latest
    if roles & set("LB"):
        return make(year + _way(part) + over)
    return make(year + 1) if "N" in roles else replace(latest, cycle="year")


def unit_of(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """Last week, this month, next year, the week before last."""
    way, unit = _way(part), _said(part, "U")
    today = reading.today
    match unit:
        case "week":
            return time.week(today, way, reading.calendar.first_weekday)
        case "month":
            return time.month(today.year, today.month + way)
        case "year":
            return time.year(today.year + way)
    return None


def weekend(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """With no word beside it the latest begun one, with "this" the running or the coming one."""
    roles = {token.role for token in part}
    this = time.weekend(reading.today, 0)
    if reading.usual and not roles & set("LNTB"):
        return None
    away = _way(part)
    if not roles & set("LNTB"):
        away = 0 if this.begin <= reading.now else -1
    elif "N" in roles and this.begin > reading.now:
        away = 0
    return time.weekend(reading.today, away)


def rolling(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """In the last three days: from the begin of a day until now."""
    number, unit = int(_said(part, "naf") or 1), _said(part, "U")
    if unit is None or not number:
        return None
    begin = reading.now - number * _LENGTHS[unit]
    if unit not in ("hour", "minute"):
        begin = time.midnight(begin.date())
    return Stretch(begin, reading.now, "rolling", vague=_said(part, "f") is not None)


def ago(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """Three days ago is a day; a week ago is a day and three on either side; two years ago is a year."""
    if _said(part, "K") is not None:
        return time.weekend(reading.today, -_count(part))
    number, unit = _count(part), _said(part, "U") or ""
    length = _LENGTHS[unit]
    if _said(part, "naf") is None or _said(part, "f"):  # "weeks ago", "a few weeks ago"
        begin, end = reading.now - 2 * number * length, reading.now - number * length / 2
        return Stretch(begin, max(end, begin + length), "rolling", vague=True)
    at = reading.now - number * length
    if unit in ("minute", "hour"):
        return Stretch(at - length * max(1, number / 5) / 2, at + length * max(1, number / 5) / 2, "hour")
    if unit == "year":
        return time.year(reading.today.year - number)
    if unit == "month":
        middle = time.month(reading.today.year, reading.today.month - number).begin.date()
        middle += timedelta(min(reading.today.day, 28) - 1)
        return time.days(middle - timedelta(15), 31, "rolling")
    around = {"day": 0, "week": 3, "fortnight": 3, "decade": 1000}[unit]
    return time.days(at.date() - timedelta(around), 2 * around + 1)


def day_of(part: Sequence[Token], reading: Reading) -> Stretch:
    away, _, name = (_said(part, "D") or "0").partition(" ")
    found = time.days(reading.today + timedelta(int(away)))
    return time.part(found, name) if name else found


def _exact(day: int, month: int, year: int, reading: Reading) -> Stretch | None:
    """A day of the calendar, the latest if the year is 0; one that there is not is noted."""
    years = [year] if year else range(reading.now.year, reading.now.year - 9, -1)
    for one in years:
        try:
            on = date(one, month, day)
        except ValueError:
            continue
        if year or on <= reading.today:
            return replace(time.days(on), cycle="" if year else "year")
    if 1 <= month <= 12 and 0 < day < 100:
        reading.wrong.append(f"{day} {MONTHS[month - 1]}" + (f" {year}" if year else ""))
    elif year:
        reading.wrong.append(f"{year}-{month:02}" + (f"-{day:02}" if day else ""))
    return None


def date_of(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """5 March 2026, March 5, the 5th of March."""
    day = int(_said(part, "noO") or 0)
    return _exact(day, int(_said(part, "m") or 0), int(_said(part, "y") or 0), reading) if day else None


def dates_of(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """5 to 8 March."""
    month, year = int(_said(part, "m") or 0), int(_said(part, "y") or 0)
    ends = [_exact(int(token.said), month, year, reading) for token in part if token.role in "no"]
    first, last = ends[0], ends[-1]
    return time.to(first, last) if first and last else None


def figures(part: Sequence[Token], reading: Reading) -> Stretch | None:
    year, month, day = (int(one) for one in (_said(part, "xc") or "0-0-0").split("-"))
    if year and not 1900 <= year <= 2099:
        return None
    if day or not 1 <= month <= 12:
        return _exact(day, month, year, reading)
    return time.month(year, month)


def ordinal(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """On the 5th: of this month, or of the one before if that is to come."""
    day = int(_said(part, "o") or 0)
    for back in range(4):
        first = time.month(reading.today.year, reading.today.month - back)
        on = first.begin + timedelta(day - 1)
        if day > 0 and on < first.end and on <= reading.now:
            return time.days(on.date())
    return None


def named_month(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """The month of May."""
    return month_of(part[1:], reading) if _said(part, "U") == "month" else None


def month_of(part: Sequence[Token], reading: Reading) -> Stretch:
    number = int(_said(part, "m") or 1)
    return _yearly(part, reading, lambda year: time.month(year, number))


def season_of(part: Sequence[Token], reading: Reading) -> Stretch:
    name, southern = _said(part, "S") or "", reading.calendar.southern
    return _yearly(part, reading, lambda year: time.season(name, year, southern=southern))


def feast_of(part: Sequence[Token], reading: Reading) -> Stretch:
    name = _said(part, "H") or ""
    return _yearly(part, reading, lambda year: time.feast(name, year))


def feast_day(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """Christmas Eve says a day wherever it stands, Christmas does not."""
    return feast_of(part, reading) if " " in (_said(part, "H") or "") else None


def year_of(part: Sequence[Token], reading: Reading) -> Stretch:
    return time.year(int(_said(part, "y") or 0))


def weekday(part: Sequence[Token], reading: Reading) -> Stretch | Habit:
    """Last Tuesday is the latest before today, Tuesday may be today, this one is of the running week, next is the first
    after today.
    """
    number, roles = int(_said(part, "Wv") or 0), {token.role for token in part}
    today, first = reading.today, reading.calendar.first_weekday
    if reading.usual and not roles & set("LTNB"):
        return Habit(frozenset([number]))
    back = (today.weekday() - number) % 7
    if "L" in roles or "B" in roles:
        back = (back or 7) + 7 * ("B" in roles)
    elif "N" in roles:
        back -= 7
    elif "T" in roles:
        back = (today.weekday() - first) % 7 - (number - first) % 7
    return replace(time.days(today - timedelta(back)), cycle="" if roles & set("LTNB") else "week")


def weekdays_ago(part: Sequence[Token], reading: Reading) -> Stretch:
    """Three Mondays ago."""
    back = (reading.today.weekday() - int(_said(part, "WM") or 0)) % 7 or 7
    return time.days(reading.today - timedelta(back + 7 * (_count(part) - 1)))


def within(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """Monday last week."""
    whole = _stretches(part)[0]
    if whole.grain != "week":
        return None
    return time.days(whole.begin.date() + timedelta((int(_said(part, "Wv") or 0) - whole.begin.weekday()) % 7))


def habit(part: Sequence[Token], reading: Reading) -> Habit | None:
    """Every Monday, Monday mornings, in the evenings, at weekends."""
    weekdays = _said(part, "WMk")
    if _said(part, "K") is not None:
        weekdays = "5 6"
    hours = _said(part, "PQ")
    if weekdays is None and hours is None:
        return None
    on = frozenset(int(one) for one in weekdays.split()) if weekdays else frozenset(range(7))
    return Habit(on, PARTS[hours] if hours else (0, 24))


def usual_weekend(part: Sequence[Token], reading: Reading) -> Habit | None:
    return Habit(frozenset((5, 6))) if reading.usual else None


def hours(part: Sequence[Token], reading: Reading) -> Stretch | Habit | None:
    """The part of a day, or of a habit."""
    name = _said(part, "PQ") or ""
    for token in part:
        if isinstance(token.value, Habit):
            return replace(token.value, hours=PARTS[name])
    whole = _stretches(part)
    if not whole:  # this morning, last evening
        found = time.days(reading.today + timedelta(_way(part)))
    elif whole[0].end - whole[0].begin > timedelta(1):
        return None
    else:
        found = whole[0]
    return time.part(found, name)


def week_of(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """The second week of November, the last weekend in May."""
    whole = month_of(part[2:], reading)
    unit, number = _said(part, "U"), int(_said(part, "O") or 0)
    if unit not in (None, "week"):
        return None
    last = whole.end.date() - timedelta(1)
    if unit:
        return time.days(whole.begin.date() + timedelta(7 * number - 7) if number else last - timedelta(6), 7, "week")
    first = whole.begin.date() + timedelta((5 - whole.begin.weekday()) % 7)
    saturday = first + timedelta(7 * number - 7) if number else last - timedelta((last.weekday() - 5) % 7)
    return time.days(saturday, 2, "weekend")


def third(part: Sequence[Token], reading: Reading) -> Stretch | None:
    whole = _stretches(part)
    found = whole[0] if whole else unit_of(part, reading)
    return time.third(found, int(_said(part, "z") or 0)) if found else None


def around(part: Sequence[Token], reading: Reading) -> Stretch:
    found = _stretches(part)[0]
    room = max(timedelta(3), min(timedelta(7), found.end - found.begin))
    return replace(found, begin=found.begin - room, end=found.end + room, vague=True, heart=None)


def range_of(part: Sequence[Token], reading: Reading) -> Stretch | None:
    if any(token.role in "iI" and token.said != "to" for token in part[2:]):
        return None
    first, last = _stretches(part)
    return time.to(first, last)


def beside(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """Before June, since 2024, until March, two days after Easter."""
    found = _stretches(part)[0]
    begin, end = found.heart or (found.begin, found.end)
    unit = _said(part, "U")
    room = int(_said(part, "naf") or 1) * _LENGTHS[unit] if unit else None
    side = next(token.role for token in part if token.role in "bGrsu")
    if side in "bG":
        return Stretch(begin - room if room else min(ALWAYS, begin), begin, "open")
    if side == "r":
        return Stretch(end, end + room if room else max(reading.now, end + timedelta(1)), "open")
    if side == "s":
        return Stretch(found.begin, max(reading.now, found.end), "open")
    return Stretch(min(ALWAYS, begin), end, "open")


def so_far(part: Sequence[Token], reading: Reading) -> Stretch | None:
    """Earlier today."""
    found = _stretches(part)[0]
    return replace(found, end=reading.now) if found.begin < reading.now < found.end else found


def vaguely(part: Sequence[Token], reading: Reading) -> Stretch:
    days = int(_said(part, "R") or 0)
    if days < 0:
        return Stretch(ALWAYS, max(ALWAYS + timedelta(1), reading.now + timedelta(days)), "vague", vague=True)
    return Stretch(time.midnight((reading.now - timedelta(days)).date()), reading.now, "vague", vague=True)


def led(part: Sequence[Token], reading: Reading) -> Stretch | Habit | None:
    """A preposition belongs to what it leads."""
    value = part[-1].value
    return None if isinstance(value, str) else value


