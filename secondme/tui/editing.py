"""Words changed in place: in the pane that shows the memory, under a line that says what becomes of them."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Static, TextArea

EDIT, WRONG, MERGE = "edit", "wrong", "merge"
SAID = {
    EDIT: "Change the words; the old ones stay in its history.",
    WRONG: "What is right? It takes the place of what is wrong. Empty: that is only marked as wrong.",
    MERGE: "One memory of these {}: it takes their place, and u takes them apart again.",
}


class Editing(Vertical):
    """A place to write, hidden until it is asked for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", show=False, id="editing.save"),
        Binding("escape", "leave", "Leave it as it was", show=False, id="editing.leave", priority=True),
    ]
    DEFAULT_CSS = """
    Editing { display: none; height: 45%; border-top: heavy $accent; padding: 0 1; }
    Editing Static { height: auto; text-style: bold; }
    Editing TextArea { height: 1fr; border: none; padding: 0; scrollbar-size-vertical: 1; &:focus { border: none; } }
    """

    class Saved(Message):
        """The person has written: `what` is to be done to the memories of these ids."""

        def __init__(self, what: str, ids: list[str], words: str) -> None:
            super().__init__()
            self.what = what
            self.ids = ids
            self.words = words

    class Left(Message):
        """The person changed their mind."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._what = ""
        self._ids: list[str] = []

    def compose(self) -> ComposeResult:
        yield Static("", id="editing-said", markup=False)
        yield TextArea("", id="editing-words", soft_wrap=True, show_line_numbers=False)

    def open(self, what: str, ids: list[str], words: str) -> None:
        """Begins to write over these words."""
        self._what, self._ids = what, ids
        self.query_one("#editing-said", Static).update(SAID[what].format(len(ids)))
        area = self.query_one(TextArea)
        area.text = words
        area.move_cursor(area.document.end)
        self.display = True
        area.focus()

    def close(self) -> None:
        """Hides it."""
        self.display = False

    def action_save(self) -> None:
        """Gives the words on."""
        self.post_message(self.Saved(self._what, self._ids, self.query_one(TextArea).text.strip()))

    def action_leave(self) -> None:
        """Leaves everything as it was."""
        self.post_message(self.Left())
