"""Retention: what the formula must hold, whatever its numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.forgetting import DAY, Forgetting, days_left, fades, retention, stability, strength
from secondme.memory.record import By, Kind, Memory, Said, Status

days = st.floats(0, 5_000)
positive = st.floats(0.5, 5_000)
SETTINGS = Forgetting()
EPISODE = Memory("e1", Kind.EPISODE, "x", Said("c", 1), By.PERSON, "chat", made=0.0)


@given(days, positive)
def test_retention_is_a_chance(elapsed: float, stable: float) -> None:
    assert 0 < retention(elapsed, stable) <= 1


@given(days, st.floats(0.01, 100), positive)
def test_retention_falls_with_time(elapsed: float, more: float, stable: float) -> None:
    assert retention(elapsed + more, stable) <= retention(elapsed, stable)
    if elapsed + more < 100 * stable:
        assert retention(elapsed + more, stable) < retention(elapsed, stable)


@given(st.floats(0.01, 100), positive, positive)
def test_retention_rises_with_stability(elapsed: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert retention(elapsed, low) <= retention(elapsed, high)


def test_retention_is_one_at_once_and_one_over_e_after_its_stability() -> None:
    assert retention(0, 3) == 1
    assert retention(3, 3) == pytest.approx(1 / math.e)


@pytest.mark.parametrize(("elapsed", "stable"), [(-1, 1), (1, 0), (1, -1)])
def test_impossible_times_are_refused(elapsed: float, stable: float) -> None:
    with pytest.raises(ValueError, match="must"):
        retention(elapsed, stable)


def test_an_ordinary_episode_stays_about_sixty_days() -> None:
    assert not fades(EPISODE, 59 * DAY, SETTINGS)
    assert fades(EPISODE, 61 * DAY, SETTINGS)
    assert days_left(EPISODE, 0, SETTINGS) == pytest.approx(60.2, abs=0.1)


def test_five_recalls_outlive_none_on_a_ninety_day_clock() -> None:
    often = replace(EPISODE, recalls=5)
    assert fades(EPISODE, 90 * DAY, SETTINGS)
    assert not fades(often, 90 * DAY, SETTINGS)
    assert strength(often, 90 * DAY, 50) > strength(EPISODE, 90 * DAY, 50)


def test_recall_begins_the_time_anew() -> None:
    recalled = replace(EPISODE, last_recalled=80 * DAY)
    assert strength(recalled, 80 * DAY, 50) == 1


@given(st.floats(0, 1), st.integers(0, 20))
def test_importance_and_recall_only_ever_strengthen(importance: float, recalls: int) -> None:
    memory = replace(EPISODE, importance=importance, recalls=recalls)
    assert stability(replace(memory, recalls=recalls + 1), 50) > stability(memory, 50)
    assert stability(replace(memory, importance=1.0), 50) >= stability(memory, 50)


@pytest.mark.parametrize(
    "memory", [replace(EPISODE, pinned=True), replace(EPISODE, kind=Kind.PASSAGE), replace(EPISODE, kind=Kind.PROFILE)]
)
def test_what_is_pinned_or_tied_to_something_does_not_fade(memory: Memory) -> None:
    assert strength(memory, 10_000 * DAY, 50) == 1
    assert days_left(memory, 10_000 * DAY, SETTINGS) == math.inf


def test_only_what_is_active_fades() -> None:
    assert not fades(replace(EPISODE, status=Status.FADED), 1_000 * DAY, SETTINGS)


def test_a_clock_set_back_counts_as_no_time() -> None:
    assert strength(replace(EPISODE, made=10 * DAY), 0, 50) == 1


def test_days_left_is_when_it_fades() -> None:
    left = days_left(EPISODE, 10 * DAY, SETTINGS)
    assert not fades(EPISODE, (10 + left - 0.01) * DAY, SETTINGS)
    assert fades(EPISODE, (10 + left + 0.01) * DAY, SETTINGS)
