"""The follower: neural vectors for all that awaits one, with the real encoder, and without one that opens."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from secondme.errors import EncoderError
from secondme.memory.record import Status
from secondme.ports import Embedder
from secondme.store.following import BEHIND, BULK
from secondme.store.index import INSTANT, MAIN, VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.purging import IndexTrace
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import DOG, KEY, TRIP, passage
from tests.service.running import until
from tests.store.filling import ids, killed, many
from tests.store.test_index import left

ANY = Filter()
LINUX = sys.platform == "linux"


@pytest.fixture(scope="module")
def neural() -> NeuralEncoder:
    """The real neural encoder."""
    return NeuralEncoder(assets.folder("minilm-int8"))


class Slow:
    """The real encoder, which notes what it is given and how the thread ranks, and waits while it is held."""

    def __init__(self, encoder: NeuralEncoder) -> None:
        self.name, self.digest, self.dimensions = encoder.name, encoder.digest, encoder.dimensions
        self.texts: list[str] = []
        self.ranks: list[int] = []
        self.free = threading.Event()
        self.free.set()
        self._encoder = encoder

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.texts += texts
        self.ranks += [os.getpriority(os.PRIO_PROCESS, threading.get_native_id())] if LINUX else []
        self.free.wait(30)
        return self._encoder.embed(texts)


def following(
    home: Path,
    encoder: StaticEncoder,
    clock: MovingClock,
    opening: Callable[[], Embedder],
    identity: str = "neural-1",
    busy: Callable[[], bool] = lambda: False,
    budget: int = 0,
) -> Store:
    """A store with a follower."""
    main = (identity, 384) if identity else None
    index = VectorIndex(home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions, main=main)
    return Store(Ledger(home / "ledger.db"), index, encoder, clock, neural=opening, busy=busy, budget=budget)


Opening = Callable[..., tuple[Store, Slow]]


@pytest.fixture
def opened(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder) -> Iterator[Opening]:
    """Opens a store with a follower, whose encoder can be held."""
    found: list[tuple[Store, Slow]] = []

    def opening(**given: object) -> tuple[Store, Slow]:
        slow = Slow(neural)
        found.append((following(tmp_path, encoder, clock, lambda: slow, **given), slow))  # type: ignore[arg-type]
        return found[-1]

    yield opening
    for store, slow in found:
        slow.free.set()
        store.close()


def encoded(store: Store, text: str) -> NDArray[np.float32]:
    """The neural vector of a text, as soon as the encoder is open."""
    until(lambda: store.encoded(text) is not None, "the encoder is open")
    vector = store.encoded(text)
    assert vector is not None
    return vector


def found(store: Store, question: str, which: Filter = ANY, limit: int = 3) -> list[str]:
    """What is nearest by neural vector."""
    return [hit.memory for hit in store.neural(encoded(store, question), limit=limit, which=which)]


def test_what_was_said_is_found_by_its_neural_vector_and_stands_in_one_collection(opened: Opening) -> None:
    store, _ = opened()
    store.remember([DOG, KEY, TRIP], rule="test")
    assert store.settle()
    assert found(store, "What is the name of my pet?")[0] == DOG.id
    assert store.nearest("my puppy", limit=3, which=ANY) == []
    assert (store.index.count(INSTANT), store.index.count(MAIN)) == (0, 3)
    assert (store.health().awaiting, store.health().indexed, store.health().neural_error) == (0, 3, "")
    assert store.upkeep.tend() == ""


def test_until_then_it_is_found_by_its_static_vector(opened: Opening) -> None:
    store, slow = opened()
    slow.free.clear()
    store.remember([DOG, KEY, TRIP], rule="test")
    assert store.outbox.settle(30)
    assert store.nearest("my puppy", limit=1, which=ANY)[0].memory == DOG.id
    assert store.health().awaiting == 3
    assert not store.settle(0.05)
    slow.free.set()
    assert store.settle()
    assert store.health().awaiting == 0


def test_turns_come_first_the_newest_first_and_files_behind(opened: Opening) -> None:
    store, slow = opened()
    slow.free.clear()
    papers = [passage(f"A paper about number {n}.", "/home/me/a.md", n) for n in range(3)]
    store.remember(papers, rule="test")
    until(lambda: bool(slow.texts), "it is at a paper")
    store.remember([DOG, KEY], rule="test")
    assert store.outbox.settle(30)
    slow.free.set()
    assert store.settle()
    assert slow.texts[1:3] == [KEY.text, DOG.text]
    assert sorted(slow.texts) == sorted([DOG.text, KEY.text, *(paper.text for paper in papers)])


@pytest.mark.skipif(not LINUX, reason="elsewhere a thread has no rank of its own")
def test_what_was_just_said_is_done_at_once_and_what_came_in_bulk_where_nobody_else_works(opened: Opening) -> None:
    store, slow = opened()
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    store.remember([DOG, KEY], rule="test")
    assert store.settle()
    assert slow.ranks == [usual, usual]
    store.remember(many(BULK + 10), rule="test")
    assert store.settle(60)
    assert slow.ranks[2 : 2 + BEHIND] == [19] * BEHIND
    assert slow.ranks[2 + BEHIND :] == [usual] * (BULK + 10 - BEHIND)


def test_what_is_no_hurry_waits_while_somebody_waits_for_an_answer(opened: Opening) -> None:
    waiting = threading.Event()
    waiting.set()
    store, slow = opened(busy=waiting.is_set)
    bulk = many(BULK + 30)
    store.remember(bulk, rule="test")
    assert not store.settle(0.5)
    assert slow.texts == []
    store.forget([memory.id for memory in bulk[:40]])
    store.remember([DOG], rule="test")
    waiting.clear()
    assert store.settle(60)
    assert len(slow.texts) == BULK - 9


def test_a_text_that_is_edited_meanwhile_gets_the_vector_of_its_new_words(opened: Opening) -> None:
    store, slow = opened()
    slow.free.clear()
    store.remember([DOG], rule="test")
    until(lambda: bool(slow.texts), "it is at the text")
    store.revise([DOG.changed(text="The zeppelin landed.")], what="edited", rule="person")
    assert store.outbox.settle(30)
    slow.free.set()
    assert store.settle()
    assert slow.texts == [DOG.text, "The zeppelin landed."]
    (hit,) = store.neural(encoded(store, "The zeppelin landed."), limit=1, which=ANY)
    assert hit.score > 0.99


def test_a_text_that_is_edited_goes_back_until_its_new_vector_is_made(opened: Opening) -> None:
    store, slow = opened()
    store.remember([DOG, KEY], rule="test")
    assert store.settle()
    slow.free.clear()
    store.revise([DOG.changed(text="The zeppelin landed.")], what="edited", rule="person")
    assert store.outbox.settle(30)
    assert list(store.index.ids(INSTANT)) == [DOG.id]
    assert list(store.index.ids(MAIN)) == [KEY.id]
    assert store.nearest("a zeppelin", limit=5, which=ANY)[0].memory == DOG.id


def test_what_is_closed_or_forgotten_meanwhile_awaits_nothing(opened: Opening) -> None:
    store, slow = opened()
    slow.free.clear()
    store.remember([TRIP], rule="test")
    until(lambda: bool(slow.texts), "it is at a text")
    store.remember([DOG, KEY], rule="test")
    store.revise([DOG.moved(Status.ARCHIVED)], what="archived", rule="person")
    store.forget([KEY.id, TRIP.id])
    assert store.outbox.settle(30)
    slow.free.set()
    assert store.settle()
    assert slow.texts == [TRIP.text]
    assert (store.health().awaiting, store.index.count()) == (0, 0)
    assert store.ledger.rows("SELECT * FROM neural") == []


_KILLED = """
from secondme.encoders.neural import NeuralEncoder
from tests.store.test_following import following

