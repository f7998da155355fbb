"""Recall over the real store: best first, with receipts, by any words a person may use, and with whatever is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.assistant.recall import Recall
from secondme.encoders.static import StaticEncoder
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By
from secondme.store.conversations import Conversations
from secondme.store.store import Store
from secondme.storing import Filter
from tests.conftest import MovingClock, damage_index, open_store
from tests.contracts.memory_store import DOG, KEY, TRIP, episode, passage


@pytest.fixture
def recall(store: Store, clock: MovingClock) -> Recall:
    return Recall(store, clock, Forgetting())


def told(store: Store, *texts: str) -> None:
    """Each of these, said in a talk of its own."""
    store.remember([episode(text, n=n, talk=f"talk {n}") for n, text in enumerate(texts)], rule="said")


def first(recall: Recall, question: str) -> str:
    return next((one.text for one in recall(question, limit=3)), "")


def test_the_best_comes_first_with_a_receipt(store: Store, recall: Recall) -> None:
    store.remember([DOG, KEY, TRIP], rule="said")
    found = recall("Where is the spare key?", limit=3)[0]
    assert found.id == KEY.id
    assert found.receipt["words"] == {"spare": "text", "key": "text"}
    assert found.receipt["lanes"]
    assert 0 < found.strength <= 1


def test_nothing_is_recalled_about_what_was_never_said(store: Store, recall: Recall) -> None:
    store.remember([DOG], rule="said")
    assert recall("quantum chromodynamics", limit=3) == []
    found = recall.find("quantum chromodynamics", limit=3)
    assert (found.memories, found.confidence, found.verdict) == ([], 0.0, "nothing")


def test_a_memory_of_a_single_sentence_is_found(store: Store, recall: Recall) -> None:
    store.remember([DOG], rule="said")
    assert recall.find("What is my dog called?", limit=3).verdict == "found"
    assert recall.find("what was the name of my dog again", limit=3).verdict != "nothing"


def test_a_word_that_memory_has_never_heard_does_not_hide_the_others(store: Store, recall: Recall) -> None:
    told(store, "The spare key is with Ana.")
    assert first(recall, "Is the spare key with Ana or with Wolfgang?") == "The spare key is with Ana."


def test_what_is_left_out_is_left_out(store: Store, recall: Recall) -> None:
    store.remember([DOG, KEY], rule="said")
    assert recall("dog", limit=3, without=frozenset({DOG.id})) == []


def test_the_very_question_lifts_nothing_that_was_said_before_it(
    store: Store, clock: MovingClock, recall: Recall
) -> None:
    talks = Conversations(store, clock)
    talks.begin("talk", "chat")
    talks.say("talk", By.PERSON, "The weather in Bergen is fine.")
    own = talks.say("talk", By.PERSON, "Where does the zeppelin of Wolfgang land?").memory
    assert recall(own.text, limit=3, without=frozenset({own.id})) == []


def test_a_statement_comes_before_the_question_that_it_answers(store: Store, recall: Recall) -> None:
    told(store, "What is my dog called?", "My dog is called Biscuit.")
    assert first(recall, "What is my dog called?") == "My dog is called Biscuit."
    found = recall("What is my dog called?", limit=3, statements=True)
    assert [one.text for one in found] == ["My dog is called Biscuit."]


def test_an_answer_is_found_by_what_was_asked_before_it(store: Store, clock: MovingClock, recall: Recall) -> None:
    talks = Conversations(store, clock)
    talks.begin("talk", "dialogue")
    talks.say("talk", By.PERSON, "Where did you spend the holidays?", speaker="Ana")
    talks.say("talk", By.PERSON, "In a hut near Bergen.", speaker="Jonas")
    told(store, *[f"The {thing} is by the door." for thing in ("ladder", "bucket", "umbrella")])
    found = recall("Where did Jonas spend the holidays?", limit=3)[0]
    assert found.text == "In a hut near Bergen."
    assert found.receipt["words"]["holidays"] == "before"


def test_a_key_brings_the_memory_and_leaves_its_bytes_alone(store: Store, recall: Recall) -> None:
    store.remember([DOG, KEY, TRIP], rule="said")
    question = "Which quadruped do I own?"
    rows = "SELECT * FROM memory ORDER BY n"
    before = store.ledger.rows(rows)
    assert DOG.id not in [one.id for one in recall(question, limit=3) if "key" in one.receipt["lanes"]]
    store.add_keys(DOG.id, ["our quadruped"], rule="person")
    found = recall(question, limit=3)[0]
    assert (found.id, found.text) == (DOG.id, DOG.text)
    assert "key" in found.receipt["lanes"]
    assert found.receipt["words"]["quadruped"] == "text"
    assert store.ledger.rows(rows) == before
    store.drop_keys(DOG.id)
    assert store.settle()
    assert DOG.id not in [one.id for one in recall(question, limit=3) if "key" in one.receipt["lanes"]]


def test_my_sister_is_ana_once_a_memory_says_so(store: Store, recall: Recall) -> None:
    story = ["Ana moved to a houseboat in Utrecht.", "Clara moved to a flat in Ghent.", "The boat needs paint."]
    told(store, *story)
    before = recall("Where did my sister move?", limit=3)
    told(store, *story, "Ana is my sister.")
    after = recall("Where did my sister move?", limit=3)
    assert story[0] in [one.text for one in after[:2]]
    rank = [one.text for one in after].index
    assert story[1] not in [one.text for one in after] or rank(story[0]) < rank(story[1])
    score = {one.text: one.score for one in before}
    assert {one.text: one.score for one in after}[story[0]] > score.get(story[0], 0.0)


def test_in_a_dialogue_a_sister_is_that_of_who_says_my(store: Store, clock: MovingClock, recall: Recall) -> None:
    talks = Conversations(store, clock)
    lines = (
        ("Nora", "My sister Ana plays the cello."),
        ("Jonas", "My sister Ida paints."),
        ("Nora", "Ana won a prize in Vienna last week!"),
        ("Jonas", "Ida won a prize in Madrid last week!"),
    )
    for n, (speaker, text) in enumerate(lines):
        talks.begin(f"talk {n}", "dialogue")
        talks.say(f"talk {n}", By.PERSON, text, speaker=speaker)
    for name, text in (("Nora", lines[2][1]), ("Jonas", lines[3][1])):
        assert first(recall, f"Where did {name}'s sister win a prize?") == text


def test_who_is_asked_about_is_who_said_it(store: Store, clock: MovingClock, recall: Recall) -> None:
    talks = Conversations(store, clock)
    for n, (speaker, text) in enumerate((("Ana", "I adopted a greyhound."), ("Jonas", "I adopted a cat."))):
        talks.begin(f"talk {n}", "dialogue")
        talks.say(f"talk {n}", By.PERSON, text, speaker=speaker)
    assert first(recall, "What did Ana adopt?") == "I adopted a greyhound."
    assert first(recall, "What did Jonas adopt?") == "I adopted a cat."


def test_what_the_assistant_recommended_is_in_its_own_words(store: Store, clock: MovingClock, recall: Recall) -> None:
    talks = Conversations(store, clock)
    talks.begin("talk", "chat")
    talks.say("talk", By.PERSON, "I want to read something on gardens.")
    talks.say("talk", By.ASSISTANT, "For gardens try The Well-Tempered Garden by Christopher Lloyd.")
    assert first(recall, "What did you recommend on gardens?").startswith("For gardens try")
    assert first(recall, "What did I want to read about?").startswith("I want to read")


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Wo liegt mein Reisepass?", "Der Reisepass liegt in der Schublade unter den Büchern."),
        ("Was liegt unter den Buchern", "Der Reisepass liegt in der Schublade unter den Büchern."),
        ("¿Quién tiene la llave de repuesto?", "La llave de repuesto la tiene mi vecina Begoña."),
        ("vecina begona", "La llave de repuesto la tiene mi vecina Begoña."),
        ("我的护照在哪里?", "护照放在书桌的抽屉里"),
        ("抽屉里有什么", "护照放在书桌的抽屉里"),
    ],
)
def test_notes_in_any_language_are_found_by_their_own_words(
    store: Store, recall: Recall, question: str, text: str
) -> None:
    notes = (
        "Der Reisepass liegt in der Schublade unter den Büchern.",
        "La llave de repuesto la tiene mi vecina Begoña.",
        "护照放在书桌的抽屉里",
        "我们家的猫喜欢吃鱼",
        "Die Katze schläft am liebsten auf dem Sofa.",
        "El coche está en el taller hasta el lunes.",
        "The boat needs paint before June.",
    )
    told(store, *notes)
    assert first(recall, question) == text


def test_of_a_conversation_and_a_file_both_are_found_and_can_be_told_apart(store: Store, recall: Recall) -> None:
    written = passage("The ferry to Texel leaves at ten.", "/notes/travel.md", 1)
    store.remember([episode("Ana says that the ferry to Texel is always late."), written], rule="said")
    assert {one.by for one in recall("What about the ferry to Texel?", limit=5)} == {By.PERSON, By.FILE}
    only = recall("What about the ferry to Texel?", limit=5, which=Filter(by=(By.FILE,)))
    assert [one.id for one in only] == [written.id]


def test_words_still_recall_when_the_index_is_damaged(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    before = open_store(tmp_path, encoder, clock)
    before.remember([DOG, KEY], rule="said")
    assert before.settle()
    before.close()
    damage_index(tmp_path)
    after = open_store(tmp_path, encoder, clock)
    assert Recall(after, clock, Forgetting())("What is my dog called?", limit=1)[0].id == DOG.id
    after.close()
