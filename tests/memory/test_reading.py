"""Readings: what is kept of a text as numbers, and that they come back as they were."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from secondme.memory.reading import HEAD, LONGEST, Traits, less, liked, pack, quantised, spoken, traits, widened
from secondme.memory.record import By
from tests.memory.test_late import readings


@pytest.mark.parametrize(
    ("text", "words", "asks", "number"),
    [
        ("My dog is called Biscuit.", 5, 0.0, False),
        ("What is my dog called?", 5, 1.0, False),
        ("¿Dónde está? 在哪里？", 3, 1.0, False),
        ("护照放在书桌的抽屉里", 4, 0.0, False),
        ("I have three boats.", 4, 0.0, True),
        ("Ich habe zwei Boote.", 4, 0.0, True),
        ("Call 42 at noon!", 4, 0.0, True),
        ("Everyone is alone.", 3, 0.0, False),
        ("", 0, 0.0, False),
        ("…", 0, 0.0, False),
        ("?", 0, 0.0, False),
        ("?! ?", 0, 1.0, False),
        ("🦭🦭", 0, 0.0, False),
    ],
)
def test_traits_tell_words_the_share_that_asks_and_numbers(text: str, words: int, asks: float, number: bool) -> None:
    assert traits(text, time=False) == Traits(words, asks, False, number)


def test_the_share_that_asks_goes_by_length() -> None:
    found = traits("I have a dog. What is it called?", time=True)
    assert 0.5 < found.asks < 0.7
    assert found.time


@given(st.text(max_size=300), st.booleans())
def test_traits_of_any_text_are_in_bounds(text: str, time: bool) -> None:
    found = traits(text, time=time)
    assert 0 <= found.asks <= 1
    assert 0 <= found.words <= len(text)
    assert found.time is time


packed_traits = st.builds(
    Traits, st.integers(0, 65_535), st.integers(0, 1_000).map(lambda n: n / 1_000), st.booleans(), st.booleans()
)
token_ids = st.lists(st.integers(0, 65_535), max_size=100)


@given(packed_traits, token_ids)
def test_a_packed_reading_holds_the_traits_and_each_token_once(found: Traits, tokens: list[int]) -> None:
    row = np.frombuffer(pack(found, np.array(tokens, np.uint16)), "<u2")
    assert row[HEAD:].tolist() == sorted(set(tokens))
    assert Traits(int(row[0]), row[1] / 1_000, bool(row[2] & 1), bool(row[2] & 2)) == found


@given(token_ids)
def test_the_order_of_tokens_changes_nothing(tokens: list[int]) -> None:
    known = Traits(1, 0.0, False, False)
    there, back = (np.array(ids, np.uint16) for ids in (tokens, tokens[::-1]))
    assert pack(known, there) == pack(known, back)


def test_a_very_long_text_is_packed_into_bounds() -> None:
    row = pack(Traits(10**9, 1.0, True, True), np.arange(60_000, dtype=np.uint16))
    assert len(row) == 2 * (HEAD + LONGEST)
    assert np.frombuffer(row, "<u2")[0] == 65_535


rows_of_floats = arrays(np.float32, st.tuples(st.integers(1, 5), st.just(64)), elements=st.floats(-1, 1, width=32))


@given(rows_of_floats)
def test_a_quantised_vector_comes_back_in_its_direction_and_of_unit_length(rows: NDArray[np.float32]) -> None:
    back = widened(quantised(rows), 64)
    assert back.shape == rows.shape
    for row, found in zip(rows.astype(np.float64), back, strict=True):
        length = np.linalg.norm(row)
        if np.abs(row).max() < 1e-6:
            continue
        assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)
        assert row @ found / length > 0.999


def test_no_vector_comes_back_as_noughts() -> None:
    assert not widened(quantised(np.zeros((2, 8), np.float32)), 8).any()
    assert widened([], 8).shape == (0, 8)


def test_readings_without_some_are_as_if_these_had_never_been() -> None:
    rows = readings("dog name", "boat", "rain tea", "puppy", sessions="aaab")
    left = less(rows, {"m1", "nobody"})
    assert left.ids == ("m0", "m2", "m3")
    assert left.follows.tolist() == [False, False, False]
    assert [left.tokens[a:b].tolist() for a, b in pairwise(left.starts)] == [[0, 5], [3, 4], [1]]
    assert left.made.tolist() == [0, 2, 3]
    assert less(rows, ()) is rows
    assert less(rows, set(rows.ids)).starts.tolist() == [0]


def test_tokens_are_made_of_the_words_with_who_said_them_or_the_heading() -> None:
    assert spoken(By.PERSON, "", "", "Hello.") == "User: Hello."
    assert spoken(By.ASSISTANT, "", "", "Hello.") == "Assistant: Hello."
    assert spoken(By.PERSON, "Ana", "", "Hello.") == "Ana: Hello."
    assert spoken(By.FILE, "", "Spring", "Sow peas.") == "Spring: Sow peas."
    assert spoken(By.FILE, "Ana", "", "Sow peas.") == "Note: Sow peas."


counts = st.integers(0, 1_000)


@given(counts, counts, counts, counts)
def test_use_says_something_and_never_all(cited: int, up: int, down: int, corrected: int) -> None:
    assert -1 < liked(cited, up, down, corrected) < 1
    assert liked(cited + 1, up, down, corrected) > liked(cited, up, down, corrected)
    assert liked(cited, up, down + 1, corrected) < liked(cited, up, down, corrected)


def test_what_was_never_used_is_neither_liked_nor_disliked() -> None:
    assert liked(0, 0, 0, 0) == 0
    assert liked(1, 0, 0, 0) == pytest.approx(0.2)
    assert liked(0, 1, 0, 0) == pytest.approx(3 / 7)
