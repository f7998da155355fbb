"""Documents cut and read: what is made with every word known by its place is what is made of each piece alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from secondme.encoders.static import StaticEncoder
from secondme.locales import calendar_of
from secondme.memory.calendar_words import ENGLISH, WORDS, Calendar
from secondme.memory.cutting import Cut, Read, cut, cut_and_read
from secondme.memory.passage import ByWords
from secondme.memory.reading import CHARACTERS, LONGEST, Traits, looked_at, pack, packs, quantised, spoken, traits
from secondme.memory.record import By
from secondme.memory.time_words import _telling, folded, tells_time
from secondme.ports import Section

KEY = "sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ" * 2
SECRETS = (
    f"The key is {KEY}.",
    "password: hunter2-Wintermute!",
    "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzKEY1",
    "-----BEGIN RSA PRIVATE KEY-----\n" + "MIIEpAIBAAKCAQEA7bq2\n" * 30 + "-----END RSA PRIVATE KEY-----",
)
PARTS = (
    "Biscuit the dog had a fine day at the sea, and slept all the way home.",
    "We met last week, on 5 May 2024.",
    "Is it far? I have three boats!",
    "Und über die Brücke fährt die Straßenbahn, naïve façade.",
    "护照放在书桌的抽屉里。昨天我们去了海边！",
    "お茶をのみました。",
    "🎉👩‍👩‍👧 émigré \u00a0 \u200b",
    "def cut(sections, tokens):\n    secrets = hidden(sections)\n\treturn [one for one in sections if one]\n",
    "- one\n- two\n1. three\n| a | b |\n",
    "x" * 700,
    "incomprehensibilities" * 40,
    "walnut " * 300,
    "0x1f+" * 200,
    "q" * 120 + " ",
    "\n\n", "\n", " ", "\t", "\x0c", "\r\n", "",
)  # fmt: skip
ODD = ("[UNK]", "[PAD] mask", "\ud800", "a\udfffb")
HEADINGS = (
    "", "Notes", "Trips › The sea", "Accounts › Password", f"Key {KEY}", "[UNK] of it", "护照", "odd \udc80", "x" * 130,
)  # fmt: skip


def sections(*texts: tuple[str, str]) -> list[Section]:
    """Sections under headings, one after the other."""
    found, start, line = [], 0, 1
    for text, heading in texts:
        found.append(Section(text, start, line, heading, len(found)))
        start += len(text) + 2
        line += text.count("\n") + 2
    return found


TEXTS = st.lists(st.sampled_from(PARTS + SECRETS) | st.text(max_size=20), max_size=12).map(" ".join)
DOCUMENTS = st.lists(st.tuples(TEXTS, st.sampled_from(HEADINGS)), max_size=6)


def alone(document: Sequence[Section], encoder: StaticEncoder, tells: Callable[[str], bool]) -> Cut:
    """What is made of a document without knowing where its words stand."""
    found = cut(document, ByWords(encoder.length))
    texts = [spoken(By.FILE, "", piece.heading, looked_at(piece.text)) for piece in found.pieces]
    tokens, vectors = encoder.read(texts)
    readings = []
    for piece, own, vector in zip(found.pieces, tokens, vectors, strict=True):
        packed = pack(traits(piece.text, time=tells(piece.text)), own)
        (narrow,) = quantised(vector[None])
        readings.append(Read(packed, narrow))
    return Cut(found.pieces, found.secrets, readings)


def same(document: Sequence[Section], encoder: StaticEncoder) -> Cut:
    """What is made of a document either way."""
    found = cut_and_read(document, ByWords(encoder.length), encoder, tells_time)
    assert found == alone(document, encoder, tells_time)
    return found


@settings(max_examples=150)
@given(DOCUMENTS)
@example([])
@example([("", "")])
@example([(SECRETS[3], "Notes"), ("", ""), (SECRETS[0], "Notes")])
def test_a_document_is_cut_and_read_as_its_pieces_are_alone(
    encoder: StaticEncoder, texts: list[tuple[str, str]]
) -> None:
    same(sections(*texts), encoder)


@settings(max_examples=60)
@given(DOCUMENTS, TEXTS, st.sampled_from(ODD), TEXTS)
def test_a_document_with_what_cannot_be_laid_is_cut_and_read_all_the_same(
    encoder: StaticEncoder, texts: list[tuple[str, str]], before: str, odd: str, after: str
) -> None:
    same(sections(*texts, (before + odd + after, "Odd")), encoder)


def test_secrets_are_masked_and_counted_whichever_way(encoder: StaticEncoder) -> None:
    document = sections(("A day at the sea. " * 80 + SECRETS[0] + " Then home. " * 80, "Notes"), (SECRETS[1], "Notes"))
    found = same(document, encoder)
    assert found.secrets >= 2
    assert not any(KEY in piece.text or "hunter2" in piece.text for piece in found.pieces)
    assert len(found.readings) == len(found.pieces) > 3


def test_a_key_over_several_sections_goes_out_of_all_of_them(encoder: StaticEncoder) -> None:
    lines = SECRETS[3].split("\n")
    document = sections(("\n".join(lines[:12]), "Notes"), ("\n".join(lines[12:]), "Notes"), ("After it.", "Notes"))
    found = same(document, encoder)
    assert not any("MIIEpAIBAAKCAQEA" in piece.text for piece in found.pieces)


@pytest.mark.parametrize("known", ["", " tea", " tea for two "])
def test_of_a_very_long_piece_only_what_is_looked_at_is_read(encoder: StaticEncoder, known: str) -> None:
    nothing = ("u" * 150 + " ") * (LONGEST * CHARACTERS // 151 + 2)  # unknown words, which have no length
    found = same(sections((nothing + known, "Long")), encoder)
    assert len(found.pieces) == 1


def test_a_document_of_nothing_has_no_pieces(encoder: StaticEncoder) -> None:
    assert same([], encoder) == Cut([], 0, [])
    assert same(sections((" \n\t\n ", "Notes")), encoder).pieces == []


TRAITS = st.builds(Traits, st.integers(0, 100_000), st.floats(0, 1), st.booleans(), st.booleans())
TOKENS = st.lists(st.integers(0, 65_535), max_size=40).map(lambda ids: np.array(ids, np.uint16))


@given(st.lists(st.tuples(TRAITS, TOKENS), max_size=30))
@example([])
@example([(Traits(0, 0.0, False, False), np.array([], np.uint16))] * 3)
@example([(Traits(1, 1.0, True, True), np.array([65_535, 0, 65_535], np.uint16))] * 2)
def test_readings_packed_together_are_those_packed_alone(rows: list[tuple[Traits, NDArray[np.uint16]]]) -> None:
    assert packs([one for one, _ in rows], [ids for _, ids in rows]) == [pack(*row) for row in rows]


def test_readings_of_more_tokens_than_are_kept_are_packed_as_alone() -> None:
    made = np.random.default_rng(7)
    sizes = (0, LONGEST - 1, LONGEST, LONGEST + 1, 0, 3 * LONGEST, 1, 0)
    rows = [
        (Traits(size, 0.0, bool(size % 2), False), made.integers(0, 65_536, size, np.uint16)) for size in sizes
    ]
    assert packs([one for one, _ in rows], [ids for _, ids in rows]) == [pack(*row) for row in rows]


@pytest.mark.parametrize("many", [64_999, 65_000, 65_001, 65_537])
def test_any_number_of_readings_is_packed_as_alone(many: int) -> None:
    one = Traits(2, 0.5, False, True)
    ids = [np.array([at % 5, 7, at % 65_536], np.uint16) for at in range(many)]
    assert packs([one] * many, ids) == [pack(one, own) for own in ids]


ALL = replace(ENGLISH, languages=tuple(WORDS))
CALENDARS = {
    **{name: replace(ENGLISH, languages=(name,)) for name in WORDS},
    **{f"{name} and en": calendar_of({"LANG": f"{name}_XX.UTF-8"}) for name in WORDS},
    "all": ALL,
}
"""Each language alone, with English as a person has it, and all of them."""


def looked_through(text: str, calendar: Calendar) -> bool:
    """Whether a text tells of a time, by the whole pattern."""
    return _telling(calendar.languages)[0].search(folded(text)) is not None


def phrases(name: str) -> Iterator[str]:
    """Every phrase of a language's table, with every ending."""
    table = WORDS[name]
    for role, entries in table.items():
        for entry in entries.split(";") if role != "~" else ():
            for phrase in entry.rpartition(":")[2].split("|"):
                for ending in table.get("~", "").split() if "~" in phrase else [""]:
                    yield phrase.strip().replace("~", ending)


