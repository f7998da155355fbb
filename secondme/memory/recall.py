"""Recall, second stage: scoring the candidates that the lanes brought, and saying why each was chosen.

Pure: what is asked of the store is gathered before and passed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from secondme.memory.forgetting import DAY, Forgetting, strength
from secondme.memory.record import By, Derived, Kind, Memory, Said, Status, Written
from secondme.memory.when import day

STOP = frozenset(
    [
        "a",
        "about",
        "am",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "being",
        "but",
        "by",
        "can",
        "could",
        "d",
        "did",
        "do",
        "does",
        "doing",
        "done",
        "for",
        "from",
        "had",
        "has",
        "have",
        "having",
        "he",
        "her",
        "hers",
        "him",
        "his",
        "how",
        "i",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "just",
        "ll",
        "m",
        "me",
        "might",
        "my",
        "of",
        "on",
        "or",
        "our",
        "out",
        "over",
        "re",
        "s",
        "she",
        "should",
        "so",
        "some",
        "t",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "to",
        "too",
        "up",
        "us",
        "ve",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
        "you",
        "your",
        "yours",
        "tell",
        "say",
        "said",
        "know",
        "remember",
        "called",
        "call",
        "name",
        "named",
        "please",
    ]
)
"""English words that hardly tell memories apart. They still count a little: `STOP_WEIGHT`."""

STOP_WEIGHT = 0.1
"""What a stop word weighs beside its rarity: "called" in "What is my dog called?" helps, but must not decide."""

COVERAGE = 0.55
"""Share of the words asked for that the memory holds. Exact words matter most for names and numbers."""
COSINE = 0.45
"""Likeness of the static sentence vectors: finds what was said in other words."""
BEFORE = 0.5
"""A word of the question in the turn before counts half: answers follow questions and do not repeat them."""
TITLE = 0.7
"""A word of the question in the file's name or heading counts nearly as if it stood in the passage."""
VIVID = 0.2
"""Share of the score that retention decides: what faded ranks lower, and is still found when nothing else is."""
QUESTION = 0.35
"""A question by the person says nothing about its answer."""
TRUST = {By.PERSON: 1.0, By.FILE: 0.95, By.ASSISTANT: 0.75}
"""What the person said counts above what a file says, and that above what the assistant said."""
DERIVED = 0.8
"""An insight points to its evidence, which is the better answer where it was found too."""
FLOOR = 0.27
"""Below it a memory is not about the question: the app then says that it found nothing."""
ECHO = 0.8
"""A memory that shares so many of its words with a better one adds nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A memory that a lane brought, with what its score needs.

    `lanes` gives each lane's own score; the stems are those of the text, of the turn before it, of its title.
    """

    memory: Memory
    lanes: Mapping[str, float]
    cosine: float
    stems: frozenset[str]
    before: frozenset[str] = frozenset()
    title: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate with its score in [0, 1], its retention, and the receipt that explains both."""

    memory: Memory
    score: float
    strength: float
    receipt: dict[str, Any] = field(default_factory=dict)


def weights(question: Sequence[tuple[str, str]], rarity: Mapping[str, float]) -> dict[str, float]:
    """Weight of each stem of a question, given as (word, stem) pairs: its rarity, little for a stop word."""
    found: dict[str, float] = {}
    for word, stem in question:
        weight = rarity.get(stem, 1.0) * (STOP_WEIGHT if word in STOP else 1.0)
        found[stem] = max(found.get(stem, 0.0), weight)
    return found


def coverage(asked: Mapping[str, float], candidate: Candidate) -> tuple[float, dict[str, str]]:
    """Share of the question's words, by weight, that a candidate holds, in [0, 1]; and where each was found."""
    total = sum(asked.values())
    got = 0.0
    found: dict[str, str] = {}
    for stem, weight in asked.items():
        if stem in candidate.stems:
            got += weight
            found[stem] = "text"
        elif stem in candidate.title:
            got += weight * TITLE
            found[stem] = "title"
        elif stem in candidate.before:
            got += weight * BEFORE
            found[stem] = "before"
    return (got / total if total else 0.0), found


