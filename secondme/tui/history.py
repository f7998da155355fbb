"""What the person said before, to be said again: read from the service when it is first asked for, never from a file.

So it holds what memory holds: nothing that was forgotten, nothing of a conversation that was private.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondme.service.client import Client

MOST = 200
"""Messages of earlier conversations that are fetched."""
TALKS = 20
"""Conversations that are looked through for them."""
NOTES = "notes"
"""The conversation of what was kept with `remember`, in which nobody speaks."""
SHOWN = 50
"""Messages that a search shows."""


class History:
    """A walk through what was said; `at` its end stands what is being written."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fetched = False
        self._at = 0
        self._draft = ""

    def add(self, text: str) -> None:
        """Adds what was said now, and goes to the end."""
        if not self.texts or self.texts[-1] != text:
            self.texts.append(text)
        self._at = len(self.texts)

    def fetch(self, earlier: Sequence[str]) -> None:
        """Puts what was said in earlier sessions before that of this one."""
        here = set(self.texts)
        before = [text for text in earlier if text not in here]
        self.texts = [*before, *self.texts]
        self._at += len(before)
        self.fetched = True

    def clear(self) -> None:
        """Forgets all of it; it is fetched again when it is asked for."""
        self.texts, self._at, self.fetched = [], 0, False

    @property
    def at_begin(self) -> bool:
        """Whether there is nothing before."""
        return self._at == 0

    def earlier(self, written: str) -> str | None:
        """What was said before; None where there is nothing."""
        if self._at == 0:
            return None
        if self._at == len(self.texts):
            self._draft = written
        self._at -= 1
        return self.texts[self._at]

    def later(self) -> str | None:
        """What was said after, at last what was being written; None at the end."""
        if self._at >= len(self.texts):
            return None
        self._at += 1
        return self.texts[self._at] if self._at < len(self.texts) else self._draft

    def matching(self, words: str) -> list[str]:
        """What holds all of some words, the latest first, each once."""
        parts = words.casefold().split()
        found = (text for text in reversed(self.texts) if all(part in text.casefold() for part in parts))
        return list(dict.fromkeys(found))[:SHOWN]


def said(client: Client) -> list[str]:
    """What the person said last, in order."""
    found: list[str] = []
    talks = (talk for talk in client.conversations(limit=TALKS) if talk["id"] != NOTES)
    for talk in talks:
        own = [str(one["text"]) for one in client.messages(str(talk["id"])) if one["role"] == "person"]
        found = [*own, *found]
        if len(found) >= MOST:
            break
    return found[-MOST:]
