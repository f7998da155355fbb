"""What a rule found in a clause, before it is dated and put into words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, phrase, thing
from secondme.memory.facts.who import Who


class Time(Enum):
    """What the times that a clause names say of what was found."""

    NONE = "none"
    STATE = "state"
    """Since when and until when it holds."""
    EVENT = "event"
    """When it is or was."""
    TURN = "turn"
    """When it began or, where it ends something, ended: "I moved in March"."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a clause states. `says` is a template that takes the place of the relation's own."""

    who: Who
    relation: str
    object: str
    start: int
    end: int
    time: Time = Time.STATE
    ends: bool = False
    past: bool = False
    replaces: str = ""
    says: str = ""
    confidence: float = 0.9
    shown: str = ""
    """The object as a sentence says it, where that differs."""


Rule = Callable[[Clause], Iterator[Found]]
Rules = dict[str, tuple[Rule, ...]]


def found(
    c: Clause, relation: str, what: Noun | str, *, ends: bool | None = None, past: bool | None = None,
    time: Time | None = None, replaces: str = "", says: str = "", confidence: float = 0.9, who: Who | None = None,
) -> Found:  # fmt: skip
    """What a clause states; by default it ends where the clause denies it, and is past where it "used to" be."""
    over = (c.negative or c.used) if ends is None else ends
    return Found(
        who or c.who, relation, what if isinstance(what, str) else what.text, c.start, c.end,
        time or (Time.TURN if over else Time.STATE), over, c.used if past is None else past, replaces, says, confidence,
        what.shown if isinstance(what, Noun) else "",
    )  # fmt: skip


def at(c: Clause, match: re.Match[str], *, whole: bool = False) -> Noun | None:
    """The thing that stands after what a pattern found in what follows the verb."""
    return thing(c, c.place(match.end()), whole=whole) if match.end() < len(c.said) else None


def aim(c: Clause, at: int) -> Iterator[Found]:
    """What somebody aims at, from its verb on."""
    if at >= len(c.rest):
        return
    text = phrase(c, c.rest[at].start)
    yield found(c, "aims_at", text)
