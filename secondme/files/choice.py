"""Which files of a folder the person chose when pointing at it: patterns as in a .gitignore, kept with the folder."""

from __future__ import annotations

import os

from secondme.errors import Refused
from secondme.files.ignore import is_pattern, matcher
from secondme.ports import Folder


def unchosen(folder: Folder, path: str, *, is_folder: bool) -> str:
    """The code of why the person's choice leaves out a path of a folder, or empty. What is wanted is asked of files
    alone: a folder may hold some."""
    if not folder.include and not folder.exclude:
        return ""
    place = str(folder.path).rstrip(os.sep) + os.sep
    relative = path[len(place) :].replace(os.sep, "/") + ("/" if is_folder else "")
    if folder.exclude and matcher(folder.exclude)(relative):
        return "excluded"
    if folder.include and not is_folder and not matcher(folder.include)(relative):
        return "not-included"
    return ""


def checked(pattern: str) -> str:
    """A pattern that an ignore file can hold on one line. Raises: Refused."""
    if set(pattern) & set("\n\r\0") or not is_pattern(pattern):
        raise Refused(f"{pattern!r} is no pattern.", "Write it as in a .gitignore, like '*.log' or 'drafts/'.")
    return pattern
