"""What facts are about: kept beside the records, looked up in small letters, gone with them; and how far steps came."""

from __future__ import annotations

from secondme.events import Faded
from secondme.memory.record import By, Derived, Kind, Memory
from secondme.store.conversations import Conversations
from secondme.store.runs import LedgerRuns
from secondme.store.store import Store
from tests.conftest import MovingClock


def fact(evidence: str, where: str) -> Memory:
    return Memory(
        f"f{where}", Kind.FACT, f"You live in {where}.", Derived("fact", (evidence,)), By.PERSON, "facts", 1.0,
        about=("You", "lives_in", where),
    )  # fmt: skip


def triples(store: Store) -> list[tuple[str, ...]]:
    return store.ledger.rows("SELECT subject, relation, object FROM triple ORDER BY memory")


def test_what_a_fact_is_about_is_looked_up_in_small_letters(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("c", "chat")
    said = talks.say("c", By.PERSON, "I live in Århus.").memory
    with store.operation("consolidation run 1: learned"):
        [made] = store.remember([fact(said.id, "Århus")], rule="fact")
    assert triples(store) == [("you", "lives_in", "århus")]
    assert store.get([made.id]) == [made]
    changed = made.changed(about=("You", "lives_in", "Oslo"), context="On homes.", links=(said.id,))
    with store.operation("consolidation run 1: linked"):
        store.revise([changed], what="changed", rule="fact")
    assert triples(store) == [("you", "lives_in", "oslo")]
    assert store.get([made.id]) == [changed]
    last, first = (one.n for one in store.operations())
    store.undo(last)
    assert triples(store) == [("you", "lives_in", "århus")]
    store.undo(first)
    assert store.get([made.id]) == []
    assert store.get([said.id]) == [said]


def test_undoing_without_a_number_passes_by_what_a_run_did(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("c", "chat")
    said = talks.say("c", By.PERSON, "I live in Oslo.").memory
    store.revise([said.changed(pinned=True)], what="pinned", rule="person")
    with store.operation("consolidation run 1: learned"):
        store.remember([fact(said.id, "Oslo")], rule="fact")
    assert store.undo().undoes == 1
    assert store.get(["fOslo"]) != []


def test_forgetting_a_fact_takes_what_it_is_about(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("c", "chat")
    said = talks.say("c", By.PERSON, "I live in Oslo.").memory
    store.remember([fact(said.id, "Oslo")], rule="fact")
    store.forget(["fOslo"])
    assert triples(store) == []


def test_an_event_goes_with_a_message_of_it(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("c", "chat")
    for text in ("My dog is ill.", "Poor dog.", "Which book is good?", "Dune."):
        talks.say("c", By.PERSON, text)
    with store.ledger.write() as connection:
        for first, last, title in ((1, 2, "dog"), (3, 4, "book")):
            connection.execute(
                "INSERT INTO event (conversation, first, last, title, began, ended) VALUES (1, ?, ?, ?, 1, 2)",
                (first, last, title),
            )
    store.forget([talks.messages("c")[1].memory.id])
    assert store.ledger.rows("SELECT title FROM event") == [("book",)]


def test_a_step_notes_how_far_it_came(store: Store) -> None:
    assert store.mark("facts") == ""
    store.set_mark("facts", "7")
    store.set_mark("facts", "9")
    assert store.mark("facts") == "9"


def test_forgetting_a_memory_takes_its_id_from_what_runs_and_steps_noted(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("c", "chat")
    said = talks.say("c", By.PERSON, "I live in Oslo.").memory
    store.set_mark("gate", f'[["{said.id}", 1]]')
    runs = LedgerRuns(store.ledger, clock)
    runs.note(runs.begin(), Faded(said.id, said.text, 0.2))
    store.forget([said.id])
    assert store.ledger.rows("SELECT * FROM learned") == []
    assert store.mark("gate") == '[["", 1]]'
