"""The figures of a ranking, against what is worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.bench.scoring import (
    area_under_curve,
    figures,
    mean_of,
    ndcg_at,
    recall_at,
    reciprocal_rank,
    threshold,
    unique,
)

RANKED = ["a", "b", "c", "d", "e", "f"]
SCORES = st.lists(st.integers(0, 5).map(float), min_size=1, max_size=20)


def test_recall_is_the_share_of_the_evidence_that_is_found() -> None:
    assert recall_at(RANKED, {"b", "f"}, 5) == 0.5
    assert recall_at(RANKED, {"b", "f"}, 6) == 1.0
    assert recall_at([], {"b"}, 5) == 0.0


def test_without_evidence_there_is_no_recall() -> None:
    with pytest.raises(ValueError, match="no evidence"):
        recall_at(RANKED, set(), 5)


def test_one_piece_of_evidence_is_any_and_only_every_piece_is_all() -> None:
    found = figures(RANKED, ["b", "x"])
    assert (found["hit_any@5"], found["hit_all@5"]) == (1.0, 0.0)
    found = figures(RANKED, ["b", "c"])
    assert (found["hit_any@1"], found["hit_any@5"], found["hit_all@5"]) == (0.0, 1.0, 1.0)


def test_the_reciprocal_rank_is_that_of_the_first_find() -> None:
    assert reciprocal_rank(RANKED, {"c", "e"}) == pytest.approx(1 / 3)
    assert reciprocal_rank(RANKED, {"x"}) == 0.0


def test_the_gain_is_discounted_by_the_logarithm_of_the_place() -> None:
    assert ndcg_at(RANKED, {"a", "c"}, 10) == pytest.approx((1 + 1 / math.log2(4)) / (1 + 1 / math.log2(3)))
    assert ndcg_at(RANKED, {"a", "b"}, 10) == pytest.approx(1.0)
    assert ndcg_at(RANKED, {"f"}, 5) == 0.0


@given(st.permutations(RANKED), st.sets(st.sampled_from(RANKED), min_size=1))
def test_every_figure_is_a_share_and_a_deeper_look_finds_no_less(ranked: list[str], gold: set[str]) -> None:
    found = figures(ranked, gold)
    assert all(0.0 <= value <= 1.0 + 1e-12 for value in found.values())
    assert found["recall@1"] <= found["recall@5"] <= found["recall@10"] <= found["recall@20"] == 1.0
    assert found["hit_all@5"] <= found["recall@5"] <= found["hit_any@5"]


def test_the_mean_counts_every_question_the_same() -> None:
    assert mean_of([{"mrr": 1.0}, {"mrr": 0.0}, {"mrr": 0.5}]) == {"mrr": 0.5}
    assert mean_of([]) == {}


def test_a_session_stands_where_its_first_turn_does() -> None:
    assert unique(["S2", "S1", "S2", "S3", "S1"]) == ["S2", "S1", "S3"]


def test_the_area_is_one_where_all_true_ones_score_above_and_a_half_where_nothing_tells_them_apart() -> None:
    assert area_under_curve([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert area_under_curve([0.5, 0.5], [0.5]) == 0.5
    assert area_under_curve([0.1], [0.9]) == 0.0


@given(SCORES, SCORES)
def test_the_area_is_the_share_of_pairs_in_the_right_order(true: list[float], false: list[float]) -> None:
    pairs = [1.0 if one > other else 0.5 if one == other else 0.0 for one in true for other in false]
    assert area_under_curve(true, false) == pytest.approx(sum(pairs) / len(pairs))


@given(st.lists(st.tuples(st.integers(0, 9).map(float), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=30))
def test_a_threshold_costs_no_more_than_it_may_and_a_higher_one_would(pairs: list[tuple[float, float]]) -> None:
    sure, gained = zip(*pairs, strict=True)
    demanded = threshold(sure, gained, 0.05)

    def cost(at: float) -> float:
        return sum(gain for score, gain in pairs if score < at) / len(pairs)

    assert cost(demanded) <= 0.05 + 1e-9
    assert all(cost(score) > 0.05 for score in sure if score > demanded)
