"""The order of reads, and how they end."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from secondme.llm.flash.direct import ReadFailed
from secondme.llm.flash.reads import Read, Reads


class Gated:
    """A file whose reads wait to be let through; it remembers their order."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.begun = threading.Event()
        self.order: list[int] = []

    def read_into(self, view: memoryview, offset: int) -> None:
        self.order.append(offset)
        self.begun.set()
        assert self.open.wait(30)
        if offset < 0:
            raise ReadFailed(f"{offset} is nowhere.")
        if offset > 1000:
            raise RuntimeError("a bug")


@pytest.fixture
def file() -> Gated:
    return Gated()


@pytest.fixture
def reads(file: Gated) -> Iterator[Reads]:
    made = Reads(file, 1, 20.0)
    yield made
    file.open.set()
    made.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("experts")]


def some(*offsets: int) -> list[Read]:
    return [Read(memoryview(bytearray(1)), offset) for offset in offsets]


def test_what_is_waited_for_goes_before_what_is_foreseen(file: Gated, reads: Reads) -> None:
    foreseen, needed = some(1, 2, 3, 4), some(5, 6)
    reads.put(foreseen, False)
    assert file.begun.wait(30)
    reads.put(needed, True)
    file.open.set()
    reads.wait([*needed, *foreseen])
    assert file.order[:3] == [1, 5, 6]
    assert sorted(file.order[3:]) == [2, 3, 4]


def test_a_foreseen_read_that_is_waited_for_comes_to_the_front_and_happens_once(file: Gated, reads: Reads) -> None:
    foreseen = some(1, 2, 3, 4)
    reads.put(foreseen, False)
    assert file.begun.wait(30)
    threading.Timer(0.05, file.open.set).start()
    reads.wait(foreseen[3:])
    reads.wait(foreseen)
    assert file.order == [1, 4, 2, 3]


def test_what_nobody_wants_any_more_is_not_read(file: Gated, reads: Reads) -> None:
    foreseen = some(1, 2, 3)
    for one in foreseen:
        one.users = 1
    foreseen[2].users = 2
    reads.put(foreseen, False)
    assert file.begun.wait(30)
    reads.call_off(foreseen[1:2])
    threading.Timer(0.05, file.open.set).start()
    reads.call_off(foreseen[2:])
    assert file.order == [1, 3]


def test_a_failure_reaches_only_those_who_wait_for_it(file: Gated, reads: Reads) -> None:
    file.open.set()
    good, bad = some(1), some(-7)
    reads.put([*bad, *good], True)
    reads.wait(good)
    with pytest.raises(ReadFailed, match="-7 is nowhere"):
        reads.wait([*good, *bad])


def test_a_disk_that_gives_nothing_is_given_up(file: Gated) -> None:
    reads = Reads(file, 1, 0.05)
    hanging = some(1, 2)
    reads.put(hanging, True)
    with pytest.raises(ReadFailed, match="gave nothing"):
        reads.wait(hanging)
    reads.drop()
    file.open.set()
    later = some(3)
    reads.put(later, True)
    reads.wait(later)
    assert file.order == [1, 3]
    reads.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_reader_that_dies_leaves_nobody_waiting(file: Gated) -> None:
    file.open.set()
    reads = Reads(file, 1, 0.05)
    first, second = some(1001), some(1)
    reads.put(first, True)
    with pytest.raises(ReadFailed, match="broke down"):
        reads.wait(first)
    reads.put(second, True)
    with pytest.raises(ReadFailed, match="gave nothing"):
        reads.wait(second)
    reads.close()
