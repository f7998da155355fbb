"""What a model's file is known by."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

import pytest

from secondme.errors import BadModel, NoModel
from secondme.llm import identity
from secondme.llm.identity import model_identity, remember, remembered


def test_a_models_hash_is_remembered_until_its_file_changes(starter_file: Path, tmp_path: Path) -> None:
    model, cache = tmp_path / "model.gguf", tmp_path / "home/models.json"
    shutil.copyfile(starter_file, model)
    before = model_identity(model, cache)
    assert before == model_identity(starter_file)
    remember(cache, str(model), remembered(cache)[str(model)] | {"hash": "as remembered"})
    assert model_identity(model, cache) == "as remembered"
    with model.open("r+b") as file:
        file.seek(-1000, os.SEEK_END)
        last = file.read(1)
        file.seek(-1000, os.SEEK_END)
        file.write(bytes([last[0] ^ 1]))
    os.utime(model, (0, 0))
    assert model_identity(model, cache) not in (before, "as remembered")


def test_of_a_large_model_every_matrix_is_sampled(
    starter_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "WHOLE", 1 << 20)
    monkeypatch.setattr(identity, "HEAD", 1 << 23)
    model = tmp_path / "model.gguf"
    shutil.copyfile(starter_file, model)
    seen = {model_identity(model)}
    size = model.stat().st_size
    for at in (100, size // 3, size // 2, size - identity.STRIDE):
        with model.open("r+b") as file:
            file.seek(max(at, 0) if at > 100 else size - 1)
            file.write(secrets.token_bytes(min(identity.STRIDE + identity.BLOCK, size - file.tell())))
        seen.add(model_identity(model))
    assert len(seen) == 5


def test_what_is_no_model_has_no_hash(tmp_path: Path) -> None:
    with pytest.raises(NoModel):
        model_identity(tmp_path / "none.gguf", tmp_path / "cache")
    (tmp_path / "text.gguf").write_bytes(b"hello")
    with pytest.raises(BadModel):
        model_identity(tmp_path / "text.gguf", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_only_so_much_is_remembered(tmp_path: Path) -> None:
    for n in range(identity.MOST + 3):
        remember(tmp_path / "notes", str(n), n)
    assert list(remembered(tmp_path / "notes").values()) == list(range(3, identity.MOST + 3))
    assert [path.name for path in tmp_path.iterdir()] == ["notes"]
