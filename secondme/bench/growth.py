"""A memory that grows beside bare ChromaDB: filled once, looked at on the way; what several measures rest on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
from numpy.typing import NDArray

from secondme.bench.chroma import Bare
from secondme.bench.home import Home
from secondme.bench.measure import NotTaken, Say
from secondme.bench.texts import GROUP, Paper, Talk, Writer, mixed, whole_vocabulary
from secondme.config import Folders as Places
from secondme.config import Settings
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.locales import calendar_of
from secondme.memory.record import By, Kind, Memory, Written, identity
from secondme.memory.spans import tells_time
from secondme.ports import Clock, Document, Folder, Taken, file_id
from secondme.service.client import Client
from secondme.store.conversations import Conversations
from secondme.store.folders import Folders
from secondme.store.readings import spoken
from secondme.store.store import Store

CHUNK = 10_000
"""Memories that are stored before the neighbour has its turn with the same vectors."""
TOGETHER = 2_000
"""Memories of one transaction."""
ASKED = 50
"""Questions that both are asked before their memory is looked at."""
SETTLE = 600.0
PATIENCE = 120.0
"""Seconds that a started process may take until it has answered and ended."""


class Given:
    """The static encoder by name, which hands out vectors and tokens that were made before."""

    def __init__(self, encoder: StaticEncoder) -> None:
        self.name = encoder.name
        self.digest = encoder.digest
        self.dimensions = encoder.dimensions
        self.tokens, self.vectors = encoder.tokens, encoder.vectors
        self._rows: dict[int, NDArray[np.float32]] = {}
        self._tokens: dict[int, NDArray[np.uint16]] = {}

    def give(self, memories: Sequence[Memory], vectors: NDArray[np.float32]) -> None:
        """Says which vectors these memories have, shape (len(memories), dimensions)."""
        texts = [spoken(memory) for memory in memories]
        self._rows |= {hash(text): row for text, row in zip(texts, vectors, strict=True)}
        self._tokens |= {hash(text): self.tokens(text) for text in texts}

    def forget(self) -> None:
        """Lets all of them go."""
        self._rows.clear()
        self._tokens.clear()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of texts. Raises: KeyError for one that has none."""
        return np.stack([self._rows[hash(text)] for text in texts])

    def read(self, texts: Sequence[str]) -> tuple[list[NDArray[np.uint16]], NDArray[np.float32]]:
        """The tokens and vectors of texts. Raises: KeyError for one that has none."""
        return [self._tokens[hash(text)] for text in texts], self.embed(texts)


@dataclass(frozen=True, slots=True)
class Stage:
    """How far it has grown, and what was seen there. Bytes; memories a second since the stage before."""

    memories: int
    text: int
    rate: float
    their_rate: float
    disk: dict[str, int]
    their_disk: int
    resident: int
    their_resident: int

    @property
    def beside_vectors(self) -> int:
        """Bytes of the data folder without the index."""
        return sum(size for name, size in self.disk.items() if name != "index")


