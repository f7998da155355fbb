"""A memory that lives through the simulated year: told each day, and with a whole run of consolidation at night."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from secondme import wiring
from secondme.assistant.fading import Fading
from secondme.assistant.recall import recollection
from secondme.bench.lives.year import Asked, Day
from secondme.bench.measure import NotTaken
from secondme.config import Folders, IndexSettings, Settings
from secondme.events import Archived, Event, Faded, Gisted, Progress
from secondme.memory.forgetting import DAY
from secondme.memory.recall import Scored
from secondme.memory.record import By, Kind, Status
from secondme.stop import Stop
from secondme.store.index import row_bytes
from secondme.storing import Filter

NIGHT = 3 * 3_600.0
TURNS = 8
"""Things that are said in one conversation."""
ROWS = 10_000
"""Memories that the index has room for: half of what is said."""
SETTLE = 120.0


@dataclass(frozen=True, slots=True)
class Night:
    """What a nightly run did, and the seconds it took, by the clock and of the processor; by the clock those of the
    step in which memories fade; how full the index was after it, as a share of its budget."""

    day: int
    seconds: float
    worked: float
    fading: float
    faded: int
    archived: int
    gists: int
    full: float


@dataclass(slots=True)
class Used:
    """When something was said, what it matters, and when an answer used it, each session once."""

    made: float
    importance: float
    sessions: dict[str, float] = field(default_factory=dict)


class Moved:
    """A clock that the year moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Life:
    """A memory of its own, for the length of a `closing`: days are put into it as the service would, each in one
    transaction."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.clock = Moved()
        self.open()
        self.ids: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.used: dict[str, Used] = {}
        self.uses = self.missed = 0
        """Uses, and those of what had been put away, which count as not found."""

    def open(self) -> None:
        """Opens the memory, as a service that begins."""
        places = Folders(*(self._home / name for name in ("home", "config", "run")))
        places.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._rooms = wiring.build(places, Settings(index=IndexSettings(neural=False)), self.clock)
        self.store, self._talks = self._rooms.store, self._rooms.talks
        self.store.budget.limit = ROWS * sum(map(row_bytes, self.store.index.dimensions.values()))

    def close(self) -> None:
        """Closes the memory."""
        self._rooms.close()

    def through(self, day: Day, *, asleep: bool = True) -> Night | None:
        """Lives a day, and where the machine is left alone the night after it. Raises: NotTaken."""
        self._say(day)
        self.clock.now = day.at + DAY + NIGHT
        self.settle()
        return self._sleep(day.number) if asleep else None

    def _sleep(self, day: int) -> Night:
        events: list[Event] = []
        began, worked = time.perf_counter(), time.process_time()
        begun: list[tuple[str, float]] = []
        for event in self._rooms.consolidation.run(Stop()):
            if isinstance(event, Progress):
                begun.append((event.what, time.perf_counter()))
            events.append(event)
        ended, worked = time.perf_counter(), time.process_time() - worked
        fading = sum(until - at for (step, at), (_, until) in pairwise([*begun, ("", ended)]) if step == Fading.name)
        faded, archived, gists = (sum(isinstance(event, one) for event in events) for one in (Faded, Archived, Gisted))
        full = self.store.index.needs() / self.store.budget.limit
        return Night(day, ended - began, worked, fading, faded, archived, gists, full)

    def settle(self) -> None:
        """Waits until the index has learned all. Raises: NotTaken."""
        if not self.store.settle(SETTLE):
            raise NotTaken(f"The index did not catch up with the memories within {SETTLE:.0f} s.")

    def unforget(self) -> None:
        """Makes of it what it were had nothing ever faded."""
        self.store.forget([memory.id for memory in self.store.each(Filter(kinds=(Kind.GIST,)))])
        self.store.budget.limit = 0
        with self.store.ledger.write() as connection:
            connection.execute("UPDATE memory SET status = 'active' WHERE status IN ('faded', 'archived')")
            connection.execute("DELETE FROM unindexed")

    def _say(self, day: Day) -> None:
        """Says what is said on a day, a talk to an hour, and uses what is used."""
        self.asked += day.questions
        with self.store.ledger.write() as connection:
            for at, one in enumerate(day.episodes):
                self.clock.now = one.at
                talk = f"{day.number}-{at // TURNS}"
                self._talks.begin(talk, "year")
                memory = self._talks.say(talk, By.PERSON, one.text).memory
                self.ids[one.id] = memory.id
                self.used[one.id] = Used(one.at, one.importance)
                sql = "UPDATE memory SET importance = ? WHERE id = ?"
                connection.execute(sql, (one.importance, memory.id))
            messages: dict[str, int] = {}
            for use in day.recalls:
                self.clock.now = use.at
                self._use(use.episode, use.session, messages)

    def _use(self, episode: str, talk: str, messages: dict[str, int]) -> None:
        """An answer uses something; of what was put away it could not."""
        (memory,) = self.store.get([self.ids[episode]])
        self.uses += 1
        self.used[episode].sessions.setdefault(talk, self.clock.now)
        if memory.status is Status.ARCHIVED:
            self.missed += 1
            return
        if talk not in messages:
            self._talks.begin(talk, "year")
            messages[talk] = self._talks.say(talk, By.PERSON, "Do you remember that?").n
        self._talks.used(messages[talk], talk, [recollection(Scored(memory, 1.0, 1.0))])
