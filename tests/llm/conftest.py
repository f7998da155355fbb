"""The starter model, whole, changed and cut."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secondme.llm.catalog import starter
from secondme.llm.remote import WorkerModel

PASSIVE = {"OMP_WAIT_POLICY": "PASSIVE"}

Patch = Callable[[bytes, bytes], Path]


@pytest.fixture(scope="session")
def starter_file() -> Path:
    """The starter model's file."""
    file = starter()
    if file is None:
        pytest.skip("the starter model is not installed: pip install 'secondme[starter]'")
    return file


@pytest.fixture
def patched(starter_file: Path, tmp_path: Path) -> Iterator[Patch]:
    """Makes a copy of the starter in which the first occurrence of some bytes is replaced by as many others."""
    made: list[Path] = []

    def patch(old: bytes, new: bytes) -> Path:
        assert len(new) <= len(old)
        copy = tmp_path / f"patched-{len(made)}.gguf"
        made.append(copy)
        shutil.copyfile(starter_file, copy)
        with copy.open("r+b") as file:
            header = file.read(2_000_000)
            file.seek(header.index(old))
            file.write(new)
        return copy

    yield patch
    for copy in made:
        copy.unlink()


@pytest.fixture(scope="module")
def worker(starter_file: Path) -> Iterator[WorkerModel]:
    """The starter in a process of its own, for the tests of a module."""
    model = WorkerModel(starter_file, threads=2, env=PASSIVE)
    yield model
    model.close()
