"""Words of plain texts are those that patterns find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from secondme.memory.language import language
from secondme.memory.plain import lettered, words
from secondme.memory.reading import traits

PLAIN = st.text(st.characters(max_codepoint=127), max_size=200)
SAID = "the is was in me der die ist one two2 42 dog's c'est _x . ? - A".split()
ENGLISH = st.lists(st.sampled_from(SAID)).map(" ".join)


@given(PLAIN)
def test_they_are_what_patterns_find(text: str) -> None:
    assert words(text) == re.findall(r"\w+", text.lower())
    assert lettered(text) == re.findall(r"[a-z]+", text.lower())


@given(st.text(max_size=50))
def test_any_other_text_has_none(text: str) -> None:
    assert (words(text) is None) is not text.isascii()
    assert (lettered(text) is None) is not text.isascii()


@given(st.one_of(PLAIN, ENGLISH))
def test_a_picture_beside_a_plain_text_changes_nothing_of_how_it_is_read(text: str) -> None:
    plain, pictured = traits(text, time=False), traits(f"{text} 🦭", time=False)
    assert (plain.words, plain.number) == (pictured.words, pictured.number)
    assert language(text) == language(f"{text} 🦭")
