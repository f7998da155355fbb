"""The reader of the words in images, by the program tesseract; where that is not installed, no reader is offered."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from secondme.errors import Unreadable
from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged

NO_WORDS = "No words were found in it."
FAILED = "Its reader failed on it."

SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"})

_SECONDS = 300
"""After which the program is ended, should nobody else do it."""


def read_image(content: bytes, path: Path) -> Iterator[Section]:
    """The words in an image, in the languages that are installed; each image of several in a file is a page.

    Raises: Unreadable.
    """
    done = _tesseract("stdin", "stdout", "-l", _languages(), given=content)
    if done.returncode:
        raise damaged()
    draft = Draft()
    pages = done.stdout.decode("utf-8", "replace").rstrip("\f\n ").split("\f")
    for number, text in enumerate(pages, start=1):
        if len(pages) > 1:
            draft.turn(number)
        draft.paragraph(text)
    sections = list(draft.sections())
    if not sections:
        raise Unreadable("no-words", NO_WORDS)
    yield from sections


@cache
def _languages() -> str:
    listed = _tesseract("--list-langs").stdout.decode("utf-8", "replace").split("\n")[1:]
    return "+".join(name for name in map(str.strip, listed) if name and name != "osd") or "eng"


def _tesseract(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Runs the program. Raises: Unreadable if it takes too long or is there no more."""
    environ = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        return subprocess.run(
            ["tesseract", *arguments], input=given, capture_output=True, timeout=_SECONDS, env=environ, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unreadable("reader", f"{FAILED} tesseract: {type(error).__name__}") from error


@plugin
def readers() -> list[Reader]:
    """Images, where the program that reads them is installed."""
    return [Reader("image", SUFFIXES, read_image)] if shutil.which("tesseract") else []
