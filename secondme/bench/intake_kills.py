"""Kill -9 in the middle of reading: a folder changes, its reading is killed, and what is in memory is compared with a
run that was never killed, many times."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from secondme import wiring
from secondme.bench.intake_files import paper, prose
from secondme.bench.measure import NotTaken, Say
from secondme.config import Folders, Settings
from secondme.memory.record import path_text
from secondme.ports import Folder
from secondme.service import lifecycle
from secondme.service.hub import Hub
from secondme.service.reading import Reading
from secondme.store.outbox import INDEXED
from secondme.storing import Filter

EARLY = 0.15
"""Share of the kills that come while the home is being opened."""
LONGEST = 1.8
"""Seconds after the opening within which the other kills come, at an even chance."""
PATIENCE = 60.0
SETTLE = 120.0

Passage = tuple[str, int, int, int, str]
"""Words, place in the file and heading: what two runs must agree upon, as the ids of their files differ."""


@dataclass(slots=True)
class Tally:
    """What many kills came to, in passages but for `torn`: files that are neither wholly in nor queued."""

    kills: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    index: int = 0
    """Missing in the index, or in it without a passage, after it was healed."""
    whole: int = 0
    queued: int = 0
    amid: Counter[str] = field(default_factory=Counter)

    @property
    def words(self) -> str:
        """The tally in a sentence."""
        amid = ", ".join(f"{count} {what}" for what, count in self.amid.most_common())
        return (
            f"{self.kills} kills ({amid}): {self.lost} passages lost, {self.doubled} doubled, {self.index} differences "
            f"between ledger and index, {self.torn} files neither wholly in nor queued; on reopening {self.whole:,} "
            f"times a file was wholly in and {self.queued:,} times queued"
        )


def kills(count: int, files: int, changes: int, say: Say, seed: int | None = None) -> Tally:
    """Kills the reading of a folder of so many files so many times, of which some change before each.

    The moments are random, and others with every call unless there is a `seed`. Raises: NotTaken.
    """
    draw = random.Random(seed)
    tally = Tally()
    starting = _starting()
    with TemporaryDirectory(prefix="secondme-intake-", ignore_cleanup_errors=True) as place:
        top = Path(place)
        written = Written(top / "watched", files, draw)
        theirs = _home(top / "whole")
        never = _open(theirs)
        folder = never.folders.add(written.place, "", True)
        folders = _home(top / "killed")
        try:
            known = Known()
            for number in range(count):
                written.change(changes)
                _read(never, folder)
                known.hear(never, folder)
                early = draw.random() < EARLY
                amid = _kill(starting, folders, written.place, draw.uniform(0.0, 0.4 if early else LONGEST), early)
                tally.kills += 1
                tally.amid[amid] += 1
                _look(folders, written.place, known, tally)
                if (number + 1) % 10 == 0:
                    say(f"  {number + 1}/{count}: {tally.words}")
            _finish(folders, written.place, known, tally)
        finally:
            never.close()
    return tally


class Written:
    """A folder of made-up files that changes: some are written anew, some come, go, or get another name."""

    def __init__(self, place: Path, files: int, draw: random.Random) -> None:
        self.place = place
        self._draw = draw
        self._writer = prose(3)
        self._made = 0
        place.mkdir(parents=True)
        for _ in range(files):
            self._new()

    def change(self, count: int) -> None:
        """Changes so many files: of ten, seven are written anew in a part, one is new, one goes, one is renamed."""
        there = sorted(self.place.iterdir())
        chosen = self._draw.sample(there, min(count, len(there)))
        for at, path in enumerate(chosen):
            if at % 10 < 7:
                parts = path.read_text(encoding="utf-8").split("\n\n")
                parts[self._draw.randrange(len(parts))] = self._writer.text(300)
                path.write_text("\n\n".join(parts), encoding="utf-8")
            elif at % 10 < 8:
                self._new()
            elif at % 10 < 9:
                path.unlink()
            else:
                path.rename(path.with_name(f"renamed-{self._made}-{at}.txt"))

    def _new(self) -> None:
        self._made += 1
        (self.place / f"paper-{self._made}.txt").write_text(paper(self._writer), encoding="utf-8")


class Known:
    """What the run that is never killed made of each content, by the digest of the file."""

    def __init__(self) -> None:
        self._by_digest: dict[str, Counter[Passage]] = {}

    def hear(self, rooms: wiring.Rooms, folder: Folder) -> None:
        """Takes what a run holds now."""
        for row in rooms.folders.files(folder):
            if row.digest not in self._by_digest:
                self._by_digest[row.digest] = _passages(rooms, row.id)

    def of(self, digest: str) -> Counter[Passage]:
        """The passages of a content; none of one that was never read."""
        return self._by_digest.get(digest, Counter())


def work(folders: Folders, place: Path, pipe: Connection) -> None:
    """Reads a folder as the service does, until it is killed; tells how far it is."""
    lifecycle.own(folders)
    pipe.send("opening")
    rooms = _open(folders)
    rooms.store.upkeep.tend()
    folder = rooms.folders.add(place, "", True)
    reading = Reading(rooms, Hub(), Settings())
    reading.start()
    reading.look(folder)
    pipe.send("reading")
    while reading.busy():
        time.sleep(0.002)
    pipe.send("resting")
    while True:
        time.sleep(PATIENCE)


def _kill(starting: Any, folders: Folders, place: Path, seconds: float, early: bool) -> str:
    """Kills a process that reads, so long after it began to open its home (`early`) or to read; amid what."""
    told, telling = starting.Pipe(duplex=False)
    process = starting.Process(target=work, args=(folders, place, telling), daemon=True)
    process.start()
    telling.close()
    amid = "starting"
    until = time.monotonic() + PATIENCE
    try:
        while (left := until - time.monotonic()) > 0 and told.poll(left):
            amid = told.recv()
            if amid == ("opening" if early else "reading"):
                until = time.monotonic() + seconds
    except EOFError:
        raise NotTaken("The process that reads ended by itself.") from None
    finally:
        process.kill()
        process.join()
        told.close()
    if amid == "starting":
        raise NotTaken(f"The process that is killed did not begin to open its home within {PATIENCE:.0f} s.")
    return amid


def _look(folders: Folders, place: Path, known: Known, tally: Tally) -> None:
    """Opens a home as after a crash, looks at the disk as every start does, reads nothing, and compares."""
    lock = lifecycle.own(folders)
    rooms = _open(folders)
    try:
        rooms.store.upkeep.tend()
        folder = rooms.folders.add(place, "", True)
        for _ in rooms.intake.scan(folder):
            pass
        waiting = {str(path) for path in rooms.folders.queued()}
        rows = {row.path: row for row in rooms.folders.files(folder)}
        for path in sorted(place.iterdir()):
            row = rows.get(path_text(path))
            state = path.stat()
            current = row is not None and (row.size, row.modified) == (state.st_size, state.st_mtime_ns)
            tally.whole += current
            tally.queued += not current
            tally.torn += not current and str(path) not in waiting
        for row in rows.values():
            _compare(_passages(rooms, row.id), known.of(row.digest), tally)
    finally:
        rooms.close()
        lock.release()


def _finish(folders: Folders, place: Path, known: Known, tally: Tally) -> None:
    """Reads what is left to read, and compares all of it, the index too."""
    lock = lifecycle.own(folders)
    rooms = _open(folders)
    try:
        rooms.store.upkeep.tend()
        folder = rooms.folders.add(place, "", True)
        _read(rooms, folder)
        rows = {row.path: row for row in rooms.folders.files(folder)}
        tally.torn += len(set(rows) ^ {path_text(path) for path in place.iterdir()})
        for row in rows.values():
            _compare(_passages(rooms, row.id), known.of(row.digest), tally)
        every = list(rooms.store.each(Filter()))
        tally.doubled += len(every) - sum(row.passages for row in rows.values())
        rooms.store.heal()
        if not rooms.store.settle(SETTLE):
            raise NotTaken("The index did not come to rest after the kills.")
        indexed = list(rooms.store.index.ids())
        wanted = {memory.id for memory in every if memory.status in INDEXED}
        tally.index += len(wanted ^ set(indexed)) + len(indexed) - len(set(indexed))
    finally:
        rooms.close()
        lock.release()


def _compare(found: Counter[Passage], wanted: Counter[Passage], tally: Tally) -> None:
    tally.lost += (wanted - found).total()
    tally.doubled += (found - wanted).total()


def _passages(rooms: wiring.Rooms, file: str) -> Counter[Passage]:
    found = rooms.store.get(rooms.folders.passages(file))
    return Counter(
        (one.text, one.source.start, one.source.end, one.source.line, one.source.heading)  # type: ignore[union-attr]
        for one in found
    )


def _read(rooms: wiring.Rooms, folder: Folder) -> None:
    """Looks at a folder and reads all that waits."""
    for _ in rooms.intake.scan(folder):
        pass
    while list(rooms.intake.step()) or rooms.folders.waiting():
        pass  # a step over files that are gone tells of nothing
    for _ in rooms.intake.settle():
        pass


def _open(folders: Folders) -> wiring.Rooms:
    """The parts of a home without the neural encoder, which follows behind and would take the other core."""
    settings = Settings()
    return wiring.build(folders, replace(settings, index=replace(settings.index, neural=False)), time.time)


def _home(place: Path) -> Folders:
    runtime = place / "run"
    runtime.mkdir(mode=0o700, parents=True)
    with contextlib.suppress(FileExistsError):
        (place / "home").mkdir(mode=0o700)
    return Folders(home=place / "home", config=place / "home", runtime=runtime)


def _starting() -> Any:
    """How processes are started: forked from one that has imported everything, where that can be."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["secondme.bench.intake_kills", "chromadb", "secondme.store.store"])
    return found
