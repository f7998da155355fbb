"""What the faces may ask of consolidation runs: what the last one did, what the next would do, an end, an undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request

from secondme.assistant.fading import Fading
from secondme.assistant.reporting import Reporting
from secondme.errors import NotFound, Refused
from secondme.service import views
from secondme.service.owner import Owner
from secondme.service.requests import number
from secondme.store.fading import LedgerFading
from secondme.store.learned import Learned

Handler = Callable[[Request, dict[str, Any]], Any]
MOST = 1 << 60
RUNS = 1000
"""Most runs whose numbers are given."""
PATIENCE = 30.0
"""Seconds that what is to be taken back waits for a run to end."""


def routes(owner: Owner) -> list[tuple[str, str, Handler]]:
    """Method, path and handler of each route; a handler is called in a thread and its answer is JSON."""
    rooms = owner.rooms
    book = Learned(rooms.store.ledger)
    reporting = Reporting(rooms.store, book, rooms.clock)
    fading = Fading(rooms.store, LedgerFading(rooms.store), rooms.clock, rooms.forgetting)

    def asked(given: Any) -> int | None:
        return None if given in (None, "") else number(given, 0, MOST)

    def page(request: Request, body: dict[str, Any]) -> Any:
        return asdict(reporting.page(asked(request.query_params.get("run"))))

    def dry(request: Request, body: dict[str, Any]) -> Any:
        return asdict(fading.dry(rooms.clock()))

    def undo(request: Request, body: dict[str, Any]) -> Any:
        run = asked(body.get("run"))
        if not owner.idleness.run_ended(PATIENCE):  # what is taken back is not to change meanwhile
            raise Refused("The run that is going on has not ended yet.", "Try again in a moment.")
        if run is None:
            row = book.run()
            if row is None:
                raise NotFound("There was no consolidation run yet.", "Start one with: secondme consolidate")
            run = int(row["run"])
        done = rooms.consolidation.undo(run)
        return {"run": run, "operations": [views.operation(one) for one in done.operations], "left": done.left}

    return [
        ("GET", "/consolidation", page),
        ("GET", "/consolidation/dry", dry),
        ("GET", "/consolidation/runs", lambda request, body: {"runs": book.runs(RUNS)}),
        ("POST", "/consolidation/undo", undo),
        ("POST", "/consolidation/stop", lambda request, body: {"stopped": owner.idleness.stop_run()}),
    ]
