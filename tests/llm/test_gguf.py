"""Headers of model files: whole, cut, hostile."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import BadModel, NoModel
from secondme.llm.gguf import MOST_ENTRIES, check_whole, read_header

HUGE = 1 << 63


def text(value: bytes) -> bytes:
    return struct.pack("<Q", len(value)) + value


def head(tensors: int, keys: int, *, version: int = 3) -> bytes:
    return b"GGUF" + struct.pack("<IQQ", version, tensors, keys)


def tensor(name: bytes, sides: tuple[int, ...], kind: int, offset: int) -> bytes:
    return text(name) + struct.pack(f"<I{len(sides)}QIQ", len(sides), *sides, kind, offset)


VALID = (
    head(2, 5)
    + text(b"general.architecture") + struct.pack("<I", 8) + text(b"llama")
    + text(b"llama.context_length") + struct.pack("<II", 4, 2048)
    + text(b"tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 2) + text(b"a") + text(b"b")
    + text(b"tokenizer.ggml.scores") + struct.pack("<IIQ2f", 9, 6, 2, 0.5, 0.25)
    + text(b"tokenizer.ggml.add_bos_token") + struct.pack("<I?", 7, True)
    + tensor(b"token_embd.weight", (64, 2), 2, 0)
    + tensor(b"output_norm.weight", (64,), 0, 96)
)  # fmt: skip
WEIGHTS = 96 + 256
WHOLE = -(-len(VALID) // 32) * 32 + WEIGHTS


CUTTING = """
import io, os, sys
from pathlib import Path
from secondme.errors import BadModel
from secondme.llm.gguf import read_header

path, left = Path(sys.argv[1]), int(sys.argv[2])


class Cutting(type(path)):
    def open(self, *_):
        file = super().open("rb")
        size = file.seek(0, 2)
        os.truncate(self, left)
        return Cut(file, size)


class Cut:
    def __init__(self, file, size):
        self.file, self.size, self.fileno, self.read = file, size, file.fileno, file.read

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def seek(self, place, whence=0):
        return self.size if whence == 2 else self.file.seek(place)


try:
    read_header(Cutting(path))
except BadModel as error:
    print(error.sentence.split(": ")[1].rstrip("."))
