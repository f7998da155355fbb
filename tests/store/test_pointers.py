"""Names of memories in a real ledger, beside topics."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.memory.correction import corrected
from secondme.memory.record import By, Derived, Kind, Memory
from secondme.stop import Stop
from secondme.store import transfer
from secondme.store.conversations import Conversations
from secondme.store.pointers import Pointers
from secondme.store.routing import Router
from secondme.store.store import Store
from secondme.store.topics import Topics
from tests.conftest import MovingClock, open_store
from tests.subjects import noted, notes

CODE = "The code of the gate is 7-Otter-19."


@pytest.fixture
def talks(store: Store, clock: MovingClock) -> Conversations:
    found = Conversations(store, clock)
    found.begin("talk", "chat")
    return found


@pytest.fixture
def pointers(store: Store) -> Pointers:
    return Pointers(store)


@pytest.fixture
def code(talks: Conversations) -> Memory:
    return talks.say("talk", By.PERSON, CODE).memory


def names(pointers: Pointers) -> list[str]:
    return [pointer.name for pointer in pointers.all()]


def test_a_name_is_given_found_changed_and_taken_away(pointers: Pointers, code: Memory) -> None:
    assert pointers.add("#Gate", code.id[:9]).memory.text == CODE
    assert pointers.find("gate").memory.id == code.id
    assert pointers.add("gate", code.id).name == "Gate"
    assert pointers.rename("Gate", "gate-code").name == "gate-code"
    assert pointers.rename("gate-code", "Gate-Code").name == "Gate-Code"
    assert names(pointers) == ["Gate-Code"]
    assert pointers.remove("#gate-code").memory.id == code.id
    assert names(pointers) == []
    with pytest.raises(NotFound, match="No pointer is called 'gate': there are none yet"):
        pointers.find("gate")
    with pytest.raises(NotFound):
        pointers.add("gate", "nothing")
    for wrong in ("", "#", "two words", "7gate", "a/b", "x" * 61):
        with pytest.raises(Refused, match="cannot be a pointer's name"):
            pointers.add(wrong, code.id)


def test_a_reflection_has_no_name_as_its_words_change(pointers: Pointers, code: Memory, store: Store) -> None:
    drawn = Derived("day", (code.id,))
    insight = Memory("i1", Kind.INSIGHT, "A gate was spoken of.", drawn, By.ASSISTANT, "reflection", code.made)
    store.remember([insight], rule="day")
    with pytest.raises(Refused, match="drawn anew"):
        pointers.add("gate", "i1")


def test_a_name_is_one_memorys_alone(pointers: Pointers, talks: Conversations, code: Memory) -> None:
    other = talks.say("talk", By.PERSON, "The gate is green.").memory
    pointers.add("gate", code.id)
    pointers.add("green", other.id)
    with pytest.raises(Refused, match="#gate names another memory already"):
        pointers.add("gate", other.id)
    with pytest.raises(Refused, match="#gate names another memory already"):
        pointers.rename("green", "gate")


def test_a_pointer_and_a_topic_never_share_a_name(
    pointers: Pointers, code: Memory, store: Store, clock: MovingClock
) -> None:
    topics = Topics(store, clock)
    topics.add("house/garden")
    for name in ("garden", "House"):
        with pytest.raises(Refused, match=f"#{name} means the topic 'house"):
            pointers.add(name, code.id)
    pointers.add("gate", code.id)
    for name in ("gate", "house/Gate", "gate/lock"):
        with pytest.raises(Refused, match="names a memory already, and cannot be a topic too"):
            topics.add(name)
    with pytest.raises(Refused, match="cannot be a topic too"):
        topics.rename("house/garden", "house/gate")
    pointers.remove("gate")
    assert topics.add("gate").name == "gate"


def test_a_topic_that_grows_by_itself_leaves_a_pointers_name_alone(
    encoder: StaticEncoder, clock: MovingClock, tmp_path: Path
) -> None:
    def grown(home: Path, taken: set[str]) -> set[str]:
        home.mkdir()
        store = open_store(home, encoder, clock)
        texts = [text for pair in zip(notes("garden", 30), notes("chess", 30), strict=True) for text in pair]
        said = store.remember([noted(text, n) for n, text in enumerate(texts)], rule="said")
        for n, name in enumerate(sorted(taken)):
            Pointers(store).add(name, said[n].id)
        topics = Topics(store, clock)
        Router(store, topics, encoder).run(Stop())
        found = {topic.name for topic in topics.all()}
        store.close()
        return found

    first = grown(tmp_path / "one", set())
    assert first
    second = grown(tmp_path / "two", first)
    assert second
    assert not first & second


def test_naming_is_undone_like_any_change(pointers: Pointers, code: Memory, store: Store) -> None:
    pointers.add("gate", code.id)
    assert store.undo().memories == 1
    assert names(pointers) == []
    pointers.add("gate", code.id)
    pointers.remove("gate")
    store.undo()
    assert pointers.find("gate").memory.id == code.id


def test_undoing_brings_a_name_back_that_another_memory_was_given_since(
    pointers: Pointers, talks: Conversations, code: Memory, store: Store
) -> None:
    other = talks.say("talk", By.PERSON, "The gate is green.").memory
    pointers.add("gate", code.id)
    pointers.remove("gate")
    removed = store.operations(1)[0].n
    pointers.add("gate", other.id)
    store.undo(removed)
    assert pointers.find("gate").memory.id == code.id
    pointers.remove("gate")
    assert names(pointers) == []


def test_forgetting_a_memory_takes_its_name_along(pointers: Pointers, code: Memory, store: Store) -> None:
    pointers.add("zanzibar", code.id)
    store.hide([code.id], 1e12)
    assert names(pointers) == []
    store.undo()
    assert names(pointers) == ["zanzibar"]
    store.forget([code.id])
    assert names(pointers) == []
    store.ledger.truncate()
    assert b"zanzibar" not in store.ledger.path.read_bytes()


def test_a_name_goes_over_to_what_is_right(pointers: Pointers, code: Memory, store: Store) -> None:
    pointers.add("gate", code.id)
    code = store.get([code.id])[0]
    store.succeed(code, corrected(code, code, "The code of the gate is 8-Otter-20.", code.made), rule="person")
    assert "8-Otter-20" in pointers.find("gate").memory.text
    store.undo()
    assert pointers.find("gate").memory.text == CODE


def test_the_last_that_was_said_is_what_the_person_said(
    pointers: Pointers, talks: Conversations
) -> None:
    with pytest.raises(NotFound, match="Nothing was said yet"):
        pointers.last()
    talks.say("talk", By.PERSON, CODE)
    talks.say("talk", By.ASSISTANT, "Noted.")
    assert pointers.last("talk").text == CODE
    talks.say("talk", By.PERSON, "How do I make bread?")
    assert pointers.last("talk").text == "How do I make bread?"
    talks.say("talk", By.ASSISTANT, "Flour, water, salt.")
    assert pointers.last().text == "How do I make bread?"


def test_an_export_carries_names_but_for_those_that_are_taken(
    pointers: Pointers, code: Memory, store: Store, encoder: StaticEncoder, clock: MovingClock, tmp_path: Path
) -> None:
    pointers.add("gate", code.id)
    file = tmp_path / "memory.jsonl"
    file.write_text("".join(transfer.export(store.ledger)), encoding="utf-8")
    for taken in (False, True):
        home = tmp_path / f"home-{taken}"
        home.mkdir()
        other = open_store(home, encoder, clock)
        if taken:
            Topics(other, clock).add("gate")
        list(transfer.Transfer(other, clock).bring(file))
        assert names(Pointers(other)) == ([] if taken else ["gate"])
        assert other.get([code.id])[0].text == CODE
        other.close()
