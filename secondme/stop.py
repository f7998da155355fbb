"""Stopping a flow from another thread."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Protocol, TypeVar


class Open(Protocol):
    """Something on its way that can be stopped, as a reply of the model."""

    def close(self) -> None:
        """Stops it. Safe from another thread, twice, and after the end."""


Opened = TypeVar("Opened", bound=Open)


class Stop:
    """How somebody else stops a flow: asked from any thread, looked at by the flow between its steps.

    A flow that waits inside a reply of the model is woken by closing that reply.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._replies: list[Open] = []
        self._asked = threading.Event()

    @property
    def asked(self) -> bool:
        """Whether to stop."""
        return self._asked.is_set()

    def ask(self) -> None:
        """Stops the flow at its next step, and the model at once."""
        with self._lock:
            self._asked.set()
            replies = list(self._replies)
        for reply in replies:
            reply.close()

    @contextlib.contextmanager
    def closing(self, reply: Opened) -> Iterator[Opened]:
        """Closes the reply at the end of the block, or as soon as somebody asks to stop."""
        with self._lock:
            self._replies.append(reply)
            asked = self.asked
        try:
            if asked:
                reply.close()
            yield reply
        finally:
            with self._lock:
                self._replies.remove(reply)
            reply.close()
