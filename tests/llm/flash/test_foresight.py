"""The next layer's experts are read before it chooses, as long as that pays."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from secondme.llm.context import Context
from secondme.llm.flash.foresight import KEPT, WINDOW, WINDOWS, Trial
from secondme.llm.flash.runner import Runner
from secondme.llm.gguf import read_header
from secondme.llm.llama import Model
from tests.llm.flash import files
from tests.llm.flash.running import LAYOUT, NOTHING, layer_bytes, split, words

TRIED = 2 * WINDOW * WINDOWS


def tried(trial: Trial, done: float, left_out: float, passes: int = TRIED) -> None:
    """Passes that take so long where it is done, and where it is not, more or less."""
    draw = random.Random(3)
    for _ in range(passes):
        trial.ended((done if trial.on else left_out) * draw.uniform(0.9, 1.1))


def test_what_pays_is_kept_and_what_does_not_is_left_out() -> None:
    trial = Trial()
    tried(trial, 0.05, 0.10)
    assert trial.on
    assert trial.saved == pytest.approx(0.05, abs=0.01)

    trial = Trial()
    tried(trial, 0.10, 0.05)
    assert not trial.on
    assert trial.saved == pytest.approx(-0.05, abs=0.01)


def test_what_makes_no_difference_is_left_out() -> None:
    trial = Trial()
    tried(trial, 0.0, 0.0)
    assert not trial.on
    trial = Trial()
    tried(trial, 0.0101, 0.01)
    assert not trial.on


def test_it_is_tried_again_after_a_while() -> None:
    trial = Trial()
    tried(trial, 0.10, 0.05)
    tried(trial, 0.05, 0.10, KEPT)
    assert trial.on
    tried(trial, 0.05, 0.10)
    assert trial.on
    assert trial.saved > 0


def test_the_first_passes_of_a_window_do_not_count() -> None:
    trial = Trial()
    was, first = trial.on, True
    for n in range(TRIED):
        first = n == 0 or trial.on != was
        was = trial.on
        trial.ended(9.0 if first else 0.1 if trial.on else 0.2)
    assert trial.saved == pytest.approx(0.1)


def test_routers_are_asked_before_their_turn_and_no_bit_changes(tmp_path: Path) -> None:
    path = files.mixture(tmp_path / "mixture.gguf")
    header = read_header(path)
    plan = split(header, NOTHING, experts=layer_bytes(header))
    with closing(Model.open(path)) as model:
        tokens = words(model, TRIED)
        with Context(model._pointer, "it", model.words, LAYOUT) as context:
            expected = []
            for token in tokens:
                context.read([token])
                expected.append(context.logits().copy())
        runner = Runner(path, header, plan)
        with Context(model._pointer, "it", model.words, LAYOUT, runner) as context, closing(runner):
            runner.attach(context.warm_up)
            for token, said in zip(tokens, expected, strict=True):
                context.read([token])
                assert np.array_equal(context.logits(), said)
            done = runner.stats()
    assert done.asked > TRIED
    assert done.foreseen > done.asked * files.USED / files.EXPERTS  # better than by chance
    assert done.saved
