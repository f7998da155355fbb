"""The readers of text documents and slides in the office formats of today: DOCX and PPTX (ECMA-376).

Read from the archive's own XML, which gives what a library's objects leave out: text boxes, notes, comments, and
what was inserted while changes were tracked (what was deleted is left out).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.given import Draft, one_line
from secondme_plugins.packed import Archive, Node, below, links, main_part, nodes, words

_NOTES = {"footnotes": "Footnotes", "endnotes": "Endnotes", "comments": "Comments"}
_LEFT_OUT = frozenset({"main:del", "main:moveFrom", "markup-compatibility:Fallback", "main:tabs", "main:sectPr"})
_SIGNS = {"main:tab": "\t", "main:ptab": "\t", "main:br": "\n", "main:cr": "\n", "main:noBreakHyphen": "-"}
_HEADING = re.compile(r"heading ([1-9])$", re.IGNORECASE)
_CONTENTS = -1
"""The level of a line in a table of contents, which says again what stands elsewhere."""

_ITEM = -2
"""The level of an item in a list."""

_TITLES = ("title", "ctrTitle")
_ON_EVERY_SLIDE = ("dt", "ftr", "hdr", "sldNum", "sldImg")


def read_docx(content: bytes, path: Path) -> Iterator[Section]:
    """A text document, a section for what stands under each heading; notes and comments come last.

    Raises: Unreadable.
    """
    archive = Archive(content)
    document = main_part(archive)
    linked = {link.kind: link.target for link in links(archive, document).values()}
    draft = Draft()
    levels = _levels(archive, linked["styles"]) if linked.get("styles", "") in archive else {}
    _Document(draft, levels).read(nodes(archive.chunks(document)))
    for kind, name in _NOTES.items():
        if linked.get(kind, "") in archive:
            stream = nodes(archive.chunks(linked[kind]))
            noted = (_line(stream) for node in stream if node.kind == "start" and node.name == "main:p")
            draft.paragraphs(1, name, filter(None, map(str.strip, noted)))
    yield from draft.sections()


def _levels(archive: Archive, part: str) -> dict[str, int]:
    """The levels of the styles that mean something, by their ids: 0 of a title, 1 and on of headings, or a sign."""
    names: dict[str, str] = {}
    above: dict[str, str] = {}
    levels: dict[str, int] = {}
    style = ""
    for kind, name, given in nodes(archive.chunks(part)):
        if kind != "start":
            continue
        value = given.get("main:val", "")
        if name == "main:style":
            style = given.get("main:styleId", "")
        elif name == "main:name":
            names[style] = value
            if found := _HEADING.match(value):
                levels[style] = int(found[1])
            elif value.lower() == "title":
                levels[style] = 0
            elif value.lower().startswith("toc "):
                levels[style] = _CONTENTS
        elif name == "main:basedOn":
            above[style] = value
        elif name == "main:numPr":
            levels.setdefault(style, _ITEM)
        elif name == "main:outlineLvl" and value in tuple("012345678") and levels.get(style, _ITEM) == _ITEM:
            levels[style] = int(value) + 1
    for style in names:
        seen = {style}
        one = style
        while one not in levels and above.get(one, style) not in seen:
            seen.add(one := above[one])
        # What is made like a title (an author's name, a date) is none.
        if levels.get(one):
            levels[style] = levels[one]
    return levels


@dataclass(slots=True)
class _Paragraph:
    """A paragraph that is being read."""

    level: int | None = None
    text: list[str] = field(default_factory=list)


class _Document:
    """The body of a text document, read into a draft."""

    def __init__(self, draft: Draft, levels: dict[str, int]) -> None:
        self._draft = draft
        self._levels = levels
        self._paragraphs: list[_Paragraph] = []  # one in another where a text box stands in it
        self._cells: list[list[str]] = []
        self._rows: list[list[str]] = []

    def read(self, stream: Iterator[Node]) -> None:
        """Reads it all. Raises: Unreadable."""
        for kind, name, given in stream:
            if kind == "start" and name in _LEFT_OUT:
                for _ in below(stream, name):
                    pass
            elif kind == "start" and name == "main:t":
                text = words(stream, name)
                if self._paragraphs:
                    self._paragraphs[-1].text.append(text)
            elif kind == "start":
                self._begin(name, given.get("main:val", ""))
            elif kind == "end":
                self._end(name)

    def _begin(self, name: str, value: str) -> None:
        if name == "main:p":
            self._paragraphs.append(_Paragraph())
        elif name == "main:tr":
            self._rows.append([])
        elif name == "main:tc":
            self._cells.append([])
        elif self._paragraphs:
            paragraph = self._paragraphs[-1]
            if name == "main:pStyle":
                paragraph.level = self._levels.get(value, paragraph.level)
            elif name == "main:outlineLvl" and value in tuple("012345678"):
                paragraph.level = int(value) + 1
            elif name == "main:numPr" and paragraph.level is None:
                paragraph.level = _ITEM
            elif name in _SIGNS:
                paragraph.text.append(_SIGNS[name])

    def _end(self, name: str) -> None:
        if name == "main:p":
            self._put(self._paragraphs.pop())
        elif name == "main:tc":
            cell = one_line(" ".join(self._cells.pop()))
            if self._rows:
                self._rows[-1].append(cell)
        elif name == "main:tr":
            row = " | ".join(filter(None, self._rows.pop()))
            if self._cells:
                self._cells[-1].append(row)
            else:
                self._draft.paragraph(row, "row")

    def _put(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.text).strip()
        if self._cells:
            self._cells[-1].append(text)
        elif paragraph.level == _CONTENTS or not text:
            return
        elif paragraph.level == _ITEM:
            self._draft.paragraph(f"- {text}", "item")
        elif paragraph.level is not None:
            self._draft.heading(paragraph.level, text)
        else:
            self._draft.paragraph(text)


def read_pptx(content: bytes, path: Path) -> Iterator[Section]:
    """Slides, a section for each; its title is the heading, its notes come last. Raises: Unreadable."""
    archive = Archive(content)
    presentation = main_part(archive)
    linked = links(archive, presentation)
    draft = Draft()
    shown = (
        linked.get(node.attributes.get("relationships:id", ""))
        for node in nodes(archive.chunks(presentation))
        if node.kind == "start" and node.name == "main:sldId"
    )
    for number, slide in enumerate(filter(None, shown), start=1):
        title, texts = _slide(nodes(archive.chunks(slide.target)))
        draft.turn(number)
        draft.heading(1, title)
        for text in texts:
            draft.paragraph(text)
        for kind, target in links(archive, slide.target).values():
            if kind in ("diagramData", "notesSlide") and target in archive:
                noted = "\n".join(_slide(nodes(archive.chunks(target)))[1])
                if noted.strip():
                    draft.paragraph(f"Notes: {noted}" if kind == "notesSlide" else noted)
    yield from draft.sections()


def _slide(stream: Iterator[Node]) -> tuple[str, list[str]]:
    """The title of a slide, and its other paragraphs and rows."""
    title, place = "", ""
    texts: list[str] = []
    for kind, name, given in stream:
        if kind != "start":
            continue
        if name == "markup-compatibility:Fallback":
            for _ in below(stream, name):
                pass
        elif name in ("main:sp", "main:graphicFrame"):
            place = ""
        elif name == "main:ph":
            place = given.get("type", "body")
        elif name == "main:tbl":
            table = below(stream, name)
            rows = (_row(below(table, node.name)) for node in table if node.kind == "start" and node.name == "main:tr")
            texts.append("\n".join(filter(None, rows)))
        elif name == "main:p":
            text = _line(stream).strip()
            if place in _TITLES:
                title = f"{title} {text}".strip()
            elif place not in _ON_EVERY_SLIDE:
                texts.append(text)
    return title, [text for text in texts if text]


def _row(stream: Iterator[Node]) -> str:
    cells = [one_line(_line(stream)) for node in stream if node.kind == "start" and node.name == "main:p"]
    return " | ".join(filter(None, cells))


def _line(stream: Iterator[Node]) -> str:
    """The text of a paragraph whose start was just met."""
    rest = below(stream, "main:p")
    text = []
    for node in rest:
        if node.kind == "start":
            text.append(words(rest, node.name) if node.name == "main:t" else _SIGNS.get(node.name, ""))
    return "".join(text)


@plugin
def readers() -> list[Reader]:
    """Text documents and slides of the office formats."""
    return [
        Reader("docx", frozenset({".docx", ".docm", ".dotx"}), read_docx),
        Reader("pptx", frozenset({".pptx", ".pptm", ".ppsx"}), read_pptx),
    ]
