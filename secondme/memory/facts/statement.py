"""What somebody said, and one thing that it states."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Utterance:
    """A turn from which statements are drawn, and the turns before it."""

    memory: str
    """The id of the episode."""
    text: str
    made: float
    """When it was said, in seconds since 1970."""
    speaker: str = ""
    """Empty for the person; in a talk of several people the name of who spoke."""
    before: tuple[tuple[str, str], ...] = ()
    """Who ("person", "assistant" or a name) and the text of the turns just before, oldest first, at most 4."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing that is said of somebody: a subject, a relation, an object."""

    subject: str
    """ "you" for the person, else a name ("Ana") or a role ("your sister")."""
    relation: str
    """A name of `relations.RELATIONS`."""
    object: str
    """Short, as it was said, without an article; a day as 2026-03-14."""
    text: str
    """A plain sentence: "You live in Oslo."."""
    start: int
    end: int
    """The words of the utterance that it rests on."""
    valid_from: float | None = None
    valid_to: float | None = None
    """In seconds since 1970; None is open."""
    confidence: float = 0.9
    ends: bool = False
    """Whether it says that something holds no more, or does not hold."""
    replaces: str = ""
    """The object that it puts right: "no, Thursday, not Friday"."""
