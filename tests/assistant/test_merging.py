"""Merging over the real store: one of two, with the sources of both, once, and taken apart again exactly."""

from __future__ import annotations

from dataclasses import replace

from secondme.assistant.merging import Merging
from secondme.events import Event, Learned
from secondme.memory.record import By, Derived, Kind, Memory, Span, Status
from secondme.stop import Stop
from secondme.store.fading import LedgerFading
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MAY
from tests.contracts.memory_store import episode

SAID = [episode(text, n=n) for n, text in enumerate(("I live in Oslo.", "Oslo is my home now.", "Ana lives in Rome."))]


def fact(n: int, text: str, *about: str) -> Memory:
    source = Derived("fact", (SAID[n].id,), (Span(SAID[n].id, 0, 5),))
    return Memory(f"f{n}", Kind.FACT, text, source, By.PERSON, "facts", made=MAY + 100 + n, about=about)


FACTS = (
    fact(0, "You live in Oslo.", "you", "lives in", "Oslo"),
    fact(1, "Your home is in Oslo.", "you", "lives in", "Oslo"),
    fact(2, "Ana lives in Rome.", "Ana", "lives in", "Rome"),
)


def run(store: Store) -> list[Event]:
    assert store.settle()
    return list(Merging(store, LedgerFading(store)).run(1, Stop()))


def test_two_that_say_the_same_become_one_with_the_sources_of_both(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    (learned,) = run(store)
    assert isinstance(learned, Learned)
    assert (learned.operation, learned.replaced) == ("NOOP", "f1")
    kept, gone, rome = store.get(["f0", "f1", "f2"])
    assert kept == learned.memory
    assert isinstance(kept.source, Derived)
    assert kept.source.memories == (SAID[0].id, SAID[1].id)
    assert {memory.id for memory in store.resting_on([SAID[1].id])} == {"f0", "f1"}
    assert (gone.status, gone.superseded_by) == (Status.SUPERSEDED, "f0")
    assert rome == FACTS[2]
    assert list(store.each(Filter(kinds=(Kind.EPISODE,)))) == SAID


def test_where_the_nearest_was_merged_a_moment_ago_what_it_is_now_is_merged_with(store: Store) -> None:
    again = replace(FACTS[1], id="f3", made=MAY + 200)
    store.remember([*SAID, *FACTS, again], rule="test")
    assert len(run(store)) == 2
    assert [one.superseded_by for one in store.get(["f1", "f3"])] == ["f0", "f0"]


def test_each_is_looked_at_once_however_few_a_run_takes(store: Store) -> None:
    store.remember([*SAID, FACTS[2], *FACTS[:2]], rule="test")
    assert store.settle()
    merging = Merging(store, LedgerFading(store), most=1)
    assert [len(list(merging.run(n, Stop()))) for n in (1, 2, 3)] == [0, 1, 0]
    store.forget(["f0"])  # the place it had come to: it begins again, and changes nothing
    assert [list(merging.run(n, Stop())) for n in (4, 5)] == [[], []]


def test_a_merge_is_undone_exactly_and_not_done_again(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    run(store)
    (done,) = store.operations()
    assert done.what == "consolidation run 1: merged"
    store.undo(done.n)
    assert [replace(one, version=1) for one in store.get(["f0", "f1"])] == list(FACTS[:2])
    store.set_mark("merging", "")
    assert run(store) == []


def test_the_same_input_twice_changes_nothing(store: Store) -> None:
    store.remember([*SAID, *FACTS], rule="test")
    run(store)
    before = list(store.each(Filter()))
    store.set_mark("merging", "")
    assert run(store) == []
    assert list(store.each(Filter())) == before
