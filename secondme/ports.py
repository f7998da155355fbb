"""What the flows need from the outside: an embedder, a language model, the disk, a clock. Memory has `storing`.

Each port has one contract test-suite, run on the real thing and on the fake that other tests use.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.events import ModelState
from secondme.memory.cutting import Read
from secondme.memory.record import Memory

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

    Parts and block are tokenised apart and read as plain text, whatever marks of a template they may hold. The `block`
    is what was recalled for this answer alone: it is read before the parts of the last turn, and leaves the cache after
    the answer, so that a well-formed turn stays.
    """

    role: str
    parts: tuple[str, ...]
    block: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a reply went: tokens read from the cache, read anew, written; seconds to the first and in all.

    `seconds` is the time from the first token of the answer to its last. `cells` of the cache are in use after it, of
    `budget`; `pruned` of the exchanges of the conversation are in it no more, or not whole: those that the prompt had
    under the numbers from the first to the last of each pair in `missing`, both from 0. Of what was said before them
    `slid` exchanges are in it, whole. `drafted` tokens were guessed ahead, `accepted` of them were right. `restored` of
    the tokens in the cache came from a file; that was to take `restoring` seconds, and reading them again `rereading`.
    `streamed` bytes of weights were read from the disk for it, and for `waiting` seconds the computation waited for
    them.
    """

    cached: int = 0
    read: int = 0
    written: int = 0
    first: float = 0.0
    seconds: float = 0.0
    cells: int = 0
    budget: int = 0
    pruned: int = 0
    drafted: int = 0
    accepted: int = 0
    restored: int = 0
    restoring: float = 0.0
    rereading: float = 0.0
    streamed: int = 0
    waiting: float = 0.0
    missing: tuple[tuple[int, int], ...] = ()
    slid: int = 0


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

    def reply(
        self,
        turns: Sequence[Turn],
        limit: int,
        conversation: str = "",
        memories: Sequence[str] = (),
        *,
        anew: bool = False,
    ) -> Reply:
        """The answer to a conversation that ends with a `user` turn, at most `limit` tokens long.

        What was read of a `conversation` (its id) may be kept on the disk for when it goes on, and goes from there
        when any memory is forgotten; of none, as of a private one, nothing is. `memories` are the ids of those that
        these turns hold words of, as far as they are known. With `anew` the words are drawn, for another answer than
        the likeliest one, which was given already.
        Raises: NoModel, BadModel, ModelGone; ModelGone also while the pieces are read.
        """

    def gone(self, conversation: str) -> Sequence[int] | None:
        """Which exchanges of a conversation are before the model no more, or not whole: numbers, from 0, of those that
        its last prompt had. None where it holds another conversation. Never waits for an answer."""

    def close(self) -> None:
        """Ends the model's process."""


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document's text: where it begins (characters), on which line, under which headings.

    Of a format that is text itself, `text` stands word for word at `start` in the decoded file, whose newlines are line
    feeds, and `line` (from 1) is a line of the file. Of any other, both are places in the text as given: the sections'
    texts, with one blank line between two of them. `page` is a page or a slide, from 1; 0 where there are none.
    `lines` says where in the file such a text stands, where that is known: characters of `text` from which on it is at
    a line of the file, in order.
    """

    text: str
    start: int
    line: int
    heading: str = ""
    page: int = 0
    lines: tuple[tuple[int, int], ...] = ()


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
    """A folder that the person pointed at. `path` is absolute and resolved.

    Of its files those are read that match `include` (all, where it is empty) and not `exclude`, patterns as in a
    .gitignore, of at most `largest` bytes (0: as the settings say). Nothing of it is looked at while it is `paused`.
    """

    id: str
    path: Path
    name: str
    recursive: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    largest: int = 0
    paused: bool = False


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file that a walk found, with what the file system says of it. `modified` is in nanoseconds.

    `reason` is empty for a file to read, else the code of the rule that leaves it out.
    """

    path: Path
    size: int
    modified: int
    reason: str = ""


Known = tuple[str, int, int, str, int]
"""What is known of a file: path, size, time (nanoseconds), why it was skipped (empty if it was read), passages."""


class Alike(NamedTuple):
    """By what a file is known that was moved: its size, its time in nanoseconds, and the digest of its bytes (empty
    where they could not be read)."""

    size: int
    modified: int
    digest: str


class FileSource(Protocol):
    """The disk, as far as intake sees it."""

    def walk(self, folder: Folder, known: dict[str, Known] | None = None) -> Iterator[FileSeen]:
        """Every file of a folder that is not ignored, in order of path.

        Of the files in `known`, by path, those that were read and are on the disk as they were are taken out of it and
        not given. No rule is asked about them: they must have been read under the `rules` of now.
        Raises: Unreadable if the folder itself cannot be listed.
        """

    def rules(self, folder: Folder) -> str:
        """What tells the rules by which files of a folder are read from others, but for its ignore files."""

    def identity(self, folder: Folder) -> str:
        """What tells this folder from another at the same path (an unmounted drive's empty place); empty if none is
        there."""

    def drives(self, folder: Folder) -> frozenset[str]:
        """Where in a folder other drives are mounted now."""

    def look(self, folder: Folder, path: Path) -> FileSeen | None:
        """One file; None if it is not there, is ignored, or is no file. Ignored folders above it count."""

    def read(self, path: Path, *, largest: int = 0) -> Document:
        """The text of a file, of at most so many bytes where that is given. Raises: Unreadable, with the reason."""


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


