"""Data in plain text: a passage names the line of the file on which it begins, so that the place can be opened."""

from __future__ import annotations

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from secondme.files.disk import Disk
from secondme.files.reading import Quarantine
from secondme.memory.passage import split
from secondme.ports import Folder
from tests.plugins.reading import READERS, sections


def lines(content: str, name: str) -> dict[str, int]:
    """The first words of each paragraph, and the line that its passage is said to begin on."""
    pieces = split(sections(content, name), tokens=len, target=1, limit=10_000)
    found: dict[str, int] = {}
    for piece in pieces:
        found[piece.text.split("\n")[0]] = piece.line
    return found


def test_a_row_names_the_line_that_it_begins_on() -> None:
    text = 'name,born,note\n\nAda,1815,"of numbers, and\nengines"\nAlan,1912,\n'
    assert lines(text, "a.csv") == {"name: Ada": 3, "name: Alan": 5}
    assert lines("city\tnote\nRome\tx y\n\n\nOslo\tz\n", "a.tsv") == {"city: Rome": 2, "city: Oslo": 5}


def test_a_member_of_data_names_its_line() -> None:
    value = {"title": "Garden", "beds": [{"crop": "peas"}, {"crop": "beans"}], "size": 3, "owner": {"name": "Ada"}}
    text = json.dumps(value, indent=1)
    found = lines(text, "a.json")
    assert found["title: Garden"] == 2
    for words, line in (("crop: peas", '"crop": "peas"'), ("crop: beans", '"crop": "beans"')):
        # A member begins with its bracket, on the line before its first name.
        assert found[words] == text[: text.index(line)].count("\n")
    assert found["name: Ada"] == text[: text.index('"Ada"')].count("\n") + 1
    assert lines('{"a": "x"}\n\n{"a": "y"}\n', "a.jsonl") == {"a: x": 1, "a: y": 3}


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


@given(_VALUES, st.sampled_from([None, 0, 2]))
def test_any_data_is_read_and_its_lines_are_of_the_file(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    for section in sections(text, "a.json"):
        assert list(section.lines) == sorted(section.lines)
        assert all(1 <= line <= text.count("\n") + 1 and 0 <= at < len(section.text) for at, line in section.lines)


def test_lines_come_through_the_process_that_reads_risky_formats() -> None:
    quarantine = Quarantine()
    try:
        (section,) = quarantine.sections(READERS[".csv"], b"city,note\nRome,warm\nOslo,cold\n", Path("a.csv"))
    finally:
        quarantine.close()
    assert section.lines == ((0, 2), (section.text.index("city: Oslo"), 3))


def test_a_format_of_old_is_skipped_with_what_to_do(tmp_path: Path) -> None:
    for name in ("letter.doc", "sums.XLS"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    disk = Disk(READERS)
    seen = list(disk.walk(Folder("a", tmp_path, "a")))
    assert [file.reason for file in seen] == ["old-office", "old-office"]
