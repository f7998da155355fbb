"""What guards memory against its own consolidation: probe questions that are recalled before and after a run.

The questions are made of what is remembered, and recalled as the person's are; nobody is told, so it counts as no
recall. What a run made worse than it was is to be rolled back. Between two questions it gives way: a run that was
interrupted, or killed, is judged with the next one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from secondme.assistant.recall import Recall
from secondme.errors import NotFound, Refused
from secondme.events import Probed
from secondme.memory.forgetting import DAY
from secondme.memory.probing import candidates, question, transfer, worse
from secondme.memory.recall import only_asks
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Status
from secondme.memory.secret import hides
from secondme.ports import Clock
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore

MOST = 48
"""Probes of a run."""
KEPT = 24
"""How many of them are those of runs before, by which it is seen whether what was learnt long ago is found still."""
PLACES = 5
"""Place in what is recalled up to which a probe is answered before a run..."""
REACH = 10
"""... and up to which what was answered must be after it: what is new may stand before it, but not in its place."""
SPARE = 20
"""Places that what the person said since may take."""
LATEST = DAY
"""Seconds for which answers before a run that was interrupted count; what is lost later may have other causes."""
PAGE = 4
"""Memories that are drawn from one place of the memory."""
TRIES = 60
"""Places that are looked at for probes."""
PROBED = (
    Filter(kinds=(Kind.FACT, Kind.INSIGHT, Kind.GIST), statuses=(Status.ACTIVE,)),
    Filter(kinds=(Kind.EPISODE,), statuses=(Status.ACTIVE,), by=(By.PERSON,)),
)
"""What probes are drawn from. What faded is not: it may be put away."""
MARK = "probes"
BEFORE = "probes before"


def transferred(run: int) -> str:
    """The mark under which the backward transfer of a run is kept."""
    return f"{MARK} of run {run}"


@dataclass(frozen=True, slots=True)
class _Probe:
    """A question that a memory should answer, and whether it did before the run."""

    memory: Memory
    question: str
    answered: bool


@dataclass(frozen=True, slots=True)
class _Before:
    """When probes were asked before a run, which were answered by the ids of their memories, and the runs since."""

    at: float
    runs: tuple[int, ...] = ()
    answered: dict[str, bool] = field(default_factory=dict)


class Gating:
    """Implements `Gate` of `secondme.assistant.consolidate`."""

    def __init__(
        self, store: MemoryStore, recall: Recall, clock: Clock, undo: Callable[[int], Any], *, most: int = MOST
    ) -> None:
        """`undo` takes back all of a run; it raises NotFound where there is nothing of it, and Refused where all of it
        was changed since. `most` bounds the probes."""
        self._store = store
        self._recall = recall
        self._clock = clock
        self._undo = undo
        self._most = most
        self._probes: list[_Probe] = []
        self._since = _Before(0.0)

    def before(self, run: int, stop: Stop) -> None:
        """See `Gate`. A run with the same number has the same probes."""
        self._since = held = self._held()
        self._probes = []
        then = [memory for name in held.answered if (memory := self._store.at(name, held.at))]
        kept = then or self._store.get(list(self._first()))
        drawn = [] if then else self._drawn(run, {one.id for one in kept}, stop)
        for memory in [*kept, *drawn]:
            if stop.asked:
                return
            if len(self._probes) < self._most and (asked := self._question(memory)):
                answered = held.answered.get(memory.id)
                if answered is None:
                    answered = self._answered(memory.id, asked, PLACES)
                self._probes.append(_Probe(memory, asked, answered))
        self._since = _Before(held.at, (*held.runs, run), {one.memory.id: one.answered for one in self._probes})
        self._store.set_mark(BEFORE, json.dumps([held.at, self._since.runs, self._since.answered]))

    def after(self, run: int, stop: Stop) -> Probed | None:
        """See `Gate`. None where the person came back before all probes were asked. Earlier runs that were not judged
        are taken back with this one."""
        asked: list[tuple[_Probe, bool]] = []
        for probe in self._probes:
            if stop.asked:
                return None
            if not self._ended(probe.memory):
                places = REACH if probe.answered else PLACES
                asked.append((probe, self._answered(probe.memory.id, probe.question, places)))
        if stop.asked and not asked:  # the questions before were stopped as well: earlier runs are still to be judged
            return None
        before, after = [probe.answered for probe, _ in asked], [answered for _, answered in asked]
        undone = False
        for number in reversed(self._since.runs if asked and worse(before, after) else ()):
            with suppress(NotFound, Refused):
                self._undo(number)
                undone = True
        if asked:
            self._note(run, {probe.memory.id: probe.answered if undone else now for probe, now in asked})
        self._store.set_mark(BEFORE, "")  # last: what is killed while it undoes is judged again
        return Probed(_share(before), _share(after), undone) if asked else None

    # ---- probes --------------------------------------------------------------------------------------

    def _drawn(self, run: int, known: set[str], stop: Stop) -> list[Memory]:
        """Memories from all over, half of them what was drawn from others, as far as there is any."""
        chance = Random(run)
        drawn: dict[str, Memory] = {}
        for which, enough in zip(PROBED, (self._most // 2, self._most), strict=True):
            there = self._store.count(which)
            for _ in range(TRIES if there else 0):
                if stop.asked or len(drawn) >= enough:
                    break
                some = self._store.page(which, limit=PAGE, offset=chance.randrange(there))
                drawn |= {one.id: one for one in some if one.id not in known}
        return list(drawn.values())

    def _question(self, memory: Memory) -> str:
        """What to ask for a memory; empty for what is not to be asked for."""
        if memory.status is not Status.ACTIVE or hides(memory.text) or only_asks(memory.text):
            return ""
        stems = {word: self._store.stems(word) for word in candidates(memory.text)}
        rarity = self._store.rarity({stem for some in stems.values() for stem in some})
        rarest = {word: max((rarity[stem] for stem in some), default=0.0) for word, some in stems.items()}
        return question(memory, rarest)

    def _answered(self, memory: str, asked: str, places: int) -> bool:
        """Whether a memory, what followed it, or what rests on it is recalled within so many places."""
        good = self._standing(memory)
        brought = self._recall(asked, limit=places + SPARE, echoes=True, typed=False)
        there = [one for one in brought if one.kind != Kind.EPISODE or one.made <= self._since.at]
        return any(one.id in good for one in there[:places])

    def _standing(self, memory: str) -> set[str]:
        """The ids of what answers for a memory."""
        good: set[str] = set()
        there = self._store.get([memory])
        while there and there[0].id not in good:
            good.add(there[0].id)
            there = self._store.get([there[0].superseded_by]) if there[0].superseded_by else []
        return good | {one.id for one in self._store.resting_on(sorted(good))}

    def _ended(self, memory: Memory) -> bool:
        """Whether nothing is to be found: a memory has faded, the person took it away, or it is a conclusion that does
        not hold any more by the very rule that drew it."""
        there = self._store.get([memory.id])
        if not there or there[0].status in STANDING:
            return not there or there[0].status is Status.FADED
        if not isinstance(memory.source, Derived):
            return False
        if memory.kind is Kind.INSIGHT:
            return there[0].superseded_by is None
        after = self._store.get([there[0].superseded_by]) if there[0].superseded_by else []
        same = all(one.about[:2] == memory.about[:2] for one in after)
        return same and self._store.history(memory.id)[-1].rule == memory.source.rule

    # ---- what is kept from run to run ----------------------------------------------------------------

    def _held(self) -> _Before:
        """What was asked before runs that were not judged; nothing where that is too long ago."""
        now = self._clock()
        at, runs, answered = json.loads(self._store.mark(BEFORE) or "[0, [], {}]")
        return _Before(at, tuple(runs), answered) if runs and now - at <= LATEST else _Before(now)

    def _first(self) -> dict[str, bool]:
        """The ids of the probes that are kept, and whether each was answered when it was first asked."""
        return {name: bool(answered) for name, answered in json.loads(self._store.mark(MARK) or "[]")}

    def _note(self, run: int, answered: dict[str, bool]) -> None:
        """Keeps the backward transfer of a run, and what was first found of probes that go on."""
        first = self._first()
        old = [name for name in first if name in answered]
        moved = transfer([first[name] for name in old], [answered[name] for name in old])
        if old:
            self._store.set_mark(transferred(run), f"{moved:.4f}")
        going_on = [(name, first[name]) for name in old]
        going_on += [(name, now) for name, now in answered.items() if name not in first]
        self._store.set_mark(MARK, json.dumps([(name, int(now)) for name, now in going_on[:KEPT]]))


def _share(answered: list[bool]) -> float:
    return sum(answered) / len(answered)
