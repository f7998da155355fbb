"""What is asked of the service about days."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire


class TimelineClient(Wire):
    """The part of the client that is about what happened when."""

    def timeline(self, begin: str = "", end: str = "") -> dict[str, Any]:
        """How much happened on each day from one written date to the end of another ("2026", "2026-03", "2026-03-01"),
        this year where none is given: `{"from", "to", "days": [{"day", "said", "read", "learned", "changed", "faded",
        "forgotten"}]}`, the latest first, none without anything. Raises: Refused."""
        return self._object("GET", "/timeline?" + urlencode({"from": begin, "to": end}))

    def happenings(
        self, begin: str = "", end: str = "", *, limit: int = 100, offset: int = 0
    ) -> list[dict[str, Any]]:
        """What happened in such a time, today where none is given, the latest first: `{"at", "what", "word", "why",
        "undone", "memory": its row}`; `word` is what the history calls a change, `undone` whether it was undone since.
        An undoing is a change, "undone: pinned" or "redone: pinned". Of what was forgotten nothing is left but how much
        it was. Raises: Refused."""
        asked = {"from": begin, "to": end, "limit": limit, "offset": offset}
        return self._list("GET", "/timeline/items?" + urlencode(asked))
