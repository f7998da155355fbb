"""Fading over the real store: what fades when, what is condensed, what comes back, and what a run looks at."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from secondme.assistant.fading import ROUNDS, TOGETHER, Fading
from secondme.assistant.recall import Recall
from secondme.events import Archived, Event, Faded, Gisted
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.fading import LedgerFading
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock

GARDEN = tuple(
    f"I {did} the {what} in the garden today."
    for did, what in (
        ("watered", "tomatoes"), ("planted", "beans"), ("weeded", "carrots"), ("picked", "strawberries"),
        ("pruned", "roses"), ("mulched", "pumpkins"), ("dug over", "potatoes"), ("sowed", "lettuce"),
    )
)  # fmt: skip
ODD = ("My passport expires in March.", "The piano tuner is called Hank.", "Ana won a chess prize in Lyon.")


class Room:
    """A memory, and runs over it."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.recall = Recall(store, clock, Forgetting())
        self.queue = LedgerFading(store)
        self.fading = Fading(store, self.queue, clock, Forgetting())
        self.runs = 0

    def say(self, *texts: str, talk: str = "talk", by: By = By.PERSON) -> list[Memory]:
        self.talks.begin(talk, "chat")
        return [self.talks.say(talk, by, text).memory for text in texts]

    def run(self, days: float = 0.0) -> list[Event]:
        """A run after so many days, the vectors in place."""
        self.clock.pass_days(days)
        self.runs += 1
        assert self.store.settle()
        return list(self.fading.run(self.runs, Stop()))

    def faded(self, days: float = 0.0) -> list[str]:
        return [event.id for event in self.run(days) if isinstance(event, Faded)]

    def used(self, memory: Memory, talk: str) -> None:
        """An answer uses it in a conversation."""
        self.talks.begin(talk, "chat")
        message = self.talks.say(talk, By.PERSON, "What was that?")
        found = [one for one in self.recall(memory.text, limit=5) if one.id == memory.id]
        self.talks.used(message.n, talk, found)

    def later(self) -> list[Event]:
        """Runs of a time in which all that has faded is gathered."""
        return [*self.run(300), *self.run(15)]

    def status(self, memory: Memory) -> Status:
        return self.store.find(memory.id).status


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


def test_an_ordinary_episode_fades_after_sixty_days_and_one_of_five_sessions_after_a_year(room: Room) -> None:
    dog, key = room.say("My dog is called Biscuit.", "The spare key is with Ana.")
    for n in range(5):
        room.used(key, f"other{n}")
    assert room.faded(59) == []
    faded = room.faded(2)
    assert dog.id in faded
    assert key.id not in faded
    assert room.faded(299) == []
    assert room.faded(2) == [key.id]


def test_what_was_used_since_is_only_found_to_be_due_later(room: Room) -> None:
    (dog,) = room.say("My dog is called Biscuit.")
    room.run()
    room.clock.pass_days(50)
    room.used(dog, "other")
    assert dog.id not in room.faded(15)
    assert dog.id not in room.faded(100)
    assert dog.id in room.faded(10)


def test_saying_it_anew_counts_once_a_conversation_and_brings_it_back(room: Room) -> None:
    (first,) = room.say("My dog is called Biscuit.", talk="a")
    room.run()
    room.say("My dog's name is Biscuit.", "My dog is called Biscuit.", "Did I say that my dog is Biscuit?", talk="b")
    room.run()
    assert room.store.find(first.id).recalls == 1
    room.run()
    room.say("My dog is called Biscuit!", talk="c")
    room.run()
    assert room.store.find(first.id).recalls == 2
    assert room.faded(179) != [first.id]
    assert first.id in room.faded(2)
    room.say("My dog is called Biscuit.", talk="d")
    room.run()
    assert room.status(first) is Status.ACTIVE


def test_three_mentions_in_one_conversation_are_as_good_as_none_elsewhere(room: Room) -> None:
    said = room.say(*["My dog is called Biscuit."] * 3, talk="a")
    room.run()
    assert [room.store.find(memory.id).recalls for memory in said] == [0, 0, 0]


def test_what_is_like_no_other_outlives_what_others_repeat(room: Room) -> None:
    alike = room.say(*(f"I watered the tomatoes in the garden on day {n}." for n in range(9)))
    (odd,) = room.say("The piano tuner is called Hank.", talk="other")
    room.run()
    assert set(room.faded(61)) == {memory.id for memory in alike}
    assert room.queue.uniqueness([odd.id])[odd.id] > 0.5
    assert room.faded(20) == []
    assert room.faded(60) == [odd.id]


