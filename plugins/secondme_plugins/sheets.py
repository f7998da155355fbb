"""The reader of spreadsheets of the office format of today: XLSX (ECMA-376), a section a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import MOST_CHARACTERS, Draft, damaged, too_much
from secondme_plugins.packed import Archive, Node, below, links, main_part, nodes, number, words
from secondme_plugins.rows import paragraphs

_DATES = {14: "d", 15: "d", 16: "d", 17: "d", 18: "t", 19: "t", 20: "t", 21: "t", 22: "dt", 45: "t", 46: "t", 47: "t"}
_DATES |= dict.fromkeys((*range(27, 37), *range(50, 59)), "d")
_PERCENT = (9, 10)
"""Numbers of formats that no file defines. Source: ECMA-376 part 1, 18.8.30."""

_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_CELL = re.compile(r"([A-Z]{1,3})\d*$")
_MOST_COLUMNS = 16_384


def read_xlsx(content: bytes, path: Path) -> Iterator[Section]:
    """Sheets, each a section: its rows, each value with the name of its column. Raises: Unreadable."""
    archive = Archive(content)
    book = main_part(archive)
    if book.endswith(".bin"):
        raise damaged("It is in a binary format; save it as XLSX to have it read.")
    linked = links(archive, book)
    parts = {link.kind: link.target for link in linked.values()}
    shared = _shared(archive, parts["sharedStrings"]) if parts.get("sharedStrings", "") in archive else []
    formats = _formats(archive, parts["styles"]) if parts.get("styles", "") in archive else []
    draft = Draft()
    since = datetime(1899, 12, 30)
    for kind, name, given in nodes(archive.chunks(book)):
        if kind == "start" and name == "main:workbookPr" and given.get("date1904") in ("1", "true"):
            since = datetime(1904, 1, 1)
        elif kind == "start" and name == "main:sheet":
            sheet = linked.get(given.get("relationships:id", ""))
            if sheet and sheet.kind == "worksheet":
                cells = _Cells(shared, formats, since)
                texts = paragraphs(cells.rows(nodes(archive.chunks(sheet.target))), named=False)
                draft.paragraphs(1, given.get("name", ""), texts)
    yield from draft.sections()


def _shared(archive: Archive, part: str) -> list[str]:
    """The texts that cells point to. Raises: Unreadable."""
    texts: list[str] = []
    characters = 0
    stream = nodes(archive.chunks(part))
    for node in stream:
        if node.kind == "start" and node.name == "main:si":
            texts.append(_rich(stream, node.name))
            characters += len(texts[-1])
            if characters > MOST_CHARACTERS:
                raise too_much(f"The limit is {MOST_CHARACTERS:,} characters of text.")
    return texts


def _rich(stream: Iterator[Node], name: str) -> str:
    """The text of an element, without how it is pronounced."""
    rest = below(stream, name)
    text = []
    for node in rest:
        if node.kind == "start" and node.name == "main:rPh":
            words(rest, node.name)
        elif node.kind == "start" and node.name == "main:t":
            text.append(words(rest, node.name))
    return "".join(text)


def _formats(archive: Archive, part: str) -> list[str]:
    """How the numbers of each style are shown, as `_shown` has it."""
    own: dict[str, str] = {}
    formats: list[str] = []
    within = False
    for kind, name, given in nodes(archive.chunks(part)):
        if name == "main:cellXfs":
            within = kind == "start"
        elif kind == "start" and name == "main:numFmt":
            own[given.get("numFmtId", "")] = _meant(given.get("formatCode", ""))
        elif kind == "start" and name == "main:xf" and within:
            known = given.get("numFmtId", "")
            shown = "%" if number(known) in _PERCENT else ""
            formats.append(own.get(known) or _DATES.get(number(known)) or shown)
    return formats


def _meant(code: str) -> str:
    """What a format of numbers shows: "d" a date, "t" a time, "dt" both, "%" a share."""
    code = _QUOTED.sub("", code.partition(";")[0]).lower()
    if "general" in code:
        return ""
    clock = "h" in code or "s" in code
    day = "y" in code or "d" in code or ("m" in code and not clock)
    return ("d" if day else "") + ("t" if clock else "") or ("%" if "%" in code else "")


class _Cells:
    """The cells of a sheet, as they are shown."""

    def __init__(self, shared: Sequence[str], formats: Sequence[str], since: datetime) -> None:
        self._shared = shared
        self._formats = formats
        self._since = since

    def rows(self, stream: Iterator[Node]) -> Iterator[list[str]]:
        """The rows in which something stands."""
        row: list[str] = []
        for node in stream:
            if node.name == "main:row":
                if node.kind == "end" and any(row):
                    yield row
                row = []
            elif node.kind == "start" and node.name == "main:c":
                column = _column(node.attributes.get("r", ""), len(row))
                text = self._cell(stream, node)
                row.extend("" for _ in range(column - len(row)))
                row.append(text)

    def _cell(self, stream: Iterator[Node], cell: Node) -> str:
        kind, style = cell.attributes.get("t", "n"), cell.attributes.get("s", "")
        rest = below(stream, cell.name)
        value = ""
        for node in rest:
            if node.kind == "start" and node.name == "main:v":
                value = words(rest, node.name)
            elif node.kind == "start" and node.name == "main:is":
                value = _rich(rest, node.name)
        if kind == "s":
            at = number(value, len(self._shared))
            return self._shared[at] if at < len(self._shared) else ""
        if kind == "b":
            return "yes" if value == "1" else "no"
        if kind != "n":
            return value.replace("T00:00:00", "") if kind == "d" else value
        at = number(style, len(self._formats))
        return _shown(value, self._formats[at] if at < len(self._formats) else "", self._since)


def _column(place: str, least: int) -> int:
    """The number of a cell's column from its place ("AB12"), from 0; never one before those that were met."""
    found = _CELL.match(place)
    column = 0
    for letter in found[1] if found else "":
        column = column * 26 + ord(letter) - 64
    return min(max(column - 1, least), _MOST_COLUMNS)


@lru_cache(maxsize=4096)
def _shown(value: str, meant: str, since: datetime) -> str:
    """A number as its format shows it."""
    try:
        given = float(value)
        if meant == "%":
            return f"{given * 100:.10g}%"
        if meant:
            moment = since + timedelta(seconds=round(given * 86_400))
            if meant == "t" and given < 1:
                return moment.strftime("%H:%M:%S").removesuffix(":00")
            return moment.strftime("%Y-%m-%d" if meant == "d" else "%Y-%m-%d %H:%M")
        return f"{given:.15g}" if "e" not in f"{given:.15g}" else value
    except (ValueError, OverflowError):
        return value


@plugin
def readers() -> list[Reader]:
    """Spreadsheets of the office format."""
    return [Reader("xlsx", frozenset({".xlsx", ".xlsm", ".xltx"}), read_xlsx)]