FRAMES = ("{}", "So {} it was.", "({})", "{}, we went", "x {} y", "the_{}", "{}s", "'{}'", "l'{}", "{}'s", "-{}-",
          "\n{}\n")  # fmt: skip
ACCENTED = str.maketrans("'", "’")
UNITS = {name: WORDS[name]["U"].split(":")[1].split(";")[0].split("|")[0].strip() for name in WORDS}


def said(phrase: str, name: str) -> Iterator[str]:
    """A phrase in sentences, in small letters and in large, with its accents and without, before and after a unit."""
    bare = folded(phrase)
    for own in dict.fromkeys((phrase, phrase.upper(), bare, bare.upper(), phrase.translate(ACCENTED))):
        spellings = (own, own.replace(" ", "  "), own.replace(" ", "\n"), own.replace("-", " "), own.replace(" ", "-"))
        for written, frame in product(dict.fromkeys(spellings), FRAMES):
            yield frame.format(written)
        unit = UNITS[name]
        for form in ("{} {}", "{}-{}", "{}\n{}", "{}{}"):
            yield form.format(own, unit)
            yield form.format("3", own)
            yield form.format(own, "3")
            yield form.format("in", own)
            yield "é " + form.format(own, unit)


@pytest.mark.parametrize("name", WORDS)
def test_no_phrase_of_a_language_is_refused_that_the_whole_pattern_finds(name: str) -> None:
    calendars = [calendar for own, calendar in CALENDARS.items() if own.split()[0] in (name, "all")]
    many = 0
    for phrase in phrases(name):
        for text, calendar in product(dict.fromkeys(said(phrase, name)), calendars):
            found = tells_time(text, calendar)
            many += found
            assert found == looked_through(text, calendar), (text, calendar.languages)
    assert many > 1_000


