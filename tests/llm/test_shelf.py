"""State files: handed out to the model and the text that made them, and gone with what they hold."""

from __future__ import annotations

import os
import secrets
import shutil
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llama_cpp import __version__ as library

from secondme.llm.catalog import describe
from secondme.llm.context import Layout
from secondme.llm.identity import model_identity
from secondme.llm.llama import Model
from secondme.llm.pruning import Book
from secondme.llm.shelf import SPEEDS, Shelf, Speeds, cheaper
from secondme.llm.statefile import VERSION, Meta, Refusal, Saved, Stamp, digest
from secondme.ports import Trace

MIB = 1 << 20
STAMP = Stamp(
    model="a" * 64, size=1_000, quantisation="Q8_0", architecture="llama", keys="f16", values="f16", flash=False,
    room=4096, library="0.3.36", text="b" * 64,
)  # fmt: skip

Make = Callable[..., Shelf]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes shelves over one folder."""

    def shelf(limit: int = 64 * MIB, folder: Path = tmp_path / "states", spare: int = 0) -> Shelf:
        return Shelf(folder, limit, spare=spare)

    return shelf


def book(rows: int = 5) -> Book:
    made = Book()
    for number in range(rows):
        made = made.appended([number * 1000], number // 3, number % 4, number / 7 if number % 5 else np.nan)
    return made


def meta(rows: int = 5, **more: Any) -> Meta:
    return Meta(STAMP, book(rows), **more)


def state_of(shelf: Shelf, name: str, expected: Stamp = STAMP) -> bytes:
    found = shelf.load(name, expected)
    assert isinstance(found, Saved), found
    return found.payload


def refused(shelf: Shelf, name: str, expected: Stamp = STAMP) -> str:
    found = shelf.load(name, expected)
    assert isinstance(found, Refusal)
    assert found.sentence.endswith(".")
    return found.reason


# ---- there and back ------------------------------------------------------------------------------------------------


def test_a_state_comes_back_as_it_was_saved(make: Make) -> None:
    payload = secrets.token_bytes(9 * MIB + 17)
    told = meta(2000, conversation="c1", memories=("m1", "m2"), more='{"é": 1}')
    assert make().save("one", told, payload) == ""
    found = make().load("one", STAMP)
    assert isinstance(found, Saved)
    assert found.payload == payload
    for field in ("stamp", "conversation", "memories", "more"):
        assert getattr(found.meta, field) == getattr(told, field)
    for column in ("token", "unit", "kind", "surprisal"):
        there, here = getattr(told.book, column), getattr(found.meta.book, column)
        assert here.dtype == there.dtype
        assert np.array_equal(here, there, equal_nan=column == "surprisal")
    looked = make().look("one")
    assert looked is not None
    assert looked.conversation == "c1"
    assert make().look("two") is None


def test_an_empty_state_and_an_empty_book_are_kept_too(make: Make) -> None:
    shelf = make()
    assert shelf.save("none", meta(0), b"") == ""
    assert state_of(shelf, "none") == b""


def test_saving_again_takes_the_place_of_what_was_there(make: Make, tmp_path: Path) -> None:
    shelf = make()
    for payload in (b"first" * 9, b"second"):
        assert shelf.save("one", meta(), payload) == ""
    assert state_of(shelf, "one") == b"second"
    assert [path.name for path in (tmp_path / "states").iterdir()] == ["one.state"]


def test_files_and_folder_are_for_their_owner_alone(make: Make, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        make().save("one", meta(), b"state")
    finally:
        os.umask(old)
    assert (tmp_path / "states").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "states/one.state").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a b", "x" * 101])
def test_a_name_that_leads_elsewhere_is_refused(make: Make, name: str) -> None:
    with pytest.raises(ValueError, match="no name for a state"):
        make().save(name, meta(), b"")


def test_what_was_left_half_written_goes_when_the_shelf_is_opened(tmp_path: Path) -> None:
    Shelf(tmp_path, MIB, spare=0).save("one", meta(), b"state")
    (tmp_path / ".two.00.new").write_bytes(b"half written")
    assert Shelf(tmp_path, MIB, spare=0).size("one") > len(b"state")
    assert [path.name for path in tmp_path.iterdir()] == ["one.state"]


# ---- refused -------------------------------------------------------------------------------------------------------

OTHERS: list[tuple[str, dict[str, Any]]] = [
    ("quantisation", {"quantisation": "Q4_0"}),
    ("quantisation", {"quantisation": "Q4_0", "model": "c" * 64}),
    ("model", {"model": "c" * 64}),
    ("model", {"size": 1_001}),
    ("model", {"architecture": "qwen2"}),
    ("adapter", {"adapter": "d" * 64}),
    ("layout", {"keys": "q8_0"}),
    ("layout", {"values": "q8_0"}),
    ("layout", {"flash": True}),
    ("layout", {"library": "0.3.37"}),
    ("layout", {"room": 4}),
    ("context", {"text": "e" * 64}),
]


@pytest.mark.parametrize(("reason", "change"), OTHERS)
def test_a_state_is_refused_exactly_where_the_stamp_differs(make: Make, reason: str, change: dict[str, Any]) -> None:
    shelf = make()
    shelf.save("one", meta(), b"state")
    assert refused(shelf, "one", replace(STAMP, **change)) == reason
    assert state_of(shelf, "one") == b"state"  # it stays for whom it was made
    assert (replace(STAMP, **change).key == STAMP.key) == ("room" in change)


def test_a_state_goes_on_in_a_larger_room(make: Make) -> None:
    shelf = make()
    shelf.save("one", meta(), b"state")
    assert state_of(shelf, "one", replace(STAMP, room=16_384)) == b"state"


def test_a_file_cut_anywhere_is_removed_and_reported(make: Make, tmp_path: Path) -> None:
    shelf, file = make(), tmp_path / "states/one.state"
    shelf.save("one", meta(100), secrets.token_bytes(300_000))
    whole = file.read_bytes()
    for tenth in range(10):
        file.write_bytes(whole[: len(whole) * tenth // 10])
        assert refused(shelf, "one") == "damaged", tenth
        assert not file.exists()
    file.write_bytes(whole[:-1])
    assert refused(shelf, "one") == "damaged"
    file.write_bytes(whole)
    assert len(state_of(shelf, "one")) == 300_000


def test_a_byte_changed_anywhere_is_noticed(tmp_path: Path) -> None:
    shelf, file = Shelf(tmp_path, MIB, spare=0), tmp_path / "one.state"
    shelf.save("one", meta(20), secrets.token_bytes(500))
    whole = file.read_bytes()
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 8
        file.write_bytes(changed)
        assert refused(shelf, "one") == ("version" if 8 <= at < 12 else "damaged"), at
        assert not file.exists()


@pytest.mark.parametrize("content", [b"", b"\x892mstate", b"SQLite format 3\0" + bytes(4080), b"x" * 100_000])
def test_what_never_was_a_state_is_removed(make: Make, tmp_path: Path, content: bytes) -> None:
    shelf = make()
    shelf.save("one", meta(), b"state")
    (tmp_path / "states/one.state").write_bytes(content)
    assert shelf.look("one") is None
    assert refused(shelf, "one") == "damaged"
    assert shelf.names() == []


def test_a_file_of_another_version_is_removed_and_reported(tmp_path: Path) -> None:
    shelf, file = Shelf(tmp_path, MIB, spare=0), tmp_path / "one.state"
    for version in (VERSION - 1, VERSION + 1):
        shelf.save("one", meta(), b"state")
        with file.open("r+b") as written:
            written.seek(8)
            written.write(struct.pack("<I", version))
        assert refused(shelf, "one") == "version"
        assert not file.exists()


def test_lengths_that_no_memory_has_room_for_cost_nothing(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, MIB, spare=0)
    (tmp_path / "one.state").write_bytes(struct.pack("<8sIIIQ", b"\x892mstate", VERSION, 2**32 - 1, 0, 2**64 - 1))
    assert refused(shelf, "one") == "damaged"


def test_a_folder_in_the_place_of_a_file_is_no_state(make: Make, tmp_path: Path) -> None:
    shelf = make()
    (tmp_path / "states/one.state").mkdir(parents=True)
    assert refused(shelf, "one") == "unreadable"
    assert shelf.save("one", meta(), b"state") != ""


# ---- bounds --------------------------------------------------------------------------------------------------------


def test_those_longest_unused_make_room_and_the_limit_is_never_passed(make: Make) -> None:
    one = 300_000
    make().save("size", meta(), bytes(one))
    each = make().bytes() + 300_000
    make().clear()
    shelf = make(limit=3 * each)
    for n in range(3):
        assert shelf.save(f"s{n}", meta(), bytes(one)) == ""
    assert isinstance(shelf.load("s0", STAMP), Saved)
    for n in range(3, 9):
        assert shelf.save(f"s{n}", meta(), bytes(one)) == ""
        assert shelf.bytes() <= shelf.limit
        assert f"s{n}" in shelf.names()
        assert isinstance(shelf.load("s0", STAMP), Saved)  # in use all the time


def test_a_state_larger_than_the_limit_drives_nothing_out(make: Make) -> None:
    shelf = make(limit=MIB)
    shelf.save("small", meta(), b"state")
    assert "larger than" in shelf.save("large", meta(), bytes(2 * MIB))
    assert shelf.names() == ["small"]


def test_space_that_the_memory_may_need_is_left_free(make: Make, tmp_path: Path) -> None:
    make().save("one", meta(), b"state")
    greedy = make(spare=shutil.disk_usage(tmp_path).total)
    assert "full" in greedy.save("two", meta(), b"state")
    assert greedy.names() == ["one"]


def test_on_a_full_disk_nothing_half_written_is_left(make: Make, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can only be mounted by root")
    try:
        shelf = make(folder=disk / "states")
        assert shelf.save("one", meta(), b"state") == ""
        assert "full" in shelf.save("two", meta(), bytes(2 * MIB))
        blind = make(folder=disk / "states", spare=-(1 << 40))  # as if the space went while it is being written
        assert "full" in blind.save("two", meta(), secrets.token_bytes(2 * MIB))
        assert shelf.names() == ["one"]
        assert [path.name for path in (disk / "states").iterdir()] == ["one.state"]
        assert state_of(shelf, "one") == b"state"
    finally:
        subprocess.run(["umount", disk], check=True)


NOBODY = """
import sys
from pathlib import Path
from secondme.errors import StoreError
from secondme.llm.pruning import Book
from secondme.llm.shelf import Shelf
from secondme.llm.statefile import Meta, Stamp
stamp = Stamp("m", 1, "q", "a", "f16", "f16", False, 9, "1", "t")
shelf = Shelf(Path(sys.argv[1]), 1 << 20, spare=0)
print(shelf.save("two", Meta(stamp, Book()), b"state"))
print(shelf.load("one", stamp).reason)
try:
    shelf.erase(["m1"])
