"""What the flows need of where memory lives: a store of memories, conversations, runs, and how they are asked for.

Each port has one contract test-suite, run on the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.events import Consolidated, Event, Mark, Probed, Recollection
from secondme.memory.cutting import NONE, Read
from secondme.memory.reading import Readings
from secondme.memory.record import By, Derived, Kind, Memory, Said, Span, Status

RUN = "consolidation run "
"""Begins the names of operations that nobody asked for; undoing without a number passes them by."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, with its number and the memory that holds its words."""

    n: int
    role: By
    memory: Memory


@dataclass(frozen=True, slots=True)
class Grounding:
    """How sure recall was when an answer was given, and what of it stands in memory, sentence by sentence."""

    verdict: str = ""
    marks: tuple[Mark, ...] = ()


def noted_under(asked: Message | None, answer: Message) -> int:
    """The number of the message under which is noted what an answer was given: of what it replied to, and its own where
    that was said in a conversation which this one branched from: there it has another answer."""
    return asked.n if asked is not None and _talk(asked) == _talk(answer) else answer.n


def _talk(message: Message) -> str:
    return message.memory.source.conversation if isinstance(message.memory.source, Said) else ""


class Talks(Protocol):
    """Conversations and their messages. A branch has those that it shares with its parent before its own."""

    def begin(self, conversation: str, place: str) -> None:
        """Makes a conversation; one that is there already goes on."""

    def branch(self, conversation: str, new: str, after: int) -> None:
        """Makes a conversation that shares the messages of another up to the number `after` (0: none). Raises:
        NotFound."""

    def say(
        self, conversation: str, by: By, text: str, *, speaker: str = "", made: float | None = None
    ) -> Message:
        """Stores a message and its memory; on disk when the call returns.

        `speaker` names who spoke where several do, `made` says when (seconds since 1970), now where it is None.
        Raises: NotFound, DiskFull.
        """

    def messages(self, conversation: str, *, last: int | None = None) -> list[Message]:
        """The messages of a conversation in order, or its last ones. Raises: NotFound."""

    def uses(self, conversation: str) -> dict[int, list[tuple[str, float, dict[str, Any]]]]:
        """For each message of a conversation under which that is noted (`noted_under`), the memories it was given: id,
        score, receipt, best first."""

    def used(self, message: int, conversation: str, memories: Sequence[Recollection]) -> None:
        """Notes which memories an answer was given; recall strengthens them."""

    def cited(self, message: int, memories: Sequence[str]) -> int:
        """Counts the memories that the answer to a message cited, of those that it was given; how many were new."""

    def ground(self, message: int, under: int, grounding: Grounding, given: Sequence[str]) -> None:
        """Keeps what an answer rests on; `given` are the ids of the memories that it was given, in the order in which
        they were noted under the message `under`. Of the others no mark is kept."""

    def groundings(self, conversation: str) -> dict[int, Grounding]:
        """What the answers of a conversation rest on, by their numbers, of the memories that are still there."""

    def answers_to(self, message: int) -> list[str]:
        """The ids of the turns of the assistant that answered a message, in its conversation or anew in branches."""

    def answers_given(self, ids: Sequence[str]) -> list[tuple[str, Memory, str]]:
        """The turns of the assistant that had one of these memories before them, in their conversation or as a note:
        the memory's id, the turn, and what was asked before it. None of these memories is named as a turn."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A sub-goal of a conversation, by its number in it: what it is and what came of it, in the person's words.

    `opening` and `closing` are the numbers of the messages that began and ended it (None: it is open), `turns` counts
    those between them. `memory` holds the words of the first, `parent` is the goal that it is part of.
    """

    number: int
    text: str
    result: str
    opening: int
    closing: int | None
    parent: int | None
    turns: int
    memory: str


class Goals(Protocol):
    """The sub-goals of conversations. Their words are turns of the person, and stand in memory alone."""

    def begin(self, conversation: str, text: str) -> Goal:
        """Begins a goal, within the one that is open where there is one. Raises: NotFound; Refused if too many are."""

    def end(self, conversation: str, result: str) -> Goal:
        """Ends the goal that was begun last. Raises: NotFound if none is open."""

    def all(self, conversation: str) -> list[Goal]:
        """The goals of a conversation in order of their numbers."""

    def turns(self, conversation: str, number: int) -> list[Message]:
        """Everything that was said from the beginning of a goal to its end, word for word. Raises: NotFound."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A name that the person gave a memory: `#name` in a message stands for its words."""

    name: str
    memory: Memory


class Pointers(Protocol):
    """The names that the person gave memories."""

    def all(self) -> list[Pointer]:
        """Every pointer, in order of name."""

    def find(self, name: str) -> Pointer:
        """The pointer of a name, in small letters or large. Raises: NotFound."""


class Runs(Protocol):
    """Consolidation runs."""

    def begin(self) -> int:
        """Begins a run; its number."""

    def note(self, run: int, event: Event) -> None:
        """Notes what a run did, if the event says that a memory was changed."""

    def end(self, ended: Consolidated, probed: Probed | None) -> None:
        """Ends a run with what it did."""


