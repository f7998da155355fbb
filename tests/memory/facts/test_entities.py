"""Who and what is meant."""

from __future__ import annotations

import pytest

from secondme.memory.facts.entities import Bond, aliases, normal, refines, role_of, same, same_name

ANA = Bond("you", "sister", "Ana")


def test_your_sister_and_ana_are_one_once_it_was_said() -> None:
    assert set(aliases("your sister", [ANA])) == {"your sister", "ana"}
    assert set(aliases("Ana", [ANA])) == {"ana", "your sister"}
    assert aliases("Ana", []) == ("ana",)


def test_of_two_sisters_the_word_alone_means_neither() -> None:
    two = [ANA, Bond("you", "sister", "Mia")]
    assert aliases("your sister", two) == ("your sister",)
    assert aliases("Ana", two) == ("ana",)


def test_a_name_may_grow() -> None:
    both = [ANA, Bond("you", "sister", "Ana Silva")]
    assert set(aliases("Ana Silva", both)) >= {"ana silva", "ana", "your sister"}
    assert same_name("Dr. Berg", "Berg")
    assert not same_name("Ana", "Anabel")


def test_roles_of_others_have_their_owner() -> None:
    assert role_of("your sister") == ("you", "sister")
    assert role_of("Nora's dog") == ("nora", "dog")
    assert role_of("Nora") is None
    assert "rex" in aliases("Nora's dog", [Bond("nora", "dog", "Rex")])


@pytest.mark.parametrize(
    ("one", "other"),
    [("a beagle", "Beagle"), ("red bikes", "the red bike"), ("two cats", "2 cats"), ("Oslo", "oslo."), ("São", "Sao")],
)
def test_forms_of_an_object_are_the_same(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Oslo", "Berlin"), ("2 cats", "3 cats"), ("nurse", "night nurse"), ("2026-03-14", "2026-03-15")]
)
def test_other_objects_are_others(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    ("more", "less"),
    [("beagle called Otto", "dog"), ("Oslo, Norway", "Oslo"), ("red Volvo", "car"), ("night nurse", "nurse")],
)
def test_a_longer_object_refines_a_shorter(more: str, less: str) -> None:
    assert refines(more, less)
    assert not refines(less, more)


def test_names_of_their_own_refine_nothing() -> None:
    assert not refines("beagle called Otto", "dog called Rex")


def test_an_object_is_looked_up_without_article_case_and_marks() -> None:
    assert normal("  The  Red Bike. ") == "red bike"
