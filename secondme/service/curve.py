"""What the faces may ask of how a memory fades: its course, as it was and as it will be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from secondme.memory.course import course
from secondme.service.requests import number
from secondme.store.fading import LedgerFading
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    fading = LedgerFading(rooms.store)

    def curve(request: Request, body: dict[str, Any]) -> Any:
        memory = rooms.store.find(request.path_params["name"])
        points = number(request.query_params.get("points", "120"), 2, 2000)
        now = rooms.clock()
        unique = fading.uniqueness([memory.id]).get(memory.id, 0.0)
        found = course(memory, rooms.store.uses.sessions(memory.id), now, rooms.forgetting, points, unique)
        return asdict(found) | {
            "id": memory.id,
            "text": memory.text,
            "made": memory.made,
            "now": now,
            "pinned": memory.pinned,
            "status": str(memory.status),
            "counted": memory.recalls,
            "fade_below": rooms.forgetting.fade_below,
            "archive_below": rooms.forgetting.archive_below,
        }

    return [("GET", "/memories/{name}/curve", curve)]
