"""Corrections that stand: whether a text says again what the person found wrong.

Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from secondme.memory.correction import same, statements_of
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


def standing(facts: Sequence[Memory], before: Mapping[str, str] | None = None) -> list[Wrong]:
    """What these corrections, oldest first, found wrong. One that was corrected again is wrong itself.

    `before` has, by id, the words of those that the person edited since: what they found wrong stands there alone.
    """
    before = before or {}
    known = {fact.id: fact for fact in facts}
    found: list[Wrong] = []
    for fact in facts:
        latest = _latest(fact, known)
        now = statements_of(latest.text)
        believed = tuple(one.believed for one in now if one.right or latest.id in before)
        after = known.get(fact.superseded_by or "")
        for one in statements_of(before.get(fact.id, fact.text)):
            if not one.right:
                continue
            right = next((other.right for other in now if other.right and other.words == one.words), one.right)
            found.append(Wrong(one.words, right, fact, believed, frozenset(roots_of(one.words))))
            if after is not None and right != one.right:
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
    """The correction that took the place of another in the end, or itself."""
    seen = {fact.id}
    while (after := known.get(fact.superseded_by or "")) is not None and after.id not in seen:
        seen.add(after.id)
        fact = after
    return fact
