"""What the faces may ask of working memory: goals that fold, and names of memories."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from secondme.assistant.talking import PLACE
from secondme.errors import NotFound, Refused
from secondme.service import views
from secondme.service.requests import number, text
from secondme.store.pointers import LAST
from secondme.storing import Goal, Pointer
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""

    def talk(named: str) -> str:
        """The conversation that is meant: the one with the latest goal where none is named."""
        found = named or rooms.goals.latest()
        if not found:
            raise NotFound("No goal was begun yet.", 'Begin one with: secondme goal "…"')
        return found

    def goals(request: Request, body: dict[str, Any]) -> Any:
        named = request.query_params.get("conversation", "") or rooms.goals.latest()
        return [_goal(goal, named) for goal in rooms.goals.all(named)]

    def begin(request: Request, body: dict[str, Any]) -> Any:
        named = text(body, "conversation", "")
        with rooms.store.ledger.write():
            if not named:
                named = uuid.uuid4().hex[:16]
                rooms.talks.begin(named, PLACE)
            return _goal(rooms.working.begin(named, text(body, "text")), named)

    def end(request: Request, body: dict[str, Any]) -> Any:
        named = talk(text(body, "conversation", ""))
        return _goal(rooms.working.end(named, text(body, "result", "")), named)

    def turns(request: Request, body: dict[str, Any]) -> Any:
        named = talk(request.query_params.get("conversation", ""))
        which = number(request.query_params.get("number", ""), 0, 1 << 60)
        found = rooms.goals.turns(named, which)
        goal = next(one for one in rooms.goals.all(named) if one.number == which)
        told = [{"id": one.n, "role": one.role, "text": one.memory.text, "made": one.memory.made} for one in found]
        return {**_goal(goal, named), "said": told}

    def pointers(request: Request, body: dict[str, Any]) -> Any:
        return [_pointer(rooms, one) for one in rooms.pointers.all()]

    def show(request: Request, body: dict[str, Any]) -> Any:
        return _pointer(rooms, rooms.pointers.find(request.query_params.get("name", "")))

    def add(request: Request, body: dict[str, Any]) -> Any:
        named = text(body, "memory", LAST).strip()
        if not named:
            raise Refused("No memory is named.", f"Give the id of a memory, or {LAST!r} for what you said last.")
        memory = rooms.pointers.last(text(body, "conversation", "")).id if named == LAST else named
        return _pointer(rooms, rooms.pointers.add(text(body, "name"), memory))

    def rename(request: Request, body: dict[str, Any]) -> Any:
        return _pointer(rooms, rooms.pointers.rename(text(body, "name"), text(body, "new")))

    def remove(request: Request, body: dict[str, Any]) -> Any:
        return _pointer(rooms, rooms.pointers.remove(text(body, "name")))

    return [
        ("GET", "/goals", goals),
        ("GET", "/goals/turns", turns),
        ("POST", "/goals", begin),
        ("POST", "/goals/end", end),
        ("GET", "/pointers", pointers),
        ("GET", "/pointers/show", show),
        ("POST", "/pointers", add),
        ("POST", "/pointers/rename", rename),
        ("POST", "/pointers/remove", remove),
    ]


def _goal(goal: Goal, conversation: str) -> dict[str, Any]:
    fields = asdict(goal) | {"conversation": conversation, "open": goal.closing is None}
    del fields["opening"], fields["closing"]
    return fields


def _pointer(rooms: Rooms, pointer: Pointer) -> dict[str, Any]:
    return {"name": pointer.name, "memory": views.row(rooms, pointer.memory)}
