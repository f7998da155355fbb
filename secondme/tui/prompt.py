"""The prompt: enter sends, ctrl+j begins a new line, up and down at the edges walk through what was sent."""

from __future__ import annotations

from textual import events
from textual.widgets import TextArea

from secondme.tui.completions import Completions
from secondme.tui.messages import Said, Scroll

NEW_LINE = frozenset({"ctrl+j", "shift+enter", "alt+enter"})


class Prompt(TextArea):
    """Where the person writes. `offers` is the list of commands that shows while a command is typed."""

    def __init__(self, offers: Completions, id: str) -> None:
        super().__init__(
            id=id, soft_wrap=True, show_line_numbers=False, tab_behavior="focus", highlight_cursor_line=False,
            placeholder="Say something, or / for commands",
        )  # fmt: skip
        self.cursor_blink = False
        self.offers = offers
        self._sent: list[str] = []
        self._at = 0
        self._draft = ""

    async def _on_key(self, event: events.Key) -> None:
        if self._takes(event.key):
            event.stop()
            event.prevent_default()
        else:
            await super()._on_key(event)

    def _takes(self, key: str) -> bool:
        """Whether the key means something here that it does not mean in a text."""
        if self.offers.display and key in ("up", "down", "tab", "escape"):
            return self._chooses(key)
        match key:
            case "enter":
                self._send()
            case _ if key in NEW_LINE:
                self.insert("\n")
            case "up" if self.navigator.is_first_wrapped_line(self.cursor_location) and self._at:
                self._recall(self._at - 1)
            case "down" if self.navigator.is_last_wrapped_line(self.cursor_location) and self._at < len(self._sent):
                self._recall(self._at + 1)
            case "pageup" | "pagedown":
                self.post_message(Scroll(-1 if key == "pageup" else 1))
            case "end" | "ctrl+end" if self.cursor_location == self.document.end:
                self.post_message(Scroll(0))
            case _:
                return False
        return True

    def _chooses(self, key: str) -> bool:
        match key:
            case "escape":
                self.offers.hide()
            case "tab":
                self._complete()
            case _:
                self.offers.move(-1 if key == "up" else 1)
        return True

    def _complete(self) -> None:
        chosen = self.offers.chosen
        if chosen is not None:
            self.text = f"/{chosen.name} " if chosen.argument else f"/{chosen.name}"
            self.move_cursor(self.document.end)

    def _send(self) -> None:
        chosen = self.offers.chosen
        if chosen is not None and (chosen.needed or self.text.strip() != f"/{chosen.name}"):
            self._complete()
            if chosen.argument:
                return
        text = self.text.strip()
        if not text:
            return
        self.remember(text)
        self.text = ""
        self.post_message(Said(text))

    def begin(self, text: str) -> None:
        """Begins a line for the person to go on with."""
        self.text = text
        self.move_cursor(self.document.end)
        self.focus()

    def remember(self, text: str) -> None:
        """Adds to what up and down walk through."""
        if not self._sent or self._sent[-1] != text:
            self._sent.append(text)
        self._at = len(self._sent)

    def _recall(self, at: int) -> None:
        if self._at == len(self._sent):
            self._draft = self.text
        self._at = at
        self.text = self._sent[at] if at < len(self._sent) else self._draft
        self.move_cursor(self.document.end)

    def _on_text_area_changed(self) -> None:
        self.offers.show(self.text)
