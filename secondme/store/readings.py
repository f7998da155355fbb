"""Readings in the ledger: made of each text once, when the outbox comes by, and handed out with what stands around.

A row without a reading of the form in use, just written or of another encoder, is read on the fly.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from operator import itemgetter
from typing import Any, Protocol

import apsw
import numpy as np
from numpy.typing import NDArray

from secondme.memory.reading import HEAD, Readings, form, liked, looked_at, pack, parsed, traits, widened
from secondme.memory.reading import spoken as spoken_by
from secondme.memory.record import By, Memory
from secondme.ports import Embedder
from secondme.store.inserting import TOGETHER
from secondme.store.known import Known
from secondme.store.ledger import Ledger
from secondme.store.rows import HIDDEN, heading_of, where
from secondme.storing import Filter

NOTES = "said:notes"
"""The key of what the person asked to remember, one thing after another on whatever matter."""
FORM = "reading.form"
"""The note of how the readings in the ledger were made."""

DAY = 86_400

_BY = {str(by): by for by in By}

_ROW = (
    "SELECT memory.n, memory.source_key, memory.id, memory.heading, memory.by, memory.made, reading.packed, "
    "neural.vector, iif(use.memory IS NULL, NULL, json_array(cited, up, down, corrected)), {wanted} FROM memory "
    "LEFT JOIN reading ON reading.memory = memory.n LEFT JOIN neural ON neural.memory = memory.n "
    f"LEFT JOIN use ON use.memory = memory.n WHERE memory.n IN (SELECT value FROM json_each(?)) AND {HIDDEN}"
)
_BEFORE, _AFTER = (
    "SELECT memory.n FROM json_each(?) AS edge JOIN memory ON memory.n IN (SELECT n FROM memory "
    f"WHERE source_key = edge.value ->> 0 AND n {sign} edge.value ->> 1 AND {HIDDEN} ORDER BY n {order} LIMIT ?)"
    for sign, order in (("<", "DESC"), (">", "ASC"))
)
_BETWEEN = (
    "SELECT gap.key FROM json_each(?) AS gap WHERE NOT EXISTS (SELECT 1 FROM memory WHERE "
    f"source_key = gap.value ->> 0 AND n > gap.value ->> 1 AND n < gap.value ->> 2 AND {HIDDEN})"
)


class Tokens(Embedder, Protocol):
    """An embedder that gives the tokens of a text too."""

    def tokens(self, text: str) -> NDArray[np.uint16]:
        """The ids of the known tokens of a text, in order."""

    def vectors(self, ids: NDArray[np.uint16]) -> NDArray[np.float32]:
        """The vectors of tokens, of unit length, shape (len(ids), dimensions)."""

    def read(self, texts: Sequence[str]) -> tuple[list[NDArray[np.uint16]], NDArray[np.float32]]:
        """The tokens of each text as `tokens` gives them, and its vector as `embed` does."""


class Small(Protocol):
    """Readings of a memory that is small enough to be held in RAM; see `secondme.store.mirror`."""

    def readings(self, ids: Collection[str], reach: int, which: Filter, neural: bool) -> Readings | None:
        """As `Window.readings`, None where the memory is not held; with vectors where they are `neural`."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a reading is made of."""

    n: int
    by: By
    speaker: str
    heading: str
    text: str


def spoken(memory: Memory) -> str:
    """The text that a static vector is made of; see `secondme.memory.reading.spoken`."""
    return spoken_by(memory.by, memory.speaker, getattr(memory.source, "heading", ""), memory.text)


def words(n: int, by: str, heading: str, text: str, key: str, source: str) -> Words:
    """The words of a row of `memory`."""
    file = by == By.FILE
    return Words(n, By(by), "" if file else heading, heading_of(key, source) if file else "", text)


class Reader:
    """Makes readings, and keeps them in the ledger."""

    def __init__(
        self,
        ledger: Ledger,
        encoder: Tokens,
        tells: Callable[[str], bool] = lambda text: False,
        calendar: str = "",
    ) -> None:
        """`tells` says whether a text tells of a time, by the words of `calendar`: readings by others are made anew."""
        self._ledger = ledger
        self._encoder = encoder
        self._tells = tells
        self._noted = Known(ledger, "SELECT value FROM note WHERE name = ?", (FORM,))
        self.form = form(encoder.name, encoder.digest, calendar.split())

    def read(self, rows: Sequence[Words]) -> tuple[list[bytes], NDArray[np.float32]]:
        """The packed readings and the static vectors of these."""
        keys: dict[int, list[str]] = {}
        sql = "SELECT memory, text FROM key WHERE memory IN (SELECT value FROM json_each(?))"
        for n, text in self._ledger.rows(sql, (json.dumps([row.n for row in rows]),)):
            keys.setdefault(n, []).append(text)
        texts = [spoken_by(row.by, row.speaker, row.heading, looked_at(row.text)) for row in rows]
        tokens, vectors = self._encoder.read(texts)
        packed = []
        for row, own in zip(rows, tokens, strict=True):
            # Keys come first, so that no long text crowds them out.
            both = np.concatenate([*map(self._encoder.tokens, keys[row.n]), own]) if row.n in keys else own
            packed.append(pack(traits(row.text, time=self._tells(row.text)), both))
        return packed, vectors

    def current(self) -> bool:
        """Whether the readings in the ledger are of the form that is in use."""
        return bool(self._noted() == self.form)

    def renew(self) -> list[str]:
        """Takes some readings of another form out of the ledger; whose they were, for the outbox. Once there are none
        it notes that all are of the form that is in use.

        Belongs into a transaction.
        """
        with self._ledger.write() as connection:
            sql = "DELETE FROM reading WHERE memory IN (SELECT memory FROM reading LIMIT 5000) RETURNING memory"
            gone = [row[0] for row in connection.execute(sql)]
            if not gone:
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (FORM, self.form))
                return []
            sql = "SELECT id FROM memory WHERE n IN (SELECT value FROM json_each(?))"
            return [row[0] for row in connection.execute(sql, (json.dumps(gone),))]


