"""Dates in words: what a written date spans, also at both ends of the calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from secondme.errors import Refused
from secondme.memory.when import span, span_in_words

FORMS = st.sampled_from(("%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"))
ZONES = st.none() | st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))


def written(at: datetime, form: str) -> str:
    """A time as one types it; the year always has four digits, which strftime leaves to the system."""
    return at.strftime(form.replace("%Y", f"{at.year:04}"))


def told(text: str, zone: timezone | None) -> str:
    """The span of a date in words, or why it has none."""
    try:
        begin, end = span(text, zone)
    except Refused as error:
        return error.sentence
    return "some time" if begin < end else "no time"


@given(st.datetimes() | st.datetimes(datetime(9999, 12, 1)) | st.datetimes(max_value=datetime(1, 2, 1)), FORMS, ZONES)
@example(datetime(9999, 12, 31), "%Y-%m-%d", None)
@example(datetime(1, 1, 1), "%Y-%m-%d", None)
def test_every_date_spans_some_time_or_is_refused_with_a_sentence(
    at: datetime, form: str, zone: timezone | None
) -> None:
    text = written(at, form)
    allowed = ["some time"] if 2 <= at.year <= 9998 else ["some time", f"{text!r} is further away than dates go."]
    assert told(text, zone) in allowed


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), FORMS)
def test_a_time_lies_in_the_span_of_its_date(at: datetime, form: str) -> None:
    begin, end = span(written(at, form), UTC)
    assert begin <= at.replace(tzinfo=UTC).timestamp() < end


@given(st.dates(date(2, 1, 1), date(9998, 12, 30)))
def test_a_day_ends_where_the_next_one_begins(on: date) -> None:
    assert span(on.isoformat(), UTC)[1] == span((on + timedelta(days=1)).isoformat(), UTC)[0]


@pytest.mark.parametrize("text", ["9999", "9999-12", "9999-12-31", "9999-12-31 23:59"])
@pytest.mark.parametrize("zone", [None, UTC])
def test_the_end_of_the_calendar_is_refused(text: str, zone: timezone | None) -> None:
    with pytest.raises(Refused, match="further away than dates go"):
        span(text, zone)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13", "2026-02-30", "0000", "10000", "2026-03-01 25:00"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        span(text, UTC)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026", "in 2026"), ("2026-03", "in March 2026"), ("2026-12", "in December 2026"),
        ("2026-03-01", "on 1 March 2026"), ("2026-12-31", "on 31 December 2026"),
        ("2026-03-01 14:30", "on 1 March 2026 from 14:30 to 14:31"),
    ],
)  # fmt: skip
def test_a_span_is_told_as_it_is_written(text: str, words: str) -> None:
    assert span_in_words(*span(text, UTC), UTC) == words


def test_a_span_of_several_days_is_told_by_its_first_and_last() -> None:
    begin, end = span("2026-11-09", UTC)[0], span("2026-11-15", UTC)[1]
    assert span_in_words(begin, end, UTC) == "from 9 November 2026 to 15 November 2026"


@given(st.datetimes(datetime(2, 1, 1), datetime(9998, 12, 31)), FORMS)
def test_every_span_has_words(at: datetime, form: str) -> None:
    assert str(at.year) in span_in_words(*span(written(at, form), UTC), UTC)
