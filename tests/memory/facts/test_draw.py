"""What a drawn statement carries: its sentence, its words, its times; turns that need the one before."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.facts.draw import draw
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.facts.statement import Statement, Utterance

NOW = datetime(2026, 3, 10, 12).timestamp()  # A Tuesday.


def _one(text: str, *before: tuple[str, str], speaker: str = "") -> Statement:
    found = draw(Utterance("m", text, NOW, speaker, before))
    assert len(found) == 1, found
    return found[0]


def _day(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds).strftime("%Y-%m-%d")


SENTENCES = [
    ("I live in Oslo", "You live in Oslo."),
    ("I'm a nurse", "You work as a nurse."),
    ("I'm an electrician", "You work as an electrician."),
    ("I used to live in Berlin", "You used to live in Berlin."),
    ("I no longer work at Acme Foods", "You no longer work at Acme Foods."),
    ("I'm no longer vegan", "You are no longer vegan."),
    ("I'm allergic to nuts", "You are allergic to nuts."),
    ("My sister Ana", "Your sister is called Ana."),
    ("My mum hates karaoke", "Your mother dislikes karaoke."),
    ("My parents live in Cork", "Your parents live in Cork."),
    ("My sister studies law", "Your sister studies law."),
    ("I play the cello", "You play the cello."),
    ("My birthday is on March 14th", "Your birthday is on 14 March."),
    ("I go swimming every Tuesday", "You have swimming on Tuesdays."),
    ("I want to write my own novel", "You want to write your own novel."),
    ("I prefer tea to coffee", "You prefer tea over coffee."),
    ("My goal is to run a marathon", "You want to run a marathon."),
    ("I don't eat meat", "You do not eat meat."),
    ("I broke my left wrist", "You hurt your left wrist."),
    ("We have a dog", "You have a dog."),
]


@pytest.mark.parametrize(("text", "sentence"), SENTENCES)
def test_a_statement_is_a_plain_sentence(text: str, sentence: str) -> None:
    assert _one(text).text == sentence


def test_a_named_speaker_is_the_subject() -> None:
    one = _one("I'm allergic to nuts", speaker="Nora")
    assert (one.subject, one.text) == ("Nora", "Nora is allergic to nuts.")
    mine = _one("My sister lives in Ghent", speaker="Nora")
    assert (mine.subject, mine.text) == ("Nora's sister", "Nora's sister lives in Ghent.")


def test_the_words_that_it_rests_on_stand_in_the_turn() -> None:
    text = "Late again. I live in Oslo, and my sister Ana works as a pilot. What now?"
    found = draw(Utterance("m", text, NOW))
    rests_on = [text[one.start : one.end] for one in found]
    assert rests_on == ["I live in Oslo", "my sister Ana", "my sister Ana works as a pilot"]


FROM = [
    ("I've lived in Oslo since 2019", "2019-01-01"),
    ("I moved to Oslo in January", "2026-01-01"),
    ("I moved to Oslo yesterday", "2026-03-09"),
    ("I'm planning a garden party on Friday", "2026-03-13"),
    ("We've booked a camping trip for 4 May", "2026-05-04"),
    ("I have a dentist appointment tomorrow", "2026-03-11"),
    ("I have a dentist appointment in two weeks", "2026-03-24"),
    ("I have a dentist appointment next Monday", "2026-03-16"),
    ("I have a dentist appointment on 2 February", "2027-02-02"),
    ("I visited Malta in 2019", "2019-01-01"),
    ("I'm vegan", ""),
]


@pytest.mark.parametrize(("text", "day"), FROM)
def test_words_for_time_become_days(text: str, day: str) -> None:
    assert _day(_one(text).valid_from) == day


def test_what_ended_is_dated_by_its_end() -> None:
    one = _one("I quit my job at Acme Foods yesterday")
    assert one.ends
    assert _day(one.valid_to) == "2026-03-09"


def test_who_moves_leaves_the_old_place() -> None:
    new, old = sorted(draw(Utterance("m", "I moved from Ghent to Oslo", NOW)), key=lambda one: one.ends)
    assert (new.object, new.replaces, old.object, old.ends) == ("Oslo", "Ghent", "Ghent", True)


def test_what_is_so_these_days_began_and_ended_on_no_day() -> None:
    for text in ("These days I live in Oslo, no longer in Ghent", "Lately I've stopped working at Lidl"):
        drawn = draw(Utterance("m", text, NOW))
        assert drawn
        assert {(one.valid_from, one.valid_to) for one in drawn} == {(None, None)}


ANSWERS = [
    ("Where do you live?", "Oslo", "lives_in", "Oslo"),
    ("Nice. And how old are you?", "34", "age", "34"),
    ("What do you do for a living?", "I'm a nurse", "works_as", "nurse"),
    ("What do you do for a living?", "nurse", "works_as", "nurse"),
    ("What is your name?", "Tom", "is_called", "Tom"),
    ("Do you have any allergies?", "Yes, nuts", "allergic_to", "nuts"),
    ("When is your birthday?", "14 March", "born_on", "14 March"),
    ("What is your favourite colour?", "green", "favourite_colour", "green"),
    ("What is your sister's name?", "Ana", "sibling", "Ana"),
]


@pytest.mark.parametrize(("question", "text", "relation", "thing"), ANSWERS)
def test_a_short_answer_says_what_was_asked(question: str, text: str, relation: str, thing: str) -> None:
    one = _one(text, ("assistant", question))
    assert (one.subject, one.relation, one.object) == ("you", relation, thing)
    assert thing in text
    assert text[one.start : one.end]


@pytest.mark.parametrize("text", ["Why do you ask?", "no", "Never mind", "none of your business"])
def test_no_answer_says_nothing(text: str) -> None:
    assert draw(Utterance("m", text, NOW, "", (("assistant", "Where do you live?"),))) == []


def test_what_the_assistant_said_is_nothing_that_the_person_said() -> None:
    assert draw(Utterance("m", "What can I do tonight?", NOW, "", (("assistant", "You live in Oslo."),))) == []


SLIPS = [
    ("My size in boots is 44", "46, I wrote 44 by mistake", "boots 46", "boots 44"),
    ("My size in boots is 44", "Scrap 44, put 46.", "boots 46", "boots 44"),
    ("My brother's name is Vasyl", "scrap vasyl, its imran", "imran", "Vasyl"),
    ("My size in boots is 44", "Excuse me, size is 46, not 44.", "boots 46", "boots 44"),
    ("I live in Leeds", "I meant Ghent, not Leeds", "Ghent", "Leeds"),
    ("I live in Leeds", "no, Ghent, not Leeds", "Ghent", "Leeds"),
    ("My shoe size is 42", "No, 43, not 42", "shoes 43", "shoes 42"),
    ("My birthday is on 14 March", "I meant March 15", "15 March", "14 March"),
    ("I live in Leeds", "I got that wrong, it's Ghent", "Ghent", "Leeds"),
    ("I live in Leeds", "not Leeds, Ghent", "Ghent", "Leeds"),
    ("My shoe size is 42", "typo, I wear 43", "shoes 43", "shoes 42"),
    ("I pay 950 euros for rent", "no sorry, 960 euros, not 950", "960 euros for rent", "950 euros for rent"),
]


@pytest.mark.parametrize(("before", "text", "right", "wrong"), SLIPS)
def test_a_slip_is_put_right(before: str, text: str, right: str, wrong: str) -> None:
    one = _one(text, ("person", before), ("assistant", "Noted."))
    assert (one.object, one.replaces) == (right, wrong)


@pytest.mark.parametrize(
    "text", ["I said 75 pounds, should have been 90 pounds.", "It isn't 75 pounds, it's 90 pounds"]
)
def test_what_was_wrong_may_be_told_as_over_too(text: str) -> None:
    before = (("person", "I pay 75 pounds for insurance"), ("assistant", "Noted."))
    (right,) = [one for one in draw(Utterance("m", text, NOW, "", before)) if not one.ends]
    assert (right.object, right.replaces) == ("90 pounds for insurance", "75 pounds for insurance")


@pytest.mark.parametrize(
    "text",
    [
        "Scrap that, put the kettle on", "Forget it, it's late", "I said no, it should be fine.",
        "It isn't Leeds, it's me", "It isn't Leeds, it's the weather", "Forget Leeds, it's too expensive",
        "I said Leeds, and it is really lovely",
    ],
)  # fmt: skip
def test_other_things_are_scrapped_and_said_too(text: str) -> None:
    assert draw(Utterance("m", text, NOW, "", (("person", "I live in Leeds"), ("assistant", "Noted.")))) == []


def test_a_slip_about_somebody_else_is_theirs_and_leaves_out_now() -> None:
    one = _one("I said Leeds but it should be Hull", ("person", "My brother lives in Leeds"), ("assistant", "Noted."))
    assert (one.subject, one.object) == ("your brother", "Hull")
    one = _one("It isn't Oslo, it's Bergen now.", ("person", "I live in Oslo"), ("assistant", "Noted."))
    assert one.object == "Bergen"


@pytest.mark.parametrize(
    "text",
    [
        "My rent went up by 50 euros.", "My gym fee dropped by 5 pounds", "My mother pays my phone bill of 20 euros.",
        "My company pays my phone bill of 45 euros", "I don't work at Siemens, my wife does.",
    ],
)  # fmt: skip
def test_a_rise_is_no_sum_and_what_others_pay_and_do_is_theirs(text: str) -> None:
    assert [one for one in draw(Utterance("m", text, NOW)) if one.relation in ("pays", "works_at")] == []


def test_she_is_who_was_named_before() -> None:
    one = _one("She works as a nurse", ("person", "I have a sister, Ana"), ("assistant", "Nice!"))
    assert (one.subject, one.object, one.text) == ("Ana", "nurse", "Your sister Ana works as a nurse.")


def test_she_is_nobody_where_nobody_was_named() -> None:
    assert draw(Utterance("m", "She works as a nurse", NOW)) == []


def test_a_turn_without_capital_letters_is_understood() -> None:
    found = draw(Utterance("m", "my sister ana lives in ghent", NOW))
    assert [(one.subject, one.object) for one in found] == [("you", "Ana"), ("Ana", "ghent")]


def test_a_masked_secret_takes_its_statement_with_it() -> None:
    assert draw(Utterance("m", "I use [password] for Notion", NOW)) == []


@given(st.text(max_size=200))
def test_whatever_is_said_it_does_not_fail(text: str) -> None:
    for one in draw(Utterance("m", text, NOW)):
        assert one.relation in RELATIONS
        assert 0 <= one.start <= one.end <= len(text)


WORDS = st.sampled_from(
    "I my we she live work am is have had a an the in at to as nurse Oslo Ana sister dog if not never and but , . ? "
    "said love hate born on 5 May called name every Tuesday from moved no longer since".split()
)


@given(st.lists(WORDS, max_size=25))
def test_words_in_any_order_make_whole_statements(words: list[str]) -> None:
    text = " ".join(words)
    for one in draw(Utterance("m", text, NOW)):
        assert one.relation in RELATIONS
        assert one.object
        assert one.text.endswith((".", "!"))
        assert one.start < one.end
