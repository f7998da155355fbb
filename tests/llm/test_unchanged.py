"""A file that is mapped and changed meanwhile ends passes with a sentence; one that is only removed does not."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path

import pytest

from secondme.errors import BadModel, ModelError
from secondme.llm.context import Layout
from secondme.llm.llama import Model
from secondme.llm.unchanged import Unchanged
from tests.llm.flash import files


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A small model."""
    return files.dense(tmp_path / "model.gguf", layers=2)


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 3)


def written(path: Path) -> None:
    Path(shutil.copyfile(path, f"{path}.new"))
    shutil.copyfile(f"{path}.new", path)


@pytest.mark.parametrize("change", [os.utime, written, cut])
def test_a_file_that_was_written_to_or_cut_is_not_computed_with(path: Path, change: object) -> None:
    with closing(Model.open(path)) as model, model.context(Layout(256, 1)) as context:
        context.read([5, 6])
        assert callable(change)
        change(path)
        with pytest.raises(ModelError, match=r"model\.gguf was changed while in use\. Choose it anew: secondme model"):
            context.read([7])
        assert context.length() == 2


def test_a_file_that_is_written_to_in_the_middle_of_a_pass_spoils_that_pass(path: Path) -> None:
    with closing(Model.open(path)) as model:
        watcher = Unchanged(path)
        with closing(watcher), model.context(Layout(256, 1), Touched(watcher, path)) as context:
            with pytest.raises(ModelError, match="was changed while in use"):
                context.read([5])
            assert context.length() == 0


class Touched:
    """Has the file written to when a pass has begun."""

    callback = None

    def __init__(self, watcher: Unchanged, path: Path) -> None:
        self._watcher, self._path, self.end = watcher, path, watcher.end

    def begin(self, give_up: object) -> None:
        self._watcher.begin(lambda: None)
        os.utime(self._path)


def test_a_file_that_is_renamed_replaced_or_removed_is_still_mapped(path: Path) -> None:
    with closing(Model.open(path)) as model, model.context(Layout(256, 1)) as context:
        context.read([5, 6])
        before = context.logits().copy()
        other = files.dense(path.with_name("other.gguf"), layers=3)
        other.replace(path)
        for _ in range(2):
            context.keep(0)
            context.read([5, 6])
            assert (context.logits() == before).all()
            path.unlink(missing_ok=True)


def test_what_cannot_be_opened_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=r"none\.gguf cannot be read: No such file"):
        Unchanged(tmp_path / "none.gguf")
