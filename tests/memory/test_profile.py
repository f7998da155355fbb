"""The profile: which facts and wishes are lines of it, and how many have room."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.profile import MOST, block, fitting, lines
from secondme.memory.record import By, Derived, Kind, Memory, Status

NOW = 1_777_800_000.0


def fact(relation: str, thing: str, text: str, *, said: int = 1, subject: str = "you", made: float = NOW) -> Memory:
    evidence = tuple(f"e{n}" for n in range(said))
    return Memory(
        f"f-{relation}-{thing}", Kind.FACT, text, Derived("fact", evidence), By.PERSON, "facts", made,
        about=(subject, relation, thing),
    )  # fmt: skip


OSLO = fact("lives_in", "Oslo", "You live in Oslo.")
JAZZ = fact("likes", "jazz", "You like jazz.")


def test_what_matters_is_a_line_when_said_once_and_a_taste_when_said_in_two_conversations() -> None:
    assert [line.text for line in lines([OSLO, JAZZ], NOW)] == ["You live in Oslo."]
    twice = replace(JAZZ, source=Derived("fact", ("e1", "e2")))
    assert [line.text for line in lines([OSLO, twice], NOW)] == ["You live in Oslo.", "You like jazz."]


def test_a_line_rests_on_its_fact() -> None:
    assert lines([OSLO], NOW)[0].source == Derived("profile", (OSLO.id,))


def test_what_is_over_planned_passing_or_of_somebody_else_is_no_line() -> None:
    facts = [
        replace(OSLO, valid_to=NOW - 1),
        replace(OSLO, valid_from=NOW + 1),
        replace(OSLO, status=Status.SUPERSEDED),
        fact("plans", "a trip", "You plan a trip."),
        fact("has_condition", "a bad mood", "You have a bad mood."),
        fact("lives_in", "Bergen", "Ana lives in Bergen.", subject="Ana"),
    ]
    assert lines(facts, NOW) == []


def test_of_a_thing_with_one_value_there_is_one_line_whatever_its_value() -> None:
    bergen = fact("lives_in", "Bergen", "You live in Bergen.", made=NOW + 1)
    (line,) = lines([bergen, OSLO], NOW + 2)
    assert line.text == "You live in Bergen."
    assert line.id == lines([OSLO], NOW)[0].id


@given(st.lists(st.integers(1, 300), max_size=30), st.integers(1, MOST))
def test_the_lines_that_fit_never_take_more_than_they_may(sizes: list[int], most: int) -> None:
    texts = [str(size) for size in sizes]

    def count(given: object) -> list[int]:
        return [7, *sizes]

    fits = fitting(texts, count, most)
    assert sum(size for size, fit in zip(sizes, fits, strict=True) if fit) <= max(0, most - 7)


def test_the_prompt_has_wishes_as_what_is_to_be_done() -> None:
    said = block(["You want short answers.", "You live in Oslo.", "You want answers in German."])
    assert said == ' Answer briefly. Answer in German.\nKnown about the user:\n- You live in Oslo.'
    assert block([]) == ""
