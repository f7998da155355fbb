"""Which facts a question asks for."""

from __future__ import annotations

import pytest

from secondme.memory.facts.wanted import Sense, asked
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


def told(**chances: float) -> Sense:
    """The sense of any question; what the chances leave is that of none."""
    return lambda question: {**chances, "": 1 - sum(chances.values())}


def test_where_words_find_no_relation_the_sense_tells_it() -> None:
    assert asked("What gives me the shivers?") is None
    found = asked("What gives me the shivers?", sense=told(fears=0.9))
    assert found is not None
    assert (found.subjects, found.relations) == (("you",), ("fears",))


@pytest.mark.parametrize("chances", [{"fears": 0.3}, {}])
def test_where_the_sense_is_not_sure_nothing_is_asked_for(chances: dict[str, float]) -> None:
    assert asked("What gives me the shivers?", sense=told(**chances)) is None
    assert asked("What gives me the shivers?", sense=lambda question: {}) is None


def test_without_anybody_the_sense_is_not_asked() -> None:
    assert asked("What gives people the shivers?", sense=told(fears=0.9)) is None


def test_what_words_tell_stays_first() -> None:
    found = asked("Where do I live?", sense=told(home=0.9))
    assert found is not None
    assert found.relations == ("lives_in", "home")


def test_words_for_what_has_a_value_for_each_thing_come_after_the_sense() -> None:
    plain, found = (asked("Which book have I got on the go?", sense=one) for one in (None, told(reads=0.9)))
    assert plain is not None
    assert plain.relations == ("habit",)
    assert found is not None
    assert found.relations == ("reads", "habit")


def test_words_are_not_believed_where_the_sense_is_sure_that_no_fact_is_asked_for() -> None:
    assert asked("Where do I live?", sense=told(lives_in=0.1, home=0.05)) is None
    assert asked("Where do I live?", sense=told(lives_in=0.3)) is not None
    assert asked("What is my phone number?", sense=told(lives_in=0.1)) is not None  # of phones it knows nothing


@pytest.mark.parametrize(
    ("question", "relation", "subjects"),
    [
        ("What is my sister allergic to?", "allergic_to", ("your sister",)),
        ("What is Ana frightened of?", "fears", ("ana",)),
        ("Who is my husband's father?", "parent", ("your husband",)),
        ("What make is my car?", "drives", ("your car", "you")),
        ("Which day do my wife and I celebrate?", "anniversary", ("your wife", "you")),
        ("Which breed is the dog I have got?", "is_a", ("your dog",)),
        ("Back in October, what was I behind the wheel of?", "drives", ("you",)),
        ("Say how early I rise.", "wakes_at", ("you",)),
    ],
)
def test_whom_a_question_is_about(question: str, relation: str, subjects: tuple[str, ...]) -> None:
    found = asked(question, sense=told(**{relation: 0.9}))
    assert found is not None
    assert found.subjects == subjects


def test_a_name_means_its_role_too() -> None:
    found = asked("What is Ana frightened of?", ["sister"], sense=told(fears=0.9))
    assert found is not None
    assert set(found.subjects) == {"ana", "your sister"}


def test_who_my_friend_is_does_not_ask_for_my_own_name() -> None:
    about = ("you", "is_called", "Jo")
    own = Memory("f", Kind.FACT, "You are called Jo.", Derived("fact", ("e",)), By.PERSON, "facts", 1.0, about=about)
    friend, name = (asked(one, sense=told(friend=0.5)) for one in ("Who is my best friend?", "What is my name?"))
    assert friend is not None
    assert name is not None
    assert "you" in friend.subjects
    assert not friend.fits(own)
    assert name.fits(own)


def test_letters_that_fold_to_others_are_no_trouble() -> None:
    asked("WHAT DO I DO FOR A LİVİNG?")


def test_the_sense_of_a_question_about_somebodys_somebody_is_not_asked() -> None:
    assert asked("How old is my brother's wife?", sense=lambda question: {"age": 0.99}) is None


def test_trainers_of_a_size_are_shoes() -> None:
    found = asked("my trainers size?", sense=lambda question: {"size": 0.98, "": 0.02})
    assert found is not None
    assert found.subjects == ("you",)


@pytest.mark.parametrize(
    "question",
    ["What is my cat called?", "what's my cat's name", "What's my cat called?", "Which name did we give the cat?"],
)
def test_the_name_of_a_pet_is_what_the_person_has(question: str) -> None:
    found = asked(question, sense=lambda question: {"is_called": 0.8, "": 0.2})
    assert found is not None
    assert found.subjects == ("your cat", "you")
    assert found.relations[:2] == ("is_called", "has_pet")


@pytest.mark.parametrize(
    "question",
    [
        "How much do I pay for council tax?",
        "what was I paying for council tax",
        "What does council tax set me back?",
        "How much was I charged for council tax?",
        "What is the cost of my council tax?",
    ],
)
def test_what_is_paid_for_something_is_asked_for_whatever_its_sense_tells(question: str) -> None:
    found = asked(question, sense=lambda question: {"": 0.95, "pays": 0.05})
    assert found is not None
    assert "pays" in found.relations
    assert {"council", "tax"} <= found.roots


def test_a_sum_for_one_thing_is_none_for_another_that_shares_a_word() -> None:
    about, text = ("you", "pays", "300 euros for car insurance"), "You pay 300 euros for car insurance."
    insurance = Memory("f", Kind.FACT, text, Derived("fact", ("e",)), By.PERSON, "facts", 1.0, about=about)
    about = ("you", "pays", "300 euros")
    text = "You pay 300 euros."
    nothing = Memory("g", Kind.FACT, text, Derived("fact", ("e",)), By.PERSON, "facts", 1.0, about=about)
    for question, fits in (("What did I pay for the car?", False), ("what do I pay for car insurance", True)):
        found = asked(question, sense=lambda question: {"": 0.95, "pays": 0.05})
        assert found is not None
        assert (found.fits(insurance), found.fits(nothing)) == (fits, False)


def test_the_dog_is_the_persons_own() -> None:
    found = asked("What's the dog's name?", sense=lambda question: {"is_called": 0.9, "": 0.1})
    assert found is not None
    assert found.subjects == ("your dog", "you")
