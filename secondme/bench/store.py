"""`bench store`: how fast memories are stored and found, what they take, and whether they are kept and forgotten."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import count
from statistics import mean, median
from types import TracebackType
from typing import Self

import numpy as np

from secondme.bench import forgets
from secondme.bench.chroma import BATCH, Bare
from secondme.bench.growth import SETTLE, Given, Grown, Stage, curve, opened
from secondme.bench.home import Home
from secondme.bench.kills import kills
from secondme.bench.measure import NotTaken, Pairs, Say, Taken, pairs
from secondme.bench.texts import MIX, Writer, memories, whole_vocabulary
from secondme.config import Folders
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.memory.record import By

SEED = 1
MILLION = 1_000_000
FOUND = 10
"""Memories that a recall asks for."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is done. `stages` are the sizes of the growing memory, the last one the size that is measured."""

    written: int = 20_000
    writes: int = 3
    found: int = 100
    among: int = 10_000
    starts: int = 5
    stages: tuple[int, ...] = (1_000, 10_000, 100_000)
    largest: int = MILLION
    kills: int = 100
    others: int = 2_000
    planted: int = 20
    forgotten: int = 20
    rounds: int = 3
    quick: bool = False


FULL = Counts()
QUICK = Counts(
    written=2_000, writes=1, found=20, among=1_000, starts=2, stages=(1_000, 3_000), kills=6, others=300,
    planted=10, rounds=1, quick=True,
)  # fmt: skip


class Bench:
    """What the measures share, for the length of a `with`: one memory that grows, filled once."""

    def __init__(self, counts: Counts, say: Say) -> None:
        self.counts = counts
        self.say = say
        self._grown: Grown | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._grown is not None:
            self._grown.__exit__(kind, error, at)

    @property
    def grown(self) -> Grown:
        """The memory that grows, at the size that is measured or beyond."""
        if self._grown is None:
            self._grown = Grown(self.say)
        for size in self.counts.stages:
            if size > self._grown.size:
                self._grown.to(size)
        return self._grown

    @property
    def stage(self) -> Stage:
        """What it was at the size that is measured."""
        return self.grown.to(self.counts.stages[-1])

    def curve(self) -> list[str]:
        """The growth as lines, as far as it went."""
        return curve(self._grown.stages) if self._grown else []


