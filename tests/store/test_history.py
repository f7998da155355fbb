"""Versions, states of a past day, operations and undoing, the chain over what was said, forgetting in two steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.events import Recollection
from secondme.memory.forgetting import DAY
from secondme.memory.record import By, Derived, Kind, Memory, Span, Status, Written, identity
from secondme.store import chain
from secondme.store.conversations import Conversations
from secondme.store.ledger import Ledger
from secondme.store.listed import Listed
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import episode


@pytest.fixture
def talks(store: Store, clock: MovingClock) -> Conversations:
    """Conversations, with one begun."""
    found = Conversations(store, clock)
    found.begin("talk", "terminal")
    return found


def insight(text: str, *rests_on: Memory) -> Memory:
    """Something concluded from the first word of each."""
    spans = tuple(Span(memory.id, 0, 2) for memory in rests_on)
    return Memory(
        id=identity(Kind.INSIGHT, text), kind=Kind.INSIGHT, text=text,
        source=Derived("test", tuple(memory.id for memory in rests_on), spans), by=By.ASSISTANT, place="reflection",
        made=1_777_900_000.0,
    )  # fmt: skip


def edited(store: Store, memory: str, text: str) -> None:
    """The person gives a memory other words."""
    store.revise([store.find(memory).changed(text=text)], what="edited", rule="person")


def chain_is_whole(store: Store) -> str:
    """What is wrong with the chain over what was said."""
    with store.ledger.write() as connection:
        return chain.broken(connection)


class TestAsOf:
    def test_a_memory_stands_as_it_stood_on_each_past_day(
        self, store: Store, clock: MovingClock, talks: Conversations
    ) -> None:
        name = talks.say("talk", By.PERSON, "The meeting is on Monday.").memory.id
        first = clock.now
        clock.pass_days(10)
        edited(store, name, "The meeting is on Tuesday.")
        clock.pass_days(10)
        store.revise([store.find(name).changed(pinned=True, importance=0.9)], what="pinned", rule="person")
        clock.pass_days(10)
        store.revise([store.find(name).moved(Status.ARCHIVED)], what="archived", rule="test")
        states = [store.at(name, first + days * DAY) for days in (-1, 0, 9.9, 10, 20, 30)]
        assert [s and (s.text, s.pinned, s.status, s.version) for s in states] == [
            None,
            ("The meeting is on Monday.", False, Status.ACTIVE, 1),
            ("The meeting is on Monday.", False, Status.ACTIVE, 1),
            ("The meeting is on Tuesday.", False, Status.ACTIVE, 2),
            ("The meeting is on Tuesday.", True, Status.ACTIVE, 3),
            ("The meeting is on Tuesday.", True, Status.ARCHIVED, 4),
        ]  # fmt: skip

    def test_a_list_of_a_past_day_has_what_was_known_then_and_no_more(
        self, store: Store, clock: MovingClock, talks: Conversations
    ) -> None:
        old = talks.say("talk", By.PERSON, "I live in Berlin.").memory
        then = clock.now
        clock.pass_days(5)
        new = talks.say("talk", By.PERSON, "I live in Oslo.").memory
        store.succeed(store.find(old.id), None, rule="person")
        active = Filter(statuses=(Status.ACTIVE,))
        assert [memory.id for memory in store.page_at(active, then)] == [old.id]
        assert [memory.id for memory in store.page_at(active, clock.now)] == [new.id]
        assert [memory.id for memory in store.page_at(Filter(), clock.now)] == [new.id, old.id]

    def test_recalls_count_only_up_to_that_day(self, store: Store, clock: MovingClock, talks: Conversations) -> None:
        memory = talks.say("talk", By.PERSON, "The key is with Ana.").memory
        then = clock.now
        clock.pass_days(3)
        talks.begin("later", "terminal")
        asked = talks.say("later", By.PERSON, "Where is the key?")
        found = Recollection(
            id=memory.id, text=memory.text, kind="episode", by="person", made=memory.made, where="", score=1.0,
            strength=1.0, receipt={}, source={},
        )  # fmt: skip
        talks.used(asked.n, "later", [found])
        assert store.find(memory.id).recalls == 1
        before = store.at(memory.id, then)
        assert before is not None
        assert (before.recalls, before.last_recalled) == (0, None)
        assert store.at(memory.id, clock.now) == store.find(memory.id)

    def test_a_clock_set_back_loses_no_version(self, store: Store, clock: MovingClock, talks: Conversations) -> None:
        name = talks.say("talk", By.PERSON, "One.").memory.id
        clock.pass_days(-100)
        edited(store, name, "Two.")
        assert [change.what for change in store.history(name)] == ["made", "edited"]
        assert store.find(name).text == "Two."
        assert chain_is_whole(store) == ""


class TestUndo:
    def test_a_change_is_undone_exactly(self, store: Store, talks: Conversations) -> None:
        before = talks.say("talk", By.PERSON, "My dog is Biskit.").memory
        store.revise(
            [before.changed(text="My dog is Biscuit.", keywords=("dog",), importance=0.8, pinned=True)],
            what="edited", rule="person",
        )  # fmt: skip
        done = store.undo()
        assert (done.memories, done.what) == (1, "undid 1: edited")
        assert store.find(before.id) == replace(before, version=3)

    def test_undoing_the_undoing_brings_the_change_back(self, store: Store, talks: Conversations) -> None:
        name = talks.say("talk", By.PERSON, "One.").memory.id
        edited(store, name, "Two.")
        undone = store.undo()
        store.undo(undone.n)
        assert store.find(name).text == "Two."
        assert store.undo().what == "undid 1: edited"

    def test_changes_made_together_are_undone_together(self, store: Store, talks: Conversations) -> None:
        one, two = (talks.say("talk", By.PERSON, text).memory for text in ("One.", "Two."))
        with store.operation("edited both"):
            edited(store, one.id, "First.")
            edited(store, two.id, "Second.")
            edited(store, two.id, "Second and last.")
        assert [(done.what, done.memories) for done in store.operations()] == [("edited both", 3)]
        store.undo()
        assert [memory.text for memory in store.get([one.id, two.id])] == ["One.", "Two."]

    def test_operations_are_undone_from_the_last_backwards(self, store: Store, talks: Conversations) -> None:
        name = talks.say("talk", By.PERSON, "One.").memory.id
        for text in ("Two.", "Three.", "Four."):
            edited(store, name, text)
        for text in ("Three.", "Two.", "One."):
            store.undo()
            assert store.find(name).text == text
        with pytest.raises(NotFound, match="nothing to undo"):
            store.undo()

    def test_operations_are_found_by_how_their_names_begin(self, store: Store, talks: Conversations) -> None:
        memory = talks.say("talk", By.PERSON, "One.").memory
        for number, name in enumerate(("run 1: faded", "run 10: faded", "run 1: merged"), start=2):
            with store.operation(name):
                memory = memory.changed(text=f"{number}.")
                store.revise([memory], what="edited", rule="test")
        assert [one.what for one in store.operations_of("run 1: ")] == ["run 1: merged", "run 1: faded"]
        with pytest.raises(NotFound, match="no operation 9"):
            store.undo(9)

    def test_what_was_changed_again_since_is_not_undone_alone(self, store: Store, talks: Conversations) -> None:
        name = talks.say("talk", By.PERSON, "One.").memory.id
        edited(store, name, "Two.")
        edited(store, name, "Three.")
        with pytest.raises(Refused, match="changed again"):
            store.undo(1)
        assert store.find(name).text == "Three."
        assert [done.undone_by for done in store.operations()] == [None, None]

    def test_a_successor_that_is_undone_gives_its_place_back(self, store: Store, talks: Conversations) -> None:
        old = talks.say("talk", By.PERSON, "It is on Monday.").memory
        said = talks.say("talk", By.PERSON, "No, it is on Tuesday.").memory
        new = replace(insight("It is on Tuesday.", old, said), kind=Kind.FACT, by=By.PERSON)
        store.succeed(old, new, rule="person")
        closed = store.find(old.id)
        assert (closed.status, closed.superseded_by, closed.valid_to is None) == (Status.SUPERSEDED, new.id, False)
        store.undo()
        assert store.find(old.id) == replace(old, version=3)
        with pytest.raises(NotFound):
            store.find(new.id)
        assert store.count(Filter()) == 2

    def test_what_was_said_is_no_operation(self, store: Store, talks: Conversations) -> None:
        talks.say("talk", By.PERSON, "Hello.")
        assert store.operations() == []


class TestForgetting:
    def test_what_is_hidden_is_seen_by_nobody_until_it_is_brought_back(
        self, store: Store, clock: MovingClock, talks: Conversations
    ) -> None:
        said = talks.say("talk", By.PERSON, "The party is a surprise.")
        talks.say("talk", By.ASSISTANT, "I will keep it to myself.")
        name = said.memory.id
        store.settle()
        store.hide([name], clock.now + 30)
        assert store.settle()
        with pytest.raises(NotFound):
            store.find(name)
        assert store.get([name]) == []
        assert store.count(Filter()) == len(store.page(Filter())) == len(list(store.each(Filter()))) == 1
        assert store.words("surprise party", limit=10, which=Filter()) == []
        assert name not in {hit.memory for hit in store.nearest("surprise party", limit=10, which=Filter())}
        assert store.holding("surprise", Filter()) == []
        assert [message.n for message in talks.messages("talk")] == [said.n + 1]
        assert store.at(name, clock.now) is None
        store.undo()
        assert store.settle()
        assert store.find(name) == replace(said.memory, version=3)
        assert store.due(clock.now + 100) == []
        assert [hit.memory for hit in store.words("surprise party", limit=10, which=Filter())] == [name]

    def test_it_falls_due_when_the_undo_has_lapsed(
        self, store: Store, clock: MovingClock, talks: Conversations
    ) -> None:
        name = talks.say("talk", By.PERSON, "The party is a surprise.").memory.id
        store.hide([name], clock.now + 30)
        assert store.due(clock.now) == []
        assert store.due(clock.now + 30) == [name]
        assert store.forget(store.due(clock.now + 30)) == 1
        assert store.operations() == []
        with pytest.raises(NotFound, match="nothing to undo"):
            store.undo()


class TestChain:
    def test_it_is_whole_over_talk_edits_and_forgetting(self, store: Store, talks: Conversations) -> None:
        names = [talks.say("talk", By.PERSON, f"Sentence {n}.").memory.id for n in range(5)]
        edited(store, names[1], "Another sentence.")
        assert chain_is_whole(store) == ""
        store.forget([names[2]])
        assert chain_is_whole(store) == ""
        rows = store.ledger.rows("SELECT removed, length, why FROM closing")
        assert rows == [(1, 4, "on request")]

    @pytest.mark.parametrize(
        "tampering",
        [
            "UPDATE memory SET text = 'Something else.' WHERE n = 2",
            "UPDATE memory SET by = 'assistant' WHERE n = 2",
            "UPDATE memory SET made = made + 1 WHERE n = 2",
            "DELETE FROM message WHERE n = 2",
            "DELETE FROM message WHERE n = 3",
            "UPDATE message SET link = zeroblob(16) WHERE n = 3",
        ],
    )
    def test_a_log_that_was_rewritten_shows(self, store: Store, talks: Conversations, tampering: str) -> None:
        for n in range(3):
            talks.say("talk", By.PERSON, f"Sentence {n}.")
        with store.ledger.write() as connection:
            connection.execute(tampering)
        assert chain_is_whole(store) != ""


def test_a_derived_memory_is_traced_to_the_words_it_rests_on(store: Store, talks: Conversations) -> None:
    said = [talks.say("talk", By.PERSON, text).memory for text in ("I walk the dog.", "I feed the dog.")]
    one = insight("The dog matters.", *said)
    two = replace(insight("Animals matter.", one), source=Derived("test", (one.id,)))
    store.remember([one, two], rule="test")
    assert [(memory.text, span.start, span.end) for memory, span in store.trace(two)] == [
        ("I walk the dog.", 0, 2), ("I feed the dog.", 0, 2),
    ]  # fmt: skip
    assert store.unresolved() == []


def test_the_path_of_a_file_stands_once_however_many_passages_it_has(store: Store) -> None:
    passages = [
        Memory(
            id=f"p{n}", kind=Kind.PASSAGE, text=f"Passage {n}", by=By.FILE, place="folder:a", made=1.0,
            source=Written("file1", "/notes/garden.md", n * 10, n * 10 + 9, n, "Roses", "d1"),
        )
        for n in range(3)
    ]  # fmt: skip
    store.remember(passages, rule="intake")
    assert store.get(["p0", "p1", "p2"]) == passages
    assert store.ledger.rows("SELECT count(*), min(path) FROM document") == [(1, "/notes/garden.md")]
    assert store.count(Filter(under="/notes")) == store.count(Filter(under="/notes/garden.md")) == 3
    assert store.count(Filter(under="/note")) == store.count(Filter(under="/notes/gard")) == 0
    store.forget(["p0", "p1", "p2"])
    assert store.ledger.rows("SELECT count(*) FROM document") == [(0,)]


def test_a_ledger_of_the_first_version_is_taken_over_whole(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    first = Path(__file__).with_name("ledger-1.sql").read_text(encoding="utf-8")
    connection = apsw.Connection(str(tmp_path / "ledger.db"))
    connection.execute(first)
    connection.close()
    store = open_store(tmp_path, encoder, clock)
    talks = Conversations(store, clock)
    said = talks.messages("talk")
    assert [(message.n, message.role, message.memory.text) for message in said] == [
        (1, By.PERSON, "My dog is called Biscuit."), (2, By.ASSISTANT, "A fine name."),
    ]  # fmt: skip
    dog = said[0].memory
    assert (dog.version, dog.pinned, dog.trust, dog.recalls) == (2, True, 1.0, 1)
    assert [(change.version, change.what, change.rule) for change in store.history(dog.id)] == [
        (1, "made", "said"), (2, "pinned", "person"),
    ]  # fmt: skip
    before = store.at(dog.id, dog.made)
    assert before is not None
    assert not before.pinned
    passage = store.find("p000")
    assert passage.source == Written("f1", "/notes/a.md", 0, 12, 1, "Garden", "abc")
    assert [memory.id for memory in store.resting_on([dog.id])] == ["i000"]
    assert talks.uses("talk")[1][0][0] == dog.id
    assert [hit.memory for hit in store.words("biscuit", limit=5, which=Filter())] == [dog.id]
    assert chain_is_whole(store) == ""
    assert store.ledger.check() == ""
    store.close()
    Ledger(tmp_path / "ledger.db").close()


def test_a_ledger_of_the_second_version_is_taken_over_whole(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    second = Path(__file__).with_name("ledger-2.sql").read_text(encoding="utf-8")
    connection = apsw.Connection(str(tmp_path / "ledger.db"))
    connection.execute(second)
    before = list(connection.execute("SELECT * FROM memory ORDER BY n"))
    connection.close()
    store = open_store(tmp_path, encoder, clock)
    after = store.ledger.rows("SELECT * FROM memory ORDER BY n")
    assert [row[: len(before[0])] for row in after] == before
    assert {row[-3:] for row in after} == {("", "", "")}
    assert store.ledger.rows("SELECT tongue FROM memory ORDER BY n") == [(0,), (0,), (1,), (3,), (1,), (0,)]
    for question, name in (
        ("my dog", "e000"), ("Wo ist mein Reisepass?", "e002"), ("我的护照在哪里?", "e003"), ("Garten", "p000"),
    ):  # fmt: skip
        assert store.words(question, limit=1, which=Filter())[0].memory == name
    assert store.settle()
    assert store.nearest("the name of my puppy", limit=1, which=Filter())[0].memory in ("e000", "i000")
    assert [memory.id for memory in store.resting_on(["e000"])] == ["i000"]
    assert [(change.version, change.what) for change in store.history("e000")] == [(1, "made"), (2, "pinned")]
    assert store.ledger.rows("SELECT weight FROM tagged") == [(1.0,)]
    store.undo()
    assert not store.get(["e000"])[0].pinned
    assert chain_is_whole(store) == ""
    store.forget(["e002", "e003"])
    assert store.ledger.check() == ""
    store.ledger.truncate()
    store.close()
    left = (tmp_path / "ledger.db").read_bytes()
    assert not any(words.encode() in left for words in ("eisepass", "chublade", "护照", "书桌"))


def test_what_rests_on_something_reworded_closed_or_gone_is_unsettled(store: Store, clock: MovingClock) -> None:
    said = [episode(f"My dog is called Biscuit, I said {n} times.", n=n) for n in range(6)]
    store.remember(said, rule="said")
    told = [insight(f"You have a dog, you said {n} times.", memory, said[0]) for n, memory in enumerate(said)][1:]
    store.remember(told, rule="test")
    store.revise([store.find(said[1].id).moved(Status.FADED)], what="faded", rule="retention")
    store.revise([store.find(said[1].id).changed(keywords=("text",))], what="renewed", rule="test")
    assert store.unsettled(Kind.INSIGHT) == []
    edited(store, said[2].id, "My dog is called Biscuits.")
    store.succeed(said[3], None, rule="person")
    store.hide([said[4].id], clock.now + 60)
    store.forget([said[5].id])
    assert [one.text for one in store.unsettled(Kind.INSIGHT)] == [one.text for one in told[1:]]
    assert store.unsettled(Kind.FACT) == []


def test_a_ledger_of_the_eighth_version_gets_what_tells_the_unsettled(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    store = open_store(tmp_path, encoder, clock)
    said = [episode("My dog is called Biscuit.", n=1), episode("My cat is called Tom.", n=2)]
    store.remember(said, rule="said")
    store.remember([insight("You have a dog.", said[0]), insight("You have a cat.", said[1])], rule="test")
    edited(store, said[0].id, "My dog is called Biscuits.")
    with store.ledger.write() as connection:
        connection.execute("DROP INDEX memory_gone; DROP INDEX history_reworded; PRAGMA user_version = 8")
    store.close()
    store = open_store(tmp_path, encoder, clock)
    assert [one.text for one in store.unsettled(Kind.INSIGHT)] == ["You have a dog."]
    assert store.ledger.check() == ""
    store.close()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("text"), st.text(alphabet="abcé \U0001f600", min_size=1, max_size=8)),
        st.tuples(st.just("importance"), st.sampled_from([0.0, 0.25, 0.5, 1.0])),
        st.tuples(st.just("pinned"), st.booleans()),
        st.tuples(st.just("keywords"), st.lists(st.sampled_from(["dog", "cat"]), max_size=2).map(tuple)),
        st.just(("undo", None)),
    ),
    max_size=12,
)


@given(steps=steps)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_changes_are_undone_in_order_and_every_past_state_is_shown(
    store: Store, clock: MovingClock, steps: list[tuple[str, Any]]
) -> None:
    talks = Conversations(store, clock)
    talks.begin("talk", "terminal")
    name = talks.say("talk", By.PERSON, "The beginning.").memory.id
    stack, seen = [store.find(name)], {clock.now: store.find(name)}
    for field, value in steps:
        clock.now += 10
        if field == "undo":
            if len(stack) > 1:
                stack.pop()
                store.undo()
        elif getattr(stack[-1], field) != value:
            store.revise([store.find(name).changed(**{field: value})], what=f"changed {field}", rule="person")
            stack.append(store.find(name))
        assert replace(store.find(name), version=0) == replace(stack[-1], version=0)
        seen[clock.now] = store.find(name)
    assert {when: store.at(name, when) for when in seen} == seen
    assert chain_is_whole(store) == ""
    store.forget([name])


def test_a_conversation_goes_on_after_all_of_it_was_forgotten(
    store: Store, clock: MovingClock, talks: Conversations
) -> None:
    store.forget([talks.say("talk", By.PERSON, "Hello.").memory.id])
    assert talks.messages("talk") == []
    assert Listed(store.ledger).page(10) == []
    assert talks.say("talk", By.PERSON, "Hello again.").n == 2
    talks.begin("empty", "terminal")
    assert talks.tidy() == 1
    assert [message.n for message in talks.messages("talk")] == [2]


def test_as_of_takes_back_what_came_after_even_if_the_clock_was_set_back(
    store: Store, clock: MovingClock, talks: Conversations
) -> None:
    name = talks.say("talk", By.PERSON, "One.").memory.id
    first = clock.now
    clock.now = first + 5_000
    edited(store, name, "Two.")
    clock.now = first + 2_000
    store.revise([store.find(name).changed(pinned=True)], what="pinned", rule="person")
    then = store.at(name, first + 3_000)
    assert then is not None
    assert (then.text, then.pinned, then.version) == ("One.", False, 1)


def test_redoing_is_refused_where_something_earlier_was_undone_meanwhile(store: Store, talks: Conversations) -> None:
    name = talks.say("talk", By.PERSON, "A.").memory.id
    edited(store, name, "B.")
    edited(store, name, "C.")
    second = store.undo()
    first = store.undo()
    with pytest.raises(Refused, match="changed again"):
        store.undo(second.n)
    assert store.find(name).text == "A."
    store.undo(first.n)
    store.undo(second.n)
    assert store.find(name).text == "C."


def test_forgetting_again_by_undoing_the_undoing_falls_due_too(
    store: Store, clock: MovingClock, talks: Conversations
) -> None:
    name = talks.say("talk", By.PERSON, "A surprise.").memory.id
    store.hide([name], clock.now + 30)
    back = store.undo()
    store.undo(back.n)
    assert store.get([name]) == []
    assert store.due(clock.now + 30) == [name]


def test_spans_are_of_the_words_as_they_were_first(store: Store, talks: Conversations) -> None:
    said = talks.say("talk", By.PERSON, "I walk the dog.").memory
    store.remember([insight("You walk.", said)], rule="test")
    edited(store, said.id, "No.")
    assert store.past.first_words(said.id) == "I walk the dog."
    ((_, span),) = store.trace(replace(insight("x", said), source=Derived("test", (said.id,))))
    assert (span.start, span.end) == (0, len("I walk the dog."))


def test_what_a_run_made_and_was_undone_is_kept_for_a_week_and_gives_way_to_what_is_concluded_anew(
    store: Store, clock: MovingClock, talks: Conversations
) -> None:
    said = [talks.say("talk", By.PERSON, text).memory.id for text in ("I live in Oslo.", "I do live in Oslo.")]
    line = Memory(
        "p1", Kind.PROFILE, "You live in Oslo.", Derived("profile", (said[0],)), By.PERSON, "profile", clock()
    )
    with store.operation("consolidation run 1: a line of the profile"):
        store.remember([line], rule="profile")
    undone = store.undo(store.operations()[0].n)
    assert (store.due(clock() + 6 * DAY), store.due(clock() + 7 * DAY)) == ([], ["p1"])
    store.undo(undone.n)
    store.undo(undone.undoes)
    assert store.declined("p1", line.source)
    anew = replace(line, source=Derived("profile", tuple(said)))
    assert store.remember([anew], rule="profile") == [anew]
    assert store.get(["p1"]) == [anew]
    assert store.due(clock() + 8 * DAY) == []
