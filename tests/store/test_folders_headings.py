"""Passages whose words stay while what stands above them changes: they are found by what stands there now."""

from __future__ import annotations

from pathlib import Path

import pytest

from secondme.encoders.static import StaticEncoder
from secondme.memory.record import Written
from secondme.store.store import Store
from secondme.storing import Filter
from tests.assistant.test_moves import Room
from tests.conftest import MovingClock

ANY = Filter()
WORDS = "They stand beside the greenhouse."


@pytest.fixture
def room(store: Store, clock: MovingClock, encoder: StaticEncoder, tmp_path: Path) -> Room:
    return Room(store, clock, encoder, tmp_path)


def read(room: Room, words: str) -> tuple[str, bytes, float]:
    """The one passage of a file with these words: its heading, its reading, and how near it is to motorcycles."""
    path = room.write("notes/plan.md", words)
    room.look()
    (memory,) = room.passages(path)
    assert isinstance(memory.source, Written)
    assert room.store.settle(30)
    ((packed,),) = room.store.ledger.rows("SELECT packed FROM reading")
    ((_, near),) = room.store.index.query(room.store.embedder.embed(["motorcycles"])[0], 3)
    return memory.source.heading, packed, near


def test_a_passage_under_another_heading_is_read_and_found_by_it(room: Room) -> None:
    heading, packed, near = read(room, f"# Tulips\n\n{WORDS}\n")
    after = read(room, f"# Motorcycles\n\n{WORDS}\n")
    assert (heading, after[0]) == ("Tulips", "Motorcycles")
    assert after[1] != packed
    assert after[2] > near + 0.1
    assert read(room, f"# Tulips\n\n{WORDS}\n") == (heading, packed, pytest.approx(near))


def test_words_of_a_script_without_spaces_are_found_in_a_heading_that_came_later(room: Room) -> None:
    read(room, f"# Tulips\n\n{WORDS}\n")
    read(room, f"# 郁金香花园\n\n{WORDS}\n")
    (memory,) = room.passages(room.notes / "plan.md")
    assert [hit.memory for hit in room.store.words("花园", limit=3, which=ANY)] == [memory.id]


def test_a_passage_whose_line_or_file_alone_changed_is_not_made_anew(room: Room) -> None:
    before = read(room, f"# Tulips\n\n{WORDS}\n")
    told: list[set[int]] = []
    room.store.ledger.touched.listen(("outbox", "reading"), told.append)
    assert read(room, f"# Tulips\n\n\n\n{WORDS}\n") == before
    (room.notes / "plan.md").rename(room.notes / "garden.md")
    room.look()
    (memory,) = room.passages(room.notes / "garden.md")
    assert isinstance(memory.source, Written)
    assert (memory.source.line, memory.source.path) == (5, str(room.notes / "garden.md"))
    assert [hit.memory for hit in room.store.words("garden.md", limit=3, which=ANY)] == [memory.id]
    assert told == []