class Grown:
    """A home and a bare ChromaDB that hold the same vectors, for the length of a `with`."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.home = Home()
        self.neighbour = self.home.place / "chroma"
        self.questions = self.home.place / "questions.npy"
        words = whole_vocabulary(assets.folder("minilm-int8"))
        writer = Writer(words, seed=7)
        self.asked = tuple(writer.sentence() for _ in range(ASKED))
        self._encoder = StaticEncoder(assets.folder("static-minilm-256"))
        self.dimensions = self._encoder.dimensions
        np.save(self.questions, self._encoder.embed([f"User: {question}" for question in self.asked]))
        self._parts = mixed(words)
        self._draw = np.random.default_rng(1)
        self._text = 0
        self.size = 0
        self.stages: list[Stage] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.home.close()

    def to(self, size: int) -> Stage:
        """Grows to so many memories, a multiple of `GROUP`, and looks at what it has become. Raises: NotTaken."""
        for stage in self.stages:
            if stage.memories == size:
                return stage
        if size % GROUP or size < self.size:
            raise ValueError(f"a memory of {self.size} does not grow to {size}")
        began, ours, theirs = self.size, 0.0, 0.0
        while self.size < size:
            count = min(CHUNK, size - self.size)
            vectors = self._draw.standard_normal((count, self.dimensions)).astype(np.float32)
            vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
            ids, seconds = self._store(count, vectors)
            ours += seconds
            with Bare(self.neighbour) as bare:
                at = time.perf_counter()
                bare.add(ids, vectors)
                theirs += time.perf_counter() - at
            self.size += count
            self._say(f"{self.size:,} memories: {count / seconds:,.0f}/s")
        new = size - began
        resident, disk = self._served()
        stage = Stage(
            size, self._text, new / ours, new / theirs, disk, _bytes(self.neighbour), resident, self._their_resident()
        )
        self.stages.append(stage)
        return stage

    def snapshot(self) -> tuple[int, int]:
        """Bytes of a snapshot of the ledger as it is, and how many are kept. None is left behind."""
        client = self.home.start()
        try:
            made = int(client.snapshot()["bytes"])
        finally:
            self.home.stop()
        shutil.rmtree(self.home.folders.snapshots)
        return made, Settings().memory.snapshots

    def start(self) -> float:
        """Seconds from the start of the service's process to its answer to a first question. Raises: NotTaken."""
        began = time.perf_counter()
        with _process([sys.executable, "-m", "secondme", "serve", "--ready"], self.home) as process:
            if not json.loads(_line(process)).get("ready"):
                raise NotTaken("The service did not start.")
            found = Client(self.home.folders, start=False).recall(self.asked[0])
            seconds = time.perf_counter() - began
            process.terminate()
            process.wait()
        if not found:
            raise NotTaken("The first question found nothing.")
        return seconds

    def their_start(self) -> float:
        """Seconds from the start of a process to bare ChromaDB's answer to the same question. Raises: NotTaken."""
        began = time.perf_counter()
        with self._bare() as process:
            _line(process)
            return time.perf_counter() - began

    # ---- parts ---------------------------------------------------------------------------------------

    def _store(self, count: int, vectors: NDArray[np.float32]) -> tuple[list[str], float]:
        """Stores so many memories and waits until the index has them: their ids, and the seconds it took."""
        given = Given(self._encoder)
        store = opened(self.home.folders, given, time.time)
        try:
            store.index.open()
            filling = Filling(store, given, vectors, time.time)
            seconds = 0.0
            left = count
            while left:
                some = min(TOGETHER, left)
                parts = tuple(_cut(self._parts, some))
                began = time.perf_counter()
                filling.take(parts)
                seconds += time.perf_counter() - began
                left -= some
            began = time.perf_counter()
            if not store.settle(SETTLE):
                raise NotTaken(f"The index did not catch up with the memories within {SETTLE:.0f} s.")
            seconds += time.perf_counter() - began
            with store.ledger.write() as connection:
                # The vectors are made up, so nothing is to follow that would take their places.
                connection.execute("DELETE FROM awaiting")
            self._text += filling.text
            return filling.ids, seconds
        finally:
            store.close()

    def _served(self) -> tuple[int, dict[str, int]]:
        """Resident memory of a service that was asked all questions, and what lies in the data folder then."""
        client = self.home.start()
        try:
            for question in self.asked:
                client.recall(question)
            return int(client.status()["memory_bytes"]), parts(self.home.folders.home)
        finally:
            self.home.stop()

    def _their_resident(self) -> int:
        with self._bare() as process:
            _line(process)
            return int(json.loads(_line(process))["resident"])

    def _bare(self) -> AbstractContextManager[subprocess.Popen[str]]:
        command = [sys.executable, "-m", "secondme.bench.chroma", str(self.neighbour), str(self.questions)]
        return _process(command, self.home)


class Filling:
    """Puts talks and files into a store as the service would, many in one transaction."""

    def __init__(self, store: Store, given: Given, vectors: NDArray[np.float32], clock: Clock) -> None:
        self._store = store
        self._talks = Conversations(store, clock)
        self._folders = Folders(store, clock)
        self._given = given
        self._vectors = vectors
        self.ids: list[str] = []
        self.text = 0
        """Bytes of the texts, in UTF-8."""

    def take(self, parts: Sequence[Talk | Paper]) -> None:
        """Stores them in one transaction."""
        with self._store.ledger.write():
            folder = self._folders.add(Path("/bench"), "bench", True)
            for part in parts:
                if isinstance(part, Talk):
                    self._talks.begin(part.id, "bench")
                    self._gave([self._talks.say(part.id, by, text).memory for by, text in part.turns])
                else:
                    self._shelve(folder, part)

    def _shelve(self, folder: Folder, paper: Paper) -> None:
        file = file_id(self._folders.file(Path("/bench") / paper.name))
        document, passages = written(folder, file, paper, time.time())
        self._gave(passages)
        self._folders.shelve([Taken(folder, file, document, passages)])

    def _gave(self, memories: Sequence[Memory]) -> None:
        # Before the transaction ends, and with it the wait of the thread that asks for the vectors.
        at = len(self.ids)
        self._given.give(memories, self._vectors[at : at + len(memories)])
        self.ids += [memory.id for memory in memories]
        self.text += sum(len(memory.text.encode()) for memory in memories)


