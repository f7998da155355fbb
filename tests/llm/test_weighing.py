"""How little a text was expected: as the model itself says it, in the background, however often it is broken off."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from secondme.errors import Refused
from secondme.llm.aside import JOBS
from secondme.llm.background import Background, Ended, Job
from secondme.llm.context import Context, Layout, Logits
from secondme.llm.llama import Model
from secondme.llm.pruning import surprisal
from secondme.llm.remote import WorkerModel
from secondme.stop import Stop

pytestmark = pytest.mark.model

BEFORE = "User: My dog is called Biscuit.\nUser:"
TEXT = " My dog is called Biscuit, and Biscuit is four years old; she sleeps under the table in the kitchen."
NEAR = 0.3
"""Nats by which batches of other shapes may differ."""


@pytest.fixture(scope="module")
def model(starter_file: Path) -> Iterator[Model]:
    with closing(Model.open(starter_file)) as model:
        yield model


def alone(context: Context, tokens: list[int], weighed: int) -> list[float]:
    found = np.zeros(len(tokens))

    def told(start: int, logits: Logits) -> None:
        after = tokens[start + 1 : start + 1 + len(logits)]
        found[start + 1 : start + 1 + len(after)] = surprisal(logits[: len(after)], after)

    context.keep(0)
    context.read(tokens, each=told)
    return [float(one) for one in found[weighed:]]


def test_texts_are_weighed_beside_an_answer_as_each_is_alone_and_after_being_put_away(model: Model) -> None:
    before, text = (model.tokens(one, special=False) for one in (BEFORE, TEXT))
    jobs = [(tuple(before + text * 3), len(before)), (tuple(text), 0), (tuple(before), len(before) - 1)]
    with model.context(Layout(512, 1, sequences=4)) as context:
        background = Background(model, context, range(4), 512)
        background.add(Job(9, tuple(before), 3, lambda: model.sampler(0, 0)))
        for number, (tokens, weighed) in enumerate(jobs):
            background.add(Job(number, tokens, 0, None, weighed))
        background.step()
        background.put_away()
        found: dict[int, Ended] = {}
        while not background.idle:
            found |= {one.job: one for one in background.step() if isinstance(one, Ended)}
        assert found[9].said == 3
        for number, (tokens, weighed) in enumerate(jobs):
            assert found[number].weights == pytest.approx(alone(context, list(tokens), weighed), abs=NEAR)


def test_what_was_said_before_is_expected_and_nothing_is_asked_of_a_model_at_rest(starter_file: Path) -> None:
    model = WorkerModel(starter_file, context=512, env={"OMP_WAIT_POLICY": "PASSIVE"})
    with closing(model):
        assert model.surprisals([("", "fox")], Stop()) == []
        model.context()
        asked = [(BEFORE, TEXT), ("User:", TEXT), ("", ""), (BEFORE * 30, TEXT)]
        again, new, nothing, long = model.surprisals(asked, Stop())
        assert len(again) == len(new) == len(long) == model.count([TEXT])[0]
        assert sum(again) < sum(new)
        assert nothing == ()
        assert all(map(math.isfinite, long))
        stopped = Stop()
        stopped.ask()
        assert model.surprisals([(BEFORE, TEXT)], stopped) == []
        with pytest.raises(Refused):
            model.surprisals([("", "fox")] * (JOBS + 1), Stop())
