"""Readers in a process of their own: a bad file ends as one reason, and the next one is read."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import psutil
import pytest

from secondme.errors import SecondMeError, Unreadable
from secondme.files.disk import REASONS, Disk
from secondme.files.reading import Quarantine
from secondme.ports import Reader, Section
from tests.service.running import runs, until

SOURCE = '''
import json, os, socket, subprocess, sys, time
from secondme.errors import Unreadable
from secondme.ports import Section

kept = []

def callers():
    frame = sys._getframe()
    while frame := frame.f_back:
        yield frame

def tell(content, path):
    """Does what the file says."""
    words = content.decode()
    if words == "hang":
        while True:
            pass
    if words.startswith("hang with a child"):
        child = subprocess.Popen(["sleep", "600"])
        open(words.split(":")[1], "w").write(str(child.pid))
        child.wait()
    if words.startswith("wait"):
        open(words.split(":")[1], "w").write(str(os.getpid()))
        time.sleep(600)
    if words == "die":
        os.abort()
    if words == "leave":
        os._exit(3)
    if words.startswith("eat"):
        len(bytearray(int(words.split()[1]) << 20))
    if words.startswith("keep"):
        kept.append(bytearray(int(words.split()[1]) << 20))
    if words == "refuse":
        raise Unreadable("encrypted", "It is locked.", "Open it.")
    if words == "fail":
        raise KeyError("page 7")
    if words == "connect":
        socket.create_connection(("127.0.0.1", 9))
    if words == "print":
        print("{}", flush=True)
        os.write(1, b"more\\n")
    if words == "pid":
        words = str(os.getpid())
    if words == "other":
        yield "no section"
    if words.startswith("say"):
        telling = next(one.f_locals["answers"] for one in callers() if "answers" in one.f_locals)
        telling.write(words[4:].encode() + b"\\n")
    if words.startswith("flood"):
        yield from (Section("x" * 2_000_000, 0, 1) for _ in range(int(words.split()[1])))
    if words.startswith("many"):
        yield from (Section(f"{number} \u00e4 \\ud800", number, number + 1) for number in range(int(words.split()[1])))
        yield Section("lines\\nof it", 0, 1, lines=((0, 1), (6, 2)))
        yield Section("y" * 400_000, 0, 1)
        return
    if words.startswith("wrong"):
        yield Section(*json.loads(words[6:]))
    yield Section(words, 3, 2, "heading \\u2028 \\ud800", 4)
'''


@pytest.fixture
def telling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A plugin's module, which both processes can import."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/telling.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(tmp_path / "lib")
    yield importlib.import_module("telling")
    del sys.modules["telling"]


class Made:
    """Quarantines of the plugin's reader."""

    def __init__(self, module: ModuleType, folder: Path) -> None:
        self.reader = Reader("teller", frozenset({".tell"}), module.tell)
        self.folder = folder
        self.all: list[Quarantine] = []

    def __call__(self, *, seconds: float = 20, megabytes: int = 300, idle: float = 60) -> Callable[[str], str]:
        environ = {"PYTHONPATH": str(self.folder / "lib")}
        made = Quarantine(seconds=seconds, memory=megabytes << 20, idle=idle, environ=environ)
        self.all.append(made)

        def read(words: str) -> str:
            try:
                (section,) = made.sections(self.reader, words.encode(), Path("/notes/ä.tell"))
            except Unreadable as error:
                return f"{error.reason}: {error}"
            return section.text

        return read


@pytest.fixture
def make(telling: ModuleType, tmp_path: Path) -> Iterator[Made]:
    made = Made(telling, tmp_path)
    yield made
    for one in made.all:
        one.close()
        one.close()


def test_a_section_comes_as_its_reader_gave_it_and_one_process_reads_many_files(make: Made) -> None:
    read = make()
    first = read("pid")
    assert int(first) != os.getpid()
    (section,) = make.all[0].sections(make.reader, b"x", Path("/a"))
    assert section == Section("x", 3, 2, "heading \u2028 \ud800", 4)
    assert read("print") == "print"
    assert read("refuse") == "encrypted: It is locked. Open it."
    assert read("fail") == f"reader: {REASONS['reader']} teller: KeyError: 'page 7'"
    assert read("pid") == first
    assert read("other").startswith(f"reader: {REASONS['reader']}")


