"""A screen with a conversation: commands that are about it."""

from __future__ import annotations

from textual import on, work

from secondme.errors import Refused, SecondMeError
from secondme.orders import HERE, NOT_IN_PRIVATE, NOT_RATED, PRIVATE_IS_NOT_RATED
from secondme.tui import messages
from secondme.tui.carries import CarriesOut

RATINGS = ("good", "bad")
OF_A_TALK = frozenset((*RATINGS, *HERE))
"""The commands that are carried out here."""


class InTalk(CarriesOut):
    """What a command asks of the conversation on the screen: its id, empty before its first word, and its number on
    this screen, which another has when an answer comes too late."""

    conversation: str
    private: bool
    talk: int

    def in_talk(self, name: str, words: str) -> None:
        """Carries out a command of `OF_A_TALK`."""
        if name in HERE and not self.private:
            self.carry_out_here(name, words, self.conversation, self.talk)
        elif name in HERE:
            self.refuse(Refused(NOT_IN_PRIVATE))
        elif self.private or not self.conversation:
            self.refuse(Refused(PRIVATE_IS_NOT_RATED if self.private else NOT_RATED))
        else:
            self.carry_out(name, self.conversation)

    @work(thread=True, group="order")
    def carry_out_here(self, name: str, words: str, conversation: str, talk: int) -> None:
        """Does what a command asks, and posts what it has to tell."""
        try:
            lines, went = HERE[name](self.client, conversation, words)
            self.post_message(messages.Went(talk, went, lines))
        except SecondMeError as error:
            self.post_message(messages.Refusal(error))

    @on(messages.Went)
    def went(self, message: messages.Went) -> None:
        """A command may have begun the conversation."""
        if message.talk == self.talk and not self.conversation:
            self.conversation = message.conversation
