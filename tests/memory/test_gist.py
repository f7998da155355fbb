"""Gists: what they are made of, that every word of them was said, and what they leave out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from secondme.memory.forgetting import DAY
from secondme.memory.gist import LONGEST, clusters, condensable, condensed
from secondme.memory.record import By, Kind, Memory, Said

TEXTS = (
    "I planted tomatoes behind the shed.", "What should I plant?", "The tomatoes behind the shed are red by now.",
    "Clara ate the tomatoes from behind the shed. She liked them.",
)  # fmt: skip


def said(text: str, n: int = 1) -> Memory:
    return Memory(
        f"e{n}", Kind.EPISODE, text, Said("talk", n), By.PERSON, "chat", made=1_777_800_000.0 + n * DAY
    )


MEMBERS = [said(text, n) for n, text in enumerate(TEXTS)]
VECTORS = np.eye(4, 8, dtype=np.float32) * 0.5 + np.float32(0.3)
VECTORS /= np.linalg.norm(VECTORS, axis=1, keepdims=True)


def test_a_gist_counts_dates_names_and_quotes() -> None:
    draft = condensed(MEMBERS, VECTORS)
    assert draft is not None
    assert draft.text.startswith("Between 3 May 2026 and 6 May 2026 you told me 4 things about “tomatoes”")
    assert "“Clara ate the tomatoes from behind the shed.”" in draft.text
    assert draft.evidence == tuple(memory.id for memory in MEMBERS)
    assert "tomatoes" in draft.keywords
    assert "?" not in draft.text


def test_the_same_members_make_the_same_gist_in_any_order() -> None:
    one, other = condensed(MEMBERS, VECTORS), condensed(MEMBERS[::-1], VECTORS[::-1])
    assert one is not None
    assert other is not None
    assert (one.id, one.keywords) == (other.id, other.keywords)


def test_of_questions_and_thanks_there_is_no_gist() -> None:
    assert condensed([said("What should I plant?", n) for n in range(4)], VECTORS) is None
    assert condensed([said("Thanks!", n) for n in range(4)], VECTORS) is None


def test_a_long_sentence_is_cut_between_words_and_names_are_told() -> None:
    long = [replace(said("tomatoes and pumpkins " * 30, n), speaker="Ana") for n in range(4)]
    draft = condensed(long, VECTORS)
    assert draft is not None
    assert "Ana said 4 things" in draft.text
    assert max(len(quote) for quote in draft.text.split("“")) < LONGEST + 10
    assert " …”" in draft.text


def test_only_what_the_person_said_and_no_secret_is_condensed() -> None:
    assert condensable(MEMBERS[0])
    assert not condensable(replace(MEMBERS[0], pinned=True))
    assert not condensable(replace(MEMBERS[0], by=By.ASSISTANT))
    assert not condensable(replace(MEMBERS[0], kind=Kind.FACT))
    assert not condensable(said("My password is hunter2!Xy9."))


def test_topics_are_told_apart_and_what_is_like_no_other_is_in_none() -> None:
    draw = np.random.default_rng(1)
    centres = np.linalg.qr(draw.standard_normal((64, 3)))[0].T
    rows = np.vstack([centre + 0.05 * draw.standard_normal((10, 64)) for centre in centres[:2]] + [centres[2:]])
    rows = np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)
    found = clusters(rows)
    assert sorted(map(sorted, found)) == [list(range(10)), list(range(10, 20))]
    assert clusters(rows[:0]) == []
