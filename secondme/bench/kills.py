"""Kill -9 at random moments: a process that writes is killed, its home is opened again and looked at, many times."""

from __future__ import annotations

import contextlib
import multiprocessing
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from secondme.bench.killed import TASKS, sentence, work
from secondme.bench.measure import NotTaken, Say
from secondme.config import Folders
from secondme.memory.record import Kind, identity
from secondme.store.chain import broken
from secondme.store.first_schema import FIRST

AT_ONCE = 25
"""Kills that one home suffers before another begins, so that looking at it stays quick."""
OLD = 240
"""Memories of a ledger of the first version, half of them said in a conversation."""
OPENING = 0.3
"""Share of the kills that come while the home is being opened."""
LONGEST = 0.6
"""Seconds after the opening within which the other kills come, at an even chance."""
SETTLE = 60.0
PATIENCE = 60.0
"""Seconds after which a process that does not open its home is given up."""


@dataclass(slots=True)
class Found:
    """What was wrong after a kill, in memories."""

    lost: int = 0
    doubled: int = 0
    returned: int = 0
    """Forgotten, acknowledged, and there again."""
    index: int = 0
    """Missing in the index, or in it without a memory, after it was healed."""

    def __iadd__(self, other: Found) -> Found:
        self.lost += other.lost
        self.doubled += other.doubled
        self.returned += other.returned
        self.index += other.index
        return self

    @property
    def total(self) -> int:
        """All of it."""
        return self.lost + self.doubled + self.returned + self.index


@dataclass(slots=True)
class Promise:
    """What a home must hold: texts by id that were acknowledged; ids whose forgetting was; ids that may be gone."""

    kept: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    going: set[str] = field(default_factory=set)

    def hear(self, word: tuple[Any, ...]) -> None:
        """Takes what the process told."""
        match word:
            case ("said" | "kept" as how, ids, texts):
                self.kept |= dict(zip(ids, texts, strict=True))
                self.said |= set(ids) if how == "said" else set()
            case ("forgetting", ids):
                self.going |= set(ids)
            case ("forgot", ids):
                self.gone |= set(ids)


@dataclass(slots=True)
class Tally:
    """What many kills came to."""

    kills: int = 0
    acknowledged: int = 0
    found: Found = field(default_factory=Found)
    mended: int = 0
    """Kills after which the index was not opened as it was, but made anew or mended from the ledger."""
    amid: Counter[str] = field(default_factory=Counter)
    """Kills by what went on beside writing when they came; `opening` where the home was not open yet."""

    @property
    def words(self) -> str:
        """The tally in a sentence."""
        amid = ", ".join(f"{count} amid {what}" for what, count in self.amid.most_common())
        return (
            f"{self.kills} kills ({amid}), {self.acknowledged:,} memories acknowledged: {self.found.lost} lost, "
            f"{self.found.doubled} doubled, {self.found.returned} forgotten ones back, {self.found.index} differences "
            f"between ledger and index after healing (after {self.mended} kills the index was mended or made anew)"
        )


def kills(count: int, say: Say, *, tasks: tuple[str, ...] = TASKS, seed: int | None = None) -> Tally:
    """Kills so many processes, in turn one at each task, and looks after every one.

    The moments are random, and others with every call unless there is a `seed`. Raises: NotTaken.
    """
    draw = random.Random(seed)
    tally = Tally()
    starting = _starting()
    with TemporaryDirectory(prefix="secondme-kills-", ignore_cleanup_errors=True) as place:
        folders, promise = _home(Path(place) / "0"), Promise()
        opening = 0.3
        for number in range(count):
            task = tasks[number % len(tasks)]
            if number and number % AT_ONCE == 0:
                folders, promise = _home(Path(place) / str(number)), Promise()
            where, held = folders, promise
            if task == "migrate":
                where = _home(Path(place) / f"old-{number}")
                held = old(where, number)
            before = 0 if task == "migrate" else len(held.kept)
            early = task == "migrate" or draw.random() < OPENING
            victim = Victim(starting, where, task, number, held)
            amid = victim.kill(opening * draw.uniform(0.0, 1.2) if early else draw.uniform(0.0, LONGEST), early=early)
            opening = victim.opening or opening
            tally.amid[amid] += 1
            tally.kills += 1
            tally.acknowledged += len(held.kept) - before
            said: list[str] = []
            found = look(where, held, said.append)
            tally.found += found
            tally.mended += bool(said)
            if found.total or (number + 1) % 10 == 0:
                say(f"{number + 1}/{count}: killed amid {amid}; {found}")
    return tally


