"""What faded long ago is condensed: memories of one topic become a gist that names them, and are put away.

A gist says nothing that its members do not say: it is made anew when one of them was put right, and put away when too
few are left.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.assistant.near import Beside
from secondme.assistant.steps import operation
from secondme.errors import Refused
from secondme.events import Archived, Event, Gisted
from secondme.memory.barrier import refusal
from secondme.memory.forgetting import CONDENSED, DAY, Forgetting, Waiting, since
from secondme.memory.gist import RULE, clusters, condensable, condensed, stands
from secondme.memory.insight import Draft
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Said, Status
from secondme.stop import Stop
from secondme.storing import MemoryStore

GATHERED = 14.0 * DAY
"""Seconds between the times at which topics are looked for among what has faded, so that there are enough of each: a
memory whose time has come waits for the next of them."""
MOST = 400
"""Memories among which topics are looked for at once."""
GISTS, AWAY = 4, 64
"""Gists that are made, and answers that are put away, in one transaction of some 40 ms: each waits for the disk."""
LEAST = 2
"""Members that a gist must still have."""
PLACE = "gists"
NEVER = (math.inf, None)
"""When what was put away is looked at again."""
ANSWERED = "What it answered is put away."


class Queue(Protocol):
    """Memories by the time at which each is to be looked at again."""

    def together(self) -> AbstractContextManager[Any]:
        """A transaction."""

    def begin(self, settings: Forgetting) -> None:
        """Has everything looked at again where the settings are others than last time."""

    def waiting(self, now: float, limit: int, after: tuple[float, int]) -> list[Waiting]:
        """The next memories that are due, those waiting longest first; `after` are time and number of the last one
        had."""

    def unmet(self, now: float, limit: int, after: tuple[float, int]) -> list[Memory]:
        """Those of the next so many that were not looked at yet."""

    def note(self, looked: Mapping[str, tuple[float, float | None]]) -> None:
        """Notes when memories are to be looked at again (infinite: never), and the uniqueness of each that has one."""

    def crowd(self, near: Mapping[str, float]) -> None:
        """Notes the uniqueness of memories that have a nearer neighbour than they had."""

    def near(self, memories: Sequence[Memory]) -> list[Beside]:
        """What stands beside each of them."""

    def vectors(self, memories: Sequence[Memory]) -> NDArray[np.float32]:
        """Their vectors, shape (memories, dimensions)."""

    def said_anew(self, old: Memory, new: Memory) -> bool:
        """Counts that the person said `old` again by saying `new`, once a conversation; whether it counted."""


class Condensing:
    """Makes gists, and keeps them in step with what they rest on."""

    def __init__(self, store: MemoryStore, queue: Queue) -> None:
        self._store = store
        self._queue = queue

    def drafts(self, pool: Sequence[Waiting]) -> list[tuple[Draft, list[Waiting]]]:
        """The gists of what is in the pool, each with its members."""
        said = [one for one in pool if condensable(one.memory)]
        vectors = self._queue.vectors([one.memory for one in said])
        found = []
        for rows in clusters(vectors):
            members = [said[row] for row in rows]
            draft = condensed([one.memory for one in members], vectors[rows])
            if draft is not None and not self._store.declined(draft.id, Derived(draft.rule, draft.evidence)):
                found.append((draft, members))
        return found

    def run(self, pool: Sequence[Waiting], now: float, run: int, stop: Stop) -> Iterator[Event]:
        """Condenses what of a pool has company, and notes when the rest is looked at again."""
        left = {one.memory.id: one for one in pool}
        drafts = self.drafts(pool)
        for start in range(0, len(drafts), GISTS):
            if stop.asked:
                return
            some = drafts[start : start + GISTS]
            with self._queue.together():
                gists = [self._gist(draft, [one.memory for one in members], now, run) for draft, members in some]
            for made, (draft, members) in zip(gists, some, strict=True):
                if made is None:
                    continue
                for one in members:
                    del left[one.memory.id]
                yield Gisted(made, draft.evidence)
                why = together(len(members))
                for one in members:
                    yield Archived(one.memory.id, one.memory.text, why)
        answers = self.answers(list(left.values()))
        for start in range(0, len(answers), AWAY):
            if stop.asked:
                return
            away = answers[start : start + AWAY]
            with self._queue.together():
                for answer in self._there([one.memory for one in away]):
                    with self._store.operation(operation(run, "archived")):
                        self._store.revise([answer.moved(Status.ARCHIVED)], what="archived", rule="gist", why=ANSWERED)
                    self._queue.note({answer.id: NEVER})
            for one in away:
                del left[one.memory.id]
                yield Archived(one.memory.id, one.memory.text, ANSWERED)
        with self._queue.together():
            # It has no company yet: it waits as long again as it is old.
            later = {name: gathering(2 * now - since(one.memory)) for name, one in left.items()}
            self._queue.note({name: (at, None) for name, at in later.items()})

    def _gist(self, draft: Draft, members: Sequence[Memory], now: float, run: int) -> Memory | None:
        """Stores a gist and puts away what it was made of, as one operation; None where something came in between, or
        the barrier refuses."""
        made = Memory(
            id=draft.id,
            kind=Kind.GIST,
            text=draft.text,
            source=Derived(draft.rule, draft.evidence),
            by=By.ASSISTANT,
            place=PLACE,
            made=now,
            valid_from=min(memory.made for memory in members),
            keywords=draft.keywords,
        )
        with self._queue.together(), self._store.operation(operation(run, "condensed")):
            there = self._there(members)
            if len(there) < len(members) or refusal(made, there):
                return None
            why = f"{len(members)} memories of one topic had faded."
            if not self._store.remember([made], rule=draft.rule, why=why):
                return None
            away = [memory.moved(Status.ARCHIVED) for memory in there]
            self._store.revise(away, what="archived", rule=draft.rule, why=together(len(members)))
            self._queue.note({memory.id: NEVER for memory in members})
        return made

    def _there(self, members: Sequence[Memory]) -> list[Memory]:
        """Those that are still as faded as they were."""
        return [one for one in self._store.get([memory.id for memory in members]) if one.status is Status.FADED]

    def answers(self, pool: Sequence[Waiting]) -> list[Waiting]:
        """The faded turns of the assistant that answered what is put away."""
        turns = [one for one in pool if one.memory.by is By.ASSISTANT and one.memory.kind in CONDENSED]
        return [one for one in turns if _answered(self._store.neighbours(one.memory), one.memory)]

    def renew(self, run: int, stop: Stop) -> Iterator[Event]:
        """Makes gists anew whose members were put right or closed; those of too few are put away."""
        for gist in self._store.unsettled(Kind.GIST):
            if stop.asked:
                return
            if gist.status not in STANDING or not isinstance(gist.source, Derived):
                continue
            found = self._store.get(gist.source.memories)
            members = [one for one in found if one.status is not Status.SUPERSEDED and condensable(one)]
            if len(members) == len(gist.source.memories) and stands(gist.text, members):
                continue
            if any(change.what in ("edited", "undone") for change in self._store.history(gist.id)):
                continue  # what the person made of it holds
            draft = condensed(members, self._queue.vectors(members)) if len(members) >= LEAST else None
            with self._queue.together(), self._store.operation(operation(run, "renewed")):
                made = self._renewed(gist, draft) if draft else None
                if made is None:
                    why = "What it rests on says it no longer."
                    self._store.revise([gist.moved(Status.ARCHIVED)], what="archived", rule=RULE, why=why)
            if made is not None:
                yield Gisted(made, tuple(memory.id for memory in members))

    def _renewed(self, gist: Memory, draft: Draft) -> Memory | None:
        source = Derived(draft.rule, draft.evidence)
        made = gist.changed(text=draft.text, source=source, keywords=draft.keywords)
        try:
            self._store.revise([made], what="renewed", rule=RULE, why="Its evidence changed.")
        except Refused:
            return None
        return made


def together(count: int) -> str:
    """Why one of so many was put away."""
    return f"It was condensed with {count - 1} others of its topic."


def gathering(after: float) -> float:
    """The next time after some at which topics are looked for."""
    return (after // GATHERED + 1) * GATHERED if math.isfinite(after) else after


def gathered(due: float) -> bool:
    """Whether a memory is due because topics are looked for."""
    return due > 0 and due % GATHERED == 0


def before(one: Memory, other: Memory) -> bool:
    """Whether it was said before the other."""
    said = isinstance(one.source, Said) and isinstance(other.source, Said)
    return said and one.source.message < other.source.message and one.made <= other.made  # type: ignore[union-attr]


def _answered(beside: Sequence[Memory], turn: Memory) -> bool:
    return any(one.status is Status.ARCHIVED and before(one, turn) for one in beside)