def test_many_sections_come_in_order_with_all_that_they_hold(make: Made) -> None:
    make()
    *many, lines, long = make.all[0].sections(make.reader, b"many 1000", Path("/a"))
    assert many == [Section(f"{number} ä \ud800", number, number + 1) for number in range(1000)]
    assert lines == Section("lines\nof it", 0, 1, lines=((0, 1), (6, 2)))
    assert long == Section("y" * 400_000, 0, 1)
    # They are values that can be told apart and looked up, as those of a reader in this process are.
    assert len({*many, lines, long}) == 1002


def test_an_answer_that_is_too_long_is_a_reason_and_the_next_file_is_read(make: Made) -> None:
    read = make()
    assert read("flood 110") == f"too-much: {REASONS['too-much']}"
    assert read("fine") == "fine"


@pytest.mark.parametrize(
    "values",
    [
        [None, 0, 1], [["x"], 0, 1], ["x", 1.5, 1], ["x", "0", 1], ["x", True, 1], ["x", 0, None], ["x", -1, 1],
        ["x", 0, 1 << 63], ["x", 0, 1, 4], ["x", 0, 1, "", "4"], ["x", 0, 1, "", 0, 5], ["x", 0, 1, "", 0, "ab"],
        ["x", 0, 1, "", 0, [[0]]], ["x", 0, 1, "", 0, [[0, 1, 2]]], ["x", 0, 1, "", 0, ["ab"]],
        ["x", 0, 1, "", 0, [[0, 1.0]]], ["x", 0, 1, "", 0, [[0, -1]]], ["x", 0, 1, "", 0, {"ab": 1}],
    ],
)  # fmt: skip
def test_a_section_of_other_values_is_a_reason(make: Made, values: list[object]) -> None:
    assert make()(f"wrong {json.dumps(values)}").startswith(f"reader: {REASONS['reader']} teller")


