"""A model that streaming does not fit is left as it was, and a sentence says why."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from llama_cpp import llama_cpp as lib

from secondme.llm.context import Context
from secondme.llm.flash.graph import Graph, Unfit, Use
from secondme.llm.flash.plan import Plan
from secondme.llm.flash.runner import Runner
from secondme.llm.flash.streams import groups
from secondme.llm.gguf import Header, Weight, read_header
from secondme.llm.llama import Model
from tests.llm.flash import files
from tests.llm.flash.running import ALL, FEED, LAYOUT, NOTHING, Logits, Run, split


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


def test_weights_that_are_not_the_hosts_may_lie_anywhere_and_are_not_touched(dense: Model) -> None:
    header = read_header(dense.card.path)
    far = "blk.3."
    moved = [replace(one, offset=one.offset + 32) if far in one.name else one for one in header.weights]
    wrong = replace(header, weights=tuple(moved))
    own = [one for one in header.weights if far not in one.name]
    plan = split(replace(header, weights=tuple(own)), FEED)
    places, said = seen(dense)
    runner = Runner(dense.card.path, wrong, plan, weights=own)
    with Context(dense._pointer, "it", dense.words, LAYOUT, runner) as context, closing(runner):
        runner.attach(context.warm_up)
        context.read([5])
        assert np.array_equal(context.logits(), said)
        now = seen(dense)[0]
        assert all(now[name] == places[name] for name in places if far in name)
        assert now != places


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
