"""Choosing tokens: as llama.cpp's own chain does, and within a grammar."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from llama_cpp import llama_cpp as lib
from numpy.typing import NDArray

from secondme.errors import ModelError, Refused
from secondme.llm.llama import Model
from secondme.llm.sampling import REPEAT_PENALTY, REPEAT_WINDOW, Grammar, Sampler

pytestmark = pytest.mark.model

WORDS = 5_000


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


class Chain:
    """llama.cpp's own chain of the same steps, over the whole vocabulary."""

    def __init__(self, temperature: float, seed: int) -> None:
        self._chain = lib.llama_sampler_chain_init(lib.llama_sampler_chain_default_params())
        steps = [lib.llama_sampler_init_penalties(WORDS, REPEAT_WINDOW, REPEAT_PENALTY, 0.0, 0.0)]
        if temperature <= 0:
            steps.append(lib.llama_sampler_init_greedy())
        else:
            steps += [
                lib.llama_sampler_init_top_k(40),
                lib.llama_sampler_init_top_p(0.95, 1),
                lib.llama_sampler_init_min_p(0.05, 1),
                lib.llama_sampler_init_temp(temperature),
                lib.llama_sampler_init_dist(seed),
            ]
        for step in steps:
            lib.llama_sampler_chain_add(self._chain, step)

    def pick(self, logits: NDArray[np.float32]) -> int:
        rows = (lib.llama_token_data * WORDS)(*((n, float(value), 0.0) for n, value in enumerate(logits)))
        found = lib.llama_token_data_array(data=rows, size=WORDS, selected=-1, sorted=False)
        lib.llama_sampler_apply(self._chain, ctypes.byref(found))
        token = int(found.data[found.selected].id)
        lib.llama_sampler_accept(self._chain, token)
        return token

    def close(self) -> None:
        lib.llama_sampler_free(self._chain)


@pytest.mark.parametrize("temperature", [0.0, 0.7, 1.5])
def test_it_chooses_what_the_chain_of_llama_cpp_chooses(temperature: float) -> None:
    logits = np.random.default_rng(3).normal(0, 3, WORDS).astype(np.float32)
    logits[logits.argsort()[-80:]] = np.linspace(9, 9.4, 80, dtype=np.float32)  # near each other: the penalty tells
    if not temperature:
        logits[:3] = 9.4  # of equals the first; where one is drawn, llama.cpp does not tell in what order they stand
    with closing(Sampler(WORDS, temperature, seed=11)) as ours, closing(Chain(temperature, seed=11)) as theirs:
        assert [ours.pick(logits) for _ in range(150)] == [theirs.pick(logits) for _ in range(150)]


def test_what_is_chosen_is_not_said_until_it_is_accepted() -> None:
    logits = np.zeros(WORDS, np.float32)
    logits[7], logits[8] = 3.0, 2.95
    with closing(Sampler(WORDS, 0, 0)) as sampler:
        assert [sampler.choose(logits), sampler.choose(logits)] == [7, 7]
        sampler.accept(7)
        assert sampler.choose(logits) == 8


def constrained(model: Model, text: str, temperature: float = 0.0) -> Sampler:
    return Sampler(model.words, temperature, 5, Grammar(model._vocabulary, text))


def written(model: Model, sampler: Sampler, logits: NDArray[np.float32], limit: int = 20) -> str:
    """What is chosen where the model always thinks the same."""
    said = b""
    while limit and not model.ends(token := sampler.pick(logits)):
        said += model.piece(token)
        limit -= 1
    return said.decode()


def liked(model: Model, *words: str) -> NDArray[np.float32]:
    """Logits of a model that likes some words, the first one most."""
    logits = np.random.default_rng(0).normal(0, 1, model.words).astype(np.float32)
    for rank, word in enumerate(words):
        logits[model.tokens(word, special=False)[0]] = 60 - 20 * rank
    return logits


@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_the_best_token_that_keeps_to_the_grammar_is_taken(model: Model, temperature: float) -> None:
    with closing(constrained(model, 'root ::= "yes" | "no"', temperature)) as sampler:
        assert written(model, sampler, liked(model, "maybe", "no", "yes")) == "no"


@pytest.mark.parametrize("temperature", [0.0, 0.8])
def test_a_token_that_is_far_from_the_best_is_found_where_no_other_may_stand(model: Model, temperature: float) -> None:
    logits = liked(model, "maybe")
    logits[model.tokens("7", special=False)[0]] = -30
    with closing(constrained(model, 'root ::= "7"', temperature)) as sampler:
        assert written(model, sampler, logits) == "7"


def test_the_lazy_check_chooses_what_a_check_of_all_chooses(model: Model) -> None:
    rng = np.random.default_rng(1)
    rows = [rng.normal(0, 4, model.words).astype(np.float32) for _ in range(12)]
    text = 'root ::= [a-z ]{4,60} "."'
    alone = Grammar(model._vocabulary, text)
    with closing(constrained(model, text)) as sampler, closing(alone):
        for row in rows:
            allowed = alone.allowed(np.arange(model.words, dtype=np.int32))
            said = set(sampler._said)
            rated = [row[t] / np.float32(1.05) if t in said and row[t] > 0 else row[t] for t in allowed]
            best = int(allowed[int(np.argmax(rated))])
            assert sampler.pick(row) == best
            if model.ends(best):
                break
            alone.accept(best)


def test_a_token_that_may_not_stand_next_is_not_accepted(model: Model) -> None:
    with closing(constrained(model, 'root ::= "yes"')) as sampler:
        with pytest.raises(ValueError, match="may not stand next"):
            sampler.accept(model.tokens("no", special=False)[0])
        assert written(model, sampler, liked(model, "yes")) == "yes"


def test_logits_that_leave_no_word_say_so(model: Model) -> None:
    with closing(constrained(model, "root ::= [\\uE000]")) as sampler:
        row = np.zeros(10, np.float32)
        sampler._words = 10
        with pytest.raises(ModelError, match="no word"):
            sampler.choose(row)


@pytest.mark.parametrize(
    "broken",
    ["", 'root ::= "a', "root ::= nothing", 'root ::= root "a"', 'other ::= "a"', "root ::= ([a-z]{1,3}", "\ud800"],
)
def test_a_broken_grammar_gets_a_sentence(model: Model, broken: str) -> None:
    with pytest.raises(Refused, match="cannot read the grammar"):
        Grammar(model._vocabulary, broken)
