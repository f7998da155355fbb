"""Retrieval control: which turns need memory, and by which words it is searched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.control import Spoken, asks, rewritten, second_pass, small_talk, wants_memory
from tests.memory import turns


@pytest.mark.parametrize(
    "idle", [turns.IDLE_TUNED, turns.IDLE_HELD_OUT, turns.IDLE_MORE], ids=["tuned", "held out", "more"]
)
def test_small_talk_and_chores_ask_no_memory(idle: list[str]) -> None:
    assert len(idle) >= 50
    assert sum(not wants_memory(text) for text in idle) >= 0.9 * len(idle)


@pytest.mark.parametrize(
    "asked", [turns.MEMORY_TUNED, turns.MEMORY_HELD_OUT, turns.MEMORY_MORE], ids=["tuned", "held out", "more"]
)
def test_what_may_rest_on_memory_asks_it(asked: list[str]) -> None:
    assert len(asked) >= 50
    assert sum(wants_memory(text) for text in asked) >= 0.98 * len(asked)


@pytest.mark.parametrize("talks", [turns.VAGUE_TUNED, turns.VAGUE_HELD_OUT], ids=["tuned", "held out"])
def test_a_vague_question_gets_the_word_that_it_lacks(talks: list[tuple[tuple[Spoken, ...], str, str]]) -> None:
    assert len(talks) == 25
    got = sum(key.lower() in rewritten(text, talk).lower().split() for talk, text, key in talks)
    assert got >= 23


@pytest.mark.parametrize("clear", [turns.CLEAR_TUNED, turns.CLEAR_HELD_OUT], ids=["tuned", "held out"])
def test_a_clear_question_stays_as_it_is(clear: list[str]) -> None:
    assert len(clear) == 25
    talk = turns.VAGUE_TUNED[0][0]
    assert sum(rewritten(text, talk) == text for text in clear) >= 24


@pytest.mark.parametrize(("before", "text"), turns.CHORES_GOING_ON)
def test_what_goes_on_with_a_chore_is_one_and_without_it_asks(before: str, text: str) -> None:
    assert not wants_memory(text, [before])
    assert not wants_memory(text, [before, "Thanks!"])
    assert wants_memory(text, ["Where did Ana go to school?"])


@pytest.mark.parametrize(
    "text",
    [
        "Write a poem about my dog",
        "Write a poem about Eva",
        "Translate my note about the cake into French: short",
        "Summarise what we said: briefly",
        "Correct: the meeting is on Monday",
        "12/5/2020",
        "Do you have Ana's address?",
        "tell me a story about biscuit",
        "write me a poem about biscuit and the sea, please",
        "what is biscuit allergic to",
    ],
)
def test_a_chore_about_the_persons_own_life_asks_memory(text: str) -> None:
    assert wants_memory(text)


@pytest.mark.parametrize(
    "text",
    [
        "tell me a story about a dragon",
        "write a joke about cats",
        "give me three facts about skiing",
        "Tell me a story about autumn",
    ],
)
def test_a_chore_about_what_is_no_name_asks_no_memory(text: str) -> None:
    assert not wants_memory(text)


def test_the_words_lent_are_few_and_those_of_the_person_come_first() -> None:
    talk = [
        Spoken("person", "Where did Ana and Tom spend the summer of 2019 with the children and the old dog?"),
        Spoken("assistant", "They were in Lisbon, Porto, Coimbra, Faro, Braga and Evora."),
    ]
    lent = rewritten("why?", talk).split()[1:]
    assert lent[:3] == ["Ana", "Tom", "2019"]
    assert "Lisbon" in lent
    assert len(lent) == 8
    assert rewritten("why?", []) == "why?"


def test_a_second_search_goes_by_what_a_draft_names_unless_it_names_nothing() -> None:
    assert second_pass("Who gave me it?", "Ana gave you a book about Iceland.").endswith("Ana Iceland book")
    assert second_pass("Who gave me it?", "I don't know who gave you the book.") == "Who gave me it?"


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_told_and_asked_with(text: str, other: str) -> None:
    wants_memory(text, [other])
    assert rewritten(text, [("person", other)]).startswith(text)
    assert second_pass(text, other).startswith(text)
    assert not (small_talk(text) and wants_memory(text))


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("passport?", True),
        ("what is my dog called", True),
        ("What is my dog called.", True),
        ("is the boiler serviced", True),
        ("Thanks! And where does she live?", True),
        ("Tell me about my sister.", True),
        ("Wo ist mein Pass", True),
        ("I moved to Oslo.", False),
        ("Had lunch with Ana", False),
        ("When I was in Oslo I met Ana.", False),
        ("What a day!", False),
        ("Will call the plumber tomorrow.", False),
        ("My sister Ana moved to Oslo", False),
        ("Thanks!", False),
    ],
)
def test_a_question_is_told_from_what_tells_something(text: str, asking: bool) -> None:
    assert asks(text) is asking
