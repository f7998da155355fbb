"""The step of a run that makes one of what was concluded twice in other words. What was said itself stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from secondme.assistant.near import Near, beside
from secondme.assistant.steps import operation
from secondme.errors import Refused
from secondme.events import Event, Learned
from secondme.memory.merging import MERGED, merged, one_of
from secondme.memory.record import STANDING, Memory, Status
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore

MOST = 500
"""Conclusions that a run looks at."""


class Merging:
    """Implements `Step`."""

    name = "merging"

    def __init__(self, store: MemoryStore, near: Near, *, most: int = MOST) -> None:
        """A run looks at `most` conclusions, each once, in the order in which they were stored."""
        self._store = store
        self._near = near
        self._most = most

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`. What came first is kept, with the sources of both."""
        which = Filter(kinds=MERGED, statuses=STANDING)
        memories = list(islice(self._store.each(which, after=self._store.mark(self.name)), self._most))
        gone: set[str] = set()
        for memory, near in beside(self._near, memories, stop):
            if stop.asked:
                return
            if any(hit.memory in gone for hit, _ in near):
                (near,) = self._near.near([memory])  # without what was merged since
            other = self._same(memory, {hit.memory: hit.score for hit, _ in near})
            if other is not None:
                first, second = sorted((memory, other), key=lambda one: (one.made, one.id))
                if (both := self._merge(first, second, run)) is not None:
                    gone.add(second.id)
                    yield Learned(both, "NOOP", second.id)
            self._store.set_mark(self.name, memory.id)

    def _same(self, memory: Memory, near: dict[str, float]) -> Memory | None:
        """The nearest other that says the same; None where none does, or it was merged a moment ago."""
        there = self._store.get([memory.id])
        if not there or there[0].status is Status.SUPERSEDED:
            return None
        others = [one for one in self._store.get(list(near)) if not self._undone(one, memory)]
        return next((one for one in others if one_of(memory, one, near[one.id])), None)

    def _undone(self, one: Memory, other: Memory) -> bool:
        """Whether the person took the two apart again."""
        merges = [change for name in (one.id, other.id) for change in self._store.history(name)]
        return any(change.what == "undone" for change in merges)

    def _merge(self, first: Memory, second: Memory, run: int) -> Memory | None:
        why = "It says the same in other words."
        try:
            with self._store.operation(operation(run, "merged")):
                both, gone = merged(*self._store.get([first.id, second.id]))
                self._store.revise([both, gone], what="merged", rule=self.name, why=why)
        except Refused:  # the barrier keeps out what the sources of both do not bear
            return None
        return both
