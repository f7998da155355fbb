"""Turns said in a branch, and answers given anew: what they store, what the model reads, what private ones leave."""

from __future__ import annotations

import pytest

from secondme.assistant.chat import Chat
from secondme.assistant.recall import Recall
from secondme.errors import NoModel, NotFound, Refused
from secondme.events import Answered, Event, Recalled, Stored
from secondme.memory.forgetting import Forgetting
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel

ASKED = "What did you say my dog is called?"


class Room:
    """A chat over a real store and a scripted model."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store = store
        self.talks = Conversations(store, clock)
        self.model = ScriptedModel("Your dog is called Biscuit.")
        recall = Recall(store, clock, Forgetting())
        self.chat = Chat(store, self.talks, recall, self.model, notes=5, answer=50)

    def ask(
        self, text: str, conversation: str = "", *, private: bool = False, after: int | None = None, again: bool = False
    ) -> tuple[Stored, Answered, list[Event]]:
        """A turn: what it stored, what was answered, all of it."""
        events = list(self.chat.reply(text, conversation, private=private, after=after, again=again))
        stored, answered = events[0], events[-1]
        assert isinstance(stored, Stored)
        assert isinstance(answered, Answered)
        return stored, answered, events

    def read(self) -> list[str]:
        """What the model read last, beside the system's words."""
        return [turn.parts[-1] for turn in self.model.asked[-1][1:]]

    def texts(self, talk: str) -> list[str]:
        return [one.memory.text for one in self.talks.messages(talk)]


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def test_words_that_are_changed_are_said_in_a_branch_and_the_old_ones_stay(room: Room) -> None:
    first, answered, _ = room.ask("My dog is called Biscuit.")
    second, _, _ = room.ask(ASKED, first.conversation)
    before = room.texts(first.conversation)
    edited, _, _ = room.ask("What is my cat called?", first.conversation, after=answered.message)
    assert edited.conversation != first.conversation
    assert edited.message > second.message
    assert room.texts(edited.conversation) == [*before[:2], "What is my cat called?", "Your dog is called Biscuit."]
    assert room.texts(first.conversation) == before
    assert room.read() == [*before[:2], "What is my cat called?"]
    fresh, _, _ = room.ask("Hello.", first.conversation, after=0)
    assert room.texts(fresh.conversation)[0] == "Hello."


def test_an_answer_is_given_anew_without_the_first_and_nothing_is_said_twice(room: Room) -> None:
    first, _, _ = room.ask("My dog is called Biscuit.")
    second, answered, _ = room.ask(ASKED, first.conversation)
    count = room.store.count(Filter())
    room.model.say = "He is called Biscuit."
    again, anew, events = room.ask("", first.conversation, after=second.message, again=True)
    assert (again.message, again.memory) == (second.message, second.memory)
    assert room.store.count(Filter()) == count + 1
    assert room.texts(again.conversation) == [*room.texts(first.conversation)[:3], "He is called Biscuit."]
    assert room.read() == [*room.texts(first.conversation)[:2], ASKED]
    old = room.talks.messages(first.conversation)[-1]
    assert (old.n, old.memory.text) == (answered.message, "Your dog is called Biscuit.")
    assert room.talks.messages(again.conversation)[-1].n == anew.message
    recalled = next(one for one in events if isinstance(one, Recalled))
    assert old.memory.id not in [one.id for one in recalled.memories]
    assert room.model.anew
    third, last, _ = room.ask("And?", again.conversation)
    assert not room.model.anew
    assert third.conversation == again.conversation
    assert room.texts(again.conversation)[-1] == "He is called Biscuit."
    assert last.message == third.message + 1


def test_without_a_model_a_branch_is_there_to_go_on_with(room: Room) -> None:
    first, _, _ = room.ask("My dog is called Biscuit.")
    room.model.error = NoModel("There is no model.", "Get one.")
    again, answered, _ = room.ask("", first.conversation, after=first.message, again=True)
    assert answered.message == 0
    room.model.error = None
    room.ask("Hello?", again.conversation)
    assert room.texts(again.conversation)[:2] == ["My dog is called Biscuit.", "Hello?"]


def test_what_cannot_be_branched_from_is_a_sentence_and_stores_nothing(room: Room) -> None:
    first, answered, _ = room.ask("My dog is called Biscuit.")
    talk = first.conversation
    rows = room.store.ledger.rows("SELECT * FROM conversation")
    for how, error in (
        ({"after": answered.message, "again": True}, NotFound), ({"after": 99, "again": True}, NotFound),
        ({"again": True}, Refused),
    ):  # fmt: skip
        with pytest.raises(error):
            list(room.chat.reply("Hello", talk, **how))
    with pytest.raises(Refused):
        list(room.chat.reply("Hello", after=1))
    with pytest.raises(NotFound):
        list(room.chat.reply("Hello", "nowhere", after=1))
    assert room.store.ledger.rows("SELECT * FROM conversation") == rows


def test_a_private_conversation_branches_in_memory_alone_and_all_of_it_ends(room: Room) -> None:
    first, answered, _ = room.ask("A secret.", private=True)
    assert (first.message, answered.message) == (1, 2)
    second, _, _ = room.ask("What is it?", first.conversation)
    edited, _, _ = room.ask("Another.", first.conversation, after=2)
    assert edited.conversation not in ("", first.conversation)
    assert room.read() == ["A secret.", "Your dog is called Biscuit.", "Another."]
    again, anew, _ = room.ask("", first.conversation, after=second.message, again=True)
    assert (again.message, anew.message) == (3, 4)
    assert room.read() == ["A secret.", "Your dog is called Biscuit.", "What is it?"]
    with pytest.raises(NotFound):
        room.ask("", first.conversation, after=2, again=True)
    assert room.store.count(Filter()) == 0
    assert room.store.ledger.scalar("SELECT count(*) FROM conversation") == 0
    room.chat.end_private(again.conversation)
    for talk in (first, edited, again):
        with pytest.raises(NotFound):
            room.ask("Hello", talk.conversation)
