"""What the flows need from the outside: a memory store, a language model, an embedder, the disk, a clock.

Each port has one contract test-suite, run on the real thing and on the fake that other tests use.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.events import ModelState, Recollection
from secondme.memory.record import By, Derived, Kind, Memory, Span, Status

Clock = Callable[[], float]
"""Seconds since 1970; passed in, so that tests can move it."""


class Embedder(Protocol):
    """Texts to vectors."""

    @property
    def name(self) -> str:
        """Name and version, part of the identity of every collection that holds its vectors."""

    @property
    def digest(self) -> str:
        """SHA-256 of the weights, the other part of that identity."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length, shape (len(texts), dimensions). A text without a known token gives zeros."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a prompt: `system`, `user` or `assistant`.

    The parts are tokenised apart and read as plain text, whatever marks of a template they may hold; so a
    part can be cut from the cache later and leave a well-formed turn.
    """

    role: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a reply went: tokens read from the cache, read anew, written; seconds to the first and in all.

    `seconds` is the time from the first token of the answer to its last.
    """

    cached: int = 0
    read: int = 0
    written: int = 0
    first: float = 0.0
    seconds: float = 0.0


class Reply(Protocol):
    """An answer on its way: pieces of text, in order. Closing it stops the model at once."""

    def __iter__(self) -> Iterator[str]: ...

    def close(self) -> None:
        """Stops the model; the pieces end. Safe from another thread, twice, and after the end."""

    @property
    def reading(self) -> Reading:
        """How it went; complete once the pieces have ended."""


