"""What rules and a reader draw together."""

from __future__ import annotations

from secondme.memory.facts.agreed import BACKED, LONGEST, SURE, drawn
from secondme.memory.facts.mention import Mention, Reading
from secondme.memory.facts.statement import Utterance

NOW = 1_772_000_000.0


def reading(*found: tuple[str, str, float]) -> Reading:
    """A reader that marks these words with these chances."""

    def read(text: str) -> list[Mention]:
        return [
            Mention(relation, text.index(words), text.index(words) + len(words), chance, 0.0, None)
            for relation, words, chance in found
            if words in text
        ]

    return read


def objects(text: str, reader: Reading) -> list[tuple[str, str]]:
    return [(one.relation, one.object) for one in drawn(Utterance("m", text, NOW), reader)]


def test_what_the_rules_draw_stands_where_the_reader_sees_it_too() -> None:
    assert objects("I live in Ghent.", reading(("lives_in", "Ghent", BACKED))) == [("lives_in", "Ghent")]


def test_what_the_rules_draw_falls_where_the_reader_sees_nothing() -> None:
    assert objects("I live in Ghent.", reading()) == []


def test_a_relation_that_is_alike_backs_too() -> None:
    assert objects("I own a Zoe.", reading(("drives", "Zoe", 0.9))) == [("owns", "Zoe")]
    assert objects("My favourite colour is teal.", reading(("likes", "teal", 0.9))) == [("favourite_colour", "teal")]


def test_the_reader_alone_must_be_sure() -> None:
    text = "Home? Ghent, for good or ill."
    assert objects(text, reading(("lives_in", "Ghent", SURE))) == [("lives_in", "Ghent")]
    assert objects(text, reading(("lives_in", "Ghent", SURE - 0.01))) == []


def test_of_what_both_see_the_rules_form_stands_once() -> None:
    found = objects("I live in Ghent with my wife.", reading(("lives_in", "Ghent with my wife", 0.99)))
    assert [one for one in found if one[0] == "lives_in"] == [("lives_in", "Ghent")]


def test_what_was_pasted_is_not_read() -> None:
    def never(text: str) -> list[Mention]:
        raise AssertionError("it was read")

    assert drawn(Utterance("m", "I live in Ghent. " * LONGEST, NOW), never) == []


def test_another_language_is_not_read() -> None:
    def never(text: str) -> list[Mention]:
        raise AssertionError("it was read")

    assert drawn(Utterance("m", "私は東京に住んでいます。", NOW), never) == []
