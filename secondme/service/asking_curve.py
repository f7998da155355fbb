"""What is asked of the service about how a memory fades."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire, name_of


class CurveClient(Wire):
    """The part of the client that is about how a memory fades."""

    def curve(self, memory: str, *, points: int = 120) -> dict[str, Any]:
        """The course of a memory: `{"id", "text", "made", "now", "points": [[time, retention]], "recalls": [time],
        "counted", "fades", "archives", "fade_below", "archive_below", "pinned", "status"}`; times in seconds since
        1970, null for what never comes, `counted` how many sessions recalled it in all. Raises: NotFound."""
        return self._object("GET", f"/memories/{name_of(memory)}/curve?" + urlencode({"points": points}))
