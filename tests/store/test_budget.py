"""The byte budget of the index: who leaves, who stays, who comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.store.index import row_bytes
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.store.filling import budgeted, ids, many

ROW = row_bytes(256)
"""Bytes that the budget counts for a memory."""

Opening = Callable[[int], Store]


@pytest.fixture
def opened(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> Iterator[Opening]:
    """Opens the store with a budget for so many memories, 0 for none; the one that was open is closed."""
    found: list[Store] = []

    def opening(rows: int) -> Store:
        for store in found:
            store.close()
        found[:] = [budgeted(tmp_path, encoder, clock, rows * ROW)]
        return found[0]

    yield opening
    for store in found:
        store.close()


def test_what_has_faded_most_leaves_a_full_index_first(opened: Opening) -> None:
    store, memories = opened(100), many(150)
    store.remember(memories, rule="test")
    assert store.settle()
    there = sorted(store.index.ids())
    assert there == ids(memories[-len(there) :])
    assert 95 <= len(there) <= 100
    assert store.index.needs() <= 100 * ROW


def test_what_is_pinned_or_important_or_recalled_stays_longer(opened: Opening, clock: MovingClock) -> None:
    memories = many(150)
    memories[0] = replace(memories[0], pinned=True)
    memories[1] = replace(memories[1], last_recalled=clock.now, recalls=5)
    store = opened(100)
    store.remember(memories, rule="test")
    assert store.settle()
    assert {memories[0].id, memories[1].id} <= set(store.index.ids())
    assert memories[2].id not in set(store.index.ids())


def test_what_left_is_still_found_by_its_words(opened: Opening) -> None:
    store, memories = opened(20), many(60)
    store.remember(memories, rule="test")
    assert store.settle()
    gone = memories[0]
    assert gone.id not in set(store.index.ids())
    assert gone.id in {hit.memory for hit in store.words(gone.text, limit=3, which=Filter())}
    assert store.count(Filter()) == 60


def test_what_left_comes_back_when_it_is_recalled_and_another_goes(opened: Opening, clock: MovingClock) -> None:
    store, memories = opened(50), many(80)
    store.remember(memories, rule="test")
    assert store.settle()
    before = set(store.index.ids())
    assert memories[0].id not in before
    store.recalled([memories[0].id], conversation="talk", message=1, at=clock.now)
    assert store.settle()
    after = set(store.index.ids())
    assert memories[0].id in after
    assert store.index.needs() <= 50 * ROW
    more = many(10, first=81)
    store.remember(more, rule="test")
    assert store.settle()
    assert memories[0].id in set(store.index.ids())
    assert store.index.needs() <= 50 * ROW


def test_healing_does_not_put_back_what_left(opened: Opening) -> None:
    store = opened(50)
    store.remember(many(80), rule="test")
    assert store.settle()
    before = sorted(store.index.ids())
    assert store.heal() == 0
    assert store.upkeep.tend() == ""
    assert store.settle()
    assert sorted(store.index.ids()) == before


def test_making_it_anew_does_not_put_back_what_left(opened: Opening) -> None:
    store = opened(50)
    store.remember(many(80), rule="test")
    assert store.settle()
    before = sorted(store.index.ids())
    store.rebuild(lambda done, total: None)
    assert store.settle()
    assert sorted(store.index.ids()) == before


def test_a_larger_budget_is_filled_again_with_the_newest(opened: Opening) -> None:
    store, memories = opened(50), many(150)
    store.remember(memories, rule="test")
    assert store.settle()
    store = opened(120)
    store.upkeep.tend()
    assert store.settle()
    there = sorted(store.index.ids())
    assert 110 <= len(there) <= 120
    assert there == ids(memories[-len(there) :])
    store.upkeep.tend()
    assert store.settle()
    assert sorted(store.index.ids()) == there


def test_a_smaller_budget_takes_effect_at_the_next_look(opened: Opening) -> None:
    store, memories = opened(100), many(90)
    store.remember(memories, rule="test")
    assert store.settle()
    store = opened(40)
    store.upkeep.tend()
    assert store.settle()
    there = sorted(store.index.ids())
    assert len(there) <= 40
    assert there == ids(memories[-len(there) :])


def test_no_budget_lets_all_of_them_back(opened: Opening) -> None:
    store, memories = opened(50), many(150)
    store.remember(memories, rule="test")
    assert store.settle()
    store = opened(0)
    store.upkeep.tend()
    assert store.settle()
    assert sorted(store.index.ids()) == ids(memories)


def test_the_room_of_what_is_forgotten_is_used_again(opened: Opening) -> None:
    store, memories = opened(50), many(80)
    store.remember(memories, rule="test")
    assert store.settle()
    store.forget([memory.id for memory in memories[-30:]])
    assert store.settle()
    store.upkeep.tend()
    assert store.settle()
    assert len(list(store.index.ids())) >= 45


def test_a_budget_that_the_pinned_exceed_is_said(opened: Opening) -> None:
    store = opened(10)
    pinned = [replace(memory, pinned=True) for memory in many(30)]
    store.remember(pinned, rule="test")
    assert store.settle()
    assert sorted(store.index.ids()) == ids(pinned)
    assert "over its budget" in store.upkeep.alarm()
