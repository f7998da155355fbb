"""Where a long Markdown text is cut into blocks that are drawn apart from each other: paragraphs, parts of long lists,
code, tables, and what a model thought before it answered.

Invariant: the blocks together are the text, character by character. What stands before the last block no longer
changes when the text grows at its end, so a growing answer is cut on from its last block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

LINES = 24
"""Lines after which a list, code or a table is cut."""
LETTERS = 1_600
"""Characters after which a paragraph without line breaks is cut, at the next end of a sentence."""
ENDLESS = 4_000
"""Characters after which a line without any end is cut, wherever that is."""
_FENCE = re.compile(r"( *)(`{3,}|~{3,})([^`\n]{0,80})$")
_ITEM = re.compile(r"(?:[-*+]|(\d{1,9})[.)])(?: |\t|$)")
_RULE = re.compile(r" {0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_THOUGHT = re.compile(r"\s*<(think|thinking|thought)>", re.IGNORECASE)
_THOUGHT_OVER = re.compile(r"</(?:think|thinking|thought)>", re.IGNORECASE)
_STRAY = re.compile(r"^ *</(?:think|thinking|thought)>", re.IGNORECASE | re.MULTILINE)
_SENTENCE = re.compile(r"[.!?…] (?=[^\W\d_])|。(?=[^\W\d_])")
_SURE = 200
"""Characters after which a line decides although it is not whole."""


class Kind(StrEnum):
    """What a block holds."""

    TEXT = "text"
    CODE = "code"
    TABLE = "table"
    THOUGHT = "thought"


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a text. `joint` stands between it and the block above: a blank line, a line break, or a blank.

    `opening` is what a part goes on with that another part began: the line of the fence, the first lines of the table
    with the widest cell of each column, the number of the next item. `indent` is the depth of code within a list.
    """

    kind: Kind
    text: str
    joint: str = "\n\n"
    opening: str = ""
    indent: int = 0


START = Block(Kind.TEXT, "")


def blocks(text: str) -> list[Block]:
    """The blocks of a whole text."""
    end = stray(text)
    return [Block(Kind.THOUGHT, text[:end]), *cut(text[end:])] if end else cut(text)


def stray(text: str) -> int:
    """Where a thought ends that was never begun, 0 where there is none: the templates of some models open it."""
    found = None if _THOUGHT.search(text) else _STRAY.search(text)
    return found.end() if found else 0


def cut(text: str, under: Block = START, *, growing: bool = False) -> list[Block]:
    """The blocks of a text, of which the first goes on with `under`. While it grows its last line decides nothing, and
    its last block, which may be empty, is what it is cut on from."""
    cutting = _Cutting(text, under)
    for line in text.splitlines(keepends=True):
        while line:
            line = line[cutting.take(line, not growing or line.endswith("\n") or len(line) > _SURE) :]
    return cutting.end(growing)


