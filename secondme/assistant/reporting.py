"""What a consolidation run did, told: a sentence, and each thing with what undoes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any, Protocol

from secondme.assistant.gating import transferred
from secondme.errors import NotFound
from secondme.memory.counting import count, memories
from secondme.memory.record import Kind, Memory
from secondme.memory.when import day
from secondme.ports import Clock
from secondme.storing import MemoryStore

WORDS: Mapping[str, str] = {
    "add": "learned",
    "update": "changed",
    "delete": "ended",
    "noop": "said again",
    "reflected": "noticed",
    "thought": "concluded",
    "gisted": "condensed",
    "faded": "faded",
    "archived": "put away",
    "linked": "linked",
}
"""What a run may have done to a memory, and how that is said."""
INTO_PROFILE = "into the profile"
"""How it is said that a line of the profile was made: a fact beside it says the same."""
EVENING, MORNING = 20, 6
"""Hours between which it is night."""


class Book(Protocol):
    """What is kept of runs."""

    def run(self, number: int | None = None) -> dict[str, Any] | None:
        """A run by its number, or the latest that has ended and did something."""

    def did(self, run: int) -> list[tuple[int, str, str, int | None, int | None]]:
        """What a run did in order: number, what, memory, operation, and the one by which that was undone."""

    def undone(self, ids: Sequence[str]) -> list[Memory]:
        """Those of these memories that an undoing took away and that can be brought back."""

    def worst(self) -> float | None:
        """The smallest share of probes that memory ever answered after a run."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a run did: `what` in words, the memory as it is now, and the operation that undoing it names
    (None: there is nothing to undo). `back` is the one that brings it back where it was `undone`."""

    n: int
    what: str
    id: str
    text: str
    operation: int | None
    undone: bool
    back: int | None


@dataclass(frozen=True, slots=True)
class Page:
    """What a run did. `before` and `after` are shares of the probes that were answered, `worst` is the least ever, and
    `transfer` by how much probes of earlier runs are answered better or worse than at first; None where unknown."""

    run: int
    began: float
    ended: float | None
    state: str
    seconds: float
    sentence: str
    items: tuple[Item, ...]
    before: float | None
    after: float | None
    worst: float | None
    transfer: float | None


class Reporting:
    """Pages of runs."""

    def __init__(self, store: MemoryStore, book: Book, clock: Clock, zone: tzinfo | None = None) -> None:
        """`zone` is the person's time zone, None for that of this machine."""
        self._store = store
        self._book = book
        self._clock = clock
        self._zone = zone

    def page(self, run: int | None = None) -> Page:
        """The page of a run, of the latest that did something where none is named. Raises: NotFound."""
        row = self._book.run(run)
        if row is None:
            which = "There was no consolidation run yet." if run is None else f"There is no consolidation run {run}."
            raise NotFound(which, "Start one with: secondme consolidate")
        did = self._book.did(row["run"])
        ids = [memory for _, _, memory, _, _ in did]
        there = {memory.id: memory for memory in (*self._store.get(ids), *self._book.undone(ids))}
        items = tuple(
            Item(n, _word(what, there[memory]), memory, _words(there[memory]), operation, back is not None, back)
            for n, what, memory, operation, back in did
            if memory in there
        )
        lines = {memory.id for memory in there.values() if memory.kind is Kind.PROFILE}
        learned = sum(what == "add" and memory not in lines for _, what, memory, _, _ in did)
        moved = self._store.mark(transferred(row["run"]))
        return Page(
            run=row["run"],
            began=row["began"],
            ended=row["ended"],
            state=row["state"],
            seconds=row["seconds"],
            sentence=sentence(row | {"learned": min(learned, row["learned"])}, self._clock(), self._zone),
            items=items,
            before=row["before"],
            after=row["after"],
            worst=self._book.worst(),
            transfer=float(moved) if moved else None,
        )


def _word(what: str, memory: Memory) -> str:
    return INTO_PROFILE if what == "add" and memory.kind is Kind.PROFILE else WORDS.get(what, what)


def _words(memory: Memory) -> str:
    """The text of a memory; of a lesson with what it is for, which tells one case from another."""
    for_it = f" (for: {memory.context})" if memory.kind is Kind.LESSON and memory.context else ""
    return memory.text + for_it


def sentence(row: Mapping[str, Any], now: float, zone: tzinfo | None = None) -> str:
    """A run in one sentence: "Last night I learned 6 things, changed 1, let 14 fade."; a second one where it was broken
    off or taken back. `row` has the fields of a run, times are in seconds since 1970."""
    when = _when(row["began"], now, zone)
    parts = [
        row["learned"] and f"learned {count(row['learned'], 'thing')}",
        row["changed"] and f"changed {row['changed']:,}",
        row["insights"] and f"noticed {row['insights']:,}",
        row["faded"] and f"let {row['faded']:,} fade",
        row["archived"] and f"put {row['archived']:,} away",
    ]
    done = ", ".join(part for part in parts if part)
    told = f"{when} I {done}." if done else f"{when} I looked at {memories(row['looked_at'])} and changed nothing."
    match row["state"]:
        case "rolled back":
            found = f"{row['before']:.0%} of my test questions could be answered before it and {row['after']:.0%} after"
            return f"{told} All of that was taken back: {found}."
        case "interrupted":
            return f"{told} It was broken off; the rest follows when you are idle."
        case "running":
            return f"{told} It is going on."
    return told


def _when(began: float, now: float, zone: tzinfo | None) -> str:
    then, here = datetime.fromtimestamp(began, zone), datetime.fromtimestamp(now, zone)
    night = (then if then.hour < MORNING else then + timedelta(days=1)).date()
    if (then.hour >= EVENING or then.hour < MORNING) and night == here.date() and here.hour >= MORNING:
        return "Last night"
    if then.date() == here.date():
        return f"Today at {then:%H:%M}"
    if then.date() == here.date() - timedelta(days=1):
        return f"Yesterday at {then:%H:%M}"
    return f"On {day(began, zone)}"
