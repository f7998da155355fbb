"""Which turns next to a found one belong to what it says."""

from __future__ import annotations

from secondme.memory.assembly import words_of
from secondme.memory.exchange import answered_by, led_to
from secondme.memory.record import By, Kind, Memory, Said

WHERE = "Where do you keep the spare key?"


def said(text: str, by: By = By.PERSON, speaker: str = "") -> Memory:
    return Memory(text, Kind.EPISODE, text, Said("c", 1), by, "chat", 0.0, speaker=speaker)


def led(found: str, before: Memory, asked: str = "Where is the spare key?") -> bool:
    return led_to(said(found), before, words_of(asked))


def test_an_answer_that_lacks_the_words_asked_for_comes_with_its_question() -> None:
    asked = said(WHERE, By.ASSISTANT)
    assert led("Under the flower pot.", asked)
    assert not led("The spare key is under the flower pot.", asked), "it says what it is about"
    assert not led("Under the flower pot.", asked, "What did I buy?"), "the question is about something else"
    assert not led("Under the flower pot. " + "We talked about the garden. " * 3, asked), "long enough alone"


def test_only_what_somebody_else_asked_was_answered() -> None:
    assert not led("Under the flower pot.", said(WHERE))
    assert not led("Under the flower pot.", said("You keep a spare key.", By.ASSISTANT))
    assert led_to(said("Under the pot.", speaker="Ana"), said(WHERE, speaker="Tom"), words_of("Where is Ana's key?"))


def test_a_question_comes_with_what_was_answered() -> None:
    asked, answer = said("What helps against a stiff back?"), said("Swimming does.", By.ASSISTANT)
    assert answered_by(asked, answer)
    assert not answered_by(asked, said("Where does it hurt?", By.ASSISTANT))
    assert not answered_by(asked, said("I go swimming."))
    assert not answered_by(said("My back is stiff. What helps?"), answer), "it says something by itself"
