"""`bench intake`: a folder that stays right: how soon, how quickly, at what cost, and through every kill."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from string import ascii_lowercase
from types import TracebackType
from typing import Self

import numpy as np

from secondme.bench.intake_files import Corpus, paper, prose, real, small
from secondme.bench.intake_keys import Burst
from secondme.bench.intake_kills import kills
from secondme.bench.intake_secrets import reached
from secondme.bench.intake_served import LOOK, Served, peak
from secondme.bench.measure import NotTaken, Pairs, Say, Taken, pairs
from secondme.bench.texts import Writer
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder

FOUND = 10
"""Memories that a recall asks for."""
SAVED = 120.0
"""Seconds after which a file that was saved is given up."""
LETTERS = 12
"""Of the word that is asked for, any letters: alike ones share their tokens, and recall may prefer another's."""
SLOW = 1.0
"""Seconds to a recall that are told of at once."""
BATCH = 500
"""Texts that the encoder is given at once."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is done."""

    saves: int = 40
    small: int = 100_000
    burst: int = 1_000
    bursts: int = 2
    real: int = 10_000
    scans: int = 5
    kills: int = 50
    killed: int = 300
    changes: int = 120
    planted: int = 0
    """The first so many of the fifty; 0: all."""
    quick: bool = False


FULL = Counts()
QUICK = Counts(
    saves=6, small=800, burst=40, bursts=1, real=100, scans=2, kills=3, killed=60, changes=30, planted=6, quick=True
)


@dataclass(frozen=True, slots=True)
class Read:
    """How the real files were read: seconds until all were found by words and vectors, and until all vectors were in
    Chroma's graph; the encoder's own."""

    corpus: Corpus
    passages: int
    found: float
    whole: float
    alone: float
    idle: int
    most: int


@dataclass(frozen=True, slots=True)
class Rescanned:
    """Looking through files that have not changed, and what was embedded of them."""

    taken: Pairs
    files: int
    embedded: int


class Bench:
    """What the measures share, for the length of a `with`: a home with many small files, read once."""

    def __init__(self, counts: Counts, say: Say) -> None:
        self.counts = counts
        self.say = say
        self.many = Served(say)
        self.small = self.many.home.place / "many"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.many.__exit__(kind, error, at)

    @property
    def quick(self) -> str:
        """What a note says of smaller work."""
        return " (quick: smaller work)" if self.counts.quick else ""

    @cached_property
    def backlog(self) -> Path:
        """The folder of many small files, which is watched from now on and not read yet."""
        self.say(f"{self.counts.small:,} small files are written")
        small(self.small, self.counts.small)
        self.many.start().watch_add(self.small)
        until = time.monotonic() + SAVED
        while self.many.waiting() < self.counts.small * 0.95 and time.monotonic() < until:
            time.sleep(LOOK)
        return self.small

    @cached_property
    def burst(self) -> Burst:
        """New files while somebody types."""
        self.say(f"{self.counts.bursts} × {self.counts.burst:,} new files while somebody types")
        with Served(self.say) as served:
            return Burst(served, self.counts.burst, self.counts.bursts)

    @cached_property
    def read(self) -> Read:
        """The real files, read by the service, then their passages by the encoder alone."""
        with Served(self.say) as served:
            corpus = real(served.home.place / "real", self.counts.real)
            self.say(f"{corpus.words} are read")
            client = served.start()
            with peak(client) as memory:
                began = time.perf_counter()
                client.watch_add(corpus.place)
                served.read()
                found = served.recallable() - began
                whole = served.settle() - began
            texts = served.texts()
            served.stop()
            encoder = StaticEncoder(assets.folder("static-minilm-256"))
            began = time.perf_counter()
            for start in range(0, len(texts), BATCH):
                encoder.embed(texts[start : start + BATCH])
            alone = time.perf_counter() - began
            self.say(f"{len(texts):,} passages: {found:.1f} s, in the graph {whole:.1f} s, encoder {alone:.1f} s")
            return Read(corpus, len(texts), found, whole, alone, memory[0], memory[1])

    @cached_property
    def rescanned(self) -> Rescanned:
        """Looks through the small files when all are read, in the service's own parts, and walks and stats them."""
        from secondme import wiring
        from secondme.config import Settings

        place = self.backlog
        self.say("until all small files are read")
        self.many.start()  # a measure before may have stopped it
        self.many.read()
        self.many.settle()
        self.many.stop()
        rooms = wiring.build(self.many.home.folders, Settings(), time.time)
        try:
            folder = rooms.folders.find(str(place))
            if rooms.store.follower:
                rooms.store.follower.close()  # its vectors are of what was read before
            rooms.store.outbox.settle(SAVED)
            rooms.store.outbox.watch()
            told: list[object] = []

            def ours() -> float:
                began = time.perf_counter()
                told.extend(rooms.intake.scan(folder, again=True))
                return time.perf_counter() - began

            self.say(f"{self.counts.small:,} files are looked through")
            taken = pairs(ours, lambda: _walk(place), self.counts.scans, self.say)
            while list(rooms.intake.step()):
                pass
            rooms.store.outbox.settle(SAVED)
            embedded = len(rooms.store.outbox.seen()) + len(told)
            return Rescanned(taken, len(rooms.folders.files(folder)), embedded)
        finally:
            rooms.close()


