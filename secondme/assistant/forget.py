"""Forgetting on request: first unseen, then gone from every place that held a byte of it.

What is to go is noted in the ledger before anything goes, so that a purge that was killed goes on at the next start.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterator, Sequence

from secondme.errors import NotFound, SecondMeError
from secondme.events import Event, Notice, Progress
from secondme.memory.record import Derived, Kind, Memory
from secondme.ports import Clock, Erasing, Trace
from secondme.storing import MemoryStore

PURGING = "removing it everywhere"
AGAIN = "facts.again"
"""The mark that has the ids of what is to be drawn once more, as a fact that rested on it too goes."""


class Forget:
    """Hides memories, brings them back while it can, and purges them."""

    def __init__(self, store: MemoryStore, erasing: Erasing, traces: Sequence[Trace], clock: Clock) -> None:
        self._store = store
        self._erasing = erasing
        self._traces = tuple(traces)
        self._clock = clock

    def resting(self, memories: Sequence[Memory]) -> list[Memory]:
        """Everything that rests on these, directly or through others."""
        given = {memory.id for memory in memories}
        found: dict[str, Memory] = {}
        front = list(given)
        while front:
            fresh = [memory for memory in self._store.resting_on(front) if memory.id not in found]
            found |= {memory.id: memory for memory in fresh}
            front = [memory.id for memory in fresh]
        return [memory for name, memory in found.items() if name not in given]

    def hide(self, ids: Sequence[str], seconds: float) -> tuple[int, int]:
        """Takes memories and what rests on them out of sight; `undo` brings them back for so long. How many of each.

        Raises: NotFound if one is not there.
        """
        found = self._store.get(ids)
        if len(found) < len(set(ids)):
            raise NotFound("Some of these memories are not there any more.", "Look again at what there is.")
        resting = self.resting(found)
        going = [memory.id for memory in (*found, *resting)]
        self._again(going, resting)
        self._store.hide(going, self._clock() + seconds)
        return len(found), len(resting)

    def _again(self, going: Collection[str], resting: Sequence[Memory]) -> None:
        """Notes what else the facts rest on that go: it may say the same, in words that stay."""
        facts = [one.source for one in resting if one.kind is Kind.FACT and isinstance(one.source, Derived)]
        stays = {name for source in facts for name in source.memories} - set(going)
        if stays:
            waiting: list[str] = json.loads(self._store.mark(AGAIN) or "[]")
            self._store.set_mark(AGAIN, json.dumps(sorted({*waiting, *stays})))

    def waiting(self, seconds: float = math.inf) -> bool:
        """Whether something is to be purged within so long, or has not gone from everywhere yet."""
        return self._erasing.waiting() or bool(self._store.due(self._clock() + seconds))

    def purge(self, when: float | None = None) -> Iterator[Event]:
        """Removes what is hidden and whose undo has lapsed by a time (default: now) from every place.

        A place that keeps something is told of in a Notice; the rest is done whatever happens in one of them.
        """
        ids = self._erasing.take(self._clock() if when is None else when)
        if not ids:
            return
        steps = len(self._traces) + 1
        kept = False
        yield Progress(PURGING, 0, steps)
        for number, trace in enumerate(self._traces, start=1):
            yield Progress(PURGING, number, steps)
            try:
                said = trace.erase(ids)
            except SecondMeError as error:
                kept = True
                said = f"Something that was forgotten could not be removed yet: {error}"
            if said:
                yield Notice(said)
        if not kept:
            self._erasing.end(ids)
        yield Progress(PURGING, steps, steps)
