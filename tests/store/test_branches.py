"""Conversations that branch from others, in a real ledger: shared, answered anew, forgotten, carried over."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.events import Mark, Recollection
from secondme.memory.record import By, Memory
from secondme.store import transfer
from secondme.store.conversations import EMPTY, Conversations
from secondme.store.goals import Goals
from secondme.store.lessons import LedgerLessons
from secondme.store.listed import Listed, excerpt
from secondme.store.pointers import Pointers
from secondme.store.snapshots import erase_from
from secondme.store.store import Store
from secondme.storing import Grounding, noted_under
from tests.conftest import MovingClock, open_store
from tests.contracts.memory_store import DOG


@pytest.fixture
def talks(store: Store, clock: MovingClock) -> Conversations:
    """A conversation `talk` of two turns."""
    found = Conversations(store, clock)
    found.begin("talk", "chat")
    for n, text in enumerate(("My dog is Biscuit.", "Noted.", "What is he called?", "Biscuit is his name.")):
        found.say("talk", By.ASSISTANT if n % 2 else By.PERSON, text)
    return found


def texts(talks: Conversations, talk: str, **how: int) -> list[str]:
    """What was said in a conversation."""
    return [one.memory.text for one in talks.messages(talk, **how)]


def given(memory: Memory) -> Recollection:
    """A memory as an answer is given it."""
    return Recollection(memory.id, memory.text, memory.kind, memory.by, memory.made, "here", 0.5, 0.5, {}, {})


def test_a_branch_shares_what_was_said_before_and_nothing_is_copied(talks: Conversations, store: Store) -> None:
    talks.branch("talk", "edited", 2)
    talks.say("edited", By.PERSON, "And my cat?")
    talks.say("talk", By.PERSON, "Thanks.")
    talks.branch("edited", "deeper", 5)
    talks.say("deeper", By.ASSISTANT, "I know of no cat.")
    assert texts(talks, "edited") == ["My dog is Biscuit.", "Noted.", "And my cat?"]
    assert texts(talks, "deeper") == [*texts(talks, "edited"), "I know of no cat."]
    assert texts(talks, "deeper", last=3) == ["Noted.", "And my cat?", "I know of no cat."]
    assert store.ledger.scalar("SELECT count(*) FROM message") == 7
    talks.branch("deeper", "anew", 0)
    assert texts(talks, "anew") == []
    with pytest.raises(NotFound, match="no conversation 'nowhere'"):
        talks.branch("nowhere", "x", 1)
    assert talks.chain() == ("", 7)


def test_what_an_answer_given_anew_rests_on_is_its_own_and_so_is_its_thumb(talks: Conversations, store: Store) -> None:
    store.remember([DOG], rule="said")
    talks.branch("talk", "again", 3)
    answer = talks.say("again", By.ASSISTANT, "He is Biscuit.")
    asked, first = talks.messages("talk")[2:]
    assert (noted_under(asked, first), noted_under(asked, answer)) == (asked.n, answer.n)
    talks.used(answer.n, "again", [given(DOG)])
    assert talks.uses("talk") == {}
    assert list(talks.uses("again")) == [answer.n]
    assert store.get([DOG.id])[0].recalls == 1
    for talk, message, under in (("again", answer.n, answer.n), ("again", None, answer.n), ("again", 3, answer.n)):
        assert store.uses.thumb(talk, message, True).message == under
    assert store.uses.of(DOG.id).up == 1
    assert store.uses.thumb("talk", first.n, False).message == asked.n
    assert (store.uses.thumbs("talk"), store.uses.thumbs("again")) == ({3: False}, {3: False, answer.n: True})
    assert store.uses.thumb("again", 2, True).message == 1
    assert talks.answers_to(3) == [first.memory.id, answer.memory.id]
    talks.used(asked.n, "talk", [given(DOG)])
    assert store.get([DOG.id])[0].recalls == 1  # one conversation still


def test_what_an_answer_rests_on_stays_with_it_and_names_nothing_that_was_forgotten(
    talks: Conversations, store: Store
) -> None:
    cat = replace(DOG, id="ecat123", text="My cat is Pixel.")
    store.remember([DOG, cat], rule="said")
    talks.used(3, "talk", [given(cat), given(DOG)])
    marks = (Mark(0, 19, (DOG.id, cat.id, "profile1"), True), Mark(20, 24, (), False), Mark(25, 28, (), None))
    talks.ground(4, 3, Grounding("perhaps", marks), [cat.id, DOG.id])
    talks.branch("talk", "later", 4)
    kept = Grounding("perhaps", (replace(marks[0], memories=(DOG.id, cat.id)), *marks[1:]))
    assert talks.groundings("talk") == talks.groundings("later") == {4: kept}
    store.forget([cat.id])
    assert talks.groundings("talk")[4].marks[0].memories == (DOG.id,)
    assert cat.id not in str(store.ledger.rows("SELECT * FROM grounding"))
    answer = talks.messages("talk")[-1].memory
    store.revise([answer.changed(text="Pixel.")], what="edited", rule="person")
    assert talks.groundings("later") == {4: Grounding("perhaps")}
    store.forget([answer.id])
    assert talks.groundings("talk") == talks.groundings("later") == {}


def test_what_a_branch_told_again_goes_with_what_its_parent_was_told(talks: Conversations) -> None:
    first = talks.messages("talk")[0].memory
    talks.branch("talk", "again", 3)
    answer = talks.say("again", By.ASSISTANT, "He is Biscuit.")
    found = talks.answers_given([first.id])
    assert [(one.id, asked) for _, one, asked in found][-1] == (answer.memory.id, "What is he called?")
    last = talks.messages("talk")[3].memory
    assert talks.answers_given([last.id]) == []


def test_a_parent_that_is_forgotten_leaves_its_branches_with_what_is_there(
    talks: Conversations, store: Store, clock: MovingClock
) -> None:
    talks.branch("talk", "middle", 2)
    talks.branch("middle", "leaf", 2)
    said = talks.say("leaf", By.PERSON, "Only here.").memory
    one, two, *rest = [message.memory.id for message in talks.messages("talk")]
    store.forget([one, *rest])
    assert texts(talks, "leaf") == ["Noted.", "Only here."]
    assert talks.tidy() == 0  # a branch may have its first answer still to come
    clock.now += EMPTY + 1
    assert talks.tidy() == 1
    assert texts(talks, "leaf") == ["Noted.", "Only here."]
    assert Listed(store.ledger).one("leaf")["parent"] == "talk"
    store.forget([two])
    assert talks.tidy() == 1
    assert (texts(talks, "leaf"), Listed(store.ledger).one("leaf")["parent"]) == (["Only here."], "")
    store.forget([said.id])
    assert store.ledger.check() == ""


def test_a_goal_ends_in_a_branch_and_stays_open_in_its_parent(talks: Conversations, store: Store) -> None:
    goals = Goals(store, talks)
    goal = goals.begin("talk", "find a flat")
    talks.branch("talk", "other", goal.opening)
    talks.say("other", By.PERSON, "Two rooms.")
    assert goals.end("other", "Alfama").result == "Alfama"
    assert goals.all("talk") == [goal]
    assert [(one.number, one.turns) for one in goals.all("other")] == [(1, 1)]
    assert goals.end("talk", "Belém").result == "Belém"
    assert [one.result for one in goals.all("other")] == ["Alfama"]
    assert goals.begin("other", "move").number == 2
    store.undo()
    store.undo()
    assert [(one.number, one.result) for one in goals.all("talk")] == [(1, "")]


def test_the_list_has_titles_pages_and_an_archive(talks: Conversations, store: Store) -> None:
    listed = Listed(store.ledger)
    talks.branch("talk", "again", 3)
    assert [row["id"] for row in listed.page(10)] == ["talk"]  # nothing was said there yet
    talks.say("again", By.ASSISTANT, "Biscuit.")
    talks.begin("other", "chat")
    talks.say("other", By.PERSON, "word " * 20)
    rows = listed.page(10)
    assert [(row["id"], row["messages"], row["parent"], row["upto"]) for row in rows] == [
        ("other", 1, "", 0), ("again", 4, "talk", 3), ("talk", 4, "", 0),
    ]  # fmt: skip
    assert (rows[0]["title"], rows[1]["title"]) == ("word " * 11 + "word…", "My dog is Biscuit.")
    assert [row["id"] for row in listed.page(1, offset=1)] == ["again"]
    assert listed.rename("talk", "  The\ndog ")["title"] == "The dog"
    listed.archive("talk", True)
    assert [row["id"] for row in listed.page(10)] == ["other", "again"]
    assert [(row["title"], row["named"]) for row in listed.page(10, archived=True)] == [("The dog", True)]
    assert texts(talks, "talk")[0] == "My dog is Biscuit."
    assert not listed.archive("talk", False)["archived"]
    assert listed.rename("talk", "")["title"] == "My dog is Biscuit."
    assert "hunter2Xy" not in listed.rename("talk", "the password is hunter2Xy!9")["title"]


def test_a_search_finds_each_conversation_once_by_its_words_or_its_title(talks: Conversations, store: Store) -> None:
    listed = Listed(store.ledger)
    talks.branch("talk", "again", 3)
    talks.say("again", By.ASSISTANT, "Long ago.\nBiscuits were named after him, " + "and more " * 20)
    talks.begin("han", "chat")
    talks.say("han", By.PERSON, "宠物医院在哪里")
    found = {row["id"]: row["excerpt"] for row in listed.page(10, search="bisc")}
    assert list(found) == ["again", "talk"]
    assert found["talk"] == "Biscuit is his name."
    assert found["again"].startswith("Biscuits were named after him, and more")
    assert found["again"].endswith("…")
    assert [row["id"] for row in listed.page(10, search="宠物")] == ["han"]
    listed.rename("han", "Zur Tierärztin")
    listed.archive("han", True)
    assert [(row["id"], row["excerpt"]) for row in listed.page(10, search="TIERÄRZTIN")] == [("han", "")]
    assert listed.page(10, search="dog nowhere") == listed.page(10, search='"(*') == []
    assert [row["id"] for row in listed.page(10, search="宠物", archived=True)] == ["han"]
    assert excerpt("a" * 99 + " needle " + "b" * 99, ["needle"], 60) == f"…{'a' * 29} needle {'b' * 22}…"


def test_a_title_does_not_keep_words_that_were_forgotten(talks: Conversations, store: Store) -> None:
    listed = Listed(store.ledger)
    talks.begin("zoo", "chat")
    secret = talks.say("zoo", By.PERSON, "The quokka Zanzibar lives in Lisbon.").memory
    talks.say("zoo", By.PERSON, "I like animals, and Lisbon.")
    talks.begin("four", "chat")
    talks.say("four", By.PERSON, "A quokka lives here.")
    for talk, title in (
        ("zoo", "A trip to Lisbon"), ("talk", "Zanzibar and the dog"), ("third", "Lisbon and the dog"),
        ("four", "Quokka of Lisbon"), ("five", "Lisbon"),
    ):  # fmt: skip
        talks.begin(talk, "chat")
        talks.say(talk, By.PERSON, "I like the dog.")
        listed.rename(talk, title)
    copy = store.ledger.path.with_name("copy")
    store.ledger.copy(copy, None)
    store.forget([secret.id])
    store.ledger.truncate()
    assert erase_from(copy, [secret.id], None, at=0.0)
    assert b"anzibar" not in copy.read_bytes()
    names = [listed.one(talk)["named"] for talk in ("zoo", "talk", "third", "four", "five")]
    assert names == [False, False, True, False, True]
    assert b"anzibar" not in store.ledger.path.read_bytes()
    listed.rename("zoo", "Nothing of it")
    store.forget([one.memory.id for one in talks.messages("zoo")])
    store.ledger.truncate()
    assert b"Nothing of it" not in store.ledger.path.read_bytes()


def test_an_export_carries_branches_titles_and_goals_into_an_empty_home_and_a_full_one(
    talks: Conversations, store: Store, encoder: StaticEncoder, clock: MovingClock, tmp_path: Path
) -> None:
    goals, listed = Goals(store, talks), Listed(store.ledger)
    goal = goals.begin("talk", "move")
    talks.branch("talk", "other", goal.opening)
    goals.end("other", "moved")
    talks.branch("other", "again", 3)
    talks.say("again", By.ASSISTANT, "He is Biscuit.")
    listed.rename("talk", "The dog")
    listed.rename("other", "Another dog")
    listed.archive("talk", True)
    gone = talks.messages("talk")[1].memory
    store.forget([gone.id])
    store.add_keys(talks.messages("talk")[0].memory.id, ["the pet"], rule="person")
    file = tmp_path / "memory.jsonl"
    file.write_text("".join(transfer.export(store.ledger)), encoding="utf-8")
    for full in (False, True):
        home = tmp_path / f"home-{full}"
        home.mkdir()
        other = open_store(home, encoder, clock)
        there = Conversations(other, clock)
        if full:
            there.begin("mine", "chat")
            there.say("mine", By.PERSON, "I was here first.")
        for _ in range(2):
            list(transfer.Transfer(other, clock).bring(file))
            for talk in ("talk", "other", "again"):
                assert texts(there, talk) == texts(talks, talk)
                assert [
                    Listed(other.ledger).one(talk)[name] for name in ("title", "archived", "parent", "named")
                ] == [listed.one(talk)[name] for name in ("title", "archived", "parent", "named")]
            assert [(one.number, one.result) for one in Goals(other, there).all("other")] == [(1, "moved")]
            assert [one.closing for one in Goals(other, there).all("talk")] == [None]
        if not full:
            assert "".join(transfer.export(other.ledger)) == file.read_text(encoding="utf-8")
            assert other.undo().what.endswith("added other words")
            assert other.keys(there.messages("talk")[0].memory.id) == []
        other.close()
    lines = file.read_text(encoding="utf-8").replace('"parent": "other", "upto": 3', '"parent": "again", "upto": 3')
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(Refused, match="branches from itself"):
        list(transfer.Transfer(store, clock).bring(file))


def test_a_title_stays_out_of_a_home_where_its_conversation_was_forgotten_in_part(
    talks: Conversations, store: Store, encoder: StaticEncoder, clock: MovingClock, tmp_path: Path
) -> None:
    Listed(store.ledger).rename("talk", "Biscuit")
    file = tmp_path / "memory.jsonl"
    file.write_text("".join(transfer.export(store.ledger)), encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    other = open_store(home, encoder, clock)
    list(transfer.Transfer(other, clock).bring(file, [talks.messages("talk")[0].memory.id]))
    assert not Listed(other.ledger).one("talk")["named"]
    other.close()


def test_what_came_before_is_known_across_the_branching(
    talks: Conversations, store: Store, clock: MovingClock
) -> None:
    lessons = LedgerLessons(store.ledger, clock)
    talks.branch("talk", "again", 3)
    assert Pointers(store).last("again").text == "What is he called?"
    anew = talks.say("again", By.ASSISTANT, "He is Biscuit.")
    no = talks.say("again", By.PERSON, "No, shorter.")
    talks.branch("talk", "other", 4)
    wrong = talks.say("other", By.PERSON, "No, that is wrong.")
    assert store.facts.before(no.memory)[-2:] == (("person", "What is he called?"), ("assistant", "He is Biscuit."))
    assert store.facts.before(wrong.memory)[-1] == ("assistant", "Biscuit is his name.")
    exchanges = {n: (found.asked.text, found.answer.text) for n, _, found in lessons.said(4, 10) if found}
    assert exchanges == {
        no.n: ("What is he called?", "He is Biscuit."), wrong.n: ("What is he called?", "Biscuit is his name."),
    }  # fmt: skip
    store.uses.thumb("again", anew.n, False)
    ((rated, up),) = lessons.thumbed()
    assert (rated.message, rated.asked.text, rated.answer.text, up) == (
        anew.n, "What is he called?", "He is Biscuit.", False,
    )  # fmt: skip
