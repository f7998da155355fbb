"""Weights that are read a little ahead of their use."""

from __future__ import annotations

import ctypes
import os
import random
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from secondme.llm.flash.direct import DirectFile, Readable, ReadFailed
from secondme.llm.flash.ring import Ring
from secondme.llm.flash.system import PAGE, down, up
from secondme.llm.gguf import Weight

KIB = 1 << 10
SIZE = 900 * KIB + 17
PLACES = (
    (32, 100 * KIB), (120 * KIB + 96, 17), (130 * KIB, 64 * KIB), (200 * KIB + 5, 3 * KIB),
    (300 * KIB - 1, 200 * KIB + 1), (512 * KIB, PAGE), (SIZE - 70 * KIB - 3, 70 * KIB + 3),
)  # fmt: skip
"""Offsets and bytes: larger and smaller than a read, of no whole number of pages, and the file's tail."""
SLOT = 256 * KIB

MakeRing = Callable[..., Ring]


def units(places: Sequence[tuple[int, int]] = PLACES) -> list[Weight]:
    return [Weight(f"w{n}", 2, (bytes_,), offset, bytes_) for n, (offset, bytes_) in enumerate(places)]


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(7).randbytes(SIZE)


@pytest.fixture
def ring_of() -> Iterator[MakeRing]:
    made: list[Ring] = []

    def make(file: Readable, slots: int = 3, **rest: object) -> Ring:
        given: dict[str, object] = {"chunk": 64 * KIB} | rest
        made.append(Ring(file, units(), slots, SLOT, **given))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for ring in made:
        ring.close()
    assert not ahead()


def ahead() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("weights ahead")]


def held(ring: Ring, turn: int) -> bytes:
    return ctypes.string_at(ring.address(turn), PLACES[turn % len(PLACES)][1])


def two_cycles(ring: Ring) -> None:
    for turn in range(ring.turn, ring.turn + 2 * len(PLACES)):
        ring.wait(turn)
        ring.release(turn + 1)


def wanted(content: bytes, turn: int) -> bytes:
    offset, length = PLACES[turn % len(PLACES)]
    return content[offset : offset + length]


class Slow:
    """A file whose reads come late, and in any order."""

    def __init__(self, file: DirectFile, seed: int) -> None:
        self.file, self.random, self.clock = file, random.Random(seed), threading.Event()

    def read_into(self, view: memoryview, offset: int) -> None:
        self.clock.wait(self.random.random() * 0.001)
        self.file.read_into(view, offset)


class Held:
    """A file whose reads wait until they are let go, or fail for as long as `fault` is set."""

    def __init__(self, file: DirectFile, *, free: bool = True) -> None:
        self.file, self.fault, self.go, self.begun = file, "", threading.Event(), threading.Semaphore(0)
        if free:
            self.go.set()

    def read_into(self, view: memoryview, offset: int) -> None:
        go = self.go
        self.begun.release()
        assert go.wait(60)
        if self.fault:
            raise ReadFailed(self.fault)
        self.file.read_into(view, offset)


@pytest.mark.parametrize(("slots", "threads"), [(1, 1), (1, 4), (2, 3), (6, 4), (20, 2)])
def test_every_turn_of_many_cycles_is_right(
    slots: int, threads: int, file: DirectFile, content: bytes, ring_of: MakeRing
) -> None:
    ring = ring_of(file, slots, threads=threads)
    for turn in range(5 * len(PLACES)):
        assert ring.turn == turn // len(PLACES) * len(PLACES)
        ring.wait(turn)
        assert held(ring, turn) == wanted(content, turn)
        ring.release(turn + 1)
    assert len(ahead()) == threads


def test_a_read_is_never_longer_than_a_chunk_nor_past_the_last_page(file: DirectFile) -> None:
    seen: list[tuple[int, int]] = []

    class Seen:
        def read_into(self, view: memoryview, offset: int) -> None:
            seen.append((offset, len(view)))
            file.read_into(view, offset)

    ring = Ring(Seen(), units(), len(PLACES), SLOT, threads=1, chunk=64 * KIB)
    ring.wait(len(PLACES) - 1)
    ring.close()
    begins = iter(seen)
    for offset, length in PLACES:
        at = down(offset)
        while at < up(offset + length):
            assert next(begins) == (at, min(64 * KIB, up(offset + length) - at))
            at += 64 * KIB
    assert next(begins, None) is None


