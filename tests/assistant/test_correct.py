"""Corrections in a conversation, over the real store: what is closed, what is found from then on, and undoing it."""

from __future__ import annotations

import pytest

from secondme.errors import NoModel
from secondme.events import Answered, Corrected, Event, Notice, Recalled, Stored
from secondme.memory.record import By, Kind, Memory, Said, Status, Written, identity
from secondme.store.store import Store
from secondme.storing import Filter
from tests.assistant.test_chat import Room
from tests.conftest import MovingClock

MEETING = "The meeting is on Monday."
ASKED = "When is the meeting?"
RIGHT = "The meeting is on Monday. Corrected: it is Tuesday."


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock, "Your meeting is on Monday.")


def said(events: list[Event]) -> Stored:
    stored = events[0]
    assert isinstance(stored, Stored)
    return stored


def told(room: Room) -> str:
    """A conversation in which a wrong memory was used; its id."""
    room.ask("The boat is in the harbour.")
    room.ask(MEETING)
    return said(room.ask(ASKED)).conversation


def found(room: Room, question: str = ASKED) -> list[str]:
    events = room.ask(question)
    (recalled,) = (event for event in events if isinstance(event, Recalled))
    return [one.text for one in recalled.memories]


def corrections(events: list[Event]) -> list[Corrected]:
    return [event for event in events if isinstance(event, Corrected)]


def test_a_correction_closes_what_was_wrong_and_the_very_next_recall_finds_what_is_right(room: Room) -> None:
    events = room.ask("No, it is Tuesday.", told(room))
    (corrected,) = corrections(events)
    assert corrected.text == RIGHT
    assert corrected.sentence == f"{RIGHT} Undo with: /undo"
    (recalled,) = (event for event in events if isinstance(event, Recalled))
    assert RIGHT in [one.text for one in recalled.memories]
    assert MEETING not in [one.text for one in recalled.memories]
    old, new = room.store.find(corrected.old), room.store.find(corrected.new)
    assert (old.text, old.status, old.superseded_by, old.valid_to) == (MEETING, Status.SUPERSEDED, new.id, new.made)
    assert (new.kind, new.by, new.status) == (Kind.FACT, By.PERSON, Status.ACTIVE)


def test_it_holds_for_good_in_other_conversations_and_the_old_one_is_found_where_it_is_asked_for(
    room: Room, clock: MovingClock
) -> None:
    (corrected,) = corrections(room.ask("No, it is Tuesday.", told(room)))
    clock.pass_days(2)
    texts = found(room)
    assert texts[0] == RIGHT
    assert MEETING not in texts
    closed = room.recall("meeting", limit=5, which=Filter(statuses=(Status.SUPERSEDED,)))
    assert corrected.old in [one.id for one in closed]
    assert room.store.find(corrected.old).valid_to is not None


def test_what_said_the_same_is_closed_with_it_the_answer_too(room: Room, clock: MovingClock) -> None:
    room.ask("Our meeting is on Monday.")
    clock.pass_days(0.001)
    conversation = told(room)
    room.ask("No, it is Tuesday.", conversation)
    left = [one.text for one in room.store.page(Filter(statuses=(Status.ACTIVE,))) if "Monday" in one.text]
    assert left == ["Your meeting is on Monday.", RIGHT]  # the answer that the model gave after the correction
    closed = room.store.page(Filter(statuses=(Status.SUPERSEDED,)))
    assert "Our meeting is on Monday." in [one.text for one in closed]
    assert len({one.superseded_by for one in closed}) == 1


def test_saying_only_that_it_is_wrong_closes_it(room: Room) -> None:
    events = room.ask("That is wrong.", told(room))
    (corrected,) = corrections(events)
    assert corrected == Corrected(f"No longer held to be true: {MEETING} Undo with: /undo", corrected.old)
    old = room.store.find(corrected.old)
    assert (old.status, old.superseded_by) == (Status.SUPERSEDED, None)
    assert MEETING not in found(room)


def test_undoing_a_correction_brings_everything_back(room: Room) -> None:
    conversation = told(room)
    before = {one.id: one.status for one in room.store.each(Filter())}
    (corrected,) = corrections(room.ask("No, it is Tuesday.", conversation))
    room.store.undo()
    assert all(room.store.find(name).status is status for name, status in before.items())
    assert room.store.get([corrected.new]) == []
    assert MEETING in found(room)


