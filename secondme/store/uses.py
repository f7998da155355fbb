"""How useful memories proved: what answers cited, and what the person praised, blamed or corrected. Counts, no words.

Invariant: what a memory was counted for stands in the receipts of its recalls (`cited`, `thumb`), so that nothing
counts twice, and changing a thumb or taking it back undoes exactly what it did. The counts go with their memory.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import apsw

from secondme.errors import NotFound, Refused
from secondme.memory.reading import liked
from secondme.store.ledger import Ledger
from secondme.store.lineage import LINE, SHARED
from secondme.store.rows import HIDDEN

_SAID = "JOIN memory ON memory.n = message.memory JOIN conversation ON conversation.n = message.conversation"
_TURN = "SELECT message.n, conversation.id, memory.by FROM"
_TURNS = f"{_TURN} message {_SAID}"
_OF_ONE = f"{LINE}{_TURN} line CROSS JOIN message ON {SHARED} {_SAID}"
_CORRECTED = (
    "(SELECT count(*) FROM history LEFT JOIN operation ON operation.n = history.operation "
    "WHERE history.memory = memory.n AND history.what IN ('superseded', 'closed') AND history.rule = 'person' "
    "AND operation.undone_by IS NULL "
    "AND EXISTS (SELECT 1 FROM recall WHERE recall.memory = memory.n AND recall.at <= history.at))"
)
_NUMBERS = "(SELECT n FROM memory WHERE id IN (SELECT value FROM json_each(?)))"
_UNUSED = "cited = 0 AND up = 0 AND down = 0 AND corrected = 0"


@dataclass(frozen=True, slots=True)
class Use:
    """How often a memory was cited by an answer, got a thumb up or down with one, was corrected after one."""

    cited: int = 0
    up: int = 0
    down: int = 0
    corrected: int = 0

    @property
    def liked(self) -> float:
        """How useful it proved, in (-1, 1); see `secondme.memory.reading.liked`."""
        return liked(self.cited, self.up, self.down, self.corrected)


@dataclass(frozen=True, slots=True)
class Rated:
    """An answer's thumb: the conversation, the number of the message under which the answer's memories are noted (the
    one that was answered, as a rule), the thumb now and before (None: none), and those memories, best first."""

    conversation: str
    message: int
    up: bool | None
    before: bool | None
    memories: tuple[str, ...]


class Uses:
    """The counts of every memory in a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def of(self, memory: str) -> Use:
        """The counts of a memory, all 0 where there are none."""
        sql = "SELECT cited, up, down, corrected FROM use JOIN memory ON memory.n = use.memory WHERE memory.id = ?"
        return Use(*(self._ledger.one(sql, (memory,)) or ()))

    def sessions(self, memory: str) -> list[float]:
        """When an answer of a conversation was given it first, a time (seconds since 1970) a conversation, in order."""
        rows = self._ledger.rows(
            "SELECT min(recall.at) FROM recall JOIN message ON message.n = recall.message "
            "WHERE recall.memory = (SELECT n FROM memory WHERE id = ?) GROUP BY message.conversation ORDER BY 1",
            (memory,),
        )
        return [float(row[0]) for row in rows]

    def cited(self, message: int, ids: Sequence[str]) -> int:
        """Counts the memories that the answer to a message cited; how many of them were new. What it was not given does
        not count, and nothing counts twice."""
        new = (
            f"recall.message = ? AND recall.memory IN {_NUMBERS} AND recall.receipt ->> '$.cited' IS NULL"
        )
        values = (message, json.dumps(list(ids)))
        with self._ledger.write() as connection:
            connection.execute(
                f"INSERT INTO use (memory, cited) SELECT memory, 1 FROM recall WHERE {new} "
                "ON CONFLICT (memory) DO UPDATE SET cited = cited + 1",
                values,
            )
            connection.execute(
                f"UPDATE recall SET receipt = json_set(receipt, '$.cited', json('true')) WHERE {new}", values
            )
            return int(connection.changes())

    def thumb(self, conversation: str, message: int | None, up: bool | None, *, toggle: bool = False) -> Rated:
        """Puts a thumb on an answer, in the place of any before; None takes it back. It counts for every memory that
        the answer was given.

        `message` is the answer or what it replied to, None for the last answer of the conversation; an empty
        `conversation` is the one of the message, or of the last answer of all. With `toggle` the thumb that is there
        already is taken back.
        Raises: NotFound if there is no such conversation, message or answer; Refused if it was not answered.
        """
        with self._ledger.write() as connection:
            talk, asked = self._turn(conversation, message)
            before = self._thumb(asked)
            up = None if toggle and up == before else up
            if up != before:
                if before is not None:
                    _take_back(connection, asked, before)
                if up is not None:
                    _count(connection, asked, up)
            return Rated(talk, asked, up, before, self._given(asked))

    def thumbs(self, conversation: str) -> dict[int, bool]:
        """The thumbs in a conversation, by the number of the message under which they are noted: the one that was
        answered, and the answer where it was answered anew in a branch."""
        sql = (
            f"{LINE}SELECT thumb.message, up FROM line CROSS JOIN message ON {SHARED} "
            "JOIN thumb ON thumb.message = message.n"
        )
        return {number: bool(up) for number, up in self._ledger.rows(sql, (conversation,))}

    def corrected(self, ids: Sequence[str]) -> None:
        """Counts anew how often the person closed each of these memories after an answer had used it; what was undone
        does not count."""
        wanted = json.dumps(list(ids))
        with self._ledger.write() as connection:
            connection.execute(
                f"INSERT INTO use (memory, corrected) SELECT memory.n, {_CORRECTED} FROM memory "
                f"WHERE memory.n IN {_NUMBERS} AND (memory.n IN (SELECT memory FROM use) OR {_CORRECTED} > 0) "
                "ON CONFLICT (memory) DO UPDATE SET corrected = excluded.corrected",
                (wanted,),
            )
            connection.execute(f"DELETE FROM use WHERE memory IN {_NUMBERS} AND {_UNUSED}", (wanted,))

    def reset(self, memory: str | None = None) -> int:
        """Forgets what was learnt of a memory from its use, of all where none is named, with every thumb then; how many
        memories had counts. Which answers it was given stays known."""
        one, values = ("1", ()) if memory is None else (f"memory IN {_NUMBERS}", (json.dumps([memory]),))
        with self._ledger.write() as connection:
            connection.execute(f"DELETE FROM use WHERE {one}", values)
            had = int(connection.changes())
            connection.execute(
                f"UPDATE recall SET receipt = json_remove(receipt, '$.thumb') WHERE {one} "
                "AND receipt ->> '$.thumb' IS NOT NULL",
                values,
            )
            if memory is None:
                connection.execute("DELETE FROM thumb")
        return had

    def _thumb(self, asked: int) -> bool | None:
        found = self._ledger.scalar("SELECT up FROM thumb WHERE message = ?", (asked,))
        return None if found is None else bool(found)

    def _given(self, asked: int) -> tuple[str, ...]:
        sql = f"SELECT id FROM recall JOIN memory ON n = memory WHERE message = ? AND {HIDDEN} ORDER BY rank"
        return tuple(row[0] for row in self._ledger.rows(sql, (asked,)))

    def _turn(self, conversation: str, message: int | None) -> tuple[str, int]:
        """The conversation, and the message under which the answer's memories are noted (`storing.noted_under`)."""
        if conversation and not self._ledger.one("SELECT 1 FROM conversation WHERE id = ?", (conversation,)):
            raise NotFound(f"There is no conversation {conversation!r}.", "See `secondme chat --help`.")
        turns, values = (_OF_ONE, [conversation]) if conversation else (_TURNS, [])
        answered = "(memory.by = 'assistant' OR message.n IN (SELECT message FROM recall))"
        which = answered if message is None else "message.n = ?"
        found = self._ledger.one(
            f"{turns} WHERE {which} AND {HIDDEN} ORDER BY message.n DESC LIMIT 1",
            values if message is None else [*values, message],
        )
        if found is None and message is None:
            raise NotFound("There is no answer yet that could be rated.", "Ask something first.")
        if found is None:
            raise NotFound(f"There is no message {message}{' in this conversation' if conversation else ''}.")
        number, talk, by = found
        whole = conversation or talk
        if by != "assistant":
            after = self._ledger.one(
                f"{_OF_ONE} WHERE message.n > ? ORDER BY message.n LIMIT 1", (whole, number)
            )
            if after is not None and after[2] == "assistant":
                return whole, number if after[1] == talk else after[0]
            if not self._given(number):
                raise Refused(f"Message {number} was not answered.", "Rate an answer.")
            return whole, number
        before = self._ledger.one(
            f"{_OF_ONE} WHERE message.n < ? ORDER BY message.n DESC LIMIT 1", (whole, number)
        )
        if before is None or before[2] != "person":
            raise NotFound("What that answer replied to is forgotten.", "Rate another answer.")
        return whole, before[0] if before[1] == talk else number


