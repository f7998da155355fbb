"""Files that were forgotten and are brought back by undoing that: they are read and followed again."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.store.folders import OUT
from secondme.store.store import Store
from secondme.storing import Filter, Operation
from tests.assistant.test_moves import TULIPS, Room
from tests.conftest import MovingClock

SHED = TULIPS.replace("greenhouse", "shed")


@pytest.fixture
def room(store: Store, clock: MovingClock, encoder: StaticEncoder, tmp_path: Path) -> Room:
    return Room(store, clock, encoder, tmp_path)


def forget(room: Room, path: Path) -> int:
    """Has a file forgotten in a way that can be undone; the operation."""
    room.store.hide(room.shelf.passages(room.file(path).id), 10**12)
    room.shelf.leave_out(path, room.store.past.last())
    return room.store.past.last()


def undo(room: Room, number: int | None = None) -> Operation:
    """Undoes an operation, as the service does."""
    with room.store.ledger.write():
        done = room.store.undo(number)
        room.shelf.undone(done)
        room.shelf.tidy()
    return done


def notes(room: Room) -> int:
    """Of how many operations it is noted which files they left out."""
    return len(room.store.ledger.rows("SELECT name FROM note WHERE name LIKE ? || '%'", (OUT,)))


def said(room: Room, path: Path) -> list[str]:
    return [memory.text for memory in room.passages(path)]


def test_a_file_whose_forgetting_is_undone_stands_as_before_and_is_followed(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    before, passages = room.file(path), room.passages(path)
    forget(room, path)
    assert (room.file(path).reason, room.passages(path)) == ("forgotten", [])
    undo(room)
    assert room.file(path) == before
    room.look()
    assert [(memory.id, memory.text) for memory in room.passages(path)] == [(one.id, one.text) for one in passages]
    room.write("notes/garden.md", SHED)
    room.look()
    assert said(room, path) == ["The tulips stand beside the shed."]


def test_a_forgotten_file_that_changed_before_that_was_undone_is_read_as_it_is_now(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    forget(room, path)
    room.write("notes/garden.md", SHED)
    room.look()
    assert room.shelf.passages(room.file(path).id) == []
    undo(room)
    assert said(room, path) == ["The tulips stand beside the greenhouse."]
    room.read()
    assert said(room, path) == ["The tulips stand beside the shed."]
    assert room.store.count(Filter()) == 1


def test_a_forgotten_file_that_was_moved_before_that_was_undone_is_read_where_it_lies(room: Room) -> None:
    path, new = room.write("notes/garden.md"), room.work / "plants.md"
    room.look()
    passages = [memory.id for memory in room.passages(path)]
    forget(room, path)
    path.rename(new)
    room.look()
    assert room.file(new).reason == "forgotten"
    undo(room)
    room.read()
    assert [memory.id for memory in room.passages(new)] == passages
    assert {getattr(memory.source, "path", "") for memory in room.passages(new)} == {str(new)}


def test_of_a_forgotten_file_whose_folder_was_taken_off_undoing_leaves_nothing(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    forget(room, path)
    room.shelf.remove(room.shelf.find(str(room.notes)))
    undo(room)
    assert room.store.count(Filter()) == 0
    assert notes(room) == 0


def test_undoing_is_undone_and_that_too(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    before = room.file(path)
    number = forget(room, path)
    undone = undo(room)
    undo(room, undone.n)
    assert (room.file(path).reason, room.passages(path), room.shelf.waiting()) == ("forgotten", [], 0)
    undo(room, number)
    assert room.file(path) == before
    assert len(room.passages(path)) == 1


def test_a_file_that_was_read_anew_since_is_not_left_out_by_undoing_that(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    forget(room, path)
    undone = undo(room)
    room.write("notes/garden.md", TULIPS + "\n# Shed\n\nThe shed is red.\n")
    room.look()
    undo(room, undone.n)
    assert said(room, path) == ["The shed is red."]
    assert room.file(path).reason == ""


def test_only_what_an_operation_left_out_comes_back_with_it(room: Room) -> None:
    first, second = room.write("notes/garden.md"), room.write("notes/shed.md", SHED)
    room.look()
    forget(room, first)
    forget(room, second)
    undo(room)
    assert (room.file(first).reason, room.file(second).reason) == ("forgotten", "")
    undo(room)
    assert (room.file(first).reason, room.file(second).reason) == ("", "")


def test_what_is_purged_is_noted_no_more_and_stays_left_out(room: Room) -> None:
    path = room.write("notes/garden.md")
    room.look()
    forget(room, path)
    room.shelf.tidy()
    assert notes(room) == 1
    room.store.forget(room.store.due(10**13))
    room.shelf.tidy()
    assert notes(room) == 0
    room.write("notes/garden.md", SHED)
    room.look()
    assert (room.file(path).reason, room.passages(path)) == ("forgotten", [])