def recallable(bench: Bench) -> Taken:
    """`intake.recallable`: a file is saved, and asked for until it is recalled."""
    counts = bench.counts
    desk = bench.many.home.place / "desk"
    bench.many.watch(desk)
    bench.say(f"intake.recallable: {counts.saves} files are saved, nothing else waits")
    writer = prose(5)  # for both: recall passes over what says the same again
    idle = _saves(bench, desk, "idle", writer)
    bench.backlog  # noqa: B018  (from here on these files wait)
    before = bench.many.waiting()
    bench.say(f"intake.recallable: {counts.saves} files are saved, {before:,} wait")
    behind = _saves(bench, desk, "behind", writer)
    after = bench.many.waiting()
    bench.many.stop()  # the rest is read when it is needed, and beside no other measure
    one, other = (float(np.percentile(figures, 95)) for figures in (idle, behind))
    note = (
        f"p95 {one:.2f} s with an idle queue and {other:.2f} s in front of {before:,} to {after:,} waiting files "
        f"(medians {np.median(idle):.2f} and {np.median(behind):.2f}) of {counts.saves} saves each{bench.quick}, every "
        f"other one a change of a file: from the saving to the first answer of the service, asked again and again "
        f"through its client, that recalls the new words. The value is the worse of the two."
    )
    return Taken(max(one, other), note=note)


def keys(bench: Bench) -> Taken:
    """`intake.keys`: key to screen in the app while new files are read."""
    burst = bench.burst
    if not burst.keys:
        raise NotTaken("All files were read before a key could be pressed.")
    calm, busy = (np.array(figures) * 1000 for figures in (burst.calm, burst.keys))
    note = (
        f"p95 {np.percentile(busy, 95):.1f} ms of {len(busy)} keys (median {np.median(busy):.1f}, most "
        f"{busy.max():.1f}) while {bench.counts.bursts} times {bench.counts.burst:,} new files were written and read, "
        f"in {np.mean(burst.seconds):.1f} s each{bench.quick}; p95 {np.percentile(calm, 95):.1f} ms of {len(calm)} "
        f"before. The app in a pseudo-terminal of 120 × 36; each letter is taken back once it was seen."
    )
    return Taken(float(np.percentile(busy, 95)), float(np.percentile(calm, 95)), note=note)


def lost(bench: Bench) -> Taken:
    """`intake.lost`: files of the burst whose passages do not give their words back."""
    burst = bench.burst
    note = (
        f"{len(burst.lost)} of {burst.files:,} new files{bench.quick} whose passages, one after the other, are not the "
        f"words of the file on the disk{': ' + ', '.join(burst.lost[:5]) if burst.lost else ''}."
    )
    return Taken(float(len(burst.lost)), note=note)


def rate(bench: Bench) -> Taken:
    """`intake.rate`: passages a second from the watching of a folder until all of them are found."""
    read = bench.read
    ours, theirs = read.passages / read.found, read.passages / read.alone
    note = (
        f"{ours:,.0f} passages/s beside {theirs:,.0f}: {read.passages:,} passages of {read.corpus.words} in "
        f"{read.found:.1f} s{bench.quick}, from the watching of the folder in a running service until each is found by "
        f"its words and by its static vector. Vectors are compared one by one meanwhile; Chroma's graph has the last "
        f"of them after {read.whole:.1f} s. The encoder had the texts in memory and the machine to itself, one thread. "
        f"Neural vectors follow when all is read."
    )
    return Taken(read.alone / read.found, theirs, read.alone / read.found, note)


