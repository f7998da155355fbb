"""Where a conversation turns: borders in the order of time, on the real static encoder, and titles of its own words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from secondme.encoders.static import StaticEncoder
from secondme.memory.record import By
from secondme.memory.segment import GAP, Turn, borders, modularity, opens, threshold, title, unexpected

TOPICS = (
    ("How do I prune the roses?", "Prune roses in March, above a bud.",
     "And how do I prune roses on the wall?", "Prune roses on a wall when their buds have flowered.",
     "Which soil do roses like?", "Roses like soil with compost."),
    ("My train to Vienna leaves at seven.", "The night train to Vienna takes nine hours.",
     "Can I book a bed on the train?", "Yes, a bed in a sleeping car must be booked.",
     "Does the train stop in Linz?", "It stops in Linz at five, before Vienna."),
    ("The invoice for the new laptop is wrong.", "Ask the shop for a corrected invoice.",
     "The price on the invoice includes a printer.", "Then the shop must take the printer off the invoice.",
     "When is the invoice due?", "An invoice is due within fourteen days."),
)  # fmt: skip


@pytest.fixture
def turns(encoder: StaticEncoder) -> Callable[[Sequence[str]], list[Turn]]:
    def made(texts: Sequence[str]) -> list[Turn]:
        quiet = set(encoder.tokens("how do i the a my is it on to can when which does and that ? , . yes").tolist())
        tokens = [[token for token in encoder.tokens(text).tolist() if token not in quiet] for text in texts]
        return [
            Turn((By.PERSON, By.ASSISTANT)[at % 2], "", 60.0 * at, np.unique(np.array(one, np.uint16)))
            for at, one in enumerate(tokens)
        ]

    return made


def test_a_talk_is_cut_where_its_topics_turn(
    turns: Callable[[Sequence[str]], list[Turn]], encoder: StaticEncoder
) -> None:
    said = turns([text for topic in TOPICS for text in topic])
    assert list(borders(said, encoder.vectors)) == [6, 12]


def test_a_border_is_known_when_the_next_exchange_begins_and_stays(
    turns: Callable[[Sequence[str]], list[Turn]], encoder: StaticEncoder
) -> None:
    said = turns([text for topic in TOPICS for text in topic])
    whole = list(borders(said, encoder.vectors))
    for heard in range(len(said) + 1):
        told = [at for at in borders(said[:heard], encoder.vectors) if at + 2 < heard]
        assert told == [at for at in whole if at + 2 < heard]


def test_one_topic_is_one_event_and_a_long_silence_ends_it(
    turns: Callable[[Sequence[str]], list[Turn]], encoder: StaticEncoder
) -> None:
    said = turns(TOPICS[0])
    assert not list(borders(said, encoder.vectors))
    later = [Turn(one.by, one.speaker, one.made + GAP * (at >= 4), one.tokens) for at, one in enumerate(said)]
    assert list(borders(later, encoder.vectors)) == [4]
    assert not list(borders([], encoder.vectors))


def test_what_a_model_expects_makes_no_border_and_what_it_does_not_expect_more_than_its_words_does(
    turns: Callable[[Sequence[str]], list[Turn]], encoder: StaticEncoder
) -> None:
    said = turns([text for topic in TOPICS for text in topic])
    assert 6 not in borders(said, encoder.vectors, {6: -1.0})
    assert unexpected([6.0, 5.0], [6.0, 5.0]) > 0 > unexpected([1.0, 1.0], [6.0, 5.0])
    assert unexpected([60.0], [6.0]) == unexpected([30.0], [6.0])
    assert unexpected([], []) == unexpected([1.0], []) == 0


def test_who_answers_begins_no_exchange() -> None:
    def talk(*speakers: str) -> list[int]:
        none = np.zeros(0, np.uint16)
        return opens([Turn(By.ASSISTANT if who == "a" else By.PERSON, who, 0.0, none) for who in speakers])

    assert talk("p", "a", "p", "p", "a", "a", "p") == [0, 2, 6]
    assert talk("Ana", "Bo", "Ana", "Bo", "Cleo") == [0, 2, 4]
    assert talk("a", "p") == [0, 1]


@settings(max_examples=50, deadline=None)
@given(some.lists(some.floats(0, 1.5), max_size=40))
def test_the_threshold_follows_what_came_before_and_lies_above_its_mean(past: list[float]) -> None:
    found = threshold(past)
    assert found == threshold([9.0, *past] if len(past) >= 12 else past)
    assert found > min([0.65, *past])
    assert threshold([0.9] * 12) > threshold([0.3] * 12)


def test_modularity_is_that_of_two_parts() -> None:
    apart = np.kron(np.eye(2), np.ones((3, 3))).astype(np.float64)
    assert modularity(apart, 3) == 0.5
    assert modularity(apart, 3) > modularity(apart, 2)
    assert modularity(np.ones((6, 6)), 3) == 0
    assert modularity(np.zeros((4, 4)), 2) == 0


def test_a_title_is_made_of_telling_words_of_the_talk_and_of_nothing_else() -> None:
    said = [(By.PERSON, text) if at % 2 == 0 else (By.ASSISTANT, text) for at, text in enumerate(TOPICS[1])]
    assert title(said) == "Train, Vienna, Linz"
    assert title([(By.PERSON, "Yes, please.")]) == ""
    german = "Ich war mit dem Hund und der Katze im Wald und der Hund war froh."
    assert title([(By.PERSON, german)]) == "Hund, Katze, Wald"
    assert title([]) == ""