def keep(connection: apsw.Connection, readings: Sequence[tuple[str, bytes]]) -> None:
    """Stores packed readings by the ids of their memories; belongs into a transaction. Who is gone is passed over."""
    for start in range(0, len(readings), TOGETHER):
        some = readings[start : start + TOGETHER]
        connection.execute(
            "INSERT OR REPLACE INTO reading (memory, packed) SELECT memory.n, column2 FROM "
            f"(VALUES {','.join(['(?,?)'] * len(some))}) CROSS JOIN memory ON memory.id = column1",
            list(chain.from_iterable(some)),
        )


def whole(ledger: Ledger, reader: Reader, numbers: Sequence[int], packs: Sequence[bytes | None]) -> list[bytes]:
    """The packed readings of memories, those that are missing made now."""
    current = reader.current()
    missing = [n for n, one in zip(numbers, packs, strict=True) if one is None or not current]
    made: dict[int, bytes] = {}
    if missing:
        sql = "SELECT n, by, heading, text, source_key, source FROM memory WHERE n IN (SELECT value FROM json_each(?))"
        read = [words(*row) for row in ledger.rows(sql, (json.dumps(missing),))]
        made = dict(zip((row.n for row in read), reader.read(read)[0], strict=True))
    nothing = bytes(2 * HEAD)  # forgotten between two queries
    return [one if current and one is not None else made.get(n, nothing) for n, one in zip(numbers, packs, strict=True)]


