"""Summaries over a real store: of days, of weeks from these, of all from those; what is too slight is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest

from secondme.assistant.reflecting import Reflecting
from secondme.assistant.thinking import FORM, Answers, in_form
from secondme.events import Event, ModelState
from secondme.llm.catalog import starter
from secondme.llm.remote import WorkerModel
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.ports import Reading, Turn
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel


class Room:
    """A memory that reflects on what was said."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.reflecting = Reflecting(store, ScriptedModel("Nobody said this."), clock)

    def say(self, *texts: str) -> list[Memory]:
        self.talks.begin("talk", "chat")
        return [self.talks.say("talk", By.PERSON, text).memory for text in texts]

    def rest(self) -> list[Event]:
        return list(self.reflecting.run(1, Stop()))

    def noticed(self, rule: str, *statuses: Status) -> list[Memory]:
        which = Filter(kinds=(Kind.INSIGHT,), statuses=statuses or (Status.ACTIVE,))
        every = self.store.each(which)
        return [one for one in every if isinstance(one.source, Derived) and one.source.rule == rule]


class Soon(Stop):
    """Somebody asks to stop after so many looks."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.left = looks

    @property
    def asked(self) -> bool:
        self.left -= 1
        return self.left < 0


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    """Two weeks of talk about Biscuit, on two days each, and a week after."""
    found = Room(store, clock)
    clock.pass_days(1)  # a Monday
    for days in (1, 6, 1, 6):
        found.say(f"Biscuit ate {clock.now:.0f} bones.", f"Biscuit met Otto {clock.now:.0f} times.")
        clock.pass_days(days)
    return found


def test_weeks_are_summed_up_from_days_and_all_from_weeks(room: Room) -> None:
    room.rest()
    days, weeks, (whole,) = room.noticed("day"), room.noticed("week"), room.noticed("overall")
    assert [len(days), len(weeks)] == [4, 2]
    assert {name for week in weeks for name in week.evidence} == {one.id for one in days}
    assert set(whole.evidence) == {one.id for one in weeks}
    assert "“Biscuit” (in 2)" in whole.text
    assert len(room.store.trace(whole)) == 8
    assert room.rest() == []


def test_summaries_go_with_what_they_rest_on(room: Room) -> None:
    room.rest()
    (week, _) = room.noticed("week")
    (gone, *_) = week.evidence
    for name in room.store.find(gone).evidence:
        room.store.succeed(room.store.find(name), None, rule="person")
    room.rest()
    assert len(room.noticed("day")) == 3
    assert week.id not in {one.id for one in room.noticed("week")}
    assert room.noticed("overall") == []
    assert room.rest() == []


def test_small_talk_is_too_slight_to_be_summed_up(store: Store, clock: MovingClock) -> None:
    room = Room(store, clock)
    room.say("it is fine", "ok then")
    assert room.rest() == []


def test_stopped_while_it_looks_at_what_was_said_it_puts_nothing_away_and_the_next_run_does_it_all(room: Room) -> None:
    for looks in (0, 1, 5, 9, 10):
        assert list(room.reflecting.run(1, Soon(looks))) == []
    room.rest()
    whole = {one.id for rule in ("day", "week", "overall") for one in room.noticed(rule)}
    for looks in (3, 12, 20):
        assert list(room.reflecting.run(2, Soon(looks))) == []
    assert {one.id for rule in ("day", "week", "overall") for one in room.noticed(rule)} == whole


class Watched:
    """A model in a process of its own, and how many answers nobody waited for."""

    def __init__(self, model: WorkerModel) -> None:
        self.model, self.asked = model, 0

    @property
    def state(self) -> ModelState:
        return self.model.state

    def background(
        self, jobs: Sequence[Sequence[Turn]], limit: int, schema: Mapping[str, Any] | None = None
    ) -> Answers:
        self.asked += len(jobs)
        return self.model.background(jobs, limit, schema)


@pytest.mark.model
def test_after_it_rested_the_next_turn_of_the_chat_reads_its_own_words_alone(store: Store, clock: MovingClock) -> None:
    file = starter()
    if file is None:
        pytest.skip("the starter model is not installed: pip install 'secondme[starter]'")
    turns = [Turn("system", ("You are the memory assistant of the user.",))]

    def said(model: WorkerModel, text: str) -> Reading:
        turns.append(Turn("user", (text,)))
        with closing(model.reply(turns, 8, "talk")) as reply:
            turns.append(Turn("assistant", ("".join(reply),)))
        return reply.reading

    with closing(WorkerModel(file, threads=2, env={"OMP_WAIT_POLICY": "PASSIVE"})) as model:
        watched, room = Watched(model), Room(store, clock)
        first = said(model, "The fox and the hen went for a walk along the river, and talked of the world. " * 4)
        room.say("My dog is called Biscuit.", "Biscuit is a beagle.", "Biscuit likes long walks.")
        room.reflecting = Reflecting(store, watched, clock)
        assert room.rest()
        assert watched.asked > 0
        in_form(watched, "Say what follows.", "- Biscuit is a dog.", 8, FORM, Stop())
        reading = said(model, "Thank you.")
        assert reading.cached >= first.read + first.written
        assert reading.read < 20
