"""A short stream of tasks: what was missed at first is told later on."""

from __future__ import annotations

from secondme.bench.mind_lessons import SORTS, streamed, tasks


def test_the_second_half_goes_better_than_the_first_and_than_without_memory() -> None:
    kinds = SORTS[:2]
    todo = [task for task in tasks(5) if task.sort in kinds]
    found = streamed(todo, lambda line: None)
    first, second = found.halves
    assert second > first
    assert not any(found.without)
