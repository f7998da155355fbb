"""What was forgotten on request, by id and in order: so that nothing put back from a copy brings it to life again.

Only ids stand here. The file is only ever added to, and each line is on the disk before `add` returns.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path

from secondme.store.disk import disk_errors


class Forgotten:
    """A file of lines `{"id": …, "at": …}` one a memory, `at` in seconds since 1970. A line that also says
    `"returned": true` takes an earlier one back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def add(self, ids: Sequence[str], at: float) -> None:
        """Notes ids for good. A copy of the ledger knows by the number of lines which forgettings came after it, so
        the ledger must know of them (removed, or noted as being purged) before they stand here.

        Raises: DiskFull, StoreError.
        """
        self._append([{"id": name, "at": at} for name in ids])

    def returned(self, ids: Sequence[str], at: float) -> None:
        """Notes that the person took these in again after they were forgotten, at a time (seconds since 1970).

        Raises: DiskFull, StoreError.
        """
        self._append([{"id": name, "at": at, "returned": True} for name in ids])

    def _append(self, rows: Sequence[dict[str, object]]) -> None:
        if not rows:
            return
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        with self._lock, disk_errors(self.path):
            torn = self._torn()
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                written = ("\n" if torn else "") + lines
                os.write(handle, written.encode())
                os.fsync(handle)
            finally:
                os.close(handle)

    def ids(self, since: int = 0) -> list[str]:
        """The ids that were noted and did not return, without the first `since` lines. Raises: StoreError."""
        return list(self._noted(since))

    def times(self) -> list[float]:
        """When each of those was forgotten, in seconds since 1970. Raises: StoreError."""
        return list(self._noted(0).values())

    def _noted(self, since: int) -> dict[str, float]:
        found: dict[str, float] = {}
        for line in self._lines()[since:]:
            # A kill may have cut a line off: its memories were not removed either.
            if (noted := _read(line)) is not None:
                name, at, back = noted
                found.pop(name, None)
                if not back:
                    found[name] = at
        return found

    def count(self) -> int:
        """Lines so far. Raises: StoreError."""
        return len(self._lines())

    def digest(self, lines: int) -> str:
        """A hash of the first so many lines: whether this is the file that another count was taken of."""
        return hashlib.sha256("\n".join(self._lines()[:lines]).encode()).hexdigest()[:32]

    def _lines(self) -> list[str]:
        with disk_errors(self.path):
            try:
                return self.path.read_text(encoding="utf-8", errors="replace").splitlines()
            except FileNotFoundError:
                return []

    def _torn(self) -> bool:
        try:
            with self.path.open("rb") as file:
                file.seek(-1, os.SEEK_END)
                return file.read(1) != b"\n"
        except OSError:
            return False


def _read(line: str) -> tuple[str, float, bool] | None:
    """The id on a line, the time, and whether it returned; None unless the line is exactly one that is written here."""
    try:
        row = json.loads(line)
    except ValueError:
        return None
    if not isinstance(row, dict) or row.keys() - {"returned"} != {"id", "at"} or row.get("returned", True) is not True:
        return None
    if not isinstance(row["id"], str) or type(row["at"]) not in (int, float):
        return None
    return row["id"], float(row["at"]), "returned" in row
