"""A model of which only a part is in memory says to the bit what it says when all of it is mapped; and where it cannot,
it says why."""

from __future__ import annotations

import ctypes
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llama_cpp import llama_cpp as lib
from numpy.typing import NDArray

from secondme.errors import ModelError
from secondme.llm.context import Aborted, Context, Layout
from secondme.llm.flash.direct import DirectFile, ReadFailed
from secondme.llm.flash.graph import Graph, Unfit, Use
from secondme.llm.flash.plan import Plan
from secondme.llm.flash.runner import Runner, Stopped
from secondme.llm.flash.streams import groups
from secondme.llm.gguf import Header, Weight, read_header
from secondme.llm.llama import Model
from tests.llm import tiny
from tests.llm.flash import files

PAGES = 8_192
"""What a slot has beside its longest weight."""
LAYOUT = Layout(512, 1, sequences=3)
FEED, ALL = r"\.ffn_(gate|up|down)\.", r"\.(ffn_(gate|up|down)|attn_(q|k|v|output))\."
NOTHING = "(?!)"

Logits = NDArray[np.float32]


def split(header: Header, streamed: str, *, experts: int = 0, mapped: str = "token_embd", slots: int = 6) -> Plan:
    """A plan that streams what a pattern finds; of the experts so many bytes are kept, with 0 all."""
    parts: dict[str, list[Weight]] = {"pinned": [], "streamed": [], "experts": [], "mapped": []}
    for one in header.weights:
        if re.search(streamed, one.name):
            parts["streamed"].append(one)
        elif experts and "_exps" in one.name:
            parts["experts"].append(one)
        else:
            parts["mapped" if re.search(mapped, one.name) else "pinned"].append(one)
    slot = max((one.bytes for one in parts["streamed"]), default=0) + PAGES
    pinned, streams, cached, left = map(tuple, parts.values())
    return Plan(pinned, streams, cached, left, slots, slot, cache_bytes=experts, ram=0, other=0)


def layer_bytes(header: Header) -> int:
    """More than the experts of one layer take, so that not two layers fit."""
    return sum(one.bytes + files.EXPERTS * PAGES for one in header.weights if re.search(r"\.0\..*_exps", one.name))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runner")


@pytest.fixture(scope="module")
def dense(folder: Path) -> Iterator[Model]:
    with closing(Model.open(files.dense(folder / "dense.gguf"))) as model:
        yield model


@pytest.fixture(scope="module")
def mixture(folder: Path) -> Iterator[Model]:
    with closing(Model.open(files.mixture(folder / "mixture.gguf"))) as model:
        yield model


class Run:
    """A context of a model, streamed by a plan or plain."""

    def __init__(self, model: Model, plan: Plan | None, layout: Layout = LAYOUT, **more: Any) -> None:
        path = model.card.path
        self.runner = Runner(path, read_header(path), plan, **more) if plan else None
        self.context = Context(model._pointer, path.name, model.words, layout, self.runner)

    def __enter__(self) -> Run:
        if self.runner:
            try:
                self.runner.attach(self.context.warm_up)
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        if self.runner:
            self.runner.close()

    @property
    def streaming(self) -> Runner:
        assert self.runner
        return self.runner


def words(model: Model, count: int, seed: int = 1) -> list[int]:
    draw = random.Random(seed)
    return [draw.randrange(3, model.words) for _ in range(count)]


