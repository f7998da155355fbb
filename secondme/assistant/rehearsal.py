"""The step of a run that asks whether what was drawn can still be found, and gives it another key where it cannot.

Asking here never counts as recall: it reads what recall would bring, and tells nobody.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from typing import Protocol

from secondme.assistant.recall import Recall
from secondme.assistant.steps import operation
from secondme.errors import Refused
from secondme.events import Event, Rehearsed
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.forgetting import DAY
from secondme.memory.record import Memory
from secondme.memory.rehearsing import LONGEST, Rehearsal, after, chosen, cue
from secondme.ports import Clock
from secondme.stop import Stop
from secondme.storing import MemoryStore

MOST = 20
"""Memories that a run asks for."""
AHEAD = 200
"""Memories that are due among which it chooses."""
KEYED = "other words"
"""What the operation of a run is called that gave keys."""
FOUND = 5
"""Place in what is recalled up to which a memory counts as found."""


class Book(Protocol):
    """When each memory that was drawn is rehearsed."""

    def enrol(self, now: float) -> int:
        """Gives what is new its first date, and takes out what holds no more; how many are new."""

    def due(self, now: float, limit: int) -> list[tuple[Memory, Rehearsal]]:
        """What is due, that waiting longest first."""

    def note(self, memory: str, done: Rehearsal) -> None:
        """Notes how a test went."""


class Rehearse:
    """Implements `Step`."""

    name = "rehearsal"

    def __init__(self, store: MemoryStore, book: Book, recall: Recall, clock: Clock, *, most: int = MOST) -> None:
        """`most` bounds the memories that a run asks for."""
        self._store = store
        self._book = book
        self._recall = recall
        self._clock = clock
        self._most = most

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        now = self._clock()
        self._book.enrol(now)
        due = self._book.due(now, AHEAD)
        dates = {memory.id: done for memory, done in due}
        for memory in chosen([memory for memory, _ in due], now, self._most):
            if stop.asked:
                return
            done = dates[memory.id]
            question = cue(memory, done, _ways(memory))
            if not question:
                self._book.note(memory.id, Rehearsal(now + LONGEST * DAY, LONGEST, done.hits, done.misses))
                continue
            found = self._found(memory, question)
            if not found:
                # It may have as many keys as it can.
                with contextlib.suppress(Refused), self._store.operation(operation(run, KEYED), join=True):
                    self._store.add_keys(memory.id, [question], rule=self.name)
            done = after(done, found, now)
            self._book.note(memory.id, done)
            yield Rehearsed(memory.id, found, done.days)

    def _found(self, memory: Memory, question: str) -> bool:
        brought = self._recall(question, limit=FOUND, echoes=True, typed=False)
        return any(one.id == memory.id for one in brought)


def _ways(memory: Memory) -> Sequence[str]:
    """Other words for the relation of a fact."""
    known = RELATIONS.get(memory.about[1]) if len(memory.about) == 3 else None
    return known.synonyms if known else ()
