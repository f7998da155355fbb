"""A screen that carries out commands: in a thread, told line by line, and a secret in a note is asked about."""

from __future__ import annotations

from contextlib import closing
from datetime import tzinfo

from textual import on, work

from secondme.errors import HoldsSecret, SecondMeError
from secondme.orders import NOT_REMEMBERED, ORDERS, keep
from secondme.service.client import Client
from secondme.tui import cures, messages
from secondme.tui.forgets import Forgets
from secondme.tui.messages import Held

LISTS = ("model", "profile", "lessons")
"""Commands that without words tell what there is, and how to change it."""


class CarriesOut(Forgets):
    """What a command asks of the service, and the question before a secret is kept."""

    def __init__(self, client: Client, zone: tzinfo | None) -> None:
        super().__init__(client, zone)
        self.orders = Held()

    @work(thread=True, group="order")
    def carry_out(self, name: str, words: str) -> None:
        """Does what a command asks of the service, and posts what it has to tell."""
        try:
            with closing(ORDERS[name](self.client, words, self.orders.hold)) as lines:
                for line in lines:
                    self.post_message(messages.Told(cures.here(line) if name in LISTS and not words else line))
        except HoldsSecret as held:
            self.post_message(messages.Secretive(words, held.sentence))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Secretive)
    def ask_about_secret(self, message: messages.Secretive) -> None:
        from secondme.tui.confirm import KeepSecret  # not before the first frame

        def answered(secrets: str | None) -> None:
            if secrets:
                self.keep(message.words, secrets)
            else:
                self.tell(NOT_REMEMBERED)

        self.app.push_screen(KeepSecret(message.sentence, message.words), answered)

    @work(thread=True, group="order")
    def keep(self, words: str, secrets: str) -> None:
        """Keeps a note as the person chose."""
        try:
            self.post_message(messages.Told(keep(self.client, words, secrets)))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))
