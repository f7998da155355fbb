"""Recall over the real store: best first, with receipts, and without vectors where there are none."""

from __future__ import annotations

from pathlib import Path

from secondme.assistant.recall import Recall
from secondme.encoders.static import StaticEncoder
from secondme.memory.forgetting import Forgetting
from secondme.store.store import Store
from tests.conftest import MovingClock, damage_index, open_store
from tests.contracts.memory_store import DOG, KEY, TRIP


def test_the_best_comes_first_with_a_receipt(store: Store, clock: MovingClock) -> None:
    store.remember([DOG, KEY, TRIP], rule="said")
    first = Recall(store, clock, Forgetting())("Where is the spare key?", limit=3)[0]
    assert first.id == KEY.id
    assert first.receipt
    assert 0 < first.strength <= 1


def test_nothing_is_recalled_about_what_was_never_said(store: Store, clock: MovingClock) -> None:
    store.remember([DOG], rule="said")
    assert Recall(store, clock, Forgetting())("quantum chromodynamics", limit=3) == []


def test_what_is_left_out_is_left_out(store: Store, clock: MovingClock) -> None:
    store.remember([DOG, KEY], rule="said")
    assert Recall(store, clock, Forgetting())("dog", limit=3, without=frozenset({DOG.id})) == []


def test_words_still_recall_when_the_index_is_damaged(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    first = open_store(tmp_path, encoder, clock)
    first.remember([DOG, KEY], rule="said")
    assert first.settle()
    first.close()
    damage_index(tmp_path)
    second = open_store(tmp_path, encoder, clock)
    assert Recall(second, clock, Forgetting())("What is my dog called?", limit=1)[0].id == DOG.id
    second.close()
