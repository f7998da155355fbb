"""Where an export goes: a file of lines, or a folder of pages with the same file in it.

Invariant: a file is there whole or not at all; in a folder only what an export wrote, by its own list, is ever
replaced or removed.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from secondme import config
from secondme.cli.pages import Pages
from secondme.errors import DiskFull, SecondMeError

NAME = "memory.jsonl"
LIST = ".secondme-export.json"
"""Names of the files that the last export into a folder wrote."""


def to_file(lines: Iterable[bytes], target: Path, *, force: bool) -> dict[str, int]:
    """Writes the lines into a file that only its owner can read; how many memories and conversations.

    Raises: SecondMeError if it is there already (unless `force`), lies in the home, is no file, or cannot be written;
        DiskFull.
    """
    _free(target, force)
    with _errors(target), _whole(target) as file:
        return _copy(lines, file)


def whole_text(text: str, target: Path, *, force: bool) -> None:
    """Writes a text into a file that only its owner can read. Raises: as `to_file`."""
    _free(target, force)
    with _errors(target), _whole(target) as file:
        file.write(text.encode())


def _free(target: Path, force: bool) -> None:
    """Raises: SecondMeError if a file cannot be written there."""
    _outside(target)
    if target.is_dir():
        raise SecondMeError(f"{target} is a folder.", "Name a file in it.")
    if os.path.lexists(target) and not stat.S_ISREG(target.lstat().st_mode):
        raise SecondMeError(f"{target} is no file, but a link or a device.", "Name another; - is standard output.")
    if target.exists() and not force:
        raise SecondMeError(f"{target} is there already.", "Name another file, or replace it with --force.")


def to_folder(lines: Iterable[bytes], target: Path, *, force: bool) -> dict[str, int]:
    """Writes the lines and their pages into a folder; how many memories and conversations.

    Raises: SecondMeError if something else is in it (unless `force`, and then that stays), if it lies in the home or
        cannot be written; DiskFull.
    """
    _outside(target)
    with _errors(target):
        old = _listed(target)
        if not force and not (target / LIST).exists() and target.exists() and any(target.iterdir()):
            raise SecondMeError(
                f"{target} is not empty.", "Name a folder that is new or empty, or write beside what is there: --force"
            )
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = target / f".{NAME}.part"
        try:
            with _whole(fresh) as file:
                counts = _copy(lines, file)
            with fresh.open("rb") as written:
                found = Pages(written)
                new = {NAME, *found.names}
                for name in sorted(new - old):
                    if os.path.lexists(target / name):
                        raise SecondMeError(
                            f"{target / name} is there already.", "Move it away, or name another folder."
                        )
                _list(target, old | new)
                for name, text in found:
                    _page(target / name, text)
            fresh.replace(target / NAME)
        finally:
            fresh.unlink(missing_ok=True)
        for name in old - new:
            (target / name).unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # others' files may be in it
                (target / name).parent.rmdir()
        _list(target, new)
    return counts


def _outside(target: Path) -> None:
    """Refuses what lies in the program's own folder, by whatever links it is reached."""
    home, real = config.folders().home, Path(os.path.realpath(target))
    with _errors(target):
        if home.exists() and any(above.exists() and above.samefile(home) for above in (real, *real.parents)):
            raise SecondMeError(f"{target} lies in the program's own data folder.", "Name another place.")


def _copy(lines: Iterable[bytes], file: BinaryIO) -> dict[str, int]:
    counts = {"memories": 0, "conversations": 0}
    for line in lines:
        file.write(line)
        counts["memories"] += line.startswith(b'{"type": "memory"')
        counts["conversations"] += line.startswith(b'{"type": "conversation"')
    return counts


def _page(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, exist_ok=True)
    with _whole(path, sync=False) as file:
        file.write(text.encode("utf-8", "replace"))


def _listed(folder: Path) -> set[str]:
    """What the last export wrote, but nothing outside of the folder, whatever the list says."""
    try:
        names = json.loads((folder / LIST).read_text(encoding="utf-8"))["files"]
    except (FileNotFoundError, NotADirectoryError):
        return set()
    except (ValueError, KeyError, TypeError) as error:
        raise SecondMeError(f"{folder / LIST} is damaged.", "Name another folder.") from error
    return {name for name in names if not Path(name).is_absolute() and ".." not in Path(name).parts}


def _list(folder: Path, names: set[str]) -> None:
    with _whole(folder / LIST) as file:
        file.write(json.dumps({"files": sorted(names)}, ensure_ascii=False, indent=1).encode())


@contextlib.contextmanager
def _whole(target: Path, *, sync: bool = True) -> Iterator[BinaryIO]:
    """A file that takes its place when the block has ended well; mode 0600."""
    handle, name = tempfile.mkstemp(prefix=".secondme-", suffix=".part", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            if sync:
                file.flush()
                os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _errors(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(f"The disk is full: {target} could not be written.", "Free some space.") from error
        raise SecondMeError(f"{target} cannot be written: {error.strerror}.", "Name another place.") from error
