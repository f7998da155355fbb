"""The readers of plain text and of Markdown: bytes to text, text to sections.

Invariant: a section's text stands word for word at its `start` in the decoded text, where every newline
is a line feed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from secondme.errors import Unreadable
from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.outline import Heading, under

BINARY = "It holds something other than text."
UNCLEAR = "Its text is in an encoding that could not be told for certain."

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, the longer ones first: that of UTF-32 begins with that of UTF-16."""

_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\b\x1b")) + b"\x7f"
_MOST_CONTROL = 0.1
"""Share of control bytes above which bytes are not text."""

_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MOST_DAMAGE = 0.1
"""Damaged places for each whole multi-byte sequence, up to which a text is UTF-8 with some damage."""

_LETTER = re.compile(rb"[A-Za-z]")
_HIGH = re.compile(rb"[\x8a\x8c\x8e\x9a\x9c\x9e\x9f\xc0-\xff]")
_MOST_HIGH = 0.35
"""Share of accented letters above which a text is hardly in a western language."""

_OTHER_PAGE = re.compile("[^\\W\\d_][¹³¿¼¾¥£¦§¶±¨¡¢¤][^\\W\\d_]")
"""A sign within a word: in the code page that was really meant, a letter stands there."""


def decode(content: bytes, declared: str = "") -> str:
    """The text of a file, its newlines made "\\n", without a byte order mark.

    UTF-8, and what has a byte order mark, for certain; then the encoding `declared` within the file; windows-1252
    where the bytes cannot be UTF-8 and read as a western language. A few damaged bytes in UTF-8 become U+FFFD.

    Raises: Unreadable, `binary` or `encoding`.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return _plain(content.decode(encoding))
            except UnicodeDecodeError as error:
                raise Unreadable("encoding", UNCLEAR) from error
    control = len(content) - len(content.translate(None, _CONTROL))
    if b"\0" in content or control > _MOST_CONTROL * len(content):
        raise Unreadable("binary", BINARY)
    for encoding in ("utf-8", declared):
        # An encoding may be one that nobody knows, or none of text ("hex").
        with suppress(UnicodeError, LookupError):
            return _plain(content.decode(encoding or "utf-8"))
    return _plain(_undeclared(content))


def _undeclared(content: bytes) -> str:
    """Text that is not wholly UTF-8. Raises: Unreadable."""
    whole = len(_SEQUENCE.findall(content))
    damaged = content.decode(errors="replace")
    places = damaged.count("\ufffd")
    if whole and places <= max(1, _MOST_DAMAGE * whole):
        return damaged
    high = len(_HIGH.findall(content))
    letters = len(_LETTER.findall(content)) + high
    if whole * 2 <= places and high <= _MOST_HIGH * letters:
        try:
            text = content.decode("windows-1252")
        except UnicodeDecodeError as error:
            raise Unreadable("encoding", UNCLEAR) from error
        if not _OTHER_PAGE.search(text):
            return text
    raise Unreadable("encoding", UNCLEAR)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_text(content: bytes, path: Path) -> Iterator[Section]:
    """A plain text as one section. Raises: Unreadable."""
    text = decode(content)
    if text.strip():
        yield Section(text, 0, 1)


_OTHER_TEXT = {".adoc", ".asciidoc", ".tex", ".bib", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".css"}

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_PARAGRAPH = re.compile(r" {0,3}(?![ \t>|#]|[-+*][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3})\S")
_TITLE = re.compile(r"title[ \t]*[:=][ \t]*(.+)")
_LINK = re.compile(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|!?\[([^\]]*)\]\([^)]*\)")


def read_markdown(content: bytes, path: Path) -> Iterator[Section]:
    """A Markdown text, a section for what stands under each heading, with the path of headings to it.

    The heading's own line stands in the section only where nothing stands under it. Front matter (title, tags,
    dates) is a section of its own without its fences, and the title it gives leads every path.

    Raises: Unreadable.
    """
    lines = decode(content).split("\n")
    body, title = _front_matter(lines)
    yield from under(lines, headings(lines, body), body, title)


def _front_matter(lines: list[str]) -> tuple[int, str]:
    """The number of its lines, and the title that it gives."""
    fence = lines[0].rstrip()
    if fence not in ("---", "+++"):
        return 0, ""
    title = ""
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip() == fence or (fence == "---" and line.rstrip() == "..."):
            return number + 1, title
        if not title and (given := _TITLE.match(line)):
            title = given[1].strip().strip("\"'").strip()
    return 0, ""


def headings(lines: list[str], start: int = 0) -> Iterator[Heading]:
    """Every heading outside fenced code."""
    fence = ""
    for number in range(start, len(lines)):
        line = lines[number]
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
        elif mark and not ("`" in mark[1] and "`" in mark[2]):
            fence = mark[1]
        elif atx := _ATX.match(line):
            yield Heading(number, number + 1, len(atx[1]), _words(atx[2] or ""))
        elif number + 1 < len(lines) and (below := _UNDERLINE.match(lines[number + 1])):
            # A heading of one line: a rule drawn under a longer paragraph is meant as a rule.
            before = lines[number - 1] if number > start else ""
            alone = not before.strip() or _ATX.match(before) or _UNDERLINE.match(before)
            if alone and _PARAGRAPH.match(line) and not _UNDERLINE.match(line):
                yield Heading(number, number + 2, 1 if below[1][0] == "=" else 2, _words(line))


def _words(heading: str) -> str:
    """A heading without its marks."""
    plain = _LINK.sub(lambda link: link[1] or link[2] or "", heading)
    return re.sub(r"\*+|~~|`", "", plain).strip()


@plugin
def readers() -> list[Reader]:
    """Plain text and Markdown."""
    return [
        Reader("text", frozenset({".txt", ".text", ".log", *_OTHER_TEXT}), read_text, plain=True),
        Reader("markdown", frozenset({".md", ".markdown", ".mdx", ".qmd", ".rmd"}), read_markdown, plain=True),
    ]
