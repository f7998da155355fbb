"""Questions over a real store: asked once enough was told, answered with what they rest on, and kept in step."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest

from secondme.assistant.learning import Learning
from secondme.assistant.recall import Recall
from secondme.assistant.reflecting import Reflecting
from secondme.assistant.wondering import Wondering
from secondme.events import Event, Reflected
from secondme.memory.facts.draw import draw
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.ports import Turn
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel

TOLD = (
    "My sister Ana works as a nurse.",
    "Ana lives in Bergen.",
    "I live in Oslo.",
    "I am allergic to nuts.",
    "My wife is called Eva.",
    "Eva works at Lund.",
)


class Room:
    """A memory that asks when it rests."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.model = ScriptedModel("{}")
        self.learning = Learning(store, store.facts, [lambda said, stop: draw(said)], clock)
        self.wondering = Wondering(store, store.facts, Recall(store, clock, Forgetting()), clock)
        self.talks.begin("talk", "chat")

    def say(self, *texts: str) -> list[Memory]:
        self.clock.now += 1
        return [self.talks.say("talk", By.PERSON, text).memory for text in texts]

    def rest(self) -> list[Event]:
        for _ in self.learning.run(1, Stop()):
            pass
        return list(self.wondering.run(1, Stop()))

    def answers(self) -> dict[str, Memory]:
        which = Filter(kinds=(Kind.INSIGHT,), statuses=(Status.ACTIVE,))
        return {re.split(r"[?:]", one.text)[0]: one for one in self.store.each(which)}


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def test_questions_are_asked_once_enough_was_told_and_answered_with_their_ground(room: Room) -> None:
    room.say(*TOLD[:2])
    assert room.rest() == []
    room.say(*TOLD[2:])
    assert room.rest()
    found = room.answers()
    assert set(found) == {"What you told me of Ana", "What you told me of Eva"}
    for one in found.values():
        assert isinstance(one.source, Derived)
        assert len(room.store.get(one.source.memories)) == len(one.source.memories) >= 2
    assert "Your sister Ana works as a nurse." in found["What you told me of Ana"].text
    assert room.rest() == []


def test_an_answer_follows_its_ground_and_goes_with_it(room: Room) -> None:
    room.say(*TOLD)
    room.rest()
    room.say("Ana moved to Paris.")
    room.rest()
    assert "Paris" in room.answers()["What you told me of Ana"].text
    assert "Bergen" not in room.answers()["What you told me of Ana"].text
    for fact in room.store.page(Filter(kinds=(Kind.FACT,), statuses=(Status.ACTIVE,))):
        room.store.succeed(fact, None, rule="person")
    room.rest()
    assert room.answers() == {}


@pytest.mark.parametrize(
    ("answer", "kept"),
    [("Ana is a nurse in Bergen.", True), ("Ana is a pilot in Bergen.", False), ("Ana lives in Bergen.", False)],
)
def test_what_a_model_answers_counts_only_if_it_needs_two_memories(room: Room, answer: str, kept: bool) -> None:
    def say(turns: Sequence[Turn]) -> str:
        asks = "Which questions" in turns[0].parts[0]
        return json.dumps({"questions": ["Where does Ana work as a nurse?"]} if asks else {"answer": answer})

    room.model.say = say
    recall = Recall(room.store, room.clock, Forgetting())
    room.wondering = Wondering(room.store, room.store.facts, recall, room.clock, room.model)
    room.say(*TOLD)
    room.rest()
    found = room.answers().get("Where does Ana work as a nurse")
    assert (found is not None) is kept
    if found:
        assert isinstance(found.source, Derived)
        assert len(found.source.memories) == 2


def test_insights_of_facts_are_renewed_with_a_change_and_put_away_without_ground(room: Room) -> None:
    reflecting = Reflecting(room.store, room.model, room.clock)

    def reflect() -> list[str]:
        room.rest()
        return [one.memory.text for one in reflecting.run(1, Stop()) if isinstance(one, Reflected)]

    room.say("My sister Ana works as a nurse.", "Ana lives in Bergen.", "Ana plays chess.")
    assert any(text.startswith("You told me 4 things about your sister Ana") for text in reflect())
    room.clock.pass_days(3)
    room.say("Ana moved to Paris.")
    changed = reflect()
    assert any("“Ana lives in Bergen.” became “Ana lives in Paris.”" in text for text in changed)
    assert any("sister Ana" in text and "Paris" in text and "Bergen" not in text for text in changed)
    assert reflect() == []
    for fact in room.store.page(Filter(kinds=(Kind.FACT,), statuses=(Status.ACTIVE,))):
        room.store.succeed(fact, None, rule="person")
    reflect()
    left = room.store.page(Filter(kinds=(Kind.INSIGHT,), statuses=(Status.ACTIVE,)))
    assert not [one.text for one in left if one.text.startswith("You told me")]
