"""One fake for each seam. Each keeps the contract of its port (tests/contracts), so that it cannot lie."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import ModelError, ModelGone, Unreadable
from secondme.events import ModelState
from secondme.files.disk import REASONS
from secondme.files.ignore import by_name
from secondme.ports import Document, FileSeen, Folder, Known, Reader, Reading, Turn
from tests.scripted import ScriptedClient as ScriptedClient


class HashEmbedder:
    """An `Embedder` without weights: a text is the sum of vectors drawn from the hashes of its words.

    Texts that share words are near each other; words that mean the same are not.
    """

    name = "hash-v1"
    digest = hashlib.sha256(b"hash-v1").hexdigest()

    def __init__(self, dimensions: int = 64) -> None:
        self.dimensions = dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of unit length; a text without a word gives zeros."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in re.findall(r"\w+", text.casefold()):
                row += self._word(word)
            row /= np.linalg.norm(row) or 1
        return vectors

    def _word(self, word: str) -> NDArray[np.float32]:
        drawn = hashlib.shake_128(word.encode("utf-8", "replace")).digest(self.dimensions)
        return np.frombuffer(drawn, np.uint8).astype(np.float32) - 127.5


class MemoryDisk:
    """A `FileSource` of files that are only remembered. A folder is there once it was made or written to.

    `broken` gives the reason why a path cannot be read or, for a folder, listed.
    """

    def __init__(self, readers: Mapping[str, Reader], *, limit: int = 20_000_000) -> None:
        self.broken: dict[Path, str] = {}
        self.numbers: dict[Path, int] = {}
        self._readers = readers
        self._limit = limit
        self._files: dict[Path, tuple[bytes, int]] = {}
        self._folders: set[Path] = set()
        self._ticks = 0

    def make(self, folder: Path) -> None:
        """Makes a folder, and those above it."""
        self._folders |= {folder, *folder.parents}

    def write(self, path: Path, content: bytes) -> None:
        """Writes a file; each writing has a later time than the one before."""
        self.make(path.parent)
        self._ticks += 1
        self._files[path] = (content, self._ticks)

    def remove(self, path: Path) -> None:
        """Removes a file, or a folder with all that it holds."""
        self._files = {kept: file for kept, file in self._files.items() if not kept.is_relative_to(path)}
        self._folders = {kept for kept in self._folders if not kept.is_relative_to(path)}

    def walk(self, folder: Folder, known: dict[str, Known] | None = None) -> Iterator[FileSeen]:
        """Every file that is not ignored, but for the known ones that are as they were."""
        if folder.path not in self._folders:
            raise _unreadable("vanished")
        if folder.path in self.broken:
            raise _unreadable(self.broken[folder.path])
        for path in sorted(self._files):
            seen = self.look(folder, path)
            if known and seen and known.get(str(path), ())[1:4] == (seen.size, seen.modified, ""):
                del known[str(path)]
            elif seen:
                yield seen

    def rules(self, folder: Folder) -> str:
        """Those of names, which do not change."""
        return "names"

    def identity(self, folder: Folder) -> str:
        """The folder's number here; empty if it is not there."""
        return str(self.numbers.get(folder.path, 1)) if folder.path in self._folders else ""

    def drives(self, folder: Folder) -> frozenset[str]:
        """None."""
        return frozenset()

    def look(self, folder: Folder, path: Path) -> FileSeen | None:
        """One file."""
        if path not in self._files or not path.is_relative_to(folder.path):
            return None
        parts = path.relative_to(folder.path).parts
        if (len(parts) > 1 and not folder.recursive) or any(by_name(name, folder=True) for name in parts[:-1]):
            return None
        content, modified = self._files[path]
        if by_name(path.name, folder=False):
            return None
        return FileSeen(path, len(content), modified, self._reason(path, content, folder.largest))

    def read(self, path: Path, *, largest: int = 0) -> Document:
        """The text of a file."""
        if path not in self._files:
            raise _unreadable("directory" if path in self._folders else "vanished")
        content, modified = self._files[path]
        if reason := self.broken.get(path) or self._reason(path, content, largest):
            raise _unreadable(reason)
        sections = tuple(self._readers[path.suffix.lower()].sections(content, path))
        return Document(path, sections, hashlib.sha256(content).hexdigest(), len(content), modified)

    def _reason(self, path: Path, content: bytes, largest: int = 0) -> str:
        if any("\ud800" <= letter <= "\udfff" for letter in str(path)):
            return "name"
        if path.suffix.lower() not in self._readers:
            return "no-reader"
        return "too-large" if len(content) > (largest or self._limit) else ""


def _unreadable(reason: str) -> Unreadable:
    return Unreadable(reason, REASONS[reason])


