"""Forgetting on request: hidden, brought back, purged from every place, gone on with after a crash."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from secondme.assistant.forget import Forget
from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, StoreError
from secondme.events import Notice, Progress
from secondme.memory.record import By, Derived, Kind, Memory, identity
from secondme.store.conversations import Conversations
from secondme.store.forgotten import Forgotten
from secondme.store.purging import IndexTrace, LedgerTrace, Purging
from secondme.store.readings import spoken
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock


class Place:
    """A place that may hold bytes: it notes what it was asked to remove, and can refuse or keep something."""

    def __init__(self, says: str = "", *, fails: int = 0) -> None:
        self.asked: list[list[str]] = []
        self._says = says
        self._fails = fails

    def erase(self, ids: Sequence[str]) -> str:
        self.asked.append(list(ids))
        if self._fails:
            self._fails -= 1
            raise StoreError("The disk is busy.", "Wait.")
        return self._says


def forget_of(store: Store, home: Path, clock: MovingClock, *places: Place) -> Forget:
    """The flow over a real store and these places."""
    return Forget(store, Purging(store, Forgotten(home / "forgotten.jsonl"), clock), places, clock)


@pytest.fixture
def said(store: Store, clock: MovingClock) -> list[Memory]:
    """Two sentences."""
    talks = Conversations(store, clock)
    talks.begin("talk", "terminal")
    return [talks.say("talk", By.PERSON, text).memory for text in ("The party is secret.", "I walk the dog.")]


def concluded(store: Store, text: str, *rests_on: Memory) -> Memory:
    """A stored conclusion."""
    made = Memory(
        id=identity(Kind.INSIGHT, text), kind=Kind.INSIGHT, text=text, by=By.ASSISTANT, place="reflection", made=1.0,
        source=Derived("test", tuple(memory.id for memory in rests_on)),
    )  # fmt: skip
    return store.remember([made], rule="test")[0]


def test_what_rests_on_it_goes_with_it_and_comes_back_with_it(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    one = concluded(store, "You plan a party.", said[0])
    concluded(store, "You like parties.", one)
    forget = forget_of(store, tmp_path, clock)
    assert forget.hide([said[0].id], 30) == (1, 2)
    assert [memory.id for memory in store.page(Filter())] == [said[1].id]
    store.undo()
    assert store.count(Filter()) == 4


def test_nothing_goes_before_the_undo_has_lapsed(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    place = Place()
    forget = forget_of(store, tmp_path, clock, place)
    forget.hide([said[0].id], 30)
    assert list(forget.purge()) == []
    clock.now += 31
    events = list(forget.purge())
    assert [event for event in events if isinstance(event, Progress)][-1].done == 2
    assert place.asked == [[said[0].id]]
    assert list(forget.purge()) == []
    with pytest.raises(NotFound):
        store.undo()


def test_a_place_that_keeps_something_says_so(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    forget = forget_of(store, tmp_path, clock, Place("The server keeps its files."))
    forget.hide([said[0].id], 0)
    assert Notice("The server keeps its files.") in list(forget.purge())
    assert list(forget.purge()) == []


def test_a_place_that_failed_is_tried_again_and_the_others_are_done(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    failing, fine = Place(fails=1), Place()
    forget = forget_of(store, tmp_path, clock, failing, fine)
    forget.hide([said[0].id], 0)
    first = list(forget.purge())
    assert any(isinstance(event, Notice) and "The disk is busy." in event.sentence for event in first)
    assert store.count(Filter()) == 1
    list(forget.purge())
    assert (len(failing.asked), len(fine.asked)) == (2, 2)
    assert list(forget.purge()) == []


def test_a_purge_that_was_broken_off_goes_on(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    first = Place()
    forget = forget_of(store, tmp_path, clock, first)
    forget.hide([said[0].id], 0)
    broken_off = forget.purge()
    next(broken_off)
    next(broken_off)
    broken_off.close()
    assert (first.asked, store.count(Filter())) == ([], 1)
    again = Place()
    list(forget_of(store, tmp_path, clock, again).purge())
    assert again.asked == [[said[0].id]]


def test_a_conclusion_that_was_forgotten_is_not_drawn_again_from_the_same(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    made = concluded(store, "You plan a party.", *said)
    forget = forget_of(store, tmp_path, clock)
    forget.hide([made.id], 0)
    list(forget.purge())
    assert isinstance(made.source, Derived)
    assert store.declined(made.id, made.source)


def test_what_is_not_there_cannot_be_forgotten(store: Store, tmp_path: Path, clock: MovingClock) -> None:
    with pytest.raises(NotFound):
        forget_of(store, tmp_path, clock).hide(["e0"], 0)


def test_no_byte_of_it_is_left_in_the_home(
    store: Store, encoder: StaticEncoder, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    talks = Conversations(store, clock)
    secret = talks.say("talk", By.PERSON, "The codeword is Quuxifragilistic, said Ana.").memory
    store.revise([secret.changed(text="The codeword was Quuxifragilistic.")], what="edited", rule="person")
    concluded(store, "Ana told a Quuxifragilistic word.", secret)
    assert store.settle()
    vector = encoder.embed([spoken(store.find(secret.id))])[0].astype("<f4").tobytes()[:64]
    traces = [LedgerTrace(store.ledger), IndexTrace(store.outbox)]
    forget = Forget(store, Purging(store, Forgotten(tmp_path / "forgotten.jsonl"), clock), traces, clock)
    assert hits(tmp_path, b"uuxifragilist")
    assert hits(tmp_path, vector)
    forget.hide([secret.id], 0)
    assert [event for event in forget.purge() if isinstance(event, Notice)] == []
    assert hits(tmp_path, b"uuxifragilist") == []
    assert hits(tmp_path, vector) == []
    assert [path.name for path in hits(tmp_path, secret.id.encode())] == ["forgotten.jsonl"]
    assert store.get([said[0].id, said[1].id]) == said


def hits(folder: Path, wanted: bytes) -> list[Path]:
    """Files that hold these bytes."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file() and wanted in path.read_bytes()]


def test_an_undo_while_a_purge_goes_on_comes_too_late_or_saves_it_whole(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    forget = forget_of(store, tmp_path, clock, Place())
    forget.hide([said[0].id], 0)
    purge = forget.purge()
    next(purge)
    with pytest.raises(NotFound):
        store.undo()
    list(purge)
    assert store.count(Filter()) == 1


def test_what_an_undoing_took_away_may_come_back_and_what_was_forgotten_may_not(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    with store.operation("remembered"):
        note = Conversations(store, clock).say("talk", By.PERSON, "A note.").memory
    forget = forget_of(store, tmp_path, clock, Place())
    store.undo()
    clock.now += 31
    list(forget.purge())
    assert not Forgotten(tmp_path / "forgotten.jsonl").ids()
    forget.hide([said[0].id], 0)
    list(forget.purge())
    assert list(Forgotten(tmp_path / "forgotten.jsonl").ids()) == [said[0].id]
    assert store.get([note.id]) == []


def test_what_was_taken_in_again_is_not_purged_by_an_earlier_forgetting(
    store: Store, tmp_path: Path, clock: MovingClock, said: list[Memory]
) -> None:
    place = Place(fails=1)
    forget = forget_of(store, tmp_path, clock, place)
    forget.hide([said[0].id], 0)
    list(forget.purge())
    assert forget.waiting()
    store.remember([said[0]], rule="test")
    list(forget.purge())
    assert store.get([said[0].id]) == [said[0]]
    assert not forget.waiting()
