"""A watched folder that is renamed, or lies elsewhere: what was read of it stays, and it is watched there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from secondme.config import Settings
from secondme.errors import Refused
from secondme.files.renamed import renamed
from secondme.service.hub import Hub
from secondme.service.reading import Reading
from secondme.service.watching import Watching
from secondme.wiring import Rooms
from tests.service.running import until
from tests.service.test_manners import rooms as rooms


@pytest.fixture
def watching(rooms: Rooms, tmp_path: Path) -> Iterator[Watching]:
    reading = Reading(rooms, Hub(), Settings())
    reading.start()
    yield Watching(rooms, reading, tmp_path / "home")
    reading.close()


@pytest.fixture
def notes(tmp_path: Path, rooms: Rooms, watching: Watching) -> Path:
    notes = tmp_path.resolve() / "notes"
    (notes / "deep").mkdir(parents=True)
    (notes / "garden.md").write_text("The tulips stand beside the greenhouse.\n")
    (notes / "deep" / "pond.md").write_text("The carp are in the pond.\n")
    watching.add({"path": str(notes)})
    until(lambda: watching.listed()[0]["indexed"] == 2, "all is read")
    with rooms.store.ledger.write() as connection:
        connection.execute("UPDATE memory SET recalls = 7")
    return notes


def stands(rooms: Rooms, watching: Watching, place: Path) -> None:
    """Asserts that the folder is watched at this place, with all that was read of it."""
    (row,) = watching.listed()
    assert (row["path"], row["available"], row["indexed"], row["passages"]) == (str(place), True, 2, 2)
    (folder,) = rooms.folders.all()
    ids = [one for file in rooms.folders.files(folder) for one in rooms.folders.passages(file.id)]
    found = rooms.store.get(ids)
    assert {memory.recalls for memory in found} == {7}
    assert {str(Path(getattr(memory.source, "path", "")).parent) for memory in found} == {
        str(place), str(place / "deep")
    }  # fmt: skip


def test_a_folder_that_is_renamed_is_found_beside_its_old_place(
    rooms: Rooms, watching: Watching, notes: Path
) -> None:
    place = notes.with_name("papers")
    notes.rename(place)
    watching.rescan({})

    def found() -> bool:
        return str(watching.listed()[0]["path"]) == str(place) and not rooms.folders.waiting()

    until(found, "it is found")
    until(lambda: watching.listed()[0]["state"] == "up to date", "it is looked through")
    stands(rooms, watching, place)
    assert watching.listed()[0]["name"] == "papers"
    (place / "new.md").write_text("Noticed at its new place.\n")
    until(lambda: watching.listed()[0]["indexed"] == 3, "changes are noticed there")


def test_a_folder_that_lies_elsewhere_is_kept_until_it_is_said_where(
    rooms: Rooms, watching: Watching, notes: Path, tmp_path: Path
) -> None:
    place = tmp_path.resolve() / "disk" / "notes"
    shutil.copytree(notes, place, copy_function=shutil.copy2)
    shutil.rmtree(notes)
    watching.rescan({})
    until(lambda: not watching.listed()[0]["available"], "it is said to be away")
    assert watching.listed()[0]["indexed"] == 2
    with pytest.raises(Refused, match="None of the files"):
        watching.move({"folder": str(notes), "to": str(place / "deep")})
    assert watching.move({"folder": str(notes), "to": str(place)})["files"] == 2
    until(lambda: watching.listed()[0]["state"] == "up to date", "it is looked through")
    stands(rooms, watching, place)


def test_another_folder_with_its_number_is_not_taken_for_it(rooms: Rooms, notes: Path) -> None:
    (folder,) = rooms.folders.all()
    other = notes.with_name("music")
    notes.rename(other)
    for file in ("garden.md", "deep/pond.md"):
        (other / file).write_text("Something else altogether.\n")
    files = rooms.folders.files(folder)
    assert renamed(folder, rooms.folders.root(folder), files) is None
    assert renamed(folder, "", files) is None