@pytest.mark.parametrize(("slots", "threads", "restarts"), [(1, 4, 100), (2, 4, 250), (6, 8, 250)])
def test_no_byte_of_an_old_turn_is_in_a_new_one_through_hundreds_of_restarts(
    slots: int, threads: int, restarts: int, file: DirectFile, content: bytes, ring_of: MakeRing
) -> None:
    chance = random.Random(slots)
    ring = ring_of(Slow(file, 1), slots, threads=threads)
    for _ in range(restarts):
        first = ring.turn
        assert first % len(PLACES) == 0
        released = first
        for turn in range(first, first + chance.randrange(len(PLACES) + 2)):
            ring.wait(turn)
            assert held(ring, turn) == wanted(content, turn)
            behind = min(chance.randrange(3), slots - 1)  # held on to while later ones are read
            for old in range(released, turn + 1 - behind):
                assert held(ring, old) == wanted(content, old)
                released = old + 1
            ring.release(released)
        ring.restart()
        assert ring.turn >= first


def test_a_slot_waits_for_the_reads_of_a_dropped_turn(file: DirectFile, content: bytes, ring_of: MakeRing) -> None:
    slow = Held(file, free=False)
    ring = ring_of(slow, 1, threads=3)
    for _ in range(2):  # both reads of the first unit
        assert slow.begun.acquire(timeout=30)
    old, slow.go = slow.go, threading.Event()
    slow.go.set()
    ring.restart()
    first = ring.turn
    assert first == len(PLACES)
    assert not slow.begun.acquire(timeout=0.05)  # the slot is not free
    old.set()
    ring.wait(first)
    assert held(ring, first) == wanted(content, first)


def test_turns_that_are_released_unread_are_passed_over(file: DirectFile, content: bytes, ring_of: MakeRing) -> None:
    ring = ring_of(Slow(file, 3), 2)
    for turn in (5, 6, 20, 21, 47):
        ring.release(turn)
        ring.wait(turn)
        assert held(ring, turn) == wanted(content, turn)
    ring.release(3)
    ring.wait(47)


def test_a_turn_that_cannot_come_is_refused_at_once(file: DirectFile, ring_of: MakeRing) -> None:
    ring = ring_of(file, 3)
    for turn in (-1, 3):
        with pytest.raises(ValueError, match="is not one of 3 from 0"):
            ring.wait(turn)
    ring.release(2)
    with pytest.raises(ValueError, match="is not one of 3 from 2"):
        ring.wait(1)


def test_a_read_that_fails_is_told_to_who_waits_and_to_all_later_until_restart(
    file: DirectFile, content: bytes, ring_of: MakeRing
) -> None:
    held_back = Held(file, free=False)
    ring = ring_of(held_back, 3)
    heard: list[str] = []

    def wait() -> None:
        with pytest.raises(ReadFailed) as failure:
            ring.wait(0)
        heard.append(str(failure.value))

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert held_back.begun.acquire(timeout=30)
    held_back.fault = "The disk is gone."
    held_back.go.set()
    waiting.join(30)
    assert heard == ["The disk is gone."]
    for turn in (0, 1, 2, 0):
        with pytest.raises(ReadFailed, match="The disk is gone"):
            ring.wait(turn)
    ring.release(2)
    with pytest.raises(ReadFailed, match="The disk is gone"):
        ring.wait(2)
    ring.restart()
    with pytest.raises(ReadFailed, match="The disk is gone"):
        ring.wait(ring.turn)
    held_back.fault = ""
    ring.restart()
    for turn in range(ring.turn, ring.turn + 2 * len(PLACES)):
        ring.wait(turn)
        assert held(ring, turn) == wanted(content, turn)
        ring.release(turn + 1)