def test_a_right_memory_that_was_read_wrongly_stays_and_the_answer_is_closed(room: Room) -> None:
    room.ask("The meeting is on Tuesday.")
    conversation = said(room.ask(ASKED)).conversation
    (corrected,) = corrections(room.ask("No, it is Tuesday.", conversation))
    assert room.store.find(corrected.old).by is By.ASSISTANT
    assert "The meeting is on Tuesday." in found(room)


def test_without_a_model_what_was_quoted_is_corrected(room: Room) -> None:
    room.model.error = NoModel("There is no model.", "Get one.")
    (corrected,) = corrections(room.ask("No, it is Tuesday.", told(room)))
    assert room.store.find(corrected.old).text == MEETING
    answered = room.ask(ASKED)[-1]
    assert isinstance(answered, Answered)
    assert 'You said: "The meeting is on Tuesday."' in answered.text


def test_a_correction_can_be_corrected_again(room: Room) -> None:
    conversation = told(room)
    room.ask("No, it is Tuesday.", conversation)
    room.model.say = "Your meeting is on Tuesday."
    again = said(room.ask(ASKED)).conversation
    (corrected,) = corrections(room.ask("Actually, it is Wednesday.", again))
    assert corrected.text == "The meeting is on Monday. Corrected: it is Wednesday."
    assert [text for text in found(room) if "Tuesday" in text or RIGHT in text] == []


@pytest.mark.parametrize("talk", ["No, thanks.", "Actually, I like it.", "The harbour is cold."])
def test_plain_talk_closes_nothing(room: Room, talk: str) -> None:
    assert not corrections(room.ask(talk, told(room)))
    assert room.store.count(Filter(statuses=(Status.SUPERSEDED,))) == 0


def test_what_has_nothing_to_do_with_it_is_found_as_before(room: Room) -> None:
    room.ask("The dentist is on Friday.")
    room.ask("My sister is called Ana.")
    conversation = told(room)
    questions = ("When is the dentist?", "What is my sister called?", "Where is the boat?")
    before = [room.recall(question, limit=1, statements=True)[0].text for question in questions]
    assert corrections(room.ask("No, it is Tuesday.", conversation))
    after = [room.recall(question, limit=1, statements=True)[0].text for question in questions]
    assert after == before == ["The dentist is on Friday.", "My sister is called Ana.", "The boat is in the harbour."]


@pytest.mark.parametrize("question", ["What day is our meeting?", "Which day do we meet?", "Tell me of the meeting."])
def test_a_paraphrase_finds_what_is_right_too(room: Room, clock: MovingClock, question: str) -> None:
    room.ask("No, it is Tuesday.", told(room))
    clock.pass_days(1)
    texts = found(room, question)
    assert texts[0] == RIGHT
    assert MEETING not in texts


def test_a_correction_without_an_answer_before_it_closes_nothing(room: Room) -> None:
    room.ask(MEETING)
    assert not corrections(room.ask("No, it is Tuesday."))
    assert room.store.count(Filter(statuses=(Status.SUPERSEDED,))) == 0


def test_a_private_correction_changes_nothing(room: Room) -> None:
    room.ask(MEETING)
    answered = room.ask(ASKED, private=True)[-1]
    assert isinstance(answered, Answered)
    assert not corrections(room.ask("No, it is Tuesday.", answered.conversation, private=True))
    assert [one.status for one in room.store.page(Filter())] == [Status.ACTIVE, Status.ACTIVE]


def test_a_correction_to_a_secret_stores_neither(room: Room) -> None:
    events = room.ask("That is wrong: the password is hunter2", told(room))
    assert any(isinstance(event, Notice) and "nothing was closed" in event.sentence for event in events)
    assert not any("hunter2" in one.text for one in room.store.each(Filter()))


