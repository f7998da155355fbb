"""Export and import of a ledger: the same again to the byte, nothing twice, nothing by halves."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused, TooNew
from secondme.events import Imported, Mark, Progress, Recollection
from secondme.memory.record import By, Derived, Kind, Memory, Said, Span, Status, Written, identity
from secondme.ports import Document, Taken, file_id
from secondme.store import lines
from secondme.store.chain import broken
from secondme.store.conversations import Conversations
from secondme.store.erase import erase
from secondme.store.folders import Folders
from secondme.store.store import Store
from secondme.store.topics import Topics
from secondme.store.transfer import Transfer, export
from secondme.store.uses import Use
from secondme.storing import Filter, Grounding
from tests.conftest import MAY, MovingClock, open_store

NO_RECEIPT = {"lanes": {"words": 0.25, "wörter": 1e-17}, "why": "Ana 🙂"}

Opened = Callable[[str], Store]


@pytest.fixture
def opened(tmp_path: Path, encoder: StaticEncoder, clock: MovingClock) -> Iterator[Opened]:
    """Opens stores by name; each is closed at the end."""
    with ExitStack() as stack:

        def open_(name: str) -> Store:
            (tmp_path / name).mkdir()
            found = open_store(tmp_path / name, encoder, clock)
            stack.callback(found.close)
            return found

        yield open_


def exported(store: Store) -> bytes:
    """An export, whole."""
    return "".join(export(store.ledger)).encode()


def brought(
    store: Store, clock: MovingClock, file: Path, forgotten: Sequence[str] = (), *, also_forgotten: bool = False
) -> Imported:
    """Imports a file; what came of it."""
    *steps, done = Transfer(store, clock).bring(file, forgotten, also_forgotten=also_forgotten)
    assert all(isinstance(step, Progress) for step in steps)
    assert isinstance(done, Imported)
    return done


def into(file: Path, *found: dict[str, Any] | str) -> Path:
    """A file of these lines."""
    file.write_text(
        "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in found)
    )
    return file


def said(store: Store) -> str:
    """What is wrong with the chain over what was said; empty if nothing is."""
    with store.ledger.write() as connection:
        return broken(connection)


def recollection(memory: Memory, score: float) -> Recollection:
    """A memory as recall gives it."""
    return Recollection(
        memory.id, memory.text, memory.kind, memory.by, memory.made, "somewhere", score, 0.5, NO_RECEIPT, {}
    )  # fmt: skip


def live(store: Store, clock: MovingClock, notes: Path) -> dict[str, Memory]:
    """A home in which everything happened that can happen."""
    talks, shelf = Conversations(store, clock), Folders(store, clock)
    talks.begin("first", "chat")
    talks.begin("zweite/Unterhaltung", "Küche")
    dog = talks.say("first", By.PERSON, "My dog is called Biscuit.").memory
    secret = talks.say("first", By.PERSON, "A secret to be forgotten.").memory
    answer = talks.say("first", By.ASSISTANT, "Biscuit — 饼干 🍪\nis\u2028noted.\x07").memory
    clock.pass_days(1.1)
    said_so = "Der Schlüssel ist bei \"Ana\"."
    key = talks.say("zweite/Unterhaltung", By.PERSON, said_so, speaker="Özgür", made=MAY + 0.25).memory
    store.add_keys(dog.id, ["the pet's name", "宠物"], rule="person")
    day = talks.say("first", By.PERSON, "The dentist is on Monday.")
    talks.used(day.n, "first", [recollection(dog, 0.1 + 0.2), recollection(key, 1 / 3)])
    store.uses.cited(day.n, [dog.id])
    store.uses.thumb("first", day.n, True)
    talks.ground(3, day.n, Grounding("perhaps", (Mark(0, 7, (key.id, dog.id), True),)), [dog.id, key.id])
    right = replace(
        day.memory, id=identity(Kind.FACT, "tuesday"), kind=Kind.FACT, text="The dentist is on Tuesday.",
        source=Derived("correction", (day.memory.id,), (Span(day.memory.id, 4, 11),)),
        keywords=("dentist", "Zähne"), valid_from=MAY + 0.1, valid_to=MAY + 1e6 / 3, importance=0.7,
    )  # fmt: skip
    store.succeed(day.memory, right, rule="person", why="It was corrected.")
    store.revise([store.get([dog.id])[0].changed(pinned=True)], what="pinned", rule="person")
    store.revise([store.get([key.id])[0].changed(text="The key is with Ana.", trust=1.0)], what="edited", rule="person")
    store.revise([store.get([answer.id])[0].moved(Status.FADED)], what="faded", rule="retention", why="Nobody asked.")
    insight = Memory(
        id=identity(Kind.INSIGHT, "dog"), kind=Kind.INSIGHT, text="You have a dog.", by=By.ASSISTANT, place="r",
        source=Derived("day", (dog.id, key.id), (Span(dog.id, 3, 6),)), made=clock(), about=("you", "has_pet", "Hünd"),
        context="On pets.", links=(dog.id,),
    )  # fmt: skip
    store.remember([insight], rule="reflection", why="Two days.")
    notes.mkdir()
    folder = shelf.add(notes, "notes", True, exclude=["drafts/", "*.log"], largest=5_000)
    file = file_id(shelf.file(notes / "house.md"))
    passages = [
        Memory(
            id=identity(Kind.PASSAGE, file, str(n)), kind=Kind.PASSAGE, text=f"The boiler, part {n}.", by=By.FILE,
            source=Written(file, str(notes / "house.md"), n * 10, n * 10 + 9, n + 1, "House › Boiler", "ab" * 32),
            place=f"folder:{folder.id}", made=clock() - n,
        )
        for n in range(3)
    ]  # fmt: skip
    document = Document(notes / "house.md", (), "ab" * 32, 30, 1_777_800_000_123_456_789)
    shelf.shelve([Taken(folder, file, document, passages)])
    with store.ledger.write() as connection:
        connection.execute("INSERT INTO topic (name, parent, by, made) VALUES ('animals', NULL, 'person', 1.5)")
        connection.execute("INSERT INTO topic (name, parent, by, made) VALUES ('Hünde', 1, 'rule', 2.5)")
        connection.execute("UPDATE topic SET parent = 2 WHERE n = 1")
        connection.execute("INSERT INTO note VALUES ('topic words:2', 'Wau, Fell')")
        connection.execute("INSERT INTO tagged SELECT 2, n, 'rule', 0.1 FROM memory WHERE id = ?", (dog.id,))
    store.decline([insight])
    clock.pass_days(0.5)
    store.undo()
    store.undo()
    store.forget([secret.id])
    hidden = talks.say("first", By.PERSON, "This is hidden and waits for its purge.").memory
    store.hide([hidden.id], clock() + 30)
    talks.say("first", By.PERSON, "The last word.")
    return {"dog": dog, "key": key, "insight": insight, "hidden": hidden, "answer": answer, "right": right}


def test_export_import_and_export_again_are_the_same_to_the_byte(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    first = opened("first")
    made = live(first, clock, tmp_path / "notes")
    before = exported(first)
    assert b"waits for its purge" not in before
    assert b"to be forgotten" not in before
    assert b"\xf0\x9f\x8d\xaa" in before
    (tmp_path / "all.jsonl").write_bytes(before)
    second = opened("second")
    done = brought(second, clock, tmp_path / "all.jsonl")
    assert (done.there, done.forgotten, done.folders, done.operation) == (0, 0, 1, 0)
    assert exported(second) == before
    assert said(second) == ""
    assert second.ledger.check() == ""
    assert second.unresolved() == []
    assert list(second.each(Filter())) == list(first.each(Filter()))
    for memory in first.each(Filter()):
        assert second.history(memory.id) == first.history(memory.id)
        assert second.at(memory.id, MAY + 100_000) == first.at(memory.id, MAY + 100_000)
    assert second.operations() == [one for one in first.operations() if one.memories and one.what != "forgot"]
    assert second.get([made["hidden"].id]) == []
    assert second.uses.of(made["dog"].id) == Use(cited=1, up=1)
    rated = second.uses.thumb("first", None, None)
    assert (rated.before, second.uses.of(made["dog"].id), second.uses.thumbs("first")) == (True, Use(cited=1), {})


def test_after_an_import_everything_is_found_by_word_and_by_vector_and_goes_on(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    first, second = opened("first"), opened("second")
    made = live(first, clock, tmp_path / "notes")
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    brought(second, clock, tmp_path / "all.jsonl")
    assert [hit.memory for hit in second.words("dog", limit=1, which=Filter(kinds=(Kind.EPISODE,)))] == [made["dog"].id]
    assert second.keys(made["dog"].id) == ["the pet's name", "宠物"]
    assert [hit.memory for hit in second.words("宠物在哪里", limit=1, which=Filter())] == [made["dog"].id]
    assert second.speakers() == ("Özgür",)
    assert second.settle()
    assert second.nearest("my puppy", limit=1, which=Filter(kinds=(Kind.EPISODE,)))[0].memory == made["dog"].id
    talks = Conversations(second, clock)
    assert talks.messages("first") == Conversations(first, clock).messages("first")
    assert talks.uses("first") == Conversations(first, clock).uses("first")
    assert talks.groundings("first") == Conversations(first, clock).groundings("first") != {}
    assert talks.say("first", By.PERSON, "And another.").n > talks.messages("first")[-2].n
    assert said(second) == ""
    second.remember([replace(made["insight"], id="inew")], rule="person")
    assert second.undo().what.endswith("remembered")


def test_the_export_holds_every_field_of_the_record() -> None:
    assert {field.name for field in fields(Memory)} <= set(lines.FORMS["memory"])


def test_a_note_may_name_who_spoke(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    store = opened("first")
    same = {"text": "Yes.", "made": 5}
    others = [same | {"speaker": name} for name in (" Ana\nMaria ", "Bo")]
    assert brought(store, clock, into(tmp_path / "x.jsonl", same, *others)).new == 3
    assert [memory.speaker for memory in store.each(Filter())] == ["", "Ana Maria", "Bo"]
    assert store.speakers() == ("Ana Maria", "Bo")


def test_two_exports_of_one_memory_are_the_same(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    store = opened("first")
    live(store, clock, tmp_path / "notes")
    before = exported(store)
    clock.pass_days(3)
    assert exported(store) == before


def test_importing_twice_changes_nothing(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    first, second = opened("first"), opened("second")
    live(first, clock, tmp_path / "notes")
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    count = brought(second, clock, tmp_path / "all.jsonl").new
    before = exported(second)
    assert brought(second, clock, tmp_path / "all.jsonl") == Imported(0, count, 0, 0, 0, 0)
    assert exported(second) == before


def test_into_a_home_that_has_memory_what_is_new_comes_after_what_is_there(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    first, second = opened("first"), opened("second")
    made = live(first, clock, tmp_path / "notes")
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    talks = Conversations(second, clock)
    talks.begin("first", "chat")
    for n in range(9):
        talks.say("first", By.PERSON, f"Here before, number {n}.")
    clock.pass_days(2)
    done = brought(second, clock, tmp_path / "all.jsonl")
    assert done.new == first.count(Filter())
    assert said(second) == ""
    heard = talks.messages("first")
    assert [message.memory.text for message in heard[:9]] == [f"Here before, number {n}." for n in range(9)]
    assert [message.n for message in heard] == [*range(1, 12), 13, 14]
    assert all(message.memory.source == Said("first", message.n) for message in heard)
    assert heard[9].memory == replace(first.get([made["dog"].id])[0], source=Said("first", 10))
    assert {memory for uses in talks.uses("first").values() for memory, *_ in uses} == {made["dog"].id, made["key"].id}
    assert len(second.history(made["key"].id)) == len(first.history(made["key"].id))
    again = brought(second, clock, tmp_path / "all.jsonl")
    assert again == Imported(0, done.new, 0, 0, 0, 0)
    assert second.operations()[0].n == done.operation


def test_what_an_answer_of_another_home_was_worth_comes_to_the_counts_of_a_memory_that_is_here(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    first, second = opened("first"), opened("second")
    note = {"text": "My dog is called Biscuit.", "made": MAY}
    for store in (first, second):
        brought(store, clock, into(tmp_path / "note.jsonl", note))
    [dog] = first.each(Filter())
    for store, talk, up in ((first, "there", False), (second, "here", True)):
        talks = Conversations(store, clock)
        talks.begin(talk, "chat")
        asked = talks.say(talk, By.PERSON, "What is my dog called?")
        talks.used(asked.n, talk, [recollection(dog, 0.9)])
        store.uses.cited(asked.n, [dog.id])
        store.uses.thumb(talk, asked.n, up)
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    for _ in range(2):
        brought(second, clock, tmp_path / "all.jsonl")
        assert second.uses.of(dog.id) == Use(cited=2, up=1, down=1)
    assert second.uses.thumb("there", None, None).before is False
    assert second.uses.of(dog.id) == Use(cited=2, up=1)


def test_topics_come_with_their_words_and_meet_those_that_are_here(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    first, second = opened("first"), opened("second")
    made = live(first, clock, tmp_path / "notes")
    topics = Topics(first, clock)
    topics.add("Home/Boiler", "heating, boiler")
    topics.tag("home/boiler", [made["key"].id])
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    here = Topics(second, clock)
    here.add("HOME")
    brought(second, clock, tmp_path / "all.jsonl")
    names = [(topic.name, topic.words) for topic in here.all()]
    assert names == [("HOME", ""), ("Home/Boiler", "heating, boiler"), ("Hünde", "Wau, Fell"), ("animals", "")]
    by_name = {topic.name: topic for topic in here.all()}
    assert by_name["Home/Boiler"].parent == by_name["HOME"].n
    assert by_name["Home/Boiler"].memories == 1


def test_an_import_into_a_home_with_memory_is_undone_as_one(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    first, second = opened("first"), opened("second")
    live(first, clock, tmp_path / "notes")
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    talks = Conversations(second, clock)
    talks.begin("mine", "chat")
    mine = talks.say("mine", By.PERSON, "My own.").memory
    done = brought(second, clock, tmp_path / "all.jsonl")
    assert second.operations()[0].what == f"imported {done.new} memories"
    assert second.undo().memories == done.new
    assert list(second.each(Filter())) == [mine]
    out = brought(second, clock, tmp_path / "all.jsonl")
    assert (out.new, out.forgotten) == (0, done.new)
    assert brought(second, clock, tmp_path / "all.jsonl", also_forgotten=True).new == done.new
    assert said(second) == ""


def test_a_file_that_is_read_here_too_is_not_doubled(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    first, second = opened("first"), opened("second")
    live(first, clock, tmp_path / "notes")
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    shelf = Folders(second, clock)
    folder = shelf.add(tmp_path / "notes", "mine", True)
    path = tmp_path / "notes" / "house.md"
    own = Memory(
        id="pown", kind=Kind.PASSAGE, text="The boiler, part 0.", by=By.FILE, place=f"folder:{folder.id}", made=MAY,
        source=Written("own", str(path), 0, 9, 1, "", "cd" * 32),
    )  # fmt: skip
    shelf.shelve([Taken(folder, "own", Document(path, (), "cd" * 32, 30, 1), [own])])
    done = brought(second, clock, tmp_path / "all.jsonl")
    assert (done.folders, done.there) == (0, 3)
    assert list(second.each(Filter(kinds=(Kind.PASSAGE,)))) == [own]
    assert [one.path for one in shelf.all()] == [tmp_path / "notes"]


def test_what_was_forgotten_stays_out_with_what_rests_on_it(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    first, second, third = opened("first"), opened("second"), opened("third")
    made = live(first, clock, tmp_path / "notes")
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    done = brought(second, clock, tmp_path / "all.jsonl", [made["dog"].id, "nobody"])
    assert done.forgotten == 2
    assert second.get([made["dog"].id, made["insight"].id]) == []
    assert b"Biscuit." not in exported(second)
    assert second.unresolved() == []
    assert said(second) == ""
    heard: list[str] = []
    steps = Transfer(third, clock).bring(
        tmp_path / "all.jsonl", [made["dog"].id, "another"], also_forgotten=True, returned=heard.extend
    )
    *_, done = steps
    assert isinstance(done, Imported)
    assert heard == [made["dog"].id]
    assert done.forgotten == 0
    assert exported(third) == exported(first)


def test_evidence_that_was_lost_before_is_said_and_taken(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    first, second = opened("first"), opened("second")
    made = live(first, clock, tmp_path / "notes")
    first.forget([made["dog"].id])
    before = exported(first)
    assert f'"lost": ["{made["dog"].id}"]'.encode() in before
    (tmp_path / "all.jsonl").write_bytes(before)
    brought(second, clock, tmp_path / "all.jsonl")
    assert exported(second) == before


def test_plain_notes_become_what_was_said_and_come_once(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    store = opened("first")
    file = into(
        tmp_path / "notes.jsonl",
        "\ufeff" + '{"text": "The spare key is with Ana."}',
        {"type": "memory", "text": "We met in Rome. ", "made": "2019-05-03T14:30:00+02:00", "kind": "episode"},
        "",
        {"type": "memory", "text": "You said so.", "made": 1_600_000_000, "by": "assistant"},
        {"text": "The spare key is with Ana."},
    )
    done = brought(store, clock, file)
    assert (done.new, done.messages) == (3, 3)
    heard = Conversations(store, clock).messages("imported")
    assert [(message.n, message.memory.text, message.memory.made, message.role) for message in heard] == [
        (1, "The spare key is with Ana.", clock(), By.PERSON),
        (2, "We met in Rome.", 1_556_886_600.0, By.PERSON),
        (3, "You said so.", 1_600_000_000.0, By.ASSISTANT),
    ]
    assert said(store) == ""
    clock.pass_days(1)
    assert brought(store, clock, file) == Imported(0, 3, 0, 0, 0, 0)
    assert store.undo().memories == 3


def test_a_secret_in_a_plain_note_is_masked(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    store = opened("first")
    file = into(tmp_path / "x.jsonl", {"text": "My password is hunter2secret."}, {"text": "The boat is blue."})
    assert brought(store, clock, file).masked == 1
    assert b"hunter2secret" not in exported(store)
    assert brought(store, clock, file) == Imported(0, 2, 0, 0, 0, 0)


def test_an_older_export_brings_back_no_passages_of_files_that_are_read_here(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    store = opened("first")
    live(store, clock, tmp_path / "notes")
    (tmp_path / "old.jsonl").write_bytes(exported(store))
    shelf = Folders(store, clock)
    [folder] = shelf.all()
    path = tmp_path / "notes" / "house.md"
    file = file_id(shelf.file(path))
    fresh = Memory(
        id="pfresh", kind=Kind.PASSAGE, text="The boiler is gone.", by=By.FILE, place="x", made=clock(),
        source=Written(file, str(path), 0, 9, 1, "", "cd" * 32),
    )  # fmt: skip
    shelf.shelve([Taken(folder, file, Document(path, (), "cd" * 32, 30, 1), [fresh])])
    assert brought(store, clock, tmp_path / "old.jsonl").new == 0
    assert list(store.each(Filter(kinds=(Kind.PASSAGE,)))) == [fresh]


def test_while_an_import_writes_others_read_what_was_there(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    store = opened("first")
    file = into(tmp_path / "x.jsonl", *({"text": f"Note number {n}."} for n in range(1_500)))
    seen: list[int] = []
    for event in Transfer(store, clock).bring(file):
        if isinstance(event, Progress) and event.what == "importing" and event.done < event.total:
            reader = threading.Thread(target=lambda: seen.append(store.count(Filter())))
            reader.start()
            reader.join()
    assert seen == [0]
    assert store.count(Filter()) == 1_500


GOOD = {
    "type": "memory", "id": "e1", "kind": "episode", "text": "Hello.", "by": "person", "place": "chat", "made": 1,
    "source": {"type": "said", "conversation": "c", "message": 1}, "version": 1, "status": "active",
    "valid_from": None, "valid_to": None, "superseded_by": None, "importance": 0.5, "recalls": 0,
    "last_recalled": None, "pinned": False, "keywords": [], "trust": 1.0, "rule": "said", "why": "", "stored": None,
    "operation": None, "history": [],
}  # fmt: skip
RESTS = {**GOOD, "id": "i1", "source": {"type": "derived", "rule": "r", "memories": ["e9"], "spans": []}}
TOPIC = {"type": "topic", "n": 1, "name": "t", "parent": "u", "by": "p", "made": 1, "words": ""}
RECALL = {"type": "recall", "message": 2, "memory": "e0", "rank": 0, "at": 1, "score": 1, "receipt": {}}
USE = {"type": "use", "memory": "e9", "cited": 1, "up": 0, "down": 0, "corrected": 0}
CHANGED = {"version": 2, "what": "x", "why": "", "rule": "r", "at": 1, "operation": None}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{nonsense", "Line 3: it is not JSON"),
        ("[1]", "Line 3: it is no line of an export, and no note like"),
        ("{}", "Line 3: it is no line of an export, and no note like"),
        ("[" * 100_000, "Line 3: it is not JSON"),
        ({"type": "dream"}, "Line 3: there is no type 'dream' of line."),
        ({"type": ["a"]}, "Line 3: there is no type"),
        ({"type": "secondme", "format": 1, "version": "1"}, "Line 3: this line can only be the first."),
        ({"text": " "}, "Line 3: the note has no words."),
        ({"text": "a", "made": "yesterday"}, "Line 3: 'yesterday' is not a date"),
        ({"text": "a", "mood": 1}, "Line 3: a note has no field 'mood'."),
        ({"text": "a", "by": "file"}, "Line 3: the field 'by' of a note cannot be \"file\"."),
        ('{"text": "\\ud800"}', "Line 3: it holds half of a character"),
        (GOOD | {"id": "e0"}, "Line 3: the memory e0 stands there twice."),
        (GOOD | {"kind": "dream"}, "Line 3: the field 'kind' of a line of type memory cannot be \"dream\"."),
        (GOOD | {"status": "forgotten"}, "Line 3: the field 'status'"),
        (GOOD | {"importance": 1.1}, "Line 3: the field 'importance'"),
        (GOOD | {"made": True}, "Line 3: the field 'made'"),
        (GOOD | {"recalls": 1 << 63}, "Line 3: the field 'recalls'"),
        (GOOD | {"keywords": [1]}, "Line 3: the field 'keywords'"),
        (GOOD | {"colour": 1}, "Line 3: a line of type memory has no field 'colour'."),
        ({n: v for n, v in GOOD.items() if n != "trust"}, "Line 3: a line of type memory needs the field 'trust'."),
        (GOOD | {"source": {"type": "said"}}, "Line 3: the source of memory e1"),
        (GOOD | {"version": 0}, "Line 3: the versions of memory e1"),
        (GOOD | {"history": [CHANGED | {"before": {}}]}, "Line 3: the versions of memory e1"),
        (GOOD | {"version": 2, "history": [CHANGED | {"before": {"kind": "dream"}}]}, "Line 3: version 2 of memory e1"),
        (GOOD | {"version": 2, "history": [CHANGED | {"before": {"source": "x"}}]}, "Line 3: version 2 of memory e1"),
        (GOOD | {"version": 2, "history": [CHANGED | {"before": {"n": 1}}]}, "Line 3: version 2 of memory e1"),
        (RESTS, "Line 3: memory i1 rests on e9, which is nowhere."),
        ({"type": "message", "n": 2, "conversation": "d", "memory": "e0"}, "Line 3: the conversation d does not stand"),
        (RECALL, "Line 3: message 2 does not stand before it."),
        ({"type": "thumb", "message": 2, "up": True}, "Line 3: message 2 does not stand before it."),
        (USE, "Line 3: memory e9 does not stand before it."),
        (USE | {"memory": "e0", "up": -1}, "Line 3: the field 'up' of a line of type use cannot be -1."),
        ({"type": "tag", "topic": "t", "memory": "e0", "by": "p", "weight": 1}, "Line 3: the topic t does not stand"),
        (TOPIC, "Line 3: the topic u does not stand before it."),
        ({"type": "end", "lines": 7}, "Line 3: it should be line 7"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_one_sentence_and_nothing_is_imported(
    line: dict[str, Any] | str, sentence: str, opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    store = opened("first")
    before = exported(store)
    with pytest.raises(Refused) as raised:
        brought(store, clock, into(tmp_path / "x.jsonl", {"text": "A note."}, GOOD | {"id": "e0"}, line))
    assert raised.value.sentence.startswith(sentence)
    assert "Nothing was imported." in raised.value.cure
    assert exported(store) == before


def test_a_file_that_was_cut_off_is_refused(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    first, second = opened("first"), opened("second")
    live(first, clock, tmp_path / "notes")
    whole = exported(first).splitlines(keepends=True)
    (tmp_path / "cut.jsonl").write_bytes(b"".join(whole[:-3]))
    with pytest.raises(Refused, match=f"cut off after line {len(whole) - 3}"):
        brought(second, clock, tmp_path / "cut.jsonl")
    (tmp_path / "hole.jsonl").write_bytes(b"".join([*whole[:-3], *whole[-2:]]))
    with pytest.raises(Refused, match="lines were lost or added"):
        brought(second, clock, tmp_path / "hole.jsonl")
    assert second.count(Filter()) == 0


def test_a_newer_format_a_missing_file_and_an_empty_one_are_refused(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    store = opened("first")
    with pytest.raises(TooNew, match="Line 1: it was exported by a newer version"):
        brought(store, clock, into(tmp_path / "x.jsonl", {"type": "secondme", "format": 99, "version": "9", "more": 1}))
    with pytest.raises(NotFound, match="There is no file"):
        brought(store, clock, tmp_path / "nothing.jsonl")
    with pytest.raises(Refused, match="is a folder"):
        brought(store, clock, tmp_path)
    with pytest.raises(Refused, match="is empty"):
        brought(store, clock, into(tmp_path / "empty.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes(b'{"text": "caf\xe9"}\n')
    with pytest.raises(Refused, match="Line 1: it is not text in UTF-8"):
        brought(store, clock, tmp_path / "latin.jsonl")


def test_an_import_that_is_stopped_in_its_middle_leaves_nothing(
    opened: Opened, clock: MovingClock, tmp_path: Path
) -> None:
    store = opened("first")
    before = exported(store)
    file = into(tmp_path / "x.jsonl", *({"text": f"Note number {n}."} for n in range(2_500)))
    events = Transfer(store, clock).bring(file)
    assert [next(events).what for _ in range(3)] == ["checking", "checking", "importing"]  # type: ignore[union-attr]
    assert store.count(Filter()) == 1_000
    events.close()
    assert exported(store) == before
    assert store.outbox.waiting() == 0


def test_five_thousand_memories_go_out_and_in(opened: Opened, clock: MovingClock, tmp_path: Path) -> None:
    first, second = opened("first"), opened("second")
    file = into(tmp_path / "x.jsonl", *({"text": f"Note number {n} about boat {n % 7}."} for n in range(5_000)))
    assert brought(first, clock, file).new == 5_000
    (tmp_path / "all.jsonl").write_bytes(exported(first))
    assert brought(second, clock, tmp_path / "all.jsonl").new == 5_000
    assert second.operations() == first.operations()
    assert exported(second) == exported(first)
    assert said(second) == ""


# ---- any memory --------------------------------------------------------------------------------------

TIMES = st.floats(min_value=-1e11, max_value=1e11)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
SHARES = st.floats(min_value=0, max_value=1)
WHOLES = st.integers(min_value=0, max_value=1 << 40)


@st.composite
def lists(draw: st.DrawFn) -> list[Memory]:
    """Memories of any sort; what was drawn rests on those before it."""
    made: list[Memory] = []
    files: dict[str, tuple[str, str]] = {}
    for name in draw(st.lists(NAMES, unique=True, max_size=8)):
        source: Said | Written | Derived
        match draw(st.integers(0, 2)) if made else draw(st.integers(0, 1)):
            case 0:
                source = Said(draw(NAMES), draw(WHOLES))
            case 1:
                file = draw(NAMES)
                path, digest = files.setdefault(file, (draw(WORDS), draw(WORDS)))
                start, end, line = draw(WHOLES), draw(WHOLES), draw(WHOLES)
                source = Written(file, path, start, end, line, draw(WORDS), digest)
            case _:
                on = tuple(draw(st.lists(st.sampled_from([one.id for one in made]), unique=True, min_size=1)))
                source = Derived(draw(WORDS), on, tuple(Span(one, draw(WHOLES), draw(WHOLES)) for one in on[:1]))
        kind = draw(st.sampled_from(Kind)) if isinstance(source, Derived) else Kind.EPISODE
        status = draw(st.sampled_from([one for one in Status if one is not Status.FORGOTTEN]))
        made.append(
            Memory(
                id=name, kind=kind, text=draw(WORDS), source=source, by=draw(st.sampled_from(By)), place=draw(WORDS),
                made=draw(TIMES), status=status, valid_from=draw(st.none() | TIMES), valid_to=draw(st.none() | TIMES),
                superseded_by=draw(st.none() | NAMES), importance=draw(SHARES), recalls=draw(WHOLES),
                last_recalled=draw(st.none() | TIMES), pinned=draw(st.booleans()), trust=draw(SHARES),
                keywords=tuple(draw(st.lists(WORDS, max_size=3))),
                about=draw(st.just(()) | st.tuples(WORDS, WORDS, WORDS)), context=draw(WORDS),
                links=tuple(draw(st.lists(NAMES, max_size=3))),
            )
        )  # fmt: skip
    return made


@pytest.fixture
def pair(opened: Opened) -> tuple[Store, Store]:
    """Two empty stores; every example empties them again."""
    return opened("first"), opened("second")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(memories=lists(), words=WORDS, share=SHARES)
def test_whatever_is_remembered_comes_out_and_in_and_out_the_same(
    memories: list[Memory], words: str, share: float, pair: tuple[Store, Store], clock: MovingClock, tmp_path: Path
) -> None:
    first, second = pair
    for memory in memories:
        with suppress(Refused):  # the write barrier: it cannot be concluded from what it rests on
            first.remember([memory], rule=words)
    for memory in list(first.each(Filter()))[::2]:
        changed = memory.changed(keywords=(words,), trust=share, pinned=True)
        first.revise([changed], what=words, rule="person", why=words)
    before = exported(first)
    (tmp_path / "all.jsonl").write_bytes(before)
    try:
        brought(second, clock, tmp_path / "all.jsonl")
        assert exported(second) == before
        assert list(second.each(Filter())) == list(first.each(Filter()))
    finally:
        for store in pair:
            with store.ledger.write() as connection:
                erase(connection, [memory.id for memory in memories])
                connection.execute("DELETE FROM operation")
