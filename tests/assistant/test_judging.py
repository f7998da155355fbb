"""What the person says of insights holds: no run makes them otherwise."""

from __future__ import annotations

import pytest

from secondme.assistant.judging import Judging
from secondme.assistant.learning import Learning
from secondme.assistant.reflecting import Reflecting
from secondme.assistant.thinking import Thinking
from secondme.errors import NotFound, Refused
from secondme.memory.facts.draw import draw
from secondme.memory.record import By, Memory, Status
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel


class Room:
    """A memory that notices what was said, and is judged."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.reflecting = Reflecting(store, ScriptedModel("Nobody said this."), clock)
        self.judging = Judging(store)

    def say(self, *texts: str) -> list[Memory]:
        self.talks.begin("talk", "chat")
        return [self.talks.say("talk", By.PERSON, text).memory for text in texts]

    def rest(self) -> None:
        list(self.reflecting.run(1, Stop()))

    def noticed(self, rule: str) -> list[Memory]:
        return [one for one in self.judging.insights() if one.rule == rule]


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    found = Room(store, clock)
    found.say(*(f"Biscuit ate {count} bones in the garden." for count in (3, 4, 5)))
    found.rest()
    return found


def test_what_is_rejected_is_gone_and_not_made_again_until_that_is_undone(room: Room) -> None:
    (day,) = room.noticed("day")
    assert room.judging.reject(day.id).status is Status.SUPERSEDED
    room.say("Biscuit ate 6 bones.")  # its evidence changes
    room.rest()
    assert not room.noticed("day")
    with pytest.raises(NotFound, match="There is no insight"):
        room.judging.find(day.id)
    room.store.undo()
    assert room.noticed("day")[0].id == day.id
    room.rest()
    assert "4 things" in room.noticed("day")[0].text


def test_an_insight_that_was_undone_is_not_noticed_again_until_that_is_undone(room: Room) -> None:
    (day,) = room.noticed("day")
    noticed = next(change.operation for change in room.store.history(day.id) if change.what == "made")
    undone = room.store.undo(noticed)
    room.say("Biscuit ate 6 bones.")  # its evidence changes
    room.rest()
    assert not room.noticed("day")
    room.store.undo(undone.n)
    assert room.noticed("day")[0].id == day.id
    room.rest()
    assert "4 things" in room.noticed("day")[0].text
    room.store.undo(noticed, asked=False)  # as a run that is rolled back does
    room.clock.now += 31.0
    room.store.forget(room.store.due(room.clock()))
    room.say("Biscuit ate 7 bones.")
    room.rest()
    assert "5 things" in room.noticed("day")[0].text


def test_what_was_undone_goes_with_what_it_rests_on_and_else_after_a_week(room: Room) -> None:
    (day,) = room.noticed("day")
    made = next(change.operation for change in room.store.history(day.id) if change.what == "made")
    room.store.undo(made)
    room.clock.pass_days(6)
    assert not room.store.due(room.clock())
    room.store.hide([day.evidence[0]], room.clock() + 30.0)
    assert set(room.store.due(room.clock() + 30.0)) >= {day.id, day.evidence[0]}


def test_what_is_accepted_is_trusted_and_follows_its_evidence_until_it_is_let_go(room: Room) -> None:
    (day,) = room.noticed("day")
    accepted = room.judging.accept(day.id)
    assert (accepted.pinned, accepted.trust) == (True, 1.0)
    assert room.judging.accept(day.id) == accepted
    room.say("Biscuit ate 6 bones.")
    room.rest()
    (renewed,) = room.noticed("day")
    assert room.judging.accepted(renewed)
    assert "4 things" in renewed.text
    freed = room.judging.accept(day.id, accepted=False)
    assert (freed.pinned, freed.trust) == (False, By.ASSISTANT.trust)
    room.store.undo()
    assert room.judging.accepted(room.store.find(day.id))


def test_words_of_the_person_win_and_are_no_secret(room: Room) -> None:
    (day,) = room.noticed("day")
    assert not room.judging.own(day)
    for wrong in ("  ", "My password is hunter2sesame!", "word " * 200):
        with pytest.raises(Refused):
            room.judging.correct(day.id, wrong)
    room.judging.correct(day.id, "Biscuit  eats all\nday.")
    room.say("Biscuit ate 6 bones.")
    room.rest()
    (mine,) = room.noticed("day")
    assert mine.text == "Biscuit eats all day."
    assert room.judging.own(mine)
    assert room.judging.accept(day.id, accepted=False).trust == 1.0


def test_a_thought_that_was_rejected_is_not_thought_again(store: Store, clock: MovingClock) -> None:
    room = Room(store, clock)
    given = room.say("My sister is called Ana.", "Ana lives in Lisbon.")
    list(Learning(store, store.facts, [lambda said, stop: draw(said)], clock).run(1, Stop()))
    thinking = Thinking(store, room.talks, store.facts, clock)
    list(thinking._after([one.id for one in given], 1, Stop()))
    (thought,) = room.noticed("thought")
    room.judging.reject(thought.id)
    assert list(thinking._after([one.id for one in given], 2, Stop())) == []
    assert not room.noticed("thought")
