"""What is asked of the service about insights."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire, name_of


class InsightClient(Wire):
    """The part of the client that is about what was noticed."""

    def insights(self, rule: str = "", *, limit: int = 100, offset: int = 0) -> dict[str, Any]:
        """`{"total", "rules": {rule: how many}, "insights": [rows]}` of those that stand, the latest first, of one rule
        where it is named. A row is that of a memory, and `rule`, `rests` (how many memories it rests on), `accepted`
        and `own` (the words are the person's)."""
        return self._object("GET", "/insights?" + urlencode({"rule": rule, "limit": limit, "offset": offset}))

    def insight(self, name: str) -> dict[str, Any]:
        """One of them, by the start of its id: a row, and `evidence`, the rows of what it rests on."""
        return self._object("GET", f"/insights/{name_of(name, 'insight')}")

    def insight_accept(self, name: str, *, accepted: bool = True) -> dict[str, Any]:
        """Trusts one and lets it not fade, or takes that back; its row. Can be undone."""
        return self._object("POST", "/insights/accept", {"id": name, "accepted": accepted})

    def insight_correct(self, name: str, text: str) -> dict[str, Any]:
        """Gives one the person's words, for good; its row. Can be undone. Raises: Refused for a secret."""
        return self._object("POST", "/insights/correct", {"id": name, "text": text})

    def insight_reject(self, name: str) -> dict[str, Any]:
        """Closes one, for good: it is not drawn again; its row. Can be undone."""
        return self._object("POST", "/insights/reject", {"id": name})
