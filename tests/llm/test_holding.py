"""A model held in part: the same words, told how, and what happens where it cannot be."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from secondme.errors import BadModel, ModelError
from secondme.llm.context import Layout
from secondme.llm.flash.plan import plan
from secondme.llm.footprint import footprint
from secondme.llm.gguf import read_header
from secondme.llm.holding import Held, Means, told
from secondme.llm.machine import Memory, Speeds
from secondme.llm.remote import WorkerModel
from secondme.ports import Reading, Turn
from tests.llm.conftest import PASSIVE

pytestmark = pytest.mark.model

QUESTIONS = ("What is a harbour? Say it in one sentence.", "And what is a boat?")


@pytest.fixture(scope="module")
def part(starter_file: Path) -> str:
    """Memory of which a little more than the smallest plan needs."""
    model = _model(starter_file, "50MiB")
    with pytest.raises(BadModel, match="MiB of memory at the least; it may use 50 MiB") as refused:
        model.context()
    model.close()
    return f"{int(refused.value.sentence.split('needs ')[1].split()[0]) + 8}MiB"


def _model(path: Path, ram: str, launcher: Sequence[str] = ()) -> WorkerModel:
    return WorkerModel(path, context=512, threads=2, env=PASSIVE, ram=ram, launcher=launcher)


def _said(model: WorkerModel) -> tuple[list[str], list[Reading]]:
    turns: list[Turn] = []
    texts, readings = [], []
    for question in QUESTIONS:
        turns.append(Turn("user", (question,)))
        reply = model.reply(turns, 24)
        texts.append("".join(reply))
        readings.append(reply.reading)
        turns.append(Turn("assistant", (texts[-1],)))
    return texts, readings


def test_a_model_held_in_part_says_the_same_and_tells_what_it_reads(starter_file: Path, part: str) -> None:
    whole, streamed = _model(starter_file, "off"), _model(starter_file, part)
    try:
        (expected, without), (texts, readings) = _said(whole), _said(streamed)
        assert texts == expected
        assert whole.state.streamed == 0 == without[0].streamed
        assert streamed.state.streamed > 1_000_000
        assert "MB come from the disk for every token" in streamed.state.sentence
        assert all(one.streamed > 10 * streamed.state.streamed for one in readings)
        assert readings[1].cached > readings[0].cached  # the conversation goes on where it was
        jobs = [[Turn("user", (f"Say something about {what}.",))] for what in ("cats", "dogs", "boats")]
        assert len([one for one in streamed.background(jobs, 8) if one.text]) == len(jobs)
        assert _said(streamed)[0] == expected  # beside which they stood in one context
    finally:
        whole.close()
        streamed.close()


def _logits(held: Held) -> list[NDArray[np.float32]]:
    """What it makes of a text, read together and one by one."""
    tokens = held.model.tokens("The harbour lay still in the grey light.", special=False)
    rows = []
    for some in (tokens, *([one] for one in tokens)):
        held.context.read(some)
        rows.append(held.context.logits().copy())
    held.context.keep(0)
    return rows


def test_what_is_held_falls_and_rises_with_what_is_free(starter_file: Path) -> None:
    chat, aside = Layout(512, 1), Layout(512, 1, sequences=9)
    header = read_header(starter_file)
    least = footprint(header, 512, sequences=10).total + (80 << 20)

    def now(free: int) -> Memory:
        return Memory(free + (1 << 30), free, 0)

    with closing(Held(starter_file, Means("free"), lambda trained: chat, aside)) as whole:
        expected = _logits(whole)
    with closing(Held(starter_file, Means(str(least)), lambda trained: chat, aside)) as held:
        assert held.runner
        held._means = Means("free")  # as if so little had been free when it was loaded
        streamed = held.streamed
        assert streamed > 0
        for free in (200 << 20, 0, 0, 90 << 20, 400 << 20, 2 << 30):
            held.adjust(now(free))
            plan = held.runner.plan
            own = held.runner.resident + plan.other
            assert plan.peak <= max(plan.ram, own)
            for one, other in zip(_logits(held), expected, strict=True):
                assert (one == other).all()
        assert held.streamed == 0


def test_a_model_that_fits_is_held_whole(starter_file: Path) -> None:
    for ram in ("free", "4GiB"):
        model = _model(starter_file, ram)
        model.context()
        assert (model.state.streamed, model.state.sentence) == (0, f"{starter_file.stem} is ready.")
        model.close()


def test_a_file_that_is_changed_while_in_use_ends_the_answer_with_a_sentence(
    starter_file: Path, part: str, tmp_path: Path
) -> None:
    path = tmp_path / "model.gguf"
    shutil.copyfile(starter_file, path)
    model = _model(path, part)
    try:
        _said(model)
        os.utime(path, (1, 1))
        with pytest.raises(ModelError, match="changed while in use"):
            "".join(model.reply([Turn("user", ("What is a boat?",))], 8))
    finally:
        model.close()


def test_a_process_that_dies_of_streaming_is_started_again_without(
    starter_file: Path, part: str, tmp_path: Path
) -> None:
    once = "import os, sys\nif os.path.exists(sys.argv[1]): os.execv(sys.argv[2], sys.argv[2:])\nopen(sys.argv[1], 'w')"
    launcher = (sys.executable, "-c", f"{once}\nos.abort()", str(tmp_path / "died"))
    model = _model(starter_file, part, launcher)
    try:
        model.context()
        assert (model.state.phase, model.state.streamed) == ("ready", 0)
    finally:
        model.close()


def test_what_is_told_names_sizes_and_pace(starter_file: Path) -> None:
    weights = read_header(starter_file).weights
    split = plan(weights, 60 << 20)
    assert told(split, None).endswith("MB come from the disk for every token.")
    known = Speeds({2: 1e12}, 0.0, disk=1e9)
    assert re.search(r" for every token, about \d+ tokens a second\.$", told(split, known))