class Dying(NeuralEncoder):
    done = 0

    def embed(self, texts):
        Dying.done += 1
        if Dying.done == 40:
            die()
        return super().embed(texts)

store = following(home, encoder, MovingClock(), lambda: Dying(assets.folder("minilm-int8")))
store.remember(many(60), rule="test")
store.settle()
"""


def test_killed_half_way_it_goes_on_where_it_was(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    killed(tmp_path, _KILLED)
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        kept = ledger.scalar("SELECT count(*) FROM neural")
        assert 16 <= kept < 60
        assert ledger.scalar("SELECT count(*) FROM awaiting") == 60 - kept
    slow = Slow(neural)
    with closing(following(tmp_path, encoder, clock, lambda: slow)) as store:
        assert store.settle()
        assert len(slow.texts) == 60 - kept
        assert sorted(store.index.ids(MAIN)) == ids(many(60))
        assert store.upkeep.tend() == ""


def test_closing_ends_it_after_the_text_that_it_is_at(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    slow = Slow(neural)
    slow.free.clear()
    store = following(tmp_path, encoder, clock, lambda: slow)
    store.remember(many(10), rule="test")
    until(lambda: bool(slow.texts), "it is at a text")
    closing_it = threading.Thread(target=store.close)
    closing_it.start()
    until(lambda: store.follower is not None and store.follower._closed, "it is being closed")
    slow.free.set()
    closing_it.join()
    assert len(slow.texts) == 1


# ---- encoders that do not open, and others -------------------------------------------------------------


def broken(folder: Path) -> Callable[[], Embedder]:
    """Opens an encoder whose weights are damaged."""
    folder.mkdir()
    for file in assets.folder("minilm-int8").iterdir():
        (folder / file.name).write_bytes(file.read_bytes() if file.suffix == ".json" else b"no model")
    return lambda: NeuralEncoder(folder)


def test_without_an_encoder_that_opens_recall_goes_on(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    with closing(following(tmp_path, encoder, clock, lambda: neural)) as store:
        store.remember([DOG, KEY], rule="test")
        assert store.settle()
    with closing(following(tmp_path, encoder, clock, broken(tmp_path / "broken"))) as store:
        store.remember([TRIP], rule="test")
        assert store.settle()
        health = store.health()
        assert "is damaged. Recall goes on from words and the static vectors." in health.neural_error
        assert (health.awaiting, health.index_error, health.indexed) == (0, "", 3)
        assert store.encoded("my puppy") is None
        assert store.nearest("my puppy", limit=1, which=ANY)[0].memory == DOG.id
        assert store.index.count(MAIN) == 0
        assert store.upkeep.tend() == ""
        assert not store.readings([DOG.id], reach=2, which=ANY).neural.any()
    with closing(following(tmp_path, encoder, clock, lambda: neural)) as store:
        assert store.settle()
        assert "was mended" in store.upkeep.tend()
        assert store.settle()
        assert sorted(store.index.ids(MAIN)) == ids([DOG, KEY, TRIP])


def test_where_its_files_are_missing_everything_has_a_static_vector(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    with closing(following(tmp_path, encoder, clock, lambda: neural)) as store:
        store.remember([DOG, KEY], rule="test")
        assert store.settle()
    with closing(following(tmp_path, encoder, clock, lambda: NeuralEncoder(tmp_path / "none"), identity="")) as store:
        store.upkeep.tend()
        assert store.settle()
        assert store.encoded("my puppy") is None
        assert store.nearest("my puppy", limit=1, which=ANY)[0].memory == DOG.id
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert store.upkeep.tend() == ""


def test_vectors_of_another_encoder_go_and_static_ones_serve_until_the_new_are_made(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    with closing(following(tmp_path, encoder, clock, lambda: neural)) as store:
        store.remember(many(30), rule="test")
        assert store.settle()
    slow = Slow(neural)
    slow.free.clear()
    with closing(following(tmp_path, encoder, clock, lambda: slow, identity="neural-2")) as store:
        assert store.outbox.settle(30)
        until(lambda: store.index.count(INSTANT) == 30, "static vectors are there")
        until(lambda: store.nearest(many(30)[4].text, limit=1, which=ANY) != [], "they are found")
        assert store.nearest(many(30)[4].text, limit=1, which=ANY)[0].memory == many(30)[4].id
        until(lambda: store.health().awaiting == 30, "new ones are awaited")
        slow.free.set()
        assert store.settle()
        assert sorted(store.index.ids(MAIN)) == ids(many(30))
        assert len(slow.texts) == 30


class Asking(Slow):
    """An encoder that reads a question in another way, and cannot once it is broken."""

    broken = False

    def question(self, text: str) -> NDArray[np.float32]:
        if self.broken:
            raise EncoderError("Its process ended.", "Choose another.")
        vector: NDArray[np.float32] = -self.embed([text])[0]
        return vector


def test_an_encoder_is_asked_questions_in_its_own_way_and_given_up_where_it_breaks(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    asking = Asking(neural)
    with closing(following(tmp_path, encoder, clock, lambda: asking)) as store:
        store.remember([DOG], rule="test")
        assert store.settle()
        assert encoded(store, "my puppy") == pytest.approx(-neural.embed(["my puppy"])[0])
        asking.broken = True
        assert store.encoded("my puppy") is None
        until(lambda: store.health().neural_error, "it is said")
        assert "Its process ended. Recall goes on from words" in store.health().neural_error
        until(lambda: store.index.count(INSTANT) == 1, "its static vector is back")
        assert store.encoded("my puppy") is None


def test_nothing_is_opened_before_something_awaits_or_is_asked(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    opened: list[NeuralEncoder] = []

    def opening() -> NeuralEncoder:
        opened.append(neural)
        return neural

    with closing(following(tmp_path, encoder, clock, opening)) as store:
        assert store.settle()
        assert opened == []
        assert store.encoded("my puppy") is None
        assert encoded(store, "my puppy") == pytest.approx(neural.embed(["my puppy"])[0])
        assert opened == [neural]


# ---- the index -----------------------------------------------------------------------------------------


def test_an_index_made_anew_needs_no_vector_made_again(opened: Opening) -> None:
    store, slow = opened()
    store.remember(many(60), rule="test")
    assert store.settle()
    slow.texts.clear()
    assert store.rebuild(lambda done, total: None) == 60
    assert store.index.count(MAIN) == 60
    assert found(store, many(60)[7].text)[0] == many(60)[7].id
    assert slow.texts.count(many(60)[8].text) == 0


def test_what_stands_in_the_wrong_collection_is_mended(opened: Opening, encoder: StaticEncoder) -> None:
    store, _ = opened()
    store.remember(many(5), rule="test")
    assert store.settle()
    astray = many(5)[2]
    store.index.upsert([astray.id], encoder.embed([f"User: {astray.text}"]))
    assert store.upkeep.tend() == "The index differed from the ledger in 1 memories; it was mended."
    assert store.settle()
    assert store.index.count(MAIN) == 5


def test_a_narrow_filter_loses_nothing_to_what_is_nearer_elsewhere(opened: Opening) -> None:
    store, _ = opened()
    elsewhere = [passage(f"My dog is called Biscuit number {n}.", f"/work/{n % 7}.md", n) for n in range(300)]
    few = [passage(text, f"/home/me/{text[:3]}.md", 1) for text in ("The puppy sleeps.", "It rains.", "Lisbon.")]
    store.remember([*elsewhere, *few], rule="test")
    assert store.settle(120)
    names = found(store, "My dog is called Biscuit.", Filter(under="/home/me"), limit=10)
    assert names[0] == few[0].id
    assert sorted(names) == ids(few)


def test_a_full_index_counts_the_longer_vectors(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, neural: NeuralEncoder
) -> None:
    with closing(following(tmp_path, encoder, clock, lambda: neural, budget=100_000)) as store:
        store.remember(many(80), rule="test")
        assert store.settle(60)
        assert store.budget.over(store.index) <= 0
        assert 40 <= store.index.count(MAIN) <= 50


def test_no_byte_of_a_forgotten_vector_stays(opened: Opening, neural: NeuralEncoder, encoder: StaticEncoder) -> None:
    store, _ = opened()
    memories = many(40)
    store.remember(memories, rule="test")
    assert store.settle()
    gone = memories[3]
    (kept,) = store.ledger.one("SELECT vector FROM neural JOIN memory ON n = memory WHERE id = ?", (gone.id,)) or ()
    (read,) = store.ledger.one("SELECT packed FROM reading JOIN memory ON n = memory WHERE id = ?", (gone.id,)) or ()
    home = store.ledger.path.parent
    vector = np.frombuffer(kept, np.int8).astype(np.float32)
    vector /= np.linalg.norm(vector)
    assert left(store.index.folder, [gone.id], vector[None])
    store.forget([gone.id])
    assert IndexTrace(store.outbox).erase([gone.id]) == ""
    store.ledger.truncate()
    assert left(home, [gone.id], vector[None]) == {}
    assert left(home, [], encoder.embed([f"User: {gone.text}"])) == {}
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert kept[:64] not in content
            assert read[6:] not in content
