"""What the faces may ask of the profile: see it, and change it for good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from secondme.assistant.portrait import Portrait
from secondme.memory.profile import MOST
from secondme.memory.record import Memory
from secondme.service import views
from secondme.service.requests import text
from secondme.store.sittings import Sittings
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    portrait = Portrait(rooms.store, rooms.talks, Sittings(rooms.store.ledger), rooms.clock)

    def row(line: Memory) -> dict[str, Any]:
        evidence = views.rows(rooms, rooms.store.get(line.evidence))
        return views.row(rooms, line) | {"own": portrait.own(line), "evidence": evidence}

    def shown(request: Request, body: dict[str, Any]) -> Any:
        return {"lines": [row(one) for one in portrait.lines()], "tokens": portrait.tokens(), "most": MOST}

    return [
        ("GET", "/profile", shown),
        ("POST", "/profile", lambda request, body: row(portrait.add(text(body, "text")))),
        (
            "POST",
            "/profile/edit",
            lambda request, body: row(portrait.edit(text(body, "id"), text(body, "text"))),
        ),
        ("POST", "/profile/remove", lambda request, body: row(portrait.remove(text(body, "id")))),
    ]
