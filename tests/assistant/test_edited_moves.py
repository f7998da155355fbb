"""Files that are moved and edited before anybody looks: what is the same in them stays the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.events import Indexed, Removed
from tests.assistant.test_moves import Room
from tests.assistant.test_moves import room as room

PLANTS = "tulips dahlias zinnias asters lupins poppies irises roses lilies peonies violets daisies".split()


def text(*, edited: int = -1) -> str:
    """Twelve sections, one of them other than before."""
    return "".join(
        f"## {plant}\n\n{'Now they' if at == edited else 'The ' + plant} stand beside the greenhouse, in {at} rows.\n\n"
        for at, plant in enumerate(PLANTS)
    )


@pytest.mark.parametrize("to", ["work/garden.md", "work/deep/garden.md", "notes/plants.md"])
def test_the_passages_that_stay_keep_their_strength(room: Room, to: str) -> None:
    old, new = room.write("notes/garden.md", text()), room.root / to
    room.write("notes/house.md", "The boiler is in the cellar.\n")
    room.look()
    file, before = room.strong(old)
    new.parent.mkdir(exist_ok=True)
    old.rename(new)
    new.write_text(text(edited=5), encoding="utf-8")
    assert [event for event in room.look() if isinstance(event, Indexed | Removed)] == [Indexed(str(new), 12, 1, 1)]
    assert room.file(new).id == file
    assert room.shelf.file(old) is None
    after = {memory.id: memory for memory in room.passages(new)}
    kept = [after[memory.id] for memory in before if memory.id in after]
    assert len(kept) == 11
    assert {(memory.recalls, memory.pinned) for memory in kept} == {(7, True)}
    assert {getattr(memory.source, "path", "") for memory in after.values()} == {str(new)}


def test_events_that_come_late_are_no_other_file(room: Room) -> None:
    old, new = room.write("notes/garden.md", text()), room.root / "work" / "garden.md"
    room.look()
    file, _ = room.strong(old)
    old.rename(new)
    new.write_text(text(edited=0) + "## ferns\n\nFerns stand in the shade.\n", encoding="utf-8")
    notes, work = room.shelf.all()
    list(room.intake.changed(notes, old))
    list(room.intake.changed(work, new))
    assert [type(event) for event in room.read() if isinstance(event, Indexed | Removed)] == [Indexed]
    assert room.file(new).id == file


def test_another_text_under_the_same_name_is_another_file(room: Room) -> None:
    old = room.write("notes/garden.md", text())
    room.look()
    file, _ = room.strong(old)
    old.unlink()
    new = room.write("work/garden.md", "## tulips\n\nThe tulips stand beside the greenhouse, in 0 rows.\n")
    assert sorted(type(event).__name__ for event in room.look() if isinstance(event, Indexed | Removed)) == [
        "Indexed",
        "Removed",
    ]
    assert room.file(new).id != file


def test_what_was_deleted_waits_for_no_file_that_cannot_be_it(room: Room) -> None:
    old = room.write("notes/garden.md", text())
    room.look()
    old.unlink()
    for name in ("a.txt", "b.txt", "c.txt"):
        room.write(f"notes/{name}", f"{name} is new.\n")
    list(room.intake.scan(next(folder for folder in room.shelf.all() if Path(old).is_relative_to(folder.path))))
    assert [type(event) for event in room.intake.settle()] == [Removed]
    assert room.shelf.waiting() == 3
