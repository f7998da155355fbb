"""Many files, which another process cuts: what is remembered of them is what one process makes of them alone."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from secondme import wiring
from secondme.assistant.ahead import MANY
from secondme.config import Folders, IndexSettings, Settings
from secondme.files.aside import Aside
from secondme.memory.record import path_text
from secondme.wiring import Rooms
from tests.processes import children

Opening = Callable[[str], Rooms]
Known = dict[tuple[str, str, int], tuple[bytes, str]]
"""Reading and heading of each passage, by its file, its words, and which of that file with these words it is."""

CUTTER = "secondme.cutter"
FILES = 4 * MANY
SECRET = "The password of the router is blue-Whale-4711.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of several kinds, more than many."""
    place = tmp_path / "notes"
    place.mkdir()
    for number in range(FILES):
        words = f"On 4 March {1950 + number} the boiler number {number} was serviced by Mr Okafor. " * (1 + number % 30)
        if number % 3 == 0:
            noted = f"# House {number}\n\n{words}\n\n## Router\n\n{SECRET}"
            (place / f"{number}.md").write_text(noted, encoding="utf-8")
        elif number % 3 == 1:
            (place / f"{number}.txt").write_text(f"{words}\n\nDie Küche ist grün, 厨房是绿色的。\n", encoding="utf-8")
        else:
            (place / f"{number}.py").write_text(f'def boiler_{number}():\n    """{words}"""\n', encoding="utf-8")
    return place


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opening]:
    """Opens homes by name, without neural vectors."""
    rooms: list[Rooms] = []

    def opening(name: str) -> Rooms:
        places = Folders(*(tmp_path / name / part for part in ("home", "config", "run")))
        places.home.mkdir(parents=True)
        rooms.append(wiring.build(places, Settings(index=IndexSettings(neural=False)), time.time))
        return rooms[-1]

    yield opening
    for one in rooms:
        one.close()


def read(rooms: Rooms, folder: Path, between: Callable[[], None] = lambda: None) -> Known:
    """Has all files of a folder read, with something done after each step; what is remembered of them."""
    list(rooms.intake.scan(rooms.folders.add(folder, "", True)))
    while list(rooms.intake.step()):
        between()
    assert rooms.store.settle()
    assert rooms.store.heal() == 0
    sql = (
        "SELECT file.path, memory.text, count(*) OVER (PARTITION BY file.path, memory.text ORDER BY memory.n), packed, "
        "heading FROM memory JOIN file ON memory.source_key = 'file:' || file.id LEFT JOIN reading ON memory = memory.n"
    )
    rows = rooms.store.ledger.rows(sql)
    found = {(path, words, which): (packed, heading) for path, words, which, packed, heading in rows}
    assert len(found) == len(rows) == rooms.store.index.count()
    assert {path for path, _, _ in found} == {path_text(path) for path in folder.iterdir()}
    assert "Whale" not in str(list(found))
    return found


@pytest.fixture
def alone(opened: Opening, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Known:
    """What one process makes of the files."""
    with monkeypatch.context() as patched:
        patched.setattr(Aside, "start", lambda self: None)
        return read(opened("alone"), folder)


def ready(aside: Aside) -> None:
    """Starts the process, and waits until it can be asked."""
    aside.start()
    while aside.send([]) is None:
        time.sleep(0.01)


def test_what_another_process_cut_is_what_one_makes_alone(opened: Opening, folder: Path, alone: Known) -> None:
    rooms, answered = opened("both"), 0
    receive = rooms.aside.receive

    def received(ticket: object) -> object:
        nonlocal answered
        found = receive(ticket)  # type: ignore[arg-type]
        answered += found is not None
        return found

    rooms.aside.receive = received  # type: ignore[method-assign, assignment]
    ready(rooms.aside)
    assert read(rooms, folder) == alone
    assert answered > FILES // 2
    assert children(CUTTER) == []  # nothing waits any more


@pytest.mark.skipif(sys.platform == "win32", reason="no signals")
def test_a_process_that_is_killed_while_it_cuts_loses_nothing(opened: Opening, folder: Path, alone: Known) -> None:
    rooms, killed = opened("killed"), 0

    def kill() -> None:
        nonlocal killed
        for one in children(CUTTER):
            os.kill(one.pid, signal.SIGKILL)
            killed += 1

    ready(rooms.aside)
    assert read(rooms, folder, kill) == alone
    assert killed
