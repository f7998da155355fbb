"""The readers of OpenDocument (ODF 1.3): texts by their headings, spreadsheets by their sheets, slides one by one.

The flat kind, which is one file of XML and no archive, is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, damaged, encrypted, one_line, whole
from secondme_plugins.packed import Archive, Node, below, nodes, number
from secondme_plugins.rows import paragraphs

_LEFT_OUT = frozenset(
    {"text:tracked-changes", "text:table-of-content", "text:note-citation", "elements:creator", "elements:date",
     "svg-compatible:title", "svg-compatible:desc", "office:forms"}
)  # fmt: skip
_LINES = ("text:p", "text:h")
_ON_EVERY_SLIDE = ("page", "date-time", "footer", "header", "page-number")
_MOST_COLUMNS = 16_384
_BLANK = re.compile(r"[ \t\n\r]+")


def read_odf(content: bytes, path: Path) -> Iterator[Section]:
    """A text, a spreadsheet or slides. Raises: Unreadable."""
    if content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        yield from _read(nodes(iter((content,))))
        return
    archive = Archive(content)
    if "META-INF/manifest.xml" in archive:
        manifest = nodes(archive.chunks("META-INF/manifest.xml"))
        if any(node.name == "manifest:encryption-data" for node in manifest):
            raise encrypted()
    yield from _read(nodes(archive.chunks("content.xml")))


def _read(stream: Iterator[Node]) -> Iterator[Section]:
    draft = Draft()
    titles = {"Title"}
    with whole(RecursionError):
        for kind, name, given in stream:
            if kind == "start" and name == "style:style" and given.get("style:parent-style-name") == "Title":
                titles.add(given.get("style:name", ""))
            elif kind == "start" and name == "office:spreadsheet":
                _sheets(below(stream, name), draft)
            elif kind == "start" and name == "office:presentation":
                _slides(below(stream, name), draft)
            elif kind == "start" and name == "office:text":
                _text(below(stream, name), draft, titles)
            elif kind == "end" and name == "office:body":
                return draft.sections()
    raise damaged()


def _text(stream: Iterator[Node], draft: Draft, titles: set[str]) -> None:
    listed = 0
    for kind, name, given in stream:
        if name == "text:list":
            listed += 1 if kind == "start" else -1
        elif kind == "start" and name in _LEFT_OUT:
            _skip(stream, name)
        elif kind == "start" and name == "table:table-row":
            draft.paragraph(" | ".join(filter(None, map(one_line, _cells(stream)))), "line")
        elif kind == "start" and name in _LINES:
            texts = _lines(stream, name)
            if given.get("text:style-name") in titles:
                draft.heading(0, texts.pop(0))
            elif name == "text:h":
                draft.heading(number(given.get("text:outline-level", ""), 1), texts.pop(0))
            elif listed and texts[0].strip():
                draft.paragraph(f"- {texts.pop(0).strip()}", "item")
            for text in texts:
                draft.paragraph(text)


def _sheets(stream: Iterator[Node], draft: Draft) -> None:
    for kind, name, given in stream:
        if kind == "start" and name == "table:table":
            rows = _rows(below(stream, name))
            draft.paragraphs(1, given.get("table:name", ""), paragraphs(rows, named=False))


def _rows(stream: Iterator[Node]) -> Iterator[list[str]]:
    """The rows in which something stands; one that is repeated is told once."""
    for node in stream:
        if node.kind == "start" and node.name == "table:table-row" and any(row := _cells(stream)):
            yield row


def _cells(stream: Iterator[Node]) -> list[str]:
    """The cells of a row whose start was just met."""
    row: list[str] = []
    empty = 0
    rest = below(stream, "table:table-row")
    for kind, name, given in rest:
        if kind != "start" or name not in ("table:table-cell", "table:covered-table-cell"):
            continue
        cell = below(rest, name)
        text = "\n".join(line for node in cell if _opens(node) for line in _lines(cell, node.name))
        times = number(given.get("table:number-columns-repeated", ""), 1)
        many = min(times, _MOST_COLUMNS - len(row) - empty)
        if text.strip():
            row += [""] * empty + [text] * many
            empty = 0
        else:
            empty += many
    return row


def _slides(stream: Iterator[Node], draft: Draft) -> None:
    page = 0
    for kind, name, _ in stream:
        if kind != "start" or name != "drawing:page":
            continue
        page += 1
        title, texts = _slide(below(stream, name))
        draft.turn(page)
        draft.heading(1, title)
        for text in texts:
            draft.paragraph(text)


def _slide(stream: Iterator[Node]) -> tuple[str, list[str]]:
    """The title of a slide, and its other texts, the notes last."""
    title, place = "", ""
    texts: list[str] = []
    notes: list[str] = []
    within = False
    for kind, name, given in stream:
        if name == "presentation:notes":
            within = kind == "start"
        elif name == "drawing:frame":
            place = given.get("presentation:class", "") if kind == "start" else ""
        elif kind == "start" and name == "table:table-row":
            texts.append(" | ".join(filter(None, map(one_line, _cells(stream)))))
        elif kind == "start" and name in _LINES:
            lines = _lines(stream, name)
            if place == "title" and not within:
                title = one_line(f"{title} {lines.pop(0)}")
            if place not in _ON_EVERY_SLIDE:
                (notes if within else texts).extend(lines)
    noted = "\n".join(filter(str.strip, notes))
    return title, [*texts, f"Notes: {noted}"] if noted else texts


def _opens(node: Node) -> bool:
    return node.kind == "start" and node.name in _LINES


def _lines(stream: Iterator[Node], name: str) -> list[str]:
    """The text of a paragraph whose start was just met; after it those that stand in it: notes, remarks, frames."""
    text: list[str] = []
    inside: list[str] = []
    rest = below(stream, name)
    for node in rest:
        if node.kind == "text":
            text.append(_BLANK.sub(" ", node.name))
        elif _opens(node):
            inside += _lines(rest, node.name)
        elif node.kind == "start" and node.name in _LEFT_OUT:
            _skip(rest, node.name)
        elif node.kind == "start":
            text.append(_sign(node))
    return ["".join(text), *inside]


def _sign(node: Node) -> str:
    if node.name == "text:s":
        return " " * min(number(node.attributes.get("text:c", ""), 1), 100)
    return {"text:tab": "\t", "text:line-break": "\n"}.get(node.name, "")


def _skip(stream: Iterator[Node], name: str) -> None:
    for _ in below(stream, name):
        pass


@plugin
def readers() -> list[Reader]:
    """OpenDocument: texts, spreadsheets, slides."""
    suffixes = ".odt .ott .fodt .ods .ots .fods .odp .otp .fodp"
    return [Reader("opendocument", frozenset(suffixes.split()), read_odf)]
