"""Version 2 of the ledger's schema, and how the rows of version 1 are written as its own."""

from __future__ import annotations

import json
from typing import Any

import apsw

from secondme.store.chain import rechain

SECOND = """
    CREATE TABLE memory (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        by TEXT NOT NULL,
        place TEXT NOT NULL,
        text TEXT NOT NULL,
        heading TEXT NOT NULL,
        source TEXT NOT NULL,
        source_key TEXT NOT NULL,
        made REAL NOT NULL,
        valid_from REAL,
        valid_to REAL,
        superseded_by TEXT,
        importance REAL NOT NULL,
        trust REAL NOT NULL,
        recalls INTEGER NOT NULL,
        last_recalled REAL,
        pinned INTEGER NOT NULL,
        keywords TEXT NOT NULL,
        rule TEXT NOT NULL,
        why TEXT NOT NULL,
        stored REAL,
        operation INTEGER
    ) STRICT;

    CREATE TABLE document (
        file TEXT PRIMARY KEY,
        path TEXT NOT NULL,
        digest TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX document_path ON document (path);

    CREATE TABLE conversation (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        place TEXT NOT NULL,
        began REAL NOT NULL
    ) STRICT;

    CREATE TABLE message (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversation (n) ON DELETE CASCADE,
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        link BLOB NOT NULL
    ) STRICT;

    CREATE TABLE chain (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        length INTEGER NOT NULL,
        head BLOB NOT NULL
    ) STRICT;
    INSERT INTO chain (one, length, head) VALUES (1, 0, zeroblob(16));

    CREATE TABLE closing (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        removed INTEGER NOT NULL,
        length INTEGER NOT NULL,
        why TEXT NOT NULL
    ) STRICT;

    CREATE TABLE recall (
        message INTEGER NOT NULL REFERENCES message (n) ON DELETE CASCADE,
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE,
        rank INTEGER NOT NULL,
        at REAL NOT NULL,
        score REAL NOT NULL,
        receipt TEXT NOT NULL,
        PRIMARY KEY (message, memory)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE operation (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        what TEXT NOT NULL,
        undoes INTEGER,
        undone_by INTEGER
    ) STRICT;

    CREATE TABLE history (
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        version INTEGER NOT NULL,
        what TEXT NOT NULL,
        why TEXT NOT NULL,
        rule TEXT NOT NULL,
        at REAL NOT NULL,
        before TEXT NOT NULL,
        operation INTEGER,
        PRIMARY KEY (memory, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE evidence (
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        rests_on TEXT NOT NULL,
        PRIMARY KEY (memory, rests_on)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE due (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        at REAL NOT NULL
    ) STRICT;

    CREATE TABLE unindexed (
        memory TEXT PRIMARY KEY
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE topic (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL UNIQUE,
        parent INTEGER REFERENCES topic (n) ON DELETE SET NULL,
        by TEXT NOT NULL,
        made REAL NOT NULL
    ) STRICT;

    CREATE TABLE tagged (
        topic INTEGER NOT NULL REFERENCES topic (n) ON DELETE CASCADE,
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE,
        by TEXT NOT NULL,
        weight REAL NOT NULL,
        PRIMARY KEY (topic, memory)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tagged_memory ON tagged (memory);
"""

INDEXES = """
    CREATE INDEX memory_made ON memory (made);
    CREATE INDEX memory_kind ON memory (kind, status, made);
    CREATE INDEX memory_source ON memory (source_key, n);
    CREATE INDEX memory_operation ON memory (operation) WHERE operation IS NOT NULL;
    CREATE INDEX message_conversation ON message (conversation, n);
    CREATE UNIQUE INDEX message_memory ON message (memory);
    CREATE INDEX recall_memory ON recall (memory, message);
    CREATE INDEX history_operation ON history (operation) WHERE operation IS NOT NULL;
    CREATE INDEX evidence_rests_on ON evidence (rests_on);

    CREATE VIRTUAL TABLE words USING fts5(
        text, heading, content='memory', content_rowid='n', columnsize=1,
        tokenize="porter unicode61 remove_diacritics 2"
    );
    INSERT INTO words (words, rank) VALUES ('secure-delete', 1);
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);
    CREATE TRIGGER memory_inserted AFTER INSERT ON memory BEGIN
        INSERT INTO words (rowid, text, heading) VALUES (new.n, new.text, new.heading);
    END;
    CREATE TRIGGER memory_deleted AFTER DELETE ON memory BEGIN
        INSERT INTO words (words, rowid, text, heading) VALUES ('delete', old.n, old.text, old.heading);
    END;
    CREATE TRIGGER memory_rewritten AFTER UPDATE OF text, heading ON memory
        WHEN old.text != new.text OR old.heading != new.heading BEGIN
        INSERT INTO words (words, rowid, text, heading) VALUES ('delete', old.n, old.text, old.heading);
        INSERT INTO words (rowid, text, heading) VALUES (new.n, new.text, new.heading);
    END;
"""

