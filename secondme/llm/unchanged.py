"""A model's file that must stay as it was while the system's mapping of it is computed with."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from secondme.errors import BadModel, ModelError


class Unchanged:
    """Watches over the passes of a model that is held whole: each is computed with the bytes that were loaded, or ends
    with a sentence. A file that was only removed, or replaced by another of its name, is still there for whoever has
    mapped it."""

    callback: Any = None

    def __init__(self, path: Path) -> None:
        """Raises: BadModel if it cannot be opened."""
        self._path = path
        try:
            self._file = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
            self._sign = self._signed()
        except OSError as error:
            why = error.strerror or str(error)
            raise BadModel(f"{path} cannot be read: {why}.", "Check that it is a readable file.") from None

    def begin(self, give_up: Callable[[], None]) -> None:
        """A pass begins. Raises: ModelError if the file was changed: where it was cut, a pass would end the process."""
        self._check()

    def end(self, done: bool) -> None:
        """A pass has ended. Raises: ModelError if the file was changed by then."""
        self._check()

    def close(self) -> None:
        """Watches no more."""
        os.close(self._file)

    def _signed(self) -> tuple[int, int]:
        found = os.fstat(self._file)
        return found.st_size, found.st_mtime_ns

    def _check(self) -> None:
        try:
            same = self._signed() == self._sign
        except OSError:  # of a disk that is gone
            same = False
        if not same:
            raise changed(self._path)


def changed(path: Path) -> ModelError:
    """What is said of a file that was changed while a model of it was in use."""
    return ModelError(f"{path.name} was changed while in use.", f"Choose it anew: secondme model use {path}")
