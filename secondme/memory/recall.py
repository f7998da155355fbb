"""Recall, last stage: what is kept of the scored candidates, in which order, and why each was chosen."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secondme.memory.confidence import FLOOR
from secondme.memory.control import asks
from secondme.memory.forgetting import DAY, Forgetting, strength
from secondme.memory.quiet import STOP
from secondme.memory.record import By, Derived, Kind, Memory, Said, Status, Written
from secondme.memory.when import day

TRUST = {By.PERSON: 0.0, By.FILE: -0.1, By.ASSISTANT: -1.0}
"""In steps of the score: what the person said counts above what a file says, and that above the assistant."""
DERIVED = -1.0
"""An insight points to its evidence, which is the better answer where it was found too."""
SETTLED = 3.0
"""What the person corrected is their last word: no answer that was given since outranks it."""
VIVID = 0.1
"""What retention decides: of two that fit as well the vivid one comes first, and what faded is still found."""
FAINT = 0.2
"""A memory of so small a share of the best one's confidence only stands near it: in a memory of a few sentences, each
is next to what is right. It cost no evidence on the data at hand, and half a share some."""
OVER = 3.0
"""Asked how things are, a fact that holds no more stands so many steps lower."""
FACTS, PAST_FACTS = 3, 2
"""One in so many of what is found may be a fact, and of what is found of a past time, at which what holds no more is
known by facts alone: facts stand beside the words that they were drawn from."""
FACT = "fact"
"""The rule by which facts are drawn from what was said."""
ECHO = 0.8
"""A memory that shares so many of its words with a better one adds nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory that was scored: its score in steps.

    `stems` are its words, or their tokens, as far as they tell anything. `lanes` brought it. `found` tells what made
    the score; it is asked of those alone that are kept.
    """

    memory: Memory
    score: float
    lanes: tuple[str, ...]
    stems: frozenset[Hashable]
    found: Callable[[], Made]


@dataclass(frozen=True, slots=True)
class Made:
    """What made a score: the terms; where each word of the question stands, "text", "before", "after" or "session"; the
    path of associations that led there."""

    terms: Mapping[str, float] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    coverage: float = 0.0
    cosine: float | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Scored:
    """A memory with its confidence in [0, 1], its retention, and the receipt that explains both."""

    memory: Memory
    score: float
    strength: float
    receipt: dict[str, Any] = field(default_factory=dict)


def rank(
    candidates: Sequence[Candidate],
    *,
    now: float,
    settings: Forgetting,
    limit: int,
    sure: Callable[[float], float],
    floor: float = FLOOR,
    statements: bool = False,
    echoes: bool = False,
    over: float = -OVER,
    share: int = FACTS,
) -> list[Scored]:
    """The best candidates, best first, none below `floor` or faint beside the best, echoes left out unless they are
    asked for; with a floor of 0 all of them.

    `sure` makes a confidence of a score. `over` is added to that of a fact which holds no more; of `share` memories one
    may be a fact. `statements` leaves out what is no ground for an answer: the person's own questions, which say
    nothing, and the assistant's own words, which would make it believe itself.
    """
    scored: list[tuple[float, float, Candidate]] = []
    for candidate in candidates:
        memory = candidate.memory
        assistants = memory.by is By.ASSISTANT and memory.kind is Kind.EPISODE
        if statements and (assistants or only_asks(memory.text)):
            continue
        vivid = strength(memory, now, settings)
        score = candidate.score + TRUST[memory.by] + VIVID * (vivid - 1)
        if memory.kind is Kind.INSIGHT:
            score += DERIVED
        if memory.rule == "correction":
            score += SETTLED
        if over and is_fact(memory) and not _lasts(memory, now):
            score += over
        if sure(score) >= floor:
            scored.append((score, vivid, candidate))
    scored.sort(key=lambda found: (-found[0], -found[2].memory.made, found[2].memory.id))
    least = FAINT * sure(scored[0][0]) if scored and floor else 0.0
    kept: list[tuple[float, float, Candidate]] = []
    facts = max(1, limit // share) if floor else limit
    telling = {candidate.memory.id: candidate.stems - STOP for _, _, candidate in scored}
    for score, vivid, candidate in scored:
        place = next((n for n, (_, _, better) in enumerate(kept) if _echoes(candidate, better, telling)), None)
        if echoes or place is None:
            if is_fact(candidate.memory):
                facts -= 1
                if facts < 0:
                    continue
            if len(kept) < limit and sure(score) >= least:
                kept.append((score, vivid, candidate))
        elif TRUST[candidate.memory.by] > TRUST[kept[place][2].memory.by]:
            kept[place] = (kept[place][0], vivid, candidate)  # who said it first hand stands for both
    return [
        Scored(candidate.memory, round(sure(score), 4), vivid, _receipt(candidate, score, vivid, now))
        for score, vivid, candidate in kept
    ]


def _receipt(candidate: Candidate, score: float, vivid: float, now: float) -> dict[str, Any]:
    memory, made = candidate.memory, candidate.found()
    receipt = {
        "lanes": sorted(candidate.lanes),
        "words": {word: place for word, place in made.words.items() if word not in STOP},
        "coverage": round(made.coverage, 3),
        "terms": {name: round(value, 2) for name, value in made.terms.items() if round(value, 2)},
        "steps": round(score, 2),
        "strength": round(vivid, 3),
        "age_days": round(max(0.0, now - memory.made) / DAY, 1),
        "trust": memory.trust,
    }
    if made.cosine is not None:
        receipt["cosine"] = round(made.cosine, 3)
    if made.path:
        receipt["path"] = made.path
    return receipt


def _echoes(candidate: Candidate, better: Candidate, telling: Mapping[str, frozenset[Hashable]]) -> bool:
    """Whether a memory says again what a better one says: word for word, or the assistant repeating it; `telling` are
    the words of each that tell anything. What a fact was drawn from is shown beside it, and a fact that stands below
    its words adds nothing to them."""
    source = candidate.memory.source
    if isinstance(source, Derived) and better.memory.id in source.memories:
        return True
    if is_fact(candidate.memory) != is_fact(better.memory):
        return False
    own, other = telling[candidate.memory.id], telling[better.memory.id]
    if not own or not other:
        return candidate.memory.text == better.memory.text
    shared = len(own & other)
    if candidate.memory.by is By.ASSISTANT or candidate.memory.kind is Kind.INSIGHT:
        return shared / len(own) >= ECHO
    return shared / (len(own) + len(other) - shared) >= ECHO and _digits(candidate) == _digits(better)


def is_fact(memory: Memory) -> bool:
    """Whether it was drawn from what was said, as a fact."""
    return memory.rule == FACT


def _lasts(fact: Memory, now: float) -> bool:
    return fact.status is not Status.SUPERSEDED and (fact.valid_to is None or fact.valid_to > now)


def _digits(candidate: Candidate) -> list[str]:
    return re.findall(r"\d+", candidate.memory.text)


_SENTENCES = re.compile(r"(?<=[.!?])\s+")


def is_question(text: str) -> bool:
    """Whether a text only asks: its last sentence is a question and it states nothing before that."""
    if not text.rstrip().endswith("?"):
        return False
    sentences = [part for part in _SENTENCES.split(text.strip()) if part]
    return bool(sentences) and all(part.endswith("?") for part in sentences)


def only_asks(text: str) -> bool:
    """Whether a text does nothing but ask, with a question mark or without: "where is my umbrella"."""
    return is_question(text) or (asks(text) and len(_SENTENCES.split(text.strip())) == 1)


def place_in_words(memory: Memory) -> str:
    """Where a memory comes from: "conversation of 3 May 2026", "Notes/garden.md, line 12, under Spring"."""
    match memory.source:
        case Said():
            return f"conversation of {day(memory.made)}"
        case Written(path=path, line=line, heading=heading, page=page):
            short = "/".join(path.replace("\\", "/").split("/")[-2:])
            place = f"page {page}" if page else f"line {line}"
            return f"{short}, {place}" + (f", under {heading}" if heading else "")
        case Derived(rule="correction"):
            return f"your correction of {day(memory.made)}"
        case Derived(rule="fact"):
            return f"what you said on {day(memory.made)}" + (f", {held}" if (held := held_in_words(memory)) else "")
        case _:
            count = len(memory.source.memories)
            return f"reflection of {day(memory.made)} on {count} {'memory' if count == 1 else 'memories'}"


def held_in_words(fact: Memory) -> str:
    """When a fact holds, as far as that is known: "since 3 May 2026", "until 3 May 2026"; empty where it is not."""
    if fact.valid_to is None:
        return f"since {day(fact.valid_from)}" if fact.valid_from is not None else ""
    if fact.valid_from is None:
        return f"until {day(fact.valid_to)}"
    return f"from {day(fact.valid_from)} until {day(fact.valid_to)}"


SEARCHED = (Status.ACTIVE, Status.FADED)
"""Statuses that default recall looks at."""
