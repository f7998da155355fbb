"""The vector index in a folder of this process: real ChromaDB, real bytes, real kills."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from secondme.errors import IndexUnavailable
from secondme.store import segments
from secondme.store.index import INSTANT, MAIN, VectorIndex
from tests.contracts.vector_index import INSTANT_LENGTH, MAIN_LENGTH, VectorIndexContract, best, names, vectors
from tests.service.running import until


def opened(folder: Path) -> VectorIndex:
    """An index of both collections."""
    return VectorIndex(folder, encoder="test", dimensions=INSTANT_LENGTH, main=("neural", MAIN_LENGTH))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    """An empty index."""
    found = opened(tmp_path / "index")
    yield found
    found.close()


class TestEmbedded(VectorIndexContract):
    """Chroma in a folder."""


def left(folder: Path, ids: Sequence[str], given: NDArray[np.float32]) -> dict[str, int]:
    """In which files how many of these ids, or of these vectors to within a hundredth, can be found."""
    found: dict[str, int] = {}
    for path in folder.rglob("*"):
        if not path.is_file():
            continue
        content = path.read_bytes()
        hits = sum(name.encode() in content for name in ids)
        for shift in range(4):
            floats = np.frombuffer(content[shift : len(content) - (len(content) - shift) % 4], "<f4")
            hits += sum(_holds(floats, vector[start : start + 8]) for vector in given for start in (0, 8, 20))
        if hits:
            found[path.name] = hits
    return found


def _holds(floats: NDArray[np.float32], part: NDArray[np.float32]) -> bool:
    """Whether numbers stand in proportion to those of the part, in a row: scaled vectors are found too."""
    if len(floats) < len(part):
        return False
    with np.errstate(all="ignore"):
        ratio = floats[: len(floats) - len(part) + 1] / part[0]
        places = np.flatnonzero((ratio > 0.1) & (ratio < 10))
        for step in range(1, len(part)):
            places = places[np.isclose(floats[places + step] / part[step], ratio[places], rtol=0.01, atol=0)]
    return len(places) > 0


@pytest.mark.parametrize("many", [30, 1_000, 5_000])
def test_no_byte_of_a_purged_id_or_vector_stays_in_the_folder(index: VectorIndex, many: int) -> None:
    given, neural = vectors(many), vectors(10, seed=3, length=MAIN_LENGTH)
    ids = names(many)
    index.upsert(ids, given)
    index.promote(ids[5:15], neural)
    revised, deleted, purged = [1, many - 1], [2, many - 2], [0, 4, many // 2, many - 3]
    index.upsert([ids[place] for place in revised], vectors(2, seed=4))
    index.delete([ids[place] for place in deleted])
    gone = [*deleted, *purged, 7, 12]
    assert left(index.folder, [ids[place] for place in gone], given[gone + revised])
    assert left(index.folder, [], neural)
    assert index.purge([ids[place] for place in (*purged, 7, 12)]) == ""
    assert left(index.folder, [ids[place] for place in gone], given[[*gone, *revised, 5, 14]]) == {}
    assert left(index.folder, [], neural[[2, 7]]) == {}
    assert index.count() == many - len(gone)
    kept = given[20]
    assert index.query(kept, 1)[0] == (ids[20], pytest.approx(1.0, abs=1e-4))
    index.close()
    assert left(index.folder, [ids[place] for place in gone], given[[*gone, *revised]]) == {}


def test_what_is_written_after_a_purge_brings_no_byte_back(index: VectorIndex) -> None:
    # Chroma makes its files out of memory that was freed before.
    given, more = vectors(1_500), vectors(3_000, seed=5)
    ids, others = names(1_500), names(3_000, 10_000)
    gone = ids[:40], given[:40]
    index.upsert(ids, given)
    index.purge(ids[:40])
    home = index.folder.parent
    for start in range(0, 3_000, 1_000):
        index.upsert(others[start : start + 1_000], more[start : start + 1_000])
    index.promote(others[:20], vectors(20, seed=6, length=MAIN_LENGTH))
    assert left(home, *gone) == {}
    fresh = index.beside()
    fresh.upsert(others[:5], more[:5])
    fresh.promote(others[:5], vectors(5, seed=6, length=MAIN_LENGTH))
    assert left(home, *gone) == {}
    index.take_over(fresh)
    assert left(home, *gone) == {}


def test_the_search_for_bytes_finds_a_vector_that_was_only_deleted(index: VectorIndex) -> None:
    given = vectors(3_000)
    index.upsert(names(3_000), given)
    index.open()
    index._collections[INSTANT].delete(ids=names(3))  # as Chroma deletes, without overwriting
    index.sweep()
    assert left(index.folder, names(3), given[:3]) == {"data_level0.bin": 9}


def test_questions_are_answered_all_through_a_purge(index: VectorIndex) -> None:
    given = vectors(3_000)
    index.upsert(names(3_000), given)
    ended = threading.Event()
    answers: list[str] = []
    failures: list[IndexUnavailable] = []

    def ask() -> None:
        while not ended.is_set():
            try:
                answers.append(index.query(given[2_000], 1)[0][0])
            except IndexUnavailable as error:
                failures.append(error)

    asking = [threading.Thread(target=ask) for _ in range(3)]
    for thread in asking:
        thread.start()
    for start in range(0, 50, 10):
        index.purge(names(10, start))
    ended.set()
    for thread in asking:
        thread.join()
    assert failures == []
    assert set(answers) == {names(1, 2_000)[0]}


def test_twenty_purges_in_a_row_leave_the_rest_as_findable_as_before(index: VectorIndex) -> None:
    given, ids = vectors(3_000), names(3_000)
    index.upsert(ids, given)
    for start in range(0, 200, 10):
        index.purge(ids[start : start + 10])
    asked = range(500, 600)
    found = [
        len({name for name, _ in index.query(given[place], 10)} & set(best(given[200:], ids[200:], given[place], 10)))
        for place in asked
    ]
    assert sum(found) >= 0.97 * 10 * len(asked)


_PURGER = """
import sys
from pathlib import Path
from tests.contracts.vector_index import names, vectors
from tests.store.test_index import opened
index = opened(Path(sys.argv[1]))
index.upsert(names(2_500), vectors(2_500))
print("ready", flush=True)
for start in range(0, 2_000, 5):
    index.purge(names(5, start))
    print(start, flush=True)