class LanguageModel(Protocol):
    """The model that answers, in a process of its own."""

    @property
    def state(self) -> ModelState:
        """What it is doing; never blocks."""

    def context(self) -> int:
        """Length of the context in tokens; loads the model if need be.

        Raises: NoModel, BadModel, ModelGone.
        """

    def count(self, texts: Sequence[str]) -> list[int]:
        """Tokens in each text, read as plain text. Raises: NoModel, BadModel, ModelGone."""

    def reply(self, turns: Sequence[Turn], limit: int) -> Reply:
        """The answer to a conversation that ends with a `user` turn, at most `limit` tokens long.

        Raises: NoModel, BadModel, ModelGone; ModelGone also while the pieces are read.
        """

    def close(self) -> None:
        """Ends the model's process."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document's text: where it begins (characters), on which line, under which headings."""

    text: str
    start: int
    line: int
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file as its reader saw it. `digest` is the SHA-256 of its bytes; `modified` is in nanoseconds."""

    path: Path
    sections: tuple[Section, ...]
    digest: str
    size: int
    modified: int


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that the person pointed at. `path` is absolute and resolved."""

    id: str
    path: Path
    name: str
    recursive: bool = True


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file that a walk found, with what the file system says of it. `modified` is in nanoseconds.

    `reason` is empty for a file to read, else the code of the rule that leaves it out.
    """

    path: Path
    size: int
    modified: int
    reason: str = ""


class FileSource(Protocol):
    """The disk, as far as intake sees it."""

    def walk(self, folder: Folder) -> Iterator[FileSeen]:
        """Every file of a folder that is not ignored, in order of path.

        Raises: Unreadable if the folder itself cannot be listed.
        """

    def identity(self, folder: Folder) -> str:
        """What tells this folder from another at the same path (an unmounted drive's empty place); empty if none is
        there."""

    def look(self, folder: Folder, path: Path) -> FileSeen | None:
        """One file; None if it is not there, is ignored, or is no file. Ignored folders above it count."""

    def read(self, path: Path) -> Document:
        """The text of a file. Raises: Unreadable, with the reason."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file as it was last read: `state` is `indexed` or `skipped`, `reason` the code of why it was skipped."""

    id: str
    path: str
    size: int
    modified: int
    digest: str
    state: str
    reason: str
    passages: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the intake queue."""

    n: int
    folder: Folder
    path: Path


class Shelf(Protocol):
    """Watched folders, their files as last read, and the durable queue of files to read."""

    def all(self) -> list[Folder]:
        """Every watched folder."""

    def files(self, folder: Folder, *, limit: int = -1) -> list[FileRow]:
        """The files of a folder as last read, in order of path."""

    def file(self, path: Path) -> FileRow | None:
        """One file as last read."""

    def identity(self, folder: Folder, path: Path) -> str:
        """The lasting id of a file."""

    def shelve(self, folder: Folder, file: str, document: Document, passages: Sequence[Memory]) -> tuple[int, int]:
        """Takes a file's passages in, in one transaction. How many are new, how many went."""

    def skip(self, folder: Folder, seen: FileSeen, reason: str, *, keep: bool = False) -> int:
        """Notes that a file is not read and why; passages that it had go, or are kept. How many went."""

    def drop(self, path: Path) -> int:
        """Takes a file that is gone from the disk out of memory; how many passages went."""

    def root(self, folder: Folder) -> str:
        """The identity of a folder when it was last read; empty before that."""

    def rooted(self, folder: Folder, identity: str) -> None:
        """Notes the identity of a folder."""

    def mark(self, folder: Folder, state: str) -> None:
        """Notes a folder's state: empty where all is well, else a sentence."""

    def queue(self, folder: Folder, paths: Sequence[Path], *, urgent: bool) -> None:
        """Puts files into the queue, each once."""

    def next(self) -> Waiting | None:
        """The file to read now; it leaves the queue when it was shelved, skipped or dropped."""

    def done(self, path: Path) -> None:
        """Takes a file off the queue."""

    def waiting(self) -> int:
        """How many files wait."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation, with its number and the memory that holds its words."""

    n: int
    role: By
    memory: Memory


class Talks(Protocol):
    """Conversations and their messages."""

    def begin(self, conversation: str, place: str) -> None:
        """Makes a conversation; one that is there already goes on."""

    def say(self, conversation: str, by: By, text: str) -> Message:
        """Stores a message and its memory; on disk when the call returns. Raises: NotFound, DiskFull."""

    def messages(self, conversation: str, *, last: int | None = None) -> list[Message]:
        """The messages of a conversation in order, or its last ones. Raises: NotFound."""

    def uses(self, conversation: str) -> dict[int, list[tuple[str, float, dict[str, Any]]]]:
        """For each message of a conversation, the memories it was given: id, score, receipt, best first."""

    def used(self, message: int, conversation: str, memories: Sequence[Recollection]) -> None:
        """Notes which memories an answer was given; recall strengthens them."""


class Runs(Protocol):
    """Consolidation runs."""

    def begin(self) -> int:
        """Begins a run; its number."""

    def end(self, run: int, *, state: str, looked_at: int, faded: int, insights: int) -> None:
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
    folder with all below it, `topics` are numbers of topics.
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


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate of one lane, with that lane's own score (higher is better)."""

    memory: str
    lane: str
    score: float


@dataclass(frozen=True, slots=True)
class Health:
    """Counts and sizes of the store. `waiting` is the length of the outbox."""

    memories: dict[str, int] = field(default_factory=dict)
    indexed: int = 0
    waiting: int = 0
    bytes: dict[str, int] = field(default_factory=dict)
    index_error: str = ""


class MemoryStore(Protocol):
    """Where memories live. Every write is durable when the call returns; the vector index follows at once."""

    def remember(self, memories: Sequence[Memory], *, rule: str, why: str = "") -> list[Memory]:
        """Stores new memories and gives back those that were new: an id that is there already is left alone.

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

    def undo(self, number: int | None = None) -> Operation:
        """Undoes an operation exactly, the latest where none is named; what was done by that, as an operation.

        Raises: NotFound; Refused if something changed the same memories since, or it cannot be undone any more.
        """

    def at(self, memory: str, when: float) -> Memory | None:
        """A memory as it stood at a time; None if it was not stored yet or is forgotten."""

    def page_at(self, which: Filter, when: float, *, limit: int = 100, offset: int = 0) -> list[Memory]:
        """The memories that a filter would have given at a time, the newest first."""

    def get(self, ids: Sequence[str]) -> list[Memory]:
        """The memories that are there, in the order asked for."""

    def find(self, prefix: str) -> Memory:
        """The memory whose id begins so. Raises: NotFound if there is none, Refused if there are several."""

    def page(self, which: Filter, *, limit: int = 100, offset: int = 0) -> list[Memory]:
        """Memories, the newest first."""

    def count(self, which: Filter) -> int:
        """How many memories there are."""

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """Candidates by words, best first."""

    def holding(self, words: str, which: Filter) -> list[Memory]:
        """Every memory whose text holds all of these words, in whatever form, oldest first."""

    def nearest(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """Candidates by vector, best first; scores are cosines. Raises: IndexUnavailable."""

    def similarity(self, question: str, memories: Sequence[Memory]) -> list[float]:
        """Cosine of a question with each memory, in order."""

    def stems(self, text: str) -> list[str]:
        """The words of a text, folded and stemmed as the full-text index does it."""

    def rarity(self, stems: set[str]) -> dict[str, float]:
        """Inverse document frequency of each stem."""

    def each(self, which: Filter) -> Iterator[Memory]:
        """Every memory, oldest first, without holding all of them at once."""

    def neighbours(self, memory: Memory) -> list[Memory]:
        """What was said or written right before and right after it, where there is any."""

    def history(self, memory: str) -> list[Change]:
        """What happened to a memory, oldest first."""

    def resting_on(self, ids: Sequence[str]) -> list[Memory]:
        """The derived memories that rest on any of these."""

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
        """Notes that the person forgot these conclusions, so that the same evidence does not bring them back."""

    def declined(self, memory: str, source: Derived) -> bool:
        """Whether the person forgot this conclusion while it rested on the same evidence."""

    def health(self) -> Health:
        """Counts and sizes."""

    def settle(self, timeout: float = 30.0) -> bool:
        """Waits until the vector index has caught up; False if it has not within `timeout` seconds."""


class Erasing(Protocol):
    """What is being purged, noted so that it goes on after a crash."""

    def hidden(self, ids: Sequence[str]) -> list[Memory]:
        """Memories that wait to be purged."""

    def begin(self, ids: Sequence[str]) -> None:
        """Notes that these are to go."""

    def pending(self) -> list[str]:
        """What was noted and has not gone from everywhere."""

    def end(self, ids: Sequence[str]) -> None:
        """Notes that they are gone."""


class Trace(Protocol):
    """A place beside the ledger's rows that may hold bytes of a memory."""

    def erase(self, ids: Sequence[str]) -> str:
        """Removes every byte of these; a sentence about what this cannot reach, empty if nothing is left.

        Raises: SecondMeError if it could not be done now and is to be tried again.
        """


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of files, as a plugin offers it.

    `suffixes` are lower case with their dot (".md"). `sections` takes the file's bytes and its path and
    gives its text in order; it raises Unreadable where it cannot.
    """

    name: str
    suffixes: frozenset[str]
    sections: Callable[[bytes, Path], Iterable[Section]]
