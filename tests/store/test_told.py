"""Who is who: what tells it is found by whose it is and by name, in step with what is remembered."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.memory.record import By, Memory, Status
from secondme.store import cipher
from secondme.store.ledger import Ledger
from secondme.store.migrations import STEPS
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import DOG, KEY, episode, passage

SEARCHED = Filter(statuses=(Status.ACTIVE, Status.FADED))


def told(store: Store, *what: str, which: Filter = SEARCHED, limit: int = 9) -> list[Memory]:
    """What tells any of these."""
    return store.told(what, limit=limit, which=which)


def names(store: Store) -> list[str]:
    """All that is looked up."""
    return [row[0] for row in store.ledger.rows("SELECT what FROM told ORDER BY what")]


def test_what_tells_who_is_who_is_found_the_latest_first(store: Store) -> None:
    ana = episode("My sister Ana moved.", n=5)
    eva = replace(episode("My sister Eva paints.", n=6), speaker="Nora")
    store.remember([DOG, KEY, ana, eva, passage("My sister Ida\nsings.", "/notes/a.md", 0)], rule="test")
    assert told(store, "me's dog") == told(store, "biscuit") == [DOG]
    assert told(store, "nora's sister", "eva") == [eva]
    assert [one.text for one in told(store, "me's sister")] == ["My sister Ida\nsings.", "My sister Ana moved."]
    assert [one.text for one in told(store, "me's sister", limit=1)] == ["My sister Ida\nsings."]
    assert told(store, "me's sister", which=replace(SEARCHED, by=(By.PERSON,))) == [ana]


def test_what_the_assistant_says_tells_nobody(store: Store) -> None:
    store.remember([episode("My sister Ana moved.", n=5, by=By.ASSISTANT)], rule="test")
    assert names(store) == []


def test_an_edit_tells_something_else_and_what_is_forgotten_nothing(store: Store) -> None:
    store.remember([DOG], rule="test")
    store.revise([DOG.changed(text="My cat is called Milo.")], what="edited", rule="person")
    assert names(store) == ["me's cat", "milo"]
    store.hide([DOG.id], 2e9)
    assert told(store, "milo") == []
    store.forget([DOG.id])
    assert names(store) == []


@pytest.mark.parametrize("key", [None, b"k" * 32])
def test_a_ledger_of_the_fourth_version_learns_who_is_who(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, key: bytes | None
) -> None:
    path = tmp_path / "ledger.db"
    with closing(cipher.connect(path, key)) as connection:
        for step in STEPS[:4]:
            if callable(step):
                step(connection)
            else:
                connection.execute(step)
        connection.execute("PRAGMA user_version = 4")
        put = (
            "INSERT INTO memory (id, version, kind, status, by, place, text, heading, source, source_key, made, "
            "importance, trust, recalls, pinned, keywords, rule, why) "
            "VALUES (?, 1, ?, 'active', ?, 'home', ?, ?, ?, ?, 1e9, 0.5, 1, 0, 0, '[]', 'said', '')"
        )
        for row in (
            ("a", "episode", "person", "My dog is called Biscuit.", "", "1", "said:talk"),
            ("b", "episode", "person", "My sister Ana moved.", "Nora", "2", "said:talk"),
            ("c", "episode", "assistant", "My sister Eva moved.", "", "3", "said:talk"),
            ("d", "passage", "file", "My cat is called Milo.", "a.md", '[0,9,1,""]', "file:f"),
        ):
            connection.execute(put, row)
    with closing(Ledger(path, key)) as ledger:
        assert [row[0] for row in ledger.rows("SELECT what FROM told ORDER BY memory, n")] == [
            "me's dog", "biscuit", "nora's sister", "ana", "me's cat", "milo",
        ]  # fmt: skip
        assert ledger.scalar("PRAGMA user_version") == len(STEPS)
    if key is None:
        with closing(open_store(tmp_path, encoder, clock)) as store:
            assert [one.id for one in told(store, "nora's sister")] == ["b"]
