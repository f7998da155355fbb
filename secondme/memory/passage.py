"""Passages: a text cut into pieces of a size to embed, so that an edit moves few of the borders.

Invariant: a piece is its section's text from `start` to `end`, word for word; pieces do not overlap, and
what lies between them is blank.

Where pieces meet is decided by what stands within half a target of the place and by nothing else (local
maxima of a hash, as content-defined chunking does it): an insertion moves only the borders next to it.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Protocol

from secondme.memory.record import Kind, identity

Tokens = Callable[[str], int]
"""Length of a text in the tokens of the one who will read it: no token is shorter than a character."""


Length = Callable[[int, int], int | None]
"""Length in tokens of the stretch of a text between two characters; None where it is not known."""


class Stretch(Protocol):
    """A section of a text: where it begins (characters), on which line, under which headings, on which page, and where
    its lines stand in the file if that is elsewhere."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def line(self) -> int: ...
    @property
    def heading(self) -> str: ...
    @property
    def page(self) -> int: ...
    @property
    def lines(self) -> Sequence[tuple[int, int]]: ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage to be: characters `start` to `end` of the whole text, their first line, the heading, the page."""

    text: str
    start: int
    end: int
    line: int
    heading: str
    page: int = 0


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is cut no further: characters of its section, tokens, and whether a paragraph begins here."""

    start: int
    end: int
    tokens: int
    opens: bool


_PARAGRAPHS = re.compile(r"\n(?:[^\S\n]*\n)+")
_SENTENCES = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’»)\]]))\s+|(?<=[。！？])\s*|\n(?=[ \t]*(?:[-*+•|>]|\d+[.)])[ \t])"
)
_LINES = re.compile(r"\n")
_WORDS = re.compile(r"\s+")
"""What separates them; nothing but blank."""

WORD = re.compile(r"[^ \t\n\r!-/:-@\[-`{-~]+|[!-/:-@\[-`{-~]")
"""What no token reaches beyond: a sign of ASCII, or what stands between signs and blanks."""
KEPT, SHORT = 50_000, 40
"""Words whose lengths are kept, and the characters of the longest of them: 8 MB."""

_NOWHERE = re.compile(r"(?!)")

_Rank = tuple[bool, bytes]
"""Which of two units rather begins a piece: one that begins a paragraph, else that with the higher hash."""

_OPENING = 40
"""Characters at the beginning of a unit that its hash is made of: an edit further on moves no border."""


def split(
    sections: Iterable[Stretch], *, tokens: Tokens, target: int = 120, limit: int = 220, length: Length | None = None
) -> list[Piece]:
    """The pieces of a text, in order. A piece never spans two sections.

    Paragraphs stay whole where they fit; neighbours are joined to about `target`. A longer paragraph is
    cut at ends of sentences, a monstrous sentence at lines, then words, then characters.

    `length` may know that of a stretch of each section, without looking at its text.

    Units: `target` and `limit` in tokens. No piece is longer than `limit`, but for a single character that
        is.
    Raises: ValueError unless 0 < target <= limit.
    """
    if not 0 < target <= limit:
        raise ValueError(f"target must be positive and not above limit, got {target} and {limit}")
    pieces = []
    for section in sections:
        text, line, counted = section.text, section.line, 0
        short = len(text) < target  # too short for a border: these lie half a target from either end
        units = [_Unit(*span, 0, True) for span in _spans(_NOWHERE, text, 0, len(text))] if short else []
        measured = _Measured(text, tokens, length)
        units = units or list(_units(text, measured, limit))
        for first, after in _joined(text, units, measured, target, limit):
            start, end = units[first].start, units[after - 1].end
            line += text.count("\n", counted, start)
            counted = start
            place = section.start
            at = bisect_right(section.lines, start, key=itemgetter(0)) if section.lines else 0
            known = section.lines[at - 1][1] if at else line
            pieces.append(Piece(text[start:end], place + start, place + end, known, section.heading, section.page))
    return pieces


class _Measured:
    """The length of a text's stretches, each counted by itself where it is not known already."""

    def __init__(self, text: str, tokens: Tokens, known: Length | None) -> None:
        self._text = text
        self._tokens = tokens
        self._known = known

    def __call__(self, start: int, end: int) -> int:
        length = self._known(start, end) if self._known else None
        return self._tokens(self._text[start:end]) if length is None else length


class ByWords(dict[str, int]):
    """Length of a text as the sum of its words' lengths, each counted once: that takes a tenth of the time.

    For tokens that reach over no blank and no sign, as those of BERT (Devlin et al. 2019) do.
    """

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens

    def __call__(self, text: str) -> int:
        return sum(map(self.__getitem__, WORD.findall(text)))

    def __missing__(self, word: str) -> int:
        length = self._tokens(word)
        if len(word) <= SHORT:
            if len(self) >= KEPT:
                self.clear()
            self[word] = length
        return length


