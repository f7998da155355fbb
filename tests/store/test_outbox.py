"""The outbox: batches, crashes, failures, pauses, what is still to be swept, and a server that is away for a while."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from secondme.encoders.static import StaticEncoder
from secondme.errors import IndexUnavailable, StoreError
from secondme.stop import Stop
from secondme.store.chroma import server
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.outbox import RETRY, Outbox, pause
from secondme.store.purging import IndexTrace
from secondme.store.readings import Reader, spoken
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import DOG, KEY, TRIP
from tests.store.chroma_server import Chroma
from tests.store.filling import ids, killed, many


class Embedding:
    """The real encoder, which notes how much it was given at once, and fails while it is told to."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self.batches: list[int] = []
        self.fails = 0
        self.name, self.digest, self.dimensions = encoder.name, encoder.digest, encoder.dimensions
        self.embed, self.tokens, self.vectors = encoder.embed, encoder.tokens, encoder.vectors
        self._encoder = encoder

    def read(self, texts: Sequence[str]) -> tuple[list[NDArray[np.uint16]], NDArray[np.float32]]:
        if self.fails:
            self.fails -= 1
            raise StoreError("The disk is busy.", "Wait.")
        self.batches.append(len(texts))
        return self._encoder.read(texts)


Opening = Callable[[], tuple[Store, Outbox, Embedding]]


