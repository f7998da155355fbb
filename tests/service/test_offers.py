"""Whether a model can be used is found out before it is: what it may use, what its file is, and what doctor says."""

from __future__ import annotations

import mmap
import os
from contextlib import closing
from pathlib import Path

import pytest

from secondme.errors import BadConfig, BadModel, NoModel, Refused
from secondme.events import Checked
from secondme.llm.catalogue import catalogue
from secondme.llm.machine import GUESS, Speeds
from secondme.llm.surveying import Limits
from secondme.service.offers import best, own
from tests.llm.tiny import llama
from tests.service.running import Home, home

__all__ = ["home"]

MEASURED = Speeds(GUESS.works, GUESS.layer, GUESS.disk)


def test_pages_of_a_file_are_not_memory_of_a_process(tmp_path: Path) -> None:
    path = tmp_path / "weights"
    path.write_bytes(b"\1" * (64 << 20))
    before = own(os.getpid())
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        assert sum(view[:: mmap.PAGESIZE]) == len(view) // mmap.PAGESIZE
        assert own(os.getpid()) - before < 16 << 20
    assert own(None) == own(1 << 30) == 0


def test_guessed_speeds_crown_nothing() -> None:
    guessed = best(catalogue(), (), Limits(25 * 10**9, 4096, GUESS), 10**12)
    assert guessed["guessed"]
    assert guessed["sentences"][0].startswith("Nobody knows yet which is best here: by guessed speeds it is ")
    assert guessed["sentences"][0].endswith("Measure this machine before you choose: secondme model list --measure")
    known = best(catalogue(), (), Limits(25 * 10**9, 4096, MEASURED), 10**12)
    assert known["sentences"][0].startswith(f"Best here: {known['model']}. Download it: ")


@pytest.mark.model
def test_a_model_that_cannot_be_used_is_not_chosen_and_the_one_before_stays(home: Home, tmp_path: Path) -> None:
    good = llama(tmp_path / "good.gguf")
    whole = good.read_bytes()
    wrong = {"cut": whole[:-1], "junk": b"junk" * 100, "foreign": whole.replace(b"blk.3.ffn_up", b"blk.3.ffn_uq")}
    home.client.use_model(good)
    for name, content in wrong.items():
        (tmp_path / f"{name}.gguf").write_bytes(content)
        with pytest.raises(BadModel, match=rf"{name}\.gguf"):
            home.client.use_model(tmp_path / f"{name}.gguf")
    with pytest.raises(NoModel):
        home.client.use_model(tmp_path / "gone.gguf")
    kept = home.folders.config_file.read_text()
    assert "good.gguf" in kept
    home.set(kept + 'ram = "60MB"\n')
    with pytest.raises(Refused, match=r"MiB of memory at the least; it may use 57 MiB.*Set `ram = "):
        home.client.use_model(None)
    assert "good" in home.client.status()["model"]["sentence"]
    assert str(good) in home.folders.config_file.read_text()
    assert "Name a GGUF file or a model" in home.run("model", "use", "", code=2).stderr


@pytest.mark.model
def test_the_doctor_reads_what_the_model_may_use(home: Home) -> None:
    home.set("")
    found = _model(home)
    assert found.well
    assert found.sentence.endswith(" answers.")
    home.set('[model]\nram = "100MB"\n')
    found = _model(home)
    assert not found.well
    assert "MiB of memory at the least" in found.sentence
    home.set('[model]\nram = "abc"\n')
    found = _model(home)
    assert not found.well
    assert found.sentence == f"`ram` in [model] of {home.folders.config_file} is 'abc', and that is no size."
    with pytest.raises(BadConfig, match="`ram` in"):
        home.client.models()


def _model(home: Home) -> Checked:
    with closing(home.client.doctor()) as events:
        return next(one for one in list(events) if isinstance(one, Checked) and one.what == "model")
