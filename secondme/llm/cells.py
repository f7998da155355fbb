"""Which sequences of a cache stand in the same cells, and what lies between spans of positions."""

from __future__ import annotations

from collections.abc import Sequence

Span = tuple[int, int]


class Sharing:
    """How many cells each sequence shares from its beginning on, and with which others: those of its group."""

    def __init__(self, sequences: int) -> None:
        self._shared = [(sequence, 0) for sequence in range(sequences)]

    def of(self, sequence: int) -> int:
        """Cells at the beginning of a sequence that others may stand in too."""
        return self._shared[sequence][1]

    def used(self, lengths: Sequence[int]) -> int:
        """Cells in use by sequences of such lengths; one that several share counts once."""
        groups: dict[int, int] = {}
        for group, many in self._shared:
            groups[group] = max(groups.get(group, 0), many)
        return sum(lengths) - sum(many for _, many in self._shared) + sum(groups.values())

    def cut(self, sequence: int, length: int) -> None:
        """A sequence has so many tokens left."""
        group, many = self._shared[sequence]
        self._shared[sequence] = group, min(many, length)

    def copied(self, source: int, to: int, length: int) -> None:
        """A sequence has become the same as another, which has so many tokens."""
        if self._shared[source][1] < length:
            self._shared[source] = max(group for group, _ in self._shared) + len(self._shared), length
        self._shared[to] = self._shared[source]


def gaps(kept: Sequence[Span], length: int) -> list[Span]:
    """What lies between spans, in order, of so many positions, and behind them."""
    ends = [0, *(end for _, end in kept)]
    begins = [*(begin for begin, _ in kept), length]
    return [(end, begin) for end, begin in zip(ends, begins, strict=True) if begin > end]
