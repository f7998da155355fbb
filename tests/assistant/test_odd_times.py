"""Files whose times lie far outside of life: real files, the real store."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.events import Indexed, Removed, Skipped
from secondme.files.renamed import holds
from secondme.memory.when import day
from secondme.store.store import Store
from tests.assistant.test_moves import TULIPS, Room
from tests.conftest import MovingClock

ODD = (10**19, 2**63, -1, 0, -(2**63) - 1, -(10**19))
"""Nanoseconds since 1970: the year 2286, one beyond the ledger, around 1970, and far before. Some file systems hold
only those from 1901 on, and keep the nearest."""


@pytest.fixture
def room(store: Store, clock: MovingClock, encoder: StaticEncoder, tmp_path: Path) -> Room:
    return Room(store, clock, encoder, tmp_path)


def aged(room: Room, name: str, time: int, words: str = TULIPS) -> Path:
    path = room.write(name, words)
    os.utime(path, ns=(0, time))
    return path


@pytest.mark.parametrize("time", ODD)
def test_a_file_of_any_time_is_read_once_beside_the_others(room: Room, time: int) -> None:
    odd = aged(room, "notes/odd.md", time)
    skipped = aged(room, "notes/odd.bin", time)
    fine = room.write("notes/fine.md", TULIPS + "They are red.\n")
    events = room.look()
    assert {event.path for event in events if isinstance(event, Indexed)} == {str(odd), str(fine)}
    assert {event.path for event in events if isinstance(event, Skipped)} == {str(skipped)}
    assert len(room.passages(odd)) == len(room.passages(fine)) == 1
    assert room.look() == []
    before = room.file(odd), room.file(skipped)
    room.told(odd, skipped)
    assert (room.file(odd), room.file(skipped)) == before


@pytest.mark.parametrize("time", ODD)
def test_a_file_of_any_time_has_a_day_and_is_found(room: Room, clock: MovingClock, time: int) -> None:
    odd = aged(room, "notes/odd.md", time)
    room.look()
    (memory,) = room.passages(odd)
    assert memory.made <= clock()
    assert day(memory.made)
    room.store.settle(30)
    assert [found.id for found in room.store.get([memory.id])] == [memory.id]
    odd.write_text(TULIPS.replace("greenhouse", "shed"), encoding="utf-8")
    os.utime(odd, ns=(0, time))
    assert Indexed in {type(event) for event in room.look()}
    assert "shed" in room.passages(odd)[0].text


@pytest.mark.parametrize("time", ODD)
def test_a_file_of_any_time_is_known_again_where_it_was_moved(room: Room, time: int) -> None:
    odd = aged(room, "notes/odd.md", time)
    room.look()
    file = room.file(odd).id
    folder = next(one for one in room.shelf.all() if one.path == room.notes)
    assert holds(room.notes, folder, room.shelf.files(folder))  # by which a folder is known that was renamed
    shutil.move(odd, room.work / "odd.md")
    assert Removed not in {type(event) for event in room.look()}
    assert room.file(room.work / "odd.md").id == file
