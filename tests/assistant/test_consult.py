"""What memory has to say to a turn, over a real store."""

from __future__ import annotations

import pytest

from secondme.assistant.consult import Consult, Consulted, marked
from secondme.assistant.places import Places
from secondme.assistant.recall import Recall
from secondme.memory.control import rewritten
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import By, Kind, Memory, Said
from secondme.ports import Turn
from secondme.store.conversations import Conversations
from secondme.store.folders import Folders
from secondme.store.places import KnownPlaces
from secondme.store.store import Store
from tests.conftest import MAY, MovingClock
from tests.memory.turns import VAGUE_HELD_OUT


@pytest.fixture
def talks(store: Store, clock: MovingClock) -> Conversations:
    return Conversations(store, clock)


@pytest.fixture
def recall(store: Store, clock: MovingClock) -> Recall:
    return Recall(store, clock, Forgetting())


def test_the_words_lent_to_vague_questions_find_what_they_are_about(talks: Conversations, recall: Recall) -> None:
    own: list[set[str]] = []
    for n, (talk, _, _) in enumerate(VAGUE_HELD_OUT):
        talks.begin(str(n), "chat")
        said = [talks.say(str(n), By.PERSON if who == "person" else By.ASSISTANT, text) for who, text in talk]
        own.append({message.memory.id for message in said})

    def found(asked: list[str]) -> int:
        each = [{one.id for one in recall(text, limit=5)} for text in asked]
        return sum(bool(ids & right) for ids, right in zip(each, own, strict=True))

    typed = found([text for _, text, _ in VAGUE_HELD_OUT])
    lent = found([rewritten(text, talk) for talk, text, _ in VAGUE_HELD_OUT])
    assert lent >= 23
    assert lent > typed


def test_small_talk_is_neither_searched_nor_ever_a_source(talks: Conversations, store: Store, recall: Recall) -> None:
    talks.begin("c", "chat")
    for text in ("Hi!", "Thanks, dog!", "My dog is called Biscuit."):
        talks.say("c", By.PERSON, text)
    consult = Consult(store, recall, 5)
    assert consult("Hi!", "Hi!", [], "") == Consulted()
    said = consult("hi, what is my dog called?", "hi, what is my dog called?", [], "")
    assert "Hi!" not in [one.text for one in said.memories]
    assert [one.best for one in consult.excerpts(said)] == [one.id for one in said.memories]


def test_the_day_of_a_memory_supports_an_answer() -> None:
    memory = Memory("e1", Kind.EPISODE, "I sold the boat.", Said("c", 1), By.PERSON, "chat", MAY)
    (mark,) = marked("You sold the boat on 3 May 2026.", "When did I sell the boat?", [memory], [])
    assert (mark.memories, mark.supported) == (("e1",), True)
    (mark,) = marked("You sold the boat on 4 May 2026.", "When did I sell the boat?", [memory], [])
    assert mark.supported is False


def test_what_the_assistant_said_above_supports_nothing() -> None:
    earlier = [Turn("user", ("Where is the key?",)), Turn("assistant", ("The key is under the pot.",))]
    (mark,) = marked("The key is under the pot.", "Where is it?", [], earlier)
    assert mark.supported is False


def test_what_was_asked_comes_with_a_brief_answer_that_was_found(
    talks: Conversations, store: Store, recall: Recall
) -> None:
    talks.begin("c", "chat")
    talks.say("c", By.PERSON, "I am leaving for the lake.")
    asked = talks.say("c", By.ASSISTANT, "Where do you keep the spare key meanwhile?").memory
    answer = talks.say("c", By.PERSON, "Under the flower pot.").memory
    consult = Consult(store, recall, 5)

    def excerpts(question: str) -> dict[str, list[str]]:
        found = consult.excerpts(consult(question, question, [], ""))
        return {one.best: [memory.id for memory in one.memories] for one in found}

    assert excerpts("Where do I keep the spare key?")[answer.id] == [asked.id, answer.id]
    store.hide([asked.id], 1e12)
    assert excerpts("What is under the flower pot?")[answer.id] == [answer.id]
    assert excerpts("Where do I keep the spare key?").get(answer.id, [answer.id]) == [answer.id], "it is forgotten"


def test_what_the_limits_of_a_question_leave_out_comes_with_nothing(
    talks: Conversations, store: Store, clock: MovingClock
) -> None:
    recall = Recall(store, clock, Forgetting(), Places(KnownPlaces(store.ledger, Folders(store, clock))))
    talks.begin("c", "chat")
    talks.say("c", By.ASSISTANT, "Where do you keep the spare key?")
    answer = talks.say("c", By.PERSON, "Under the flower pot.").memory
    consult = Consult(store, recall, 5)
    question = "from:me Where do I keep the spare key?"
    found = consult.excerpts(consult(question, question, [], ""))
    assert [[memory.id for memory in one.memories] for one in found] == [[answer.id]]