def test_faded_memories_of_a_topic_become_a_gist_and_are_put_away(room: Room) -> None:
    garden, odd = room.say(*GARDEN), room.say(*ODD, talk="other")
    pinned = room.say("I fed the compost in the garden today.")[0]
    room.store.revise([pinned.changed(pinned=True)], what="pinned", rule="person")
    answer = room.say("Well done, the garden will thank you.", by=By.ASSISTANT)[0]
    room.run()
    room.run(125)
    events = room.later()
    (gist,) = [event for event in events if isinstance(event, Gisted)]
    away = [memory for memory in garden if memory.id in gist.members]
    assert len(away) == len(gist.members) >= 6
    assert {event.id for event in events if isinstance(event, Archived)} == set(gist.members)
    made = room.store.find(gist.memory.id)
    assert (made.kind, made.place) == (Kind.GIST, "gists")
    assert isinstance(made.source, Derived)
    assert f"{len(away)} things about “garden”" in made.text
    assert sum(memory.text in made.text for memory in away) == 3
    assert all(room.status(memory) is Status.ARCHIVED for memory in away)
    assert all(room.status(memory) is Status.FADED for memory in (*odd, answer))
    assert room.status(pinned) is Status.ACTIVE
    found = {one.id for one in room.recall("What did I do in the garden?", limit=10)}
    assert made.id in found
    assert not found & set(gist.members)
    explicit = room.recall(away[0].text, limit=5, which=Filter(statuses=(Status.ARCHIVED,)))
    assert explicit[0].id == away[0].id


def test_a_gist_is_undone_exactly_and_not_made_again(room: Room) -> None:
    garden = room.say(*GARDEN)
    room.run()
    room.run(125)
    before = room.store.get([memory.id for memory in garden])
    (gist,) = [event for event in room.later() if isinstance(event, Gisted)]
    (done,) = [one for one in room.store.operations() if one.what.endswith("condensed")]
    assert done.what == "consolidation run 3: condensed"
    room.store.undo(done.n)
    after = room.store.get([memory.id for memory in garden])
    assert [replace(one, version=1) for one in after] == [replace(one, version=1) for one in before]
    assert room.store.get([gist.memory.id]) == []
    assert not [event for event in room.run() if isinstance(event, Gisted)]


def test_a_gist_is_made_anew_when_its_members_are_put_right_and_put_away_without_them(room: Room) -> None:
    room.say(*GARDEN)
    room.run()
    room.run(125)
    (gist,) = [event for event in room.later() if isinstance(event, Gisted)]
    assert [event for event in room.run() if isinstance(event, Gisted)] == []
    members = room.store.get(gist.members)
    quoted = next(memory for memory in members if memory.text in gist.memory.text)
    right = quoted.changed(text=quoted.text.replace("garden", "garden of Ana"))
    room.store.revise([right], what="edited", rule="person")
    (again,) = [event for event in room.run() if isinstance(event, Gisted)]
    assert again.memory.id == gist.memory.id
    assert quoted.text not in again.memory.text
    assert room.run() == []
    for memory in room.store.get(gist.members):
        room.store.succeed(memory, None, rule="person")
    assert room.run() == []
    assert room.status(gist.memory) is Status.ARCHIVED


def test_an_undone_fading_holds_as_long_as_a_new_memory(room: Room) -> None:
    (dog,) = room.say("My dog is called Biscuit.")
    assert room.faded(61) == [dog.id]
    room.store.undo(room.store.operations()[0].n)
    assert room.status(dog) is Status.ACTIVE
    assert room.faded(59) == []
    assert room.faded(2) == [dog.id]


def test_an_answer_goes_with_what_it_answered(room: Room) -> None:
    turns = []
    for text in GARDEN:
        turns += room.say(text)
        turns += room.say(f"Good. {text.replace('I ', 'You ')}", by=By.ASSISTANT)
    room.run()
    room.run(125)
    away = {event.id for event in room.later() if isinstance(event, Archived)}
    assert away
    for said, answer in zip(turns[::2], turns[1::2], strict=True):
        assert (said.id in away) == (answer.id in away)


