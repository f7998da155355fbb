"""The pen: parts of entries to lines of a width, and how many lines they will be where they are not drawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from secondme import phrases
from secondme.events import Recollection
from secondme.memory.counting import count
from secondme.tui.blocks import Block
from secondme.tui.draw import Answer, Closing, Entry, Folded, Level, Note, Part, Person, Thought, Trouble, Words, parts
from secondme.tui.lines import BLANK, DRAWN, Line, shown, wrap

if TYPE_CHECKING:
    from secondme.tui.markdown import Renderer

BESIDE = 3
"""Sources that are shown beside an answer; the panel shows all."""
INDENT = 2
LEFT = 10
"""Lines of a folded entry that are seen."""
FOLDS = {"fold": True}
"""Of lines that fold and unfold when they are clicked."""


class Pen:
    """Draws parts into lines of a width, in the styles of a widget."""

    def __init__(self, styles: dict[str, Style], *, dark: bool, zone: tzinfo | None) -> None:
        self.styles = styles
        self.dark = dark
        self.zone = zone
        self._renderer: Renderer | None = None

    def draw(self, part: Part, width: int) -> list[Line]:
        """The lines of a part."""
        match part.body:
            case Words(text=text, sign=sign, look=look, joint=joint):
                lines = self.wrapped(text, width, sign, look, joint)
            case Thought(words=words, open=opened, goes_on=goes_on):
                sign, key = ("▾", "folds") if opened else ("▸", "shows")
                verb = "thinking, " if goes_on else "thought for "
                more = "" if goes_on else f" (enter {key} it)"
                lines = self.wrapped(f"{sign} {verb}{count(words, 'word')}{more}", width, "  ", "mark", meta=FOLDS)
            case Block() as block:
                lines = self._markdown(block, width)
            case Closing(answer=answer):
                lines = self._closing(answer, width)
            case Folded(entry=entry):
                lines = self._folded(entry, width)
        above = [BLANK] if part.above and lines else []
        return [*above, *lines, *([BLANK] if part.last else [])]

    def guess(self, part: Part, width: int) -> int:
        """About how many lines a part has, without drawing it."""
        match part.body:
            case Words(text=text) | Block(text=text):
                lines = _tall(text.rstrip("\n"), width - 4)
            case Closing(answer=answer):
                lines = _below(answer, width)
            case Folded():
                lines = LEFT + 3
            case Thought():
                lines = 1
        return max(1, lines + part.above + part.last)

    def about(self, entry: Entry, level: Level, width: int) -> int:
        """About how many lines an entry has, without cutting it into parts."""
        match entry:
            case Person() | Answer() if level is Level.FOLDED:
                return LEFT + 3
            case Person(text=text) | Answer(text=text):
                below = _below(entry, width) if isinstance(entry, Answer) else 0
                return _tall(text, width - 4) + 1 + below
            case Note(lines=told):
                return sum(_tall(line, width - 2) for line in told) + 1
            case Trouble(sentence=sentence, cure=cure):
                return _tall(sentence, width - 2) + _tall(cure, width - 2) + 1

    def wrapped(
        self, text: str, width: int, sign: str, look: str, joint: str = "\n", meta: dict[str, Any] | None = None
    ) -> list[Line]:
        """A text, wrapped, behind a sign on its first line. `meta` says what a click on it means."""
        style = self.styles[look]
        indent = Segment(" " * (len(sign) - len(sign.lstrip())), DRAWN)
        lead = [indent, Segment(sign.lstrip(), style + DRAWN)]
        rest = lead if sign.strip() == "│" else [Segment(" " * cell_len(sign), DRAWN)]
        words = style + Style(meta=meta) if meta else style
        return wrap([(shown(text), words)], max(width, cell_len(sign) + 8), lead, rest, joint)

    def _markdown(self, block: Block, width: int) -> list[Line]:
        if not block.text.strip():
            return []
        if self._renderer is None:
            from secondme.tui.markdown import Renderer  # 0.1 s or more; by now a thread has imported it

            self._renderer = Renderer(self.styles["mark"])
        return self._renderer.lines(block, width, INDENT, dark=self.dark)

    def _closing(self, answer: Answer, width: int) -> list[Line]:
        lines = self.wrapped(answer.ending, width, "  ", "mark") if answer.ending else []
        unfounded = any(mark.supported is False for mark in answer.marks)
        cited = self.wrapped(phrases.LEGEND, width, "  ", "source") if unfounded else []
        sure = phrases.sure(answer.verdict)
        cited += self.wrapped(sure, width, "  ", "source") if sure else []
        cited += self._sources(answer.sources, width)
        return [*lines, *([BLANK] if cited and (lines or answer.text) else []), *cited]

    def _sources(self, sources: Sequence[Recollection], width: int) -> list[Line]:
        """The first sources, numbered, and how many more there are."""
        lines: list[Line] = []
        for number, memory in enumerate(sources[:BESIDE], 1):
            # Two lines at most: the panel shows the whole of it.
            room = max(24, 2 * (width - 6) - len(phrases.source(number, memory, self.zone, 1)))
            line = phrases.source(number, memory, self.zone, min(160, room))
            sign = f"[{number}] "
            lines += self.wrapped(line.removeprefix(sign), width, "  " + sign, "source", meta={"source": number})
        if len(sources) > BESIDE:
            lines += self.wrapped(f"and {len(sources) - BESIDE} more (ctrl+b)", width, "      ", "source")
        return lines

    def _folded(self, entry: Entry, width: int) -> list[Line]:
        lines: list[Line] = []
        whole = [part._replace(last=False) for part in parts(entry, Level.WHOLE) if not isinstance(part.body, Closing)]
        for part in whole:
            if len(lines) >= LEFT:
                break
            lines += self.draw(part, width)
        more = sum(self.guess(part, width) for part in whole) - LEFT
        about = "about " if more > LEFT else ""
        rest = f"… {about}{max(1, more):,} more lines (enter)"
        lines = [*lines[:LEFT], *self.wrapped(rest, width, "  ", "mark", meta=FOLDS)]
        return lines + (self._closing(entry, width) if isinstance(entry, Answer) else [])


def _tall(text: str, width: int) -> int:
    """About how many lines a text takes."""
    width = max(8, width)
    return sum(len(line) // width + 1 for line in text.split("\n"))


def _below(answer: Answer, width: int) -> int:
    """About how many lines stand below an answer."""
    sources = len(answer.sources[:BESIDE]) * (2 if width < 120 else 1) + (len(answer.sources) > BESIDE)
    return sources + bool(sources) + bool(answer.ending) + bool(answer.verdict)
