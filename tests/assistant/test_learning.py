"""Facts learned over the real store: what is added, closed, kept, undone, forgotten, and what a kill leaves."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from secondme.assistant.forget import Forget
from secondme.assistant.learning import Learning
from secondme.assistant.recall import Recall
from secondme.encoders.static import StaticEncoder
from secondme.events import Learned
from secondme.memory.assembly import Excerpt, assembled
from secondme.memory.facts.operation import Decision, Op, decide
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.forgetting import Forgetting
from secondme.memory.prompt import note
from secondme.memory.record import By, Derived, Kind, Memory, Status
from secondme.memory.when import day
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.forgotten import Forgotten
from secondme.store.purging import Purging
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store

DAY = 86_400.0
RULES = (
    (r"\bI (?:live in|moved to) (?P<o>[A-Z]\w+)", "you", "lives_in", "You live in {o}."),
    (r"\bI like (?P<o>[\w ]+)", "you", "likes", "You like {o}."),
    (r"\bI have an? (?P<o>[\w ]+)", "you", "has_pet", "You have {o}."),
    (r"\bI sold (?:my|the) (?P<o>\w+)", "you", "owns", "You own {o}."),
    (r"\bI own an? (?P<o>[\w ]+)", "you", "owns", "You own {o}."),
    (r"\b(?P<s>My sister|Ana) works as an? (?P<o>[\w ]+)", "", "works_as", "{s} works as {o}."),
)


def plain(said: Utterance, stop: Stop) -> list[Statement]:
    """A few rules, to be sure of what is drawn."""
    found = []
    for pattern, subject, relation, says in RULES:
        for match in re.finditer(pattern, said.text):
            who = subject or match["s"].replace("My", "your")
            text = says.format(o=match["o"], s=who.capitalize())
            ends = match[0].startswith("I sold")
            found.append(Statement(who, relation, match["o"], text, match.start(), match.end(), ends=ends))
    return found


class Room:
    """A memory, and the step over it."""

    def __init__(self, store: Store, clock: MovingClock) -> None:
        self.store, self.clock = store, clock
        self.talks = Conversations(store, clock)
        self.recall = Recall(store, clock, Forgetting())
        self.step = Learning(store, store.facts, [plain], clock)
        self.runs = 0
        self.talk = 0

    def say(self, *texts: str) -> list[Memory]:
        """Says something, each in a conversation of its own."""
        said = []
        for text in texts:
            self.talk += 1
            self.talks.begin(f"talk {self.talk}", "chat")
            said.append(self.talks.say(f"talk {self.talk}", By.PERSON, text).memory)
            self.clock.pass_days(1)
        return said

    def learn(self) -> list[Learned]:
        self.runs += 1
        return [event for event in self.step.run(self.runs, Stop()) if isinstance(event, Learned)]

    def facts(self, *statuses: Status) -> list[str]:
        return [one.text for one in self.store.each(Filter(kinds=(Kind.FACT,), statuses=statuses or (Status.ACTIVE,)))]

    def rows(self) -> list[tuple[object, ...]]:
        return self.store.ledger.rows("SELECT * FROM memory ORDER BY n")


@pytest.fixture
def room(store: Store, clock: MovingClock) -> Room:
    return Room(store, clock)


@pytest.fixture
def forget(store: Store, clock: MovingClock, tmp_path: Path) -> Forget:
    return Forget(store, Purging(store, Forgotten(tmp_path / "forgotten.jsonl"), clock), [], clock)


def test_a_fact_stands_beside_the_words_that_it_rests_on(room: Room) -> None:
    (said,) = room.say("By the way, I live in Berlin.")
    before = room.store.get([said.id])
    (learned,) = room.learn()
    assert learned.operation == Op.ADD
    (fact,) = room.store.facts.about(["you"], ["lives_in"])
    assert (fact.text, fact.about) == ("You live in Berlin.", ("you", "lives_in", "Berlin"))
    assert (fact.by, fact.made) == (By.PERSON, said.made)
    ((one, span),) = room.store.trace(fact)
    assert (one.id, one.text[span.start : span.end]) == (said.id, "I live in Berlin")
    assert room.store.get([said.id]) == before


def test_berlin_and_later_oslo_are_both_answered(room: Room) -> None:
    room.say("I live in Berlin.")
    room.learn()
    room.clock.pass_days(100)
    room.say("I moved to Oslo, the harbour is lovely.")
    assert [one.operation for one in room.learn()] == [Op.UPDATE]
    berlin, oslo = room.store.facts.about(["you"], ["lives_in"])
    assert (berlin.status, berlin.superseded_by, berlin.valid_to) == (Status.SUPERSEDED, oslo.id, oslo.valid_from)
    room.clock.pass_days(30)
    room.store.settle()
    now = [one.text for one in room.recall("Where do I live?", limit=5)]
    assert now.index("You live in Oslo.") < now.index("I live in Berlin.")
    assert "You live in Berlin." not in now
    then = room.recall(f"Where did I live on {day(room.clock() - 90 * DAY)}?", limit=5)
    assert then[0].text == "You live in Berlin."
    assert "until" in then[0].where
    formerly = [one.text for one in room.recall("Where did I use to live?", limit=5)]
    assert "You live in Berlin." in formerly


def test_fifty_unrelated_facts_answer_as_before(room: Room) -> None:
    things = [f"{colour} {thing}" for colour in ("red", "blue", "green", "black", "white") for thing in THINGS]
    room.say(*(f"I like {thing}" for thing in things), "I live in Berlin.")
    assert len(room.learn()) == 51
    room.store.settle()
    asked = [f"Do I like {thing}?" for thing in things[::5]]
    rows = {str(row[1]): row for row in room.rows()}
    answers = [[one.text for one in room.recall(question, limit=1)] for question in asked]
    room.say("I moved to Oslo.")
    room.learn()
    room.store.settle()
    after = {str(row[1]): row for row in room.rows()}
    changed = [name for name, row in rows.items() if after[name] != row]
    assert [one.text for one in room.store.get(changed)] == ["You live in Berlin."]
    assert [[one.text for one in room.recall(question, limit=1)] for question in asked] == answers


THINGS = ("tea", "shoes", "olives", "cars", "roses", "curtains", "grapes", "buses", "peppers", "ink")


def test_the_same_again_changes_nothing(room: Room) -> None:
    room.say("I live in Berlin.", "I have a dog", "I live in Berlin still.", "I moved to Oslo.", "I have a beagle")
    room.learn()
    before = room.rows()
    assert room.learn() == []
    for mark in ("0", "3"):
        room.store.set_mark("facts", mark)
        assert room.learn() == []
    assert room.rows() == before


def test_what_is_said_in_further_conversations_is_joined_once_each(room: Room) -> None:
    first, second = room.say("I live in Berlin.", "Did you know that I live in Berlin?")
    again = room.talks.say("talk 2", By.PERSON, "Yes, I live in Berlin!").memory
    assert [one.operation for one in room.learn()] == [Op.ADD, Op.NOOP]
    (fact,) = room.store.facts.about(["you"], ["lives_in"])
    assert isinstance(fact.source, Derived)
    assert fact.source.memories == (first.id, second.id)
    assert again.id not in fact.source.memories


def test_an_end_closes_and_more_refines(room: Room) -> None:
    room.say("I own a red Volvo", "I own a bike", "I have a dog")
    room.learn()
    room.say("I sold my car", "I have a beagle called Otto")
    assert [one.operation for one in room.learn()] == [Op.DELETE, Op.UPDATE]
    assert room.facts() == ["You own bike.", "You have beagle called Otto."]
    assert room.facts(Status.SUPERSEDED) == ["You own red Volvo.", "You have dog."]


def test_your_sister_and_ana_are_one_once_that_was_said(room: Room) -> None:
    room.say("My sister works as a nurse", "My sister Ana is in town.", "Ana works as a teacher now")
    assert [one.operation for one in room.learn()] == [Op.ADD, Op.UPDATE]
    assert room.facts() == ["Ana works as teacher now."]


def test_a_learned_fact_is_undone_alone_and_stays_undone(room: Room) -> None:
    room.say("I live in Berlin.", "I like tea")
    room.learn()
    room.say("I moved to Oslo.")
    room.learn()
    done = room.store.operations()
    assert [one.what for one in done] == [f"consolidation run {n}: learned" for n in (2, 1, 1)]
    room.store.undo(done[0].n)
    assert room.facts() == ["You live in Berlin.", "You like tea."]
    room.store.set_mark("facts", "0")
    assert room.learn() == []
    assert room.facts() == ["You live in Berlin.", "You like tea."]


def test_what_the_person_edited_is_not_drawn_over_by_older_words(room: Room) -> None:
    room.say("I live in Berlin.", "I moved to Oslo.")
    room.learn()
    fact = next(one for one in room.store.facts.about(["you"]) if one.status is Status.ACTIVE)
    room.store.revise([fact.changed(text="You live in Bergen.")], what="edited", rule="person")
    room.store.set_mark("facts", "0")
    assert room.learn() == []
    assert room.facts() == ["You live in Bergen."]
    room.say("I live in Oslo.")
    assert [one.operation for one in room.learn()] == [Op.UPDATE]


def test_what_the_person_marked_wrong_comes_back_by_no_older_words(room: Room) -> None:
    room.say("I live in Berlin.", "Of course I live in Berlin.")
    room.learn()
    (fact,) = room.store.facts.about(["you"])
    room.store.succeed(fact, None, rule="person")
    room.store.set_mark("facts", "0")
    assert room.learn() == []
    assert room.facts() == []


def test_a_fact_goes_with_its_words_and_what_it_closed_holds_again(room: Room, forget: Forget) -> None:
    room.say("I live in Berlin.")
    room.learn()
    (oslo,) = room.say("I moved to Oslo.")
    room.learn()
    forget.hide([oslo.id], 0)
    list(forget.purge())
    assert room.facts() == []
    assert [one.operation for one in room.learn()] == [Op.UPDATE]
    assert room.facts() == ["You live in Berlin."]
    assert not room.store.ledger.rows("SELECT 1 FROM memory WHERE text LIKE '%Oslo%' OR about LIKE '%Oslo%'")
    assert not room.store.ledger.rows("SELECT 1 FROM triple WHERE object = 'oslo'")


def test_a_fact_is_made_anew_from_what_else_says_it(room: Room, forget: Forget) -> None:
    first, second = room.say("I live in Berlin.", "As I said, I live in Berlin.")
    room.learn()
    forget.hide([first.id], 0)
    list(forget.purge())
    assert room.facts() == []
    room.learn()
    (fact,) = room.store.facts.about(["you"], ["lives_in"])
    assert isinstance(fact.source, Derived)
    assert fact.source.memories == (second.id,)
    assert room.learn() == []


def test_forgetting_that_is_undone_leaves_the_fact_as_it_was(room: Room, forget: Forget) -> None:
    first, _ = room.say("I live in Berlin.", "As I said, I live in Berlin.")
    room.learn()
    (before,) = room.store.facts.about(["you"])
    forget.hide([first.id], 30)
    room.store.undo()
    assert room.learn() == []
    (after,) = room.store.facts.about(["you"])
    assert (after.text, after.source, after.status) == (before.text, before.source, before.status)


def test_words_that_were_taken_back_or_edited_give_no_ground_any_more(room: Room) -> None:
    berlin, tea = room.say("I live in Berlin.", "I like tea")
    room.learn()
    room.store.succeed(berlin, None, rule="person")
    room.store.revise([tea.changed(text="I like coffee")], what="edited", rule="person")
    assert [one.operation for one in room.learn()] == [Op.DELETE, Op.DELETE]
    assert room.facts() == []
    assert room.learn() == []


def test_secrets_give_no_facts(room: Room) -> None:
    room.say("I live in Berlin, the password is hunter2secret!")
    assert room.learn() == []


def test_what_its_words_do_not_say_is_not_learned(room: Room) -> None:
    def making_up(said: Utterance, stop: Stop) -> list[Statement]:
        return [Statement("you", "lives_in", "Atlantis", "You live in Atlantis.", 0, len(said.text))]

    room.step = Learning(room.store, room.store.facts, [making_up, plain, plain], room.clock)
    room.say("I live in Berlin.")
    room.learn()
    assert room.facts() == ["You live in Berlin."]


def test_a_step_that_is_stopped_goes_on_where_it_was(room: Room) -> None:
    room.say("I live in Berlin.", "I like tea", "I have a dog")
    stop = Stop()
    flow = room.step.run(1, stop)
    next(iter(flow))
    stop.ask()
    assert list(flow) == []
    assert len(room.facts()) == 1
    assert [one.operation for one in room.learn()] == [Op.ADD, Op.ADD]
    assert len(room.facts()) == 3


def test_a_step_that_dies_anywhere_leaves_what_an_unbroken_one_does(room: Room) -> None:
    room.say("I live in Berlin.", "I own a Volvo", "I moved to Oslo and I have a dog", "I sold the Volvo")

    class Power(Exception):
        """Goes out."""

    def dying(steps: int) -> Iterator[None]:
        for _ in range(steps):
            yield
        raise Power

    for steps in range(12):
        left = dying(steps)

        def breaking(said: Statement, near: Sequence[Memory], made: float, words: str) -> Decision:
            next(left)  # noqa: B023
            return decide(said, near, made, words)

        room.step = Learning(room.store, room.store.facts, [plain], room.clock, deciding=breaking)
        try:
            room.learn()
        except Power:
            room.store.set_mark("facts", "0")
    assert room.facts() == ["You live in Oslo.", "You have dog."]
    assert room.facts(Status.SUPERSEDED) == ["You live in Berlin.", "You own Volvo."]


KILLED = """
import os, signal, sys
from pathlib import Path
from secondme.assistant.learning import Learning
from secondme.encoders import assets
from secondme.encoders.static import StaticEncoder
from secondme.memory.assembly import Excerpt, assembled
from secondme.memory.facts.operation import decide
from secondme.stop import Stop
from tests.assistant.test_learning import plain
from tests.conftest import MovingClock, open_store

