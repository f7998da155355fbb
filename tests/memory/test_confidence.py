"""How sure recall is: one rising curve, and the three things that are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.confidence import FLOOR, FOUND, PERHAPS, Verdict, curve, verdict

scores, tokens = st.floats(-1e6, 1e6), st.integers(0, 10_000)


@given(scores, tokens, st.booleans(), st.booleans())
def test_a_confidence_is_between_nought_and_one(score: float, count: int, personal: bool, vectors: bool) -> None:
    assert 0 <= curve(count, personal=personal, vectors=vectors)(score) <= 1


@given(scores, scores, tokens, st.booleans(), st.booleans())
def test_a_higher_score_is_never_less_sure(one: float, other: float, count: int, personal: bool, vectors: bool) -> None:
    sure = curve(count, personal=personal, vectors=vectors)
    assert sure(min(one, other)) <= sure(max(one, other))


@given(st.floats(1, 50), st.integers(1, 100))
def test_who_asks_about_somebody_and_who_has_no_vectors_is_surer_of_the_same_score(score: float, count: int) -> None:
    plain = curve(count, personal=False, vectors=True)(score)
    assert curve(count, personal=True, vectors=True)(score) > plain
    assert curve(count, personal=False, vectors=False)(score) > plain


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(0.0, "nothing"), (PERHAPS - 0.001, "nothing"), (PERHAPS, "perhaps"), (FOUND, "found"), (1.0, "found")],
)
def test_three_things_are_said(confidence: float, said: str) -> None:
    assert verdict(confidence) == said


def test_what_is_shown_may_be_less_sure_than_what_is_said() -> None:
    assert 0 < FLOOR <= PERHAPS < FOUND < 1
    assert len(Verdict) == 3
