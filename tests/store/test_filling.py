"""While memory is filling: vectors that wait for Chroma's graph are found at once and come there without loss."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from secondme.errors import IndexUnavailable
from secondme.memory.record import Memory, Status
from secondme.ports import Embedder
from secondme.store import outbox
from secondme.store.chroma import server
from secondme.store.index import INSTANT, MAIN, VectorIndex, row_bytes
from secondme.store.ledger import Ledger
from secondme.store.purging import IndexTrace
from secondme.store.readings import spoken
from secondme.store.store import Store
from secondme.store.tail import Near, Tail
from secondme.store.vault import Vault
from secondme.storing import Filter
from tests.conftest import MovingClock, damage_index, open_store
from tests.contracts.memory_store import DOG, KEY, TRIP, episode
from tests.service.running import until
from tests.store.chroma_server import Chroma
from tests.store.filling import ids, killed, many
from tests.store.keeping import no_keyring
from tests.store.test_outbox import holding

ANY = Filter()
QUESTIONS = ("the dog", "What did the piano cost?", "a letter from the office", "my camera", "100 euros", "a river")


class Opened:
    """Opens a store that is filling while the flag is set."""

    def __init__(self, home: Path, encoder: StaticEncoder, clock: MovingClock) -> None:
        self.home = home
        self.filling = threading.Event()
        self.filling.set()
        self._encoder = encoder
        self._clock = clock
        self._stores: list[Store] = []

    def __call__(
        self,
        ledger: Ledger | None = None,
        *,
        index: VectorIndex | None = None,
        neural: Callable[[], Embedder] | None = None,
    ) -> Store:
        encoder = self._encoder
        main = ("neural-1", 384) if neural else None
        name = f"{encoder.name}-test"
        store = Store(
            ledger or Ledger(self.home / "ledger.db"),
            index or VectorIndex(self.home / "index", encoder=name, dimensions=encoder.dimensions, main=main),
            encoder, self._clock, neural=neural, filling=self.filling.is_set,
        )  # fmt: skip
        self._stores.append(store)
        return store

    def close(self) -> None:
        for store in self._stores:
            store.close()


@pytest.fixture
def opened(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> Iterator[Opened]:
    """Opens stores that are filling until it is told otherwise."""
    found = Opened(tmp_path, encoder, clock)
    yield found
    found.close()


def held(store: Store, memories: Sequence[Memory]) -> None:
    """Remembers some, and waits until they are held back from the graph."""
    store.remember(memories, rule="test")
    until(lambda: all(memory.id in store.index.tail for memory in memories), "they are held")


def graph(store: Store) -> int:
    """How many vectors Chroma has."""
    return store.index.count() - len(store.index.tail)


def nearest(store: Store, question: str, limit: int = 1) -> list[str]:
    """What is nearest to a question by its static vector."""
    return [hit.memory for hit in store.near.nearest(question, limit=limit, which=ANY)]


def cosines(store: Store, question: str, limit: int) -> list[tuple[str, float]]:
    """What is nearest to a question as the index has it, and how near."""
    (vector,) = store.embedder.embed([f"User: {question}"])
    return store.index.query(vector, limit)


def folded(store: Store, memories: Sequence[Memory]) -> None:
    """Asserts that Chroma has exactly these, that nothing waits, and that the index agrees with the ledger."""
    assert store.settle()
    assert (store.outbox.waiting(), len(store.index.tail), store.outbox.error) == (0, 0, "")
    assert graph(store) == len(memories)
    assert sorted(store.index.ids()) == ids(memories)
    assert store.heal() == 0
    assert not store.upkeep.drift()
    # Each with the vector of its words, whatever way the graph goes to it after others were taken out.
    there = store.index._collections[INSTANT].get(ids=ids(memories), include=["embeddings"])
    texts = [spoken(memory) for memory in store.get(there["ids"])]
    own = store.embedder.embed(texts) if texts else []
    for vector, true in zip(np.array(there["embeddings"]), own, strict=True):
        assert vector @ true / np.linalg.norm(vector) == pytest.approx(1, abs=0.001)


# ---- held, and found -----------------------------------------------------------------------------------


def test_what_is_held_is_found_at_once_and_stays_in_the_outbox(opened: Opened) -> None:
    store = opened()
    memories = [DOG, KEY, TRIP]
    held(store, memories)
    assert nearest(store, "my puppy") == [DOG.id]
    assert nearest(store, "a journey to Portugal") == [TRIP.id]
    assert sorted(nearest(store, "my puppy", limit=10)) == ids(memories)
    assert (graph(store), store.index.count(), store.outbox.waiting()) == (0, 3, 3)
    folded(store, memories)
    assert nearest(store, "my puppy") == [DOG.id]


def test_what_is_held_and_what_is_not_are_found_together(opened: Opened) -> None:
    store = opened()
    memories = many(60)
    store.remember(memories[:30], rule="test")
    assert store.settle()
    held(store, memories[30:])
    assert graph(store) == 30
    for memory in memories[::7]:
        assert nearest(store, memory.text) == [memory.id]
    assert sorted(nearest(store, "the dog", limit=100)) == ids(memories)
    folded(store, memories)


def test_a_filter_limits_what_is_held(opened: Opened) -> None:
    store = opened()
    talks = [episode(f"My dog is called Biscuit number {n}.", n=n, talk=f"talk {n % 50}") for n in range(100)]
    held(store, talks)
    which = Filter(conversation="talk 7")
    found = store.near.nearest("my dog", limit=5, which=which)
    assert sorted(hit.memory for hit in found) == ids([talks[7], talks[57]])


def test_the_answers_are_those_of_the_graph(opened: Opened) -> None:
    store = opened()
    memories = many(80)
    store.remember(memories[:20], rule="test")
    assert store.settle()
    held(store, memories[20:])
    before = {question: cosines(store, question, len(memories)) for question in QUESTIONS}
    best = {memory.id: nearest(store, memory.text) for memory in memories}
    folded(store, memories)
    for question in QUESTIONS:
        after = dict(cosines(store, question, len(memories)))
        assert dict(before[question]) == pytest.approx(after, abs=0.002)
        assert [cosine for _, cosine in before[question]] == pytest.approx(
            sorted(after.values(), reverse=True), abs=0.002
        )
    assert best == {memory.id: nearest(store, memory.text) for memory in memories}
    assert best == {memory.id: [memory.id] for memory in memories}


class Between(Tail):
    """A tail that is folded into the graph just before or just after a question was put to it."""

    def __init__(self, dimensions: int) -> None:
        super().__init__(dimensions)
        self.before: Callable[[], None] = lambda: None
        self.after: Callable[[], None] = lambda: None

    def nearest(self, vectors: NDArray[np.float32], limit: int, among: Collection[str] | None = None) -> list[Near]:
        self.before()
        found = super().nearest(vectors, limit, among)
        self.after()
        return found


@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_folded_while_a_question_is_answered_is_found_once(
    tmp_path: Path, encoder: StaticEncoder, when: str
) -> None:
    index = VectorIndex(tmp_path / "index", encoder="test", dimensions=encoder.dimensions)
    index.tail = tail = Between(encoder.dimensions)
    memories = many(12)
    vectors = encoder.embed([spoken(memory) for memory in memories])
    names = [memory.id for memory in memories]
    with closing(index):
        index.upsert(names[:6], vectors[:6])
        index.hold(names[6:], vectors[6:])
        setattr(tail, when, lambda: index.fold(tail.ids))
        assert sorted(name for name, _ in index.query(vectors[7], 20)) == sorted(names)
        index.hold(names[9:], vectors[9:])
        found = index.queries(vectors[7:9], 20)
        assert [sorted(name for name, _ in near) for near in found] == [sorted(names)] * 2


# ---- folded --------------------------------------------------------------------------------------------


def test_what_is_held_is_folded_by_itself_when_filling_ends(opened: Opened) -> None:
    store = opened()
    memories = many(40)
    held(store, memories)
    opened.filling.clear()
    until(lambda: not store.outbox.waiting(), "all is folded")
    folded(store, memories)


def test_it_goes_on_being_held_after_somebody_waited(opened: Opened) -> None:
    store = opened()
    held(store, many(10))
    folded(store, many(10))
    held(store, many(10, first=11))
    assert (graph(store), len(store.index.tail), store.outbox.waiting()) == (10, 10, 10)
    folded(store, many(20))


def test_more_than_may_wait_is_folded_while_filling_goes_on(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "MOST", 100)
    monkeypatch.setattr(outbox, "TOGETHER", 60)
    store = opened()
    memories = many(250)
    store.remember(memories, rule="test")
    until(lambda: graph(store) >= 100 and len(store.index.tail) < 100, "some are folded")
    until(lambda: graph(store) + len(store.index.tail) == 250, "all are there")
    for memory in memories[::50]:
        assert nearest(store, memory.text) == [memory.id]
    folded(store, memories)


def test_nobody_leaves_a_full_index_for_what_stands_in_it_twice_until_it_is_folded(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "TOGETHER", 10)
    store = opened()
    store.budget.limit = 60 * row_bytes(store.embedder.dimensions)
    memories = many(40)
    store.remember(memories, rule="test")
    assert store.settle()
    edited = [memory.changed(text=f"{memory.text} It was cheap.") for memory in memories]
    store.revise(edited, what="edited", rule="person")
    until(lambda: len(store.index.tail) == 40, "all are held")
    folded(store, edited)
    assert store.ledger.scalar("SELECT count(*) FROM unindexed") == 0


def test_who_leaves_a_full_index_is_chosen_when_all_are_folded(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "TOGETHER", 10)
    store = opened()
    store.budget.limit = 30 * row_bytes(store.embedder.dimensions)
    held(store, many(40))
    assert store.settle()
    assert store.index.needs() <= store.budget.limit
    assert (len(store.index.tail), store.outbox.waiting(), store.heal()) == (0, 0, 0)


# ---- changed while held --------------------------------------------------------------------------------


def test_what_is_edited_while_held_is_found_by_its_new_words(opened: Opened) -> None:
    store = opened()
    store.remember([KEY], rule="test")
    assert store.settle()
    held(store, [DOG, TRIP])
    cat = DOG.changed(text="The violin concert in Vienna was sold out.")
    mailbox = KEY.changed(text="Volcanoes erupt with lava and ash.")
    store.revise([cat, mailbox], what="edited", rule="person")
    until(lambda: nearest(store, "lava from a volcano") == [KEY.id], "the new words are found")
    until(lambda: nearest(store, "violin concert") == [DOG.id], "the new words are found")
    assert (graph(store), store.index.tail.ids.count(KEY.id)) == (0, 1)
    folded(store, [DOG, KEY, TRIP])


def test_what_is_forgotten_while_held_is_found_no_more(opened: Opened) -> None:
    store = opened()
    memories = many(30)
    store.remember(memories[:10], rule="test")
    assert store.settle()
    held(store, memories[10:])
    going = [memories[3], memories[15], memories[29]]
    store.forget([memory.id for memory in going])
    for memory in going:
        assert memory.id not in nearest(store, memory.text, limit=40)
    until(lambda: memories[29].id not in store.index.tail, "it has left the tail")
    assert not {memory.id for memory in going} & set(store.index.ids())
    folded(store, [memory for memory in memories if memory not in going])


def test_what_is_superseded_while_held_leaves_the_index(opened: Opened) -> None:
    store = opened()
    held(store, [DOG, KEY])
    store.revise([DOG.moved(Status.SUPERSEDED)], what="superseded", rule="test")
    until(lambda: DOG.id not in store.index.tail, "it has left the tail")
    folded(store, [KEY])


def test_what_is_forgotten_for_good_while_filling_leaves_no_byte(opened: Opened) -> None:
    store = opened()
    memories = many(30)
    store.remember(memories[:10], rule="test")
    assert store.settle()
    held(store, memories[10:])
    gone = [memories[3], memories[15]]
    store.forget([memory.id for memory in gone])
    assert IndexTrace(store.outbox).erase([memory.id for memory in gone]) == ""
    assert opened.filling.is_set()
    vectors = store.embedder.embed([spoken(memory) for memory in gone]).astype("<f4")
    for memory, vector in zip(gone, vectors, strict=True):
        assert holding(store.index.folder, memory.id.encode()) == []
        assert holding(store.index.folder, vector.tobytes()[:64]) == []
    folded(store, [memory for memory in memories if memory not in gone])


def test_a_sweep_that_is_due_is_done_while_filling_without_anybody_waiting(opened: Opened) -> None:
    store = opened()
    memories = many(30)
    held(store, memories)
    with store.ledger.write():
        store.forget([memories[0].id])
        store.outbox.sweep()
    until(lambda: not store.outbox.unswept(), "it is swept")
    assert opened.filling.is_set()
    assert holding(store.index.folder, memories[0].id.encode()) == []
    assert len(store.index.tail) == 29  # what has nothing to do with it goes on waiting
    assert sorted(store.index.ids()) == ids(memories[1:])


def test_what_gets_its_neural_vector_while_held_leaves_the_tail(opened: Opened) -> None:
    neural = NeuralEncoder(assets.folder("minilm-int8"))
    free = threading.Event()

    def opening() -> Embedder:
        free.wait(30)
        return neural

    store = opened(neural=opening)
    memories = [DOG, KEY, TRIP]
    held(store, memories)
    free.set()
    until(lambda: not len(store.index.tail), "they have left the tail")
    assert opened.filling.is_set()
    assert (store.index.count(INSTANT), store.index.count(MAIN)) == (0, 3)
    assert store.outbox.waiting() > 0
    (vector,) = neural.embed(["What is the name of my pet?"])
    assert store.neural(vector, limit=1, which=ANY)[0].memory == DOG.id
    folded(store, memories)
    assert (store.index.count(INSTANT), store.index.count(MAIN)) == (0, 3)


# ---- kills, restoring, rebuilding ----------------------------------------------------------------------

_HELD = """
import threading
from tests.service.running import until

