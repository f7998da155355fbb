"""Limits in a question: who said it, what kind, from when to when; over a real store, and what is said of nonsense."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from secondme.assistant.places import Places, narrowed
from secondme.assistant.recall import Recall
from secondme.errors import NotFound, Refused, SecondMeError
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Kind
from secondme.store.conversations import Conversations
from secondme.store.folders import Folders
from secondme.store.places import KnownPlaces
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.contracts.memory_store import passage


def at(day: str) -> float:
    """Noon of a day, UTC."""
    return datetime.fromisoformat(f"{day}T12:00+00:00").timestamp()


@pytest.fixture
def places(store: Store, clock: MovingClock) -> Places:
    """What Ana, Ben Alder and Ben Brook, the person, the assistant and a file have said about the boat."""
    talks = Conversations(store, clock)
    talks.begin("talk", "chat")
    for by, text, speaker, day in (
        (By.PERSON, "The boat is in the harbour.", "Ana", "2026-02-28"),
        (By.PERSON, "The boat is blue.", "Ben Alder", "2026-03-01"),
        (By.ASSISTANT, "The boat was sold.", "Ben Brook", "2026-03-10"),
        (By.PERSON, "I paint the boat.", "", "2026-03-31"),
        (By.ASSISTANT, "Ask the harbour about the boat and its papers.", "", "2026-04-01"),
    ):
        talks.say("talk", by, text, speaker=speaker, made=at(day))
    store.remember([passage("The boat needs a sail.", "/home/me/boat.md", 1)], rule="test")
    return Places(KnownPlaces(store.ledger, Folders(store, clock)), UTC)


@pytest.mark.parametrize(
    ("limit", "found"),
    [
        ("from:ana", {"The boat is in the harbour."}),
        ("from:Ana?", {"The boat is in the harbour."}),
        ("FROM:alder", {"The boat is blue."}),
        ('from:"ben brook"', {"The boat was sold."}),
        ("from:ana from:alder", {"The boat is in the harbour.", "The boat is blue."}),
        ("from:me", {"I paint the boat."}),
        ("from:assistant", {"Ask the harbour about the boat and its papers."}),
        ("from:me from:assistant", {"I paint the boat.", "Ask the harbour about the boat and its papers."}),
        ("from:files", {"The boat needs a sail."}),
        ("from:me from:files", {"I paint the boat.", "The boat needs a sail."}),
        ("kind:passage", {"The boat needs a sail."}),
        ("kind:Passages kind:fact", {"The boat needs a sail."}),
        ("kind:episode after:2026-04-01 before:2026-05", {"Ask the harbour about the boat and its papers."}),
        ("kind:episode after:2026-03 before:2026-03-31", {"The boat is blue.", "The boat was sold."}),
        ("before:2026-03", {"The boat is in the harbour."}),
        ('from:me before:"2026-03-31 12:01"', {"I paint the boat."}),
        ("from:me before:2026-03-31T12:00", set()),
        ("from:ana after:2026-03", set()),
    ],
)
def test_a_question_is_answered_within_its_limits(
    store: Store, clock: MovingClock, places: Places, limit: str, found: set[str]
) -> None:
    recall = Recall(store, clock, Forgetting(), places)
    assert {one.text for one in recall(f"What about the boat {limit}", limit=10)} == found
    assert {one.text for one in recall(f"{limit} the boat", limit=10)} == found
    asked, which = places.split(limit)
    assert asked == ""
    assert {one.text for one in store.page(which)} == found


@pytest.mark.parametrize(
    "words",
    [
        "We meet at 10:30 or 11:15.",
        "note: buy milk",
        "http://example.org/from:ana",
        "kind: of",
        "from: ana",
        "before:",
        "person:Ana and to:ben, sincerely",
        "I like this kind:",
        "(from:ana)",
        "unkind:fact",
    ],
)
def test_a_colon_in_ordinary_words_stays_there(places: Places, words: str) -> None:
    assert places.split(words) == (words, Filter())


@pytest.mark.parametrize(
    ("typed", "error", "sentence"),
    [
        ("from:anna x", NotFound, "Nobody named 'anna' spoke here. There are: Ana, Ben Alder, Ben Brook."),
        ("from:ben x", Refused, "'ben' means several people: Ben Alder, Ben Brook."),
        ("from:ana from:me x", Refused, "A question is limited to people by name, or to me, assistant and files, "),
        ("kind:foo x", NotFound, "There is no kind 'foo'. There are: episode, passage, fact, insight, lesson, "),
        ("after:2026-02-30 x", Refused, "'2026-02-30' is not a date."),
        ("before:soon x", Refused, "'soon' is not a date."),
        ("after:2026-04 before:2026-03 x", Refused, "Nothing is both after 2026-04 and before 2026-03."),
    ],
)
def test_a_limit_that_means_nothing_is_told_in_a_sentence(
    places: Places, typed: str, error: type[SecondMeError], sentence: str
) -> None:
    with pytest.raises(error) as told:
        places.split(typed)
    assert told.value.sentence.startswith(sentence)


def test_where_nobody_is_named_that_is_said(store: Store, clock: MovingClock) -> None:
    with pytest.raises(NotFound, match="Nobody is named in what was said"):
        Places(KnownPlaces(store.ledger, Folders(store, clock))).split("from:ana boat")


def test_dates_are_those_of_the_person_s_zone(store: Store, clock: MovingClock) -> None:
    known = KnownPlaces(store.ledger, Folders(store, clock))
    east = Places(known, timezone(timedelta(hours=9))).split("after:2026-03-01 x")[1].after
    west = Places(known, timezone(timedelta(hours=-8))).split("after:2026-03-01 x")[1].after
    assert east is not None
    assert west is not None
    assert west - east == 17 * 3600


def test_limits_and_places_go_together(places: Places) -> None:
    asked, which = places.split("in:notes from:me what after:2026 did I say before:2027?")
    assert asked == "what did I say?"
    assert which == Filter(
        places=("notes",), by=(By.PERSON,), speakers=("",), after=at("2026-01-01") - 43_200,
        before=at("2027-01-01") - 43_200,
    )  # fmt: skip


def test_a_filter_that_is_narrowed_keeps_to_both() -> None:
    march, april = Filter(after=3.0, kinds=(Kind.FACT, Kind.INSIGHT)), Filter(after=4.0, before=9.0, kinds=(Kind.FACT,))
    assert narrowed(march, april) == Filter(after=4.0, before=9.0, kinds=(Kind.FACT,))
    assert narrowed(march, Filter()) == march
    with pytest.raises(Refused, match="Nothing is both fact and passage"):
        narrowed(april, Filter(kinds=(Kind.PASSAGE,)))
