"""Facts in the ledger: by subject and relation, as they hold at a time, and what the step that learns them reads.

The table `triple` has subject, relation and object of every fact in small letters; triggers keep it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from secondme.memory.facts.operation import DATED
from secondme.memory.facts.times import beside, coming, in_time
from secondme.memory.record import By, Memory, Said
from secondme.store.known import Known
from secondme.store.ledger import Ledger
from secondme.store.lineage import ALL, LINE, SHARED
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.writing import Writing

RULE = "fact"
"""The rule by which facts are drawn from what was said."""
KEY = f"derived:{RULE}"
BEFORE = 4
"""Turns before one that are read with it."""
HOLDS = (
    "memory.status IN ('active', 'faded', 'archived') AND coalesce(memory.valid_from, memory.made) <= ? "
    "AND (memory.valid_to IS NULL OR memory.valid_to > ?)"
)
WRONG = (
    "memory.status = 'superseded' AND memory.superseded_by IS NULL AND EXISTS (SELECT 1 FROM history "
    "WHERE history.memory = memory.n AND history.rule = 'person' AND history.what = 'closed')"
)
"""What the person found wrong: it never held."""
HELD = (
    "memory.status != 'forgotten' AND coalesce(memory.valid_from, memory.made) <= ? "
    "AND (memory.valid_to IS NULL OR memory.valid_to > ?)"
)
"""What held at a time, whether it holds still or not."""
_DRAWN = f"+memory.source_key = '{KEY}'"
"""A fact that was drawn. The "+" keeps SQLite from going through every fact there is, by the index of what comes from
where, for the few that are asked for."""


class Facts:
    """The facts of a ledger."""

    def __init__(self, ledger: Ledger, writing: Writing) -> None:
        self._ledger = ledger
        self._writing = writing
        self._there = Known(ledger, "SELECT EXISTS (SELECT 1 FROM memory WHERE source_key = ?)", (KEY,))

    # ---- looking up ----------------------------------------------------------------------------------

    def any(self) -> bool:
        """Whether there is a fact at all."""
        return bool(self._there())

    def about(self, subjects: Sequence[str], relations: Sequence[str] = ()) -> list[Memory]:
        """Every fact of some subjects (in small letters), of these relations or of all, in the order in which they were
        stored; those that hold no more too."""
        relation = "AND relation IN (SELECT value FROM json_each(?))" if relations else ""
        sql = (
            f"SELECT {COLUMNS} FROM memory WHERE n IN (SELECT memory FROM triple WHERE subject IN "
            f"(SELECT value FROM json_each(?)) {relation}) AND {_DRAWN} AND {HIDDEN} ORDER BY n"
        )
        given = [json.dumps(list(subjects)), *([json.dumps(list(relations))] if relations else [])]
        return [from_row(row) for row in self._ledger.rows(sql, given)]

    def page(
        self, subject: str = "", relation: str = "", *, at: float | None = None, limit: int = 100, offset: int = 0
    ) -> list[Memory]:
        """Facts of a subject and of a relation, of all where none is named, by both and the latest first; `at` leaves
        those that held at a time (seconds since 1970)."""
        parts, values = [HIDDEN, f"memory.source_key = '{KEY}'"], list[object]()
        for column, wanted in (("subject", subject), ("relation", relation)):
            if wanted:
                parts.append(f"triple.{column} = ?")
                values.append(wanted.casefold())
        if at is not None:
            parts.append(HELD)
            values += [at, at]
        sql = (
            f"SELECT {COLUMNS} FROM triple JOIN memory ON memory.n = triple.memory WHERE {' AND '.join(parts)} "
            "ORDER BY triple.subject, triple.relation, memory.made DESC, memory.n DESC LIMIT ? OFFSET ?"
        )
        return [from_row(row) for row in self._ledger.rows(sql, [*values, limit, offset])]

    def subjects(self, *, limit: int = 100, offset: int = 0) -> list[tuple[str, int]]:
        """Those of whom something is known to hold, with how many facts, most first."""
        sql = (
            "SELECT subject, count(*) FROM triple JOIN memory ON memory.n = triple.memory WHERE memory.status IN "
            "('active', 'faded') GROUP BY subject ORDER BY count(*) DESC, subject LIMIT ? OFFSET ?"
        )
        return [(str(subject), int(count)) for subject, count in self._ledger.rows(sql, (limit, offset))]

    def names(self, subject: str) -> list[tuple[str, str]]:
        """What is told of how somebody is called, as subject and name: of a subject, and of whoever has it as a name;
        with all other names of theirs."""
        own = subject.casefold()
        sql = (
            "SELECT subject, object FROM triple JOIN memory ON memory.n = triple.memory WHERE relation = 'is_called' "
            "AND memory.status IN ('active', 'faded') AND subject IN (SELECT ? UNION SELECT subject FROM triple "
            "WHERE relation = 'is_called' AND object = ?) ORDER BY memory.n"
        )
        return [(row[0], row[1]) for row in self._ledger.rows(sql, (own, own))]

    def held(self, subjects: Sequence[str], relations: Sequence[str], begin: float, end: float) -> list[Memory]:
        """See `MemoryStore`."""
        if not self.any():
            return []
        groups: dict[tuple[str, str], list[Memory]] = {}
        for fact in self._true(subjects, relations):
            groups.setdefault((fact.about[0].casefold(), fact.about[1]), []).append(fact)
        found: list[Memory] = []
        for (_, relation), group in groups.items():
            to_come = relation in DATED and begin == end
            found += coming(group, begin) if to_come else in_time(group, begin, end, changed=False)
        return found

    def _true(self, subjects: Collection[str], relations: Collection[str]) -> list[Memory]:
        """The facts of some subjects and relations but those that the person found wrong."""
        sql = (
            f"SELECT {COLUMNS} FROM triple JOIN memory ON memory.n = triple.memory WHERE subject IN "
            "(SELECT value FROM json_each(?)) AND relation IN (SELECT value FROM json_each(?)) "
            f"AND {_DRAWN} AND {HIDDEN} AND NOT ({WRONG}) ORDER BY memory.n"
        )
        given = json.dumps(list(subjects)), json.dumps(list(relations))
        return [from_row(row) for row in self._ledger.rows(sql, given)]

    def passed(self, ids: Sequence[str], relations: Sequence[str], at: float) -> set[str]:
        """Those of some memories that say something by one of these relations, none of which holds at a time."""
        if not self.any():
            return set()
        sql = (
            f"SELECT evidence.rests_on, max({HOLDS}) FROM evidence JOIN memory ON memory.n = evidence.memory "
            "JOIN triple ON triple.memory = memory.n WHERE evidence.rests_on IN (SELECT value FROM json_each(?)) "
            f"AND triple.relation IN (SELECT value FROM json_each(?)) AND {_DRAWN} AND {HIDDEN} GROUP BY 1"
        )
        values = (at, at, json.dumps(list(ids)), json.dumps(list(relations)))
        return {row[0] for row in self._ledger.rows(sql, values) if not row[1]}

    def instead(self, ids: Sequence[str], begin: float, end: float) -> dict[str, list[Memory]]:
        """For facts and for the words that facts rest on, where these changed: what held in a time in their place, or
        they themselves; most of that time first. Infinity as the end asks for what has ended."""
        own = self._resting(ids) if self.any() else []
        if begin != end:  # a day to come holds at no time before it
            own = [(name, fact) for name, fact in own if fact.about[1] not in DATED]
        if not own:
            return {}
        every = self._true(*({fact.about[part].casefold() for _, fact in own} for part in (0, 1)))
        found: dict[str, list[Memory]] = {}
        for name, fact in own:
            held = in_time(beside(fact, every), begin, end)
            found.setdefault(name, []).extend(one for one in held if one not in found[name])
        return {name: held for name, held in found.items() if held}

    def _resting(self, ids: Sequence[str]) -> list[tuple[str, Memory]]:
        """The facts among some memories and those that rest on them, each with the id of that."""
        some = json.dumps(list(ids))
        sql = (
            f"SELECT evidence.rests_on, {COLUMNS} FROM evidence JOIN memory ON memory.n = evidence.memory "
            f"WHERE evidence.rests_on IN (SELECT value FROM json_each(?)) AND {_DRAWN} AND {HIDDEN} "
            f"UNION ALL SELECT memory.id, {COLUMNS} FROM memory WHERE id IN (SELECT value FROM json_each(?)) "
            f"AND {_DRAWN} AND {HIDDEN}"
        )
        return [(row[0], from_row(row[1:])) for row in self._ledger.rows(sql, (some, some)) if row[1:]]

    # ---- what is learned from ------------------------------------------------------------------------

    def said(self, after: int, limit: int) -> list[tuple[int, Memory]]:
        """What the person said after the message of a number, in its order, with the numbers; not what was closed."""
        sql = (
            f"SELECT message.n, {COLUMNS} FROM message JOIN memory ON memory.n = message.memory WHERE message.n > ? "
            "AND memory.by = 'person' AND memory.kind = 'episode' AND memory.status IN ('active', 'faded', 'archived') "
            "ORDER BY message.n LIMIT ?"
        )
        return [(row[0], from_row(row[1:])) for row in self._ledger.rows(sql, (after, limit))]

    def before(self, said: Memory) -> tuple[tuple[str, str], ...]:
        """Who ("person", "assistant" or a name) said what in the turns before one, oldest first."""
        if not isinstance(said.source, Said):
            return ()
        talk = said.source.conversation
        sql = (
            f"SELECT {COLUMNS} FROM memory WHERE source_key = ? AND n < (SELECT n FROM memory WHERE id = ?) "
            f"AND {HIDDEN} ORDER BY n DESC LIMIT ?"
        )
        rows = self._ledger.rows(sql, (f"said:{talk}", said.id, BEFORE))
        if len(rows) < BEFORE:
            shared = (
                f"{LINE}SELECT {COLUMNS} FROM line CROSS JOIN message ON {SHARED} JOIN memory "
                f"ON memory.n = message.memory WHERE line.upto < {ALL} AND {HIDDEN} ORDER BY message.n DESC LIMIT ?"
            )
            rows += self._ledger.rows(shared, (talk, BEFORE - len(rows)))
        turns = [from_row(row) for row in rows]
        return tuple((one.speaker or str(one.by), one.text) for one in reversed(turns) if one.by is not By.FILE)

    def declined(self, fact: str) -> bool:
        """Whether the person did away with a fact that was drawn from these words."""
        return self._ledger.scalar("SELECT 1 FROM note WHERE name = ?", (f"declined:{fact}",)) is not None

    def learn(self, new: Memory | None, changed: Sequence[Memory], *, what: str, why: str) -> bool:
        """Stores a new fact and the next versions of others, all or none; whether there was anything to store.

        Raises: Refused if the barrier lets none of it be concluded; DiskFull.
        """
        with self._ledger.write():
            stored = bool(new and self._writing.remember([new], RULE, why))
            if new is not None and not stored:
                return False  # it is there, if only to be brought back
            if changed:
                self._writing.revise(changed, what, RULE, why)
        return stored or bool(changed)

    # ---- what is to be put in order ------------------------------------------------------------------

    def rivals(self, relations: Sequence[str], at: float) -> list[tuple[str, str]]:
        """Subjects and relations of which several facts hold at a time."""
        sql = (
            "SELECT triple.subject, triple.relation FROM triple JOIN memory ON memory.n = triple.memory "
            f"WHERE relation IN (SELECT value FROM json_each(?)) AND {HOLDS} AND memory.source_key = '{KEY}' "
            "GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY 1, 2"
        )
        return [(row[0], row[1]) for row in self._ledger.rows(sql, (json.dumps(list(relations)), at, at))]

    def bereft(self) -> list[Memory]:
        """Facts that were closed for one that is not there any more."""
        sql = (
            f"SELECT {COLUMNS} FROM memory WHERE source_key = '{KEY}' AND status = 'superseded' "
            "AND superseded_by IS NOT NULL AND NOT EXISTS "
            "(SELECT 1 FROM memory AS other WHERE other.id = memory.superseded_by) ORDER BY n"
        )
        return [from_row(row) for row in self._ledger.rows(sql)]
