"""A context: sequences in one cache, holes closed, states in and out, and whatever is stopped leaves no trace."""

from __future__ import annotations

import ctypes
import random
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from llama_cpp import llama_cpp as lib
from numpy.typing import NDArray

from secondme.errors import ModelError
from secondme.llm.context import LOGITS_BYTES, Aborted, Context, Layout
from secondme.llm.llama import Model

pytestmark = pytest.mark.model

TALE = (
    "The boats lay in the harbour. In the morning the men of the village went down to them, talking of fish and of "
    "the weather, and their children ran ahead to see what the sea had left on the sand during the night."
)
OTHER = "My dog is called Biscuit, he is four years old and he is afraid of thunder, so we stay at home when it rains."

Made = Callable[..., Context]


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


@pytest.fixture(scope="module")
def tale(model: Model) -> list[int]:
    return model.tokens(TALE, special=False)


@pytest.fixture(scope="module")
def other(model: Model) -> list[int]:
    return model.tokens(OTHER, special=False)


@pytest.fixture
def make(model: Model) -> Iterator[Made]:
    """Makes contexts."""
    contexts: list[Context] = []

    def made(room: int = 256, sequences: int = 1) -> Context:
        contexts.append(model.context(Layout(room, 1, sequences)))
        return contexts[-1]

    yield made
    for context in contexts:
        context.close()


class Nodes:
    """Counts what llama.cpp asks of a context, and stops it at node number `at`."""

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


