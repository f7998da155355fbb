"""Health of the index: made anew beside the old one, mended after damage, made smaller, and what is said of it."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.errors import IndexUnavailable
from secondme.stop import Stop
from secondme.store.chroma import server
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.store import Store
from secondme.store.upkeep import BLOATED, SMALL, TIGHT, Upkeep, index_owner
from secondme.storing import Filter
from tests.conftest import MovingClock, damage_index, open_store
from tests.contracts.memory_store import DOG
from tests.service.running import until
from tests.store.chroma_server import Chroma
from tests.store.filling import ids, killed, many


def filled(store: Store, count: int = 60) -> None:
    """Has the store remember so many."""
    store.remember(many(count), rule="test")
    assert store.settle()


def nearest(store: Store, question: str) -> str:
    """The memory that is nearest to a question."""
    return store.nearest(question, limit=1, which=Filter())[0].memory


# ---- making it anew ----------------------------------------------------------------------------------


def test_writes_and_questions_go_on_while_it_is_made_anew(store: Store) -> None:
    memories = many(60)
    filled(store)
    seen: list[tuple[int, int]] = []
    new = [replace(DOG, id=f"new{number}") for number in range(2)]

    def report(done: int, total: int) -> None:
        step = len(seen)
        seen.append((done, total))
        assert nearest(store, memories[20].text) == memories[20].id
        store.remember([new[step]], rule="test")
        store.forget([memories[step].id])
        changed = memories[30 + step]
        store.revise([changed.changed(text="The zeppelin landed.")], what="edited", rule="person")
        assert store.settle()
        assert new[step].id in {hit.memory for hit in store.nearest(DOG.text, limit=3, which=Filter())}

    count = store.rebuild(report)
    assert seen == [(0, 60), (60, 60)]
    assert count == 60
    assert sorted(store.index.ids()) == sorted([*ids(memories[2:]), *(memory.id for memory in new)])
    found = {hit.memory for hit in store.nearest("The zeppelin landed.", limit=2, which=Filter())}
    assert found == {memories[30].id, memories[31].id}
    assert store.heal() == 0


def test_threads_that_write_and_ask_all_the_while_lose_nothing(store: Store) -> None:
    memories, more = many(400), many(120, first=1_000)
    store.remember(memories, rule="test")
    assert store.settle()
    ended = threading.Event()
    answers: list[str] = []
    failures: list[IndexUnavailable] = []

    def ask() -> None:
        while not ended.is_set():
            try:
                answers.append(nearest(store, memories[200].text))
            except IndexUnavailable as error:
                failures.append(error)

    def write() -> None:
        for start in range(0, 120, 5):
            store.remember(more[start : start + 5], rule="test")
            store.forget([memories[start].id])

    threads = [threading.Thread(target=ask), threading.Thread(target=ask), threading.Thread(target=write)]
    for thread in threads:
        thread.start()
    for _ in range(3):
        store.rebuild(lambda done, total: None)
    threads[2].join()
    ended.set()
    for thread in threads:
        thread.join()
    assert store.settle()
    assert (failures, set(answers)) == ([], {memories[200].id})
    gone = {memories[start].id for start in range(0, 120, 5)}
    assert sorted(store.index.ids()) == sorted(name for name in ids([*memories, *more]) if name not in gone)


@pytest.mark.parametrize("when", [0, 60])
def test_stopped_half_way_the_old_one_stays(store: Store, when: int) -> None:
    filled(store)
    stop = Stop()

    def report(done: int, total: int) -> None:
        if done == when:
            stop.ask()

    with pytest.raises(IndexUnavailable, match="was stopped"):
        store.upkeep.rebuild(report, stop)
    assert sorted(store.index.ids()) == ids(many(60))
    assert nearest(store, many(60)[3].text) == many(60)[3].id
    assert not store.index.folder.with_name("index.new").exists()
    assert store.rebuild(lambda done, total: None) == 60


def test_closing_the_store_gives_up_making_it_anew(store: Store) -> None:
    filled(store)
    with pytest.raises(IndexUnavailable, match="was stopped"):
        store.rebuild(lambda done, total: store.upkeep.close())
    assert store.index.count() == 60


def test_two_cannot_make_it_anew_at_once(store: Store) -> None:
    filled(store)

    def report(done: int, total: int) -> None:
        with pytest.raises(IndexUnavailable, match="already"):
            store.rebuild(lambda done, total: None)

    assert store.rebuild(report) == 60


_REBUILDING = """
store = open_store(home, encoder, MovingClock())
store.remember(many(60), rule="test")
store.settle()
store.rebuild(lambda done, total: die() if done == WHEN else store.remember(many(5, 100), rule="test"))
"""


@pytest.mark.parametrize("when", [0, 60])
def test_killed_half_way_it_is_whole_again_at_the_next_start(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, when: int
) -> None:
    killed(tmp_path, _REBUILDING.replace("WHEN", str(when)))
    assert (tmp_path / "index.new").exists() == bool(when)
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert store.upkeep.tend() == ""
        assert store.settle()
        assert sorted(store.index.ids()) == ids([*many(60), *(many(5, 100) if when else [])])
        assert not (tmp_path / "index.new").exists()


_TAKING_OVER = """
from secondme.store import segments
taken = Path.rename

