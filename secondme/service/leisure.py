"""When a consolidation run may begin by itself: while the machine has little to do, on mains power where the person
wishes it so, and for so many minutes a day."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from secondme.config import Settings
from secondme.files.power import SUPPLIES, on_battery
from secondme.memory.forgetting import DAY
from secondme.ports import Clock
from secondme.service.manners import ON_BATTERY

BUSY = 0.5
"""Load of a core, on average over the last minute, from which a machine is busy."""
SPENT = "today's minutes are used up"
WORKING = "the machine is busy"


class Runs(Protocol):
    """What is known of earlier runs."""

    def spent(self, since: float) -> float:
        """Seconds that runs took which began after a time."""

    def latest(self) -> float | None:
        """When the latest run began; None where there was none."""


def load() -> float:
    """Processes that wait for a core or have one, a core, on average over the last minute; 0 where that is unknown."""
    if not hasattr(os, "getloadavg"):
        return 0.0
    return os.getloadavg()[0] / (os.cpu_count() or 1)


class Leisure:
    """Whether there is time for a run that nobody asked for."""

    def __init__(
        self,
        settings: Settings,
        runs: Runs,
        clock: Clock,
        *,
        supplies: Path = SUPPLIES,
        load: Callable[[], float] = load,
    ) -> None:
        """`supplies` is where the system tells of its power."""
        self._mains = settings.service.consolidate_on == "mains"
        self._seconds = settings.service.consolidate_minutes * 60
        self._runs = runs
        self._clock = clock
        self._supplies = supplies
        self._load = load

    def held(self) -> str:
        """Why no run is to begin now; empty where nothing speaks against it. A machine that was busy for a day is not
        waited for any longer."""
        if why := self.broken():
            return why
        if self.left() <= 0:
            return SPENT
        latest = self._runs.latest()
        patient = latest is not None and self._clock() - latest < DAY
        return WORKING if patient and self._load() >= BUSY else ""

    def broken(self) -> str:
        """Why a run that goes on is to end; empty where nothing speaks against it. Its own work is no reason."""
        return ON_BATTERY if self._mains and on_battery(self._supplies) else ""

    def left(self) -> float:
        """Seconds that are left of what may be spent within a day."""
        return self._seconds - self._runs.spent(self._clock() - DAY)
