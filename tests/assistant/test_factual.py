"""What a question asks for stands on top, be it told by words or by sense."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import numpy as np
import pytest

from secondme.assistant.learning import Learning
from secondme.assistant.recall import Recall
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.wanted import Sense
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import MemoryStore
from secondme.wiring import by_sense, main_collection
from tests.conftest import MovingClock

SAID = {
    "I am a plumber, by the way.": ("you", "works_as", "plumber", "You work as plumber."),
    "I do like tea with milk.": ("you", "likes", "tea with milk", "You like tea with milk."),
    "I like the paintings of Turner.": ("you", "likes", "paintings of Turner", "You like paintings of Turner."),
    "I like long rows of poplars.": ("you", "likes", "rows of poplars", "You like rows of poplars."),
    "My sister is scared of geese.": ("your sister", "fears", "geese", "Your sister is afraid of geese."),
    "What puts bread on the table is sold at the market.": ("", "", "", ""),
}


@pytest.fixture
def told(store: Store, clock: MovingClock) -> Store:
    """A memory that has learned what was said."""
    talks = Conversations(store, clock)
    for number, text in enumerate(SAID):
        talks.begin(f"talk {number}", "chat")
        talks.say(f"talk {number}", By.PERSON, text)
        clock.pass_days(1)

    def draw(said: Utterance, stop: Stop) -> list[Statement]:
        subject, relation, thing, text = SAID[said.text]
        return [Statement(subject, relation, thing, text, 0, len(said.text))] if relation else []

    for _ in Learning(store, store.facts, [draw], clock).run(1, Stop()):
        pass
    store.settle()
    return store


def sure(relation: str) -> Sense:
    return lambda question: {relation: 0.9, "": 0.1}


def first(store: Store, clock: MovingClock, question: str, sense: Sense | None) -> str:
    return Recall(store, clock, Forgetting(), sense=sense)(question, limit=3)[0].text


def test_what_no_word_tells_stands_on_top_by_its_sense(told: Store, clock: MovingClock) -> None:
    question = "What puts bread on my table?"
    assert first(told, clock, question, None) == "What puts bread on the table is sold at the market."
    assert first(told, clock, question, sure("works_as")) == "You work as plumber."
    assert first(told, clock, question, lambda question: {}) == "What puts bread on the table is sold at the market."


def test_of_somebody_else_it_is_theirs(told: Store, clock: MovingClock) -> None:
    assert first(told, clock, "What gives my sister the shivers?", sure("fears")) == "Your sister is afraid of geese."


def test_of_many_values_those_that_bear_on_the_question_stand_on_top(told: Store, clock: MovingClock) -> None:
    said = first(told, clock, "Which paintings make my heart leap?", sure("likes"))
    assert said == "You like paintings of Turner."


class Encoding:
    """A store that encodes."""

    def __init__(self, vector: np.ndarray | None) -> None:
        self._vector = vector

    def encoded(self, text: str) -> np.ndarray | None:
        return self._vector


def test_only_the_vectors_of_the_bundled_encoder_tell_by_sense() -> None:
    main = main_collection()
    assert main is not None
    vector = np.ones(main[1], np.float32) / np.float32(main[1] ** 0.5)
    store, without = (cast(MemoryStore, Encoding(one)) for one in (vector, None))
    sense, nothing = by_sense(store, main), by_sense(without, main)
    assert sense is not None
    assert nothing is not None
    chances: Mapping[str, float] = sense("anything")
    assert sum(chances.values()) == pytest.approx(1.0)
    assert nothing("anything") == {}
    assert by_sense(store, ("another-encoder-0a1b2c3d", main[1])) is None
    assert by_sense(store, None) is None
