"""The simulated year: a short one is lived for real, and the formulas replay one by hand."""

from __future__ import annotations

import pytest

from secondme.bench import mind_year
from secondme.bench.measure import NotTaken
from secondme.bench.mind_living import Night, Used
from secondme.bench.mind_year import Bench, Counts, replayed
from secondme.memory.forgetting import DAY, Forgetting


def test_a_short_year_fades_and_is_asked() -> None:
    with Bench(Counts(days=64, said=300, asked=5, often=8, seldom=8), lambda line: None) as bench:
        taken = mind_year.recall(bench)
        assert taken.beside is not None
        assert 0 <= taken.beside <= 1
        assert sum(night.faded for night in bench.nights) > 0
        assert [month.month for month in bench.months] == [1, 2]
        assert any("exponential" in line for line in mind_year.lines(bench))
        with pytest.raises(NotTaken, match="short"):
            mind_year.flat(bench)


def test_a_year_is_replayed_by_the_formulas() -> None:
    told = [Used(0.0, 0.5), Used(0.0, 0.5, {"a": 70 * DAY, "b": 80 * DAY}), Used(0.0, 0.5, {"c": 200 * DAY})]
    found = replayed(told, Forgetting(), 100 * DAY)
    assert found.faded == pytest.approx(1 / 3)
    assert found.away == pytest.approx(1 / 3)


def test_the_last_month_is_held_against_the_third_of_the_memory_that_lived_beside_it() -> None:
    with Bench(Counts(days=130), lambda line: None) as bench:
        bench.lived = True
        bench.nights = [Night(day, 9.0 if day < 90 else 0.3, 0.2, 0.1, 0, 0, 0, 0.5) for day in range(130)]
        bench.young = [Night(day, 7.0 if day < 60 else 0.2, 0.1, 0.04, 0, 0, 0, 0.1) for day in range(90)]
        taken = mind_year.flat(bench)
        assert taken.value == taken.ratio == pytest.approx(1.5)
        assert "month 4: 300 ms" in taken.note
        assert "100 ms beside 40, 2.50 times" in taken.note
