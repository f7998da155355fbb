"""The screens of what is remembered, each with its key; one leads to any other, and escape back to the conversation."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from textual.binding import Binding
from textual.screen import Screen


@dataclass(frozen=True, slots=True)
class Room:
    """A screen by its name, which is also its command, the key that opens it and its title. The class is imported
    when it is opened first; it is given the client, the time zone and words."""

    name: str
    key: str
    title: str
    what: str
    module: str
    kind: str

    def make(self, *given: Any) -> Screen[None]:
        """The screen."""
        made: Screen[None] = getattr(import_module(self.module), self.kind)(*given)
        return made

    def open(self, screen: Screen[Any]) -> bool:
        """Whether it is this screen."""
        return (type(screen).__module__, type(screen).__name__) == (self.module, self.kind)


ROOMS = (
    Room("memory", "f2", "Memory", "what is remembered: search, filter, edit, forget", "secondme.tui.memories",
         "MemoryScreen"),
    Room("timeline", "f3", "Timeline", "what was remembered, learnt and forgotten, by day", "secondme.tui.timeline",
         "TimelineScreen"),
    Room("map", "f4", "Map", "a picture of memory, by likeness", "secondme.tui.map", "MapScreen"),
    Room("insights", "f5", "Insights", "what was noticed; what is known of you; lessons", "secondme.tui.insights",
         "InsightsScreen"),
    Room("folders", "f6", "Folders", "watched folders, file by file", "secondme.tui.folders", "FoldersScreen"),
    Room("models", "f7", "Models", "models that fit this machine, and why", "secondme.tui.models", "ModelsScreen"),
    Room("consolidation", "f8", "Consolidation", "what the last run changed; run now, stop",
         "secondme.tui.consolidation", "ConsolidationScreen"),
    Room("storage", "f9", "Storage", "what takes how many bytes, and what can go", "secondme.tui.storage",
         "StorageScreen"),
)  # fmt: skip
"""In the order of their keys."""


def room(name: str) -> Room | None:
    """The room of a name."""
    return next((one for one in ROOMS if one.name == name), None)


def is_room(screen: Screen[Any]) -> bool:
    """Whether a screen is one of them."""
    return any(one.open(screen) for one in ROOMS)


def bindings() -> list[Binding]:
    """A key for each."""
    return [
        Binding(
            one.key,
            f"app.room('{one.name}')",
            f"{one.title}: {one.what}",
            show=False,
            id=f"room.{one.name}",
            priority=True,
        )
        for one in ROOMS
    ]
