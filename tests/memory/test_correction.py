"""Corrections: which turns are some, which memory is meant, and what comes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.barrier import refusal
from secondme.memory.correction import (
    Correction,
    believed,
    corrected,
    correction,
    held,
    meant,
    repeats,
    restated,
    same,
    statements,
)
from secondme.memory.prompt import note
from secondme.memory.record import By, Derived, Kind, Memory, Said, identity
from secondme.memory.standing import renewed, said_again, standing

NOW = 1_777_800_000.0


def memory(text: str, *, by: By = By.PERSON) -> Memory:
    return Memory(identity(Kind.EPISODE, text, by), Kind.EPISODE, text, Said("talk", 1), by, "chat", NOW)


WITH_CONTENT = [
    ("No, it is Tuesday.", "it is Tuesday."),
    ("no, it's Tuesday", "it's Tuesday."),
    ("No it's on Tuesday!", "it's on Tuesday."),
    ("Nope, the meeting is on Tuesday.", "the meeting is on Tuesday."),
    ("No. It is at 15:30.", "It is at 15:30."),
    ("no, Tuesday", "Tuesday."),
    ("No, on Tuesday.", "on Tuesday."),
    ("No, in Lisbon.", "in Lisbon."),
    ("No, at 15:30", "at 15:30."),
    ("No, 42.", "42."),
    ("Oh no, sorry, it is Tuesday.", "it is Tuesday."),
    ("No, my dog is called Rex.", "my dog is called Rex."),
    ("No, she lives in Oslo.", "she lives in Oslo."),
    ("No, Ana's birthday is in June.", "Ana's birthday is in June."),
    ("Actually, it is Tuesday.", "it is Tuesday."),
    ("Actually it's on Tuesday", "it's on Tuesday."),
    ("actually the meeting is on Tuesday", "the meeting is on Tuesday."),
    ("Actually, Tuesday.", "Tuesday."),
    ("Actually, I live in Oslo.", "I live in Oslo."),
    ("No, actually my sister is called Eva.", "my sister is called Eva."),
    ("That is wrong, it is Tuesday.", "it is Tuesday."),
    ("That's not right. It's Tuesday.", "It's Tuesday."),
    ("That's wrong: Tuesday", "Tuesday."),
    ("That is wrong: he would rather have tea", "he would rather have tea."),
    ("That is not true any more, she lives in Oslo now.", "she lives in Oslo now."),
    ("Wrong, it is Tuesday.", "it is Tuesday."),
    ("You're wrong, it's Tuesday", "it's Tuesday."),
    ("I meant Tuesday.", "Tuesday."),
    ("Sorry, I meant Tuesday", "Tuesday."),
    ("No, I meant the blue one", "the blue one."),
    ("Correction: the meeting is on Tuesday", "the meeting is on Tuesday."),
    ("Let me correct that: it is Tuesday.", "it is Tuesday."),
    ("No that's wrong it's Tuesday", "it's Tuesday."),
    ("No, that is wrong, it is Tuesday.", "it is Tuesday."),
    ("No, that is wrong, Tuesday", "Tuesday."),
    ("That's not what I said, it is Tuesday", "it is Tuesday."),
    ("No, I have two sisters.", "I have two sisters."),
    ("My mistake, it's Tuesday.", "it's Tuesday."),
    ("Scratch that, it is Tuesday.", "it is Tuesday."),
    ("Nein, es ist Dienstag.", "es ist Dienstag."),
    ("Nein, am Dienstag", "am Dienstag."),
    ("Das stimmt nicht, es ist Dienstag.", "es ist Dienstag."),
    ("Korrektur: das Treffen ist am Dienstag", "das Treffen ist am Dienstag."),
    ("Ich meinte Dienstag", "Dienstag."),
]

CONTRASTS = [
    ("Not Monday but Tuesday.", "Tuesday.", "Monday"),
    ("not on Monday but on Tuesday", "on Tuesday.", "on Monday"),
    ("Not Monday, Tuesday.", "Tuesday.", "Monday"),
    ("It is Tuesday, not Monday.", "It is Tuesday.", "Monday"),
    ("No, it's Tuesday, not Monday", "it's Tuesday.", "Monday"),
    ("it's Tuesday not Monday", "it's Tuesday.", "Monday"),
    ("The meeting is not on Monday but on Tuesday", "The meeting is on Tuesday.", "on Monday"),
    ("The meeting isn't on Monday, it's on Tuesday", "The meeting is on Tuesday.", "on Monday"),
    ("Her name is Eva, not Ana.", "Her name is Eva.", "Ana"),
    ("Not 15 but 16", "16.", "15"),
    ("I live in Oslo, not in Paris.", "I live in Oslo.", "in Paris"),
    ("My bike is green, not red.", "My bike is green.", "red"),
    ("Nicht Montag, sondern Dienstag.", "Dienstag.", "Montag"),
]

WITHOUT = [
    "That is wrong.", "that's wrong", "That's not right.", "That is not true.", "That is not true any more.",
    "That's incorrect!", "Not true.", "Wrong.", "You are wrong.", "You are mistaken.", "This is not correct.",
    "No, that is wrong.", "No, that's not right", "That isn't right.", "That is no longer true.", "Das stimmt nicht.",
    "Das ist falsch.", "falsch", "That is outdated.",
]  # fmt: skip

PLAIN = [
    "no, thanks", "No thanks.", "No, thank you.", "no it does not matter", "No, it doesn't matter.", "no, it's fine",
    "No, it's okay.", "no, that's all", "No, that is enough.", "No, that's great!", "no", "No.", "nope",
    "No, never mind.",
    "No, I don't know.", "No, I do not think so.", "no, it is not important", "No, I like it.", "actually I like it",
    "Actually, I like it.", "Actually, that's a good idea.", "Actually, can you help me?", "Actually, never mind.",
    "Actually, thanks.", "Actually I am tired", "Actually, it doesn't matter.", "Is that wrong?", "No, is it Tuesday?",
    "That is wrong on so many levels", "That was wrong of him to say.", "The wrong key was in the door.",
    "It's not great but fine.", "It's not good but okay", "Not only cheap but also good.", "Not bad!", "Not really.",
    "My dog is called Biscuit.", "The meeting is on Tuesday.", "I said no to the offer.", "I meant well.",
    "I meant it.", "No idea.", "No problem.", "No worries, it happens.", "No, it was nothing.", "no way", "No need.",
    "No, because I was ill.", "What is wrong with my car?", "Why not Monday?", "I am not sure, but I think so.",
    "I do not like tea but coffee keeps me up at night.", "Right, it is Tuesday.", "Yes, it is Tuesday.",
    "Nein, danke.", "nein, das ist egal", "Nein.", "It is not far.", "I want tea, not now.", "I hope not.",
    "No one came.", "No dogs allowed in the park.", "Nothing is wrong.", "Wait for me.", "Well done.", "", "   ",
    "Nope, but it's my first time going.", "I hate not being on the court.", "Nah, it was more about the moment.",
    "No, that is wrong, please don't use peanuts.", "That's wrong: use less salt.", "Correction: never write so long.",
    "That is wrong, I want it shorter.", "No, that is wrong. Write it again.",
    "That reminder is inspiring. Thanks for reminding me to focus on progress, not perfection.",
]  # fmt: skip


@pytest.mark.parametrize(("text", "content"), WITH_CONTENT)
def test_a_turn_that_corrects_is_known_with_what_is_right(text: str, content: str) -> None:
    found = correction(text)
    assert found is not None
    assert found.content == content


@pytest.mark.parametrize(("text", "content", "instead_of"), CONTRASTS)
def test_a_contrast_names_what_was_wrong_too(text: str, content: str, instead_of: str) -> None:
    assert correction(text) == Correction(content, instead_of)


@pytest.mark.parametrize("text", WITHOUT)
def test_saying_only_that_it_is_wrong_is_a_correction_without_content(text: str) -> None:
    assert correction(text) == Correction()


@pytest.mark.parametrize("text", PLAIN)
def test_plain_talk_is_no_correction(text: str) -> None:
    assert correction(text) is None


def test_a_long_turn_is_no_correction() -> None:
    assert correction("No, it is Tuesday. " + "And then we talked. " * 30) is None


MEETING = memory("The meeting is on Monday.")
BOAT = memory("The boat is in the harbour.")
DENTIST = memory("I see the dentist on Friday at 9.")
SAYS = memory("Your meeting is on Monday.", by=By.ASSISTANT)


def test_the_memory_with_the_words_of_the_answer_is_meant() -> None:
    for text in ("No, it is Tuesday.", "not Monday but Tuesday", "That is wrong."):
        said = correction(text)
        assert said is not None
        assert meant(said, [BOAT, DENTIST, MEETING], SAYS, "When is the meeting?") == MEETING


def test_a_day_stands_for_a_day_a_number_for_a_number_and_a_name_for_a_name() -> None:
    both = memory("The meeting with Ana is on Monday at 10.")
    room = memory("The meeting is in room 7.")
    told = memory("The meeting is on Monday, in room 7.", by=By.ASSISTANT)
    assert meant(Correction("it is room 8."), [MEETING, room], told) == room
    assert meant(Correction("it is Tuesday."), [room, MEETING], told) == MEETING
    assert meant(Correction("with Eva."), [room, both], told) == both


def test_a_memory_that_is_right_is_left_alone_and_the_answer_is_meant() -> None:
    right = memory("The meeting is on Tuesday.")
    assert meant(Correction("it is Tuesday."), [right], SAYS, "When is the meeting?") == SAYS
    assert meant(Correction(), [right], SAYS, "When is the meeting?") == SAYS
    assert meant(Correction("Tuesday.", "Monday"), [right], SAYS) == SAYS


def test_where_nothing_fits_nothing_is_meant() -> None:
    assert meant(Correction("it is Tuesday."), [BOAT], None) is None
    assert meant(Correction("Tuesday.", "Friday"), [BOAT], SAYS) is None
    boat = memory("The boat is in the harbour.", by=By.ASSISTANT)
    assert meant(Correction("it is Tuesday."), [], boat) is None
    for unsure in ("I do not know.", "I don't remember that.", "I remember nothing about that."):
        assert meant(Correction("it is blue."), [], memory(unsure, by=By.ASSISTANT)) is None


@pytest.mark.parametrize(
    "answer",
    ["I'm sorry, but I can't help with that.", "Sure! How can I help you?", "I see.", "I don't know that."],
)
def test_in_an_answer_that_claims_nothing_nothing_is_wrong(answer: str) -> None:
    stock = memory(answer, by=By.ASSISTANT)
    assert meant(Correction(), [MEETING], stock, "When is the meeting?") is None
    assert meant(Correction("it is blue."), [], stock, "What colour is the door?") is None


def test_an_answer_that_states_something_beside_a_courtesy_can_be_wrong() -> None:
    for answer in ("It is blue.", "Sure, it is blue. How can I help?", "I'm sorry, but the door is blue."):
        told = memory(answer, by=By.ASSISTANT)
        assert meant(Correction("it is green."), [], told, "What colour is the door?") == told


def test_an_answer_that_only_quoted_is_corrected_in_what_it_quoted() -> None:
    assert meant(Correction("it is Tuesday."), [BOAT, MEETING], None, "When is the meeting?") == MEETING


def test_a_corrected_memory_reads_well_and_holds_the_words_of_the_old_one() -> None:
    said = memory("No, it is Tuesday.")
    new = corrected(MEETING, said, "it is Tuesday.", NOW + 60)
    assert new.text == "The meeting is on Monday. Corrected: it is Tuesday."
    assert (new.kind, new.by, new.place, new.valid_from) == (Kind.FACT, By.PERSON, "chat", NOW + 60)
    assert new.source == Derived("correction", (MEETING.id, said.id))
    assert refusal(new, [MEETING, said]) == ""


def test_correcting_a_correction_keeps_the_first_words_and_the_last_truth() -> None:
    first = corrected(MEETING, memory("No, it is Tuesday."), "it is Tuesday.", NOW)
    assert meant(Correction("it is Wednesday."), [first], memory("It is on Tuesday.", by=By.ASSISTANT)) == first
    again = corrected(first, memory("No, Wednesday."), "it is Wednesday.", NOW)
    assert again.text == "The meeting is on Monday. Corrected: it is Wednesday."
    assert again.id != first.id


def test_what_a_corrected_memory_holds_to_be_right() -> None:
    assert "Monday" not in believed("The meeting is on Monday. Corrected: it is Tuesday.")
    assert "meeting" in believed("The meeting is on Monday. Corrected: it is Tuesday.")
    assert believed("The meeting is on Monday.") == "The meeting is on Monday."


def test_of_a_long_memory_the_wrong_sentence_comes_first_with_what_is_right_and_the_rest_stays() -> None:
    long = memory("We sat in the garden. The meeting is on Monday. Then it rained.")
    new = corrected(long, memory("No, it is Tuesday."), "it is Tuesday.", NOW)
    assert new.text == "The meeting is on Monday. Corrected: it is Tuesday. We sat in the garden. Then it rained."
    named = corrected(long, memory("x"), "it hailed.", NOW, instead_of="rained")
    assert named.text == "Then it rained. Corrected: it hailed. We sat in the garden. The meeting is on Monday."


def test_a_title_ends_no_sentence() -> None:
    new = corrected(memory("My doctor is Dr. Smith."), memory("x"), "it is Dr. Lee.", NOW)
    assert new.text == "My doctor is Dr. Smith. Corrected: it is Dr. Lee."
    assert note(new).endswith('You said: "My doctor is Dr. Lee."')


def test_two_corrections_of_one_memory_both_stand() -> None:
    both = memory("The meeting is on Monday. The dentist costs 80.")
    first = corrected(both, memory("No, Tuesday."), "Tuesday.", NOW)
    second = corrected(first, memory("No, 90."), "90.", NOW)
    assert second.text == "The dentist costs 80. Corrected: 90. The meeting is on Monday. Corrected: Tuesday."
    third = corrected(second, memory("No, Wednesday."), "Wednesday.", NOW)
    assert third.text == "The meeting is on Monday. Corrected: Wednesday. The dentist costs 80. Corrected: 90."
    assert "80" not in believed(third.text)
    assert "Monday" not in believed(third.text)


@pytest.mark.parametrize(
    ("words", "right", "told"),
    [
        ("The meeting is on Monday.", "it is Tuesday.", "The meeting is on Tuesday."),
        ("The meeting is on Monday.", "Tuesday.", "The meeting is on Tuesday."),
        ("My dog is called Biscuit.", "he is called Rex.", "My dog is called Rex."),
        ("I live in Berlin.", "it is Oslo.", "I live in Oslo."),
        ("I live in Berlin.", "in Oslo.", "I live in Oslo."),
        ("The dentist is at 9:30.", "it's at 11:15.", "The dentist is at 11:15."),
        ("The car is red.", "it is blue.", "The car is blue."),
        ("The talk with Ana is on Monday at 10.", "it is Tuesday at 11.", "The talk with Ana is on Tuesday at 11."),
        ("The meeting is on Monday.", "it is in the big hall.", "The meeting is in the big hall."),
        ("The meeting is on Monday.", "the meeting is on Tuesday.", "The meeting is on Tuesday."),
        ("The recipe needs 3 eggs.", "it needs 5 eggs.", "The recipe needs 5 eggs."),
        ("The shop closes at six.", "it closes later than that.", "The shop closes later than that."),
        ("My doctor is Dr. Smith.", "it is Dr. Lee.", "My doctor is Dr. Lee."),
        ("Ana gave Tom the key.", "it was Eva.", ""),
        ("We walked a lot.", "by car.", ""),
    ],
)
def test_what_is_right_is_put_into_the_sentence_where_it_fits(words: str, right: str, told: str) -> None:
    assert restated(words, right) == told


def test_a_corrected_memory_is_told_as_what_is_right() -> None:
    new = corrected(MEETING, memory("No, it is Tuesday."), "it is Tuesday.", NOW)
    assert note(new) == '- (3 May 2026) You said: "The meeting is on Tuesday."'
    gift = corrected(memory("Ana gave Tom the key."), memory("No, it was Eva."), "it was Eva.", NOW)
    assert note(gift) == '- (3 May 2026) You corrected "Ana gave Tom the key." You said: "No, it was Eva."'


def test_what_says_the_same_is_known() -> None:
    assert repeats(memory("our meeting is on Monday", by=By.ASSISTANT), MEETING)
    assert not repeats(memory("Is the meeting on Monday?"), MEETING)
    assert not repeats(memory("The meeting is on Friday."), MEETING)
    assert not repeats(BOAT, MEETING)


@given(st.text(max_size=400))
def test_any_text_can_be_asked(text: str) -> None:
    found = correction(text)
    assert found is None or found.content == found.content.strip()


@given(st.text(min_size=1, max_size=400), st.text(min_size=1, max_size=100))
def test_any_memory_can_be_corrected(text: str, content: str) -> None:
    new = corrected(memory(text), memory(content), content, NOW)
    assert " ".join(content.split()) in new.text
    assert believed(new.text) is not None
    meant(Correction(content), [memory(text)], None)


@pytest.mark.parametrize(
    ("answer", "content", "instead_of", "holds"),
    [
        ("It is on Monday, November 21, 2026.", "it is Tuesday.", "", True),
        ("It is on Tuesday, not on Monday.", "it is Tuesday.", "", False),
        ("It is in the small room.", "it is Tuesday.", "", False),
        ("Monday it is.", "Tuesday.", "Monday", True),
        ("Monday it is.", "", "", False),
        ("It is on Monday.", "at 15:30.", "", False),
    ],
)
def test_an_answer_holds_what_is_replaced_or_not(answer: str, content: str, instead_of: str, holds: bool) -> None:
    assert held(answer, MEETING, content, instead_of) is holds


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        ("Our meeting is on Monday.", True),
        ("- The **meeting** is on Monday", True),
        ("2. The meeting is on Monday", True),
        ("The meeting is not on Monday.", False),
        ("The meeting is on Tuesday.", False),
        ("Is the meeting on Monday?", False),
    ],
)
def test_a_sentence_says_the_same_whatever_stands_before_it_unless_it_denies_it(other: str, alike: bool) -> None:
    assert same(other, MEETING.text) is alike


def test_an_item_of_a_list_is_a_sentence() -> None:
    assert statements("Plans for May:\n\n- Paint the door\n- The meeting is on Monday\n\nThat is all for now.") == 4


FIXED = corrected(MEETING, memory("No, it is Tuesday."), "it is Tuesday.", NOW)


def test_a_text_says_again_what_was_wrong_unless_it_says_what_is_right() -> None:
    wrong = standing([FIXED])
    again = said_again("The door is blue. The meeting is on Monday.", wrong)
    assert again is not None
    assert (again[0].by, again[1]) == (FIXED, "The meeting is on Monday.")
    assert said_again("The meeting is on Tuesday.", wrong) is None
    assert said_again("The meeting is on Monday. The meeting is on Tuesday.", wrong) is None
    assert said_again("The boat is in the harbour.", wrong) is None


def test_what_a_later_correction_replaced_is_wrong_too() -> None:
    later = corrected(FIXED, memory("No, it is Friday."), "it is Friday.", NOW)
    first = FIXED.changed(superseded_by=later.id)
    wrong = standing([first, later])
    found = {text: said_again(text, wrong) for text in (MEETING.text, "The meeting is on Tuesday.")}
    assert [one and one[0].by.id for one in found.values()] == [first.id, later.id]
    assert said_again("The meeting is on Friday.", wrong) is None


def test_a_correction_takes_over_what_else_its_passage_says() -> None:
    text = renewed(FIXED, "The door is blue. The meeting is on Monday.\n\nThe gate sticks.")
    assert text == f"{FIXED.text} The door is blue. The gate sticks."
