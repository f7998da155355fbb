"""A turn of a conversation: what it yields, what it stores, and what it leaves when it fails."""

from __future__ import annotations

import pytest

from secondme.assistant.chat import LONGEST, Chat
from secondme.assistant.recall import Recall
from secondme.errors import ModelGone, NoModel, NotFound, Refused
from secondme.events import Answered, Event, Failed, Notice, Piece, Recalled, Stopped, Stored
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import Kind
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel

DOG = "My dog is called Biscuit."
ASKED = "What is my dog called?"


class Room:
    """A chat over a real store and a scripted model."""

    def __init__(self, store: Store, clock: MovingClock, say: str = "Your dog is called Biscuit.") -> None:
        self.store = store
        self.model = ScriptedModel(say)
        self.talks = Conversations(store, clock)
        self.recall = Recall(store, clock, Forgetting())
        self.chat = Chat(store, self.talks, self.recall, self.model, notes=5, answer=50)

    def ask(self, text: str, conversation: str = "", **how: bool) -> list[Event]:
        return list(self.chat.reply(text, conversation, **how))

    def texts(self) -> list[str]:
        return [memory.text for memory in self.store.each(Filter(kinds=(Kind.EPISODE,)))]


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def test_a_turn_is_stored_recalled_said_and_answered(room: Room) -> None:
    room.ask(DOG)
    events = room.ask(ASKED)
    assert [type(event) for event in events] == [Stored, Recalled, *[Piece] * 5, Answered]
    recalled, answered = events[1], events[-1]
    assert isinstance(recalled, Recalled)
    assert isinstance(answered, Answered)
    assert [one.text for one in recalled.memories] == [DOG]
    assert answered.memories == recalled.memories
    assert (answered.text, answered.model) == ("Your dog is called Biscuit.", "scripted")
    assert DOG in room.model.asked[-1][-1].parts[0]
    assert room.model.asked[-1][-1].parts[-1] == ASKED


def test_what_was_typed_is_stored_before_the_model_is_asked(room: Room) -> None:
    flow = room.chat.reply(DOG)
    assert isinstance(next(iter(flow)), Stored)
    assert room.texts() == [DOG]
    assert room.model.asked == []


def test_stopping_early_stores_no_answer(room: Room) -> None:
    stop = Stop()
    events: list[Event] = []
    for event in room.chat.reply(DOG, stop=stop):
        events.append(event)
        if isinstance(event, Piece):
            stop.ask()
    assert events[-1] == Stopped("Your")
    assert room.texts() == [DOG]
    assert room.model.replies[0].closed


def test_closing_the_flow_stops_the_model_and_stores_no_answer(room: Room) -> None:
    flow = room.chat.reply(DOG)
    for event in flow:
        if isinstance(event, Piece):
            break
    flow.close()  # type: ignore[attr-defined]
    assert room.model.replies[0].closed
    assert room.texts() == [DOG]


def test_a_model_that_is_gone_is_a_sentence_and_keeps_what_was_typed(room: Room) -> None:
    room.model.breaks_after = 2
    failed = room.ask(DOG)[-1]
    assert isinstance(failed, Failed)
    assert failed.kind == "ModelGone"
    room.model.breaks_after = None
    room.model.error = ModelGone("It went away.")
    assert room.ask(ASKED)[-1] == Failed("ModelGone", "It went away.")
    room.model.error = None
    assert isinstance(room.ask("Hello")[-1], Answered)
    assert room.texts() == [DOG, ASKED, "Hello", "Your dog is called Biscuit."]


def test_without_a_model_it_quotes_and_remembers_no_answer(room: Room) -> None:
    room.model.error = NoModel("There is no model.", "Get one.")
    room.ask(DOG)
    events = room.ask(ASKED)
    answered = events[-1]
    assert isinstance(answered, Answered)
    assert Notice("There is no model. Get one.") in events
    assert f'(3 May 2026) You said: "{DOG}"' in answered.text
    assert answered.model == ""
    assert room.texts() == [DOG, ASKED]


def test_an_empty_answer_is_a_sentence(room: Room) -> None:
    room.model.say = ""
    assert isinstance(room.ask(DOG)[-1], Failed)
    assert room.texts() == [DOG]


def test_what_cannot_be_asked_is_refused_and_stores_nothing(room: Room) -> None:
    for text in ("", " \n ", "x" * (LONGEST + 1)):
        with pytest.raises(Refused):
            room.ask(text)
    with pytest.raises(NotFound):
        room.ask("Hello", "nobody")
    assert room.texts() == []


def test_a_question_longer_than_the_context_is_a_sentence_and_stored(room: Room) -> None:
    failed = room.ask("word " * 6_000)[-1]
    assert isinstance(failed, Failed)
    assert "context" in failed.sentence
    assert len(room.texts()) == 1


def test_the_conversation_goes_on(room: Room) -> None:
    stored = room.ask("Hello")[0]
    assert isinstance(stored, Stored)
    room.ask("How are you?", stored.conversation)
    roles = [turn.role for turn in room.model.asked[-1]]
    assert roles == ["system", "user", "assistant", "user"]


def test_a_private_conversation_recalls_and_leaves_nothing(room: Room) -> None:
    room.ask(DOG)
    before = room.texts()
    first = room.ask(ASKED, private=True)
    answered = first[-1]
    assert isinstance(answered, Answered)
    assert [one.text for one in answered.memories]
    room.ask("And how old is he?", answered.conversation, private=True)
    assert any(ASKED in part for turn in room.model.asked[-1] for part in turn.parts)
    assert room.texts() == before
    assert room.store.find(answered.memories[0].id).recalls == 0
