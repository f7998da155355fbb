"""The tokens of a text by where they stand: those of any stretch that cuts no word are those of the stretch alone."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from secondme.encoders import assets, wordpieces
from secondme.encoders.wordpieces import WordPieces
from secondme.memory.passage import SHORT, WORD

FOLDER = assets.folder("static-minilm-256")


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    """Tokens of words that no other test has made it learn."""
    return WordPieces(FOLDER / "tokenizer.json")


_PARTS = (
    "walnut", "Übergröße", "naïve", "don't", "e-mail", "C++", "x_y", "3.14", "#42", "…", "«à»", "“so”", "ΣΑΣ", "İ",
    "ß", "你好世界", "お茶", "한국어", "ภาษาไทย", "🎉", "👩‍👩‍👧", "é́̂", "́", "\u00a0", "\u2028", "\u200b", "\ufffd",
    "\x00", "\x0b", "\x0c", "\x1c", "\x7f", "\x85", " ", "  ", "\t", "\n", "\r\n", "\n\n",
    "[", "]", "[unk]", "[UN K]", "[CLS]",
    "x" * 99, "x" * 100, "x" * 101, "ß" * 60, "incomprehensibilities" * 2, "w" * SHORT, "w" * (SHORT + 1),
    "!?!", "\\", "{}",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(_PARTS) | st.text(max_size=4), max_size=14).map("".join)
WHOLE = TEXTS.map(lambda text: wordpieces.clean(text).replace("[UNK]", "").replace("[PAD]", ""))
"""Texts whose tokens can be laid."""


def within(text: str) -> set[int]:
    """The places that have a word before them and more of it after."""
    return {place for found in WORD.finditer(text) for place in range(found.start() + 1, found.end())}


@settings(max_examples=300)
@given(WHOLE)
@example("")
@example(" \n\t")
@example("一二 \x0c三")
def test_any_stretch_of_whole_words_has_the_tokens_it_has_alone(pieces: WordPieces, text: str) -> None:
    laid = pieces.laid(text)
    assert laid is not None
    inside = within(text)
    borders = [place for place in range(len(text) + 1) if place not in inside]
    borders = sorted({*borders[:12], *borders[-12:]})
    for at, start in enumerate(borders):
        for end in borders[at:]:
            found = laid.ids(start, end)
            assert found is not None
            assert found.dtype == "uint16"
            assert found.tolist() == pieces.by_words(text[start:end]).tolist()
            assert laid.length(start, end) == pieces.length(text[start:end])


@settings(max_examples=300)
@given(WHOLE)
@example("tea for two")
@example("你好 world")
def test_a_stretch_that_begins_or_ends_within_a_word_is_not_known(pieces: WordPieces, text: str) -> None:
    laid = pieces.laid(text)
    assert laid is not None
    for place in sorted(within(text))[:20]:
        assert laid.ids(place, len(text)) is None
        assert laid.length(place, len(text)) is None
        assert laid.ids(0, place) is None
        assert laid.length(0, place) is None
        assert laid.ids(place, place) is None


@given(TEXTS, st.sampled_from(["[UNK]", "[PAD]", "\ud800", "\udfff", "a\udc80b"]), st.integers(0, 40))
def test_a_text_with_a_special_token_or_half_a_surrogate_pair_is_not_laid(
    pieces: WordPieces, text: str, odd: str, place: int
) -> None:
    assert pieces.laid(text[:place] + odd + text[place:]) is None


@given(WHOLE)
def test_laying_a_text_changes_nothing_that_is_said_of_it(pieces: WordPieces, text: str) -> None:
    fresh, laid = pieces.plain(text), pieces.laid(text)
    assert laid is not None
    found = laid.ids(0, len(text))
    assert found is not None
    assert fresh == found.tolist() == pieces.by_words(text).tolist()


@settings(max_examples=300)
@given(st.lists(st.sampled_from(_PARTS) | st.text(min_size=1, max_size=50), max_size=30))
def test_words_that_are_learned_together_have_the_tokens_of_each(pieces: WordPieces, texts: list[str]) -> None:
    words = list({word for text in texts for word in WORD.findall(wordpieces.clean(text))})
    kept = pieces._kept
    kept.clear()
    kept.learn(words)
    assert set(kept) == {word for word in words if len(word) <= SHORT}
    for word in words:
        assert array("H", kept[word]).tolist() == pieces.plain(word)


def test_a_text_of_more_words_than_are_kept_is_laid_all_the_same_in_bounded_room(
    pieces: WordPieces, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wordpieces, "MOST", 100)
    text = " ".join(f"w{number}" for number in range(1_000))
    laid = pieces.laid(text)
    assert laid is not None
    assert len(pieces._kept) <= 100
    found = laid.ids(0, len(text))
    assert found is not None
    assert found.tolist() == pieces.plain(text)


def test_places_are_those_of_the_pattern_for_every_character() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    for text in ("".join(every[:128]), "".join(f"{one}a" for one in every[:128]), "a".join(every), " ".join(every)):
        begins, ends = wordpieces._places(text)
        assert list(zip(begins, ends, strict=True)) == [found.span() for found in WORD.finditer(text)]
        assert all(end <= begin for end, begin in zip(ends, begins[1:], strict=False))


def test_lengths_of_neighbours_add_up(pieces: WordPieces) -> None:
    text = "Tea 🎉 for two,\nthen 你好 and " + "x" * 130 + " more."
    laid = pieces.laid(text)
    assert laid is not None
    inside = within(text)
    borders = [place for place in range(len(text) + 1) if place not in inside]
    assert sum(laid.length(*span) or 0 for span in pairwise(borders)) == laid.length(0, len(text))