def identify(file_id: str, pieces: Sequence[Piece]) -> list[str]:
    """The ids of a file's passages: the file, the words, and which of its passages with these words it is."""
    seen: Counter[str] = Counter()
    ids = []
    for piece in pieces:
        seen[piece.text] += 1
        ids.append(identity(Kind.PASSAGE, file_id, piece.text, str(seen[piece.text])))
    return ids


def _units(text: str, tokens: _Measured, limit: int) -> Iterator[_Unit]:
    for start, end in _spans(_PARAGRAPHS, text, 0, len(text)):
        opens = True
        for first, after, length in _cut(text, start, end, (_SENTENCES, _LINES, _WORDS), tokens, limit):
            yield _Unit(first, after, length, opens)
            opens = False


def _cut(
    text: str, start: int, end: int, finer: tuple[re.Pattern[str], ...], tokens: _Measured, limit: int
) -> Iterator[tuple[int, int, int]]:
    """A stretch with its length in tokens, or its parts where it is too long."""
    length = tokens(start, end)
    if length <= limit:
        yield start, end, length
    elif finer:
        for first, after in _spans(finer[0], text, start, end):
            yield from _cut(text, first, after, finer[1:], tokens, limit)
    else:
        while start < end:
            after = _fitting(start, end, tokens, limit)
            yield start, after, tokens(start, after)
            start = after


def _fitting(start: int, end: int, tokens: _Measured, limit: int) -> int:
    """Where a stretch from `start` ends that is within the limit, about as long as can be."""
    fits = start + 1
    step = limit
    while fits < end and step:
        if fits + step <= end and tokens(start, fits + step) <= limit:
            fits += step
            step *= 2
        else:
            step //= 2
    return fits


def _spans(between: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches that a separator leaves, without the blank around them but with their first indent."""
    first = start
    for gap in [*(found.span() for found in between.finditer(text, start, end)), (end, end)]:
        stretch = text[first : gap[0]]
        blank = len(stretch) - len(stretch.lstrip())
        if blank < len(stretch):
            yield first + stretch.rfind("\n", 0, blank) + 1, first + len(stretch.rstrip())
        first = gap[1]


def _joined(text: str, units: Sequence[_Unit], tokens: _Measured, target: int, limit: int) -> Iterator[tuple[int, int]]:
    """Which units stand together: from the first to before the second number."""
    if len(units) == 1:
        yield 0, 1
        return
    ranks = [_rank(text, unit) for unit in units]
    edges = [0, *_borders(units, ranks, target / 2), len(units)]
    for span in pairwise(edges) if units else ():
        yield from _within(units, ranks, span, tokens, limit)


def _borders(units: Sequence[_Unit], ranks: Sequence[_Rank], reach: float) -> Iterator[int]:
    """The units that begin a piece: none within `reach` tokens ranks higher, and no end is so near."""
    places = [0, *accumulate(unit.tokens for unit in units)]
    last = len(units)
    before = _nearest_higher(ranks)
    after = [last - 1 - at for at in reversed(_nearest_higher(ranks[::-1], equal=False))]
    for at in range(1, last):
        behind, ahead = places[max(before[at], 0)], places[after[at]]
        if places[at] - behind >= reach and ahead - places[at] >= reach:
            yield at


def _nearest_higher(ranks: Sequence[_Rank], *, equal: bool = True) -> list[int]:
    """For each, the last one before it that ranks higher (or equal); -1 where there is none."""
    found = []
    falling: list[int] = []
    for at, rank in enumerate(ranks):
        while falling and (ranks[falling[-1]] < rank or (not equal and ranks[falling[-1]] == rank)):
            falling.pop()
        found.append(falling[-1] if falling else -1)
        falling.append(at)
    return found


def _within(
    units: Sequence[_Unit],
    ranks: Sequence[_Rank],
    span: tuple[int, int],
    tokens: _Measured,
    limit: int,
) -> Iterator[tuple[int, int]]:
    """A span of units, halved at the highest rank in its middle for as long as it is too long."""
    waiting = [span]
    while waiting:
        first, after = waiting.pop()
        if after - first == 1 or _fits(units[first:after], tokens, limit):
            yield first, after
            continue
        margin = (after - first) // 4
        middle = range(max(first + 1, first + margin), max(first + 2, after - margin))
        at = max(middle, key=lambda unit: ranks[unit])
        waiting += [(at, after), (first, at)]


def _fits(units: Sequence[_Unit], tokens: _Measured, limit: int) -> bool:
    """Whether units and what is between them are within the limit; blank is at most a token for each character."""
    length = units[-1].end - units[0].start
    between = length - sum(unit.end - unit.start for unit in units)
    if length <= limit or between + sum(unit.tokens for unit in units) <= limit:
        return True
    return tokens(units[0].start, units[-1].end) <= limit


def _rank(text: str, unit: _Unit) -> _Rank:
    opening = text[unit.start : min(unit.end, unit.start + _OPENING)]
    return unit.opens, hashlib.blake2b(opening.encode("utf-8", "surrogatepass"), digest_size=8).digest()
