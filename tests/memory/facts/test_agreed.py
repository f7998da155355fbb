"""What rules and a reader draw together."""

from __future__ import annotations

import pytest

from secondme.memory.facts.agreed import BACKED, BESIDE, SURE, drawn
from secondme.memory.facts.mention import Mention, Reading
from secondme.memory.facts.sifting import LONGEST
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


@pytest.mark.parametrize("text", ["> I live in Ghent", "From: Uwe\nHi, I live in Ghent", 'He wrote: "I live in Ghent"'])
def test_the_words_of_others_are_not_read_however_sure_the_reader_is(text: str) -> None:
    assert objects(text, reading(("lives_in", "Ghent", 1.0))) == []


def test_what_somebodys_somebody_does_is_not_theirs() -> None:
    assert objects("My dad's dog is allergic to chicken", reading(("allergic_to", "chicken", SURE - 0.01))) == []


def test_a_change_stays_whole_where_only_its_end_is_seen() -> None:
    def read(text: str) -> list[Mention]:
        at = text.index("Google")
        return [Mention("works_at", at, at + len("Google"), 0.9, 0.99, None)]

    said = Utterance("m", "I quit Google and joined Meta", NOW)
    assert {(one.object, one.ends) for one in drawn(said, read)} == {("Google", True), ("Meta", False)}


@pytest.mark.parametrize(
    "text",
    ["I love my İ phone", "Our song is İ Will Survive", "My ſon is called Leo", "MY DAD)S BURNED HAND HAS HEALED"],
)
def test_odd_letters_and_signs_break_nothing(text: str) -> None:
    drawn(Utterance("m", text, NOW), reading())


def test_what_is_put_right_needs_no_word_of_its_relation() -> None:
    reader = reading(("sibling", "Stefan", 0.99), ("sibling", "Nils", 0.99))
    before = (("person", "Brother-wise there is Stefan."), ("assistant", "Noted."))
    (one,) = drawn(Utterance("m", "I meant Bruno, not Stefan.", NOW, "", before), reader)
    assert (one.relation, one.object, one.replaces) == ("sibling", "Bruno", "Stefan")


def test_the_new_value_stands_beside_the_end_of_the_old_and_needs_less_to_be_sure_of() -> None:
    def read(text: str) -> list[Mention]:
        places = ((text.index("keto"), 4, 0.98, 1.0), (text.index("halal"), 5, BESIDE, 0.0))
        return [Mention("eats", at, at + length, chance, over, None) for at, length, chance, over in places]

    found = drawn(Utterance("m", "I've left keto behind and gone over to halal", NOW), read)
    assert [(one.object, one.ends, one.replaces) for one in found] == [("keto", True, ""), ("halal", False, "keto")]


def test_a_reader_that_is_sure_tells_whose_it_is_and_what() -> None:
    text = "My sister Nora is here. Mind my allergy to nuts"
    whose = reading(("allergic_to", "nuts", SURE))
    assert [(one.subject, one.object) for one in drawn(Utterance("m", text, NOW), whose) if one.object == "nuts"] == [
        ("you", "nuts")
    ]
    text = "My wife Kelly is allergic to nickel"
    own = reading(("partner", "Kelly", SURE), ("allergic_to", "nickel", SURE))
    whose = {one.object: one.subject for one in drawn(Utterance("m", text, NOW), own)}
    assert whose == {"Kelly": "you", "nickel": "Kelly"}  # who is named so is meant, unless there is next to no doubt
    text = "My best friend Nina isn't my best friend any more"
    ended = drawn(Utterance("m", text, NOW), reading(("friend", "Nina", SURE)))
    assert [(one.object, one.ends) for one in ended] == [("Nina", True)]
    paid = reading(("pays", "55 pounds", SURE))
    assert objects("I pay 55 pounds for parking like everyone", paid) == [("pays", "55 pounds for parking")]


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("I'm allergic to nuts.", "That is right, thanks."),
        ("My boss is called Ina.", "Everything is correct."),
        ("My sister is called Mia.", "Hang on, Anna is calling"),
        ("I live in Oslo.", "I meant what I said."),
        ("I live in Oslo.", "Wait, Thanks!"),
    ],
)
def test_what_puts_nothing_right_draws_nothing(before: str, text: str) -> None:
    turns = (("person", before), ("assistant", "Noted."))
    assert drawn(Utterance("m", text, NOW, "", turns), reading()) == []


def test_a_long_quotation_after_a_word_of_doubt_is_read_at_once() -> None:
    turns = (("person", "I live in Oslo."), ("assistant", "Noted."))
    text = 'Actually "' + "and so on " * 300 + '" is what he wrote, I think?'
    assert drawn(Utterance("m", text, NOW, "", turns), reading()) == []


def test_a_firm_has_its_whole_name() -> None:
    text = "I left Halcyon Energy and joined Crane and Wheeler."
    left, joined = text.index("Halcyon"), text.index("Crane")
    marks = [
        Mention("works_at", left, left + len("Halcyon Energy"), 0.95, 1.0, None),
        Mention("works_at", joined, len(text) - 1, 0.95, 0.0, None),
    ]
    found = [one.object for one in drawn(Utterance("m", text, NOW), lambda text: marks)]
    assert found == ["Halcyon Energy", "Crane and Wheeler"]


def test_a_shout_is_read_at_once() -> None:
    firm = f"Crane and {'A' * 60} ltd"
    assert objects(f"I left Halcyon Energy and joined {firm}.", reading(("works_at", firm, 0.95)))


def test_nobody_lives_in_their_landlord() -> None:
    text = "I'm living in a static caravan that belongs to my landlord."
    reader = reading(("home", "static caravan", 0.95), ("lives_in", "landlord", 0.95))
    assert objects(text, reader) == [("home", "static caravan")]
    assert objects("I live in Nan.", reading(("lives_in", "Nan", 0.95))) == [("lives_in", "Nan")]


@pytest.mark.parametrize(
    ("speaker", "text", "name"),
    [
        ("Caroline", "I'm always here for you, Mel!", "Mel"),
        ("Evan", "Yeah Sam, that means a lot to me.", "Sam"),
        ("", "I'm always here for you, Mel!", "Mel"),
    ],
)
def test_whom_somebody_speaks_to_is_not_their_own_name(speaker: str, text: str, name: str) -> None:
    assert drawn(Utterance("m", text, NOW, speaker), reading(("is_called", name, 0.99))) == []


@pytest.mark.parametrize(("speaker", "text"), [("Ottilie", "Call me Otti, please."), ("", "Hi, I'm Otti.")])
def test_who_says_their_name_is_called_so(speaker: str, text: str) -> None:
    (one,) = drawn(Utterance("m", text, NOW, speaker), reading(("is_called", "Otti", 0.99)))
    assert (one.subject, one.object) == (speaker or "you", "Otti")
