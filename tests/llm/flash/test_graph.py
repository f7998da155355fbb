"""The graph of a context: nodes in order, weights and where they lie, and gates that are called in between."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from secondme.llm.context import Context, Layout
from secondme.llm.flash.graph import Graph, Unfit, found_fields
from secondme.llm.gguf import Header, read_header
from secondme.llm.llama import Model
from tests.llm.flash import files


class Open:
    """A watcher that sees to nothing."""

    def __init__(self, graph: Graph) -> None:
        self.callback = graph.callback

    def begin(self, give_up: Callable[[], None]) -> None: ...

    def end(self, done: bool) -> None: ...


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Model]:
    with closing(Model.open(files.mixture(tmp_path_factory.mktemp("graph") / "mixture.gguf"))) as model:
        yield model


@pytest.fixture(scope="module")
def header(model: Model) -> Header:
    return read_header(model.card.path)


def opened(model: Model, graph: Graph) -> Context:
    return Context(model._pointer, "it", model.words, Layout(128, 1), Open(graph))


@pytest.fixture
def graph(header: Header) -> Graph:
    return Graph([one.name for one in header.weights])


@pytest.fixture
def context(model: Model, graph: Graph) -> Iterator[Context]:
    with opened(model, graph) as context:
        yield context


@pytest.fixture
def learnt(context: Context, graph: Graph) -> Graph:
    graph.learn(lambda: context.read([1]), lambda: None)
    return graph


def test_all_is_known_before_anything_is_computed(context: Context, graph: Graph) -> None:
    computed: list[int] = []
    graph.gates[b"ffn_inp-0"] = computed.append
    seen = []

    graph.learn(lambda: context.read([1]), lambda: seen.extend(graph.order))

    assert seen == graph.order
    assert seen[-1] == b"result_output"
    assert not computed


def test_every_weight_lies_as_it_does_in_the_file(learnt: Graph, header: Header) -> None:
    assert {learnt.pointer(one.name) - one.offset for one in header.weights} == {
        learnt.pointer(header.weights[0].name) - header.weights[0].offset
    }
    assert [learnt.size(one.name) for one in header.weights] == [one.bytes for one in header.weights]


def test_the_bytes_at_a_pointer_are_those_of_the_file(learnt: Graph, header: Header, model: Model) -> None:
    file = model.card.path.read_bytes()
    for one in header.weights:
        assert ctypes.string_at(learnt.pointer(one.name), one.bytes) == file[one.offset : one.end]


def test_a_weight_that_is_led_elsewhere_is_read_there(learnt: Graph, header: Header, context: Context) -> None:
    one = next(one for one in header.weights if one.name == "output.weight")
    home = learnt.pointer(one.name)
    context.read([7])
    before = context.logits().copy()
    nothing = ctypes.create_string_buffer(one.bytes)

    learnt.point(one.name, ctypes.addressof(nothing))
    context.read([7])
    assert not context.logits().any()

    learnt.point(one.name, home)
    context.keep(1)
    context.read([7])
    assert np.array_equal(context.logits(), before)


def test_a_use_says_what_is_done_with_a_weight(learnt: Graph) -> None:
    (use,) = learnt.uses["blk.2.ffn_down_exps.weight"]
    assert (use.operation, use.operand, use.chosen_by) == ("MUL_MAT_ID", 0, b"ffn_moe_topk-2")
    assert [use.operation for use in learnt.uses["token_embd.weight"]] == ["GET_ROWS"]
    assert [use.operation for use in learnt.uses["blk.0.ffn_norm.weight"]] == ["MUL"]


def test_a_gate_stands_before_the_first_use_under_a_name_of_its_own(learnt: Graph, header: Header) -> None:
    for one in header.weights:
        gate = learnt.gate_before(one.name)
        if one.name == "token_embd.weight":
            assert gate is None
            continue
        assert gate is not None
        assert gate[0] < learnt.uses[one.name][0].at
        assert learnt.order.count(gate[1]) == 1
        assert b"(" not in gate[1]


def test_gates_are_called_in_the_order_of_the_graph_with_the_node_computed(learnt: Graph, context: Context) -> None:
    called: list[tuple[bytes, float]] = []

    def note(name: bytes) -> Callable[[int], None]:
        return lambda tensor: called.append((name, float(np.abs(learnt.values(tensor)).sum())))

    nodes = [b"attn_norm-1", b"ffn_inp-0", b"result_norm"]
    for name in nodes:
        learnt.gates[name] = note(name)
    context.read([5, 6, 7])

    assert [name for name, _ in called] == sorted(nodes, key=learnt.order.index)
    assert all(value > 0 for _, value in called)


def test_the_chosen_experts_are_those_of_the_largest_odds(learnt: Graph, context: Context) -> None:
    odds: list[np.ndarray[tuple[int, int], np.dtype[np.float32]]] = []
    ids: list[np.ndarray[tuple[int, int], np.dtype[np.int32]]] = []
    learnt.gates[b"ffn_moe_logits-1"] = lambda tensor: odds.append(learnt.values(tensor).copy())
    learnt.gates[b"ffn_moe_topk-1"] = lambda tensor: ids.append(learnt.ids(tensor).copy())

    context.read(list(range(40, 70)))

    assert ids[0].shape == (30, files.USED)
    assert odds[0].shape == (30, files.EXPERTS)
    assert np.array_equal(np.sort(ids[0]), np.sort(np.argsort(-odds[0], axis=1)[:, : files.USED]))


def test_numbers_of_another_kind_are_refused(learnt: Graph, context: Context) -> None:
    refused: list[Unfit] = []

    def read(tensor: int) -> None:
        try:
            learnt.values(tensor)
        except Unfit as refusal:
            refused.append(refusal)

    learnt.gates[b"ffn_moe_topk-1"] = read
    context.read([1])
    assert len(refused) == 1


def test_fields_that_are_elsewhere_are_noticed(model: Model, header: Header) -> None:
    found = found_fields()
    for wrong in (replace(found, data=found.data - 8), replace(found, name=found.name + 8)):
        graph = Graph([one.name for one in header.weights], wrong)
        with opened(model, graph) as context, pytest.raises(Unfit, match="not known"):
            graph.learn(lambda context=context: context.read([1]), lambda: None)  # type: ignore[misc]


def test_what_goes_wrong_when_all_is_learnt_is_raised_behind_the_pass(context: Context, graph: Graph) -> None:
    def fail() -> None:
        raise Unfit("Not this one.")

    with pytest.raises(Unfit, match="Not this one"):
        graph.learn(lambda: context.read([1]), fail)
    context.read([2])
