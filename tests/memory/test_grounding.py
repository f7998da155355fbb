"""Which sentences of an answer stand in memory, and which words of a question nothing mentions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.grounding import supported, unmentioned
from secondme.memory.roots import root
from tests.memory.answers import HELD_OUT, OF_A_MODEL, TUNED, Labelled

LETTERS = {True: "y", False: "n", None: "-"}


def letters(one: Labelled) -> str:
    memories = [(str(n), text) for n, text in enumerate(one.memories)]
    return "".join(LETTERS[sentence.supported] for sentence in supported(one.answer, memories, one.question))


@pytest.mark.parametrize("answers", [TUNED, HELD_OUT, OF_A_MODEL], ids=["tuned", "held out", "of a model"])
def test_what_stands_in_memory_is_told_from_what_does_not(answers: list[Labelled]) -> None:
    assert len(answers) >= 25
    assert sum(letters(one) == one.labels for one in answers) >= 0.92 * len(answers)


def test_a_sentence_names_the_memories_that_support_it_best_first() -> None:
    memories = [("a", "I saw Ana in Lisbon."), ("b", "Ana lives in Lisbon."), ("c", "Tom lives in Oslo.")]
    (one,) = supported("Ana lives in Lisbon.", memories, "Where does Ana live?")
    assert one.memories == ("b", "a")
    (both,) = supported("Ana lives in Lisbon and Tom lives in Oslo.", memories, "Who lives where?")
    assert set(both.memories) == {"b", "c"}


def test_an_item_of_a_list_is_a_sentence_of_its_own() -> None:
    answer = "You bought:\n- milk\n- butter\n\nDr. Lang was there."
    found = supported(answer, [("a", "We bought milk."), ("b", "We met Dr. Lang.")], "What did we buy?")
    assert [answer[one.start : one.end] for one in found] == ["You bought:", "milk", "butter", "Dr. Lang was there."]
    assert [one.supported for one in found[1:3]] == [True, False]


def test_what_a_correction_replaced_supports_nothing() -> None:
    memories = [("a", "The meeting is on Monday. Corrected: it is Tuesday.")]
    assert [one.supported for one in supported("It is on Tuesday.", memories, "When is the meeting?")] == [True]
    assert [one.supported for one in supported("It is on Monday.", memories, "When is the meeting?")] == [False]


@pytest.mark.parametrize(
    ("question", "names", "things"),
    [
        ("Did I ever go to Paris?", ("Paris",), ()),
        ("What did Tom's sister say in Oslo?", ("Tom",), ("sister",)),
        ("When is the regatta?", (), ("regatta",)),
        ("What did I do on Monday, 3 May 2024?", (), ()),
        ("What is my dog called?", (), ()),
        ("Is Ana in OSLO?", (), ()),
    ],
)
def test_what_no_memory_mentions_is_told(question: str, names: tuple[str, ...], things: tuple[str, ...]) -> None:
    texts = ["My dog is called Biscuit.", "Ana lives in Oslo."]
    assert unmentioned(question, texts) == names
    assert unmentioned(question, texts, nouns=True) == names + things


@pytest.mark.parametrize(
    "forms", ["live lives lived living", "city cities", "plan planned planning", "go went", "3 three 3rd", "1,200 1200"]
)
def test_the_forms_of_a_word_have_one_root(forms: str) -> None:
    assert len({root(form) for form in forms.split()}) == 1


@given(st.text(max_size=300), st.lists(st.text(max_size=200), max_size=4), st.text(max_size=100))
def test_any_answer_can_be_judged(answer: str, texts: list[str], question: str) -> None:
    memories = [(str(n), text) for n, text in enumerate(texts)]
    found = supported(answer, memories, question)
    assert all(0 <= one.start < one.end <= len(answer) for one in found)
    assert all(before.end <= after.start for before, after in pairwise(found))
    assert all(bool(one.memories) == (one.supported is True) for one in found)
    assert {name for one in found for name in one.memories} <= {name for name, _ in memories}
    unmentioned(question, texts, nouns=True)
