"""The gate of the index: many at once, or one alone."""

from __future__ import annotations

import threading

import pytest

from secondme.errors import IndexUnavailable
from secondme.store.gate import Gate
from tests.service.running import until


def test_readers_are_inside_together() -> None:
    gate, met = Gate(), threading.Barrier(3)

    def read() -> None:
        with gate.reading():
            met.wait(20)

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    met.wait(20)
    for thread in threads:
        thread.join()
    assert not met.broken


def test_who_wants_to_be_alone_waits_for_those_inside_and_goes_before_those_who_come_then() -> None:
    gate, order = Gate(), list[str]()
    asked, leave = threading.Event(), threading.Event()

    def read_first() -> None:
        with gate.reading():
            asked.set()
            leave.wait(20)
            order.append("inside")

    def alone() -> None:
        with gate.alone():
            order.append("alone")

    first, single = threading.Thread(target=read_first), threading.Thread(target=alone)
    first.start()
    asked.wait(20)
    single.start()
    until(lambda: gate._alone, "somebody wants to be alone")
    leave.set()
    with gate.reading():
        order.append("later")
    first.join()
    single.join()
    assert order == ["inside", "alone", "later"]


def test_nobody_waits_for_ever() -> None:
    gate = Gate(patience=0.01)
    with gate.reading(), pytest.raises(IndexUnavailable, match="holds the vector index open"), gate.alone():
        pass
    with gate.alone(), pytest.raises(IndexUnavailable, match="tidied"), gate.reading():
        pass
    with gate.reading():
        pass


def test_an_error_inside_leaves_the_gate_open() -> None:
    gate = Gate(patience=0.01)
    for inside in (gate.reading, gate.alone):
        with pytest.raises(ValueError, match="mine"), inside():
            raise ValueError("mine")
    with gate.alone():
        pass