KEPT = ("memory", "conversation", "message", "recall", "history", "evidence")
"""Tables of version 1 that version 2 writes anew."""


def second(connection: apsw.Connection) -> None:
    """Version 2: rows in fewer bytes, trust, operations that can be undone, the chain over what was said, topics."""
    for name in ("vocabulary", "words"):
        connection.execute(f"DROP TABLE {name}")
    for name in ("memory_inserted", "memory_deleted", "memory_rewritten"):
        connection.execute(f"DROP TRIGGER {name}")
    indexes = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
    for table in KEPT:
        for (name,) in list(connection.execute(indexes, (table,))):
            connection.execute(f"DROP INDEX {name}")
        connection.execute(f"ALTER TABLE {table} RENAME TO old_{table}")
    connection.execute(SECOND)
    connection.create_scalar_function("compact_source", _compact, 1, deterministic=True)
    trust = "CASE by WHEN 'person' THEN 1.0 WHEN 'assistant' THEN 0.8 ELSE 0.6 END"
    for sql in (
        "INSERT INTO conversation (id, place, began) SELECT id, place, began FROM old_conversation ORDER BY began, id",
        "INSERT INTO document (file, path, digest) SELECT source ->> 'file', max(source ->> 'path'), "
        "max(source ->> 'digest') FROM old_memory WHERE source_key LIKE 'file:%' GROUP BY 1",
        f"INSERT INTO memory SELECT n, id, m.version, kind, status, by, place, text, heading, compact_source(source), "
        f"source_key, made, valid_from, valid_to, superseded_by, importance, {trust}, recalls, last_recalled, pinned, "
        f"keywords, coalesce(h.rule, ''), coalesce(h.why, ''), h.at, NULL FROM old_memory AS m "
        f"LEFT JOIN old_history AS h ON h.memory = m.id AND h.version = 1",
        "UPDATE memory SET stored = NULL WHERE stored = made",
        "INSERT INTO message (n, conversation, memory, link) SELECT o.n, c.n, m.n, zeroblob(16) FROM old_message AS o "
        "JOIN conversation AS c ON c.id = o.conversation JOIN memory AS m ON m.id = o.memory ORDER BY o.n",
        "INSERT INTO recall SELECT message, m.n, rank, at, score, receipt FROM old_recall AS o "
        "JOIN memory AS m ON m.id = o.memory",
        "INSERT INTO history SELECT m.n, o.version, what, o.why, o.rule, at, before, NULL FROM old_history AS o "
        "JOIN memory AS m ON m.id = o.memory WHERE o.version > 1",
        "INSERT INTO evidence SELECT m.n, rests_on FROM old_evidence AS o JOIN memory AS m ON m.id = o.memory",
    ):
        connection.execute(sql)
    for number, version, before in list(connection.execute("SELECT memory, version, before FROM history")):
        fields = json.loads(before)
        if "source" in fields:
            fields["source"] = _compact(fields["source"])
            values = (json.dumps(fields, ensure_ascii=False), number, version)
            connection.execute("UPDATE history SET before = ? WHERE memory = ? AND version = ?", values)
    for table in reversed(KEPT):
        connection.execute(f"DROP TABLE old_{table}")
    connection.execute(INDEXES)
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
    # FTS5 takes the index to the format of secure deletion at the first one, and connections that are open then
    # go on with the older one for some purposes: begin with it.
    connection.execute("UPDATE words_config SET v = 5 WHERE k = 'version'")
    rechain(connection)


def _compact(*source: Any) -> str:
    """A source of version 1 as version 2 writes it; its key and its file's path and digest stand elsewhere."""
    found = json.loads(source[0])
    match found["type"]:
        case "said":
            return str(found["message"])
        case "written":
            rest = [found["start"], found["end"], found["line"], found["heading"]]
        case _:
            rest = [found["memories"], []]
    return json.dumps(rest, ensure_ascii=False, separators=(",", ":"))
