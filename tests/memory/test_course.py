"""The course of a memory, as it was and as it will be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secondme.memory.course import course
from secondme.memory.forgetting import DAY, Forgetting, days_left, strength
from secondme.memory.record import By, Kind, Memory, Said

NOW = 1_800_000_000.0
MADE = NOW - 40 * DAY
SETTINGS = Forgetting()


def memory(**fields: object) -> Memory:
    said = Memory(
        id="e1", kind=Kind.EPISODE, text="It rained.", source=Said("talk", 1), by=By.PERSON, place="talk", made=MADE,
        valid_from=MADE,
    )  # fmt: skip
    return replace(said, **fields)  # type: ignore[arg-type]


def test_it_falls_and_each_recall_lifts_it_and_slows_the_fall() -> None:
    recalls = [MADE + 10 * DAY, MADE + 20 * DAY]
    found = course(memory(recalls=2, last_recalled=recalls[-1]), recalls, NOW, SETTINGS, 200)
    then = dict(found.points)
    assert then[MADE] == 1.0
    assert then[recalls[0] - 1] < 0.85
    assert then[recalls[0]] == then[recalls[1]] == 1.0
    assert 1 - then[recalls[1] - 1] < 1 - then[recalls[0] - 1]
    assert found.recalls == tuple(recalls)


def test_it_agrees_with_what_is_told_of_the_memory_elsewhere() -> None:
    for given in (memory(), memory(recalls=3, last_recalled=NOW - 5 * DAY), memory(importance=0.9)):
        found = course(given, [], NOW, SETTINGS, 50, uniqueness=0.0)
        assert dict(found.points)[NOW] == pytest.approx(strength(given, NOW, SETTINGS))
        assert found.fades is not None
        assert (found.fades - NOW) / DAY == pytest.approx(days_left(given, NOW, SETTINGS))
        assert found.archives is not None
        assert found.archives > found.fades
        assert found.points[-1][0] > found.fades
        assert [at for at, _ in found.points] == sorted(at for at, _ in found.points)


def test_what_was_recalled_at_a_time_that_nobody_knows_counts_in_the_end() -> None:
    given = memory(recalls=4, last_recalled=MADE + 30 * DAY)
    found = course(given, [MADE + 10 * DAY], NOW, SETTINGS, 50)
    assert found.recalls == (MADE + 10 * DAY, MADE + 30 * DAY)
    assert dict(found.points)[NOW] == pytest.approx(strength(given, NOW, SETTINGS))


@pytest.mark.parametrize("given", [memory(pinned=True), memory(kind=Kind.PASSAGE)])
def test_what_does_not_fade_is_a_straight_line(given: Memory) -> None:
    found = course(given, [], NOW, SETTINGS, 20)
    assert {retention for _, retention in found.points} == {1.0}
    assert found.fades is None
    assert found.archives is None


def test_a_clock_set_back_and_an_old_one_that_faded_have_a_course() -> None:
    for now in (MADE - 5 * DAY, MADE, MADE + 4000 * DAY):
        found = course(memory(), [], now, SETTINGS, 20)
        assert all(0 < retention <= 1 for _, retention in found.points)
        assert found.points[-1][0] > found.points[0][0]
