"""The line of keys at the bottom: what matters where the person is, with the keys as they are mapped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.cells import cell_len
from rich.text import Text
from textual.app import App
from textual.binding import Binding
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Static

from secondme.tui.keymap import Entry, here, mapped, said

AT_THE_PROMPT = (
    ("prompt.send", "send"), ("chat.stop", "stop"), ("app.quit", "quit"),
    ("chat.sources", "sources"), ("chat.conversations", "talks"), ("app.memory", "memory"), ("app.palette", "actions"),
    ("prompt.line", "new line"), ("prompt.editor", "editor"), ("prompt.search", "said before"),
)  # fmt: skip
"""The most important first: those that do not fit are left out."""
ALL = "all keys"
"""What the key of the help is called, which is named last and always."""
HELP, UNDO = "app.help", "page.undo"
LEAVING = (".leave", ".close", ".back")
"""How ids end that lead away from where the person is: they come first, or second after a key of the widget."""
MOVING = (".up", ".down", ".left", ".right", ".first", ".last", ".pageup", ".pagedown")
"""How ids end of keys that nobody needs to be told."""


def hints(entries: Iterable[Entry], prompt: bool, room: int, every: str) -> str:
    """As many keys, each with a word or two, as there is room for, and in the end `every`, the key that shows all.
    Elsewhere than at the prompt they are those of the widget with the focus, in its order, then those of the screen:
    what leads away and what undoes, then its own order."""
    found = list(entries)
    if prompt:
        by_id = {one.id: one for one in found if one.id}
        chosen = [(said(by_id[name].keys[0]), what) for name, what in AT_THE_PROMPT if name in by_id]
    else:
        own = [one for one in found if one.id and not isinstance(one.node, App) and not one.id.endswith(MOVING)]
        own.sort(key=lambda one: (isinstance(one.node, Screen), not _leaves(one), one.id != UNDO))
        at = next((at for at, one in enumerate(own) if _leaves(one)), 0)
        if at > 1:
            own.insert(1, own.pop(at))
        chosen = [(said(one.keys[0]), one.what[:1].lower() + one.what[1:]) for one in own]
    line, last, told = "", f"{every} {ALL}", set[str]()
    for key, what in chosen:
        longer = f"{line}{key} {what}  "
        if what not in told and cell_len(longer + last) <= room:
            line = longer
            told.add(what)
    return line + last


def _leaves(one: Entry) -> bool:
    return one.id.endswith(LEAVING) and one.id != "chat.back"


class Hints(Static):
    """One line, drawn again whenever the focus or the keys change. That an answer can be stopped is said while one is
    under way, that something can be undone where there is something."""

    answering: reactive[bool] = reactive(False)

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._again)

    def _again(self, screen: Screen[Any]) -> None:
        self.refresh()

    def render(self) -> Text:
        screen = self.screen
        focused = screen.focused
        keymap: dict[str, str] = getattr(self.app, "keys", {})
        now = {"chat.stop": self.answering, UNDO: getattr(screen, "undoable", True)}
        found = [one for one in here(self.app, screen, keymap) if now.get(one.id, True)]
        every = next((one for one in self.app.BINDINGS if isinstance(one, Binding) and one.id == HELP), None)
        key = said(mapped(every, keymap)[0]) if every is not None else ""
        line = hints(found, focused is None or focused.id == "prompt", self.size.width, key)
        return Text(line, no_wrap=True, overflow="ellipsis")
