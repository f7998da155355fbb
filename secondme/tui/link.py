"""The thread that keeps the service within reach and hears what happens in it.

It is a daemon thread, and not a worker of Textual, which the app would wait for when it ends: starting a service
can take seconds, and leaving must not.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import closing

from textual.message import Message

from secondme.errors import Locked, SecondMeError
from secondme.events import Failed, ModelState
from secondme.service.client import Client
from secondme.service.wire import Stream
from secondme.tui.messages import Crashed, Happened, Lost, Reached

LOCKED = 1.0
"""Seconds between two tries while somebody types the passphrase of an encrypted memory."""
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Seconds before each further try; the last repeats."""
AWAY = SecondMeError("The service went away.", "It is being started again; what you type waits for it.")


class Link:
    """Reaches the service, subscribes to its events, and does so again whenever it goes away."""

    def __init__(
        self, client: Client, post: Callable[[Message], object], pauses: Sequence[float] = PAUSES
    ) -> None:
        self._client = client
        self._post = post
        self._pauses = pauses
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._stream: Stream | None = None

    def start(self) -> None:
        """Begins; returns at once."""
        threading.Thread(target=self._run, name="link", daemon=True).start()

    def close(self) -> None:
        """Ends; after this nothing is posted."""
        with self._lock:
            self._closed.set()
        self.again()

    def again(self) -> None:
        """Reaches for the service anew, after a call of somebody else found it gone."""
        with self._lock:
            stream = self._stream
        if stream is not None:
            threading.Thread(target=stream.close, daemon=True).start()

    def _run(self) -> None:
        try:
            self._keep()
        finally:
            if (bug := sys.exception()) is not None:
                self._say(Crashed(bug))

    def _keep(self) -> None:
        tries = 0
        while not self._closed.is_set():
            try:
                self._say(Reached(self._client.status()))
                tries = 0
                self._wake()
                with closing(self._client.watch_events()) as events:
                    self._hold(events)
                    for event in events:
                        self._say(Happened(event))
                self._say(Lost(AWAY))
            except Locked as error:
                self._say(Lost(error))
                self._closed.wait(LOCKED)
                continue
            except SecondMeError as error:
                self._say(Lost(error))
            self._closed.wait(self._pauses[min(tries, len(self._pauses) - 1)])
            tries += 1

    def _wake(self) -> None:
        """Has the model loaded, so that it is ready when it is needed; without one the app works too."""
        try:
            state = self._client.load_model()
        except SecondMeError as error:
            self._say(Happened(Failed.of(error)))
        else:
            self._say(Happened(ModelState(state["phase"], state["name"], state["sentence"])))

    def _hold(self, stream: Stream) -> None:
        with self._lock:
            self._stream = stream
            closed = self._closed.is_set()
        if closed:
            stream.close()

    def _say(self, message: Message) -> None:
        with self._lock:
            if not self._closed.is_set():
                self._post(message)
