"""What the faces may ask of use: the thumb of an answer, and to forget what was learnt from use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from secondme.errors import Refused
from secondme.service.requests import number, text
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""

    def thumb(request: Request, body: dict[str, Any]) -> Any:
        up, message = body.get("up"), body.get("message")
        if "up" not in body or not (up is None or isinstance(up, bool)):
            raise Refused("A thumb is up (true), down (false) or taken back (null).")
        found = rooms.store.uses.thumb(
            text(body, "conversation", ""),
            None if message is None else number(message, 1, 1 << 60),
            up,
            toggle=bool(body.get("toggle")),
        )
        return asdict(found)

    def reset(request: Request, body: dict[str, Any]) -> Any:
        if body.get("all"):
            return {"memories": rooms.store.uses.reset()}
        return {"memories": rooms.store.uses.reset(rooms.store.find(text(body, "memory")).id)}

    return [("POST", "/thumb", thumb), ("POST", "/uses/reset", reset)]
