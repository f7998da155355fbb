"""What the faces may ask of topics, and the places that a question may be limited to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from secondme.errors import Refused
from secondme.service import views
from secondme.service.requests import number, text, texts
from secondme.store.topics import Topic
from secondme.wiring import Rooms

AT_ONCE = 10_000
"""Memories that are looked through while the person waits for a topic to take effect; the rest follows when idle."""

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""

    def show(request: Request, body: dict[str, Any]) -> Any:
        topic = rooms.topics.find(request.query_params.get("name", ""))
        limit = number(request.query_params.get("limit", "20"), 1, 1000)
        found = rooms.topics.members(topic, limit=limit)
        rows = views.rows(rooms, [memory for memory, _, _ in found])
        sure = [{"weight": round(weight, 3), "tagged_by": by} for _, weight, by in found]
        return _row(topic) | {"rows": [row | one for row, one in zip(rows, sure, strict=True)]}

    def add(request: Request, body: dict[str, Any]) -> Any:
        topic = rooms.topics.add(text(body, "name"), text(body, "words", ""))
        return _seen(rooms, topic)

    def rename(request: Request, body: dict[str, Any]) -> Any:
        return _row(rooms.topics.rename(text(body, "name"), text(body, "new")))

    def remove(request: Request, body: dict[str, Any]) -> Any:
        topics, memories = rooms.topics.remove(text(body, "name"))
        return {"topics": topics, "memories": memories}

    def tag(request: Request, body: dict[str, Any]) -> Any:
        ids = texts(body, "ids")
        if not ids:
            raise Refused("No memory is named.", "Give the ids of memories; see them with: secondme memory list")
        name = text(body, "name")
        if body.get("tagged", True):
            return _seen(rooms, rooms.topics.tag(name, ids))
        return _row(rooms.topics.untag(name, ids))

    return [
        ("GET", "/places", lambda request, body: rooms.places.all()),
        ("GET", "/topics", lambda request, body: [_row(topic) for topic in rooms.topics.all()]),
        ("GET", "/topics/show", show),
        ("POST", "/topics", add),
        ("POST", "/topics/rename", rename),
        ("POST", "/topics/remove", remove),
        ("POST", "/topics/tag", tag),
    ]


def _seen(rooms: Rooms, topic: Topic) -> dict[str, Any]:
    """A topic after the newest memories were looked through for it."""
    rooms.router.look_through(AT_ONCE)
    return _row(rooms.topics.find(topic.name))


def _row(topic: Topic) -> dict[str, Any]:
    fields = asdict(topic)
    del fields["n"], fields["parent"]
    return fields