clock = MovingClock()
clock.pass_days(50)
store = open_store(Path(sys.argv[1]), StaticEncoder(assets.folder("static-minilm-256")), clock)
learn, left = store.facts.learn, [int(sys.argv[2])]

class Dying:
    # Dies within a transaction, when its rows are written and not yet committed.
    def __getattr__(self, name):
        return getattr(store.facts, name)

    def learn(self, new, changed, **more):
        with store.ledger.write():
            learn(new, changed, **more)
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        return True

list(Learning(store, Dying(), [plain], clock).run(1, Stop()))
"""


def test_a_kill_in_the_middle_leaves_nothing_half_done(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    first = Room(open_store(tmp_path, encoder, clock), clock)
    first.say("I live in Berlin.", "I own a Volvo", "I moved to Oslo and I have a dog", "I sold the Volvo")
    first.store.close()
    for step in (3, 1):
        killed = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), str(step)], cwd=Path(__file__).parents[2])
        assert killed.returncode == -signal.SIGKILL
        store = open_store(tmp_path, encoder, clock)
        room = Room(store, clock)
        assert room.facts() == ["You live in Berlin.", "You own Volvo."]
        assert room.facts(Status.SUPERSEDED) == []
        store.close()
    room = Room(open_store(tmp_path, encoder, clock), clock)
    room.learn()
    assert room.facts() == ["You live in Oslo.", "You have dog."]
    assert room.facts(Status.SUPERSEDED) == ["You live in Berlin.", "You own Volvo."]
    room.store.close()


def test_a_fact_in_the_prompt_is_one_dated_line(room: Room) -> None:
    room.say("I live in Berlin.", "I moved to Oslo.")
    room.learn()
    berlin, oslo = room.store.facts.about(["you"], ["lives_in"])
    assert re.fullmatch(r'- \(\d+ \w+ \d{4}\) I learned \(until \d+ \w+ \d{4}\): "You live in Berlin\."', note(berlin))
    assert re.fullmatch(r'- \(\d+ \w+ \d{4}\) I learned \(since \d+ \w+ \d{4}\): "You live in Oslo\."', note(oslo))


def test_words_and_the_fact_that_was_drawn_from_them_are_both_read(room: Room) -> None:
    (said,) = room.say("I live in Berlin.")
    room.learn()
    (fact,) = room.store.facts.about(["you"])
    found = [Excerpt((fact,), fact.id, 0.9), Excerpt((said,), said.id, 0.8)]
    read = assembled(found, 500, lambda texts: [len(text.split()) for text in texts])
    assert set(read.memories) == {said.id, fact.id}


def test_a_limit_keeps_to_what_it_names(room: Room) -> None:
    room.say("I live in Berlin.", "I moved to Oslo.")
    room.learn()
    room.store.settle()
    words = Filter(kinds=(Kind.EPISODE,))
    assert {one.kind for one in room.recall("Where do I live?", limit=5, which=words)} == {Kind.EPISODE}


def test_facts_never_crowd_out_the_words(room: Room) -> None:
    room.say(*(f"I like {thing} of all sorts" for thing in THINGS))
    room.learn()
    room.store.settle()
    found = room.store.get([one.id for one in room.recall("What do I like?", limit=8)])
    assert len(found) == 8
    assert sum(one.kind is Kind.FACT for one in found) <= 2
