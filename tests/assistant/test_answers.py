"""Which answers of the assistant tell a memory again, over the real store."""

from __future__ import annotations

import pytest

from secondme.assistant.answers import answers_from
from secondme.events import Stored
from secondme.memory.record import By, Derived, Kind, Memory, identity
from secondme.memory.retelling import repeated_by
from secondme.store.store import Store
from tests.assistant.test_chat import Room
from tests.conftest import MovingClock

DOG = "My dog is called Biscuit."


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock, "Noted.")


def told(room: Room, words: str) -> Memory:
    stored = room.ask(words)[0]
    assert isinstance(stored, Stored)
    return room.store.find(stored.memory)


def found(room: Room, *memories: Memory) -> list[str]:
    return [one.text for one in answers_from(room.store, room.talks, memories)]


def test_an_answer_that_was_given_a_memory_and_tells_it_again_is_found(room: Room) -> None:
    dog = told(room, DOG)
    told(room, "My cat is called Minka.")
    room.model.say = "Your dog is called Biscuit."
    told(room, "What is my dog called?")
    room.model.say = "I do not know what your dog is called."
    told(room, "What is my dog called?")
    assert found(room, dog) == ["Your dog is called Biscuit."]


def test_a_later_answer_of_the_same_conversation_is_found_without_recall(room: Room) -> None:
    room.model.say = "Biscuit is a fine name."
    stored = room.ask(DOG)[0]
    assert isinstance(stored, Stored)
    room.model.say = "I hope that Biscuit is well."
    room.ask("It is raining.", stored.conversation)
    room.model.say = "The sun will shine."
    room.ask("And tomorrow?", stored.conversation)
    dog = room.store.find(stored.memory)
    assert found(room, dog) == ["Biscuit is a fine name.", "I hope that Biscuit is well."]


def test_an_answer_of_another_conversation_that_never_had_the_memory_is_not_found(room: Room) -> None:
    dog = told(room, DOG)
    room.talks.begin("other", "chat")
    room.talks.say("other", By.PERSON, "Name a sweet.")
    room.talks.say("other", By.ASSISTANT, "A Biscuit, for example.")
    assert found(room, dog) == []


def test_an_answer_that_was_given_what_rests_on_the_memory_is_found(room: Room, clock: MovingClock) -> None:
    dog = told(room, DOG)
    source = Derived("rule", (dog.id,))
    name = identity(Kind.INSIGHT, dog.id)
    insight = Memory(name, Kind.INSIGHT, "You walk Biscuit a lot.", source, By.ASSISTANT, "reflection", clock.now)
    room.store.remember([insight], rule="rule")
    room.model.say = "You walk Biscuit."
    room.talks.begin("other", "chat")
    asked = room.talks.say("other", By.PERSON, "Whom do I walk?")
    (given,) = (one for one in room.recall("walk a lot", limit=5) if one.id == insight.id)
    room.talks.used(asked.n, "other", [given])
    room.talks.say("other", By.ASSISTANT, "You walk Biscuit.")
    assert found(room, dog) == ["You walk Biscuit."]


def test_what_is_going_itself_is_not_named_again(room: Room) -> None:
    dog = told(room, DOG)
    room.model.say = "Your dog is called Biscuit."
    told(room, "What is my dog called?")
    (answer,) = answers_from(room.store, room.talks, [dog])
    assert answers_from(room.store, room.talks, [dog, answer]) == []


def test_an_answer_repeats_what_it_tells_and_not_what_was_only_asked() -> None:
    def said(text: str, by: By = By.ASSISTANT) -> Memory:
        return Memory(identity(Kind.EPISODE, text), Kind.EPISODE, text, Derived("", ()), by, "chat", 0.0)

    fact = said("I meet Ana on Friday.", By.PERSON)
    knows, short, not_ = said("You meet Ana on Friday."), said("On Friday."), said("I do not know when you meet Ana.")
    assert repeated_by(fact, [knows, short, not_], "When do I meet Ana?") == [knows, short]
    assert repeated_by(fact, [said("It is sunny.")]) == []
