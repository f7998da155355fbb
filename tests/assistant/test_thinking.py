"""Thoughts over a real store: made after an answer, merged, forgotten, and read instead of concluded again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from secondme.assistant.chat import Chat
from secondme.assistant.learning import Learning
from secondme.assistant.recall import Recall
from secondme.assistant.thinking import FORM, PLACE, Thinking
from secondme.events import Answered, Event, Recalled, Thought
from secondme.memory.facts.draw import draw
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Kind, Memory, Status
from secondme.ports import Turn
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel


class Room:
    """A memory that thinks when it rests."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.model = ScriptedModel("I see.")
        self.learning = Learning(store, store.facts, [lambda said, stop: draw(said)], clock)
        self.thinking = Thinking(store, self.talks, store.facts, clock)
        self.chat = Chat(store, self.talks, Recall(store, clock, Forgetting()), self.model, notes=5, answer=50)

    def say(self, *texts: str, talk: str = "told") -> list[Memory]:
        self.talks.begin(talk, "chat")
        self.clock.now += 1
        return [self.talks.say(talk, By.PERSON, text).memory for text in texts]

    def ask(self, text: str) -> tuple[Recalled, str]:
        """What a new conversation is given for a question, and answers."""
        self.clock.now += 60
        events = list(self.chat.reply(text))
        answered = next(one for one in events if isinstance(one, Answered))
        return next(one for one in events if isinstance(one, Recalled)), answered.text

    def learn(self) -> None:
        for _ in self.learning.run(1, Stop()):
            pass

    def rest(self) -> list[Event]:
        self.learn()
        return list(self.thinking.run(1, Stop()))

    def thoughts(self) -> list[str]:
        which = Filter(kinds=(Kind.INSIGHT,), statuses=(Status.ACTIVE,), places=(PLACE,))
        return [one.text for one in self.store.each(which)]


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


BROTHER = "Where does my brother live?"
TOM = ("My brother is Tom.", "Tom lives in Bergen.")


def noticed(turns: Sequence[Turn]) -> str:
    """What the first note that was concluded says, else that the notes have to be thought about."""
    lines = [line for line in turns[-1].block.splitlines() if "I noticed" in line]
    return lines[0].split('"')[1] if lines else "Let me put two and two together."


def test_what_was_thought_after_an_answer_is_read_in_three_new_sessions(room: Room) -> None:
    room.model.say = noticed
    for number, text in enumerate(TOM):
        room.say(text, talk=f"told{number}")
    room.learn()
    assert room.ask(BROTHER)[1] == "Let me put two and two together."
    (thought,) = [one.memory for one in room.rest() if isinstance(one, Thought)]
    assert thought.text == "Your brother Tom lives in Bergen."
    asked = [room.ask(BROTHER) for _ in range(3)]
    assert {answer for _, answer in asked} == {thought.text}
    assert all(thought.id in {one.id for one in recalled.memories} for recalled, _ in asked)
    room.rest()
    assert room.thoughts() == [thought.text]


def test_nothing_is_thought_about_what_no_answer_was_given(room: Room) -> None:
    room.say(*TOM)
    assert room.rest() == []


def test_thinking_again_changes_nothing(room: Room) -> None:
    room.say(*TOM)
    room.ask(BROTHER)
    assert room.rest()
    before = list(room.store.each(Filter()))
    assert room.rest() == []
    assert list(room.store.each(Filter())) == before


def test_a_thought_is_merged_with_that_of_its_head_and_shrinks_with_its_ground(room: Room) -> None:
    room.say("I play chess.", "Eva plays chess.")
    room.ask("Who plays chess?")
    room.rest()
    assert room.thoughts() == ["You and Eva both play chess."]
    _, go = room.say("I play poker.", "Eva plays poker.", talk="more")
    room.ask("Who plays poker?")
    room.rest()
    assert room.thoughts() == ["You and Eva both play chess and poker."]
    (fact,) = [one for one in room.store.resting_on([go.id]) if one.kind is Kind.FACT]
    room.store.succeed(fact, None, rule="person")
    room.rest()
    assert room.thoughts() == ["You and Eva both play chess."]
    for one in room.store.page(Filter(kinds=(Kind.FACT,), statuses=(Status.ACTIVE,))):
        room.store.succeed(one, None, rule="person")
    room.rest()
    assert room.thoughts() == []


class Lapsing:
    """A clock that goes on by two hours after so many looks at it."""

    def __init__(self, clock: MovingClock, looks: int) -> None:
        self.clock, self.looks = clock, looks

    def __call__(self) -> float:
        self.looks -= 1
        return self.clock() + (0 if self.looks >= 0 else 7_200)


def test_facts_that_end_while_it_thinks_stop_nothing(room: Room) -> None:
    room.say("I play chess.", "Eva plays chess.")
    room.ask("Who plays chess?")
    room.rest()
    for one in room.store.page(Filter(kinds=(Kind.FACT,))):
        ending = replace(one, valid_to=room.clock() + 3_600, version=one.version + 1)
        room.store.revise([ending], what="renewed", rule="test")
    for looks in range(2, 8):
        room.store.set_mark("thoughts", "")
        lapsing = Lapsing(room.clock, looks)
        assert list(Thinking(room.store, room.talks, room.store.facts, lapsing).run(1, Stop())) == []
    assert room.thoughts() == ["You and Eva both play chess."]


@pytest.mark.parametrize(
    ("sentence", "kept"),
    [
        ("Ola plays chess in Bergen.", True),
        ("Ola plays chess in Paris.", False),
        ("Ola lives in Bergen.", False),
        ("Ola plays chess in Ber", False),
    ],
)
def test_what_a_model_concludes_counts_only_if_it_stands_in_both_facts(room: Room, sentence: str, kept: bool) -> None:
    room.say("My friend Ola lives in Bergen.", "Ola plays chess.")
    room.ask("What about Ola?")
    room.model.say = json.dumps({"head": "Ola", "relation": "plays in", "tail": "Bergen", "sentence": sentence})
    room.thinking = Thinking(room.store, room.talks, room.store.facts, room.clock, room.model)
    room.rest()
    assert (sentence in room.thoughts()) is kept
    assert FORM in room.model.forms
    before = room.thoughts()
    assert room.rest() == []
    assert room.thoughts() == before
