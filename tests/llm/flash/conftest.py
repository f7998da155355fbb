"""Two small models of random weights, each opened once a module, and a file of random bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from secondme.llm.flash.direct import DirectFile
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


@pytest.fixture
def path(tmp_path: Path, content: bytes) -> Path:
    """A file of the `content` of a module of tests."""
    (tmp_path / "weights").write_bytes(content)
    return tmp_path / "weights"


@pytest.fixture
def file(path: Path) -> Iterator[DirectFile]:
    file = DirectFile(path)
    yield file
    file.close()
