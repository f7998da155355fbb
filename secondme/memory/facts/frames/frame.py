"""A frame: a form of words with the names as they were written, and what reads it.

A rule for clauses asks for a subject and a verb; a frame reads what has neither: "as a nurse", "here in Cork", "my
sister, a vet in Bergen,". What it takes for granted holds in a question as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.who import Circle, Who


@dataclass(frozen=True, slots=True)
class Seen:
    """A sentence as it was written, where it stands in its turn, and who is known."""

    text: str
    start: int
    circle: Circle
    told: int
    """Characters before its question begins."""
    asks: bool
    turn: str
    """The whole turn."""

    def found(
        self, relation: str, thing: str, match: re.Match[str], *, who: Who | None = None, says: str = "",
        time: Time = Time.NONE, ends: bool = False, end: int = 0, replaces: str = "", shown: str = "",
    ) -> Found:  # fmt: skip
        """What the words of a match state, or those from its begin to `end`."""
        return Found(
            who or self.circle.i, relation, thing, self.start + match.start(), self.start + (end or match.end()), time,
            ends, False, replaces, says, 0.85, shown,
        )  # fmt: skip


Reader = Callable[[Seen, re.Match[str]], Iterator[Found]]


@dataclass(frozen=True)
class Frame:
    """`cues` are words of which a sentence has one; a firm frame asserts, so that a question or an "if" undoes it."""

    cues: frozenset[str]
    written: str
    read: Reader
    firm: bool = True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Compiled once a sentence has one of the cues: all together take half a second."""
        return re.compile(self.written, re.IGNORECASE)


def frame(cues: str, pattern: str, read: Reader, *, firm: bool = True) -> Frame:
    """A frame whose pattern ignores case, but for `pieces.NAME` and the like."""
    return Frame(frozenset(cues.split()), pattern, read, firm)
