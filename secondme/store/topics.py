"""Topics in the ledger: names that grow into a tree, and which memories belong to which.

Invariant: what the person tagged or untagged stays so, whatever the rules find. A row of `tagged` with the weight 0
says that a memory does not belong to a topic, nor to any below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from secondme.errors import NotFound, Refused
from secondme.memory.record import Memory
from secondme.memory.topic import above, plain
from secondme.ports import Clock
from secondme.store.pointers import MARK, names
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.store import Store

PERSON, RULE, NOBODY = "person", "rule", "nobody"
"""Who made a topic. One that a rule made and the person removed is nobody's: it is not shown, and not made again."""
WORDS, SWEEP = "topic words:", "topic sweep:"
"""Notes on a topic: the words that the person gave it; the number of the memory below which memories are yet to be
looked through for it."""

_BELOW = "SELECT n FROM topic WHERE instr(name || '/', ? || '/') = 1"
"""A topic by name, and all below it."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic. `words` are those that the person gave it beside its name, `memories` counts those in it and below."""

    n: int
    name: str
    parent: int | None
    by: str
    made: float
    words: str = ""
    memories: int = 0


class Topics:
    """The tree of topics, as the person sees and shapes it."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._ledger = store.ledger
        self._clock = clock
        self.taught = 0
        """How often a topic was made, taught or changed by hand since this was made."""

    def all(self) -> list[Topic]:
        """Every topic with its counts, in order of name."""
        counts: dict[int, int] = dict(
            self._ledger.rows(
                "SELECT topic.n, count(DISTINCT tagged.memory) FROM topic JOIN topic AS below "
                "ON below.n = topic.n OR substr(below.name, 1, length(topic.name) + 1) = topic.name || '/' "
                f"JOIN tagged ON tagged.topic = below.n JOIN memory ON memory.n = tagged.memory "
                f"WHERE tagged.weight > 0 AND {HIDDEN} GROUP BY topic.n"
            )
        )
        rows = self._ledger.rows(
            "SELECT n, topic.name, parent, by, made, coalesce(value, '') FROM topic "
            "LEFT JOIN note ON note.name = ? || n WHERE by != ? ORDER BY topic.name",
            (WORDS, NOBODY),
        )
        return [
            Topic(n, name, parent, by, made, words, counts.get(n, 0)) for n, name, parent, by, made, words in rows
        ]

    def find(self, name: str) -> Topic:
        """A topic by its whole name, in small letters or large. Raises: NotFound, with those there are."""
        topics = self.all()
        wanted = plain(name).casefold()
        for topic in topics:
            if topic.name.casefold() == wanted:
                return topic
        there = ", ".join(topic.name for topic in topics[:12]) or "none yet"
        raise NotFound(f"No topic is called {name!r}: there are {there}.", f"Add it with: secondme topic add {name!r}")

    def add(self, name: str, words: str = "") -> Topic:
        """A topic of the person's, with those above it where they are missing. One that a rule made becomes theirs.

        `words`, divided by commas or else by spaces, are found in memories that belong to it.
        Raises: Refused if there is such a topic and nothing new is said of it, or it cannot be a name.
        """
        name, words = plain(name), " ".join(words.split())
        with self._ledger.write() as connection:
            self._no_pointer(name)
            found = self._ledger.one("SELECT n, by FROM topic WHERE lower(name) = lower(?)", (name,))
            if found is not None and found[1] == PERSON and not words:
                raise Refused(f"There is a topic {name!r} already.", "Give it words with: secondme topic add --words")
            number = self._made(name, PERSON)
            if words:
                note = (f"{WORDS}{number}", words)
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", note)
            self.look_again(number)
        return self.find(name)

    def rename(self, name: str, new: str) -> Topic:
        """Another name for a topic and all below it; it is the person's from then on.

        Raises: NotFound; Refused if the name is taken, lies below the topic itself, or cannot be a name.
        """
        topic, new = self.find(name), plain(new)
        with self._ledger.write() as connection:
            if new.startswith(topic.name + "/"):
                raise Refused(f"{topic.name!r} cannot lie below itself.", "Choose a name elsewhere.")
            self._no_pointer(new)
            taken = self._ledger.scalar("SELECT n FROM topic WHERE lower(name) = lower(?) AND n != ?", (new, topic.n))
            if taken is not None:
                self._unowned(new, taken)
            parent = self._made(above(new), PERSON) if above(new) else None
            self._renamed(topic.name, new)
            connection.execute("UPDATE topic SET by = ?, parent = ? WHERE n = ?", (PERSON, parent, topic.n))
            self.look_again(topic.n)
        return self.find(new)

    def remove(self, name: str) -> tuple[int, int]:
        """Removes a topic with all below it: how many topics, and how many memories were in them.

        The memories stay, in the topic above where there is one. What a rule made is not made again.
        Raises: NotFound.
        """
        topic = self.find(name)
        with self._ledger.write() as connection:
            if topic.parent is not None:
                connection.execute(
                    f"INSERT OR IGNORE INTO tagged (topic, memory, by, weight) SELECT ?, memory, by, max(weight) "
                    f"FROM tagged WHERE topic IN ({_BELOW}) AND weight > 0 GROUP BY memory",
                    (topic.parent, topic.name),
                )
            going = self._ledger.rows(f"SELECT n, by FROM topic WHERE n IN ({_BELOW})", (topic.name,))
            for number, by in sorted(going, reverse=True):
                self.drop(number, keep=by == RULE)
        return len(going), topic.memories

    def drop(self, number: int, *, keep: bool = False) -> None:
        """Takes a topic out of the ledger; with `keep` it stays as nobody's."""
        with self._ledger.write() as connection:
            connection.execute("DELETE FROM note WHERE name IN (?, ?)", (f"{WORDS}{number}", f"{SWEEP}{number}"))
            if keep:
                connection.execute("UPDATE topic SET by = ? WHERE n = ?", (NOBODY, number))
            else:
                connection.execute("DELETE FROM topic WHERE n = ?", (number,))

    def tag(self, name: str, ids: Sequence[str]) -> Topic:
        """Puts memories into a topic by hand, for good; they teach it. Raises: NotFound."""
        return self._by_hand(self.find(name), ids, 1.0)

    def untag(self, name: str, ids: Sequence[str]) -> Topic:
        """Takes memories out of a topic and all below it by hand, for good. Raises: NotFound."""
        return self._by_hand(self.find(name), ids, 0.0)

    def members(self, topic: Topic, *, limit: int = 100, offset: int = 0) -> list[tuple[Memory, float, str]]:
        """The memories in a topic and below it, with the weight and by whom they were put there, newest first."""
        rows = self._ledger.rows(
            f"SELECT max(weight), max(CASE WHEN tagged.by = 'person' THEN 1 ELSE 0 END), {COLUMNS} FROM tagged "
            f"JOIN memory ON memory.n = tagged.memory WHERE topic IN ({_BELOW}) AND weight > 0 AND {HIDDEN} "
            "GROUP BY memory.n ORDER BY memory.made DESC, memory.n DESC LIMIT ? OFFSET ?",
            (topic.name, limit, offset),
        )
        return [(from_row(row[2:]), row[0], PERSON if row[1] else RULE) for row in rows]

    def of(self, memory: str) -> list[str]:
        """Names of the topics that a memory belongs to, the surest first."""
        rows = self._ledger.rows(
            "SELECT topic.name FROM tagged JOIN topic ON topic.n = tagged.topic "
            "WHERE memory = (SELECT n FROM memory WHERE id = ?) AND weight > 0 AND topic.by != ? "
            "ORDER BY weight DESC, topic.name",
            (memory, NOBODY),
        )
        return [row[0] for row in rows]

    def make(self, name: str) -> int:
        """A topic that a rule makes; its number. Belongs into a transaction."""
        return self._made(name, RULE)

    def relabel(self, topic: int, name: str) -> None:
        """Another name for a topic that a rule made, and with it for those below. Belongs into a transaction."""
        self._renamed(str(self._ledger.scalar("SELECT name FROM topic WHERE n = ?", (topic,))), name)

    def look_again(self, topic: int) -> None:
        """Has every memory looked at anew for this topic, the newest first."""
        self.taught += 1
        with self._ledger.write() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO note (name, value) SELECT ?, coalesce(max(n), 0) + 1 FROM memory",
                (f"{SWEEP}{topic}",),
            )

    def _by_hand(self, topic: Topic, ids: Sequence[str], weight: float) -> Topic:
        found = [self._store.find(name) for name in ids]
        with self._ledger.write() as connection:
            where = _BELOW if weight == 0 else "SELECT n FROM topic WHERE n = ?"
            value = topic.name if weight == 0 else topic.n
            for memory in found:
                connection.execute(
                    f"INSERT OR REPLACE INTO tagged (topic, memory, by, weight) SELECT topic.n, memory.n, ?, ? "
                    f"FROM topic, memory WHERE topic.n IN ({where}) AND memory.id = ?",
                    (PERSON, weight, value, memory.id),
                )
                if weight > 0:
                    self._not_refused(topic, memory.id)
            self.look_again(topic.n)
        return self.find(topic.name)

    def _not_refused(self, topic: Topic, memory: str) -> None:
        """What is put into a topic by hand is no longer kept out of those above it."""
        name = topic.name
        with self._ledger.write() as connection:
            while name := above(name):
                connection.execute(
                    "DELETE FROM tagged WHERE weight = 0 AND topic = (SELECT n FROM topic WHERE name = ?) "
                    "AND memory = (SELECT n FROM memory WHERE id = ?)",
                    (name, memory),
                )

    def _made(self, name: str, by: str) -> int:
        """The number of a topic, made with those above it where they are missing; the person's stay theirs."""
        with self._ledger.write() as connection:
            row = self._ledger.one("SELECT n, by FROM topic WHERE lower(name) = lower(?)", (name,))
            if row is not None:
                if by == PERSON and row[1] != PERSON:
                    connection.execute("UPDATE topic SET by = ?, name = ? WHERE n = ?", (PERSON, name, row[0]))
                return int(row[0])
            parent = self._made(above(name), by) if above(name) else None
            connection.execute(
                "INSERT INTO topic (name, parent, by, made) VALUES (?, ?, ?, ?)", (name, parent, by, self._clock())
            )
            number = int(connection.last_insert_rowid())
            if by == PERSON:
                self.look_again(number)
            return number

    def _renamed(self, old: str, new: str) -> None:
        with self._ledger.write() as connection:
            connection.execute(
                f"UPDATE topic SET name = ? || substr(name, length(?) + 1) WHERE n IN ({_BELOW})", (new, old, old)
            )

    def _no_pointer(self, name: str) -> None:
        """Raises: Refused if a part of a topic's name names a memory."""
        taken = names(self._ledger)
        for part in name.split("/"):
            if part.casefold() in taken:
                raise Refused(
                    f"{MARK}{part} names a memory already, and cannot be a topic too.",
                    f"Choose another name, or free it with: secondme point {part} --remove",
                )

    def _unowned(self, name: str, number: int) -> None:
        """Makes room for a name that nobody's topic has. Raises: Refused if it is somebody's."""
        if self._ledger.scalar("SELECT by FROM topic WHERE n = ?", (number,)) != NOBODY:
            raise Refused(f"There is a topic {name!r} already.", "Choose another name, or remove that one first.")
        self.drop(number)