def rescan(bench: Bench) -> Taken:
    """`intake.rescan`: looking through unchanged files."""
    taken, files = bench.rescanned.taken, bench.rescanned.files
    note = (
        f"{taken.our_median:.3f} s beside {taken.their_median:.3f} s, medians of {len(taken.ours)} pairs in turns over "
        f"{files:,} unchanged files{bench.quick}: the look of every start and of `watch rescan`, in the service's own "
        f"parts, beside os.walk and os.stat of every file."
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note)


def embedded(bench: Bench) -> Taken:
    """`intake.rescan.embedded`: passages that went to the encoder in those looks, and files that were queued."""
    found = bench.rescanned
    note = (
        f"{found.embedded} passages carried to the index, or files told of, in {len(found.taken.ours) + 1} looks at "
        f"{found.files:,} unchanged files{bench.quick}."
    )
    return Taken(float(found.embedded), note=note)


def memory(bench: Bench) -> Taken:
    """`intake.memory`: the service's resident memory at its most while it reads, above what it had before."""
    read = bench.read
    above = (read.most - read.idle) / 1e6
    note = (
        f"{read.most / 1e6:,.0f} MB at most while {read.passages:,} passages of {read.corpus.words} were read"
        f"{bench.quick} and put into the graph, {read.idle / 1e6:,.0f} MB before, after a first question: the service "
        f"and the processes that read and cut files."
    )
    return Taken(above, note=note)


def killed(bench: Bench) -> Taken:
    """`intake.kills`: passages lost or doubled."""
    counts = bench.counts
    bench.say(f"intake.kills: {counts.kills} kills")
    tally = kills(counts.kills, counts.killed, counts.changes, bench.say)
    note = (
        f"{tally.words}{bench.quick}. {counts.killed} files of made-up prose, {counts.changes} changes before each "
        f"kill; each opening looks at the disk as every start does, and compares with a run over the same files that "
        f"was never killed. The value is the sum of all that is wrong."
    )
    return Taken(float(tally.lost + tally.doubled + tally.index + tally.torn), note=note)


def secrets(bench: Bench) -> Taken:
    """`intake.secrets`: planted secrets that got anywhere."""
    bench.say("intake.secrets")
    found, planted, read = reached(bench.say, bench.counts.planted)
    note = (
        f"{len(found)} of {planted} secrets in otherwise useful files{bench.quick} that stand in a memory, in what the "
        f"service answers to a question about the file, in {read:,} letters of prompts, or by their letters or tokens "
        f"in the bytes of the data folder{': ' + ', '.join(found) if found else ''}."
    )
    return Taken(float(len(found)), note=note)


MEASURES: Mapping[str, Callable[[Bench], Taken]] = {
    "intake.recallable": recallable,
    "intake.keys": keys,
    "intake.lost": lost,
    "intake.rate": rate,
    "intake.rescan": rescan,
    "intake.rescan.embedded": embedded,
    "intake.memory": memory,
    "intake.kills": killed,
    "intake.secrets": secrets,
}
"""How each measure is taken."""


def _saves(bench: Bench, desk: Path, what: str, writer: Writer) -> list[float]:
    """Seconds from the saving of each file to its recall. Every other one is a change of the file before."""
    client = bench.many.ask()
    seconds = []
    for number in range(bench.counts.saves):
        path = desk / f"{what}-{number // 2}.md"
        word = "".join(random.Random(f"{what} {number}").choices(ascii_lowercase, k=LETTERS))
        text = f"{writer.sentence()} The {word} lies under the bridge. {writer.sentence()}\n"
        if number % 2:
            text = f"{paper(writer)}\n{text}"
        path.write_text(text, encoding="utf-8")
        began = time.perf_counter()
        while not any(word in row["text"] for row in client.recall(f"Where is the {word}?", limit=FOUND)):
            if time.perf_counter() - began > SAVED:
                raise NotTaken(f"{path.name}, saved as number {number}, was not recalled {SAVED:.0f} s later.")
            time.sleep(LOOK)
        seconds.append(time.perf_counter() - began)
        if seconds[-1] > SLOW:
            bench.say(f"  {path.name}: {seconds[-1]:.2f} s, {bench.many.waiting():,} files wait")
    return seconds


def _walk(place: Path) -> float:
    began = time.perf_counter()
    for top, _, names in os.walk(place):
        for name in names:
            os.stat(os.path.join(top, name))  # noqa: PTH116, PTH118  (what anybody would write to be quick)
    return time.perf_counter() - began
