"""The memory store: ledger and index behind the port `MemoryStore`, kept in step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from secondme.errors import NotFound, Refused
from secondme.memory.cutting import NONE, Read
from secondme.memory.forgetting import Forgetting
from secondme.memory.reading import Readings
from secondme.memory.record import Derived, Kind, Memory, Span
from secondme.ports import Clock, Embedder
from secondme.store.budget import Budget
from secondme.store.facts import Facts
from secondme.store.following import Follower
from secondme.store.history import History
from secondme.store.index import MAIN, VectorIndex
from secondme.store.keys import Keys
from secondme.store.ledger import Ledger, marks
from secondme.store.mirror import Mirror
from secondme.store.nearest import Nearest
from secondme.store.outbox import Outbox
from secondme.store.readings import Reader, Tokens, Window
from secondme.store.rows import COLUMNS, HIDDEN, from_row, source_key, where
from secondme.store.search import Search
from secondme.store.upkeep import Upkeep
from secondme.store.uses import Uses
from secondme.store.writing import Writing
from secondme.storing import Change, Filter, Health, Hit, Operation

MARKED = "mark:"
"""Begins the names of the notes that say how far a step of consolidation has come."""
DEFAULT = Forgetting()
"""How memories fade where nobody has set it."""


class Store:
    """Implements `MemoryStore`. `index` may be unusable: everything but the vector lanes works without it."""

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        embedder: Tokens,
        clock: Clock,
        *,
        budget: int = 0,
        forgetting: Forgetting = DEFAULT,
        neural: Callable[[], Embedder] | None = None,
        busy: Callable[[], bool] = lambda: False,
        filling: Callable[[], bool] = lambda: False,
        tells: Callable[[str], bool] = lambda text: False,
        calendar: str = "",
        english: bool = True,
    ) -> None:
        """`budget` bounds the bytes of the index, 0 for no bound; what has faded most leaves it first. `neural` opens
        the encoder that is named to the index, None for none; it works while nobody is `busy` waiting for an answer.
        While it is `filling` with much, Chroma's graph is left for later; what it lacks is found by comparing.
        `tells` says whether a text tells of a time, by words of `calendar`. `english` is all that the encoder knows."""
        self.ledger = ledger
        self.index = index
        self.embedder = embedder
        self.budget = Budget(ledger, clock, budget, forgetting)
        self.reader = reader = Reader(ledger, embedder, tells, calendar)
        self.outbox = Outbox(ledger, index, reader, self.budget, filling=filling)
        behind = lambda: busy() or len(index.tail) > 0  # noqa: E731  (what waits for the graph goes first)
        self.follower = Follower(ledger, self.outbox, index.main, neural, behind) if neural else None
        self.past = History(ledger, clock)
        self.writing = Writing(ledger, self.past, self.outbox, clock, english=english)
        self.upkeep = Upkeep(ledger, index, self.outbox, embedder, self.budget, self.follower)
        self.search = Search(ledger)
        self.facts = Facts(ledger, self.writing)
        self.keyed = Keys(ledger, self.outbox, self.past)
        self.uses = Uses(ledger)
        mirror = Mirror(ledger, reader, index.dimensions.get(MAIN, 0))
        self.near = Nearest(ledger, index, embedder, self.outbox.neural, mirror, self.upkeep.look)
        self.window = Window(ledger, reader, self.outbox.neural, index.dimensions.get(MAIN, 0), mirror)

    def close(self) -> None:
        """Ends the threads and closes index and ledger."""
        self.upkeep.close()
        if self.follower:
            self.follower.close()
        self.outbox.close()
        self.index.close()
        self.ledger.close()

    # ---- writing -------------------------------------------------------------------------------------

    def remember(
        self, memories: Sequence[Memory], *, rule: str, why: str = "", readings: Mapping[str, Read] = NONE
    ) -> list[Memory]:
        """See `MemoryStore`."""
        return self.writing.remember(memories, rule, why, readings)

    def revise(self, memories: Sequence[Memory], *, what: str, rule: str, why: str = "") -> None:
        """See `MemoryStore`."""
        self.writing.revise(memories, what, rule, why)

    def succeed(self, old: Memory, new: Memory | None, *, rule: str, why: str = "") -> None:
        """See `MemoryStore`."""
        with self.ledger.write():
            self.writing.succeed(old, new, rule, why)
            self.uses.corrected([old.id])

    def operation(self, what: str, *, join: bool = False) -> AbstractContextManager[None]:
        """See `MemoryStore`."""
        return self.past.operation(what, join=join)

    def operations(self, limit: int = 20) -> list[Operation]:
        """See `MemoryStore`."""
        return self.past.operations(limit)

    def operations_of(self, prefix: str) -> list[Operation]:
        """See `MemoryStore`."""
        return self.past.operations_of(prefix)

    def undo(self, number: int | None = None, *, asked: bool = True) -> Operation:
        """See `MemoryStore`."""
        with self.ledger.write():
            done = self.writing.undo(number, asked)
            keyed = self.keyed.undo(done.undoes or 0, done.n)
            self.uses.corrected([name for name, _, _ in self.past.steps(done.n)])
        return replace(done, memories=done.memories + keyed)

    def recalled(self, ids: Sequence[str], *, conversation: str, message: int, at: float) -> None:
        """See `MemoryStore`."""
        with self.ledger.write():
            self.writing.recalled(ids, conversation, message, at)
            self.readmit(ids)

    def readmit(self, ids: Sequence[str]) -> None:
        """Has memories that left a full index come back to it."""
        with self.ledger.write():
            if back := self.budget.readmit(ids):
                self.outbox.put(back)

    def hide(self, ids: Sequence[str], until: float) -> int:
        """See `MemoryStore`."""
        return self.writing.hide(ids, until)

    def due(self, when: float) -> list[str]:
        """See `MemoryStore`."""
        return self.writing.due(when)

    def forget(self, ids: Sequence[str]) -> int:
        """See `MemoryStore`."""
        gone = self.writing.forget(ids)
        self.search.forgotten()
        return gone

    def decline(self, memories: Sequence[Memory]) -> None:
        """See `MemoryStore`."""
        self.writing.decline(memories)

    def declined(self, memory: str, source: Derived) -> bool:
        """See `MemoryStore`."""
        return self.writing.declined(memory, source)

    def add_keys(self, memory: str, texts: Sequence[str], *, rule: str) -> int:
        """See `MemoryStore`."""
        return self.keyed.add(memory, texts, rule)

    def drop_keys(self, memory: str, texts: Sequence[str] | None = None) -> int:
        """See `MemoryStore`."""
        return self.keyed.drop(memory, texts)

    # ---- reading -------------------------------------------------------------------------------------

    def keys(self, memory: str) -> list[str]:
        """See `MemoryStore`."""
        return self.keyed.all(memory)

    def notice_language(self) -> str:
        """See `MemoryStore`."""
        return self.writing.notice_language()

    def at(self, memory: str, when: float) -> Memory | None:
        """See `MemoryStore`."""
        return self.past.at(memory, when)

    def page_at(self, which: Filter, when: float, *, limit: int = 100, offset: int = 0) -> list[Memory]:
        """See `MemoryStore`."""
        return self.past.page(which, when, limit=limit, offset=offset)

    def get(self, ids: Sequence[str]) -> list[Memory]:
        """See `MemoryStore`."""
        return self.writing.get(ids)

    def closed(self, ids: Sequence[str]) -> list[Memory]:
        """See `MemoryStore`."""
        some = "SELECT value FROM json_each(?)"
        sql = f"SELECT {COLUMNS} FROM memory WHERE id IN ({some}) AND valid_to IS NOT NULL AND {HIDDEN}"
        return [from_row(row) for row in self.ledger.rows(sql, (json.dumps(list(ids)),))]

    def held(
        self, subjects: Sequence[str], relations: Sequence[str], begin: float, end: float
    ) -> list[Memory]:
        """See `MemoryStore`."""
        return self.facts.held(subjects, relations, begin, end)

    def passed(self, ids: Sequence[str], relations: Sequence[str], at: float) -> set[str]:
        """See `MemoryStore`."""
        return self.facts.passed(ids, relations, at)

    def instead(self, ids: Sequence[str], begin: float, end: float) -> dict[str, list[Memory]]:
        """See `MemoryStore`."""
        return self.facts.instead(ids, begin, end)

    def find(self, prefix: str) -> Memory:
        """See `MemoryStore`."""
        rows = self.ledger.rows(
            f"SELECT {COLUMNS} FROM memory WHERE id >= ? AND id < ? AND {HIDDEN} ORDER BY id LIMIT 3",
            (prefix, prefix + "\x7f"),
        )
        exact = [row for row in rows if row[0] == prefix]
        if len(exact or rows) == 1:
            return from_row((exact or rows)[0])
        if not prefix or not rows:
            raise NotFound(f"There is no memory {prefix!r}.", "See their ids with: secondme memory list")
        raise Refused(f"Several memories begin with {prefix!r}.", "Give more letters of the id.")

    def page(self, which: Filter, *, limit: int = 100, offset: int = 0) -> list[Memory]:
        """See `MemoryStore`."""
        condition, values = where(which)
        order = "ORDER BY memory.made DESC, memory.n DESC LIMIT ? OFFSET ?"
        sql = f"SELECT {COLUMNS} FROM memory WHERE {condition} {order}"
        return [from_row(row) for row in self.ledger.rows(sql, [*values, limit, offset])]

    def each(self, which: Filter, *, after: str = "") -> Iterator[Memory]:
        """See `MemoryStore`. It reads a page at a time."""
        condition, values = where(which)
        last = self.ledger.scalar("SELECT n FROM memory WHERE id = ?", (after,)) or 0
        while rows := self.ledger.rows(
            f"SELECT n, {COLUMNS} FROM memory WHERE {condition} AND n > ? ORDER BY n LIMIT 1000",
            [*values, last],
        ):
            for row in rows:
                yield from_row(row[1:])
            last = rows[-1][0]

    def count(self, which: Filter) -> int:
        """See `MemoryStore`."""
        condition, values = where(which)
        return int(self.ledger.scalar(f"SELECT count(*) FROM memory WHERE {condition}", values))

    def size(self) -> int:
        """See `MemoryStore`."""
        return self.search.most()

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        return self.search.words(question, limit=limit, which=which)

    def holding(self, words: str, which: Filter) -> list[Memory]:
        """See `MemoryStore`."""
        return self.search.holding(words, which)

    def told(self, what: Sequence[str], *, limit: int, which: Filter) -> list[Memory]:
        """See `MemoryStore`."""
        return self.search.told(what, limit, which)

    def nearest(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        return self.near.nearest(question, limit=limit, which=which)

    def neural(self, question: NDArray[np.float32], *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        return self.near.neural(question, limit=limit, which=which)

    def spoken(self, question: NDArray[np.float32], names: Sequence[str], *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`."""
        return self.near.spoken(question, names, limit=limit, which=which)

    def encoded(self, text: str) -> NDArray[np.float32] | None:
        """See `MemoryStore`."""
        return self.follower.encoded(text) if self.follower else None

    def readings(self, ids: Sequence[str], *, reach: int, which: Filter) -> Readings:
        """See `MemoryStore`."""
        return self.window.readings(ids, reach, which)

    def speakers(self) -> tuple[str, ...]:
        """See `MemoryStore`."""
        return self.search.speakers()

    def tokens(self, text: str) -> NDArray[np.uint16]:
        """See `MemoryStore`."""
        return self.embedder.tokens(text)

    def token_vectors(self, tokens: NDArray[np.uint16]) -> NDArray[np.float32]:
        """See `MemoryStore`."""
        return self.embedder.vectors(tokens)

    def stems(self, text: str) -> list[str]:
        """See `MemoryStore`."""
        return self.ledger.stems(text)

    def frequencies(self, stems: set[str]) -> dict[str, int]:
        """See `Search.frequencies`."""
        return self.search.frequencies(stems)

    def rarity(self, stems: set[str]) -> dict[str, float]:
        """See `MemoryStore`."""
        return self.search.rarity(stems)

    def neighbours(self, memory: Memory) -> list[Memory]:
        """See `MemoryStore`."""
        key = source_key(memory.source)
        if isinstance(memory.source, Derived):
            return []
        n = self.ledger.scalar("SELECT n FROM memory WHERE id = ?", (memory.id,))
        before = f"SELECT {COLUMNS} FROM memory WHERE source_key = ? AND n < ? AND {HIDDEN} ORDER BY n DESC LIMIT 1"
        after = f"SELECT {COLUMNS} FROM memory WHERE source_key = ? AND n > ? AND {HIDDEN} ORDER BY n LIMIT 1"
        return [from_row(row) for sql in (before, after) for row in self.ledger.rows(sql, (key, n))]

    def history(self, memory: str) -> list[Change]:
        """See `MemoryStore`."""
        return self.past.changes(memory)

    def resting_on(self, ids: Sequence[str]) -> list[Memory]:
        """See `MemoryStore`."""
        found: dict[str, Memory] = {}
        for start in range(0, len(ids), 500):
            some = list(ids[start : start + 500])
            resting = f"SELECT memory FROM evidence WHERE rests_on IN ({marks(some)})"
            sql = f"SELECT {COLUMNS} FROM memory WHERE n IN ({resting}) AND {HIDDEN}"
            found |= {row[0]: from_row(row) for row in self.ledger.rows(sql, some)}
        given = set(ids)
        return [memory for name, memory in found.items() if name not in given]

    def trace(self, memory: Memory) -> list[tuple[Memory, Span]]:
        """See `MemoryStore`."""
        found: dict[Span, Memory] = {}
        front, seen = [memory], {memory.id}
        while front:
            one = front.pop(0)
            if not isinstance(one.source, Derived):
                continue
            spans = {span.memory: span for span in one.source.spans}
            for other in self.get(one.source.memories):
                if other.kind.tier == 0:
                    whole = Span(other.id, 0, len(self.past.first_words(other.id)))
                    found[spans.get(other.id, whole)] = other
                elif other.id not in seen:
                    seen.add(other.id)
                    front.append(other)
        return [(other, span) for span, other in found.items()]

    def unsettled(self, kind: Kind) -> list[Memory]:
        """See `MemoryStore`."""
        # All is told from indexes: the rows and histories of what it rests on lie far apart.
        gone = (
            "SELECT 1 FROM memory INDEXED BY memory_gone "
            "WHERE id = rests_on AND status IN ('superseded', 'forgotten')"
        )
        edited = (
            "SELECT 1 FROM history INDEXED BY history_reworded WHERE history.memory = other.n "
            """AND instr(before, '"text"') AND json_type(before, '$.text') IS NOT NULL"""
        )
        sql = (
            f"SELECT {COLUMNS} FROM memory WHERE kind = ? AND {HIDDEN} AND EXISTS (SELECT 1 FROM evidence "
            "LEFT JOIN memory AS other ON other.id = evidence.rests_on WHERE evidence.memory = memory.n "
            f"AND (other.n IS NULL OR EXISTS ({gone}) OR EXISTS ({edited}))) ORDER BY memory.n"
        )
        return [from_row(row) for row in self.ledger.rows(sql, (kind,))]

    def mark(self, step: str) -> str:
        """See `MemoryStore`."""
        return str(self.ledger.scalar("SELECT value FROM note WHERE name = ?", (MARKED + step,)) or "")

    def set_mark(self, step: str, value: str) -> None:
        """See `MemoryStore`."""
        with self.ledger.write() as connection:
            connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (MARKED + step, value))

    def unresolved(self) -> list[str]:
        """Ids of derived memories that rest on something that is not there."""
        sql = (
            "SELECT DISTINCT memory.id FROM memory JOIN evidence ON evidence.memory = memory.n WHERE " + HIDDEN + " "
            "AND NOT EXISTS (SELECT 1 FROM memory AS other WHERE other.id = evidence.rests_on)"
        )
        return [row[0] for row in self.ledger.rows(sql)]

    # ---- health --------------------------------------------------------------------------------------

    def health(self) -> Health:
        """See `MemoryStore`."""
        return self.upkeep.health()

    def settle(self, timeout: float = 30.0) -> bool:
        """See `MemoryStore`."""
        until = monotonic() + timeout
        settled = self.outbox.settle(timeout)
        if settled and self.follower:
            settled = self.follower.settle(until - monotonic()) and self.outbox.settle(until - monotonic())
        return settled

    def heal(self) -> int:
        """See `Upkeep.heal`. Raises: IndexUnavailable."""
        return self.upkeep.heal()

    def rebuild(self, report: Callable[[int, int], None]) -> int:
        """See `Upkeep.rebuild`. Raises: IndexUnavailable."""
        return self.upkeep.rebuild(report)

