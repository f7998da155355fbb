"""What waits on the disk to be read once: the same bytes again, none of them readable there, and nothing left."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from secondme.errors import StoreError
from secondme.store.spool import PIECE, spool

LINES = [f"The zanzibar key number {number} is with Ana.\n".encode() for number in range(20_000)]


def test_the_same_bytes_come_again_and_none_was_readable_on_the_disk(tmp_path: Path) -> None:
    size, pieces = spool(tmp_path / "ledger.db", iter(LINES))
    assert size == len(b"".join(LINES)) > 10 * PIECE
    held = [path for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
    (file,) = [path for path in held if str(path.readlink()).startswith(str(tmp_path))]
    written = file.read_bytes()
    assert len(written) > size
    assert b"zanzibar" not in written
    assert list(tmp_path.iterdir()) == []
    assert b"".join(pieces) == b"".join(LINES)
    assert not file.is_symlink()


def test_what_cannot_be_read_to_its_end_leaves_nothing(tmp_path: Path) -> None:
    def failing() -> Iterator[bytes]:
        yield from LINES
        raise StoreError("It went wrong half way.")

    with pytest.raises(StoreError, match="half way"):
        spool(tmp_path / "ledger.db", failing())
    assert list(tmp_path.iterdir()) == []


def test_nothing_at_all_is_nothing(tmp_path: Path) -> None:
    size, pieces = spool(tmp_path / "ledger.db", [])
    assert (size, list(pieces)) == (0, [])
