"""Scoring: what ranks above what, and what the receipt says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.forgetting import DAY, Forgetting
from secondme.memory.recall import Candidate, asks_the_assistant, coverage, is_question, place_in_words, rank, weights
from secondme.memory.record import By, Derived, Kind, Memory, Said, Written

NOW = 1_777_800_000.0
SETTINGS = Forgetting()
ASKED = {"dog": 3.0, "call": 0.3}


def candidate(text: str, *, cosine: float = 0.5, by: By = By.PERSON, age: float = 0.0, name: str = "") -> Candidate:
    memory = Memory(name or text, Kind.EPISODE, text, Said("c", 1), by, "chat", NOW - age * DAY)
    stems = frozenset(text.lower().replace("?", "").replace(".", "").replace("called", "call").split())
    return Candidate(memory, {"words": 1.0}, cosine, stems)


def best(*candidates: Candidate, **more: bool) -> list[str]:
    return [one.memory.text for one in rank(ASKED, candidates, now=NOW, settings=SETTINGS, limit=9, **more)]


STATEMENT = candidate("my dog is called Biscuit.")
QUESTION = candidate("what is my dog called?", cosine=1.0)


def test_a_statement_ranks_above_the_question_that_it_answers() -> None:
    assert best(QUESTION, STATEMENT) == [STATEMENT.memory.text, QUESTION.memory.text]


def test_the_persons_questions_can_be_left_out() -> None:
    assert best(QUESTION, STATEMENT, statements=True) == [STATEMENT.memory.text]


def test_the_person_is_trusted_above_the_assistant() -> None:
    other = candidate("the dog is called Rex maybe.", by=By.ASSISTANT)
    assert best(other, STATEMENT)[0] == STATEMENT.memory.text


def test_the_assistant_repeating_the_person_adds_nothing() -> None:
    assert best(STATEMENT, candidate("my dog is called Biscuit.", by=By.ASSISTANT, name="echo")) == [
        STATEMENT.memory.text
    ]


def test_the_assistants_words_are_no_ground_for_an_answer_unless_asked_for() -> None:
    invented = candidate("the dog is called Rex maybe.", by=By.ASSISTANT)
    assert best(invented, statements=True) == []
    assert best(invented) == [invented.memory.text]


def test_echoes_are_kept_where_everything_is_wanted() -> None:
    echo = candidate("my dog is called Biscuit.", by=By.ASSISTANT, name="echo")
    assert len(best(STATEMENT, echo, echoes=True)) == 2


def test_an_insight_beside_its_evidence_adds_nothing() -> None:
    found = candidate("you spoke of a dog called Biscuit", by=By.ASSISTANT, cosine=0.9)
    derived = replace(found.memory, kind=Kind.INSIGHT, source=Derived("topic", (STATEMENT.memory.id,)))
    assert best(STATEMENT, replace(found, memory=derived)) == [STATEMENT.memory.text]


@pytest.mark.parametrize(
    ("question", "theirs"),
    [
        ("What did you recommend for dinner?", True),
        ("What have you told me about Rust?", True),
        ("what was your advice?", True),
        ("Did I tell you my sister's name?", False),
        ("Do you remember my dog?", False),
        ("What is my dog called?", False),
    ],
)
def test_a_question_about_what_the_assistant_said_is_recognised(question: str, theirs: bool) -> None:
    assert asks_the_assistant(question) is theirs


def test_what_differs_in_a_number_is_no_echo() -> None:
    one, other = candidate("the dog is called for 3 o'clock"), candidate("the dog is called for 4 o'clock")
    assert len(best(one, other)) == 2


def test_what_faded_ranks_lower_and_is_still_found() -> None:
    old = candidate("my dog is called Biscuit of old.", age=300)
    assert best(old, STATEMENT)[0] == STATEMENT.memory.text
    assert best(old) == [old.memory.text]


def test_nothing_is_found_where_nothing_fits() -> None:
    assert best(candidate("we travel to lisbon in june", cosine=0.2)) == []


@given(st.floats(-1, 1), st.floats(0, 3_000), st.sampled_from(By))
def test_a_score_is_between_nought_and_one(cosine: float, age: float, by: By) -> None:
    for one in rank(
        ASKED, [candidate("dog call", cosine=cosine, age=age, by=by)], now=NOW, settings=SETTINGS, limit=1
    ):
        assert 0 <= one.score <= 1


def test_the_receipt_says_why() -> None:
    receipt = rank(ASKED, [STATEMENT], now=NOW, settings=SETTINGS, limit=1)[0].receipt
    assert receipt["lanes"] == ["words"]
    assert receipt["words"] == {"dog": "text"}
    assert receipt["coverage"] == 1.0


def test_words_in_title_and_in_the_turn_before_count_in_part() -> None:
    bare = Candidate(STATEMENT.memory, {}, 0.0, frozenset())
    assert coverage(ASKED, bare)[0] == 0
    before = coverage(ASKED, replace(bare, before=frozenset({"dog"})))[0]
    title = coverage(ASKED, replace(bare, title=frozenset({"dog"})))[0]
    text = coverage(ASKED, replace(bare, stems=frozenset({"dog"})))[0]
    assert 0 < before < title < text < 1


def test_a_stop_word_weighs_little_and_still_something() -> None:
    found = weights([("dog", "dog"), ("called", "call")], {"dog": 2.0, "call": 2.0})
    assert 0 < found["call"] < found["dog"]


def test_a_question_is_a_text_that_only_asks() -> None:
    assert is_question("What is my dog called?")
    assert is_question("Really? Are you sure?")
    assert not is_question("I have a dog. What is it called?")
    assert not is_question("")


def test_a_place_is_named_in_words() -> None:
    assert place_in_words(STATEMENT.memory) == "conversation of 3 May 2026"
    written = replace(STATEMENT.memory, source=Written("f", "/a/b/Notes/x.md", 0, 1, 7, "", "d"))
    assert place_in_words(written) == "Notes/x.md, line 7"
    derived = replace(STATEMENT.memory, source=Derived("day", ("a", "b")))
    assert place_in_words(derived) == "reflection of 3 May 2026 on 2 memories"
