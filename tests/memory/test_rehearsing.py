"""Rehearsal: nothing before its time, later after a hit, sooner after a miss, mostly of what is recent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.forgetting import DAY
from secondme.memory.record import By, Derived, Kind, Memory
from secondme.memory.rehearsing import FIRST, LONGEST, SHARE, SHORTEST, Rehearsal, after, chosen, cue, cues, first

FACT = Memory(
    "f1", Kind.FACT, "Your sister works as a nurse.", Derived("fact", ("e1",)), By.PERSON, "facts", made=0.0,
    about=("your sister", "works as", "nurse"),
)  # fmt: skip


@given(st.lists(st.booleans(), max_size=30))
def test_intervals_grow_on_success_and_shrink_on_a_miss(went: list[bool]) -> None:
    done = first(0.0)
    assert done.due == FIRST * DAY
    for found in went:
        last, done = done, after(done, found, done.due)
        assert done.due == last.due + done.days * DAY
        assert SHORTEST <= done.days <= LONGEST
        assert done.days > last.days or not found or last.days == LONGEST
        assert done.days < last.days or found or last.days == SHORTEST
    assert (done.hits, done.misses) == (sum(went), len(went) - sum(went))


def test_nothing_is_rehearsed_within_its_interval() -> None:
    with pytest.raises(ValueError, match="interval"):
        after(Rehearsal(due=10.0), True, 9.0)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 20))
def test_most_of_what_is_rehearsed_is_recent(new: int, old: int, most: int) -> None:
    now = 100 * DAY
    due = [replace(FACT, id=f"o{n}") for n in range(old)] + [replace(FACT, id=f"n{n}", made=now) for n in range(new)]
    some = chosen(due, now, most)
    recent = sum(memory.id.startswith("n") for memory in some)
    assert len(some) <= most
    assert len({memory.id for memory in some}) == len(some)
    assert some or not due
    assert not recent or recent / len(some) >= SHARE


def test_each_test_asks_in_other_words_of_what_was_drawn() -> None:
    asked = [cue(FACT, Rehearsal(0.0, hits=n), ("job",)) for n in range(3)]
    assert asked == cues(FACT, ("job",))
    assert len(set(asked)) == 3
    assert all("sister" in one for one in asked)
    assert cue(replace(FACT, about=(), keywords=("garden",)), first(0.0)) == "What about garden?"
    assert cue(replace(FACT, about=()), first(0.0)) == ""