FIGURES = (
    "19", "20", "1999", "2024", "21999", "1899", "2024-05", "2024-05-03", "3.5.24", "3/5/2024", "10:30", "110:30",
    "3 pm", "3pm", "3\tam", "12  pm", "3 a.m.", "5th of May", "May 5", "may", "march", "mar", "spring", "in may",
    "late-spring", "until march", "5 march", "1st march", "v1.2.3", "10.0.0.1",
    "x2024", "2024x", "2_024", "٣:٤٥", "３pm", "²024",
)  # fmt: skip
VOCABULARY = sorted({phrase for name in WORDS for phrase in phrases(name)})


@settings(max_examples=500)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(VOCABULARY) | st.sampled_from(FIGURES) | st.integers(0, 9_999).map(str)
            | st.text(max_size=3),
            st.sampled_from([" ", "", "-", "'", "’", "_", ".", ":", "/", "\n", "\x1c", "\x0c", "\u00a0", ", "]),
        ),
        max_size=8,
    ).map(lambda parts: "".join(part for pair in parts for part in pair)),
    st.sampled_from(sorted(CALENDARS)),
)
@example("", "all")
@example("x" * 1_996 + " may 5", "en")
@example("x" * 1_994 + " today", "en")
@example("x" * 1_995 + " today", "en")
@example("é" * 1_994 + " today", "en")
@example("İ today", "en")
@example("K today", "en")
@example("STRAẞE HEUTE", "de")
def test_the_quick_answer_is_that_of_the_whole_pattern(text: str, name: str) -> None:
    for one in (text, text.upper(), folded(text)):
        assert tells_time(one, CALENDARS[name]) == looked_through(one, CALENDARS[name])


@given(st.from_regex(re.compile(r"(?:[a-z0-9]{1,4}[ .:/'-]?){1,12}"), fullmatch=True))
def test_the_quick_answer_to_figures_is_that_of_the_whole_pattern(text: str) -> None:
    assert tells_time(text, ALL) == looked_through(text, ALL)