def test_answers_are_put_away_together_and_undone_one_by_one(room: Room) -> None:
    for text in GARDEN:
        room.say(text)
        room.say(f"Good. {text.replace('I ', 'You ')}", by=By.ASSISTANT)
    room.run()
    room.run(125)
    room.clock.pass_days(300)
    assert room.store.settle()
    with room.store.outbox.paused():
        before = room.store.ledger.commits
        events = list(room.fading.run(9, Stop()))
        commits = room.store.ledger.commits - before
    answers = [event for event in events if isinstance(event, Archived) and event.why.startswith("What it answered")]
    assert len(answers) > 5
    assert commits <= 5  # the settings looked at, the night, its gists, their answers, what is left
    done = [one for one in room.store.operations() if one.what.endswith("archived")]
    assert len(done) == len(answers)
    room.store.undo(done[0].n)
    back = [event.id for event in answers if room.store.find(event.id).status is Status.FADED]
    assert len(back) == 1


def test_secrets_are_in_no_gist(room: Room) -> None:
    room.say(*GARDEN)
    secret = room.say("The garden gate in the garden opens with the password hunter2!Xy9.")[0]
    room.run()
    room.run(125)
    (gist,) = [event for event in room.later() if isinstance(event, Gisted)]
    assert secret.id not in gist.members


def test_a_run_looks_at_nothing_before_its_time_and_twice_changes_nothing(room: Room) -> None:
    room.say(*GARDEN)
    room.run()
    assert room.queue.waiting(room.clock.now, 100) == []
    room.run(61)
    before = list(room.store.each(Filter()))
    assert room.run() == []
    assert list(room.store.each(Filter())) == before
    plan = str(room.store.ledger.rows("EXPLAIN QUERY PLAN SELECT memory FROM fading WHERE due <= 1 ORDER BY due"))
    assert "fading_due" in plan


def test_a_run_stopped_in_the_middle_is_finished_by_the_next(room: Room) -> None:
    days = ROUNDS * TOGETHER // len(GARDEN) + 2
    said = room.say(*(f"{text} It was day {n}." for n in range(days) for text in GARDEN))
    room.run()
    room.clock.pass_days(200)
    stop = Stop()
    faded = 0
    for event in room.fading.run(9, stop):
        faded += isinstance(event, Faded)
        stop.ask()
    assert 0 < faded < len(said)
    assert len(room.faded()) == len(said) - faded


def test_a_night_of_new_crowded_and_faint_ones_is_one_transaction(room: Room) -> None:
    room.say(*(f"{text} It was day {n}." for n in range(6) for text in GARDEN))
    room.run()
    room.clock.pass_days(200)
    room.say(*(f"{text} It was day {n}." for n in range(6, 14) for text in GARDEN), talk="later")
    assert room.store.settle()
    before = room.store.ledger.commits
    faded = [event for event in room.fading.run(2, Stop()) if isinstance(event, Faded)]
    assert len(faded) == 48
    assert room.store.ledger.commits - before == 2  # one of them only looks whether the settings are the same


def test_other_settings_have_everything_looked_at_again(room: Room) -> None:
    (dog,) = room.say("My dog is called Biscuit.")
    room.run(20)
    room.fading = Fading(room.store, room.queue, room.clock, Forgetting(stability_days=10))
    assert room.faded() == [dog.id]


def test_a_dry_run_says_what_a_run_does_and_why(room: Room) -> None:
    said = room.say(*GARDEN)
    room.run()
    room.clock.pass_days(125)
    before = json.dumps(room.store.ledger.rows("SELECT * FROM fading")), list(room.store.each(Filter()))
    seen = room.fading.dry(room.clock.now).foreseen
    assert (json.dumps(room.store.ledger.rows("SELECT * FROM fading")), list(room.store.each(Filter()))) == before
    assert {(one.id, one.what) for one in seen} == {(memory.id, "fade") for memory in said}
    assert seen[0].why.startswith("Nobody recalled it for 125 days: retention fell to 0.08")
    assert all(one.due < room.clock.now for one in seen)
    assert {one.id for one in seen} == set(room.faded())
    room.clock.pass_days(90)
    seen = room.fading.dry(room.clock.now).foreseen
    assert {one.what for one in seen} == {"condense"}
    assert f"condensed with {len(seen) - 1} others" in seen[0].why
    assert {one.id for one in seen} == {event.id for event in room.run() if isinstance(event, Archived)}


def test_a_dry_run_tells_so_much_and_how_much_more_and_ends_when_its_time_is_over(room: Room) -> None:
    room.say(*GARDEN)
    room.run()
    room.clock.pass_days(125)
    some = room.fading.dry(room.clock.now, most=3)
    assert (len(some.foreseen), some.more, some.whole) == (3, len(GARDEN) - 3, True)
    none = room.fading.dry(room.clock.now, seconds=0.0)
    assert (none.foreseen, none.more, none.whole) == ((), 0, False)
