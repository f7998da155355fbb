"""The conversation on the screen as one of many: how it gives way to another, and what is done with it as a whole."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from secondme import phrases
from secondme.errors import Refused
from secondme.orders import NOT_BEGUN, NOT_KEPT
from secondme.service.client import Client
from secondme.tui.branches import Branches
from secondme.tui.conversing import Conversing
from secondme.tui.link import Link


class Talks(Conversing, Branches):
    """Whether the conversation is archived, and the list of all."""

    def __init__(self, client: Client, link: Link, zone: tzinfo | None) -> None:
        super().__init__(client, link, zone)
        self.archived = False

    def begin_anew(self, private: bool) -> None:
        """Begins another conversation."""
        raise NotImplementedError

    def action_conversations(self) -> None:
        """Opens the list of conversations."""
        self.open_conversations("")

    def open_conversations(self, words: str) -> None:
        """Opens the list of conversations, with a search."""
        from secondme.tui.conversations import Chosen, ConversationsScreen  # not before the first frame

        if self.app.screen is not self:
            return

        def choose(one: Chosen) -> None:
            if one.conversation:
                self.take_up(one.conversation, one.title)
                self.transcript.seek(one.found)
            else:
                self.begin_anew(one.private)

        self.app.push_screen(ConversationsScreen(self.client, self.zone, words, self.conversation, choose))

    def talk_order(self, name: str, words: str) -> None:
        """Carries out a command about conversations as a whole."""
        kept = bool(self.conversation) and not self.private
        match name:
            case "conversations":
                self.open_conversations(words)
            case "resume":
                self.find_talk(words)
            case "export" if kept:
                self.export(self.conversation, "", words)
            case "rename" if kept:
                self.rename(self.conversation, words)
            case "archive" if kept:
                self.archive(self.conversation, not self.archived)
            case "delete" if kept:
                self.look_up("", conversation=self.conversation)
            case _:
                self.refuse(Refused(NOT_KEPT if self.private else NOT_BEGUN))

    def talk_changed(self, row: dict[str, Any]) -> None:
        if row["id"] == self.conversation:
            self.archived, self.called = row["archived"], phrases.one_line(row["title"], 40)
            self.show_place()
