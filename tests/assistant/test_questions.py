"""Whether a question is about how things were."""

from __future__ import annotations

from datetime import datetime

import pytest

from secondme.assistant.questions import Understood
from secondme.memory import spans
from secondme.memory.asking import asked

NOW = datetime(2026, 7, 15, 10).timestamp()


def past(question: str) -> bool:
    return Understood(question, asked(question), spans.understood(question, NOW), frozenset(), ()).past


@pytest.mark.parametrize(
    "question",
    [
        "Where did I live in March?",
        "Tell me the town I lived in last November.",
        "In which type of home have I been living in April?",
        "what couldnt i touch in february",
        "On 6 May, who employed me?",
        "In the month of June I had a partner, who?",
        "Where did I live before?",
        "Do you remember who managed me on 6 May?",
        "can you tell me where i lived in april",
        "Do you know what I drove in March?",
    ],
)
def test_a_time_that_is_over_asks_how_things_were(question: str) -> None:
    assert past(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where do I live?",
        "Where do I live since March?",
        "What's the name that I told you in March?",
        "what is my Thursday thing?",
        "Can you remember what I told you in March?",
        "Who do I have to feed before I leave in the morning?",
    ],
)
def test_a_question_in_the_present_does_not(question: str) -> None:
    assert not past(question)
