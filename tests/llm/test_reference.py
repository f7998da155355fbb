"""Reference versions of pruning per head, layer and channel, on random tensors; `test_attention` has real ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm import reference as ref
from secondme.llm.reference import Captured, Rows

HEADS, KINDS, SIZE, CACHED, LATE = 4, 2, 16, 96, 8


def layer(number: int = 0, seed: int = 1) -> Captured:
    """A layer of random queries, keys and values, with the weights that follow."""
    draw = np.random.default_rng(seed)
    count = CACHED + LATE
    queries, keys, values = (
        draw.normal(size=(many, count, SIZE)).astype(np.float32) for many in (HEADS, KINDS, KINDS)
    )
    weights = np.einsum("hqd,hkd->hqk", queries, np.repeat(keys, HEADS // KINDS, 0)) / np.sqrt(SIZE)
    weights[:, ~np.tri(count, dtype=bool)] = -np.inf
    weights = np.exp(weights - weights.max(-1, keepdims=True))
    return Captured(number, queries, keys, values, (weights / weights.sum(-1, keepdims=True)).astype(np.float32))


LAYERS = [layer(0, 1), layer(1, 2)]
RIGHT = ref.whole(LAYERS, CACHED)
METHODS = {
    "window": lambda budget: ref.window(LAYERS, CACHED, budget),
    "heavy": lambda budget: ref.heavy(LAYERS, CACHED, budget),
    "voted": lambda budget: ref.voted(LAYERS, CACHED, budget, {0: [1]}),
    "per head": lambda budget: ref.per_head(LAYERS, CACHED, budget),
    "razor": lambda budget: ref.razor(LAYERS, CACHED, budget, {0: [1], 1: [3]}),
    "d2o": lambda budget: ref.d2o(LAYERS, CACHED, budget),
}


def test_the_whole_cache_gives_what_the_weights_say() -> None:
    for one, found in zip(LAYERS, RIGHT, strict=True):
        values = np.repeat(one.values, one.group, 0)
        assert np.allclose(found, one.weights[:, CACHED:] @ values, atol=1e-5)


@pytest.mark.parametrize("name", METHODS)
def test_what_keeps_everything_is_right(name: str) -> None:
    assert ref.error(LAYERS, CACHED, METHODS[name](CACHED), RIGHT) < 1e-5


@pytest.mark.parametrize("name", METHODS)
@given(budget=st.integers(ref.LEAST + 4, CACHED))
def test_no_method_keeps_more_than_the_budget_and_all_come_near_it(name: str, budget: int) -> None:
    kept = ref.numbers(METHODS[name](budget))
    groups = len(LAYERS) * KINDS
    assert budget * groups - len(LAYERS) * groups <= kept <= budget * groups


@given(budget=st.integers(ref.WHOLE, CACHED), pruned=st.floats(0.1, 0.5))
def test_pruned_channels_pay_for_more_tokens(budget: int, pruned: float) -> None:
    kept = ref.think(LAYERS, CACHED, budget, pruned)
    rows = kept[0][0]
    assert budget <= len(rows.keys) <= CACHED
    assert ref.numbers(kept, pruned) <= (budget + 1) * len(LAYERS) * KINDS
    zeros = (rows.keys == 0).sum(1)
    assert (zeros[: -ref.WHOLE] == int(pruned * SIZE)).all()
    assert not zeros[-ref.WHOLE :].any()


def test_channels_that_no_query_asks_for_are_pruned_at_no_cost() -> None:
    one = LAYERS[0]
    queries = one.queries.copy()
    queries[..., ::4] = 0
    deaf = [replace(one, queries=queries)]
    kept = ref.think(deaf, CACHED, CACHED, pruned=0.25)
    assert ref.error(deaf, CACHED, kept, ref.whole(deaf, CACHED)) < 1e-5


def test_a_compensation_token_is_exact_for_tokens_that_are_alike() -> None:
    one = LAYERS[0]
    keys, values = one.keys.copy(), one.values.copy()
    keys[:, ref.SINKS : CACHED - 8], values[:, ref.SINKS : CACHED - 8] = keys[:, 10:11], values[:, 10:11]
    same = [replace(one, keys=keys, values=values)]
    budget = ref.SINKS + 8 + 1
    right = ref.whole(same, CACHED)
    assert ref.error(same, CACHED, ref.razor(same, CACHED, budget, {}), right) < 1e-5
    assert ref.error(same, CACHED, ref.window(same, CACHED, budget), right) > 0.1


def test_a_retrieval_head_keeps_all_where_the_others_can_pay() -> None:
    kept = ref.razor(LAYERS, CACHED, 48, {1: [3]})
    lengths = [[len(rows.keys) for rows in left] for left in kept]
    assert lengths[1][1] == CACHED
    assert lengths[0] == [32, 32]
    none = ref.razor(LAYERS, CACHED, ref.LEAST, {1: [3]})
    assert {len(rows.keys) for left in none for rows in left} == {ref.LEAST}


def test_a_layer_whose_attention_is_spread_gets_more_rows() -> None:
    flat = np.tri(CACHED + LATE, dtype=np.float32)
    spread = replace(LAYERS[0], weights=np.repeat((flat / flat.sum(-1, keepdims=True))[None], HEADS, 0))
    wide, narrow = ref.d2o([spread, LAYERS[1]], CACHED, 40)
    assert len(wide[0].keys) > len(narrow[0].keys)


def test_what_is_merged_is_what_is_alike() -> None:
    one = LAYERS[0]
    keys = np.zeros_like(one.keys)
    keys[:, :CACHED, 0] = 1
    keys[:, 5, :2] = -1, 1
    rows = ref._merged(replace(one, keys=keys), 0, ref.best(np.arange(CACHED, 0, -1.0), 20))
    assert np.allclose(np.linalg.norm(rows.keys, axis=-1), 1, atol=0.6)
    assert rows.count.sum() == len(rows.keys)


@given(st.integers(1, 80), st.integers(1, 100))
def test_the_best_are_as_many_as_the_budget_with_the_first_and_the_last(count: int, budget: int) -> None:
    mask = ref.best(np.random.default_rng(0).normal(size=count), budget)
    assert mask.sum() == min(count, max(budget, min(ref.SINKS, count)))
    assert mask[: ref.SINKS].all()


def test_random_tensors_are_compared_by_every_method() -> None:
    found = ref.compare(LAYERS, CACHED, 40, {0: [1]})
    assert set(ref.STOCK) < set(found)
    assert all(0 < far < 2 for far in found.values())


def test_rows_know_of_how_many_tokens_they_speak() -> None:
    rows = Rows.of(LAYERS[0], 1, np.arange(CACHED) < 3)
    assert rows.keys.shape == (3, SIZE)
    assert rows.count.tolist() == [1, 1, 1]
