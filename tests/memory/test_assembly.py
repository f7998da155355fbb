"""What of the recalled memories goes into the prompt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.assembly import Order, assembled, laid_out, words_of
from secondme.memory.prompt import LONGEST_NOTE, note, notes_block
from secondme.memory.record import By, Kind, Memory, Said, Written

MAY = 1_777_800_000.0
DOG = Memory("e1", Kind.EPISODE, "My dog is called Biscuit.", Said("c", 1), By.PERSON, "chat", MAY)


@dataclass(frozen=True)
class Found:
    """An excerpt as recall gives it."""

    memories: tuple[Memory, ...]
    best: str
    score: float


def words(texts: Sequence[str]) -> list[int]:
    """A tokenizer: words, and a token more for each text."""
    return [len(text.split()) + 1 for text in texts]


def said(n: int, text: str, conversation: str = "c", by: By = By.PERSON) -> Memory:
    return replace(DOG, id=f"{conversation}{n}", text=text, source=Said(conversation, n), by=by)


def read(n: int, start: int, text: str, heading: str = "Spring") -> Memory:
    source = Written("f", "/home/ana/Notes/garden.md", start, start + len(text), n, heading, "d")
    return Memory(f"p{n}", Kind.PASSAGE, text, source, By.FILE, "folder:x", MAY)


def alone(*memories: Memory) -> list[Found]:
    return [Found((memory,), memory.id, 1 - n / 10) for n, memory in enumerate(memories)]


def test_what_stands_alone_reads_as_before() -> None:
    found = assembled(alone(DOG), 100, words)
    assert found.notes == (note(DOG),)
    assert found.block == notes_block([note(DOG)])
    assert (found.memories, found.tokens, found.left_out) == (("e1",), words([found.block])[0], 0)


def test_the_strongest_stand_at_the_edges() -> None:
    texts = ["Ana likes tea.", "Tom likes jam.", "Eva likes rye.", "Mia likes ham."]
    memories = [said(1, text, conversation=f"c{n}") for n, text in enumerate(texts)]
    edges = assembled(alone(*memories), 200, words).notes
    assert [next(name for name in ("Ana", "Tom", "Eva", "Mia") if name in line) for line in edges] == [
        "Ana", "Eva", "Mia", "Tom",
    ]  # fmt: skip
    first = assembled(alone(*memories), 200, words, order="best first").notes
    assert first == tuple(map(note, memories))
    assert assembled(alone(*memories), 200, words).memories == tuple(memory.id for memory in memories)


def test_turns_that_follow_each_other_are_one_excerpt_under_one_date() -> None:
    asked, told = said(3, "Where is the key?"), said(4, "Under the pot.", by=By.ASSISTANT)
    found = assembled(alone(told, DOG, asked), 200, words)
    assert '- (3 May 2026) You asked: "Where is the key?" I said: "Under the pot."' in found.notes
    assert len(found.notes) == 2
    ana = replace(asked, speaker="Ana")
    assert "Ana asked:" in assembled(alone(ana, told), 200, words).notes[0]


def test_a_turn_between_two_excerpts_joins_them() -> None:
    turns = [said(n, text) for n, text in enumerate(("It rains.", "The roof leaks.", "Call Mr. Novak."), 1)]
    found = assembled(alone(turns[0], turns[2], turns[1]), 200, words)
    assert found.notes == (
        '- (3 May 2026) You said: "It rains." You said: "The roof leaks." You said: "Call Mr. Novak."',
    )


def test_passages_that_follow_each_other_are_joined_and_those_of_another_section_are_not() -> None:
    first, second, other = read(1, 0, "Sow peas."), read(2, 11, "Water them."), read(9, 90, "Prune.", "Autumn")
    found = assembled(alone(second, first, other), 200, words)
    assert found.notes[0] == '- (3 May 2026) Notes/garden.md, line 1, under Spring says: "Sow peas. Water them."'
    assert len(found.notes) == 2


@pytest.mark.parametrize(
    ("other", "echoes"),
    [
        ("my dog is called biscuit", True),
        ("My dog is called Rex.", False),
        ("My dog is not called Biscuit.", False),
        ("My dog is called Biscuit 2.", False),
    ],
)
def test_what_says_the_same_is_told_once(other: str, echoes: bool) -> None:
    found = assembled(alone(DOG, said(7, other, "other")), 200, words)
    assert (len(found.notes) == 1) is echoes


def test_a_long_memory_is_cut_at_sentences_around_what_was_asked() -> None:
    long = said(1, "It rained and we stayed in. " * 30 + "The boiler was serviced in March. " + "We ate soup. " * 40)
    (line,) = assembled(alone(long), 400, words, question="When was the boiler serviced?").notes
    assert "The boiler was serviced in March." in line
    assert "“" not in line
    assert line.count("…") == 2
    assert len(line) < LONGEST_NOTE + 60


def test_what_does_not_fit_is_shortened_and_then_left_out() -> None:
    long = said(1, "The boiler was serviced in March. " + "We ate soup at home. " * 40)
    whole = assembled(alone(long), 400, words, question="boiler")
    short = assembled(alone(long), 60, words, question="boiler")
    assert whole.tokens > short.tokens
    assert "boiler" in short.block
    assert assembled(alone(long), 10, words).left_out == 1
    assert assembled(alone(long, DOG), 15, words).memories == ("e1",)


def test_nothing_found_makes_no_block() -> None:
    assert assembled([], 100, words).block == ""


@given(st.lists(st.integers(), max_size=9))
def test_each_order_holds_everything_once(items: list[int]) -> None:
    for order in ("edges", "best first"):
        assert sorted(laid_out(items, order)) == sorted(items)
    assert laid_out(items, "edges")[:1] == items[:1]
    assert laid_out(items, "edges")[-1:] == (items[1:2] or items)


texts = st.one_of(
    st.text(min_size=1, max_size=80),
    st.sampled_from(["My dog is called Biscuit.", "my dog is called Biscuit!", "The key is under the pot. " * 60]),
)
memories = st.builds(
    lambda n, conversation, text, by: said(n, text, conversation, by),
    st.integers(1, 6),
    st.sampled_from("ab"),
    texts,
    st.sampled_from([By.PERSON, By.ASSISTANT]),
)


@given(
    st.lists(st.tuples(memories, st.floats(0, 1)), max_size=8, unique_by=lambda pair: pair[0].id),
    st.integers(0, 300),
    st.sampled_from(["edges", "best first"]),
)
def test_a_block_is_never_over_its_budget_always_the_same_and_says_nothing_twice(
    pairs: list[tuple[Memory, float]], budget: int, order: Order
) -> None:
    def crooked(parts: Sequence[str]) -> list[int]:
        return [len(part.encode()) // 3 + part.count("\n") ** 2 for part in parts]  # a whole costs more than its parts

    found = [Found((memory,), memory.id, score) for memory, score in pairs]
    one = assembled(found, budget, crooked, question="dog key", order=order)
    assert one.tokens == (crooked([one.block])[0] if one.notes else 0)
    assert one.tokens <= budget
    assert one == assembled(found[::-1], budget, crooked, question="dog key", order=order)
    assert len(set(one.memories)) == len(one.memories)
    assert sum("called Biscuit" in text for text in one.notes) <= 1 or len({m.text for m, _ in pairs}) > 1
    told = [memory.text for memory, _ in pairs if memory.id in one.memories]
    assert len(set(told)) == len(told)


def test_the_telling_words_of_a_question_are_its_roots() -> None:
    assert words_of("When was the boiler serviced?") == {"boiler", "servic"}
