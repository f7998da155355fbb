"""Gists: what is left of a topic whose memories faded. Pure, and extractive: counts, dates, and the most telling words.

Source: Zhong et al. 2023, "MemoryBank", section 2.2 (summaries of what was said); Luhn 1958, "The Automatic Creation of
    Literature Abstracts" (sentences as they stand); Carbonell and Goldstein 1998, "The Use of MMR", section 2 (each
    sentence central, and unlike those taken before it).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from secondme.memory.forgetting import CONDENSED
from secondme.memory.insight import Draft, topics_of
from secondme.memory.record import By, Kind, Memory, Said, identity
from secondme.memory.secret import MASK, found
from secondme.memory.topic import beside, centre, common, groups, words_of
from secondme.memory.when import day

RULE = "gist"
QUOTED = 3
"""Sentences that a gist quotes."""
LONGEST = 160
"""Characters of a quoted sentence; longer ones are cut between words."""
LEAST = 2
"""Telling words that a sentence must have to be quoted."""
NAMED = 3
"""Words that say what a gist is about."""
CENTRAL = 0.7
"""Weight of being central against being unlike what is quoted already."""

_QUOTED = re.compile(r"“([^”]+)”")
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def condensable(memory: Memory) -> bool:
    """Whether a memory may be condensed: something that the person said, and that holds no secret."""
    return (
        memory.kind in CONDENSED
        and memory.by is By.PERSON
        and isinstance(memory.source, Said)
        and not memory.pinned
        and not MASK.search(memory.text)
        and not found(memory.text)
    )


def clusters(vectors: NDArray[np.float32]) -> list[list[int]]:
    """Rows that are of one topic, as in `secondme.memory.topic.groups`; what is like no other is in none.

    Shape: (memories, dimensions), of unit length.
    """
    return groups(beside(vectors, common(vectors))) if len(vectors) else []


def condensed(members: Sequence[Memory], vectors: NDArray[np.float32]) -> Draft | None:
    """The gist of memories of one topic: how many, from when to when, about what, and the words that tell most of it.
    None where no sentence among them tells anything.

    Shape: (members, dimensions), of unit length.
    """
    quotes = _quotes(members, vectors)
    if not quotes:
        return None
    words = _telling(members)
    times = [memory.made for memory in members]
    first, last = day(min(times)), day(max(times))
    span = f"On {first}" if first == last else f"Between {first} and {last}"
    about = f" about {_listed(words)}" if words else ""
    speakers = list(dict.fromkeys(memory.speaker for memory in members))
    who = f"{_names(speakers)} said" if any(speakers) else "you told me"
    quoted = " ".join(f"“{quote}”" for quote in quotes)
    return Draft(
        id=identity(Kind.GIST, RULE, *sorted(memory.id for memory in members)),
        rule=RULE,
        text=f"{span} {who} {len(members)} things{about}: {quoted}",
        evidence=tuple(memory.id for memory in members),
        keywords=tuple(words),
    )


def stands(text: str, members: Sequence[Memory]) -> bool:
    """Whether every quotation in a gist stands in one of its members as they are now."""
    said = [" ".join(memory.text.split()).replace("“", "'").replace("”", "'").lower() for memory in members]
    quoted = [quote.removesuffix(" …").lower() for quote in _QUOTED.findall(text)]
    return all(any(quote in one for one in said) for quote in quoted)


def _quotes(members: Sequence[Memory], vectors: NDArray[np.float32]) -> list[str]:
    """The most telling sentences, in the order in which they were said."""
    near = vectors @ centre(vectors)
    alike = vectors @ vectors.T
    said = {row: sentence for row, memory in enumerate(members) if (sentence := _sentence(memory.text))}
    taken: list[int] = []
    while len(taken) < min(QUOTED, len(said)):
        left = [row for row in said if row not in taken]
        taken.append(
            max(
                left,
                key=lambda row: (
                    CENTRAL * near[row] - (1 - CENTRAL) * max((alike[row, one] for one in taken), default=0.0)
                ),
            )
        )
    return [said[row] for row in sorted(taken, key=lambda row: members[row].made)]


def _sentence(text: str) -> str:
    """The sentence of a text that states most; empty if none states anything."""
    parts = [part for part in _SENTENCE.split(" ".join(text.split())) if part and not part.endswith("?")]
    part = max(parts, key=lambda one: len(words_of(one)), default="")
    if len(words_of(part)) < LEAST:
        return ""
    part = part.replace("“", "'").replace("”", "'")
    return part if len(part) <= LONGEST else part[:LONGEST].rsplit(" ", 1)[0] + " …"


def _telling(members: Sequence[Memory]) -> list[str]:
    """The words that stand in most of the texts; names count double."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for memory in members:
        told = set(words_of(memory.text))
        for word in topics_of(memory.text):
            if word.lower() not in told:
                continue
            counts[word.lower()] += 2 if word[0].isupper() and not memory.text.startswith(word) else 1
            shown.setdefault(word.lower(), word)
    often = sorted((word for word, n in counts.items() if n > 2), key=lambda word: (-counts[word], -len(word), word))
    return [shown[word] for word in often[:NAMED]]


def _listed(words: Sequence[str]) -> str:
    quoted = [f"“{word}”" for word in words]
    return quoted[0] if len(quoted) == 1 else ", ".join(quoted[:-1]) + " and " + quoted[-1]


def _names(speakers: Sequence[str]) -> str:
    named = [name or "you" for name in speakers]
    return named[0] if len(named) == 1 else ", ".join(named[:-1]) + " and " + named[-1]