def test_a_sentence_of_a_file_is_corrected_and_the_rest_of_the_passage_is_kept(room: Room, clock: MovingClock) -> None:
    text = "The garden is green. The meeting is on Monday. The gate sticks."
    source = Written("f", "/notes/a.md", 0, len(text), 1, "", "0" * 64)
    passage = Memory(
        identity(Kind.PASSAGE, text), Kind.PASSAGE, text, source, By.FILE, "folder:x", clock.now, valid_from=clock.now
    )
    room.store.remember([passage], rule="intake")
    conversation = said(room.ask(ASKED)).conversation
    assert any(isinstance(event, Notice) for event in room.ask("That is wrong.", conversation))
    conversation = said(room.ask(ASKED)).conversation
    (corrected,) = corrections(room.ask("No, it is Tuesday.", conversation))
    assert corrected.text == f"{RIGHT} The garden is green. The gate sticks."
    assert room.store.find(corrected.new).place == "folder:x"
    assert found(room, "Does the gate stick?") == [corrected.text]


def test_what_was_said_stays_in_the_conversation_as_it_was_said(room: Room) -> None:
    conversation = told(room)
    room.ask("No, it is Tuesday.", conversation)
    messages = [one.memory for one in room.talks.messages(conversation)]
    assert messages[-2].text == "No, it is Tuesday."
    assert isinstance(messages[-2].source, Said)
    assert messages[-2].status is Status.ACTIVE


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("It is on Monday, November 21, 2026.", "No, it is Tuesday."),
        ("You meet on Monday, as far as I know, in the small room.", "Not Monday but Tuesday."),
        ("on Monday, November 21, 2026", "That is wrong."),
    ],
)
def test_the_answer_that_held_what_was_wrong_is_closed_however_it_was_worded(
    room: Room, answer: str, words: str
) -> None:
    room.model.say = answer
    conversation = told(room)
    room.model.say = "I see."
    (corrected,) = corrections(room.ask(words, conversation))
    (given,) = (one for one in room.store.each(Filter(by=(By.ASSISTANT,))) if one.text == answer and said_after(one))
    assert (given.status, given.superseded_by) == (Status.SUPERSEDED, corrected.new or None)


def said_after(answer: Memory) -> bool:
    """Whether an answer was given to the question, and not to what was told before it."""
    assert isinstance(answer.source, Said)
    return answer.source.message == 6


def test_an_answer_that_held_something_else_stays(room: Room) -> None:
    room.model.say = "Both boat and meeting are noted."
    conversation = told(room)
    room.ask("No, the meeting is on Tuesday.", conversation)
    kept = room.store.page(Filter(by=(By.ASSISTANT,), statuses=(Status.ACTIVE,)))
    assert [one.text for one in kept] == ["Both boat and meeting are noted."] * 4


def test_a_correction_of_what_corrected_a_longer_text_closes_the_correction(room: Room, clock: MovingClock) -> None:
    text = "The garden is green. The meeting is on Monday. The gate sticks."
    source = Written("f", "/notes/a.md", 0, len(text), 1, "", "0" * 64)
    passage = Memory(
        identity(Kind.PASSAGE, text), Kind.PASSAGE, text, source, By.FILE, "folder:x", clock.now, valid_from=clock.now
    )
    room.store.remember([passage], rule="intake")
    (first,) = corrections(room.ask("No, it is Tuesday.", said(room.ask(ASKED)).conversation))
    room.model.say = "Your meeting is on Tuesday."
    (again,) = corrections(room.ask("No, it is Wednesday.", said(room.ask(ASKED)).conversation))
    assert again.old == first.new
    assert again.text == "The meeting is on Monday. Corrected: it is Wednesday. The garden is green. The gate sticks."


def test_a_wish_after_that_is_wrong_closes_nothing(room: Room) -> None:
    assert not corrections(room.ask("No, that is wrong, please don't use peanuts.", told(room)))
    assert room.store.count(Filter(statuses=(Status.SUPERSEDED,))) == 0


def test_an_answer_that_names_nothing_is_closed_where_it_was_wrong_and_stays_elsewhere(room: Room) -> None:
    room.model.say = "It is somewhere in the house."
    room.ask("Where is the ladder?")
    (corrected,) = corrections(room.ask("That is wrong.", said(room.ask("Where is the kettle?")).conversation))
    given = [one for one in room.store.each(Filter(by=(By.ASSISTANT,))) if one.text == room.model.say]
    assert [one.status is Status.SUPERSEDED for one in given].count(True) == 1
    assert room.store.find(corrected.old).status is Status.SUPERSEDED
