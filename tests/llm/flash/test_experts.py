"""Experts read from a real file when they are needed."""

from __future__ import annotations

import ctypes
import os
import random
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from secondme.errors import Refused
from secondme.llm.flash.direct import DirectFile, Readable, ReadFailed
from secondme.llm.flash.experts import CHUNK, MANY, Experts
from secondme.llm.flash.plan import expert_floor
from secondme.llm.flash.residency import POLICIES, Ids
from secondme.llm.flash.system import PAGE
from secondme.llm.gguf import Weight

EXPERTS = 8
EACH = {
    "blk.1.ffn_gate_exps.weight": 3 * PAGE + 96,
    "blk.1.ffn_up_exps.weight": 608,
    "blk.1.ffn_down_exps.weight": 2 * PAGE,
    "blk.2.ffn_gate_up_exps.weight": PAGE - 32,
    "blk.2.ffn_down_exps.weight": 5 * PAGE + 2048,
    "blk.4.ffn_gate_up_exps.weight": 32,
    "blk.4.ffn_down_exps.weight": 4 * PAGE + 32,
}
"""Bytes of an expert: smaller than a page, as large, larger, and of no whole number of pages."""
LAYERS = (1, 2, 4)
BEGIN = 3 * PAGE + 1056

MakeExperts = Callable[..., Experts]


def stacked() -> list[Weight]:
    weights, offset = [], BEGIN
    for name, each in EACH.items():
        weights.append(Weight(name, 2, (each, 1, EXPERTS), offset, each * EXPERTS))
        offset += each * EXPERTS + 32
    return weights


WEIGHTS = stacked()
SIZE = WEIGHTS[-1].end
FLOOR = expert_floor(WEIGHTS)


class Odd:
    """A file whose reads end in any order, some of them badly, and that notes reads into pages that are in use: those
    that were given back, or never used, are zeros."""

    def __init__(self, file: DirectFile, seed: int = 0, slow: float = 0.0) -> None:
        self._file = file
        self._random = random.Random(seed)
        self._pause = threading.Event()
        self._slow = slow
        self.bad = False
        self.taken: list[int] = []
        self.reads = 0

    def read_into(self, view: memoryview, offset: int) -> None:
        self.reads += 1
        if any(view):
            self.taken.append(offset)
        if self._slow:
            self._pause.wait(self._random.random() * self._slow)
        if self.bad and self._random.random() < 0.3:
            view[: len(view) // 2] = b"?" * (len(view) // 2)
            raise ReadFailed("The disk is gone.")
        self._file.read_into(view, offset)


@pytest.fixture(scope="module")
def content() -> bytes:
    return random.Random(5).randbytes(SIZE)


@pytest.fixture
def experts_of() -> Iterator[MakeExperts]:
    made: list[Experts] = []

    def make(file: Readable, budget: int = FLOOR, **rest: object) -> Experts:
        made.append(Experts(file, WEIGHTS, budget, **rest))  # type: ignore[arg-type]
        return made[-1]

    yield make
    for experts in made:
        experts.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("experts")]


def routed(*rows: list[int]) -> Ids:
    return np.array(rows, np.int32)


def check(experts: Experts, content: bytes, layer: int, chosen: list[int]) -> None:
    """Every byte of some experts is the file's."""
    for weight in WEIGHTS:
        if weight.name.startswith(f"blk.{layer}."):
            each = EACH[weight.name]
            for expert in chosen:
                begin = weight.offset + expert * each
                there = ctypes.string_at(experts.addresses[weight.name] + expert * each, each)
                assert there == content[begin : begin + each], (weight.name, expert)


def check_all(experts: Experts, content: bytes) -> None:
    """What is said to be there is, none of it read again."""
    misses = experts.misses
    for layer in LAYERS:
        held = [one for one in range(EXPERTS) if (layer, one) in experts]
        if held:
            experts.need(layer, routed(held))
            check(experts, content, layer, held)
    assert experts.misses == misses


