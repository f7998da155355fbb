"""What happened to each memory: its versions, how it stood on a past day, and what can be undone.

A change keeps the fields that it replaced; a state of the past is the present one with the changes since taken back.
Changes made together are one operation, and an operation is undone whole or not at all. The version that undoing
makes equals the one before in every field but its number.
"""

from __future__ import annotations

import contextlib
import json
import math
import threading
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from secondme.errors import NotFound, Refused
from secondme.memory.record import Memory
from secondme.ports import Clock
from secondme.store.ledger import Ledger, Row, marks
from secondme.store.rows import COLUMNS, FIELDS, from_fields, to_json, where
from secondme.storing import RUN, Change, Filter, Operation

CHANGING = tuple(field for field in FIELDS if field not in ("id", "version"))
"""Fields that a change may replace."""


class History:
    """The history of every memory in a ledger."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._open = threading.local()

    # ---- operations ----------------------------------------------------------------------------------

    @contextlib.contextmanager
    def operation(self, what: str, *, join: bool = False) -> Iterator[None]:
        """Everything that this thread changes inside the block is one operation; one that changes nothing is none.

        `what` says in a few words what is done, and holds no word of what is remembered. With `join` the changes
        belong to the operation of that name that is there already, if there is one.
        """
        if self.opened:
            yield
            return
        self._open.what, self._open.number = what, self._joined(what) if join else None
        try:
            yield
        finally:
            self._open.what, self._open.number = "", None

    @property
    def opened(self) -> bool:
        """Whether this thread is inside an operation."""
        return bool(getattr(self._open, "what", ""))

    def number(self, what: str) -> int:
        """The operation that a change belongs to: the one that is open, else a new one called `what`."""
        open_ = getattr(self._open, "what", "")
        if open_ and self._open.number is not None:
            return int(self._open.number)
        with self._ledger.write() as connection:
            connection.execute("INSERT INTO operation (at, what) VALUES (?, ?)", (self._clock(), open_ or what))
            number = int(connection.last_insert_rowid())
        if open_:
            self._open.number = number
        if (noted := getattr(self._open, "noted", None)) is not None:
            noted.append(number)
        return number

    @contextlib.contextmanager
    def noting(self) -> Iterator[list[int]]:
        """The numbers of the operations that this thread begins inside the block, in order."""
        noted: list[int] = []
        self._open.noted = noted
        try:
            yield noted
        finally:
            self._open.noted = None

    def _joined(self, what: str) -> int | None:
        found = self._ledger.scalar("SELECT max(n) FROM operation WHERE what = ? AND undone_by IS NULL", (what,))
        return None if found is None else int(found)

    def operations(self, limit: int) -> list[Operation]:
        """The latest operations, latest first, each with how many memories it changed."""
        return self._operations("1", (), limit)

    def last(self) -> int:
        """The number of the latest operation, 0 where nothing was done yet."""
        return int(self._ledger.scalar("SELECT coalesce(max(n), 0) FROM operation"))

    def operations_of(self, prefix: str) -> list[Operation]:
        """The operations whose names begin so, latest first."""
        return self._operations("instr(what, ?) = 1", (prefix,))

    def changing(self, numbers: Sequence[int]) -> list[int]:
        """Those of these operations that changed anything, in order."""
        return [one.n for one in self._operations(f"n IN ({marks(numbers)})", numbers)][::-1]

    def _operations(self, condition: str, values: Sequence[Any], limit: int = -1) -> list[Operation]:
        changed = (
            "(SELECT count(*) FROM history WHERE operation = operation.n) + "
            "(SELECT count(*) FROM memory WHERE operation = operation.n) + "
            "(SELECT count(DISTINCT memory) FROM key_change WHERE operation = operation.n)"
        )
        rows = self._ledger.rows(
            f"SELECT n, at, what, {changed}, undoes, undone_by FROM operation WHERE {condition} "
            "ORDER BY n DESC LIMIT ?",
            (*values, limit),
        )
        return [Operation(*row) for row in rows if row[3]]

    def undoable(self, number: int | None) -> Operation:
        """The operation to undo: the one asked for, else the latest that is not undone and undoes nothing, and is not
        of a consolidation run.

        Raises: NotFound; Refused if it was undone already.
        """
        if number is None:
            for one in self.operations(1_000):
                if one.undone_by is None and one.undoes is None and not one.what.startswith(RUN):
                    return one
            raise NotFound("There is nothing to undo.", "See what was done with: secondme memory undo --list")
        for one in self._operations("n = ?", (number,)):
            if one.undone_by is not None:
                raise Refused(f"Operation {number} was undone already.", f"Undo that with: undo {one.undone_by}")
            return one
        raise NotFound(f"There is no operation {number} to undo.", "See them with: secondme memory undo --list")

    def steps(self, number: int) -> list[tuple[str, int, dict[str, Any]]]:
        """The changes of an operation, latest first: memory, the version it made, the values it replaced by field."""
        rows = self._ledger.rows(
            "SELECT memory.id, history.version, history.before FROM history JOIN memory ON memory.n = history.memory "
            "WHERE history.operation = ? ORDER BY history.memory, history.version DESC",
            (number,),
        )
        return [(name, version, json.loads(before)) for name, version, before in rows]

    def touched(self, memory: str, version: int, fields: Collection[str], operation: int) -> bool:
        """Whether one of these fields was changed after a version, which an operation made, and that was not undone
        since; undoing something that came before the operation is a change as well."""
        rows = self._ledger.rows(
            "SELECT history.before FROM history JOIN memory ON memory.n = history.memory "
            "LEFT JOIN operation ON operation.n = history.operation WHERE memory.id = ? AND history.version > ? "
            "AND operation.undone_by IS NULL AND (operation.undoes IS NULL OR operation.undoes < ?)",
            (memory, version, operation),
        )
        return any(not set(fields).isdisjoint(json.loads(before)) for (before,) in rows)

    def made(self, number: int) -> list[str]:
        """Ids of the memories that an operation made."""
        rows = self._ledger.rows("SELECT id FROM memory WHERE operation = ? ORDER BY n", (number,))
        return [row[0] for row in rows]

    # ---- what happened -------------------------------------------------------------------------------

    def note(
        self, memory: Memory, what: str, why: str, rule: str, before: dict[str, Any], operation: int | None
    ) -> None:
        """Notes the change that made this version; `before` has the values it replaced."""
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT INTO history (memory, version, what, why, rule, at, before, operation) "
                "SELECT n, ?, ?, ?, ?, ?, ?, ? FROM memory WHERE id = ?",
                (
                    memory.version, what, why, rule, self._clock(),
                    to_json(before), operation, memory.id,
                ),
            )  # fmt: skip

    def changes(self, memory: str) -> list[Change]:
        """What happened to a memory, oldest first."""
        made = self._ledger.rows(
            "SELECT id, 1, 'made', why, rule, coalesce(stored, made), operation FROM memory WHERE id = ?", (memory,)
        )
        rows = self._ledger.rows(
            "SELECT memory.id, history.version, what, history.why, history.rule, at, history.operation FROM history "
            "JOIN memory ON memory.n = history.memory WHERE memory.id = ? ORDER BY history.version",
            (memory,),
        )
        return [Change(*row) for row in (*made, *rows)]

    def latest(self, memories: Sequence[str]) -> dict[str, str]:
        """What happened last to each of these memories that was changed since it was made."""
        found: dict[str, str] = {}
        for start in range(0, len(memories), 500):
            some = list(memories[start : start + 500])
            found |= dict(
                self._ledger.rows(
                    "SELECT memory.id, what FROM history JOIN memory ON memory.n = history.memory "
                    f"WHERE memory.id IN ({marks(some)}) AND history.version = memory.version",
                    some,
                )
            )
        return found

    def first_words(self, memory: str) -> str:
        """The words of a memory's first version; empty if it is not there."""
        sql = (
            "SELECT coalesce((SELECT before ->> 'text' FROM history WHERE history.memory = memory.n "
            "AND before ->> 'text' IS NOT NULL ORDER BY version LIMIT 1), text) FROM memory WHERE id = ?"
        )
        return str(self._ledger.scalar(sql, (memory,)) or "")

    # ---- how it stood --------------------------------------------------------------------------------

    def at(self, memory: str, when: float) -> Memory | None:
        """A memory as it stood at a time (seconds since 1970); None if it was not stored yet.

        What is forgotten has no past either.
        """
        return next(iter(self._states("memory.id = ? AND memory.status != 'forgotten'", [memory], when)), None)

    def page(self, which: Filter, when: float, *, limit: int, offset: int) -> list[Memory]:
        """The memories that a filter would have given at a time, the newest first."""
        return list(islice(self._matching(which, when), offset, offset + limit if limit >= 0 else None))

    def count(self, which: Filter, when: float) -> int:
        """How many memories a filter would have given at a time."""
        if which.statuses or which.pinned is not None:
            return sum(1 for _ in self._matching(which, when))
        condition, values = where(which)
        sql = f"SELECT count(*) FROM memory WHERE {condition} AND coalesce(stored, made) <= ?"
        return int(self._ledger.scalar(sql, [*values, when]))

    def _matching(self, which: Filter, when: float) -> Iterator[Memory]:
        # Status and pin change with time; they are looked at in the state of then.
        condition, values = where(replace(which, statuses=(), pinned=None))
        for memory in self._states(f"{condition} AND coalesce(stored, made) <= ?", [*values, when], when):
            if which.statuses and memory.status not in which.statuses:
                continue
            if which.pinned is not None and memory.pinned != which.pinned:
                continue
            yield memory

    def _states(self, condition: str, values: Sequence[Any], when: float) -> Iterator[Memory]:
        sql = (
            f"SELECT memory.n, {COLUMNS} FROM memory WHERE {condition} AND coalesce(stored, made) <= ? "
            "AND (memory.made, memory.n) < (?, ?) ORDER BY memory.made DESC, memory.n DESC LIMIT 500"
        )
        after: tuple[float, int] = (math.inf, 0)
        while some := self._ledger.rows(sql, [*values, when, *after]):
            after = (some[-1][1 + FIELDS.index("made")], some[-1][0])
            replaced, recalled = self._replaced([row[0] for row in some], when), self._recalled(some, when)
            for number, *row, document in some:
                fields = dict(zip(FIELDS, row, strict=True)) | replaced.get(number, {})
                count, last = recalled.get(number, (0, None))
                # Counters that change at every recall are not versions: they are counted from the recalls.
                fields["recalls"] = min(fields["recalls"], count)
                if fields["last_recalled"] is not None and fields["last_recalled"] > when:
                    fields["last_recalled"] = last
                yield from_fields(fields, document)

    def _replaced(self, numbers: Sequence[int], when: float) -> dict[int, dict[str, Any]]:
        """For each memory that was changed after a time the values it had then, its version among them."""
        found: dict[int, dict[str, Any]] = {}
        for number, version, before in self._ledger.rows(
            # With a clock that was set back a later version may bear an earlier time: it is taken back too.
            f"SELECT memory, version, before FROM history WHERE memory IN ({marks(numbers)}) AND version >= (SELECT "
            "min(other.version) FROM history AS other WHERE other.memory = history.memory AND other.at > ?) "
            "ORDER BY memory, version DESC",
            [*numbers, when],
        ):
            found.setdefault(number, {}).update(json.loads(before) | {"version": version - 1})
        return found

    def _recalled(self, rows: Sequence[Row], when: float) -> dict[int, tuple[int, float]]:
        """In how many conversations each was recalled up to a time, and when last."""
        numbers = [row[0] for row in rows]
        found = self._ledger.rows(
            "SELECT recall.memory, count(DISTINCT message.conversation), max(recall.at) FROM recall "
            f"JOIN message ON message.n = recall.message WHERE recall.memory IN ({marks(numbers)}) "
            "AND recall.at <= ? GROUP BY recall.memory",
            [*numbers, when],
        )
        return {number: (count, last) for number, count, last in found}
