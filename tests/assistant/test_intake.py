"""Files into passages, over the real store and a remembered disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from secondme.assistant.intake import HEAVY, Intake
from secondme.assistant.recall import Recall
from secondme.encoders.static import StaticEncoder
from secondme.errors import Refused
from secondme.events import Event, Indexed, Queued, Removed, Skipped
from secondme.memory.forgetting import Forgetting
from secondme.memory.record import path_text
from secondme.ports import Document, Folder, Taken
from secondme.store.folders import Folders
from secondme.store.store import Store
from secondme.storing import Filter
from secondme_plugins import text
from tests.conftest import MovingClock
from tests.fakes import MemoryDisk

NOTES = Path("/notes")
FILE = NOTES / "garden.md"
TULIPS = b"# Garden\n\nThe tulips stand beside the greenhouse.\n"
DAHLIAS = b"# Garden\n\nThe dahlias stand beside the pond.\n"


class Room:
    """A watched folder and what is read from it."""

    def __init__(self, store: Store, clock: MovingClock, encoder: StaticEncoder) -> None:
        self.store = store
        self.disk = MemoryDisk({suffix: reader for reader in text.readers() for suffix in reader.suffixes})
        self.disk.make(NOTES)
        self.shelf = Folders(store, clock)
        self.folder: Folder = self.shelf.add(NOTES, "", True)
        self.intake = Intake(self.shelf, self.disk, lambda words: len(encoder.tokens(words)), clock)
        self.recall = Recall(store, clock, Forgetting())

    def look(self) -> list[Event]:
        return [*self.intake.scan(self.folder), *self.read()]

    def read(self) -> list[Event]:
        events: list[Event] = []
        while step := list(self.intake.step()):
            events += step
        return events

    def found(self, word: str) -> list[str]:
        return [one.text for one in self.recall(word, limit=5) if word in one.text]


@pytest.fixture
def room(store: Store, clock: MovingClock, encoder: StaticEncoder) -> Room:
    return Room(store, clock, encoder)


def test_a_file_is_queued_read_and_found_with_its_place(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    assert room.look() == [Queued(str(NOTES), 1), Indexed(str(FILE), 1, 1, 0)]
    (one,) = room.recall("tulips", limit=5)
    assert one.kind == "passage"
    assert one.source["path"] == str(FILE)
    assert room.shelf.waiting() == 0


def test_changed_text_replaces_the_old(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    room.look()
    room.disk.write(FILE, DAHLIAS)
    assert list(room.intake.changed(room.folder, FILE)) == [Queued(str(NOTES), 1)]
    assert room.read() == [Indexed(str(FILE), 1, 1, 1)]
    assert room.found("dahlias")
    assert not room.found("tulips")


def test_an_unchanged_file_embeds_nothing(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    room.look()
    assert room.look() == []
    room.disk.write(FILE, TULIPS)  # touched: another time, the same bytes
    assert room.look() == [Queued(str(NOTES), 1), Indexed(str(FILE), 1, 0, 0)]


def test_a_deleted_file_is_gone(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    room.look()
    room.disk.remove(FILE)
    assert list(room.intake.changed(room.folder, FILE)) == []
    assert room.intake.missing
    assert list(room.intake.settle()) == [Removed(str(FILE), 1)]
    assert not room.found("tulips")
    assert room.store.count(Filter()) == 0


def test_a_file_deleted_while_it_waits_is_dropped_from_the_queue(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    list(room.intake.scan(room.folder))
    room.disk.remove(FILE)
    assert room.read() == []
    assert room.shelf.waiting() == 0


def test_an_unreadable_folder_keeps_what_it_had_and_says_why(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    room.look()
    room.disk.broken[NOTES] = "permission"
    (skipped,) = room.look()
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "permission"
    assert room.found("tulips")
    assert "permission" in room.shelf.summary()[0]["state"]
    room.disk.broken.clear()
    assert room.look() == []
    assert room.shelf.summary()[0]["state"] == "up to date"


def test_a_name_that_is_not_utf8_is_skipped_and_the_rest_is_read(room: Room) -> None:
    odd = NOTES / "caf\udce9.md"
    room.disk.write(odd, TULIPS)
    room.disk.write(FILE, DAHLIAS)
    events = room.look()
    assert Skipped(path_text(odd), "name", "") in events
    assert Indexed(str(FILE), 1, 1, 0) in events
    assert [file.state for file in room.shelf.files(room.folder)].count("skipped") == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("photo.md", bytes(range(256)) * 40, "binary"),
        ("film.mkv", b"film", "no-reader"),
        ("big.txt", b"x" * 20_000_001, "too-large"),
    ],
)
def test_what_cannot_be_read_is_skipped_with_its_reason(room: Room, name: str, content: bytes, reason: str) -> None:
    room.disk.write(NOTES / name, content)
    skipped = [event for event in room.look() if isinstance(event, Skipped)]
    assert [event.reason for event in skipped] == [reason]
    assert room.shelf.waiting() == 0
    assert room.look() == []


def test_a_drive_that_is_not_there_keeps_what_was_read_of_it(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    room.look()
    room.disk.remove(FILE)
    room.disk.numbers[NOTES] = 2  # an empty place where the drive was
    assert [type(event) for event in room.look()] == [Skipped]
    assert list(room.intake.changed(room.folder, FILE)) == []
    assert room.found("tulips")
    assert "drive" in room.shelf.summary()[0]["state"]
    room.disk.numbers[NOTES] = 3  # it is back, mounted anew
    room.disk.write(FILE, TULIPS)
    room.look()
    assert room.shelf.summary()[0]["state"] == "up to date"
    assert room.found("tulips")


@pytest.mark.parametrize("reason", ["permission", "disk", "changing"])
def test_a_failure_that_may_pass_keeps_the_passages_and_is_tried_again(room: Room, reason: str) -> None:
    room.disk.write(FILE, TULIPS)
    room.look()
    room.disk.write(FILE, DAHLIAS)
    room.disk.broken[FILE] = reason
    assert Skipped in [type(event) for event in room.look()]
    assert room.found("tulips")
    del room.disk.broken[FILE]
    room.look()
    assert room.found("dahlias")
    assert not room.found("tulips")


def test_a_folder_removed_while_its_file_is_read_leaves_nothing(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    list(room.intake.scan(room.folder))
    document = room.disk.read(FILE)
    room.shelf.remove(room.folder)
    assert room.shelf.shelve([Taken(room.folder, "gone", document, [])]) == [(0, 0)]
    assert room.store.count(Filter()) == 0


def test_a_file_that_something_unforeseen_happens_to_does_not_hold_up_the_others(room: Room) -> None:
    room.disk.write(FILE, TULIPS)
    room.disk.write(NOTES / "house.md", b"The boiler is in the cellar.\n")
    list(room.intake.scan(room.folder))
    assert list(room.intake.leave_out()) == []  # nothing was read when it went wrong
    reading = room.disk.read

    def read(path: Path, **options: int) -> Document:
        if path == FILE:
            raise RuntimeError("a mistake in a reader")
        return reading(path, **options)

    room.disk.read = read  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        list(room.intake.step())
    assert [event.path for event in room.intake.leave_out() if isinstance(event, Skipped)] == [str(FILE)]
    room.read()
    assert room.found("boiler")


def test_files_are_taken_in_together_and_each_is_told_of(room: Room) -> None:
    for number in range(5):
        room.disk.write(NOTES / f"{number}.md", f"Number {number} stands beside the pond.\n".encode())
    list(room.intake.scan(room.folder))
    commits = room.store.ledger.commits
    assert [type(event) for event in room.intake.step()] == [Indexed] * 5
    assert room.store.ledger.commits <= commits + 3  # these, and what the index took over meanwhile
    assert room.shelf.waiting() == 0


def test_a_large_file_is_read_by_itself(room: Room) -> None:
    room.disk.write(NOTES / "a.md", TULIPS)
    room.disk.write(NOTES / "b.md", b"The pond is deep. " * (HEAVY // 18 + 1))
    list(room.intake.scan(room.folder))
    assert [Path(event.path).name for event in room.intake.step() if isinstance(event, Indexed)] == ["a.md"]
    assert [Path(event.path).name for event in room.intake.step() if isinstance(event, Indexed)] == ["b.md"]


def test_the_file_that_cannot_be_stored_is_the_one_that_is_left_out(room: Room, clock: MovingClock) -> None:
    room.intake = Intake(Stumbling(room.store, clock), room.disk, lambda words: len(words.split()), clock)
    for name in ("a.md", "bad.md", "c.md"):
        room.disk.write(NOTES / name, f"The letter {name} lies in the drawer.\n".encode())
    list(room.intake.scan(room.folder))
    with pytest.raises(ZeroDivisionError):
        list(room.intake.step())
    assert room.shelf.waiting() == 3
    assert [Path(event.path).name for event in room.intake.leave_out() if isinstance(event, Skipped)] == ["bad.md"]
    room.read()
    assert {Path(row.path).name: row.reason for row in room.shelf.files(room.folder)} == {
        "a.md": "", "bad.md": "reader", "c.md": ""
    }  # fmt: skip


class Stumbling(Folders):
    """A shelf with a bug that one file brings to light."""

    def shelve(self, files: Sequence[Taken]) -> list[tuple[int, int]]:
        return [(1 // (one.document.path.name != "bad.md"), 0) for one in files] and super().shelve(files)


def test_two_folders_of_one_name_are_told_apart_by_their_paths(room: Room) -> None:
    room.shelf.add(Path("/elsewhere/notes"), "", True)
    with pytest.raises(Refused, match="/elsewhere/notes"):
        room.shelf.find("notes")
    assert room.shelf.find("/elsewhere/notes").path == Path("/elsewhere/notes")