def memory(experts: Experts) -> int:
    """Bytes of the pages that hold anything."""
    pages = 0
    for weight in WEIGHTS:
        begin = experts.addresses[weight.name] // PAGE * PAGE
        last = experts.addresses[weight.name] + weight.bytes
        pages += sum(any(ctypes.string_at(page, PAGE)) for page in range(begin, last, PAGE))
    return pages * PAGE


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("seed", range(4))
def test_every_byte_of_what_is_needed_is_the_files_whatever_came_before(
    file: DirectFile, experts_of: MakeExperts, content: bytes, policy: str, seed: int
) -> None:
    source = Odd(file, seed, slow=0.0005)
    experts = experts_of(source, policy=policy)
    draw = random.Random(seed)
    for _ in range(120):
        layer = draw.choice(LAYERS)
        match draw.choice(["one token", "one token", "many", "ahead", "resize", "all"]):
            case "one token":
                chosen = draw.sample(range(EXPERTS), 3)
                experts.need(layer, routed(chosen))
                check(experts, content, layer, chosen)
            case "many":
                rows = [draw.sample(range(EXPERTS), 2) for _ in range(MANY)]
                experts.need(layer, routed(*rows))
                check(experts, content, layer, sorted({one for row in rows for one in row}))
            case "ahead":
                experts.ahead(layer, draw.sample(range(EXPERTS), draw.randint(1, EXPERTS)))
            case "resize":
                experts.resize(draw.randint(experts.floor, 3 * experts.floor))
            case "all":
                check_all(experts, content)
                assert memory(experts) <= experts.used
    assert not source.taken
    assert experts.foretold <= experts.foreseen


def test_neighbours_share_a_page_and_keep_it(file: DirectFile, experts_of: MakeExperts, content: bytes) -> None:
    source = Odd(file)
    experts = experts_of(source)
    for chosen in ([2], [3], [1], [0, 4], [5, 6, 7]):
        experts.need(1, routed(chosen))
    check(experts, content, 1, list(range(EXPERTS)))
    assert memory(experts) < experts.used  # each shared page is there once
    for chosen in ([0, 1], [2, 3], [7]):  # there is no room for a second layer
        experts.need(2, routed(chosen))
        check(experts, content, 2, chosen)
        check_all(experts, content)
    assert not source.taken


@pytest.mark.parametrize(("foreseen", "needed"), [(3, 4), (4, 3)])
def test_a_page_that_comes_with_a_neighbour_is_waited_for(
    file: DirectFile, experts_of: MakeExperts, content: bytes, foreseen: int, needed: int
) -> None:
    down = next(weight for weight in WEIGHTS if weight.name == "blk.2.ffn_down_exps.weight")
    held_up = (down.offset + foreseen * EACH[down.name]) // PAGE * PAGE
    awake = threading.Event()

    class Late:
        def read_into(self, view: memoryview, offset: int) -> None:
            assert offset != held_up or awake.wait(30)
            file.read_into(view, offset)

    experts = experts_of(Late())
    experts.ahead(2, [foreseen])
    threading.Timer(0.05, awake.set).start()
    experts.need(2, routed([needed]))
    check(experts, content, 2, [needed])


def test_a_budget_that_holds_all_reads_every_page_once(
    file: DirectFile, experts_of: MakeExperts, content: bytes
) -> None:
    experts = experts_of(file, 3 * FLOOR)
    for _ in range(3):
        for layer in LAYERS:
            for one in range(0, EXPERTS, 2):
                experts.need(layer, routed([one]))
            for one in range(1, EXPERTS, 2):
                experts.need(layer, routed([one]))
    check_all(experts, content)
    assert experts.misses == len(LAYERS) * EXPERTS
    assert file.read <= SIZE + 2 * PAGE * len(WEIGHTS)
    experts.resize(FLOOR)
    assert memory(experts) <= experts.used <= FLOOR
    check_all(experts, content)


def test_an_expert_larger_than_a_read_comes_in_several(tmp_path: Path) -> None:
    each = 2 * CHUNK + 5 * PAGE + 64
    content = random.Random(1).randbytes(1000 + 4 * each)
    (tmp_path / "large").write_bytes(content)
    file = DirectFile(tmp_path / "large")
    source = Odd(file)
    weight = Weight("blk.0.ffn_up_exps.weight", 2, (each, 1, 4), 1000, 4 * each)
    experts = Experts(source, [weight], expert_floor([weight]))
    experts.need(0, routed([0, 2]))
    assert source.reads == 6
    experts.need(0, routed([1, 3]))
    assert ctypes.string_at(experts.addresses[weight.name], 4 * each) == content[1000:]
    assert not source.taken
    experts.close()
    file.close()


def test_neighbours_are_read_together(file: DirectFile, experts_of: MakeExperts, content: bytes) -> None:
    source = Odd(file)
    experts = experts_of(source)
    experts.need(2, routed([0, 1, 2], [5, 7, 2]))
    assert source.reads <= 2 * 3
    check(experts, content, 2, [0, 1, 2, 5, 7])
    experts.need(2, routed([4, 6, 3]))
    check(experts, content, 2, list(range(EXPERTS)))
    assert not source.taken


