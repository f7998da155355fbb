"""Everything that is remembered as lines of an export, and lines taken into a ledger.

Invariant: an export taken into an empty home and exported again is the same, byte for byte; an import is one
transaction, and takes in nothing at all where a single line is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import apsw

import secondme
from secondme.errors import NotFound, Refused, StoreError
from secondme.events import Event, Progress
from secondme.memory.record import Derived, Memory, Status, source_to_json
from secondme.ports import Clock
from secondme.store import lines
from secondme.store.erase import erase
from secondme.store.intaking import Intaking
from secondme.store.ledger import Ledger, marks
from secondme.store.plan import Plan
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.store import Store
from secondme.store.topics import WORDS

STEP = 1_000
"""Lines between two reports of how far it has come."""

RECORD = tuple(name for name in lines.WRITTEN["memory"] if name in Memory.__dataclass_fields__)
"""The fields of the record that every line has, in the order of a line."""

_VISIBLE = "SELECT 1 FROM message JOIN memory ON memory.n = message.memory WHERE message.conversation = conversation.n"
_PLAIN = {
    "folder": "SELECT id, path, name, recursive, added, include, exclude, largest FROM folder ORDER BY path",
    "file": "SELECT id, folder, path, size, modified, digest, state, reason, passages FROM file ORDER BY path",
    "conversation": f"SELECT id, place, began, iif(EXISTS ({_VISIBLE} AND {HIDDEN}), title, ''), archived "
    "FROM conversation WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.conversation = conversation.n) "
    f"OR EXISTS ({_VISIBLE} AND {HIDDEN}) "
    "OR EXISTS (SELECT 1 FROM conversation AS branch WHERE branch.parent = conversation.n) ORDER BY n",
    "branch": "SELECT conversation.id, above.id, conversation.upto FROM conversation JOIN conversation AS above "
    "ON above.n = conversation.parent WHERE NOT EXISTS (SELECT 1 FROM message WHERE message.conversation = "
    f"conversation.n) OR EXISTS ({_VISIBLE} AND {HIDDEN}) "
    "OR EXISTS (SELECT 1 FROM conversation AS below WHERE below.parent = conversation.n) ORDER BY conversation.n",
    "key": f"SELECT memory.id, key.text, key.rule FROM key JOIN memory ON memory.n = key.memory WHERE {HIDDEN} "
    "ORDER BY key.n",
    "message": "SELECT message.n, conversation.id, memory.id FROM message JOIN memory ON memory.n = message.memory "
    f"JOIN conversation ON conversation.n = message.conversation WHERE {HIDDEN} ORDER BY message.n",
    "recall": "SELECT recall.message, memory.id, rank, at, score, receipt FROM recall "
    "JOIN memory ON memory.n = recall.memory JOIN message ON message.n = recall.message "
    f"JOIN memory AS said ON said.n = message.memory WHERE {HIDDEN} AND said.status != 'forgotten' "
    "ORDER BY recall.message, rank, memory.n",
    "grounding": "SELECT grounding.message, under, verdict, marks FROM grounding "
    "JOIN message ON message.n = grounding.message JOIN memory ON memory.n = message.memory "
    f"WHERE {HIDDEN} AND EXISTS (SELECT 1 FROM message AS noted JOIN memory AS said ON said.n = noted.memory "
    "WHERE noted.n = under AND said.status != 'forgotten') ORDER BY grounding.message",
    "use": "SELECT memory.id, cited, up, down, corrected FROM use JOIN memory ON memory.n = use.memory "
    f"WHERE {HIDDEN} ORDER BY memory.n",
    "thumb": "SELECT thumb.message, up FROM thumb JOIN message ON message.n = thumb.message "
    f"JOIN memory ON memory.n = message.memory WHERE {HIDDEN} ORDER BY thumb.message",
    "goal": "SELECT goal.opening, number, (SELECT above.n FROM message AS above JOIN memory AS said "
    "ON said.n = above.memory WHERE above.n = goal.parent AND said.status != 'forgotten'), "
    "(SELECT ended.n FROM message AS ended JOIN memory AS said ON said.n = ended.memory WHERE ended.n = goal.closing "
    "AND said.status != 'forgotten') FROM goal JOIN message ON message.n = goal.opening "
    f"JOIN memory ON memory.n = message.memory WHERE {HIDDEN} ORDER BY goal.opening",
    "reached": "SELECT reached.opening, reached.closing FROM reached JOIN message ON message.n = reached.closing "
    "JOIN memory ON memory.n = message.memory JOIN message AS opened ON opened.n = reached.opening "
    f"JOIN memory AS begun ON begun.n = opened.memory WHERE {HIDDEN} AND begun.status != 'forgotten' "
    "ORDER BY reached.closing",
    "topic": "SELECT topic.n, topic.name, above.name, topic.by, topic.made, coalesce(note.value, '') FROM topic "
    "LEFT JOIN topic AS above ON above.n = topic.parent "
    f"LEFT JOIN note ON note.name = '{WORDS}' || topic.n ORDER BY topic.n",
    "tag": "SELECT topic.name, memory.id, tagged.by, weight FROM tagged JOIN topic ON topic.n = tagged.topic "
    f"JOIN memory ON memory.n = tagged.memory WHERE {HIDDEN} ORDER BY tagged.topic, memory.n",
    "operation": "SELECT n, at, what, undoes, undone_by FROM operation ORDER BY n",
    "key_change": "SELECT key_change.operation, memory.id, key_change.text, key_change.rule, added FROM key_change "
    f"JOIN memory ON memory.n = key_change.memory WHERE {HIDDEN} ORDER BY key_change.n",
    "closing": "SELECT at, removed, length, why FROM closing ORDER BY n",
    "declined": "SELECT substr(name, 10), value FROM note WHERE name LIKE 'declined:%' ORDER BY name",
}
"""The rows of every form but the memories, in the order of its fields.