def file_id(known: FileRow | None) -> str:
    """The lasting id of a file: kept while its row is there, made where there is none."""
    return known.id if known else uuid.uuid4().hex[:16]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of the intake queue."""

    n: int
    folder: Folder
    path: Path

    def __hash__(self) -> int:
        return self.n  # unlike all of it quick: each is looked up many times


class Taken(NamedTuple):
    """A file as it is to be taken in: its id, and what is known of each passage already, or nothing."""

    folder: Folder
    file: str
    document: Document
    passages: Sequence[Memory]
    readings: Sequence[Read] = ()


class Shelf(Protocol):
    """Watched folders, their files as last read, and the durable queue of files to read."""

    def all(self) -> list[Folder]:
        """Every watched folder."""

    def files(self, folder: Folder, *, limit: int = -1) -> list[FileRow]:
        """The files of a folder as last read, in order of path."""

    def known(self, folder: Folder) -> dict[str, Known]:
        """The same by path and in short, as there may be a hundred thousand."""

    def rules(self, folder: Folder) -> str:
        """The rules by which every file of a folder was looked at last; empty before that."""

    def ruled(self, folder: Folder, rules: str) -> None:
        """Notes those."""

    def files_at(self, paths: Sequence[Path]) -> dict[str, FileRow]:
        """Those of some files that were looked at, by path, as last read."""

    def file(self, path: Path) -> FileRow | None:
        """One file as last read."""

    def passages(self, file: str) -> Sequence[str]:
        """Ids of a file's passages, in order."""

    def same(self, files: Sequence[Alike]) -> dict[Alike, list[tuple[Folder, FileRow]]]:
        """Of each the files that were read with these bytes, or left out by the person with this size and time: of
        the folders that are there, in the order of their paths."""

    def move(self, file: FileRow, folder: Folder, path: Path) -> None:
        """Notes that a file lies elsewhere now; its id and its passages stay what they are."""

    def shelve(self, files: Sequence[Taken]) -> list[tuple[int, int]]:
        """Takes the passages of files in, in one transaction. Of each file how many are new, how many went."""

    def skip(self, folder: Folder, seen: FileSeen, reason: str, *, keep: bool = False) -> int:
        """Notes that a file is not read and why; passages that it had go, or are kept. How many went."""

    def drop(self, path: Path) -> int:
        """Takes a file that is gone from the disk out of memory; how many passages went."""

    def root(self, folder: Folder) -> str:
        """The identity of a folder when it was last read; empty before that."""

    def rooted(self, folder: Folder, identity: str) -> None:
        """Notes the identity of a folder."""

    def drives(self, folder: Folder) -> frozenset[str]:
        """Where in a folder other drives were mounted that files were read of."""

    def mounted(self, folder: Folder, drives: frozenset[str]) -> None:
        """Notes those."""

    def mark(self, folder: Folder, state: str) -> None:
        """Notes a folder's state: empty where all is well, else a sentence."""

    def queue(self, folder: Folder, paths: Sequence[Path], *, urgent: bool) -> None:
        """Puts files into the queue, each once."""

    def next(self) -> Waiting | None:
        """The file to read now; it leaves the queue when it was shelved, skipped or dropped."""

    def ahead(self, limit: int) -> Sequence[Waiting]:
        """The files to read now and next, so many at most."""

    def together(self) -> AbstractContextManager[object]:
        """Inside, what is written is written at once when the block ends, or not at all."""

    def done(self, path: Path) -> None:
        """Takes a file off the queue."""

    def waiting(self) -> int:
        """How many files wait."""


class Erasing(Protocol):
    """What is being purged, noted so that it goes on after a crash."""

    def take(self, when: float) -> list[str]:
        """Takes what is hidden and due by a time out of memory, in one step that no undo can come in between, and
        notes it; the ids of all that has not gone from every other place yet. Raises: DiskFull, StoreError."""

    def waiting(self) -> bool:
        """Whether something was taken out that has not gone from every other place."""

    def end(self, ids: Sequence[str]) -> None:
        """Notes that these are gone from everywhere."""


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
    gives its text in order; it raises Unreadable where it cannot. It is a function of a module, and runs in a process
    of its own with limits of time and memory, unless the reader is `plain`: does no more than look at text.
    """

    name: str
    suffixes: frozenset[str]
    sections: Callable[[bytes, Path], Iterable[Section]]
    plain: bool = False
