"""What is known of the files of watched folders, a page at a time: by folder, or all that fit. Reads the ledger alone.

A file is `waiting` while it is in the queue, else `indexed`, `skipped` (as a rule or its kind wants it), `failed` (it
should have been read and could not be) or `gone`.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from secondme.memory.record import path_text
from secondme.ports import Folder
from secondme.store.ledger import Ledger

FAILED = (
    "permission", "disk", "changing", "path-too-long", "not-now", "reader", "damaged", "encrypted", "too-much",
    "encoding",
)  # fmt: skip
"""Reasons for which a file that should have been read was not."""
STATES = ("indexed", "waiting", "skipped", "failed", "gone")

_STATE = (
    "CASE WHEN intake.n IS NOT NULL THEN 'waiting' WHEN file.state = 'indexed' THEN 'indexed' "
    "WHEN file.reason = 'vanished' THEN 'gone' WHEN file.reason IN ({failed}) THEN 'failed' ELSE 'skipped' END"
).format(failed=", ".join(f"'{reason}'" for reason in FAILED))


@dataclass(frozen=True, slots=True)
class Leaf:
    """A file; `size` is -1 where it was not looked at yet."""

    folder: str
    path: str
    state: str
    reason: str
    size: int
    passages: int


@dataclass(frozen=True, slots=True)
class Twig:
    """A folder by its name, with the number of files below it in each state."""

    name: str
    counts: dict[str, int]
    passages: int


class Tree:
    """Files as last read, and those that wait."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def away(self) -> set[str]:
        """The ids of the folders that are not there now."""
        return {row[0] for row in self._ledger.rows("SELECT id FROM folder WHERE state != ''")}

    def twigs(self, folder: Folder, under: str) -> tuple[list[Twig], int]:
        """The folders right below a path of a watched folder, in order of name, and how many files lie beside them."""
        seen, values, start = _seen(folder, under)
        counted = ", ".join(f"sum(state = '{state}')" for state in STATES)
        sql = (
            "SELECT CASE WHEN instr(tail, ?) THEN substr(tail, 1, instr(tail, ?) - 1) ELSE '' END AS name, "
            f"{counted}, sum(passages) FROM (SELECT substr(path, ?) AS tail, state, passages FROM ({seen})) "
            "GROUP BY name ORDER BY name"
        )
        twigs, files = [], 0
        for name, *counts, passages in self._ledger.rows(sql, (os.sep, os.sep, start, *values)):
            if name:
                twigs.append(Twig(name, dict(zip(STATES, counts, strict=True)), passages))
            else:
                files = sum(counts)
        return twigs, files

    def leaves(self, folder: Folder, under: str, *, limit: int, offset: int) -> list[Leaf]:
        """The files right below a path of a watched folder, in order of path."""
        seen, values, start = _seen(folder, under)
        sql = f"SELECT * FROM ({seen}) WHERE instr(substr(path, ?), ?) = 0 ORDER BY path LIMIT ? OFFSET ?"
        return [Leaf(*row) for row in self._ledger.rows(sql, (*values, start, os.sep, limit, offset))]

    def fitting(
        self, folder: Folder | None, *, state: str = "", words: str = "", limit: int = -1, offset: int = 0
    ) -> tuple[int, Sequence[Leaf]]:
        """How many files (of a watched folder, or of all) are in a state and have words in their name or in those of
        the folders that they lie in; and some of them, in order of path."""
        seen, values, _ = _seen(folder, "")
        holds, given = ["1"], list[Any]()
        if state:
            holds.append("seen.state = ?")
            given.append(state)
        if words:
            holds.append("instr(lower(substr(seen.path, length(folder.path) + 2)), lower(?)) > 0")
            given.append(words)
        sql = f"FROM ({seen}) AS seen JOIN folder ON folder.id = seen.folder WHERE {' AND '.join(holds)}"
        total = int(self._ledger.scalar(f"SELECT count(*) {sql}", (*values, *given)))
        page = f"SELECT seen.* {sql} ORDER BY seen.path LIMIT ? OFFSET ?"
        return total, [Leaf(*row) for row in self._ledger.rows(page, (*values, *given, limit, offset))]


def _seen(folder: Folder | None, under: str) -> tuple[str, tuple[Any, ...], int]:
    """The query for every file (below a path of a folder), what it is given, and where the names right below begin."""
    known, queued, values = "1", "1", tuple[Any, ...]()
    start = 1
    if folder is not None:
        low = (path_text(folder.path).rstrip(os.sep) + os.sep + under.strip(os.sep)).rstrip(os.sep) + os.sep
        high = low[:-1] + chr(ord(os.sep) + 1)
        known = "file.folder = ? AND file.path >= ? AND file.path < ?"
        queued = "intake.folder = ? AND intake.path >= ? AND intake.path < ?"
        values, start = (folder.id, low, high) * 2, len(low) + 1
    sql = (
        f"SELECT file.folder, file.path, {_STATE} AS state, file.reason, file.size, file.passages "
        f"FROM file LEFT JOIN intake ON intake.path = file.path WHERE {known} "
        "UNION ALL SELECT intake.folder, intake.path, 'waiting', '', -1, 0 FROM intake "
        f"WHERE {queued} AND NOT EXISTS (SELECT 1 FROM file WHERE file.path = intake.path)"
    )
    return sql, values, start
