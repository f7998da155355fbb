"""A step of a consolidation run: one thing that it does, in small pieces, each stored as it is made."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Protocol, TypeVar

from secondme.errors import NotFound, Refused
from secondme.events import Event
from secondme.memory.record import Memory
from secondme.stop import Stop
from secondme.storing import RUN, MemoryStore

Said = TypeVar("Said", bound=tuple[int, *tuple[Any, ...]])
"""Something that was said, the number of its message first."""
One = TypeVar("One")


class Step(Protocol):
    """What a run does one after the other.

    A step takes what is new since its own mark, looks at `stop` before each piece, and changes nothing when it is done
    again. Each of its changes is an operation named `consolidation run N: …`, so that it can be undone alone, and the
    run by its number.
    """

    @property
    def name(self) -> str:
        """What it is called in the report and as its mark."""

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """Does what there is to do, as events. Raises: SecondMeError."""


class Heard(Protocol):
    """What the person said."""

    def said(self, after: int, limit: int) -> list[tuple[int, Memory]]:
        """What the person said after the message of a number, in its order, with the numbers."""


def pages(store: MemoryStore, step: str, said: Callable[[int, int], list[Said]], size: int) -> Iterator[list[Said]]:
    """What was said since a step's mark, so many at a time. The mark moves on when the next are asked for: those at
    which a step was stopped are given again."""
    mark = int(store.mark(step) or 0)
    while some := said(mark, size):
        yield some
        mark = some[-1][0]
        store.set_mark(step, str(mark))


def heeding(some: Iterable[One], stop: Stop) -> Iterator[One]:
    """One after the other, until somebody asks to stop."""
    return itertools.takewhile(lambda _: not stop.asked, some)


def edited(store: MemoryStore, memory: Memory) -> bool:
    """Whether the person gave a memory other words."""
    return memory.version > 1 and any(change.what == "edited" for change in store.history(memory.id))


def begun(some: Sequence[One], name: str, what: str) -> One:
    """The only one of those whose ids begin so; `what` it is in a word, whose plural is the command that lists them.
    Raises: NotFound if there is none, Refused if there are several."""
    if len(some) > 1:
        raise Refused(f"Several {what}s begin with {name!r}.", "Give more letters of the id.")
    if not some:
        raise NotFound(f"There is no {what} {name!r}.", f"See their ids with: secondme {what}s")
    return some[0]


def operation(run: int, what: str) -> str:
    """The name of an operation of a run; `what` holds no word of what is remembered."""
    return f"{RUN}{run}: {what}"
