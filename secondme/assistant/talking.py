"""Where the turns of a conversation go: into the ledger, or nowhere where it is private."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

from secondme.errors import NotFound
from secondme.events import Recollection, Stored
from secondme.memory.record import By
from secondme.ports import Reading, Turn
from secondme.storing import Message, Talks

Ranges = tuple[tuple[int, int], ...]
"""Numbers, as pairs of the first and the last of each run."""
T = TypeVar("T")

TURNS = 200
"""Messages of the conversation that are considered for the prompt; what was said before is found by recall."""
PLACE = "chat"


class Talk(Protocol):
    """One conversation."""

    @property
    def name(self) -> str:
        """What it is known by."""

    @property
    def again(self) -> str:
        """What was said before and is to be answered anew; empty where something is said now."""

    @property
    def noted(self) -> int:
        """The number of the message under which is noted what the answer was given; 0 where nothing is."""

    def earlier(self) -> list[Turn]:
        """What was said before, latest last."""

    def other_answers(self) -> frozenset[str]:
        """The ids of answers that were given already to what is answered anew."""

    def exchanges(self) -> list[list[str]]:
        """The ids of what stands in these turns, exchange by exchange."""

    def numbers(self, exchanges: Ranges, *, before: bool) -> Ranges:
        """The numbers of the messages of some exchanges of these turns, counted from 0; with `before` also of all that
        was said before them."""

    def hear(self, text: str, kept: str) -> Stored:
        """Takes in what was said; `kept` are the words to store."""

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> int:
        """Takes in what was answered; `kept` are the words to store. The number of the answer, 0 where it is not
        stored."""


class Kept:
    """A conversation in the ledger."""

    def __init__(
        self, talks: Talks, conversation: str, raw: Callable[[str, Sequence[Message]], list[Message]] | None = None
    ) -> None:
        """`raw` leaves out messages that something else in the prompt stands for."""
        self._talks = talks
        self._raw = raw
        self._messages: list[Message] = []
        self._before = 0
        self._new = not conversation
        self._again: Message | None = None
        self.name = conversation or _fresh()
        self.noted = 0

    @classmethod
    def branch(
        cls,
        talks: Talks,
        conversation: str,
        after: int,
        raw: Callable[[str, Sequence[Message]], list[Message]] | None = None,
        *,
        again: bool = False,
    ) -> Kept:
        """A new conversation that shares the messages of another up to a number; with `again` that message of the
        person is answered anew in it. Raises: NotFound."""
        shared = [one for one in talks.messages(conversation) if one.n <= after]
        if again and not (shared and shared[-1].n == after and shared[-1].role is By.PERSON):
            raise _not_said(after)
        found = cls(talks, _fresh(), raw)
        talks.branch(conversation, found.name, after)
        found._again = shared[-1] if again else None
        return found

    @property
    def again(self) -> str:
        """The words of the message."""
        return self._again.memory.text if self._again else ""

    def other_answers(self) -> frozenset[str]:
        """Those in the conversation that this one branched from, and in others."""
        return frozenset(self._talks.answers_to(self._again.n) if self._again else ())

    def earlier(self) -> list[Turn]:
        """The last turns that are stored. Raises: NotFound."""
        if self._new:
            return []
        self._messages = self._talks.messages(self.name, last=TURNS)
        self._before = self._messages[0].n - 1 if len(self._messages) == TURNS else 0
        if self._raw:
            self._messages = self._raw(self.name, self._messages)
        return alternating(self._messages)

    def exchanges(self) -> list[list[str]]:
        """The ids of the turns, as `alternating` joins them; an answer without its question is not among them."""
        return _exchanges((one.role is By.PERSON, one.memory.id) for one in self._messages)

    def numbers(self, exchanges: Ranges, *, before: bool) -> Ranges:
        """Those that the ledger gave them."""
        each = _exchanges((one.role is By.PERSON, one.n) for one in self._messages)
        return _numbers(each, exchanges, self._before if before else 0)

    def hear(self, text: str, kept: str) -> Stored:
        """Stores what was said, in a new conversation with its first words."""
        if self._again:
            return Stored(self.name, self._again.n, self._again.memory.id)
        if self._new:
            self._talks.begin(self.name, PLACE)
        said = self._talks.say(self.name, By.PERSON, kept)
        self.noted = said.n
        return Stored(self.name, said.n, said.memory.id)

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> int:
        """Stores the answer, and which memories were used."""
        # Without a model the answer only quotes; storing it would remember everything twice.
        number = self._talks.say(self.name, By.ASSISTANT, kept).n if by_model else 0
        if self._again:
            self.noted = number
        if self.noted:
            self._talks.used(self.noted, self.name, found)
        return number


class Private:
    """A private conversation: its turns, in memory only, each with its number."""

    noted = 0

    def __init__(self, family: str = "") -> None:
        """`family` is the first of the conversations that branched from one another: they end together."""
        self.name = f"private-{uuid.uuid4().hex[:12]}"
        self.family = family or self.name
        self.again = ""
        self._said: list[tuple[int, bool, str]] = []
        self._heard = 0

    def branch(self, after: int, *, again: bool = False) -> Private:
        """As `Kept.branch`. Raises: NotFound."""
        found = Private(self.family)
        found._said = [one for one in self._said if one[0] <= after]
        if again:
            if not found._said or found._said[-1][:2] != (after, True):
                raise _not_said(after)
            found.again = found._said.pop()[2]
        return found

    def earlier(self) -> list[Turn]:
        """The last turns."""
        self._heard = len(self._said)
        return turns_of((by_person, words) for _, by_person, words in self._said[-TURNS:])

    def other_answers(self) -> frozenset[str]:
        """None: no memory has them."""
        return frozenset()

    def exchanges(self) -> list[list[str]]:
        """None: no memory has them."""
        return []

    def numbers(self, exchanges: Ranges, *, before: bool) -> Ranges:
        """Their places in the conversation."""
        said = self._said[: self._heard]
        each = _exchanges((by_person, number) for number, by_person, _ in said[-TURNS:])
        return _numbers(each, exchanges, said[-TURNS - 1][0] if before and len(said) > TURNS else 0)

    def hear(self, text: str, kept: str) -> Stored:
        """Keeps nothing on disk."""
        return Stored(self.name, self._keep(True, text), "")

    def answered(self, answer: str, kept: str, found: Sequence[Recollection], *, by_model: bool) -> int:
        """Keeps the turn for as long as the conversation lasts."""
        return self._keep(False, answer)

    def _keep(self, by_person: bool, words: str) -> int:
        number = self._said[-1][0] + 1 if self._said else 1
        self._said.append((number, by_person, words))
        return number


def alternating(messages: Sequence[Message]) -> list[Turn]:
    """A conversation as turns of a prompt."""
    return turns_of((message.role is By.PERSON, message.memory.text) for message in messages)


def turns_of(said: Iterable[tuple[bool, str]]) -> list[Turn]:
    """What the person (True) and the assistant said, in turn, as templates want it.

    What the person said without getting an answer (it was stopped, or failed) is joined to what came next.
    """
    turns: list[Turn] = []
    for by_person, words in said:
        role = "user" if by_person else "assistant"
        if turns and turns[-1].role == role:
            turns[-1] = Turn(role, (turns[-1].parts[0] + "\n" + words,))
        else:
            turns.append(Turn(role, (words,)))
    if turns and turns[-1].role == "user":
        turns.pop()  # an unanswered last turn would stand right before the new question
    return turns


def _exchanges(said: Iterable[tuple[bool, T]]) -> list[list[T]]:
    """What the person (True) and the assistant said, exchange by exchange; none that was not answered yet, and no
    answer before the first question."""
    found: list[list[T]] = []
    answered = True
    for by_person, one in said:
        if by_person and answered:
            found.append([])
        answered = not by_person
        if found:
            found[-1].append(one)
    return found if answered else found[:-1]


def _numbers(each: Sequence[Sequence[int]], exchanges: Ranges, before: int) -> Ranges:
    """From the first to the last number of each run of exchanges; and all up to `before`, where that is not 0."""
    found = [(each[first][0], each[min(last, len(each) - 1)][-1]) for first, last in exchanges if first < len(each)]
    if before and found and exchanges[0][0] == 0:
        return (1, found[0][1]), *found[1:]
    return ((1, before), *found) if before else tuple(found)


def taken_up(reading: Reading) -> str:
    """How the model came to have a conversation before it that it had put away; empty where it had not."""
    if reading.restored:
        return (
            f"The conversation was restored, {reading.restored:,} tokens in {reading.restoring:.1f} s; to read them "
            f"again would have taken {reading.rereading:.1f}."
        )
    if reading.rereading:
        return (
            f"The conversation was read again, in about {reading.rereading:.1f} s; to restore it from its file would "
            f"have taken {reading.restoring:.1f}."
        )
    return ""


def _fresh() -> str:
    return uuid.uuid4().hex[:16]


def _not_said(number: int) -> NotFound:
    return NotFound(f"You said nothing under the number {number} in this conversation.", "Answer another message anew.")
