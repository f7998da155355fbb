"""A statement that its words do not support is refused."""

from __future__ import annotations

import pytest

from secondme.memory.facts.entailed import entailed
from secondme.memory.facts.statement import Statement, Utterance


def supported(
    text: str,
    relation: str,
    thing: str,
    *,
    subject: str = "you",
    says: str = "",
    ends: bool = False,
    before: tuple[tuple[str, str], ...] = (),
) -> bool:
    statement = Statement(subject, relation, thing, says or f"{subject} {relation} {thing}.", 0, len(text), ends=ends)
    return entailed(statement, Utterance("e1", text, 1.78e9, before=before))


@pytest.mark.parametrize(
    ("text", "relation", "thing"),
    [
        ("I live in Oslo now.", "lives_in", "Oslo"),
        ("we've got two cats", "has_pet", "2 cats"),
        ("I'm working as a night nurse", "works_as", "night nurse"),
        ("My exam is next Tuesday", "appointment", "2026-06-02"),
        ("I don't eat meat", "avoids", "meat"),
        ("I live in Oslo, not in Bergen.", "lives_in", "Oslo"),
        ("I never liked Berlin, but I live in Oslo.", "lives_in", "Oslo"),
        ("My alarm is set for 5:15, no longer for five.", "wakes_at", "5:15"),
        ("Law did not suit me, so biochemistry it is.", "studies", "biochemistry"),
        ("im no longer a bookkeeper, its office manager these days", "works_as", "office manager"),
    ],
)
def test_what_was_said_is_supported(text: str, relation: str, thing: str) -> None:
    assert supported(text, relation, thing)


@pytest.mark.parametrize(
    ("text", "relation", "thing"),
    [
        ("I live in Oslo now.", "lives_in", "Bergen"),
        ("we've got two cats", "has_pet", "3 cats"),
        ("I don't live in Oslo", "lives_in", "Oslo"),
        ("I am not a nurse", "works_as", "nurse"),
        ("if I lived in Rome", "lives_in", "Rome"),
        ("I wish I had a dog", "has_pet", "dog"),
        ("the exam was hard", "appointment", "2026-06-02"),
        ("I live in Oslo now.", "lives_in", " "),
        ("Home is Oslo, no longer Bergen.", "lives_in", "Bergen"),
        ("I no longer live in Oslo.", "lives_in", "Oslo"),
        ("I've never, so far, been to Japan.", "visited", "Japan"),
        ("I'm not, so to speak, a fan of jazz.", "likes", "jazz"),
        ("I can't, its a shame, play the guitar.", "plays", "guitar"),
        ("I don't work, now that I'm 66, at Siemens.", "works_at", "Siemens"),
        ("I've not yet, so far as I recall, read Dune.", "reads", "Dune"),
    ],
)
def test_what_was_not_said_is_not(text: str, relation: str, thing: str) -> None:
    assert not supported(text, relation, thing)


def test_a_name_must_stand_in_the_words_or_the_turns_before() -> None:
    assert not supported("She is a nurse.", "works_as", "nurse", subject="Ana")
    told = (("person", "I have a sister, Ana."),)
    assert supported("She is a nurse.", "works_as", "nurse", subject="Ana", before=told)


def test_an_answer_rests_on_what_was_asked() -> None:
    assert supported("Yes, a beagle.", "has_pet", "beagle", before=(("assistant", "Do you have a dog?"),))


def test_an_end_may_deny() -> None:
    assert supported("I don't own a car any more", "owns", "car", ends=True)


def test_words_that_are_not_there_support_nothing() -> None:
    statement = Statement("you", "lives_in", "Oslo", "You live in Oslo.", 5, 99)
    assert not entailed(statement, Utterance("e1", "I live in Oslo", 1.78e9))
