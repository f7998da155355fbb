"""The bundled folders are found, whole, and made of what they say."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from secondme.encoders import assets
from secondme.errors import EncoderError

NAMES = ["static-minilm-256", "minilm-int8", "reader-int8"]
MAKERS = Path(__file__).resolve().parents[2] / "assets"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with the static encoder in it, free to be broken."""
    source = assets.folder("static-minilm-256")
    shutil.copytree(source, tmp_path / "root" / source.name)
    shutil.copy(source.parent / assets.SUMS, tmp_path / "root")
    return tmp_path / "root"


@pytest.mark.parametrize("name", NAMES)
def test_the_bundled_encoders_are_whole(name: str) -> None:
    assets.check(assets.folder(name))


def test_the_first_root_that_has_it_wins(root: Path, tmp_path: Path) -> None:
    found = assets.folder("static-minilm-256", (tmp_path / "nowhere", root, *assets.ROOTS))
    assert found == root / "static-minilm-256"


def test_an_unknown_encoder_is_one_sentence(root: Path) -> None:
    with pytest.raises(EncoderError, match="The encoder nothing is not part of this installation"):
        assets.folder("nothing", (root,))


def test_a_folder_that_lacks_a_file_is_one_sentence(root: Path) -> None:
    (root / "static-minilm-256" / "tokenizer.json").unlink()
    with pytest.raises(EncoderError, match=r"tokenizer\.json is missing"):
        assets.folder("static-minilm-256", (root,))


def test_an_altered_file_is_found_by_the_check(root: Path) -> None:
    file = root / "static-minilm-256" / "model.safetensors"
    written = bytearray(file.read_bytes())
    written[-1] ^= 1
    file.write_bytes(written)
    with pytest.raises(EncoderError, match=r"model\.safetensors is damaged"):
        assets.check(assets.folder("static-minilm-256", (root,)))


def test_without_its_list_a_folder_is_not_trusted(root: Path) -> None:
    (root / assets.SUMS).write_text("")
    with pytest.raises(EncoderError, match="SHA256SUMS is damaged"):
        assets.folder("static-minilm-256", (root,))
    (root / assets.SUMS).unlink()
    with pytest.raises(EncoderError, match="SHA256SUMS is missing"):
        assets.folder("static-minilm-256", (root,))


@pytest.mark.parametrize("maker", ["make_static.py", "make_minilm.py", "make_vectors.py"])
def test_a_maker_refuses_other_weights_in_one_sentence(maker: str, tmp_path: Path) -> None:
    command = [sys.executable, "-B", str(MAKERS / maker), str(tmp_path), str(tmp_path / "out")]
    missing = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (missing.returncode, missing.stderr) == (1, f"There is no {tmp_path / 'model.safetensors'}.\n")
    (tmp_path / "model.safetensors").write_bytes(b"other")
    other = subprocess.run(command, capture_output=True, text=True, check=False)
    assert other.returncode == 1
    assert other.stderr.count("\n") == 1
    assert "is not the published all-MiniLM-L6-v2" in other.stderr
    assert not (tmp_path / "out").exists()
