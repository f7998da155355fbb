"""A watched folder that was renamed: found beside its old place by what it is and by what is in it."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from secondme.files.disk import modified
from secondme.ports import FileRow, Folder

LOOKED_AT = 100
"""Files by which a folder is known again."""


def renamed(folder: Folder, identity: str, files: Iterable[FileRow]) -> Path | None:
    """Where a folder lies now that is not at its path: in the same place under another name, with the same identity.
    None if it is there, or is not found.

    A system may give the number of a deleted folder to a new one: a file that was read must be in it, too.
    """
    if not identity or os.path.lexists(folder.path):
        return None
    with suppress(OSError), os.scandir(folder.path.parent) as entries:
        for entry in entries:
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False) and f"{entry.stat().st_dev}:{entry.inode()}" == identity:
                    return Path(entry.path) if holds(Path(entry.path), folder, files) else None
    return None


def holds(path: Path, folder: Folder, files: Iterable[FileRow]) -> bool:
    """Whether one of the files that were read of a folder is in another, as it was."""
    for _, row in zip(range(LOOKED_AT), files, strict=False):
        with suppress(OSError, ValueError):
            found = (path / Path(row.path).relative_to(folder.path)).stat()
            if (found.st_size, modified(found)) == (row.size, row.modified):
                return True
    return False