@pytest.mark.parametrize(
    "said",
    [
        "", "{", "5", '"done"', "{}", "[]", "[5]", "[[]]", '["x", 0, 1, "", 0, []]', '[["x", 0, 1, "", 0]]',
        '[["x", 0, 1, "", 0, []], ["x", 0, 1, "", 0]]', '[{"text": "x", "start": 0, "line": 1}]', '["abcdef"]',
        '{"text": "x", "start": 0, "line": 1}', '{"unreadable": ["encrypted", 5, ""]}', '{"unreadable": 5}',
        '{"unreadable": []}', "[" * 100_000, "[[" + "9" * 5000 + "]]", "[[NaN]]",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_a_reason(make: Made, said: str) -> None:
    assert make()(f"say {said}").startswith(f"reader: {REASONS['reader']}")


def test_a_process_that_gave_no_answer_is_ended_and_the_next_file_is_read(make: Made) -> None:
    read = make()
    first = read("pid")
    assert read("say 5").startswith(f"reader: {REASONS['reader']}")
    second = read("pid")
    assert read('wrong ["x", "0", 1]').endswith(" teller gave what is no section: a value is no int.")
    assert len({first, second, read("pid")}) == 3


def test_a_reader_opens_no_connections(make: Made) -> None:
    assert "PermissionError: a reader of files opens no connections" in make()("connect")


def test_a_file_that_takes_too_long_is_given_up_and_the_next_is_read(make: Made) -> None:
    read = make(seconds=0.5)
    begun = time.monotonic()
    assert read("hang") == f"reader: {REASONS['reader']} It took longer than 0.5 seconds."
    assert read("words") == "words"
    assert time.monotonic() - begun < 20


def test_what_a_reader_started_ends_with_it(make: Made, tmp_path: Path) -> None:
    assert "longer" in make(seconds=0.5)(f"hang with a child:{tmp_path / 'pid'}")
    child = int((tmp_path / "pid").read_text())
    until(lambda: not runs(child), "it is gone")  # it was killed; when that is done is for the system to say


@pytest.mark.parametrize(("words", "why"), [("die", "(SIGABRT)"), ("leave", "status 3")])
def test_a_reader_that_dies_is_a_reason_and_the_next_file_is_read(make: Made, words: str, why: str) -> None:
    read = make()
    assert read("fine") == "fine"
    assert why in read(words)
    assert read("fine") == "fine"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_a_reader_that_eats_memory_is_a_reason(make: Made) -> None:
    read = make()
    assert read("eat 100") == "eat 100"
    assert read("eat 2000") == f"reader: {REASONS['reader']} It took more than 300 MB of memory."
    assert read("fine") == "fine"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_memory_that_files_before_have_taken_is_not_the_next_files_fault(make: Made) -> None:
    read = make()
    first = read("pid")
    assert read("keep 200") == "keep 200"
    assert read("eat 200") == "eat 200"
    assert read("pid") != first


def test_the_process_ends_when_it_is_not_needed_and_comes_back(make: Made) -> None:
    read = make(idle=0.2)
    first = int(read("pid"))
    begun = time.monotonic()
    while psutil.pid_exists(first):
        assert time.monotonic() - begun < 10
    assert int(read("pid")) != first


def test_who_is_closed_in_the_middle_says_nothing_of_the_file(make: Made, tmp_path: Path) -> None:
    read = make()
    said: list[str] = []

    def reading() -> None:
        try:
            read(f"wait:{tmp_path / 'pid'}")
        except SecondMeError as error:
            said.append(type(error).__name__)

    thread = threading.Thread(target=reading)
    thread.start()
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        assert thread.is_alive()
    make.all[0].close()
    thread.join(timeout=60)
    assert said == ["SecondMeError"]
    assert not psutil.pid_exists(int((tmp_path / "pid").read_text()))
    with pytest.raises(SecondMeError):
        read("more")


def test_plain_readers_and_those_that_no_module_holds_run_here(make: Made) -> None:
    def here(content: bytes, path: Path) -> Iterator[Section]:
        yield Section(str(os.getpid()), 0, 1)

    quarantine = Quarantine()
    plain = Reader("plain", frozenset({".tell"}), make.reader.sections, plain=True)
    assert quarantine.sections(plain, b"pid", Path("/a"))[0].text == str(os.getpid())
    assert quarantine.sections(Reader("local", frozenset(), here), b"", Path("/a"))[0].text == str(os.getpid())
    quarantine.close()


def test_a_bad_file_is_one_row_and_stops_no_other(make: Made, tmp_path: Path) -> None:
    make(seconds=0.5)
    disk = Disk({".tell": make.reader}, sections=make.all[0].sections)
    for name in ("hang", "die", "fine"):
        (tmp_path / f"{name}.tell").write_text(name)
    for name in ("hang", "die"):
        with pytest.raises(Unreadable) as error:
            disk.read(tmp_path / f"{name}.tell")
        assert error.value.reason == "reader"
    assert disk.read(tmp_path / "fine.tell").sections[0].text == "fine"


ORPHAN = """
import json, sys, threading, time
from pathlib import Path
import telling
from secondme.files.reading import Quarantine
from secondme.ports import Reader
made = Quarantine(seconds=1)
reader = Reader("teller", frozenset({".tell"}), telling.tell)
idle = made.sections(reader, b"pid", Path("/a"))[0].text
other = Quarantine(seconds=1)
threading.Thread(target=lambda: other.sections(reader, sys.argv[1].encode(), Path("/a")), daemon=True).start()
while not Path(sys.argv[2]).exists() or not Path(sys.argv[2]).read_text():
    time.sleep(0.01)
print(json.dumps([idle, Path(sys.argv[2]).read_text()]), flush=True)
time.sleep(600)
"""


def test_nothing_is_left_when_the_service_is_killed(telling: ModuleType, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path / "lib"), *filter(None, sys.path)])}
    command = [sys.executable, "-c", ORPHAN, f"wait:{pid}", str(pid)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environ) as service:
        assert service.stdout is not None
        left = [psutil.Process(int(one)) for one in json.loads(service.stdout.readline())]
        service.kill()
    gone, alive = psutil.wait_procs(left, timeout=60)
    assert len(gone) == 2
    assert alive == []
