"""What takes how many bytes in a home."""

from __future__ import annotations

import contextlib
from pathlib import Path

from secondme.config import Folders
from secondme.wiring import Rooms


def sizes(rooms: Rooms, places: Folders) -> dict[str, int]:
    """Bytes by what they hold; together they are all that lies in the home.

    `text` is the words that are remembered themselves, `words` the full-text index over them, `records` what the
    ledger keeps beside (sources, history, receipts), `vectors` and `index` ChromaDB's vectors and its own tables,
    `states` what the model has read of conversations.
    """
    ledger = rooms.store.ledger
    held = sum(_size(places.ledger.with_name(places.ledger.name + end)) for end in ("", "-wal", "-shm"))
    text = int(ledger.scalar("SELECT coalesce(sum(octet_length(text)), 0) FROM memory"))
    pages = "SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name GLOB 'words_*' AND aggregate = TRUE"
    words = int(ledger.scalar(pages))
    index = rooms.store.index.sizes()
    vectors = index.get("vectors", 0)
    snapshots = _below(places.home / "snapshots")
    logs = _below(places.logs)
    states = _below(places.states)
    known = held + vectors + snapshots + logs + states
    in_index = _below(places.index)
    return {
        "text": text,
        "words": words,
        "records": max(0, held - text - words),
        "vectors": vectors,
        "index": max(0, in_index - vectors),
        "snapshots": snapshots,
        "logs": logs,
        "states": states,
        "other": max(0, _below(places.home) - known - max(0, in_index - vectors)),
    }


def _below(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*") if path.is_file())


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):  # what is being removed meanwhile takes nothing any more
        return path.stat().st_size
    return 0
