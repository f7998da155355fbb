"""The catalogue: whole, sober, and found by name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from secondme.errors import NotFound, Refused
from secondme.llm.catalogue import Entry, catalogue, chosen, entry, matches

ENTRIES = catalogue()


@pytest.mark.parametrize("one", ENTRIES, ids=lambda one: one.id)
def test_every_entry_makes_sense(one: Entry) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]*", one.id)
    assert re.fullmatch(r"[\w.-]+/[\w.-]+", one.repo)
    assert one.licence
    assert one.good_for
    assert one.languages
    assert 1 <= one.quality <= 5
    assert one.kind in ("chat", "embedding")
    assert (one.cells > 0) == (one.kind == "chat")
    assert 512 <= one.context <= 1 << 20
    assert 0 <= one.active < one.parameters
    assert one.gated == (one.licence not in ("Apache-2.0", "MIT"))
    for file in one.files:
        assert file.file.lower().endswith(".gguf")
        assert file.quantisation.lower() in file.file.lower()
        assert 3.5 < file.bytes * 8 / one.parameters < 9.5  # bits: what the quantisation can weigh


def test_names_are_told_apart_and_every_kind_is_there() -> None:
    assert len({one.id for one in ENTRIES}) == len(ENTRIES)
    assert any(one.kind == "chat" and one.multilingual for one in ENTRIES)
    assert any(one.kind == "embedding" and one.multilingual for one in ENTRIES)
    assert any(one.active for one in ENTRIES)


def test_an_entry_is_found_by_its_id_or_name() -> None:
    found = entry(" Qwen3-4B ", ENTRIES)
    assert found is not None
    assert found.id == "qwen3-4b"
    assert entry("granite 3.3 2b instruct", ENTRIES) is not None
    assert entry("nobody", ENTRIES) is None
    assert found.first.quantisation == "Q4_K_M"
    assert found.file("q8_0").bytes > found.first.bytes
    with pytest.raises(NotFound, match=r"not listed as Q2_K\. There is: Q4_K_M, Q8_0"):
        found.file("Q2_K")


def test_a_pattern_means_a_file_whatever_its_capitals_and_folder() -> None:
    assert matches("*Q4_K_M.gguf", "deep/qwen3-4b-q4_k_m.GGUF")
    assert matches("deep/*.gguf", "deep/a.gguf")
    assert not matches("*Q4_K_M.gguf", "qwen3-4b-q4_k_m.gguf.part")


def test_a_file_of_a_repository_is_chosen_by_its_name_or_its_quantisation() -> None:
    files = ["a-Q4_0.gguf", "a-Q4_K_M.gguf", "a-Q8_0.gguf", "mmproj-a-Q8_0.gguf"]
    assert chosen("o/a", "A-q4_0.GGUF", files) == "a-Q4_0.gguf"
    assert chosen("o/a", "q8_0", files) == "a-Q8_0.gguf"
    assert chosen("o/a", "*k_m*", files) == "a-Q4_K_M.gguf"
    assert chosen("o/a", "", files) == "a-Q4_K_M.gguf"
    assert chosen("o/a", "", files[:1]) == "a-Q4_0.gguf"
    assert chosen("o/a", "", files[3:]) == "mmproj-a-Q8_0.gguf"
    with pytest.raises(NotFound, match=r"^o/a has no file Q2_K\. It has 'a-Q4_0\.gguf', 'a-Q4_K_M\.gguf'"):
        chosen("o/a", "Q2_K", files)
    with pytest.raises(NotFound, match=r"^o/a has no GGUF file\. Choose a repository"):
        chosen("o/a", "", [])
    with pytest.raises(Refused, match=r"has 2 files that this may mean\. Name one as o/a:FILE"):
        chosen("o/a", "a-Q4*", files)
    with pytest.raises(Refused, match=r"is one of 3 parts"):
        chosen("o/a", "", ["big-00001-of-00003.gguf", "big-00002-of-00003.gguf", "big-00003-of-00003.gguf"])


def test_the_catalogue_travels_in_the_wheel(tmp_path: Path) -> None:
    from hatchling.builders.wheel import WheelBuilder

    root = Path(__file__).parents[2]
    built = next(WheelBuilder(str(root)).build(directory=str(tmp_path)))
    assert "secondme/llm/catalogue.toml" in zipfile.ZipFile(built).namelist()
