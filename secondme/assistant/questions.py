"""Makes of what a person asks what recall needs: words and tokens with their rarity, names, times, whose words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial

import numpy as np
from numpy.typing import NDArray

from secondme.memory import kin, late, spans
from secondme.memory.asking import Asked, asked
from secondme.memory.recall import SEARCHED
from secondme.memory.record import By, Kind
from secondme.memory.spans import ENGLISH, Calendar, When
from secondme.storing import Filter, MemoryStore

ABOUT = {"person": By.PERSON, "assistant": By.ASSISTANT, "files": By.FILE}
TELLING = 60
"""Memories that hold the word for a relation ("sister") and are looked at for its name."""

_WAS = re.compile(r"\b(?:did|was|were|had|used to|war|hatte|wohnte|era|estaba|vivía|étais|était)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as recall understands it: what it asks, the times it names, the words to search by besides its own."""

    text: str
    asked: Asked
    whens: tuple[When, ...]
    names: tuple[str, ...]

    @property
    def past(self) -> bool:
        """Whether it asks how things were at a time that is over, so that what holds no more is meant too."""
        return any(when.past for when in self.whens) and _WAS.search(self.text) is not None

    @property
    def searched(self) -> str:
        """The words that the lanes search by."""
        return " ".join((self.text, *self.names))


class Questions:
    """Understands questions by what this memory knows: who speaks in it, and who is whose sister."""

    def __init__(self, store: MemoryStore, zone: tzinfo | None = None, calendar: Calendar = ENGLISH) -> None:
        self._store = store
        self.zone = zone
        self._calendar = calendar

    def understood(self, question: str, now: float, anchored: Callable[[When], float | None]) -> Understood:
        """What a question asks. `anchored` looks up the time of an event that it names ("before I moved")."""
        speakers = self._store.speakers()
        names = frozenset(part for name in speakers for part in name.casefold().split())
        whens = []
        for when in spans.understood(question, now, self.zone, self._calendar, names):
            if when.span is None and when.habit is None:
                at = anchored(when)
                if at is None:
                    continue
                when = spans.resolved(when, at, now)
            whens.append(when)
        found = asked(question, speakers)
        return Understood(question, found, tuple(whens), self._kin(question, names))

    def _kin(self, question: str, speakers: frozenset[str]) -> tuple[str, ...]:
        """Names for the relations that a question speaks of, and relations for its names, as the memory tells them."""
        wanted = [one for one in kin.wanted(question) if one.role or one.name.casefold() not in speakers]
        if not wanted:
            return ()
        which = Filter(kinds=(Kind.EPISODE, Kind.FACT, Kind.PASSAGE), by=(By.PERSON, By.FILE), statuses=SEARCHED)
        hits = [
            hit.memory
            for one in wanted
            for hit in self._store.words(one.role or one.name, limit=TELLING, which=which)
        ]
        memories = sorted(self._store.get(list(dict.fromkeys(hits))), key=lambda memory: memory.made)
        relations = [
            replace(one, owner=memory.speaker.lower()) if memory.speaker and one.owner == "me" else one
            for memory in memories
            for one in kin.relations(memory.text, tuple(speakers))
        ]
        return kin.expanded(question, relations) if relations else ()

    def scored(self, understood: Understood, vector: NDArray[np.float32] | None) -> late.Question:
        """What scoring needs of a question."""
        words = understood.asked.words
        own, rarity, word = self._tokens(words)
        roles = {one.role for one in kin.wanted(understood.text)}
        role = next((number for number, one in enumerate(words) if one in roles), None)
        others = self._tokens(understood.names)[0] if role is not None else np.array([], np.uint16)
        about = ABOUT.get(understood.asked.about)
        kinds = understood.asked.kinds
        return late.Question(
            words=words,
            tokens=own,
            rarity=rarity,
            word=word,
            others=others,
            instead=np.full(len(others), role or 0, np.intp),
            vector=vector,
            speakers=understood.asked.named,
            about=about,
            date=partial(spans.match, understood.whens, zone=self.zone) if understood.whens else None,
            when="when" in kinds,
            count="count" in kinds,
            order=understood.asked.order.side if understood.asked.order else "",
        )

    def _tokens(self, words: Sequence[str]) -> tuple[NDArray[np.uint16], NDArray[np.float32], NDArray[np.intp]]:
        """The tokens of words, each once, with the rarity and the number of the word that it stands in."""
        stems = [self._store.stems(word) for word in words]
        rarity = self._store.rarity({stem for some in stems for stem in some})
        found: dict[int, tuple[float, int]] = {}
        for number, (word, some) in enumerate(zip(words, stems, strict=True)):
            weight = max((rarity[stem] for stem in some), default=1.0)
            for token in self._store.tokens(word):
                if weight > found.get(int(token), (0.0, 0))[0]:
                    found[int(token)] = (weight, number)
        return (
            np.array(list(found), np.uint16),
            np.array([weight for weight, _ in found.values()], np.float32),
            np.array([number for _, number in found.values()], np.intp),
        )
