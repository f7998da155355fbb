"""What the faces may ask of insights: see them with what they rest on, accept, correct and reject them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from secondme.assistant.judging import Judging
from secondme.memory.record import Memory
from secondme.service import views
from secondme.service.requests import number, text
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]
FARTHEST = 1 << 40


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    judging = Judging(rooms.store)

    def row(one: Memory) -> dict[str, Any]:
        told = {"rule": one.rule, "own": judging.own(one), "accepted": judging.accepted(one)}
        return views.row(rooms, one) | told | {"rests": len(one.evidence)}

    def whole(one: Memory) -> dict[str, Any]:
        return row(one) | {"evidence": views.rows(rooms, rooms.store.get(one.evidence))}

    def page(request: Request, body: dict[str, Any]) -> Any:
        asked = request.query_params
        limit = number(asked.get("limit", "100"), 1, 1000)
        offset = number(asked.get("offset", "0"), 0, FARTHEST)
        every = judging.insights()
        some = [one for one in every if not asked.get("rule") or one.rule == asked["rule"]]
        rules = dict(sorted(Counter(one.rule for one in every).items()))
        return {"total": len(some), "rules": rules, "insights": [row(one) for one in some[offset : offset + limit]]}

    def accept(request: Request, body: dict[str, Any]) -> Any:
        return row(judging.accept(text(body, "id"), bool(body.get("accepted", True))))

    return [
        ("GET", "/insights", page),
        ("GET", "/insights/{name}", lambda request, body: whole(judging.find(request.path_params["name"]))),
        ("POST", "/insights/accept", accept),
        ("POST", "/insights/correct", lambda request, body: row(judging.correct(text(body, "id"), text(body, "text")))),
        ("POST", "/insights/reject", lambda request, body: row(judging.reject(text(body, "id")))),
    ]
