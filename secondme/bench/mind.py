"""`bench mind`: what consolidation makes of what was said, what it forgets, and what it costs the chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from secondme.bench import (
    mind_chat,
    mind_events,
    mind_facts,
    mind_graph,
    mind_lessons,
    mind_model,
    mind_profile,
    mind_year,
)
from secondme.bench.dataset import Case
from secondme.bench.measure import NotTaken, Say, Taken


class Part(Protocol):
    """Measures that are taken together."""

    def __call__(self, say: Say, *, quick: bool = False) -> tuple[dict[str, Taken], list[str]]:
        """The measures by id, and lines for the end; `quick` takes less work. Raises: NotTaken."""


class Bench:
    """What the measures share, for the length of a `with`: each part is taken once, and has lines for the end."""

    def __init__(self, quick: bool, say: Say, models: Sequence[Path] = ()) -> None:
        """`models` are the files of those that draw facts too, besides the starter."""
        self.quick = quick
        self.models = models
        self.say = say
        self.lines: list[str] = []
        self._open = ExitStack()
        self._year: mind_year.Bench | None = None
        self._found: dict[Part, Mapping[str, Taken]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def part(self, part: Part, id: str) -> Taken:
        """One of the measures of a part."""
        if part not in self._found:
            self._found[part], lines = part(self.say, quick=self.quick)
            self.lines += ["", *lines]
        if id not in self._found[part]:
            raise NotTaken("Of that there was nothing to measure.")
        return self._found[part][id]

    def gain(self, cases: Sequence[Case]) -> list[str]:
        """What the graph of facts gains on talk of real people, none where none is given."""
        return ["", *mind_graph.gain(cases, self.say)] if cases else []

    def year(self) -> mind_year.Bench:
        """The simulated year."""
        if self._year is None:
            counts = mind_year.QUICK if self.quick else mind_year.FULL
            self._year = self._open.enter_context(mind_year.Bench(counts, self.say))
            self.lines += ["", *mind_year.lines(self._year)]
        return self._year


def chat(bench: Bench) -> Taken:
    """`mind.chat`."""
    taken, lines = mind_chat.chat(mind_chat.QUICK if bench.quick else mind_chat.FULL, bench.say)
    bench.lines += ["", *lines]
    return taken


def union(bench: Bench) -> Taken:
    """`mind.union`."""
    taken, lines = mind_model.take(bench.say, quick=bench.quick, models=bench.models)
    bench.lines += ["", *lines]
    return taken[mind_model.ID]


def _of(part: Part, id: str, bench: Bench) -> Taken:
    return bench.part(part, id)


def _year(id: str, bench: Bench) -> Taken:
    return mind_year.MEASURES[id](bench.year())


PARTS: Mapping[Part, tuple[str, ...]] = {
    mind_facts.take: (
        "mind.precision", "mind.recall", "mind.false", "mind.update", "mind.current", "mind.past",
    ),
    mind_profile.take: (
        "mind.profile.lasting", "mind.profile.passing", "mind.profile.tokens", "mind.profile.edits", "mind.insights",
    ),
    mind_graph.take: ("mind.twohop",),
    mind_lessons.take: ("mind.lessons",),
    mind_events.take: ("mind.events",),
}  # fmt: skip
"""The measures of each part."""

MEASURES: Mapping[str, Callable[[Bench], Taken]] = {
    **{id: partial(_of, part, id) for part, ids in PARTS.items() for id in ids},
    **{id: partial(_year, id) for id in mind_year.MEASURES},
    "mind.chat": chat,
    mind_model.ID: union,
}
"""How each measure is taken."""
