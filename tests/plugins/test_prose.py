"""reStructuredText and Org, cut at their headings, word for word."""

from __future__ import annotations

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from tests.plugins.reading import DATA, sections


def paths(text: str, name: str) -> list[tuple[str, str]]:
    found = sections(text, name)
    for section in found:
        assert text[section.start :].startswith(section.text)
        assert section.line == text.count("\n", 0, section.start) + 1
    return [(section.heading, section.text.strip()) for section in found]


@pytest.mark.parametrize("name", ["walden.rst", "walden.org"])
def test_a_text_that_pandoc_wrote_is_cut_at_its_headings(name: str) -> None:
    found = paths((DATA / name).read_text(), name)
    assert [heading for heading, _ in found] == [
        "Walden", "Walden › Economy", "Walden › Economy › Costs", "Walden › Where I Lived",
    ]  # fmt: skip
    assert "Boards" in found[2][1]


def test_the_styles_of_titles_rank_by_their_first_use() -> None:
    text = (
        "=====\nTitle\n=====\n\nintro\n\nOne\n===\n\nfirst\n\n"
        "Two *b* ``c`` :ref:`three <x>`\n---------------------------\n"
        "second\n\nFour\n====\nfourth\n"
    )
    assert paths(text, "a.rst") == [
        ("Title", "intro"),
        ("Title › One", "first"),
        ("Title › One › Two b c three", "second"),
        ("Title › Four", "fourth"),
    ]


@pytest.mark.parametrize(
    "text",
    ["above\n\n----\n\nbelow", "two\nlines\n-----", "::\n\n  code\n  ====\n", "=== ===\na   b\n=== ===", "Long\n--"],
)
def test_a_rule_or_a_table_is_no_title(text: str) -> None:
    assert [heading for heading, _ in paths(text, "a.rst")] == [""]


def test_a_headline_is_told_without_its_state_and_tags() -> None:
    text = (
        "#+TITLE: Garden\nbefore\n* TODO [#A] Sow [[id:1][the peas]] [1/2]   :spring:beds:\nnow\n"
        "#+begin_src org\n, * none\n#+end_src\n** DONE Water\nlater\n* House\n"
    )
    assert paths(text, "a.org") == [
        ("Garden", "#+TITLE: Garden\nbefore"),
        ("Garden › Sow the peas", "now\n#+begin_src org\n, * none\n#+end_src"),
        ("Garden › Sow the peas › Water", "later"),
        ("Garden › House", "* House"),
    ]


lines = st.sampled_from(
    ["====", "----", "One", "Title", "", " ", "* A", "** TODO B :x:", "*bold*", "#+begin_src", "text", "~~~~~~"]
)


@drawn(st.lists(lines).map("\n".join), st.sampled_from(["a.rst", "a.org"]))
def test_sections_stand_where_they_say(text: str, name: str) -> None:
    paths(text, name)
