"""When the sitting of a conversation began that goes on now: after a long pause another one begins."""

from __future__ import annotations

from secondme.store.ledger import Ledger

PAUSE = 8 * 3600.0
"""Seconds without a message after which a conversation is taken up anew."""
LOOKED_AT = 1_000
"""Messages that are looked at; a longer sitting began with the first of them."""


class Sittings:
    """Reads the times of messages."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def began(self, conversation: str) -> float | None:
        """When the last sitting of a conversation began, in seconds since 1970; None where nothing was said in it."""
        sql = (
            "WITH latest AS (SELECT message.n AS n, memory.made AS made FROM message JOIN memory ON memory.n = "
            "message.memory WHERE message.conversation = (SELECT n FROM conversation WHERE id = ?) "
            "ORDER BY message.n DESC LIMIT ?), "
            "paused AS (SELECT n, made, made - lag(made) OVER (ORDER BY n) AS pause FROM latest) "
            "SELECT made FROM paused WHERE pause IS NULL OR pause > ? ORDER BY n DESC LIMIT 1"
        )
        found = self._ledger.scalar(sql, (conversation, LOOKED_AT, PAUSE))
        return None if found is None else float(found)