def look(folders: Folders, promise: Promise, mended: Say = lambda line: None) -> Found:
    """Opens a home as after a crash, lets it heal, and compares it with what was promised.

    `mended` hears what was done to the index, if anything was.
    """
    from secondme import wiring
    from secondme.config import Settings
    from secondme.service import lifecycle
    from secondme.store.outbox import INDEXED
    from secondme.storing import Filter

    found = Found()
    lock = lifecycle.own(folders)
    rooms = wiring.build(folders, Settings(), time.time)
    try:
        store = rooms.store
        if said := store.upkeep.tend():
            mended(said)
        for _ in rooms.forget.purge(float("inf")):  # what was to go, goes: the service does so when it starts
            pass
        store.settle(SETTLE)
        store.heal()
        if not store.settle(SETTLE):
            raise NotTaken("The index did not come to rest after a kill.")
        there = {memory.id: memory for memory in store.each(Filter())}
        sound = {name for name, text in promise.kept.items() if name in there and there[name].text == text}
        found.lost += len(set(promise.kept) - sound - promise.going)
        found.returned += len(promise.gone & set(there))
        texts = Counter(memory.text for memory in there.values() if memory.kind is Kind.EPISODE)
        found.doubled += sum(count - 1 for count in texts.values())
        for lost, doubled in (_messages(store.ledger, promise, set(there)), *_words(store.ledger, promise, there)):
            found.lost += lost
            found.doubled += doubled
        wanted = {memory.id for memory in there.values() if memory.status in INDEXED}
        indexed = list(store.index.ids())
        found.index += len(wanted ^ set(indexed)) + len(indexed) - len(set(indexed))
    finally:
        rooms.close()
        lock.release()
    # What was going may have gone or stayed; what stayed is not promised any more, and neither is what went.
    for name in promise.going:
        promise.kept.pop(name, None)
    promise.said -= promise.going
    return found


def old(folders: Folders, number: int) -> Promise:
    """Makes a ledger of the first version, as the first version wrote it; what it promises."""
    import apsw

    folders.home.mkdir(mode=0o700, parents=True)
    promise = Promise()
    connection = apsw.Connection(str(folders.ledger))
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(FIRST)
        connection.execute("PRAGMA user_version = 1")
        with connection:
            connection.execute("INSERT INTO conversation VALUES ('old', 'bench', 1000.0)")
            for at in range(OLD):
                text = sentence(number, at)
                name = identity(Kind.EPISODE, "old", str(at), text)
                _old_memory(connection, name, text, at)
                if at % 2:
                    connection.execute(
                        "INSERT INTO message (conversation, role, memory, made) VALUES ('old', 'person', ?, ?)",
                        (name, 1000.0 + at),
                    )
                    promise.said.add(name)
                promise.kept[name] = text
    finally:
        connection.close()
    return promise


def _old_memory(connection: Any, name: str, text: str, at: int) -> None:
    source = f'{{"type": "said", "conversation": "old", "message": {at // 2 + 1}}}'
    connection.execute(
        "INSERT INTO memory (id, version, kind, status, by, place, text, source, source_key, made, valid_from, "
        "importance, recalls, pinned) VALUES (?, 1, 'episode', 'active', 'person', 'bench', ?, ?, 'said:old', ?, ?, "
        "0.5, 0, 0)",
        (name, text, source, 1000.0 + at, 1000.0 + at),
    )
    connection.execute("INSERT INTO history VALUES (?, 1, 'made', '', 'said', ?, '{}')", (name, 1000.0 + at))
    connection.execute("INSERT INTO outbox (memory) VALUES (?)", (name,))


