"""Every change of what is remembered: new memories, new versions, successors, undoing, forgetting.

Invariant: what a call changes is one transaction with its history and the outbox's rows; a version follows the one
before it; a status moves as `MOVES` allows, and goes back only by undoing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from secondme.errors import NotFound, Refused
from secondme.memory.barrier import refusal
from secondme.memory.cutting import NONE, Read
from secondme.memory.language import SPACED, Language, language, tongue, under
from secondme.memory.record import MOVES, Derived, Kind, Memory, Source, Status
from secondme.ports import Clock
from secondme.store.erase import erase
from secondme.store.history import History
from secondme.store.inserting import insert
from secondme.store.ledger import Ledger, marks
from secondme.store.lineage import FAMILY
from secondme.store.outbox import INDEXED, Outbox
from secondme.store.rows import COLUMNS, FIELDS, from_fields, from_row, heading, put_documents, to_row
from secondme.storing import RUN, Operation

PERSONAL = "person"
"""The rule of changes that the person made; each is an operation even where none is open."""
LAPSE = 30.0
"""Seconds for which what undoing took away can be brought back."""
KEPT = 7 * 86400.0
"""Seconds for which that holds where the person undid what a consolidation run had made: its report has it so long."""
FOR_GOOD = "*"
"""Noted in the place of the evidence of a conclusion that is declined whatever it rests on."""

TOLD = "language.told"
"""The note of a language that the encoder does not know, until it was told; empty then."""

_COLUMNS = f"{', '.join(FIELDS)}, rule, why, stored, operation, tongue"
_VALUES = f"({marks(FIELDS)}, ?, ?, ?, ?, ?)"


class Writing:
    """The writing half of the store."""

    def __init__(
        self, ledger: Ledger, history: History, outbox: Outbox, clock: Clock, *, english: bool = True
    ) -> None:
        """`english`: the encoder knows no other language, as far as is known."""
        self._english = english
        self._ledger = ledger
        self._history = history
        self._outbox = outbox
        self._clock = clock

    def remember(
        self, memories: Sequence[Memory], rule: str, why: str, readings: Mapping[str, Read] = NONE
    ) -> list[Memory]:
        """See `MemoryStore`."""
        with self._ledger.write() as connection:
            there: set[str] = set()
            for start in range(0, len(memories), 500):
                some = [memory.id for memory in memories[start : start + 500]]
                found = self._ledger.rows(f"SELECT id FROM memory WHERE id IN ({marks(some)})", some)
                there.update(row[0] for row in found)
            if there:
                there -= self._give_way(there)
            new = [memory for memory in {m.id: m for m in memories}.values() if memory.id not in there]
            if not new:
                return []
            together = {memory.id: memory for memory in new}
            for memory in new:
                self._admit(memory, together)
            operation = self._operation(rule, "remembered")
            now = self._clock()
            put_documents(connection, new)
            known = {memory.id: readings[memory.id] for memory in new if memory.id in readings}
            languages = [language(memory.text) for memory in new]
            rows = [
                (*to_row(m), rule, why, _apart(m.made, now), operation, under(heading(m), one))
                for m, one in zip(new, languages, strict=True)
            ]
            numbers = insert(self._ledger, "memory", _COLUMNS, _VALUES, rows)
            packed = [(n, known[m.id].packed) for n, m in zip(numbers, new, strict=True) if m.id in known]
            read = [n for n, _ in packed]
            insert(self._ledger, "reading", "memory, packed", "(?, ?)", packed, read)
            insert(self._ledger, "awaiting", "memory, behind", "(?, 1)", [(n,) for n in read], read)
            for memory in new:
                self._rests(memory)
            self.hear(languages)
            self._outbox.put([memory.id for memory in new], {name: one.vector for name, one in known.items()})
        return new

    def _give_way(self, ids: Collection[str]) -> set[str]:
        """Takes away what of these was undone and only waits to be brought back: it is concluded anew, from other
        evidence."""
        sql = (
            "SELECT id FROM memory JOIN due ON due.memory = memory.n WHERE id IN (SELECT value FROM json_each(?)) "
            "AND due.at > ?"
        )
        going = [row[0] for row in self._ledger.rows(sql, (json.dumps(list(ids)), self._clock() + LAPSE))]
        if going:
            with self._ledger.write() as connection:
                erase(connection, going, at=self._clock())
        return set(going)

    def hear(self, languages: Iterable[Language]) -> None:
        """Notes the first of these languages that the encoder does not know, for `notice_language`."""
        names = (one.name for one in languages if one.tongue & SPACED)
        if name := next((name for name in names if name), ""):
            with self._ledger.write() as connection:
                connection.execute("INSERT OR IGNORE INTO note (name, value) VALUES (?, ?)", (TOLD, name))

    def notice_language(self) -> str:
        """See `MemoryStore`."""
        if not self._english or not (name := self._ledger.scalar("SELECT value FROM note WHERE name = ?", (TOLD,))):
            return ""
        with self._ledger.write() as connection:
            connection.execute("UPDATE note SET value = '' WHERE name = ?", (TOLD,))
        return (
            f"A note in {name} is kept. The encoder knows English alone, so notes in {name} are found by their words "
            "and not by what they mean. A multilingual encoder finds them so: secondme model encoder"
        )

    def revise(self, memories: Sequence[Memory], what: str, rule: str, why: str) -> None:
        """See `MemoryStore`."""
        with self._ledger.write():
            stored = {memory.id: memory for memory in self.get([memory.id for memory in memories])}
            for memory in memories:
                old = stored.get(memory.id)
                if old is None:
                    raise NotFound(f"There is no memory {memory.id}.")
                if memory.version != old.version + 1:
                    raise Refused(f"Memory {memory.id} was changed by something else meanwhile.", "Look at it again.")
                if memory.status is not old.status and memory.status not in MOVES[old.status]:
                    raise Refused(f"A memory that is {old.status} cannot become {memory.status}.")
                if rule != PERSONAL and (memory.text != old.text or memory.source != old.source):
                    self._admit(memory, {})
            operation = self._operation(rule, what)
            for memory in memories:
                self._put(stored[memory.id], memory, what, rule, why, operation)

    def succeed(self, old: Memory, new: Memory | None, rule: str, why: str) -> None:
        """See `MemoryStore`."""
        with self._ledger.write(), self._history.operation("corrected"):
            found = self.get([old.id])
            if not found:
                raise NotFound(f"There is no memory {old.id}.")
            if found[0].valid_to is not None or found[0].status is Status.SUPERSEDED:
                raise Refused(f"Memory {old.id} was closed already.", "Correct the one that followed it.")
            if new is not None:
                self.remember([new], rule, why)
            closed = replace(
                found[0].moved(Status.SUPERSEDED), valid_to=self._clock(), superseded_by=new.id if new else None
            )
            self.revise([closed], "superseded" if new else "closed", rule, why)

    def recalled(self, ids: Sequence[str], conversation: str, message: int, at: float) -> None:
        """See `MemoryStore`."""
        with self._ledger.write() as connection:
            for memory in self.get(ids):
                seen = connection.execute(
                    f"{FAMILY}SELECT 1 FROM recall JOIN message ON message.n = recall.message "
                    "WHERE recall.memory = (SELECT n FROM memory WHERE id = ?) AND message.conversation IN family "
                    "AND message.n != ? LIMIT 1",
                    (conversation, memory.id, message),
                ).fetchone()
                if memory.status is Status.FADED:
                    memory = memory.moved(Status.ACTIVE)
                    self.revise([memory], "came back", "recalled", "An answer used it.")
                connection.execute(
                    "UPDATE memory SET last_recalled = ?, recalls = recalls + ? WHERE id = ?",
                    (at, 0 if seen else 1, memory.id),
                )

    # ---- undoing -------------------------------------------------------------------------------------

    def undo(self, number: int | None, asked: bool) -> Operation:
        """See `MemoryStore`."""
        with self._ledger.write() as connection:
            target = self._history.undoable(number)
            now = self._clock()
            until = now + (KEPT if asked and RUN in target.what else LAPSE)
            what = f"undid {target.n}: {target.what}"
            connection.execute("INSERT INTO operation (at, what, undoes) VALUES (?, ?, ?)", (now, what, target.n))
            mine = int(connection.last_insert_rowid())
            connection.execute("UPDATE operation SET undone_by = ? WHERE n = ?", (mine, target.n))
            connection.execute("UPDATE operation SET undone_by = NULL WHERE n = ?", (target.undoes,))
            before: dict[str, dict[str, Any]] = {}
            made_by_it: dict[str, int] = {}
            for name, version, replaced in self._history.steps(target.n):
                before.setdefault(name, {}).update(replaced)
                made_by_it.setdefault(name, version)
            made = set(self._history.made(target.n))
            changed = 0
            for memory in self.get(sorted(set(before) - made), hidden=True):
                if self._history.touched(memory.id, made_by_it[memory.id], before[memory.id], target.n):
                    raise Refused(
                        f"Memory {memory.id} was changed again since, so operation {target.n} cannot be undone alone.",
                        "Undo the later changes first: secondme memory undo",
                    )
                fields = dict(zip(FIELDS, to_row(memory), strict=True)) | before[memory.id]
                document = self._ledger.scalar(
                    "SELECT json_array(path, digest) FROM document WHERE 'file:' || file = ?", (fields["source_key"],)
                )
                restored = from_fields(fields | {"version": memory.version + 1}, document)
                self._put(memory, restored, "undone", "undo", f"Operation {target.n} was undone.", mine)
                if restored.status is Status.FORGOTTEN:
                    self._fall_due([restored], until)
                else:
                    if memory.status is Status.FORGOTTEN:
                        connection.execute("DELETE FROM note WHERE name = ?", (f"declined:{restored.id}",))
                    connection.execute(
                        "DELETE FROM due WHERE memory = (SELECT n FROM memory WHERE id = ?)", (restored.id,)
                    )
                changed += 1
            gone = self.get(sorted(made))
            self.decline([memory for memory in gone if isinstance(memory.source, Derived)])
            if asked:
                insights = [memory for memory in gone if memory.kind is Kind.INSIGHT]
                connection.executemany(
                    "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)",
                    [(f"declined:{memory.id}", FOR_GOOD) for memory in insights],
                )
            changed += self._hide(gone, until, "undone", mine)
        return Operation(mine, now, what, changed, target.n)

    # ---- forgetting ----------------------------------------------------------------------------------

    def hide(self, ids: Sequence[str], until: float) -> int:
        """See `MemoryStore`."""
        with self._ledger.write():
            number = self._history.number("forgot")
            self._hide_undone(ids, until, number)
            return self._hide(self.get(ids), until, "forgotten", number)

    def _hide_undone(self, ids: Sequence[str], until: float, operation: int) -> None:
        """What was undone and rests on these, directly or through others, is not to wait to be brought back."""
        rows = self._ledger.rows(
            "WITH RECURSIVE going (id) AS (SELECT value FROM json_each(?) UNION SELECT memory.id FROM going "
            "JOIN evidence ON evidence.rests_on = going.id JOIN memory ON memory.n = evidence.memory) "
            "SELECT going.id FROM going JOIN memory ON memory.id = going.id JOIN due ON due.memory = memory.n "
            "WHERE due.at > ?",
            (json.dumps(list(ids)), until),
        )
        undone = self.get([row[0] for row in rows], hidden=True)
        for memory in undone:
            self._put(memory, memory.changed(), "forgotten", PERSONAL, "", operation)
        self._fall_due(undone, until)

    def _hide(self, memories: Sequence[Memory], until: float, what: str, operation: int) -> int:
        with self._ledger.write():
            for memory in memories:
                self._put(memory, memory.moved(Status.FORGOTTEN), what, PERSONAL, "", operation)
            self._fall_due(memories, until)
        return len(memories)

    def _fall_due(self, memories: Sequence[Memory], at: float) -> None:
        with self._ledger.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO due (memory, at) SELECT n, ? FROM memory WHERE id = ?",
                [(at, memory.id) for memory in memories],
            )

    def due(self, when: float) -> list[str]:
        """See `MemoryStore`."""
        sql = "SELECT memory.id FROM due JOIN memory ON memory.n = due.memory WHERE due.at <= ? ORDER BY memory.n"
        return [row[0] for row in self._ledger.rows(sql, (when,))]

    def forget(self, ids: Sequence[str]) -> int:
        """See `MemoryStore`."""
        with self._ledger.write() as connection:
            gone = erase(connection, ids, at=self._clock())
            self._outbox.put(list(ids))
        return gone

    def decline(self, memories: Sequence[Memory]) -> None:
        """See `MemoryStore`. What is kept is a hash of the evidence, and no word of it."""
        with self._ledger.write() as connection:
            connection.executemany(
                "INSERT INTO note (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2 WHERE value != ?3",
                [(f"declined:{memory.id}", _evidence(memory.source), FOR_GOOD) for memory in memories],
            )

    def declined(self, memory: str, source: Derived) -> bool:
        """See `MemoryStore`."""
        noted = self._ledger.scalar("SELECT value FROM note WHERE name = ?", (f"declined:{memory}",))
        return bool(noted == FOR_GOOD or noted == _evidence(source))

    # ---- rows ----------------------------------------------------------------------------------------

    def _operation(self, rule: str, what: str) -> int | None:
        if rule == PERSONAL or self._history.opened:
            return self._history.number(what)
        return None

    def _admit(self, memory: Memory, together: Mapping[str, Memory]) -> None:
        """The write barrier. Raises: Refused if the memory may not be concluded from what it rests on, which is
        stored already or `together` with it."""
        if memory.kind.tier == 0 or not isinstance(memory.source, Derived):
            return
        wanted = memory.source.memories
        evidence = self.get([name for name in wanted if name not in together])
        reason = refusal(memory, [*evidence, *(together[name] for name in wanted if name in together)])
        if reason:
            raise Refused(f"That cannot be concluded: {reason}")

    def _put(self, old: Memory, new: Memory, what: str, rule: str, why: str, operation: int | None) -> None:
        """Stores a version over the one before it, with its history."""
        rows = zip(FIELDS, to_row(old), to_row(new), strict=True)
        changed = [(field, was, now) for field, was, now in rows if was != now]
        written = {field: now for field, _, now in changed}
        if "text" in written or "heading" in written:
            written["tongue"] = tongue(new.text, heading(new))
        with self._ledger.write() as connection:
            put_documents(connection, [new])
            connection.execute(
                f"UPDATE memory SET {', '.join(f'{column} = ?' for column in written)} WHERE id = ?",
                [*written.values(), new.id],
            )
            replaced = {field: was for field, was, _ in changed if field != "version"}
            self._history.note(new, what, why, rule, replaced, operation)
            if new.source != old.source:
                connection.execute("DELETE FROM evidence WHERE memory = (SELECT n FROM memory WHERE id = ?)", (new.id,))
                self._rests(new)
            if old.text != new.text or (old.status in INDEXED) != (new.status in INDEXED):
                self._outbox.put([new.id])

    def _rests(self, memory: Memory) -> None:
        if isinstance(memory.source, Derived):
            with self._ledger.write() as connection:
                connection.executemany(
                    "INSERT OR IGNORE INTO evidence (memory, rests_on) SELECT n, ? FROM memory WHERE id = ?",
                    [(other, memory.id) for other in memory.source.memories],
                )

    def get(self, ids: Sequence[str], *, hidden: bool = False) -> list[Memory]:
        """The memories that are there, in order; those that wait to be purged only where `hidden` is asked for."""
        found: dict[str, Memory] = {}
        for start in range(0, len(ids), 500):
            some = list(ids[start : start + 500])
            for row in self._ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE id IN ({marks(some)})", some):
                found[row[0]] = from_row(row)
        return [found[i] for i in ids if i in found and (hidden or found[i].status is not Status.FORGOTTEN)]


def _apart(made: float, stored: float) -> float | None:
    """When a memory was stored; None, which takes no room, within a second of when it was made."""
    return None if 0 <= stored - made < 1 else stored


def _evidence(source: Source) -> str:
    """A hash of what a memory rests on; empty for what rests on nothing."""
    if not isinstance(source, Derived):
        return ""
    return hashlib.sha256("\x1f".join(sorted(source.memories)).encode()).hexdigest()