"""
"""Reads a header of which less is there than when its size was asked for; a child, for a signal may end it."""


def written(folder: Path, content: bytes, *, size: int = 0) -> Path:
    """A file of the content, with a hole after it up to `size`."""
    file = folder / "model.gguf"
    file.write_bytes(content)
    os.truncate(file, max(size, len(content)))
    return file


def test_a_header_gives_its_metadata_and_the_size_that_its_tensors_reach_to(tmp_path: Path) -> None:
    header = check_whole(written(tmp_path, VALID, size=WHOLE))
    assert header.text("general.architecture") == "llama"
    assert header.number("llama.context_length") == 2048
    assert header.metadata["tokenizer.ggml.add_bos_token"] is True
    assert "tokenizer.ggml.tokens" not in header.metadata
    assert header.text("nothing") == ""
    assert header.number("general.architecture") == 0
    assert (len(header.weights), header.needs) == (2, WHOLE)


def test_a_file_that_ends_before_its_weights_says_how_much_there_is(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match=rf"is cut short: {WHOLE - 1} of {WHOLE} bytes. Download it again."):
        check_whole(written(tmp_path, VALID, size=WHOLE - 1))


@given(length=st.integers(1, len(VALID) - 1))
def test_a_file_that_ends_in_its_header_is_cut_short(tmp_path_factory: pytest.TempPathFactory, length: int) -> None:
    with pytest.raises(BadModel, match="cut short"):
        check_whole(written(tmp_path_factory.mktemp("cut"), VALID[:length]))


@pytest.mark.parametrize("left", [0, 3, 30, len(VALID) - 1])
def test_a_file_that_is_cut_while_its_header_is_read_is_cut_short(tmp_path: Path, left: int) -> None:
    file = written(tmp_path, VALID, size=WHOLE)
    cutting = tmp_path / "cutting.py"
    cutting.write_text(CUTTING)
    command = [sys.executable, "-P", cutting, file, str(left)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, f"it ends inside its header, after {left} bytes"), done.stderr


@given(at=st.integers(0, len(VALID) - 8), new=st.binary(min_size=1, max_size=8))
def test_a_changed_header_is_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, at: int, new: bytes
) -> None:
    changed = VALID[:at] + new + VALID[at + len(new) :]
    needs = 0
    with contextlib.suppress(BadModel):
        needs = check_whole(written(tmp_path_factory.mktemp("changed"), changed, size=WHOLE)).needs
    assert needs <= WHOLE


@pytest.mark.parametrize(
    "content",
    [
        head(0, HUGE),
        head(HUGE, 0),
        head(0, 1) + struct.pack("<Q", HUGE),
        head(0, 1) + text(b"key") + struct.pack("<IQ", 8, HUGE),
        head(0, 1) + text(b"key") + struct.pack("<IIQ", 9, 8, HUGE),
        head(0, 1) + text(b"key") + struct.pack("<IIQ", 9, 0, HUGE),
        head(0, 1) + text(b"key") + struct.pack("<IIQ", 9, 9, 1),
        head(0, 1) + text(b"key") + struct.pack("<IIQ", 9, 77, 1),
        head(0, 1) + text(b"key") + struct.pack("<I", 77),
        head(1, 0) + text(b"w") + struct.pack("<I", 99),
        head(1, 0) + tensor(b"w", (HUGE, HUGE), 0, 0),
        head(1, 0) + tensor(b"w", (4,), 0, HUGE),
        head(1, 0) + tensor(b"blk.0.ffn_up_exps.weight", (4, 4, 0), 2, 0),
        head(1, 0) + tensor(b"blk.0.ffn_up_exps.weight", (16, 1, 1), 2, 0),
        head(1, 0) + tensor(b"blk." + b"9" * 5000 + b".attn_q.weight", (4,), 0, 0),
        head(0, 1) + text(b"general.alignment") + struct.pack("<II", 4, 0),
        head(0, 1) + text(b"general.alignment") + struct.pack("<II", 4, 48),
        head(0, 1) + text(b"general.alignment") + struct.pack("<I", 8) + text(b"32"),
    ],
)
def test_a_hostile_header_costs_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadModel, match="is damaged: its header speaks of"):
        read_header(written(tmp_path, content, size=len(content) + 64))


@pytest.mark.parametrize("given", [struct.pack("<Iq", 11, -1), struct.pack("<IQ", 10, HUGE), struct.pack("<I?", 7, 1)])
def test_a_length_that_makes_no_sense_is_none(tmp_path: Path, given: bytes) -> None:
    content = head(0, 2) + text(b"a") + given + text(b"b") + struct.pack("<II", 4, 512)
    header = read_header(written(tmp_path, content))
    assert (header.number("a"), header.number("b"), header.number("c")) == (0, 512, 0)


def test_entries_are_bounded_over_all_arrays_together(tmp_path: Path) -> None:
    half = text(b"key") + struct.pack("<IIQ", 9, 0, MOST_ENTRIES // 2 + 1)
    hole = b"\0" * (MOST_ENTRIES // 2 + 1)
    with pytest.raises(BadModel, match="entries"):
        read_header(written(tmp_path, head(0, 2) + half + hole + half + hole))


@pytest.mark.parametrize("content", [b"PK\x03\x04 a zip", b"\0" * 64, b"<!DOCTYPE html>"])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(BadModel, match="is not a GGUF file"):
        read_header(written(tmp_path, content))


@pytest.mark.parametrize("version", [0, 1, 4, 0x03000000])
def test_another_version_is_refused(tmp_path: Path, version: int) -> None:
    with pytest.raises(BadModel, match="version"):
        read_header(written(tmp_path, head(0, 0, version=version)))


def test_an_empty_file_a_folder_a_pipe_and_nothing_at_all_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadModel, match="is empty"):
        read_header(written(tmp_path, b""))
    with pytest.raises(BadModel, match="is not a file"):
        read_header(tmp_path)
    os.mkfifo(tmp_path / "pipe.gguf")
    with pytest.raises(BadModel, match="is not a file"):
        read_header(tmp_path / "pipe.gguf")
    with pytest.raises(NoModel, match="There is no model at"):
        read_header(tmp_path / "none.gguf")


@pytest.mark.model
@pytest.mark.parametrize("left", [0, 3, 23, 1_000, 1_000_000, 1_785_000, 1_800_000, 98_362_431])
def test_the_starter_cut_anywhere_is_refused(starter_file: Path, tmp_path: Path, left: int) -> None:
    with starter_file.open("rb") as file:
        content = file.read(min(left, 2_000_000))
    with pytest.raises(BadModel, match=r"cut short|is empty"):
        check_whole(written(tmp_path, content, size=left))


@pytest.mark.model
def test_the_starter_is_whole_to_the_byte(starter_file: Path) -> None:
    header = check_whole(starter_file)
    assert header.needs == header.size == starter_file.stat().st_size
