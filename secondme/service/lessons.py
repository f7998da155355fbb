"""What the faces may ask of lessons: see them with how they did, add one, remove one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from secondme.assistant.advice import Advisor
from secondme.memory.lesson import Learnt
from secondme.memory.record import Memory
from secondme.service import views
from secondme.service.requests import text
from secondme.store.lessons import LedgerLessons
from secondme.store.sittings import Sittings
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    ledger = rooms.store.ledger
    advisor = Advisor(rooms.store, LedgerLessons(ledger, rooms.clock), rooms.talks, Sittings(ledger), rooms.clock)

    def row(memory: Memory, one: Learnt) -> dict[str, Any]:
        return views.row(rooms, memory) | {
            "rule": one.rule,
            "situation": memory.context,
            "plan": one.plan,
            "failed": one.failed,
            "value": round(one.value, 4),
            "uses": one.uses,
            "evidence": views.rows(rooms, rooms.store.get(memory.evidence)),
        }

    def add(request: Request, body: dict[str, Any]) -> Any:
        return row(*advisor.find(advisor.add(text(body, "text"), text(body, "situation", "")).id))

    def remove(request: Request, body: dict[str, Any]) -> Any:
        memory, one = advisor.find(text(body, "id"))
        return row(advisor.remove(memory.id), one)

    return [
        ("GET", "/lessons", lambda request, body: [row(*both) for both in advisor.lessons()]),
        ("GET", "/lessons/{name}", lambda request, body: row(*advisor.find(request.path_params["name"]))),
        ("POST", "/lessons", add),
        ("POST", "/lessons/remove", remove),
    ]