@dataclass(frozen=True, slots=True)
class Change:
    """A step in a memory's history: the version it made, what happened, why, by which rule, when, in which
    operation."""

    memory: str
    version: int
    what: str
    why: str
    rule: str
    at: float
    operation: int | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """Changes that were made together and are undone together: when, what, how many memories, what it undoes, what
    undid it."""

    n: int
    at: float
    what: str
    memories: int
    undoes: int | None = None
    undone_by: int | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which memories are meant. Empty fields do not limit; what is forgotten is meant only by its status.

    `places` are the places that memories belong to, `conversation` is one talk, `under` the path of a file or of a
    folder with all below it, `topics` are numbers of topics, `speakers` names of who spoke, in small letters or large;
    an empty name means what nobody of a name said.
    """

    kinds: tuple[Kind, ...] = ()
    statuses: tuple[Status, ...] = ()
    by: tuple[By, ...] = ()
    places: tuple[str, ...] = ()
    conversation: str = ""
    under: str = ""
    topics: tuple[int, ...] = ()
    after: float | None = None
    before: float | None = None
    pinned: bool | None = None
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate of one lane, with that lane's own score (higher is better)."""

    memory: str
    lane: str
    score: float


@dataclass(frozen=True, slots=True)
class Health:
    """Counts and sizes of the store. `waiting` are changes that the index has not seen, `held` vectors that are found
    and that Chroma is given later; `awaiting` counts the neural vectors that are still to be made, `neural_error` says
    why there are none."""

    memories: dict[str, int] = field(default_factory=dict)
    indexed: int = 0
    waiting: int = 0
    bytes: dict[str, int] = field(default_factory=dict)
    index_error: str = ""
    awaiting: int = 0
    neural_error: str = ""
    held: int = 0


