"""The question for the passphrase of an encrypted memory."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static


class Unlock(ModalScreen[str]):
    """Ends with what was typed; empty where the person would rather not."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "later", "Not now", show=False, id="unlock.later")]

    DEFAULT_CSS = """
    Unlock { align: center middle; }
    Unlock > Vertical {
        width: 76; max-width: 96%; height: auto; border: round $warning; padding: 0 1; background: $surface;
    }
    Unlock Input { margin: 1 0 0 0; }
    """

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        with Vertical() as box:
            box.border_title = "Passphrase"
            yield Static(f"{self._sentence} enter opens it, escape leaves it closed.", markup=False)
            yield Input(password=True, compact=True)

    @on(Input.Submitted)
    def typed(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)

    def action_later(self) -> None:
        """Leaves it closed."""
        self.dismiss("")
