"""Which experts stay in memory."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import Refused
from secondme.llm.flash.residency import EXPECTED, FREQUENCY, POLICIES, RECENT, Expert, Ids, Residency, Trace, replay

EXPERTS = 6
SIZES = {1: 10, 2: 14, 5: 10}
"""Layers need not be of one size, nor follow each other."""
FLOOR = EXPERTS * 14

ids = st.integers(1, 4).flatmap(
    lambda tokens: st.lists(
        st.lists(st.integers(0, EXPERTS - 1), min_size=2, max_size=2, unique=True), min_size=tokens, max_size=tokens
    )
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("need"), st.sampled_from(sorted(SIZES)), ids),
        st.tuples(st.just("foresee"), st.sampled_from(sorted(SIZES)), st.permutations(range(EXPERTS))),
        st.tuples(st.just("resize"), st.integers(FLOOR, FLOOR * 3)),
        st.tuples(st.just("forget"), st.sampled_from(sorted(SIZES)), st.integers(0, EXPERTS - 1)),
    ),
    max_size=30,
)
budgets = st.integers(FLOOR, FLOOR * 3)
policies = st.sampled_from(POLICIES)


def routed(*rows: list[int]) -> Ids:
    return np.array(rows, np.int32)


@given(budgets, policies, steps)
def test_the_budget_holds_and_what_is_needed_now_never_has_to_go(budget: int, policy: str, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    residency = Residency(SIZES, EXPERTS, budget, policy)
    held: set[Expert] = set()
    running: set[Expert] = set()
    needs = 0
    for what, *rest in steps:
        begun: list[Expert] = []
        gone: list[Expert] = []
        if what == "need":
            layer, rows = rest
            chosen = {(layer, one) for row in rows for one in row}
            missing, gone = residency.need(layer, routed(*rows))
            begun = [(layer, one) for one in missing]
            assert set(begun) == chosen - held
            running, needs = chosen, needs + len(chosen)
        elif what == "foresee":
            layer, order = rest
            missing, gone = residency.foresee(layer, order)
            begun = [(layer, one) for one in missing]
            absent = [one for one in order if (layer, one) not in held]
            assert missing == absent[: len(missing)]
            assert not {(layer, one) for one in order} & set(gone)
        elif what == "resize":
            gone = residency.resize(*rest)
            running = set()
        else:
            residency.forget(*rest)
            held.discard((rest[0], rest[1]))
            running.discard((rest[0], rest[1]))
        assert set(gone) <= held
        assert not running & set(gone)
        assert not set(begun) & held
        held = held - set(gone) | set(begun)
        assert sorted(held) == residency.held()
        assert running <= held
        assert residency.used == sum(SIZES[layer] for layer, _ in held) <= residency.budget
        assert residency.hits + residency.misses == needs
        assert residency.foretold <= residency.foreseen


@given(st.integers(-5, FLOOR - 1))
def test_a_budget_below_a_whole_layer_is_refused_with_the_smallest_one(budget: int) -> None:
    with pytest.raises(Refused, match="The experts of one layer take 1 MiB"):
        Residency(SIZES, EXPERTS, budget)
    residency = Residency(SIZES, EXPERTS, FLOOR)
    with pytest.raises(Refused):
        residency.resize(budget)
    assert residency.budget == residency.floor == FLOOR


def test_a_smaller_budget_lets_the_least_worthy_go() -> None:
    residency = Residency({0: 1, 1: 1}, 4, 8)
    for _ in range(5):
        residency.need(0, routed([0, 1]))
        residency.need(1, routed([2, 3]))
    residency.need(0, routed([2, 3]))
    residency.need(1, routed([0, 1]))
    for _ in range(5):
        residency.need(0, routed([0, 1]))
        residency.need(1, routed([2, 3]))
    assert set(residency.resize(4)) == {(0, 2), (0, 3), (1, 0), (1, 1)}
    assert residency.held() == [(0, 0), (0, 1), (1, 2), (1, 3)]
    assert residency.resize(8) == []


def test_what_is_foreseen_gives_way_where_room_is_short() -> None:
    residency = Residency({0: 1, 1: 1}, 4, 5)
    residency.need(0, routed([0, 1, 2]))
    assert residency.foresee(1, [3, 1, 0, 2]) == ([3, 1], [])
    assert residency.foresee(1, [3, 1, 0]) == ([], [])
    residency.need(1, routed([3, 0]))
    assert (residency.hits, residency.misses) == (1, 4)
    assert (residency.foreseen, residency.foretold) == (2, 1)


def test_tokens_read_together_count_as_one_by_one() -> None:
    random = np.random.default_rng(3)
    rows = np.array([random.choice(8, 2, replace=False) for _ in range(40)], np.int32)
    together, apart = Residency({0: 1}, 8, 8, FREQUENCY, 0.9), Residency({0: 1}, 8, 8, FREQUENCY, 0.9)
    together.need(0, rows)
    for row in rows:
        apart.need(0, row[None])
    assert together.likely(0) == apart.likely(0)


def favourites(seed: int, slope: float, again: float = 0.0, change: int = 0, layers: int = 6) -> Trace:
    """A trace of 32 experts, 4 a token: popular by Zipf's law with some slope; some of the last token's are used again,
    and after so many tokens others are popular."""
    random = np.random.default_rng(seed)
    zipf = -slope * np.log(np.arange(1, 33))
    popular = [random.permutation(zipf) for _ in range(layers)]
    last = np.zeros((layers, 32), bool)
    trace = []
    for token in range(250):
        if change and token % change == 0:
            popular = [random.permutation(zipf) for _ in range(layers)]
        for layer in range(layers):
            drawn = popular[layer] + random.gumbel(size=32)
            drawn[last[layer] & (random.random(32) < again)] = np.inf
            chosen = np.argsort(-drawn)[:4].astype(np.int32)
            last[layer] = False
            last[layer, chosen] = True
            trace.append((layer, chosen[None]))
    return trace


def rates(trace: Trace, budget: int) -> dict[str, float]:
    sizes = dict.fromkeys({layer for layer, _ in trace}, 1)
    return {policy: replay(trace, sizes, 32, budget, policy) for policy in POLICIES}


@pytest.mark.parametrize("budget", [36, 64, 96])
def test_with_favourites_frequency_beats_recency(budget: int) -> None:
    found = rates(favourites(1, 1.2), budget)
    assert found[FREQUENCY] > found[RECENT]
    assert found[EXPECTED] > found[RECENT]


@pytest.mark.parametrize("budget", [36, 64, 96])
@pytest.mark.parametrize(
    "trace",
    [
        lambda: favourites(2, 1.2),
        lambda: favourites(3, 0.9, again=0.3),
        lambda: favourites(4, 0.6, again=0.5),
        lambda: favourites(5, 1.2, again=0.2, change=40),
        lambda: favourites(6, 0.0, again=0.6),
    ],
    ids=["favourites", "some are used again", "many are used again", "other favourites", "no favourites"],
)
def test_what_is_expected_is_as_good_as_the_better_of_both(trace: Callable[[], Trace], budget: int) -> None:
    found = rates(trace(), budget)
    assert found[EXPECTED] > max(found[FREQUENCY], found[RECENT]) - 0.02


def test_a_prompt_shows_what_its_answer_will_use() -> None:
    trace = favourites(8, 1.2, again=0.2)
    missed = {}
    for policy in POLICIES:
        residency = Residency(dict.fromkeys(range(6), 1), 32, 64, policy)
        for layer in range(6):
            residency.need(layer, np.concatenate([row for at, row in trace[: 6 * 200] if at == layer]))
        before = residency.misses
        for layer, row in trace[6 * 200 :]:
            residency.need(layer, row)
        missed[policy] = residency.misses - before
    assert missed[EXPECTED] <= missed[FREQUENCY]
    assert missed[EXPECTED] < missed[RECENT]


def test_a_cycle_of_layers_longer_than_the_memory_is_the_worst_case_of_recency() -> None:
    cycle = [(layer, routed([0, 1, 2, 3])) for _ in range(50) for layer in range(12)]
    found = rates(cycle, 40)
    assert found[RECENT] == 0
    assert found[FREQUENCY] > 0
    assert found[EXPECTED] > 0.7  # 40 of 48 fit


def test_where_all_fit_every_expert_is_read_once() -> None:
    trace = favourites(7, 0.5)
    residency = Residency(dict.fromkeys(range(6), 1), 32, 6 * 32)
    for layer, chosen in trace:
        residency.need(layer, chosen)
    assert residency.misses == len(residency.held()) == len({(at, one) for at, row in trace for one in row.flat})


def test_a_policy_that_is_none_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="oldest"):
        Residency(SIZES, EXPERTS, FLOOR, "oldest")
