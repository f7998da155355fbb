"""The lanes of recall: each brings candidates in its own way, and none decides what is found."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from secondme.errors import IndexUnavailable
from secondme.memory.association import Associated
from secondme.memory.spans import Habit, When
from secondme.storing import Filter, Hit, MemoryStore

log = logging.getLogger(__name__)

BROUGHT = (60, 120)
"""Candidates that words and vectors bring each: in a small memory, and in a large one, where more stands before what is
right."""
SPOKEN, BESIDE = 200, 30
"""Candidates of the neural lane among what somebody said whom the question names, and what each lane brings beside
them: among 15,000 memories that find 95 of 100 right ones with a third of the rows that 200 of each lane make, and
these find 90."""
SMALL, LARGE = 3_000, 100_000
"""Memories of a small and of a large one; between them the number of candidates grows with the logarithm."""
IN_TIME = 60
"""Candidates that each time named by a question brings, the newest of it, beside those that words bring from it."""
HABITS = 12
"""How many of the latest times that a habit came round are looked at, and..."""
EACH = 10
"""... how many memories of each."""
THREADS = 2
"""Questions whose words are looked up at once."""
NARROW = 2
"""Weekdays of a habit up to which it brings candidates: most days are no help in finding any."""


LED = 60
"""Candidates that associations bring."""
VECTORS = ("vector", "neural")
"""Lanes whose scores are cosines."""


class Graph(Protocol):
    """Entities, the memories that name them, and links."""

    def associated(
        self, asked: str, vector: NDArray[np.float32] | None, near: Mapping[str, float], limit: int
    ) -> list[Associated]:
        """The memories that a question leads to, the most of it first. `vector` is its neural vector, `near` are ids of
        memories with how near they are."""


@dataclass(slots=True)
class Candidates:
    """Ids with the lanes that brought them; the question's neural vector, where there is one; what it led to."""

    lanes: dict[str, dict[str, float]] = field(default_factory=dict)
    vector: NDArray[np.float32] | None = None
    associated: dict[str, Associated] = field(default_factory=dict)

    def take(self, hits: Sequence[Hit]) -> None:
        """Adds the hits of a lane."""
        for hit in hits:
            self.lanes.setdefault(hit.memory, {})[hit.lane] = hit.score

    def by(self, *lanes: str) -> list[str]:
        """The ids that any of these lanes brought."""
        return [name for name, brought in self.lanes.items() if not brought.keys().isdisjoint(lanes)]


class Lanes:
    """Asks the store's lanes: those by the neural vector, which takes longest to make, and the others in a thread
    beside. More threads would save nothing: each lane takes up Python's lock again and again, and waits for it where
    another is busy."""

    def __init__(self, store: MemoryStore, graph: Graph | None = None) -> None:
        self._store = store
        self._graph = graph
        self._beside = ThreadPoolExecutor(THREADS, "lanes")

    def brought(self) -> int:
        """How many candidates words and vectors bring each."""
        least, most = BROUGHT
        grown = math.log10(max(1.0, self._store.size() / SMALL)) / math.log10(LARGE / SMALL)
        return round(least + (most - least) * min(1.0, grown))

    def gather(
        self,
        searched: str,
        bare: str,
        which: Filter,
        whens: Sequence[When],
        now: float,
        zone: tzinfo | None,
        *,
        named: Sequence[str] = (),
        associations: bool = True,
    ) -> Candidates:
        """The candidates for the words `searched`; `bare` is what is embedded, the question as a statement, and `named`
        the speakers that it names. With `associations` what it leads to is brought too."""
        found, whose = Candidates(), () if which.speakers else named
        by_words = self._beside.submit(self._by_words, searched, BESIDE if whose else self.brought(), which)
        found.vector, spoken, neural = self._by_vector(bare, whose, which)
        hits = by_words.result()
        if whose and not spoken:
            hits = self._by_words(searched, self.brought(), which)
        for some in (spoken, neural, hits):
            found.take(some)
        if self._graph is not None and associations:
            near = {hit.memory: hit.score for hit in (*hits, *spoken, *neural) if hit.lane in VECTORS}
            led = self._graph.associated(searched, found.vector, near, LED)
            found.associated = {one.memory: one for one in led}
            found.take([Hit(one.memory, "graph", one.mass) for one in led])
        for when in whens:
            if when.span is not None:
                narrow = within(which, when.span)
                found.take(self._in_time(narrow, IN_TIME))
                found.take(self._store.words(searched, limit=IN_TIME, which=narrow))
            elif when.habit is not None and len(when.habit.weekdays) <= NARROW:
                for span in latest(when.habit, now, zone):
                    found.take(self._in_time(within(which, span), EACH))
        return found

    def _by_vector(
        self, bare: str, named: Sequence[str], which: Filter
    ) -> tuple[NDArray[np.float32] | None, list[Hit], list[Hit]]:
        """The neural vector of a question, what is near it of what those said who are `named`, and of all."""
        store = self._store
        if (vector := store.encoded(bare)) is None:
            return None, [], []
        spoken = _there(lambda: store.spoken(vector, named, limit=SPOKEN, which=which)) if named else []
        brought = BESIDE if spoken else self.brought()
        return vector, spoken, _there(lambda: store.neural(vector, limit=brought, which=which))

    def _by_words(self, searched: str, brought: int, which: Filter) -> list[Hit]:
        store = self._store
        near = _there(lambda: store.nearest(searched, limit=brought, which=which))
        return near + store.words(searched, limit=brought, which=which)

    def _in_time(self, which: Filter, limit: int) -> list[Hit]:
        return [Hit(one.id, "time", 1.0) for one in self._store.page(which, limit=limit)]


def _there(lane: Callable[[], list[Hit]]) -> list[Hit]:
    """What a lane of vectors brings, nothing where the index does not answer."""
    try:
        return lane()
    except IndexUnavailable as error:
        log.warning("recall without a lane of vectors: %s", error)
        return []


def within(which: Filter, span: tuple[float, float]) -> Filter:
    """A filter that also keeps to a span of time."""
    after = span[0] if which.after is None else max(which.after, span[0])
    before = span[1] if which.before is None else min(which.before, span[1])
    return replace(which, after=after, before=before)


def latest(habit: Habit, now: float, zone: tzinfo | None) -> Iterator[tuple[float, float]]:
    """The latest times that a habit came round, the newest first; in seconds, the end not included."""
    midnight = datetime.fromtimestamp(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for ago in range(7 * HABITS):
        day = midnight - timedelta(days=ago)
        if day.weekday() in habit.weekdays:
            begin, end = (day + timedelta(hours=hour) for hour in habit.hours)
            yield begin.timestamp(), end.timestamp()
