"""Passages: nothing is lost, nothing is too long, and an edit moves few borders."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from secondme.memory.passage import ByWords, Piece, identify, split
from secondme.ports import Section


def words(text: str) -> int:
    """Tokens as a tokenizer without a vocabulary would count them."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def texts(pieces: list[Piece]) -> list[str]:
    return [piece.text for piece in pieces]


def paragraph(draw: random.Random, sentences: int) -> str:
    return " ".join(
        " ".join("".join(draw.choices("abcdefghij", k=draw.randint(2, 9))) for _ in range(draw.randint(5, 25))) + "."
        for _ in range(sentences)
    )


def book(draw: random.Random, paragraphs: int) -> list[str]:
    return [paragraph(draw, draw.choice([1, 1, 2, 2, 3, 4, 5, 8, 30])) for _ in range(paragraphs)]


def cut(paragraphs: list[str]) -> list[str]:
    return texts(split([Section("\n\n".join(paragraphs), 0, 1)], tokens=words))


strange = st.text(alphabet=st.sampled_from('ab .!?\n\n\t\r\x0c\u2028。é#-1`"\x1c\ud800'), max_size=400)
prose = st.lists(st.sampled_from(["One two three.", "four", "\n\n", "\n", " ", "- item", "word" * 30])).map("".join)
documents = st.lists(st.tuples(st.one_of(strange, prose, st.text()), st.sampled_from(["", "A", "A › B"])), max_size=4)


@pytest.mark.parametrize("tokens", [words, len])
@given(document=documents, target=st.integers(1, 30), more=st.integers(0, 40))
def test_nothing_is_lost_doubled_or_too_long(
    tokens: Callable[[str], int], document: list[tuple[str, str]], target: int, more: int
) -> None:
    limit = target + more
    whole = "".join(text for text, _ in document)
    sections, start = [], 0
    for text, heading in document:
        sections.append(Section(text, start, whole.count("\n", 0, start) + 1, heading))
        start += len(text)
    pieces = split(sections, tokens=tokens, target=target, limit=limit)
    at, between = 0, ""
    for piece in pieces:
        assert piece.start >= at
        assert piece.text == whole[piece.start : piece.end]
        assert piece.text.strip()
        assert piece.line == whole.count("\n", 0, piece.start) + 1
        assert tokens(piece.text) <= limit or len(piece.text.strip()) == 1
        assert any(
            section.start <= piece.start and piece.end <= section.start + len(section.text)
            for section in sections
            if section.heading == piece.heading
        )
        between += whole[at : piece.start]
        at = piece.end
    assert not (between + whole[at:]).strip()


def test_paragraphs_are_joined_to_about_the_target() -> None:
    draw = random.Random(1)
    pieces = cut([paragraph(draw, 1) for _ in range(400)])
    assert 90 <= mean(words(piece) for piece in pieces) <= 150
    assert max(words(piece) for piece in pieces) <= 220
    assert min(words(piece) for piece in pieces) >= 50


def test_a_paragraph_that_fits_is_whole() -> None:
    paragraphs = book(random.Random(2), 300)
    pieces = cut(paragraphs)
    for one in paragraphs:
        if words(one) <= 220:
            assert any(one in piece for piece in pieces)


def test_a_long_paragraph_is_cut_where_sentences_end() -> None:
    pieces = cut([paragraph(random.Random(3), 60)])
    assert len(pieces) > 3
    assert all(piece.endswith(".") for piece in pieces)


def test_a_long_list_is_cut_between_its_items() -> None:
    items = [f"- item {number} of the list without a full stop" for number in range(80)]
    (section,) = [Section("\n".join(items), 0, 1)]
    assert all(piece.startswith("- item") for piece in texts(split([section], tokens=words)))


def test_a_log_is_cut_between_its_lines() -> None:
    log = "\n".join(f"12:{number:02} INFO nothing to report {number}" for number in range(60))
    assert all(re.match(r"12:\d\d INFO", piece) for piece in texts(split([Section(log, 0, 1)], tokens=words)))


def test_a_monstrous_word_is_cut_at_characters() -> None:
    pieces = split([Section("x" * 1_000, 0, 1)], tokens=len, target=120, limit=220)
    assert "".join(texts(pieces)) == "x" * 1_000
    assert len(pieces) <= 10


def test_an_indent_stays_with_its_code() -> None:
    (piece,) = split([Section("\n\n    if true:\n        pass\n\n", 0, 1)], tokens=words)
    assert (piece.text, piece.start, piece.line) == ("    if true:\n        pass", 2, 3)


def test_sections_are_never_joined() -> None:
    sections = [Section("one", 0, 1, "A"), Section("two", 4, 2, "A › B")]
    assert [(piece.text, piece.heading) for piece in split(sections, tokens=words)] == [("one", "A"), ("two", "A › B")]


@pytest.mark.parametrize(("target", "limit"), [(0, 10), (-1, 10), (11, 10)])
def test_sizes_that_make_no_sense_are_refused(target: int, limit: int) -> None:
    with pytest.raises(ValueError, match="target"):
        split([], tokens=words, target=target, limit=limit)


@pytest.mark.parametrize("change", ["edit", "replace", "insert", "delete"])
def test_a_change_of_one_paragraph_makes_one_or_two_pieces_new(change: str) -> None:
    draw = random.Random(4)
    paragraphs = book(draw, 600)
    before = Counter(cut(paragraphs))
    new = []
    for at in range(0, 600, 15):
        after = list(paragraphs)
        match change:
            case "edit":
                after[at] = after[at].replace(" ", " edited ", 1)
            case "replace":
                after[at] = paragraph(draw, 3)
            case "insert":
                after.insert(at, paragraph(draw, 3))
            case "delete":
                del after[at]
        new.append((Counter(cut(after)) - before).total())
    assert mean(new) <= 2
    assert max(new) <= 5


@settings(deadline=None)
@given(
    seed=st.integers(0, 1_000),
    at=st.integers(0, 29),
    change=st.sampled_from(["edit", "insert", "delete"]),
)
def test_a_change_reaches_no_further_than_its_neighbourhood(seed: int, at: int, change: str) -> None:
    draw = random.Random(seed)
    before = book(draw, 30)
    after = list(before)
    if change == "edit":
        after[at] += " Edited, after all."
    elif change == "insert":
        after.insert(at, "An insertion of no great length.")
    else:
        del after[at]
    assert (Counter(cut(after)) - Counter(cut(before))).total() <= 6


@given(strange)
def test_a_length_by_words_is_the_length(text: str) -> None:
    asked: list[str] = []

    def tokens(text: str) -> int:
        asked.append(text)
        return len(re.findall(r"[a-z]{1,2}|[^a-z\s]", text))

    by_words = ByWords(tokens)
    assert by_words(text) == by_words(f"{text} {text}") / 2 == tokens(text)
    assert len(asked) - 1 == len(set(asked[:-1]))


def test_ids_stay_with_the_words_and_tell_equal_ones_apart() -> None:
    def of(*pieces: str, file: str = "f") -> list[str]:
        return identify(file, [Piece(text, number, number, number, "") for number, text in enumerate(pieces)])

    one, two, again = of("one", "two", "one")
    assert len({one, two, again}) == 3
    assert of("new", "one", "two", "one")[1:] == [one, two, again]
    assert of("one", file="g") != [one]


def test_a_piece_knows_the_page_of_its_section() -> None:
    sections = [Section("Of bread.", 0, 1, page=1), Section("Of salt.", 11, 3, page=2)]
    assert [(piece.text, piece.page) for piece in split(sections, tokens=len)] == [("Of bread.", 1), ("Of salt.", 2)]
