"""The process that cuts files: its answers are those of this process, and whatever becomes of it, nobody waits."""

from __future__ import annotations

import gc
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

import psutil
import pytest

from secondme.encoders.static import StaticEncoder
from secondme.files.aside import ROOM, Aside, Ticket
from secondme.locales import calendar_of
from secondme.memory.cutting import Cut, cut_and_read
from secondme.memory.passage import ByWords
from secondme.memory.reading import form
from secondme.memory.spans import tells_time
from secondme.ports import Section
from tests.service.running import runs, until

PATIENCE = 60
"""Seconds after which a test gives up on what should have happened long ago."""


_OTHERS: set[int] = set()
"""Processes that were there before a test began."""


@pytest.fixture(autouse=True)
def _others() -> None:
    _OTHERS.clear()
    _OTHERS.update(child.pid for child in psutil.Process().children())


@pytest.fixture
def wanted(encoder: StaticEncoder) -> str:
    """The form of the readings that this process makes."""
    return form(encoder.name, encoder.digest, calendar_of(os.environ).languages)


@pytest.fixture
def aside(_others: None, wanted: str) -> Iterator[Aside]:
    """A process that is ready, and leaves nothing behind."""
    found = ready(Aside(wanted))
    yield found
    found.close()
    assert left() == []


@pytest.fixture
def alone(encoder: StaticEncoder) -> Callable[[list[Section]], Cut]:
    """What this process makes of a document."""
    calendar = calendar_of(os.environ)
    tokens = ByWords(encoder.length)
    return lambda sections: cut_and_read(sections, tokens, encoder, lambda text: tells_time(text, calendar))


def ready(aside: Aside) -> Aside:
    """Starts it, and waits until it can be asked."""

    def answers() -> bool:
        aside.start()
        ticket = aside.send(document(0))
        return ticket is not None and aside.receive(ticket) is not None

    until(answers, "it answers")
    return aside


def left() -> list[psutil.Process]:
    """The processes that cut files, those too that ended and that nobody asked after."""
    found = []
    for child in psutil.Process().children():
        if child.pid in _OTHERS:
            continue
        try:
            if child.status() == psutil.STATUS_ZOMBIE or "secondme.cutter" in child.cmdline():
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


def only() -> int:
    """The id of the process."""
    (found,) = left()
    return found.pid


