"""Corrections that stand: whether a text says again what the person found wrong.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from secondme.memory.correction import Statement, same, statements_of
from secondme.memory.named import roots_of
from secondme.memory.record import Memory


@dataclass(frozen=True, slots=True)
class Wrong:
    """A sentence that was found wrong, what was said in its place, and the memory that closes who says it again.

    `roots` are its telling words; `believed` are the sentences that hold now in its place.
    """

    words: str
    right: str
    by: Memory
    believed: tuple[str, ...]
    roots: frozenset[str]


def standing(facts: Sequence[Memory]) -> list[Wrong]:
    """What these corrections, oldest first, found wrong. One that was corrected again is wrong itself."""
    known = {fact.id: fact for fact in facts}
    found: list[Wrong] = []
    for fact in facts:
        believed = tuple(one.believed for one in statements_of(_latest(fact, known).text) if one.right)
        after = known.get(fact.superseded_by or "")
        for one in statements_of(fact.text):
            if not one.right:
                continue
            found.append(Wrong(one.words, one.right, fact, believed, frozenset(roots_of(one.words))))
            if after is not None and (right := _instead(one, after)):
                found.append(Wrong(one.believed, right, after, believed, frozenset(roots_of(one.believed))))
    return found


def said_again(text: str, wrong: Iterable[Wrong]) -> tuple[Wrong, str] | None:
    """The first of these that a text says again, and in which sentence; None where it says none, or what is right."""
    sentences = [(one.words, roots_of(one.words)) for one in statements_of(text)]
    for one in wrong:
        for words, roots in sentences:
            # Most have little in common: that is seen before anything is compared closely.
            if 2 * len(one.roots & roots) >= len(one.roots | roots) and same(words, one.words):
                if any(same(right, other) for other in one.believed for right, _ in sentences):
                    break
                return one, words
    return None


def renewed(fact: Memory, passage: str) -> str:
    """The words of a correction for a passage that changed: what was corrected, then what else the passage says."""
    kept = [one for one in statements_of(fact.text) if one.right]
    rest = [one for one in statements_of(passage) if not any(same(one.words, other.words) for other in kept)]
    return " ".join(one.text for one in (*kept, *rest))


def _latest(fact: Memory, known: Mapping[str, Memory]) -> Memory:
    return [fact, *_followers(fact, known)][-1]


def _followers(fact: Memory, known: Mapping[str, Memory]) -> Iterator[Memory]:
    seen = {fact.id}
    while (after := known.get(fact.superseded_by or "")) is not None and after.id not in seen:
        seen.add(after.id)
        yield after
        fact = after


def _instead(one: Statement, after: Memory) -> str:
    """What a later correction says of the same sentence; empty where that says nothing else."""
    for other in statements_of(after.text):
        if other.right and other.words == one.words and other.right != one.right:
            return other.right
    return ""
