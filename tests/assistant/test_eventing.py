"""Cutting conversations into events over the real store: once, again where they go on, and away with the words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from secondme.assistant.eventing import Eventing
from secondme.events import Event, ModelState, Segmented
from secondme.memory.record import By
from secondme.memory.segment import GAP, Segment
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.events import LedgerEvents
from secondme.store.store import Store
from tests.conftest import MAY, MovingClock
from tests.memory.test_segment import TOPICS

ROSES, TRAIN, INVOICE = TOPICS


@pytest.fixture
def talks(store: Store, clock: MovingClock) -> Conversations:
    return Conversations(store, clock)


@pytest.fixture
def cut(store: Store) -> LedgerEvents:
    return LedgerEvents(store.ledger)


def say(talks: Conversations, talk: str, *topics: tuple[str, ...], made: float = MAY) -> list[str]:
    talks.begin(talk, "chat")
    ids: list[str] = []
    for text in (text for topic in topics for text in topic):
        by = By.ASSISTANT if len(ids) % 2 else By.PERSON
        ids.append(talks.say(talk, by, text, made=made + 40 * len(ids)).memory.id)
    return ids


def run(store: Store, stop: Stop | None = None) -> list[Event]:
    assert store.settle()
    return list(Eventing(store, LedgerEvents(store.ledger)).run(1, stop or Stop()))


def spans(cut: LedgerEvents, talk: str) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in cut.all(talk)]


def test_a_conversation_is_cut_with_titles_and_times_and_the_same_again_changes_nothing(
    store: Store, talks: Conversations, cut: LedgerEvents
) -> None:
    say(talks, "talk", ROSES, TRAIN)
    assert run(store) == [
        Segmented("talk", "Prune, roses, wall", 1, 6),
        Segmented("talk", "Train, Vienna, Linz", 7, 12),
    ]
    assert cut.all("talk")[1] == Segment(7, 12, "Train, Vienna, Linz", MAY + 240, MAY + 440)
    first, *_, last = [one.memory.id for one in talks.messages("talk")]
    assert cut.titles([last, "nobody", first]) == {first: "Prune, roses, wall", last: "Train, Vienna, Linz"}
    before = store.ledger.rows("SELECT * FROM event")
    assert run(store) == []
    store.set_mark("events", "")
    assert run(store) == []
    assert store.ledger.rows("SELECT * FROM event") == before


def test_what_goes_on_is_cut_again_and_what_did_not_change_stays(
    store: Store, talks: Conversations, cut: LedgerEvents
) -> None:
    say(talks, "talk", ROSES, TRAIN[:4])
    assert len(run(store)) == 2
    number = store.ledger.scalar("SELECT n FROM event WHERE first = 1")
    say(talks, "talk", TRAIN[4:], made=MAY + 400)
    say(talks, "talk", INVOICE, made=MAY + 480 + GAP)
    say(talks, "other", ROSES)
    say(talks, "notes", TRAIN[:1])
    told = run(store)
    assert [(one.first, one.last) for one in told if isinstance(one, Segmented)] == [(7, 12), (13, 18), (19, 24)]
    assert store.ledger.scalar("SELECT n FROM event WHERE first = 1") == number


def test_an_event_goes_with_its_words_and_what_is_left_is_cut_anew(
    store: Store, talks: Conversations, cut: LedgerEvents
) -> None:
    ids = say(talks, "talk", ROSES, TRAIN)
    run(store)
    store.hide([ids[8]], MAY + 30)
    assert spans(cut, "talk") == [(1, 6)]
    store.forget([ids[8]])
    assert spans(cut, "talk") == [(1, 6)]
    assert [one.first for one in run(store) if isinstance(one, Segmented)] == [7]
    assert spans(cut, "talk") == [(1, 6), (7, 12)]
    store.forget(ids)
    assert run(store) == []
    assert not store.ledger.rows("SELECT * FROM event")
    store.ledger.truncate()
    assert b"Train, Vienna, Linz" not in store.ledger.path.read_bytes()


def test_a_title_has_no_word_that_was_edited_away_and_none_of_a_secret(
    store: Store, talks: Conversations, cut: LedgerEvents
) -> None:
    (name,) = say(talks, "talk", ("I met Quentin in Quito.",))
    say(talks, "keys", ("The password of Zebedee is hunter2-zebra.",))
    run(store)
    assert cut.all("talk")[0].title == "Met, Quentin, Quito"
    assert cut.all("keys")[0].title == ""
    with store.operation("edited"):
        (memory,) = store.get([name])
        store.revise([memory.changed(text="I met Ada in Lima.")], what="edited", rule="person")
    assert run(store) == [Segmented("talk", "Met, Ada, Lima", 1, 1)]


def test_a_run_that_was_stopped_goes_on_where_it_was(store: Store, talks: Conversations, cut: LedgerEvents) -> None:
    for talk in ("one", "two", "three"):
        say(talks, talk, ROSES)
    assert store.settle()
    step, stop = Eventing(store, cut), Stop()
    for _ in step.run(1, stop):
        stop.ask()
    assert [len(cut.all(talk)) for talk in ("one", "two", "three")] == [1, 0, 0]
    told = [one.conversation for one in step.run(2, Stop()) if isinstance(one, Segmented)]
    assert told == ["two", "three"]


def test_a_branch_has_the_events_that_it_shares_and_its_own(
    store: Store, talks: Conversations, cut: LedgerEvents
) -> None:
    say(talks, "talk", ROSES, TRAIN)
    talks.branch("talk", "branch", 8)
    say(talks, "branch", INVOICE)
    run(store)
    assert spans(cut, "talk") == [(1, 6), (7, 12)]
    assert spans(cut, "branch") == [(1, 6), (7, 8), (13, 18)]


class Weighing:
    """A model that notes what it is asked, and finds every turn as likely alone as after what was said."""

    def __init__(self, phase: str) -> None:
        self.state = ModelState(phase, "fake", "")
        self.asked: list[tuple[str, str]] = []

    def surprisals(self, texts: Sequence[tuple[str, str]], stop: Stop) -> list[tuple[float, ...]]:
        """One nat a text."""
        self.asked += texts
        return [(1.0,)] * len(texts)


def test_a_model_is_asked_where_it_is_in_memory_and_sentence_vectors_are_missing(
    store: Store, talks: Conversations, cut: LedgerEvents
) -> None:
    say(talks, "talk", TRAIN[:4])
    assert store.settle()
    asleep, ready = Weighing("asleep"), Weighing("ready")
    assert len(list(Eventing(store, cut, asleep).run(1, Stop()))) == 1
    store.set_mark("events", "")
    store.forget([talks.messages("talk")[-1].memory.id])
    assert len(list(Eventing(store, cut, ready).run(2, Stop()))) == 1
    assert asleep.asked == []
    assert ready.asked == [
        (f"User: {TRAIN[0]}\nAssistant: {TRAIN[1]}\nUser:", f" {TRAIN[2]}"),
        ("User:", f" {TRAIN[2]}"),
    ]
