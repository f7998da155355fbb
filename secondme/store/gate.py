"""A gate that many may pass at once, and one alone."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from secondme.errors import IndexUnavailable


class Gate:
    """Readers pass together. Who wants to be alone waits for those inside, and those who come then wait for him."""

    def __init__(self, patience: float = 30.0) -> None:
        """`patience` is how many seconds anybody waits."""
        self._patience = patience
        self._changed = threading.Condition()
        self._inside = 0
        self._alone = False

    @contextlib.contextmanager
    def reading(self) -> Iterator[None]:
        """Inside nobody is alone. Raises: IndexUnavailable after waiting too long."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self._alone, self._patience):
                raise IndexUnavailable("The vector index is being tidied.", "Ask again in a moment.")
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Inside nobody reads. One thread at a time may ask for it. Raises: IndexUnavailable."""
        with self._changed:
            self._alone = True
            if not self._changed.wait_for(lambda: not self._inside, self._patience):
                self._alone = False
                self._changed.notify_all()
                raise IndexUnavailable("A question holds the vector index open.", "Try again in a moment.")
        try:
            yield
        finally:
            with self._changed:
                self._alone = False
                self._changed.notify_all()
