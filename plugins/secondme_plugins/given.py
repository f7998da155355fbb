"""Text taken out of a file that has none of its own, as sections: paragraphs under headings, on pages.

Invariant: the text as given is the sections' texts with one blank line between two of them; a section's `start`
(characters, from 0) and `line` (from 1) say where it stands in that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from secondme.errors import Unreadable
from secondme.ports import Section

DAMAGED = "It is damaged, or not what its name says."
ENCRYPTED = "It is encrypted or protected by a password."
TOO_MUCH = "It holds more than is read of one file."

MOST_CHARACTERS = 40_000_000
"""Characters of text, beyond which a file is not read."""

BETWEEN = " › "
"""Between the headings of a path."""

_UNKEPT = re.compile("[\0\ud800-\udfff]")
"""What no store of text takes."""

_BLANK = re.compile(r"[^\S\n]+")


def damaged(detail: str = "") -> Unreadable:
    """The error of a file that is not whole."""
    return Unreadable("damaged", f"{DAMAGED} {detail}".strip())


def encrypted() -> Unreadable:
    """The error of a file that only a password opens."""
    return Unreadable("encrypted", ENCRYPTED)


def too_much(detail: str) -> Unreadable:
    """The error of a file that holds more than is read."""
    return Unreadable("too-much", f"{TOO_MUCH} {detail}")


@contextmanager
def whole(*errors: type[Exception]) -> Iterator[None]:
    """Where one of these errors says that a file is damaged. Raises: Unreadable."""
    try:
        yield
    except (Unreadable, MemoryError):
        raise
    except errors as error:
        raise damaged(f"({type(error).__name__}: {error})" if str(error) else "") from error


def one_line(text: str) -> str:
    """A text with every run of blanks and newlines made one space."""
    return " ".join(text.split())


class Trail:
    """The path of headings to a place; a `title` leads every path."""

    def __init__(self, title: str = "") -> None:
        self._names = [title] if title else []
        self._levels = [0] if title else []

    def enter(self, level: int, name: str) -> None:
        """Goes under a heading; the lower the level, the higher it stands. One that says the same again is not told
        twice."""
        while self._levels and self._levels[-1] >= level:
            self._levels.pop()
            self._names.pop()
        if name and self._names[-1:] != [name]:
            self._levels.append(level)
            self._names.append(name)

    def __str__(self) -> str:
        return BETWEEN.join(self._names)


@dataclass(slots=True)
class _Part:
    """What stands under one heading on one page; `name` and `level` are those of the heading that begins it."""

    heading: str
    page: int
    name: str = ""
    level: int = 0
    text: list[str] = field(default_factory=list)
    length: int = 0
    lines: list[tuple[int, int]] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Adds to the text."""
        self.text.append(text)
        self.length += len(text)


class Draft:
    """Text as it is taken out of a file, in order. `page` is from 1 where there are pages."""

    def __init__(self, title: str = "") -> None:
        self._trail = Trail(one_line(clean(title)))
        self._parts = [_Part(str(self._trail), 0)]
        self._characters = 0
        self._kind = ""

    def heading(self, level: int, name: str) -> None:
        """Begins a section. A heading with nothing under it, not even another heading, stands for itself."""
        self._closed(level)
        name = one_line(clean(name))
        self._trail.enter(level, name)
        self._parts.append(_Part(str(self._trail), self._parts[-1].page, name, level))

    def turn(self, page: int) -> None:
        """Begins a page, under the headings of before."""
        self._closed(0)
        self._parts.append(_Part(str(self._trail), page))

    def paragraph(self, text: str, kind: str = "", line: int = 0) -> None:
        """Adds a paragraph, with the line of the file that it begins on where that is known. Those of a kind (the rows
        of a table, say) stand on the lines below each other.

        Raises: Unreadable if it is more text than is read.
        """
        text = _trimmed(clean(text))
        if not text:
            return
        self._characters += len(text) + 2
        if self._characters > MOST_CHARACTERS:
            raise too_much(f"The limit is {MOST_CHARACTERS:,} characters of text.")
        part = self._parts[-1]
        if part.text:
            part.say("\n" if kind and kind == self._kind else "\n\n")
        if line:
            part.lines.append((part.length, line))
        part.say(text)
        self._kind = kind

    def paragraphs(self, level: int, name: str, texts: Iterable[str]) -> None:
        """Adds paragraphs under a heading of their own, or nothing where there are none."""
        self.placed(level, name, ((0, text) for text in texts))

    def placed(self, level: int, name: str, texts: Iterable[tuple[int, str]]) -> None:
        """The same, each with the line of the file that it begins on."""
        begun = False
        for line, text in texts:
            if not begun:
                self.heading(level, name)
            begun = True
            self.paragraph(text, line=line)

    def sections(self) -> Iterator[Section]:
        """The sections; to be asked for once, at the end."""
        self._closed(0)
        start, line = 0, 1
        for part in self._parts:
            if text := "".join(part.text):
                yield Section(text, start, line, part.heading, part.page, tuple(part.lines))
                start += len(text) + 2
                line += text.count("\n") + 2

    def _closed(self, level: int) -> None:
        part = self._parts[-1]
        if not part.text and part.name and level <= part.level:
            self.paragraph(part.name)


def clean(text: str) -> str:
    """A text with one kind of newline and without what cannot be stored."""
    return _UNKEPT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _trimmed(text: str) -> str:
    """A text without blanks at the ends of its lines and blank lines around it; the first indent stays."""
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def flowed(text: str) -> str:
    """A text whose newlines, but for those meant, are blanks: runs of blanks made one, lines trimmed."""
    return "\n".join(line.strip() for line in _BLANK.sub(" ", text).split("\n"))
