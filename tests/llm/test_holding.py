"""A model held in part: the same words, told how, and what happens where it cannot be."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from secondme.errors import BadModel, ModelError
from secondme.llm.context import Layout
from secondme.llm.flash.direct import DirectFile, ReadFailed
from secondme.llm.flash.plan import plan
from secondme.llm.footprint import footprint
from secondme.llm.gguf import read_header
from secondme.llm.holding import Held, Means, told
from secondme.llm.machine import KEPT, Memory, Speeds, cores, measure, speeds
from secondme.llm.remote import WorkerModel
from secondme.ports import Reading, Turn
from tests.llm.conftest import PASSIVE
from tests.llm.flash import files

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
        assert held.adjusts  # what is free may fall again


class Failing(DirectFile):
    """A file whose disk does not answer."""

    def read_into(self, view: memoryview, offset: int) -> None:
        raise ReadFailed("it.gguf cannot be read at byte 7: Input/output error.")


@pytest.mark.parametrize("fault", ["stopped", "unreadable"])
def test_what_was_broken_off_while_memory_was_shared_out_goes_on_later(starter_file: Path, fault: str) -> None:
    chat, aside = Layout(512, 1), Layout(512, 1, sequences=9)
    least = footprint(read_header(starter_file), 512, sequences=10).total + (80 << 20)
    with closing(Held(starter_file, Means(str(least)), lambda trained: chat, aside)) as held:
        assert held.runner
        held._means = Means("free")
        streamed, resident, expected = held.streamed, held.runner.resident, _logits(held)
        pinned = held.runner._pinned
        if fault == "stopped":
            held.context.stop()
            held.adjust(Memory(4 << 30, 2 << 30, 0))
            held.context.resume()
        else:
            file, pinned._file = pinned._file, Failing(starter_file)
            with pytest.raises(ModelError, match="could not be read"):
                held.adjust(Memory(4 << 30, 2 << 30, 0))
            pinned._file = file
        assert held.runner.plan.pass_bytes == 0
        assert held.streamed == held.runner.undone > streamed // 2
        for one, other in zip(_logits(held), expected, strict=True):
            assert (one == other).all()
        held.adjust(Memory(4 << 30, 2 << 30, 0))
        assert held.streamed == 0
        assert held.runner.plan.plain
        assert held.runner.resident > resident + streamed // 2
        for one, other in zip(_logits(held), expected, strict=True):
            assert (one == other).all()


def test_what_cannot_be_streamed_is_mapped_with_a_sentence_and_says_the_same(tmp_path: Path) -> None:
    # In the system's list of mappings a backslash and 012 stand for a line's end, so this file is not found there.
    odd, usual = (files.dense(tmp_path / name, layers=8) for name in ("odd\\012.gguf", "usual.gguf"))
    chat, aside = Layout(256, 1), Layout(256, 1)
    header = read_header(odd)
    least = footprint(header, 256, sequences=2).total + 2 * header.size // 3
    with closing(Held(usual, Means(), lambda trained: chat, aside)) as whole:
        tokens = list(range(3, 60))
        whole.context.read(tokens)
        expected = whole.context.logits().copy()
    said = "It is larger than the memory it may use and cannot be streamed: "
    for path, why in ((usual, "come from the disk for every token"), (odd, said)):
        with closing(Held(path, Means(str(least)), lambda trained: chat, aside)) as held:
            assert any(why in one for one in held.why)
            assert (held.runner is None) == (path == odd)
            held.context.read(tokens)
            assert (held.context.logits() == expected).all()


def test_a_model_that_fits_is_held_whole(starter_file: Path) -> None:
    for ram in ("free", "4GiB"):
        model = _model(starter_file, ram)
        model.context()
        assert (model.state.streamed, model.state.sentence) == (0, f"{starter_file.stem} is ready.")
        model.close()


@pytest.mark.parametrize("whole", [False, True])
def test_a_file_that_is_changed_while_in_use_ends_the_answer_with_a_sentence(
    starter_file: Path, part: str, tmp_path: Path, whole: bool
) -> None:
    path = tmp_path / "model.gguf"
    shutil.copyfile(starter_file, path)
    model = _model(path, "off" if whole else part)
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


def test_a_token_is_computed_with_the_threads_that_were_measured_and_nothing_else_is(
    starter_file: Path, tmp_path: Path
) -> None:
    measured = measure(tmp_path, starter_file)
    kept = json.loads((tmp_path / KEPT).read_bytes())
    for one in kept.values():
        one["speeds"]["threads"] = 7
    (tmp_path / KEPT).write_text(json.dumps(kept))
    assert speeds(tmp_path, starter_file) == replace(measured, threads=7)
    for given, writing in ((cores(), 7), (cores() + 1, 0)):
        layout = Layout(256, given)
        with closing(Held(starter_file, Means(facts=tmp_path), lambda trained: layout, layout)) as held:  # noqa: B023
            assert (held.context.layout.threads, held.context.layout.writing) == (given, writing)
            held.context.read([1, 2, 3])


def test_what_is_told_names_sizes_and_pace(starter_file: Path) -> None:
    weights = read_header(starter_file).weights
    split = plan(weights, 60 << 20)
    assert told(split, None).endswith("MB come from the disk for every token.")
    known = Speeds({2: 1e12}, 0.0, disk=1e9)
    assert re.search(r" for every token, about \d+ tokens a second\.$", told(split, known))
