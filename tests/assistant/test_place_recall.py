"""Recall that is limited to a place or a topic, over a real store with its real index."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from secondme.assistant.chat import Chat
from secondme.assistant.places import Places
from secondme.assistant.recall import Recall
from secondme.encoders.static import StaticEncoder
from secondme.errors import NotFound, Refused
from secondme.events import Answered, Failed, Stored
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Kind, Memory, Said, Written, identity
from secondme.stop import Stop
from secondme.store.conversations import Conversations
from secondme.store.folders import Folders
from secondme.store.places import KnownPlaces
from secondme.store.routing import Router
from secondme.store.store import Store
from secondme.store.topics import Topics
from secondme.storing import Filter
from tests.conftest import MovingClock
from tests.fakes import ScriptedModel
from tests.subjects import SUBJECTS, noted, notes

ADDED, PLANTED, MANY = 5_000, 100, 200
NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@pytest.fixture
def folders(store: Store, clock: MovingClock) -> Folders:
    return Folders(store, clock)


@pytest.fixture
def recall(store: Store, clock: MovingClock, folders: Folders) -> Recall:
    return Recall(store, clock, Forgetting(), Places(KnownPlaces(store.ledger, folders)))


def passage(text: str, number: int, folder: str, path: str) -> Memory:
    """A passage of a watched file."""
    file = identity(Kind.PASSAGE, path)
    return Memory(
        id=identity(Kind.PASSAGE, folder, str(number), text), kind=Kind.PASSAGE, text=text,
        source=Written(file, path, number * 100, number * 100 + len(text), number, "", "0" * 64), by=By.FILE,
        place=f"folder:{folder}", made=1_777_800_000.0 + number,
    )  # fmt: skip


def planted(seed: int) -> list[tuple[str, str]]:
    """Statements on the subjects, each with a question that one of them answers."""
    draw = random.Random(seed)
    found = []
    for number in range(PLANTED):
        subject = list(SUBJECTS)[number % len(SUBJECTS)]
        thing, other = (word.replace("-", " ") for word in draw.sample(SUBJECTS[subject][0].split(), 2))
        who, day = draw.choice(("Ana", "Bruno", "Clara", "Jonas", "Mira")), draw.choice(NUMBERS)
        found.append(
            (f"{who} keeps the {thing} next to the {other} since {day} weeks.", f"What about the {thing}?")
        )
    return found


def hits(recall: Recall, asked: Sequence[tuple[str, str]], place: str) -> float:
    """R@5: the share of questions whose statement is among the first five."""
    right = 0
    for text, question in asked:
        right += text in [one.text for one in recall(f"{question} in:{place}", limit=5)]
    return right / len(asked)


def test_what_is_added_to_one_place_changes_recall_in_another_by_a_point_at_most(
    store: Store, recall: Recall, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = planted(1)
    texts = [text for text, _ in asked] + [text for subject in SUBJECTS for text in notes(subject, 20)]
    store.remember([noted(text, number, place="notes") for number, text in enumerate(texts)], rule="said")
    with store.ledger.write() as connection:
        connection.execute("INSERT INTO conversation (id, place, began) VALUES ('t', 'terminal', 0)")
    assert store.settle(120)
    before = hits(recall, asked, "notes")
    more = [text for subject in SUBJECTS for text in notes(subject, ADDED // len(SUBJECTS), seed=2)]
    near = [text.replace("keeps", "bought").replace("next to", "after") for text, _ in planted(1)]
    store.remember(
        [noted(text, number, place="terminal") for number, text in enumerate([*more[: ADDED - PLANTED], *near])],
        rule="said",
    )
    assert store.settle(240)
    after = hits(recall, asked, "notes")
    with capsys.disabled():
        sys.stdout.write(f"\nR@5 in a place of {len(texts)}: {before:.1%}, with {ADDED:,} elsewhere {after:.1%}\n")
    assert before > 0.6
    assert after >= before - 0.01
    everywhere = Filter(places=("notes",))
    for _, question in asked[:20]:
        for lane in (store.words, store.nearest):
            found = store.get([hit.memory for hit in lane(question, limit=MANY, which=everywhere)])
            assert {memory.place for memory in found} == {"notes"}
        assert len(store.nearest(question, limit=MANY, which=everywhere)) == MANY


def test_every_result_belongs_to_the_place_that_was_named(
    store: Store, recall: Recall, folders: Folders, clock: MovingClock, tmp_path: Path
) -> None:
    (tmp_path / "My Garden").mkdir()
    watched = folders.add(tmp_path / "My Garden", "", True)
    talks = Conversations(store, clock)
    root = str(watched.path)
    for number, text in enumerate(notes("garden", 60)):
        where = ("roses/a.md", "roses/b.md", "rosesque.md", "lawn.md")[number % 4]
        store.remember([passage(text, number, watched.id, f"{root}/{where}")], rule="intake")
    said_in = {"first-talk": "chat", "second-talk": "chat", "third-talk": "terminal", "notes": "notes"}
    for talk, place in said_in.items():
        talks.begin(talk, place)
        for text in notes("garden", 15, seed=len(talk)):
            talks.say(talk, By.PERSON, text)
    assert store.settle(60)
    question = "When do we water and prune the roses and the hedge?"

    def belongs(name: str, holds: Callable[[Memory], bool], least: int = 3) -> None:
        found = store.get([one.id for one in recall(f"{question} in:{name}", limit=100)])
        assert len(found) >= least, name
        assert all(map(holds, found)), name

    belongs('"My Garden"', lambda memory: memory.place == f"folder:{watched.id}")
    belongs(f'"{root}"', lambda memory: memory.place == f"folder:{watched.id}")
    belongs("files", lambda memory: memory.by is By.FILE)
    belongs("roses", lambda memory: "/roses/" in memory.source.path)  # type: ignore[union-attr]
    belongs("lawn.md", lambda memory: memory.source.path.endswith("/lawn.md"))  # type: ignore[union-attr]
    belongs("talk:first", lambda memory: memory.source.conversation == "first-talk")  # type: ignore[union-attr]
    belongs("terminal", lambda memory: memory.place == "terminal")
    belongs("notes", lambda memory: memory.place == "notes")
    belongs("talk", lambda memory: memory.place in ("chat", "terminal"))


def test_a_topic_limits_recall_with_all_below_it(
    store: Store, recall: Recall, clock: MovingClock, encoder: StaticEncoder
) -> None:
    topics = Topics(store, clock)
    said = store.remember(
        [noted(text, n) for n, text in enumerate([*notes("garden", 20), *notes("cooking", 20)])], rule="said"
    )
    topics.add("home/garden", "prune, hedge, tomatoes, roses")
    topics.tag("home/garden", [memory.id for memory in said[:10]])
    Router(store, topics, encoder).run(Stop())
    within = {memory.id for memory, _, _ in topics.members(topics.find("home"), limit=1000)}
    for name in ("topic:home", "#home/garden", "#garden"):
        found = {one.id for one in recall(f"What did Ana say about the garden and the soup? {name}", limit=50)}
        assert found
        assert found <= within


def test_a_place_is_taken_out_of_the_words_that_are_searched(store: Store, recall: Recall) -> None:
    other = replace(noted("Notes in the drawer.", 1), source=Said("other", 1))
    store.remember([other, noted("The key is with Ana.", 2)], rule="said")
    found = recall("where is the key in:notes", limit=5)
    assert [one.text for one in found] == ["The key is with Ana."]
    assert "note" not in str(found[0].receipt["words"])


def test_a_text_that_was_not_typed_as_a_question_names_no_place(store: Store, recall: Recall) -> None:
    store.remember([noted("The key is with Ana.", 2)], rule="said")
    assert recall("The key is with Ana. in:nowhere", limit=5, typed=False)


def test_of_a_long_text_only_the_last_line_names_a_place(recall: Recall) -> None:
    pasted = "a line that holds in:nowhere\n" * 200
    assert recall.split(pasted + "So where is it? in:notes") == (pasted + "So where is it?", Filter(places=("notes",)))
    assert recall.split(pasted + "So where is it?") == (pasted + "So where is it?", Filter())


def test_an_unknown_place_is_a_sentence_and_a_bare_one_asks_for_words(recall: Recall) -> None:
    with pytest.raises(NotFound, match="there are files, talk, notes"):
        recall("where is the key in:nowhere", limit=5)
    with pytest.raises(Refused, match="nothing to search for"):
        recall("in:notes", limit=5)


def test_the_model_reads_the_question_without_the_place_and_what_is_stored_is_what_was_typed(
    store: Store, recall: Recall, clock: MovingClock
) -> None:
    talks, model = Conversations(store, clock), ScriptedModel("It is with Ana.")
    talks.begin("notes", "notes")
    talks.say("notes", By.PERSON, "The spare key is with Ana.")
    chat = Chat(store, talks, recall, model, notes=5, answer=50)
    first = list(chat.reply("Where is the spare key in:notes?"))
    stored = next(event for event in first if isinstance(event, Stored))
    assert isinstance(first[-1], Answered)
    assert [memory.text for memory in store.get([stored.memory])] == ["Where is the spare key in:notes?"]
    list(chat.reply("And the other one?", stored.conversation))
    read = [part for turns in model.asked for turn in turns for part in turn.parts]
    assert sum(part == "Where is the spare key?" for part in read) == 2
    assert not any("in:notes" in part for part in read)


def test_an_unknown_place_in_a_conversation_is_stored_and_answered_with_a_sentence(
    store: Store, recall: Recall, clock: MovingClock
) -> None:
    chat = Chat(store, Conversations(store, clock), recall, ScriptedModel(), notes=5, answer=50)
    events = list(chat.reply("Where is the key in:nowhere?"))
    assert isinstance(events[0], Stored)
    failed = events[-1]
    assert isinstance(failed, Failed)
    assert "there are files, talk, notes" in failed.sentence


def test_without_places_a_question_is_searched_as_it_is(store: Store, clock: MovingClock) -> None:
    assert Recall(store, clock, Forgetting())("where is it in:nowhere #nothing", limit=5) == []
