"""Letters that are made of several characters (emoji with a variation selector, a skin tone, a joiner; accents) in a
text that is written: the cursor does not stand within one, and none is wider than all terminals agree on."""

from __future__ import annotations

from unicodedata import category

from rich.segment import Segment
from textual.strip import Strip

from secondme.tui.lines import UNSEEN

JOINER = "\u200d"
HOLDS = "\u034f"
"""Combining grapheme joiner: no cells anywhere. It holds the place of what is left out, so that columns stay."""

_LEFT_OUT = dict.fromkeys((code for code, instead in UNSEEN.items() if instead is None), HOLDS)
_FLAGS = range(0x1F1E6, 0x1F200)
_TONES = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)


def level(text: str) -> str:
    """The text, as long as it was, without what terminals disagree about."""
    return text if text.isascii() else text.translate(_LEFT_OUT)


def bare(strip: Strip) -> Strip:
    """A line without what held places in it."""
    if HOLDS not in strip.text:
        return strip
    return Strip([Segment(text.replace(HOLDS, ""), style, control) for text, style, control in strip])


def left(text: str, column: int) -> int:
    """Where the letter begins that ends at or around a column."""
    while 0 < column < len(text) and _within(text, column):
        column -= 1
    return column


def right(text: str, column: int) -> int:
    """Where the letter ends that a column stands within."""
    while 0 < column < len(text) and _within(text, column):
        column += 1
    return column


def _within(text: str, at: int) -> bool:
    code = ord(text[at])
    if code in _FLAGS:
        before = 0
        while before < at and ord(text[at - before - 1]) in _FLAGS:
            before += 1
        return before % 2 == 1
    joined = text[at] == JOINER or text[at - 1] == JOINER
    return joined or code in _TONES or code in _TAGS or (code > 0x7F and category(text[at]) in ("Mn", "Me"))
