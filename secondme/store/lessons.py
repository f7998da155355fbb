"""Lessons in the ledger: those in use with how they did, and the exchanges of conversations that tell it.

What an answer was given stands among the receipts of recall, marked as a lesson with the outcome that was read from the
talk; a thumb goes above that. The table `lesson` is derived from both, and made anew by each run.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from secondme.memory.case import FAILED
from secondme.memory.lesson import CASE, CONCEPT, UNKNOWN, WELL, Exchange, Learnt, utility
from secondme.memory.record import By, Derived, Memory
from secondme.ports import Clock
from secondme.store.known import Known
from secondme.store.ledger import Ledger
from secondme.store.rows import COLUMNS, HIDDEN, from_row

IN_USE = "memory.kind = 'lesson' AND memory.status IN ('active', 'faded')"
RANK = 1_000
"""Places from which on lessons stand in the receipts of an answer, behind its memories."""
_PERSON = "EXISTS (SELECT 1 FROM memory AS told WHERE told.n = other.memory AND told.by = 'person')"
_ASKED = (
    "coalesce((SELECT n FROM message AS other WHERE other.conversation = message.conversation "
    f"AND other.n < message.n AND {_PERSON} ORDER BY other.n DESC LIMIT 1), "
    "(SELECT min(n) FROM message AS other WHERE other.conversation = message.conversation AND other.n < message.n), "
    "(SELECT other.n FROM conversation AS branch JOIN message AS other ON other.conversation = branch.parent "
    f"AND other.n <= branch.upto WHERE branch.n = message.conversation AND {_PERSON} ORDER BY other.n DESC LIMIT 1))"
)
"""What the person said before, in the conversation itself; else the answer that it began with, given anew in a branch;
else what it was said after there."""


class LedgerLessons:
    """Implements the port `Book` of `secondme.assistant.lessons`."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock
        self._any = Known(ledger, f"SELECT EXISTS (SELECT 1 FROM memory WHERE {IN_USE})")

    # ---- what is in use ------------------------------------------------------------------------------

    def pool(self) -> list[tuple[Memory, Learnt]]:
        """Every lesson and case in use, in the order in which they were stored."""
        if not self._any():
            return []
        rows = self._ledger.rows(
            f"SELECT coalesce(uses, 0), coalesce(value, {UNKNOWN}), {COLUMNS} FROM memory "
            f"LEFT JOIN lesson ON lesson.memory = memory.n WHERE {IN_USE} ORDER BY memory.n"
        )
        found = [(from_row(row[2:]), row[0], row[1]) for row in rows]
        plans = self._plans([memory for memory, _, _ in found])
        return [(one, _learnt(one, uses, value, plans.get(one.id, ""))) for one, uses, value in found]

    def _plans(self, memories: Sequence[Memory]) -> dict[str, str]:
        """The words of the answers that cases and concepts point to."""
        spans = {
            one.id: one.source.spans[0]
            for one in memories
            if isinstance(one.source, Derived) and one.source.rule in (CASE, CONCEPT) and one.source.spans
        }
        if not spans:
            return {}
        sql = f"SELECT id, text FROM memory WHERE id IN (SELECT value FROM json_each(?)) AND {HIDDEN}"
        given = json.dumps([span.memory for span in spans.values()])
        texts: dict[str, str] = dict(self._ledger.rows(sql, (given,)))
        return {name: texts.get(span.memory, "")[span.start : span.end] for name, span in spans.items()}

    def used(self, message: int, lessons: Sequence[tuple[str, float]]) -> None:
        """Notes which lessons stood before the answer to a message, with how far they were for it."""
        now = self._clock()
        with self._ledger.write() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO recall (message, memory, rank, at, score, receipt) "
                "SELECT ?, n, ?, ?, ?, '{\"lesson\":true}' FROM memory WHERE id = ?",
                [(message, RANK + place, now, like, name) for place, (name, like) in enumerate(lessons)],
            )

    # ---- what came of it -----------------------------------------------------------------------------

    def said(self, after: int, limit: int) -> list[tuple[int, Memory, Exchange | None]]:
        """What the person said in conversations with the assistant after the message of a number, in its order, with
        the exchange right before it."""
        rows = self._ledger.rows(
            f"SELECT message.n, ({_ASKED}), {COLUMNS} FROM message JOIN memory ON memory.n = message.memory "
            "WHERE message.n > ? AND memory.by = 'person' AND memory.kind = 'episode' AND memory.place != 'notes' "
            "AND memory.status IN ('active', 'faded', 'archived') ORDER BY message.n LIMIT ?",
            (after, limit),
        )
        return [
            (row[0], from_row(row[2:]), self.exchange(row[1], row[0]) if row[1] else None) for row in rows
        ]

    def exchange(self, message: int, before: int | None = None) -> Exchange | None:
        """What was asked by a message, and the answer that came right after it (and before another message); of an
        answer that was given anew in a branch, itself and what it answered."""
        sql = (
            f"SELECT message.n, {COLUMNS} FROM message JOIN memory ON memory.n = message.memory "
            "WHERE message.conversation = (SELECT conversation FROM message WHERE n = ?1) AND message.n >= ?1 "
            f"AND message.n < ?2 AND {HIDDEN} ORDER BY message.n LIMIT 2"
        )
        rows = self._ledger.rows(sql, (message, before if before is not None else 1 << 62))
        turns = [(row[0], from_row(row[1:])) for row in rows]
        if turns and turns[0][0] == message and turns[0][1].by is By.ASSISTANT:
            asked = self._ledger.one(
                f"SELECT {COLUMNS} FROM message AS anew JOIN conversation ON conversation.n = anew.conversation "
                "JOIN message ON message.n = conversation.upto JOIN memory ON memory.n = message.memory "
                f"WHERE anew.n = ? AND memory.by = 'person' AND {HIDDEN}",
                (message,),
            )
            return Exchange(message, from_row(asked), turns[0][1]) if asked else None
        if len(turns) < 2 or turns[0][0] != message or turns[1][1].by is not By.ASSISTANT:
            return None
        return Exchange(message, turns[0][1], turns[1][1])

    def thumbed(self) -> list[tuple[Exchange, bool]]:
        """The exchanges that have a thumb."""
        rows = self._ledger.rows("SELECT message, up FROM thumb ORDER BY message")
        return [(found, bool(up)) for message, up in rows if (found := self.exchange(message))]

    def judged(self, message: int, reward: float) -> None:
        """Notes how the answer to a message went, for the lessons that it was given."""
        with self._ledger.write() as connection:
            connection.execute(
                "UPDATE recall SET receipt = json_set(receipt, '$.outcome', ?) WHERE message = ? "
                "AND receipt ->> '$.lesson' = 1 AND receipt ->> '$.outcome' IS NULL",
                (reward, message),
            )

    def reckon(self) -> None:
        """Makes the counts and values of all lessons anew from the outcomes: for a case its own exchange first, then
        each answer that it was given to; for a concept those of its cases too. A lesson that was taught again begins
        again."""
        rewards: dict[str, list[float]] = {}
        for name, reward in self._ledger.rows(
            "SELECT memory.id, coalesce(thumb.up, receipt ->> '$.outcome') AS reward FROM recall "
            "JOIN memory ON memory.n = recall.memory LEFT JOIN thumb ON thumb.message = recall.message "
            f"WHERE {IN_USE} AND receipt ->> '$.lesson' = 1 AND reward IS NOT NULL AND recall.at > coalesce("
            "(SELECT max(at) FROM history WHERE history.memory = memory.n AND what = 'renewed'), 0) "
            "ORDER BY recall.message"
        ):
            rewards.setdefault(name, []).append(float(reward))
        pool = [memory for memory, _ in self.pool()]
        cases = {
            one.id: [float(one.text == WELL), *rewards.get(one.id, [])] for one in pool if one.rule == CASE
        }
        rows = []
        for one in pool:
            given = rewards.get(one.id, [])
            outcomes = cases.get(one.id, given)
            if one.rule == CONCEPT:
                outcomes = [*(reward for name in one.links for reward in cases.get(name, [])), *given]
            value = UNKNOWN
            for count, outcome in enumerate(outcomes):
                value = utility(value, count, outcome)
            rows.append((one.id, len(given), sum(outcome >= FAILED for outcome in given), value))
        with self._ledger.write() as connection:
            connection.executemany(
                "INSERT INTO lesson (memory, uses, good, value) SELECT n, ?2, ?3, ?4 FROM memory WHERE id = ?1 "
                "ON CONFLICT (memory) DO UPDATE SET uses = excluded.uses, good = excluded.good, value = excluded.value "
                "WHERE (uses, good, value) != (excluded.uses, excluded.good, excluded.value)",
                rows,
            )


def _learnt(memory: Memory, uses: int, value: float, plan: str) -> Learnt:
    rule = memory.rule
    if rule not in (CASE, CONCEPT):
        return Learnt(memory.id, rule, memory.text, memory.context, "", value, uses)
    members = memory.links if rule == CONCEPT else ()
    return Learnt(memory.id, rule, memory.context, "", plan, value, uses, members, memory.text != WELL)