def _starting() -> Any:
    """How processes are started: forked from one that has imported everything, where that can be."""
    if sys.platform == "win32":
        return multiprocessing.get_context("spawn")
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["secondme.bench.killed", "chromadb", "secondme.store.store"])
    return found


class Victim:
    """A process that works on a home. `opening` is how many seconds it took to open it, if it got so far."""

    def __init__(self, starting: Any, folders: Folders, task: str, number: int, promise: Promise) -> None:
        self._reading, writing = starting.Pipe(duplex=False)
        self._process = starting.Process(target=work, args=(folders, task, number, writing), daemon=True)
        self._process.start()
        writing.close()
        self._task = task
        self._promise = promise
        self._amid = "starting"
        self.opening = 0.0

    def kill(self, seconds: float, *, early: bool) -> str:
        """Kills it so many seconds after it began to open its home (`early`) or had opened it; amid what.

        Raises: NotTaken if it ended before.
        """
        began = time.monotonic()
        until = began + PATIENCE
        try:
            while (left := until - time.monotonic()) > 0 and self._reading.poll(left):
                word = self._reading.recv()
                self._hear(word)
                if word[0] == "opening":
                    began = time.monotonic()
                    until = began + (seconds if early else PATIENCE)
                elif word[0] == "opened":
                    self.opening = time.monotonic() - began
                    until = until if early else time.monotonic() + seconds
        except EOFError:
            self._process.join()
            raise NotTaken(f"It ended by itself ({self._task}, exit status {self._process.exitcode}).") from None
        finally:
            self._process.kill()
            self._process.join()
            for word in _rest(self._reading):
                self._hear(word)
        if self._amid == "starting":
            raise NotTaken(f"The process that is killed did not begin to open its home within {PATIENCE:.0f} s.")
        return self._amid

    def _hear(self, word: tuple[Any, ...]) -> None:
        self._promise.hear(word)
        match word[0]:
            case "opening":
                self._amid = "migrating" if self._task == "migrate" else "opening"
            case "opened" | "consolidated" | "rebuilt" | "forgot":
                self._amid = "filling the index" if self._task == "migrate" else "writing"
            case "consolidating" | "rebuilding" | "forgetting" | "resting":
                self._amid = str(word[0])


def _rest(reading: Any) -> Iterator[tuple[Any, ...]]:
    """What stood in the pipe when the process died; a word that was cut off was not acknowledged."""
    with contextlib.suppress(EOFError, OSError), reading:
        while True:
            yield reading.recv()


def _home(place: Path) -> Folders:
    runtime = place / "run"
    runtime.mkdir(mode=0o700, parents=True)
    return Folders(home=place / "home", config=place / "home", runtime=runtime)


def _messages(ledger: Any, promise: Promise, there: set[str]) -> tuple[int, int]:
    """Messages that are not there though their memories are, and those that are there more than once."""
    sql = "SELECT memory.id, count(*) FROM message JOIN memory ON memory.n = message.memory GROUP BY memory.id"
    messages = dict(ledger.rows(sql))
    return len((promise.said & there) - set(messages)), sum(count - 1 for count in messages.values())


def _words(ledger: Any, promise: Promise, there: dict[str, Any]) -> Iterator[tuple[int, int]]:
    """For each text, whether the full-text index has lost it (1, 0) or holds it more than once (0, n)."""
    with ledger.write() as connection:
        connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        if why := broken(connection):
            raise NotTaken(f"After a kill the chain does not hold: {why}")
    for name in promise.kept:
        if name in there:
            word = promise.kept[name].rpartition(" ")[2].rstrip(".")
            count = int(ledger.scalar("SELECT count(*) FROM words WHERE words MATCH ?", (f'"{word}"',)))
            yield int(count == 0), max(0, count - 1)
