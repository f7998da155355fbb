"""Finding in the real store what a filter allows, however much else is nearer."""

from __future__ import annotations

from dataclasses import replace

from secondme.memory.record import Status
from secondme.store.store import Store
from secondme.store.topics import Topics
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.contracts.memory_store import DOG, episode


def test_what_is_nearer_elsewhere_pushes_nothing_out_of_a_topic(store: Store, clock: MovingClock) -> None:
    elsewhere = [episode(f"My dog is called Biscuit number {n}.", n=n) for n in range(5_000)]
    few = [episode(text, n=1, talk="other") for text in ("The puppy sleeps.", "It rains.", "Lisbon.")]
    several = [episode(f"The puppy number {n} has a name.", n=n, talk="more") for n in range(300)]
    store.remember([*elsewhere, *few, *several], rule="test")
    topics = Topics(store, clock)
    numbers = [topics.add(name).n for name in ("few", "several", "empty")]
    topics.tag("few", [memory.id for memory in few])
    topics.tag("several", [memory.id for memory in several])
    assert store.settle(120)
    hits = store.nearest(DOG.text, limit=10, which=Filter(topics=(numbers[0],)))
    assert {hit.memory for hit in hits} == {memory.id for memory in few}
    hits = store.nearest(DOG.text, limit=10, which=Filter(topics=(numbers[1],)))
    assert len(hits) == 10
    assert {hit.memory for hit in hits} <= {memory.id for memory in several}
    assert store.nearest(DOG.text, limit=10, which=Filter(topics=(numbers[2],))) == []


def test_filters_join(store: Store) -> None:
    given = [episode(f"My dog is called Biscuit number {n}.", n=n) for n in range(400)]
    given[7] = replace(given[7], pinned=True, place="work")
    given[8] = replace(given[8], pinned=True)
    store.remember(given, rule="test")
    assert store.settle()
    hits = store.nearest(DOG.text, limit=5, which=Filter(places=("work",), pinned=True))
    assert [hit.memory for hit in hits] == [given[7].id]


def test_what_is_archived_is_not_among_the_nearest(store: Store) -> None:
    given = [episode(f"My dog is called Biscuit number {n}.", n=n) for n in range(5)]
    store.remember(given, rule="test")
    store.revise([given[0].moved(Status.ARCHIVED)], what="archived", rule="test")
    assert store.settle()
    everything = store.nearest(DOG.text, limit=10, which=Filter())
    assert {hit.memory for hit in everything} == {memory.id for memory in given[1:]}
    assert store.nearest(DOG.text, limit=10, which=Filter(statuses=(Status.ARCHIVED,))) == []
