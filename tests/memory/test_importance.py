"""Importance: in its bounds, and higher for what matters."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.importance import ENOUGH, importance


@given(st.text(), st.lists(st.floats(0, 1), max_size=5))
def test_importance_is_within_bounds_and_never_falls_with_a_fact(text: str, facts: list[float]) -> None:
    assert 0 <= importance(text) <= importance(text, facts) <= 1


def test_names_dates_feelings_and_facts_make_it_matter_more() -> None:
    plain = importance("it was fine")
    for text in ("it was Ana there", "it was on Monday", "it was very sad"):
        assert importance(text) > plain
    assert importance("it was fine", [0.9]) > importance("it was fine", [0.3]) > plain


def test_small_talk_is_not_enough_to_reflect_on_and_two_things_told_are() -> None:
    assert importance("ok then") + importance("fine by me") < ENOUGH
    assert importance("My dog is called Biscuit.") + importance("Ana lives in Bergen.") >= ENOUGH
