"""Where the turns of a conversation go: into the ledger, or nowhere where it is private."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Protocol

from secondme.events import Recollection, Stored
from secondme.memory.record import By
from secondme.ports import Turn
from secondme.storing import Message, Talks

TURNS = 200
"""Messages of the conversation that are considered for the prompt; what was said before is found by recall."""
PLACE = "chat"


class Talk(Protocol):
    """One conversation."""

    @property
    def name(self) -> str:
        """What it is known by."""

    def earlier(self) -> list[Turn]:
        """What was said before, latest last."""

    def held(self, pruned: int) -> list[str]:
        """The ids of what stands in these turns, but in the first `pruned` exchanges of them."""

    def hear(self, text: str, kept: str) -> Stored:
        """Takes in what was said; `kept` are the words to store."""

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> None:
        """Takes in what was answered; `kept` are the words to store."""


class Kept:
    """A conversation in the ledger."""

    def __init__(
        self, talks: Talks, conversation: str, raw: Callable[[str, Sequence[Message]], list[Message]] | None = None
    ) -> None:
        """`raw` leaves out messages that something else in the prompt stands for."""
        self._talks = talks
        self._raw = raw
        self._messages: list[Message] = []
        self._new = not conversation
        self.name = conversation or uuid.uuid4().hex[:16]
        self._message = 0

    def earlier(self) -> list[Turn]:
        """The last turns that are stored. Raises: NotFound."""
        if self._new:
            return []
        self._messages = self._talks.messages(self.name, last=TURNS)
        if self._raw:
            self._messages = self._raw(self.name, self._messages)
        return alternating(self._messages)

    def held(self, pruned: int) -> list[str]:
        """The ids of the turns, but of the first exchanges."""
        begins = [at for at, one in enumerate(self._messages) if one.role is By.PERSON]
        return [one.memory.id for one in self._messages[begins[pruned] if pruned < len(begins) else len(begins) :]]

    def hear(self, text: str, kept: str) -> Stored:
        """Stores what was said, in a new conversation with its first words."""
        if self._new:
            self._talks.begin(self.name, PLACE)
        said = self._talks.say(self.name, By.PERSON, kept)
        self._message = said.n
        return Stored(self.name, said.n, said.memory.id)

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> None:
        """Stores the answer, and which memories were used."""
        if by_model:
            # Without a model the answer only quotes; storing it would remember everything twice.
            self._talks.say(self.name, By.ASSISTANT, kept)
        self._talks.used(self._message, self.name, found)


class Private:
    """A private conversation: its turns, in memory only."""

    def __init__(self) -> None:
        self.name = f"private-{uuid.uuid4().hex[:12]}"
        self._turns: list[Turn] = []
        self._heard = ""

    def earlier(self) -> list[Turn]:
        """The last turns."""
        return self._turns[-TURNS:]

    def held(self, pruned: int) -> list[str]:
        """None: no memory has them."""
        return []

    def hear(self, text: str, kept: str) -> Stored:
        """Keeps nothing on disk."""
        self._heard = text
        return Stored(self.name, 0, "")

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> None:
        """Keeps the turn for as long as the conversation lasts."""
        self._turns += [Turn("user", (self._heard,)), Turn("assistant", (answer,))]


def alternating(messages: Sequence[Message]) -> list[Turn]:
    """A conversation as turns of a prompt: person and assistant in turn, as templates want it.

    What the person said without getting an answer (it was stopped, or failed) is joined to what came next.
    """
    turns: list[Turn] = []
    for message in messages:
        role = "user" if message.role is By.PERSON else "assistant"
        if turns and turns[-1].role == role:
            turns[-1] = Turn(role, (turns[-1].parts[0] + "\n" + message.memory.text,))
        else:
            turns.append(Turn(role, (message.memory.text,)))
    if turns and turns[-1].role == "user":
        turns.pop()  # an unanswered last turn would stand right before the new question
    return turns
