"""Lessons: what they are worth, when they are put away, how the model is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.lesson import UNKNOWN, block, fitting, sheet, spent, utility

rewards = st.lists(st.floats(0, 1), min_size=1, max_size=20)


@given(rewards)
def test_the_value_is_the_mean_of_all_outcomes(outcomes: list[float]) -> None:
    value = UNKNOWN
    for count, reward in enumerate(outcomes):
        value = utility(value, count, reward)
    assert value == pytest.approx(sum(outcomes) / len(outcomes))


@given(st.floats(0, 1), st.integers(0, 50))
def test_a_failure_lowers_the_value_and_a_success_raises_it(value: float, outcomes: int) -> None:
    assert utility(value, outcomes, 0.0) <= value <= utility(value, outcomes, 1.0) + 1e-12


def test_a_count_below_nothing_is_no_count() -> None:
    with pytest.raises(ValueError, match="negative"):
        utility(0.5, -1, 1.0)


def test_only_what_was_tried_often_and_helped_seldom_is_spent() -> None:
    assert spent(5, 0.3)
    assert not spent(4, 0.0)
    assert not spent(50, 0.31)
    assert spent(2, 0.5, alpha=2, beta=0.5)


def test_failed_ways_stand_under_avoid_alone() -> None:
    assert block(["Use grams."], ['"Take a cup of"']) == 'How to do it:\n- Use grams.\nAvoid:\n- "Take a cup of"\n\n'
    assert block([], []) == ""


def test_rules_are_told_of_the_user_not_of_the_model() -> None:
    assert sheet(["Always call me Kit."]) == "\nThe user's rules:\n- Always call the user Kit."
    assert sheet([]) == ""


def test_lines_fit_into_their_budget() -> None:
    assert fitting(["one two", "one two three four", "one"], lambda texts: [len(one.split()) for one in texts], 5) == [
        True, False, True,
    ]  # fmt: skip
