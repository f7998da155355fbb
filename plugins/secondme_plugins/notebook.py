"""The reader of Jupyter's notebooks: what was written, what was computed, and what came of it in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.data import parsed
from secondme_plugins.given import Draft, damaged
from secondme_plugins.text import decode, headings

_LONGEST_OUTPUT = 2_000
"""Characters of what came of one cell that are kept: the rest is rather a listing than words."""

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


def read_notebook(content: bytes, path: Path) -> Iterator[Section]:
    """A notebook, a section for what stands under each heading of it. Raises: Unreadable."""
    book = parsed(decode(content))
    draft = Draft()
    for cell in _cells(book):
        source = _text(cell.get("source", cell.get("input")))
        if cell.get("cell_type") == "markdown":
            _write(source, draft)
        elif cell.get("cell_type") == "heading":
            draft.heading(cell["level"] if isinstance(cell.get("level"), int) else 1, source)
        else:
            draft.paragraph(source)
            for output in _members(cell, "outputs"):
                draft.paragraph(_output(output))
    yield from draft.sections()


def _cells(book: Any) -> Iterator[dict[str, Any]]:
    """The cells; those of the format's third version stand in worksheets. Raises: Unreadable."""
    if not isinstance(book, dict) or not ("cells" in book or "worksheets" in book):
        raise damaged()
    yield from _members(book, "cells")
    for sheet in _members(book, "worksheets"):
        yield from _members(sheet, "cells")


def _members(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = holder.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(value: Any) -> str:
    """A text, which may be given as its lines."""
    if isinstance(value, list):
        return "".join(one for one in value if isinstance(one, str))
    return value if isinstance(value, str) else ""


def _write(source: str, draft: Draft) -> None:
    lines = source.split("\n")
    at = 0
    for first, after, level, name in headings(lines):
        draft.paragraph("\n".join(lines[at:first]))
        draft.heading(level, name)
        at = after
    draft.paragraph("\n".join(lines[at:]))


def _output(output: dict[str, Any]) -> str:
    """What came of a cell, if it is words."""
    data = output.get("data")
    if output.get("output_type") in ("error", "pyerr"):
        text = f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"
    elif isinstance(data, dict):
        text = _text(data.get("text/markdown", data.get("text/plain")))
    else:
        text = _text(output.get("text"))
    return _COLOUR.sub("", text)[:_LONGEST_OUTPUT]


@plugin
def readers() -> list[Reader]:
    """Jupyter's notebooks."""
    return [Reader("notebook", frozenset({".ipynb"}), read_notebook)]