def opened(places: Places, embedder: Given, clock: Clock) -> Store:
    """The store of a home with another embedder than the shipped one; nobody else may have it open."""
    from secondme.store.index import VectorIndex
    from secondme.store.ledger import Ledger

    places.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = f"{embedder.name}-{embedder.digest[:8]}"
    calendar = calendar_of(os.environ)  # that of the service which opens it next
    return Store(
        Ledger(places.ledger),
        VectorIndex(places.index, encoder=name, dimensions=embedder.dimensions),
        embedder,
        clock,
        tells=lambda text: tells_time(text, calendar),
        calendar=" ".join(calendar.languages),
    )


def parts(home: Path) -> dict[str, int]:
    """Bytes in a data folder by what lies in it: `ledger` with its log, `index`, and the other entries by name."""
    found: dict[str, int] = {}
    for entry in sorted(home.iterdir()):
        name = "ledger" if entry.name.startswith("ledger.db") else entry.name
        found[name] = found.get(name, 0) + _bytes(entry)
    return found


def curve(stages: Sequence[Stage]) -> list[str]:
    """The growth as a table, with a bar for the speed of writing."""
    most = max((max(stage.rate, stage.their_rate) for stage in stages), default=1.0)
    lines = [
        f"{'memories':>9} {'written/s':>9} {'ChromaDB':>9}  {'folder':>8} {'index':>8} {'beside/text':>11} "
        f"{'resident':>9} {'ChromaDB':>9}"
    ]
    for stage in stages:
        lines.append(
            f"{stage.memories:>9,} {stage.rate:>9,.0f} {stage.their_rate:>9,.0f}  "
            f"{_megabytes(stage.beside_vectors):>8} {_megabytes(stage.disk.get('index', 0)):>8} "
            f"{stage.beside_vectors / stage.text:>11.2f} {_megabytes(stage.resident):>9} "
            f"{_megabytes(stage.their_resident):>9}"
        )
    lines.append("written/s, █ ours, ░ ChromaDB alone")
    for stage in stages:
        lines.append(f"{stage.memories:>9,} {'█' * round(40 * stage.rate / most)}")
        lines.append(f"{'':>9} {'░' * round(40 * stage.their_rate / most)}")
    return lines


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


def _cut(parts: Iterator[Talk | Paper], count: int) -> Iterator[Talk | Paper]:
    """The next parts that hold so many memories together, a multiple of `GROUP`."""
    while count > 0:
        part = next(islice(parts, 1))
        count -= len(part.turns if isinstance(part, Talk) else part.passages)
        yield part


def written(folder: Folder, file: str, paper: Paper, made: float) -> tuple[Document, list[Memory]]:
    """A made-up file as a reader would have seen it, and its passages, made at a time (seconds since 1970)."""
    path = Path("/bench") / paper.name
    whole = "\n\n".join(text for _, text in paper.passages)
    digest = hashlib.sha256(whole.encode()).hexdigest()
    passages, start = [], 0
    for at, (heading, text) in enumerate(paper.passages):
        source = Written(file, str(path), start, start + len(text), at * 2 + 1, heading, digest)
        passages.append(
            Memory(
                id=identity(Kind.PASSAGE, file, str(at), text),
                kind=Kind.PASSAGE,
                text=text,
                source=source,
                by=By.FILE,
                place=f"folder:{folder.id}",
                made=made,
                valid_from=made,
            )
        )
        start += len(text) + 2
    return Document(path, (), digest, len(whole), int(made * 1e9)), passages


def _bytes(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(inner.stat().st_size for inner in path.rglob("*") if inner.is_file())


@contextmanager
def _process(command: list[str], home: Home) -> Iterator[subprocess.Popen[str]]:
    """A process of text lines, which is killed if the block lasts too long or fails."""
    with subprocess.Popen(
        command,
        env=home.environ,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        finally:
            late.cancel()


def _line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        raise NotTaken(f"A process ended before it had answered (exit status {process.wait()}).")
    return line
