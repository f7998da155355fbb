"""What stands near memories, for the steps of a run: several are asked for together, in a third of the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from secondme.memory.record import Memory
from secondme.stop import Stop
from secondme.storing import Hit

AT_ONCE = 16
"""Memories that are asked for together, in some 10 ms among 10,000: a run that is to stop waits for no more."""

Beside = list[tuple[Hit, float]]
"""The nearest others of a memory's kind, best first, each with the uniqueness that its nearness leaves."""


class Near(Protocol):
    """What stands near memories."""

    def near(self, memories: Sequence[Memory]) -> list[Beside]:
        """What stands beside each of them."""


def beside(near: Near, memories: Sequence[Memory], stop: Stop) -> Iterator[tuple[Memory, Beside]]:
    """Each with what stands beside it as it was asked for, until somebody asks to stop."""
    for start in range(0, len(memories), AT_ONCE):
        if stop.asked:
            return
        some = memories[start : start + AT_ONCE]
        yield from zip(some, near.near(some), strict=True)
