"""Topics without a store: names, belonging, groups, telling words."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from secondme.encoders.static import StaticEncoder
from secondme.errors import Refused
from secondme.memory.topic import (
    LEAST,
    Profile,
    Vectors,
    above,
    beside,
    centre,
    common,
    groups,
    leaf,
    plain,
    taken,
    telling,
    tightness,
    vector,
    weigh,
    words_of,
)
from tests.subjects import SUBJECTS, notes


def vectors(encoder: StaticEncoder, texts: list[str]) -> Vectors:
    """What texts are about, rare words above all."""
    words = sorted({word for text in texts for word in words_of(text)})
    counts = {word: sum(word in words_of(text) for text in texts) for word in words}
    embedded = dict(zip(words, encoder.embed(words), strict=True))
    rarity = {word: float(np.log(1 + len(texts) / counts[word])) for word in words}
    found = np.stack([vector(words_of(text), embedded, rarity) for text in texts])
    return beside(found, common(found))


def profile(
    number: int, middle: Vectors, *, parent: int | None = None, words: str = "", person: bool = False
) -> Profile:
    phrases = (frozenset(words.split()),) if words else ()
    return Profile(number, parent, phrases, middle, 20, person)


@pytest.mark.parametrize("name", ["work", " work / taxes ", "#garden", "a/b/c/d/e/f", "Tax return/2026", "Ärzte"])
def test_a_name_is_kept_in_one_shape(name: str) -> None:
    assert plain(plain(name)) == plain(name)
    assert "  " not in plain(name)
    assert f"{above(plain(name))}/{leaf(plain(name))}".strip("/") == plain(name)


@pytest.mark.parametrize("name", ["", "/", "a//b", "a/", 'say "hi"', "a/b/c/d/e/f/g", "x" * 61, "a\nb\x1b"])
def test_what_cannot_be_a_name_is_refused(name: str) -> None:
    with pytest.raises(Refused):
        plain(name)


@given(some.integers(1, 30), some.integers(0, 5))
def test_a_centre_has_unit_length_or_none(rows: int, zeros: int) -> None:
    some_rows = np.vstack([np.eye(rows, 32, dtype=np.float32), np.zeros((zeros, 32), np.float32)])
    assert np.linalg.norm(centre(some_rows)) == pytest.approx(1, abs=1e-5)
    assert not centre(np.zeros((zeros, 32), np.float32)).any()


def test_memories_of_one_subject_make_one_group_and_others_another(encoder: StaticEncoder) -> None:
    subjects = ("garden", "chess", "dentist", "mortgage", "wedding", "astronomy")
    texts = [text for subject in subjects for text in notes(subject, 30)]
    found = [[row // 30 for row in rows] for rows in groups(vectors(encoder, texts))]
    pure = sum(max(map(rows.count, rows)) for rows in found)
    assert pure >= 0.9 * sum(map(len, found))
    assert {max(rows, key=rows.count) for rows in found} == set(range(len(subjects)))


def test_few_memories_make_no_group(encoder: StaticEncoder) -> None:
    assert groups(vectors(encoder, notes("garden", LEAST - 1))) == []
    assert groups(np.zeros((50, 8), np.float32)) == []


def test_words_drawn_by_chance_make_no_group(encoder: StaticEncoder) -> None:
    draw = random.Random(1)
    words = [word for things, deeds in SUBJECTS.values() for word in (things + " " + deeds).replace("-", " ").split()]
    texts = [" ".join(draw.sample(words, 6)) for _ in range(600)]
    assert sum(map(len, groups(vectors(encoder, texts)))) < 0.1 * len(texts)


@given(some.integers(2, 30), some.integers(2, 30))
def test_a_group_is_the_tighter_the_more_its_memories_are_alike(size: int, dimensions: int) -> None:
    same = np.tile(np.eye(1, dimensions, dtype=np.float32), (size, 1))
    assert tightness(same) == pytest.approx(1)
    assert tightness(np.eye(size, 64, dtype=np.float32)) == pytest.approx(0, abs=1e-6)


def test_an_empty_memory_makes_no_group() -> None:
    assert groups(np.zeros((0, 8), np.float32)) == []


def test_few_memories_keep_what_they_have_in_common() -> None:
    same = np.tile(np.eye(1, 4, dtype=np.float32), (1000, 1))
    assert np.linalg.norm(common(same[:2])) < 0.02 < 0.8 < np.linalg.norm(common(same)) < 1
    assert not common(same[:0]).any()
    assert not beside(np.zeros((2, 4), np.float32), common(same)).any()


def test_groups_share_no_memory(encoder: StaticEncoder) -> None:
    texts = [text for subject in SUBJECTS for text in notes(subject, 10)]
    rows = [row for group in groups(vectors(encoder, texts)) for row in group]
    assert len(rows) == len(set(rows))


def test_a_memory_belongs_to_the_topic_of_its_subject(encoder: StaticEncoder) -> None:
    texts = [text for subject in SUBJECTS for text in notes(subject, 30)]
    found = vectors(encoder, texts)
    profiles = [profile(n, centre(found[n * 30 : n * 30 + 20])) for n in range(len(SUBJECTS))]
    weights = weigh(found, [frozenset()] * len(texts), profiles)
    assert ((weights >= 0) & (weights <= 1)).all()
    unseen = [row for row in range(len(texts)) if row % 30 >= 20]
    right = sum(weights[row].argmax() == row // 30 and weights[row].any() for row in unseen)
    assert right >= 0.9 * len(unseen)


def test_words_that_the_person_gave_are_enough_and_those_of_a_rule_are_not() -> None:
    middle, far = np.eye(2, dtype=np.float32)
    mine, its = (profile(n, middle, words="rose", person=n == 0) for n in range(2))
    assert (weigh(far[None], [frozenset({"rose"})], [mine, its]) > 0).tolist() == [[True, False]]
    assert not weigh(far[None], [frozenset({"tulip"})], [mine, its]).any()


def test_words_of_a_phrase_must_stand_together() -> None:
    mine = profile(0, np.zeros(2, np.float32), words="tax return", person=True)
    weights = weigh(np.eye(2, dtype=np.float32), [frozenset({"tax"}), frozenset({"return", "tax"})], [mine])
    assert (weights > 0).tolist() == [[False], [True]]


def test_a_topic_below_another_takes_only_what_comes_near_that() -> None:
    garden, wine = np.eye(2, dtype=np.float32)
    profiles = [profile(1, garden), profile(2, garden, parent=1, words="rose", person=True)]
    weights = weigh(np.stack([garden, wine]), [frozenset({"rose"})] * 2, profiles)
    assert (weights[:, 1] > 0).tolist() == [True, False]


def test_a_group_is_new_only_where_no_topic_could_take_it_in() -> None:
    one, other = np.eye(2, dtype=np.float32)
    there = [profile(7, one)]
    assert taken(centre(np.stack([one, one, other])), there) is there[0]
    assert taken(other, there) is None
    assert taken(one, []) is None


def test_a_name_is_the_word_that_tells_most_and_is_not_given_twice() -> None:
    texts = [[("rose", "rose"), ("water", "water")], [("roses", "rose"), ("water", "water")], [("roses", "rose")]]
    rarity = {"rose": 3.0, "water": 1.0}
    assert telling(texts, rarity, frozenset()) == "roses"
    assert telling(texts, rarity, frozenset({"roses"})) == "roses water"
    assert telling([[("once", "once")], [("never", "never")]], {}, frozenset()) == ""
    assert telling([], {}, frozenset()) == ""
