"""Whose messages a conversation has: its own, and those of what it branched from, up to where it left that."""

from __future__ import annotations

from secondme.store.ledger import Ledger

ALL = (1 << 63) - 1
"""Above the number of every message."""
LINE = (
    "WITH RECURSIVE line (n, upto) AS ("
    f"SELECT n, {ALL} FROM conversation WHERE id = ? "
    "UNION SELECT here.parent, min(line.upto, here.upto) FROM line JOIN conversation AS here ON here.n = line.n "
    "WHERE here.parent IS NOT NULL) "
)
"""`line`: a conversation and those that it came from, by their rows, with the last message of each that it shares. Its
one value is the id."""
SHARED = "message.conversation = line.n AND message.n <= line.upto"
"""Joins `message` to `line`."""
FAMILY = (
    "WITH RECURSIVE up (n, parent) AS (SELECT n, parent FROM conversation WHERE id = ? UNION "
    "SELECT above.n, above.parent FROM up JOIN conversation AS above ON above.n = up.parent), "
    "family (n) AS (SELECT n FROM up UNION SELECT below.n FROM family JOIN conversation AS below "
    "ON below.parent = family.n) "
)
"""`family`: every conversation that has a beginning in common with one, itself among them. Its one value is the id."""


def line(ledger: Ledger, conversation: str) -> list[tuple[int, int]]:
    """A conversation and those that it came from, by row and last shared message, the conversation itself first; empty
    where there is none of that id."""
    rows = ledger.rows(LINE + "SELECT n, upto FROM line ORDER BY upto DESC", (conversation,))
    return [(int(n), int(upto)) for n, upto in rows]
