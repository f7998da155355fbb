"""What follows from two facts."""

from __future__ import annotations

from itertools import permutations

from secondme.memory.record import By, Derived, Kind, Memory
from secondme.memory.thought import conclusions, joined, pairs


def fact(subject: str, relation: str, thing: str, text: str) -> Memory:
    return Memory(
        f"f-{subject}-{relation}-{thing}", Kind.FACT, text, Derived("fact", ("e1",)), By.PERSON, "facts", 1.0,
        about=(subject, relation, thing),
    )  # fmt: skip


TOM = fact("you", "sibling", "Tom", "Your brother is called Tom.")
BERGEN = fact("Tom", "lives_in", "Bergen", "Tom lives in Bergen.")
LUND = fact("you", "works_at", "Lund", "You work at Lund.")
EVA = fact("Eva", "works_at", "Lund", "Eva works at Lund.")
CHESS, EVA_CHESS = fact("you", "plays", "chess", "You play chess."), fact("Eva", "plays", "chess", "Eva plays chess.")
GO, EVA_GO = fact("you", "plays", "go", "You play go."), fact("Eva", "plays", "go", "Eva plays go.")


def test_who_somebody_is_and_what_is_told_of_their_name_are_joined() -> None:
    (found,) = conclusions([BERGEN, TOM])
    assert found.text == "Your brother Tom lives in Bergen."
    assert found.about == ("your brother", "lives_in", "Bergen")
    assert set(found.evidence) == {TOM.id, BERGEN.id}


def test_what_two_people_have_in_common_is_joined() -> None:
    (found,) = conclusions([LUND, EVA])
    assert found.text == "You and Eva both work at Lund."


def test_thoughts_of_one_head_and_relation_are_one() -> None:
    (found,) = conclusions([CHESS, EVA_CHESS, GO, EVA_GO])
    assert found.text == "You and Eva both play chess and go."
    assert len(found.evidence) == 4
    assert found.id == conclusions([CHESS, EVA_CHESS])[0].id


def test_facts_with_nothing_in_common_or_that_say_it_already_give_none() -> None:
    told = fact("Tom", "lives_in", "Bergen", "Your brother Tom lives in Bergen.")
    assert joined(LUND, BERGEN) is None
    assert joined(TOM, told) is None
    assert list(pairs([LUND, BERGEN])) == []


def test_the_order_in_which_facts_are_given_does_not_matter() -> None:
    assert len({str(conclusions(some)) for some in permutations([TOM, BERGEN, LUND, EVA])}) == 1
