"""Which turns next to a found one belong to what it says: what it answers, and what answered it.

Pure.
"""

from __future__ import annotations

from collections.abc import Collection

from secondme.memory.assembly import words_of
from secondme.memory.recall import is_question
from secondme.memory.record import Memory

BRIEF = 12
"""Words of an answer that may lean on what was asked; a longer one says what it is about."""


def led_to(found: Memory, before: Memory, asked: Collection[str]) -> bool:
    """Whether a turn is the question that the found one answers: somebody else asked it, and it holds words of those
    `asked` for (as `words_of` makes them) that the answer leaves out: "Where is the spare key?" before "Under the pot."
    """
    return (
        _other(found, before)
        and before.text.rstrip().endswith(("?", "？"))
        and len(found.text.split()) <= BRIEF
        and not words_of(before.text).intersection(asked) <= words_of(found.text)
    )


def answered_by(found: Memory, after: Memory) -> bool:
    """Whether a turn answers the found one, which only asks."""
    return _other(found, after) and is_question(found.text) and not is_question(after.text)


def _other(one: Memory, other: Memory) -> bool:
    return (one.by, one.speaker) != (other.by, other.speaker)
