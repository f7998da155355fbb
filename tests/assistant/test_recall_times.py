"""Recall by time over the real store: habits, what held then and what holds now, and events that memory dates."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from secondme.assistant.recall import Recall
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Kind, Memory, Said, identity
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from tests.conftest import MovingClock

NOW = datetime(2026, 5, 3, 9, tzinfo=UTC).timestamp()
"""A Sunday."""


@pytest.fixture
def recall(store: Store, clock: MovingClock) -> Recall:
    clock.now = NOW
    return Recall(store, clock, Forgetting(), zone=UTC)


def said(store: Store, text: str, *date: int) -> Memory:
    """Something said at a time, in a talk of its own."""
    made = datetime(*date, tzinfo=UTC).timestamp()  # type: ignore[arg-type,misc]
    memory = Memory(
        id=identity(Kind.EPISODE, text, str(date)), kind=Kind.EPISODE, text=text, source=Said(f"{date}", 1),
        by=By.PERSON, place="chat", made=made, valid_from=made,
    )  # fmt: skip
    store.remember([memory], rule="said")
    return memory


def first(recall: Recall, question: str) -> str:
    return next((one.text for one in recall(question, limit=3)), "")


def test_what_i_usually_do_on_monday_mornings_needs_no_date_in_the_text(store: Store, recall: Recall) -> None:
    swims = [
        said(store, f"Swam {laps} laps before breakfast.", 2026, month, day, 7)
        for laps, (month, day) in zip((20, 24, 30, 26), ((4, 6), (4, 13), (4, 20), (4, 27)), strict=True)
    ]
    for day, what in ((7, "Piano lesson"), (9, "Band practice"), (14, "Choir"), (16, "Mended the fence"), (18, "Ran")):
        said(store, f"{what}, then some tea.", 2026, 4, day, 18)
    said(store, "Watched a film with Ana.", 2026, 4, 13, 21)  # a Monday, in the evening
    found = recall.ranking("What do I usually do on Monday mornings?", limit=4)
    assert {one.id for one in found} == {one.id for one in swims}
    assert "time" in found[0].receipt["lanes"]
    assert "date" in found[0].receipt["terms"]


def test_where_i_lived_then_and_where_i_live_now(store: Store, recall: Recall) -> None:
    old = said(store, "I live in Berlin.", 2026, 2, 1)
    said(store, "The boat needs paint.", 2026, 3, 12)
    said(store, "I live in Oslo.", 2026, 4, 20)
    store.succeed(old, None, rule="person", why="It was corrected.")
    assert first(recall, "Where do I live?") == "I live in Oslo."
    assert "I live in Berlin." not in [one.text for one in recall("Where do I live?", limit=5)]
    assert first(recall, "Where did I live in March?") == "I live in Berlin."


def test_before_i_moved_is_dated_by_memory(store: Store, recall: Recall) -> None:
    said(store, "I had a piano lesson with Clara.", 2025, 11, 4)
    said(store, "I moved to Oslo today.", 2026, 1, 10)
    said(store, "I had a piano lesson with Bruno.", 2026, 3, 4)
    for when, who, other in (("before", "Clara", "Bruno"), ("after", "Bruno", "Clara")):
        found = [one.text for one in recall.ranking(f"Who gave me piano lessons {when} I moved to Oslo?", limit=3)]
        rank = [next(n for n, text in enumerate(found) if name in text) for name in (who, other)]
        assert rank == sorted(rank), when


def test_an_event_is_of_the_day_that_its_memory_names_not_of_that_on_which_it_was_told(
    store: Store, recall: Recall
) -> None:
    said(store, "I had a piano lesson with Clara.", 2025, 11, 4)
    said(store, "I had a piano lesson with Bruno.", 2026, 3, 4)
    said(store, "I moved to Oslo on 10 January 2026.", 2026, 4, 28)
    found = [one.text for one in recall.ranking("Who gave me piano lessons before I moved to Oslo?", limit=3)]
    assert next(n for n, text in enumerate(found) if "Clara" in text) < next(
        n for n, text in enumerate(found) if "Bruno" in text
    )


def test_an_event_that_memory_does_not_know_limits_nothing(store: Store, recall: Recall) -> None:
    said(store, "I had a piano lesson with Clara.", 2025, 11, 4)
    assert first(recall, "Who gave me a piano lesson before the eclipse?") == "I had a piano lesson with Clara."


@pytest.mark.parametrize(
    ("when", "who"),
    [("three days ago", "Bruno"), ("yesterday", "Clara"), ("in March", "Jonas"), ("in February", "Mira")],
)
def test_a_day_that_is_named_in_words_is_the_day_it_was_said(
    store: Store, recall: Recall, when: str, who: str
) -> None:
    for name, *date in (("Bruno", 2026, 4, 30, 12), ("Clara", 2026, 5, 2, 12), ("Jonas", 2026, 3, 8, 12),
                        ("Mira", 2026, 2, 14, 12), ("Ana", 2025, 8, 1, 12)):  # fmt: skip
        said(store, f"Had lunch with {name}.", *date)
    assert first(recall, f"Who did I have lunch with {when}?") == f"Had lunch with {who}."


def test_a_question_without_a_time_finds_what_is_old_too(store: Store, recall: Recall) -> None:
    said(store, "The safe is behind the painting.", 2019, 2, 1)
    assert first(recall, "Where is the safe?") == "The safe is behind the painting."


def test_what_came_right_after_is_the_next_turn(store: Store, clock: MovingClock, recall: Recall) -> None:
    talks = Conversations(store, clock)
    talks.begin("talk", "chat")
    for text in ("The boat needs paint.", "We pruned the roses.", "Then Ana called about the lease.", "Good night."):
        talks.say("talk", By.PERSON, text)
    assert first(recall, "What came right after we pruned the roses?") == "Then Ana called about the lease."
    assert first(recall, "What came right before we pruned the roses?") == "The boat needs paint."


def test_of_a_time_at_which_nothing_was_said_it_is_told(store: Store, recall: Recall) -> None:
    said(store, "Had tea with Ana.", 2026, 2, 20)
    said(store, "The boat needs paint.", 2026, 4, 12)
    for question, told in (
        ("What did I do in March?", "Nothing was said in March 2026."),
        ("What did I do yesterday?", "Nothing was said on 2 May 2026."),
        ("What did I do on 3 March or on 5 March?", "Nothing was said on 3 March 2026 or on 5 March 2026."),
        ("What did I do in April?", ""),
        ("I was in Rome in March.", ""),
        ("What shall I do tomorrow?", ""),
        ("What did I do lately?", ""),
    ):
        assert recall.find(question, limit=3).notice == told, question


def test_what_is_just_being_asked_breaks_no_silence(store: Store, recall: Recall) -> None:
    own = said(store, "What did I do yesterday?", 2026, 5, 2, 12)
    assert recall.find(own.text, limit=3).notice == ""
    assert recall.find(own.text, limit=3, without=frozenset([own.id])).notice == "Nothing was said on 2 May 2026."


def test_a_time_that_was_told_of_later_is_not_silent(store: Store, recall: Recall) -> None:
    said(store, "On 7 March 2026 I was in Rome.", 2026, 4, 12)
    assert recall.find("Where was I in March?", limit=3).notice == ""
