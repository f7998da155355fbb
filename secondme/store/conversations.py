"""Conversations and their messages in the ledger. A message's words are its memory's text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from secondme.errors import NotFound
from secondme.events import Recollection
from secondme.memory.record import By, Kind, Memory, Said, identity
from secondme.ports import Clock
from secondme.store.chain import Closing, append, broken
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.store import Store
from secondme.storing import Message

TITLE = 60
"""Characters of a title."""


OPENING = (
    "(SELECT memory.text FROM message JOIN memory ON memory.n = message.memory "
    f"WHERE message.conversation = conversation.n AND memory.by = 'person' AND {HIDDEN} "
    "ORDER BY message.n LIMIT 1)"
)
"""The first thing that the person said: a conversation's title is made from it and stored nowhere."""


GIVEN = (
    "WITH wanted AS MATERIALIZED (SELECT n, id FROM memory WHERE id IN (SELECT value FROM json_each(?))), "
    "given AS (SELECT wanted.id AS id, message.conversation AS conversation, message.n AS n FROM wanted "
    "JOIN recall ON recall.memory = wanted.n JOIN message ON message.n = recall.message UNION ALL "
    "SELECT wanted.id, message.conversation, message.n FROM wanted JOIN message ON message.memory = wanted.n), "
    "since AS MATERIALIZED (SELECT id, conversation, min(n) AS n FROM given GROUP BY id, conversation), "
    "answer AS MATERIALIZED (SELECT message.n AS n, message.conversation AS conversation, memory.n AS memory "
    "FROM message JOIN memory ON memory.n = message.memory WHERE message.conversation IN "
    f"(SELECT conversation FROM since) AND memory.by = 'assistant' AND {HIDDEN} "
    "AND memory.n NOT IN (SELECT n FROM wanted)) "
    "SELECT since.id, (SELECT said.text FROM message AS before JOIN memory AS said ON said.n = before.memory "
    "WHERE before.conversation = answer.conversation AND before.n < answer.n AND said.by = 'person' "
    f"ORDER BY before.n DESC LIMIT 1), {COLUMNS} FROM answer "
    "CROSS JOIN since ON since.conversation = answer.conversation AND since.n < answer.n "
    "JOIN memory ON memory.n = answer.memory ORDER BY answer.n"
)
"""The answers after a memory was said in their conversation or given to them first: what is shown of a conversation
goes on being read with every turn of it."""


def _title(opening: str | None) -> str:
    words = " ".join((opening or "").split())
    return words if len(words) <= TITLE else words[: TITLE - 1] + "…"


class Conversations:
    """Who said what, in which order. Implements the port `Talks`."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._ledger = store.ledger
        self._clock = clock

    def begin(self, conversation: str, place: str) -> None:
        """Makes a conversation; one that is there already goes on."""
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT INTO conversation (id, place, began) VALUES (?, ?, ?) ON CONFLICT (id) DO NOTHING",
                (conversation, place, self._clock()),
            )

    def tidy(self) -> int:
        """Removes conversations without a message, as forgetting leaves them; how many. For when none is going on."""
        with self._ledger.write() as connection:
            connection.execute(
                "DELETE FROM conversation WHERE NOT EXISTS (SELECT 1 FROM message WHERE conversation = conversation.n)"
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
                raise NotFound(f"There is no conversation {conversation!r}.")
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
        """The messages of a conversation in order, or its last ones. Raises: NotFound."""
        if self._ledger.one("SELECT 1 FROM conversation WHERE id = ?", (conversation,)) is None:
            raise NotFound(f"There is no conversation {conversation!r}.", "Begin a new one.")
        rows = self._ledger.rows(
            f"SELECT message.n, {COLUMNS} FROM message JOIN memory ON memory.n = message.memory "
            f"WHERE message.conversation = (SELECT n FROM conversation WHERE id = ?) AND {HIDDEN} "
            "ORDER BY message.n DESC LIMIT ?",
            (conversation, -1 if last is None else last),
        )
        memories = [(row[0], from_row(row[1:])) for row in reversed(rows)]
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
        """For each message of a conversation, the memories it was given: id, score, receipt, best first."""
        found: dict[int, list[tuple[str, float, dict[str, Any]]]] = {}
        for message, memory, score, receipt in self._ledger.rows(
            "SELECT recall.message, memory.id, score, receipt FROM recall JOIN memory ON memory.n = recall.memory "
            "JOIN message ON message.n = recall.message JOIN conversation ON conversation.n = message.conversation "
            f"WHERE conversation.id = ? AND {HIDDEN} ORDER BY recall.message, rank",
            (conversation,),
        ):
            found.setdefault(message, []).append((memory, score, json.loads(receipt)))
        return found

    def cited(self, message: int, memories: Sequence[str]) -> int:
        """See `Talks`."""
        return self._store.uses.cited(message, memories)

    def answers_given(self, ids: Sequence[str]) -> list[tuple[str, Memory, str]]:
        """The turns of the assistant that had one of these memories before them, in their conversation or as a note:
        the memory's id, the turn, and what was asked before it. None of these memories is named as a turn."""
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

    def page(self, limit: int) -> list[dict[str, Any]]:
        """The latest conversations, latest first."""
        rows = self._ledger.rows(
            f"SELECT conversation.id, {OPENING}, began, max(said.made), count(message.n) FROM conversation "
            "JOIN message ON message.conversation = conversation.n JOIN memory AS said ON said.n = message.memory "
            "WHERE said.status != 'forgotten' GROUP BY conversation.n ORDER BY max(message.n) DESC LIMIT ?",
            (limit,),
        )
        names = ("id", "title", "began", "ended", "messages")
        return [dict(zip(names, (row[0], _title(row[1]), *row[2:]), strict=True)) for row in rows]
