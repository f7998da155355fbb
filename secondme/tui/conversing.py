"""A screen from which conversations are found, renamed, put away, and written to a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import on, work

from secondme import orders
from secondme.errors import SecondMeError
from secondme.tui import messages
from secondme.tui.forgets import Forgets

OF_TALKS = frozenset({"conversations", "resume", "rename", "archive", "delete", "export"})
"""The commands about conversations as a whole."""


class Conversing(Forgets):
    """What can be done with a conversation by its id."""

    def talk_changed(self, row: dict[str, Any]) -> None:
        """After a conversation got another title, or was put away or taken back; its row."""

    def take_up(self, conversation: str, called: str = "") -> None:
        """Goes on with a conversation."""
        raise NotImplementedError

    @work(thread=True, group="order")
    def find_talk(self, which: str) -> None:
        """Finds a conversation by its id or its place in the list."""
        try:
            self.post_message(messages.TalkFound(orders.conversation(self.client, which)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.TalkFound)
    def talk_found(self, message: messages.TalkFound) -> None:
        self.take_up(message.row["id"], message.row["title"])

    @work(thread=True, group="order")
    def rename(self, conversation: str, title: str) -> None:
        """Gives a conversation a title; an empty one gives it its opening words back."""
        try:
            row, told = orders.renamed(self.client, conversation, title)
            self.post_message(messages.TalkChanged(row, told))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @work(thread=True, group="order")
    def archive(self, conversation: str, archived: bool) -> None:
        """Takes a conversation out of the list, or back."""
        try:
            row, told = orders.archived(self.client, conversation, archived)
            self.post_message(messages.TalkChanged(row, told))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.TalkChanged)
    def changed(self, message: messages.TalkChanged) -> None:
        self.tell(message.told)
        self.talk_changed(message.row)

    @work(thread=True, group="order")
    def export(self, conversation: str, title: str, words: str) -> None:
        """Writes a conversation to a file, under its own title where none is given; asks before it replaces one."""
        try:
            title = title or str(self.client.conversation(conversation)["title"])
            path = orders.file_of(title, words)
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
        else:
            self._write(conversation, title, path, replace=False)

    @work(thread=True, group="order")
    def write(self, conversation: str, title: str, path: Path) -> None:
        """Writes it in the place of a file."""
        self._write(conversation, title, path, replace=True)

    def _write(self, conversation: str, title: str, path: Path, *, replace: bool) -> None:
        try:
            told = orders.export(self.client, conversation, title, path, self.zone, replace=replace)
            self.post_message(messages.Told(told))
        except FileExistsError:
            self.post_message(messages.Exists(conversation, title, path))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Exists)
    def ask_to_replace(self, message: messages.Exists) -> None:
        from secondme.tui.confirm import YesNo  # not before the first frame

        def answered(yes: bool | None) -> None:
            if yes:
                self.write(message.conversation, message.title, message.path)
            else:
                self.tell("Nothing was written.")

        self.app.push_screen(YesNo("Replace the file?", f"{message.path} is there already.", "Replace"), answered)