"""


@pytest.mark.parametrize("after", [1, 3, 6])
def test_a_purge_killed_in_the_middle_can_be_done_again(tmp_path: Path, after: int) -> None:
    folder = tmp_path / "index"
    child = subprocess.Popen([sys.executable, "-c", _PURGER, folder], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in zip(range(1 + after), child.stdout, strict=False):
        pass
    child.send_signal(signal.SIGKILL)
    child.stdout.close()
    child.wait()
    index = opened(folder)
    if wrong := index.damage():
        pytest.fail(wrong)
    given = vectors(2_500)
    index.purge(names(5 * after + 5))
    assert left(folder, names(5 * after + 5), given[: 5 * after + 5]) == {}
    assert sorted(index.ids())[-400:] == names(400, 2_100)
    assert index.query(given[2_300], 1)[0][0] == names(1, 2_300)[0]
    index.close()


def test_vectors_of_a_collection_that_was_deleted_are_removed_when_it_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    old = VectorIndex(folder, encoder="old", dimensions=INSTANT_LENGTH)
    given = vectors(1_500)
    old.upsert(names(1_500), given)
    old.close()
    new = opened(folder)
    new.upsert(["x"], vectors(1, seed=5))
    new.close()
    new.open()
    new.sweep()
    assert left(folder, names(50), given[:50]) == {}
    assert list(new.ids()) == ["x"]
    new.close()


def test_two_encoders_make_one_index_for_real(tmp_path: Path, encoder: StaticEncoder) -> None:
    neural = NeuralEncoder(assets.folder("minilm-int8"))
    index = VectorIndex(
        tmp_path / "index", encoder=encoder.name, dimensions=encoder.dimensions, main=(neural.name, neural.dimensions)
    )
    texts = ["My dog is called Biscuit.", "The spare key is with Ana.", "We travel to Lisbon in June."]
    index.upsert(names(3), encoder.embed([f"User: {text}" for text in texts]))
    index.promote(names(2), neural.embed(texts[:2]))
    question = neural.embed(["What is the name of my pet?"])[0]
    assert index.query(question, 1, which=MAIN)[0][0] == names(3)[0]
    assert list(index.ids(INSTANT)) == names(1, 2)
    index.purge(names(1))
    assert index.query(question, 5, which=MAIN)[0][0] == names(3)[1]
    index.close()


def graph(folder: Path, file: str) -> Path:
    """A file of the graph of the instant collection, of an index that is closed."""
    return max(folder.glob(f"*/{file}"), key=lambda path: (path.parent / "data_level0.bin").stat().st_size)


@pytest.mark.parametrize(
    "file", ["data_level0.bin", "header.bin", "link_lists.bin", "index_metadata.pickle", "chroma.sqlite3"]
)
@pytest.mark.parametrize("how", ["nonsense", "cut", "gone"])
def test_a_damaged_file_is_a_sentence_and_never_the_end_of_the_process(
    index: VectorIndex, file: str, how: str
) -> None:
    index.upsert(names(1_500), vectors(1_500))
    index.close()
    path = index.folder / file if file == segments.DATABASE else graph(index.folder, file)
    if how == "gone":
        path.unlink()
    else:
        content = path.read_bytes()
        path.write_bytes(os.urandom(len(content)) if how == "nonsense" else content[: len(content) // 2])
    if file == segments.DATABASE and how == "gone":
        assert index.count() == 0
        return
    with pytest.raises(IndexUnavailable, match="doctor --rebuild"):
        index.query(vectors(1)[0], 1)


def test_an_index_that_does_not_open_disturbs_no_other_one(index: VectorIndex, tmp_path: Path) -> None:
    given = vectors(5)
    index.upsert(names(5), given)
    other = opened(tmp_path / "other")
    other.upsert(names(5), given)
    other.close()
    path = other.folder / segments.DATABASE
    path.write_bytes(path.read_bytes()[:100] + bytes(path.stat().st_size - 100))
    with pytest.raises(IndexUnavailable):
        other.count()
    index.upsert(names(5, 5), vectors(5, seed=1))
    assert index.query(given[2], 1)[0][0] == names(5)[2]
    index.close()
    other.close()
    until(lambda: _opened_below(tmp_path) == [], "Chroma's own thread has closed its database")


def _opened_below(folder: Path) -> list[str]:
    return [file.path for file in psutil.Process().open_files() if str(folder) in file.path]


def test_a_graph_that_is_gone_is_noticed(index: VectorIndex) -> None:
    index.upsert(names(1_500), vectors(1_500))
    index.close()
    shutil.rmtree(graph(index.folder, "header.bin").parent)
    assert "missing" in index.damage()


def test_a_folder_that_is_taken_away_while_it_is_used_is_noticed(index: VectorIndex) -> None:
    index.upsert(names(5), vectors(5))
    assert index.damage() == ""
    shutil.rmtree(index.folder)
    assert "removed" in index.damage()


def test_a_new_index_takes_over_from_the_old_one(index: VectorIndex) -> None:
    given = vectors(10)
    index.upsert(names(10), given)
    fresh = index.beside()
    fresh.upsert(names(5), given[:5])
    assert index.count() == 10
    index.take_over(fresh)
    assert sorted(index.ids()) == names(5)
    assert [path.name for path in index.folder.parent.iterdir()] == ["index"]


def test_what_a_kill_left_of_a_change_of_folders_is_put_right(index: VectorIndex) -> None:
    index.upsert(names(5), vectors(5))
    index.close()
    index.folder.rename(index.folder.with_name("index.old"))
    (index.folder.with_name("index.new")).mkdir()
    again = opened(index.folder)
    assert again.count() == 5
    assert [path.name for path in index.folder.parent.iterdir()] == ["index"]
    again.close()


def test_its_bytes_are_told_by_part(index: VectorIndex) -> None:
    index.upsert(names(2_000), vectors(2_000))
    sizes = index.sizes()
    assert sizes["vectors"] > 2_000 * INSTANT_LENGTH * 4
    assert sizes["index"] > 0
    assert index.bytes() == sum(sizes.values())
