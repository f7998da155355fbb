"""The last stage of recall: what is kept of the scored candidates, in which order, and what the receipt says."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.asking import of_the_assistant
from secondme.memory.forgetting import DAY, Forgetting
from secondme.memory.recall import Candidate, Made, Scored, is_question, only_asks, place_in_words, rank
from secondme.memory.record import By, Derived, Kind, Memory, Said, Written

NOW = 1_777_800_000.0
FLOOR = 0.1
HIGH = 10.0
"""Steps of a score that is found."""


def sure(score: float) -> float:
    """A curve that stays as it is when the real one is fitted again."""
    return 1 / (1 + math.exp(-max(-300.0, score) / 5))



def candidate(
    text: str, score: float = HIGH, *, by: By = By.PERSON, age: float = 0.0, name: str = "", kind: Kind = Kind.EPISODE
) -> Candidate:
    memory = Memory(name or text, kind, text, Said("c", 1), by, "chat", NOW - age * DAY)
    stems = frozenset(text.lower().replace("?", "").replace(".", "").split())
    return Candidate(memory, score, ("words",), stems, Made)


def ranked(*candidates: Candidate, limit: int = 9, floor: float = FLOOR, **how: bool) -> list[Scored]:
    return rank(candidates, now=NOW, settings=Forgetting(), limit=limit, sure=sure, floor=floor, **how)


def best(*candidates: Candidate, **how: bool) -> list[str]:
    return [one.memory.text for one in ranked(*candidates, **how)]


STATEMENT = candidate("my dog is called Biscuit.")
QUESTION = candidate("what is my dog called?", HIGH + 1)


def test_the_highest_score_comes_first_and_no_more_than_asked_for() -> None:
    other = candidate("the boat needs paint", HIGH - 3)
    assert best(other, STATEMENT) == [STATEMENT.memory.text, other.memory.text]
    assert [one.memory.text for one in ranked(other, STATEMENT, limit=1)] == [STATEMENT.memory.text]


def test_what_scores_the_same_comes_newest_first_whatever_the_order_it_came_in() -> None:
    new, old = candidate("the boat needs paint"), candidate("we sail in June", age=0.0001)
    assert best(old, new) == best(new, old) == [new.memory.text, old.memory.text]


def test_the_persons_questions_can_be_left_out() -> None:
    assert best(QUESTION, STATEMENT) == [QUESTION.memory.text, STATEMENT.memory.text]
    assert best(QUESTION, STATEMENT, statements=True) == [STATEMENT.memory.text]


def test_the_person_is_trusted_above_a_file_and_that_above_the_assistant() -> None:
    told = [candidate(f"the dog is called {name}", by=by) for name, by in (("Rex", By.ASSISTANT), ("Max", By.FILE))]
    assert best(*told, STATEMENT) == [STATEMENT.memory.text, told[1].memory.text, told[0].memory.text]


def test_the_assistant_repeating_the_person_adds_nothing() -> None:
    echo = candidate("my dog is called Biscuit.", by=By.ASSISTANT, name="echo")
    assert best(STATEMENT, echo) == [STATEMENT.memory.text]


def test_the_person_stands_for_an_answer_that_says_the_same_and_fits_better() -> None:
    answer = candidate("my dog is called Biscuit.", HIGH + 9, by=By.ASSISTANT, name="answer")
    between = candidate("the boat needs paint", HIGH + 3)
    found = ranked(answer, between, STATEMENT)
    assert [one.memory.id for one in found] == [STATEMENT.memory.id, between.memory.id]
    assert found[0].score == round(sure(HIGH + 9 - 1), 4)


def test_what_the_person_corrected_comes_before_an_answer_that_was_given_since() -> None:
    right = candidate("the meeting is on Monday. Corrected: it is Tuesday.", kind=Kind.FACT, age=1)
    settled = replace(right, memory=replace(right.memory, source=Derived("correction", ("a", "b"))))
    answer = candidate("your next meeting will be held on Wednesday", HIGH + 3, by=By.ASSISTANT)
    assert best(answer, settled)[0] == settled.memory.text


def test_the_assistants_words_are_no_ground_for_an_answer_unless_asked_for() -> None:
    invented = candidate("the dog is called Rex maybe.", by=By.ASSISTANT)
    assert best(invented, statements=True) == []
    assert best(invented) == [invented.memory.text]


def test_what_the_assistant_concluded_is_a_ground_for_an_answer() -> None:
    insight = candidate("you walk the dog at six", by=By.ASSISTANT, kind=Kind.INSIGHT)
    assert best(insight, statements=True) == [insight.memory.text]


def test_echoes_are_kept_where_everything_is_wanted() -> None:
    echo = candidate("my dog is called Biscuit.", by=By.ASSISTANT, name="echo")
    assert len(best(STATEMENT, echo, echoes=True)) == 2


def test_the_same_words_with_nothing_telling_in_them_are_an_echo() -> None:
    one, other = (replace(candidate("so it is", name=name), stems=frozenset()) for name in "ab")
    assert len(best(one, other)) == 1
    assert len(best(one, replace(candidate("is it so"), stems=frozenset()))) == 2


def test_an_insight_beside_its_evidence_adds_nothing_and_comes_behind_other_evidence() -> None:
    found = candidate("you spoke of a dog called Biscuit", by=By.ASSISTANT, kind=Kind.INSIGHT)
    derived = replace(found.memory, source=Derived("topic", (STATEMENT.memory.id,)))
    assert best(STATEMENT, replace(found, memory=derived)) == [STATEMENT.memory.text]
    other = candidate("the boat needs paint", by=By.ASSISTANT)
    assert best(found, other) == [other.memory.text, found.memory.text]


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
    assert of_the_assistant(question) is theirs


def test_what_differs_in_a_number_is_no_echo() -> None:
    one, other = candidate("the dog is called for 3 o'clock"), candidate("the dog is called for 4 o'clock")
    assert len(best(one, other)) == 2


def test_what_faded_ranks_lower_and_is_still_found() -> None:
    old = candidate("my dog is called Biscuit of old.", age=3_000)
    assert best(old, STATEMENT)[0] == STATEMENT.memory.text
    assert best(old) == [old.memory.text]


def test_what_fits_clearly_better_comes_first_however_old_it_is() -> None:
    old = candidate("my dog was called Rex then.", HIGH + 1, age=3_000)
    assert best(STATEMENT, old)[0] == old.memory.text


def test_nothing_is_found_where_nothing_fits_unless_everything_is_wanted() -> None:
    away = candidate("we travel to lisbon in june", -30.0)
    assert best(away) == []
    assert len(ranked(away, floor=0.0)) == 1


def test_what_is_faint_beside_the_best_is_left_out_unless_everything_is_wanted() -> None:
    near = candidate("the boat needs paint", HIGH - 18)
    assert best(near) == [near.memory.text]
    assert best(STATEMENT, near) == [STATEMENT.memory.text]
    assert len(ranked(STATEMENT, near, floor=0.0)) == 2


@given(st.floats(-1_000, 1_000), st.floats(0, 3_000), st.sampled_from(By))
def test_a_confidence_is_between_nought_and_one(score: float, age: float, by: By) -> None:
    (one,) = ranked(candidate("dog call", score, age=age, by=by), floor=0.0)
    assert 0 <= one.score <= 1
    assert 0 < one.strength <= 1


@given(st.lists(st.floats(-50, 50), max_size=8))
def test_confidences_fall_and_none_is_below_the_floor(scores: list[float]) -> None:
    found = [one.score for one in ranked(*[candidate(f"thing{n}", score) for n, score in enumerate(scores)])]
    assert found == sorted(found, reverse=True)
    assert all(one >= FLOOR - 0.0001 for one in found)


def test_the_receipt_says_why() -> None:
    given_ = replace(
        STATEMENT,
        lanes=("words", "main"),
        found=lambda: Made(
            {"coverage": 8.004, "asks": 0.0}, {"dog": "text", "called": "text", "biscuit": "before"}, 1.0, 0.58611
        ),
    )  # fmt: skip
    receipt = ranked(given_)[0].receipt
    assert receipt["lanes"] == ["main", "words"]
    assert receipt["words"] == {"dog": "text", "biscuit": "before"}  # "called" hardly tells memories apart
    assert receipt["terms"] == {"coverage": 8.0}
    assert (receipt["coverage"], receipt["cosine"], receipt["steps"]) == (1.0, 0.586, HIGH)
    assert (receipt["strength"], receipt["age_days"], receipt["trust"]) == (1.0, 0.0, STATEMENT.memory.trust)
    assert "cosine" not in ranked(STATEMENT)[0].receipt


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


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("where is my umbrella", True),
        ("Where is my umbrella?", True),
        ("Can you tell me where my key is", True),
        ("The umbrella stands at Tom's.", False),
        ("When I was in Oslo it rained.", False),
        ("My dog is called Biscuit. Do you like dogs?", False),
    ],
)
def test_what_does_nothing_but_ask_is_recognised_without_its_mark_too(text: str, only: bool) -> None:
    assert only_asks(text) is only