class Dying(VectorIndex):
    def fold(self, ids):
        super().fold(ids)
        die()

index = Dying(home / "index", encoder=f"{encoder.name}-test", dimensions=encoder.dimensions)
filling = threading.Event()
store = Store(Ledger(home / "ledger.db"), index, encoder, MovingClock(), filling=filling.is_set)
memories = many(50)
store.remember(memories[:20], rule="test")
until(lambda: not store.outbox.waiting(), "they are in the graph")
filling.set()
store.remember(memories[20:], rule="test")
store.revise([memories[0].changed(text="The violin concert in Vienna was sold out.")], what="edited", rule="person")
store.forget([memories[1].id])
until(lambda: len(index.tail) == 31, "they are held")
until(lambda: memories[1].id not in set(index.ids()), "what was forgotten has gone")
"""


@pytest.mark.parametrize("then", ["die()", "filling.clear()\nthreading.Event().wait(60)", "store.settle()"])
def test_a_kill_while_vectors_are_held_loses_and_doubles_nothing(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, then: str
) -> None:
    killed(tmp_path, _HELD + then)
    memories = many(50)
    with closing(Ledger(tmp_path / "ledger.db")) as ledger:
        waiting = {row[0] for row in ledger.rows("SELECT memory FROM outbox")}
    assert waiting == {memory.id for memory in memories if memory not in memories[2:20]}
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert store.find(memories[0].id).text.startswith("The violin")
        folded(store, [memories[0], *memories[2:]])


def test_what_was_held_when_it_closed_is_found_at_the_next_start_though_filling_goes_on(opened: Opened) -> None:
    store = opened()
    memories = many(30)
    held(store, memories)
    store.close()
    store = opened()
    until(lambda: len(store.index.tail) == 30, "they are held again")
    assert graph(store) == 0
    assert nearest(store, memories[7].text) == [memories[7].id]
    folded(store, memories)


@pytest.mark.parametrize("copied", ["settled", "held"])
def test_a_backup_that_takes_the_ledgers_place_while_vectors_are_held_has_its_own_index(
    opened: Opened, tmp_path: Path, copied: str
) -> None:
    vault = Vault(tmp_path / "ledger.db", no_keyring())
    store = opened(vault.open())
    old = many(20)
    store.remember(old[:12], rule="test")
    assert store.settle()
    held(store, old[12:])
    if copied == "settled":
        assert store.settle()
    vault.back_up(tmp_path.with_name(f"{tmp_path.name}.backup"), 1e9)
    held(store, many(20, first=21))
    store.revise([old[0].changed(text="The violin concert in Vienna was sold out.")], what="edited", rule="person")
    store.forget([old[1].id, old[15].id])
    until(lambda: nearest(store, "violin concert") == [old[0].id], "the new words are found")
    until(lambda: old[15].id not in set(store.index.ids()), "what was forgotten has gone")
    vault.restore(tmp_path.with_name(f"{tmp_path.name}.backup"), 2e9)
    store.outbox.put([])
    assert store.find(old[0].id).text == old[0].text
    folded(store, old)


class Pausing(VectorIndex):
    """An index that does something once before it gives vectors to Chroma."""

    first: Callable[[], None] | None = None

    def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32], which: str = INSTANT) -> None:
        first, self.first = self.first, None
        if first:
            first()
        super().upsert(ids, vectors, which)


@pytest.mark.parametrize("filling", [True, False])
def test_a_backup_that_takes_the_ledgers_place_in_the_middle_of_a_batch_loses_nothing_of_its_outbox(
    opened: Opened, tmp_path: Path, encoder: StaticEncoder, filling: bool
) -> None:
    vault = Vault(tmp_path / "ledger.db", no_keyring())
    index = Pausing(tmp_path / "index", encoder="test", dimensions=encoder.dimensions)
    store = opened(vault.open(), index=index)
    file = tmp_path.with_name(f"{tmp_path.name}.backup")
    old = many(20)
    store.remember(old, rule="test")
    assert store.settle()
    vault.back_up(file, 1e9)
    store.revise([old[0].changed(text="The violin concert in Vienna was sold out.")], what="edited", rule="person")
    store.forget([old[1].id])
    assert store.settle()
    if filling:
        held(store, many(20, first=21))
    else:
        opened.filling.clear()

    def restore() -> None:
        vault.restore(file, 2e9)

    index.first = restore
    if not filling:
        store.remember(many(20, first=21), rule="test")
    store.settle()
    assert index.first is None
    store.outbox.put([])
    assert store.find(old[0].id).text == old[0].text
    folded(store, old)


def test_the_index_is_made_anew_while_vectors_are_held(opened: Opened) -> None:
    store = opened()
    memories = many(60)
    store.remember(memories[:20], rule="test")
    assert store.settle()
    held(store, memories[20:])
    assert store.rebuild(lambda done, total: None) == 60
    assert sorted(store.index.ids()) == ids(memories)
    assert nearest(store, memories[40].text) == [memories[40].id]
    folded(store, memories)


def test_what_changes_while_the_index_is_made_anew_and_vectors_are_held_is_carried_over(opened: Opened) -> None:
    store = opened()
    memories = many(60)
    store.remember(memories[:20], rule="test")
    assert store.settle()
    held(store, memories[20:40])

    def report(done: int, total: int) -> None:
        if done == total:
            held(store, memories[40:])
            store.revise([memories[30].changed(text="The violin concert was sold out.")], what="edited", rule="person")
            store.forget([memories[0].id, memories[25].id])

    assert store.rebuild(report) == 58
    folded(store, [memory for n, memory in enumerate(memories) if n not in (0, 25)])
    assert holding(store.index.folder, memories[25].id.encode()) == []


# ---- an index that does not answer ---------------------------------------------------------------------


def test_while_its_server_is_away_what_is_held_waits(opened: Opened, tmp_path: Path, encoder: StaticEncoder) -> None:
    chroma = Chroma(tmp_path / "chroma")
    place = server(chroma.url, owner="me")
    index = VectorIndex(tmp_path / "none", encoder="test", dimensions=encoder.dimensions, server=place)
    store = opened(index=index)
    try:
        store.remember([DOG], rule="test")
        assert store.settle()
        held(store, [KEY, TRIP])
        chroma.stop()
        assert not store.settle()
        assert "does not answer" in store.health().index_error
        assert store.health().waiting == 2
        assert [hit.memory for hit in store.words("Lisbon", limit=5, which=ANY)] == [TRIP.id]
        with pytest.raises(IndexUnavailable, match="words alone"):
            nearest(store, "my puppy")
        held(store, many(5, first=10))
        store.forget([KEY.id])
        chroma.start()
        store.outbox.wake()
        folded(store, [DOG, TRIP, *many(5, first=10)])
        assert nearest(store, "a journey to Portugal") == [TRIP.id]
    finally:
        chroma.stop()


def test_a_folder_that_is_deleted_while_vectors_are_held_is_made_anew(opened: Opened) -> None:
    store = opened()
    memories = many(60)
    store.remember(memories[:20], rule="test")
    assert store.settle()
    held(store, memories[20:])
    shutil.rmtree(store.index.folder)
    assert "made anew from the ledger; it holds 60." in store.upkeep.tend()
    assert sorted(store.index.ids()) == ids(memories)
    folded(store, memories)


def test_what_is_held_over_a_damaged_index_waits_until_it_is_made_anew(opened: Opened) -> None:
    store = opened()
    store.remember(many(20), rule="test")
    assert store.settle()
    store.close()
    damage_index(opened.home)
    store = opened()
    held(store, many(20, first=21))
    assert [hit.memory for hit in store.words("number 33", limit=1, which=ANY)] == [many(1, first=33)[0].id]
    with pytest.raises(IndexUnavailable):
        nearest(store, "the dog")
    assert not store.settle()
    assert store.outbox.error
    assert "was made anew" in store.upkeep.tend()
    folded(store, many(40))


def test_a_server_is_filled_anew_while_vectors_are_held(opened: Opened, tmp_path: Path, encoder: StaticEncoder) -> None:
    chroma = Chroma(tmp_path / "chroma")
    place = server(chroma.url, owner="me")
    store = opened(index=VectorIndex(tmp_path / "no", encoder="test", dimensions=encoder.dimensions, server=place))
    try:
        memories = many(40)
        store.remember(memories[:10], rule="test")
        assert store.settle()
        held(store, memories[10:])
        assert store.rebuild(lambda done, total: None) == 40
        folded(store, memories)
    finally:
        chroma.stop()
