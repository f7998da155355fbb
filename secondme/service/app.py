"""The service's routes over its `Owner`, and the guard before them."""

from __future__ import annotations

import hmac
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

import secondme
from secondme.assistant.places import narrowed
from secondme.errors import Refused, SecondMeError
from secondme.events import Failed, to_line
from secondme.service import (
    browsing,
    conversations,
    curve,
    doctor,
    insights,
    keeping,
    lessons,
    links,
    looking,
    map,
    models,
    profile,
    ratings,
    runs,
    segments,
    storage,
    timeline,
    topics,
    views,
    watching,
    working,
)
from secondme.service.owner import Owner
from secondme.service.requests import number
from secondme.service.sizes import sizes
from secondme.service.stream import BUG, EventStream
from secondme.service.wire import OPERATIONS_HEADER, VERSION_HEADER

STATUS_OF = {2: 400, 3: 409, 4: 404, 5: 409, 6: 507, 7: 503}
"""HTTP status by the exit code of an error."""
LARGEST = 10_000_000
"""Bytes of a request's body."""

Answer = Callable[[Request], Awaitable[Response]]


class Guard:
    """Lets in who may come in: over TCP with the token, and never a browser that another site sent.

    Over the Unix socket the file's mode is the guard. Every answer carries the service's version, and how many
    milliseconds it took until it began (`Server-Timing`).
    """

    def __init__(self, app: ASGIApp, token: str, owner: Owner) -> None:
        self._app = app
        self._token = token
        self._owner = owner

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Checks the headers, then hands on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        host = headers.get("host", "").rsplit(":", 1)[0]
        if "origin" in headers or host not in ("localhost", "127.0.0.1"):
            await Response("This service is not for browsers.", status_code=403)(scope, receive, send)
            return
        if self._token and not hmac.compare_digest(headers.get("authorization", ""), f"Bearer {self._token}"):
            await Response("The token is missing or wrong.", status_code=401)(scope, receive, send)
            return

        began = time.perf_counter()

        async def versioned(message: Any) -> None:
            if message["type"] == "http.response.start":
                milliseconds = (time.perf_counter() - began) * 1000
                message["headers"] = [
                    *message["headers"],
                    (VERSION_HEADER.lower().encode(), secondme.__version__.encode()),
                    (b"server-timing", f"total;dur={milliseconds:.3f}".encode()),
                ]
            await send(message)

        self._owner.idleness.enter()
        try:
            await self._app(scope, receive, versioned)
        finally:
            self._owner.idleness.leave()


