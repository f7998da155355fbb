"""The lines of an import on their way into the ledger, after `Plan` has settled which are taken.

Belongs into one transaction, which takes all of them or none.
"""

from __future__ import annotations

import json
from typing import Any

import apsw

from secondme.events import Imported
from secondme.memory.counting import memories
from secondme.memory.language import language, under
from secondme.memory.record import Derived, Memory, Written
from secondme.store import lines
from secondme.store.chain import append
from secondme.store.ledger import marks
from secondme.store.outbox import INDEXED
from secondme.store.plan import Plan
from secondme.store.pointers import names, taken, without
from secondme.store.rows import FIELDS, HIDDEN, heading, source_key, to_json, to_row
from secondme.store.store import Store
from secondme.store.topics import SWEEP, WORDS

BATCH = 500
"""Memories that are written at once."""
RULE = "imported"
COUNTS = ("cited", "up", "down", "corrected")

_INSERT = (
    f"INSERT INTO memory ({', '.join(FIELDS)}, rule, why, stored, operation, tongue) "
    f"VALUES ({marks(FIELDS)}, ?, ?, ?, ?, ?)"
)
_SAID = (
    "SELECT memory.n, conversation.n, memory.by, memory.made, memory.text, (SELECT before FROM history "
    "WHERE history.memory = memory.n AND before ->> 'text' IS NOT NULL ORDER BY version LIMIT 1) "
    "FROM memory, conversation WHERE memory.id = ? AND conversation.id = ?"
)


_NAMED = "lower(topic.name) = lower(?)"


