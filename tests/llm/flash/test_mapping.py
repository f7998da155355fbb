"""The file's mapping: whether weights lie in it, and its pages, which are given back and found again."""

from __future__ import annotations

import ctypes
import mmap
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from secondme.llm.flash.mapping import FileMapping
from secondme.llm.flash.system import PAGE
from secondme.llm.gguf import Weight
from tests.llm.flash.running import mapped_bytes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is mapped")

SIZE = 1 << 20


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "some weights\nin it.gguf"
    path.write_bytes(os.urandom(SIZE))
    return path


@pytest.fixture
def base(path: Path) -> Iterator[int]:
    """Where it is mapped, all of it in memory."""
    with path.open("rb") as file:
        whole = mmap.mmap(file.fileno(), 0, flags=mmap.MAP_SHARED | mmap.MAP_POPULATE, prot=mmap.PROT_READ)
    seen = np.frombuffer(whole, np.uint8)  # ctypes wants one that can be written to
    yield seen.ctypes.data
    del seen
    whole.close()


def weight(begin: int, end: int) -> Weight:
    return Weight(f"{begin}", 24, (end - begin,), begin, end - begin)


def test_weights_lie_in_it_or_do_not(path: Path, base: int, tmp_path: Path) -> None:
    assert FileMapping(path, base).holds([weight(0, 100), weight(5_000, SIZE)])
    assert not FileMapping(path, base).holds([weight(0, SIZE + PAGE)])
    assert not FileMapping(path, base + PAGE).holds([weight(0, 100)])
    other = tmp_path / "other.gguf"
    other.write_bytes(path.read_bytes())
    assert not FileMapping(other, base).holds([weight(0, 100)])


def test_memory_that_is_no_file_holds_no_weights(path: Path) -> None:
    copied = ctypes.create_string_buffer(path.read_bytes(), SIZE)
    assert not FileMapping(path, ctypes.addressof(copied)).holds([weight(0, 100)])


def test_memory_that_took_the_place_of_the_file_keeps_what_is_in_it(path: Path) -> None:
    other = mmap.mmap(-1, SIZE)
    other[:] = b"y" * SIZE
    seen = np.frombuffer(other, np.uint8)
    FileMapping(path, seen.ctypes.data).give_back([weight(0, SIZE)])
    assert (seen == ord("y")).all()
    del seen
    other.close()


def test_a_file_that_was_deleted_holds_no_weights(path: Path, base: int) -> None:
    path.unlink()
    path.write_bytes(b"x" * SIZE)
    assert not FileMapping(path, base).holds([weight(0, 100)])


def test_pages_of_nothing_else_are_given_back_and_found_again(path: Path, base: int) -> None:
    held = path.read_bytes()
    name = path.with_name(path.name.replace("\n", "\\012"))
    assert mapped_bytes(name) == SIZE
    given = [weight(100, 3 * PAGE + 1), weight(3 * PAGE + 20, 10 * PAGE), weight(20 * PAGE + 1, 21 * PAGE - 1)]
    FileMapping(path, base).give_back(given)
    assert mapped_bytes(name) == SIZE - 9 * PAGE
    assert ctypes.string_at(base, SIZE) == held
