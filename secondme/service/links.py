"""What the faces may ask of the links of a memory: what it rests on, what it led to, facts of the same subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from starlette.requests import Request

from secondme.memory.record import Memory
from secondme.service import views
from secondme.service.requests import number
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.wiring import Rooms

Handler = Callable[[Request, dict[str, Any]], Any]
_BEFORE = f"SELECT {COLUMNS} FROM memory WHERE kind = ? AND status = 'superseded' AND superseded_by = ? AND {HIDDEN}"


def routes(rooms: Rooms) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""

    def links(request: Request, body: dict[str, Any]) -> Any:
        limit = number(request.query_params.get("limit", "50"), 1, 1000)
        memory = rooms.store.find(request.path_params["name"])
        found: dict[str, tuple[str, Memory]] = {}
        for relation, other in linked(rooms, memory):
            if other.id != memory.id:
                found.setdefault(other.id, (relation, other))
        shown = list(found.values())[:limit]
        return {
            "memory": views.row(rooms, memory), "total": len(found),
            "links": [{"relation": relation, "memory": views.row(rooms, other)} for relation, other in shown],
        }  # fmt: skip

    return [("GET", "/memories/{name}/links", links)]


def linked(rooms: Rooms, memory: Memory) -> Iterator[tuple[str, Memory]]:
    """Memories around one, each with what it is to it, in words; the strongest ties first."""
    store = rooms.store
    yield from (("rests on", other) for other in store.get(memory.evidence))
    yield from (("led to", other) for other in store.resting_on([memory.id]))
    if memory.superseded_by:
        yield from (("was followed by", other) for other in store.get([memory.superseded_by]))
    before = store.ledger.rows(_BEFORE, (str(memory.kind), memory.id))
    yield from (("took the place of", from_row(row)) for row in before)
    yield from (("has to do with", other) for other in store.get(memory.links))
    if memory.about:
        subject, _, thing = memory.about
        for name in dict.fromkeys((thing.casefold(), subject.casefold())):
            for other in store.facts.about([name]):
                yield (f"also of {other.about[0]}" if other.about else "also", other)
    yield from (("stands beside", other) for other in store.neighbours(memory))
