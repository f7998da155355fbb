"""Which of several facts held at a time."""

from __future__ import annotations

import math
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.facts.times import beside, coming, in_time
from secondme.memory.record import By, Derived, Kind, Memory, Status

DAY = 86_400.0


def fact(thing: str, made: float, until: float | None = None, since: float | None = None, after: str = "") -> Memory:
    found = Memory(
        thing, Kind.FACT, thing, Derived("fact", ("e",)), By.PERSON, "facts", made, valid_from=since,
        about=("you", "lives_in", thing),
    )  # fmt: skip
    closed = replace(found, status=Status.SUPERSEDED, valid_to=until, superseded_by=after or None)
    return closed if until is not None else found


BERLIN, OSLO = fact("Berlin", 10, until=50, after="Oslo"), fact("Oslo", 50, since=50)


def test_each_time_has_the_fact_that_held_then() -> None:
    assert in_time([BERLIN, OSLO], 20, 21) == [BERLIN]
    assert in_time([BERLIN, OSLO], 60, 60) == [OSLO]
    assert in_time([BERLIN, OSLO], 20, 60) == [BERLIN, OSLO]
    assert in_time([BERLIN, OSLO], 45, 90) == [OSLO, BERLIN]


def test_what_was_said_first_may_have_held_before() -> None:
    assert in_time([BERLIN, OSLO], 1, 2) == [BERLIN]
    rome = fact("Rome", 55, since=1, until=5)
    assert in_time([BERLIN, OSLO, rome], 1, 2) == [rome]


def test_what_was_followed_before_it_was_told_held_until_then_and_what_was_put_right_never_did() -> None:
    told = fact("Berlin", 50, until=50, after="Oslo")
    moved, righted = fact("Oslo", 51, since=40), fact("Oslo", 51)
    assert in_time([told, moved], 20, 30) == in_time([told, replace(moved, valid_from=50)], 20, 30) == [told]
    assert in_time([told, moved], 35, 60) == in_time([told, moved], 42, 45) == [moved]
    assert in_time([told, moved], 60, math.inf) == [told]
    assert in_time([told, righted], 20, 30) == [righted]
    assert in_time([told, righted], 60, math.inf) == []


def test_without_an_end_what_has_ended_is_meant_and_what_never_held_is_not() -> None:
    wrong = fact("Bonn", 12, until=12)
    assert in_time([BERLIN, OSLO, wrong], 60, math.inf) == [BERLIN]


def test_of_what_only_the_end_was_said_of_it_held_before_that() -> None:
    rome = replace(fact("Rome", 900 * DAY), valid_to=800 * DAY)
    assert in_time([rome, fact("Oslo", 900 * DAY)], 700 * DAY, 701 * DAY) == [rome]
    assert in_time([rome, fact("Oslo", 900 * DAY)], 900 * DAY, 900 * DAY)[0].about[2] == "Oslo"


def test_what_is_to_come_is_told_by_its_day() -> None:
    exam, dentist = fact("exam", 1, since=90), replace(fact("dentist", 1, since=70), valid_to=71)
    assert coming([exam, dentist], 60) == [dentist, exam]
    assert coming([exam, dentist], 80) == [exam]


def test_where_nothing_changed_there_is_nothing_to_put_right() -> None:
    assert in_time([OSLO], 60, 60) == []
    assert in_time([OSLO], 60, 60, changed=False) == [OSLO]


def test_of_many_values_only_what_followed_one_another_belongs_together() -> None:
    def liked(one: Memory) -> Memory:
        return replace(one, about=("you", "likes", one.about[2]))

    tea = liked(fact("tea", 1, until=5, after="coffee"))
    coffee, olives = liked(fact("coffee", 5)), liked(fact("olives", 2))
    assert beside(coffee, [tea, coffee, olives]) == [tea, coffee]
    assert beside(olives, [tea, coffee, olives]) == [olives]
    assert beside(BERLIN, [BERLIN, OSLO, fact("Rome", 1)]) == [BERLIN, OSLO, fact("Rome", 1)]


@given(st.lists(st.tuples(st.floats(0, 100), st.none() | st.floats(0, 100)), max_size=5), st.floats(0, 100))
def test_what_held_began_before_and_ended_after(times: list[tuple[float, float | None]], at: float) -> None:
    facts = [fact(str(n), since, until, since=since) for n, (since, until) in enumerate(times)]
    for one in in_time(facts, at, at):
        assert (one.valid_from or 0) <= at
        assert one.valid_to is None or one.valid_to > at
