"""The model's process by itself: its lines, its end."""

from __future__ import annotations

import io
import json
import os
import queue
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from secondme.errors import ModelError
from secondme.llm.process import environment
from secondme.llm.wire import Message
from secondme.llm.worker import Worker
from tests.llm.conftest import PASSIVE

pytestmark = pytest.mark.model

STORY = [["user", ["Write a long story about a fox."], ""]]
PARENT = """
import sys, time
from pathlib import Path
from secondme.llm.remote import WorkerModel
from secondme.ports import Turn
model = WorkerModel(Path(sys.argv[1]))
reply = model.reply([Turn("user", ("Write a long story.",))], 3000)
next(iter(reply))
print(model.pid, flush=True)
sys.stdin.read()
"""


class Raw:
    """The process, spoken to line by line."""

    def __init__(self, *flags: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *flags, "-m", "secondme.llm.worker"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(PASSIVE),
        )  # fmt: skip

    def send(self, **message: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout
        message: dict[str, Any] = json.loads(self.process.stdout.readline())
        return message

    def until(self, key: str) -> dict[str, Any]:
        while key not in (message := self.hear()):
            pass
        return message

    def end(self) -> int:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        status = self.process.wait(20)
        self.process.stdout.close()
        return status


@pytest.fixture
def raw(starter_file: Path) -> Iterator[Raw]:
    """A process that has loaded the starter."""
    raw = Raw()
    raw.send(op="load", id=1, path=str(starter_file), context=0, threads=2)
    assert raw.hear()["loaded"]["context"] == 4096
    yield raw
    raw.end()


def gone(pid: int) -> bool:
    """Waits for the end of a process that is not ours to wait for."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 20)[0])
    finally:
        os.close(handle)


def test_it_ends_when_its_input_does_in_the_middle_of_a_computation(raw: Raw) -> None:
    raw.send(op="reply", id=2, turns=STORY, limit=3000, temperature=0)
    raw.until("piece")
    assert raw.end() == 0


def test_it_ends_when_its_parent_is_killed(starter_file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, str(starter_file)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment(PASSIVE),
    ) as parent:  # fmt: skip
        assert parent.stdout
        child = int(parent.stdout.readline())
        parent.kill()
    assert gone(child)


def test_ctrl_c_is_left_to_its_parent(raw: Raw) -> None:
    raw.process.send_signal(signal.SIGINT)
    raw.send(op="count", id=2, texts=["fox"])
    assert raw.hear()["counts"] == [1]


def test_a_count_is_answered_in_the_middle_of_an_answer(raw: Raw) -> None:
    raw.send(op="reply", id=2, turns=STORY, limit=400, temperature=0)
    raw.until("piece")
    raw.send(op="count", id=3, texts=["fox"])
    assert raw.until("counts")["id"] == 3
    raw.send(op="stop", id=0, reply=2)
    assert raw.until("ended")["id"] == 2


def test_stopping_an_answer_that_has_ended_does_not_stop_the_next(raw: Raw) -> None:
    raw.send(op="reply", id=2, turns=STORY, limit=2, temperature=0)
    raw.until("ended")
    raw.send(op="stop", id=0, reply=2)
    raw.send(op="reply", id=3, turns=STORY, limit=5, temperature=0)
    assert raw.until("ended")["ended"]["written"] == 5


def test_an_answer_that_was_stopped_before_it_began_is_empty(raw: Raw) -> None:
    raw.send(op="stop", id=0, reply=2)
    raw.send(op="reply", id=2, turns=STORY, limit=5, temperature=0)
    ended = raw.until("ended")["ended"]
    assert (ended["written"], ended["read"]) == (0, 0)


def test_a_form_that_cannot_be_read_is_an_error_before_anything_is_rendered(raw: Raw) -> None:
    raw.send(op="reply", id=2, turns=STORY, limit=5, temperature=0, grammar="none")
    assert raw.hear()["error"]["kind"] == "Refused"
    raw.send(op="reply", id=3, turns=STORY, limit=5, temperature=0)
    assert raw.until("ended")["ended"]["written"] == 5


def test_of_jobs_one_of_which_is_refused_none_goes_on(starter_file: Path) -> None:
    jobs = [STORY, STORY, [["user", ["word " * 4_000], ""]]]
    worker = Worker(io.BytesIO(), io.BytesIO())
    worker._load({"id": 1, "path": str(starter_file), "context": 512, "threads": 1})
    with pytest.raises(ModelError, match="room"):
        worker._take_aside({"id": 2, "jobs": jobs, "limit": 5, "temperature": 0})
    assert not worker._needed().busy
    assert not worker._asides


def test_a_request_that_comes_just_before_a_conversation_is_put_away_goes_first() -> None:
    class JustThen(queue.SimpleQueue[Message]):
        def get(self, block: bool = True, timeout: float | None = None) -> Message:
            if timeout is None:
                return super().get()
            self.put({"op": "count"})
            raise queue.Empty

    done: list[str] = []
    worker = Worker(io.BytesIO(), io.BytesIO())
    whole, context = SimpleNamespace(adjusts=False), SimpleNamespace(resume=lambda: None)
    loaded: Any = SimpleNamespace(context=context, busy=False, keep_after=1.0, held=whole)
    loaded.resuming = SimpleNamespace(
        changed=True, put_away=lambda: done.append("put away"), write=lambda: done.append("write")
    )
    worker._loaded, worker._waiting = loaded, JustThen()
    assert worker._next() == {"op": "count"}
    assert done == ["write"]


def test_at_rest_memory_is_looked_at_though_nothing_streams_and_a_disk_that_fails_ends_nothing() -> None:
    class Later(queue.SimpleQueue[Message]):
        looks = 0

        def get(self, block: bool = True, timeout: float | None = None) -> Message:
            if timeout is None or self.looks == 3:
                return {"op": "count"}
            self.looks += 1
            raise queue.Empty

    def adjust() -> None:
        looked.append(waiting.looks)
        if waiting.looks == 1:
            raise ModelError("The model's file could not be read.")

    looked: list[int] = []
    worker, waiting = Worker(io.BytesIO(), io.BytesIO()), Later()
    held, context = SimpleNamespace(streamed=0, adjusts=True, adjust=adjust), SimpleNamespace(resume=lambda: None)
    loaded: Any = SimpleNamespace(context=context, busy=False, held=held, resuming=None)
    worker._loaded, worker._waiting = loaded, waiting
    assert worker._next() == {"op": "count"}
    assert looked == [1, 2, 3]


def test_what_a_library_prints_is_no_message(starter_file: Path, tmp_path: Path) -> None:
    noisy = tmp_path / "noisy"
    noisy.mkdir()
    (noisy / "sitecustomize.py").write_text(
        "import atexit, os, sys, threading\n"
        "begin = threading.Thread.start\n"
        "def start(thread):\n    os.write(1, b'library: '); print('hello', flush=True); begin(thread)\n"
        "threading.Thread.start = start\n"
    )
    environ = environment({**PASSIVE, "PYTHONPATH": str(noisy)})
    with subprocess.Popen(
        [sys.executable, "-m", "secondme.llm.worker"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ,
    ) as process:  # fmt: skip
        load = {"op": "load", "id": 1, "path": str(starter_file), "context": 512, "threads": 1}
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdin.write(json.dumps(load).encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["loaded"]["context"] == 512
        process.stdin.close()
        assert b"library: hello" in process.stderr.read()


def test_a_line_that_makes_no_sense_ends_it(starter_file: Path) -> None:
    raw = Raw()
    assert raw.process.stdin
    raw.process.stdin.write(b"not json\n")
    raw.process.stdin.flush()
    assert raw.process.wait(20) == 1
    raw.end()