def divergence(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Kullback-Leibler divergence of the next token, in nats."""
    p, q = (logits.astype(float) - logits.max() for logits in (one, other))
    p, q = p - np.log(np.exp(p).sum()), q - np.log(np.exp(q).sum())
    return float((np.exp(p) * (p - q)).sum())


def greedy(context: Context, many: int, sequence: int = 0) -> list[int]:
    said = []
    for _ in range(many):
        said.append(int(context.logits().argmax()))
        context.read([said[-1]], sequence)
    return said


def test_sequences_in_one_cache_are_as_each_alone(make: Made, tale: list[int], other: list[int]) -> None:
    both = make(sequences=2)
    texts = [tale[:30], other[:25]]
    both.read(texts[0][:20], 0)
    both.read(texts[1][:15], 1)
    for step in range(10):
        both.read_rows([(0, texts[0][20 + step]), (1, texts[1][15 + step])])
    assert (both.length(0), both.length(1), both.used) == (30, 25, 55)
    for row, text in enumerate(texts):
        alone = make()
        alone.read(text)
        assert divergence(alone.logits(), both.logits(row)) < 0.01
        assert alone.logits().argmax() == both.logits(row).argmax()


def test_only_wanted_rows_have_an_outcome(make: Made, tale: list[int]) -> None:
    context = make(sequences=2)
    context.read_rows([(0, tale[0]), (1, tale[1]), (0, tale[2]), (1, tale[3])])
    every = [context.logits(row).copy() for row in range(4)]
    context.keep(0, 0)
    context.keep(0, 1)
    context.read_rows([(0, tale[0]), (1, tale[1]), (0, tale[2]), (1, tale[3])], wanted=[1, 2])
    assert np.array_equal(context.logits(0), every[1])
    assert np.array_equal(context.logits(1), every[2])
    assert np.array_equal(context.logits(), every[2])


def test_a_copy_takes_no_cells_until_it_goes_on(make: Made, tale: list[int], other: list[int]) -> None:
    context = make(sequences=4)
    context.read(tale[:20], 1)
    for sequence in (2, 3):
        context.copy(1, sequence)
    assert [context.length(sequence) for sequence in range(4)] == [0, 20, 20, 20]
    assert context.used == 20
    context.read(other[:5], 2)
    context.read(tale[20:25], 3)
    assert context.used == 30
    assert not context.close_up([(0, 5), (10, 25)], 2)
    context.keep(0, 1)
    assert context.used == 30
    context.read(other[:4], 1)
    assert context.used == 34
    context.keep(0, 3)
    assert context.used == 29
    alone = make()
    alone.read([*tale[:20], *other[:6]])
    context.read([other[5]], 2)
    assert divergence(alone.logits(), context.logits()) < 1e-3


@pytest.mark.parametrize("pack", [True, False])
def test_closed_up_the_cache_goes_on_as_one_that_read_the_rest_alone(
    make: Made, tale: list[int], other: list[int], pack: bool
) -> None:
    context, clean = make(), make()
    context.read(tale[:20])
    lib.llama_memory_seq_rm(context._memory, 0, 0, 20)  # so that what is kept was never read with it in view
    context.read(other)
    assert context.close_up([(20, 20 + len(other))], pack=pack)
    assert context.length() == context.used == len(other)
    clean.read(other)
    for one in (context, clean):
        one.read(tale[20:30])
    assert divergence(clean.logits(), context.logits()) < 0.01
    assert clean.logits().argmax() == context.logits().argmax()


def test_packed_and_unpacked_are_the_same_cache(make: Made, tale: list[int]) -> None:
    outcomes = []
    for pack in (True, False):
        context = make()
        context.read(tale)
        assert context.close_up([(0, 8), (20, len(tale))], pack=pack)
        context.read(tale[:4])
        outcomes.append(context.logits().copy())
    assert divergence(*outcomes) < 1e-3


def test_a_state_goes_on_where_it_was_taken(make: Made, tale: list[int]) -> None:
    context = make()
    context.read(tale[:30])
    state = context.state(tale[29])
    context.read(tale[30:34])
    expected = context.logits().copy()
    assert context.restore(state, 30)
    assert context.length() == 30
    context.read(tale[30:34])
    assert np.array_equal(context.logits(), expected)
    assert not context.restore(state[: len(state) // 2], 30)
    assert context.length() == context.used == 0


@pytest.mark.parametrize("pack", [True, False])
def test_a_state_taken_while_a_shift_is_pending_holds_what_was_shifted(
    make: Made, tale: list[int], pack: bool
) -> None:
    context, same = make(), make()
    for one in (context, same):
        one.read(tale[:34])
        assert one.close_up([(0, 8), (14, 34)], pack=pack)
    state = context.state(tale[33])
    assert context.length() == 28
    same.read(tale[34:38])
    context.read(tale[34:38])
    assert np.array_equal(context.logits(), same.logits())
    assert context.restore(state, 28)
    context.read(tale[34:38])
    assert divergence(same.logits(), context.logits()) < 1e-6


def test_a_stopped_context_gives_no_state_that_is_not_settled_and_loses_nothing(make: Made, tale: list[int]) -> None:
    context = make()
    context.read(tale[:20])
    context.close_up([(0, 8), (14, 20)])
    context.stop()
    with pytest.raises(Aborted):
        context.state(tale[19])
    assert context.length() == 14


def test_a_state_goes_on_in_a_larger_context(make: Made, tale: list[int]) -> None:
    small, large = make(256), make(512)
    small.read(tale[:30])
    state = small.state(tale[29])
    small.read(tale[30:33])
    assert large.restore(state, 30)
    large.read(tale[30:33])
    assert greedy(large, 8) == greedy(small, 8)
    assert (large.room, large.length()) == (512, small.length())


def test_each_is_given_every_row_once_and_never_more_than_fit(model: Model, make: Made, tale: list[int]) -> None:
    context, most = make(512), LOGITS_BYTES // (4 * model.words)
    tokens = (tale * 10)[: most + 20]
    starts: list[tuple[int, int]] = []
    rows = {}

    def told(start: int, logits: NDArray[np.float32]) -> None:
        assert logits.nbytes <= LOGITS_BYTES
        starts.append((start, len(logits)))
        rows[start + len(logits) - 1] = logits[-1].copy()

    context.read(tokens, each=told)
    assert starts == [(0, most), (most, 20)]
    assert np.array_equal(rows[most + 19], context.logits())


@pytest.mark.parametrize("kind", ["prefill", "decode", "rows", "shifted"])
def test_a_pass_that_is_stopped_at_any_node_leaves_no_trace(
    make: Made, tale: list[int], other: list[int], kind: str
) -> None:
    def begun() -> Context:
        context = make(sequences=2)
        context.read(tale[:16], 0)
        context.read(other[:8], 1)
        if kind == "shifted":
            assert context.close_up([(0, 4), (8, 16)])
        return context

    def go(context: Context) -> None:
        match kind:
            case "decode":
                context.read(tale[16:17])
            case "rows":
                context.read_rows([(0, tale[16]), (1, other[8]), (1, other[9])])
            case _:
                context.read(tale[16:22])

    calm = begun()
    nodes = Nodes(calm)
    go(calm)
    expected, many = calm._all(calm._outputs).copy(), nodes.count
    assert many > 100
    random.seed(kind)
    context = begun()
    nodes = Nodes(context)
    lengths = (context.length(0), context.length(1))
    for at in range(50 if kind != "shifted" else 10):
        if kind == "shifted" and at:
            context = begun()
            nodes = Nodes(context)
        # Now and then at the very first nodes, where a shift would be under way.
        nodes.stop_at(at + 1 if at < 5 else random.randint(1, many - 30))
        with pytest.raises(Aborted):
            go(context)
        assert (context.length(0), context.length(1)) == lengths
        assert context.used == sum(lengths)
        if at % 10 == 9 or kind == "shifted":
            nodes.stop_at(0)
            go(context)
            assert np.array_equal(context._all(context._outputs), expected)
            context.keep(lengths[0], 0)
            context.keep(lengths[1], 1)
            assert context.used == sum(lengths)


def test_a_cut_below_what_was_shifted_leaves_nothing_pending(make: Made, tale: list[int]) -> None:
    context, clean = make(), make()
    context.read(tale[:30])
    context.close_up([(0, 8), (14, 30)])
    assert context.keep(8) == 8
    nodes = Nodes(context)
    context.read(tale[:10])
    shifted = nodes.count
    context.keep(8)
    nodes.stop_at(0)
    context.read(tale[:10])
    assert shifted >= nodes.count  # llama.cpp goes over the cells once more, and moves none
    clean.read(tale[:8])
    clean.read(tale[:10])
    assert np.array_equal(clean.logits(), context.logits())


def test_where_a_memory_knows_no_parts_all_is_forgotten_and_known_to_be(
    make: Made, tale: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    context = make(sequences=2)
    context.read(tale[:10], 0)
    context.copy(0, 1)
    context.read(tale[10:12], 1)
    whole = lib.llama_memory_seq_rm
    monkeypatch.setattr(lib, "llama_memory_seq_rm", lambda *where: where[2] <= 0 and whole(*where))
    assert not context.close_up([(0, 4), (6, 12)], 1)
    assert context.keep(5) == 0
    assert (context.length(0), context.length(1), context.used) == (0, 0, 0)
    context.read(tale[:10])
    assert context.length() == context.used == 10


class _Watcher:
    """Counts passes; gives up, or fails, where it is told to."""

    def __init__(self) -> None:
        self.callback = lib.ggml_backend_sched_eval_callback()
        self.begun = self.ended = 0
        self.refuses = self.gives_up = False

    def begin(self, give_up: Callable[[], None]) -> None:
        if self.refuses:
            raise ModelError("The weights are not there.")
        self.begun += 1
        if self.gives_up:
            give_up()

    def end(self, done: bool) -> None:
        self.ended += 1
        if self.gives_up:
            assert not done
            raise ModelError("The weights could not be read.")


def test_a_watcher_is_asked_at_every_pass_and_what_it_breaks_off_leaves_nothing(model: Model) -> None:
    watcher = _Watcher()
    tokens = model.tokens("The harbour lay still in the grey light of the morning.", special=False)
    with model.context(Layout(1024, 2), watcher) as context, model.context(Layout(1024, 2)) as plain:
        context.read(tokens * 50)
        assert watcher.begun == watcher.ended == 2
        plain.read(tokens * 50)
        watcher.refuses = True
        with pytest.raises(ModelError, match="not there"):
            context.read(tokens)
        watcher.refuses, watcher.gives_up = False, True
        with pytest.raises(ModelError, match="could not be read"):
            context.read(tokens)
        watcher.gives_up = False
        context.resume()
        assert context.length() == plain.length() == context.used
        for one in (context, plain):
            one.read(tokens)
        assert (context.logits() == plain.logits()).all()
