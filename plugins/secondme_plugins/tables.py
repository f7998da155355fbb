"""The reader of tables in plain text: CSV and TSV, a paragraph a row, each value with the name of its column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft
from secondme_plugins.rows import placed
from secondme_plugins.text import decode

_BETWEEN = ",;\t|"
_LOOKED_AT = 20


def read_table(content: bytes, path: Path) -> Iterator[Section]:
    """A table. Raises: Unreadable."""
    numbered = [(number, line) for number, line in enumerate(decode(content).split("\n"), 1) if line.strip()]
    lines = [line for _, line in numbered]
    rows = ((numbered[at][0], row) for at, row in _rows(lines, _between(lines, path)))
    draft = Draft()
    for number, text in placed(rows, named=True):
        draft.paragraph(text, line=number)
    yield from draft.sections()


def _between(lines: list[str], path: Path) -> str:
    """What stands between cells: what most lines have, and each of them as often as the others."""
    if path.suffix.lower() in (".tsv", ".tab"):
        return "\t"
    best, most = ",", 0.0
    for sign in _BETWEEN:
        counts = [line.count(sign) for line in lines[:_LOOKED_AT]]
        usual = max(set(counts), key=counts.count) if counts else 0
        score = usual and counts.count(usual) / len(counts) * (1 + usual / 1000)
        if score > most:
            best, most = sign, score
    return best


def _rows(lines: list[str], sign: str) -> Iterator[tuple[int, list[str]]]:
    """The rows, each after the number (from 0) of the line that it begins on. A quote that is never closed makes one
    cell of all that follows: then quotes mean nothing."""
    quoted = list[tuple[int, list[str]]]()
    at = 0
    try:
        reader = csv.reader((line + "\n" for line in lines), delimiter=sign)
        for row in reader:
            quoted.append((at, row))
            at = reader.line_num
    except csv.Error:
        quoted = [(at, line.split(sign)) for at, line in enumerate(lines)]
    return iter(quoted)


@plugin
def readers() -> list[Reader]:
    """Tables in plain text."""
    return [Reader("table", frozenset({".csv", ".tsv", ".tab"}), read_table)]
