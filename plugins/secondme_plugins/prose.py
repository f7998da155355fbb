"""The readers of reStructuredText and of Org: cut at their headings, word for word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from secondme.plugins import plugin
from secondme.ports import Reader, Section
from secondme_plugins.outline import Heading, under
from secondme_plugins.text import decode

_ADORNMENT = re.compile(r"([!-/:-@\[-`{-~])\1*[ \t]*$")
_ROLE = re.compile(r":[\w.:+-]+:`([^`<]*?)(?:\s*<[^`]*>)?`|`([^`<]+?)(?:\s*<[^`]*>)?`_{0,2}")

_STARS = re.compile(r"(\*+)[ \t]+(\S.*)?$")
_STATE = re.compile(r"(?:TODO|DONE|NEXT|WAITING|HOLD|SOMEDAY|CANCELLED|CANCELED)[ \t]+|\[#\w\][ \t]+|COMMENT[ \t]+")
_TAGS = re.compile(r"[ \t]+:[\w@#%:]+:[ \t]*$")
_COOKIE = re.compile(r"[ \t]*\[\d*(?:%|/\d*)\]")
_KEYWORD = re.compile(r"#\+title:[ \t]*(.+)", re.IGNORECASE)
_BLOCK = re.compile(r"[ \t]*#\+(begin|end)_(\w+)", re.IGNORECASE)
_ORG_LINK = re.compile(r"\[\[([^\]]*)\](?:\[([^\]]*)\])?\]")


def read_rst(content: bytes, path: Path) -> Iterator[Section]:
    """A text in reStructuredText, a section for what stands under each title. Raises: Unreadable."""
    lines = decode(content).split("\n")
    yield from under(lines, _titles(lines))


def _titles(lines: Sequence[str]) -> Iterator[Heading]:
    """Every section title. A style's level is the place of its first use, as the format has it.

    Source: docutils, "reStructuredText Markup Specification", Sections.
    """
    styles: list[str] = []
    number = 0
    while number + 1 < len(lines):
        over = _adornment(lines, number)
        at = number + bool(over)
        line, below = lines[at], _adornment(lines, at + 1)
        # A title that is underlined only begins at the margin, and a paragraph of several lines is none.
        opens = number == 0 or not lines[number - 1].strip()
        fits = below and line.strip() and len(below) >= min(_width(line), 4 if not over else _width(line))
        if not (opens and fits and (below == over if over else line[:1].strip() and not _ADORNMENT.match(line))):
            number += 1
            continue
        style = below[0] * (2 if over else 1)
        if style not in styles:
            styles.append(style)
        words = _ROLE.sub(lambda role: role[1] or role[2] or "", line.replace("``", ""))
        yield Heading(number, at + 2, styles.index(style) + 1, words.replace("*", "").strip())
        number = at + 2


def _adornment(lines: Sequence[str], number: int) -> str:
    """The line of one repeated sign that stands here, or nothing."""
    line = lines[number].rstrip() if number < len(lines) else ""
    return line if _ADORNMENT.match(line) else ""


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text.strip())


def read_org(content: bytes, path: Path) -> Iterator[Section]:
    """An Org text, a section for what stands under each headline; its title leads every path. Raises: Unreadable."""
    lines = decode(content).split("\n")
    titles = (found[1].strip() for line in lines if (found := _KEYWORD.match(line)))
    yield from under(lines, _headlines(lines), title=next(titles, ""))


def _headlines(lines: Sequence[str]) -> Iterator[Heading]:
    block = ""
    for number, line in enumerate(lines):
        if mark := _BLOCK.match(line):
            kind = mark[2].lower()
            if mark[1].lower() == "begin":
                block = block or kind
            elif kind == block:
                block = ""
        elif stars := _STARS.match(line):
            # A headline ends a block that was never closed: no line of a block begins with a bare star.
            block = ""
            yield Heading(number, number + 1, len(stars[1]), _headline(stars[2] or ""))


def _headline(words: str) -> str:
    """A headline without its state, its priority, its tags and its marks."""
    words = _TAGS.sub("", " " + words).strip()
    while state := _STATE.match(words):
        words = words[state.end() :]
    return _COOKIE.sub("", _ORG_LINK.sub(lambda link: link[2] or link[1], words)).strip()


@plugin
def readers() -> list[Reader]:
    """reStructuredText and Org."""
    return [
        Reader("restructuredtext", frozenset({".rst", ".rest"}), read_rst, plain=True),
        Reader("org", frozenset({".org"}), read_org, plain=True),
    ]
