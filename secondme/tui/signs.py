"""The small signs within an answer: which memory a sentence rests on, and that one rests on none.

They travel through Markdown as letters that no text has, and become `[1]` and `°` when a line is made. Neither is
copied; a number can be clicked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rich.style import Style

from secondme.events import Mark, Recollection
from secondme.phrases import UNFOUNDED
from secondme.tui.lines import DRAWN, Span

MOST = 2
"""Numbers behind one sentence; the panel of sources shows all."""
_FIRST = 0x10FE00
_NONE = 0x10FEFF
_SIGNS = re.compile("([\U0010fe00-\U0010feff])")


def disarmed(text: str) -> str:
    """The text without letters that would be taken for signs, as long as before."""
    return _SIGNS.sub("\ufffd", text)


def marked(text: str, marks: Sequence[Mark], sources: Sequence[Recollection]) -> str:
    """An answer with signs behind its sentences, none within code: the numbers of the memories that support it, or
    that none does."""
    numbers = {memory.id: number for number, memory in enumerate(sources, 1) if number < _NONE - _FIRST}
    for mark in reversed(marks):
        if mark.supported is False:
            signs = chr(_NONE)
        else:
            found = sorted([numbers[one] for one in mark.memories if one in numbers][:MOST])
            signs = "".join(chr(_FIRST + number) for number in found)
        if signs and text.count("```", 0, mark.start) % 2 == 0:
            text = text[: mark.end] + signs + text[mark.end :]
    return text


def split(text: str, style: Style, mark: Style) -> Iterator[Span]:
    """A text in its style, and its signs in theirs."""
    if text.isascii():
        yield text, style
        return
    for part in _SIGNS.split(text):
        if len(part) == 1 and _FIRST <= ord(part) <= _NONE:
            number = ord(part) - _FIRST
            if part == chr(_NONE):
                yield UNFOUNDED, style + mark + DRAWN
            else:
                yield f"[{number}]", style + mark + Style(meta={"copy": "", "source": number})
        elif part:
            yield part, style
