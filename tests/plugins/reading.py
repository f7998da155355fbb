"""What the tests of the readers share: a file of `data`, as its reader gives it."""

from __future__ import annotations

import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from secondme.errors import Unreadable
from secondme.files.disk import REASONS
from secondme.plugins import GROUP, load
from secondme.ports import Section

DATA = Path(__file__).parent / "data"
PROJECT = Path(__file__).parents[2] / "pyproject.toml"

POINTS = [
    EntryPoint(name, value, GROUP)
    for name, value in tomllib.loads(PROJECT.read_text())["project"]["entry-points"][GROUP].items()
]
READERS = load(list(POINTS)).readers


def sections(content: bytes | str, name: str) -> list[Section]:
    """A file's sections; they stand in order, and where they say."""
    path = Path(name)
    content = content.encode() if isinstance(content, str) else content
    found = list(READERS[path.suffix.lower()].sections(content, path))
    at = 0
    for section in found:
        assert section.start >= at
        assert section.text.strip()
        at = section.start + len(section.text)
    return found


def given(content: bytes | str, name: str) -> list[tuple[str, str]]:
    """The headings and texts of a file that is no text itself; they stand in the text as given."""
    found = sections(content, name)
    text = "\n\n".join(section.text for section in found)
    for section in found:
        assert text[section.start :].startswith(section.text)
        assert section.line == text.count("\n", 0, section.start) + 1
    return [(section.heading, section.text) for section in found]


def file(name: str) -> list[tuple[str, str]]:
    """The headings and texts of a file of `data`."""
    return given((DATA / name).read_bytes(), name)


def refused(content: bytes | str, name: str) -> Unreadable:
    """Why a file is not read; its sentence begins as its reason's does."""
    with pytest.raises(Unreadable) as error:
        sections(content, name)
    assert error.value.sentence.startswith(REASONS[error.value.reason])
    return error.value
