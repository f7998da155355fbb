"""Further keys of what is remembered: other words under which a memory is found. They never change what it says.

A key goes with its memory, and is found by its words as the memory itself is.
"""

from __future__ import annotations

from collections.abc import Sequence

from secondme.errors import NotFound, Refused
from secondme.memory.secret import masked
from secondme.store.ledger import Ledger
from secondme.store.outbox import Outbox

LONGEST = 300
"""Characters of a key."""
MOST = 50
"""Keys of one memory."""

_OF = "memory = (SELECT n FROM memory WHERE id = ?)"


class Keys:
    """The keys of every memory in a ledger."""

    def __init__(self, ledger: Ledger, outbox: Outbox) -> None:
        self._ledger = ledger
        self._outbox = outbox

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
            connection.executemany(
                "INSERT INTO key (memory, text, rule) VALUES (?, ?, ?)", [(number, text, rule) for text in new]
            )
            if new:
                self._outbox.put([memory])
        return len(new)

    def drop(self, memory: str, texts: Sequence[str] | None = None) -> int:
        """Takes keys from a memory, all where none are named; how many went. Nothing of them is left."""
        with self._ledger.write() as connection:
            there = self.all(memory)
            wanted = None if texts is None else {masked(" ".join(text.split()))[0] for text in texts}
            going = [text for text in there if wanted is None or text in wanted]
            connection.executemany(f"DELETE FROM key WHERE {_OF} AND text = ?", [(memory, text) for text in going])
            if going:
                self._outbox.put([memory])
        return len(going)

    def all(self, memory: str) -> list[str]:
        """The keys of a memory, in the order in which they were added."""
        return [row[0] for row in self._ledger.rows(f"SELECT text FROM key WHERE {_OF} ORDER BY n", (memory,))]
