"""A watched folder that lies elsewhere now: every path of it is written anew, in one transaction; nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path

from secondme.memory.record import path_text
from secondme.ports import Folder
from secondme.store.folders import DRIVES
from secondme.store.ledger import Ledger

_PATHS = ("file", "document", "intake")
"""The tables that hold paths below a folder's own."""


def relocate(ledger: Ledger, folder: Folder, path: Path, identity: str) -> Folder:
    """The folder at its new path, with the identity that it has there. Its id, its files' and their passages stay; a
    name that it had from its old path it has from the new one."""
    old, new = path_text(folder.path), path_text(path)
    name = path.name if folder.name == folder.path.name else folder.name
    below = old.rstrip("/\\") + ("\\" if "\\" in old else "/")
    with ledger.write() as connection:
        connection.execute(
            "UPDATE folder SET path = ?, name = ?, root = ?, state = '' WHERE id = ?", (new, name, identity, folder.id)
        )
        for table in _PATHS:
            # What begins so, in the order of code points: in the index of paths, where there is one.
            connection.execute(
                f"UPDATE {table} SET path = ? || substr(path, ?) WHERE path > ? AND path < ?",
                (new.rstrip("/\\"), len(below), below, below[:-1] + chr(ord(below[-1]) + 1)),
            )
        for noted, value in ledger.rows("SELECT name, value FROM note WHERE name = ?", (DRIVES + folder.id,)):
            drives = [new + one.removeprefix(old) if one.startswith(below) else one for one in json.loads(value)]
            connection.execute("UPDATE note SET value = ? WHERE name = ?", (json.dumps(drives), noted))
    return Folder(
        folder.id, path, name, folder.recursive, folder.include, folder.exclude, folder.largest, folder.paused
    )
