"""A chat in the shortest context that can be set: profile, recall and the default answer, with a real model."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from secondme import wiring
from secondme.config import Settings, folders
from secondme.config.forms import MemorySettings, ModelSettings
from secondme.events import Answered, Event, Recalled, Stored
from secondme.llm.catalog import starter
from secondme.memory.record import By
from secondme.stop import Stop
from secondme.wiring import Rooms
from tests.conftest import MovingClock

TOLD = (
    "My name is Ana.", "I live in Oslo.", "I am allergic to nuts.", "My sister Eva works as a nurse.",
    "My dog is called Biscuit, and he is afraid of thunder.", "My spare key is in a blue tin above the stove.",
)  # fmt: skip
ASKED = ("What is my dog called?", "Where is my spare key?", "Where do I live?", "What am I allergic to?")


@pytest.fixture
def rooms(clock: MovingClock) -> Iterator[Rooms]:
    if starter() is None:
        pytest.skip("the starter model is not installed: pip install 'secondme[starter]'")
    places = folders()
    places.home.mkdir(exist_ok=True)
    settings = Settings(model=ModelSettings(context=512, threads=2), memory=MemorySettings(facts="true"))
    found = wiring.build(places, settings, clock)
    yield found
    found.close()


@pytest.mark.model
def test_a_context_of_512_tokens_answers_with_a_profile_and_recall_turn_after_turn(
    rooms: Rooms, clock: MovingClock
) -> None:
    with rooms.store.ledger.write():
        for number in range(3):  # what is said in several conversations belongs in the profile
            rooms.talks.begin(f"told{number}", "chat")
            for text in TOLD:
                rooms.talks.say(f"told{number}", By.PERSON, text)
            clock.pass_days(1)
    list(rooms.consolidation.run(Stop()))
    assert rooms.chat._portrait
    assert rooms.chat._portrait.lines()
    conversation, recalled = "", 0
    stored: list[int] = []
    for text in [*ASKED, *ASKED]:
        events: list[Event] = list(rooms.chat.reply(text, conversation))
        answered = events[-1]
        assert isinstance(answered, Answered), answered
        assert answered.model
        assert 0 < answered.cells <= answered.budget == 512
        conversation = answered.conversation
        stored += [event.message for event in events if isinstance(event, Stored)]
        recalled += sum(len(event.memories) for event in events if isinstance(event, Recalled))
    assert recalled > 4
    missing = [any(first <= one <= last for first, last in answered.missing) for one in stored]
    assert answered.pruned == sum(missing) > 0
    assert not missing[-1]
