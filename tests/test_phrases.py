"""How recall is put to a person."""

from __future__ import annotations

from secondme.phrases import reasons, searched


def test_a_receipt_is_told_in_words() -> None:
    receipt = {
        "lanes": ["key", "neighbour", "neural", "time"],
        "words": {"key": "text", "spare": "before"},
        "coverage": 0.8,
        "terms": {"coverage": 3.0, "speaker": 4.8, "asks": -1.9},
        "steps": 5.9,
        "strength": 1.0,
        "age_days": 2.0,
        "cosine": 0.5,
    }
    assert reasons(receipt) == [
        "found by a key that was added to it, what was said beside it, its meaning and the time that is named",
        "words: key, spare (in the turn before)",
        "points: speaker +4.8, words +3.0, asks itself -1.9; 5.9 in all",
        "share of the words 0.80, 2.00 days old, likeness of meaning 0.50",
    ]


def test_a_receipt_of_another_version_is_told_as_it_is_and_steers_nothing() -> None:
    assert reasons({"lanes": ["words"], "moon\x1b[2J": {"full": True}}) == ["found by its words", "moon[2J full yes"]
    assert reasons({}) == []


def test_a_search_says_how_sure_it_is() -> None:
    assert searched(1, "dog", "found") == "1 memory found"
    assert searched(2, "dog", "perhaps") == "2 memories found, perhaps not what you mean"
    assert searched(2, "dog", "nothing") == "2 memories found, probably not what you mean"
    assert searched(0, "dog", "nothing") == "0 memories found"
    assert searched(3, "", "") == "3 memories"
