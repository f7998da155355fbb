"""The score card of facts: an error that is planted in one stage shows in the row of that stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from secondme.assistant.learning import Drawer
from secondme.bench.lives import Life, generate
from secondme.bench.mind_facts import Card, card, measures, table
from secondme.bench.mind_told import perfect
from secondme.memory.facts.operation import Decision, Op, decide
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.record import Memory
from secondme.stop import Stop


@pytest.fixture(scope="module")
def life() -> Life:
    """The first weeks of one person."""
    return generate(3, persons=1, days=12, wordings="open")[0]


@pytest.fixture(scope="module")
def sound(life: Life) -> Card:
    """Nothing goes wrong but what the operations do wrong by themselves."""
    return card(life, perfect(life), answers=False)


def test_a_drawer_without_mistakes_is_seen_to_make_none(sound: Card) -> None:
    found = measures(sound)
    assert found["mind.precision"].value == 1.0
    assert found["mind.false"].value == 0.0
    assert found["mind.recall"].value > 0.95
    assert found["mind.update"].value > 0.8
    assert any(line.startswith("extraction") for line in table(sound))


def test_a_planted_error_of_extraction_shows_in_the_extraction(life: Life, sound: Card) -> None:
    def careless(turns: Mapping[str, str]) -> Sequence[Drawer]:
        (whole,) = perfect(life)(turns)

        def draw(said: Utterance, stop: Stop) -> list[Statement]:
            drawn = whole(said, stop)
            kept = [one for one in drawn if len(one.object) % 3]
            wrong = [replace(one, relation="fears", text="You are afraid of it.") for one in drawn[:1] if not one.ends]
            return [*kept, *wrong]

        return [draw]

    found = measures(card(life, careless, answers=False))
    assert found["mind.recall"].value < measures(sound)["mind.recall"].value - 0.1
    assert found["mind.precision"].value < 0.9


def test_a_planted_error_of_the_update_shows_in_the_update_alone(life: Life, sound: Card) -> None:
    def careless(said: Statement, near: Sequence[Memory], made: float, words: str) -> Decision:
        decision = decide(said, near, made, words)
        changes = decision.op in (Op.UPDATE, Op.DELETE)
        return Decision(Op.ADD, replace(said, ends=False), why="Whatever was known.") if changes else decision

    found, before = measures(card(life, perfect(life), careless, answers=False)), measures(sound)
    assert found["mind.update"].value < before["mind.update"].value - 0.5
    for row in ("mind.recall", "mind.precision", "mind.false"):
        assert found[row].value == before[row].value
