"""Pruning by whole sentences of what the person said: the policy that is used.

Pure. A fact needs its sentence whole, and what the person said is worth more than the answers to it, which the model
could give again. Measured on planted facts at a quarter of the cells: scattered tokens of high surprisal know hardly
more than start and recent tokens, whole exchanges somewhat more, whole sentences of the person four times as many.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from secondme.llm import pruning
from secondme.llm.pruning import GLUE, USER, Book, Mask, Policy, Worth, pinned, rounded

ENDS = 5
"""Kind of a token that the person said, and that ends a sentence."""
RECENT = 0.25
"""Share of the budget that goes to the latest exchanges, whole."""
SHORT = 5
"""Tokens that a sentence is thought longer than it is: one of a few words is surprising by chance."""


def sentences(book: Book, budget: int, *, recent: float = RECENT, worth: Worth = None) -> Mask:
    """The prefix, the last exchange, the latest exchanges up to `recent` of the budget, then whole sentences of what
    the person said, by their surprisal a token, with the marks of their turns. A `worth` of 1 makes the sentences of an
    exchange count twice.

    Source: Yao et al. 2024, "SirLLM", section 3, for surprisal as the measure; it keeps single tokens. That a sentence
        stays whole, that answers go first, and the worth are ours.
    """
    if len(book) <= max(0, budget):
        return np.ones(len(book), bool)
    mask = pinned(book)
    units, place, size = np.unique(book.unit, return_inverse=True, return_counts=True)
    marks = np.bincount(place[book.kind == GLUE], minlength=len(units))
    opened = np.bincount(place[mask], minlength=len(units)) > 0
    left = budget - int(mask.sum())
    late = min(left, int(recent * budget))
    for unit in np.flatnonzero(~opened)[::-1].tolist():
        if size[unit] > late:
            break
        mask |= place == unit
        opened[unit] = True
        late -= int(size[unit])
        left -= int(size[unit])
    for begin, end, _ in sorted(_sentences(book, worth or {}), key=lambda one: (-one[2], -one[0])):
        unit = int(place[begin])
        cost = end - begin + (0 if opened[unit] else int(marks[unit]))
        if not mask[begin] and cost <= left:
            mask[begin:end] = opened[unit] = True
            left -= cost
    return rounded(mask, book)


def overlap(book: Book, asked: NDArray[np.int32]) -> dict[int, float]:
    """How much of a question each exchange has, by its number: the weight of the question's tokens that stand in it, in
    [0, 1]. A token weighs the more the fewer exchanges it stands in, nothing where it stands in all or in none.

    Source: Spärck Jones 1972, "A statistical interpretation of term specificity", section 4: the logarithm of the
        exchanges over those that have it; that it is a share of the question is ours.
    """
    units, place = np.unique(book.unit, return_inverse=True)
    wanted = np.unique(asked)
    if not len(wanted) or not len(units):
        return {}
    column = np.minimum(np.searchsorted(wanted, book.token), len(wanted) - 1)
    said = (wanted[column] == book.token) & (book.kind != GLUE)
    stands = np.zeros((len(units), len(wanted)), bool)
    stands[place[said], column[said]] = True
    many = stands.sum(0)
    weights = np.where(many, np.log(len(units) / np.maximum(1, many)), 0.0)
    share = stands @ weights / (weights.sum() or 1.0)
    return dict(zip(units.tolist(), share.tolist(), strict=True))


def _sentences(book: Book, worth: Mapping[int, float]) -> list[tuple[int, int, float]]:
    """The sentences of the person as runs of cells, with what each is worth."""
    said = (book.kind == USER) | (book.kind == ENDS)
    known = np.isfinite(book.surprisal)
    mean = float(book.surprisal[known].mean()) if known.any() else 1.0
    weight = np.where(known, book.surprisal, mean)
    begins = said.copy()
    begins[1:] &= ~said[:-1] | (book.unit[1:] != book.unit[:-1]) | (book.kind[:-1] == ENDS)
    found = []
    for begin in np.flatnonzero(begins).tolist():
        end = begin + 1
        while end < len(book) and said[end] and not begins[end]:
            end += 1
        value = float(weight[begin:end].sum()) / (end - begin + SHORT)
        found.append((begin, end, value * (1 + worth.get(int(book.unit[begin]), 0.0))))
    return found


POLICIES: Mapping[str, Policy] = dict(pruning.POLICIES) | {"sentences": sentences}
"""All policies that need nothing but the book, by name."""


def policy(name: str, decay: float = 1.0) -> Policy:
    """A policy by its name; `decay` is that of `entropy`, and nothing to the others. Raises: KeyError."""
    return partial(pruning.entropy, decay=decay) if name == "entropy" else POLICIES[name]
