"""Passages as files come and go: what the person corrected stays corrected, and what something rests on stays.

Invariant: no memory rests on a passage that is not there. A passage that left its file goes, with what a rule alone
drew from it, unless something by the person rests on it or the person closed it: then it stays closed, noted as
`left:ID`, until it returns to its file or nothing needs it any more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

from secondme.memory.barrier import refusal
from secondme.memory.correction import RULE, corrected, repeats, statements
from secondme.memory.record import Derived, Kind, Memory, Status
from secondme.memory.standing import Wrong, renewed, said_again, standing
from secondme.ports import Clock, Taken
from secondme.store.ledger import marks
from secondme.store.rows import COLUMNS, FIELDS, HIDDEN, from_row, to_row
from secondme.store.store import Store

INTAKE = "intake"
"""The rule of what reading a file changes."""
LEFT = "left:"
"""Before the id of a passage that is kept though its file has it no more."""
CLOSED = "closed"
"""What is noted of one that was closed for that reason alone."""

_ABOVE = (
    "WITH RECURSIVE above (root, n, id) AS (SELECT evidence.rests_on, memory.n, memory.id FROM evidence "
    "JOIN memory ON memory.n = evidence.memory WHERE evidence.rests_on IN ({}) UNION "
    "SELECT above.root, memory.n, memory.id FROM above JOIN evidence ON evidence.rests_on = above.id "
    "JOIN memory ON memory.n = evidence.memory) "
)
"""Everything that rests on some memories, directly or through others."""
_PERSONAL = (
    "(memory.by = 'person' OR memory.pinned OR EXISTS "
    "(SELECT 1 FROM history WHERE history.memory = memory.n AND history.rule = 'person'))"
)
"""What the person said, edited, pinned or closed: nothing that a file does takes it away."""
_MARKED = (
    "memory.status = 'superseded' AND memory.superseded_by IS NULL AND EXISTS (SELECT 1 FROM history "
    "WHERE history.memory = memory.n AND history.rule = 'person' AND history.what = 'closed')"
)
"""What the person marked as wrong without saying what is right."""

_BEFORE = (
    "SELECT json_extract(before, '$.text') FROM history WHERE history.memory = memory.n AND history.rule = 'person' "
    "AND history.what = 'edited' ORDER BY history.version LIMIT 1"
)
"""The words of a memory before the person edited it first."""


class Passages:
    """Takes passages into the store and out of it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._ledger = store.ledger
        self._clock = clock
        self._known: tuple[Any, list[Wrong]] = (None, [])
        self._marks: tuple[Any, list[tuple[Memory, int | None]]] | None = None

    def take(self, files: Sequence[Taken], stored: Collection[str]) -> set[str]:
        """Stores the passages of files that are not `stored`, closed where they repeat what the person found wrong, and
        takes back those of the others that had left their file; the ids of those that are new."""
        home = {memory.id: one.file for one in files for memory in one.passages}
        fresh = [memory for one in files for memory in one.passages if memory.id not in stored]
        readings = {
            memory.id: known for one in files for memory, known in zip(one.passages, one.readings, strict=False)
        }
        with self._ledger.write():
            new = self._store.remember(fresh, rule=INTAKE, readings=readings) if fresh else []
            back = self._back([name for name in home if name in stored])
            if new or back:
                wrong, marked = self._wrong(), self._marked()
                for memory in new if wrong or marked else ():
                    self._close(memory, home[memory.id], wrong, marked)
                for memory in back:
                    self._renew(memory, home[memory.id])
        return {memory.id for memory in new}

    def leave(self, ids: Sequence[str]) -> int:
        """Takes passages out that their file has no more; how many left it now."""
        with self._ledger.write() as connection:
            held, drawn = self._held(ids)
            noted = self._noted()
            left = [name for name in ids if name not in noted]
            for memory in self._store.get([name for name in left if name in held]):
                note = ""
                if memory.status is not Status.SUPERSEDED:
                    note = CLOSED
                    gone = replace(memory.moved(Status.SUPERSEDED), valid_to=self._clock())
                    self._store.revise([gone], what="left the file", rule=INTAKE)
                connection.execute("INSERT INTO note (name, value) VALUES (?, ?)", (LEFT + memory.id, note))
            self._store.forget([*(name for name in ids if name not in held), *drawn])
            self.tidy()
        return len(left)

    def clear(self, ids: Sequence[str], folder: str) -> int:
        """Takes passages out for good, and those that had left files of the same folder; how many.

        What the person made of them rests on what else there is; what rests on nothing else goes too.
        """
        with self._ledger.write():
            noted = self._store.get(list(self._noted()))
            going = list(dict.fromkeys([*ids, *(memory.id for memory in noted if memory.place == f"folder:{folder}")]))
            gone = set(going)
            _, drawn = self._held(going)
            gone |= set(drawn)
            waiting = self._resting(gone)
            while waiting:
                fell = {memory.id for memory in waiting if not self._rests_on_less(memory, gone)}
                gone |= fell
                waiting = self._resting(fell) if fell else []
            self._store.forget(sorted(gone))
            self.tidy()
        return len(going)

    def tidy(self) -> int:
        """Takes out the passages that stand in no file and that nothing needs any more; how many. To be called after
        forgetting and undoing."""
        with self._ledger.write() as connection:
            noted = list(self._noted())
            if not noted:
                return 0
            held, drawn = self._held(noted)
            going = [name for name in noted if name not in held]
            gone = self._store.forget(going)
            self._store.forget(drawn)
            connection.executemany("DELETE FROM note WHERE name = ?", [(LEFT + name,) for name in going])
        return gone

    def kept_for(self, ids: Sequence[str]) -> list[Memory]:
        """The passages that stand in no file and are kept for these memories alone: they go with them."""
        with self._ledger.write():
            noted, going = list(self._noted()), set(ids)
            held = self._held(noted)[0] if noted else set()
            kept = [name for name in held if name not in going and self._needed(name) <= going]
            return self._store.get(sorted(kept))

    # ---- what is wrong -------------------------------------------------------------------------------

    def _wrong(self) -> list[Wrong]:
        """What corrections found wrong; read anew only where one of them changed, as a folder may hold many files."""
        which = f"FROM memory WHERE source_key = ? AND {HIDDEN} ORDER BY n"
        key = (f"derived:{RULE}",)
        state = self._ledger.rows(f"SELECT id, version {which}", key)
        if self._known[0] != state:
            facts = [from_row(row) for row in self._ledger.rows(f"SELECT {COLUMNS} {which}", key)]
            edited = self._ledger.rows(f"SELECT memory.id, ({_BEFORE}) {which}", key)
            self._known = state, standing(facts, {name: text for name, text in edited if text})
        return self._known[1]

    def _marked(self) -> list[tuple[Memory, int | None]]:
        """What was marked as wrong, and the operation that did it; read anew only after another operation, as every
        change by the person is one, and it takes a look at every memory."""
        latest = self._ledger.one("SELECT n, at FROM operation ORDER BY n DESC LIMIT 1")
        if self._marks is not None and self._marks[0] == latest:
            return self._marks[1]
        operation = "(SELECT max(operation) FROM history WHERE history.memory = memory.n AND history.what = 'closed')"
        rows = self._ledger.rows(f"SELECT {operation}, {COLUMNS} FROM memory WHERE {_MARKED} AND kind != 'insight'")
        self._marks = latest, [(from_row(row[1:]), row[0]) for row in rows]
        return self._marks[1]

    def _close(
        self, memory: Memory, file: str, wrong: Sequence[Wrong], marked: Sequence[tuple[Memory, int | None]]
    ) -> None:
        """Closes a new passage that repeats what is wrong, in the operation that found it wrong: undoing that brings
        back what the file says now."""
        again = said_again(memory.text, wrong)
        if again is None:
            for other, operation in marked:
                if repeats(memory, other):
                    self._succeeded(memory, None, operation)
                    return
            return
        one, words = again
        operation = self._ledger.scalar("SELECT operation FROM memory WHERE id = ?", (one.by.id,))
        if self._of_file(one.by, file):
            self._succeeded(memory, one.by.id, operation)
            self._renew(self._store.get([memory.id])[0], file)
            return
        successor = one.by.id
        latest = self._latest(one.by)
        said = [other for other in self._store.get(_evidence(latest)) if other.kind is Kind.EPISODE][-1:]
        if statements(memory.text) > 1 and said and latest.status is not Status.SUPERSEDED:
            own = corrected(memory, said[0], one.right, self._clock(), instead_of=words)
            if not refusal(own, [memory, said[0]]):
                self._store.remember([own], rule=RULE, why="Another file says again what was corrected.")
                self._attach("memory SET operation = ? WHERE id = ?", operation, own.id)
                successor = own.id
        self._succeeded(memory, successor, operation)

    def _succeeded(self, memory: Memory, by: str | None, operation: int | None) -> None:
        closed = replace(memory.moved(Status.SUPERSEDED), valid_to=self._clock(), superseded_by=by)
        self._store.revise([closed], what="superseded" if by else "closed", rule=RULE, why="It was corrected before.")
        where = "memory = (SELECT n FROM memory WHERE id = ?) AND version = (SELECT version FROM memory WHERE id = ?)"
        self._attach(f"history SET operation = ? WHERE {where}", operation, memory.id, memory.id)

    def _attach(self, update: str, operation: int | None, *names: str) -> None:
        with self._ledger.write() as connection:
            connection.execute(f"UPDATE {update}", (operation, *names))

    def _of_file(self, fact: Memory, file: str) -> bool:
        """Whether a correction rests on a passage of this file."""
        key = f"file:{file}"
        ids = _evidence(fact)
        sql = f"SELECT 1 FROM memory WHERE source_key = ? AND id IN ({marks(ids)})"
        return self._ledger.one(sql, (key, *ids)) is not None

    def _latest(self, fact: Memory) -> Memory:
        """The memory that took the place of a correction in the end, or itself."""
        while after := self._store.get([fact.superseded_by or ""]):
            fact = after[0]
        return fact

    def _renew(self, passage: Memory, file: str) -> None:
        """Has the correction of a passage say what else that says now, and rest on it too."""
        fact = next(iter(self._store.get([passage.superseded_by or ""])), None)
        if fact is None or not self._of_file(fact, file):
            return
        fact = self._latest(fact)
        if fact.status is Status.SUPERSEDED:
            return
        if not isinstance(fact.source, Derived) or fact.source.rule != RULE:
            return
        if any(change.rule == "person" and change.what == "edited" for change in self._store.history(fact.id)):
            return
        evidence = _evidence(fact)[:2]
        source = Derived(RULE, evidence if passage.id in evidence else (*evidence, passage.id))
        new = fact.changed(text=renewed(fact, passage.text), source=source)
        if (new.text, new.source) != (fact.text, fact.source) and not refusal(new, self._store.get(source.memories)):
            self._store.revise([new], what="renewed", rule=RULE, why="The passage that it corrects changed.")

    # ---- what rests on what --------------------------------------------------------------------------

    def _held(self, ids: Sequence[str]) -> tuple[set[str], list[str]]:
        """Those of some passages that stay, and what a rule alone drew from the others."""
        held: set[str] = set()
        above: dict[str, set[str]] = {}
        for start in range(0, len(ids), 500):
            some = list(ids[start : start + 500])
            marked = self._ledger.rows(f"SELECT id FROM memory WHERE {_MARKED} AND id IN ({marks(some)})", some)
            held |= {row[0] for row in marked}
            sql = _ABOVE.format(marks(some)) + f"SELECT root, memory.id, {_PERSONAL} FROM above JOIN memory USING (n)"
            for root, name, personal in self._ledger.rows(sql, some):
                above.setdefault(root, set()).add(name)
                if personal:
                    held.add(root)
        drawn = {name for root, names in above.items() if root not in held for name in names}
        return held, sorted(drawn - set(ids))

    def _needed(self, passage: str) -> set[str]:
        """What a passage is kept for: what the person made of it, and the passage itself where it was marked."""
        sql = _ABOVE.format("?") + f"SELECT memory.id FROM above JOIN memory USING (n) WHERE {_PERSONAL}"
        marked = self._ledger.rows(f"SELECT id FROM memory WHERE {_MARKED} AND id = ?", (passage,))
        return {row[0] for row in (*self._ledger.rows(sql, (passage,)), *marked)}

    def _resting(self, ids: Iterable[str]) -> list[Memory]:
        """What rests directly on any of these, hidden memories included."""
        wanted = list(ids)
        found: dict[str, Memory] = {}
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            resting = f"SELECT memory FROM evidence WHERE rests_on IN ({marks(some)})"
            found |= {
                row[0]: from_row(row)
                for row in self._ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE n IN ({resting})", some)
            }
        return [memory for name, memory in found.items() if name not in set(wanted)]

    def _rests_on_less(self, memory: Memory, gone: set[str]) -> bool:
        """Has a memory rest on what is left of its evidence; whether anything is."""
        if not isinstance(memory.source, Derived):
            return True
        left = tuple(name for name in memory.source.memories if name not in gone)
        source = Derived(memory.source.rule, left, tuple(one for one in memory.source.spans if one.memory in left))
        if memory.status is Status.FORGOTTEN:  # it waits to be purged from every place, and may still come back
            with self._ledger.write() as connection:
                values = (to_row(replace(memory, source=source))[FIELDS.index("source")], memory.id)
                connection.execute("UPDATE memory SET source = ? WHERE id = ?", values)
                connection.executemany(
                    "DELETE FROM evidence WHERE rests_on = ? AND memory = (SELECT n FROM memory WHERE id = ?)",
                    [(name, memory.id) for name in gone],
                )
            return True
        new = memory.changed(source=source)
        if refusal(new, self._store.get(left)):
            return False
        self._store.revise([new], what="evidence left", rule=INTAKE, why="The folder that it stood in is not watched.")
        return True

    # ---- what left its file --------------------------------------------------------------------------

    def _noted(self) -> dict[str, str]:
        """Ids of the passages that are kept though their files have them no more, and why they are closed."""
        rows = self._ledger.rows("SELECT name, value FROM note WHERE name >= ? AND name < ?", (LEFT, LEFT[:-1] + ";"))
        return {name.removeprefix(LEFT): value for name, value in rows}

    def _back(self, ids: Sequence[str]) -> list[Memory]:
        """Those of some passages that had left their file; they are open again if leaving it had closed them."""
        noted = self._noted() if ids else {}
        found = self._store.get([name for name in ids if name in noted])
        with self._ledger.write() as connection:
            for memory in found:
                connection.execute("DELETE FROM note WHERE name = ?", (LEFT + memory.id,))
                if noted[memory.id] == CLOSED and memory.status is Status.SUPERSEDED and not memory.superseded_by:
                    open_ = replace(memory.moved(Status.ACTIVE), valid_to=None)
                    self._store.revise([open_], what="back in the file", rule=INTAKE)
        return found


def _evidence(fact: Memory) -> tuple[str, ...]:
    return fact.source.memories if isinstance(fact.source, Derived) else ()