What a folder is on this machine (its device, whether it can be read now) is found anew where it is imported.
"""


def export(ledger: Ledger) -> Iterator[str]:
    """Every line, as the ledger stands when the first is asked for. What is forgotten is not among them.

    To be read to its end without a pause: it holds a snapshot of the ledger. Raises: Damaged, StoreError.
    """
    with ledger.snapshot() as connection:
        yield lines.write("secondme", lines.FORMAT, secondme.__version__)
        count = 2
        for form in lines.FORMS:
            if form == "memory":
                for line in _memories(connection):
                    yield line
                    count += 1
            elif form in _PLAIN:
                for row in connection.execute(_PLAIN[form]):
                    yield _line(form, row)
                    count += 1
        yield lines.write("end", count)


def _line(form: str, row: tuple[Any, ...]) -> str:
    match form, row:
        case "folder", (name, path, called, recursive, added, include, exclude, largest):
            chosen = {"include": json.loads(include), "exclude": json.loads(exclude), "largest": largest}
            more = {what: value for what, value in chosen.items() if value}
            return lines.write(form, name, path, called, bool(recursive), added, **more)
        case "conversation", (name, place, began, title, archived):
            more = {"title": title, "archived": bool(archived)}
            return lines.write(form, name, place, began, **{what: value for what, value in more.items() if value})
        case "key_change", (*rest, added):
            return lines.write(form, *rest, bool(added))
        case "recall", (*rest, receipt):
            return lines.write(form, *rest, json.loads(receipt))
        case "grounding", (*rest, marks):
            return lines.write(form, *rest, json.loads(marks))
        case "thumb", (message, up):
            return lines.write(form, message, bool(up))
    return lines.write(form, *row)


def _memories(connection: apsw.Connection) -> Iterator[str]:
    changes = iter(
        connection.execute(
            "SELECT memory, version, what, why, rule, at, before, operation FROM history ORDER BY memory, version"
        )
    )
    change = next(changes, None)
    for row in connection.execute(
        f"SELECT memory.n, rule, why, stored, operation, {COLUMNS} FROM memory WHERE {HIDDEN} ORDER BY memory.n"
    ):
        history = []
        while change is not None and change[0] <= row[0]:
            if change[0] == row[0]:
                _, version, what, why, rule, at, before, operation = change
                history.append(
                    {
                        "version": version, "what": what, "why": why, "rule": rule, "at": at,
                        "before": json.loads(before), "operation": operation,
                    }
                )  # fmt: skip
            change = next(changes, None)
        memory = from_row(row[5:])
        more = {
            "speaker": memory.speaker, "lost": _lost(connection, memory), "about": list(memory.about),
            "context": memory.context, "links": list(memory.links),
        }  # fmt: skip
        there = {name: value for name, value in more.items() if value}
        # What `to_json` gives, without the copies that it makes of every value.
        fields = [getattr(memory, name) for name in RECORD]
        fields[RECORD.index("source")] = source_to_json(memory.source)
        yield lines.write("memory", *fields, *row[1:5], history, **there)


def _lost(connection: apsw.Connection, memory: Memory) -> list[str]:
    """What a memory rests on and is not remembered any more."""
    if not isinstance(memory.source, Derived):
        return []
    named = lines.needs(memory, {})
    found = connection.execute(f"SELECT id FROM memory WHERE id IN ({marks(named)}) AND {HIDDEN}", named)
    there = {row[0] for row in found}
    return [name for name in named if name not in there]


class Transfer:
    """Takes exports, and notes from elsewhere, into a store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._ledger = store.ledger
        self._clock = clock

    def bring(
        self,
        path: Path,
        forgotten: Collection[str] = (),
        *,
        also_forgotten: bool = False,
        returned: Callable[[Sequence[str]], None] = lambda ids: None,
    ) -> Generator[Event, None, None]:
        """Takes a file in: Progress, …, Imported. Closing it before its end leaves everything as it was.

        `forgotten` are ids of what the person forgot: it stays out, and so does what rests on it, unless
        `also_forgotten`; `returned` then hears of those that are remembered again. While it writes others go on
        reading; who wants to write waits.
        Raises: NotFound, Refused, TooNew, DiskFull, StoreError.
        """
        with _opened(path) as file:
            plan = Plan(self._clock())
            size = max(1, path.stat().st_size)
            for number, line in _numbered(file):
                plan.see(number, line)
                if number % STEP == 0:
                    yield Progress("checking", min(file.tell(), size), size)
            plan.complete()
            file.seek(0)
            with self._ledger.write() as connection:
                there, hidden = self._there(list(plan.memories))
                again = (hidden | (set(forgotten) & plan.memories.keys()) - there) if also_forgotten else set[str]()
                if also_forgotten:
                    erase(connection, sorted(hidden), at=self._clock(), why="imported anew")
                    plan.settle(self._ledger, there, set())
                else:
                    plan.settle(self._ledger, there, hidden | (set(forgotten) & plan.memories.keys()) - there)
                taking = Intaking(self._store, connection, plan)
                for number, line in _numbered(file):
                    taking.take(lines.read(line, number), number)
                    if number % STEP == 0:
                        yield Progress("importing", number, max(number, plan.lines))
                done = taking.finish()
            if again:
                returned(sorted(again))
        yield Progress("importing", plan.lines, plan.lines)
        yield done

    def _there(self, ids: list[str]) -> tuple[set[str], set[str]]:
        """Which of these are remembered, and which are forgotten and wait to be purged."""
        there, hidden = set[str](), set[str]()
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            for name, status in self._ledger.rows(f"SELECT id, status FROM memory WHERE id IN ({marks(some)})", some):
                (hidden if status == Status.FORGOTTEN else there).add(name)
        return there, hidden


def _numbered(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines that are not empty, with their numbers from 1."""
    for number, line in enumerate(iter(file.readline, b""), start=1):
        whole = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
        if whole.strip():
            yield number, whole


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}.", "Check the path.") from error
    except IsADirectoryError as error:
        raise Refused(f"{path} is a folder.", "Import the file memory.jsonl in it.") from error
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}).", "Make it readable for you.") from error
