"""Pieces of bytes in a file under a key."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.errors import Damaged
from secondme.store import sealed
from secondme.store.cipher import is_encrypted

KEY = bytes(range(32))


@pytest.mark.parametrize("pieces", [[], [b""], [b"head", bytes(300_000), b"", b"tail"]])
def test_the_pieces_come_back_as_they_were_given_and_nothing_lies_beside_them(
    tmp_path: Path, pieces: list[bytes]
) -> None:
    file = tmp_path / "one"
    sealed.write(file, KEY, pieces)
    assert is_encrypted(file)
    assert list(sealed.read(file, KEY)) == pieces
    assert list(tmp_path.iterdir()) == [file]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    sealed.write(tmp_path / "one", KEY, [b"first"])
    with pytest.raises(FileExistsError):
        sealed.write(tmp_path / "one", KEY, [b"second"])
    assert list(sealed.read(tmp_path / "one", KEY)) == [b"first"]


def test_without_its_key_it_is_as_damaged(tmp_path: Path) -> None:
    sealed.write(tmp_path / "one", KEY, [b"first"])
    with pytest.raises(Damaged):
        list(sealed.read(tmp_path / "one", bytes(32)))
    (tmp_path / "empty").write_bytes(b"")
    with pytest.raises(Damaged):
        list(sealed.read(tmp_path / "empty", KEY))
    with pytest.raises(FileNotFoundError):
        list(sealed.read(tmp_path / "none", KEY))
