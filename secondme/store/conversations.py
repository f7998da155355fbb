"""Conversations and their messages in the ledger. A message's words are its memory's text.

A branch has the messages of what it came from before its own, up to where it left that; nothing is copied.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from secondme.errors import NotFound
from secondme.events import Mark, Recollection
from secondme.memory.record import By, Kind, Memory, Said, identity
from secondme.ports import Clock
from secondme.store.chain import Closing, append, broken
from secondme.store.ledger import Row
from secondme.store.lineage import LINE, SHARED, line
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.store import Store
from secondme.storing import Grounding, Message

GIVEN = (
    "WITH RECURSIVE wanted AS MATERIALIZED (SELECT n, id FROM memory WHERE id IN (SELECT value FROM json_each(?))), "
    "given AS (SELECT wanted.id AS id, message.conversation AS conversation, message.n AS n FROM wanted "
    "JOIN recall ON recall.memory = wanted.n JOIN message ON message.n = recall.message UNION "
    "SELECT wanted.id, message.conversation, message.n FROM wanted JOIN message ON message.memory = wanted.n UNION "
    "SELECT given.id, branch.n, given.n FROM given JOIN conversation AS branch ON branch.parent = given.conversation "
    "AND branch.upto >= given.n), "
    "since AS MATERIALIZED (SELECT id, conversation, min(n) AS n FROM given GROUP BY id, conversation), "
    "answer AS MATERIALIZED (SELECT message.n AS n, message.conversation AS conversation, memory.n AS memory "
    "FROM message JOIN memory ON memory.n = message.memory WHERE message.conversation IN "
    f"(SELECT conversation FROM since) AND memory.by = 'assistant' AND {HIDDEN} "
    "AND memory.n NOT IN (SELECT n FROM wanted)) "
    "SELECT since.id, coalesce((SELECT said.text FROM message AS before JOIN memory AS said ON said.n = before.memory "
    "WHERE before.conversation = answer.conversation AND before.n < answer.n AND said.by = 'person' "
    "ORDER BY before.n DESC LIMIT 1), (SELECT said.text FROM conversation JOIN message AS before "
    "ON before.n = conversation.upto JOIN memory AS said ON said.n = before.memory "
    f"WHERE conversation.n = answer.conversation AND said.by = 'person')), {COLUMNS} FROM answer "
    "CROSS JOIN since ON since.conversation = answer.conversation AND since.n <= answer.n "
    "JOIN memory ON memory.n = answer.memory ORDER BY answer.n"
)
"""The answers after a memory was said in their conversation or given to them first: what is shown of a conversation
goes on being read with every turn of it, and of what branched from it."""

EMPTY = 86_400.0
"""Seconds for which a branch without a message of its own is kept: its first answer may have been stopped."""


class Conversations:
    """Who said what, in which order. Implements the port `Talks`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._ledger = store.ledger
        self._clock = clock

    def begin(self, conversation: str, place: str) -> None:
        """See `Talks`."""
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT INTO conversation (id, place, began) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (conversation, place, self._clock()),
            )

    def branch(self, conversation: str, new: str, after: int) -> None:
        """See `Talks`."""
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT INTO conversation (id, place, began, parent, upto) "
                "SELECT ?, place, ?, n, ? FROM conversation WHERE id = ?",
                (new, self._clock(), after, conversation),
            )
            if not connection.changes():
                raise unknown(conversation)

    def tidy(self) -> int:
        """Removes conversations without a message, as forgetting leaves them; how many. For when none is going on. What
        branched from one shares from then on what that one had shared."""
        with self._ledger.write() as connection:
            connection.execute(
                "DELETE FROM conversation WHERE NOT EXISTS (SELECT 1 FROM message WHERE conversation = conversation.n) "
                "AND (parent IS NULL OR began < ?)",
                (self._clock() - EMPTY,),
            )
            return int(connection.changes())

    def say(
        self, conversation: str, by: By, text: str, *, speaker: str = "", made: float | None = None
    ) -> Message:
        """See `Talks`."""
        now = self._clock() if made is None else made
        with self._ledger.write() as connection:
            row = self._ledger.one("SELECT place, n FROM conversation WHERE id = ?", (conversation,))
            if row is None:
                raise unknown(conversation)
            number = (
                int(self._ledger.scalar("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'message'")) + 1
            )
            memory = Memory(
                id=identity(Kind.EPISODE, conversation, str(number), text),
                kind=Kind.EPISODE,
                text=text,
                source=Said(conversation, number),
                by=by,
                place=row[0],
                made=now,
                valid_from=now,
                speaker=" ".join(speaker.split()),
            )
            self._store.remember([memory], rule="said")
            connection.execute(
                "INSERT INTO message (n, conversation, memory, link) SELECT ?, ?, n, ? FROM memory WHERE id = ?",
                (number, row[1], append(connection, number, conversation, by, now, text), memory.id),
            )
        return Message(number, by, memory)

    def messages(self, conversation: str, *, last: int | None = None) -> list[Message]:
        """See `Talks`."""
        parts = line(self._ledger, conversation)
        if not parts:
            raise unknown(conversation)
        rows: list[Row] = []
        for number, upto in parts:
            left = -1 if last is None else last - len(rows)
            if not left:
                break
            rows += self._ledger.rows(
                f"SELECT message.n, {COLUMNS} FROM message JOIN memory ON memory.n = message.memory "
                f"WHERE message.conversation = ? AND message.n <= ? AND {HIDDEN} ORDER BY message.n DESC LIMIT ?",
                (number, upto, left),
            )
        memories = [(row[0], from_row(row[1:])) for row in sorted(rows, key=lambda row: int(row[0]))]
        return [Message(number, memory.by, memory) for number, memory in memories]

    def used(self, message: int, conversation: str, memories: Sequence[Recollection]) -> None:
        """Notes which memories an answer was given; recall strengthens them."""
        now = self._clock()
        with self._ledger.write() as connection:
            there = {memory.id for memory in self._store.get([memory.id for memory in memories])}
            connection.executemany(
                "INSERT OR IGNORE INTO recall (message, memory, rank, at, score, receipt) "
                "SELECT ?, n, ?, ?, ?, ? FROM memory WHERE id = ?",
                [
                    (message, rank, now, one.score, json.dumps(one.receipt, ensure_ascii=False), one.id)
                    for rank, one in enumerate(memories)
                    if one.id in there
                ],
            )
            self._store.recalled(
                [one.id for one in memories if one.id in there],
                conversation=conversation,
                message=message,
                at=now,
            )

    def uses(self, conversation: str) -> dict[int, list[tuple[str, float, dict[str, Any]]]]:
        """See `Talks`."""
        found: dict[int, list[tuple[str, float, dict[str, Any]]]] = {}
        for message, memory, score, receipt in self._ledger.rows(
            f"{LINE}SELECT recall.message, memory.id, score, receipt FROM line CROSS JOIN message ON {SHARED} "
            "JOIN recall ON recall.message = message.n JOIN memory ON memory.n = recall.memory "
            f"WHERE {HIDDEN} ORDER BY recall.message, rank",
            (conversation,),
        ):
            found.setdefault(message, []).append((memory, score, json.loads(receipt)))
        return found

    def cited(self, message: int, memories: Sequence[str]) -> int:
        """See `Talks`."""
        return self._store.uses.cited(message, memories)

    def ground(self, message: int, under: int, grounding: Grounding, given: Sequence[str]) -> None:
        """See `Talks`."""
        ranks = {name: rank for rank, name in reversed(list(enumerate(given)))}
        marks = [
            {
                "start": one.start, "end": one.end, "supported": one.supported,
                "given": [ranks[name] for name in one.memories if name in ranks],
            }
            for one in grounding.marks
        ]  # fmt: skip
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT INTO grounding (message, under, verdict, marks) VALUES (?, ?, ?, ?)",
                (message, under, grounding.verdict, json.dumps(marks)),
            )

    def groundings(self, conversation: str) -> dict[int, Grounding]:
        """See `Talks`."""
        given: dict[int, dict[int, str]] = {}
        found: dict[int, Grounding] = {}
        of = f"{LINE}SELECT grounding.message, {{}} FROM line CROSS JOIN message ON {SHARED} "
        of += "JOIN grounding ON grounding.message = message.n "
        for message, rank, name in self._ledger.rows(
            of.format("rank, memory.id") + "JOIN recall ON recall.message = grounding.under "
            f"JOIN memory ON memory.n = recall.memory WHERE {HIDDEN}",
            (conversation,),
        ):
            given.setdefault(message, {})[rank] = name
        for message, verdict, marks in self._ledger.rows(of.format("verdict, marks"), (conversation,)):
            names = given.get(message, {})
            found[message] = Grounding(
                verdict,
                tuple(
                    Mark(
                        one["start"], one["end"], tuple(names[rank] for rank in one["given"] if rank in names),
                        one["supported"],
                    )
                    for one in json.loads(marks)
                ),
            )  # fmt: skip
        return found

    def answers_to(self, message: int) -> list[str]:
        """See `Talks`."""
        first = "SELECT min(next.n) FROM message AS next WHERE next.conversation"
        rows = self._ledger.rows(
            "SELECT memory.id FROM message JOIN memory ON memory.n = message.memory WHERE memory.by = 'assistant' "
            f"AND message.n IN (SELECT ({first} = asked.conversation AND next.n > asked.n) FROM message AS asked "
            f"WHERE asked.n = ?1 UNION ALL SELECT ({first} = branch.n) FROM conversation AS branch "
            "WHERE branch.parent IS NOT NULL AND branch.upto = ?1) ORDER BY message.n",
            (message,),
        )
        return [row[0] for row in rows]

    def answers_given(self, ids: Sequence[str]) -> list[tuple[str, Memory, str]]:
        """See `Talks`."""
        rows = self._ledger.rows(GIVEN, (json.dumps(list(ids)),))
        return [(row[0], from_row(row[2:]), row[1] or "") for row in rows]

    def chain(self) -> tuple[str, int]:
        """What is wrong with the chain over what was said (empty: nothing), and how many messages it has."""
        with self._ledger.write() as connection:  # no message comes in between
            return broken(connection), int(connection.execute("SELECT length FROM chain").get)

    def closings(self) -> list[Closing]:
        """When and why messages left the chain, oldest first."""
        rows = self._ledger.rows("SELECT at, removed, length, why FROM closing ORDER BY n")
        return [Closing(*row) for row in rows]


def unknown(conversation: str) -> NotFound:
    """The error where there is no conversation of an id."""
    return NotFound(f"There is no conversation {conversation!r}.", "See them with: secondme conversation list")
