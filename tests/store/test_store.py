"""The store over real SQLite and real ChromaDB: what survives, what heals, what is said when it cannot."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import apsw
import pytest

from secondme.encoders.static import StaticEncoder
from secondme.errors import Damaged, IndexUnavailable, StoreError, TooNew
from secondme.memory.record import By, Status
from secondme.store.conversations import Conversations
from secondme.store.ledger import Ledger
from secondme.store.listed import Listed
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, damage_index, open_store
from tests.contracts.memory_store import DOG, KEY, TRIP, episode


def test_what_was_remembered_is_there_after_closing_and_opening(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    first = open_store(tmp_path, encoder, clock)
    first.remember([DOG, KEY], rule="said")
    first.close()
    second = open_store(tmp_path, encoder, clock)
    assert second.get([DOG.id, KEY.id]) == [DOG, KEY]
    assert second.settle()
    assert second.nearest("dog", limit=1, which=Filter())[0].memory == DOG.id
    second.close()


def test_a_deleted_index_is_rebuilt_from_the_ledger(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> None:
    first = open_store(tmp_path, encoder, clock)
    first.remember([DOG, KEY, TRIP], rule="said")
    assert first.settle()
    first.close()
    shutil.rmtree(tmp_path / "index")
    second = open_store(tmp_path, encoder, clock)
    assert second.heal() == 3
    assert second.settle()
    assert second.index.count() == 3
    second.close()


def test_a_damaged_index_leaves_words_and_is_rebuilt(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    first = open_store(tmp_path, encoder, clock)
    first.remember([DOG, KEY], rule="said")
    assert first.settle()
    first.close()
    damage_index(tmp_path)
    second = open_store(tmp_path, encoder, clock)
    with pytest.raises(IndexUnavailable, match="doctor --rebuild"):
        second.nearest("dog", limit=1, which=Filter())
    assert [hit.memory for hit in second.words("dog", limit=1, which=Filter())] == [DOG.id]
    steps: list[tuple[int, int]] = []
    assert second.rebuild(lambda done, total: steps.append((done, total))) == 2
    assert steps[-1] == (2, 2)
    assert second.nearest("dog", limit=1, which=Filter())[0].memory == DOG.id
    second.close()


def test_archived_memories_leave_the_index_and_come_back(store: Store) -> None:
    store.remember([DOG, KEY], rule="said")
    archived = DOG.moved(Status.ARCHIVED)
    store.revise([archived], what="archived", rule="test")
    assert store.settle()
    assert store.index.count() == 1
    store.revise([archived.moved(Status.ACTIVE)], what="came back", rule="test")
    assert store.settle()
    assert store.index.count() == 2


def test_a_text_without_a_known_word_is_kept_and_has_no_vector(store: Store) -> None:
    store.remember([episode("🙂", n=9)], rule="said")
    assert store.settle()
    assert store.heal() == 0


def test_a_block_that_fails_leaves_nothing(store: Store) -> None:
    def breaks() -> None:
        with store.ledger.write():
            store.remember([DOG], rule="said")
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        breaks()
    assert store.count(Filter()) == 0
    assert store.outbox.waiting() == 0


def test_threads_read_while_one_writes(store: Store) -> None:
    store.remember([DOG], rule="said")
    seen: list[int] = []
    with store.ledger.write():
        store.remember([KEY], rule="said")
        reader = threading.Thread(target=lambda: seen.append(store.count(Filter())))
        reader.start()
        reader.join()
        assert store.count(Filter()) == 2
    assert seen == [1]


def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    Ledger(path).close()
    connection = apsw.Connection(str(path))
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(TooNew, match="newer version"):
        Ledger(path)
    connection = apsw.Connection(str(path))
    assert connection.execute("PRAGMA user_version").fetchone() == (999,)
    connection.close()


def test_a_file_that_is_no_database_is_a_sentence_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(b"my holiday pictures" * 500)
    with pytest.raises(Damaged, match="damaged"):
        Ledger(path)
    assert path.read_bytes() == b"my holiday pictures" * 500


def test_a_damaged_page_is_found(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> None:
    first = open_store(tmp_path, encoder, clock)
    first.remember([episode(f"Memory number {n}", n=n) for n in range(500)], rule="said")
    first.close()
    with (tmp_path / "ledger.db").open("r+b") as file:
        file.seek(-4096, os.SEEK_END)
        file.write(os.urandom(4096))
    ledger = Ledger(tmp_path / "ledger.db")
    assert ledger.check()
    ledger.close()


def test_a_folder_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Ledger(tmp_path / "missing" / "ledger.db")


_SMALL_DISK = """
import sys
from pathlib import Path
from secondme.store.conversations import Conversations
from secondme.store.ledger import Ledger
from secondme.errors import DiskFull
ledger = Ledger(Path(sys.argv[1]) / "ledger.db")
kept = 0
try:
    while kept < 10_000:
        with ledger.write() as connection:
            connection.execute("INSERT INTO note VALUES (?, ?)", (str(kept), "x" * 20_000))
        kept += 1