def _count(connection: apsw.Connection, asked: int, up: bool) -> None:
    column = "up" if up else "down"
    connection.execute("INSERT INTO thumb (message, up) VALUES (?, ?)", (asked, int(up)))
    connection.execute(
        f"INSERT INTO use (memory, {column}) SELECT memory, 1 FROM recall WHERE message = ? "
        f"ON CONFLICT (memory) DO UPDATE SET {column} = {column} + 1",
        (asked,),
    )
    connection.execute(
        "UPDATE recall SET receipt = json_set(receipt, '$.thumb', ?) WHERE message = ?", (column, asked)
    )


def _take_back(connection: apsw.Connection, asked: int, up: bool) -> None:
    column = "up" if up else "down"
    counted = "(SELECT memory FROM recall WHERE message = ? AND receipt ->> '$.thumb' = ?)"
    connection.execute(f"UPDATE use SET {column} = {column} - 1 WHERE memory IN {counted}", (asked, column))
    connection.execute(f"DELETE FROM use WHERE memory IN {counted} AND {_UNUSED}", (asked, column))
    connection.execute("UPDATE recall SET receipt = json_remove(receipt, '$.thumb') WHERE message = ?", (asked,))
    connection.execute("DELETE FROM thumb WHERE message = ?", (asked,))
