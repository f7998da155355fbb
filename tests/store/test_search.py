"""Finding in the real store what a filter allows, however much else is nearer."""

from __future__ import annotations

from dataclasses import replace

from secondme.memory.record import Status
from secondme.store.search import SMALL
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


def test_what_is_archived_pushes_nothing_out_of_what_words_find(store: Store) -> None:
    old = [episode("Zeppelin zeppelin.", n=n) for n in range(60)]
    new = [episode(f"On day {n} the zeppelin landed in the rain and left again.", n=n + 100) for n in range(4)]
    store.remember([*old, *new], rule="test")
    store.revise([memory.moved(Status.ARCHIVED) for memory in old], what="archived", rule="test")
    hits = store.words("zeppelin", limit=4, which=Filter(statuses=(Status.ACTIVE,)))
    assert {hit.memory for hit in hits} == {memory.id for memory in new}
    store.revise([new[0].moved(Status.ARCHIVED)], what="archived", rule="test")
    assert len(store.words("zeppelin", limit=4, which=Filter(statuses=(Status.ACTIVE,)))) == 3


def test_words_rank_alike_whatever_way_the_filter_is_looked_at(store: Store) -> None:
    given = [episode("The zeppelin landed. " + "It rained on and on. " * n, n=n) for n in range(30)]
    store.remember(given, rule="test")
    wide, narrow = Filter(statuses=(Status.ACTIVE,)), Filter(statuses=(Status.ACTIVE,), before=1e12)
    hits = store.words("zeppelin rained", limit=10, which=wide)
    assert hits == store.words("zeppelin rained", limit=10, which=narrow)
    assert len(hits) == 10


def test_what_was_counted_before_hides_no_new_word(store: Store) -> None:
    store.remember([episode(f"The giraffe number {n}.", n=n) for n in range(SMALL)], rule="test")
    assert store.words("zeppelin", limit=3, which=Filter()) == []
    assert store.frequencies({"giraff", "zeppelin"}) == {"giraff": SMALL}
    new = episode("The zeppelin landed.", n=SMALL)
    store.remember([new], rule="test")
    assert [hit.memory for hit in store.words("zeppelin", limit=3, which=Filter())] == [new.id]
    assert store.frequencies({"zeppelin"}) == {"zeppelin": 1}


def test_words_are_counted_anew_when_many_memories_came_or_one_was_forgotten(store: Store) -> None:
    given = [episode(f"The giraffe number {n}.", n=n) for n in range(2 * SMALL)]
    store.remember(given[:SMALL], rule="test")
    assert store.frequencies({"giraff"}) == {"giraff": SMALL}
    store.remember(given[SMALL:], rule="test")
    assert store.frequencies({"giraff"}) == {"giraff": 2 * SMALL}
    store.forget([given[0].id])
    assert store.frequencies({"giraff"}) == {"giraff": 2 * SMALL - 1}


def test_words_of_another_language_are_counted_in_every_form_that_a_stem_may_have(store: Store) -> None:
    notes = [episode(text, n=n) for n, text in enumerate([
        "Die Party ist laut und die Wohnung ist leer.", "Das Ski ist bei mir und nicht bei dir.",
        "Wir haben die Skies und den Parties nicht getraut.",
    ])]  # fmt: skip
    store.remember([DOG, *notes], rule="test")
    assert store.ledger.scalar("SELECT count(*) FROM others_docsize") == 3
    assert store.frequencies({"parti", "ski", "dog"}) == {"parti": 2, "ski": 2, "dog": 1}
