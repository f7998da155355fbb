"""Linking over the real store: what belongs together names each other, as new versions; nothing else is touched."""

from __future__ import annotations

from dataclasses import replace

from secondme.assistant.linking import Linking, related
from secondme.assistant.recall import Recall
from secondme.encoders.static import StaticEncoder
from secondme.events import Event, Linked
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Derived, Kind, Memory, Span
from secondme.stop import Stop
from secondme.store.fading import LedgerFading
from secondme.store.graph import Graph
from secondme.store.store import Store
from secondme.storing import Filter
from tests.assistant.linked_notes import notes
from tests.conftest import MAY, MovingClock
from tests.contracts.memory_store import episode

SAID = [
    episode(text, n=n, talk=f"talk-{n}")
    for n, text in enumerate(
        ("Ana started at Equinor.", "Equinor moved to Forus.", "I am afraid of heights.", "Tom grows tomatoes.")
    )
]  # fmt: skip


def fact(n: int, text: str, *about: str) -> Memory:
    source = Derived("fact", (SAID[n].id,), (Span(SAID[n].id, 0, 5),))
    return Memory(f"f{n}", Kind.FACT, text, source, By.PERSON, "facts", made=MAY + 100 + n, about=about)


ANA = fact(0, "Ana works at Equinor.", "Ana", "works_at", "Equinor")
FORUS = fact(1, "Equinor is based in Forus.", "Equinor", "is_based_in", "Forus")
HEIGHTS = fact(2, "You are afraid of heights.", "you", "fears", "heights")
TOM = fact(3, "Tom grows tomatoes.", "Tom", "grows", "tomatoes")


def run(store: Store, number: int = 1) -> list[Event]:
    assert store.settle()
    return list(Linking(store, LedgerFading(store), store.embedder).run(number, Stop()))


def test_a_new_note_is_linked_and_renews_its_neighbour_as_a_new_version(store: Store) -> None:
    store.remember([*SAID, ANA, HEIGHTS], rule="test")
    assert run(store) == []
    (alone, apart) = store.get([ANA.id, HEIGHTS.id])
    assert alone.context == "On Ana and works."
    store.remember([FORUS], rule="test")
    assert run(store, 2) == [Linked(FORUS.id, (ANA.id,))]
    ana, forus, heights = store.get([ANA.id, FORUS.id, HEIGHTS.id])
    assert (ana.links, forus.links) == ((FORUS.id,), (ANA.id,))
    assert ana.context == "On Equinor, with 1 other note."
    assert ana.keywords[0] == "Equinor"
    assert ana.keywords[-1] == "works at"
    assert ana.version == alone.version + 1
    assert ana.text == ANA.text
    assert heights == apart
    changes = [(change.what, change.rule) for change in store.history(ANA.id)[1:]]
    assert changes == [("linked", "links"), ("linked", "links")]
    assert list(store.each(Filter(kinds=(Kind.EPISODE,)))) == SAID


def test_the_same_again_changes_nothing(store: Store) -> None:
    third = fact(3, "Tom works at Equinor.", "Tom", "works_at", "Equinor")
    store.remember([*SAID, ANA, FORUS, HEIGHTS, third], rule="test")
    assert run(store)
    before = store.get([ANA.id, FORUS.id, HEIGHTS.id, third.id])
    assert [len(one.links) for one in before] == [2, 2, 0, 2]
    assert run(store, 2) == []
    store.set_mark("links", "")
    assert run(store, 3) == []
    assert store.get([ANA.id, FORUS.id, HEIGHTS.id, third.id]) == before


def test_a_run_is_undone_whole(store: Store) -> None:
    store.remember([*SAID, ANA, FORUS], rule="test")
    run(store)
    for one in store.operations_of("consolidation run 1: "):
        store.undo(one.n)
    assert [(one.links, one.context, one.keywords) for one in store.get([ANA.id, FORUS.id])] == [((), "", ())] * 2


def test_names_that_the_person_gave_stay(store: Store) -> None:
    store.remember([*SAID, replace(ANA, keywords=("#work",)), FORUS], rule="test")
    run(store)
    (ana,) = store.get([ANA.id])
    assert ana.keywords[0] == "#work"


def test_it_stops_between_two_and_goes_on_from_there(store: Store) -> None:
    store.remember([*SAID, ANA, FORUS, HEIGHTS, TOM], rule="test")
    assert store.settle()
    linking = Linking(store, LedgerFading(store), store.embedder, most=2)
    stop = Stop()
    steps = linking.run(1, stop)
    assert next(steps) == Linked(ANA.id, (FORUS.id,))
    stop.ask()
    assert list(steps) == []
    assert [one.context for one in store.get([ANA.id, FORUS.id, HEIGHTS.id])][2] == ""
    assert list(linking.run(2, Stop())) == []
    assert all(one.context for one in store.get([ANA.id, FORUS.id, HEIGHTS.id]))
    assert store.get([TOM.id])[0].context == ""
    assert list(linking.run(3, Stop())) == []
    assert store.get([TOM.id])[0].context


def test_a_note_leaves_no_word_of_another_in_what_it_is_linked_with(store: Store) -> None:
    store.remember([*SAID, ANA, FORUS], rule="test")
    run(store)
    (ana,) = store.get([ANA.id])
    assert "Forus" not in " ".join((ana.context, *ana.keywords))


def test_recalling_one_offers_the_other_through_the_link(store: Store, clock: MovingClock) -> None:
    tandem = fact(3, "You bought a tandem.", "you", "owns", "a tandem")
    store.remember([*SAID, HEIGHTS, tandem], rule="test")
    assert store.settle()
    recall = Recall(store, clock, Forgetting(), graph=Graph(store))
    assert "path" not in {one.id: one.receipt for one in recall.ranking("Am I afraid of heights?", limit=10)}[tandem.id]
    (heights,) = store.get([HEIGHTS.id])
    store.revise([heights.changed(links=(tandem.id,))], what="linked", rule="links")
    found = {one.id: one.receipt for one in recall.ranking("Am I afraid of heights?", limit=10)}
    assert found[tandem.id]["path"] == f"linked with {HEIGHTS.id}"
    assert "graph" in found[tandem.id]["lanes"]


def test_four_of_five_links_are_right_by_hand(encoder: StaticEncoder) -> None:
    some = notes()
    assert len(some) == 60
    made = [
        Memory(f"f{n}", Kind.FACT, text, Derived("fact", ("e",)), By.PERSON, "facts", MAY, about=about)
        for n, (_, about, text) in enumerate(some)
    ]
    vectors = encoder.embed([one.text for one in made])
    pairs = [(one, other) for one in range(60) for other in range(one)]
    near = vectors @ vectors.T
    linked = [(one, other) for one, other in pairs if related(made[one], made[other], float(near[one, other]))]
    right = [(one, other) for one, other in linked if some[one][0] & some[other][0]]
    wanted = [(one, other) for one, other in pairs if some[one][0] & some[other][0]]
    assert len(right) / len(linked) >= 0.8
    assert len(right) / len(wanted) >= 0.6
