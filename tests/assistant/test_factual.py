"""What a question asks for stands on top, be it told by words or by sense."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import pytest

from secondme.assistant.learning import Learning
from secondme.assistant.questions import Questions
from secondme.assistant.recall import Recall
from secondme.encoders import reader
from secondme.encoders.reader import FactReader
from secondme.errors import EncoderError
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.wanted import Sense
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.wiring import by_sense
from tests.conftest import MovingClock


def learned(store: Store, clock: MovingClock, said_of: Mapping[str, Statement | None], days: float = 1) -> None:
    """Has it said, a talk and some days apart, and what it states learned."""
    talks = Conversations(store, clock)
    for number, text in enumerate(said_of):
        talks.begin(f"talk {number}", "chat")
        talks.say(f"talk {number}", By.PERSON, text)
        clock.pass_days(days)

    def draw(said: Utterance, stop: Stop) -> list[Statement]:
        one = said_of[said.text]
        return [replace(one, end=len(said.text))] if one else []

    for _ in Learning(store, store.facts, [draw], clock).run(1, Stop()):
        pass
    store.settle()


def fact(subject: str, relation: str, thing: str, text: str, since: float | None = None) -> Statement:
    return Statement(subject, relation, thing, text, 0, 0, valid_from=since)


SAID = {
    "I am a plumber, by the way.": fact("you", "works_as", "plumber", "You work as plumber."),
    "I do like tea with milk.": fact("you", "likes", "tea with milk", "You like tea with milk."),
    "I like the paintings of Turner.": fact("you", "likes", "paintings of Turner", "You like paintings of Turner."),
    "I like long rows of poplars.": fact("you", "likes", "rows of poplars", "You like rows of poplars."),
    "My sister is scared of geese.": fact("your sister", "fears", "geese", "Your sister is afraid of geese."),
    "What puts bread on the table is sold at the market.": None,
}


@pytest.fixture
def told(store: Store, clock: MovingClock) -> Store:
    """A memory that has learned what was said."""
    learned(store, clock, SAID)
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


def test_who_a_fact_names_is_meant_by_their_role(store: Store, clock: MovingClock) -> None:
    said_of = {
        "stavros, my husband, is away": fact("you", "partner", "Stavros", "Your husband is called Stavros."),
        "an old lada is what stavros drives": fact("Stavros", "drives", "old lada", "Stavros drives an old lada."),
    }
    learned(store, clock, said_of)
    assert first(store, clock, "What does my husband drive?", sure("drives")) == "Stavros drives an old lada."


def test_of_many_of_one_role_those_that_are_known_last_are_meant(store: Store, clock: MovingClock) -> None:
    names = ("Ada", "Bea", "Cleo", "Dora", "Edna", "Fay", "Gwen", "Hope")
    said_of = {
        f"{name} is a friend": fact("you", "friend", name, f"Your friend is called {name}.") for name in names
    }
    learned(store, clock, said_of)
    found = Questions(store).understood("Where does my friend live?", clock(), lambda when: None)
    assert found.names == ("Hope", "Gwen", "Fay", "Edna", "Dora", "Cleo")


def test_of_many_values_those_that_bear_on_the_question_stand_on_top(told: Store, clock: MovingClock) -> None:
    said = first(told, clock, "Which paintings make my heart leap?", sure("likes"))
    assert said == "You like paintings of Turner."


def test_what_held_then_stands_above_what_else_was_of_that_time(store: Store, clock: MovingClock) -> None:
    began = clock() + 20 * 86_400
    said_of = {
        "My alarm rings at six.": fact("you", "wakes_at", "six", "You get up at six."),
        "My alarm rings at seven now.": fact("you", "wakes_at", "seven", "You get up at seven.", began),
    }
    learned(store, clock, said_of, days=20)
    then = datetime.fromtimestamp(began - 5 * 86_400)
    question = f"Do you remember what time I was getting out of bed on {then.day} {then:%B}?"
    assert first(store, clock, question, sure("wakes_at")) == "You get up at six."
    assert first(store, clock, "What time do I get out of bed?", sure("wakes_at")) == "You get up at seven."


def test_the_reader_tells_what_is_asked_for_once_there_are_facts(told: Store) -> None:
    chances = by_sense(told.facts, reader.bundled)("Which trade am I in?")
    assert sum(chances.values()) == pytest.approx(1.0)
    assert max(chances, key=chances.__getitem__) == "works_as"


def test_without_facts_the_reader_is_not_opened(store: Store) -> None:
    assert by_sense(store.facts, lambda: pytest.fail("it was opened"))("Which trade am I in?") == {}


def test_without_a_reader_nothing_is_told(told: Store, caplog: pytest.LogCaptureFixture) -> None:
    def gone() -> FactReader:
        raise EncoderError("It is not there.", "Install it again.")

    sense = by_sense(told.facts, gone)
    assert [sense("Which trade am I in?") for _ in range(2)] == [{}, {}]
    assert len(caplog.records) == 1
