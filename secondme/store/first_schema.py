"""Version 1 of the ledger's schema."""

from __future__ import annotations

FIRST = """
    CREATE TABLE conversation (
        id TEXT PRIMARY KEY,
        place TEXT NOT NULL,
        began REAL NOT NULL
    ) STRICT;

    CREATE TABLE memory (
        n INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        by TEXT NOT NULL,
        place TEXT NOT NULL,
        text TEXT NOT NULL,
        heading TEXT NOT NULL DEFAULT '',
        source TEXT NOT NULL,
        source_key TEXT NOT NULL,
        made REAL NOT NULL,
        valid_from REAL,
        valid_to REAL,
        superseded_by TEXT,
        importance REAL NOT NULL,
        recalls INTEGER NOT NULL,
        last_recalled REAL,
        pinned INTEGER NOT NULL,
        keywords TEXT NOT NULL DEFAULT '[]'
    ) STRICT;
    CREATE INDEX memory_made ON memory (made);
    CREATE INDEX memory_kind ON memory (kind, status, made);
    CREATE INDEX memory_source ON memory (source_key, n);

    CREATE VIRTUAL TABLE words USING fts5(
        text, heading, content='memory', content_rowid='n',
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
    CREATE TRIGGER memory_rewritten AFTER UPDATE OF text, heading ON memory BEGIN
        INSERT INTO words (words, rowid, text, heading) VALUES ('delete', old.n, old.text, old.heading);
        INSERT INTO words (rowid, text, heading) VALUES (new.n, new.text, new.heading);
    END;

    CREATE TABLE message (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        role TEXT NOT NULL,
        memory TEXT NOT NULL REFERENCES memory (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        made REAL NOT NULL
    ) STRICT;
    CREATE INDEX message_conversation ON message (conversation, n);
    CREATE INDEX message_memory ON message (memory);

    CREATE TABLE recall (
        message INTEGER NOT NULL REFERENCES message (n) ON DELETE CASCADE,
        memory TEXT NOT NULL REFERENCES memory (id) ON DELETE CASCADE,
        rank INTEGER NOT NULL,
        conversation TEXT NOT NULL,
        at REAL NOT NULL,
        score REAL NOT NULL,
        receipt TEXT NOT NULL,
        PRIMARY KEY (message, memory)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX recall_memory ON recall (memory, conversation);

    CREATE TABLE history (
        memory TEXT NOT NULL REFERENCES memory (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        version INTEGER NOT NULL,
        what TEXT NOT NULL,
        why TEXT NOT NULL,
        rule TEXT NOT NULL,
        at REAL NOT NULL,
        before TEXT NOT NULL,
        PRIMARY KEY (memory, version)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE evidence (
        memory TEXT NOT NULL REFERENCES memory (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
        rests_on TEXT NOT NULL,
        PRIMARY KEY (memory, rests_on)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX evidence_rests_on ON evidence (rests_on);

    CREATE TABLE outbox (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        memory TEXT NOT NULL
    ) STRICT;

    CREATE TABLE folder (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        recursive INTEGER NOT NULL,
        added REAL NOT NULL,
        root TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT ''
    ) STRICT;

    CREATE TABLE file (
        id TEXT PRIMARY KEY,
        folder TEXT NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
        path TEXT NOT NULL UNIQUE,
        size INTEGER NOT NULL,
        modified INTEGER NOT NULL,
        digest TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        passages INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX file_folder ON file (folder, path);

    CREATE TABLE intake (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        folder TEXT NOT NULL REFERENCES folder (id) ON DELETE CASCADE,
        path TEXT NOT NULL UNIQUE,
        urgent INTEGER NOT NULL,
        at REAL NOT NULL
    ) STRICT;
    CREATE INDEX intake_order ON intake (urgent DESC, n);

    CREATE TABLE run (
        n INTEGER PRIMARY KEY AUTOINCREMENT,
        began REAL NOT NULL,
        ended REAL,
        state TEXT NOT NULL,
        looked_at INTEGER NOT NULL DEFAULT 0,
        faded INTEGER NOT NULL DEFAULT 0,
        insights INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE note (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT;
"""
