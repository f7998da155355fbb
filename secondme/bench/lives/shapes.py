"""What a scripted life is made of: the talk, and the truth beside it.

Units: times are seconds since 1970 (UTC); a day in words ("2025-03-04") is one of the person's own calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

By = Literal["person", "assistant"]
Operation = Literal["ADD", "UPDATE", "DELETE", "NOOP"]
TrapKind = Literal[
    "joke",
    "hypothetical",
    "quote_of_other",
    "assistant_mistake",
    "question",
    "wish",
    "fiction",
    "negated",
    "third_party_claim",
    "passing_mood",
    "sarcasm",
    "noise",
]
QuestionKind = Literal["current", "past", "two_hop", "habit"]
Triple = tuple[str, str, str]
"""Subject, relation, object."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message; `topic` is what it is about."""

    id: str
    by: By
    text: str
    at: float
    topic: str


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting; `boundaries` are the places of the turns with which a new topic begins, the first left out."""

    id: str
    at: float
    turns: tuple[Turn, ...]
    boundaries: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """One fact that the person says, with the exact `words` of the turn that it rests on.

    `subject` is `me` or a name; the `*_forms` are other ways to say the same. `valid_to` is None while it holds; a
    fact that was said by mistake and put right never held, there it equals `valid_from`. `dated` tells whether the
    words say since when. `when` is the day of a plan or an appointment. `replaces` is the fact that an UPDATE
    succeeds, a DELETE ends or a NOOP repeats.
    """

    id: str
    subject: str
    relation: str
    object: str
    valid_from: float
    valid_to: float | None
    said_in: tuple[str, ...]
    operation: Operation
    replaces: str | None
    words: str
    importance: float
    when: str = ""
    dated: bool = False
    corrected: bool = False
    subject_forms: tuple[str, ...] = ()
    object_forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trap:
    """A turn from which nothing must be drawn; `never` are the wrong conclusions that lie nearest."""

    turn: str
    kind: TrapKind
    never: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Extra:
    """What a turn says or implies beside what is planted: drawing it is neither counted nor wrong."""

    turn: str
    subject: str
    relation: str
    object: str


@dataclass(frozen=True, slots=True)
class Trait:
    """What a profile should hold at the end (`lasting`), or must not (a mood of the day)."""

    text: str
    lasting: bool
    turns: tuple[str, ...]
    planted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question asked at `now`; `gold` are the facts that answer it, `turns` where they were said.

    A question of the kind `past` asks about the day `day`.
    """

    text: str
    now: float
    kind: QuestionKind
    gold: tuple[str, ...]
    turns: tuple[str, ...]
    day: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Two facts about one being: `a` says who it is ("my sister is Ana"), `b` something of them."""

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Life:
    """One person's weeks of talk, and the truth beside it. `zone` is the offset of their clock, as in "+01:00"."""

    id: str
    person: str
    zone: str
    days: int
    sessions: tuple[Session, ...]
    planted: tuple[Planted, ...]
    traps: tuple[Trap, ...]
    extras: tuple[Extra, ...]
    traits: tuple[Trait, ...]
    questions: tuple[Question, ...]
    links: tuple[Link, ...]
