"""Dates in words, in the person's own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from secondme.errors import Refused

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def day(at: float, zone: tzinfo | None = None) -> str:
    """ "3 May 2026": the day of a time in seconds since 1970; None is the zone of this machine."""
    found = datetime.fromtimestamp(at, zone)
    return f"{found.day} {MONTHS[found.month - 1]} {found.year}"


def day_key(at: float, zone: tzinfo | None = None) -> str:
    """ "2026-05-03", for grouping by day."""
    return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d")


def span(written: str, zone: tzinfo | None = None) -> tuple[float, float]:
    """From when to when (seconds since 1970, the end not included) a written date goes: a year, a month, a day, or a
    minute, as in "2026", "2026-03", "2026-03-01", "2026-03-01 14:30"; None is the zone of this machine.

    Raises: Refused if it is none of these, or so near the first or the last day of the calendar that its begin or its
        end has no time.
    """
    text = written.strip().replace("T", " ")
    for form in ("%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            begin = datetime.strptime(text, form).replace(tzinfo=zone)
        except ValueError:
            continue
        try:
            return begin.timestamp(), _end(begin, form).timestamp()
        except (OverflowError, ValueError, OSError):  # by the day, the zone and the system
            raise Refused(f"{written!r} is further away than dates go.", "Write a year from 2 to 9998.") from None
    raise Refused(f"{written!r} is not a date.", "Write it as 2026, 2026-03, 2026-03-01 or 2026-03-01 14:30.")


def span_in_words(begin: float, end: float, zone: tzinfo | None = None) -> str:
    """ "in 2026", "in May 2026", "on 3 May 2026", "on 3 May 2026 from 17:00 to 22:00", "from 3 May 2026 to 9 May 2026":
    a span in seconds since 1970, its end not included; None is the zone of this machine."""
    first, after = datetime.fromtimestamp(begin, zone), datetime.fromtimestamp(end, zone)
    opened = first.replace(hour=0, minute=0, second=0, microsecond=0)
    if (first, after) == (opened.replace(month=1, day=1), opened.replace(year=first.year + 1, month=1, day=1)):
        return f"in {first.year}"
    if (first, after) == (opened.replace(day=1), _end(opened.replace(day=1), "%Y-%m")):
        return f"in {MONTHS[first.month - 1]} {first.year}"
    last = datetime.fromtimestamp(end - 1, zone)
    if last.date() != first.date():
        return f"from {day(begin, zone)} to {day(end - 1, zone)}"
    whole = first == opened and after == opened + timedelta(days=1)
    return f"on {day(begin, zone)}" + ("" if whole else f" from {first:%H:%M} to {after:%H:%M}")


def _end(begin: datetime, form: str) -> datetime:
    match form:
        case "%Y":
            return begin.replace(year=begin.year + 1)
        case "%Y-%m":
            return (begin.replace(day=28) + timedelta(days=4)).replace(day=1)
        case "%Y-%m-%d":
            return begin + timedelta(days=1)
        case _:
            return begin + timedelta(minutes=1)
