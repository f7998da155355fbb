"""Retrieval heads: the test that finds them, what is chosen of the scores, and the command."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from secondme.llm.attention import AttentionContext
from secondme.llm.heads import MOST, Head, Heads, chosen, hits, keep, kept, main, trial
from secondme.llm.llama import Model
from tests.llm import tiny

SECONDME = Path(sys.executable).with_name("secondme")
FOUND = Heads(30, 9, 1.0, 0.9, (Head(18, 6, 0.9), Head(18, 7, 0.8), Head(20, 6, 0.5)))


def letters(text: str) -> list[int]:
    """A tokenizer of one token a letter."""
    return [ord(letter) for letter in text]


def test_a_text_ends_in_a_copy_of_the_list_that_stands_in_its_talk() -> None:
    for depth in (0.0, 0.5, 1.0):
        one = trial(letters, random.Random(3), depth, length=600)
        listed = one.tokens[one.at : one.at + one.length]
        assert one.tokens[one.copy :] == listed
        assert one.at + one.length < one.copy
        assert "".join(map(chr, listed)).startswith(" the ")
        assert 600 < len(one.tokens) < 1_200


@pytest.mark.model
def test_the_starter_looks_its_list_up_with_a_few_heads(starter_file: Path) -> None:
    with closing(Model.open(starter_file)) as model, AttentionContext(model, 512) as context:
        one = trial(lambda text: model.tokens(text, special=False), random.Random(1), 0.5, length=120)
        found, written = hits(context, one)
    assert written > one.length / 2
    assert found.max() > written / 2
    assert (found > written / 10).mean() < 0.1


def test_a_head_is_chosen_by_its_score_and_they_are_never_many() -> None:
    scores = np.zeros((2, 10, 10))
    scores[:, 3, 4], scores[0, 5, 6] = 0.5, 0.3
    found = chosen(scores, 0.9)
    assert found.found == (Head(3, 4, 0.5), Head(5, 6, 0.15))
    assert found.agreement == 0.5
    assert found.by_layer() == {3: [4], 5: [6]}
    many = chosen(np.ones((2, 10, 10)), 1.0)
    assert many.share == MOST
    none = chosen(np.zeros((2, 10, 10)), 0.0)
    assert (none.found, none.agreement) == ((), 1.0)


def test_heads_are_kept_by_the_identity_of_their_model(tmp_path: Path) -> None:
    assert kept(tmp_path, "one") is None
    keep(tmp_path, "one", FOUND)
    assert kept(tmp_path, "one") == FOUND
    assert kept(tmp_path, "another") is None
    (tmp_path / "heads.json").write_text('{"one": {"version": 1, "heads": 3}}', "utf-8")
    assert kept(tmp_path, "one") is None


def test_the_command_looks_into_a_model_and_keeps_what_it_finds(tmp_path: Path) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    done = subprocess.run(
        [SECONDME, "model", "calibrate", model, "--json"], capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["heads"]["layers"], found["heads"]["heads"], found["model"]) == (tiny.DEEP, 2, "tiny.gguf")
    assert found["heads"]["copied"] < 0.5


def test_a_model_that_is_too_large_to_be_loaded_beside_another_is_not_looked_into(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tiny.llama(tmp_path / "tiny.gguf")
    main(tmp_path, model, free=2 * model.stat().st_size - 1)
    (kind, sentence, _) = json.loads(capsys.readouterr().out)["error"]
    assert kind == "Refused"
    assert sentence.startswith("tiny.gguf is too large to be looked into")


@pytest.mark.parametrize("what", ["nothing", "no model", "no attention"])
def test_what_cannot_be_calibrated_is_one_sentence(tmp_path: Path, what: str) -> None:
    path = tmp_path / "it.gguf"
    if what == "no model":
        path.write_bytes(b"no model at all")
    elif what == "no attention":
        tiny.recurrent(path)
    done = subprocess.run(
        [SECONDME, "model", "calibrate", path], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 7
    assert done.stderr.startswith("secondme: ")
    assert done.stderr.count("\n") == 1
