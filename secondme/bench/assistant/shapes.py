"""What the bank of talk is made of: facts, events, changes of mind, advice, and the questions on them.

Every text holds `{x}` where the value goes (`{y}` where the later one does). A question that ends in "?" is
asked as it stands; any other is a clause to put behind "Do you remember ...". No question in `other` shares a
content word with what states its answer.
"""

from __future__ import annotations

from dataclasses import dataclass

Exchange = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of the person's life, said once; `near` are exchanges on its topic that do not answer it."""

    name: str
    values: tuple[str, ...]
    said: tuple[str, ...]
    replies: tuple[str, ...]
    same: tuple[str, ...]
    other: tuple[str, ...]
    near: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """Something the assistant recommends by name when asked: the evidence is its turn."""

    name: str
    values: tuple[str, ...]
    said: tuple[str, ...]
    given: tuple[str, ...]
    same: tuple[str, ...]
    other: tuple[str, ...]
    near: tuple[Exchange, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens again and again with another value; `shift` is its day against the day of the talk.

    Questions hold `{when}`; `dated` asks for the day of `{x}`.
    """

    name: str
    shift: int
    values: tuple[str, ...]
    said: tuple[str, ...]
    replies: tuple[str, ...]
    same: tuple[str, ...]
    other: tuple[str, ...]
    dated: str


@dataclass(frozen=True, slots=True)
class Change:
    """A plan, and what it became on a later day: `same` and `other` ask for both, `now_*` for the later."""

    name: str
    values: tuple[str, ...]
    first: str
    later: str
    replies: tuple[str, str]
    same: str
    other: str
    now_same: str
    now_other: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A question for two facts, told on two days."""

    first: str
    second: str
    same: str
    other: str
