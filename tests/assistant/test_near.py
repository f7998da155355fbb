"""What stands near several memories: all are asked for, some at a time, until somebody asks to stop."""

from __future__ import annotations

from collections.abc import Sequence

from secondme.assistant.near import AT_ONCE, Beside, beside
from secondme.memory.record import Memory
from secondme.stop import Stop
from secondme.storing import Hit
from tests.contracts.memory_store import episode

SAID = [episode(f"It was day {n}.", n=n) for n in range(2 * AT_ONCE + 1)]


class Itself:
    """Beside each memory it stands alone; asked how often it was."""

    def __init__(self) -> None:
        self.asked = 0

    def near(self, memories: Sequence[Memory]) -> list[Beside]:
        self.asked += 1
        return [[(Hit(memory.id, "vector", 1.0), 0.0)] for memory in memories]


def test_each_comes_with_its_own_neighbours_and_many_in_few_questions() -> None:
    near = Itself()
    found = [(memory, one[0][0].memory) for memory, one in beside(near, SAID, Stop())]
    assert found == [(memory, memory.id) for memory in SAID]
    assert near.asked == 3


def test_as_many_are_asked_for_at_once_as_is_said() -> None:
    near = Itself()
    assert [memory for memory, _ in beside(near, SAID, Stop(), len(SAID))] == SAID
    assert near.asked == 1


def test_after_a_stop_nothing_more_is_asked_for() -> None:
    near, stop = Itself(), Stop()
    found = []
    for memory, _ in beside(near, SAID, stop):
        found.append(memory)
        stop.ask()
    assert found == SAID[:AT_ONCE]
    assert near.asked == 1
