"""Whether a model can be used is found out before it is: what it may use, what its file is, and what doctor says."""

from __future__ import annotations

import mmap
import os
from contextlib import closing
from pathlib import Path

import pytest

from secondme.errors import BadConfig, BadModel, NoModel, Refused
from secondme.events import Checked
from secondme.llm.catalogue import Entry, File, catalogue
from secondme.llm.found import Found
from secondme.llm.machine import GUESS, Speeds
from secondme.llm.meant import on_disk
from secondme.llm.surveying import Card, Limits
from secondme.service.offers import best, offered, own
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


FAST = Speeds({2: 14e9, 8: 16e9, 12: 14e9}, 1e-5, 2e9)


@pytest.mark.parametrize("cells", ["f16", "q8_0", "q4_0"])
@pytest.mark.parametrize("ram", [0.5, 1.0, 1.5, 2.0, 3.2, 4.5, 6.0])
def test_what_is_best_runs_as_its_row_says(ram: float, cells: str) -> None:
    for speeds, context in ((FAST, 4096), (MEASURED, 4096), (FAST, 2048)):
        limits = Limits(int(ram * 1e9), context, speeds, cells=cells)
        found = best(catalogue(), (), limits, 10**12)
        rows = {row["id"]: row["runs"] for row in (offered(one, file, (), limits) for one, file in _files())}
        if not found["model"]:
            assert {row["how"] for one, row in rows.items() if one in _talking()} == {"no"}
            continue
        row = rows[found["model"]]
        assert row["how"] == ("streamed" if found["streamed"] else "whole")
        assert row["streamed"] == found["streamed"]
        assert row["speed"] == pytest.approx(found["speed"], abs=0.02)
        assert (found["cells"], found["context"]) == (cells, context)


def test_a_cache_with_which_a_better_model_would_fit_is_told() -> None:
    def said(cells: str) -> list[str]:
        return list(best(catalogue(), (), Limits(3_200_000_000, 4096, FAST, cells=cells), 10**12)["sentences"])

    assert said("f16")[0].startswith("Best here: granite-3.3-2b.")
    assert said("f16")[-1] == 'With `cache = "q8_0"` and `context = 4096` in [model] it would be qwen3-4b.'
    assert said("q8_0")[0].startswith("Best here: qwen3-4b.")
    assert said("q8_0")[-1].startswith("No graphics processor computes")


def test_what_a_graphics_processor_holds_is_told_and_leaves_room() -> None:
    limits = Limits(3_200_000_000, 4096, FAST)
    found = best(catalogue(), (), limits, 10**12, 2 * 10**9)
    assert found["model"] == "qwen3-4b"
    assert found["sentences"][-1] == "80% of it on the graphics processor."
    one = next(one for one in catalogue() if one.id == "qwen3-4b")
    assert offered(one, one.first, (), limits)["runs"]["how"] == "streamed"
    assert offered(one, one.first, (), limits, 2 * 10**9)["runs"]["how"] == "whole"


def test_a_model_of_the_catalogue_is_known_by_what_it_says_of_itself() -> None:
    one = next(one for one in catalogue() if one.id == "qwen3-4b")
    file = one.file("Q4_K_M")
    limits = Limits(4_500_000_000, 4096, FAST)

    def there(name: str, quantisation: str = "Q4_K_M", bytes_: int = file.bytes) -> tuple[Found, ...]:
        card = Card(name, bytes_, "chat", "qwen3", quantisation, one.context)
        return (Found("qwen3:4b-instruct", Path("/blobs/sha256-1"), "Ollama", card),)

    mine = there("Qwen3-4B-Instruct-2507")
    found = best(catalogue(), mine, limits, 10**12)
    assert (found["model"], found["here"]) == ("qwen3-4b", True)
    assert "Answer with it: secondme model use qwen3-4b" in found["sentences"][0]
    assert offered(one, file, mine, limits)["here"]
    assert not offered(one, one.file("Q8_0"), mine, limits)["here"]
    assert on_disk("qwen3-4b", mine, catalogue()) == mine[0]
    for other in (there("Qwen3 4B"), there("Qwen3-4B-Instruct-2507", "Q8_0"), there(one.name, bytes_=file.bytes // 2)):
        assert not best(catalogue(), other, limits, 10**12)["here"]


def _files() -> list[tuple[Entry, File]]:
    return [(one, file) for one in catalogue() for file in one.files]


def _talking() -> set[str]:
    return {one.id for one in catalogue() if one.kind == "chat" and not one.gated}


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
