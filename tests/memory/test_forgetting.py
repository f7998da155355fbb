"""Retention: what the formula must hold, whatever its numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.forgetting import (
    DAY,
    Curve,
    Forgetting,
    days_left,
    due,
    fades,
    lasts,
    power_retention,
    retained,
    retention,
    stability,
    strength,
    uniqueness,
    weight,
)
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


curves = st.builds(Forgetting, curve=st.sampled_from(Curve), power=st.floats(0.3, 3), fade_below=st.floats(0.05, 0.9))
shares = st.floats(0, 1)


@given(curves, days, st.floats(0.01, 100), positive)
def test_by_either_curve_retention_is_a_chance_that_falls_with_time(
    settings: Forgetting, elapsed: float, more: float, stable: float
) -> None:
    assert 0 < retained(elapsed + more, stable, settings) <= retained(elapsed, stable, settings) <= 1
    if elapsed + more < 100 * stable and more > stable / 1000:
        assert retained(elapsed + more, stable, settings) < retained(elapsed, stable, settings)


@given(curves, st.floats(0.1, 100), positive, st.floats(1.01, 3))
def test_by_either_curve_retention_rises_with_stability(
    settings: Forgetting, elapsed: float, stable: float, times: float
) -> None:
    more = retained(elapsed, times * stable, settings)
    assert more >= retained(elapsed, stable, settings)
    if stable / 10 < elapsed < 100 * stable:
        assert more > retained(elapsed, stable, settings)


@given(curves, positive)
def test_both_curves_fade_on_the_same_day_and_the_power_law_keeps_a_tail(settings: Forgetting, stable: float) -> None:
    other = replace(settings, curve=Curve.POWER if settings.curve is Curve.EXPONENTIAL else Curve.EXPONENTIAL)
    day = lasts(stable, settings.fade_below, settings)
    assert day == pytest.approx(lasts(stable, settings.fade_below, other))
    assert retained(day, stable, settings) == pytest.approx(settings.fade_below)
    power, exponential = (replace(settings, curve=curve) for curve in (Curve.POWER, Curve.EXPONENTIAL))
    assert retained(day / 2, stable, power) < retained(day / 2, stable, exponential)
    assert retained(day * 2, stable, power) > retained(day * 2, stable, exponential)


def test_the_power_law_is_the_one_that_is_cited_and_refuses_the_impossible() -> None:
    assert power_retention(0, 3, 2) == 1
    assert power_retention(3, 3, 2) == pytest.approx(0.25)
    with pytest.raises(ValueError, match="power"):
        power_retention(1, 1, 0)


def test_settings_are_shown_as_days() -> None:
    assert SETTINGS.fade_days == pytest.approx(60.2, abs=0.1)
    assert SETTINGS.archive_days == pytest.approx(195.6, abs=0.1)
    assert Forgetting(curve=Curve.POWER).fade_days == pytest.approx(60.2, abs=0.1)
    assert Forgetting(fade_below=0.0).fade_days == math.inf


def test_one_recalled_in_five_sessions_stays_about_a_year() -> None:
    often = replace(EPISODE, recalls=5, last_recalled=0.0)
    assert days_left(often, 0, SETTINGS) == pytest.approx(361, abs=1)


@given(shares, shares, st.floats(0.01, 0.5))
def test_what_matters_and_what_is_rare_lasts_longer(importance: float, rare: float, more: float) -> None:
    assert weight(min(1.0, importance + more), rare) >= weight(importance, rare)
    assert weight(importance, rare + more) > weight(importance, rare)
    assert weight(0.5) == 1


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_the_nearer_a_neighbour_the_less_unique(one: float, other: float) -> None:
    far, near = sorted((one, other))
    assert 0 <= uniqueness(near, 0.4, 0.6) <= uniqueness(far, 0.4, 0.6) <= 1
    assert (uniqueness(0.4, 0.4, 0.6), uniqueness(0.6, 0.4, 0.6)) == (1, 0)


def test_a_memory_like_no_other_outlives_one_of_its_age_that_others_repeat() -> None:
    assert fades(EPISODE, 61 * DAY, SETTINGS, 0.0)
    assert not fades(EPISODE, 119 * DAY, SETTINGS, 1.0)


@given(curves, st.integers(0, 5), shares, shares)
def test_due_is_when_it_fades_and_then_when_it_may_be_condensed(
    settings: Forgetting, recalls: int, importance: float, rare: float
) -> None:
    memory = replace(EPISODE, recalls=recalls, importance=importance)
    at = due(memory, settings, rare)
    assert not fades(memory, at - DAY, settings, rare)
    assert fades(memory, at + DAY, settings, rare)
    assert due(replace(memory, status=Status.FADED), settings, rare) >= at
    assert due(memory, settings, rare, held=9 * DAY) == pytest.approx(at + 9 * DAY)


@pytest.mark.parametrize(
    "memory",
    [
        replace(EPISODE, pinned=True), replace(EPISODE, kind=Kind.PASSAGE), replace(EPISODE, kind=Kind.PROFILE),
        replace(EPISODE, kind=Kind.FACT, status=Status.FADED), replace(EPISODE, status=Status.ARCHIVED),
    ],
)  # fmt: skip
def test_what_neither_fades_nor_is_condensed_is_never_due(memory: Memory) -> None:
    assert due(memory, SETTINGS) == math.inf
