"""When a run may begin by itself, and what ends it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from secondme import wiring
from secondme.assistant.consolidate import Consolidation
from secondme.config import ServiceSettings, Settings, folders
from secondme.events import Event, KeptOut
from secondme.memory.forgetting import DAY
from secondme.service.hub import Hub
from secondme.service.idle import Idleness
from secondme.service.leisure import SPENT, WORKING, Leisure
from secondme.service.manners import ON_BATTERY
from secondme.stop import Stop
from secondme.wiring import Rooms
from tests.conftest import MovingClock
from tests.service.running import until

HALF_AN_HOUR = 1_800.0


@dataclass
class Before:
    """Runs that went before."""

    seconds: float = 0.0
    began: float | None = None

    def spent(self, since: float) -> float:
        return self.seconds

    def latest(self) -> float | None:
        return self.began


def leisure(clock: MovingClock, before: Before, place: Path, on: str = "any", load: float = 0.0) -> Leisure:
    settings = Settings(service=ServiceSettings(consolidate_on=on))
    return Leisure(settings, before, clock, supplies=place, load=lambda: load)


def on_battery(place: Path) -> Path:
    for supply, said in (("AC", {"type": "Mains", "online": "0"}), ("BAT0", {"type": "Battery"})):
        (place / supply).mkdir(parents=True)
        for name, value in (said | {"status": "Discharging"}).items():
            (place / supply / name).write_text(value)
    return place


def test_a_run_begins_where_nothing_speaks_against_it(clock: MovingClock, tmp_path: Path) -> None:
    assert leisure(clock, Before(), tmp_path).held() == ""
    assert leisure(clock, Before(), on_battery(tmp_path)).held() == ""


def test_on_battery_none_begins_where_the_person_wants_mains(clock: MovingClock, tmp_path: Path) -> None:
    assert leisure(clock, Before(), on_battery(tmp_path), "mains").held() == ON_BATTERY


def test_the_minutes_of_a_day_are_not_exceeded(clock: MovingClock, tmp_path: Path) -> None:
    assert leisure(clock, Before(HALF_AN_HOUR), tmp_path).held() == SPENT
    assert leisure(clock, Before(HALF_AN_HOUR - 60), tmp_path).left() == 60


def test_a_busy_machine_is_left_alone_but_not_for_ever(clock: MovingClock, tmp_path: Path) -> None:
    assert leisure(clock, Before(began=clock() - DAY / 2), tmp_path, load=0.9).held() == WORKING
    assert leisure(clock, Before(began=clock() - 2 * DAY), tmp_path, load=0.9).held() == ""
    assert leisure(clock, Before(), tmp_path, load=0.9).held() == ""


class Endless:
    """A step that goes on until it is stopped."""

    name = "endless"

    def __init__(self) -> None:
        self.going = threading.Event()

    def run(self, run: int, stop: Stop) -> Iterator[Event]:
        self.going.set()
        while not stop.asked:
            yield KeptOut("endless")


@pytest.fixture
def rooms() -> Iterator[Rooms]:
    found = wiring.build(folders(), Settings(), MovingClock())
    yield found
    found.close()


@pytest.fixture
def step() -> Endless:
    return Endless()


Begin = Callable[..., Idleness]


@pytest.fixture
def begin(rooms: Rooms, step: Endless, tmp_path: Path) -> Iterator[Begin]:
    opened: list[Idleness] = []

    def begun(before: Before, *, on: str = "any", minutes: float = 30.0, after: float = 0.05) -> Idleness:
        service = ServiceSettings(
            reflect_after_seconds=after, idle_minutes=1e9, consolidate_on=on, consolidate_minutes=minutes
        )
        settings = Settings(service=service)
        endless = replace(rooms, consolidation=Consolidation(rooms.store, rooms.runs, [step]))
        there = Leisure(settings, before, rooms.clock, supplies=tmp_path, load=lambda: 0.0)
        found = Idleness(endless, Hub(), settings, time.monotonic, lambda: None, there)
        found.start(supervise=lambda: None, needed=lambda: True, tend=lambda stop: None)
        opened.append(found)
        return found

    yield begun
    for one in opened:
        one.close()


def ended(rooms: Rooms, how: str) -> Callable[[], bool]:
    return lambda: (rooms.runs.last() or {}).get("state") == how


def test_a_run_ends_with_the_minutes_of_the_day(rooms: Rooms, step: Endless, begin: Begin) -> None:
    before = Before(seconds=59.9)
    begin(before, minutes=1.0)
    assert step.going.wait(20)
    before.seconds = 60.0
    until(ended(rooms, "interrupted"), "the run ended")


def test_a_run_that_begins_by_itself_ends_when_the_plug_is_pulled(
    rooms: Rooms, step: Endless, begin: Begin, tmp_path: Path
) -> None:
    begin(Before(), on="mains")
    assert step.going.wait(20)
    on_battery(tmp_path)
    until(ended(rooms, "interrupted"), "the run ended")


def test_who_waits_for_the_end_of_a_run_finds_it_ended(rooms: Rooms, step: Endless, begin: Begin) -> None:
    idleness = begin(Before(), after=1e9)
    assert idleness.run_ended(0.0)
    idleness.consolidate()
    assert step.going.wait(20)
    assert idleness.run_ended(20.0)
    assert ended(rooms, "interrupted")()
    assert not idleness.consolidating()


def test_the_person_ends_a_run_at_once_and_by_asking(rooms: Rooms, step: Endless, begin: Begin) -> None:
    idleness = begin(Before(), after=1e9)
    assert not idleness.stop_run()
    for end in (idleness.touch, idleness.stop_run):
        step.going.clear()
        told = idleness.consolidate()
        assert step.going.wait(20)
        end()
        while told.get(timeout=60) is not None:
            pass
        assert ended(rooms, "interrupted")()


def test_a_run_that_was_asked_for_is_not_counted_by_the_minute(rooms: Rooms, step: Endless, begin: Begin) -> None:
    idleness = begin(Before(seconds=1e9), after=1e9)
    idleness.consolidate()
    assert step.going.wait(20)
    assert idleness.consolidating()
