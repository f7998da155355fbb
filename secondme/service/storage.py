"""The disk: what takes how many bytes, what can go, and letting it go. The ledger never goes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from typing import Any

from starlette.requests import Request

from secondme import config
from secondme.errors import IndexUnavailable, Refused
from secondme.llm.shelf import SUFFIX
from secondme.memory.counting import count, size
from secondme.memory.when import day
from secondme.service.asking_storage import CLEARED, PARTS
from secondme.service.owner import Owner
from secondme.service.requests import text
from secondme.service.sizes import sizes
from secondme.sizes import parse_bytes
from secondme.store.disk import disk_errors
from secondme.store.thinning import thin

NEWEST = "The newest snapshot stays: if the ledger is ever damaged, it is mended from that one."
SNAPSHOT = "A verified copy of the ledger. Without it nothing can be brought back from that day; the newest one stays."
STATES = (
    "What the model has read of conversations and their beginnings. It reads them again when you take them up, which "
    "takes longer once. An answer that is being made is finished first."
)
LOGS = "What the service and the model's process wrote, to find faults by; no word of a memory."

Answer = Callable[[Request, dict[str, Any]], Any]


class Storage:
    """What the faces may ask about the disk."""

    def __init__(self, owner: Owner) -> None:
        self._rooms = owner.rooms
        self._places = owner.places

    def told(self) -> dict[str, Any]:
        """See `StorageClient.storage`."""
        found = sizes(self._rooms, self._places)
        return {
            "home": str(self._places.home),
            "bytes": sum(found.values()),
            "free": shutil.disk_usage(self._places.home).free,
            "budget": self._budget(found["vectors"] + found["index"]),
            "parts": [{"name": name, "bytes": held, "sentence": PARTS[name]} for name, held in found.items()],
            "can_go": [*self._snapshots(), *self._rest(found)],
        }

    def _budget(self, taken: int) -> dict[str, Any]:
        limit = parse_bytes(config.read(self._places.config_file).index.budget)
        try:
            needs = self._rooms.store.index.needs()
        except IndexUnavailable:
            needs = 0
        sentence = f"Vectors and index take {size(taken)}"
        if limit:
            sentence += (
                f", and count as about {size(needs)} of the {size(limit)} that `budget` in [index] allows them; what "
                "has faded most leaves first."
            )
        else:
            sentence += ", as much as they need; `budget` in [index] limits them."
        return {"limit": limit, "bytes": needs, "sentence": sentence}

    def _snapshots(self) -> list[dict[str, Any]]:
        """The oldest first."""
        made = self._rooms.vault.snapshots.all()
        return [
            {
                "what": "snapshots", "which": one.path.name, "name": f"Snapshot {one.order} of {day(one.at)}",
                "bytes": one.bytes, "sentence": SNAPSHOT, "stays": NEWEST if one is made[0] else "",
            }
            for one in reversed(made)
        ]  # fmt: skip

    def _rest(self, found: dict[str, int]) -> list[dict[str, Any]]:
        states, held = self._states()
        rows = (
            ("states", count(states, "saved state"), held, STATES),
            ("logs", "Logs", found["logs"], LOGS),
        )
        return [
            {"what": what, "which": "", "name": name, "bytes": taken, "sentence": sentence, "stays": ""}
            for what, name, taken, sentence in rows
            if taken
        ]

    def clear(self, body: dict[str, Any]) -> dict[str, Any]:
        """See `StorageClient.storage_clear`."""
        what, which = text(body, "what"), text(body, "which", "")
        if what not in CLEARED:
            raise Refused(f"{what!r} cannot be removed.", f"What can go: {', '.join(CLEARED)}.")
        if what == "snapshots":
            removed, freed = thin(self._rooms.vault, which)
        elif what == "states":
            files, held = self._states()
            self._rooms.model.clear()
            left, still = self._states()
            removed, freed = files - left, held - still
        else:
            removed, freed = self._logs()
        return {"what": what, "removed": removed, "bytes": freed}

    def _states(self) -> tuple[int, int]:
        """Files of what the model has read, and their bytes."""
        found = [path.stat().st_size for path in self._places.states.glob(f"*{SUFFIX}")]
        return len(found), sum(found)

    def _logs(self) -> tuple[int, int]:
        """Empties the logs that are written into, and removes those that were put by."""
        removed = freed = 0
        for path in sorted(self._places.logs.glob("*.log*")):
            with disk_errors(path):
                removed, freed = removed + 1, freed + path.stat().st_size
                if path.suffix == ".log":
                    os.truncate(path, 0)
                else:
                    path.unlink()
        return removed, freed


def routes(owner: Owner) -> list[tuple[str, str, Answer]]:
    """What the faces may ask: method, path, and the answer to a request and its body."""
    storage = Storage(owner)
    return [
        ("GET", "/storage", lambda request, body: storage.told()),
        ("POST", "/storage/clear", lambda request, body: storage.clear(body)),
    ]
