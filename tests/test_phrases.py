"""How recall is put to a person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secondme.events import Archived, Began, Consolidated, Event, Gisted, Learned, Probed, Thought
from secondme.memory.record import Kind, from_json
from secondme.phrases import days_left, foreseen, forgotten, happened, reasons, searched, who
from tests.scripted import row


def test_a_receipt_is_told_in_words() -> None:
    receipt = {
        "lanes": ["key", "neighbour", "neural", "time"],
        "words": {"key": "text", "spare": "before"},
        "coverage": 0.8,
        "terms": {"coverage": 3.0, "speaker": 4.8, "asks": -1.9},
        "steps": 5.9,
        "strength": 1.0,
        "age_days": 2.0,
        "cosine": 0.5,
    }
    assert reasons(receipt) == [
        "found by a key that was added to it, what was said beside it, its meaning and the time that is named",
        "words: key, spare (in the turn before)",
        "points: speaker +4.8, words +3.0, asks itself -1.9; 5.9 in all",
        "share of the words 0.80, 2.00 days old, likeness of meaning 0.50",
    ]


def test_a_receipt_of_another_version_is_told_as_it_is_and_steers_nothing() -> None:
    assert reasons({"lanes": ["words"], "moon\x1b[2J": {"full": True}}) == ["found by its words", "moon[2J full yes"]
    assert reasons({}) == []


def test_a_search_says_how_sure_it_is() -> None:
    assert searched(1, "dog", "found") == "1 memory found"
    assert searched(2, "dog", "perhaps") == "2 memories found, perhaps not what you mean"
    assert searched(2, "dog", "nothing") == "2 memories found, probably not what you mean"
    assert searched(0, "dog", "nothing") == "0 memories found"
    assert searched(3, "", "") == "3 memories"


FACT = from_json(row("f1", "You live\x1b[2J in Oslo."))
CASE = replace(FACT, kind=Kind.LESSON, text="A way to answer that was no good.", context="Write a poem.")


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (Learned(FACT, "ADD"), "Learned: You live[2J in Oslo."),
        (Learned(FACT, "UPDATE", "f0"), "Changed: You live[2J in Oslo."),
        (Learned(replace(FACT, kind=Kind.PROFILE), "ADD"), "Into the profile: You live[2J in Oslo."),
        (Learned(CASE, "ADD"), "Learned: A way to answer that was no good. (for: Write a poem.)"),
        (Thought(FACT), "Concluded: You live[2J in Oslo."),
        (Gisted(FACT, ("e1", "e2")), "Condensed 2 memories: You live[2J in Oslo."),
        (Archived("e1", "It rained.", "It faded long ago."), "Put away: It rained. (It faded long ago.)"),
        (Probed(1.0, 0.5, True), "Test questions answered before it 100%, after it 50%: it is taken back."),
        (Probed(1.0, 1.0), ""),
        (Began(1), ""),
        (
            Consolidated(1, 9, 2, 0, "rolled back", 0, 3, 1),
            "Looked at 9 episodes; 2 memories faded, 0 insights made, 3 facts learned, 1 changed. "
            "All of that was taken back.",
        ),
    ],
)
def test_what_a_run_does_is_told_as_it_goes_on(event: Event, line: str) -> None:
    assert happened(event) == line


def test_what_a_run_would_do_is_told_with_how_much_more_there_is_and_how_far_was_looked() -> None:
    one = {"id": "e1", "text": "It rained.", "what": "fade", "why": "Nobody recalled it.", "due": 0.0}
    assert foreseen({"foreseen": [one], "more": 4, "whole": False}) == [
        "  fade      e1  It rained.  (Nobody recalled it.)",
        "  … and 4 more",
        "Of 5 memories the time has come, as far as was looked. Nothing was done.",
    ]
    assert foreseen({"foreseen": [], "more": 0, "whole": True}) == [
        "Nothing would fade or be put away. Nothing was done."
    ]


def test_what_is_forgotten_names_the_way_back_of_where_one_is() -> None:
    gone = {"forgotten": 1, "derived": 2, "undo": 30.0}
    assert forgotten(gone).endswith("/undo brings it back within 30 seconds.")
    assert forgotten(gone, "u") == (
        "Forgotten: 1 memory, and 2 memories that rested on it. u brings it back within 30 seconds."
    )


def test_what_the_person_wrote_is_not_said_to_be_noticed() -> None:
    assert who("lesson", "person", "told") == who("profile", "person", "told") == "you said"
    assert who("lesson", "person", "lesson") == who("insight", "person", "told") == "I noticed"
    assert (who("episode", "person"), who("episode", "assistant"), who("passage", "file")) == (
        "you said", "I said", "read",
    )  # fmt: skip


def test_what_has_no_day_left_has_faded() -> None:
    assert [days_left(days) for days in (None, 0.0, 0.4, 3.2)] == [
        "does not fade", "has faded", "fades within a day unless it is recalled",
        "fades in 3 days unless it is recalled",
    ]  # fmt: skip