except StoreError as error:
    print(error)
print(Shelf(Path(sys.argv[1]) / "below", 1 << 20, spare=0).save("two", Meta(stamp, Book()), b"state"))
"""


def test_a_folder_that_cannot_be_written_gives_a_sentence() -> None:
    as_nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"] if os.getuid() == 0 else []
    if as_nobody and shutil.which("setpriv") is None:
        pytest.skip("root writes everywhere, and there is no setpriv here to become somebody else")
    with tempfile.TemporaryDirectory() as place:  # the test's own folder can be entered by its owner only
        folder = Path(place).resolve()
        Shelf(folder, MIB, spare=0).save("one", meta(), b"state")
        folder.chmod(0o555)
        (folder / "one.state").chmod(0)
        command = [*as_nobody, sys.executable, "-B", "-c", NOBODY, str(folder)]
        paths = os.pathsep.join(path for path in sys.path if path)
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", env={"PYTHONPATH": paths})
        folder.chmod(0o755)
    assert done.returncode == 0, done.stderr
    saved, reason, forgotten, below = done.stdout.splitlines()
    assert saved.startswith(f"A state could not be kept in {folder}: ")
    assert reason == "unreadable"
    assert "could not be overwritten and removed" in forgotten
    assert below.startswith("A state could not be kept in ")


# ---- at the same time ----------------------------------------------------------------------------------------------


def test_saving_and_loading_at_once_gives_one_whole_state_or_none(make: Make) -> None:
    shelf = make()
    payloads = {bytes([n]) * 400_000 for n in range(8)}
    over = threading.Event()
    seen: list[bytes] = []
    strange: list[Refusal] = []

    def load() -> None:
        while not over.is_set():
            found = shelf.load("one", STAMP)
            if isinstance(found, Saved):
                seen.append(found.payload)
            elif found.reason != "absent":
                strange.append(found)

    readers = [threading.Thread(target=load) for _ in range(2)]
    shelf.save("one", meta(), bytes(400_000))
    for reader in readers:
        reader.start()
    for payload in sorted(payloads) * 4:
        assert shelf.save("one", meta(), payload) == ""
    over.set()
    for reader in readers:
        reader.join()
    assert strange == []
    assert seen
    assert set(seen) <= payloads
    assert shelf.names() == ["one"]


def test_what_is_forgotten_while_it_is_being_saved_does_not_stay(make: Make) -> None:
    shelf = make()
    saving = threading.Thread(target=lambda: [shelf.save("one", meta(memories=("m",)), bytes(MIB)) for _ in range(5)])
    saving.start()
    while saving.is_alive():
        shelf.forget(["m"])
    shelf.forget(["m"])
    assert shelf.names() == []


SAVER = """
import sys
from pathlib import Path
from secondme.llm.pruning import Book
from secondme.llm.shelf import Shelf
from secondme.llm.statefile import Meta, Stamp
shelf = Shelf(Path(sys.argv[1]), 1 << 26, spare=0)
stamp = Stamp("m", 1, "q", "a", "f16", "f16", False, 9, "1", "t")
for n in range(1 << 20):
    shelf.save("one", Meta(stamp, Book()), bytes([n % 256]) * 3_000_000)
    print(n, flush=True)
