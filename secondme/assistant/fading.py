"""The step of a run in which memories fade, and what faded long ago is condensed and put away.

Nothing is destroyed: each change is an operation that can be undone, a gist names what it was made of, and what was put
away is found by an explicit search. A memory is looked at when its time has come, and at no other.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from secondme.assistant.condensing import (
    ANSWERED,
    MOST,
    Condensing,
    Queue,
    before,
    gathered,
    gathering,
    together,
)
from secondme.assistant.near import Beside, beside
from secondme.assistant.steps import operation
from secondme.events import Event, Faded
from secondme.memory.forgetting import DAY, Forgetting, Waiting, due, since, strength
from secondme.memory.merging import same
from secondme.memory.recall import only_asks
from secondme.memory.record import By, Kind, Memory, Status
from secondme.ports import Clock
from secondme.stop import Stop
from secondme.storing import MemoryStore

TOGETHER = 64
"""Memories that are looked at together; what stands near new ones was looked up before, in some 15 ms among 10,000."""
ROUNDS = 4
"""Times that so many are looked at in one transaction, of some 30 ms: each waits for the disk, and most nights need but
one."""
FIRST = (-1.0, -1)
"""Before the first that waits."""
ANEW = 0.8
"""Cosine from which it is looked at whether somebody said the same again."""

FORESEEN, PATIENCE = 200, 2.0
"""What is told at most of what a run would do, and seconds for which that is looked for."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a run would do with a memory now: `what` is "fade", "condense" or "archive", `why` a sentence, `due` since
    when its time has come (seconds since 1970)."""

    id: str
    text: str
    what: str
    why: str
    due: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a run would do now, the most overdue first; how much `more` there is of it, and whether the `whole` memory
    was looked at, or only as far as the time went."""

    foreseen: tuple[Foreseen, ...]
    more: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Met:
    """What stands near a memory that is new."""

    uniqueness: float
    crowded: tuple[tuple[str, float], ...] = ()
    again: Memory | None = None


class _Seen:
    """What is noted of memories that are looked at together, in order: written at once."""

    def __init__(self, queue: Queue) -> None:
        self._queue = queue
        self._noted: dict[str, tuple[float, float | None]] = {}
        self._crowded: dict[str, float] = {}

    def note(self, memory: str, due: float, uniqueness: float | None) -> None:
        """See `Queue.note`; of what was crowded before, it takes the place."""
        self._noted[memory] = (due, uniqueness)
        self._crowded.pop(memory, None)

    def crowd(self, near: Sequence[tuple[str, float]]) -> None:
        """See `Queue.crowd`."""
        for name, left in near:
            self._crowded[name] = min(left, self._crowded.get(name, left))

    def write(self) -> None:
        """Writes what was noted since the last time."""
        self._queue.note(self._noted)
        self._queue.crowd(self._crowded)
        self._noted, self._crowded = {}, {}


