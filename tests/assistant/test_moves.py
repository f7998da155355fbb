"""Files that are moved, and drives that are not there: real files, the real store."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from secondme.assistant.intake import Intake
from secondme.encoders.static import StaticEncoder
from secondme.events import Event, Indexed, Removed, Skipped
from secondme.files.disk import Disk
from secondme.memory.record import Memory
from secondme.ports import Alike, FileRow, FileSeen, Folder, Taken
from secondme.store.folders import Folders
from secondme.store.store import Store
from secondme_plugins import text
from tests.conftest import MovingClock

TULIPS = "# Garden\n\nThe tulips stand beside the greenhouse.\n"


class Mounted(Disk):
    """Real folders, one of which lies on a drive with a number of our choosing."""

    drive: tuple[Path, str] | None = None
    mounted: frozenset[str] = frozenset()

    def drives(self, folder: Folder) -> frozenset[str]:
        return self.mounted

    def identity(self, folder: Folder) -> str:
        found = super().identity(folder)
        return f"{self.drive[1]}:2" if found and self.drive and folder.path == self.drive[0] else found


class Room:
    """Two watched folders, `notes` and `work`."""

    def __init__(self, store: Store, clock: MovingClock, encoder: StaticEncoder, root: Path) -> None:
        self.store = store
        self.root = root.resolve()
        self.disk = Mounted({suffix: reader for reader in text.readers() for suffix in reader.suffixes})
        self.shelf = Folders(store, clock)
        self.notes, self.work = self.root / "notes", self.root / "work"
        for folder in (self.notes, self.work):
            folder.mkdir()
            self.shelf.add(folder, "", True)
        self.intake = Intake(self.shelf, self.disk, lambda words: len(encoder.tokens(words)), clock)

    def write(self, name: str, words: str = TULIPS) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(words, encoding="utf-8")
        return path

    def look(self) -> list[Event]:
        """Looks through both folders, as after a start, and reads."""
        return [event for folder in self.shelf.all() for event in self.intake.scan(folder)] + self.read()

    def told(self, *paths: Path) -> list[Event]:
        """Looks at what something happened to, in this order, and reads."""
        events: list[Event] = []
        for path in paths:
            folder = next(one for one in self.shelf.all() if path.is_relative_to(one.path))
            events += self.intake.changed(folder, path)
        return [*events, *self.intake.settle(), *self.read()]

    def read(self) -> list[Event]:
        events: list[Event] = []
        while step := list(self.intake.step()):
            events += step
        return [*events, *self.intake.settle()]

    def strong(self, path: Path) -> tuple[str, list[Memory]]:
        """A file's id and its passages, made strong."""
        file = self.file(path)
        with self.store.ledger.write() as connection:
            connection.execute("UPDATE memory SET recalls = 7, pinned = 1 WHERE source_key = ?", (f"file:{file.id}",))
        return file.id, self.passages(path)

    def file(self, path: Path) -> FileRow:
        found = self.shelf.file(path)
        assert found is not None
        return found

    def passages(self, path: Path) -> list[Memory]:
        return self.store.get(self.shelf.passages(self.file(path).id))


@pytest.fixture
def room(store: Store, clock: MovingClock, encoder: StaticEncoder, tmp_path: Path) -> Room:
    return Room(store, clock, encoder, tmp_path)


def is_the_same(room: Room, before: tuple[str, list[Memory]], path: Path) -> None:
    """Asserts that a file has its id, its passages and their strength, at its new place."""
    after = room.passages(path)
    assert room.file(path).id == before[0]
    assert [memory.id for memory in after] == [memory.id for memory in before[1]]
    assert {(memory.recalls, memory.pinned, memory.version) for memory in after} == {(7, True, 1)}
    folder = next(one for one in room.shelf.all() if path.is_relative_to(one.path))
    assert {memory.place for memory in after} == {f"folder:{folder.id}"}
    assert {getattr(memory.source, "path", "") for memory in after} == {str(path)}


