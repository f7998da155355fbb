"""A JSON text in pieces, against `json.loads` of the whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.partial import PartialJson, Path

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
TEXTS = st.builds(
    lambda value, ascii, indent: json.dumps(value, ensure_ascii=ascii, indent=indent),
    VALUES, st.booleans(), st.sampled_from([None, 0, 2]),
)  # fmt: skip


def walked(value: Any, path: Path = ()) -> Iterator[tuple[Path, object]]:
    """Every value, the inner before the outer."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, one in inner:
        yield from walked(one, (*path, name))
    yield path, value


def read(text: str, cuts: list[int]) -> list[tuple[Path, object]]:
    """What is given of a text that comes in pieces."""
    partial, found = PartialJson(), []
    edges = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    for begin, end in pairwise(edges):
        found += partial.feed(text[begin:end])
    return found + partial.end()


@given(TEXTS, st.lists(st.integers(0, 10_000), max_size=12))
def test_every_value_is_given_once_wherever_the_text_is_cut(text: str, cuts: list[int]) -> None:
    assert read(text, cuts) == list(walked(json.loads(text)))


@given(TEXTS, st.data())
def test_what_json_refuses_is_refused(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    changed = text[:at] + data.draw(st.sampled_from(',]}":1 {\\x')) + text[at + 1 :]
    try:
        whole = json.loads(changed)
    except ValueError:
        with pytest.raises(ValueError, match=r"."):
            read(changed, list(range(len(changed))))
    else:
        assert read(changed, list(range(len(changed))))[-1] == ((), whole)


def test_an_item_is_given_as_soon_as_it_ends() -> None:
    partial = PartialJson()
    assert partial.feed('{"facts": [{"who": "Ann') == []
    assert partial.feed('a"') == [(("facts", 0, "who"), "Anna")]
    assert partial.feed(', "age": 3') == []
    assert partial.feed("1}") == [(("facts", 0, "age"), 31), (("facts", 0), {"who": "Anna", "age": 31})]
    assert not partial.whole
    assert partial.feed("]}")[-1] == ((), {"facts": [{"who": "Anna", "age": 31}]})
    assert partial.whole
    assert partial.end() == []


@pytest.mark.parametrize("text", ["", '{"a": [1, 2', '"half', "[1,"])
def test_a_text_that_is_cut_off_says_so(text: str) -> None:
    partial = PartialJson()
    partial.feed(text)
    with pytest.raises(ValueError, match="ends before it is whole"):
        partial.end()
