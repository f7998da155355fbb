"""Which facts a question asks for."""

from __future__ import annotations

import pytest

from secondme.memory.facts.wanted import asked
from secondme.memory.record import By, Derived, Kind, Memory


@pytest.mark.parametrize(
    ("question", "subject", "relation"),
    [
        ("Where do I live?", "you", "lives_in"),
        ("where did I live in March", "you", "lives_in"),
        ("What was my job?", "you", "works_as"),
        ("Where do I work?", "you", "works_at"),
        ("Which car did I have?", "you", "drives"),
        ("Who is my manager?", "you", "boss"),
        ("When do I get up?", "you", "wakes_at"),
        ("What is my shoe size?", "you", "size"),
        ("How old am I?", "you", "age"),
        ("Where does my sister live?", "your sister", "lives_in"),
        ("Where does Ana work?", "ana", "works_at"),
    ],
)
def test_a_question_for_a_fact_is_known_by_its_words(question: str, subject: str, relation: str) -> None:
    found = asked(question, times=["in March"])
    assert found is not None
    assert subject in found.subjects
    assert relation in found.relations


@pytest.mark.parametrize(
    "question",
    [
        "What did my boss say about the office move?",
        "What did we eat at the party on the beach?",
        "How do I clean a window?",
        "When did Melanie paint a sunrise?",
        "Where does one live well?",
        "hello",
        "",
    ],
)
def test_any_other_question_asks_for_none(question: str) -> None:
    assert asked(question) is None


def test_a_role_means_its_name_too() -> None:
    found = asked("Where does my sister live?", ["Ana"])
    assert found is not None
    assert set(found.subjects) == {"ana", "your sister"}


def test_of_a_value_for_each_thing_that_of_the_thing_is_meant() -> None:
    def size(thing: str) -> Memory:
        about = ("you", "size", thing)
        return Memory(thing, Kind.FACT, thing, Derived("fact", ("e",)), By.PERSON, "facts", 1.0, about=about)

    found = asked("What is my size in gloves?")
    assert found is not None
    assert found.fits(size("gloves 8"))
    assert not found.fits(size("trousers 34"))
