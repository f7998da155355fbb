"""What the faces may ask of the events of conversations, and what they are told of them beside what was recalled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from starlette.requests import Request

from secondme.events import Recollection
from secondme.store.events import LedgerEvents
from secondme.store.listed import Listed
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    events, listed = LedgerEvents(rooms.store.ledger), Listed(rooms.store.ledger)

    def show(request: Request, body: dict[str, Any]) -> Any:
        conversation = request.path_params["name"]
        listed.one(conversation)
        return [asdict(one) for one in events.all(conversation)]

    return [("GET", "/conversations/{name}/events", show)]


def told(rooms: Rooms, found: Sequence[Recollection]) -> list[Recollection]:
    """Recollections, those of a talk with what it was about at the time in their receipts."""
    titles = LedgerEvents(rooms.store.ledger).titles([one.id for one in found])
    return [
        replace(one, receipt={**one.receipt, "event": titles[one.id]}) if one.id in titles else one for one in found
    ]
