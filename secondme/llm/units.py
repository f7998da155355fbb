"""A prompt as a conversation's cache holds it: the prefix, then whole exchanges, then the turn at hand.

A unit goes from the template's marks before a turn of the person to the end of the answer, so that a prompt from which
one is taken out is still well formed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondme.llm.pruning import ANSWER, GLUE, PREFIX, USER
from secondme.llm.sentences import ENDS

BLOCK = 4
"""Kind of a token: of what was recalled, beside those of `pruning`. It is gone before anything is pruned."""
KINDS = {"system": PREFIX, "user": USER, "assistant": ANSWER}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Tokens of a prompt that belong together: `role` as in `template.Segment`, empty for the template's own."""

    tokens: tuple[int, ...]
    role: str
    recalled: bool = False
    ends: frozenset[int] = frozenset()
    """Which of the tokens, by their places, end a sentence."""


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """Tokens with what each is, shape (tokens,) each; `seam` is where a recalled block begins, or would."""

    tokens: NDArray[np.int32]
    kinds: NDArray[np.int8]
    seam: int = 0

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def digest(self) -> bytes:
        """What stands for its tokens but those of the block."""
        return digest(self.tokens[self.kinds != BLOCK])


def digest(tokens: NDArray[np.int32]) -> bytes:
    """What stands for tokens."""
    return hashlib.blake2b(tokens.astype(np.int32).tobytes(), digest_size=16).digest()


def units(stretches: Iterable[Stretch]) -> list[Unit]:
    """The units of a prompt, the prefix first: all up to the end of the system turn, and the mark that begins a text.

    It is there, empty perhaps, whatever the template does with a system turn.
    """
    some = list(stretches)
    systems = [at for at, one in enumerate(some) if one.role == "system"]
    first = systems[-1] + 1 if systems else 0
    found = [_unit(some[:first], prefix=True)]
    begun: list[Stretch] = []
    answered = False
    for one in some[first:]:
        if answered and one.role != "assistant":
            found.append(_unit(begun))
            begun = []
        answered = one.role == "assistant" or (answered and bool(begun))
        begun.append(one)
    if begun:
        found.append(_unit(begun))
    return found


def _unit(stretches: Sequence[Stretch], *, prefix: bool = False) -> Unit:
    tokens: list[int] = []
    kinds: list[int] = []
    seam = -1
    for one in stretches:
        if one.role == "user" and seam < 0:
            seam = len(tokens)
        kind = BLOCK if one.recalled else PREFIX if prefix else KINDS[one.role] if one.role else GLUE
        tokens += one.tokens
        kinds += [ENDS if kind == USER and place in one.ends else kind for place in range(len(one.tokens))]
    return Unit(np.array(tokens, np.int32), np.array(kinds, np.int8), max(0, seam))