class _Cutting:
    """One pass over the lines. What it decides within a block rests on the block alone."""

    def __init__(self, text: str, under: Block) -> None:
        self._done: list[Block] = []
        self._text = text
        self._at = 0
        self._begin(under)

    def _begin(self, block: Block) -> None:
        self._now, self._start = block, self._at
        self._count, self._seen, self._blank = 0, False, False
        self._above: int | None = None
        self._listed = block.indent > 0
        self._next = int(block.opening or 0) if block.kind is Kind.TEXT else 0
        self._fence = _marker(block.opening) if block.kind is Kind.CODE else ""

    def _close(self, following: Block) -> None:
        if self._at > self._start:
            self._done.append(replace(self._now, text=self._text[self._start : self._at]))
        self._begin(following)

    def end(self, growing: bool) -> list[Block]:
        """All blocks."""
        if growing or self._at > self._start or not self._done:
            self._done.append(replace(self._now, text=self._text[self._start : self._at]))
        return self._done

    def take(self, line: str, whole: bool) -> int:
        """Takes a line or the first part of it; how many characters."""
        size, following = len(line), None
        match self._now.kind:
            case Kind.CODE:
                following = self._code(line, whole)
                if following is None and size > ENDLESS:
                    size, opening = ENDLESS, self._now.opening or _first(self._text[self._start :])
                    following = replace(self._now, joint="", opening=opening)
            case Kind.TABLE if self._tabular(line, whole):
                pass
            case Kind.THOUGHT:
                size, following = self._thought(line)
            case _:
                size, following = self._words(line, whole)
        self._at += size
        self._count += 1
        if following is not None:
            self._close(following)
        return size

    def _code(self, line: str, whole: bool) -> Block | None:
        bare = line.strip()
        if not self._fence:
            self._fence = _marker(bare)
        elif whole and bare.startswith(self._fence) and not bare.strip(self._fence[0]):
            return Block(Kind.TEXT, "", indent=self._now.indent)
        elif whole and self._count >= LINES * 2:
            opening = self._now.opening or _first(self._text[self._start :])
            self._close(replace(self._now, joint="\n", opening=opening))
        return None

    def _tabular(self, line: str, whole: bool) -> bool:
        """Whether the line belongs to the table."""
        if self._count < 2 and not self._now.opening:
            return True
        if whole and (not line.strip() or line.lstrip()[0] in "#>" or _FENCE.match(line.rstrip("\n"))):
            self._close(START)
            return False
        if whole and self._count >= LINES:
            opening = self._now.opening or _widest(self._text[self._start : self._at])
            self._close(replace(self._now, joint="\n", opening=opening))
        return True

    def _thought(self, line: str) -> tuple[int, Block | None]:
        if self._count >= LINES:
            self._close(Block(Kind.THOUGHT, "", "\n", "…"))
        over = _THOUGHT_OVER.search(line)
        return (over.end(), START) if over else (len(line), None)

    def _words(self, line: str, whole: bool) -> tuple[int, Block | None]:
        bare, deep = line.strip(), len(line) - len(line.lstrip(" "))
        if not bare:
            self._blank = self._seen
            return len(line), None
        if whole and (deep < 4 or self._listed) and (fence := _FENCE.match(line.rstrip("\n"))):
            self._close(Block(Kind.CODE, "", indent=min(deep, 12) if self._listed else 0))
            self._fence = fence[2]
            return len(line), None
        if _THOUGHT.match(line):
            self._close(Block(Kind.THOUGHT, ""))
            return self._thought(line)
        item = _ITEM.match(bare)
        if whole:
            if not self._seen and deep < self._now.indent:
                self._now, self._listed = replace(self._now, indent=0), False
            if (following := self._following(bare, deep, item is not None)) is not None:
                self._close(following)
            elif self._rules(line):
                return len(line), None
        if item is not None and deep <= max(1, self._now.indent):
            self._next = (self._next or int(item[1])) + 1 if item[1] else 0
        self._listed = self._listed or item is not None
        self._above = None if self._listed or deep > 3 or bare[0] in "#>" else self._at
        self._seen, self._blank = True, False
        plain = whole and not self._listed and not deep and bare[0] not in "#>|"
        if size := (_sentences(line) if plain else 0) or (ENDLESS if len(line) > 2 * ENDLESS else 0):
            return size, Block(Kind.TEXT, "", " " if line[size - 1].isspace() else "")
        return len(line), None

    def _following(self, bare: str, deep: int, item: bool) -> Block | None:
        """The block that a line begins, if it begins one."""
        quoted = self._text.startswith(">", self._start)
        if not self._seen:
            return None
        if self._now.indent and deep < self._now.indent and (self._blank or item):
            return Block(Kind.TEXT, "", "\n") if item else START
        if self._blank and not deep and not item and not (bare[0] == ">" and quoted):
            return START
        if not deep and bare[0] == "#" and bare.lstrip("#")[:1] in ("", " "):
            return START
        if item and deep > max(1, self._now.indent) and self._count >= 2 * LINES:
            return Block(Kind.TEXT, "", "\n", indent=min(deep, 12))
        if self._count < LINES or deep > max(1, self._now.indent):
            return None
        if item and self._listed:
            return Block(Kind.TEXT, "", "\n", str(self._next or ""), self._now.indent)
        if (quoted and (bare == ">" or self._count >= 2 * LINES)) or not (item or quoted or self._listed):
            return Block(Kind.TEXT, "", "\n")
        return None

    def _rules(self, line: str) -> bool:
        """Begins a table at the line above where this one is the rule under its titles."""
        above = self._above
        if above is None or self._blank or "|" not in line or "|" not in self._text[above : self._at]:
            return False
        if not _RULE.match(line.rstrip("\n")):
            return False
        here, self._at = self._at, above
        joint = "\n\n" if above > self._start else self._now.joint
        self._close(Block(Kind.TABLE, "", joint))
        self._at, self._count = here, 1
        return True


def _marker(fence: str) -> str:
    bare = fence.strip()
    return bare[: len(bare) - len(bare.lstrip(bare[0]))] if bare else ""


def _first(text: str) -> str:
    return text.split("\n", 1)[0].strip()


def _sentences(line: str) -> int:
    """How much of a long line is whole sentences in which nothing is left open; 0 where it is not long."""
    if len(line) <= LETTERS:
        return 0
    for found in _SENTENCE.finditer(line, LETTERS):
        if found.end() > LETTERS * 2:
            break
        if not any(line.count(sign, 0, found.end()) % 2 for sign in "*`_~$"):
            return found.end()
    space = line.find(" ", LETTERS * 2)
    return space + 1 if space > 0 and space + 1 < len(line) else 0


def cells(row: str) -> list[str]:
    """The cells of a table's row."""
    bare = row.strip().removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return [one.strip() for one in re.split(r"(?<!\\)\|", bare)]


def _widest(table: str) -> str:
    """The first two lines of a table and a row of the widest cell of each column."""
    titles, rule, *rows = table.rstrip("\n").split("\n")
    columns = len(cells(titles))
    widest = [""] * columns
    for row in (titles, *rows):
        for at, cell in enumerate(cells(row)[:columns]):
            widest[at] = max(widest[at], cell, key=len)
    return f"{titles}\n{rule}\n| " + " | ".join(widest) + " |\n"


def code(text: str) -> Iterator[str]:
    """The code blocks of a text, without their fences."""
    found: list[str] | None = None
    for block in blocks(text):
        if block.kind is Kind.CODE:
            if not block.opening:
                if found is not None:
                    yield "".join(found)
                found = []
            lines = block.text.splitlines(keepends=True)
            lines = lines if block.opening else lines[1:]
            fence = _marker(block.opening or _first(block.text))
            if lines and lines[-1].strip().startswith(fence) and not lines[-1].strip().strip(fence[:1]):
                lines = lines[:-1]
            found = (found or []) + [line[_depth(line, block.indent) :] for line in lines]
    if found is not None:
        yield "".join(found)


def _depth(line: str, indent: int) -> int:
    return min(indent, len(line) - len(line.lstrip(" ")))