class MemoryStore(Protocol):
    """Where memories live. Every write is durable when the call returns; its vectors are found soon after."""

    def remember(
        self, memories: Sequence[Memory], *, rule: str, why: str = "", readings: Mapping[str, Read] = NONE
    ) -> list[Memory]:
        """Stores new memories and gives back those that were new: an id that is there already is left alone. `readings`
        are what is known of passages, by id.

        Raises: DiskFull, Damaged.
        """

    def revise(self, memories: Sequence[Memory], *, what: str, rule: str, why: str = "") -> None:
        """Stores the next versions of memories, with a row of history each.

        Raises: Refused if a version does not follow the one stored; NotFound; DiskFull.
        """

    def succeed(self, old: Memory, new: Memory | None, *, rule: str, why: str = "") -> None:
        """Closes a memory now and lets another, stored with it, take its place: both stay readable.

        With no successor it is only closed: it was true, or believed, until now.
        Raises: Refused if it is closed already; NotFound; DiskFull.
        """

    def operation(self, what: str, *, join: bool = False) -> AbstractContextManager[None]:
        """Everything that this thread changes inside the block is one operation, undone whole or not at all; with
        `join` it goes on with the operation of that name."""

    def operations(self, limit: int = 20) -> list[Operation]:
        """The latest operations, latest first."""

    def operations_of(self, prefix: str) -> list[Operation]:
        """The operations whose names begin so, latest first."""

    def undo(self, number: int | None = None, *, asked: bool = True) -> Operation:
        """Undoes an operation exactly, the latest where none is named; what was done by that, as an operation. Where
        the person `asked` for it, an insight that goes is not drawn again, and what a run made can be brought back for
        longer.

        Raises: NotFound; Refused if something changed the same memories since, or it cannot be undone any more.
        """

    def add_keys(self, memory: str, texts: Sequence[str], *, rule: str) -> int:
        """Gives a memory other words by which it is found too; how many are new. What it says stays as it is.

        Raises: NotFound, Refused for a key without words, too long a one, or too many.
        """

    def drop_keys(self, memory: str, texts: Sequence[str] | None = None) -> int:
        """Takes keys from a memory, all where none are named, as the person asks; how many went."""

    def keys(self, memory: str) -> list[str]:
        """The other words by which a memory is found, in the order in which they were added."""

    def notice_language(self) -> str:
        """Said once, the first time that a note is in a language which the encoder does not know; else empty."""

    def at(self, memory: str, when: float) -> Memory | None:
        """A memory as it stood at a time; None if it was not stored yet or is forgotten."""

    def page_at(self, which: Filter, when: float, *, limit: int = 100, offset: int = 0) -> list[Memory]:
        """The memories that a filter would have given at a time, the newest first."""

    def get(self, ids: Sequence[str]) -> list[Memory]:
        """The memories that are there, in the order asked for."""

    def closed(self, ids: Sequence[str]) -> list[Memory]:
        """Those of these memories that held until some time and hold no more."""

    def held(self, subjects: Sequence[str], relations: Sequence[str], begin: float, end: float) -> list[Memory]:
        """The facts of some subjects (in small letters) and relations that held in a time, of each relation the one
        first that held for most of it. Infinity as the end asks for what has ended."""

    def passed(self, ids: Sequence[str], relations: Sequence[str], at: float) -> set[str]:
        """Those of some memories on which facts of these relations rest, none of which holds at a time."""

    def instead(self, ids: Sequence[str], begin: float, end: float) -> dict[str, list[Memory]]:
        """For facts and for the words that facts rest on, where these changed: what held in a time in their place, or
        they themselves; most of that time first. Infinity as the end asks for what has ended."""

    def find(self, prefix: str) -> Memory:
        """The memory whose id begins so. Raises: NotFound if there is none, Refused if there are several."""

    def page(self, which: Filter, *, limit: int = 100, offset: int = 0) -> list[Memory]:
        """Memories, the newest first."""

    def count(self, which: Filter) -> int:
        """How many memories there are."""

    def size(self) -> int:
        """About how many memories there are; what was forgotten may count."""

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """Candidates by words, best first: hits of the lane `words`, then those by their keys, of the lane `key`."""

    def holding(self, words: str, which: Filter) -> list[Memory]:
        """Every memory whose text holds all of these words, in whatever form, oldest first."""

    def told(self, what: Sequence[str], *, limit: int, which: Filter) -> list[Memory]:
        """Memories that tell who is who, the latest `limit` for each of what is sought (`secondme.memory.kin.sought`);
        not what the assistant said."""

    def nearest(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """Candidates by static vector, best first, among those that have no neural one yet; scores are cosines.

        Raises: IndexUnavailable.
        """

    def neural(self, question: NDArray[np.float32], *, limit: int, which: Filter) -> list[Hit]:
        """Candidates by neural vector, best first; scores are cosines. Raises: IndexUnavailable."""

    def spoken(self, question: NDArray[np.float32], names: Sequence[str], *, limit: int, which: Filter) -> list[Hit]:
        """Candidates by neural vector among what some speakers said, best first; of a speaker who said much those
        alone that are among the nearest of all. Raises: IndexUnavailable."""

    def encoded(self, text: str) -> NDArray[np.float32] | None:
        """The neural vector of a text of unit length. None where there is none: its encoder cannot be opened, or knows
        no word of it. The first call opens it, and waits for that where vectors of it are there to be searched."""

    def readings(self, ids: Sequence[str], *, reach: int, which: Filter) -> Readings:
        """Memories and up to `reach` neighbours either side of each, for scoring. Unknown ids are passed over; what
        `which` does not mean is there as context alone, what is forgotten not at all."""

    def speakers(self) -> tuple[str, ...]:
        """The names of who spoke, in order of the alphabet; those who are named in turns alone."""

    def tokens(self, text: str) -> NDArray[np.uint16]:
        """The ids of the known tokens of a text, in order, as readings have them."""

    def token_vectors(self, tokens: NDArray[np.uint16]) -> NDArray[np.float32]:
        """The unit vectors of tokens, shape (tokens, dimensions)."""

    def stems(self, text: str) -> list[str]:
        """The words of a text, folded and stemmed as the full-text index does it."""

    def rarity(self, stems: set[str]) -> dict[str, float]:
        """Inverse document frequency of each stem."""

    def each(self, which: Filter, *, after: str = "") -> Iterator[Memory]:
        """Every memory in the order in which they were stored, without holding all of them at once; those `after` the
        one of an id, where that is there."""

    def neighbours(self, memory: Memory) -> list[Memory]:
        """What was said or written right before and right after it, where there is any."""

    def history(self, memory: str) -> list[Change]:
        """What happened to a memory, oldest first."""

    def resting_on(self, ids: Sequence[str]) -> list[Memory]:
        """The derived memories that rest on any of these."""

    def unsettled(self, kind: Kind) -> list[Memory]:
        """The derived memories of a kind of whose evidence something was ever edited, closed or taken away, in the
        order in which they were stored."""

    def trace(self, memory: Memory) -> list[tuple[Memory, Span]]:
        """The words, said or written, that a derived memory rests on in the end, directly or through others."""

    def recalled(self, ids: Sequence[str], *, conversation: str, message: int, at: float) -> None:
        """Notes that an answer used these memories: strength rises once a conversation, what faded returns."""

    def hide(self, ids: Sequence[str], until: float) -> int:
        """Forgets memories in a way that can be undone until a time: nobody sees them, `due` names them then."""

    def due(self, when: float) -> list[str]:
        """Ids of hidden memories whose undo has lapsed."""

    def forget(self, ids: Sequence[str]) -> int:
        """Removes memories for good, with their history, words, vectors and the messages they were said in."""

    def decline(self, memories: Sequence[Memory]) -> None:
        """Notes that the person forgot these conclusions, so that the same evidence does not bring them back. What is
        declined for good stays so."""

    def declined(self, memory: str, source: Derived) -> bool:
        """Whether the person forgot this conclusion while it rested on the same evidence, or undid it for good."""

    def mark(self, step: str) -> str:
        """How far a step of consolidation has come; empty before it began."""

    def set_mark(self, step: str, value: str) -> None:
        """Notes how far a step has come."""

    def health(self) -> Health:
        """Counts and sizes."""

    def settle(self, timeout: float = 30.0) -> bool:
        """Waits until vectors and index have caught up; False if they have not within `timeout` seconds."""
