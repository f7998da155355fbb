"""Answers that tell again what a memory says.

Pure.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondme.memory.named import roots_of, values_of
from secondme.memory.record import Memory

TOLD = 0.5
"""Share of the telling words of a memory that an answer holds which tells it again."""


def repeated_by(memory: Memory, answers: Sequence[Memory], asked: str = "") -> list[Memory]:
    """Those of some answers that tell a memory again: they hold a name of it, or half of its telling words.

    Words of the question `asked` count only where the memory has no others: an answer that knows nothing says
    these too.
    """
    own = roots_of(memory.text)
    telling = own - roots_of(asked) or own
    names = {name[:5] for name in values_of(memory.text).get("name", ())} & telling
    found = []
    for answer in answers:
        told = roots_of(answer.text)
        if names & told or (telling and len(telling & told) >= TOLD * len(telling)):
            found.append(answer)
    return found
