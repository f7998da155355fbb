"""What the faces may ask of the time line: how much happened on each day, and what happened in a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.requests import Request

from secondme.memory.when import day_key, span
from secondme.service import views
from secondme.service.requests import number
from secondme.store.timeline import WHAT, Timeline
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]
FARTHEST = 20_000
"""Items that can be asked for in one time."""


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    timeline = Timeline(rooms.store.ledger, rooms.vault.forgotten)

    def asked(request: Request, default: str) -> tuple[float, float]:
        begin, end = span(request.query_params.get("from") or default)
        if until := request.query_params.get("to"):
            end = span(until)[1]
        return begin, end

    def days(request: Request, body: dict[str, Any]) -> Any:
        begin, end = asked(request, str(datetime.fromtimestamp(rooms.clock()).year))
        found: dict[str, dict[str, int]] = {}
        opened = closed = 0.0
        counts: dict[str, int] = {}
        for slot, what, count in timeline.slots(begin, end):
            if not opened <= slot < closed:  # the days come in order, for each what
                day = day_key(slot)
                opened, closed = span(day)
                counts = found.setdefault(day, dict.fromkeys(WHAT, 0))
            counts[what] += count
        ordered = sorted(found.items(), reverse=True)
        return {"from": day_key(begin), "to": day_key(end - 1), "days": [{"day": one, **made} for one, made in ordered]}

    def items(request: Request, body: dict[str, Any]) -> Any:
        begin, end = asked(request, day_key(rooms.clock()))
        limit = number(request.query_params.get("limit", "100"), 1, 1000)
        offset = number(request.query_params.get("offset", "0"), 0, FARTHEST)
        found = timeline.happenings(begin, end, limit=limit, offset=offset)
        return [
            {
                "at": one.at, "what": one.what, "word": one.word, "why": one.why, "undone": one.undone,
                "memory": views.row(rooms, one.memory),
            }
            for one in found
        ]  # fmt: skip

    return [("GET", "/timeline", days), ("GET", "/timeline/items", items)]