class Fading:
    """Implements `Step`."""

    name = "fading"

    def __init__(self, store: MemoryStore, queue: Queue, clock: Clock, settings: Forgetting) -> None:
        self._store = store
        self._queue = queue
        self._clock = clock
        self._settings = settings
        self._condensing = Condensing(store, queue)

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        now = self._clock()
        self._queue.begin(self._settings)
        pool: list[Waiting] = []
        met: dict[str, _Met] = {}
        after, more = FIRST, True
        while more and not stop.asked:
            new = self._queue.unmet(now, ROUNDS * TOGETHER, after)
            met |= self._all_met([memory for memory in new if memory.id not in met], stop)
            if stop.asked:
                return
            faded: list[Event] = []
            with self._queue.together():
                for _ in range(ROUNDS):
                    some = self._queue.waiting(now, TOGETHER, after)
                    more = bool(some)
                    unmet = any(one.uniqueness is None and one.memory.id not in met for one in some)
                    if not some or unmet or stop.asked:
                        break
                    seen = _Seen(self._queue)
                    for one in sorted(some, key=attrgetter("n")):
                        event, waits = self._look(one, met.pop(one.memory.id, None), seen, now, run)
                        faded += [event] if event else []
                        if waits:
                            pool.append(one)
                    seen.write()
                    after = _after(some)
            yield from faded
        for start in range(0, len(pool), MOST):
            if not stop.asked:
                yield from self._condensing.run(pool[start : start + MOST], now, run, stop)
        yield from self._condensing.renew(run, stop)

    def dry(self, now: float, most: int = FORESEEN, seconds: float = PATIENCE) -> Outlook:
        """What a run at this time would do, and why, without doing it: at most so much, as far as is seen in a time."""
        until = time.monotonic() + seconds
        stop = Stop()
        found: list[Foreseen] = []
        pool: list[Waiting] = []
        for some in self._batches(now, stop):
            if time.monotonic() >= until:
                stop.ask()
                break
            # What is rarer comes later still: for what is not due yet as the least rare nothing is searched.
            old = [one for one in some if self._due(one, one.uniqueness or 0.0) <= now]
            met = self._all_met([one.memory for one in old if one.uniqueness is None], stop)
            for one in old:
                memory, unique = one.memory, one.uniqueness
                if unique is None:
                    unique = met[memory.id].uniqueness
                at = self._due(one, unique)
                if at <= now and memory.status is Status.ACTIVE:
                    left = self._strength(memory, now, unique)
                    found.append(Foreseen(memory.id, memory.text, "fade", self._faint(memory, now, left), at))
                elif at <= now and gathered(one.due):
                    pool.append(one)
        for start in range(0, len(pool), MOST):
            if time.monotonic() >= until:
                stop.ask()
                break
            gather = pool[start : start + MOST]
            for draft, members in self._condensing.drafts(gather):
                why = f"{together(len(members))} {draft.text}"
                found += [Foreseen(one.memory.id, one.memory.text, "condense", why, one.due) for one in members]
            for one in self._condensing.answers(gather):
                found.append(Foreseen(one.memory.id, one.memory.text, "archive", ANSWERED, one.due))
        found.sort(key=lambda one: one.due)
        return Outlook(tuple(found[:most]), max(0, len(found) - most), not stop.asked)

    # ---- looking -------------------------------------------------------------------------------------

    def _batches(self, now: float, stop: Stop) -> Iterator[list[Waiting]]:
        after = FIRST
        while not stop.asked and (some := self._queue.waiting(now, TOGETHER, after)):
            after = _after(some)
            yield some

    def _look(
        self, one: Waiting, met: _Met | None, seen: _Seen, now: float, run: int
    ) -> tuple[Faded | None, bool]:
        """Has a memory fade if its time has come, and notes its next time; whether it waits to be condensed."""
        memory, unique = one.memory, one.uniqueness
        if met is not None and unique is None:
            unique = met.uniqueness
            seen.crowd(met.crowded)
            if met.again is not None:
                seen.write()  # when that one is looked at next is told by what follows
                self._said_anew(met.again, memory, run)
        at = self._due(one, unique or 0.0)
        faded = memory.status is Status.FADED
        if faded and at <= now and gathered(one.due):
            return None, True
        if faded or at > now:
            seen.note(memory.id, gathering(max(now, at)) if faded else at, unique)
            return None, False
        left = self._strength(memory, now, unique or 0.0)
        why = self._faint(memory, now, left)
        with self._store.operation(operation(run, "faded")):
            fainter = memory.moved(Status.FADED)
            self._store.revise([fainter], what="faded", rule="retention", why=why)
        later = due(fainter, self._settings, unique or 0.0, held=one.held)
        seen.note(memory.id, gathering(max(now, later)), unique)
        return Faded(memory.id, memory.text, round(left, 4)), False

    def _all_met(self, new: Sequence[Memory], stop: Stop) -> dict[str, _Met]:
        """What stands near memories that were not looked at yet."""
        found = list(beside(self._queue, new, stop, TOGETHER))
        close = [_close(memory, near) for memory, near in found]
        there = {one.id: one for one in self._store.get(list({name for some in close for name in some}))}
        return {
            memory.id: _met(memory, near, [(there[name], score) for name, score in some.items() if name in there])
            for (memory, near), some in zip(found, close, strict=True)
        }

    def _said_anew(self, old: Memory, new: Memory, run: int) -> None:
        """Once for each conversation: what was said before is as good as recalled, and what faded is back."""
        if not self._queue.said_anew(old, new):
            return
        there = self._store.get([old.id])
        if there and there[0].status is Status.FADED:
            with self._store.operation(operation(run, "came back")):
                back = there[0].moved(Status.ACTIVE)
                self._store.revise([back], what="came back", rule="said", why="It was said anew.")

    def _due(self, one: Waiting, unique: float) -> float:
        return due(one.memory, self._settings, unique, held=one.held)

    def _strength(self, memory: Memory, now: float, unique: float) -> float:
        return strength(memory, now, self._settings, unique)

    def _faint(self, memory: Memory, now: float, left: float) -> str:
        days = max(0.0, now - since(memory)) / DAY
        said = "Nobody recalled it" if memory.last_recalled is None else "It was not recalled again"
        return f"{said} for {days:.0f} days: retention fell to {left:.2f}, below {self._settings.fade_below:.2f}."


def _after(some: Sequence[Waiting]) -> tuple[float, int]:
    """Where the queue goes on after these."""
    return some[-1].due, some[-1].n


def _close(memory: Memory, near: Beside) -> dict[str, float]:
    """Ids and cosines of what stands so near to something that the person said that it may say the same."""
    if memory.kind is not Kind.EPISODE or memory.by is not By.PERSON or only_asks(memory.text):
        return {}
    return {hit.memory: hit.score for hit, _ in near if hit.score >= ANEW}


def _met(memory: Memory, near: Beside, close: Sequence[tuple[Memory, float]]) -> _Met:
    """What stands near a memory: how rare that makes it and its neighbours, and what it says again, if anything."""
    if not near:
        return _Met(0.0)
    crowded = tuple((hit.memory, left) for hit, left in near if left < 1.0)
    twins = [one for one, score in close if before(one, memory) and same(one.text, memory.text, score)]
    here = any(one.conversation == memory.conversation for one in twins)
    return _Met(near[0][1], crowded, min(twins, key=lambda one: one.made) if twins and not here else None)
