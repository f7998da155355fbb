"""Secrets never reach what is stored: conversations, receipts, passages, reflections; the bytes are searched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from secondme.assistant.consolidate import Consolidation
from secondme.assistant.reflecting import Reflecting
from secondme.encoders.static import StaticEncoder
from secondme.events import Answered, Consolidated, Event, Indexed, Masked, Reflected, Stored
from secondme.memory.record import By, Written
from secondme.memory.secret import MASK, found
from secondme.stop import Stop
from secondme.store.runs import LedgerRuns
from secondme.store.store import Store
from secondme.storing import Filter
from tests.assistant.test_chat import Room
from tests.assistant.test_intake import FILE
from tests.assistant.test_intake import Room as Reading
from tests.conftest import MovingClock
from tests.memory.test_secret import SECRETS

SAID = "The wifi password is Blue-Sky-77, tell Ana."
HIDDEN = "Blue-Sky-77"


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock, "Noted.")


@pytest.fixture
def reading(store: Store, clock: MovingClock, encoder: StaticEncoder) -> Reading:
    return Reading(store, clock, encoder)


def notices(events: list[Event]) -> list[Masked]:
    return [event for event in events if isinstance(event, Masked)]


def stored(room: Room | Reading) -> str:
    """Every word that the store holds."""
    ledger = room.store.ledger
    tables = [name for (name,) in ledger.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return "\n".join(repr(row) for table in tables for row in ledger.rows(f"SELECT * FROM {table}"))


def test_a_secret_is_left_out_of_what_is_stored_and_the_person_is_told(room: Room) -> None:
    events = room.ask(SAID)
    assert notices(events) == [
        Masked(
            "A password was left out of what is remembered. Keep it on purpose with: /remember …", ("password",)
        )
    ]
    assert room.texts() == ["The wifi password is [password], tell Ana.", "Noted."]
    assert HIDDEN not in stored(room)


@pytest.mark.parametrize(("secret", "kept"), SECRETS)
def test_no_secret_of_any_kind_is_stored_by_saying_it(room: Room, secret: str, kept: str) -> None:
    room.model.say = f"You told me: {secret}"
    events = room.ask(secret)
    assert notices(events)
    assert room.texts()[0] == kept
    hidden = [secret[one.start : one.end] for one in found(secret)]
    # Three or four digits alone stand in ids and times by chance.
    assert not any(part in ("\n".join(room.texts()) if len(part) < 6 else stored(room)) for part in hidden)


def test_the_model_sees_the_words_of_this_turn_as_typed_and_later_turns_masked(room: Room) -> None:
    answered = room.ask(SAID)[-1]
    assert isinstance(answered, Answered)
    assert room.model.asked[-1][-1].parts[-1] == SAID
    room.ask("What is the wifi called?", answered.conversation)
    assert not any(HIDDEN in part for turn in room.model.asked[-1] for part in turn.parts)


def test_receipts_hold_no_secret(room: Room) -> None:
    room.ask("The wifi is called Heron.")
    stored_ = room.ask(f"Is my wifi called Heron, its password {HIDDEN}9 or the wifi password: {HIDDEN}?")[0]
    assert isinstance(stored_, Stored)
    uses = json.dumps(room.talks.uses(stored_.conversation))
    assert "wifi" in uses
    assert "blue" not in uses.lower()


def test_a_secret_in_the_answer_is_shown_and_not_stored(room: Room) -> None:
    room.model.say = "Try this: password: Winter2024"
    events = room.ask("Make up something for the router.")
    (told,) = notices(events)
    assert told.sentence.startswith("A password in the answer was left out of what is remembered.")
    assert isinstance(events[-1], Answered)
    assert "Winter2024" in events[-1].text
    assert room.texts()[-1] == "Try this: password: [password]"


def test_what_is_kept_on_purpose_is_answered_without_a_notice_and_not_stored_again(room: Room) -> None:
    room.talks.begin("notes", "notes")
    room.talks.say("notes", By.PERSON, SAID)
    room.model.say = f"The wifi password is {HIDDEN}."
    events = room.ask("What is the wifi password?")
    assert notices(events) == []
    assert room.texts()[-1] == "The wifi password is [password]."


def test_a_private_conversation_stores_neither_the_turns_nor_their_masks(room: Room) -> None:
    first = room.ask(SAID, private=True)
    assert notices(first) == []
    answered = first[-1]
    assert isinstance(answered, Answered)
    room.ask("And what did I say?", answered.conversation, private=True)
    assert any(HIDDEN in part for turn in room.model.asked[-1] for part in (turn.block, *turn.parts))
    assert room.texts() == []
    assert "wifi" not in stored(room)


def test_a_file_is_read_without_its_secrets_and_says_how_many(reading: Reading) -> None:
    text = "# House\n\nThe wifi password is Blue-Sky-77.\n\nThe heating is in the cellar.\n"
    reading.disk.write(FILE, text.encode())
    events = reading.look()
    assert [event.masked for event in events if isinstance(event, Indexed)] == [1]
    (passage,) = reading.store.page(Filter())
    assert "[password]" in passage.text
    assert HIDDEN not in stored(reading)
    assert isinstance(passage.source, Written)
    inside = text[passage.source.start : passage.source.end]
    assert inside.startswith("The wifi password is Blue-Sky-77.")
    assert inside.rstrip().endswith("cellar.")


def test_a_key_that_spans_passages_is_left_out_of_all_of_them(reading: Reading) -> None:
    body = "\n".join("MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" + f"{n:032d}" for n in range(60))
    text = f"Before.\n\n-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n\nAfter the key.\n"
    reading.disk.write(FILE.with_suffix(".txt"), text.encode())
    reading.look()
    passages = [one.text for one in reading.store.each(Filter())]
    assert not any("MIIE" in one or "END PRIVATE" in one for one in passages)
    assert not any(MASK.fullmatch(one) for one in passages[1:])
    assert "Before." in passages[0]
    assert "After the key." in passages[-1]


def test_reading_a_file_with_a_secret_again_changes_nothing(reading: Reading) -> None:
    reading.disk.write(FILE, b"# House\n\nThe wifi password is Blue-Sky-77.\n")
    reading.look()
    reading.disk.write(FILE, b"# House\n\nThe wifi password is Blue-Sky-77.\n")
    (indexed,) = (event for event in reading.look() if isinstance(event, Indexed))
    assert (indexed.new, indexed.gone) == (0, 0)
    reading.disk.write(FILE, b"# House\n\nThe wifi password is Green-Sky-78.\n")
    (indexed,) = (event for event in reading.look() if isinstance(event, Indexed))
    assert (indexed.new, indexed.gone) == (0, 0)


def test_a_path_names_no_secret_and_stays(reading: Reading) -> None:
    reading.disk.write(Path("/notes/a.md"), b"# My password is hunter2\n\nThe lamp is red.\n")
    reading.look()
    assert "hunter2" not in stored(reading)


def test_a_heading_that_is_a_secret_is_masked_whatever_heading_stands_before_it(reading: Reading) -> None:
    text = "# Order no.\n\nThe old one.\n\n# 4111 1111 1111 1111\n\nThis is the blue card.\n"
    reading.disk.write(FILE, text.encode())
    reading.look()
    sources = [one.source for one in reading.store.page(Filter())]
    assert "[card number]" in [source.heading for source in sources if isinstance(source, Written)]
    assert "1111" not in "\n".join(repr(row) for row in reading.store.ledger.rows("SELECT heading, text FROM memory"))


def test_reflections_hold_no_word_of_a_secret_that_was_kept_on_purpose(room: Room, clock: MovingClock) -> None:
    room.talks.begin("notes", "notes")
    for text in ("My password is Swordfish99.", "Again: password: Swordfish99", "The password is Swordfish99, really."):
        room.talks.say("notes", By.PERSON, text)
    for text in ("My dog is called Biscuit.", "Biscuit is a beagle.", "Biscuit likes walks."):
        room.talks.say("notes", By.PERSON, text)
    room.model.say = "Swordfish99 is the password."
    steps = [Reflecting(room.store, room.model, clock)]
    consolidation = Consolidation(room.store, LedgerRuns(room.store.ledger, clock), steps)
    events = list(consolidation.run(Stop()))
    made = [event.memory for event in events if isinstance(event, Reflected)]
    assert any("Biscuit" in one.text for one in made)
    assert not any("Swordfish" in one.text + " ".join(one.keywords) for one in made)
    assert isinstance(events[-1], Consolidated)


def test_a_sentence_that_the_barrier_refuses_is_left_out_of_the_reflection(room: Room, clock: MovingClock) -> None:
    room.talks.begin("notes", "notes")
    for text in ("My password is [password].", "My dog is called Biscuit."):
        room.talks.say("notes", By.PERSON, text)
    room.model.say = "The password is [password]."
    steps = [Reflecting(room.store, room.model, clock)]
    consolidation = Consolidation(room.store, LedgerRuns(room.store.ledger, clock), steps)
    made = [event.memory for event in consolidation.run(Stop()) if isinstance(event, Reflected)]
    assert made
    assert not any(MASK.search(one.text) for one in made)


def test_of_every_kind_of_secret_in_a_file_none_is_stored(reading: Reading) -> None:
    text = "\n\n".join(f"Line {n} of the list:\n{secret}" for n, (secret, _) in enumerate(SECRETS)) + "\n\nThe end.\n"
    reading.disk.write(FILE.with_suffix(".txt"), text.encode())
    (indexed,) = (event for event in reading.look() if isinstance(event, Indexed))
    assert indexed.masked >= len(SECRETS)
    kept = stored(reading)
    hidden = [secret[one.start : one.end] for secret, _ in SECRETS for one in found(secret)]
    assert len(hidden) >= len(SECRETS)
    assert not [part for part in hidden if len(part) >= 6 and part in kept]
