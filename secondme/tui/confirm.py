"""What is asked before it is done: whether to forget, with everything that would go, and whether to keep a secret."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from secondme import phrases
from secondme.memory import counting
from secondme.orders import KEEP_OR_MASK


class Confirm(ModalScreen[bool]):
    """Ends with True for a yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Forget", show=False),
        Binding("n,escape", "answer(False)", "Keep", show=False),
    ]

    DEFAULT_CSS = """
    Confirm { align: center middle; }
    Confirm > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $error; padding: 0 1;
        background: $surface;
    }
    Confirm VerticalScroll { height: auto; max-height: 14; }
    Confirm Horizontal { height: auto; align: center middle; margin: 1 0 0 0; }
    Confirm Button { margin: 0 2; }
    """

    def __init__(self, found: dict[str, Any], zone: tzinfo | None) -> None:
        super().__init__()
        self._found = found
        self._zone = zone

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Forget for good?"
            with VerticalScroll():
                yield Static(listed(self._found, self._zone))
            with Horizontal():
                yield Button("Keep (n)", id="keep", compact=True)
                yield Button("Forget (y)", id="forget", variant="error", compact=True)

    def on_mount(self) -> None:
        self.query_one("#keep").focus()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "forget")

    def action_answer(self, yes: bool) -> None:
        self.dismiss(yes)


class KeepSecret(ModalScreen[str]):
    """What to do with a secret in a note; ends with "keep", "mask" or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("k", "answer('keep')", "Keep", show=False),
        Binding("m", "answer('mask')", "Mask", show=False),
        Binding("c,escape", "answer('')", "Cancel", show=False),
    ]

    DEFAULT_CSS = """
    KeepSecret { align: center middle; }
    KeepSecret > Vertical {
        width: 76; max-width: 96%; height: auto; max-height: 90%; border: round $warning; padding: 0 1;
        background: $surface;
    }
    KeepSecret Horizontal { height: auto; align: center middle; margin: 1 0 0 0; }
    KeepSecret Button { margin: 0 2; }
    """

    def __init__(self, sentence: str, words: str) -> None:
        super().__init__()
        self._sentence = sentence
        self._words = words

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "A secret"
            yield Static(Text(f"{self._sentence} {KEEP_OR_MASK}\n\n{phrases.one_line(self._words)}"))
            with Horizontal():
                yield Button("Cancel (c)", id="cancel", compact=True)
                yield Button("Mask (m)", id="mask", compact=True)
                yield Button("Keep (k)", id="keep", variant="warning", compact=True)

    def on_mount(self) -> None:
        self.query_one("#cancel").focus()

    @on(Button.Pressed)
    def pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id if event.button.id in ("keep", "mask") else "")

    def action_answer(self, secrets: str) -> None:
        self.dismiss(secrets)


def listed(found: dict[str, Any], zone: tzinfo | None) -> Text:
    """What would go: the memories, and what rests on them."""
    text = Text()
    text.append(f"{counting.memories(len(found['memories']))} would be gone, from every store and copy:\n", "bold")
    for row in found["memories"]:
        text.append(f"· {phrases.row(row, zone)}\n")
    if found["derived"]:
        text.append(f"\nand with that what rests on it ({len(found['derived'])}):\n", "bold")
        for row in found["derived"]:
            text.append(f"· {phrases.row(row, zone)}\n")
    for path in found.get("leave_out", []):
        text.append(f"\n{path} is not read any more then.\n")
    text.append("\n/undo, or u in the memory screen, brings it back within 30 seconds; then nobody can.", "bold")
    return text
