"""Questions that templates ask, and their answers."""

from __future__ import annotations

from dataclasses import replace

from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.memory.wonder import asked_of, questions

NOW = 1_777_800_000.0


def fact(subject: str, relation: str, thing: str, text: str) -> Memory:
    return Memory(
        f"f-{subject}-{relation}-{thing}", Kind.FACT, text, Derived("fact", ("e1",)), By.PERSON, "facts", NOW - 100,
        about=(subject, relation, thing),
    )  # fmt: skip


ANA = [
    fact("you", "sibling", "Ana", "Your sister is called Ana."),
    fact("Ana", "works_as", "nurse", "Your sister Ana works as a nurse."),
]
TRIPS = [fact("you", "plans", "Rome", "You plan a trip to Rome."), fact("you", "plans", "Oslo", "You plan Oslo.")]


def test_an_answer_is_made_of_facts_and_names_them() -> None:
    (draft,) = questions(ANA, NOW)
    assert draft.text == "What you told me of Ana: Your sister is called Ana. Your sister Ana works as a nurse."
    assert draft.evidence == tuple(one.id for one in ANA)


def test_what_is_over_is_not_to_come_and_one_fact_is_no_answer() -> None:
    assert [draft.text.partition("?")[0] for draft in questions(TRIPS, NOW)] == ["What is to come"]
    assert questions([TRIPS[0], replace(TRIPS[1], valid_to=NOW - 1)], NOW) == []


def test_changes_are_answered_with_what_was_and_what_is() -> None:
    facts = []
    for old, new in (("Rome", "Oslo"), ("tea", "milk")):
        now = fact("you", "likes", new, f"You like {new}.")
        past = replace(
            fact("you", "likes", old, f"You like {old}."), status=Status.SUPERSEDED, valid_to=NOW, superseded_by=now.id
        )
        facts += [past, now]
    (draft,) = questions(facts, NOW)
    assert draft.text.startswith("What has changed? This changed on ")
    assert len(draft.evidence) == 4


def test_only_that_is_asked_on_which_something_new_bears() -> None:
    drafts = questions([*ANA, *TRIPS], NOW)
    assert [draft.keywords for draft in asked_of(drafts, [ANA[1]])] == [("Ana",)]
    assert asked_of(drafts, []) == []
