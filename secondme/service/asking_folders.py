"""What is asked of the service about watched folders."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from secondme.service.wire import Wire


class FolderClient(Wire):
    """The part of the client that is about watched folders."""

    def watch_add(
        self,
        path: Path,
        *,
        name: str = "",
        recursive: bool = True,
        include: Sequence[str] | None = None,
        exclude: Sequence[str] | None = None,
        largest: str | None = None,
    ) -> dict[str, Any]:
        """Watches a folder: `{"id", "path", "name", "files", "bytes", "kinds": {suffix: n}, "skipped": {reason: n},
        "sentences": {reason: sentence}, "seconds", "measured"}`. What is None stays as it was."""
        body: dict[str, Any] = {"path": str(path), "name": name, "recursive": recursive, "largest": largest}
        body |= {"include": None if include is None else list(include)}
        body |= {"exclude": None if exclude is None else list(exclude)}
        return self._object("POST", "/watch", body)

    def watch_list(self) -> list[dict[str, Any]]:
        """`{"id", "path", "name", "recursive", "include", "exclude", "largest", "paused", "available", "state",
        "indexed", "waiting", "skipped", "passages", "watched", "watched_sentence", "bytes_waiting", "seconds_left",
        "rate" (files a second of those that wait), "measured", "drives_away"}` each."""
        return self._list("GET", "/watch")

    def watch_files(self, folder: str, *, limit: int = 1000) -> list[dict[str, Any]]:
        """`{"path", "state", "reason", "sentence", "passages"}` of the files of a folder (id, name or path)."""
        return self._list("GET", "/watch/files?" + urlencode({"folder": folder, "limit": limit}))

    def watch_tree(
        self, folder: str = "", under: str = "", *, state: str = "", search: str = "", limit: int = 100, offset: int = 0
    ) -> dict[str, Any]:
        """`{"total", "rows"}` of what lies right below a path of a folder: folders first, `{"kind": "folder", "folder",
        "path", "name", "indexed", "waiting", "skipped", "failed", "gone", "passages"}`, then files, `{"kind": "file",
        "folder", "path", "name", "state": one of those five, "reason", "sentence", "size", "passages"}`. With a `state`
        or `search`, or without a folder: the files that fit of all of the folder, or of all folders."""
        asked: dict[str, Any] = {"folder": folder, "under": under, "state": state, "search": search}
        return self._object("GET", "/watch/tree?" + urlencode(asked | {"limit": limit, "offset": offset}))

    def watch_look(self, path: Path) -> dict[str, Any]:
        """What `watch_add` would say, and nothing is watched; with `watched`, and `whole`, which is false where there
        is more than was counted in some seconds. Raises: NotFound, Refused."""
        return self._object("POST", "/watch/look", {"path": str(path)})

    def watch_why(self, path: Path) -> dict[str, Any]:
        """`{"path", "folder", "state", "reason", "sentence"}` of a file; with `rule: {"at", "file", "line", "text"}`
        where one leaves it out, with `size`, `limit` and `passages` where its folder is watched."""
        return self._object("GET", "/watch/why?" + urlencode({"path": str(path)}))

    def watch_remove(self, folder: str) -> dict[str, Any]:
        """Stops watching a folder (id, name or path) and takes its passages out of memory."""
        return self._object("POST", "/watch/remove", {"folder": folder})

    def watch_rescan(self, folder: str = "") -> dict[str, Any]:
        """Looks at every file of a folder, or of all: `{"folders", "paused", "new", "changed", "missing", "again",
        "same", "unavailable"}`."""
        return self._object("POST", "/watch/rescan", {"folder": folder})

    def watch_move(self, folder: str, to: Path) -> dict[str, Any]:
        """Watches a folder (id, name or path) where it lies now: `{"from", "path", "name", "files"}`."""
        return self._object("POST", "/watch/move", {"folder": folder, "to": str(to)})

    def watch_pause(self, folder: str = "", *, paused: bool = True) -> dict[str, Any]:
        """Has nothing of a folder, or of all, read; or has it read again: `{"paths"}`."""
        return self._object("POST", "/watch/pause", {"folder": folder, "paused": paused})

    def watch_ignore(self, pattern: str, folder: str = "", *, undo: bool = False) -> dict[str, Any]:
        """Adds a line to a folder's ignore file, or takes it off: `{"folder", "file", "there", "leaving",
        "passages"}`."""
        return self._object("POST", "/watch/ignore", {"pattern": pattern, "folder": folder, "undo": undo})