def create(owner: Owner, token: str = "", lifespan: Any = None) -> Starlette:
    """The application. `token` is empty where the socket's mode is the guard."""

    def plain(answer: Callable[[Request, dict[str, Any]], Any]) -> Answer:
        """A route whose answer is made in a thread: JSON, or a stream of events."""

        async def respond(request: Request) -> Response:
            body = await _body(request)
            found, done = await run_in_threadpool(_noted, owner, answer, request, body)
            if isinstance(found, Response):
                return found
            numbers = ",".join(f"{one}" for one in done)
            return JSONResponse(found, headers={OPERATIONS_HEADER: numbers} if numbers else None)

        return respond

    async def export(request: Request) -> Response:
        size, pieces = await run_in_threadpool(owner.export)
        return StreamingResponse(pieces, media_type="application/x-ndjson", headers={"Content-Length": str(size)})

    async def typing(request: Request) -> Response:
        owner.idleness.touch()
        return JSONResponse({})

    def query(request: Request, name: str, default: str = "") -> str:
        return request.query_params.get(name, default)

    def page(request: Request, body: dict[str, Any]) -> Any:
        limit = number(query(request, "limit", "100"), 1, 1000)
        offset = number(query(request, "offset", "0"), 0, 1 << 40)
        search, kind, status, as_of = (query(request, name) for name in ("search", "kind", "status", "as_of"))
        try:
            which = views.which(kind, status)
        except ValueError as error:
            raise Refused(
                f"There is no such kind or status: {error}.", "See them with: secondme memory list --help"
            ) from error
        if not as_of and views.by_state(search):
            if status:
                raise Refused("A list is limited by is: or by a status, not by both.", "Leave one of them out.")
            return looking.Looking(owner.rooms).page(f"{search} kind:{kind}" if kind else search, "", limit, offset)
        if not as_of:
            return views.page(owner.rooms, search, kind, status, limit, offset)
        words, limits = owner.rooms.places.split(search)
        if words.strip():
            raise Refused("A past day can be listed, not searched.", "Leave out the words, or the date.")
        return owner.memories.page_at(narrowed(which, limits), as_of, limit, offset)

    def examine(request: Request, body: dict[str, Any]) -> Response:
        if body.get("rebuild"):
            return EventStream(doctor.rebuild(owner.rooms))
        return EventStream(doctor.check(owner.rooms, owner.places))

    routes = [
        ("GET", "/status", plain(lambda request, body: owner.status())),
        ("GET", "/bytes", plain(lambda request, body: sizes(owner.rooms, owner.places))),
        ("POST", "/ask", plain(lambda request, body: owner.ask(body))),
        ("POST", "/typing", typing),
        ("POST", "/private/end", plain(lambda request, body: owner.end_private(body))),
        ("POST", "/recall", plain(lambda request, body: owner.recall(body))),
        ("POST", "/remember", plain(lambda request, body: owner.remember(body))),
        ("GET", "/memories", plain(page)),
        (
            "GET",
            "/memories/{name}",
            plain(lambda request, body: owner.memories.show(request.path_params["name"], query(request, "as_of"))),
        ),
        (
            "POST",
            "/memories/{name}/edit",
            plain(lambda request, body: owner.memories.edit(request.path_params["name"], body)),
        ),
        (
            "POST",
            "/memories/{name}/wrong",
            plain(lambda request, body: owner.memories.wrong(request.path_params["name"], body)),
        ),
        (
            "GET",
            "/operations",
            plain(lambda request, body: owner.memories.operations(number(query(request, "limit", "20"), 1, 1000))),
        ),
        ("GET", "/undo", plain(lambda request, body: owner.memories.undoable(query(request, "operation")))),
        ("POST", "/undo", plain(lambda request, body: owner.memories.undo(body))),
        (
            "POST",
            "/memories/{name}/pin",
            plain(lambda request, body: owner.memories.pin(request.path_params["name"], body)),
        ),
        (
            "GET",
            "/memories/{name}/keys",
            plain(lambda request, body: owner.memories.keys(request.path_params["name"])),
        ),
        (
            "POST",
            "/memories/{name}/keys",
            plain(lambda request, body: owner.memories.key(request.path_params["name"], body)),
        ),
        (
            "POST",
            "/forgettable",
            plain(lambda request, body: owner.memories.forgettable(body)),
        ),
        ("POST", "/forget", plain(lambda request, body: owner.memories.forget(body))),
        ("GET", "/export", export),
        ("POST", "/import", plain(lambda request, body: owner.bring(body))),
        ("POST", "/consolidate", plain(lambda request, body: owner.consolidate())),
        ("POST", "/model", plain(lambda request, body: owner.use_model(body))),
        ("POST", "/model/load", plain(lambda request, body: owner.load_model())),
        ("POST", "/doctor", plain(examine)),
        *((method, path, plain(answer)) for method, path, answer in watching.routes(owner)),
        *((method, path, plain(answer)) for method, path, answer in browsing.routes(owner)),
        *((method, path, plain(answer)) for method, path, answer in storage.routes(owner)),
        *((method, path, plain(answer)) for method, path, answer in keeping.routes(owner)),
        *((method, path, plain(answer)) for method, path, answer in models.routes(owner)),
        *((method, path, plain(answer)) for method, path, answer in runs.routes(owner)),
        *((method, path, plain(answer)) for method, path, answer in map.routes(owner)),
        ("GET", "/events", plain(lambda request, body: owner.events())),
    ]
    routes += [
        (method, path, plain(answer))
        for part in (
            conversations, segments, topics, ratings, working, profile, lessons, insights, curve, timeline, looking,
            links,
        )
        for method, path, answer in part.routes(owner.rooms)
    ]
    return Starlette(
        routes=[Route(path, answer, methods=[method]) for method, path, answer in routes],
        middleware=[Middleware(Guard, token=token, owner=owner)],
        exception_handlers={SecondMeError: _error, Exception: _bug},
        lifespan=lifespan,
    )


def _noted(
    owner: Owner, answer: Callable[[Request, dict[str, Any]], Any], request: Request, body: dict[str, Any]
) -> tuple[Any, list[int]]:
    """An answer, and the operations that changed memory for it."""
    past = owner.rooms.store.past
    with past.noting() as begun:
        found = answer(request, body)
    return found, past.changing(begun) if begun else []


async def _body(request: Request) -> dict[str, Any]:
    if request.method == "GET":
        return {}
    given = b""
    async for chunk in request.stream():
        given += chunk
        if len(given) > LARGEST:
            raise Refused(f"The request has more than {LARGEST:,} bytes.", "Send less at once.")
    try:
        body = json.loads(given or b"{}")
    except ValueError as error:
        raise Refused(f"The request is not JSON: {error}.") from error
    if not isinstance(body, dict):
        raise Refused("The request must be a JSON object.")
    return body


async def _bug(request: Request, error: Exception) -> Response:
    """What is said of a bug; Starlette raises it again afterwards, and the log gets it."""
    return Response(to_line(BUG), status_code=500, media_type="application/json")


async def _error(request: Request, error: Exception) -> Response:
    assert isinstance(error, SecondMeError)
    status = STATUS_OF.get(error.code, 500)
    return Response(to_line(Failed.of(error)), status_code=status, media_type="application/json")
