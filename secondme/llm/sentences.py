"""Pruning by whole sentences of what the person said: the policy that is used.

Pure. A fact needs its sentence whole, and what the person said is worth more than the answers to it, which the model
could give again. Measured on planted facts at a quarter of the cells: scattered tokens of high surprisal know hardly
more than start and recent tokens, whole exchanges somewhat more, whole sentences of the person four times as many.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

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
    the person said, by their surprisal a token, with the marks of their turns.

    Source: Yao et al. 2024, "SirLLM", section 3, for surprisal as the measure; it keeps single tokens. That a sentence
        stays whole, and that answers go first, is ours.
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
    for begin, end, _ in sorted(_sentences(book), key=lambda one: (-one[2], -one[0])):
        unit = int(place[begin])
        cost = end - begin + (0 if opened[unit] else int(marks[unit]))
        if not mask[begin] and cost <= left:
            mask[begin:end] = opened[unit] = True
            left -= cost
    return rounded(mask, book)


def _sentences(book: Book) -> list[tuple[int, int, float]]:
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
        found.append((begin, end, float(weight[begin:end].sum()) / (end - begin + SHORT)))
    return found


POLICIES: Mapping[str, Policy] = dict(pruning.POLICIES) | {"sentences": sentences}
"""All policies that need nothing but the book, by name."""