@pytest.mark.parametrize("to", ["work/garden.md", "work/deep/plants.md", "notes/plants.md"])
def test_a_file_moved_while_nothing_ran_stays_the_same_file(room: Room, to: str) -> None:
    old, new = room.write("notes/garden.md"), room.root / to
    room.look()
    before = room.strong(old)
    waiting = room.store.outbox.waiting()
    new.parent.mkdir(exist_ok=True)
    old.rename(new)
    assert [event for event in room.look() if isinstance(event, Indexed | Removed)] == [Indexed(str(new), 1, 0, 0)]
    is_the_same(room, before, new)
    assert room.shelf.file(old) is None
    assert room.store.outbox.waiting() <= waiting  # nothing is embedded anew
    assert room.look() == []


@pytest.mark.parametrize("turned", [False, True])
def test_a_file_moved_before_our_eyes_stays_the_same_file(room: Room, turned: bool) -> None:
    old, new = room.write("notes/garden.md"), room.root / "work" / "garden.md"
    room.look()
    before = room.strong(old)
    old.rename(new)
    assert Removed not in [type(event) for event in room.told(*((new, old) if turned else (old, new)))]
    is_the_same(room, before, new)
    assert room.shelf.file(old) is None


@pytest.mark.parametrize("to", ["notes/flowers", "work/garden"])
def test_a_renamed_folder_keeps_its_files(room: Room, to: str) -> None:
    names = ["a.md", "b.md", "deep/c.md"]
    old = [room.write(f"notes/garden/{name}", f"{TULIPS}\nThis is {name}.\n") for name in names]
    room.look()
    before = [room.strong(path) for path in old]
    (room.notes / "garden").rename(room.root / to)
    assert Removed not in [type(event) for event in room.look()]
    for name, one in zip(names, before, strict=True):
        is_the_same(room, one, room.root / to / name)


def test_files_of_the_same_words_are_known_by_their_names(room: Room) -> None:
    names = ["a.md", "b.md"]
    old = [room.write(f"notes/{name}") for name in names]
    room.look()
    before = [room.strong(path) for path in old]
    for path in old:
        path.rename(room.work / path.name)
    room.look()
    for name, one in zip(names, before, strict=True):
        is_the_same(room, one, room.work / name)


def test_a_copy_is_another_file(room: Room) -> None:
    old = room.write("notes/garden.md")
    room.look()
    before = room.strong(old)
    shutil.copy2(old, room.work / "garden.md")
    room.look()
    assert room.file(room.work / "garden.md").id != before[0]
    is_the_same(room, before, old)
    old.unlink()
    assert [type(event) for event in room.look()] == [Removed]


def test_of_several_new_files_with_its_words_one_is_what_the_missing_file_was(room: Room) -> None:
    old = room.write("notes/garden.md")
    room.look()
    before = room.strong(old)
    new = [room.write(f"work/{name}.md") for name in ("first", "second", "third")]
    old.unlink()
    assert [type(event) for event in room.look() if isinstance(event, Indexed | Removed)] == [Indexed] * 3
    is_the_same(room, before, new[0])
    assert len({room.file(path).id for path in new}) == 3
    assert room.look() == []


def test_what_a_file_may_have_been_is_asked_of_many_at_once(room: Room, clock: MovingClock) -> None:
    paths = [room.write(f"notes/{name}.md", words) for name, words in (("a", TULIPS), ("b", TULIPS), ("c", "Zinnias."))]
    os.utime(paths[2], ns=(0, 0))
    room.look()
    tulips, zinnias = (
        Alike(one.size, one.modified, one.digest) for one in (room.file(paths[0]), room.file(paths[2]))
    )
    later, empty = tulips._replace(modified=1), tulips._replace(digest="")
    larger = tulips._replace(size=tulips.size + 1)
    found = room.shelf.same([tulips, later, empty, larger, zinnias, tulips])
    named = {known: [Path(row.path).name for _, row in rows] for known, rows in found.items()}
    assert named == {tulips: ["a.md", "b.md"], later: ["a.md", "b.md"], empty: [], larger: [], zinnias: ["c.md"]}
    room.shelf.leave_out(paths[2])  # of what the person had forgotten size and time are enough
    unread = zinnias._replace(digest="")
    assert [row.path for _, row in room.shelf.same([unread])[unread]] == [str(paths[2])]
    assert room.shelf.same([unread._replace(modified=1)]) == {unread._replace(modified=1): []}
    assert room.shelf.same([]) == {}


