"""Rehearsal over the real store and recall: what is asked, what a miss adds, and that it counts as no recall."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from secondme.assistant.recall import Recall
from secondme.assistant.rehearsal import Rehearse
from secondme.events import Rehearsed
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.stop import Stop
from secondme.store.rehearsals import LedgerRehearsals
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.contracts.memory_store import episode

PEOPLE = ("Ana", "Bruno", "Clara", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kaja", "Luis")
"""Of each a fact is known, whose words are not those in which it is asked for."""
OBJECTS = "beagle tabby canary gecko iguana parrot poodle python rabbit spaniel toad tortoise".split()


class Room:
    """Facts of people among much else that was said of them."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        said = [
            episode(f"{name} and I spoke about {what} number {n}.", n=n * 20 + k)
            for n, name in enumerate(PEOPLE)
            for k, what in enumerate(("work", "films", "money", "Rome"))
        ]
        self.facts = [
            Memory(
                f"f{n}", Kind.FACT, f"{name} looks after a {what}.", Derived("fact", (said[n * 4].id,)), By.PERSON,
                "facts", made=clock.now, about=(name, "animal companion", what),
            )
            for n, (name, what) in enumerate(zip(PEOPLE, OBJECTS, strict=True))
        ]  # fmt: skip
        store.remember([*said, *self.facts], rule="test")
        assert store.settle()
        self.recall = Recall(store, clock, Forgetting())

    def run(self, *, most: int = 20, stop: Stop | None = None) -> list[Rehearsed]:
        step = Rehearse(self.store, LedgerRehearsals(self.store.ledger), self.recall, self.clock, most=most)
        return [event for event in step.run(1, stop or Stop()) if isinstance(event, Rehearsed)]

    def hits(self, facts: Sequence[Memory]) -> int:
        """How many are found by a question in words that they do not have."""
        asked = {fact.id: f"What animal companion has {fact.about[0]}?" for fact in facts}
        return sum(any(one.id == name for one in self.recall(ask, limit=1)) for name, ask in asked.items())


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def test_nothing_is_rehearsed_before_its_interval_and_then_each_once(room: Room) -> None:
    assert room.run() == []
    room.clock.pass_days(1.9)
    assert room.run() == []
    room.clock.pass_days(0.2)
    assert {event.id for event in room.run()} == {fact.id for fact in room.facts}
    assert room.run() == []


def test_self_tests_count_as_no_recall_and_change_no_memory(room: Room) -> None:
    before = list(room.store.each(Filter()))
    room.run()
    room.clock.pass_days(3)
    assert room.run()
    assert list(room.store.each(Filter())) == before
    assert {one.what for one in room.store.operations()} == {"consolidation run 1: other words"}
    assert room.store.ledger.scalar("SELECT count(*) FROM recall") == 0


def test_a_miss_adds_a_key_and_what_was_rehearsed_is_found_more_often_than_what_was_not(room: Room) -> None:
    half = room.facts[:6]
    room.run()
    room.clock.pass_days(3)
    done = room.run(most=6)
    assert [event.id for event in done] == [fact.id for fact in half]
    missed = [event.id for event in done if not event.found]
    assert all(bool(room.store.keys(fact.id)) == (fact.id in missed) for fact in room.facts)
    assert room.store.settle()
    assert room.hits(half) > room.hits(room.facts[6:])
    assert all(event.days < 2 for event in done if not event.found)
    assert all(event.days > 2 for event in done if event.found)


def test_what_holds_no_more_is_not_asked_for_and_a_run_can_be_stopped(room: Room) -> None:
    room.run()
    gone = room.facts[0]
    room.store.revise([gone.moved(Status.SUPERSEDED)], what="superseded", rule="test")
    room.clock.pass_days(3)
    stop = Stop()
    stop.ask()
    assert room.run(stop=stop) == []
    assert gone.id not in {event.id for event in room.run()}
