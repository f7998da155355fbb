"""When files may be read: the person's question goes first, and on battery nothing is read where they wish it so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from secondme.config import Settings
from secondme.files.power import SUPPLIES, on_battery

ON_BATTERY = "on battery"
"""Why nothing is read, in words."""


class Manners:
    """`answering` says whether an answer is being made now; `supplies` is where the system tells of its power."""

    def __init__(
        self, settings: Settings, answering: Callable[[], bool] = lambda: False, supplies: Path = SUPPLIES
    ) -> None:
        self._pauses = settings.watch.on_battery == "pause"
        self._supplies = supplies
        self.answering = answering

    def held(self) -> str:
        """Why nothing is to be read for now; empty where nothing speaks against it."""
        return ON_BATTERY if self._pauses and on_battery(self._supplies) else ""
