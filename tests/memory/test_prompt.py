"""The prompt: how a memory reads as a note, and what fits."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.prompt import LONGEST_NOTE, note, notes_block, quoted, shortened
from secondme.memory.record import By, Derived, Kind, Memory, Said, Written

DOG = Memory("e1", Kind.EPISODE, "My dog is called\n Biscuit.", Said("c", 1), By.PERSON, "chat", 1_777_800_000.0)


def test_a_note_says_when_who_and_what_on_one_line() -> None:
    assert note(DOG) == '- (3 May 2026) You said: "My dog is called Biscuit."'
    assert note(replace(DOG, by=By.ASSISTANT)).startswith("- (3 May 2026) I said:")


def test_a_note_of_a_file_names_file_and_place() -> None:
    source = Written("f", "/home/ana/Notes/garden.md", 0, 9, 12, "Spring", "d")
    passage = Memory("p1", Kind.PASSAGE, "Sow peas.", source, By.FILE, "folder:x", 1_777_800_000.0)
    assert note(passage) == '- (3 May 2026) Notes/garden.md, line 12, under Spring says: "Sow peas."'


def test_a_note_of_an_insight_is_the_assistants_own() -> None:
    found = Memory(
        "i1", Kind.INSIGHT, "You spoke of peas.", Derived("topic", ("e1",)), By.ASSISTANT, "r", 1_777_800_000.0
    )
    assert "I noticed" in note(found)


def test_a_long_memory_is_quoted_in_part() -> None:
    assert len(note(replace(DOG, text="word " * 1_000))) < LONGEST_NOTE + 60


def test_of_a_long_memory_the_sentences_around_what_was_asked_are_quoted() -> None:
    text = "We ate soup. " * 100 + "The boiler was serviced. " + "It rained. " * 100
    assert "The boiler was serviced." in note(replace(DOG, text=text), {"boiler"})
    assert "boiler" not in note(replace(DOG, text=text))
    assert "boiler" in shortened("word " * 400 + "boiler " + "word " * 400, {"boiler"}, 100)


@given(st.text(max_size=800), st.integers(20, 300))
def test_what_is_shortened_is_never_longer_than_asked(text: str, longest: int) -> None:
    short = shortened(text, {"dog"}, longest)
    assert len(short) <= longest
    assert short.strip("…").strip() in text


def test_a_note_of_somebody_else_names_them() -> None:
    assert note(replace(DOG, speaker="Ana")).startswith("- (3 May 2026) Ana said:")


def test_no_notes_make_no_block() -> None:
    assert notes_block([]) == ""
    assert notes_block(["- a", "- b"]) == "Notes:\n- a\n- b\n\n"


def test_without_a_model_the_answer_quotes_or_says_that_there_is_nothing() -> None:
    assert "My dog is called Biscuit." in quoted([DOG])
    assert quoted([DOG], "perhaps").splitlines()[0].endswith("I found only this:")
    assert "remember nothing" in quoted([], "nothing")
    assert quoted([]) == "I have no model to answer with."