class Window:
    """Hands readings out."""

    def __init__(
        self, ledger: Ledger, reader: Reader, neural: Callable[[], bool], dimensions: int, small: Small | None = None
    ) -> None:
        """`neural` says whether the neural vectors in the ledger, of so many `dimensions`, can be used; `small` holds
        a small memory in RAM."""
        self._ledger = ledger
        self._reader = reader
        self._neural = neural
        self._dimensions = dimensions
        self._small = small

    def readings(self, ids: Sequence[str], reach: int, which: Filter) -> Readings:
        """See `MemoryStore`. Some 300 ids with two neighbours either side, 1,400 rows, take 10 ms at 100,000 memories.

        What lies together mostly has numbers in a row, so rows around a hit are fetched by number; only where another
        conversation or file lies between are the true neighbours looked up.
        """
        if self._small and (held := self._small.readings(ids, reach, which, self._neural())) is not None:
            return held
        condition, values = where(which)
        sql = _ROW.format(wanted=condition)
        asked = "SELECT n FROM memory WHERE id IN (SELECT value FROM json_each(?))"  # in the index of ids alone
        numbers = [row[0] for row in self._ledger.rows(asked, (json.dumps(list(ids)),))]
        around = {n + step for n in numbers for step in range(-reach, reach + 1)}
        rows = {row[0]: row for row in self._ledger.rows(sql, [*values, json.dumps(sorted(around))])}
        hits: dict[int, str] = {n: rows[n][1] for n in numbers if n in rows}
        chosen = self._chosen(hits, rows, reach)
        if further := chosen - rows.keys():
            rows |= {row[0]: row for row in self._ledger.rows(sql, [*values, json.dumps(sorted(further))])}
        found = [rows[n] for n in sorted(chosen) if n in rows]
        found.sort(key=itemgetter(1))
        return self._made(found, hits, reach)

    def _chosen(self, hits: dict[int, str], rows: dict[int, Any], reach: int) -> set[int]:
        """The numbers of the hits and of up to `reach` neighbours either side of each."""
        chosen = set(hits)
        edges: dict[int, list[tuple[str, int]]] = {-1: [], 1: []}
        for n, key in hits.items():
            if alone(key):
                continue
            for side in (-1, 1):
                for step in range(1, reach + 1):
                    row = rows.get(n + side * step)
                    if row is None or row[1] != key:
                        edges[side].append((key, n))
                        break
                    chosen.add(n + side * step)
        for side, sql in ((-1, _BEFORE), (1, _AFTER)):
            if edges[side]:
                chosen.update(row[0] for row in self._ledger.rows(sql, (json.dumps(edges[side]), reach)))
        return chosen

    def _made(self, rows: Sequence[Any], hits: dict[int, str], reach: int) -> Readings:
        many = len(rows)
        numbers, keys, ids, headings, bys, mades, packs, vectors, used, wanted = (
            zip(*rows, strict=True) if rows else [()] * 10
        )
        head, tokens, starts = parsed(whole(self._ledger, self._reader, numbers, packs))
        none = bytes(self._dimensions)
        given = [none if one is None else one for one in vectors] if self._neural() else [none] * many
        by = tuple(map(_BY.__getitem__, bys))
        made = np.array(mades, np.float64)
        begins = np.array([True, *(one != two for one, two in pairwise(keys))][:many], np.bool_)
        apart = np.array([alone(keys[place]) for place in np.flatnonzero(begins).tolist()], np.bool_)
        apart = apart[np.cumsum(begins) - 1]
        files = np.array([one is By.FILE for one in by], np.bool_)
        return Readings(
            ids=ids,
            session=_sessions(begins, apart, files, headings, made),
            follows=self._follows(numbers, keys, ~begins & ~apart, hits, reach),
            wanted=np.array(wanted, np.bool_),
            made=made,
            by=by,
            speaker=tuple(["" if one is By.FILE else name for one, name in zip(by, headings, strict=True)]),
            tokens=tokens,
            starts=starts,
            length=head[:, 0].astype(np.float32),
            asks=(head[:, 1] / 1_000).astype(np.float32),
            time=(head[:, 2] & 1).astype(np.bool_),
            number=(head[:, 2] & 2).astype(np.bool_),
            vectors=widened(given, self._dimensions),
            neural=np.array([one is not none for one in given], np.bool_),
            liked=np.array([0.0 if one is None else liked(*json.loads(one)) for one in used], np.float32),
        )

    def _follows(
        self, numbers: Sequence[int], keys: Sequence[str], same: NDArray[np.bool_], hits: dict[int, str], reach: int
    ) -> NDArray[np.bool_]:
        """Whether the row before came right before, of those that go on with the `same` talk or file. Closer than
        `reach` to a hit nothing can be missing in between."""
        at = np.arange(len(numbers))
        n = np.array(numbers, np.int64)
        group = np.cumsum(~same)
        hit = np.array([number in hits for number in numbers], np.bool_)
        last = np.maximum.accumulate(np.where(hit, at, 0))
        following = np.minimum.accumulate(np.where(hit, at, len(at) - 1)[::-1])[::-1]
        beside = (hit[last] & (group[last] == group) & (at - last < reach), hit[following] & (following - at < reach))
        near = np.zeros(len(at), np.bool_)
        near[1:] = beside[0][:-1] | beside[1][1:] & (group[following] == group)[1:] | (np.diff(n) == 1)
        found: NDArray[np.bool_] = same & near
        gaps = {
            str(place): (keys[place], numbers[place - 1], numbers[place])
            for place in np.flatnonzero(same & ~near).tolist()
        }
        if gaps:
            found[[int(place) for (place,) in self._ledger.rows(_BETWEEN, (json.dumps(gaps),))]] = True
        return found


def alone(key: str) -> bool:
    """Whether what has this key has no neighbours: it was concluded, or noted by itself, and stands next to nothing."""
    return key == NOTES or key.startswith("derived:")


def _sessions(
    begins: NDArray[np.bool_], apart: NDArray[np.bool_], files: NDArray[np.bool_], headings: Sequence[str],
    made: NDArray[np.float64],
) -> NDArray[np.int32]:  # fmt: skip
    """The number of each row's session: of what `begins` no conversation or file, one that is not `apart` goes on with
    the row before if they are of one day, or under one heading in a file."""
    other = np.array([True, *(one != two for one, two in pairwise(headings))][: len(files)], np.bool_)
    later = np.ones(len(made), np.bool_)
    later[1:] = np.diff(days(made)) != 0
    changes: NDArray[np.bool_] = begins | apart | np.where(files, other, later)
    changes[:1] = False
    return np.cumsum(changes, dtype=np.int32)


def days(made: NDArray[np.float64]) -> NDArray[np.float64]:
    """The numbers of the days of these times in this machine's time zone."""
    utc, place = np.unique(made // DAY, return_inverse=True)
    offsets = [_offset(day) for day in utc.tolist()]
    if None in offsets:
        return np.array([(one + _gmtoff(one)) // DAY for one in made.tolist()], np.float64)
    return (made + np.array(offsets, np.float64)[place]) // DAY


@lru_cache(maxsize=4_096)
def _offset(utc: float) -> float | None:
    """Seconds that local time is ahead during a day of universal time; None where it changes then."""
    begins, ends = _gmtoff(utc * DAY), _gmtoff((utc + 1) * DAY)
    return begins if begins == ends else None


def _gmtoff(made: float) -> float:
    try:
        return time.localtime(made).tm_gmtoff
    except (ValueError, OverflowError, OSError):  # beyond what the system's calendar knows
        return 0.0
