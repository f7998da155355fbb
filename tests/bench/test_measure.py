"""Targets, results and pairs."""

from __future__ import annotations

import math
import os
import socket
from pathlib import Path

import pytest

from secondme.bench.measure import NotTaken, Pairs, Taken, Target, machine, pairs, take, targets

KEYS = [
    "measure", "value", "unit", "beside", "ratio", "must", "aim", "better", "holds", "model", "machine", "note",
]  # fmt: skip

HIGHER = Target("a.speed", "a", must=0.9, aim=1.0, unit="ratio", better="higher", what="speed")
LOWER = Target("a.time", "a", must=2.0, aim=1.0, unit="ratio", better="lower", what="time")


def test_the_targets_of_the_first_bench_are_all_there() -> None:
    assert [target.id for target in targets("first")] == [
        "first.frame", "first.help", "first.decode", "first.recall@10k",
    ]  # fmt: skip


def test_every_target_is_whole_and_its_aim_is_no_worse_than_what_must_be() -> None:
    found = targets()
    assert len({target.id for target in found}) == len(found)
    for target in found:
        assert target.better in ("higher", "lower")
        assert target.holds(target.aim)
        assert target.what
        assert target.unit


@pytest.mark.parametrize(
    ("target", "value", "holds"),
    [(HIGHER, 0.9, True), (HIGHER, 0.89, False), (LOWER, 2.0, True), (LOWER, 2.01, False), (LOWER, math.nan, False)],
)
def test_what_must_be_reached_holds_from_the_right_side(target: Target, value: float, holds: bool) -> None:
    assert target.holds(value) is holds


def test_a_result_has_the_keys_that_readers_expect_in_their_order() -> None:
    result = take(LOWER, lambda: Taken(1.5, 0.2, 1.5, "Three pairs.", "a model"), "a machine").to_json()
    assert list(result) == KEYS
    assert result == {
        "measure": "a.time", "value": 1.5, "unit": "ratio", "beside": 0.2, "ratio": 1.5, "must": 2.0, "aim": 1.0,
        "better": "lower", "holds": True, "model": "a model", "machine": "a machine", "note": "Three pairs.",
    }  # fmt: skip


def test_what_could_not_be_taken_has_no_value_and_says_why() -> None:
    def fails() -> Taken:
        raise NotTaken("The starter model is not installed.")

    result = take(HIGHER, fails, "a machine").to_json()
    assert list(result) == KEYS
    assert (result["value"], result["holds"]) == (None, False)
    assert result["note"] == "The starter model is not installed."


def test_a_measure_that_nobody_built_is_listed_all_the_same() -> None:
    result = take(HIGHER, None, "a machine")
    assert (result.value, result.holds) == (None, False)
    assert "not built" in result.note


def test_a_bug_in_a_measure_is_not_a_result() -> None:
    def broken() -> Taken:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        take(HIGHER, broken, "a machine")


def test_whether_it_holds_is_judged_before_the_value_is_rounded() -> None:
    assert not take(LOWER, lambda: Taken(2.00001), "a machine").holds


def test_pairs_run_in_turns_and_who_goes_first_changes() -> None:
    order: list[str] = []
    figures = iter(range(100))

    def turn(who: str) -> float:
        order.append(who)
        return float(next(figures))

    found = pairs(lambda: turn("ours"), lambda: turn("theirs"), 3)
    assert order == ["ours", "theirs", "ours", "theirs", "theirs", "ours", "ours", "theirs"]
    assert found == Pairs((2.0, 5.0, 6.0), (3.0, 4.0, 7.0))


def test_one_outlier_does_not_move_a_ratio() -> None:
    assert Pairs((2.0, 2.0, 900.0), (1.0, 1.0, 1.0)).ratio == 2.0


def test_no_pairs_are_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        pairs(lambda: 1.0, lambda: 1.0, 0)


def test_the_machine_is_described_without_its_name_or_a_path() -> None:
    said = machine()
    assert "Python 3." in said
    assert socket.gethostname() not in said
    assert str(Path.home()) not in said
    assert os.sep not in said