class ScriptedModel:
    """A `LanguageModel` that says what the test wrote, a word a piece.

    `say` is the answer, or makes it from the turns. A word is a token. While `gate` is not set an answer waits
    before its second piece, and `waiting` is set as it does; closing the answer sets `gate`. `error` is raised by
    whatever needs the model; `breaks_after` pieces the process is gone. `asked` keeps the turns of every question.
    `lost` are the exchanges that it has no longer before it. `began` is how an answer's reading begins.
    """

    def __init__(self, say: str | Callable[[Sequence[Turn]], str] = "I do not know.", *, context: int = 4096) -> None:
        self.say = say
        self.gate = threading.Event()
        self.gate.set()
        self.waiting = threading.Event()
        self.error: ModelError | None = None
        self.anew = False
        self.breaks_after: int | None = None
        self.asked: list[tuple[Turn, ...]] = []
        self.replies: list[ScriptedReply] = []
        self.forms: list[Mapping[str, Any] | None] = []
        self.closed = False
        self.lost: tuple[int, ...] = ()
        self.began = Reading()
        self._length = context
        self._conversation = ""
        self._one_at_a_time = threading.Lock()

    @property
    def state(self) -> ModelState:
        """Ready, unless it is to fail or was closed."""
        if self.error is not None:
            return ModelState("failed", "scripted", str(self.error))
        if self.closed:
            return ModelState("asleep", "scripted", "scripted sleeps until it is needed.")
        return ModelState("ready", "scripted", "scripted is ready.", 1, self._length)

    def context(self) -> int:
        """Length of the context in words."""
        self._need()
        return self._length

    def count(self, texts: Sequence[str]) -> list[int]:
        """Words and other signs in each text."""
        self._need()
        return [len(_tokens(text)) for text in texts]

    def reply(
        self,
        turns: Sequence[Turn],
        limit: int,
        conversation: str = "",
        memories: Sequence[str] = (),
        *,
        anew: bool = False,
    ) -> ScriptedReply:
        """The scripted answer."""
        self._need()
        read = sum(len(_tokens(part)) for turn in turns for part in turn.parts)
        if read >= self._length:
            raise ModelError(f"The prompt has {read:,} tokens; the model's context holds {self._length:,}.")
        self._one_at_a_time.acquire()
        self.asked.append(tuple(turns))
        self.anew = anew
        self._conversation = conversation
        text = self.say if isinstance(self.say, str) else self.say(turns)
        said = ScriptedReply(self, re.findall(r"\S+\s*", text)[:limit], read, self._one_at_a_time.release)
        self.replies.append(said)
        return said

    def background(
        self, jobs: Sequence[Sequence[Turn]], limit: int, schema: Mapping[str, Any] | None = None
    ) -> ScriptedAnswers:
        """The scripted answers; `forms` keeps the schema. The conversation that the chat is in stays as it is."""
        self._need()
        self.forms.append(schema)
        said = []
        for job, turns in enumerate(jobs):
            self.asked.append(tuple(turns))
            words = re.findall(r"\S+\s*", self.say if isinstance(self.say, str) else self.say(turns))
            said.append(ScriptedAnswer(job, "".join(words[:limit]).strip(), len(words) > limit))
        return ScriptedAnswers(said)

    def gone(self, conversation: str) -> Sequence[int] | None:
        """What the test says of the last conversation."""
        return self.lost if conversation and conversation == self._conversation else None

    def close(self) -> None:
        """Remembers that it was closed; answers all the same when asked again."""
        self.closed = True

    def _need(self) -> None:
        self.closed = False
        if self.error is not None:
            raise self.error


@dataclass(frozen=True)
class ScriptedAnswer:
    """What a `ScriptedModel` said to a job."""

    job: int
    text: str
    cut: bool


class ScriptedAnswers:
    """Answers of a `ScriptedModel` that nobody waits for."""

    def __init__(self, said: Sequence[ScriptedAnswer]) -> None:
        self._said = said
        self._over = False

    def __iter__(self) -> Iterator[ScriptedAnswer]:
        for one in self._said:
            if self._over:
                return
            yield one

    def close(self) -> None:
        """Drops what is left."""
        self._over = True


class ScriptedReply:
    """An answer of a `ScriptedModel`. `closed` says whether it was stopped before its end."""

    def __init__(self, model: ScriptedModel, pieces: Sequence[str], read: int, ended: Callable[[], None]) -> None:
        self.closed = False
        self.reading = replace(model.began, read=read)
        self._model = model
        self._pieces = pieces
        self._ended = ended
        self._over = False

    def __iter__(self) -> Iterator[str]:
        for piece in self._pieces:
            if self.reading.written == 1 and not self._model.gate.is_set():
                self._model.waiting.set()
                self._model.gate.wait()
            if self._over:
                return
            if self.reading.written == self._model.breaks_after:
                self._end()
                raise ModelGone("The model's process ended in the middle of the answer.")
            self.reading = replace(self.reading, written=self.reading.written + 1)
            yield piece
        self._end()

    def close(self) -> None:
        """Stops the answer."""
        self.closed = self.closed or not self._over
        self._end()
        self._model.gate.set()

    def _end(self) -> None:
        if not self._over:
            self._over = True
            self._ended()


def _tokens(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text)
