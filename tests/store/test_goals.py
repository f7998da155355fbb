"""Goals of a conversation in a real ledger: begun, ended, nested, taken back, forgotten, carried over."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.memory.record import By
from secondme.store import cipher, transfer
from secondme.store.conversations import Conversations
from secondme.store.goals import Goals
from secondme.store.migrations import STEPS
from secondme.store.store import Store
from tests.conftest import MovingClock, open_store


@pytest.fixture
def talks(store: Store, clock: MovingClock) -> Conversations:
    found = Conversations(store, clock)
    found.begin("talk", "chat")
    return found


@pytest.fixture
def goals(store: Store, talks: Conversations) -> Goals:
    return Goals(store, talks)


def test_a_goal_ends_with_its_result_and_gives_its_turns_back_word_for_word(
    goals: Goals, talks: Conversations
) -> None:
    talks.say("talk", By.PERSON, "Before.")
    assert goals.begin("talk", "find a flat").closing is None
    said = ["Two rooms,\n  near the\triver — 950 €?", "That is **dear**.", "“Alfama” then."]
    for n, text in enumerate(said):
        talks.say("talk", By.ASSISTANT if n % 2 else By.PERSON, text)
    done = goals.end("talk", "the one in Alfama -> 950 a month")
    talks.say("talk", By.PERSON, "After.")
    assert (done.number, done.text, done.turns) == (1, "find a flat", 3)
    assert done.result == "the one in Alfama -> 950 a month"
    assert [turn.memory.text for turn in goals.turns("talk", 1)[1:-1]] == said
    assert goals.all("talk") == [done]


def test_goals_nest_to_a_small_depth_and_end_from_within(goals: Goals) -> None:
    for text in ("move", "find a flat", "ask the bank"):
        goals.begin("talk", text)
    with pytest.raises(Refused, match="3 goals are open already"):
        goals.begin("talk", "one more")
    assert goals.end("talk", "").text == "ask the bank"
    assert [(goal.number, goal.parent, goal.closing is None) for goal in goals.all("talk")] == [
        (1, None, True), (2, 1, True), (3, 2, False),
    ]  # fmt: skip
    goals.end("talk", "done")
    goals.end("talk", "")
    with pytest.raises(NotFound, match="No goal is open"):
        goals.end("talk", "")
    with pytest.raises(NotFound, match="there are 1, 2, 3"):
        goals.turns("talk", 9)
    with pytest.raises(NotFound):
        goals.begin("nowhere", "x")


def test_undoing_opens_a_goal_again_and_takes_one_back(goals: Goals, store: Store) -> None:
    goals.begin("talk", "find a flat")
    goals.end("talk", "found")
    assert store.undo().memories == 1
    assert [(goal.closing, goal.result) for goal in goals.all("talk")] == [(None, "")]
    store.undo()
    assert goals.all("talk") == []
    assert goals.begin("talk", "another").number == 2


def test_a_goal_goes_with_the_words_that_began_it(goals: Goals, store: Store, tmp_path: Path) -> None:
    began = goals.begin("talk", "buy the Zanzibar ring")
    goals.begin("talk", "ask the jeweller")
    store.forget([began.memory])
    assert [(goal.text, goal.parent) for goal in goals.all("talk")] == [("ask the jeweller", None)]
    assert store.ledger.check() == ""


def test_an_export_carries_goals_into_an_empty_home_and_a_full_one(
    goals: Goals, talks: Conversations, store: Store, encoder: StaticEncoder, clock: MovingClock, tmp_path: Path
) -> None:
    goals.begin("talk", "move")
    goals.begin("talk", "find a flat")
    talks.say("talk", By.PERSON, "Two rooms.")
    goals.end("talk", "Alfama")
    file = tmp_path / "memory.jsonl"
    file.write_text("".join(transfer.export(store.ledger)), encoding="utf-8")
    for full in (False, True):
        home = tmp_path / f"home-{full}"
        home.mkdir()
        other = open_store(home, encoder, clock)
        there = Conversations(other, clock)
        if full:
            there.begin("mine", "chat")
            Goals(other, there).begin("mine", "learn Portuguese")
        list(transfer.Transfer(other, clock).bring(file))
        found = Goals(other, there).all("talk")
        assert [(goal.number, goal.text, goal.result, goal.parent, goal.turns) for goal in found] == [
            (1, "move", "", None, 3), (2, "find a flat", "Alfama", 1, 1),
        ]  # fmt: skip
        if not full:
            assert "".join(transfer.export(other.ledger)) == file.read_text(encoding="utf-8")
        list(transfer.Transfer(other, clock).bring(file))
        assert Goals(other, there).all("talk") == found
        other.close()


def test_a_ledger_of_the_third_version_is_taken_over_whole(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    home = tmp_path / "old"
    home.mkdir()
    connection = cipher.connect(home / "ledger.db", None)
    for step in STEPS[:3]:
        if callable(step):
            with connection:
                step(connection)
        else:
            connection.execute(step)
    connection.execute(
        "INSERT INTO conversation VALUES (1, 'talk', 'chat', 1000.0); INSERT INTO memory VALUES (1, 'e000', 1, "
        "'episode', 'active', 'person', 'chat', 'My dog is called Biscuit.', '', '1', 'said:talk', 1000.0, 1000.0, "
        "NULL, NULL, 0.5, 1.0, 0, NULL, 0, '[]', 'said', '', NULL, NULL, 0); "
        "INSERT INTO message VALUES (1, 1, 1, zeroblob(16)); PRAGMA user_version = 3"
    )
    before = list(connection.execute("SELECT * FROM memory"))
    connection.close()
    store = open_store(home, encoder, clock)
    talks = Conversations(store, clock)
    assert [row[: len(before[0])] for row in store.ledger.rows("SELECT * FROM memory")] == before
    assert [one.memory.text for one in talks.messages("talk")] == ["My dog is called Biscuit."]
    assert Goals(store, talks).begin("talk", "train the dog").number == 1
    assert store.ledger.check() == ""
    store.close()
    assert apsw.Connection(str(home / "ledger.db")).execute("PRAGMA user_version").get == len(STEPS)
