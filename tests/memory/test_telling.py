"""Words that tell some texts from others."""

from __future__ import annotations

from secondme.memory.telling import telling

GARDEN = ["Thanks! The roses need water.", "Roses again, and a rose fell.", "My garden has roses.", "A garden is wet."]
OTHERS = [*GARDEN, "The train was late.", "Thanks for the train tickets.", "My bicycle broke.", "The bicycle works."]


def test_the_words_that_the_others_lack_come_first() -> None:
    assert telling(GARDEN, OTHERS) == ["roses", "garden"]
    assert telling(OTHERS, OTHERS) == []


def test_small_talk_names_nothing_and_nothing_has_no_name() -> None:
    assert telling(["Thanks!", "Hello, thanks."], OTHERS) == []
    assert telling([], OTHERS) == []
    assert telling(["Our canoe."], OTHERS) == ["canoe"]
