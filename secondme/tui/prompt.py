"""The prompt: its keys, what is pasted, sent, or written in the person's editor.

Invariant: what is cleared is not lost: it is the latest of what was said.
"""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Mapping
from inspect import iscoroutinefunction
from typing import ClassVar

from textual import events, work
from textual.actions import SkipAction
from textual.binding import Binding
from textual.widgets import TextArea

from secondme.errors import SecondMeError
from secondme.events import LONGEST
from secondme.tui.completions import Completions, commands
from secondme.tui.keymap import mapped
from secondme.tui.messages import Said, Scroll
from secondme.tui.pasted import UNFOLDED
from secondme.tui.suggested import Suggested

EDITS = {
    key: one.action
    for one in TextArea.BINDINGS
    if isinstance(one, Binding) and not iscoroutinefunction(getattr(TextArea, f"action_{one.action.partition('(')[0]}"))
    for key in one.key.split(",")
}
"""Keys of a text area. They are carried out as they come: as bindings they bubble up first, and what is typed fast
overtakes them."""


class Prompt(Suggested):
    """Where the person writes."""

    MEANS: ClassVar[tuple[Binding, ...]] = (
        Binding("enter", "send", "Send", id="prompt.send"),
        Binding("ctrl+j,shift+enter,alt+enter", "line", "New line", id="prompt.line"),
        Binding("tab", "take", "Take what the list offers", id="prompt.take"),
        Binding("up", "earlier", "What you said before, from the first line", id="prompt.earlier"),
        Binding("down", "later", "What you said after it, from the last line", id="prompt.later"),
        Binding("ctrl+r", "search", "Search what you said", id="prompt.search"),
        Binding("ctrl+g", "editor", "Write it in your editor", id="prompt.editor"),
        Binding("ctrl+t", "unfold", "Unfold the pastes", id="prompt.unfold"),
        Binding("ctrl+c", "clear", "Copy what is selected, else clear the prompt (up brings it back)",
                id="prompt.clear"),
        Binding("ctrl+up", "transcript", "Go into the conversation above", id="prompt.transcript"),
        Binding("pageup", "page(-1)", "Scroll up", id="prompt.page_up"),
        Binding("pagedown", "page(1)", "Scroll down", id="prompt.page_down"),
        Binding("end,ctrl+end", "bottom", "From the end of the words: to the end of the conversation",
                id="prompt.bottom"),
    )  # fmt: skip
    """What keys mean here before they mean something in a text."""

    def __init__(self, offers: Completions, id: str) -> None:
        super().__init__(
            offers, id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", highlight_cursor_line=False,
            placeholder="Say something, or / for commands",
        )  # fmt: skip
        self.cursor_blink = False
        self.map_keys({})

    def map_keys(self, keymap: Mapping[str, str]) -> None:
        """Takes the person's own keys in the place of the usual."""
        self._keys = {key: one.action for one in self.MEANS for key in mapped(one, keymap)}

    # ---- keys ----------------------------------------------------------------------------------------

    async def _on_key(self, event: events.Key) -> None:
        if self._takes(event.key):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    async def _on_paste(self, event: events.Paste) -> None:
        # Textual calls the handlers of all base classes: the text area would take it too.
        event.prevent_default()
        event.stop()
        text = self.pastes.folded(event.text.replace("\r\n", "\n").replace("\r", "\n"))
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)

    def _takes(self, key: str) -> bool:
        """Whether the key means something here that it does not mean in a text."""
        if self.offers.display and key in ("up", "down", "escape"):
            if key == "escape":
                self.leave_list()
            else:
                self.offers.move(-1 if key == "up" else 1)
            return True
        key = "alt+enter" if key == "\r" else key.replace("\r", "enter")  # as xterm tells of modifiers
        if not self.offers.display and self._is_of_steps(key):
            return True
        if key == "backspace" and not self.selected_text and self._drops_fold():
            return True
        done = any(action is not None and self._does(action) for action in (self._keys.get(key), EDITS.get(key)))
        return done or key == "tab"  # it leads nowhere: where it would, letters are commands

    def _is_of_steps(self, key: str) -> bool:
        steps = next(iter(self.screen.query_children("#welcome")), None)
        return steps is not None and steps.takes(key, bool(self.text))  # type: ignore[attr-defined]

    def _does(self, action: str) -> bool:
        name, _, given = action.rstrip(")").partition("(")
        try:
            getattr(self, f"action_{name}")(*([literal_eval(given)] if given else []))
        except SkipAction:
            return False
        return True

    def _drops_fold(self) -> bool:
        row, column = self.cursor_location
        fold = self.pastes.fold_before(self.document.get_line(row)[:column]) if len(self.pastes) else ""
        if fold:
            self.delete((row, column - len(fold)), (row, column))
        return bool(fold)

    def action_line(self) -> None:
        """Begins a new line."""
        self.insert("\n")

    def action_page(self, pages: int) -> None:
        """Scrolls the conversation."""
        self.post_message(Scroll(pages))

    def action_bottom(self) -> None:
        """Scrolls to the end of the conversation, from the end of the words."""
        if self.cursor_location != self.document.end:
            raise SkipAction
        self.post_message(Scroll(0))

    def action_transcript(self) -> None:
        """Gives the keys to the conversation."""
        found = self.screen.query("#transcript")
        if not found or not found.first().focusable:
            raise SkipAction
        found.first().focus()

    def action_clear(self) -> None:
        """Copies what is selected here or above; else puts the words aside; without any, says how to leave."""
        selected = self.selected_text or self.screen.get_selected_text() or ""
        if selected:
            self.copy(selected)
        elif self.text.strip():
            self.said.add(self.whole)
            self.put("")
            self.notify("Cleared. Up brings it back.", timeout=3, markup=False)
        else:
            self.app.action_help_quit()

    @work(thread=True, group="copy")
    def copy(self, text: str) -> None:
        """Copies a text, and says where to."""
        from secondme.tui.clipboard import copy  # not before the first frame

        self.app.notify(copy(self.app, text), markup=False)

    # ---- words ---------------------------------------------------------------------------------------

    def begin(self, text: str) -> None:
        """Begins a line for the person to go on with."""
        self.put(text)
        self.focus()

    def action_send(self) -> None:
        """Sends what is written, or takes what the list offers."""
        if self.offers.offer.start is None and not self._searching:
            self.offers.show(commands(self.text))  # the last letters may not have been told of yet
        choice = self.offers.taken
        if choice is not None and (self.offers.offer.start is not None or self._searching):
            self._take(choice)
            return
        if choice is not None and (choice.needed or self.text.strip() != choice.insert.strip()):
            self._take(choice)
            if choice.more:
                return
        text = self.whole.strip()
        if not text:
            return
        if len(text) > LONGEST and not text.startswith("/"):
            told = f"That has {len(text):,} characters; {LONGEST:,} is the most, so it is not sent."
            self.notify(f"{told} Save it as a file in a watched folder, and ask about it.", timeout=10, markup=False)
            return
        self.leave_list()
        self.said.add(text)
        self.text = ""
        self.pastes.clear()
        self.post_message(Said(text))

    def action_unfold(self) -> None:
        """Shows pastes as they are; very long ones only the editor shows."""
        whole = self.whole
        if whole == self.text:
            self.notify("Nothing is folded here.", timeout=3, markup=False)
        elif len(whole) > UNFOLDED:
            key = next((key for key, action in self._keys.items() if action == "editor"), "")
            told = f"That has {len(whole):,} characters, too many for the prompt. Your editor shows them: {key}"
            self.notify(told, markup=False)
        else:
            self.text = whole
            self.move_cursor(self.document.end)

    def action_editor(self) -> None:
        """Has the words written in the person's editor."""
        from secondme.tui.draft import edited  # not before the first frame

        try:
            written = edited(self.app, self.whole)
        except SecondMeError as error:
            self.notify(f"{error.sentence} {error.cure}".rstrip(), severity="error", timeout=10, markup=False)
            return
        if written is not None:
            self.put(written)
