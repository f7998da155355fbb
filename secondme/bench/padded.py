"""One memory with all cases, which grows by padding: whether they are still found in it, and how fast it answers."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

import numpy as np

from secondme.bench.beside import Fts5, spoken
from secondme.bench.chroma import Bare
from secondme.bench.dataset import Case, Question, Turn, pooled
from secondme.bench.filled import DEPTH, Memory, seconds
from secondme.bench.growth import written
from secondme.bench.home import Home
from secondme.bench.measure import Pairs, Say, pairs
from secondme.bench.padding import Chatter, papers
from secondme.bench.scoring import mean_of, recall_at
from secondme.bench.texts import Paper
from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from secondme.ports import Taken, file_id
from secondme.store.mirror import SMALL

FOUND = 10
"""Memories that are asked for, and rows of the neighbours' queries."""
FIRST = 1_000
"""Turns at which the growth is looked at first, where the cases have more."""
LARGEST = 10_000
"""Turns of the cases that are put together; of more, the first cases that have no more."""
CHUNK = 2_000
SEED = 1
UNBOUND = 10**9
"""A bound on the word lane that bounds nothing."""
WARM = 4.0
"""Seconds for which one question is asked again and again before any is timed: after the first one a service reads a
large memory into RAM. What the first of all takes is measured by `bench store`."""
ROWS = 384
"""Length of the neighbour's vectors: that of all-MiniLM-L6-v2."""


@dataclass(frozen=True, slots=True)
class Stage:
    """How fast a memory of a size answered: pairs with ChromaDB, and FTS5's seconds."""

    memories: int
    taken: Pairs
    words: tuple[float, ...]

    @property
    def p95(self) -> tuple[float, float, float]:
        """Seconds that 95 of 100 questions took no longer than: ours, ChromaDB's, FTS5's."""
        ours, theirs, words = (
            float(np.percentile(one, 95)) for one in (self.taken.ours, self.taken.theirs, self.words)
        )
        return ours, theirs, words


@dataclass(frozen=True, slots=True)
class Found:
    """R@10 of the same questions in one memory of a size; `unbound` is that of some of them without the bound on the
    word lane, `bound` theirs with it."""

    memories: int
    recall: float
    bound: float
    unbound: float


