"""What is asked of the service about consolidation runs."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Stream, Wire


class RunClient(Wire):
    """The part of the client that is about consolidation runs."""

    def consolidate(self) -> Stream:
        """Starts a run, or joins the one going on: Began, a Progress at each step, Faded, Learned, …, Consolidated."""
        return self._stream("POST", "/consolidate", {})

    def consolidation(self, run: int | None = None) -> dict[str, Any]:
        """What a run did, the latest that did something where none is named: `{"run", "began", "ended", "state",
        "seconds", "sentence", "items": [{"n", "what", "id", "text", "operation", "undone", "back"}], "before", "after",
        "worst", "transfer"}`. Undoing the operation of an item takes it back; where that was done `back` is the one
        whose undoing brings it back. The shares of probes that were answered are null where none were asked. Raises:
        NotFound."""
        return self._object("GET", "/consolidation?" + urlencode({"run": "" if run is None else run}))

    def consolidation_runs(self) -> list[int]:
        """The numbers of the runs that did something and have ended, the latest first, at most a thousand."""
        return [int(one) for one in self._object("GET", "/consolidation/runs")["runs"]]

    def consolidation_foreseen(self) -> dict[str, Any]:
        """What a run would let fade or put away now, the most overdue first: `{"foreseen": [{"id", "text", "what":
        "fade"|"condense"|"archive", "why", "due"}], "more": how many there are besides, "whole": whether all of memory
        was looked at, or only as far as a short time went}`. Nothing is done."""
        return self._object("GET", "/consolidation/dry")

    def consolidation_undo(self, run: int | None = None) -> dict[str, Any]:
        """Takes back all that a run changed, the latest that did something where none is named: `{"run", "operations":
        [what was done by that], "left": how many stayed}`, latest first; what was changed again since stays.
        Raises: NotFound if there is nothing of it to undo; Refused if all of it was changed since."""
        return self._object("POST", "/consolidation/undo", {"run": run})

    def consolidation_stop(self) -> bool:
        """Ends the run that is going on; whether there was one. What is left is done by the next."""
        return bool(self._object("POST", "/consolidation/stop", {})["stopped"])
