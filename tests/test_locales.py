"""The calendar that a locale stands for."""

from __future__ import annotations

import pytest

from secondme.locales import calendar_of
from secondme.memory.calendar_words import ENGLISH


def test_without_a_locale_the_calendar_is_plain_english() -> None:
    for environ in ({}, {"LANG": "C"}, {"LANG": "C.UTF-8"}, {"LC_ALL": "POSIX"}, {"LANG": ""}, {"LANG": "🦊"}):
        assert calendar_of(environ) == ENGLISH


@pytest.mark.parametrize(
    ("name", "languages", "first", "day_first", "southern"),
    [
        ("en_US.UTF-8", ("en",), 6, False, False),
        ("en_GB.UTF-8", ("en",), 0, True, False),
        ("de_DE@euro", ("de", "en"), 0, True, False),
        ("pt-BR", ("pt", "en"), 6, True, False),
        ("es_AR.UTF-8", ("es", "en"), 0, True, True),
        ("en_AU.UTF-8", ("en",), 0, True, True),
        ("ar_EG.UTF-8", ("en",), 5, True, False),
        ("nl", ("nl", "en"), 0, True, False),
    ],
)
def test_a_locale_tells_words_weeks_dates_and_seasons(
    name: str, languages: tuple[str, ...], first: int, day_first: bool, southern: bool
) -> None:
    found = calendar_of({"LANG": name})
    assert (found.languages, found.first_weekday, found.day_first, found.southern) == (
        languages,
        first,
        day_first,
        southern,
    )


def test_the_time_locale_stands_before_the_language_and_both_are_spoken() -> None:
    found = calendar_of({"LANG": "fr_FR.UTF-8", "LC_TIME": "en_US.UTF-8"})
    assert found.languages == ("en", "fr")
    assert found.first_weekday == 6


def test_what_overrides_all_comes_first() -> None:
    assert calendar_of({"LC_ALL": "it_IT", "LC_TIME": "en_US"}).languages == ("it", "en")
