"""The lab's context: what heads look at, read out of the starter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from secondme.errors import BadModel, Refused
from secondme.llm import reference
from secondme.llm.attention import PASS, AttentionContext
from secondme.llm.llama import Model
from secondme.llm.trying import TEXT
from tests.llm import tiny

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as found:
        yield found


@pytest.fixture(scope="module")
def context(model: Model) -> Iterator[AttentionContext]:
    with AttentionContext(model, 512) as found:
        yield found


@pytest.fixture(scope="module")
def tokens(model: Model) -> list[int]:
    return (model.tokens(TEXT, special=False) * 2)[: PASS + 40]


def test_weights_are_those_of_queries_over_what_came_before(context: AttentionContext, tokens: list[int]) -> None:
    found = context.weights(tokens, (3, 18))
    assert list(found) == [3, 18]
    for weights in found.values():
        assert weights.shape == (context.heads, len(tokens), len(tokens))
        assert np.allclose(weights.sum(-1), 1, atol=1e-5)
        assert not np.triu(weights, 1).any()
    last = context.weights(tokens, (18,), last=5)[18]
    assert np.array_equal(last, found[18][:, -5:])


def test_weights_follow_from_the_queries_and_keys_beside_them(context: AttentionContext, tokens: list[int]) -> None:
    (one,) = context.tensors(tokens, (18,))
    assert one.queries.shape[1:] == one.keys.shape[1:] == one.values.shape[1:] == (len(tokens), 64)
    cached = len(tokens) - 8
    (whole,) = reference.whole([one], cached)
    right = one.weights[:, cached:] @ np.repeat(one.values, one.group, 0)
    assert np.abs(whole - right).max() < 0.02 * np.abs(right).max()  # the cache holds 16 bits of each key


def test_captured_tensors_are_compared_by_every_method(context: AttentionContext, tokens: list[int]) -> None:
    layers = context.tensors(tokens, (2, 18))
    found = reference.compare(layers, len(tokens) - 16, 40, {18: [6, 7]})
    assert found["per head"] <= found["window"]
    assert all(0 < far < 1 for far in found.values())


def test_the_likeliest_words_come_with_them(context: AttentionContext, model: Model) -> None:
    text = model.tokens("The capital of Italy is Rome. The capital of France is", special=False)
    assert model.piece(context.read(text, (), lambda *_: None)[-1]) == b" Paris"


def test_what_takes_too_much_room_is_refused(context: AttentionContext, tokens: list[int]) -> None:
    with pytest.raises(Refused, match="holds 512"):
        context.weights(tokens * 4, (1,))
    with pytest.raises(Refused, match="would take"):
        context.weights(tokens * 3, range(40))


def test_an_error_while_it_looks_is_raised_behind_the_computation(
    context: AttentionContext, tokens: list[int]
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("seen")

    with pytest.raises(KeyError, match="seen"):
        context.read(tokens, (3,), fail)
    assert len(context.read(tokens, (), lambda *_: None)) == len(tokens)


def test_a_model_without_attention_is_one_sentence(tmp_path: Path) -> None:
    with (
        closing(Model.open(tiny.recurrent(tmp_path / "mamba.gguf"))) as mamba,
        AttentionContext(mamba, 256) as context,
        pytest.raises(BadModel, match="cannot be read"),
    ):
        context.weights([5, 6, 7], (0,))
