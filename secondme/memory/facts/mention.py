"""A fact as it is mentioned in a turn: the words that name its object, and how likely they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a text that are the object of a relation."""

    relation: str
    """A name of `relations.RELATIONS`, or `FAVOURITE`."""
    start: int
    end: int
    """The characters of the object."""
    chance: float
    """How likely all of it is said and meant so, in [0, 1]."""
    over: float
    """How likely it holds no more, or never did, in [0, 1]."""
    whose: tuple[int, int] | None
    """The characters of the word that says whose it is; None is the person's."""


FAVOURITE = "favourite"
"""What is liked best of a kind that the words around name."""
Reading = Callable[[str], Sequence[Mention]]
"""What finds the mentions in a text."""
