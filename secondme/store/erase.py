"""Taking memories out of a ledger so that no byte of them is left in it.

Works on any version of the schema, so that snapshots and backups are reached too. Whoever calls it makes a truncating
checkpoint afterwards: until then the write-ahead log holds what was written before.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw

from secondme.store.chain import rechain
from secondme.store.titles import Titles

BEHIND = (
    "DELETE FROM document WHERE NOT EXISTS (SELECT 1 FROM memory WHERE source_key = 'file:' || document.file) "
    "AND NOT EXISTS (SELECT 1 FROM file WHERE id = document.file)",
)
"""What goes with the last memory that needed it. A conversation stays, without a word: it may just be going on."""


def erase(connection: apsw.Connection, ids: Sequence[str], *, at: float = 0.0, why: str = "on request") -> int:
    """Deletes memories with their words, history, receipts and the messages they were said in; how many there were.
    A title that a word of them would stay in goes too.

    Belongs into a transaction of a connection whose foreign keys are on. If messages went, the chain over what was
    said is closed anew with a note of when (`at`, seconds since 1970) and why.
    """
    secure = connection.execute("PRAGMA secure_delete").get
    connection.execute("PRAGMA secure_delete = ON")
    version = int(connection.execute("PRAGMA user_version").get)
    titles = Titles.of(connection)
    gone = messages = 0
    for name in ids:
        row = connection.execute("SELECT n FROM memory WHERE id = ?", (name,)).fetchone()
        if row is None:
            continue
        said = row[0] if version >= 2 else name
        messages += connection.execute("SELECT count(*) FROM message WHERE memory = ?", (said,)).get
        if titles:
            titles.goes(row[0])
        connection.execute("DELETE FROM memory WHERE id = ?", (name,))
        gone += 1
    if gone and version >= 2:
        for sql in BEHIND:
            connection.execute(sql)
        if titles:
            titles.clear()
        if messages:
            rechain(connection, messages, at, why)
    connection.execute(f"PRAGMA secure_delete = {int(secure)}")
    return gone
