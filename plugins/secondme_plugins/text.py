"""The readers of plain text and of Markdown: bytes to text, text to sections.

Invariant: a section's text stands word for word at its `start` in the decoded text, where every newline
is a line feed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from secondme.errors import Unreadable
from secondme.plugins import plugin
from secondme.ports import Reader, Section

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


def decode(content: bytes) -> str:
    """The text of a file, its newlines made "\\n", without a byte order mark.

    UTF-8, and what has a byte order mark, for certain; windows-1252 where the bytes cannot be UTF-8 and
    read as a western language. A few damaged bytes in UTF-8 become U+FFFD.

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
    try:
        return _plain(content.decode())
    except UnicodeDecodeError:
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


_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_PARAGRAPH = re.compile(r" {0,3}(?![ \t>|#]|[-+*][ \t]|\d{1,9}[.)][ \t]|`{3}|~{3})\S")
_TITLE = re.compile(r"title[ \t]*[:=][ \t]*(.+)")
_LINK = re.compile(r"!?\[\[(?:[^\]|]*\|)?([^\]]*)\]\]|!?\[([^\]]*)\]\([^)]*\)")


def read_markdown(content: bytes, path: Path) -> Iterator[Section]:
    """A Markdown text, a section for what stands under each heading, with the path of headings to it.

    The heading's own line stands in the section only where nothing stands under it. Front matter is a
    section of its own, and the title it gives leads every path.

    Raises: Unreadable.
    """
    text = decode(content)
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    body, title = _front_matter(lines)
    found = [*_headings(lines, body), (len(lines), len(lines), 0, "")]
    above = [title] if title else []
    levels = [0] if title else []
    spans = [(0, body, " › ".join(above)), (body, found[0][0], " › ".join(above))]
    for (first, after, level, name), (end, _, below, _) in pairwise(found):
        while levels and levels[-1] >= level:
            levels.pop()
            above.pop()
        if name and above[-1:] != [name]:
            levels.append(level)
            above.append(name)
        bare = not any(line.strip() for line in lines[after:end])
        if not bare or (name and below <= level):
            spans.append((first if bare else after, end, " › ".join(above)))
    for first, end, heading in spans:
        stretch = text[starts[first] : starts[end]]
        if stretch.strip():
            yield Section(stretch, starts[first], first + 1, heading)


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


def _headings(lines: list[str], start: int) -> Iterator[tuple[int, int, int, str]]:
    """Every heading outside fenced code: its first line, the line after it, its level, its words."""
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
            yield number, number + 1, len(atx[1]), _words(atx[2] or "")
        elif number + 1 < len(lines) and (under := _UNDERLINE.match(lines[number + 1])):
            # A heading of one line: a rule drawn under a longer paragraph is meant as a rule.
            before = lines[number - 1] if number > start else ""
            alone = not before.strip() or _ATX.match(before) or _UNDERLINE.match(before)
            if alone and _PARAGRAPH.match(line) and not _UNDERLINE.match(line):
                yield number, number + 2, 1 if under[1][0] == "=" else 2, _words(line)


def _words(heading: str) -> str:
    """A heading without its marks."""
    plain = _LINK.sub(lambda link: link[1] or link[2] or "", heading)
    return re.sub(r"\*+|~~|`", "", plain).strip()


@plugin
def readers() -> list[Reader]:
    """Plain text and Markdown."""
    return [
        Reader("text", frozenset({".txt", ".text", ".log", ".rst", ".org"}), read_text),
        Reader("markdown", frozenset({".md", ".markdown"}), read_markdown),
    ]
