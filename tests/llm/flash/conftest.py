"""Two small models of random weights, each opened once a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from secondme.llm.llama import Model
from tests.llm.flash import files


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("runner")


@pytest.fixture(scope="module")
def dense(folder: Path) -> Iterator[Model]:
    with closing(Model.open(files.dense(folder / "dense.gguf"))) as model:
        yield model


@pytest.fixture(scope="module")
def mixture(folder: Path) -> Iterator[Model]:
    with closing(Model.open(files.mixture(folder / "mixture.gguf"))) as model:
        yield model
