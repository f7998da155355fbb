"""Reading gives way: to an answer that is being made, and to a battery where the person asked for that."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from secondme import wiring
from secondme.config import Settings, folders
from secondme.files.power import on_battery
from secondme.files.reading import Quarantine
from secondme.ports import Reader
from secondme.service import lifecycle
from secondme.service.hub import Hub
from secondme.service.manners import Manners
from secondme.service.reading import Reading
from secondme.service.watching import Watching
from secondme.wiring import Rooms
from tests.plugins.reading import DATA, READERS
from tests.processes import children
from tests.service.running import until


class Supplies:
    """A file tree such as Linux tells of its power supplies in."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.tell("AC", type="Mains", online="1")
        self.tell("BAT0", type="Battery", status="Discharging")
        self.tell("mouse", type="Battery", status="Discharging", scope="Device")

    def tell(self, supply: str, **said: str) -> None:
        (self.place / supply).mkdir(parents=True, exist_ok=True)
        for name, value in said.items():
            (self.place / supply / name).write_text(value + "\n")


@pytest.fixture
def supplies(tmp_path: Path) -> Supplies:
    return Supplies(tmp_path / "power_supply")


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    places = folders()
    lifecycle.own(places)
    settings = Settings()
    made = wiring.build(places, replace(settings, index=replace(settings.index, neural=False)), time.time)
    yield made
    made.close()


def test_a_battery_is_what_a_machine_runs_on_only_without_a_plug(supplies: Supplies, tmp_path: Path) -> None:
    def told() -> bool:
        return on_battery(supplies.place, "linux")

    assert not told()
    supplies.tell("AC", online="0")
    assert told()
    supplies.tell("BAT0", status="Full")
    assert not told()
    supplies.tell("BAT0", status="Discharging")
    supplies.tell("usb", type="USB", online="1")
    assert not told()
    assert not on_battery(tmp_path / "nowhere", "linux")


def test_on_battery_files_wait_where_that_is_wished_and_are_read_at_a_plug(
    rooms: Rooms, supplies: Supplies, tmp_path: Path
) -> None:
    settings = Settings()
    settings = replace(settings, watch=replace(settings.watch, on_battery="pause"))
    reading = Reading(rooms, Hub(), settings, Manners(settings, supplies=supplies.place))
    watching = Watching(rooms, reading, tmp_path / "home")
    supplies.tell("AC", online="0")
    notes = tmp_path.resolve() / "notes"
    notes.mkdir()
    (notes / "garden.md").write_text("The tulips stand beside the greenhouse.\n")
    reading.start()
    try:
        watching.add({"path": str(notes)})
        until(lambda: watching.listed()[0]["state"] == "paused: on battery", "it says why nothing is read")
        assert [row["waiting"] for row in watching.listed()] == [1]
        supplies.tell("AC", online="1")
        watching.rescan({})
        until(lambda: watching.listed()[0]["state"] == "up to date", "what waited is read")
        assert reading.held == ""
    finally:
        reading.close()


def test_no_file_is_read_while_an_answer_is_made(rooms: Rooms, tmp_path: Path) -> None:
    answering, asked = threading.Event(), threading.Event()
    answering.set()

    def answers() -> bool:
        asked.set()
        return answering.is_set()

    reading = Reading(rooms, Hub(), Settings(), Manners(Settings(), answers))
    watching = Watching(rooms, reading, tmp_path / "home")
    notes = tmp_path.resolve() / "notes"
    notes.mkdir()
    (notes / "garden.md").write_text("The tulips stand beside the greenhouse.\n")
    reading.start()
    try:
        watching.add({"path": str(notes)})
        until(lambda: rooms.folders.waiting() == 1 and asked.is_set(), "the file waits")
        assert watching.listed()[0]["indexed"] == 0
        answering.clear()
        until(lambda: watching.listed()[0]["indexed"] == 1, "it is read afterwards")
    finally:
        reading.close()


def test_readers_of_risky_formats_run_below_other_processes() -> None:
    quarantine = Quarantine()
    try:
        reader: Reader = READERS[".docx"]
        assert quarantine.sections(reader, (DATA / "beans.docx").read_bytes(), DATA / "beans.docx")
        (child,) = children("secondme.files.reader")
        assert child.nice() > psutil.Process().nice()
    finally:
        quarantine.close()
