"""Associations: what is put in is spread and nothing is lost, names of one thing are one, ways are told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from secondme.memory.association import (
    WEAKLY,
    Walk,
    Web,
    alike,
    around,
    called,
    chosen,
    in_words,
    key,
    relation_of,
    seeded,
    spread,
    triples,
    variants,
    walks,
    web,
)

EDGES = st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=40)


def graph(edges: list[tuple[int, int]], nodes: int = 12) -> Web:
    both = np.array(edges, np.int64).reshape(-1, 2)
    return web(nodes, both[:, 0], both[:, 1], np.ones(len(both), np.float32))


@given(EDGES, st.lists(st.floats(0, 5, width=32, allow_subnormal=False), min_size=12, max_size=12), st.floats(0, 0.9))
def test_what_is_put_in_is_spread_and_nothing_is_lost(
    edges: list[tuple[int, int]], put: list[float], damping: float
) -> None:
    found = spread(graph(edges), np.array(put, np.float32), damping)
    assert (found >= 0).all()
    assert float(found.sum()) == pytest.approx(1.0 if any(put) else 0.0, abs=1e-4)


@given(EDGES)
def test_it_is_what_the_equation_asks_for(edges: list[tuple[int, int]]) -> None:
    pairs = [(one, other) for one, other in edges if one != other] + [(n, (n + 1) % 12) for n in range(12)]
    begin = np.zeros(12)
    begin[3] = 1.0
    weights = np.zeros((12, 12))
    for one, other in pairs:
        weights[one, other] += 1
        weights[other, one] += 1
    solved = np.linalg.solve(np.eye(12) - 0.5 * weights / weights.sum(axis=0), 0.5 * begin)
    np.testing.assert_allclose(spread(graph(pairs), begin.astype(np.float32)), solved, atol=2e-4)


def test_what_is_farther_gets_less() -> None:
    found = spread(graph([(n, n + 1) for n in range(11)]), np.eye(12, dtype=np.float32)[0])
    assert (np.diff(found[1:]) < 0).all()


def test_nothing_below_zero_is_put_in() -> None:
    with pytest.raises(ValueError, match="below zero"):
        spread(graph([]), np.full(12, -1, np.float32))
    with pytest.raises(ValueError, match="damping"):
        spread(graph([]), np.ones(12, np.float32), damping=1.0)


def test_what_many_name_is_seeded_less_and_what_is_near_weakly() -> None:
    naming = np.array([10, 1, 0, 0])
    put = seeded(4, [(0, 1, 0.8)], naming, {2: 0.3, 3: 0.9})
    assert put[1] == pytest.approx(10 * put[0])
    assert put[:2].sum() == pytest.approx(1.0)
    assert put[2:].sum() == pytest.approx(WEAKLY)
    assert put[2] < put[3]


def test_the_nearest_of_what_is_named_is_chosen() -> None:
    scores = np.array([0.9, 0.5, 0.48, 0.1], np.float32)
    assert chosen(scores) == [0]
    assert chosen(scores, [1, 2, 3]) == [1, 2]
    assert chosen(np.zeros(0, np.float32)) == []


def test_names_of_one_thing_are_one() -> None:
    assert key("the red bikes") == key("a red bike") == key("my bike, red")
    assert key("Ana") != key("Anna")
    assert {"ana", "silva", "ana maria", "maria silva"} == set(variants("Ana Maria Silva"))
    vectors = np.array([[1, 0], [0.9, 0.436], [0, 1]], np.float32)
    assert alike(vectors) == [(0, 1)]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("works at", "works_at"), ("employed by", "works_at"), ("is employed by", "works_at"), ("job at", "works_at"),
        ("employer", "works_at"), ("works as", "works_as"), ("profession", "works_as"), ("job title", "works_as"),
        ("resides in", "lives_in"), ("settled in", "lives_in"), ("married to", "partner"), ("wife", "partner"),
        ("sister of", "sibling"), ("brother", "sibling"), ("friends with", "friend"), ("best friend", "friend"),
        ("fluent in", "speaks"), ("allergy to", "allergic_to"), ("loves", "likes"), ("is keen on", "likes"),
        ("detests", "dislikes"), ("reports to", "boss"), ("is from", "comes_from"), ("enrolled at", "studies_at"),
        ("makes", "makes"), ("meets in", "meets_in"), ("was founded by", "was_founded_by"),
    ],
)  # fmt: skip
def test_names_of_one_relation_are_one_and_a_strange_one_stays_itself(name: str, known: str) -> None:
    assert relation_of(name) == known
    assert relation_of(relation_of(name)) == known


def test_a_strange_relation_is_held_against_those_that_are_known() -> None:
    def near(name: str, names: Sequence[str]) -> NDArray[np.float32]:
        return np.array([0.9 if one == "employed by" else 0.1 for one in names], np.float32)

    assert relation_of("earns their bread with", near) == "works_at"
    assert relation_of("earns their bread with") == "earns_their_bread_with"
    assert "employer" in called("works_at").split("|")[0]


def test_the_way_over_two_triples_that_the_question_asks_for_is_the_nearest() -> None:
    names = ["Ana", "Equinor", "Forus", "Tom", "Rome"]
    known = triples(np.array([0, 1, 0, 3], np.int32), np.array([1, 2, 4, 1], np.int32), len(names))
    vectors = np.array([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], np.float32)
    asked = np.array([0.7, 0.7, 0.1, 0.2], np.float32)
    relations = ["works_at", "is_based_in", "lives_in", "works_at"]
    assert around(known, [0]).tolist() == [0, 1, 2, 3]
    assert around(known, [4]).tolist() == [0, 2]
    found = walks(known, [0], vectors @ asked, lambda rows: vectors[rows], relations)
    assert found[0].places == (0, 1)
    assert found[0].near == pytest.approx(0.99, abs=0.01)
    told = in_words(found[0], known, names.__getitem__, relations.__getitem__)
    assert told == "Ana → works at → Equinor → is based in → Forus"
    back = next(walk for walk in found if walk.places == (0, 3))
    assert in_words(back, known, names.__getitem__, relations.__getitem__).endswith("Equinor ← works at ← Tom")
    assert Walk(0, (2,), float(asked[2])) in found