def played(context: Context, tokens: list[int], prompt: int, *, others: bool = True) -> list[Logits]:
    """What a context says after a prompt, after each token that follows it, after a hole in it was closed, and in
    passes of three sequences."""
    context.keep(0)
    context.read(tokens[:prompt])
    said = [context.logits().copy()]
    for token in tokens[prompt:]:
        context.read([token])
        said.append(context.logits().copy())
    if context.can_shift:
        assert context.close_up([(0, 8), (prompt // 2, context.length())])
        context.read(tokens[:3])
        said.append(context.logits().copy())
    for n in range(3) if others else ():
        context.read_rows([(0, tokens[n]), (1, tokens[n + 1]), (2, tokens[n + 2])])
        said += [context.logits(row).copy() for row in range(3)]
    for sequence in (1, 2):
        if others:
            context.keep(0, sequence)
    return said


def same(some: list[Logits], others: list[Logits]) -> bool:
    return len(some) == len(others) and all(map(np.array_equal, some, others))


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


class Nodes:
    """Counts the nodes of a context's passes, and stops it at one of them."""

    def __init__(self, context: Context) -> None:
        self.count, self.at = 0, 0
        heeded = ctypes.addressof(context._stop)

        def asked(buffer: int) -> bool:
            if buffer != heeded:  # this pass heeds no stop
                return False
            self.count += 1
            return self.count == self.at

        context._callback = lib.ggml_abort_callback(asked)
        context._heed(context._stop)

    def stop_at(self, node: int) -> None:
        self.count, self.at = 0, node


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


def mapped_bytes(path: Path) -> int:
    """How much of a file's mapping is in memory."""
    held, ours = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split(" ", 1)[0]:
            ours = line.endswith(str(path))
        elif ours and line.startswith("Rss:"):
            held += int(line.split()[1]) << 10
    return held


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


class Seen:
    """A watcher that learns where the weights are."""

    def __init__(self, names: list[str]) -> None:
        self.graph = Graph(names)
        self.callback = self.graph.callback

    def begin(self, give_up: Callable[[], None]) -> None: ...

    def end(self, done: bool) -> None: ...


def seen(model: Model) -> tuple[dict[str, int], Logits]:
    """Where the weights of a model are, and what it says."""
    names = [one.name for one in read_header(model.card.path).weights]
    watcher = Seen(names)
    with Context(model._pointer, "it", model.words, LAYOUT, watcher) as context:
        watcher.graph.learn(lambda: context.read([5]), lambda: None)
        places = {name: watcher.graph.pointer(name) for name in names if name in watcher.graph.uses}
        return places, context.logits().copy()


def unfit(model: Model, header: Header, plan: Plan, match: str) -> None:
    """It is not streamed, for a reason; and all is as it was, with the runner and without."""
    places, said = seen(model)
    runner = Runner(model.card.path, header, plan)
    with Context(model._pointer, "it", model.words, LAYOUT, runner) as context:
        with closing(runner):
            with pytest.raises(Unfit, match=match):
                runner.attach(context.warm_up)
            context.keep(0)
            context.read([5])
            assert np.array_equal(context.logits(), said)
            assert seen(model)[0] == places
        context.keep(0)
        context.read([5])
        assert np.array_equal(context.logits(), said)


def test_weights_that_lie_elsewhere_than_the_file_says_are_left_alone(dense: Model) -> None:
    header = read_header(dense.card.path)
    moved = [replace(one, offset=one.offset + 32) if "blk.2.ffn_up" in one.name else one for one in header.weights]
    wrong = replace(header, weights=tuple(moved))
    unfit(dense, wrong, split(wrong, FEED), "do not lie in memory as they lie in the file")
    longer = [replace(one, bytes=one.bytes + 32) if "blk.2.ffn_up" in one.name else one for one in header.weights]
    wrong = replace(header, weights=tuple(longer))
    unfit(dense, wrong, split(wrong, FEED), r"blk\.2\.ffn_up\.weight is of another size")


def test_weights_of_another_mapping_are_left_alone(folder: Path, dense: Model) -> None:
    """As they lie in the file, but not in it."""
    path = Path(shutil.copyfile(dense.card.path, folder / "gone.gguf"))
    header = read_header(path)
    with closing(Model.open(path)) as model:
        path.unlink()
        shutil.copyfile(dense.card.path, path)
        unfit(model, header, split(header, FEED), "copied out of the file")


def test_a_model_that_was_loaded_without_its_mapping_is_left_alone(dense: Model) -> None:
    asked = lib.llama_model_default_params()
    asked.load_mode, asked.use_extra_bufts, asked.n_gpu_layers = lib.LLAMA_LOAD_MODE_NONE, False, 0
    path, header = dense.card.path, read_header(dense.card.path)
    with closing(Model(lib.llama_model_load_from_file(os.fsencode(path), asked), dense.card, header)) as model:
        unfit(model, header, split(header, FEED), "do not lie in memory|copied out of the file")


def test_a_model_in_several_files_is_left_alone(folder: Path, dense: Model) -> None:
    header = read_header(files.dense(folder / "parts.gguf", parts=2))
    unfit(dense, header, split(header, FEED), "several files")


def test_a_table_that_is_the_output_too_does_not_stream(folder: Path) -> None:
    with closing(Model.open(files.dense(folder / "tied.gguf", tied=True))) as model:
        header = read_header(model.card.path)
        unfit(model, header, split(header, "token_embd"), "used in a way")
        with Run(model, split(header, FEED, mapped=NOTHING)) as run:
            run.context.read([5])


def test_weights_used_otherwise_do_not_stream(mixture: Model) -> None:
    header = read_header(mixture.card.path)
    unfit(mixture, header, split(header, "_exps"), "cannot wait for it")
    unfit(mixture, header, split(header, "ffn_norm"), "cannot wait for it")
    stacked = split(header, NOTHING)
    routers = tuple(one for one in header.weights if "gate_inp" in one.name)
    unfit(mixture, header, replace(stacked, experts=routers, cache_bytes=1 << 20), "not known of experts")


def test_more_weights_at_one_gate_than_slots_do_not_stream(dense: Model) -> None:
    header = read_header(dense.card.path)
    unfit(dense, header, split(header, ALL, slots=2), "more weights are wanted at once than there are slots")


def test_graphs_that_give_no_gate_or_want_a_weight_twice_are_told() -> None:
    one, other = (Weight(f"blk.{n}.ffn_up.weight", 2, (32, 32), n * 4_096, 576) for n in range(2))
    graph = Graph([one.name, other.name])
    graph.order = [b"node_1", b"leaf_2", b"ffn_out-0 (view)", b"ffn_up-0", b"ffn_out-0", b"ffn_up-1", b"ffn_out-1"]

    def use(at: int) -> Use:
        return Use(at, "MUL_MAT", 0, b"")

    graph.uses = {one.name: [use(3)], other.name: [use(5)]}
    with pytest.raises(Unfit, match=r"Nothing is computed before blk\.0\.ffn_up\.weight"):
        groups(graph, [one, other], 4)
    graph.order[0] = b"norm-0"
    assert groups(graph, [one, other], 4) == [(b"norm-0", range(1)), (b"ffn_out-0", range(1, 2))]
    graph.uses[one.name].append(use(6))
    with pytest.raises(Unfit, match="used again"):
        groups(graph, [one, other], 4)
