"""What stands near memories, for the steps of a run: several are asked for together, in a third of the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from secondme.memory.record import Memory
from secondme.stop import Stop
from secondme.storing import Hit

AT_ONCE = 16
"""Memories that are asked for together where what is done with one may change what stands beside the next."""

Beside = list[tuple[Hit, float]]
"""The nearest others of a memory's kind, best first, each with the uniqueness that its nearness leaves."""


class Near(Protocol):
    """What stands near memories."""

    def near(self, memories: Sequence[Memory]) -> list[Beside]:
        """What stands beside each of them."""


def beside(
    near: Near, memories: Sequence[Memory], stop: Stop, at_once: int = AT_ONCE
) -> Iterator[tuple[Memory, Beside]]:
    """Each with what stands beside it as it was asked for, so many `at_once`, until somebody asks to stop."""
    for start in range(0, len(memories), at_once):
        if stop.asked:
            return
        some = memories[start : start + at_once]
        yield from zip(some, near.near(some), strict=True)
