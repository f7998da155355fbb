"""What a screen changed in memory, and what the key for undoing undoes next there."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any


class Deeds:
    """Numbers of operations. A thread that changes memory for the screen holds the lock meanwhile, so that what was
    pressed later waits for what was pressed before."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self._stand: list[int] = []
        self._undone: tuple[int, int] | None = None
        self._first = False
        self.redone = False
        """Whether the latest undoing brought a change back."""

    @property
    def next(self) -> int | None:
        """The latest that stands. An undoing that took something away comes before it, as that can be brought back for
        a while only; any other where nothing else stands: so who presses the key twice has lost nothing."""
        if self._undone is not None and (self._first or not self._stand):
            return self._undone[0]
        return self._stand[-1] if self._stand else None

    def did(self, operations: Sequence[int]) -> None:
        """Takes what was done, in order."""
        if operations:
            self._stand += operations
            self._undone = None

    def undid(self, done: Mapping[str, Any]) -> None:
        """Takes an undoing as the service tells of it."""
        operation, undone = int(done["operation"]), int(done["undoes"])
        self.redone = self._undone is not None and undone == self._undone[0]
        if self._undone is not None and self.redone:
            self._stand.append(self._undone[1])
            self._undone = None
        else:
            self.drop(undone)
            self._undone = (operation, undone)
        self._first = bool(done.get("within"))

    def drop(self, operation: int) -> None:
        """Leaves out what can be undone no more."""
        self._stand = [one for one in self._stand if one != operation]
        if self._undone is not None and operation == self._undone[0]:
            self._undone = None