def write(bench: Bench) -> Taken:
    """`store.write`: memories a second, until the index has them too."""
    made = memories(whole_vocabulary(assets.folder("minilm-int8")), bench.counts.written, time.time(), SEED)
    given = Given(StaticEncoder(assets.folder("static-minilm-256")))
    vectors = np.random.default_rng(SEED).standard_normal((len(made), given.dimensions)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    given.give(made, vectors)
    ids = [memory.id for memory in made]
    ledger: list[float] = []
    turn = count()
    with Home() as home:
        place = home.place

        def ours() -> float:
            folder = place / f"ours-{next(turn)}"
            store = opened(Folders(folder, folder, folder), given, time.time)
            try:
                store.index.open()
                began = time.perf_counter()
                for start in range(0, len(made), BATCH):
                    store.remember(made[start : start + BATCH], rule="bench")
                ledger.append(time.perf_counter() - began)
                if not store.settle(SETTLE):
                    raise NotTaken(f"The index did not catch up within {SETTLE:.0f} s.")
                seconds = time.perf_counter() - began
                if store.index.count() != len(made):
                    raise NotTaken(f"The index holds {store.index.count():,} of {len(made):,} memories.")
                return seconds
            finally:
                store.close()
                shutil.rmtree(folder, ignore_errors=True)

        def theirs() -> float:
            folder = place / f"theirs-{next(turn)}"
            with Bare(folder) as bare:
                began = time.perf_counter()
                bare.add(ids, vectors)
                seconds = time.perf_counter() - began
            shutil.rmtree(folder, ignore_errors=True)
            return seconds

        bench.say(f"store.write: {len(made):,} memories")
        taken = pairs(ours, theirs, bench.counts.writes, bench.say)
    note = (
        f"{len(made) / taken.our_median:,.0f} memories/s beside {len(made) / taken.their_median:,.0f}, medians of "
        f"{_pairs(taken)} over {len(made):,} memories in batches of {BATCH:,}, fresh folders{_quick(bench)}; the "
        f"ledger was done after {median(ledger) / taken.our_median:.0%} of the time. Tokens and random unit vectors, "
        f"handed out; neural vectors follow behind and are not waited for. {MIX}."
    )
    return Taken(1 / taken.ratio, len(made) / taken.their_median, 1 / taken.ratio, note)


def recallable(bench: Bench) -> Taken:
    """`store.recallable`: from the call of remember until it can be recalled by its words."""
    from secondme import wiring
    from secondme.config import Settings

    words = Writer(whole_vocabulary(assets.folder("minilm-int8")), seed=11)
    draw = np.random.default_rng(SEED)
    turn = count()
    answered: list[float] = []
    asked: list[int] = []
    with Grown(bench.say) as grown:
        bench.say(f"store.recallable: {bench.counts.among:,} memories are stored")
        grown.to(bench.counts.among)
        rooms = wiring.build(grown.home.folders, Settings(), time.time)
        rooms.talks.begin("notes", "notes")

        def ours() -> float:
            text = words.sentence()
            began = time.perf_counter()
            name = rooms.talks.say("notes", By.PERSON, text).memory.id
            asked.append(0)
            while time.perf_counter() < began + SETTLE:
                seconds = time.perf_counter() - began
                asked[-1] += 1
                if any(found.id == name for found in rooms.recall(text, limit=FOUND)):
                    answered.append(time.perf_counter() - began)
                    if not rooms.store.settle(SETTLE):  # the neighbour has the machine to itself
                        break
                    return seconds
            raise NotTaken(f"A memory was not found by its own words, or not put into the index: {text}")

        def theirs() -> float:
            vector = draw.standard_normal(grown.dimensions).astype(np.float32)
            began = time.perf_counter()
            bare.upsert(f"single-{next(turn)}", vector / np.linalg.norm(vector))
            return time.perf_counter() - began

        try:
            with Bare(grown.neighbour) as bare:
                taken = pairs(ours, theirs, bench.counts.found, _every(20, bench.say))
        finally:
            rooms.close()
    mine, other, whole = (float(np.percentile(figures, 95)) for figures in (taken.ours, taken.theirs, answered))
    note = (
        f"p95 {mine * 1000:.1f} ms beside {other * 1000:.1f} ms (medians {taken.our_median * 1000:.1f} and "
        f"{taken.their_median * 1000:.1f}) of {_pairs(taken)} among {bench.counts.among:,} memories{_quick(bench)}: "
        f"from the call of remember in the service's own parts to the asking of the first recall by its words that "
        f"returns it, the first at all in {asked.count(1)} of {len(asked)}. With that recall's own time, as the "
        f"neighbour's upsert is without a query, p95 {whole * 1000:.1f} ms (median {median(answered) * 1000:.1f})."
    )
    return Taken(mine / other, other, mine / other, note)


def start(bench: Bench) -> Taken:
    """`store.start@100k`: from the start of the service's process to the first answer."""
    grown, size = bench.grown, bench.counts.stages[-1]
    bench.say(f"store.start@100k: {size:,} memories")
    taken = pairs(grown.start, grown.their_start, bench.counts.starts, bench.say)
    note = (
        f"{taken.our_median:.2f} s beside {taken.their_median:.2f} s, medians of {_pairs(taken)}{_quick(bench)}, "
        f"{grown.size:,} memories; the files are in the page cache. Ours: `secondme serve` until the first recall over "
        f"its socket has answered, which waits for the vectors; its "
        f"neighbour: Python, `import chromadb`, open, one query."
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note)


def disk(bench: Bench) -> Taken:
    """`store.disk`: bytes beside the vectors, for each byte of text. Neural vectors, in the ledger or in the index, are
    vectors: none are made."""
    stage = bench.stage
    ratio = stage.beside_vectors / stage.text
    copy, kept = bench.grown.snapshot()
    with_copies = (stage.beside_vectors + kept * copy) / stage.text
    shares = ", ".join(f"{name} {size / 1e6:,.1f} MB" for name, size in stage.disk.items() if size > 50_000)
    grew = "; ".join(
        f"{one.memories:,}: {one.rate:,.0f} memories/s (ChromaDB {one.their_rate:,.0f}), "
        f"{one.beside_vectors / 1e6:,.1f} MB and {one.disk.get('index', 0) / 1e6:,.1f} MB of vectors, resident "
        f"{one.resident / 1e6:,.0f} MB ({one.their_resident / 1e6:,.0f})"
        for one in bench.grown.stages
    )
    note = (
        f"{stage.beside_vectors / 1e6:,.1f} MB for {stage.text / 1e6:,.1f} MB of text, {stage.memories:,} memories"
        f"{_quick(bench)}, while the service runs, after {len(bench.grown.asked)} questions: {shares}. Without neural "
        f"vectors, 384 bytes each in the ledger. A snapshot has "
        f"{copy / 1e6:,.1f} MB; with the {kept} that are kept, one a day, the ratio is {with_copies:.2f}. {MIX}. "
        f"Growth: {grew}."
    )
    return Taken(ratio, float(stage.text), ratio, note)


def memory(bench: Bench) -> Taken:
    """`store.memory@1M`: resident memory after the same questions."""
    bench.say(f"store.memory@1M: growing to {bench.counts.largest:,} memories")
    stage = bench.grown.to(bench.counts.largest)
    ratio = stage.resident / stage.their_resident
    note = (
        f"{stage.resident / 1e6:,.0f} MB beside {stage.their_resident / 1e6:,.0f} MB at {stage.memories:,} memories, "
        f"each freshly started and asked the same {len(bench.grown.asked)} questions. Random vectors."
    )
    return Taken(ratio, float(stage.their_resident), ratio, note)


def lost(bench: Bench) -> Taken:
    """`store.kills.lost`: what kill -9 costs."""
    bench.say(f"store.kills.lost: {bench.counts.kills} kills")
    tally = kills(bench.counts.kills, bench.say)
    return Taken(float(tally.found.total), note=f"{tally.words}{_quick(bench)}.")


def forgotten_bytes(bench: Bench) -> Taken:
    """`store.forget.bytes`: what is left of what was forgotten."""
    bench.say("store.forget.bytes")
    before, after = forgets.traces(bench.counts.planted, bench.counts.others, bench.say)
    note = (
        f"{forgets.told(after)} after, {forgets.told(before)} before: {bench.counts.planted} memories of invented "
        f"words among {bench.counts.others:,}, in notes, talk and a watched file, recalled, consolidated, in a "
        f"snapshot and a backup{_quick(bench)}. Every byte of every file of the data folder and of the backup is "
        f"searched, while the service runs and after it ended: the words as UTF-8 and UTF-16 in any case without their "
        f"first four letters (the word index keeps those once for neighbours), six token ids in a row as uint16, eight "
        f"numbers in a row of a vector as float32 within 1e-6, and the ids, but for forgotten.jsonl and the notes that "
        f"a conclusion was declined."
    )
    return Taken(float(sum(after.values())), note=note)


def forgotten_recall(bench: Bench) -> Taken:
    """`store.forget.recall`: what forgetting costs the rest."""
    bench.say("store.forget.recall")
    rounds = [
        forgets.recalls(bench.counts.others, bench.counts.forgotten, bench.say, seed)
        for seed in range(bench.counts.rounds)
    ]
    before, after = mean(one for one, _ in rounds), mean(other for _, other in rounds)
    note = (
        f"R@10 {before:.3f} before, {after:.3f} after {bench.counts.forgotten} forgettings one after the other, of "
        f"other memories: {len(forgets.PAIRS)} questions with one answer each, in {bench.counts.rounds} home(s) of "
        f"{bench.counts.others:,} other memories{_quick(bench)}. An answer at the tenth place may leave it because the "
        f"words' frequencies change with what is forgotten."
    )
    return Taken(before - after, note=note)


MEASURES: Mapping[str, Callable[[Bench], Taken]] = {
    "store.write": write,
    "store.recallable": recallable,
    "store.start@100k": start,
    "store.disk": disk,
    "store.memory@1M": memory,
    "store.kills.lost": lost,
    "store.forget.bytes": forgotten_bytes,
    "store.forget.recall": forgotten_recall,
}
"""How each measure is taken."""


def _pairs(taken: Pairs) -> str:
    return f"{len(taken.ours)} pair{'s' if len(taken.ours) != 1 else ''} in turns"


def _quick(bench: Bench) -> str:
    return " (quick: fewer trials, smaller work)" if bench.counts.quick else ""


def _every(step: int, say: Say) -> Say:
    heard = count(1)

    def some(line: str) -> None:
        if next(heard) % step == 0:
            say(line)

    return some
