"""Times in words: what a question names under a fixed clock, and how well a memory fits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondme.locales import calendar_of
from secondme.memory.calendar_words import WORDS as TABLES
from secondme.memory.spans import (
    ENGLISH,
    Calendar,
    When,
    match,
    nonsense,
    resolved,
    tells_time,
    understood,
)
from secondme.memory.stretch import easter
from secondme.memory.when import MONTHS

BERLIN, NEW_YORK = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")
NOW = datetime(2026, 7, 15, 10, tzinfo=BERLIN).timestamp()
"""A Wednesday."""
AMERICAN, BRITISH = calendar_of({"LANG": "en_US.UTF-8"}), calendar_of({"LANG": "en_GB.UTF-8"})
DAY = 86_400.0


def one(
    question: str,
    calendar: Calendar = ENGLISH,
    *,
    now: float = NOW,
    zone: tzinfo = BERLIN,
    names: frozenset[str] = frozenset(),
) -> When:
    found = understood(question, now, zone, calendar, names)
    assert len(found) == 1, found
    assert found[0].text == question[found[0].start : found[0].end]
    return found[0]


def told(when: When, zone: tzinfo = BERLIN) -> str:
    """A span as "2026-07-14 2026-07-15", with the hour where it is not midnight."""
    assert when.span
    ends = [datetime.fromtimestamp(at, zone) for at in when.span]
    return " ".join(f"{at:%Y-%m-%d}" + (f"T{at:%H:%M}" if at.hour or at.minute else "") for at in ends)


def matches(when: When, at: float, zone: tzinfo | None = None) -> float:
    return float(match((when,), np.array([at]), zone)[0])


ENGLISH_SPANS = {
    "today": "2026-07-15 2026-07-16",
    "yesterday": "2026-07-14 2026-07-15",
    "the day before yesterday": "2026-07-13 2026-07-14",
    "tomorrow": "2026-07-16 2026-07-17",
    "tonight": "2026-07-15T18:00 2026-07-16T06:00",
    "this morning": "2026-07-15T05:00 2026-07-15T12:00",
    "last night": "2026-07-14T18:00 2026-07-15T06:00",
    "earlier today": "2026-07-15 2026-07-15T10:00",
    "this week": "2026-07-13 2026-07-20",
    "last week": "2026-07-06 2026-07-13",
    "next week": "2026-07-20 2026-07-27",
    "the week before last": "2026-06-29 2026-07-06",
    "this month": "2026-07-01 2026-08-01",
    "last month": "2026-06-01 2026-07-01",
    "this year": "2026-01-01 2027-01-01",
    "last year": "2025-01-01 2026-01-01",
    "an hour ago": "2026-07-15T08:30 2026-07-15T09:30",
    "three days ago": "2026-07-12 2026-07-13",
    "ten days ago": "2026-07-05 2026-07-06",
    "a week ago": "2026-07-05 2026-07-12",
    "a fortnight ago": "2026-06-28 2026-07-05",
    "a month ago": "2026-05-31 2026-07-01",
    "two years ago": "2024-01-01 2025-01-01",
    "a few weeks ago": "2026-06-03T10:00 2026-07-04T22:00",
    "three Mondays ago": "2026-06-29 2026-06-30",
    "in the last three days": "2026-07-12 2026-07-15T10:00",
    "over the past two weeks": "2026-07-01 2026-07-15T10:00",
    "the past month": "2026-06-15 2026-07-15T10:00",
    "last Tuesday": "2026-07-14 2026-07-15",
    "last Wednesday": "2026-07-08 2026-07-09",
    "on Tuesday": "2026-07-14 2026-07-15",
    "on Wednesday": "2026-07-15 2026-07-16",
    "on Sat": "2026-07-11 2026-07-12",
    "next Friday": "2026-07-17 2026-07-18",
    "this Friday": "2026-07-17 2026-07-18",
    "Monday last week": "2026-07-06 2026-07-07",
    "last week on Monday": "2026-07-06 2026-07-07",
    "last Monday morning": "2026-07-13T05:00 2026-07-13T12:00",
    "last weekend": "2026-07-11 2026-07-13",
    "this weekend": "2026-07-18 2026-07-20",
    "at the weekend": "2026-07-11 2026-07-13",
    "the weekend before last": "2026-07-04 2026-07-06",
    "yesterday evening": "2026-07-14T17:00 2026-07-15",
    "in the evening yesterday": "2026-07-14T17:00 2026-07-15",
    "in the morning on 3 July": "2026-07-03T05:00 2026-07-03T12:00",
    "in March": "2026-03-01 2026-04-01",
    "in September": "2025-09-01 2025-10-01",
    "in July": "2026-07-01 2026-08-01",
    "last March": "2026-03-01 2026-04-01",
    "last July": "2025-07-01 2025-08-01",
    "next March": "2027-03-01 2027-04-01",
    "in March 2025": "2025-03-01 2025-04-01",
    "early March": "2026-03-01 2026-03-11T08:00",
    "at the end of last month": "2026-06-21 2026-07-01",
    "in the month of May": "2026-05-01 2026-06-01",
    "March 5": "2026-03-05 2026-03-06",
    "5 March": "2026-03-05 2026-03-06",
    "on 12 December": "2025-12-12 2025-12-13",
    "the 5th of March 2026": "2026-03-05 2026-03-06",
    "March 5, 2025": "2025-03-05 2025-03-06",
    "March 5,2025": "2025-03-05 2025-03-06",
    "in the second week of November": "2025-11-08 2025-11-15",
    "in the last week of March 2025": "2025-03-25 2025-04-01",
    "the first weekend in May": "2026-05-02 2026-05-04",
    "29 February": "2024-02-29 2024-03-01",
    "on the 5th": "2026-07-05 2026-07-06",
    "on the 20th": "2026-06-20 2026-06-21",
    "2026-03-05": "2026-03-05 2026-03-06",
    "2026-03": "2026-03-01 2026-04-01",
    "in 2024": "2024-01-01 2025-01-01",
    "since 2024": "2024-01-01 2026-07-15T10:00",
    "since last week": "2026-07-06 2026-07-15T10:00",
    "between May and July": "2026-05-01 2026-08-01",
    "between November and February": "2025-11-01 2026-03-01",
    "from March to May 2024": "2024-03-01 2024-06-01",
    "from Monday to Wednesday": "2026-07-13 2026-07-16",
    "from Thursday to Saturday": "2026-07-09 2026-07-12",
    "from 5 to 8 March": "2026-03-05 2026-03-09",
    "before June": "1970-01-01 2026-06-01",
    "until March": "1970-01-01 2026-04-01",
    "after Easter 2026": "2026-04-06 2026-07-15T10:00",
    "at Easter": "2026-04-03 2026-04-07",
    "two days after Easter": "2026-04-06 2026-04-08",
    "at Christmas": "2025-12-24 2025-12-27",
    "last Christmas": "2025-12-24 2025-12-27",
    "around Christmas": "2025-12-21 2025-12-30",
    "the week before Christmas": "2025-12-18 2025-12-25",
    "on New Year's Eve": "2025-12-31 2026-01-01",
    "on New Year’s Eve": "2025-12-31 2026-01-01",
    "last Thanksgiving": "2025-11-27 2025-11-28",
    "last winter": "2025-12-01 2026-03-01",
    "this spring": "2026-03-01 2026-06-01",
    "last summer": "2025-06-01 2025-09-01",
    "in summer": "2026-06-01 2026-09-01",
    "in the winter of 2024": "2024-12-01 2025-03-01",
    "recently": "2026-06-24 2026-07-15T10:00",
    "lately": "2026-06-15 2026-07-15T10:00",
    "the other day": "2026-07-05 2026-07-15T10:00",
}


@pytest.mark.parametrize(("said", "span"), ENGLISH_SPANS.items())
def test_an_expression_is_one_span_under_a_fixed_clock(said: str, span: str) -> None:
    for question in (said, f"What did I tell you {said}?", f"{said[0].upper()}{said[1:]}, where was I?"):
        assert told(one(question)) == span


OTHER_SPANS = [
    ("de", "letzten Dienstag", "2026-07-14 2026-07-15"),
    ("de", "vor drei Tagen", "2026-07-12 2026-07-13"),
    ("de", "im März", "2026-03-01 2026-04-01"),
    ("de", "05.03.2026", "2026-03-05 2026-03-06"),
    ("de", "am 5. März 2026", "2026-03-05 2026-03-06"),
    ("de", "gestern Morgen", "2026-07-14T05:00 2026-07-14T12:00"),
    ("de", "morgen", "2026-07-16 2026-07-17"),
    ("de", "Montagabend", "2026-07-13T17:00 2026-07-14"),
    ("de", "vorletzte Woche", "2026-06-29 2026-07-06"),
    ("de", "in den letzten zwei Wochen", "2026-07-01 2026-07-15T10:00"),
    ("de", "seit zwei Wochen", "2026-07-01 2026-07-15T10:00"),
    ("de", "zwischen Mai und Juli", "2026-05-01 2026-08-01"),
    ("de", "von Montag bis Mittwoch", "2026-07-13 2026-07-16"),
    ("de", "an Weihnachten", "2025-12-24 2025-12-27"),
    ("es", "ayer", "2026-07-14 2026-07-15"),
    ("es", "el martes pasado", "2026-07-14 2026-07-15"),
    ("es", "en marzo", "2026-03-01 2026-04-01"),
    ("es", "hace tres días", "2026-07-12 2026-07-13"),
    ("es", "ayer por la mañana", "2026-07-14T05:00 2026-07-14T12:00"),
    ("es", "el 5 de marzo de 2026", "2026-03-05 2026-03-06"),
    ("es", "de lunes a miércoles", "2026-07-13 2026-07-16"),
    ("fr", "hier", "2026-07-14 2026-07-15"),
    ("fr", "la semaine dernière", "2026-07-06 2026-07-13"),
    ("fr", "il y a trois jours", "2026-07-12 2026-07-13"),
    ("fr", "avant-hier", "2026-07-13 2026-07-14"),
    ("fr", "l'été dernier", "2025-06-01 2025-09-01"),
    ("it", "la settimana scorsa", "2026-07-06 2026-07-13"),
    ("it", "tre giorni fa", "2026-07-12 2026-07-13"),
    ("it", "a marzo", "2026-03-01 2026-04-01"),
    ("pt", "três dias atrás", "2026-07-12 2026-07-13"),
    ("pt", "terça-feira passada", "2026-07-14 2026-07-15"),
    ("nl", "drie dagen geleden", "2026-07-12 2026-07-13"),
    ("nl", "gisteravond", "2026-07-14T17:00 2026-07-15"),
]


@pytest.mark.parametrize(("language", "said", "span"), OTHER_SPANS)
def test_six_more_languages_say_it_in_their_own_words(language: str, said: str, span: str) -> None:
    assert told(one(said, ENGLISH.speaking(language, "en"))) == span


def test_one_calendar_may_speak_two_languages() -> None:
    calendar = calendar_of({"LANG": "de_DE.UTF-8"})
    assert told(one("letzten Dienstag", calendar)) == told(one("last Tuesday", calendar))


def test_dates_in_figures_follow_the_region() -> None:
    assert told(one("3/5/2026", AMERICAN)) == "2026-03-05 2026-03-06"
    assert told(one("5/3/2026", BRITISH)) == "2026-03-05 2026-03-06"
    assert told(one("13/5/2026", AMERICAN)) == "2026-05-13 2026-05-14"
    assert told(one("on 3/5", AMERICAN)) == "2026-03-05 2026-03-06"


def test_weeks_begin_where_the_region_begins_them() -> None:
    assert told(one("this week", AMERICAN)) == "2026-07-12 2026-07-19"
    assert told(one("last week", AMERICAN)) == "2026-07-05 2026-07-12"
    sunday = datetime(2026, 7, 12, 10, tzinfo=BERLIN).timestamp()
    assert told(one("last week", AMERICAN, now=sunday)) == "2026-07-05 2026-07-12"
    assert told(one("last week", now=sunday)) == "2026-06-29 2026-07-06"
    assert told(one("this weekend", now=sunday)) == "2026-07-11 2026-07-13"


def test_summer_is_where_the_sun_is() -> None:
    southern = calendar_of({"LANG": "en_AU.UTF-8"})
    assert told(one("last summer", southern)) == "2025-12-01 2026-03-01"
    assert told(one("this winter", southern)) == "2026-06-01 2026-09-01"


def test_days_and_weeks_keep_their_midnights_when_the_clocks_are_set() -> None:
    now = datetime(2026, 3, 10, 10, tzinfo=NEW_YORK).timestamp()  # two days after they went forward
    long_ago = one("two days ago", now=now, zone=NEW_YORK)
    assert told(long_ago, NEW_YORK) == "2026-03-08 2026-03-09"
    assert long_ago.span
    assert long_ago.span[1] - long_ago.span[0] == 23 * 3600
    assert told(one("last week", now=now, zone=NEW_YORK), NEW_YORK) == "2026-03-02 2026-03-09"
    autumn = datetime(2026, 10, 26, 10, tzinfo=BERLIN).timestamp()
    yesterday = one("yesterday", now=autumn)
    assert yesterday.span
    assert yesterday.span[1] - yesterday.span[0] == 25 * 3600


@pytest.mark.parametrize(
    ("said", "weekdays", "hours"),
    [
        ("on Mondays", {0}, (0, 24)),
        ("on Monday mornings", {0}, (5, 12)),
        ("every Monday", {0}, (0, 24)),
        ("every Friday evening", {4}, (17, 24)),
        ("in the evenings", set(range(7)), (17, 24)),
        ("in the morning", set(range(7)), (5, 12)),
        ("at weekends", {5, 6}, (0, 24)),
        ("every weekend", {5, 6}, (0, 24)),
        ("on weekdays", set(range(5)), (0, 24)),
    ],
)
def test_what_comes_again_is_a_habit(said: str, weekdays: set[int], hours: tuple[int, int]) -> None:
    habit = one(f"What do I do {said}?").habit
    assert habit
    assert (set(habit.weekdays), habit.hours) == (weekdays, hours)


def test_usually_makes_a_weekday_a_habit() -> None:
    assert one("What do I usually do on Monday?").habit
    assert one("What do I usually do at the weekend?").habit
    habits = [
        ("de", "Was mache ich montags?"),
        ("es", "¿Qué hago los lunes?"),
        ("fr", "Que fais-je le lundi ?"),
        ("nl", "Wat doe ik elke maandag?"),
    ]
    for language, question in habits:
        habit = one(question, ENGLISH.speaking(language)).habit
        assert habit
        assert habit.weekdays == {0}


@pytest.mark.parametrize(
    ("question", "anchor", "side", "edge"),
    [
        ("Where did I live before I moved?", "I moved", "before", ""),
        ("Before I moved to Oslo, where did I live?", "I moved to Oslo", "before", ""),
        ("What changed after the wedding?", "the wedding", "after", ""),
        ("What have I read since I changed jobs?", "I changed jobs", "after", ""),
        ("What did I eat when I was in Rome?", "I was in Rome", "during", ""),
        ("What did we see during the trip to Rome?", "the trip to Rome", "during", ""),
        ("What did I do on my birthday?", "my birthday", "during", ""),
        ("What did Eva wear on Ana's birthday?", "Ana's birthday", "during", ""),
        ("Who came on the day of the wedding?", "the wedding", "during", ""),
        ("What did I say the first time I ran?", "I ran", "during", "first"),
        ("What did I say the last time I went to the gym?", "I went to the gym", "during", "last"),
        ("What did I tell you the day we first talked?", "", "during", "first"),
        ("What was it about the first time we talked?", "", "during", "first"),
        ("When did we first talk?", "", "during", "first"),
        ("What did I tell you last time?", "", "during", "last"),
    ],
)
def test_an_event_is_left_for_memory_to_date(question: str, anchor: str, side: str, edge: str) -> None:
    when = one(question)
    assert (when.anchor, when.side, when.edge, when.span) == (anchor, side, edge, None)
    assert when.past == (side != "after")


@pytest.mark.parametrize(
    ("language", "question", "anchor", "side"),
    [
        ("de", "Wo habe ich gewohnt, bevor ich umgezogen bin?", "ich umgezogen bin", "before"),
        ("de", "Was war nach der Hochzeit?", "der Hochzeit", "after"),
        ("de", "Als ich in Rom war, was habe ich gegessen?", "ich in Rom war", "during"),
        ("es", "¿Dónde vivía antes de mudarme?", "mudarme", "before"),
        ("fr", "Qu'ai-je fait quand j'étais à Rome ?", "j'étais à Rome", "during"),
        ("nl", "Wat deed ik voor de bruiloft?", "de bruiloft", "before"),
    ],
)
def test_events_in_other_languages(language: str, question: str, anchor: str, side: str) -> None:
    when = one(question, ENGLISH.speaking(language))
    assert (when.anchor, when.side) == (anchor, side)


def test_an_event_ends_where_another_time_begins() -> None:
    event, month = understood("What did I do after I moved to Oslo in March?", NOW, BERLIN)
    assert event.anchor == "I moved to Oslo"
    assert told(month) == "2026-03-01 2026-04-01"


@pytest.mark.parametrize(
    "text",
    [
        "may I ask you something",
        "which of the 3 may be wrong",
        "march on",
        "wait a second",
        "the week",
        "3 dogs",
        "room 2024",
        "version 2024",
        "in 2000 steps",
        "$2024",
        "on the 5th floor",
        "the sun, and I sat",
        "When did I move?",
        "When Eva moved to Oslo?",
        "How long ago did I move?",
        "What did I do the second time?",
        "Do you remember when I moved to Rome?",
        "What do I take when it rains?",
        "Who did I look after?",
        "Have I told you this before?",
        "After all that",
        "30 February",
        "10:30",
        "",
    ],
)
def test_words_that_only_look_like_times_are_none(text: str) -> None:
    assert understood(text, NOW, BERLIN) == ()


def test_a_month_may_be_a_friend() -> None:
    april = frozenset({"april"})
    assert understood("What does April like?", NOW, BERLIN, names=april) == ()
    assert one("What did I do before April came?", names=april).anchor == "April came"
    assert told(one("on 5 April", names=april)) == "2026-04-05 2026-04-06"
    assert told(one("in April", names=april)) == "2026-04-01 2026-05-01"
    assert one("since April").span


def test_what_ended_before_now_asks_the_past() -> None:
    assert one("Where did I live in March?").past
    assert one("Where did I live before I moved?").past
    assert not one("What is on today?").past
    assert not one("What have I read since March?").past


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What did I do on 30 February?", "There is no 30 February."),
        ("2026-02-30", "There is no 30 February 2026."),
        ("on February 29, 2025", "There is no 29 February 2025."),
        ("31.04.2026", "There is no 31 April 2026."),
        ("on 2026-13-01", "There is no 2026-13-01."),
        ("29 February", ""),
        ("in March", ""),
        ("room 2024-13-45", ""),
    ],
)
def test_a_day_that_there_is_not_is_said(question: str, sentence: str) -> None:
    assert nonsense(question) == sentence


@pytest.mark.parametrize("year", [1961, 2000, 2024, 2025, 2026, 2038])
def test_easter(year: int) -> None:
    known = {1961: (4, 2), 2000: (4, 23), 2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2038: (4, 25)}
    assert easter(year) == date(year, *known[year])


def test_an_event_becomes_a_span_once_it_is_dated() -> None:
    moved = datetime(2026, 3, 10, 18, tzinfo=BERLIN).timestamp()
    before, after = one("before I moved"), one("since I moved")
    assert resolved(before, moved, NOW).span == (0.0, moved)
    assert resolved(after, moved, NOW).span == (moved, NOW)
    assert told(resolved(one("when I was in Rome"), moved, NOW, BERLIN)) == "2026-03-07 2026-03-14"
    assert told(resolved(one("the first time we talked"), moved, NOW, BERLIN)) == "2026-03-10 2026-03-11"
    assert resolved(one("the week before I moved"), moved, NOW).span == (moved - 7 * DAY, moved)
    assert resolved(one("two weeks after I moved"), moved, NOW).span == (moved, moved + 14 * DAY)
    assert resolved(one("last week"), moved, NOW) == one("last week")


def test_a_memory_fits_inside_a_span_and_some_weeks_after() -> None:
    when = one("last Tuesday")
    assert when.span
    begin, end = when.span
    fits = [matches(when, at) for at in (begin, end - 1, end, end + 11 * DAY, end + 21 * DAY, end + 22 * DAY)]
    assert fits == pytest.approx([1, 1, 0.5, 0.25, 0.5 / 22, 0])
    assert matches(when, begin - 2 * DAY) == pytest.approx(0.3)
    assert matches(when, begin - 4 * DAY) == 0
    year = one("in 2024")
    assert year.span
    assert matches(year, year.span[1] + 2 * DAY) == pytest.approx(0.3)
    assert matches(year, year.span[1] + 4 * DAY) == 0


def test_what_is_vague_is_matched_softly() -> None:
    when = one("last winter")
    assert when.vague
    assert when.span
    fits = [matches(when, when.span[1] + days * DAY) for days in (-1, 1, 20, 50)]
    assert fits == sorted(fits, reverse=True)
    assert fits[0] == 1
    assert 0 < fits[2] < fits[1] < 1
    assert fits[3] == 0


def test_an_event_without_a_date_fits_nothing() -> None:
    assert matches(one("before I moved"), NOW) == 0


@pytest.mark.parametrize(
    ("said", "at", "fits"),
    [
        ("on Monday mornings", datetime(2026, 7, 13, 8), 1),
        ("on Monday mornings", datetime(2026, 7, 13, 13), 0),
        ("on Monday mornings", datetime(2026, 1, 12, 5, 30), 1),  # in winter time
        ("on Mondays", datetime(2026, 7, 13, 0, 30), 1),  # Sunday still in London
        ("on Mondays", datetime(2026, 7, 14, 0, 30), 0),
        ("at night", datetime(2026, 7, 14, 1, 30), 1),
        ("every Friday night", datetime(2026, 7, 11, 1, 30), 1),
        ("every Friday night", datetime(2026, 7, 10, 1, 30), 0),
        ("at weekends", datetime(2026, 3, 29, 23, 30), 1),  # the clocks went forward
    ],
)
def test_a_habit_is_matched_by_the_clock_on_the_wall(said: str, at: datetime, fits: float) -> None:
    assert matches(one(said), at.replace(tzinfo=BERLIN).timestamp(), BERLIN) == fits


QUESTIONS = ("on Monday mornings", "last Tuesday", "in the evenings", "last winter", "in 2024", "at night")


@given(
    st.lists(st.floats(0, 4_000_000_000), max_size=20),
    st.lists(st.sampled_from(QUESTIONS), max_size=3),
    st.sampled_from((BERLIN, NEW_YORK, UTC)),
)
def test_many_are_matched_as_each_is(made: list[float], said: Sequence[str], zone: tzinfo) -> None:
    whens = [one(question, zone=zone) for question in said]
    found = match(whens, np.array(made), zone)
    assert found.dtype == np.float32
    for at, fit in zip(made, found.tolist(), strict=True):
        assert fit == pytest.approx(max((matches(when, at, zone) for when in whens), default=0.0), abs=1e-6)
        assert 0 <= fit <= 1


@given(st.floats(1_000_000_000, 2_000_000_000), st.sampled_from((BERLIN, NEW_YORK)))
def test_a_habit_asks_the_zone_as_the_clock_does(at: float, zone: ZoneInfo) -> None:
    local = datetime.fromtimestamp(at, zone)
    assert matches(one("on Monday mornings"), at, zone) == (local.weekday() == 0 and 5 <= local.hour < 12)


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("I saw her yesterday.", True),
        ("We met last week.", True),
        ("We moved in 2024.", True),
        ("The exam is on 5 May.", True),
        ("It was in may", True),
        ("May I ask you something?", False),
        ("March on!", False),
        ("I will call you back.", False),
        ("My sister is called Ana.", False),
        ("", False),
    ],
)
def test_a_text_tells_a_time_or_not(text: str, tells: bool) -> None:
    assert tells_time(text) is tells


ALL = replace(ENGLISH, languages=("en", "de", "es", "fr", "it", "pt", "nl"))
TOLD = (*ENGLISH_SPANS, *(said for _, said, _ in OTHER_SPANS))
NUMBERS = ("31", "0", "99", "9999", "2024", "5th", "30.2.2025", "0/0/0", "9999-99-99", "3/5", "999 weeks ago")
PLAIN = ("moved", "Oslo", ",", ".", "🦊", "'s", "-")
WORDS = st.one_of(
    st.sampled_from(TOLD + NUMBERS + PLAIN),
    *(
        st.sampled_from([phrase.strip(" ~0123456789:") for phrase in entries.replace(";", "|").split("|")])
        for table in TABLES.values()
        for entries in table.values()
    ),
)
"""Every word of every role, so that every rule is met."""


@settings(deadline=None)  # the first one reads the tables of seven languages
@given(
    st.text(max_size=80) | st.lists(WORDS, max_size=12).map(" ".join),
    st.integers(0, 4_000_000_000),
    st.sampled_from((BERLIN, NEW_YORK, UTC, None)),
)
def test_whatever_is_said_spans_are_well_ordered_and_nothing_is_raised(
    text: str, now: int, zone: tzinfo | None
) -> None:
    for when in understood(text, float(now), zone, ALL):
        assert 0 <= when.start < when.end <= len(text)
        assert when.text == text[when.start : when.end]
        assert sum((when.span is not None, when.habit is not None, when.side != "")) == 1
        if when.span:
            assert when.span[0] < when.span[1]
        assert 0 <= matches(resolved(when, 1_700_000_000.0, float(now), zone), float(now), zone) <= 1
    assert nonsense(text, ALL) == "" or nonsense(text, ALL).startswith("There is no ")
    assert tells_time(text, ALL) in (True, False)


@given(st.integers(1, 99), st.integers(0, 11), st.sampled_from((0, 1996, 2023, 2026)))
def test_a_day_lies_in_its_month_or_is_none(day: int, month: int, year: int) -> None:
    question = f"on {day} {MONTHS[month]} {year or ''}".strip()
    try:
        date(year or 2024, month + 1, day)
    except ValueError:
        assert understood(question, NOW, UTC) == ()
        assert nonsense(question) == f"There is no {question.removeprefix('on ')}."
        return
    span = one(question, zone=UTC).span
    assert span
    begin = datetime.fromtimestamp(span[0], UTC)
    assert (begin.day, begin.month) == (day, month + 1)
    assert span[1] - span[0] == DAY
    assert year or begin <= datetime.fromtimestamp(NOW, UTC)


def test_ten_thousand_words_are_read_as_far_as_the_first() -> None:
    text = "yesterday " + "🦊 last Tuesday before I moved " * 2_000
    found = understood(text, NOW, BERLIN)
    assert told(found[0]) == "2026-07-14 2026-07-15"
    assert all(when.end <= 2_000 for when in found)
    assert len(found) == 8


def test_a_machine_without_a_named_zone_uses_its_own() -> None:
    local = datetime.fromtimestamp(NOW)
    when = understood("yesterday", NOW)[0]
    midnight = local.replace(hour=0, minute=0)
    assert when.span == ((midnight - timedelta(1)).timestamp(), midnight.timestamp())
