"""Several keys for one memory, in the real ledger: found by them, and nothing else changed."""

from __future__ import annotations

import pytest

from secondme.errors import NotFound, Refused
from secondme.store.store import Store
from secondme.storing import Filter, Hit
from tests.contracts.memory_store import DOG, KEY, TRIP


def by_key(store: Store, question: str, which: Filter | None = None) -> list[Hit]:
    """What is found by its keys."""
    return [hit for hit in store.words(question, limit=5, which=which or Filter()) if hit.lane == "key"]


def test_a_memory_is_found_by_its_keys_and_stays_as_it_was(store: Store) -> None:
    store.remember([DOG, KEY, TRIP], rule="said")
    rows = "SELECT * FROM memory ORDER BY n"
    before, past = store.ledger.rows(rows), store.history(DOG.id)
    assert store.add_keys(DOG.id, ["the pet's  name", "宠物叫什么", "der Hund"], rule="person") == 3
    assert store.ledger.rows(rows) == before
    assert store.history(DOG.id) == past
    assert store.get([DOG.id]) == [DOG]
    assert store.keys(DOG.id) == ["the pet's name", "宠物叫什么", "der Hund"]
    for question in ("names of pets", "我的宠物在哪里", "Wo ist mein Hund?"):
        assert [hit.memory for hit in by_key(store, question)] == [DOG.id]
    assert by_key(store, "lisbon") == []
    assert by_key(store, "pets", Filter(places=("work",))) == []


def test_a_key_is_there_once_and_can_be_taken_back(store: Store) -> None:
    store.remember([DOG], rule="said")
    assert store.add_keys(DOG.id, ["my pet", "my pet"], rule="person") == 1
    assert store.add_keys(DOG.id, ["my  pet", "animal"], rule="rule") == 1
    assert store.drop_keys(DOG.id, ["my pet", "nothing"]) == 1
    assert store.keys(DOG.id) == ["animal"]
    assert by_key(store, "pet") == []
    assert store.drop_keys(DOG.id) == 1
    assert store.drop_keys(DOG.id) == 0


def test_keys_go_with_their_memory(store: Store) -> None:
    store.remember([DOG, KEY], rule="said")
    store.add_keys(DOG.id, ["quadruped"], rule="person")
    store.add_keys(KEY.id, ["latchkey"], rule="person")
    store.forget([DOG.id])
    assert store.ledger.rows("SELECT text FROM key") == [("latchkey",)]
    assert by_key(store, "quadruped") == []
    store.ledger.truncate()
    assert b"quadruped" not in store.ledger.path.read_bytes()
    assert b"latchkey" in store.ledger.path.read_bytes()


def test_a_key_that_cannot_be_is_a_sentence(store: Store) -> None:
    store.remember([DOG], rule="said")
    with pytest.raises(NotFound):
        store.add_keys("nobody", ["pet"], rule="person")
    for texts in ([" "], ["pet " * 100], [f"key {n}" for n in range(51)]):
        with pytest.raises(Refused):
            store.add_keys(DOG.id, texts, rule="person")
    assert store.keys(DOG.id) == []


def test_a_secret_in_a_key_is_masked(store: Store) -> None:
    store.remember([DOG], rule="said")
    store.add_keys(DOG.id, ["the password is hunter2Xy!9"], rule="person")
    assert "hunter2Xy" not in store.keys(DOG.id)[0]
    assert store.drop_keys(DOG.id, ["the password is hunter2Xy!9"]) == 1


def test_what_the_person_did_to_keys_can_be_undone_and_done_again(store: Store) -> None:
    store.remember([DOG, KEY], rule="said")
    store.add_keys(DOG.id, ["my pet", "the animal"], rule="person")
    store.drop_keys(DOG.id, ["my pet"])
    assert [(one.what, one.memories) for one in store.operations()] == [
        ("removed other words", 1), ("added other words", 1),
    ]  # fmt: skip
    with pytest.raises(Refused, match="were changed again since"):
        store.undo(1)
    undone = store.undo()
    assert (undone.memories, store.keys(DOG.id)) == (1, ["the animal", "my pet"])
    assert [hit.memory for hit in by_key(store, "pet")] == [DOG.id]
    store.undo(undone.n)
    assert store.keys(DOG.id) == ["the animal"]
    store.undo(store.undo(2).n)
    assert store.keys(DOG.id) == ["the animal"]
    assert store.history(DOG.id)[-1].what == "made"


def test_words_that_were_keys_once_go_with_their_memory_to_the_last_byte(store: Store) -> None:
    store.remember([DOG, KEY], rule="said")
    store.add_keys(DOG.id, ["quadruped"], rule="person")
    store.drop_keys(DOG.id)
    store.forget([DOG.id])
    store.ledger.truncate()
    assert store.operations() == []
    assert b"quadruped" not in store.ledger.path.read_bytes()


def test_keys_that_a_run_gave_are_taken_back_with_it(store: Store) -> None:
    store.remember([DOG], rule="said")
    store.add_keys(DOG.id, ["loose"], rule="rehearsal")
    assert store.operations() == []
    for text in ("my pet", "the animal"):
        with store.operation("consolidation run 1: other words", join=True):
            store.add_keys(DOG.id, [text], rule="rehearsal")
    (run,) = store.operations_of("consolidation run 1")
    with pytest.raises(NotFound, match="nothing to undo"):
        store.undo()
    store.undo(run.n)
    assert store.keys(DOG.id) == ["loose"]
