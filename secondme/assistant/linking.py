"""The step that links what was concluded: notes of the same people, places and things, or of the same matter, name each
other, and each gets a line on what it belongs to.

A new note may renew the context and the keywords of those that it is linked with, as new versions. What stands there
are words of the note itself: what is forgotten elsewhere leaves nothing behind. What was said itself is never changed.
Source: Xu et al. 2025, "A-MEM", sections 3.1 to 3.3 (note construction, link generation, memory evolution); by rules
    where it asks a language model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from secondme.assistant.near import Beside, Near, beside
from secondme.assistant.steps import operation
from secondme.errors import Refused
from secondme.events import Event, Linked
from secondme.memory.association import key
from secondme.memory.facts.entities import YOU
from secondme.memory.insight import topics_of
from secondme.memory.record import STANDING, Kind, Memory
from secondme.memory.roots import root
from secondme.ports import Embedder
from secondme.stop import Stop
from secondme.storing import Filter, MemoryStore

NAME = "links"
KINDS = (Kind.FACT, Kind.INSIGHT)
MOST = 300
"""Notes that a run links."""
NEAREST = 5
"""Notes that a new one is linked with, the nearest ones. Source: A-MEM, section 4 (k)."""
LOOKED_AT = 20
"""Notes that share words with a new one and are looked at."""
CLOSE = 0.5
"""Cosine of static vectors from which two notes that share a telling word, but nobody and nothing that is named, are of
one matter."""
KEYWORDS = 6
"""Telling words of a note, those first that its links share; behind them the relation as a tag."""
NAMED = "#"
"""Begins a keyword that is a name which the person gave."""


_CALLED = re.compile(r"\b(?:called|named) (?P<name>.+)$", re.IGNORECASE)


class Linking:
    """Implements `Step`."""

    name = NAME

    def __init__(self, store: MemoryStore, near: Near, encoder: Embedder, *, most: int = MOST) -> None:
        """A run links `most` notes, each once, in the order in which they were stored; how near two are is told by the
        `encoder`, which needs nobody to have been there before."""
        self._store = store
        self._near = near
        self._encoder = encoder
        self._most = most

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        """See `Step`."""
        which = Filter(kinds=KINDS, statuses=STANDING)
        notes = list(islice(self._store.each(which, after=self._store.mark(NAME)), self._most))
        for note, near in beside(self._near, notes, stop):
            if stop.asked:
                return
            linked = self._linked(note.id, near, run)
            if linked and linked.links:
                yield Linked(linked.id, linked.links)
            self._store.set_mark(NAME, note.id)

    def _linked(self, name: str, near: Beside, run: int) -> Memory | None:
        """A note with its links, stored with those that it is linked with; None where nothing is new."""
        there = self._store.get([name])
        if not there or there[0].status not in STANDING:
            return None
        note, others = there[0], self._related(there[0], near)
        known = {one.id: one for one in self._store.get(note.links)}
        new = _renewed(note, [*known.values(), *(one for one in others if one.id not in known)])
        changed = [new, *(self._beside(one, note) for one in others)]
        changed = [one for one, old in zip(changed, [note, *others], strict=True) if one != old]
        if not changed:
            return None
        try:
            with self._store.operation(operation(run, "linked")):
                self._store.revise(changed, what="linked", rule=NAME, why=f"{len(new.links)} notes belong to it.")
        except Refused:  # somebody changed one of them in this very moment: that one's own turn links them
            return None
        return new

    def _beside(self, note: Memory, new: Memory) -> Memory:
        """A note that a new one is linked with."""
        known = {one.id: one for one in self._store.get(note.links)}
        return _renewed(note, list((known | {new.id: new}).values()))

    def _related(self, note: Memory, near: Beside) -> list[Memory]:
        which = Filter(kinds=KINDS, statuses=STANDING)
        names = [hit.memory for hit in self._store.words(note.text, limit=LOOKED_AT, which=which)]
        looked = dict.fromkeys([*(hit.memory for hit, _ in near), *names])
        some = [one for one in self._store.get([*looked]) if one.id != note.id]
        vectors = self._encoder.embed([note.text, *(one.text for one in some)])
        cosines = (vectors[1:] @ vectors[0]).tolist()
        found = [
            (cosine, one)
            for one, cosine in zip(some, cosines, strict=True)
            if one.id not in note.evidence and note.id not in one.evidence and related(note, one, cosine)
        ]
        return [one for _, one in sorted(found, key=lambda pair: (-pair[0], pair[1].id))[:NEAREST]]


def related(one: Memory, other: Memory, cosine: float) -> bool:
    """Whether two notes belong together: they are of the same somebody or something, or of one matter in like words."""
    if not entities(one).isdisjoint(entities(other)):
        return True
    return cosine >= CLOSE and not words(one).keys().isdisjoint(words(other).keys())


def entities(note: Memory) -> set[str]:
    """Whom and what a note is about, but for the person, by their keys; of "a beagle called Otto", Otto too."""
    about = [note.about[0], note.about[2]] if len(note.about) == 3 else []
    called = [name.group("name") for one in about if (name := _CALLED.search(one))]
    return {key(name) for name in (*about, *called) if name.casefold() != YOU}


def words(note: Memory) -> dict[str, str]:
    """The telling words of a note by their roots; of what was counted, those that it is about: the others are the same
    in all of its sort."""
    counted = [word for word in note.keywords if not word.startswith(NAMED)] if not note.about else []
    return {root(word): word for word in counted or topics_of(note.text)}


def _renewed(note: Memory, others: Sequence[Memory]) -> Memory:
    """A note with its links and what they make of it: the next version, or itself where that is as it was."""
    own = words(note)
    shared = {stem: sum(stem in words(one) for one in others) for stem in own}
    order = sorted(own, key=lambda stem: -shared[stem])
    told = [own[stem] for stem in order][:KEYWORDS]
    keywords = note.keywords  # those of an insight say what was counted
    if len(note.about) == 3:
        kept = [word for word in note.keywords if word.startswith(NAMED)]
        keywords = tuple(dict.fromkeys((*kept, *told, note.about[1].replace("_", " "))))
    context = _context(note, [own[stem] for stem in order if shared[stem]], len(others))
    links = tuple(one.id for one in others)
    new = replace(note, links=links, context=context, keywords=keywords)
    return note if new == note else note.changed(links=links, context=context, keywords=keywords)


def _context(note: Memory, shared: Sequence[str], others: int) -> str:
    """What a note belongs to, in its own words: "On Equinor and Ana, with 3 other notes."."""
    told = list(shared)[:2] or list(words(note).values())[:2]
    matter = f"On {' and '.join(told)}" if told else "On its own"
    if not others:
        return f"{matter}."
    return f"{matter}, with {others} other {'note' if others == 1 else 'notes'}."
