"""The readers of data in JSON: of one document, and of a document a line. A value stands after the names to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged, one_line
from secondme_plugins.text import decode


def parsed(text: str) -> Any:
    """The value of a JSON text. Raises: Unreadable."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise damaged(f"({error})") from error


def read_json(content: bytes, path: Path) -> Iterator[Section]:
    """A document: its own values, then a section for what stands under each other name; a member is a paragraph.

    Raises: Unreadable.
    """
    text = decode(content)
    if not text.strip():
        return
    value, lines = parsed(text), _Lines(text)
    draft = Draft()
    if isinstance(value, dict):
        places = {key: at for key, _, at in _members(text, _past(text, 0))}
        held = {key: inner for key, inner in value.items() if isinstance(inner, dict | list)}
        for key, inner in value.items():
            if key not in held:
                draft.paragraph("\n".join(_lines(inner, key)), "line", lines.of(places[key]))
        for key, inner in held.items():
            draft.placed(1, key, _paragraphs(inner, text, places[key], lines))
    else:
        for line, paragraph in _paragraphs(value, text, _past(text, 0), lines):
            draft.paragraph(paragraph, line=line)
    yield from draft.sections()


def read_json_lines(content: bytes, path: Path) -> Iterator[Section]:
    """A document a line, each a paragraph; a line that is none stands as it is. Raises: Unreadable."""
    draft = Draft()
    for number, line in enumerate(decode(content).split("\n"), 1):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            draft.paragraph(line, line=number)
        else:
            draft.paragraph("\n".join(_lines(value, "")), line=number)
    yield from draft.sections()


def _paragraphs(value: Any, text: str, at: int, lines: _Lines) -> Iterator[tuple[int, str]]:
    """A paragraph for each member of a list, or of a list's or object's own lists, with the line that it begins on;
    the value stands at a place of the text."""
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for _, one, place in _members(text, at):
            yield lines.of(place), "\n".join(_lines(one, ""))
    elif isinstance(value, dict):
        places = {key: place for key, _, place in _members(text, at)}
        for key, one in value.items():
            yield lines.of(places[key]), "\n".join(_lines(one, str(key)))
    else:
        yield lines.of(at), "\n".join(_lines(value, ""))


_decoded = json.JSONDecoder().raw_decode
_BLANK = re.compile(r"[ \t\n\r]*")


def _past(text: str, at: int) -> int:
    """Where blanks end that begin here."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _members(text: str, at: int) -> Iterator[tuple[str, Any, int]]:
    """The members of the object or list that stands at a place of a valid JSON text: name, value, and its place."""
    named = text[at] == "{"
    at = _past(text, at + 1)
    while text[at] not in "]}":
        name = ""
        if named:
            name, at = _decoded(text, at)
            at = _past(text, _past(text, at) + 1)
        value, end = _decoded(text, at)
        yield name, value, at
        at = _past(text, end)
        if text[at] == ",":
            at = _past(text, at + 1)


class _Lines:
    """Lines of places in a text; quick where each is asked for after those before it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at, self._line = 0, 1

    def of(self, place: int) -> int:
        """The line, from 1, that a place is on."""
        if place < self._at:
            self._at, self._line = 0, 1
        self._line += self._text.count("\n", self._at, place)
        self._at = place
        return self._line


def _lines(value: Any, name: str) -> Iterator[str]:
    """A value's leaves, each on a line after the names that lead to it."""
    waiting = [(name, value)]
    while waiting:
        path, one = waiting.pop()
        if isinstance(one, dict):
            waiting += [(f"{path}.{key}" if path else str(key), inner) for key, inner in reversed(one.items())]
        elif isinstance(one, list) and any(isinstance(inner, dict | list) for inner in one):
            waiting += [(path, inner) for inner in reversed(one)]
        elif told := _leaf(one):
            yield f"{path}: {told}" if path else told


def _leaf(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, map(_leaf, value)))
    if isinstance(value, str):
        return value if "\n" in value else one_line(value)
    return "" if value is None else json.dumps(value)


@plugin
def readers() -> list[Reader]:
    """Data in JSON."""
    return [
        Reader("json", frozenset({".json", ".geojson", ".webmanifest"}), read_json),
        Reader("json-lines", frozenset({".jsonl", ".ndjson"}), read_json_lines),
    ]
