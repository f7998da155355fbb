"""Dialogues of several people in the real ledger: who spoke, when, and how that is found and carried."""

from __future__ import annotations

from secondme.memory.record import By, from_json, to_json
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.contracts.memory_store import passage

MAY = 1_683_500_000.0


def said(store: Store, clock: MovingClock) -> Conversations:
    """Ana and Özgür talk; the person listens."""
    talks = Conversations(store, clock)
    talks.begin("talk", "dialogue")
    talks.say("talk", By.PERSON, "I adopted a greyhound.", speaker="Ana", made=MAY)
    talks.say("talk", By.PERSON, "What is it called?", speaker="Özgür", made=MAY + 60)
    talks.say("talk", By.PERSON, "Dogs like cheese.")
    return talks


def test_a_turn_keeps_who_spoke_and_when(store: Store, clock: MovingClock) -> None:
    talks = said(store, clock)
    first, second, third = (message.memory for message in talks.messages("talk"))
    assert (first.speaker, first.made, first.valid_from) == ("Ana", MAY, MAY)
    assert (second.speaker, second.made) == ("Özgür", MAY + 60)
    assert third.speaker == ""
    assert third.made > MAY + 60
    assert from_json(to_json(first)) == first
    assert talks.chain() == ("", 3)


def test_a_turn_is_found_by_the_name_of_who_spoke(store: Store, clock: MovingClock) -> None:
    said(store, clock)
    for question, text in (("Ana", "I adopted a greyhound."), ("what did ozgur ask", "What is it called?")):
        (best, *_) = store.words(question, limit=1, which=Filter())
        assert store.get([best.memory])[0].text == text


def test_speakers_are_those_named_in_turns(store: Store, clock: MovingClock) -> None:
    assert store.speakers() == ()
    store.remember([passage("Some words.", "/home/me/notes.md", 1)], rule="test")
    talks = said(store, clock)
    assert store.speakers() == ("Ana", "Özgür")
    talks.say("talk", By.PERSON, "Good morning.", speaker="Bo")
    talks.say("talk", By.PERSON, "Good night.", speaker="ana")
    assert [name.lower() for name in store.speakers()] == ["ana", "bo", "özgür"]


def test_a_filter_means_speakers_in_small_letters_or_large(store: Store, clock: MovingClock) -> None:
    said(store, clock)
    for names, count in ((("ANA",), 1), (("özgür",), 1), (("ana", "ÖZGÜR"), 2), (("Nobody",), 0)):
        assert store.count(Filter(speakers=names)) == count


def test_a_speaker_outlives_an_edit_and_its_undoing(store: Store, clock: MovingClock) -> None:
    talks = said(store, clock)
    memory = talks.messages("talk")[0].memory
    store.revise([memory.changed(text="I adopted a whippet.")], what="edited", rule="person")
    assert store.get([memory.id])[0].speaker == "Ana"
    store.undo()
    assert store.get([memory.id])[0].text == memory.text
    assert store.get([memory.id])[0].speaker == "Ana"
