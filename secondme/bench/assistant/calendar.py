"""The ways in which a person names a day gone by, each with the days it may mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class When:
    """A phrase and the days, both included, that it covers; `manner` groups phrases of one kind."""

    manner: str
    phrase: str
    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 8: "eight", 9: "nine", 10: "ten"}
WEEKS = {2: "two weeks ago", 3: "three weeks ago", 4: "four weeks ago", 5: "five weeks ago"}


def phrases(day: date, today: date, talks: list[date], while_talking: bool) -> Iterator[When]:
    """Every phrase that means `day` when said on `today`.

    `talks` are the days of talk in order. Phrases about the talk itself ("the day we first talked") are given
    only for what happened on its day (`while_talking`). Round numbers of weeks cover a day or two either side.
    """
    ago = (today - day).days
    if ago == 1:
        yield When("yesterday", "yesterday", day, day)
    if ago in NUMBERS:
        yield When("days", f"{NUMBERS[ago]} days ago", day, day)
    if ago % 7 == 0 and ago // 7 in WEEKS:
        slack = timedelta(days=1 if ago == 14 else 2)
        yield When("weeks", WEEKS[ago // 7], day - slack, day + slack)
    if ago == 14:
        yield When("weeks", "a fortnight ago", day - timedelta(days=1), day + timedelta(days=1))
    if 1 < ago <= 7:
        # Some say "last Tuesday" for the one before, so that one has to be empty as well.
        yield When("weekday", f"last {day:%A}", day - timedelta(days=7), day)
    monday = today - timedelta(days=today.weekday())
    for back, name in ((1, "last week"), (2, "the week before last")):
        start = monday - timedelta(weeks=back)
        if start <= day < start + timedelta(weeks=1):
            yield When("week", name, start, start + timedelta(days=6))
            if back == 1 and day.weekday() >= 5 and today.weekday() < 5:
                yield When("weekend", "last weekend", start + timedelta(days=5), start + timedelta(days=6))
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if last < today:
        yield When("month", f"in {day:%B}", first, last)
        if today.replace(day=1) - timedelta(days=1) == last:
            yield When("month", "last month", first, last)
    if ago > 3:
        yield When("date", f"on {day.day} {day:%B}", day, day)
        yield When("date", f"on {day:%B} {day.day}{_ordinal(day.day)}", day, day)
    if while_talking and day == talks[0]:
        yield When("first", "on the day we first talked", day, day)
    if while_talking and day == talks[1]:
        yield When("second", "the second time we talked", day, day)
    if while_talking and day == talks[-1]:
        yield When("last", "the last time we talked", day, day)


def _ordinal(number: int) -> str:
    return {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(number, "th")
