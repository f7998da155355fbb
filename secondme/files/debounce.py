"""Changes that wait until they have settled, and come out once, however many events told of them.

Invariant: what was added comes out, by itself or covered by something wider that does, unless it was born
and renamed away meanwhile or its folder was forgotten.
"""

from __future__ import annotations

import heapq
import os
from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from secondme.ports import Folder


class Scope(StrEnum):
    """How much of a folder a change asks to look at."""

    FILE = "file"
    """This path."""
    TREE = "tree"
    """Everything under this path."""
    FOLDER = "folder"
    """The whole watched folder."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A change that has settled."""

    folder: Folder
    path: Path
    scope: Scope


@dataclass(slots=True)
class _Waiting:
    folder: Folder
    scope: Scope
    first: float
    last: float
    born: bool


_Key = tuple[str, str]
"""A folder's id and a path."""


class Debounce:
    """What waits.

    Units: seconds of whatever clock the times come from. A change is due `quiet` after the last event for
        its path, and at latest `longest` after the first.
    """

    def __init__(self, quiet: float = 0.3, longest: float = 1.5) -> None:
        self._quiet = quiet
        self._longest = longest
        self._waiting: dict[_Key, _Waiting] = {}
        self._order: list[tuple[float, _Key]] = []
        """A heap of when to look at what: never later than it is due, sooner where events came since."""

    def add(self, folder: Folder, path: str, scope: Scope, at: float, *, born: bool = False) -> None:
        """Notes an event. `born` says that the path was not there before it."""
        key = (folder.id, path)
        waiting = self._waiting.get(key)
        if waiting is None:
            waiting = self._waiting[key] = _Waiting(folder, scope, at, at, born)
            heapq.heappush(self._order, (self._due(waiting), key))
        waiting.last = at
        if scope is not Scope.FILE:
            waiting.scope = scope

    def renamed(self, folder: Folder, old: str, new: str, at: float) -> None:
        """Notes that a file got another name: a change of both, unless nobody has seen the old one yet."""
        waiting = self._waiting.get((folder.id, old))
        if waiting is not None and waiting.born and waiting.scope is Scope.FILE:
            del self._waiting[folder.id, old]
        else:
            self.add(folder, old, Scope.FILE, at)
        self.add(folder, new, Scope.FILE, at)

    def next(self) -> float | None:
        """When to ask for what is due; None if nothing waits."""
        while self._order and self._order[0][1] not in self._waiting:
            heapq.heappop(self._order)
        return self._order[0][0] if self._order else None

    def due(self, now: float) -> list[Changed]:
        """What has settled, in order of path.

        What lies under a tree that has settled is covered by it, settled or not: it is looked at after now.
        """
        ready: dict[_Key, _Waiting] = {}
        while self._order and self._order[0][0] <= now:
            _, key = heapq.heappop(self._order)
            waiting = self._waiting.get(key)
            if waiting is None:
                continue
            if (due := self._due(waiting)) > now:
                heapq.heappush(self._order, (due, key))
                continue
            del self._waiting[key]
            ready[key] = waiting
        wide = {key for key, waiting in ready.items() if waiting.scope is not Scope.FILE}
        if wide:
            self._waiting = {key: waiting for key, waiting in self._waiting.items() if not _under(key, wide)}
        return [
            Changed(waiting.folder, Path(key[1]), waiting.scope)
            for key, waiting in sorted(ready.items(), key=lambda one: one[0])
            if not _under(key, wide)
        ]

    def forget(self, folder_id: str) -> None:
        """Drops what waits of a folder."""
        for key in [key for key in self._waiting if key[0] == folder_id]:
            del self._waiting[key]

    def _due(self, waiting: _Waiting) -> float:
        return min(waiting.last + self._quiet, waiting.first + self._longest)


def _under(key: _Key, wide: Set[_Key]) -> bool:
    """Whether a path lies below one of those."""
    folder_id, path = key
    while (at := path.rfind(os.sep)) > 0:
        path = path[:at]
        if (folder_id, path) in wide:
            return True
    return False
