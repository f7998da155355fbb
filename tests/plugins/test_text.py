"""The readers of plain text and of Markdown."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.errors import Unreadable
from secondme.files.disk import REASONS
from secondme.plugins import load
from secondme_plugins.text import decode, read_markdown, read_text, readers

GERMAN = "Die Grüße kamen spät, aber schön: „Bis nächste Woche“, schrieb er für alle lesbar."
RUSSIAN = "Завтра в девять утра у меня встреча с врачом."
POLISH = "Jutro rano byłem umówiony z lekarzem, potem poszedłem na zakupy do sklepu."


def markdown(text: str) -> list[tuple[str, str]]:
    return [(section.heading, section.text.strip()) for section in read_markdown(text.encode(), Path("a.md"))]


def refused(content: bytes) -> str:
    with pytest.raises(Unreadable) as error:
        decode(content)
    assert error.value.sentence == REASONS[error.value.reason]
    return error.value.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, "日本語のメモ。", "🎉 party", "plain", ""])
def test_what_says_its_encoding_is_read_in_it(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])
def test_the_other_byte_order_is_read_too(mark: bytes) -> None:
    encoding = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-32-be"
    assert decode(mark + RUSSIAN.encode(encoding)) == RUSSIAN


@pytest.mark.parametrize(
    "text", [GERMAN, "Señor, ¿dónde está el niño?", "L’été, déjà… à bientôt – c’est sûr.", "5 € für 2 m³", "naïve"]
)
def test_windows_1252_is_found_where_it_reads_as_a_western_language(text: str) -> None:
    assert decode(text.encode("windows-1252")) == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "windows-1251"), (RUSSIAN, "koi8-r"), (POLISH, "windows-1250"), ("日本語のメモです", "shift-jis"),
     ("Καλημέρα σας", "windows-1253"), ("你好，明天见", "gbk")],
)  # fmt: skip
def test_another_code_page_is_refused_not_guessed(text: str, encoding: str) -> None:
    assert refused(text.encode(encoding)) == "encoding"


@pytest.mark.parametrize("content", [b"\xff\xfe\x00\xd8", b"\xef\xbb\xbf\xff"])
def test_a_text_that_is_not_what_it_says_is_refused(content: bytes) -> None:
    assert refused(content) == "encoding"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])))
def test_utf_8_is_never_read_as_anything_else(text: str) -> None:
    assert decode(text.encode()) == text.removeprefix("\ufeff")


@given(st.integers(2, 2_000))
def test_utf_8_cut_anywhere_is_still_utf_8(cut: int) -> None:
    content = (RUSSIAN * 30).encode()[:cut]
    assert decode(content).rstrip("\ufffd") == content.decode(errors="ignore")


def test_a_damaged_byte_in_utf_8_costs_one_character() -> None:
    content = (GERMAN * 3).encode()
    assert decode(content + b"\xe4" + content) == f"{GERMAN * 3}\ufffd{GERMAN * 3}"


@pytest.mark.parametrize(
    "content",
    [b"\x7fELF\x02\x01\x01\x00\x00", bytes(range(256)), b"a\0b", b"\x01\x02\x03\x04 text", "x".encode("utf-16-le")],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    assert refused(content) == "binary"


def test_coloured_output_is_text() -> None:
    assert decode(b"\x1b[31mred\x1b[0m\n") == "\x1b[31mred\x1b[0m\n"


@given(st.binary())
def test_any_bytes_are_text_or_refused(content: bytes) -> None:
    reason, text = "", ""
    try:
        text = decode(content)
    except Unreadable as error:
        reason = error.reason
    assert reason in ("", "binary", "encoding")
    assert "\r" not in text


def test_a_plain_text_is_one_section_with_one_kind_of_newline() -> None:
    (section,) = read_text(b"one\r\ntwo\rthree\n", Path("a.txt"))
    assert (section.text, section.start, section.line, section.heading) == ("one\ntwo\nthree\n", 0, 1, "")


def test_a_blank_text_has_no_sections() -> None:
    assert list(read_text(b" \r\n\n", Path("a.txt"))) == []
    assert markdown(" \n\n") == []


def test_a_section_carries_the_headings_above_it() -> None:
    assert markdown(
        "before\n# Garden\nintro\n## Spring ##\nsow\n### Peas\nnow\n## **Autumn** [notes](a.md)\nreap\n# House\npaint"
    ) == [
        ("", "before"),
        ("Garden", "intro"),
        ("Garden › Spring", "sow"),
        ("Garden › Spring › Peas", "now"),
        ("Garden › Autumn notes", "reap"),
        ("House", "paint"),
    ]


def test_underlined_headings_count() -> None:
    assert markdown("Garden\n======\n\nintro\n\nSpring\n---\nsow\n") == [
        ("Garden", "intro"),
        ("Garden › Spring", "sow"),
    ]


@pytest.mark.parametrize(
    "text", ["above\n\n---\n\nbelow", "- item\n---\nbelow", "two\nlines\n---\nbelow", "| a |\n---", "> said\n---"]
)
def test_a_rule_is_no_heading(text: str) -> None:
    assert [heading for heading, _ in markdown(text)] == [""]


@pytest.mark.parametrize("fence", ["```", "~~~", "`````"])
def test_nothing_in_fenced_code_is_a_heading(fence: str) -> None:
    text = f"# Code\n{fence}python\n# not this\nTitle\n===\n``\n{fence}\n## But this\nx\n"
    assert [heading for heading, _ in markdown(text)] == ["Code", "Code › But this"]


def test_a_fence_that_is_never_closed_ends_with_the_text() -> None:
    assert [heading for heading, _ in markdown("# Code\n```\n# not this\n")] == ["Code"]


@pytest.mark.parametrize("line", ["#tag", "####### seven", "    # indented", "\\# escaped", "a # b"])
def test_what_only_looks_like_a_heading_is_text(line: str) -> None:
    assert markdown(line) == [("", line.strip())]


def test_a_heading_with_nothing_under_it_stands_for_itself() -> None:
    assert markdown("# To do\n## Buy milk\n## Call Ada\n") == [
        ("To do › Buy milk", "## Buy milk"),
        ("To do › Call Ada", "## Call Ada"),
    ]


def test_the_title_of_the_front_matter_leads_every_path() -> None:
    text = '---\ntitle: "Garden diary"\ntags: [garden]\n---\nintro\n\n# Garden diary\n\nmore\n\n## Spring\nsow\n'
    assert markdown(text) == [
        ("Garden diary", 'title: "Garden diary"\ntags: [garden]'),
        ("Garden diary", "intro"),
        ("Garden diary", "more"),
        ("Garden diary › Spring", "sow"),
    ]


def test_front_matter_without_a_title_gives_no_heading() -> None:
    assert markdown("---\ntags: x\n---\ntext") == [("", "tags: x"), ("", "text")]


def test_a_vaults_words_are_kept_as_they_are() -> None:
    front = "---\naliases: [Beds]\ntags:\n  - garden\n---\n"
    text = front + "# [[Plan|The plan]]\nSee [[Spring#Peas|peas]] and ![[map.png]]. #sow\n"
    assert markdown(text) == [
        ("", "aliases: [Beds]\ntags:\n  - garden"),
        ("The plan", "See [[Spring#Peas|peas]] and ![[map.png]]. #sow"),
    ]


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r"])
def test_what_a_text_says_of_itself_is_believed_where_it_is_not_utf_8(declared: str) -> None:
    assert decode(RUSSIAN.encode(declared), declared) == RUSSIAN
    assert decode(RUSSIAN.encode(), declared) == RUSSIAN
    assert decode(GERMAN.encode("windows-1252"), "no-such-thing") == GERMAN
    assert decode(GERMAN.encode("windows-1252"), "idna") == GERMAN


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert markdown("---\ntext\n") == [("", "---\ntext")]


lines = st.sampled_from(
    ["# One", "## Two ##", "### Three", "#", "text", "more text", "", " ", "---", "===", "```", "~~~py", "- item",
     "title: x", "    code", "> quote", "+++", "Ünïcode\u2028line\x0c", "a\r", "###"]
)  # fmt: skip


@given(st.lists(lines).map("\n".join))
def test_sections_stand_where_they_say(text: str) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    at = 0
    for section in read_markdown(text.encode(), Path("a.md")):
        assert section.start >= at
        assert plain[section.start : section.start + len(section.text)] == section.text
        assert section.line == plain.count("\n", 0, section.start) + 1
        assert section.text.strip()
        at = section.start + len(section.text)


def test_they_are_found_through_the_plugins_door() -> None:
    suffixes = {suffix for reader in readers() for suffix in reader.suffixes}
    assert suffixes > {".txt", ".text", ".log", ".yaml", ".toml", ".md", ".markdown"}
    plugins = load()
    assert not [broken for broken in plugins.broken if broken.name == "text"]
