"""The step that keeps the profile: lines from facts that last and from how the person wants to be answered.

What the person wrote, changed or removed there stays as they left it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from secondme.assistant.steps import Heard, operation, pages
from secondme.errors import Refused
from secondme.events import Event, KeptOut, Learned
from secondme.memory.facts.entities import YOU
from secondme.memory.profile import FACTS, TOLD, WISHED, Line, fitting, in_order, lines
from secondme.memory.record import STANDING, By, Derived, Kind, Memory, Status
from secondme.memory.secret import hides
from secondme.memory.wish import WISH, wishes
from secondme.ports import Clock
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore

NAME = "profile"
PLACE = "profile"
PAGE = 200
LINES = 1_000
"""Lines that are looked at, those that were put away too."""
LETTERS = 6
"""Letters for which a token is counted at least: the static encoder knows no signs and few words of other languages."""


class Known(Heard, Protocol):
    """The facts that there are, and what the person said."""

    def about(self, subjects: Sequence[str], relations: Sequence[str] = ()) -> list[Memory]:
        """Every fact of some subjects (in small letters)."""


class Profiling:
    """Implements `Step`."""

    name = NAME

    def __init__(self, store: MemoryStore, known: Known, clock: Clock) -> None:
        self._store = store
        self._known = known
        self._clock = clock

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        yield from self._wishes(run, stop)
        there = {one.id: one for one in self._store.page(Filter(kinds=(Kind.PROFILE,)), limit=LINES)}
        own = {one.id for one in there.values() if settled(self._store, one)}
        yield from self._grounded(there, own, run, stop)
        drawn = {one.id: one for one in lines(self._known.about([YOU]), self._clock()) if one.id not in own}
        standing = [
            one
            for one in there.values()
            if one.status in STANDING and (one.id in own or one.rule in (WISH, TOLD)) and one.id not in drawn
        ]
        texts = [one.text for one in in_order(standing)]
        fits = fitting([*texts, *(one.text for one in drawn.values())], partial(tokens, self._store))[len(texts) :]
        chosen = [line for line, fit in zip(drawn.values(), fits, strict=True) if fit]
        for old in there.values():
            if stop.asked:
                return
            if old.id not in own and old.rule == FACTS and old.id not in {one.id for one in chosen}:
                why = "There is no room for it." if old.id in drawn else "What it rests on holds no more."
                yield from self._put_away(old, run, why)
        for line in chosen:
            if stop.asked:
                return
            yield from self._put(line, there.get(line.id), run)

    def _wishes(self, run: int, stop: Stop) -> Iterator[Event]:
        for some in pages(self._store, NAME, self._known.said, PAGE):
            for _, said in some:
                if stop.asked:
                    return
                if not hides(said.text) and not said.speaker:
                    for wish in wishes(said.text):
                        source = Derived(WISH, (said.id,))
                        old = next(iter(self._store.get([wish.id])), None)
                        if old is None or not settled(self._store, old):
                            yield from self._put(Line(wish.id, wish.text, source, WISHED, said.made), old, run)

    def _grounded(self, there: dict[str, Memory], own: set[str], run: int, stop: Stop) -> Iterator[Event]:
        """Puts away wishes whose words the person took back."""
        for line in self._store.unsettled(Kind.PROFILE):
            if stop.asked:
                return
            if line.id in own or line.rule != WISH:
                continue
            grounds = [one for one in self._store.get(line.evidence) if one.status is not Status.SUPERSEDED]
            if line.text not in {wish.text for one in grounds for wish in wishes(one.text)}:
                yield from self._put_away(line, run, "What it rests on says it no longer.")
                there.pop(line.id, None)

    def _put(self, line: Line, old: Memory | None, run: int) -> Iterator[Event]:
        """Stores a line, or its next version; nothing where it stands so, or the person did away with it."""
        if old is None:
            if self._store.declined(line.id, line.source):
                return
            made = Memory(
                id=line.id, kind=Kind.PROFILE, text=line.text, source=line.source, by=By.PERSON, place=PLACE,
                made=line.made, importance=line.importance,
            )  # fmt: skip
            try:
                with self._store.operation(operation(run, "a line of the profile")):
                    new = self._store.remember([made], rule=NAME, why="It lasts, and it is about you.")
            except Refused:
                yield KeptOut(NAME)
                return
            yield from (Learned(one, "ADD") for one in new)
            return
        if (old.text, old.source) == (line.text, line.source) and old.status in STANDING:
            return
        if old.status is Status.SUPERSEDED and old.text == line.text:
            return  # the person said that it is wrong
        changed = old if old.status in STANDING else old.moved(Status.ACTIVE)
        if (old.text, old.source) != (line.text, line.source):
            version = old.version + 1
            changed = replace(
                changed, text=line.text, source=line.source, importance=line.importance, made=line.made,
                valid_to=None, superseded_by=None, version=version,
            )  # fmt: skip
        try:
            with self._store.operation(operation(run, "a line of the profile")):
                self._store.revise([changed], what="renewed", rule=NAME, why="What it rests on says something else.")
        except Refused:
            yield KeptOut(NAME)
            return
        yield Learned(changed, "UPDATE", changed.id)

    def _put_away(self, line: Memory, run: int, why: str) -> Iterator[Event]:
        if line.status not in STANDING:
            return
        archived = line.moved(Status.ARCHIVED)
        with self._store.operation(operation(run, "a line of the profile")):
            self._store.revise([archived], what="archived", rule=NAME, why=why)
        yield Learned(archived, "DELETE", line.id)


def tokens(store: MemoryStore, texts: Sequence[str]) -> list[int]:
    """About how many tokens texts have, where no model is asked."""
    return [max(len(store.tokens(text)), -(-len(text) // LETTERS)) for text in texts]


def settled(store: MemoryStore, line: Memory) -> bool:
    """Whether the person wrote a line, changed it or took it out: that holds for good."""
    return line.rule == TOLD or (
        line.version > 1
        and any(change.rule == "person" and change.what in ("edited", "archived") for change in store.history(line.id))
    )