@pytest.fixture
def opened(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> Iterator[Opening]:
    """Opens a store with an outbox over it that tries again soon, in the place of the store's own."""
    found: list[tuple[Store, Outbox]] = []

    def opening() -> tuple[Store, Outbox, Embedding]:
        store = open_store(tmp_path, encoder, clock)
        store.outbox.close()
        embedding = Embedding(encoder)
        outbox = Outbox(store.ledger, store.index, Reader(store.ledger, embedding), retry=(0.01, 0.02))
        found.append((store, outbox))
        return store, outbox, embedding

    yield opening
    for store, outbox in found:
        outbox.close()
        store.close()


def test_what_waits_is_carried_over_in_batches_in_order(opened: Opening) -> None:
    store, outbox, embedding = opened()
    memories = many(14_500)
    with outbox.paused():
        store.remember(memories, rule="test")
        assert outbox.waiting() == 14_500
    outbox.wake()
    assert outbox.settle(60)
    assert embedding.batches == [6_000, 6_000, 2_500]
    assert sorted(store.index.ids()) == ids(memories)


def test_a_memory_that_changed_often_is_carried_over_once(opened: Opening) -> None:
    store, outbox, embedding = opened()
    with outbox.paused():
        store.remember([DOG], rule="test")
        now = DOG
        for number in range(5):
            now = now.changed(text=f"My dog is called Biscuit {number}.")
            store.revise([now], what="edited", rule="person")
    outbox.wake()
    assert outbox.settle(30)
    assert embedding.batches == [1]


def test_nothing_is_carried_over_in_a_pause(opened: Opening) -> None:
    store, outbox, embedding = opened()
    with outbox.paused():
        store.remember([DOG], rule="test")
        outbox.wake()
        assert not outbox.settle(0.2)
        assert (embedding.batches, outbox.waiting()) == ([], 1)
    assert outbox.settle(30)
    assert store.index.count() == 1


def test_a_failure_is_said_and_tried_again_without_being_asked(opened: Opening) -> None:
    store, outbox, embedding = opened()
    embedding.fails = 3
    with outbox.paused():
        store.remember([DOG], rule="test")
        outbox.wake()
    while outbox.waiting():
        if not outbox.settle(0.05):
            assert outbox.error in ("The disk is busy. Wait.", "")
    assert outbox.settle(30)
    assert (embedding.fails, outbox.error, store.index.count()) == (0, "", 1)


@given(st.integers(1, 10_000))
def test_the_pauses_grow_up_to_a_limit(failures: int) -> None:
    first, longest = RETRY
    now, after = pause(failures, *RETRY), pause(failures + 1, *RETRY)
    assert now is not None
    assert after is not None
    assert first <= now <= after <= longest
    assert after in (2 * now, longest)
    assert pause(0, *RETRY) is None


def test_a_settled_outbox_that_was_closed_before_it_was_done_says_so(opened: Opening) -> None:
    store, outbox, _ = opened()
    with outbox.paused():
        store.remember([DOG], rule="test")
        outbox.wake()
        threading.Thread(target=outbox.close).start()
        assert not outbox.settle(30)


_BETWEEN = """
class Dying(VectorIndex):
    def upsert(self, ids, vectors, which="instant"):
        super().upsert(ids, vectors, which)
        die()

index = Dying(home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions)
store = Store(Ledger(home / "ledger.db"), index, encoder, MovingClock())
store.remember(many(50), rule="test")
store.settle()
"""


def test_a_crash_between_the_index_and_the_outbox_loses_and_doubles_nothing(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    killed(tmp_path, _BETWEEN)
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        assert ledger.scalar("SELECT count(*) FROM outbox") == 50
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert store.settle()
        assert sorted(store.index.ids()) == ids(many(50))


_SWEEPING = """
class Dying(VectorIndex):
    def sweep(self):
        die()

index = Dying(home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions)
store = Store(Ledger(home / "ledger.db"), index, encoder, MovingClock())
store.remember(many(3), rule="test")
store.settle()
with store.ledger.write():
    store.forget([many(1)[0].id])
    store.outbox.sweep()
store.settle()
"""


def holding(folder: Path, wanted: bytes) -> list[str]:
    """Files that hold these bytes."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and wanted in path.read_bytes()]


def test_a_sweep_that_was_killed_is_done_at_the_next_start(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    killed(tmp_path, _SWEEPING)
    gone = many(1)[0]
    vector = encoder.embed([spoken(gone)])[0].astype("<f4").tobytes()[:64]
    assert holding(tmp_path / "index", vector) == ["chroma.sqlite3"]
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert store.settle()
        assert not store.outbox.unswept()
        assert holding(tmp_path / "index", vector) == []
        assert holding(tmp_path / "index", gone.id.encode()) == []
        assert store.index.count() == 2


def test_what_could_not_be_cleared_is_not_said_to_be_gone(opened: Opening) -> None:
    store, outbox, embedding = opened()
    store.remember([DOG, KEY], rule="test")
    assert outbox.settle(30)
    embedding.fails = 1_000_000
    store.forget([DOG.id])
    store.remember([TRIP], rule="test")
    trace = IndexTrace(outbox)
    with pytest.raises(IndexUnavailable, match="The disk is busy"):
        trace.erase([DOG.id])
    assert outbox.unswept()
    embedding.fails = 0
    assert trace.erase([DOG.id]) == ""
    assert holding(store.index.folder, DOG.id.encode()) == []


def test_what_is_forgotten_while_the_index_is_made_anew_is_gone_when_that_has_ended(store: Store) -> None:
    memories = many(30)
    store.remember(memories, rule="test")
    assert store.settle()
    home, gone = store.index.folder.parent, memories[3].id
    refused: list[str] = []

    def report(done: int, total: int) -> None:
        if done == total:
            store.forget([gone])
            with pytest.raises(IndexUnavailable) as error:
                IndexTrace(store.outbox).erase([gone])
            refused.append(error.value.sentence)

    store.upkeep.rebuild(report)
    assert refused == ["The vector index is being made anew, and what was forgotten goes when that has ended."]
    assert IndexTrace(store.outbox).erase([gone]) == ""
    assert holding(home / "index", gone.encode()) == []
    assert not (home / "index.new").exists()


def test_what_is_forgotten_while_a_rebuilding_is_stopped_is_gone_too(store: Store) -> None:
    memories = many(30)
    store.remember(memories, rule="test")
    assert store.settle()
    stop, gone = Stop(), memories[3].id

    def report(done: int, total: int) -> None:
        store.forget([gone])
        store.outbox.sweep()
        assert store.settle()
        assert store.outbox.unswept()
        stop.ask()

    with pytest.raises(IndexUnavailable, match="stopped"):
        store.upkeep.rebuild(report, stop)
    assert store.settle()
    assert not store.outbox.unswept()
    assert holding(store.index.folder, gone.encode()) == []


def test_while_its_server_is_away_words_answer_and_writes_wait(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    chroma = Chroma(tmp_path / "chroma")
    index = VectorIndex(
        tmp_path / "none", encoder="test", dimensions=encoder.dimensions, server=server(chroma.url, owner="me")
    )
    with closing(Store(Ledger(tmp_path / "ledger.db"), index, encoder, clock)) as store:
        store.remember([DOG, KEY], rule="test")
        assert store.settle()
        assert store.nearest("my puppy", limit=1, which=Filter())[0].memory == DOG.id
        chroma.stop()
        store.remember([TRIP], rule="test")
        store.forget([KEY.id])
        assert not store.settle()
        assert "does not answer" in store.health().index_error
        assert store.health().waiting == 2
        assert [hit.memory for hit in store.words("Lisbon", limit=5, which=Filter())] == [TRIP.id]
        for _ in range(3):
            with pytest.raises(IndexUnavailable, match="words alone"):
                store.nearest("my puppy", limit=1, which=Filter())
        with pytest.raises(IndexUnavailable):
            store.upkeep.tend()
        chroma.start()
        store.outbox.wake()
        assert store.settle()
        assert store.health().index_error == ""
        assert sorted(store.index.ids()) == ids([DOG, TRIP])
        assert store.nearest("a journey to Portugal", limit=1, which=Filter())[0].memory == TRIP.id
        assert store.upkeep.tend() == ""
        assert "for that server to clear" in IndexTrace(store.outbox).erase([KEY.id])
    chroma.stop()