class Dying(type(home)):
    def rename(self, target):
        found = super().rename(target)
        if Path(target).name == WHICH:
            die()
        return Dying(found)

index = VectorIndex(Dying(home / "index"), encoder=f"{encoder.name}-test", dimensions=encoder.dimensions)
store = Store(Ledger(home / "ledger.db"), index, encoder, MovingClock())
store.remember(many(60), rule="test")
store.settle()
store.rebuild(lambda done, total: None)
"""


@pytest.mark.parametrize("which", ["index.old", "index"])
def test_killed_while_it_takes_over_one_of_the_two_is_there(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, which: str
) -> None:
    killed(tmp_path, _TAKING_OVER.replace("WHICH", repr(which)))
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert store.upkeep.tend() == ""
        assert sorted(store.index.ids()) == ids(many(60))
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("index")) == ["index"]


def test_on_a_server_it_is_made_anew_while_words_answer(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    chroma = Chroma(tmp_path / "chroma")
    ledger = Ledger(tmp_path / "ledger.db")
    owner = index_owner(ledger)
    assert index_owner(ledger) == owner
    at = server(chroma.url, owner=owner)
    index = VectorIndex(tmp_path / "none", encoder="test", dimensions=encoder.dimensions, server=at)
    with closing(Store(ledger, index, encoder, clock)) as store:
        filled(store)
        steps: list[tuple[int, int]] = []

        def report(done: int, total: int) -> None:
            steps.append((done, total))
            assert store.words("piano", limit=3, which=Filter())

        assert store.rebuild(report) == 60
        assert (steps[0], steps[-1]) == ((0, 60), (60, 60))
        assert sorted(store.index.ids()) == ids(many(60))
        assert store.upkeep.bloat() == ""
        assert not store.upkeep.compact()
    chroma.stop()


# ---- damage ------------------------------------------------------------------------------------------


def test_a_folder_that_was_deleted_while_it_was_closed_is_filled_again(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    with closing(open_store(tmp_path, encoder, clock)) as store:
        filled(store)
    shutil.rmtree(tmp_path / "index")
    with closing(open_store(tmp_path, encoder, clock)) as store:
        assert "60 memories" in store.upkeep.tend()
        assert store.settle()
        assert sorted(store.index.ids()) == ids(many(60))


def test_a_folder_that_is_deleted_while_it_is_open_is_made_anew(store: Store) -> None:
    filled(store)
    shutil.rmtree(store.index.folder)
    assert "was removed" in store.upkeep.tend()
    assert sorted(store.index.ids()) == ids(many(60))
    store.remember([DOG], rule="test")
    assert store.settle()
    assert nearest(store, DOG.text) == DOG.id


def cut(folder: Path) -> None:
    """Cuts the graph's largest file in two."""
    path = max(folder.glob("*/data_level0.bin"), key=lambda path: path.stat().st_size)
    os.truncate(path, path.stat().st_size // 3)


def nonsense(folder: Path) -> None:
    """Writes over Chroma's database."""
    damage_index(folder.parent)


def a_file(folder: Path) -> None:
    """Puts a file where the folder was."""
    shutil.rmtree(folder)
    folder.write_text("no folder")


@pytest.mark.parametrize("harm", [cut, nonsense, a_file])
def test_a_damaged_index_is_made_anew_and_words_answer_until_then(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, harm: Callable[[Path], None]
) -> None:
    with closing(open_store(tmp_path, encoder, clock)) as store:
        filled(store, 1_200)
    harm(tmp_path / "index")
    with closing(open_store(tmp_path, encoder, clock)) as store:
        with pytest.raises(IndexUnavailable):
            nearest(store, "piano")
        assert store.words("piano", limit=3, which=Filter())
        done = store.upkeep.tend()
        assert "was damaged" in done
        assert "it holds 1,200." in done
        assert sorted(store.index.ids()) == ids(many(1_200))
        assert store.upkeep.tend() == ""


def test_its_thread_mends_by_itself_what_a_question_found(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    with closing(open_store(tmp_path, encoder, clock)) as store:
        filled(store)
    damage_index(tmp_path)
    with closing(open_store(tmp_path, encoder, clock)) as store:
        store.upkeep.start()
        until(lambda: store.index.opened and store.index.count() == 60, "the index is whole")
        shutil.rmtree(tmp_path / "index")
        store.upkeep.look()
        until(lambda: store.index.damage() == "" and store.index.count() == 60, "the index is whole again")
        assert nearest(store, many(60)[7].text) == many(60)[7].id


@pytest.mark.parametrize("opened_before", [True, False])
def test_what_index_and_ledger_do_not_agree_on_is_mended(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock, opened_before: bool
) -> None:
    store = open_store(tmp_path, encoder, clock)
    filled(store)
    if opened_before:
        assert store.upkeep.tend() == ""
    lost, stranger = many(60)[5].id, encoder.embed(["User: a stranger"])
    store.index.delete([lost, many(60)[6].id])
    store.index.upsert(["stranger"], stranger)
    assert store.upkeep.tend() == "The index differed from the ledger in 3 memories; it was mended."
    assert store.settle()
    assert sorted(store.index.ids()) == ids(many(60))
    assert store.upkeep.tend() == ""
    store.close()


# ---- room --------------------------------------------------------------------------------------------


def bloat(folder: Path) -> None:
    """Makes the folder look as large as Chroma's own dead rows would."""
    with (folder / "dead").open("wb") as file:
        file.truncate(int(2 * BLOATED * SMALL))


def test_an_index_that_takes_much_more_than_it_needs_is_made_anew_in_quiet(store: Store) -> None:
    filled(store)
    assert (store.upkeep.alarm(), store.upkeep.compact()) == ("", False)
    bloat(store.index.folder)
    assert "takes 300 MB where its rows need 0 MB" in store.upkeep.alarm()
    assert store.upkeep.compact()
    assert store.upkeep.alarm() == ""
    assert sorted(store.index.ids()) == ids(many(60))


def test_making_it_smaller_stops_when_the_person_comes_back(store: Store) -> None:
    filled(store)
    bloat(store.index.folder)
    stop = Stop()
    stop.ask()
    with pytest.raises(IndexUnavailable, match="The old one stays in use"):
        store.upkeep.compact(stop)
    assert store.index.count() == 60


def test_a_disk_that_is_almost_full_is_said_and_nothing_large_begun(store: Store, encoder: StaticEncoder) -> None:
    filled(store)
    bloat(store.index.folder)
    upkeep = Upkeep(store.ledger, store.index, store.outbox, encoder, free=lambda path: 12_000)
    assert upkeep.alarm().startswith("The disk that holds the memory has 0 MB left; free some space. The index takes")
    assert not upkeep.compact()
    upkeep = Upkeep(store.ledger, store.index, store.outbox, encoder, free=lambda path: TIGHT)
    assert "disk" not in upkeep.alarm()


def test_health_counts_rows_and_bytes_by_part(store: Store) -> None:
    filled(store)
    health = store.health()
    assert (health.memories, health.indexed, health.waiting, health.index_error) == ({"active": 60}, 60, 0, "")
    assert health.bytes["ledger"] > 60 * 30
    assert health.bytes["vectors"] + health.bytes["index"] == store.index.bytes() > 60 * 1024
