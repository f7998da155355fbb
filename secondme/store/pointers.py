"""Names that the person gave memories, so that `#name` calls their exact words back. Implements the port `Pointers`.

A name is a keyword of its memory, written with its mark ("#wifi"): it is undone, forgotten, exported and brought back
with it, and goes over to what follows the memory when that is corrected.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from secondme.errors import NotFound, Refused
from secondme.memory.record import By, Kind, Memory
from secondme.memory.topic import leaf
from secondme.store.ledger import Ledger
from secondme.store.lineage import LINE, SHARED
from secondme.store.rows import COLUMNS, HIDDEN, from_row
from secondme.store.store import Store
from secondme.storing import Pointer

MARK = "#"
LONGEST = 60
"""Characters of a name."""
LAST = "last"
"""What stands for the memory that was made last."""

_NAME = re.compile(rf"[^\W\d_][\w-]{{0,{LONGEST - 1}}}")
_NAMED = (
    "SELECT (SELECT max(history.operation) FROM history WHERE history.memory = memory.n "
    f"AND json_type(history.before, '$.keywords') IS NOT NULL), {COLUMNS} FROM memory "
    f"WHERE keywords != '[]' AND keywords LIKE '%\"{MARK}%' AND {HIDDEN} ORDER BY memory.n"
)


@dataclass(frozen=True, slots=True)
class _Held:
    """A memory with names; `at` is the operation that gave it names last, 0 where another memory left it them."""

    memory: Memory
    at: int

    @property
    def names(self) -> list[str]:
        return [word.removeprefix(MARK) for word in self.memory.keywords if word.startswith(MARK)]


class Pointers:
    """The pointers of a ledger."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._ledger = store.ledger

    def all(self) -> list[Pointer]:
        """See `Pointers`. A memory that was closed has none; of two with one name, which undoing can lead to, it is
        that of the memory which was given it last."""
        found: dict[str, Pointer] = {}
        for held in sorted(_held(self._ledger), key=lambda held: held.at):
            if held.memory.valid_to is None:
                found |= {name.casefold(): Pointer(name, held.memory) for name in held.names}
        return [found[name] for name in sorted(found)]

    def find(self, name: str) -> Pointer:
        """See `Pointers`."""
        wanted = name.strip().removeprefix(MARK).casefold()
        every = self.all()
        for pointer in every:
            if pointer.name.casefold() == wanted:
                return pointer
        there = ", ".join(MARK + pointer.name for pointer in every[:12]) or "none yet"
        raise NotFound(f"No pointer is called {name!r}: there are {there}.", "Make it with: secondme point NAME ID")

    def add(self, name: str, memory: str) -> Pointer:
        """Names a memory, by its id or the beginning of that. Raises: NotFound; Refused if the name is taken or
        cannot be one, and for a reflection, whose words change."""
        name = plain(name)
        with self._ledger.write():
            found = self._store.find(memory)
            there = next((one for one in self.all() if one.name.casefold() == name.casefold()), None)
            if found.kind is Kind.INSIGHT:
                raise Refused("That is a conclusion, and is drawn anew when you say more.", "Name what it rests on.")
            if there is None or there.memory.id != found.id:
                self._free(name)
                new = found.changed(keywords=(*found.keywords, MARK + name))
                self._store.revise([new], what="named", rule="person")
        return self.find(name)

    def rename(self, name: str, new: str) -> Pointer:
        """Gives a pointer another name. Raises: NotFound, Refused."""
        new = plain(new)
        with self._ledger.write():
            old = self.find(name)
            if old.name.casefold() != new.casefold():
                self._free(new)
            self._put(old.name, new)
        return self.find(new)

    def remove(self, name: str) -> Pointer:
        """Takes a name away; the memory stays. What the pointer was. Raises: NotFound."""
        with self._ledger.write():
            gone = self.find(name)
            self._put(gone.name, "")
        return gone

    def last(self, conversation: str = "") -> Memory:
        """What the person said last, in a conversation or anywhere. Raises: NotFound."""
        of_one = f"{LINE}SELECT {COLUMNS} FROM line CROSS JOIN message ON {SHARED}"
        rows = self._ledger.rows(
            f"{of_one if conversation else f'SELECT {COLUMNS} FROM message'} JOIN memory ON memory.n = message.memory "
            f"WHERE {HIDDEN} AND memory.by = ? ORDER BY message.n DESC LIMIT 1",
            (conversation, By.PERSON) if conversation else (By.PERSON,),
        )
        if not rows:
            raise NotFound("Nothing was said yet that could be named.", "Name a memory by its id: secondme memory list")
        return from_row(rows[0])

    def _put(self, name: str, new: str) -> None:
        """Gives whatever has a name another one, or none."""
        changed = []
        for held in _held(self._ledger):
            old = {word for word in held.memory.keywords if word.casefold() == (MARK + name).casefold()}
            if old:
                words = [MARK + new if word in old else word for word in held.memory.keywords if new or word not in old]
                changed.append(held.memory.changed(keywords=tuple(words)))
        self._store.revise(changed, what="named" if new else "unnamed", rule="person")

    def _free(self, name: str) -> None:
        """Raises: Refused if a pointer or a topic has this name. A topic that is nobody's makes room."""
        if name.casefold() in names(self._ledger):
            free = f"Free it with: secondme point {name} --remove"
            raise Refused(f"{MARK}{name} names another memory already.", free)
        for number, topic, by in self._ledger.rows("SELECT n, name, by FROM topic"):
            if name.casefold() not in (topic.casefold(), leaf(topic).casefold()):
                continue
            if by == "nobody":
                with self._ledger.write() as connection:
                    connection.execute("DELETE FROM topic WHERE n = ?", (number,))
                continue
            raise Refused(
                f"{MARK}{name} means the topic {topic!r} already, and cannot name a memory too.", "Choose another name."
            )


def plain(name: str) -> str:
    """A pointer's name without its mark. Raises: Refused if it cannot be written as one word after the mark."""
    found = name.strip().removeprefix(MARK)
    if not _NAME.fullmatch(found):
        raise Refused(
            f"{name!r} cannot be a pointer's name.",
            f"Give one word that begins with a letter, at most {LONGEST} letters, digits and hyphens: wifi-code",
        )
    return found


def names(ledger: Ledger) -> frozenset[str]:
    """The names of all pointers, folded: no topic may have one of them."""
    return frozenset(
        name.casefold() for held in _held(ledger) if held.memory.valid_to is None for name in held.names
    )


def taken(ledger: Ledger) -> frozenset[str]:
    """All that a new name cannot be: those of pointers and topics, folded."""
    topics = {name.casefold() for (name,) in ledger.rows("SELECT name FROM topic")}
    return names(ledger) | topics | {leaf(name) for name in topics}


def without(memory: Memory, taken: Collection[str]) -> Memory:
    """A memory that comes from elsewhere, without those of its names that are taken here."""
    kept = [word for word in memory.keywords if word[:1] != MARK or word[1:].casefold() not in taken]
    return memory if len(kept) == len(memory.keywords) else replace(memory, keywords=tuple(kept))


def _held(ledger: Ledger) -> list[_Held]:
    return [_Held(from_row(row[1:]), row[0] or 0) for row in ledger.rows(_NAMED)]
