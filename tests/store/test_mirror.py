"""The mirror: a small memory in RAM gives what the ledger gives, in step with every change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondme.encoders.static import StaticEncoder
from secondme.memory.reading import Readings, quantised
from secondme.memory.record import By, Memory, Status
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.mirror import Mirror
from secondme.store.readings import Window
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.contracts.memory_store import episode, insight, passage

SIDES = 4
ANY = Filter()
SEARCHED = Filter(statuses=(Status.ACTIVE, Status.FADED))
FILTERS = (
    ANY, SEARCHED, Filter(by=(By.PERSON,)), Filter(conversation="two"), Filter(statuses=(Status.SUPERSEDED,)),
    Filter(speakers=("ANA",)), Filter(speakers=("ana", ""), after=1e9 + 60_000), Filter(speakers=("Zoë",), before=2e9),
    Filter(speakers=("",), conversation="one"),
)  # fmt: skip
SPEAKERS = ("Ana", "", "Zoë", "ana")
TALKS = ("one", "two", "notes")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, encoder: StaticEncoder) -> Iterator[Store]:
    """One store for all that leaves it as it was."""
    with closing(by_hand(tmp_path_factory.mktemp("mirror"), encoder)) as store:
        yield store


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory, encoder: StaticEncoder) -> Iterator[Store]:
    """One whose mirror takes it for large."""
    with closing(by_hand(tmp_path_factory.mktemp("large"), encoder)) as store:
        store.remember([episode("The first of all.", n=999)], rule="test")
        mirrored(store, small=0)
        yield store


def mirrored(store: Store, small: int) -> Mirror:
    """Its mirror exchanged for one by which a memory of more is large, and read into RAM."""
    mirror = Mirror(store.ledger, store.window._reader, SIDES, small=small)
    store.near._mirror = store.window._small = mirror
    assert store.settle(20)
    store.readings([], reach=0, which=ANY)
    mirror._reading.join(20)
    assert mirror._columns is not None
    return mirror


def by_hand(folder: Path, encoder: StaticEncoder) -> Store:
    """A store whose neural vectors are given by hand."""
    index = VectorIndex(folder / "index", encoder="test", dimensions=encoder.dimensions, main=("neural", SIDES))
    store = Store(Ledger(folder / "ledger.db"), index, encoder, MovingClock())
    with store.ledger.write() as connection:
        connection.execute("INSERT OR REPLACE INTO note VALUES ('neural.encoder', 'neural')")
    return store


def give_vectors(store: Store, memories: list[Memory]) -> None:
    """A direction of its own for each."""
    chance = np.random.default_rng(len(memories))
    rows = quantised(chance.standard_normal((len(memories), SIDES)).astype(np.float32))
    with store.ledger.write() as connection:
        for memory, row in zip(memories, rows, strict=True):
            connection.execute(
                "INSERT OR REPLACE INTO neural (memory, vector) SELECT n, ? FROM memory WHERE id = ?", (row, memory.id)
            )


def as_told(found: Readings) -> dict[str, dict[str, object]]:
    """Each memory's reading by its id, with what stands right before it and in its session."""
    sessions: dict[int, list[str]] = {}
    for name, session in zip(found.ids, found.session.tolist(), strict=True):
        sessions.setdefault(session, []).append(name)
    plain = [one.name for one in fields(Readings) if one.name not in ("ids", "session", "follows", "tokens", "starts")]
    return {
        name: {one: np.asarray(getattr(found, one)[row]).tolist() for one in plain}
        | {"tokens": found.tokens[found.starts[row] : found.starts[row + 1]].tolist()}
        | {"session": sessions[int(found.session[row])]}
        | {"before": found.ids[row - 1] if found.follows[row] else ""}
        for row, name in enumerate(found.ids)
    }


def same(store: Store, reader: Window, ids: list[str]) -> None:
    """The mirror gives what the ledger does, whatever is asked."""
    for which in FILTERS:
        for reach in (0, 1, 2):
            held, read = store.readings(ids, reach=reach, which=which), reader.readings(ids, reach, which)
            assert as_told(held) == as_told(read)
        question = np.array([0.5, 0.5, -0.5, 0.5], np.float32)
        near = store.near._mirror.nearest(question, 7, which, "neural")
        if near is None:
            assert not wide(store)
            assert not which.speakers
            continue
        rows = store.ledger.rows("SELECT memory.id, vector FROM memory JOIN neural ON neural.memory = memory.n")
        cosines = {name: float(np.frombuffer(row, np.int8) / np.linalg.norm(np.frombuffer(row, np.int8).astype(float))
                               @ question) for name, row in rows}  # fmt: skip
        allowed = {one.id for one in store.page(which, limit=1_000) if one.status in SEARCHED.statuses}
        best = sorted((name for name in cosines if name in allowed), key=lambda name: -cosines[name])[:7]
        assert [hit.memory for hit in near] == best
        assert [hit.score for hit in near] == pytest.approx([cosines[name] for name in best], abs=1e-5)


def wide(store: Store) -> bool:
    """Whether its mirror holds vectors in the form that is multiplied."""
    columns = store.near._mirror._columns
    assert columns is not None
    return columns.wide


def memories(start: int) -> list[Memory]:
    """Turns of several talks that go on at once, over days, passages under headings, notes, a conclusion."""
    turns = [
        replace(
            episode(f"Turn {n} of the {TALKS[n % 3]}. Is it {n}?", n=n, talk=TALKS[n % 3],
                    by=(By.PERSON, By.ASSISTANT)[n % 2]),
            made=1e9 + n * 30_000, speaker=SPEAKERS[n % 4],
        )
        for n in range(start, start + 9)
    ]  # fmt: skip
    pieces = [passage(f"Piece {start + n} of the garden.", f"/notes/{start}.md", n) for n in range(3)]
    return [*turns, *pieces, insight(f"All went well {start}.", turns[0])]


