"""What is asked of the service about the disk: what takes how much, and what can go."""

from __future__ import annotations

from typing import Any

from secondme.service.wire import Wire

PARTS = {
    "text": "the words that are remembered",
    "words": "the full-text index over them",
    "records": "sources, history, receipts",
    "vectors": "the vectors of the index",
    "index": "the index's own tables",
    "snapshots": "copies of the ledger",
    "states": "what the model has read of conversations",
    "logs": "what the service and the model's process wrote",
    "other": "locks, keys, lists",
}
"""The parts of a home, as `bytes` names them."""
CLEARED = ("snapshots", "states", "logs")
"""What can be removed. The ledger never can."""


class StorageClient(Wire):
    """The part of the client that is about the disk."""

    def storage(self) -> dict[str, Any]:
        """`{"home", "bytes", "free", "budget": {"limit", "bytes", "sentence"}, "parts": [{"name", "bytes",
        "sentence"}], "can_go": [{"what", "which", "name", "bytes", "sentence", "stays"}]}`. `bytes` are those of the
        home, `free` those of its disk; a limit of 0 is none. What can go does so by `storage_clear`, unless `stays`
        says why not."""
        return self._object("GET", "/storage")

    def storage_clear(self, what: str, which: str = "") -> dict[str, Any]:
        """Removes snapshots (one, or all but the newest), saved states or logs, for good: `{"what", "removed",
        "bytes"}`. Raises: Refused, NotFound, DiskFull, StoreError."""
        return self._patient("/storage/clear", {"what": what, "which": which})
