"""What the app lets the service know of the person: that they type, and that a private talk is over.

Nothing here waits for the service, and nothing minds if it is away.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from threading import Thread

from secondme.errors import SecondMeError
from secondme.service.client import Client

REST = 5.0
"""Seconds between two words to the service that the person types."""
HURRY = 0.5
"""The same while it thinks in the background."""


class Presence:
    """Tells the service, each time in a thread that leaving need not wait for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._typed_at = 0.0

    def typed(self, *, thinking: bool) -> None:
        """The person types: a run that thinks in the background gives way. Told at most every few seconds."""
        now = time.monotonic()
        if now - self._typed_at >= (HURRY if thinking else REST):
            self._typed_at = now
            _tell(self._client.typing)

    def left(self, conversation: str) -> Thread:
        """A private conversation is over: its words leave the service too."""
        return _tell(lambda: self._client.end_private(conversation))


def _tell(call: Callable[[], None]) -> Thread:
    def tell() -> None:
        with suppress(SecondMeError):
            call()

    telling = Thread(target=tell, name="presence", daemon=True)
    telling.start()
    return telling
