"""A run over the real store: what fades, what comes back, what is noticed, and that it can be stopped."""

from __future__ import annotations

from dataclasses import replace

import pytest

from secondme.assistant.consolidate import Consolidation
from secondme.assistant.fading import Fading
from secondme.assistant.recall import Recall
from secondme.assistant.reflecting import REFLECTED_ON, Reflecting
from secondme.errors import NotFound, Refused
from secondme.events import Began, Consolidated, Event, Faded, Probed, Progress, Reflected
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.fading import LedgerFading
from secondme.store.runs import LedgerRuns
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel

SAID = ("My dog is called Biscuit.", "Biscuit is a beagle.", "Biscuit likes long walks.")


class Room:
    """A memory, and runs over it."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.recall = Recall(store, clock, Forgetting())
        self.runs = LedgerRuns(store.ledger, clock)
        self.model = ScriptedModel("Nobody said this about Atlantis.")
        self.consolidation = self.reflecting_on(REFLECTED_ON)
        self.talks.begin("talk", "chat")

    def reflecting_on(self, episodes: int) -> Consolidation:
        fading = Fading(self.store, LedgerFading(self.store), self.clock, Forgetting())
        reflecting = Reflecting(self.store, self.model, self.clock, reflected_on=episodes)
        return Consolidation(self.store, self.runs, [fading, reflecting])

    def say(self, *texts: str) -> list[Memory]:
        return [self.talks.say("talk", By.PERSON, text).memory for text in texts]

    def run(self) -> list[Event]:
        return [event for event in self.consolidation.run(Stop()) if not isinstance(event, Progress)]


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def test_what_nobody_recalls_for_61_days_fades_and_recall_brings_it_back(room: Room) -> None:
    (dog,) = room.say(SAID[0])
    room.clock.pass_days(59)
    assert not [event for event in room.run() if isinstance(event, Faded)]
    room.clock.pass_days(2)
    faded = [event for event in room.run() if isinstance(event, Faded)]
    assert [event.id for event in faded] == [dog.id]
    assert faded[0].retention < 0.3
    assert room.store.find(dog.id).status is Status.FADED
    message = room.talks.say("talk", By.PERSON, "What is my dog called?")
    found = room.recall("What is my dog called?", limit=5, statements=True)
    assert [one.id for one in found] == [dog.id]
    room.talks.used(message.n, "talk", found)
    assert room.store.find(dog.id).status is Status.ACTIVE
    assert not [event for event in room.run() if isinstance(event, Faded)]


def test_what_is_pinned_does_not_fade(room: Room) -> None:
    (dog,) = room.say(SAID[0])
    room.store.revise([dog.changed(pinned=True)], what="pinned", rule="person")
    room.clock.pass_days(1_000)
    assert not [event for event in room.run() if isinstance(event, Faded)]


def test_reflections_count_and_cite_and_say_nothing_unsupported(room: Room) -> None:
    said = room.say(*SAID)
    events = room.run()
    assert isinstance(events[0], Began)
    made = [event.memory for event in events if isinstance(event, Reflected)]
    assert made
    for memory in made:
        assert isinstance(memory.source, Derived)
        assert set(memory.source.memories) == {one.id for one in said}
        assert "Atlantis" not in memory.text
    assert events[-1] == Consolidated(1, 3, 0, len(made), "done")
    assert room.model.asked


def test_a_supported_sentence_of_the_model_is_shown(room: Room) -> None:
    room.model.say = "Biscuit likes walks."
    room.say(*SAID)
    texts = [event.memory.text for event in room.run() if isinstance(event, Reflected)]
    assert any(text.endswith("Biscuit likes walks.") for text in texts)


def test_consolidating_twice_changes_nothing(room: Room) -> None:
    room.say(*SAID)
    room.run()
    before = list(room.store.each(Filter()))
    assert [type(event) for event in room.run()] == [Began, Consolidated]
    assert list(room.store.each(Filter())) == before


def test_a_reflection_is_renewed_when_its_evidence_grows(room: Room) -> None:
    room.say(*SAID)
    first = {event.memory.id for event in room.run() if isinstance(event, Reflected)}
    room.say("Biscuit sleeps by the stove.")
    again = [event.memory for event in room.run() if isinstance(event, Reflected)]
    assert {memory.id for memory in again} & first
    assert all(memory.kind is Kind.INSIGHT for memory in again)
    assert max(memory.version for memory in again) == 2


def test_a_run_stopped_in_the_middle_says_so_and_the_next_finishes(room: Room) -> None:
    room.say(*SAID)
    stop = Stop()
    events: list[Event] = []
    for event in room.consolidation.run(stop):
        events.append(event)
        if isinstance(event, Reflected):
            stop.ask()
    ended = events[-1]
    assert isinstance(ended, Consolidated)
    assert (ended.insights, ended.state) == (1, "interrupted")
    last = room.runs.last()
    assert last is not None
    assert last["state"] == "interrupted"
    finished = room.run()[-1]
    assert isinstance(finished, Consolidated)
    assert finished.state == "done"
    assert finished.insights


def test_a_run_that_is_closed_is_written_down_as_interrupted(room: Room) -> None:
    room.say(*SAID)
    flow = room.consolidation.run(Stop())
    next(iter(flow))
    flow.close()  # type: ignore[attr-defined]
    last = room.runs.last()
    assert last is not None
    assert last["state"] == "interrupted"


def test_a_run_is_undone_whole(room: Room) -> None:
    said = room.say(*SAID)
    room.clock.pass_days(61)
    room.say("Biscuit is a good dog.")
    before = room.store.get([memory.id for memory in said])
    made = [event.memory for event in room.run() if isinstance(event, Reflected)]
    assert made
    assert sum(one.memories for one in room.store.operations()) == len(made) + len(said)
    room.consolidation.undo(1)
    assert [(memory.text, memory.status) for memory in room.store.get([memory.id for memory in said])] == [
        (memory.text, memory.status) for memory in before
    ]
    assert room.store.get([memory.id for memory in made]) == []
    assert [event for event in room.run() if isinstance(event, Reflected)] == []


def test_what_the_person_edited_or_marked_as_wrong_is_not_concluded_again(room: Room) -> None:
    room.say(*SAID)
    made = [event.memory for event in room.run() if isinstance(event, Reflected)]
    edited, wrong = made[0], made[-1]
    assert edited.id != wrong.id
    room.store.revise([edited.changed(text="Biscuit is my dog.")], what="edited", rule="person")
    room.store.succeed(wrong, None, rule="person")
    room.say("Biscuit barks at every beagle.", "Biscuit sleeps a lot.")
    room.run()
    assert room.store.find(edited.id).text == "Biscuit is my dog."
    assert room.store.find(wrong.id).status is Status.SUPERSEDED


QUIXDORF = ("I grew up in Quixdorf.", "Quixdorf has a mill.", "My aunt lives in Quixdorf.")


def insights(room: Room, *statuses: Status) -> list[str]:
    return [one.text for one in room.store.each(Filter(kinds=(Kind.INSIGHT,), statuses=statuses))]


def edit(room: Room, memory: Memory, word: str, other: str) -> None:
    now = room.store.find(memory.id)
    room.store.revise([now.changed(text=now.text.replace(word, other))], what="edited", rule="person")


def test_what_was_edited_away_is_not_concluded_any_more(room: Room) -> None:
    room.model.say = "The mill and the aunt are in Quixdorf."
    said = room.say(*QUIXDORF, "Bob plays chess.")
    room.run()
    assert all("Quixdorf" in text for text in insights(room))
    before = insights(room)
    assert len(before) == 2
    room.clock.pass_days(1)
    room.model.say = "Nothing of this is known."
    for memory in said:
        edit(room, memory, "Quixdorf", "Bob")
    renewed = [event.memory.text for event in room.run() if isinstance(event, Reflected)]
    assert any("“Bob” 4 times" in text for text in renewed)
    assert not any("Quixdorf" in text for text in insights(room, Status.ACTIVE))
    (archived,) = insights(room, Status.ARCHIVED)
    assert "“Quixdorf” 3 times" in archived
    assert room.store.unresolved() == []
    room.consolidation.undo(2)
    assert insights(room, Status.ACTIVE) == before


def test_a_sentence_of_the_model_goes_when_its_words_were_edited_away(room: Room) -> None:
    room.model.say = "Quixdorf has a mill."
    said = room.say("Quixdorf has a mill.", "Tulips need water, tulips need sun, tulips need care.")
    room.run()
    (before,) = insights(room)
    assert before.endswith("Quixdorf has a mill.")
    room.model.say = "Nothing of this is known."
    edit(room, said[0], "Quixdorf", "Somewhere")
    room.run()
    (after,) = insights(room)
    assert "Quixdorf" not in after
    room.run()
    assert room.store.find(room.store.page(Filter(kinds=(Kind.INSIGHT,)))[0].id).version == 2


def test_an_insight_whose_ground_was_closed_is_put_away_and_comes_back_with_it(room: Room) -> None:
    said = room.say(*QUIXDORF)
    room.run()
    before = sorted(insights(room))
    with room.store.operation("corrected"):
        for memory in said[:2]:
            room.store.succeed(memory, None, rule="person")
    assert not [event for event in room.run() if isinstance(event, Reflected)]
    assert sorted(insights(room, Status.ARCHIVED)) == before
    change = room.store.history(room.store.page(Filter(kinds=(Kind.INSIGHT,)))[0].id)[-1]
    assert (change.what, change.why) == ("archived", "What it rests on says it no longer.")
    for memory in said[:2]:
        closed = room.store.find(memory.id)
        opened = replace(closed.moved(Status.ACTIVE), valid_to=None)
        room.store.revise([opened], what="opened", rule="person")
    room.run()
    assert sorted(insights(room, Status.ACTIVE)) == before
    assert [type(event) for event in room.run()] == [Began, Consolidated]


def test_what_lies_too_far_back_to_be_looked_at_again_stays(room: Room) -> None:
    room.say(*QUIXDORF)
    room.run()
    before = insights(room)
    room.clock.pass_days(1)
    room.consolidation = room.reflecting_on(1)
    room.say("The boat is in the harbour.")
    room.run()
    assert insights(room, Status.ACTIVE) == before


def test_an_insight_that_the_person_edited_stays_whatever_becomes_of_its_ground(room: Room) -> None:
    said = room.say(*QUIXDORF)
    room.run()
    for one in room.store.page(Filter(kinds=(Kind.INSIGHT,))):
        room.store.revise([one.changed(text=f"Mine: {one.text}")], what="edited", rule="person")
    before = insights(room)
    for memory in said:
        edit(room, memory, "Quixdorf", "Bob")
    room.run()
    assert insights(room, Status.ACTIVE)[: len(before)] == before


def test_what_a_run_did_is_noted_with_the_operation_that_undoes_it(room: Room) -> None:
    room.say(*SAID)
    made = [event.memory for event in room.run() if isinstance(event, Reflected)]
    noted = room.store.ledger.rows("SELECT what, memory, operation FROM learned WHERE run = 1 ORDER BY n")
    assert [(what, memory) for what, memory, _ in noted] == [("reflected", one.id) for one in made]
    room.store.undo(noted[0][2])
    assert room.store.get([made[0].id]) == []
    assert room.store.get([one.id for one in made[1:]]) == made[1:]


class Bad:
    """A gate that finds every run harmful."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def before(self, run: int, stop: Stop) -> None:
        pass

    def after(self, run: int, stop: Stop) -> Probed:
        assert self.room.consolidation.undo(run).left == 0
        return Probed(1.0, 0.5, rolled_back=True)


