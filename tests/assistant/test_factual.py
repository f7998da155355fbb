"""What a question asks for stands on top, be it told by words or by sense."""

from __future__ import annotations

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


def test_who_a_fact_names_is_meant_by_their_role(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    said_of = {
        "since stavros, my husband, is away i cook": ("you", "partner", "Stavros", "Your husband is called Stavros."),
        "an old lada is what stavros drives": ("Stavros", "drives", "old lada", "Stavros drives an old lada."),
    }
    talks.begin("talk", "chat")
    for text in said_of:
        talks.say("talk", By.PERSON, text)

    def draw(said: Utterance, stop: Stop) -> list[Statement]:
        subject, relation, thing, text = said_of[said.text]
        return [Statement(subject, relation, thing, text, 0, len(said.text))]

    for _ in Learning(store, store.facts, [draw], clock).run(1, Stop()):
        pass
    store.settle()
    assert first(store, clock, "What does my husband drive?", sure("drives")) == "Stavros drives an old lada."


def test_of_many_of_one_role_those_that_are_known_last_are_meant(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    names = ("Ada", "Bea", "Cleo", "Dora", "Edna", "Fay", "Gwen", "Hope")
    talks.begin("talk", "chat")
    for name in names:
        talks.say("talk", By.PERSON, f"{name} is a friend")
        clock.pass_days(1)

    def draw(said: Utterance, stop: Stop) -> list[Statement]:
        name = said.text.split()[0]
        return [Statement("you", "friend", name, f"Your friend is called {name}.", 0, len(said.text))]

    for _ in Learning(store, store.facts, [draw], clock).run(1, Stop()):
        pass
    found = Questions(store).understood("Where does my friend live?", clock(), lambda when: None)
    assert found.names == ("Hope", "Gwen", "Fay", "Edna", "Dora", "Cleo")


def test_of_many_values_those_that_bear_on_the_question_stand_on_top(told: Store, clock: MovingClock) -> None:
    said = first(told, clock, "Which paintings make my heart leap?", sure("likes"))
    assert said == "You like paintings of Turner."


def test_what_held_then_stands_above_what_else_was_of_that_time(store: Store, clock: MovingClock) -> None:
    talks = Conversations(store, clock)
    values = {"My alarm rings at six.": "six", "My alarm rings at seven now.": "seven"}
    for number, text in enumerate(values):
        talks.begin(f"talk {number}", "chat")
        talks.say(f"talk {number}", By.PERSON, text)
        clock.pass_days(20)
    began = clock() - 20 * 86_400

    def draw(said: Utterance, stop: Stop) -> list[Statement]:
        hour = values[said.text]
        since = began if hour == "seven" else None
        return [Statement("you", "wakes_at", hour, f"You get up at {hour}.", 0, len(said.text), valid_from=since)]

    for _ in Learning(store, store.facts, [draw], clock).run(1, Stop()):
        pass
    store.settle()
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
