"""Rows of cells as text: a paragraph a row, in which each value has the name of its column."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from secondme_plugins.given import one_line

Row = Sequence[str]

_LOOKED_AT = 12
"""Rows at the top, among which the names of the columns are looked for."""

_LONGEST_NAME = 60
_VALUE = re.compile(r"[\W\d_]*(?:[a-zA-Z%]{0,3}|true|false|yes|no)[\W\d_]*$", re.IGNORECASE)
"""A number, a date, a truth: more likely in a column than above it."""


def paragraphs(rows: Iterable[Row], *, named: bool) -> Iterator[str]:
    """The rows as paragraphs, "column: value" a line. Rows above the names of the columns stand as they are.

    `named` says that there are such names if the first row may be them; else two columns of words are no table, as in
    a sheet of remarks.
    """
    return (text for _, text in placed(((0, row) for row in rows), named=named))


def placed(rows: Iterable[tuple[int, Row]], *, named: bool) -> Iterator[tuple[int, str]]:
    """The same of rows with their lines in the file: each paragraph with its line."""
    rest = iter(rows)
    top = [(line, [one_line(cell) for cell in row]) for line, row in islice(rest, _LOOKED_AT)]
    at = _names([row for _, row in top], named=named)
    for line, remark in top[: max(at, 0)]:
        yield line, _plain(remark)
    names = top[at][1] if at >= 0 else []
    for line, row in chain(top[at + 1 :], rest):
        yield line, _told(names, row)


def _names(top: Sequence[Row], *, named: bool) -> int:
    """Which of the rows at the top holds the names of the columns; -1 if none does."""
    for at, row in enumerate(top[:-1]):
        filled = [cell for cell in row if cell]
        if len(filled) < 2:
            continue
        wide = max(sum(map(bool, below)) for below in top[at + 1 :])
        words = all(not _VALUE.match(cell) and len(cell) <= _LONGEST_NAME for cell in filled)
        if not words or len(set(filled)) < len(filled) or len(filled) * 2 < wide:
            return -1
        if named or len(filled) > 2 or _has_values(top[at + 1 :], row):
            return at
        return -1
    return -1


def _has_values(below: Sequence[Row], names: Row) -> bool:
    """Whether one of the columns holds numbers, dates or truths and nothing else."""
    for column in range(len(names)):
        cells = [row[column] for row in below if column < len(row) and row[column]]
        if cells and all(_VALUE.match(cell) for cell in cells):
            return True
    return False


def _told(names: Row, row: Row) -> str:
    if not names:
        return _plain(row)
    told = []
    for column, cell in enumerate(row):
        if cell := one_line(cell):
            name = names[column] if column < len(names) else ""
            told.append(f"{name}: {cell}" if name else cell)
    return "\n".join(told)


def _plain(row: Row) -> str:
    return " | ".join(filter(None, map(one_line, row)))
