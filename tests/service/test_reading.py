"""The thread that reads: what is told of while a large folder is looked at is seen to in between, and none of it is
lost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from secondme.assistant.intake import BATCH
from secondme.config import Settings
from secondme.ports import Document, FileSeen, Folder, Known
from secondme.service.hub import Hub
from secondme.service.reading import Reading
from secondme.wiring import Rooms
from tests.service.running import until
from tests.service.test_manners import rooms as rooms

MORE = 20


@pytest.fixture
def reading(rooms: Rooms) -> Iterator[Reading]:
    """Its thread is not begun: the test looks in its place."""
    made = Reading(rooms, Hub(), Settings())
    yield made
    made.close()


def folder(rooms: Rooms, place: Path, files: int) -> Folder:
    place.mkdir()
    for number in range(files):
        (place / f"{number}.md").write_text(f"The tulips of bed {number} stand beside the greenhouse.\n")
    return rooms.folders.add(place, "", True)


def test_a_small_folder_does_not_wait_for_a_large_one(rooms: Rooms, reading: Reading, tmp_path: Path) -> None:
    large, small = folder(rooms, tmp_path / "large", 2 * BATCH + MORE), folder(rooms, tmp_path / "small", 3)
    reading.look(large)
    look = reading._next_look()
    assert look is not None
    with closing(reading._seeing(look)) as events:  # type: ignore[type-var]
        next(events)  # a part of the large one is queued
        reading.look(small)
        reading._changed(large, large.path / "999.md", "file")
        next(event for event in events if getattr(event, "path", "") == str(large.path / "999.md"))
        assert {row.passages for row in rooms.folders.files(small)} == {1}
        assert len(rooms.folders.files(large)) == 1
        assert len(rooms.folders.queued(large)) < 2 * BATCH


def test_a_folder_is_moved_while_it_is_looked_at(rooms: Rooms, reading: Reading, tmp_path: Path) -> None:
    large = folder(rooms, tmp_path.resolve() / "large", 2 * BATCH + MORE)
    reading.look(large)
    look = reading._next_look()
    assert look is not None
    place = tmp_path.resolve() / "moved"
    events = reading._seeing(look)
    next(events)  # a part of it is queued
    large.path.rename(place)
    with ThreadPoolExecutor(1) as somebody:
        moved = somebody.submit(reading.move, large, place)
        until(lambda: reading._next_look() is not None, "it is asked for")
        assert rooms.folders.find(large.id).path == large.path, "not while a file of it is read"
        list(events)
        assert moved.result().path == place
    assert {path.parent for path in rooms.folders.queued()} == {place}
    assert rooms.folders.root(large) == rooms.disk.identity(moved.result())
    list(rooms.intake.step())
    assert {row.reason for row in rooms.folders.files(large)} == {""}


def test_what_is_told_of_while_it_is_looked_at_is_looked_at_again(
    rooms: Rooms, reading: Reading, tmp_path: Path
) -> None:
    large = folder(rooms, tmp_path / "large", BATCH + MORE)
    reading.look(large)
    look = reading._next_look()
    assert look is not None
    events = reading._seeing(look)
    next(events)
    reading.look(large)  # as when the system lost events
    assert reading._next_look() is None, "not within itself"
    list(events)
    again = reading._next_look()
    assert again == look
    list(reading._seeing(again))
    assert reading._next_look() is None


def test_what_goes_wrong_in_a_look_costs_no_other_file_anything(
    rooms: Rooms, reading: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = folder(rooms, tmp_path / "good", 3), folder(rooms, tmp_path / "bad", 3)
    reading.look(good)
    assert reading._turn()
    walk = rooms.disk.walk

    def walked(one: Folder, known: dict[str, Known] | None = None) -> Iterator[FileSeen]:
        if one.id == bad.id:
            raise RuntimeError("a mistake in a look")
        return walk(one, known)

    monkeypatch.setattr(rooms.disk, "walk", walked)
    for path in good.path.iterdir():
        path.write_text(path.read_text() + "So do the dahlias.\n")
        reading._changed(good, path, "file")
    reading.look(bad)
    while reading._looks or rooms.folders.waiting():
        assert reading._turn()
    assert {(row.reason, row.passages) for row in rooms.folders.files(good)} == {("", 1)}
    assert rooms.folders.files(bad) == []


def test_a_file_on_which_something_goes_wrong_is_left_out_and_no_other(
    rooms: Rooms, reading: Reading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = folder(rooms, tmp_path / "notes", 3)
    read = rooms.disk.read

    def reads(path: Path, **options: int) -> Document:
        if path.name == "1.md":
            raise RuntimeError("a mistake in a reader")
        return read(path, **options)

    monkeypatch.setattr(rooms.disk, "read", reads)
    reading.look(notes)
    assert reading._turn()
    assert {Path(row.path).name: row.reason for row in rooms.folders.files(notes)} == {
        "0.md": "", "1.md": "reader", "2.md": "",
    }  # fmt: skip
