"""One database put in the place of another, so that a kill at any instant leaves the old one or the new one, whole.

Beside the ledger there may lie, after a kill: `.new`, a copy that was being made; `.old`, what was replaced and is
still to be wiped; `.damaged-…`, what could not be read and is kept for a while. `tidy` knows what to do with each.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from secondme.errors import Locked, StoreError
from secondme.store.disk import disk_errors, flush, wipe

DAMAGED_KEPT = 30 * 86_400.0
"""Seconds for which a damaged file is kept."""


def beside(path: Path, ending: str) -> Path:
    """The file beside another whose name goes on with an ending."""
    return path.with_name(path.name + ending)


def swap(path: Path, new: Path, aside: Path | None = None) -> None:
    """Puts `new` in the place of `path`, which nobody has open. What was there is wiped, or kept as `aside`.

    Raises: DiskFull, StoreError; the old database is in its place then.
    """
    wal = beside(path, "-wal")
    old = aside or beside(path, ".old")
    with disk_errors(path):
        if wal.exists() and aside is not None:
            shutil.copyfile(wal, beside(aside, "-wal"))
            beside(aside, "-wal").chmod(0o600)
            flush(beside(aside, "-wal"))
        if path.exists():
            old = _second_name(path, old)
            flush(path.parent)
        # A log of the old database beside the new one would be played into it.
        if wal.exists():
            wipe(wal)
        beside(path, "-shm").unlink(missing_ok=True)
        flush(new)
        new.replace(path)
        flush(path.parent)
        if aside is not None and old != aside:
            old.replace(aside)
    if aside is None:
        wipe(old)


def _second_name(path: Path, name: Path) -> Path:
    name.unlink(missing_ok=True)
    try:
        os.link(path, name)
    except OSError:
        # A file system without hard links: for an instant the ledger has only this name, which `tidy` knows.
        name = beside(path, ".old")
        path.replace(name)
    return name


def tidy(path: Path) -> None:
    """Finishes or takes back what a kill interrupted, before the ledger is opened. Raises: DiskFull, StoreError."""
    old = beside(path, ".old")
    with disk_errors(path):
        if old.exists() and not path.exists():
            old.replace(path)
        for name in [old, *damaged(path)]:
            if path.exists() and name.exists() and path.samefile(name):
                if beside(name, "-wal").exists() and not beside(path, "-wal").exists():
                    beside(name, "-wal").replace(beside(path, "-wal"))
                name.unlink()
        for ending in (".new*", ".salvage*", ".pages.new"):
            for rest in path.parent.glob(path.name + ending):
                wipe(rest)
        wipe(old)


def damaged(path: Path) -> list[Path]:
    """Damaged databases that were moved aside, the oldest first."""
    return sorted(found for found in path.parent.glob(path.name + ".damaged-*") if not found.name.endswith("-wal"))


def leftovers(path: Path) -> Iterator[Path]:
    """Every file beside the ledger that holds words of it and is no part of it: what forgetting must reach."""
    yield from (found for found in sorted(path.parent.glob(path.name + ".*")) if not found.name.endswith(".pages"))


def remove_leftovers(path: Path, *, older_than: float = 0.0, now: float | None = None) -> list[Path]:
    """Wipes what `leftovers` finds, if it is older than so many seconds; what was removed.

    Raises: StoreError.
    """
    moment = time.time() if now is None else now
    gone = []
    for found in leftovers(path):
        with contextlib.suppress(FileNotFoundError):
            if older_than <= 0 or abs(moment - found.stat().st_mtime) > older_than:
                wipe(found)
                gone.append(found)
    return gone


def locked(path: Path, *, key: bool = False) -> Locked:
    """What is said of an encrypted ledger without its key, or with one that does not open it."""
    why = "this key does not open it" if key else "its key is not in the system's keyring"
    return Locked(
        f"The memory in {path.parent} is encrypted, and {why}.", "Give the recovery passphrase; nothing was changed."
    )


def gone(path: Path) -> StoreError:
    """What is said of a ledger that another program holds while it should be replaced."""
    return StoreError(f"{path} is held by another program and was left as it is.", "Close whatever has it open.")
