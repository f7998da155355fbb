"""The neural encoder: how near it is to the published model, and what it says of a broken file."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from secondme.encoders import assets
from secondme.encoders.neural import LIMIT, NeuralEncoder
from secondme.errors import EncoderError
from tests.encoders import stored


@pytest.fixture(scope="module")
def encoder() -> NeuralEncoder:
    return NeuralEncoder(assets.folder("minilm-int8"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The encoder's folder, free to be broken."""
    return Path(shutil.copytree(assets.folder("minilm-int8"), tmp_path / "neural"))


def test_its_vectors_are_near_those_of_the_published_model(encoder: NeuralEncoder) -> None:
    cosines = (encoder.embed(stored.TEXTS) * stored.vectors("teacher")).sum(axis=1)
    assert cosines.mean() >= 0.995
    # int8 costs most on texts of a few tokens, "Thanks!" (0.988) first.
    assert cosines.min() >= 0.98


def test_its_digest_is_the_published_one(encoder: NeuralEncoder) -> None:
    place = assets.folder("minilm-int8")
    assert encoder.digest == assets.listed(place)[place / "minilm-int8.onnx"]


def test_it_reads_as_many_tokens_as_the_model_was_made_for(encoder: NeuralEncoder) -> None:
    begun = "tea " * (LIMIT - 2)
    assert np.array_equal(encoder.embed([begun + "walnut " * 10_000]), encoder.embed([begun]))
    assert not np.array_equal(encoder.embed(["tea " * 150]), encoder.embed(["tea " * 150 + "walnut"]))


def test_more_threads_give_the_same_vectors(encoder: NeuralEncoder) -> None:
    two = NeuralEncoder(assets.folder("minilm-int8"), threads=2)
    assert np.allclose(encoder.embed(stored.TEXTS[:5]), two.embed(stored.TEXTS[:5]), atol=1e-5)


def test_the_module_does_not_import_onnxruntime() -> None:
    asked = "import secondme.encoders.neural, sys; sys.exit('onnxruntime' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0


def test_it_leaves_nothing_in_the_home_nor_in_the_temporary_folder(tmp_path: Path) -> None:
    asked = (
        "from secondme.encoders import assets, neural;"
        "neural.NeuralEncoder(assets.folder('minilm-int8')).embed(['Hello!'])"
    )
    # onnxruntime also keeps quiet where it believes itself in a build.
    quiet = {"ORT_DISABLE_TELEMETRY", "CI", "GITHUB_ACTIONS", "TF_BUILD", "XDG_CACHE_HOME"}
    surroundings = {key: value for key, value in os.environ.items() if key not in quiet}
    surroundings |= dict.fromkeys(("HOME", "USERPROFILE", "LOCALAPPDATA", "TMPDIR", "TMP", "TEMP"), str(tmp_path))
    subprocess.run([sys.executable, "-c", asked], env=surroundings, check=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["minilm-int8.onnx", "tokenizer.json"])
def test_a_missing_file_is_one_sentence(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(EncoderError, match=f"{name} is missing or cannot be read. Install secondme again."):
        NeuralEncoder(copy)


@pytest.mark.parametrize("name", ["minilm-int8.onnx", "tokenizer.json"])
@pytest.mark.parametrize("kept", [0, 5, 100_000])
def test_a_cut_file_is_one_sentence(copy: Path, name: str, kept: int) -> None:
    (copy / name).write_bytes((copy / name).read_bytes()[:kept])
    with pytest.raises(EncoderError, match=f"{name} is damaged"):
        NeuralEncoder(copy)
