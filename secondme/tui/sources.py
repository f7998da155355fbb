"""The panel of sources: the memories of the last answer, each with the receipt that says why it was recalled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from secondme import phrases
from secondme.events import Recollection
from secondme.memory.when import day

EMPTY = "No sources yet. Ask something: the memories that an answer rests on are shown here, with why each was found."


class SourcesPanel(VerticalScroll):
    """Beside the conversation, or below it where the terminal is narrow."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close", show=False)]

    def __init__(self, zone: tzinfo | None) -> None:
        super().__init__(id="sources")
        self._zone = zone
        self._body = Static(id="sources-body")

    def compose(self) -> ComposeResult:
        yield self._body

    def show(self, memories: Sequence[Recollection], verdict: str = "") -> None:
        """Shows the sources of an answer, and how sure recall was of them."""
        self._body.update(described(memories, self._zone, verdict))

    def action_close(self) -> None:
        self.display = False
        self.screen.query_one("#prompt").focus()


def described(memories: Sequence[Recollection], zone: tzinfo | None, verdict: str = "") -> Text:
    """All of each memory, and its receipt."""
    text = Text()
    text.append(f"Sources of the last answer ({len(memories)})", "bold")
    text.append("  escape closes\n")
    if sure := phrases.sure(verdict):
        text.append(f"\n{sure}\n")
    elif not memories:
        text.append("\n" + EMPTY)
    for number, memory in enumerate(memories, 1):
        text.append(f"\n[{number}] {day(memory.made, zone)}, {phrases.who(memory.kind, memory.by)}\n", "bold")
        text.append(phrases.clean(memory.text).strip() + "\n")
        text.append(f"    {phrases.one_line(memory.where)} · {memory.kind}\n", "italic")
        text.append(f"    score {memory.score:.2f} · strength {memory.strength:.2f}\n")
        for line in phrases.reasons(memory.receipt):
            text.append(f"    {line}\n")
    return text
