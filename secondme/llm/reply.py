"""An answer on its way from the model's process, as its parent reads it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from secondme.errors import ModelGone
from secondme.llm.process import Gone, Inbox, WorkerProcess
from secondme.llm.wire import Message, error_in, reading_in
from secondme.ports import Reading

STOPPING_SECONDS = 5.0
"""A process that has not stopped by then is ended."""


class WorkerReply:
    """An answer on its way from the model's process. May be closed from another thread than reads it."""

    def __init__(self, process: WorkerProcess, inbox: Inbox, ended: Callable[[], None]) -> None:
        self._process = process
        self._inbox = inbox
        self._tell_ended = ended
        self._ending = threading.Lock()
        self._over = False
        self._closed = False
        self._reading = Reading()

    @property
    def reading(self) -> Reading:
        """How it went; complete once the pieces have ended."""
        return self._reading

    def __iter__(self) -> Iterator[str]:
        """Raises: ModelGone if the process ends before the answer does; ModelError if that cannot go on."""
        while not self._closed and not self._over:
            try:
                message = self._inbox.get()
            except Gone:
                self._end()
                if self._closed:
                    return
                raise gone() from None
            if "piece" in message:
                if not self._closed:
                    yield message["piece"]
                continue
            self._inbox.put(message)  # whoever else waits for the end sees it too
            if "ended" in message:
                self._take_end(message["ended"])
                return
            self._end()
            if not self._closed:
                raise error_in(message["error"])

    def close(self) -> None:
        """Stops the model. Safe to call twice, and after the end."""
        self._closed = True
        if self._over:
            return
        self._process.stop(self._inbox)
        deadline = time.monotonic() + STOPPING_SECONDS
        while not self._over:
            try:
                message = self._inbox.get(max(0.0, deadline - time.monotonic()))
            except (Gone, TimeoutError):
                self._process.kill()
                self._end()
                return
            if "piece" in message:
                continue
            self._inbox.put(message)
            if "ended" in message:
                self._take_end(message["ended"])
            else:
                self._end()

    def _take_end(self, ended: Message) -> None:
        self._reading = reading_in(ended)
        self._end()

    def _end(self) -> None:
        with self._ending:
            if self._over:
                return
            self._over = True
        self._process.forget(self._inbox)
        self._tell_ended()


def gone() -> ModelGone:
    """What is said where the process ended in the middle."""
    return ModelGone("The model's process ended in the middle of the answer; it starts again with your next question.")
