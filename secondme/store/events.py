"""Events of conversations in the ledger: stretches of messages by their numbers, with a title. Implements `Happenings`.

Invariant: a title has no word of what is not there. An event goes with any of its messages, by a trigger, and is not
shown while one of them is hidden.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from secondme.memory.segment import Segment
from secondme.store.ledger import Ledger
from secondme.store.lineage import LINE
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.storing import Message

FIELDS = "event.first, event.last, event.title, event.began, event.ended"
NOTES = "notes"
"""The conversation of what the person asked to remember: one thing after another, each an event of its own."""
SHOWN = (
    "NOT EXISTS (SELECT 1 FROM message AS part JOIN memory AS words ON words.n = part.memory WHERE part.conversation = "
    "event.conversation AND part.n BETWEEN event.first AND event.last AND words.status = 'forgotten')"
)


class LedgerEvents:
    """The events of every conversation. Of a branch those before it are its parent's."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def waiting(self, mark: str) -> tuple[list[str], str]:
        """Conversations in which something was said, edited or forgotten since a mark, and stands in no event or in
        one that may say it otherwise, the oldest first; and the mark of now."""
        said, closed, changed = (int(part) for part in (mark or "0:0:0").split(":"))
        now = self._ledger.one(
            "SELECT (SELECT coalesce(max(n), 0) FROM message), (SELECT coalesce(max(n), 0) FROM closing), "
            "(SELECT coalesce(max(n), 0) FROM operation)"
        )
        assert now is not None
        rows = self._ledger.rows(
            f"SELECT conversation.id FROM conversation WHERE id != '{NOTES}' AND n IN ("
            f"SELECT message.conversation FROM message JOIN memory ON memory.n = message.memory WHERE message.n > ? "
            f"AND {HIDDEN} AND NOT EXISTS (SELECT 1 FROM event WHERE event.conversation = message.conversation "
            "AND event.first <= message.n AND event.last >= message.n) "
            "UNION SELECT message.conversation FROM history JOIN message ON message.memory = history.memory "
            "WHERE history.operation > ? AND json_type(before, '$.text') IS NOT NULL) ORDER BY n",
            (said if closed == now[1] else 0, changed),
        )
        return [row[0] for row in rows], ":".join(str(part) for part in now)

    def turns(self, conversation: str) -> list[Message]:
        """What was said in a conversation, in order; of a branch, since it is one."""
        rows = self._ledger.rows(
            f"SELECT message.n, {COLUMNS} FROM message JOIN memory ON memory.n = message.memory "
            f"WHERE message.conversation = (SELECT n FROM conversation WHERE id = ?) AND {HIDDEN} ORDER BY message.n",
            (conversation,),
        )
        memories = [(row[0], from_row(row[1:])) for row in rows]
        return [Message(number, memory.by, memory) for number, memory in memories]

    def all(self, conversation: str) -> list[Segment]:
        """The events of a conversation in order; of a branch those that it shares too, up to where it left."""
        rows = self._ledger.rows(
            f"{LINE}SELECT event.first, min(event.last, line.upto), event.title, event.began, event.ended FROM line "
            f"JOIN event ON event.conversation = line.n AND event.first <= line.upto WHERE {SHOWN} "
            "ORDER BY event.first",
            (conversation,),
        )
        return [Segment(*row) for row in rows]

    def titles(self, memories: Sequence[str]) -> dict[str, str]:
        """What the talk was about when these were said, by the id of the memory; of others nothing."""
        rows = self._ledger.rows(
            "SELECT memory.id, event.title FROM memory JOIN message ON message.memory = memory.n JOIN event "
            "ON event.conversation = message.conversation AND event.first <= message.n AND event.last >= message.n "
            f"WHERE memory.id IN (SELECT value FROM json_each(?)) AND event.title != '' AND {SHOWN}",
            (json.dumps(list(memories)),),
        )
        return dict(rows)

    def put(self, conversation: str, turns: Sequence[Message], found: Sequence[Segment]) -> list[Segment]:
        """Has a conversation have these events, made of these turns, and no others; those that are new. None where it
        has other turns by now: then it waits again."""
        with self._ledger.write() as connection:
            if self.turns(conversation) != list(turns):
                return []
            row = self._ledger.one("SELECT n FROM conversation WHERE id = ?", (conversation,))
            if row is None:
                return []
            there = {
                Segment(*old[1:]): old[0]
                for old in self._ledger.rows(f"SELECT event.n, {FIELDS} FROM event WHERE conversation = ?", row)
            }
            new = [one for one in found if one not in there]
            for one in there.keys() - set(found):
                connection.execute("DELETE FROM event WHERE n = ?", (there[one],))
            connection.executemany(
                "INSERT INTO event (conversation, first, last, title, began, ended) VALUES (?, ?, ?, ?, ?, ?)",
                [(row[0], one.first, one.last, one.title, one.began, one.ended) for one in new],
            )
        return new