changes = st.lists(
    st.tuples(st.sampled_from(["add", "forget", "hide", "fade", "edit", "vectors", "use", "key"]), st.integers(0, 99)),
    min_size=1, max_size=8,
)  # fmt: skip


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_after_any_changes_it_gives_what_the_ledger_gives(home: Store, steps: list[tuple[str, int]]) -> None:
    changed(home, steps)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes)
def test_a_large_memory_is_kept_in_step_too(large: Store, steps: list[tuple[str, int]]) -> None:
    changed(large, steps)


def changed(store: Store, steps: list[tuple[str, int]]) -> None:
    """Makes these changes, after each of which the mirror gives what the ledger does."""
    reader = Window(store.ledger, store.window._reader, store.outbox.neural, SIDES)
    store.forget([row[0] for row in store.ledger.rows("SELECT id FROM memory")])  # what is hidden too
    store.remember(memories(1), rule="test")
    same(store, reader, [one.id for one in store.page(ANY, limit=1_000)][::4])
    begins = 1
    for what, which in steps:
        there = store.page(ANY, limit=1_000)
        one = there[which % len(there)] if there else None
        if what == "add" or one is None:
            begins += 20
            store.remember(memories(begins), rule="test")
        elif what == "forget":
            store.forget([one.id])
        elif what == "hide":
            store.hide([one.id], 2e9)
        elif what == "fade" and one.status is Status.ACTIVE:
            store.revise([one.moved(Status.FADED)], what="faded", rule="test")
        elif what == "edit":
            store.revise([one.changed(text=f"{one.text} And {which} more.")], what="edited", rule="person")
        elif what == "vectors":
            give_vectors(store, there)
        elif what == "use":
            with store.ledger.write() as connection:
                connection.execute("INSERT OR REPLACE INTO use (memory, up) SELECT n, 1 FROM memory WHERE id = ?",
                                   (one.id,))  # fmt: skip
        elif what == "key":
            store.add_keys(one.id, [f"other words {which}"], rule="person")
        some = [memory.id for memory in store.page(ANY, limit=1_000)][which % 3 :: 3]
        same(store, reader, some)
        if which % 2:
            assert store.settle(20)
            same(store, reader, some)


def test_what_is_forgotten_leaves_ram_with_the_commit(home: Store) -> None:
    store, (told, *_) = home, memories(500)
    store.remember([told], rule="test")
    give_vectors(store, [told])
    assert store.settle(20)
    assert len(store.readings([told.id], reach=0, which=ANY).tokens)
    columns = store.near._mirror._columns
    assert columns is not None
    row = columns.ids.index(told.id)
    assert columns.vectors[row].any()
    store.forget([told.id])
    assert not columns.vectors[row].any()
    assert not any(columns.packs[row])
    assert store.readings([told.id], reach=0, which=ANY).ids == ()


def test_what_is_not_committed_is_read_from_the_ledger(home: Store) -> None:
    one = episode("Said in between.", n=900)

    def told_and_taken_back() -> None:
        with home.ledger.write():
            home.remember([one], rule="test")
            assert home.readings([one.id], reach=0, which=ANY).ids == (one.id,)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told_and_taken_back()
    assert home.readings([one.id], reach=0, which=ANY).ids == ()


def test_what_is_forgotten_while_a_large_memory_is_read_is_not_in_ram(tmp_path: Path, encoder: StaticEncoder) -> None:
    with closing(by_hand(tmp_path, encoder)) as store:
        told = memories(1)
        store.remember(told, rule="test")
        mirror = Mirror(store.ledger, store.window._reader, SIDES, small=0)
        store.near._mirror = store.window._small = mirror
        assert store.settle(20)
        with mirror._lock:  # the thread has its snapshot, and waits
            store.readings([], reach=0, which=ANY)
            store.forget([told[0].id])
        mirror._reading.join(20)
        columns = mirror._columns
        assert columns is not None
        assert told[1].id in columns.ids
        assert told[0].id not in columns.ids
        assert store.readings([told[0].id, told[1].id], reach=0, which=ANY).ids == (told[1].id,)


def test_what_is_too_large_is_not_held(tmp_path: Path, encoder: StaticEncoder) -> None:
    with closing(by_hand(tmp_path, encoder)) as store:
        store.remember(memories(1), rule="test")
        assert store.settle(20)
        mirror = Mirror(store.ledger, store.window._reader, SIDES, most=5, small=2)
        assert mirror.nearest(np.ones(SIDES, np.float32), 5, ANY, "neural") is None
        assert mirror.readings([], 0, ANY, True) is None
        assert mirror._filling is None


def test_another_file_in_the_place_of_the_ledger_is_read_anew(tmp_path: Path, encoder: StaticEncoder) -> None:
    with closing(by_hand(tmp_path, encoder)) as store:
        told = memories(1)
        store.remember(told, rule="test")
        assert store.settle(20)
        before = as_told(store.readings([told[3].id], reach=2, which=ANY))
        held = store.near._mirror._columns
        assert held is not None
        store.ledger.rewrite(b"k" * 32)
        assert as_told(store.readings([told[3].id], reach=2, which=ANY)) == before
        assert store.near._mirror._columns is not held