def test_a_renamed_file_is_found_by_its_new_name(room: Room) -> None:
    old = room.write("notes/garden.md", "Two rows are enough.\n")
    room.look()
    old.rename(room.notes / "zinnias.md")
    room.look()
    with room.store.ledger.snapshot() as connection:
        (found,) = connection.execute("SELECT count(*) FROM words WHERE words MATCH 'zinnias'").fetchall()
        (gone,) = connection.execute("SELECT count(*) FROM words WHERE words MATCH 'garden'").fetchall()
    assert (found, gone) == ((1,), (0,))


def test_a_file_of_the_same_size_with_other_words_is_another(room: Room) -> None:
    old = room.write("notes/garden.md", "The tulips.\n")
    room.look()
    before = room.strong(old)
    old.unlink()
    new = room.write("work/garden.md", "The dahlia.\n")
    assert Removed in [type(event) for event in room.look()]
    assert room.file(new).id != before[0]


def test_a_forgotten_file_stays_forgotten_where_it_is_moved(room: Room) -> None:
    old, new = room.write("notes/garden.md"), room.root / "work" / "plants.md"
    room.look()
    room.store.forget(room.shelf.passages(room.file(old).id))
    room.shelf.leave_out(old)
    old.rename(new)
    assert [event.reason for event in room.look() if isinstance(event, Skipped)] == ["forgotten"]
    assert room.shelf.waiting() == 0
    assert room.passages(new) == []
    assert room.look() == []