except DiskFull as error:
    print(error)
found = ledger.scalar("SELECT count(*) FROM note")
assert found == kept, (found, kept)
print("kept", kept)
"""


def test_a_full_disk_is_a_sentence_and_loses_nothing(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        done = subprocess.run([sys.executable, "-c", _SMALL_DISK, disk], capture_output=True, text=True, check=False)
    finally:
        subprocess.run(["umount", disk], check=True)
    assert done.returncode == 0, done.stderr
    assert "is full" in done.stdout
    assert "kept 0" not in done.stdout


_WRITER = """
import sys, time
from pathlib import Path
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from tests.conftest import open_store
from tests.contracts.memory_store import episode
home = Path(sys.argv[1])
store = open_store(home, StaticEncoder(assets.folder("static-minilm-256")), time.time)
first = int(sys.argv[2])
for n in range(first, first + 100_000):
    store.remember([episode(f"Memory number {n}", n=n)], rule="said")
    print(n, flush=True)
"""


def test_a_killed_writer_loses_nothing_that_it_acknowledged(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    acknowledged: set[int] = set()
    for run in range(2):
        child = subprocess.Popen(
            [sys.executable, "-c", _WRITER, tmp_path, str(run * 1_000_000)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _, line in zip(range(40 + 25 * run), child.stdout, strict=False):
            acknowledged.add(int(line))
        child.send_signal(signal.SIGKILL)
        acknowledged |= {int(line) for line in child.stdout if line.endswith("\n")}
        child.stdout.close()
        child.wait()
    store = open_store(tmp_path, encoder, clock)
    texts = [memory.text for memory in store.each(Filter())]
    assert {f"Memory number {n}" for n in acknowledged} <= set(texts)
    assert len(texts) == len(set(texts))
    assert store.settle()
    store.heal()
    assert store.settle()
    assert sorted(store.index.ids()) == sorted(memory.id for memory in store.each(Filter()))
    assert store.ledger.check() == ""
    store.close()


def test_a_title_is_made_from_what_was_said_and_goes_with_it(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("a", "chat")
    said = talks.say("a", By.PERSON, "My dog is called Biscuit.")
    talks.say("a", By.PERSON, "What is my dog called?")
    assert Listed(store.ledger).page(5)[0]["title"] == "My dog is called Biscuit."
    store.forget([said.memory.id])
    assert Listed(store.ledger).page(5)[0]["title"] == "What is my dog called?"


def test_the_index_learns_of_what_a_larger_transaction_stored(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    talks.begin("a", "chat")
    for number in range(20):
        talks.say("a", By.PERSON, f"The boat number {number} is blue.")
    assert store.settle()
    assert store.index.count() == 20
    assert store.outbox.waiting() == 0


def _opened(path: Path) -> int:
    """How often this process has a file open."""
    found = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found += descriptor.readlink() == path
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted through /proc")
def test_reading_from_many_threads_leaves_no_connections_behind(store: Store) -> None:
    store.remember([DOG], rule="said")
    assert store.settle()
    for _ in range(30):
        reader = threading.Thread(target=lambda: store.count(Filter()))
        reader.start()
        reader.join()
    assert 0 < _opened(store.ledger.path) < 8


@pytest.mark.parametrize("question", ["Biscuit's", "dog/cat", "what about (Biscuit)?"])
def test_words_are_found_whatever_stands_around_them(store: Store, question: str) -> None:
    store.remember([DOG, KEY], rule="said")
    assert [hit.memory for hit in store.words(question, limit=5, which=Filter())] == [DOG.id]
