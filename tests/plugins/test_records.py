"""Tables, data, notebooks, mail, calendars, contacts, subtitles: each record a paragraph or a section of its own."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from secondme.errors import Unreadable
from tests.plugins.reading import DATA, file, given, refused, sections


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", "name,born,note\nAda,1815,\"of numbers, and\nengines\"\nAlan,1912,\n"),
        ("a.csv", "name;born;note\r\nAda;1815;of numbers, and engines\r\nAlan;1912;\r\n"),
        ("a.tsv", "name\tborn\tnote\nAda\t1815\tof numbers, and engines\nAlan\t1912\n"),
    ],
)  # fmt: skip
def test_a_row_is_a_paragraph_whose_values_have_names(name: str, text: str) -> None:
    assert given(text, name) == [
        ("", "name: Ada\nborn: 1815\nnote: of numbers, and engines\n\nname: Alan\nborn: 1912")
    ]  # fmt: skip


def test_rows_without_names_stand_as_they_are() -> None:
    assert given("1,2\n3,4\n", "a.csv") == [("", "1 | 2\n\n3 | 4")]
    assert given("one\ntwo\n", "a.csv") == [("", "one\n\ntwo")]


def test_a_quote_that_is_never_closed_takes_nothing_with_it() -> None:
    text = 'name,size\n"Ada,1\n' + "row,2\n" * 30_000
    ((_, told),) = given(text, "a.csv")
    assert told.count("name: row") == 30_000


def test_a_value_of_data_stands_after_the_names_that_lead_to_it() -> None:
    value = {
        "title": "Garden",
        "size": 3,
        "none": None,
        "beds": [{"crop": "peas", "rows": {"a": 1, "b": [2, 3]}}, {"crop": "beans", "ripe": True}],
        "owner": {"name": "Ada"},
        "tags": ["a", "b"],
    }
    assert given(json.dumps(value), "a.json") == [
        ("", "title: Garden\nsize: 3"),
        ("beds", "crop: peas\nrows.a: 1\nrows.b: 2, 3\n\ncrop: beans\nripe: true"),
        ("owner", "name: Ada"),
        ("tags", "a, b"),
    ]
    assert given('[1, {"a": "x"}]', "a.json") == [("", "1\n\na: x")]


def test_a_line_that_is_no_data_stands_as_it_is() -> None:
    assert given('{"a": 1}\n\nwords\n{"a": 2, "b', "a.jsonl") == [("", 'a: 1\n\nwords\n\n{"a": 2, "b')]


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"a": NaN, }', "1" * 5_000])
def test_data_that_is_none_is_damaged(text: str) -> None:
    assert refused(text, "a.json").reason == "damaged"


def test_a_notebook_is_cut_at_its_headings() -> None:
    found = file("walden.ipynb")
    assert [heading for heading, _ in found] == ["Economy", "Economy › Costs", "Where I Lived"]
    assert "- Two casements" in found[1][1]


def test_of_what_a_cell_gave_the_words_are_kept() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# Beds\n", "Count."]},
        {"cell_type": "code", "source": "count()", "outputs": [
            {"output_type": "stream", "text": ["\x1b[31m3\x1b[0m beds\n"]},
            {"output_type": "execute_result", "data": {"text/plain": "3", "image/png": "iVBOR"}},
            {"output_type": "error", "ename": "KeyError", "evalue": "'pea'", "traceback": ["x"]},
        ]},
    ]  # fmt: skip
    assert given(json.dumps({"cells": cells, "nbformat": 4}), "a.ipynb") == [
        ("Beds", "Count.\n\ncount()\n\n3 beds\n\n3\n\nKeyError: 'pea'")
    ]
    older = {"worksheets": [{"cells": [{"cell_type": "heading", "level": 2, "source": "A"},
                                       {"cell_type": "code", "input": "x", "outputs": []}]}]}  # fmt: skip
    assert given(json.dumps(older), "a.ipynb") == [("A", "x")]
    assert refused('{"a": 1}', "a.ipynb").reason == "damaged"


AXE = (
    "Über the axe — and the hut",
    "From: Henry Thoreau <hdt@example.com>\nTo: Ralph Waldo Emerson <rwe@example.com>\nDate: 1845-07-04 09:30 -0500\n"
    "Subject: Über the axe — and the hut\n\nI borrowed an axe and went down to the woods.\n"
    "Bäume: tall, arrowy white pines.\n\nAttached: plan.pdf",
)


def test_a_message_is_told_with_the_headers_that_matter_and_its_plain_words() -> None:
    assert file("axe.eml") == [AXE]


def test_a_mailbox_is_a_section_a_message() -> None:
    first, pines, news, train = file("letters.mbox")
    assert first == AXE
    assert pines[0] == "Pines"
    assert news == ("Pines › News", "The pines are über all.")
    assert train[0] == "Train"
    assert train[1].endswith("From here the whistle is heard.\n\nFrom afar it penetrates the woods.")


def test_a_message_with_broken_headers_is_read() -> None:
    head = b"From: \xe4\xf6 <a@b\nSubject: =?utf-8?q?caf=C3=A9?= =?x?\nDate: soon\n"
    text = head + b"Content-Type: text/plain; charset=no\n\nB\xe4ume"
    ((heading, told),) = given(text, "a.eml")
    assert heading.startswith("café")
    assert "Date: soon" in told
    assert told.endswith("Bäume")
    assert refused("no message at all", "a.eml").reason == "damaged"


def test_an_entry_of_a_calendar_is_told_in_words() -> None:
    assert file("concord.ics") == [
        ("Concord › Lyceum lecture, with questions",
         "Lyceum lecture, with questions\nStarts: 2024-02-10 19:30 America/New_York\n"
         "Ends: 2024-02-10 21:00 America/New_York\nRepeats: FREQ=YEARLY\nWhere: Masonic Hall; Concord\n"
         "With: R. W. Emerson\n\nEconomy, read aloud.\n"
         "Bring the long manuscript, so that this line is longer than seventy-five characters and is folded."),
        ("Concord › Ice-out", "Ice-out\nStarts: 2024-03-26"),
        ("Concord › Return the axe", "To do: Return the axe\nDue: 2024-04-01 12:00 UTC"),
    ]  # fmt: skip


def test_a_contact_is_told_in_words() -> None:
    assert file("friends.vcf") == [
        ("Ralph Waldo Emerson",
         "Ralph Waldo Emerson\nWorks at: Lyceum\nTelephone (mobile): +1 978 555 0101\nE-mail: rwe@example.com\n"
         "Address (home): 28 Cambridge Turnpike, Concord, MA\nBorn: 1803-05-25\n\n"
         "Owns the land; lends books,\nand an axe."),
        ("Bronson Alcott", "Bronson Alcott"),
    ]  # fmt: skip


def test_a_contact_of_an_old_phone_is_read() -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg\r\n"
        "TEL;HOME;VOICE:030 1\r\nNOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gr=C3=BC=\r\n=C3=9Fe\r\nEND:VCARD\r\n"
    )
    assert given(card, "a.vcf") == [("Jörg Müller", "Jörg Müller\nTelephone (home): 030 1\n\nGrüße")]


LINED = ("concord.ics", "friends.vcf", "axe.eml", "letters.mbox", "walden.ipynb", "walden.rtf")


@drawn(st.data(), st.sampled_from(LINED))
def test_lines_in_any_order_are_read_or_refused(data: st.DataObject, name: str) -> None:
    lines = (DATA / name).read_bytes().split(b"\n")
    with contextlib.suppress(Unreadable):
        sections(b"\n".join(data.draw(st.lists(st.sampled_from(lines), max_size=40))), name)


def test_subtitles_are_told_with_a_time_after_each_silence() -> None:
    srt = (
        "1\n00:00:01,000 --> 00:00:02,500\n<i>The ice</i>\nis {\\an8}booming.\n\n"
        "2\n00:00:03,000 --> 00:00:04,000\nHark!\n\n3\n01:02:03,000 --> 01:02:04,000\nSpring &amp; thaw.\n"
    )
    wanted = [("", "[0:00:01]\nThe ice\nis booming.\nHark!\n\n[1:02:03]\nSpring & thaw.")]
    assert given(srt, "a.srt") == wanted
    vtt = (
        "WEBVTT\n\nNOTE none of it\n\nSTYLE\n::cue {}\n\nfirst\n00:01.000 --> 00:02.500 align:start\n"
        "<v Henry>The <00:01.500><c>ice</c> is booming.\n"
    )
    assert given(vtt, "a.vtt") == [("", "[0:00:01]\nHenry: The ice is booming.")]
    assert refused("no subtitles", "a.srt").reason == "damaged"
