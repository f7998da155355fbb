"""Further keys of what is remembered: other words under which a memory is found. They never change what it says.

A key goes with its memory, and is found by its words as the memory itself is. What the person or an operation does to
keys is noted, so that it can be undone; the note goes with the memory too.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from secondme.errors import NotFound, Refused
from secondme.memory.secret import masked
from secondme.store.history import History
from secondme.store.ledger import Ledger
from secondme.store.outbox import Outbox
from secondme.store.writing import PERSONAL

LONGEST = 300
"""Characters of a key."""
MOST = 50
"""Keys of one memory."""

_OF = "memory = (SELECT n FROM memory WHERE id = ?)"


class Keys:
    """The keys of every memory in a ledger."""

    def __init__(self, ledger: Ledger, outbox: Outbox, history: History) -> None:
        self._ledger = ledger
        self._outbox = outbox
        self._history = history

    def add(self, memory: str, texts: Sequence[str], rule: str) -> int:
        """Gives a memory keys, a mask in the place of each secret; how many of them are new. Raises: NotFound,
        Refused."""
        wanted = [masked(" ".join(text.split()))[0] for text in texts]
        if not all(wanted):
            raise Refused("A key cannot be without words.")
        if any(len(text) > LONGEST for text in wanted):
            raise Refused(f"A key has at most {LONGEST} characters.", "Say it in fewer words, or add several keys.")
        with self._ledger.write() as connection:
            number = self._ledger.scalar("SELECT n FROM memory WHERE id = ? AND status != 'forgotten'", (memory,))
            if number is None:
                raise NotFound(f"There is no memory {memory}.")
            there = set(self.all(memory))
            new = [text for text in dict.fromkeys(wanted) if text not in there]
            if len(there) + len(new) > MOST:
                raise Refused(f"A memory has at most {MOST} keys.", "Remove some of them first.")
            if new:
                operation = self._operation(rule, "added other words")
                for text in new:
                    self._put(connection, operation, number, text, rule, added=True)
                self._outbox.put([memory])
        return len(new)

    def drop(self, memory: str, texts: Sequence[str] | None = None) -> int:
        """Takes keys from a memory, all where none are named, as the person asks; how many went."""
        with self._ledger.write() as connection:
            wanted = None if texts is None else {masked(" ".join(text.split()))[0] for text in texts}
            rows = self._ledger.rows(f"SELECT memory, text, rule FROM key WHERE {_OF} ORDER BY n", (memory,))
            going = [row for row in rows if wanted is None or row[1] in wanted]
            if going:
                operation = self._operation(PERSONAL, "removed other words")
                for number, text, rule in going:
                    self._put(connection, operation, number, text, rule, added=False)
                self._outbox.put([memory])
        return len(going)

    def undo(self, operation: int, mine: int) -> int:
        """Takes back what an operation did to keys, as a part of the operation `mine`; of how many memories. Raises:
        Refused if something did it again since."""
        with self._ledger.write() as connection:
            rows = self._ledger.rows(
                "SELECT key_change.memory, memory.id, key_change.text, key_change.rule, added FROM key_change "
                "JOIN memory ON memory.n = key_change.memory WHERE key_change.operation = ? ORDER BY key_change.n DESC",
                (operation,),
            )
            for number, name, text, rule, added in rows:
                there = self._ledger.one("SELECT 1 FROM key WHERE memory = ? AND text = ?", (number, text))
                if bool(there) != bool(added):
                    raise Refused(
                        f"The keys of memory {name} were changed again since, so operation {operation} cannot be "
                        "undone alone.",
                        "Undo the later changes first: secondme memory undo",
                    )
                self._put(connection, mine, number, text, rule, added=not added)
            changed = {row[1] for row in rows}
            self._outbox.put(sorted(changed))
        return len(changed)

    def all(self, memory: str) -> list[str]:
        """The keys of a memory, in the order in which they were added."""
        return [row[0] for row in self._ledger.rows(f"SELECT text FROM key WHERE {_OF} ORDER BY n", (memory,))]

    def _operation(self, rule: str, what: str) -> int | None:
        return self._history.number(what) if rule == PERSONAL or self._history.opened else None

    @staticmethod
    def _put(
        connection: apsw.Connection, operation: int | None, memory: int, text: str, rule: str, *, added: bool
    ) -> None:
        """Adds a key or takes it away, and notes that where it belongs to an operation."""
        if added:
            connection.execute("INSERT INTO key (memory, text, rule) VALUES (?, ?, ?)", (memory, text, rule))
        else:
            connection.execute("DELETE FROM key WHERE memory = ? AND text = ?", (memory, text))
        if operation is not None:
            connection.execute(
                "INSERT INTO key_change (operation, memory, text, rule, added) VALUES (?, ?, ?, ?, ?)",
                (operation, memory, text, rule, int(added)),
            )
