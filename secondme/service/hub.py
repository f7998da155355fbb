"""What happens in the service, told to everybody who listens."""

from __future__ import annotations

import queue
import threading

from secondme.events import Event

BEHIND = 1_000
"""Events that a listener may be behind; after that it misses some, and nobody waits for it."""


class Hub:
    """Publishes events to any number of listeners, from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: set[queue.Queue[Event | None]] = set()

    def publish(self, event: Event) -> None:
        """Tells everybody; never waits."""
        with self._lock:
            for listener in self._listeners:
                if listener.qsize() < BEHIND:
                    listener.put_nowait(event)

    @property
    def heard(self) -> bool:
        """Whether anybody listens."""
        with self._lock:
            return bool(self._listeners)

    def listen(self) -> queue.Queue[Event | None]:
        """A queue of what happens from now on. None ends it."""
        listener: queue.Queue[Event | None] = queue.Queue()
        with self._lock:
            self._listeners.add(listener)
        return listener

    def leave(self, listener: queue.Queue[Event | None]) -> None:
        """Stops listening."""
        with self._lock:
            self._listeners.discard(listener)
        listener.put_nowait(None)

    def close(self) -> None:
        """Ends every listener."""
        with self._lock:
            for listener in self._listeners:
                listener.put_nowait(None)
