"""What the screens have in common: they tell, they say what went wrong, and they forget after a yes."""

from __future__ import annotations

from datetime import tzinfo

from textual import on, work
from textual.screen import Screen

from secondme import phrases
from secondme.errors import SecondMeError
from secondme.filters import split
from secondme.service.client import Client
from secondme.tui import messages


class Forgets(Screen[None]):
    """A screen from which memories can be forgotten."""

    def __init__(self, client: Client, zone: tzinfo | None) -> None:
        super().__init__()
        self.client = client
        self.zone = zone

    def tell(self, *lines: str) -> None:
        """Tells the person something, in this screen."""
        raise NotImplementedError

    def refuse(self, error: SecondMeError) -> None:
        """Says what went wrong, in this screen, and what to do."""
        raise NotImplementedError

    def forgotten(self) -> None:
        """After something was forgotten, or brought back."""

    @on(messages.Told)
    def told(self, message: messages.Told) -> None:
        self.tell(*message.lines)

    @on(messages.Refusal)
    def refused(self, message: messages.Refusal) -> None:
        self.refuse(message.error)

    @work(thread=True, group="forget")
    def look_up(self, what: str) -> None:
        """Finds what would be forgotten for an id, or for words and filters."""
        words, filters = split(what)
        try:
            self.post_message(messages.Forgettable(what, self.client.forgettable(words, **filters)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Forgettable)
    def confirm(self, message: messages.Forgettable) -> None:
        from secondme.tui.confirm import Confirm  # not before the first frame

        if not message.found["memories"]:
            self.tell(f"Nothing is remembered about {phrases.one_line(message.what)}, so there is nothing to forget.")
            return
        ids = [row["id"] for row in message.found["memories"]]
        files: list[str] = message.found.get("leave_out", [])

        def answered(yes: bool | None) -> None:
            if yes:
                self.forget(ids, files)

        self.app.push_screen(Confirm(message.found, self.zone), answered)

    @work(thread=True, group="forget")
    def forget(self, ids: list[str], files: list[str]) -> None:
        """Forgets what was confirmed."""
        try:
            self.post_message(messages.Forgotten(self.client.forget(ids, files=files)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @work(thread=True, group="forget")
    def undo(self) -> None:
        """Takes the last change back."""
        try:
            self.post_message(messages.Undone(self.client.undo()))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Undone)
    def undone(self, message: messages.Undone) -> None:
        self.tell(phrases.undone(message.done))
        self.forgotten()

    @on(messages.Forgotten)
    def gone(self, message: messages.Forgotten) -> None:
        self.tell(phrases.forgotten(message.gone))
        self.forgotten()