class Intaking:
    """`take` every line in order, then `finish`."""

    def __init__(self, store: Store, connection: apsw.Connection, plan: Plan) -> None:
        self._store = store
        self._connection = connection
        self._plan = plan
        self._batch: list[tuple[Memory, dict[str, Any]]] = []
        self._written: set[str] = set()
        self._parents: dict[str, str] = {}
        self._watched = [row[0] for row in connection.execute("SELECT path FROM folder")]
        self._folders: set[str] = set()
        self._begun: set[str] = set()
        self._messages = self._masked = 0
        self._operation = 0
        self._taken = taken(store.ledger)

    def take(self, found: dict[str, Any], number: int) -> None:
        """Takes in what `lines.read` gave for the line of this number."""
        form = found["type"]
        if form == "memory":
            self._memory(lines.memory(found, number), found)
            return
        self._flush()
        match form:
            case "note":
                self._note(found, number)
            case "folder":
                self._folder(found)
            case "file" if found["folder"] in self._folders:
                self._insert("file", found)
            case "conversation" if found["id"] not in self._plan.silent:
                if not self._plan.titled(found["id"]):
                    found.pop("title", None)
                if self._insert("conversation", found):
                    self._begun.add(found["id"])
            case "branch" if found["conversation"] in self._begun:
                self._branch(found)
            case "message":
                self._message(found["memory"], found["conversation"])
            case "recall":
                self._recall(found)
            case "key" if found["memory"] in self._plan.new:
                self._execute(
                    "INSERT OR IGNORE INTO key (memory, text, rule) SELECT n, ?, ? FROM memory WHERE id = ?",
                    found["text"], found["rule"], found["memory"],
                )  # fmt: skip
            case "use" if found["memory"] in self._plan.new:
                self._count(found["memory"], *(found[name] for name in COUNTS))
            case "thumb":
                asked, up = self._plan.numbers.get(self._plan.messages[found["message"]]), found["up"]
                self._execute("INSERT INTO thumb (message, up) SELECT n, ? FROM message WHERE n = ?", up, asked)
            case "grounding":
                message, under = (self._plan.numbers.get(self._plan.messages[found[n]]) for n in ("message", "under"))
                self._execute(
                    "INSERT OR IGNORE INTO grounding (message, under, verdict, marks) "
                    "SELECT n, ?, ?, ? FROM message WHERE n = ? AND ? IS NOT NULL",
                    under, found["verdict"], json.dumps(found["marks"]), message, under,
                )  # fmt: skip
            case "goal":
                self._goal(found)
            case "reached":
                opening, closing = (self._plan.numbers.get(self._plan.messages[found[n]]) for n in lines.WRITTEN[form])
                self._execute(
                    "INSERT OR IGNORE INTO reached (closing, opening) SELECT message.n, goal.opening "
                    "FROM message, goal WHERE message.n = ? AND goal.opening = ?", closing, opening,
                )  # fmt: skip
            case "key_change" if self._plan.whole:
                self._execute(
                    "INSERT INTO key_change (operation, memory, text, rule, added) "
                    "SELECT ?, n, ?, ?, ? FROM memory WHERE id = ?",
                    *(found[name] for name in ("operation", "text", "rule", "added", "memory")),
                )  # fmt: skip
            case "topic":
                self._topic(found)
            case "tag" if found["memory"] in self._plan.new:
                self._execute(
                    "INSERT OR IGNORE INTO tagged (topic, memory, by, weight) SELECT topic.n, memory.n, ?, ? "
                    f"FROM topic, memory WHERE {'topic.name = ?' if self._plan.whole else _NAMED} AND memory.id = ?",
                    found["by"], found["weight"], found["topic"], found["memory"],
                )  # fmt: skip
            case "operation" | "closing" if self._plan.whole:
                self._insert(form, found)
            case "declined":
                self._execute(
                    "INSERT OR IGNORE INTO note (name, value) VALUES (?, ?)",
                    f"declined:{found['memory']}", found["evidence"],
                )  # fmt: skip

    def finish(self) -> Imported:
        """What was taken in."""
        self._flush()
        for name, parent in self._parents.items():
            above = f"SELECT n FROM topic WHERE {_NAMED} ORDER BY name != ? LIMIT 1"
            self._execute(f"UPDATE topic SET parent = ({above}) WHERE name = ?", parent, parent, name)
        plan = self._plan
        there = len(plan.memories) - len(plan.new) - len(plan.gone)
        return Imported(
            len(plan.new), there, len(plan.gone), self._messages, len(self._folders), self._operation, self._masked
        )

    def _execute(self, sql: str, *values: Any) -> bool:
        """Whether a row was written."""
        self._connection.execute(sql, values)
        return bool(self._connection.changes())

    def _insert(self, table: str, found: dict[str, Any]) -> bool:
        names = [name for name in found if name != "type"]
        sql = f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({marks(names)})"
        return self._execute(sql, *(found[name] for name in names))

    # ---- memories ------------------------------------------------------------------------------------

    def _memory(self, made: Memory, found: dict[str, Any]) -> None:
        if made.id not in self._plan.new:
            return
        if not self._plan.whole:
            number = self._plan.numbers.get(made.id)
            found["operation"] = self._mine()
            found["history"] = [self._change(made, change, number) for change in found["history"]]
            made = without(lines.said_anew(made, number), self._taken)
        self._batch.append((made, found))
        if len(self._batch) == BATCH:
            self._flush()

    def _mine(self) -> int:
        """The operation that this import is."""
        if not self._operation:
            count = len(self._plan.new)
            self._operation = self._store.past.number(f"imported {memories(count)}")
        return self._operation

    @staticmethod
    def _change(made: Memory, change: dict[str, Any], number: int | None) -> dict[str, Any]:
        """A change of another home's past: of none of the operations of this one, said in a message of this one."""
        before = change["before"]
        key = before.get("source_key", source_key(made.source))
        if number is not None and "source" in before and key.startswith("said:"):
            before = before | {"source": str(number)}
        return change | {"before": before, "operation": None}

    def _flush(self) -> None:
        if not self._batch:
            return
        some, self._batch = self._batch, []
        self._connection.executemany(
            "INSERT OR IGNORE INTO document (file, path, digest) VALUES (?, ?, ?)",
            [(m.source.file, m.source.path, m.source.digest) for m, _ in some if isinstance(m.source, Written)],
        )
        columns = ("rule", "why", "stored", "operation")
        languages = [language(memory.text) for memory, _ in some]
        rows = [
            (*to_row(m), *(found[name] for name in columns), under(heading(m), one))
            for (m, found), one in zip(some, languages, strict=True)
        ]
        self._connection.executemany(_INSERT, rows)
        self._connection.executemany(
            "INSERT INTO history (memory, version, what, why, rule, at, before, operation) "
            "SELECT n, ?, ?, ?, ?, ?, ?, ? FROM memory WHERE id = ?",
            [
                (
                    change["version"], change["what"], change["why"], change["rule"], change["at"],
                    to_json(change["before"]), change["operation"], m.id,
                )
                for m, found in some
                for change in found["history"]
            ],
        )  # fmt: skip
        self._connection.executemany(
            "INSERT OR IGNORE INTO evidence (memory, rests_on) SELECT n, ? FROM memory WHERE id = ?",
            [(other, m.id) for m, _ in some if isinstance(m.source, Derived) for other in m.source.memories],
        )
        self._store.writing.hear(languages)
        self._store.outbox.put([m.id for m, _ in some if m.status in INDEXED])
        self._written.update(m.id for m, _ in some)

    # ---- what was said -------------------------------------------------------------------------------

    def _message(self, memory: str, conversation: str) -> None:
        number = self._plan.numbers.get(memory)
        if number is None:
            return
        row = next(self._connection.execute(_SAID, (memory, conversation)))
        said, talk, by, made, text, before = row
        words = json.loads(before)["text"] if before else text
        link = append(self._connection, number, conversation, by, made, words)
        self._execute(
            "INSERT INTO message (n, conversation, memory, link) VALUES (?, ?, ?, ?)", number, talk, said, link
        )
        self._messages += 1

    def _branch(self, found: dict[str, Any]) -> None:
        """What a conversation that is new here shares, by the number that its last shared message has here."""
        upto = found["upto"] if self._plan.whole else 0
        for name in () if self._plan.whole else self._plan.shared(found["conversation"]):
            sql = "SELECT message.n FROM message JOIN memory ON memory.n = message.memory WHERE memory.id = ?"
            if (row := self._connection.execute(sql, (name,)).fetchone()) is not None:
                upto = row[0]
                break
        self._execute(
            "UPDATE conversation SET parent = above.n, upto = ? FROM conversation AS above "
            "WHERE above.id = ? AND conversation.id = ?", upto, found["parent"], found["conversation"],
        )  # fmt: skip

    def _note(self, found: dict[str, Any], number: int) -> None:
        note = lines.note(found, number, self._plan.now)
        if note.id not in self._plan.new or note.id in self._written:
            return
        now = self._plan.now
        note = lines.said_anew(note, self._plan.numbers[note.id])
        self._insert("conversation", {"id": lines.IMPORTED, "place": lines.IMPORTED, "began": now})
        self._masked += note.text != found["text"].replace("\0", " ").strip()
        stored = None if note.made == now else now
        fields: dict[str, Any] = {"rule": RULE, "why": "", "stored": stored, "operation": self._mine(), "history": []}
        self._batch.append((note, fields))
        self._flush()
        self._message(note.id, lines.IMPORTED)

    def _goal(self, found: dict[str, Any]) -> None:
        """A goal of a conversation that came along, under the next number there; under its own in an empty home."""
        opening, parent, closing = (
            None if found[name] is None else self._plan.numbers.get(self._plan.messages[found[name]])
            for name in ("opening", "parent", "closing")
        )
        if opening is None:
            return
        self._execute(
            "INSERT INTO goal (opening, number, parent, closing) SELECT ?, coalesce(?, (SELECT 1 + "
            "coalesce(max(number), 0) FROM goal JOIN message ON message.n = goal.opening "
            "WHERE message.conversation = (SELECT conversation FROM message WHERE n = ?))), ?, ?",
            opening, found["number"] if self._plan.whole else None, opening, parent, closing,
        )  # fmt: skip

    def _recall(self, found: dict[str, Any]) -> None:
        number = self._plan.numbers.get(self._plan.messages[found["message"]])
        if number is None:
            return
        receipt = found["receipt"]
        taken = self._execute(
            "INSERT OR IGNORE INTO recall (message, memory, rank, at, score, receipt) "
            f"SELECT ?, n, ?, ?, ?, ? FROM memory WHERE id = ? AND {HIDDEN}",
            number, found["rank"], found["at"], found["score"], json.dumps(receipt, ensure_ascii=False),
            found["memory"],
        )  # fmt: skip
        if taken and found["memory"] not in self._plan.new:  # its own counts stay; what this answer added comes to them
            thumb = receipt.get("thumb")
            marked = ("cited" in receipt, thumb == "up", thumb == "down", False)
            if any(marked):
                self._count(found["memory"], *map(int, marked))

    def _count(self, memory: str, *counts: int) -> None:
        added = ", ".join(f"{name} = {name} + excluded.{name}" for name in COUNTS)
        self._execute(
            f"INSERT INTO use (memory, {', '.join(COUNTS)}) SELECT n, {marks(COUNTS)} FROM memory WHERE id = ? "
            f"ON CONFLICT (memory) DO UPDATE SET {added}",
            *counts, memory,
        )  # fmt: skip

    # ---- what stands around them ---------------------------------------------------------------------

    def _folder(self, found: dict[str, Any]) -> None:
        """A folder that overlaps with one watched here is left to it."""
        path = found["path"].rstrip("/")
        if any(_within(path, other) or _within(other, path) for other in self._watched):
            return
        chosen = {name: json.dumps(found.get(name, [])) for name in ("include", "exclude")}
        if self._insert("folder", found | chosen | {"recursive": int(found["recursive"])}):
            self._folders.add(found["id"])

    def _topic(self, found: dict[str, Any]) -> None:
        """A topic that is not there, in small letters or large; what is remembered here is looked through for it. One
        that would have the name of a pointer stays out."""
        whole = self._plan.whole
        if not whole and names(self._store.ledger).intersection(found["name"].casefold().split("/")):
            return
        if not whole and self._connection.execute(f"SELECT 1 FROM topic WHERE {_NAMED}", (found["name"],)).fetchone():
            return
        self._insert("topic", {name: found[name] for name in ("n", "name", "by", "made") if whole or name != "n"})
        number = int(self._connection.last_insert_rowid())
        if found["parent"] is not None:
            self._parents[found["name"]] = found["parent"]
        if found["words"]:
            self._execute("INSERT OR REPLACE INTO note VALUES (?, ?)", f"{WORDS}{number}", found["words"])
        if not whole:
            self._execute(
                "INSERT OR REPLACE INTO note (name, value) SELECT ?, coalesce(max(n), 0) + 1 FROM memory",
                f"{SWEEP}{number}",
            )


def _within(path: str, other: str) -> bool:
    return (path + "/").startswith(other.rstrip("/") + "/")