class Padded:
    """A home that is filled with the cases, then with padding, for the length of a `with`."""

    def __init__(self, cases: Sequence[Case], *, asked: int, chat: int, some: int, say: Say) -> None:
        """`asked` questions are timed; three of ten padding memories are chat until there are `chat` of them, the
        others passages; `some` questions are asked without the bound on the word lane."""
        self._say = say
        self.some = some
        self._chat = chat
        self.cases = _few(cases)
        whole = pooled(self.cases)
        self.questions = [question for question in whole.questions if question.evidence]
        self._turns = whole.turns
        self._asked = [question.text for question in self.questions][:: max(1, len(self.questions) // asked)][:asked]
        self._home = Home()
        self._encoder = NeuralEncoder(assets.folder("minilm-int8"))
        self._static = StaticEncoder(assets.folder("static-minilm-256"))
        # Turns the static vectors into the neighbour's space without changing an angle.
        turned = np.random.default_rng(SEED).standard_normal((ROWS, self._static.dimensions))
        self._into = np.linalg.qr(turned)[0].T.astype(np.float32)
        self._words = Fts5(())
        self._known: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self._sessions = Chatter(self.cases, SEED).sessions()
        self._papers = papers()
        self.size = self.chat = self.passages = 0
        self.stages: list[Stage] = []
        self.found: list[Found] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._home.close()

    def grow(self, sizes: Sequence[int]) -> tuple[Stage, Found, Found]:
        """Takes the cases in, then padding until it has each of these sizes; looks at it at each. How fast it is at the
        last size; what is found without padding, and there. Raises: NotTaken."""
        if not self.size:
            first = _whole_sessions(self._turns, FIRST)
            if len(first) < len(self._turns):
                self._take(first)
                self._look()
            self._take(self._turns[self.size :])
            self._measure()
        for size in sizes:
            if size > self.size:
                self._pad(size)
                self._look()
                if size == sizes[-1]:
                    self._measure()
        last = sizes[-1]
        stage = next(stage for stage in self.stages if stage.memories == last)
        return stage, self.found[0], next(found for found in self.found if found.memories == last)

    def lines(self) -> list[str]:
        """The growth as a table with bars, and what the bound on the word lane costs."""
        most = max((stage.taken.our_median for stage in self.stages), default=1.0)
        lines = [f"{'memories':>9} {'ms':>7} {'p95':>7} {'ChromaDB':>9} {'p95':>7} {'FTS5':>7} {'p95':>7}"]
        for stage in self.stages:
            middle = (stage.taken.our_median, stage.taken.their_median, median(stage.words))
            figures = [1000 * seconds for pair in zip(middle, stage.p95, strict=True) for seconds in pair]
            lines.append(
                f"{stage.memories:>9,} {figures[0]:>7.1f} {figures[1]:>7.1f} {figures[2]:>9.1f} {figures[3]:>7.1f} "
                f"{figures[4]:>7.1f} {figures[5]:>7.1f}  {'█' * round(30 * stage.taken.our_median / most)}"
            )
        for one in self.found:
            lines.append(
                f"{one.memories:>9,} R@10 {one.recall:.3f}; of some questions {one.bound:.3f}, {one.unbound:.3f} "
                f"without the bound on the word lane"
            )
        return lines

    # ---- parts ---------------------------------------------------------------------------------------

    def _memory(self) -> Memory:
        return Memory(self._home.folders, self._known)

    def _bare(self) -> Bare:
        return Bare(self._home.place / "chroma")

    def _take(self, turns: Sequence[Turn]) -> None:
        with self._memory() as memory:
            memory.ingest(turns)
        with self._bare() as bare:
            self._beside(bare, [(turn.id, spoken(turn)) for turn in turns])

    def _pad(self, size: int) -> None:
        with self._memory() as memory, self._bare() as bare:
            while self.size < size:
                began, count = time.perf_counter(), min(CHUNK, size - self.size)
                # In turns, so that every size has both.
                if self.chat < self._chat and self.chat * 7 <= self.passages * 3:
                    turns = _cut(self._sessions, min(count, self._chat - self.chat))
                    memory.ingest(turns, settle=False)
                    self.chat += len(turns)
                    rows = [(turn.id, spoken(turn)) for turn in turns]
                else:
                    taken = _pieces(self._papers, count)
                    self._shelve(memory, taken)
                    rows = [(paper.name, text) for paper in taken for _, text in paper.passages]
                    self.passages += len(rows)
                self._beside(bare, rows)
                self._say(f"{self.size:,} of {size:,} memories: {len(rows) / (time.perf_counter() - began):,.0f}/s")
            with memory.rooms.store.ledger.write() as connection:
                # Passages stay as a service leaves them that had no idle time yet: some 10 ms each would take a quarter
                # of an hour, and a follower at work would be in the figures.
                connection.execute("DELETE FROM awaiting WHERE behind")
            memory.settle()

    def _shelve(self, memory: Memory, taken: Sequence[Paper]) -> None:
        rooms = memory.rooms
        memory.now = min(seconds(turn.date) for turn in self._turns)  # before anything is asked
        with rooms.store.ledger.write():
            folder = rooms.folders.add(Path("/bench"), "bench", True)
            for paper in taken:
                name = file_id(rooms.folders.file(Path("/bench") / paper.name))
                document, passages = written(folder, name, paper, memory.now)
                rooms.folders.shelve([Taken(folder, name, document, passages)])

    def _beside(self, bare: Bare, rows: Sequence[tuple[str, str]]) -> None:
        """Gives the neighbours the same."""
        self._words.add(rows)
        vectors = self._static.embed([text for _, text in rows]) @ self._into
        bare.add([f"{self.size}-{at}" for at in range(len(rows))], vectors)
        self.size += len(rows)

    def _measure(self) -> None:
        """R@10 of every question."""
        with self._memory() as memory:
            recall = _recall(memory, self.questions)
            self._say(f"{self.size:,} memories: R@10 {recall:.3f}")
            some = self.questions[:: max(1, len(self.questions) // self.some)][: self.some]
            bound = _recall(memory, some)
            memory.rooms.store.search.commonest = UNBOUND
            unbound = _recall(memory, some)
        self.found.append(Found(self.size, recall, bound, unbound))

    def _look(self) -> None:
        """How fast the service answers, and the neighbours."""
        words: list[float] = []
        client = self._home.start()
        self._home.settle(client, self._say)
        asked, given = cycle(self._asked), cycle(self._asked)
        try:
            with self._bare() as bare:

                def ours() -> float:
                    return client.timed_recall(next(asked), limit=FOUND)[1]

                def theirs() -> float:
                    text = next(given)
                    near = (self._static.embed([f"User: {text}"]) @ self._into)[0]
                    began = time.perf_counter()
                    self._encoder.embed([text])
                    bare.nearest(near, FOUND)
                    seconds = time.perf_counter() - began
                    began = time.perf_counter()
                    self._words.ranked(text, FOUND)
                    words.append(time.perf_counter() - began)
                    return seconds

                ours()
                until = time.monotonic() + (WARM if self.size > SMALL else 0)
                while time.monotonic() < until:
                    client.timed_recall(self._asked[0], limit=FOUND)
                taken = pairs(ours, theirs, len(self._asked))
        finally:
            self._home.stop()
        self.stages.append(Stage(self.size, taken, tuple(words)))
        self._say(f"{self.size:,} memories: {taken.our_median * 1000:.1f} ms beside {taken.their_median * 1000:.1f}")


def _recall(memory: Memory, questions: Sequence[Question]) -> float:
    return mean_of(
        {"": recall_at(memory.ranked(question.text, question.now, DEPTH), question.evidence, FOUND)}
        for question in questions
    )[""]


def _few(cases: Sequence[Case]) -> list[Case]:
    """The first cases that have no more than `LARGEST` turns together, one at least."""
    found: list[Case] = []
    turns = 0
    for case in cases:
        turns += len(case.turns)
        if found and turns > LARGEST:
            break
        found.append(case)
    return found


def _whole_sessions(turns: Sequence[Turn], count: int) -> Sequence[Turn]:
    """The first turns, at least so many, up to the end of a session."""
    end = min(count, len(turns))
    while end < len(turns) and turns[end].session == turns[end - 1].session:
        end += 1
    return turns[:end]


def _cut(sessions: Iterator[list[Turn]], count: int) -> list[Turn]:
    """The turns of the next sessions, so many; the last session is cut off."""
    found: list[Turn] = []
    while len(found) < count:
        found += next(sessions)
    return found[:count]


def _pieces(papers: Iterator[Paper], count: int) -> list[Paper]:
    """The next files, so many passages in all; the last file is cut off."""
    found: list[Paper] = []
    while count > 0:
        paper = next(papers)
        found.append(Paper(paper.name, paper.passages[:count]))
        count -= len(found[-1].passages)
    return found
