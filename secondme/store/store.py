"""The memory store: ledger and index behind the port `MemoryStore`, kept in step."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from secondme.errors import IndexUnavailable, NotFound, Refused
from secondme.memory.record import MOVES, Derived, Memory, Source, Status
from secondme.ports import Change, Clock, Embedder, Filter, Health, Hit
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.outbox import INDEXED, Outbox, spoken
from secondme.store.rows import COLUMNS, FIELDS, from_row, source_key, to_row, where

COMMONEST = 1_500
"""Bound on the summed document frequency of the words that a question is searched by. An OR of all its words
takes 150 ms at 100,000 memories and 1.5 s at a million; the rarest few take 8 ms."""

_WORD = re.compile(r"[^\W_]+")
"""A word as the full-text index cuts it: letters and digits, nothing else."""

CHANGING = tuple(field for field in FIELDS if field not in ("id", "version", "heading", "source_key"))
_SELECT = f"SELECT {', '.join('memory.' + field for field in FIELDS)} FROM memory"


class Store:
    """Implements `MemoryStore`. `index` may be unusable: everything but `nearest` works without it."""

    def __init__(self, ledger: Ledger, index: VectorIndex, embedder: Embedder, clock: Clock) -> None:
        self.ledger = ledger
        self.index = index
        self._embedder = embedder
        self._clock = clock
        self._counted: tuple[int, dict[str, int]] = (-1, {})
        self.outbox = Outbox(ledger, index, embedder.embed)

    def close(self) -> None:
        """Ends the outbox's thread and closes index and ledger."""
        self.outbox.close()
        self.index.close()
        self.ledger.close()

    # ---- writing -------------------------------------------------------------------------------------

    def remember(self, memories: Sequence[Memory], *, rule: str, why: str = "") -> list[Memory]:
        """See `MemoryStore`."""
        new: list[Memory] = []
        with self.ledger.write() as connection:
            for memory in memories:
                connection.execute(
                    f"INSERT INTO memory ({COLUMNS}) VALUES ({marks(FIELDS)}) ON CONFLICT (id) DO NOTHING",
                    to_row(memory),
                )
                if not connection.changes():
                    continue
                new.append(memory)
                self._note(memory, "made", why, rule, before={})
                if isinstance(memory.source, Derived):
                    connection.executemany(
                        "INSERT OR IGNORE INTO evidence (memory, rests_on) VALUES (?, ?)",
                        [(memory.id, other) for other in memory.source.memories],
                    )
            self.outbox.put([memory.id for memory in new])
        return new

    def revise(self, memories: Sequence[Memory], *, what: str, rule: str, why: str = "") -> None:
        """See `MemoryStore`."""
        with self.ledger.write() as connection:
            stored = {memory.id: memory for memory in self.get([memory.id for memory in memories])}
            for memory in memories:
                old = stored.get(memory.id)
                if old is None:
                    raise NotFound(f"There is no memory {memory.id}.")
                if memory.version != old.version + 1:
                    raise Refused(f"Memory {memory.id} was changed by something else meanwhile.", "Look at it again.")
                if memory.status is not old.status and memory.status not in MOVES[old.status]:
                    raise Refused(f"A memory that is {old.status} cannot become {memory.status}.")
                before, after = (
                    dict(zip(FIELDS, to_row(old), strict=True)),
                    dict(zip(FIELDS, to_row(memory), strict=True)),
                )
                changed = [field for field in FIELDS if before[field] != after[field]]
                connection.execute(
                    f"UPDATE memory SET {', '.join(f'{field} = ?' for field in changed)} WHERE id = ?",
                    [after[field] for field in changed] + [memory.id],
                )
                self._note(memory, what, why, rule, {name: before[name] for name in changed if name in CHANGING})
                if isinstance(memory.source, Derived) and memory.source != old.source:
                    connection.execute("DELETE FROM evidence WHERE memory = ?", (memory.id,))
                    connection.executemany(
                        "INSERT OR IGNORE INTO evidence (memory, rests_on) VALUES (?, ?)",
                        [(memory.id, other) for other in memory.source.memories],
                    )
                if old.text != memory.text or (old.status in INDEXED) != (memory.status in INDEXED):
                    self.outbox.put([memory.id])

    def _note(self, memory: Memory, what: str, why: str, rule: str, before: dict[str, Any]) -> None:
        with self.ledger.write() as connection:
            connection.execute(
                "INSERT INTO history (memory, version, what, why, rule, at, before) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    memory.id,
                    memory.version,
                    what,
                    why,
                    rule,
                    self._clock(),
                    json.dumps(before, ensure_ascii=False),
                ),
            )

    def recalled(self, ids: Sequence[str], *, conversation: str, message: int, at: float) -> None:
        """See `MemoryStore`."""
        with self.ledger.write() as connection:
            for memory in self.get(ids):
                seen = connection.execute(
                    "SELECT 1 FROM recall WHERE memory = ? AND conversation = ? AND message != ? LIMIT 1",
                    (memory.id, conversation, message),
                ).fetchone()
                if memory.status is Status.FADED:
                    memory = memory.moved(Status.ACTIVE)
                    self.revise([memory], what="came back", rule="recalled", why="An answer used it.")
                connection.execute(
                    "UPDATE memory SET last_recalled = ?, recalls = recalls + ? WHERE id = ?",
                    (at, 0 if seen else 1, memory.id),
                )

    def forget(self, ids: Sequence[str]) -> int:
        """See `MemoryStore`."""
        gone = 0
        with self.ledger.write() as connection:
            for name in ids:
                connection.execute("DELETE FROM memory WHERE id = ?", (name,))
                gone += connection.changes()
            connection.execute(
                "DELETE FROM conversation WHERE NOT EXISTS (SELECT 1 FROM message WHERE conversation = conversation.id)"
            )
            self.outbox.put(list(ids))
        return gone

    def decline(self, memories: Sequence[Memory]) -> None:
        """See `MemoryStore`. What is kept is a hash of the evidence, and no word of it."""
        with self.ledger.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)",
                [(f"declined:{memory.id}", _evidence(memory.source)) for memory in memories],
            )

    def declined(self, memory: str, source: Derived) -> bool:
        """See `MemoryStore`."""
        return bool(
            self.ledger.scalar("SELECT value FROM note WHERE name = ?", (f"declined:{memory}",)) == _evidence(source)
        )

    # ---- reading -------------------------------------------------------------------------------------

    def get(self, ids: Sequence[str]) -> list[Memory]:
        """See `MemoryStore`."""
        found: dict[str, Memory] = {}
        for start in range(0, len(ids), 500):
            some = list(ids[start : start + 500])
            for row in self.ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE id IN ({marks(some)})", some):
                found[row[0]] = from_row(row)
        return [found[name] for name in ids if name in found]

    def find(self, prefix: str) -> Memory:
        """See `MemoryStore`."""
        rows = self.ledger.rows(
            f"SELECT {COLUMNS} FROM memory WHERE id >= ? AND id < ? ORDER BY id LIMIT 3",
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
        return [
            from_row(row) for row in self.ledger.rows(f"{_SELECT} WHERE {condition} {order}", [*values, limit, offset])
        ]

    def each(self, which: Filter) -> Iterator[Memory]:
        """Every memory, oldest first, a page at a time."""
        condition, values = where(which)
        last = 0
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

    def words(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`. The question's rarest words, up to `COMMONEST` matches in all, ranked by BM25."""
        chosen: list[str] = []
        spent = 0
        frequency = self.frequencies(set(self.stems(question)))
        for stem, documents in sorted(frequency.items(), key=lambda item: (item[1], item[0])):
            if chosen and spent + documents > COMMONEST:
                break
            chosen.append(stem)
            spent += documents
        if not chosen:
            return []
        condition, values = where(which)
        match = " OR ".join(f'"{word}"' for word in self._whole(question, set(chosen)))
        rows = self.ledger.rows(
            f"SELECT memory.id, bm25(words) FROM words JOIN memory ON memory.n = words.rowid "
            f"WHERE words MATCH ? AND {condition} ORDER BY bm25(words) LIMIT ?",
            [match, *values, limit],
        )
        return [Hit(name, "words", -score) for name, score in rows]

    def _whole(self, question: str, stems: set[str]) -> list[str]:
        """The words of the question whose stems are wanted, each stem once; a stem stemmed again would miss."""
        found: dict[str, str] = {}
        for word in _WORD.findall(question):
            for stem in self.stems(word):
                if stem in stems:
                    found.setdefault(stem, word)
        return list(found.values())

    def nearest(self, question: str, *, limit: int, which: Filter) -> list[Hit]:
        """See `MemoryStore`. Over-fetches and filters in the ledger: a condition in Chroma is slow."""
        vector = self._embedder.embed([f"User: {question}"])[0]
        if not vector.any():
            return []
        condition, values = where(which)
        reach = limit * 2
        near = self.index.query(vector, reach)
        ids = [name for name, _ in near]
        rows = self.ledger.rows(f"SELECT id FROM memory WHERE id IN ({marks(ids)}) AND {condition}", [*ids, *values])
        allowed = {row[0] for row in rows}
        return [Hit(name, "vector", cosine) for name, cosine in near if name in allowed][:limit]

    def similarity(self, question: str, memories: Sequence[Memory]) -> list[float]:
        """See `MemoryStore`. Embeds anew, some 30 µs each: what Chroma gives while it writes may be half there."""
        if not memories:
            return []
        vectors = self._embedder.embed([f"User: {question}", *map(spoken, memories)])
        return [float(cosine) for cosine in vectors[1:] @ vectors[0]]

    def stems(self, text: str) -> list[str]:
        """The words of a text, folded and stemmed as the full-text index does it."""
        return self.ledger.stems(text)

    def frequencies(self, stems: set[str]) -> dict[str, int]:
        """In how many memories each of these stems occurs; those that occur nowhere are left out.

        What was looked up is kept until the ledger changes: a question asks for the same stems more than once.
        """
        if self.ledger.commits != self._counted[0]:
            self._counted = (self.ledger.commits, {})
        counted = self._counted[1]
        wanted = [stem for stem in stems if stem not in counted]
        counted |= dict.fromkeys(wanted, 0)
        counted |= dict(
            row
            for start in range(0, len(wanted), 500)
            for row in self.ledger.rows(
                f"SELECT term, doc FROM vocabulary WHERE term IN ({marks(wanted[start : start + 500])})",
                wanted[start : start + 500],
            )
        )
        return {stem: counted[stem] for stem in stems if counted[stem]}

    def rarity(self, stems: set[str]) -> dict[str, float]:
        """Inverse document frequency of each stem, highest for one that occurs nowhere.

        Source: Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", section 3.1, in the
            form that is never negative.
        """
        total = max(1, int(self.ledger.scalar("SELECT max(n) FROM memory") or 1))
        known = self.frequencies(stems)
        return {stem: math.log(1 + (total - known.get(stem, 0) + 0.5) / (known.get(stem, 0) + 0.5)) for stem in stems}

    def neighbours(self, memory: Memory) -> list[Memory]:
        """See `MemoryStore`."""
        key = source_key(memory.source)
        if isinstance(memory.source, Derived):
            return []
        n = self.ledger.scalar("SELECT n FROM memory WHERE id = ?", (memory.id,))
        before = f"SELECT {COLUMNS} FROM memory WHERE source_key = ? AND n < ? ORDER BY n DESC LIMIT 1"
        after = f"SELECT {COLUMNS} FROM memory WHERE source_key = ? AND n > ? ORDER BY n LIMIT 1"
        return [from_row(row) for sql in (before, after) for row in self.ledger.rows(sql, (key, n))]

    def history(self, memory: str) -> list[Change]:
        """See `MemoryStore`."""
        rows = self.ledger.rows(
            "SELECT memory, version, what, why, rule, at FROM history WHERE memory = ? ORDER BY version",
            (memory,),
        )
        return [Change(*row) for row in rows]

    def resting_on(self, ids: Sequence[str]) -> list[Memory]:
        """See `MemoryStore`."""
        found: dict[str, Memory] = {}
        for start in range(0, len(ids), 500):
            some = list(ids[start : start + 500])
            resting = f"SELECT memory FROM evidence WHERE rests_on IN ({marks(some)})"
            sql = f"SELECT {COLUMNS} FROM memory WHERE id IN ({resting})"
            found |= {row[0]: from_row(row) for row in self.ledger.rows(sql, some)}
        return [memory for name, memory in found.items() if name not in set(ids)]

    # ---- health --------------------------------------------------------------------------------------

    def health(self) -> Health:
        """See `MemoryStore`."""
        by_status: dict[str, int] = dict(self.ledger.rows("SELECT status, count(*) FROM memory GROUP BY status"))
        indexed, error = 0, self.outbox.error
        if not error and self.index.opened:
            try:
                indexed = self.index.count()
            except IndexUnavailable as unavailable:
                error = str(unavailable)
        sizes = {
            "ledger": sum(_size(self.ledger.path.with_name(self.ledger.path.name + end)) for end in ("", "-wal")),
            "index": self.index.bytes(),
        }
        return Health(by_status, indexed, self.outbox.waiting(), sizes, error)

    def settle(self, timeout: float = 30.0) -> bool:
        """See `MemoryStore`."""
        return self.outbox.settle(timeout)

    def heal(self) -> int:
        """Puts into the outbox whatever index and ledger do not agree on; how much that was.

        Raises: IndexUnavailable.
        """
        if self.outbox.waiting():
            return 0
        wanted = set(self._indexable())
        there = set(self.index.ids())
        odd = sorted(wanted ^ there)
        # A memory without a single known word has no vector and never will.
        odd = [name for name in odd if name in there or self._has_vector(name)]
        if odd:
            self.outbox.put(odd)
        return len(odd)

    def _indexable(self) -> list[str]:
        """Ids of the memories that belong into the index."""
        rows = self.ledger.rows(f"SELECT id FROM memory WHERE status IN ({marks(INDEXED)})", list(INDEXED))
        return [row[0] for row in rows]

    def _has_vector(self, name: str) -> bool:
        return any(bool(self._embedder.embed([spoken(memory)]).any()) for memory in self.get([name]))

    def rebuild(self, report: Callable[[int, int], None]) -> int:
        """Makes the index anew from the ledger, in an empty folder; words answer meanwhile. How many it holds.

        `report(done, total)` is called after each batch. Raises: IndexUnavailable.
        """
        self.index.clear()
        with self.ledger.write() as connection:
            ids = self._indexable()
            connection.execute("DELETE FROM outbox")
            self.outbox.put(ids)
        report(0, len(ids))
        while not self.settle(0.5):
            if self.outbox.error:
                raise IndexUnavailable(self.outbox.error)
            report(len(ids) - min(len(ids), self.outbox.waiting()), len(ids))
        report(len(ids), len(ids))
        return self.index.count()


def _evidence(source: Source) -> str:
    """A hash of what a memory rests on; empty for what rests on nothing."""
    if not isinstance(source, Derived):
        return ""
    return hashlib.sha256("\x1f".join(sorted(source.memories)).encode()).hexdigest()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
