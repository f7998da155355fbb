"""What the transcript shows, and how each of it becomes lines. Each can be told apart without colour: by a sign at
the left (`›` said by you, `·` a notice, `!` an error), by words, by indentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from secondme import phrases
from secondme.events import Mark, Recollection, recollection

if TYPE_CHECKING:
    from secondme.tui.markdown import Renderer

BESIDE = 3
"""Sources that are shown beside an answer; the panel shows all."""
INDENT = 2
MARK = "°"
LEGEND = f"{MARK} not in memory"


class Ending(StrEnum):
    """How an answer ended, where it did not end by itself."""

    WHOLE = ""
    STOPPED = "— stopped"
    CUT_OFF = "— cut off"
    NOT_SENT = "— not sent"


@dataclass(frozen=True, slots=True)
class Person:
    """What the person said; `waits` is why it has not gone out yet."""

    text: str
    waits: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant answered, the memories that it used, how sure recall was of them, and what they support."""

    text: str
    sources: tuple[Recollection, ...] = ()
    ending: Ending = Ending.WHOLE
    verdict: str = ""
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know, line by line."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error: what is wrong, and what to do."""

    sentence: str
    cure: str = ""


Entry = Person | Answer | Note | Trouble


class Pen:
    """Draws entries into lines of a width, in the styles of a widget."""

    def __init__(self, styles: dict[str, Style], *, dark: bool, zone: tzinfo | None) -> None:
        self.styles = styles
        self.dark = dark
        self.zone = zone
        self._console = Console(width=80, color_system="truecolor", legacy_windows=False, _environ={})
        self._renderer: Renderer | None = None

    def entry(self, entry: Entry, width: int) -> list[Strip]:
        """The lines of an entry and the blank one that follows it."""
        match entry:
            case Person(text=text, waits=waits):
                lines = self.person(text, width, waits)
            case Answer():
                lines = self.answer(entry, width)
            case Note(lines=told):
                lines = [strip for line in told for strip in self.wrapped(line, width, "· ", "note")]
            case Trouble(sentence=sentence, cure=cure):
                lines = self.wrapped(sentence, width, "! ", "error")
                if cure:
                    lines += self.wrapped(f"What to do: {cure}", width, "  ", "cure")
        return [*lines, Strip.blank(0)]

    def person(self, text: str, width: int, waits: str = "") -> list[Strip]:
        """The person's words."""
        lines = self.wrapped(text, width, "› ", "person")
        return lines + self.wrapped(f"— {waits}", width, "  ", "mark") if waits else lines

    def answer(self, answer: Answer, width: int) -> list[Strip]:
        """A finished answer, how it ended, and its sources."""
        text = marked(answer.text, answer.marks)
        lines = self.markdown(text, width)
        if answer.ending:
            lines += self.wrapped(answer.ending, width, "  ", "mark")
        legend = self.wrapped(LEGEND, width, "  ", "source") if text != answer.text else []
        sure = phrases.sure(answer.verdict)
        cited = legend + (self.wrapped(sure, width, "  ", "source") if sure else [])
        cited += self.sources(answer.sources, width)
        return [*lines, Strip.blank(0), *cited] if lines and cited else lines + cited

    def markdown(self, text: str, width: int) -> list[Strip]:
        """Markdown, indented."""
        if not text.strip():
            return []
        if self._renderer is None:
            from secondme.tui.markdown import Renderer  # 0.15 s or more; by now a thread has imported it

            self._renderer = Renderer()
        pad = Strip([Segment(" " * INDENT)], INDENT)
        lines = self._renderer.lines(phrases.clean(text), width - INDENT, dark=self.dark)
        return [Strip.join([pad, line]) for line in lines]

    def sources(self, sources: Sequence[Recollection], width: int) -> list[Strip]:
        """The first sources, numbered, and how many more there are."""
        if not sources:
            return []
        lines: list[Strip] = []
        for number, memory in enumerate(sources[:BESIDE], 1):
            # Two lines at most: the panel shows the whole of it.
            room = max(24, 2 * (width - 6) - len(phrases.source(number, memory, self.zone, 1)))
            line = phrases.source(number, memory, self.zone, min(160, room))
            sign = f"[{number}] "
            lines += self.wrapped(line.removeprefix(sign), width, "  " + sign, "source")
        if len(sources) > BESIDE:
            lines += self.wrapped(f"and {len(sources) - BESIDE} more (ctrl+b)", width, "      ", "source")
        return lines

    def wrapped(self, text: str, width: int, sign: str, style: str) -> list[Strip]:
        """A text, wrapped, behind a sign on its first line."""
        room = max(8, width - cell_len(sign))
        made = Text(phrases.clean(text), style=self.styles[style], end="")
        lines: list[Strip] = []
        for line in made.wrap(self._console, room):
            line.rstrip()
            lead = Text(sign if not lines else " " * cell_len(sign), style=self.styles[style], end="")
            lines.append(Strip((lead + line).render(self._console)))
        return lines


def marked(text: str, marks: Sequence[Mark]) -> str:
    """An answer with a sign behind each sentence that no memory supports, none within code."""
    for mark in reversed(marks):
        if mark.supported is False and text.count("```", 0, mark.start) % 2 == 0:
            text = text[: mark.end] + MARK + text[mark.end :]
    return text


def stored(said: list[dict[str, Any]]) -> Iterator[Entry]:
    """The entries of a conversation that was stored."""
    for message in said:
        if message["role"] == "person":
            yield Person(message["text"])
        else:
            yield Answer(message["text"], tuple(map(recollection, message["memories"])))
