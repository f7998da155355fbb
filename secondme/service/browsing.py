"""The files of watched folders, a page at a time, and what a folder holds before it is watched."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from starlette.requests import Request

from secondme.errors import Refused
from secondme.memory.record import path_text
from secondme.ports import Folder
from secondme.service import doctor
from secondme.service.owner import Owner
from secondme.service.requests import number, text
from secondme.store.tree import STATES, Leaf, Tree

GONE = "It is not there now; what was read of it is kept until its folder is looked at again."
FARTHEST = 1 << 40
PATIENCE = 10.0
"""Seconds after which a folder that nobody watches yet is counted no further."""

Answer = Callable[[Request, dict[str, Any]], Any]


class Browsing:
    """Looks at what is watched, and changes nothing."""

    def __init__(self, owner: Owner) -> None:
        self._shelf = owner.rooms.folders
        self._watching = owner.watching
        self._tree = Tree(owner.rooms.store.ledger)

    def page(self, which: str, under: str, limit: int, offset: int) -> dict[str, Any]:
        """What lies right below a path of a folder: folders first, each with its counts, then files."""
        folder = self._shelf.find(which)
        twigs, files = self._tree.twigs(folder, under)
        top = path_text(folder.path).rstrip(os.sep) + os.sep + (under.strip(os.sep) + os.sep if under else "")
        rows: list[dict[str, Any]] = [
            {
                "kind": "folder", "folder": folder.id, "path": top + one.name, "name": one.name, **one.counts,
                "passages": one.passages,
            }
            for one in twigs[offset : offset + limit]
        ]  # fmt: skip
        if (left := limit - len(rows)) > 0:
            begin = max(0, offset - len(twigs))
            rows += self._told(self._tree.leaves(folder, under, limit=left, offset=begin))
        return {"total": len(twigs) + files, "rows": rows}

    def fitting(self, which: str, state: str, words: str, limit: int, offset: int) -> dict[str, Any]:
        """The files of a folder, or of all, that are in a state and have words in their path."""
        if state and state not in STATES:
            raise Refused(f"No file is ever {state!r}.", f"A file is one of: {', '.join(STATES)}.")
        folder = self._shelf.find(which) if which else None
        if state == "gone":
            every = self._told(self._tree.fitting(folder, words=words)[1])
            gone = [one for one in every if one["state"] == "gone"]
            return {"total": len(gone), "rows": gone[offset : offset + limit]}
        total, found = self._tree.fitting(folder, state=state, words=words, limit=limit, offset=offset)
        return {"total": total, "rows": self._told(found)}

    def _told(self, leaves: Sequence[Leaf]) -> list[dict[str, Any]]:
        away = self._tree.away()
        return [_row(one, gone=one.folder in away or not os.path.lexists(one.path)) for one in leaves]

    def look(self, body: dict[str, Any]) -> dict[str, Any]:
        """What would be read of a folder and what not; nothing is watched by that."""
        path = self._watching.addable(Path(text(body, "path")).expanduser())
        folder = Folder("", path, path.name or str(path), bool(body.get("recursive", True)))
        watched = any(one.path == path for one in self._shelf.all())
        return self._watching.counted(folder, until=time.monotonic() + PATIENCE) | {"watched": watched}


def _row(leaf: Leaf, *, gone: bool) -> dict[str, Any]:
    state = "gone" if gone and leaf.state != "waiting" else leaf.state
    sentence = GONE if state == "gone" else doctor.reason(leaf.reason) if leaf.reason and state != "waiting" else ""
    return {
        "kind": "file", "folder": leaf.folder, "path": leaf.path, "name": leaf.path.rpartition(os.sep)[2],
        "state": state, "reason": leaf.reason, "sentence": sentence, "size": None if leaf.size < 0 else leaf.size,
        "passages": leaf.passages,
    }  # fmt: skip


def routes(owner: Owner) -> list[tuple[str, str, Answer]]:
    """What the faces may ask: method, path, and the answer to a request and its body."""
    browsing = Browsing(owner)

    def tree(request: Request, body: dict[str, Any]) -> Any:
        asked = {name: text(dict(request.query_params), name, "") for name in ("folder", "under", "state", "search")}
        limit = number(request.query_params.get("limit", "100"), 1, 1000)
        offset = number(request.query_params.get("offset", "0"), 0, FARTHEST)
        if asked["folder"] and not (asked["state"] or asked["search"]):
            return browsing.page(asked["folder"], asked["under"], limit, offset)
        return browsing.fitting(asked["folder"], asked["state"], asked["search"], limit, offset)

    return [("GET", "/watch/tree", tree), ("POST", "/watch/look", lambda request, body: browsing.look(body))]
