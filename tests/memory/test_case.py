"""Cases and concepts: how an answer went, what of it is quoted, what is like a request, what several have in common."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.case import FAILURE, MOST, PLAN, alike, chosen, likeness, line, outcome, pattern, plan, related
from secondme.memory.lesson import CASE, CONCEPT, TAUGHT, Learnt

EMAIL = "Write an email to Bo about the bill."


@pytest.mark.parametrize(
    ("said", "went"),
    [
        ("Thanks, that's perfect!", 1.0),
        ("Great, thank you.", 1.0),
        ("That is exactly what I wanted.", 1.0),
        ("Thanks, but it is too formal.", 0.0),
        ("That is not what I asked for.", 0.0),
        ("No, try again.", 0.0),
        ("You forgot the date.", 0.0),
        ("Next time, sign with Kit.", 0.0),
        ("Write an email to Bo about the bill!", 0.0),
        ("That is wrong.", 0.0),
        ("What is the weather like?", None),
        ("No.", None),
        ("No, I will do that myself.", None),
        ("Thanks, but one more thing: who is Bo?", None),
    ],
)
def test_what_is_said_next_tells_how_an_answer_went(said: str, went: float | None) -> None:
    assert outcome(EMAIL, said) == went


@given(st.text(max_size=400), st.integers(1, 200))
def test_a_plan_is_a_short_piece_of_the_answer(answer: str, longest: int) -> None:
    start, end = plan(answer, longest)
    assert 0 <= start <= end <= len(answer)
    assert end - start <= longest


def test_a_plan_leaves_the_courtesy_out_and_ends_with_a_sentence() -> None:
    answer = "Sure! Here is a draft: Dear Bo, the bill is open. It is due on Friday. Best regards, Kit"
    assert answer[slice(*plan(answer, 60))] == "Dear Bo, the bill is open. It is due on Friday."


def test_requests_of_a_kind_are_alike_whatever_they_are_about() -> None:
    assert likeness("write an email", "Can you draft an e-mail to Ann?", 0.5) > 0.55
    assert likeness("a recipe", "Give me recipes for soup", 0.3) > 0.55
    assert likeness("write an email", "Write a poem about May", 0.5) < 0.55
    assert alike(EMAIL, EMAIL) == 1.0
    assert alike("", "") == 0.0


def test_of_equally_alike_cases_the_better_outcome_comes_first_and_four_at_most() -> None:
    cases = [Learnt(f"c{n}", CASE, EMAIL, plan=f"plan {n}", value=n / 10) for n in range(7)]
    found = chosen([(0.8, one) for one in cases])
    assert [one.id for one in found] == ["c6", "c5", "c4", "c3"]
    assert len(found) == MOST
    near, far = Learnt("n", CASE, EMAIL, value=0.1), Learnt("f", CASE, EMAIL, value=1.0)
    assert [one.id for one in chosen([(0.6, far), (0.9, near)])] == ["n", "f"]


def test_a_concept_stands_for_its_good_cases_and_lessons_come_first() -> None:
    good, bad = Learnt("g", CASE, EMAIL, value=1.0), Learnt("b", CASE, EMAIL, value=0.0, failed=True)
    concept = Learnt("k", CONCEPT, "Write an email to …", value=0.9, members=("g", "b"))
    lesson = Learnt("l", TAUGHT, "Sign with Kit.", "write an email", value=0.2)
    assert [one.id for one in chosen([(0.7, good), (0.7, bad), (0.7, concept), (0.6, lesson)])] == ["l", "k", "b"]
    assert chosen([(0.5, good)]) == []


def test_a_failed_case_is_told_as_what_to_avoid_and_short() -> None:
    bad = Learnt("b", CASE, EMAIL, plan="word " * 100, failed=True)
    good = Learnt("g", CASE, EMAIL, plan="word " * 100)
    assert line(bad)[1]
    assert len(line(bad)[0]) <= FAILURE + 2
    told, avoid = line(good)
    assert not avoid
    assert len(told) <= PLAN + 120
    assert line(Learnt("l", TAUGHT, "Use grams.")) == ("Use grams.", False)


def test_a_concept_has_open_places_for_what_differs() -> None:
    cards = ["Write a birthday card for Ana", "Write a birthday card for Ben please", "Write a birthday card for us"]
    assert pattern(cards) == "Write a birthday card for …"
    assert pattern(["Write a poem", "Write an email"]) == ""
    kinds = [("a", "write a birthday card"), ("b", "Translate"), ("c", "draft a birthday card"), ("d", "plan a trip")]
    assert related(kinds) == [["a", "c"]]
