"""The step that cuts conversations into events: where the talk turned to something else, with a title and a time.

What was said stays as it is. A conversation is cut again when it goes on, or when something of it was edited or
forgotten; what did not change of its events stays. Where turns have no sentence vectors, a model that is in memory
says how unexpected each is: on six transcripts the starter raises F1 from 0.59 to 0.61 by that; beside sentence vectors
it adds nothing to 0.70, and is not asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.errors import ModelError
from secondme.events import Event, ModelState, Segmented
from secondme.memory.quiet import STOP
from secondme.memory.reading import SPEAKERS
from secondme.memory.secret import hides
from secondme.memory.segment import BACK, Segment, Turn, borders, opens, title, unexpected
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore, Message

NAME = "events"
PAGE = 500
"""Turns whose readings are asked for at once."""
SHOWN = 400
"""Characters of a turn that a model is shown."""
WEIGHED = 50
"""Turns that a model is asked about at once."""
MARKS = "? . , ! ' : ; -"


class Happenings(Protocol):
    """Where events are kept."""

    def waiting(self, mark: str) -> tuple[list[str], str]:
        """Conversations in which something was said, edited or forgotten since a mark and is in no event as it is now;
        and the mark of now."""

    def turns(self, conversation: str) -> list[Message]:
        """What was said in a conversation, in order; of a branch, since it is one."""

    def put(self, conversation: str, turns: Sequence[Message], found: Sequence[Segment]) -> list[Segment]:
        """Has a conversation have these events, made of these turns, and no others; those that are new. None where it
        has other turns by now: then it waits again."""


class Weigher(Protocol):
    """A model that says how unexpected a text is."""

    @property
    def state(self) -> ModelState:
        """What it is doing; never blocks."""

    def surprisals(self, texts: Sequence[tuple[str, str]], stop: Stop) -> list[tuple[float, ...]]:
        """Of each token of a text its surprisal in nats after what stands before it, for pairs of both; nothing where
        it was stopped, or is not in memory. Raises: ModelError."""


class Eventing:
    """Implements `Step`."""

    name = NAME

    def __init__(self, store: MemoryStore, happenings: Happenings, model: Weigher | None = None) -> None:
        self._store = store
        self._happenings = happenings
        self._model = model
        self._quiet: frozenset[int] | None = None

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        waiting, now = self._happenings.waiting(self._store.mark(NAME))
        for conversation in waiting:
            turns = self._happenings.turns(conversation)
            found = self._cut(turns, stop)
            if stop.asked:
                return  # what was cut is in its events, and waits no more
            for one in self._happenings.put(conversation, turns, found):
                yield Segmented(conversation, one.title, one.first, one.last)
        if not stop.asked:
            self._store.set_mark(NAME, now)

    def _cut(self, said: Sequence[Message], stop: Stop) -> list[Segment]:
        """The events of a conversation; not all of them where it was stopped."""
        read = self._read(said, stop)
        told = self._told(said, read, stop)
        begins = [0]
        for border in borders(read, self._store.token_vectors, told) if len(read) == len(said) else ():
            if stop.asked:
                break
            begins.append(border)
        parts = [said[begin:end] for begin, end in zip(begins, [*begins[1:], len(said)], strict=True)]
        return [_segment(part) for part in parts if part]

    def _read(self, said: Sequence[Message], stop: Stop) -> list[Turn]:
        """How segmentation sees turns; fewer where it was stopped."""
        found: list[Turn] = []
        for start in range(0, len(said), PAGE):
            if stop.asked:
                break
            some = [message.memory for message in said[start : start + PAGE]]
            rows = self._store.readings([memory.id for memory in some], reach=0, which=Filter())
            place = {name: row for row, name in enumerate(rows.ids)}
            for memory in some:
                row = place.get(memory.id)
                tokens, vector = np.zeros(0, np.uint16), None
                if row is not None:
                    tokens = self._telling(rows.tokens[rows.starts[row] : rows.starts[row + 1]])
                    vector = rows.vectors[row] if rows.neural[row] else None
                found.append(Turn(memory.by, memory.speaker, memory.made, tokens, vector))
        return found

    def _told(self, said: Sequence[Message], read: Sequence[Turn], stop: Stop) -> dict[int, float]:
        """What a model that is in memory adds to the surprise of turns without a sentence vector, by their places."""
        model = self._model
        if model is None or model.state.phase != "ready":
            return {}
        began = opens(read)
        asked = [place for place in range(1, len(began)) if read[began[place]].vector is None]
        found: dict[int, float] = {}
        for start in range(0, len(asked), WEIGHED):
            some = asked[start : start + WEIGHED]
            texts = [
                (before, f" {turn.memory.text[:SHOWN]}")
                for place in some
                for turn in (said[began[place]],)
                for before in (_before(said[began[max(0, place - BACK)] : began[place]], turn), f"{_who(turn)}:")
            ]
            try:
                weights = model.surprisals(texts, stop)
            except ModelError:
                return found
            for place, after, alone in zip(some, weights[::2], weights[1::2], strict=False):
                found[began[place]] = unexpected(after, alone)
        return found

    def _telling(self, tokens: NDArray[np.uint16]) -> NDArray[np.uint16]:
        """Tokens without those that stand in any talk."""
        if self._quiet is None:
            self._quiet = frozenset(self._store.tokens(" ".join([*STOP, *SPEAKERS.values(), MARKS])).tolist())
        return np.array([token for token in tokens.tolist() if token not in self._quiet], np.uint16)


def _who(turn: Message) -> str:
    return turn.memory.speaker or SPEAKERS[turn.role]


def _before(said: Sequence[Message], turn: Message) -> str:
    """Turns as a model is shown them, up to the words of the next."""
    return "".join(f"{_who(one)}: {one.memory.text[:SHOWN]}\n" for one in said) + f"{_who(turn)}:"


def _segment(part: Sequence[Message]) -> Segment:
    words = [(one.memory.by, one.memory.text) for one in part if not hides(one.memory.text)]
    return Segment(part[0].n, part[-1].n, title(words), part[0].memory.made, part[-1].memory.made)
