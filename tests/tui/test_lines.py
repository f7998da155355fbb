"""Lines: none is wider than it may be, and what is copied is the text without what was drawn around it."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from secondme.events import Mark
from secondme.tui.blocks import START, Kind, blocks, code, cut, stray
from secondme.tui.draw import Answer, Level, Person, parts
from secondme.tui.lines import BLANK, Line, joined
from secondme.tui.markdown import Renderer
from secondme.tui.pen import Pen
from tests.scripted import recollection

PIECES = [
    "word ", "longwordwithoutanyblank" * 3, "日本語", "。", "한국어 ", "🐶", "👩‍👩‍👧", "👍🏽", "❤️", "e\u0301",
    "a\u0300\u0323", "مرحبا ", "שלום ", "\t", "\x1b[31m", "\x9b2J", "\u202e", "\u200b", "\u00ad", "\ud800",
    "\U000e0041", "\u2028", "\n", "\n\n", "- ", "  - ", "1. ", "> ", "**", "`", "```py\n", "```\n", "x = 1\n",
    "| a | b |\n|---|---|\n",
    "| 日本 | c |\n", "# ", "<think>", "</think>\n", "[a](http://b.c) ", "<b>", "---\n", "\\", "&amp;",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=50).map("".join)
pen = Pen(dict.fromkeys(("person", "mark", "note", "error", "cure", "source"), Renderer()._mark), dark=True, zone=None)


def cells(text: str) -> int:
    """How wide terminals draw a text, by the tables of Python."""
    seen = [one for one in text if unicodedata.category(one) not in ("Mn", "Me", "Cf")]
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in seen)


def lines(text: str, width: int = 60) -> list[Line]:
    """A text as it is drawn."""
    found: list[Line] = []
    for block in blocks(text):
        made = Renderer().lines(block, width, 2)
        found += [BLANK] * (bool(found) and bool(made) and block.joint == "\n\n") + made
    return found


def shown(text: str, width: int = 60) -> str:
    return "\n".join(line.strip.text for line in lines(text, width))


def copied(text: str, width: int = 60) -> str:
    return joined((line, 0, None) for line in lines(text, width))


@settings(max_examples=150, deadline=None)
@given(texts, st.integers(16, 90))
def test_no_line_is_wider_than_it_may_be(text: str, width: int) -> None:
    for entry in (Person(text), Answer(text)):
        for level in (Level.WHOLE, Level.THOUGHTS):
            for part in parts(entry, level):
                for line in pen.draw(part, width):
                    assert line.strip.cell_length == cells(line.strip.text) <= width
                    assert line.strip.text.isprintable()


@settings(max_examples=200, deadline=None)
@given(texts, st.lists(st.integers(1, 60), min_size=1))
def test_blocks_lose_nothing_and_are_the_same_while_the_text_grows(text: str, sizes: list[int]) -> None:
    text = text.replace("\ud800", "").replace("\u2028", "")
    whole = blocks(text)
    assert "".join(block.text for block in whole) == text
    done, tail, at = [], START, 0
    for size in sizes * (len(text) // sum(sizes) + 1):
        *more, tail = cut(tail.text + text[at : at + size], tail, growing=True)
        done, at = done + more, at + size
    done += cut(tail.text, tail)
    assert stray(text) or [one for one in done if one.text] == [one for one in whole if one.text]


def test_long_blocks_are_cut_and_drawn_as_one() -> None:
    items = "".join(f"{n}. item\n" for n in range(1, 61))
    assert [line.strip.text for line in lines(items)] == [f"  {n}. item" for n in range(1, 61)]
    program = "```py\n" + "x = 1\n" * 200 + "```\n"
    assert len(blocks(program)) > 2
    assert [line.strip.text for line in lines(program)] == ["    x = 1"] * 200
    table = "| a | b |\n|---|---|\n" + "| long cell | 2 |\n" + "| 1 | 2 |\n" * 60
    assert {line.strip.text.index("│") for line in lines(table) if "│" in line.strip.text} == {12}
    assert len(lines(table)) == 63


def test_code_within_a_list_stands_at_its_depth_and_the_list_goes_on() -> None:
    text = "1. one\n\n   ```py\n   if x:\n       y()\n   ```\n   then\n2. two\n"
    assert shown(text) == "  1. one\n\n       if x:\n           y()\n\n     then\n  2. two"
    assert list(code(text)) == ["if x:\n    y()\n"]


def test_a_table_that_is_too_wide_is_written_out_row_by_row() -> None:
    titles = "".join(f"title {n} | " for n in range(9))
    table = f"| {titles}\n|{'---|' * 9}\n|{'cell cell cell |' * 9}"
    assert "  title 3: cell cell cell\n" in shown(table, 40)
    assert all(line.strip.cell_length <= 40 for line in lines(table, 40))


def test_what_is_copied_has_no_signs_no_padding_and_no_wrapping() -> None:
    words = "some words that go on and on until they do not fit any more into one line of the screen"
    assert copied(f"{words}\n\n> {words}", 30) == f"{words}\n\n{words}"
    assert copied(f"- {words}\n  - **deep** {words}", 30) == f"- {words}\n  - deep {words}"
    assert copied(f"```\n  {words}\n```", 30) == f"  {words}"
    assert copied("| a | bb |\n|---|---:|\n| 日本 | 2 |") == "a\tbb\n日本\t2"
    assert copied("日本語の長い文章です。" * 6, 30) == "日本語の長い文章です。" * 6


def test_an_answer_carries_the_numbers_of_its_sources_and_they_are_not_copied() -> None:
    biscuit, vet = recollection("My dog is called Biscuit."), recollection("The vet is Dr. Alder.")
    text = "Your dog is **Biscuit**. His vet is Dr. Alder. He is a poodle."
    marks = (Mark(0, 24, (biscuit.id,), True), Mark(25, 46, (vet.id, biscuit.id), True), Mark(47, 62, (), False))
    made = parts(Answer(text, (biscuit, vet), marks=marks), Level.WHOLE)
    drawn = [line for part in made for line in pen.draw(part, 90)]
    assert drawn[0].strip.text == "  Your dog is Biscuit.[1] His vet is Dr. Alder.[1][2] He is a poodle.°"
    assert joined([(drawn[0], 0, None)]) == "Your dog is Biscuit. His vet is Dr. Alder. He is a poodle."
    assert {one.style.meta["source"] for one in drawn[0].strip if one.style and "source" in one.style.meta} == {1, 2}
    assert any("° not in memory" in line.strip.text for line in drawn)


def test_a_tag_is_shown_as_it_was_written() -> None:
    found = shown("Write `<b>` or <b>bold</b>.\n\n<div>a block</div>")
    assert "<b>bold</b>" in found
    assert "<div>a block</div>" in found


def test_a_thought_that_the_template_began_is_a_thought() -> None:
    found = blocks("I should greet.\n</think>\n\nHello.")
    assert [one.kind for one in found] == [Kind.THOUGHT, Kind.TEXT]