def test_a_forgotten_file_that_was_away_for_a_while_stays_forgotten(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    room.store.forget(room.shelf.passages(room.file(path).id))
    room.shelf.leave_out(path)
    words, seen = path.read_bytes(), path.stat()
    path.unlink()
    assert room.look() == room.told(path) == []
    path.write_bytes(words)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert [event for event in [*room.look(), *room.told(path)] if isinstance(event, Indexed)] == []
    assert (room.file(path).reason, room.passages(path), room.shelf.waiting()) == ("forgotten", [], 0)


def test_a_file_that_could_not_be_read_for_a_while_is_known_where_it_is_moved(room: Room) -> None:
    old, new = room.write("notes/garden.md"), room.work / "plants.md"
    room.look()
    before = room.strong(old)
    file = room.file(old)
    room.shelf.skip(room.shelf.all()[0], FileSeen(old, file.size, file.modified), "permission", keep=True)
    old.rename(new)
    room.look()
    is_the_same(room, before, new)


def test_a_folder_that_is_taken_off_meanwhile_is_passed_over(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    path = room.write("work/garden.md")
    room.look()
    file, (notes, _) = room.file(path), room.shelf.all()
    known, every = Alike(file.size, file.modified, file.digest), room.shelf.all
    monkeypatch.setattr(room.shelf, "all", lambda: [folder for folder in every() if folder.id == notes.id])
    assert room.shelf.same([known]) == {known: []}


class Forgetful(Folders):
    """Has a file forgotten between its being read and its being taken in."""

    forgotten: Path | None = None

    def shelve(self, files: Sequence[Taken]) -> list[tuple[int, int]]:
        if self.forgotten:
            self.leave_out(self.forgotten)
        return super().shelve(files)


def test_a_file_that_is_forgotten_while_it_is_read_stays_forgotten(
    room: Room, clock: MovingClock, encoder: StaticEncoder
) -> None:
    room.shelf = shelf = Forgetful(room.store, clock)
    room.intake = Intake(shelf, room.disk, lambda words: len(encoder.tokens(words)), clock)
    path = room.write("notes/garden.md")
    room.look()
    room.store.forget(room.shelf.passages(room.file(path).id))
    room.write("notes/garden.md", TULIPS + "\nThe dahlias stand behind it.\n")
    shelf.forgotten = path
    room.look()
    assert (room.file(path).reason, room.passages(path), shelf.waiting()) == ("forgotten", [], 0)


def test_a_file_whose_new_place_is_told_of_after_others_were_read_stays_the_same(room: Room) -> None:
    old, new = room.write("notes/garden.md"), room.root / "work" / "plants.md"
    room.look()
    before = room.strong(old)
    old.rename(new)
    room.write("notes/house.md", "The boiler is in the cellar.\n")
    notes, work = room.shelf.all()
    list(room.intake.changed(notes, old))
    list(room.intake.changed(notes, room.notes / "house.md"))
    while list(room.intake.step()):
        pass
    list(room.intake.changed(work, new))
    room.read()
    is_the_same(room, before, new)


def test_another_drive_in_its_place_takes_nothing_away(room: Room) -> None:
    old = room.write("notes/garden.md")
    room.disk.drive = room.notes, "800"
    room.look()
    before = room.strong(old)
    old.rename(room.root / "kept")
    room.write("notes/holiday.md", "The sea was warm.\n")
    room.disk.drive = room.notes, "801"
    assert [event.reason for event in room.look() if isinstance(event, Skipped)] == ["away"]
    assert room.told(old, room.notes / "holiday.md") == []
    is_the_same(room, before, old)
    (about,) = [one for one in room.shelf.summary() if one["path"] == str(room.notes)]
    assert not about["available"]
    assert "drive" in about["state"]
    (room.notes / "holiday.md").unlink()
    (room.root / "kept").rename(old)
    room.disk.drive = room.notes, "802"  # the drive is back, under another number
    assert room.look() == []
    is_the_same(room, before, old)
    assert all(one["available"] for one in room.shelf.summary())


@pytest.mark.parametrize("place_stays", [True, False])
def test_a_drive_inside_a_folder_keeps_its_memories(room: Room, place_stays: bool) -> None:
    old, other = room.write("notes/usb/garden.md"), room.write("notes/house.md", "The boiler is in the cellar.\n")
    drive = old.parent
    room.disk.mounted = frozenset({str(drive)})
    room.look()
    before = room.strong(old)
    drive.rename(room.root / "away")
    room.disk.mounted = frozenset()
    if place_stays:
        drive.mkdir()
    other.unlink()
    assert [event.path for event in room.told(old, other) if isinstance(event, Removed)] == [str(other)]
    assert room.look() == []
    is_the_same(room, before, old)
    assert room.intake.away(room.shelf.all()[0]) == {str(drive)}
    if place_stays:
        drive.rmdir()
    (room.root / "away").rename(drive)
    room.disk.mounted = frozenset({str(drive)})
    assert room.look() == []
    is_the_same(room, before, old)
    old.unlink()
    assert [type(event) for event in room.look()] == [Removed]


def test_a_drive_whose_folder_is_gone_keeps_its_memories(room: Room) -> None:
    old = room.write("notes/garden.md")
    room.look()
    before = room.strong(old)
    room.notes.rename(room.root / "away")
    shutil.copytree(room.root / "away", room.work / "copy")
    room.look()
    is_the_same(room, before, old)
    assert room.file(room.work / "copy" / "garden.md").id != before[0]
    room.work.joinpath("copy", "garden.md").unlink()
    (room.root / "away").rename(room.notes)
    room.look()
    is_the_same(room, before, old)


def test_a_clock_set_back_hides_no_change(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    path.write_text(TULIPS.replace("tulips", "dahlia"), encoding="utf-8")
    os.utime(path, (1, 1))
    assert room.look()[-1] == Indexed(str(path), 1, 1, 1)


def test_a_paused_folder_is_left_alone_and_looked_through_after(room: Room) -> None:
    room.write("notes/garden.md")
    other = room.write("work/plan.md", "The plan is to plant.\n")
    notes, _ = room.shelf.all()
    for folder in room.shelf.all():
        list(room.intake.scan(folder))
    room.shelf.pause(notes, True)
    assert [event.path for event in room.read() if isinstance(event, Indexed)] == [str(other)]
    assert room.shelf.waiting() == 0
    room.shelf.pause(notes, False)
    assert [type(event) for event in room.read()] == [Indexed]


def test_what_a_folder_was_added_with_decides_what_is_read(room: Room) -> None:
    for name in ("notes/a.md", "notes/b.txt", "notes/drafts/c.md", "notes/long.md"):
        room.write(name, f"{name} " * (100 if "long" in name else 3))
    room.shelf.add(room.notes, "", True, include=["*.md"], exclude=["drafts/"], largest=1_000)
    room.look()
    notes, _ = room.shelf.all()
    found = [(Path(row.path).name, row.reason) for row in room.shelf.files(notes)]
    assert found == [("a.md", ""), ("long.md", "too-large")]
    room.shelf.add(room.notes, "", True, exclude=["a.md"], largest=0)
    assert sorted(Path(event.path).name for event in room.look() if isinstance(event, Indexed | Removed)) == [
        "a.md", "c.md", "long.md",
    ]  # fmt: skip