def rank(
    asked: Mapping[str, float],
    candidates: Sequence[Candidate],
    *,
    now: float,
    settings: Forgetting,
    limit: int,
    statements: bool = False,
    echoes: bool = False,
) -> list[Scored]:
    """The best candidates, best first, none below `FLOOR`, echoes left out unless they are asked for.

    `statements` leaves out what is no ground for an answer: the person's own questions, which say nothing, and
    the assistant's own words, which would make it believe itself.
    """
    scored: list[tuple[float, Candidate]] = []
    for candidate in candidates:
        memory = candidate.memory
        asks = is_question(memory.text)
        if statements and ((memory.by is By.ASSISTANT and memory.kind is Kind.EPISODE) or asks):
            continue
        vivid = strength(memory, now, settings.stability_days)
        score = COVERAGE * coverage(asked, candidate)[0] + COSINE * min(1.0, max(0.0, candidate.cosine))
        score *= TRUST[memory.by] * (1 - VIVID + VIVID * vivid)
        if asks:
            score *= QUESTION
        if memory.kind is Kind.INSIGHT:
            score *= DERIVED
        if score >= FLOOR:
            scored.append((score, candidate))
    scored.sort(key=lambda pair: (-pair[0], -pair[1].memory.made, pair[1].memory.id))
    kept: list[tuple[float, Candidate]] = []
    for score, candidate in scored:
        if len(kept) == limit:
            break
        if echoes or not any(_echoes(candidate, better) for _, better in kept):
            kept.append((score, candidate))
    return [_explained(asked, candidate, score, now, settings) for score, candidate in kept]


def _explained(
    asked: Mapping[str, float], candidate: Candidate, score: float, now: float, settings: Forgetting
) -> Scored:
    memory = candidate.memory
    covered, found = coverage(asked, candidate)
    vivid = strength(memory, now, settings.stability_days)
    receipt = {
        "lanes": sorted(candidate.lanes),
        "words": {stem: place for stem, place in found.items() if stem not in STOP},
        "coverage": round(covered, 3),
        "cosine": round(candidate.cosine, 3),
        "strength": round(vivid, 3),
        "age_days": round(max(0.0, now - memory.made) / DAY, 1),
        "trust": TRUST[memory.by],
    }
    return Scored(memory, round(score, 4), vivid, receipt)


def _echoes(candidate: Candidate, better: Candidate) -> bool:
    """Whether a memory says again what a better one says: word for word, or the assistant repeating it."""
    source = candidate.memory.source
    if isinstance(source, Derived) and better.memory.id in source.memories:
        return True
    own, other = candidate.stems - STOP, better.stems - STOP
    if not own or not other:
        return candidate.memory.text == better.memory.text
    shared = len(own & other)
    if candidate.memory.by is By.ASSISTANT or candidate.memory.kind is Kind.INSIGHT:
        return shared / len(own) >= ECHO
    return shared / len(own | other) >= ECHO and _digits(candidate) == _digits(better)


def _digits(candidate: Candidate) -> list[str]:
    return re.findall(r"\d+", candidate.memory.text)


_OF_THE_ASSISTANT = re.compile(
    r"\b(?:did|had|have|do|were|are)?\s*you(?:'ve)?\s+(?:just |ever |once )?"
    r"(?:sa(?:y|id)|t(?:ell|old)|recommend\w*|suggest\w*|advis\w*|answer\w*|mention\w*|propos\w*|wr(?:i|o)te)\b"
    r"|\byour (?:answer|advice|suggestion|recommendation)",
    re.IGNORECASE,
)


def asks_the_assistant(question: str) -> bool:
    """Whether a question is about what the assistant itself said ("what did you recommend")."""
    return bool(_OF_THE_ASSISTANT.search(question))


def is_question(text: str) -> bool:
    """Whether a text only asks: its last sentence is a question and it states nothing before that."""
    if not text.rstrip().endswith("?"):
        return False
    sentences = [part for part in re.split(r"(?<=[.!?])\s+", text.strip()) if part]
    return bool(sentences) and all(part.endswith("?") for part in sentences)


def place_in_words(memory: Memory) -> str:
    """Where a memory comes from: "conversation of 3 May 2026", "Notes/garden.md, line 12, under Spring"."""
    match memory.source:
        case Said():
            return f"conversation of {day(memory.made)}"
        case Written(path=path, line=line, heading=heading):
            short = "/".join(path.replace("\\", "/").split("/")[-2:])
            return f"{short}, line {line}" + (f", under {heading}" if heading else "")
        case Derived(rule="correction"):
            return f"your correction of {day(memory.made)}"
        case _:
            count = len(memory.source.memories)
            return f"reflection of {day(memory.made)} on {count} {'memory' if count == 1 else 'memories'}"


SEARCHED = (Status.ACTIVE, Status.FADED)
"""Statuses that default recall looks at."""
