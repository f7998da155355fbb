"""How quickly files are read."""

from __future__ import annotations

from secondme.service.pace import ENOUGH, FILE, GUESS, SPAN, Pace


def test_before_anything_is_read_it_is_a_guess() -> None:
    pace = Pace()
    assert not pace.measured
    assert pace.seconds(0, round(GUESS)) == 1.0
    pace.add(0, 0, 5.0)  # nothing was read meanwhile
    assert not pace.news


def test_what_was_measured_tells_how_long_others_take() -> None:
    pace = Pace()
    pace.add(10, 90 * FILE, ENOUGH)
    assert pace.measured
    assert pace.seconds(10, 90 * FILE) == ENOUGH
    assert Pace(*pace.noted()).rate == pace.rate


def test_what_is_long_ago_counts_less_and_less() -> None:
    pace = Pace()
    for _ in range(200):
        pace.add(1, 0, 1.0)
    for _ in range(400):
        pace.add(10, 0, 1.0)
    assert 9 * FILE < pace.rate <= 10 * FILE
    assert pace.noted()[1] <= SPAN + 1