@pytest.mark.parametrize("ids", [[1, EXPERTS], [-1, 2]])
def test_a_number_that_no_expert_has_is_an_error_and_changes_nothing(
    file: DirectFile, experts_of: MakeExperts, content: bytes, ids: list[int]
) -> None:
    experts = experts_of(file)
    experts.need(1, routed([0, 1]))
    with pytest.raises((IndexError, ValueError)):
        experts.need(1, routed(ids))
    assert (1, 2) not in experts
    check_all(experts, content)


def test_of_a_long_prompt_the_next_layer_is_read_ahead_but_not_the_last(
    file: DirectFile, experts_of: MakeExperts, content: bytes
) -> None:
    experts = experts_of(file, 3 * FLOOR)
    rows = routed(*([one % EXPERTS, (one + 1) % EXPERTS] for one in range(MANY)))
    for layer, foreseen, misses in ((1, EXPERTS, EXPERTS), (2, EXPERTS, EXPERTS), (4, EXPERTS, 2 * EXPERTS)):
        experts.need(layer, rows)
        check(experts, content, layer, list(range(EXPERTS)))
        assert (experts.foreseen, experts.misses) == (foreseen, misses)
    assert experts.foretold == EXPERTS


def test_what_is_ahead_leaves_alone_what_the_running_layer_needs(
    file: DirectFile, experts_of: MakeExperts, content: bytes
) -> None:
    experts = experts_of(Odd(file, slow=0.002))
    everything = list(range(EXPERTS))
    experts.need(2, routed(everything))
    experts.ahead(1, everything)
    assert experts.used <= FLOOR
    check(experts, content, 2, everything)
    experts.need(1, routed(everything))
    check(experts, content, 1, everything)


def test_a_read_that_fails_leaves_the_expert_absent_and_the_others_whole(
    file: DirectFile, experts_of: MakeExperts, content: bytes
) -> None:
    source = Odd(file, 3, slow=0.0005)
    experts = experts_of(source, 2 * FLOOR)
    draw = random.Random(3)
    failed = 0
    for _ in range(200):
        source.bad = draw.random() < 0.5
        layer, chosen = draw.choice(LAYERS), draw.sample(range(EXPERTS), 3)
        if draw.random() < 0.3:
            experts.ahead(layer, chosen)
            continue
        there = [one for one in chosen if (layer, one) in experts]
        try:
            experts.need(layer, routed(chosen))
        except ReadFailed:
            failed += 1
            source.bad = False
            assert set(there) >= {one for one in chosen if (layer, one) in experts} != set(chosen)
            check_all(experts, content)
            assert memory(experts) <= experts.used
            experts.need(layer, routed(chosen))
        check(experts, content, layer, chosen)
    assert failed > 10
    assert not source.taken


def test_a_file_that_is_cut_ends_the_need_with_a_sentence(
    path: Path, file: DirectFile, experts_of: MakeExperts, content: bytes
) -> None:
    experts = experts_of(file, 3 * FLOOR)
    experts.need(1, routed([0, 1]))
    os.truncate(path, WEIGHTS[3].offset)
    with pytest.raises(ReadFailed, match=r"cut while in use|ends before"):
        experts.need(4, routed([6, 7]))
    assert (4, 6) not in experts
    assert (4, 7) not in experts
    check(experts, content, 1, [0, 1])


def test_a_disk_that_hangs_ends_the_need(file: DirectFile, experts_of: MakeExperts, content: bytes) -> None:
    awake = threading.Event()

    class Asleep:
        def read_into(self, view: memoryview, offset: int) -> None:
            assert awake.wait(30)
            file.read_into(view, offset)

    experts = experts_of(Asleep(), patience=0.05)
    with pytest.raises(ReadFailed, match="gave nothing"):
        experts.need(2, routed([0, 5]))
    assert experts.used == 0
    awake.set()
    experts.need(2, routed([4, 5]))
    check(experts, content, 2, [4, 5])


def test_a_budget_below_one_layer_is_refused(file: DirectFile, experts_of: MakeExperts) -> None:
    with pytest.raises(Refused, match="The experts of one layer take 1 MiB"):
        experts_of(file, 8 * PAGE)
    experts = experts_of(file)
    assert experts.floor <= FLOOR
    with pytest.raises(Refused):
        experts.resize(experts.floor - 1)


def test_what_is_needed_is_recorded_where_that_is_wished(file: DirectFile, experts_of: MakeExperts) -> None:
    experts = experts_of(file)
    experts.need(1, routed([0, 1]))
    experts.trace = []
    ids = routed([2, 3], [3, 4])
    experts.need(2, ids)
    ids[:] = 0
    experts.need(4, ids)
    assert [(layer, chosen.tolist()) for layer, chosen in experts.trace] == [(2, [[2, 3], [3, 4]]), (4, [[0, 0]] * 2)]
    assert experts.waited > 0