def gone(pid: int) -> bool:
    """Waits for the end of a process that is not ours to wait for."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], PATIENCE)[0])
    finally:
        os.close(handle)


def document(number: int, words: int = 40) -> list[Section]:
    """A document that no other number has."""
    text = f"Walk number {number} was by the sea last week. " + f"wave{number} " * words
    return [
        Section(text, 0, 1, f"Walk {number}", 1, ((0, 1), (5, 3))),
        Section(f"The password: hunter{number}-Wintermute!", len(text) + 2, 3, "Accounts › Password"),
        Section("护照放在书桌的抽屉里 🎉 \ud800 [UNK]", len(text) + 60, 5),
    ]


def opened() -> int:
    """How many files and pipes this process has open, none of them forgotten."""
    gc.collect()
    return len(list(Path("/proc/self/fd").iterdir()))


def test_its_answers_are_those_of_this_process_in_the_order_of_the_questions(
    aside: Aside, alone: Callable[[list[Section]], Cut]
) -> None:
    documents = [*map(document, range(30)), [], [Section("", 0, 1)], document(31, words=5_000)]
    tickets = [aside.send(one) for one in documents]
    for one, ticket in zip(documents, tickets, strict=True):
        assert ticket is not None
        found = aside.receive(ticket)
        assert found == alone(one)
        assert aside.receive(ticket) is found


def test_answers_may_be_asked_for_in_any_order(aside: Aside, alone: Callable[[list[Section]], Cut]) -> None:
    tickets = [aside.send(document(number)) for number in range(10)]
    for number in (9, 0, 5, 4, 6, 1, 2, 3, 8, 7):
        ticket = tickets[number]
        assert ticket is not None
        assert aside.receive(ticket) == alone(document(number))


def test_more_may_be_asked_than_the_pipes_hold(aside: Aside, alone: Callable[[list[Section]], Cut]) -> None:
    documents = [document(number, words=20_000) for number in range(24)]
    assert sum(len(one[0].text) for one in documents) > 3 * ROOM
    with ThreadPoolExecutor(1) as sender:
        tickets = [sender.submit(aside.send, one) for one in documents]
        found = [aside.receive(ticket) for future in tickets if (ticket := future.result(PATIENCE))]
    assert [one.pieces[0].heading for one in found if one] == [f"Walk {number}" for number in range(24)]
    assert found[-1] == alone(documents[-1])


def test_a_large_file_is_taken_behind_answers_that_nobody_wants(
    aside: Aside, alone: Callable[[list[Section]], Cut]
) -> None:
    """As when many files that were sent are changed, and a large one comes next: nobody reads before it is sent."""
    for number in range(24):
        dropped = aside.send(document(number, words=8_000))
        assert dropped is not None
        dropped.dropped = True
    large = document(99, words=300_000)
    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(aside.send, large)
        if not wait([sent], PATIENCE).done:
            aside.rest()
            pytest.fail("it is not taken, as each process waits for the other to read")
    ticket = sent.result()
    assert ticket is not None
    found = aside.receive(ticket)
    assert found is not None
    assert {piece.heading for piece in found.pieces} == {"Walk 99", "Accounts › Password", ""}


def test_a_dropped_answer_is_passed_over(aside: Aside, alone: Callable[[list[Section]], Cut]) -> None:
    tickets = [aside.send(document(number)) for number in range(6)]
    for number in (0, 2, 3, 5):
        ticket = tickets[number]
        assert ticket is not None
        ticket.dropped = True
    for number in (1, 4):
        ticket = tickets[number]
        assert ticket is not None
        assert aside.receive(ticket) == alone(document(number))
    last = aside.send(document(7))
    assert last is not None
    assert aside.receive(last) == alone(document(7))


def test_nobody_waits_for_an_answer_that_was_dropped(aside: Aside) -> None:
    ticket = aside.send(document(1))
    assert ticket is not None
    ticket.dropped = True
    found = aside.receive(ticket)
    assert found is None or found.pieces
    assert aside.receive(ticket) is found


def test_it_is_not_asked_before_it_is_there(wanted: str) -> None:
    aside = Aside(wanted)
    assert aside.send(document(1)) is None
    aside.rest()
    aside.close()


def test_one_that_makes_other_readings_is_not_asked(wanted: str) -> None:
    aside = Aside(wanted + " of another time")
    aside.start()
    until(lambda: not left(), "it ends")
    assert aside.send(document(1)) is None
    aside.start()
    assert left() == []
    aside.close()


def test_killed_in_the_middle_it_answers_nothing_and_another_takes_its_place(
    aside: Aside, alone: Callable[[list[Section]], Cut]
) -> None:
    first, pid = aside.send(document(0)), only()
    assert first is not None
    assert aside.receive(first) == alone(document(0))
    os.kill(pid, signal.SIGSTOP)
    tickets = [aside.send(document(number)) for number in range(3)]
    os.kill(pid, signal.SIGKILL)
    for ticket in tickets:
        assert ticket is not None
        assert aside.receive(ticket) is None
    assert aside.receive(first) == alone(document(0))
    ready(aside)
    assert only() != pid
    last = aside.send(document(5))
    assert last is not None
    assert aside.receive(last) == alone(document(5))


def test_one_that_hangs_is_ended_and_answers_nothing(
    aside: Aside, alone: Callable[[list[Section]], Cut], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("secondme.files.aside.SECONDS", 0.2)
    os.kill(only(), signal.SIGSTOP)
    ticket = aside.send(document(0))
    assert ticket is not None
    assert aside.receive(ticket) is None
    assert left() == []
    monkeypatch.undo()
    ready(aside)
    ticket = aside.send(document(1))
    assert ticket is not None
    assert aside.receive(ticket) == alone(document(1))


def test_killed_while_idle_it_is_replaced_and_leaves_no_zombie(aside: Aside) -> None:
    before = opened()
    for _ in range(3):
        pid = only()
        os.kill(pid, signal.SIGKILL)
        ticket = aside.send(document(1))
        assert ticket is None or aside.receive(ticket) is None
        ready(aside)
        assert only() != pid
    assert opened() <= before


def test_killed_before_it_was_ready_it_is_let_be_until_the_next_time(wanted: str) -> None:
    aside = Aside(wanted)
    aside.start()
    os.kill(only(), signal.SIGKILL)
    until(lambda: not left(), "it is gone")
    assert aside.send(document(1)) is None
    aside.start()
    assert left() == []
    aside.rest()
    assert ready(aside).send(document(1)) is not None
    aside.close()
    assert left() == []


@pytest.mark.parametrize("end", [Aside.rest, Aside.close])
def test_ended_while_one_thread_waits_and_another_sends_both_go_on(aside: Aside, end: Callable[[Aside], None]) -> None:
    ticket = aside.send(document(0, words=400_000))
    assert ticket is not None
    with ThreadPoolExecutor(2) as threads:
        received = threads.submit(aside.receive, ticket)
        begun = threading.Event()

        def send_all() -> list[Ticket | None]:
            begun.set()
            return [aside.send(document(number, words=100_000)) for number in range(1, 8)]

        sent = threads.submit(send_all)
        assert begun.wait(PATIENCE)
        end(aside)
        assert received.result(PATIENCE) is None
        assert all(one is None or aside.receive(one) is None for one in sent.result(PATIENCE))
    assert left() == []


def test_stopped_in_a_pipe_that_is_full_it_can_be_ended(aside: Aside) -> None:
    pid = only()
    os.kill(pid, signal.SIGSTOP)
    with ThreadPoolExecutor(2) as threads:
        sent = threads.submit(aside.send, document(0, words=1_000_000))
        aside.close()
        ticket = sent.result(PATIENCE)
        assert ticket is None or aside.receive(ticket) is None
    assert not runs(pid)


def test_it_rests_and_is_there_again(aside: Aside, alone: Callable[[list[Section]], Cut]) -> None:
    ticket = aside.send(document(1))
    assert ticket is not None
    assert aside.receive(ticket) == alone(document(1))
    aside.rest()
    assert left() == []
    assert aside.send(document(1)) is None
    assert aside.receive(ticket) == alone(document(1))
    assert ready(aside).send(document(2)) is not None


def test_closed_it_starts_no_more(aside: Aside) -> None:
    aside.close()
    aside.close()
    aside.start()
    aside.rest()
    assert aside.send(document(1)) is None
    assert left() == []


def test_closed_at_any_time_of_its_start_it_leaves_nothing(wanted: str) -> None:
    before = opened()
    for _ in range(5):
        aside = Aside(wanted)
        with ThreadPoolExecutor(2) as threads:
            threads.submit(aside.start)
            threads.submit(aside.close)
        assert left() == []
    assert opened() <= before


def test_one_that_cannot_be_started_is_not_asked(
    wanted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = opened()
    aside = Aside(wanted)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(tmp_path / "none"))
        aside.start()
        assert aside.send(document(1)) is None
        aside.start()
    assert opened() <= before
    assert ready(aside).send(document(1)) is not None
    aside.close()


def test_one_that_ends_at_once_is_not_started_over_and_over(
    wanted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\necho >> {tmp_path}/started\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    aside = Aside(wanted)
    aside.start()
    until(lambda: (tmp_path / "started").exists() and not left(), "it ended")
    for _ in range(5):
        aside.start()
        assert aside.send(document(1)) is None
    aside.close()
    assert (tmp_path / "started").read_text() == "\n"
    assert left() == []


@pytest.mark.parametrize(
    "said", ["", "abc", "\\004\\000\\000\\000abcd", "\\377\\377\\377\\177", "\\001\\000\\000\\000N"]
)
def test_one_that_says_something_else_is_not_asked(
    wanted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: str
) -> None:
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\nprintf '{said}'\n")
    program.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(program))
    aside = Aside(wanted)
    aside.start()
    until(lambda: not left(), "it ended")
    assert aside.send(document(1)) is None
    aside.close()


class Word(str):
    """Text of a kind that no other process knows."""

    __slots__ = ()


def test_what_no_other_process_can_be_told_is_not_sent(aside: Aside, alone: Callable[[list[Section]], Cut]) -> None:
    assert aside.send([Section(Word("Walks"), 0, 1)]) is None
    ticket = aside.send(document(1))
    assert ticket is not None
    assert aside.receive(ticket) == alone(document(1))


PARENT = """
import sys
from secondme.files.aside import Aside
from secondme.ports import Section
from tests.service.running import until

aside = Aside(sys.argv[1])
aside.start()
busy = [Section("wave " * 400_000, 0, 1)]
until(lambda: aside.send(busy), "it is there")
print(aside._child._process.pid, flush=True)
for _ in range(int(sys.argv[2])):
    aside.send(busy)
sys.stdin.read()
"""


@pytest.mark.parametrize("more", [0, 20])
def test_it_ends_when_its_parent_is_killed(wanted: str, more: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, wanted, str(more)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2],
    ) as parent:  # fmt: skip
        assert parent.stdout
        child = int(parent.stdout.readline())
        assert runs(child)
        parent.kill()
    assert gone(child)


def test_a_parent_that_ends_without_a_word_leaves_nothing_and_says_nothing(wanted: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PARENT, wanted, "0"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, cwd=Path(__file__).parents[2],
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert gone(int(done.stdout))
