"""How much the kernel reads ahead of a page of a mapped file that is missing: what plain mapping lives by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from secondme.bench.measure import NotTaken


def read_ahead(path: Path) -> int:
    """KiB, on the disk that a path is on; 0 where the kernel does not say."""
    try:
        return int(_setting(path).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


@contextmanager
def reading_ahead(path: Path, kib: int) -> Iterator[None]:
    """So many KiB on the disk that a path is on, for the length of a `with`. Raises: NotTaken where we may not."""
    before = read_ahead(path)
    try:
        _setting(path).write_text(f"{kib}\n", encoding="ascii")
    except OSError as error:
        raise NotTaken(f"The disk's read-ahead cannot be set: {error.strerror}.", "Be root, or leave it.") from error
    try:
        yield
    finally:
        _setting(path).write_text(f"{before}\n", encoding="ascii")


def _setting(path: Path) -> Path:
    device = path.stat().st_dev
    return Path(f"/sys/class/bdi/{os.major(device)}:{os.minor(device)}/read_ahead_kb")
