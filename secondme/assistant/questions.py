"""Makes of what a person asks what recall needs: words and tokens with their rarity, names, times, whose words."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import partial

import numpy as np
from numpy.typing import NDArray

from secondme.assistant.lanes import Candidates
from secondme.memory import kin, late, spans
from secondme.memory.asking import Asked, asked
from secondme.memory.facts.entities import YOU
from secondme.memory.facts.relations import BONDED
from secondme.memory.kin import ROLE_OF, Relation, Wanted
from secondme.memory.quiet import STOP
from secondme.memory.reading import SPEAKERS
from secondme.memory.recall import SEARCHED
from secondme.memory.record import By, Kind
from secondme.memory.spans import ENGLISH, Calendar, When
from secondme.storing import Filter, MemoryStore

ABOUT = {"person": By.PERSON, "assistant": By.ASSISTANT, "files": By.FILE}
QUIET = "Note . , : ; ! ? ' \" - ( ) …"
TELLING = 60
"""The latest memories that tell of a relation ("my sister") and are looked at for its name."""
FEW = 100
"""Memories below which counts say little of how rare a word is: it weighs as if there were so many, without it."""

_CALLED = re.compile(r"Your (?P<role>[\w -]+) is called (?P<name>.+)\.")
"""How a fact tells the name of somebody around the person."""
_WAS = re.compile(
    r"\b(?:did|was|were|had|would\b.*\bhave|used to|war|hatte|wohnte|era|estaba|vivía|étais|était)\b", re.IGNORECASE
)
_IS = re.compile(
    r"\b(?:do|does|am|is|are|has|can|will|should|must|may (?:i|we)|(?:do|does|is|are)n['’]?t|how['’]?s|i['’]?m"
    r"|wh(?:at|en|ere|o)['’]?s|(?:she|he|it|they|we|you|that|there)['’](?:s|re)|now|currently|current|told you"
    r"|ist|bin|wohne|es|est|vivo|suis)\b"
    r"|\b(?:have|'ve) (?!been\b|i been\b|had\b)",
    re.IGNORECASE,
)
"""Asks how things are, though it names a time that is over: "what is the name I told you in March"."""
_FORMERLY = re.compile(
    r"\b(?:used? to|formerly|previous(?:ly)?|(?:my|our|[^\W\d_]+['’]s) (?:old|former|ex)|no longer|any ?more)\b"
    r"|\b(?:did|was|were|had)\b[^?]*\b(?:before|earlier|back then|in the past|at first)\b",
    re.IGNORECASE,
)
"""Asks how things were, without a time."""
UNHEARD = 0.1
"""What a part of a word without tokens counts that no candidate holds: cut from a text without spaces it may be none.
"""
_STRANGE = re.compile(r"[^\W\d_a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
"""Letters of other scripts than the Latin one: of their words the table of tokens knows single characters at best."""


def strange(text: str) -> bool:
    """Whether words are in a script that tokens do not tell apart."""
    return not text.isascii() and _STRANGE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as recall understands it: what it asks, the times and relations it names ("sister"), the words to
    search by besides its own."""

    text: str
    asked: Asked
    whens: tuple[When, ...]
    roles: frozenset[str]
    names: tuple[str, ...]

    @property
    def past(self) -> bool:
        """Whether it asks how things were at a time that is over, so that what holds no more is meant too."""
        then = _WAS.search(self.asked.text) is not None or _IS.search(self.asked.text) is None
        timed = then and any(when.past for when in self.whens)
        return timed or self.formerly

    @property
    def formerly(self) -> bool:
        """Whether it asks how things were before without saying when."""
        return not self.whens and _FORMERLY.search(self.text) is not None

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
        self.quiet = frozenset(store.tokens(" ".join([*STOP, *SPEAKERS.values(), QUIET])).tolist())
        """Tokens that tell no two memories apart."""

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
        wanted = [one for one in kin.wanted(question) if one.role or one.name.casefold() not in names]
        roles = frozenset(one.role for one in wanted)
        return Understood(question, found, tuple(whens), roles, self._kin(question, wanted, names, now))

    def _kin(self, question: str, wanted: Sequence[Wanted], speakers: frozenset[str], now: float) -> tuple[str, ...]:
        """Names for the relations that a question speaks of, and relations for its names, as the memory tells them and
        as facts know them."""
        if not wanted:
            return ()
        which = Filter(kinds=(Kind.EPISODE, Kind.FACT, Kind.PASSAGE), by=(By.PERSON, By.FILE), statuses=SEARCHED)
        told = self._store.told([kin.sought(one) for one in wanted], limit=TELLING, which=which)
        memories = sorted(told, key=lambda memory: memory.made)
        relations = [
            replace(one, owner=memory.speaker.lower()) if memory.speaker and one.owner == "me" else one
            for memory in memories
            for one in kin.relations(memory.text, tuple(speakers))
        ]
        relations = [*self._called(now), *relations]
        return kin.expanded(question, relations) if relations else ()

    def _called(self, now: float) -> Iterator[Relation]:
        """Those around the person with their names, as facts know them at a time, those last that are known last."""
        facts = self._store.held([YOU], [*BONDED], now, now)
        for fact in sorted(facts, key=lambda fact: fact.made):
            if (said := _CALLED.fullmatch(fact.text)) and (role := ROLE_OF.get(said["role"].replace(" ", "-"))):
                yield Relation("me", role, said["name"], 0, 0)

    def scored(self, understood: Understood, candidates: Candidates) -> late.Question:
        """What scoring needs of a question; `candidates` are those that it is scored among."""
        words = understood.asked.words
        own, rarity, word = self._tokens(["" if strange(one) else one for one in words])
        held: dict[str, float] = {}
        if unseen := [number for number, one in enumerate(words) if strange(one)]:
            held, weight = self._held([words[number] for number in unseen], candidates.by("words", "key"))
            rarity, word = np.append(rarity, np.float32(weight)), np.append(word, unseen[0])
        role = next((number for number, one in enumerate(words) if one in understood.roles), None)
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
            vector=candidates.vector,
            speakers=understood.asked.named,
            about=about,
            date=partial(spans.match, understood.whens, zone=self.zone) if understood.whens else None,
            when="when" in kinds,
            count="count" in kinds,
            order=understood.asked.order.side if understood.asked.order else "",
            held=held,
            led={one.memory: (one.near, self._store.tokens(one.words)) for one in candidates.associated.values()},
        )

    def _held(self, words: Sequence[str], ids: Sequence[str]) -> tuple[dict[str, float], float]:
        """How much of words without tokens each of these memories holds, by rarity, and what they weigh together."""
        parts = {part for word in words for part in self._store.stems(word)}
        texts = {one.id: [one.text, *self._store.keys(one.id)] for one in self._store.get(ids)}
        there = {name: parts.intersection(self._store.stems(" ".join(some))) for name, some in texts.items()}
        known = {part for some in there.values() for part in some}
        rarity, further = self._store.rarity(parts), self._further()
        weight = {part: (rarity[part] + further) * (1.0 if part in known else UNHEARD) for part in parts}
        whole = sum(weight.values())
        held = {name: sum(weight[part] for part in some) / whole for name, some in there.items() if some}
        return held, len(words) * max(weight.values(), default=1.0)

    def _further(self) -> float:
        """What rarity is more in a memory of `FEW` than in one as small as this."""
        return max(0.0, math.log((FEW + 1) / (self._store.size() + 1)))

    def _tokens(self, words: Sequence[str]) -> tuple[NDArray[np.uint16], NDArray[np.float32], NDArray[np.intp]]:
        """The tokens of words, each once, with the rarity and the number of the word that it stands in."""
        stems = [self._store.stems(word) for word in words]
        rarity = self._store.rarity({stem for some in stems for stem in some})
        further = self._further()
        found: dict[int, tuple[float, int]] = {}
        for number, (word, some) in enumerate(zip(words, stems, strict=True)):
            weight = max((rarity[stem] for stem in some), default=1.0) + further
            for token in self._store.tokens(word):
                if weight > found.get(int(token), (0.0, 0))[0]:
                    found[int(token)] = (weight, number)
        return (
            np.array(list(found), np.uint16),
            np.array([weight for weight, _ in found.values()], np.float32),
            np.array([number for _, number in found.values()], np.intp),
        )