def test_a_run_that_its_gate_finds_harmful_is_rolled_back_whole(room: Room) -> None:
    said = room.say(*SAID)
    gated = Consolidation(room.store, room.runs, [Reflecting(room.store, room.model, room.clock)], Bad(room))
    *_, probed, ended = gated.run(Stop())
    assert probed == Probed(1.0, 0.5, rolled_back=True)
    assert isinstance(ended, Consolidated)
    assert ended.state == "rolled back"
    assert list(room.store.each(Filter())) == said
    last = room.runs.last()
    assert last is not None
    assert (last["before"], last["after"], last["state"]) == (1.0, 0.5, "rolled back")


def test_a_run_that_did_nothing_has_nothing_to_undo(room: Room) -> None:
    room.run()
    with pytest.raises(NotFound, match="nothing of run 1"):
        room.consolidation.undo(1)


def test_what_was_changed_again_stays_when_a_run_is_undone(room: Room) -> None:
    dog, *_ = room.say(*SAID)
    room.clock.pass_days(61)
    assert len([event for event in room.run() if isinstance(event, Faded)]) == len(SAID)
    room.store.revise([room.store.find(dog.id).moved(Status.ACTIVE)], what="came back", rule="recalled")
    assert room.consolidation.undo(1).left == 1
    assert {one.status for one in room.store.each(Filter(kinds=(Kind.EPISODE,)))} == {Status.ACTIVE}
    assert list(room.store.each(Filter(kinds=(Kind.INSIGHT,)))) == []
    with pytest.raises(Refused, match="changed again since"):
        room.consolidation.undo(1)
