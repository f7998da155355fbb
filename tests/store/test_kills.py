"""Kill -9 at random moments: nothing acknowledged is lost, nothing doubled, and what was forgotten stays away."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from secondme import wiring
from secondme.bench.kills import Found, Promise, kills, look, old
from secondme.config import Folders, Settings
from secondme.memory.record import By
from secondme.service import lifecycle

SAID = ("The garden was open.", "The harbour was closed.", "The bakery smells of cinnamon.")


@pytest.mark.parametrize("task", ["consolidate", "rebuild", "forget", "migrate"])
def test_a_kill_loses_and_doubles_nothing(task: str) -> None:
    tally = kills(2, print, tasks=(task,))
    assert tally.kills == 2
    assert tally.found == Found(), tally.words


def test_what_is_acknowledged_is_counted_over_all_kills_and_none_of_it_is_lost() -> None:
    tally = kills(3, print, tasks=("write",), seed=3)
    assert tally.acknowledged > 0
    assert sum(tally.amid.values()) == tally.kills == 3
    assert tally.found == Found(), tally.words


# ---- the judge is judged -------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "run").mkdir(mode=0o700)
    return Folders(home=tmp_path / "home", config=tmp_path / "home", runtime=tmp_path / "run")


@contextmanager
def opened(folders: Folders) -> Iterator[wiring.Rooms]:
    lock = lifecycle.own(folders)
    rooms = wiring.build(folders, Settings(), time.time)
    try:
        yield rooms
    finally:
        rooms.close()
        lock.release()


@pytest.fixture
def promise(folders: Folders) -> Promise:
    """A home with three things that were said, and what it promises."""
    found = Promise()
    with opened(folders) as rooms:
        rooms.talks.begin("talk", "bench")
        for text in SAID:
            found.hear(("said", [rooms.talks.say("talk", By.PERSON, text).memory.id], [text]))
    return found


def test_a_sound_home_has_nothing_wrong(folders: Folders, promise: Promise) -> None:
    assert look(folders, promise) == Found()


def test_a_memory_that_is_gone_is_lost(folders: Folders, promise: Promise) -> None:
    with opened(folders) as rooms:
        rooms.store.forget([next(iter(promise.kept))])
    assert look(folders, promise) == Found(lost=1)


def test_a_memory_that_may_be_gone_is_not_lost(folders: Folders, promise: Promise) -> None:
    going = [next(iter(promise.kept))]
    promise.hear(("forgetting", going))
    with opened(folders) as rooms:
        rooms.store.forget(going)
    promise.hear(("forgot", going))
    assert look(folders, promise) == Found()
    assert set(going).isdisjoint(promise.kept)


def test_a_forgotten_memory_that_is_there_has_come_back(folders: Folders, promise: Promise) -> None:
    going = [next(iter(promise.kept))]
    promise.hear(("forgetting", going))
    promise.hear(("forgot", going))
    assert look(folders, promise) == Found(returned=1)


def test_what_was_said_twice_is_doubled(folders: Folders, promise: Promise) -> None:
    with opened(folders) as rooms:
        rooms.talks.say("talk", By.PERSON, SAID[0])
    assert look(folders, promise).doubled >= 1


def test_an_index_that_lost_a_memory_is_healed(folders: Folders, promise: Promise) -> None:
    with opened(folders) as rooms:
        rooms.store.settle()
        rooms.store.index.delete([next(iter(promise.kept))])
    assert look(folders, promise) == Found()


def test_a_ledger_of_the_first_version_is_whole_after_its_migration(folders: Folders) -> None:
    promise = old(folders, 0)
    assert len(promise.kept) > len(promise.said) > 0
    assert look(folders, promise) == Found()
