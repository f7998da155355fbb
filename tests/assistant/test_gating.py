"""Probes before and after a run over the real store: a harmful one is rolled back, a good one stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from secondme.assistant.consolidate import Consolidation
from secondme.assistant.fading import Fading
from secondme.assistant.gating import Gating, transferred
from secondme.assistant.learning import Learning, by_rules
from secondme.assistant.recall import Recall
from secondme.assistant.steps import Step, operation
from secondme.errors import Refused
from secondme.events import Event, Faded, Gisted, Probed
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.facts import Facts
from secondme.store.fading import LedgerFading
from secondme.store.runs import LedgerRuns
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock

SAID = (
    "My dog Biscuit is a beagle.",
    "Our cello teacher lives above the bakery.",
    "The spare key hangs behind the boiler.",
    "I grow tomatoes and basil on the balcony.",
    "My dentist moved to Harbour Street.",
    "The tax form is due on the last day of May.",
)


class BadMerge:
    """A planted step that makes one memory of two that have nothing in common, and puts both away."""

    name = "bad merge"

    def __init__(self, store: Store, *, faithful: bool = False) -> None:
        self.store = store
        self.faithful = faithful

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        some = self.store.page(Filter(kinds=(Kind.EPISODE,)), limit=2)
        text = " ".join(one.text for one in some) if self.faithful else "Several matters came up."
        source = Derived("gist", tuple(one.id for one in some))
        made = Memory("g1abcdefghjkm", Kind.GIST, text, source, By.ASSISTANT, "gists", some[0].made)
        with self.store.operation(operation(run, "condensed")):
            self.store.remember([made], rule="gist")
            away = [one.moved(Status.ARCHIVED) for one in some]
            self.store.revise(away, what="archived", rule="gist")
        yield Gisted(made, source.memories)


class Room:
    """A memory with a few things said, and its gate."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.recall = Recall(store, clock, Forgetting())
        self.runs = LedgerRuns(store.ledger, clock)
        self.gate = Gating(store, self.recall, clock, lambda run: self.over().undo(run))
        self.talks.begin("talk", "chat")
        for text in SAID:
            self.say(text)

    def say(self, text: str) -> Memory:
        return self.talks.say("talk", By.PERSON, text).memory

    def over(self, *steps: Step) -> Consolidation:
        return Consolidation(self.store, self.runs, steps, self.gate)

    def run(self, *steps: Step, stop: Stop | None = None) -> list[Event]:
        return list(self.over(*steps).run(stop or Stop()))

    def all(self) -> list[Memory]:
        return [replace(memory, version=1) for memory in self.store.each(Filter())]


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def probed(events: list[Event]) -> Probed:
    return next(event for event in events if isinstance(event, Probed))


def test_a_merge_that_loses_what_was_said_is_rolled_back_whole(room: Room) -> None:
    before, recalls = room.all(), room.store.ledger.scalar("SELECT count(*) FROM recall")
    found = probed(room.run(BadMerge(room.store)))
    assert found.rolled_back
    assert found.after < found.before
    assert room.all() == before
    last = room.runs.last()
    assert last is not None
    assert (last["state"], last["before"], last["after"]) == ("rolled back", found.before, found.after)
    assert room.store.ledger.scalar("SELECT count(*) FROM recall") == recalls


def test_a_merge_that_keeps_what_was_said_stays(room: Room) -> None:
    found = probed(room.run(BadMerge(room.store, faithful=True)))
    assert not found.rolled_back
    assert room.store.count(Filter(kinds=(Kind.GIST,))) == 1


def test_facts_that_change_and_end_as_the_person_said_are_no_harm(room: Room) -> None:
    facts = Facts(room.store.ledger, room.store.writing)
    learning = Learning(room.store, facts, [by_rules], room.clock)
    room.say("I live in Berlin.")
    room.say("I have a car.")
    room.run(learning)
    room.clock.pass_days(3)
    room.say("I moved to Oslo last week, I live in Oslo now.")
    room.say("I sold my car.")
    events = room.run(learning)
    assert not probed(events).rolled_back
    assert any("Oslo" in memory.text for memory in room.store.each(Filter(kinds=(Kind.FACT,))))


def test_what_fades_is_no_harm_and_long_ago_is_measured_from_run_to_run(room: Room) -> None:
    fading = Fading(room.store, LedgerFading(room.store), room.clock, Forgetting())
    room.run(fading)
    assert room.store.mark(transferred(1)) == ""
    room.clock.pass_days(40)
    assert not probed(room.run(fading)).rolled_back
    assert float(room.store.mark(transferred(2))) == 0.0
    room.clock.pass_days(100)
    events = room.run(fading)
    assert len([event for event in events if isinstance(event, Faded)]) == len(SAID)
    assert not [event for event in events if isinstance(event, Probed)]  # nothing is left to be asked for


class Interrupted(BadMerge):
    """The same after a second, and the person comes back in the middle."""

    def __init__(self, room: Room) -> None:
        super().__init__(room.store)
        self.clock = room.clock

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        self.clock.now += 1
        for event in super().run(run, stop):
            stop.ask()
            yield event


def test_a_run_that_was_interrupted_is_judged_with_the_next(room: Room) -> None:
    before = room.all()
    assert not [event for event in room.run(Interrupted(room)) if isinstance(event, Probed)]
    assert room.all() != before
    room.clock.now += 60
    said = [room.say(f"{text} That is number {n}.") for n in range(4) for text in SAID]
    events = room.run()
    assert probed(events).rolled_back
    assert [one for one in room.all() if one.id not in {new.id for new in said}] == before
    assert not probed(room.run()).rolled_back


def test_a_run_that_was_killed_while_it_was_taken_back_is_judged_again(room: Room) -> None:
    before = room.all()

    def killed(run: int) -> None:
        room.clock.now += 1
        raise KeyboardInterrupt

    class Later(BadMerge):
        def run(self, run: int, stop: Stop) -> Iterator[Event]:
            room.clock.now += 1
            yield from super().run(run, stop)

    room.gate = Gating(room.store, room.recall, room.clock, killed)
    with pytest.raises(KeyboardInterrupt):
        room.run(Later(room.store))
    assert room.all() != before
    room.gate = Gating(room.store, room.recall, room.clock, lambda run: room.over().undo(run))
    assert probed(room.run()).rolled_back
    assert room.all() == before


def test_what_the_person_changed_since_is_not_said_to_be_rolled_back(room: Room) -> None:
    class Changed(BadMerge):
        def run(self, run: int, stop: Stop) -> Iterator[Event]:
            yield from super().run(run, stop)
            for status in (Status.ACTIVE, Status.ARCHIVED):
                away = self.store.page(Filter(kinds=(Kind.EPISODE,)), limit=2)
                self.store.revise([one.moved(status) for one in away], what="edited", rule="person")

    found = probed(room.run(Changed(room.store)))
    assert found.after < found.before
    assert not found.rolled_back
    with pytest.raises(Refused, match="changed again since"):
        room.over().undo(1)
    assert room.store.mark("probes before") == ""


def test_what_was_found_before_a_run_of_long_ago_does_not_count(room: Room) -> None:
    room.run(Interrupted(room))
    room.clock.pass_days(3)
    assert not probed(room.run()).rolled_back


def test_who_comes_back_ends_the_questions(room: Room) -> None:
    stop = Stop()
    room.gate.before(1, stop)
    stop.ask()
    assert room.gate.after(1, stop) is None
    held = room.store.mark("probes before")
    room.gate.before(2, stop)
    assert room.gate.after(2, stop) is None
    assert room.store.mark("probes before") == held != ""
