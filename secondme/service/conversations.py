"""What the faces may ask of conversations: the list of them, what was said in one, its title, out of the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from secondme.service import views
from secondme.service.requests import number, text
from secondme.store.listed import Listed
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    listed = Listed(rooms.store.ledger)

    def page(request: Request, body: dict[str, Any]) -> Any:
        query = request.query_params
        return listed.page(
            number(query.get("limit", "50"), 1, 1000),
            offset=number(query.get("offset", "0"), 0, 1 << 40),
            search=query.get("search", ""),
            archived=query.get("archived", "") == "1",
        )

    def show(request: Request, body: dict[str, Any]) -> Any:
        return listed.one(request.query_params.get("id", ""))

    def said(request: Request, body: dict[str, Any]) -> Any:
        return views.messages(rooms, request.path_params["name"])

    def rename(request: Request, body: dict[str, Any]) -> Any:
        return listed.rename(text(body, "id"), text(body, "title", ""))

    def archive(request: Request, body: dict[str, Any]) -> Any:
        return listed.archive(text(body, "id"), bool(body.get("archived", True)))

    return [
        ("GET", "/conversations", page),
        ("GET", "/conversation", show),
        ("GET", "/conversations/{name}", said),
        ("POST", "/conversations/rename", rename),
        ("POST", "/conversations/archive", archive),
    ]
