"""The readers of data in JSON: of one document, and of a document a line. A value stands after the names to it."""

from __future__ import annotations

import json
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
    value = parsed(text)
    draft = Draft()
    if isinstance(value, dict):
        held = {key: inner for key, inner in value.items() if isinstance(inner, dict | list)}
        for key, inner in value.items():
            if key not in held:
                draft.paragraph("\n".join(_lines(inner, key)), "line")
        for key, inner in held.items():
            draft.paragraphs(1, key, _paragraphs(inner))
    else:
        for paragraph in _paragraphs(value):
            draft.paragraph(paragraph)
    yield from draft.sections()


def read_json_lines(content: bytes, path: Path) -> Iterator[Section]:
    """A document a line, each a paragraph; a line that is none stands as it is. Raises: Unreadable."""
    draft = Draft()
    for line in decode(content).split("\n"):
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            draft.paragraph(line)
        else:
            draft.paragraph("\n".join(_lines(value, "")))
    yield from draft.sections()


def _paragraphs(value: Any) -> Iterator[str]:
    """A paragraph for each member of a list, or of a list's or object's own lists."""
    if isinstance(value, list) and any(isinstance(one, dict | list) for one in value):
        for one in value:
            yield "\n".join(_lines(one, ""))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield "\n".join(_lines(one, str(key)))
    else:
        yield "\n".join(_lines(value, ""))


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
