"""Probe questions, and what is made of how they are answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.probing import CHANCE, candidates, question, transfer, worse
from secondme.memory.record import By, Kind, Memory, Said

SAID = Memory("e1", Kind.EPISODE, "My dog Biscuit is a beagle and likes the sea.", Said("t", 1), By.PERSON, "chat", 0.0)


def about(*triple: str) -> Memory:
    return replace(SAID, kind=Kind.FACT, about=triple)


def test_a_turn_is_asked_for_by_its_rarest_words_in_their_order() -> None:
    rarity = {"dog": 1.0, "biscuit": 5.0, "beagle": 6.0, "likes": 0.5, "sea": 3.0}
    assert set(candidates(SAID.text)) <= set(rarity)
    assert question(SAID, rarity) == "What about dog, biscuit, beagle, sea?"


def test_a_turn_that_tells_nothing_is_not_asked_for() -> None:
    assert question(replace(SAID, text="Yes."), {}) == ""


def test_a_fact_of_one_value_is_asked_for_by_what_it_is_about() -> None:
    assert "Oslo" not in question(about("you", "lives_in", "Oslo"), {})
    assert "chess" in question(about("you", "plays", "chess"), {})


@given(st.lists(st.tuples(st.booleans(), st.booleans()), max_size=CHANCE - 1))
def test_transfer_is_negative_exactly_where_it_got_worse(pairs: list[tuple[bool, bool]]) -> None:
    first, now = [one for one, _ in pairs], [other for _, other in pairs]
    assert -1.0 <= transfer(first, now) <= 1.0
    assert (transfer(first, now) < 0) == worse(first, now)
    assert transfer(first, first) == 0.0


def test_of_many_probes_one_may_be_lost_by_chance() -> None:
    many = [True] * CHANCE
    assert not worse(many, [False, *many[1:]])
    assert worse(many, [False, False, *many[2:]])


def test_probes_that_were_asked_once_only_are_not_compared() -> None:
    with pytest.raises(ValueError, match="once before"):
        worse([True], [])
