"""An encrypted memory whose service has to start while the app runs, and no keyring has the key."""

from __future__ import annotations

from typing import Any

from textual.screen import Screen

from secondme.errors import Locked
from secondme.service.client import Client


class Unlocking:
    """Asks on a screen, once at a time; who would rather not is asked again when they say something."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._asked = False

    def ask(self, screen: Screen[Any], locked: Locked) -> None:
        """Asks for the passphrase; services that are started later get it."""
        if self._asked:
            return
        self._asked = True

        def answered(passphrase: str | None) -> None:
            self._asked = not passphrase
            if passphrase:
                self._client.unlock(passphrase)

        from secondme.tui.unlock import Unlock  # not before the first frame

        screen.app.push_screen(Unlock(locked.sentence), answered)

    def again(self) -> None:
        """The next time that the memory is locked it is asked again."""
        self._asked = False
