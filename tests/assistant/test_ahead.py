"""Reading ahead: what is handed out is the file as it was when it was queued last, or younger."""

from __future__ import annotations

from concurrent.futures import wait
from pathlib import Path

import pytest

from secondme.assistant.ahead import Ahead, alike
from secondme.errors import Unreadable
from secondme.ports import Document, Folder, Waiting
from secondme_plugins import text
from tests.fakes import MemoryDisk

NOTES = Path("/notes")
FOLDER = Folder("notes", NOTES, "notes")


@pytest.fixture
def disk() -> MemoryDisk:
    disk = MemoryDisk({suffix: reader for reader in text.readers() for suffix in reader.suffixes})
    disk.make(NOTES)
    return disk


def waiting(disk: MemoryDisk, number: int, words: bytes) -> Waiting:
    path = NOTES / f"{number}.md"
    disk.write(path, words)
    return Waiting(number, FOLDER, path)


def words(ahead: Ahead, one: Waiting, *after: Waiting) -> str:
    _, document, _ = ahead.content(one, after)
    assert isinstance(document, Document)
    return "".join(section.text for section in document.sections).strip()


def test_files_are_read_in_turn_and_out_of_turn(disk: MemoryDisk) -> None:
    ahead = Ahead(disk)
    first, second, third = (waiting(disk, number, f"File {number}.\n".encode()) for number in range(3))
    assert words(ahead, first, second, third) == "File 0."
    assert words(ahead, second, third) == "File 1."
    assert words(ahead, first) == "File 0."
    assert words(ahead, third) == "File 2."


def test_a_file_that_is_queued_anew_is_read_again(disk: MemoryDisk) -> None:
    ahead = Ahead(disk)
    first, second = (waiting(disk, number, b"The tulips.\n") for number in range(2))
    words(ahead, first, second)
    ahead._begun[second].result()
    disk.write(second.path, b"The dahlias.\n")
    ahead.forget([second.path])
    assert words(ahead, second) == "The dahlias."


def test_why_a_file_cannot_be_read_is_told_when_it_is_its_turn(disk: MemoryDisk) -> None:
    ahead = Ahead(disk)
    first, second = waiting(disk, 0, b"The tulips.\n"), waiting(disk, 1, b"\x00\x01\x02" * 500)
    words(ahead, first, second)
    seen, error, _ = ahead.content(second, [])
    assert seen is not None
    assert isinstance(error, Unreadable)
    assert error.reason == "binary"


def test_files_are_known_by_their_bytes_once_they_are_opened(
    disk: MemoryDisk, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = Ahead(disk)
    some = [waiting(disk, number, f"File {number}.\n".encode()) for number in range(3)]
    broken, read = some[1].path, disk.read

    def reading(path: Path, **options: int) -> Document:
        if path == broken:
            raise RuntimeError("a mistake in a reader")
        return read(path, **options)

    monkeypatch.setattr(disk, "read", reading)
    ahead.content(some[0], some[1:])
    wait(ahead._begun.values())
    (known,) = ahead.opened()  # what went wrong with another file is told when it is its turn
    seen, document, _ = ahead.content(some[2], [some[1]])
    assert known == alike(seen, document)
    with pytest.raises(RuntimeError):
        ahead.content(some[1], [])


def test_once_it_is_closed_files_are_read_in_turn(disk: MemoryDisk) -> None:
    ahead = Ahead(disk)
    first, second, third = (waiting(disk, number, f"File {number}.\n".encode()) for number in range(3))
    words(ahead, first, second, third)
    ahead.close()
    assert words(ahead, second, third) == "File 1."
    assert words(ahead, third) == "File 2."


def test_once_nothing_waits_nothing_that_was_read_is_kept(disk: MemoryDisk) -> None:
    ahead = Ahead(disk)
    first, second = (waiting(disk, number, b"The tulips.\n") for number in range(2))
    words(ahead, first, second)
    ahead._begun[second].result()
    ahead.rest()
    assert not ahead._begun
    assert ahead._held == 0
    disk.write(second.path, b"The dahlias.\n")
    assert words(ahead, second) == "The dahlias."


def test_no_more_is_read_ahead_than_there_is_room_for(disk: MemoryDisk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secondme.assistant.ahead._size", lambda path: 20_000_000)
    ahead = Ahead(disk)
    some = [waiting(disk, number, f"File {number}.\n".encode()) for number in range(4)]
    words(ahead, *some)
    assert [ahead._begun[one].result() is not None for one in some[1:]] == [True, False, False]
    assert [words(ahead, one, *some[number + 1 :]) for number, one in enumerate(some)][1:] == [
        "File 1.", "File 2.", "File 3.",
    ]  # fmt: skip
    assert ahead._held == 0
