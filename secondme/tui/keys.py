"""The help: the keys and the commands."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from secondme.commands import offered

KEYS = (
    ("enter", "send"),
    ("ctrl+j", "new line (shift+enter, alt+enter where the terminal tells them apart)"),
    ("up, down", "what you sent before, at the edges of the prompt"),
    ("escape", "stop the answer"),
    ("pageup, pagedown", "scroll; end goes back to the end"),
    ("ctrl+b", "the sources of the last answer, with why each was found"),
    ("ctrl+o", "the memory screen: search, pin, forget"),
    ("ctrl+p", "every action by name"),
    ("ctrl+q", "leave; the service goes on watching your folders"),
)
MEMORY_KEYS = (
    ("type", "search, in the line at the top; also from:me kind:fact after:2026-03"),
    ("down, enter", "from the search to the list"),
    ("enter", "all of a memory: source, history, evidence"),
    ("p", "pin it, so that it does not fade, or let it go"),
    ("d", "forget it, after a yes"),
    ("u", "take the last change back; also a forgetting, for 30 seconds"),
    ("/", "back to the search"),
    ("escape", "back"),
)


class Help(ModalScreen[None]):
    """Over the screen that it was asked for on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "dismiss", "Close", show=False)]

    DEFAULT_CSS = """
    Help { align: center middle; }
    Help > VerticalScroll {
        width: 76; max-width: 96%; height: auto; max-height: 92%; border: round $primary; padding: 0 2;
        background: $surface;
    }
    """

    def compose(self) -> ComposeResult:
        with VerticalScroll():
            yield Static(explained())


def explained() -> Text:
    """Keys and commands, as text."""
    text = Text()
    for title, keys in (("In the conversation", KEYS), ("In the memory screen", MEMORY_KEYS)):
        text.append(f"{title}\n", "bold")
        for key, what in keys:
            text.append(f"  {key:<18}{what}\n")
        text.append("\n")
    text.append("Commands, at the beginning of what you type\n", "bold")
    for command in offered("app"):
        text.append(f"  {command.usage:<18}{command.help}\n")
    text.append("\nescape closes this.")
    return text
