"""Breaking off what a child process finds out while nobody waits for it."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Broken(Exception):
    """It was broken off, and nothing came of it."""


class Break:
    """Ends the children that run under it, and those to come."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: list[subprocess.Popen[bytes]] = []
        self._asked = False

    @property
    def asked(self) -> bool:
        """Whether it was broken off."""
        return self._asked

    def ask(self) -> None:
        """Breaks it off. May be called from any thread, and twice."""
        with self._lock:
            self._asked = True
            for child in self._running:
                child.kill()

    @contextmanager
    def ending(self, child: subprocess.Popen[bytes]) -> Iterator[None]:
        """A child that is ended as soon as it is asked. Raises: Broken at the end, where it was."""
        with self._lock:
            self._running.append(child)
            if self._asked:
                child.kill()
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(child)
        if self._asked:
            raise Broken
