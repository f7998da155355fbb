"""Lines of the transcript: texts in styles, wrapped to a width of cells, and what of them is copied.

Invariant: no line is wider than it may be, by a measure that all terminals share: what they disagree about (joined
emoji, variation selectors, skin tones, tags) is left out of what is shown. What is copied is the text without what
was drawn around it: no signs, no borders, no padding, no line breaks of wrapping.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from rich.cells import cell_len, get_character_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from secondme import phrases

PLAIN = Style()
DRAWN = Style(meta={"copy": ""})
"""Of a sign, a border or padding: it is seen and not copied."""
UNSEEN = (
    dict.fromkeys(
        [
            0xAD, 0x200B, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0xFE00, 0xFE10), *range(0xFFF9, 0xFFFC),
            *range(0x1F3FB, 0x1F400), *range(0xE0000, 0xE0080), *range(0xE0100, 0xE01F0),
        ]
    )
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    | {0x2028: "\n", 0x2029: "\n"}
)  # fmt: skip
"""What terminals disagree about, or do not show, and what stands in its place."""
_RUNS = re.compile(r"\n| +|[^ \n]+")
_BOUND = frozenset("。、，．！？：；）」』】》〉’”…・ー")
"""Wide signs that do not begin a line."""
Span = tuple[str, Style]


class Line(NamedTuple):
    """A line as it is drawn. `joint` stands between it and the line above when both are copied; the first `lead`
    characters are copied only where the line was not wrapped."""

    strip: Strip
    joint: str = "\n"
    lead: int = 0


BLANK = Line(Strip.blank(0))


def drawn(meta: Style, copied: str) -> Style:
    """A style of something that is copied in other letters than it is seen in."""
    return meta + Style(meta={"copy": copied})


def shown(text: str) -> str:
    """The text as it may be shown: without control characters and what terminals disagree about."""
    cleaned = phrases.clean(text)
    return cleaned if cleaned.isascii() else cleaned.translate(UNSEEN)


def clip(text: str, room: int) -> Iterator[str]:
    """A text without blanks in pieces of at most `room` cells; a letter and its accents stay together."""
    piece, width = "", 0
    for letter in text:
        cells = get_character_cell_size(letter)
        if width + cells > room and piece:
            yield piece
            piece, width = "", 0
        piece += letter
        width += cells
    if piece:
        yield piece


class _Atom(NamedTuple):
    """What is not broken: letters in styles, with the blanks before it in theirs."""

    gap: str
    gap_style: Style
    spans: list[Span]
    width: int


def _atoms(spans: Iterable[Span]) -> Iterator[_Atom | None]:
    """The atoms of a text; None is a line break. Wide letters are atoms each."""
    gap, blank, held, width = "", PLAIN, list[Span](), 0
    for text, style in spans:
        for run in _RUNS.findall(text):
            if run[0] in " \n":
                if held:
                    yield _Atom(gap, blank, held, width)
                    gap, held, width = "", [], 0
                if run == "\n":
                    yield None
                    gap = ""
                else:
                    gap, blank = gap + run, style
                continue
            cells = cell_len(run)
            if cells == len(run) or cells == 0:
                held.append((run, style))
                width += cells
                continue
            for letter in run:
                size = get_character_cell_size(letter)
                if size == 2 and held and letter not in _BOUND:
                    yield _Atom(gap, blank, held, width)
                    gap, held, width = "", [], 0
                held.append((letter, style))
                width += size
    if held:
        yield _Atom(gap, blank, held, width)


class _Wrapping:
    """Lines as they fill."""

    def __init__(self, width: int, first: Sequence[Segment], rest: Sequence[Segment], joint: str) -> None:
        self.lines: list[Line] = []
        self.rest = rest
        self.width = width
        self._joint = joint
        self._begin(first)

    def _begin(self, lead: Sequence[Segment]) -> None:
        self._segments = list(lead)
        self._at = sum(cell_len(one.text) for one in lead)
        self._lead = sum(len(one.text) for one in lead)
        self.fresh = True

    @property
    def room(self) -> int:
        """Cells that are left on the line."""
        return self.width - self._at

    def end(self, joint: str) -> None:
        """Ends the line; `joint` stands before the next one."""
        self.lines.append(Line(Strip(self._segments, self._at), self._joint, self._lead))
        self._joint = joint
        self._begin(self.rest)

    def put(self, text: str, style: Style, width: int) -> None:
        """Adds to the line."""
        last = None if self.fresh else self._segments[-1]
        if last is not None and last.style is style and not last.text.isspace():
            self._segments.pop()
            text = last.text + text
        self._segments.append(Segment(text, style))
        self._at += width
        self.fresh = False


def wrap(
    spans: Iterable[Span], width: int, first: Sequence[Segment] = (), rest: Sequence[Segment] = (), joint: str = "\n"
) -> list[Line]:
    """A text in styles as lines of at most `width` cells, behind what stands at the left of the first line and of the
    others. Blanks at the beginning of a line are kept, those at its end are not."""
    made = _Wrapping(width, first, rest, joint)
    for atom in _atoms(spans):
        if atom is None:
            made.end("\n")
            continue
        gap = atom.gap[: max(0, made.room - 2)] if made.fresh else atom.gap
        if not made.fresh and len(gap) + atom.width > made.room:
            made.end(gap)
            gap = ""
        if gap:
            made.put(gap, atom.gap_style, len(gap))
        if atom.width <= made.room:
            for text, style in atom.spans:
                made.put(text, style, cell_len(text))
            continue
        for text, style in atom.spans:
            for letter in clip(text, 1):
                size = cell_len(letter)
                if size > made.room and not made.fresh:
                    made.end("")
                made.put(letter, style, size)
    made.end("")
    return made.lines


def chop(spans: Iterable[Span], width: int, first: Sequence[Segment], rest: Sequence[Segment]) -> list[Line]:
    """Code as lines of at most `width` cells: every blank is kept, a long line is broken at the edge or at
    a blank near it."""
    made = _Wrapping(width, first, rest, "\n")
    for text, style in spans:
        for at, line in enumerate(text.split("\n")):
            if at:
                made.rest = first
                made.end("\n")
                made.rest = rest
            while line:
                size = cell_len(line)
                if size <= made.room:
                    made.put(line, style, size)
                    break
                if made.room < 2 and not made.fresh and cell_len(line[0]) > made.room:
                    made.end("")
                piece = next(clip(line, made.room))
                blank = piece.rfind(" ") + 1
                if len(piece) < len(line) and blank > len(piece) * 2 // 3:
                    piece = piece[:blank]
                made.put(piece, style, cell_len(piece))
                line = line[len(piece) :]
                if line:
                    made.end("")
    made.end("")
    return made.lines


def copied(line: Line, start: int = 0, end: int | None = None) -> str:
    """What is copied of a line's characters from `start` to `end`."""
    if line.joint != "\n":
        start = max(start, line.lead)
    parts: list[str] = []
    at = 0
    for segment in line.strip:
        size = len(segment.text)
        low, high = max(start - at, 0), size if end is None else min(end - at, size)
        at += size
        if low >= high:
            continue
        meta = segment.style.meta if segment.style is not None and segment.style._meta is not None else {}
        parts.append(meta.get("copy", segment.text[low:high]))
    return "".join(parts)


def joined(lines: Iterable[tuple[Line, int, int | None]]) -> str:
    """What is copied of several lines, each from a character to another."""
    text = ""
    for at, (line, start, end) in enumerate(lines):
        text += (line.joint if at else "") + copied(line, start, end)
    return "\n".join(one.rstrip() for one in text.split("\n"))


def spotted(strip: Strip, start: int, end: int | None, style: Style) -> Strip:
    """A line with its characters from `start` to `end` in the style of what is selected."""
    made: list[Segment] = []
    at = 0
    for segment in strip:
        text, own = segment.text, segment.style or PLAIN
        low = min(max(start - at, 0), len(text))
        high = len(text) if end is None else min(max(end - at, low), len(text))
        at += len(text)
        made += [Segment(text[:low], own), Segment(text[low:high], own + style), Segment(text[high:], own)]
    return Strip([one for one in made if one.text], strip.cell_length)
