"""A model of which only a part is in memory says to the bit what it says when all of it is mapped; and where it cannot,
it says why."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from llama_cpp import llama_cpp as lib

from secondme.errors import ModelError, Refused
from secondme.llm.context import Aborted, Context
from secondme.llm.flash.direct import DirectFile, ReadFailed
from secondme.llm.flash.runner import Runner, Stopped
from secondme.llm.gguf import read_header
from secondme.llm.llama import Model
from tests.llm import tiny
from tests.llm.flash import files
from tests.llm.flash.running import (
    ALL,
    FEED,
    LAYOUT,
    NOTHING,
    Logits,
    Run,
    layer_bytes,
    mapped_bytes,
    played,
    same,
    split,
    words,
)
from tests.llm.test_context import Nodes


@pytest.fixture(scope="module")
def plainly(dense: Model, mixture: Model) -> dict[str, list[Logits]]:
    """What the two models say when all is mapped."""
    said = {}
    for model in (dense, mixture):
        with Run(model, None) as run:
            said[model.card.path.name] = played(run.context, words(model, 364), 300)
    return said


# ---- to the bit ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("streamed", [FEED, ALL, r"blk\.[02]\.ffn_down"])
def test_streamed_matrices_change_no_bit(dense: Model, plainly: dict[str, list[Logits]], streamed: str) -> None:
    plan = split(read_header(dense.card.path), streamed, slots=5)
    with Run(dense, plan) as run:
        assert same(played(run.context, words(dense, 364), 300), plainly["dense.gguf"])
        done = run.streaming.stats()
    assert done.passes > 64
    assert done.read > done.passes * plan.streamed_bytes


def test_experts_of_which_few_are_kept_change_no_bit(mixture: Model, plainly: dict[str, list[Logits]]) -> None:
    header = read_header(mixture.card.path)
    with Run(mixture, split(header, NOTHING, experts=layer_bytes(header))) as run:
        assert same(played(run.context, words(mixture, 364), 300), plainly["mixture.gguf"])
        done = run.streaming.stats()
    assert done.hits
    assert done.misses > 64


def test_experts_and_streamed_attention_go_together(mixture: Model, plainly: dict[str, list[Logits]]) -> None:
    header = read_header(mixture.card.path)
    with Run(mixture, split(header, ALL, experts=2 * layer_bytes(header))) as run:
        assert same(played(run.context, words(mixture, 364), 300), plainly["mixture.gguf"])


@pytest.mark.model
def test_the_starter_is_the_same_when_it_streams(starter_file: Path) -> None:
    with closing(Model.open(starter_file)) as model:
        tokens = words(model, 116)
        with Run(model, None) as plain:
            expected = played(plain.context, tokens, 100, others=False)
        streamed = r"\d\.ffn_(gate|up|down)|[13579]\.attn_(q|k|v|output)\."
        with Run(model, split(read_header(starter_file), streamed, mapped=NOTHING)) as run:
            assert same(played(run.context, tokens, 100, others=False), expected)


@pytest.mark.parametrize("make", [tiny.recurrent, tiny.sliding])
def test_other_kinds_of_memory_are_the_same_when_they_stream(folder: Path, make: Callable[[Path], Path]) -> None:
    path = make(folder / f"{make.__name__}.gguf")
    with closing(Model.open(path)) as model:
        tokens = words(model, 140)
        with Run(model, None) as plain:
            expected = played(plain.context, tokens, 100, others=False)
        plan = split(read_header(path), r"ssm_(in|out)\.|" + FEED, mapped=NOTHING)
        assert len(plan.streamed) > 8
        with Run(model, plan) as run:
            assert same(played(run.context, tokens, 100, others=False), expected)


def test_several_computations_in_one_pass_each_begin_anew(dense: Model) -> None:
    tokens = words(dense, 200)

    def said(runner: Runner | None) -> Logits:
        asked = lib.llama_context_default_params()
        asked.n_ctx, asked.n_batch, asked.n_ubatch, asked.n_threads, asked.n_threads_batch = 256, 256, 32, 1, 1
        if runner:
            asked.cb_eval = runner.callback
        pointer = lib.llama_init_from_model(dense._pointer, asked)
        batch = lib.llama_batch_init(256, 0, 1)

        def decode(some: list[int], first: int) -> None:
            batch.n_tokens = len(some)
            for at, token in enumerate(some):
                batch.token[at], batch.pos[at], batch.n_seq_id[at], batch.seq_id[at][0] = token, first + at, 1, 0
                batch.logits[at] = at == len(some) - 1
            if runner:
                runner.begin(lambda: None)
            assert lib.llama_decode(pointer, batch) == 0
            if runner:
                runner.end(True)

        try:
            if runner:
                runner.attach(lambda: decode([1], 0))
                lib.llama_memory_clear(lib.llama_get_memory(pointer), True)
            for first in (0, 100):
                decode(tokens[first : first + 100], first)
            return np.ctypeslib.as_array(lib.llama_get_logits_ith(pointer, -1), (dense.words,)).copy()
        finally:
            lib.llama_batch_free(batch)
            lib.llama_free(pointer)

    path = dense.card.path
    with closing(Runner(path, read_header(path), split(read_header(path), FEED))) as runner:
        assert np.array_equal(said(runner), said(None))


def test_a_pass_broken_off_anywhere_leaves_no_trace(dense: Model, mixture: Model) -> None:
    draw = random.Random(5)
    for model in (dense, mixture):
        header = read_header(model.card.path)
        plan = split(header, ALL, experts=layer_bytes(header))
        tokens = words(model, 30)
        with Run(model, None) as plain:
            expected = played(plain.context, tokens, 20, others=False)
        with Run(model, plan) as run:
            nodes = Nodes(run.context)
            run.context.read(tokens[:3])
            most, stopped = nodes.count, 0
            for _ in range(30):
                run.context.keep(0)
                nodes.stop_at(draw.randrange(1, most))
                try:
                    run.context.read(tokens[: draw.randrange(1, 4)])
                except Aborted:
                    stopped += 1
            assert stopped > 20
            nodes.stop_at(0)
            assert same(played(run.context, tokens, 20, others=False), expected)


def test_another_plan_in_between_changes_no_bit(dense: Model, mixture: Model) -> None:
    for model in (dense, mixture):
        header = read_header(model.card.path)
        layer = layer_bytes(header)
        tokens = words(model, 40)
        with Run(model, None) as plain:
            expected = played(plain.context, tokens, 30)
        plans = [
            split(header, FEED, experts=2 * layer), split(header, ALL, experts=layer, slots=4),
            split(header, r"blk\.1\." + ALL[2:], experts=3 * layer), split(header, NOTHING), split(header, ALL),
        ]  # fmt: skip
        with Run(model, plans[0]) as run:
            for plan in plans[1:]:
                assert same(played(run.context, tokens, 30), expected)
                run.streaming.resize(plan)
            assert same(played(run.context, tokens, 30), expected)
        with Run(model, None) as plain:
            assert same(played(plain.context, tokens, 30), expected)


def test_an_order_that_was_not_learnt_is_slow_and_right(dense: Model) -> None:
    tokens = words(dense, 40)
    with Run(dense, None) as plain:
        expected = played(plain.context, tokens, 30)
    with Run(dense, split(read_header(dense.card.path), ALL)) as run:
        gates = run.streaming._graph.gates
        for lost in list(gates)[::3]:
            del gates[lost]
        assert same(played(run.context, tokens, 30), expected)


# ---- memory ----------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="only Linux tells what of a mapping is in memory")
def test_what_was_taken_over_is_in_memory_once(folder: Path) -> None:
    path = files.dense(folder / "large.gguf", layers=16)
    header = read_header(path)
    stays, streams = split(header, NOTHING), split(header, FEED, slots=4)
    left = sum(one.bytes for one in streams.mapped) + (128 << 10)  # the system maps 64 KB around a page that is touched
    with closing(Model.open(path)) as model:
        assert mapped_bytes(path) > 0.9 * header.size
        with Run(model, stays) as run:
            run.context.read(words(model, 20))
            assert mapped_bytes(path) <= left
            before = anonymous_bytes()
            run.streaming.resize(streams)
            run.context.read(words(model, 20))
            assert mapped_bytes(path) <= left
            assert before - anonymous_bytes() > 0.6 * (streams.streamed_bytes - streams.ring_bytes)
            run.streaming.resize(stays)
            run.context.read(words(model, 20))
            assert mapped_bytes(path) <= left


def test_memory_is_told_as_it_is(dense: Model, mixture: Model) -> None:
    header = read_header(dense.card.path)
    plan = split(header, FEED, slots=4)
    with Run(dense, plan) as run:
        assert run.streaming.plan == plan
        assert run.streaming.resident == plan.pinned_bytes + plan.ring_bytes
        run.streaming.resize(everything := split(header, NOTHING))
        assert run.streaming.plan == everything
        assert run.streaming.resident == everything.pinned_bytes
    header = read_header(mixture.card.path)
    plan = split(header, NOTHING, experts=layer_bytes(header))
    with Run(mixture, plan) as run:
        run.context.read(words(mixture, 20))
        assert plan.pinned_bytes < run.streaming.resident <= plan.weight_bytes
    assert run.streaming.resident == 0


def anonymous_bytes() -> int:
    """Memory of this process that is no file's."""
    found = re.search(r"RssAnon:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) << 10


def test_filling_is_told_and_can_be_stopped(dense: Model) -> None:
    path = dense.card.path
    told: list[float] = []
    run = Run(dense, split(read_header(path), FEED))
    try:
        with pytest.raises(Stopped):
            run.streaming.attach(run.context.warm_up, stopped=lambda: True)
        run.context.warm_up()
        assert all(one is None for one in (run.streaming._streams, run.streaming._routed))
    finally:
        run.__exit__()
    run = Run(dense, split(read_header(path), FEED))
    try:
        run.streaming.attach(run.context.warm_up, told=told.append)
        assert told == sorted(told)
        assert told[-1] == 1.0
        assert len(told) > 20
    finally:
        run.__exit__()


@pytest.mark.parametrize("experts", [False, True])
def test_a_change_of_plan_that_is_stopped_halfway_changes_no_bit_and_goes_on_later(
    dense: Model, mixture: Model, experts: bool
) -> None:
    model = mixture if experts else dense
    header = read_header(model.card.path)
    cache = layer_bytes(header) if experts else 0
    tokens = words(model, 40)
    with Run(model, None) as plain:
        expected = played(plain.context, tokens, 30)
    few, more = split(header, ALL, experts=cache), split(header, NOTHING, experts=2 * cache)
    with Run(model, few) as run:
        runner, answers = run.streaming, iter([False] * 5 + [True] * 99)
        with pytest.raises(Stopped):
            runner.resize(more, stopped=lambda: next(answers))
        half = runner.plan
        assert (half.streamed, half.experts, half.ring_bytes) == ((), more.experts, 0)
        assert len(few.pinned) < len(half.pinned) < len(more.pinned)
        assert {*half.pinned, *half.mapped} == {*more.pinned, *more.mapped}
        assert runner.resident - half.pinned_bytes <= half.cache_bytes
        assert same(played(run.context, tokens, 30), expected)
        read: list[float] = []
        runner.resize(more, told=read.append)
        assert runner.plan == more
        assert len(read) <= len(more.pinned) - len(half.pinned)
        assert same(played(run.context, tokens, 30), expected)


# ---- what goes wrong -------------------------------------------------------------------------------------------


class Failing(DirectFile):
    """A file that can be had to fail."""

    fails = False

    def read_into(self, view: memoryview, offset: int) -> None:
        if self.fails:
            raise ReadFailed("it.gguf cannot be read at byte 7: Input/output error.")
        super().read_into(view, offset)


def one_by_one(context: Context, tokens: list[int]) -> None:
    for token in tokens:
        context.read([token])


@pytest.mark.parametrize("experts", [False, True])
def test_a_disk_that_fails_ends_the_pass_with_a_sentence_and_the_next_tries_again(
    dense: Model, mixture: Model, experts: bool
) -> None:
    model = mixture if experts else dense
    header = read_header(model.card.path)
    plan = split(header, NOTHING, experts=layer_bytes(header)) if experts else split(header, FEED)
    tokens = words(model, 40)
    with Run(model, None) as plain:
        expected = played(plain.context, tokens, 30)
    file = Failing(model.card.path)
    with Run(model, plan, file=file) as run:
        for _ in range(2):
            file.fails = True
            with pytest.raises(ModelError, match=r"The model's file could not be read: .* Input/output error\."):
                one_by_one(run.context, tokens * 3)
            assert run.context.stopped
            run.context.resume()
            with pytest.raises(ModelError, match="could not be read"):
                run.context.read(tokens)
            run.context.resume()
            file.fails = False
            assert same(played(run.context, tokens, 30), expected)


def test_a_change_of_plan_that_fails_leaves_what_is_right(dense: Model, mixture: Model) -> None:
    for model in (dense, mixture):
        header = read_header(model.card.path)
        cache = layer_bytes(header)
        tokens = words(model, 40)
        with Run(model, None) as plain:
            expected = played(plain.context, tokens, 30)
        file, few = Failing(model.card.path), split(header, ALL, experts=cache)
        with Run(model, few, file=file) as run:
            if cache:
                with pytest.raises(Refused, match="The experts of one layer take"):
                    run.streaming.resize(split(header, NOTHING, experts=1))
                assert run.streaming.plan == few
            file.fails = True
            with pytest.raises(ModelError, match="could not be read"):
                run.streaming.resize(split(header, NOTHING, experts=cache))
            file.fails = False
            assert run.streaming.plan.streamed == ()
            assert run.streaming.plan.pinned == few.pinned
            assert same(played(run.context, tokens, 30), expected)


class Cut(Runner):
    """Cuts its file when the first pass has begun that is told to."""

    cuts = False

    def begin(self, give_up: Callable[[], None]) -> None:
        super().begin(give_up)
        if self.cuts:
            os.truncate(self._path, self._header.size // 3)
            self.cuts = False


def test_a_file_cut_in_the_middle_of_a_pass_ends_it_with_a_sentence(folder: Path, dense: Model) -> None:
    path = Path(shutil.copyfile(dense.card.path, folder / "cut.gguf"))
    header = read_header(path)
    with closing(Model.open(path)) as model:
        runner = Cut(path, header, split(header, ALL, mapped=NOTHING))
        with Context(model._pointer, "it", model.words, LAYOUT, runner) as context, closing(runner):
            runner.attach(context.warm_up)
            context.read([5])
            runner.cuts = True
            with pytest.raises(ModelError, match=r"could not be read: cut\.gguf (was cut while in use|has)"):
                context.read([5])
            context.resume()
            with pytest.raises(ModelError, match="was changed while in use"):
                context.read([5])


class Touched(Runner):
    """Has its file written to while a pass runs."""

    def begin(self, give_up: Callable[[], None]) -> None:
        super().begin(give_up)
        if self._attached:
            os.utime(self._path)


def test_a_file_written_to_in_the_middle_of_a_pass_spoils_that_pass(folder: Path, dense: Model) -> None:
    path = Path(shutil.copyfile(dense.card.path, folder / "touched.gguf"))
    header = read_header(path)
    with closing(Model.open(path)) as model:
        runner = Touched(path, header, split(header, FEED))
        with Context(model._pointer, "it", model.words, LAYOUT, runner) as context, closing(runner):
            runner.attach(context.warm_up)
            with pytest.raises(ModelError, match="was changed while in use"):
                context.read([5])
            assert context.length() == 0


def replaced(path: Path) -> None:
    Path(shutil.copyfile(path, f"{path}.new")).replace(path)


@pytest.mark.parametrize("change", [os.utime, replaced, os.remove])
def test_a_file_that_was_written_to_or_replaced_is_not_read_on(
    folder: Path, dense: Model, change: Callable[[Path], None]
) -> None:
    path = Path(shutil.copyfile(dense.card.path, folder / "changed.gguf"))
    with closing(Model.open(path)) as model, Run(model, split(read_header(path), FEED)) as run:
        run.context.read([5])
        change(path)
        with pytest.raises(ModelError, match=r"was changed while in use\. Choose it anew: secondme model use"):
            run.context.read([5])
        assert run.context.length() == 1