"""


def test_a_process_killed_while_it_saves_leaves_a_whole_state_or_none(tmp_path: Path) -> None:
    stamp = Stamp("m", 1, "q", "a", "f16", "f16", False, 9, "1", "t")
    for lines in (1, 2, 4):
        command = [sys.executable, "-c", SAVER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ) as saving:
            assert saving.stdout
            for _ in range(lines):
                saving.stdout.readline()
            saving.kill()
        found = Shelf(tmp_path, 64 * MIB, spare=0).load("one", stamp)
        assert isinstance(found, Saved) or found.reason == "absent"
        assert {path.name for path in tmp_path.iterdir()} <= {"one.state"}


# ---- forgetting ----------------------------------------------------------------------------------------------------


@pytest.fixture
def filled(make: Make) -> Shelf:
    shelf = make()
    shelf.save("prefix", meta(), b"the system's words alone")
    shelf.save("talk", meta(conversation="c1", memories=("m3",)), b"said, and more may be drawn from it")
    return shelf


def test_forgetting_takes_every_state(filled: Shelf) -> None:
    trace: Trace = filled
    assert trace.erase([]) == ""
    assert filled.names() == ["prefix", "talk"]
    assert trace.erase(["elsewhere"]) == ""
    assert filled.names() == []


def test_what_cannot_be_read_is_forgotten_too(filled: Shelf, tmp_path: Path) -> None:
    (tmp_path / "states/prefix.state").write_bytes(b"who knows")
    (tmp_path / "states/.half.00.new").write_bytes(b"half written")
    assert filled.forget(["elsewhere"]) == ["prefix", "talk"]
    assert list((tmp_path / "states").iterdir()) == []


def test_clearing_leaves_nothing(filled: Shelf, tmp_path: Path) -> None:
    assert filled.clear() == ["prefix", "talk"]
    assert list((tmp_path / "states").iterdir()) == []
    assert filled.clear() == []


@pytest.mark.parametrize("how", ["forget", "replace", "evict"])
def test_what_goes_is_overwritten(tmp_path: Path, how: str) -> None:
    shelf = Shelf(tmp_path, 20_000, spare=0)
    shelf.save("one", meta(memories=("m",)), b"secret" * 1000)
    with (tmp_path / "one.state").open("rb") as kept_open:
        if how == "forget":
            shelf.forget(["m"])
        elif how == "replace":
            shelf.save("one", meta(), b"other")
        else:
            shelf.save("two", meta(), bytes(18_000))
        assert set(kept_open.read()) == {0}


# ---- the cheaper way -----------------------------------------------------------------------------------------------


def test_the_cheaper_way_is_taken_and_both_are_told() -> None:
    slow_disk = cheaper(46_000_000, 2_000, Speeds(restore=1e6, read=180.0))
    assert (slow_disk.way, slow_disk.restoring, round(slow_disk.reading, 1)) == ("read", 46.0, 11.1)
    assert cheaper(46_000_000, 2_000, Speeds(restore=270e6, read=180.0)).way == "restore"
    assert cheaper(0, 0, Speeds()).way == "read"
    with pytest.raises(ValueError, match="negative"):
        cheaper(-1, 0, Speeds())
    with pytest.raises(ValueError, match="positive"):
        cheaper(1, 1, Speeds(restore=0.0))


@given(st.integers(0, 1 << 40), st.integers(0, 1 << 20), st.floats(1, 1e11), st.floats(0.01, 1e6))
def test_no_way_that_is_taken_costs_more_than_the_other(size: int, tokens: int, restore: float, read: float) -> None:
    choice = cheaper(size, tokens, Speeds(restore, read))
    assert {"restore": choice.restoring, "read": choice.reading}[choice.way] == min(choice.restoring, choice.reading)


def test_rates_are_measured_for_each_model_and_outlive_the_process(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "states", MIB, spare=0)
    assert shelf.speeds("m") == Speeds()
    assert shelf.measured("m", read=(1000, 10.0)) == replace(Speeds(), read=100.0)
    assert shelf.measured("m", restored=(10**9, 1.0), read=(2000, 10.0)) == Speeds(restore=1e9, read=130.0)
    assert shelf.measured("m", read=(0, 1.0), restored=(5, 0.0)) == Speeds(restore=1e9, read=130.0)
    again = Shelf(tmp_path / "states", MIB, spare=0)
    assert again.speeds("m") == Speeds(restore=1e9, read=130.0)
    assert again.speeds("other") == Speeds()
    assert again.names() == []


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"m": 1}', b'{"m": {"read": -1, "restore": "x"}}', b'{"m": {"rea'])
def test_noted_rates_that_make_no_sense_are_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / SPEEDS).write_bytes(content)
    shelf = Shelf(tmp_path, MIB, spare=0)
    assert shelf.speeds("m") == Speeds()
    assert shelf.measured("m", read=(50, 1.0)).read == 50.0


# ---- with a model --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


@pytest.mark.model
def test_a_saved_state_goes_on_bit_for_bit_and_in_a_larger_room(make: Make, model: Model, starter_file: Path) -> None:
    card, small = describe(starter_file), Layout(room=256, threads=1)
    tokens = model.tokens("The capital of France is Paris, and that of Italy is", special=False)
    stamp = Stamp(
        model=model_identity(starter_file), size=card.bytes, quantisation=card.quantisation,
        architecture=card.architecture, keys=small.keys, values=small.values, flash=small.flash, room=small.room,
        library=library, text=digest(tokens[:-1]),
    )  # fmt: skip
    with model.context(small) as context:
        context.read(tokens[:-1])
        told = Meta(stamp, Book().appended(tokens[:-1], 0, 0))
        assert make().save("prefix", told, context.state(tokens[-2])) == ""
        context.read(tokens[-1:])
        expected = context.logits().copy()
    for room in (256, 512):
        found = make().load("prefix", replace(stamp, room=room))
        assert isinstance(found, Saved)
        with model.context(replace(small, room=room)) as context:
            assert context.restore(found.payload, len(found.meta.book))
            assert context.length() == len(tokens) - 1
            context.read(tokens[-1:])
            assert np.array_equal(context.logits(), expected)
