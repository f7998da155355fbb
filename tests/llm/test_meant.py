"""Names of models, as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.errors import NotFound, Refused
from secondme.llm.catalogue import catalogue
from secondme.llm.found import Found
from secondme.llm.meant import on_disk, to_download
from secondme.llm.surveying import Card

ENTRIES = catalogue()
REPO = "unsloth/Qwen3-4B-Instruct-2507-GGUF"


def there(name: str, title: str = "", sentence: str = "") -> Found:
    """A model on the disk."""
    return Found(name, Path("/m", name), "hub", Card(title or name, 1, "chat", sentence=sentence))


THERE = [
    there("starter", "SmolLM2"),
    there(f"{REPO}:Qwen3-4B-Instruct-2507-Q4_K_M.gguf", "Qwen3 4B"),
    there("a/b-GGUF:deep/b-Q8_0.gguf"),
    there("a/b-GGUF:deep/b-Q4_0.gguf"),
    there("qwen3:8b"),
    there("cut", sentence="cut.gguf is cut short."),
]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("qwen3-4b", (REPO, "*2507-Q4_K_M.gguf")),
        ("qwen3-4b:q8_0", (REPO, "*2507-Q8_0.gguf")),
        (" Owner/Name-GGUF ", ("Owner/Name-GGUF", "")),
        ("Owner/Name:deep/file.gguf", ("Owner/Name", "deep/file.gguf")),
    ],
)
def test_what_to_download_is_named_as_in_the_catalogue_or_on_the_hub(name: str, meant: tuple[str, str]) -> None:
    assert to_download(name, ENTRIES) == meant


@pytest.mark.parametrize("name", ["nobody", "", "a/b/c", "/x", "qwen3:8b"])
def test_what_nobody_has_is_not_downloaded(name: str) -> None:
    with pytest.raises(NotFound, match=r"or name one of the hub: OWNER/NAME:FILE"):
        to_download(name, ENTRIES)


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("starter", 0), ("smollm2", 0), ("qwen3-4b", 1), ("QWEN3-4B:q4_k_m", 1), (REPO, 1), (f"{REPO}:Q4_K_M", 1),
        ("Qwen3 4B Instruct 2507", 1), ("Qwen3 4B", 1), ("a/b-gguf:q4_0", 3), ("A/b-GGUF:deep/b-Q8_0.gguf", 2),
        ("qwen3:8b", 4),
    ],
)  # fmt: skip
def test_a_model_on_the_disk_has_every_name_by_which_it_could_have_come(name: str, at: int) -> None:
    assert on_disk(name, THERE, ENTRIES) == THERE[at]


def test_what_is_not_here_or_not_sure_or_not_whole_is_said() -> None:
    for name in ("qwen3-8b", "qwen3-4b:q8_0", "x/y"):
        with pytest.raises(NotFound, match=rf"Download it with: secondme model pull {name}"):
            on_disk(name, THERE, ENTRIES)
    with pytest.raises(NotFound, match=r"See what there is with: secondme model list"):
        on_disk("nobody", THERE, ENTRIES)
    with pytest.raises(Refused, match=r"may be a/b-GGUF:deep/b-Q8_0.gguf, or a/b-GGUF:deep/b-Q4_0.gguf"):
        on_disk("a/b-GGUF", THERE, ENTRIES)
    with pytest.raises(Refused, match=r"cut cannot be used: cut\.gguf is cut short"):
        on_disk("cut", THERE, ENTRIES)


def test_nothing_is_no_name_and_what_the_catalogue_lacks_is_not_to_be_downloaded() -> None:
    for name in ("", " "):
        with pytest.raises(Refused, match="No model is named"):
            on_disk(name, THERE, ENTRIES)
    with pytest.raises(NotFound, match=r"Qwen3 4B .*is not listed as Q9\. There is: "):
        on_disk("qwen3-4b:Q9", THERE, ENTRIES)