def test_a_failure_in_a_turn_that_was_dropped_is_nobodys(
    file: DirectFile, content: bytes, ring_of: MakeRing
) -> None:
    class Once:
        def __init__(self) -> None:
            self.first, self.begun, self.go = True, threading.Event(), threading.Event()

        def read_into(self, view: memoryview, offset: int) -> None:
            if self.first:
                self.first = False
                self.begun.set()
                assert self.go.wait(30)
                raise ReadFailed("of old")
            file.read_into(view, offset)

    once = Once()
    ring = ring_of(once, 1, threads=1)
    assert once.begun.wait(30)
    ring.restart()
    once.go.set()
    ring.wait(ring.turn)
    assert held(ring, ring.turn) == wanted(content, ring.turn)


def test_a_file_cut_while_it_is_read_ends_the_waiting(path: Path, file: DirectFile, ring_of: MakeRing) -> None:
    ring = ring_of(file, 2)
    ring.wait(0)
    os.truncate(path, 150 * KIB)
    with pytest.raises(ReadFailed, match="weights was cut while in use: byte"):
        two_cycles(ring)
    ring.restart()
    with pytest.raises(ReadFailed, match="was cut"):
        two_cycles(ring)
    assert file.changed()


def test_a_closed_file_ends_the_waiting(file: DirectFile, ring_of: MakeRing) -> None:
    ring = ring_of(file, 2)
    file.close()
    with pytest.raises(ReadFailed, match="weights is closed"):
        two_cycles(ring)


def test_a_disk_that_does_not_answer_ends_the_waiting(file: DirectFile, content: bytes, ring_of: MakeRing) -> None:
    stuck = Held(file, free=False)
    ring = ring_of(stuck, 2, threads=2, patience=0.2)
    for _ in range(2):
        with pytest.raises(ReadFailed, match="gave nothing"):
            ring.wait(ring.turn)
        ring.restart()
    assert ring.waited > 0.3
    ring.close()  # does not wait for ever either
    with pytest.raises(ReadFailed, match="ended"):
        ring.wait(ring.turn)
    assert len(ahead()) == 2
    stuck.go.set()  # and what comes late lands in memory that is still there
    for thread in ahead():
        thread.join(30)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_reader_that_breaks_down_ends_the_waiting(ring_of: MakeRing) -> None:
    class Broken:
        def read_into(self, view: memoryview, offset: int) -> None:
            raise ZeroDivisionError

    ring = ring_of(Broken(), 2, patience=0.2)
    with pytest.raises(ReadFailed, match="broke down"):
        ring.wait(0)
    for _ in range(5):  # at last no reader is left
        ring.restart()
        with pytest.raises(ReadFailed):
            ring.wait(ring.turn)


@pytest.mark.parametrize("end", [Ring.close, Ring.restart], ids=["closed", "restarted"])
def test_who_waits_is_woken_when_it_is(end: Callable[[Ring], None], file: DirectFile, ring_of: MakeRing) -> None:
    stuck = Held(file, free=False)
    ring = ring_of(stuck, 2, patience=5.0)
    heard: list[str] = []

    def wait() -> None:
        try:
            ring.wait(0)
        except (ReadFailed, ValueError) as failure:  # the latter where it came too late to wait
            heard.append(str(failure))

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert stuck.begun.acquire(timeout=30)
    waiting.join(0.05)
    assert waiting.is_alive()
    ending = threading.Thread(target=end, args=(ring,))
    ending.start()
    waiting.join(30)
    assert heard in (["The reading was ended."], ["The reading was begun anew."], ["turn 0 is not one of 2 from 7"])
    stuck.go.set()
    ending.join(30)


def test_closing_joins_its_threads_and_can_be_done_twice(file: DirectFile) -> None:
    ring = Ring(file, units(), 3, SLOT)
    assert {thread.name for thread in ahead()} == {f"weights ahead {n}" for n in range(4)}
    assert all(thread.daemon for thread in ahead())
    ring.close()
    ring.close()
    assert not ahead()


@pytest.mark.parametrize(
    ("places", "slots", "slot_bytes"),
    [((), 3, SLOT), (PLACES, 0, SLOT), (PLACES, 3, 200 * KIB), (((PAGE - 1, PAGE),), 3, PAGE)],
)
def test_units_that_do_not_fit_are_refused(
    places: tuple[tuple[int, int], ...], slots: int, slot_bytes: int, file: DirectFile
) -> None:
    with pytest.raises(ValueError, match="units of up to"):
        Ring(file, units(places), slots, slot_bytes)
    assert not ahead()
