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

INSERT INTO words (words, rank) VALUES ('secure-delete', 1);

UPDATE words_config SET v = 5 WHERE k = 'version';

INSERT INTO conversation (n, id, place, began) VALUES (1, 'talk', 'terminal', 1000.0);
INSERT INTO document (file, path, digest) VALUES ('f1', '/notes/garten.md', 'abc');
INSERT INTO memory (n, id, version, kind, status, by, place, text, heading, source, source_key, made, importance, trust, recalls, pinned, keywords, rule, why) VALUES (1, 'e000', 2, 'episode', 'active', 'person', 'terminal', 'My dogs are called Biscuit and Rex.', '', '1', 'said:talk', 1001.0, 0.5, 1.0, 1, 1, '[]', 'said', '');
INSERT INTO memory (n, id, version, kind, status, by, place, text, heading, source, source_key, made, importance, trust, recalls, pinned, keywords, rule, why) VALUES (2, 'e001', 1, 'episode', 'active', 'assistant', 'terminal', 'Fine names.', '', '2', 'said:talk', 1002.0, 0.5, 0.8, 0, 0, '[]', 'said', '');
INSERT INTO memory (n, id, version, kind, status, by, place, text, heading, source, source_key, made, importance, trust, recalls, pinned, keywords, rule, why) VALUES (3, 'e002', 1, 'episode', 'active', 'person', 'terminal', 'Der Reisepass liegt in der Schublade.', '', '3', 'said:talk', 1003.0, 0.5, 1.0, 0, 0, '[]', 'said', '');
INSERT INTO memory (n, id, version, kind, status, by, place, text, heading, source, source_key, made, importance, trust, recalls, pinned, keywords, rule, why) VALUES (4, 'e003', 1, 'episode', 'active', 'person', 'terminal', '护照放在书桌的抽屉里', '', '4', 'said:talk', 1004.0, 0.5, 1.0, 0, 0, '[]', 'said', '');
INSERT INTO memory (n, id, version, kind, status, by, place, text, heading, source, source_key, made, importance, trust, recalls, pinned, keywords, rule, why) VALUES (5, 'p000', 1, 'passage', 'active', 'file', 'folder:d1', 'Die Rosen blühen im Juni, und der Garten ist schön.', 'garten.md Garten', '[0,51,1,"Garten"]', 'file:f1', 1005.0, 0.5, 0.6, 0, 0, '[]', 'intake', '');
INSERT INTO memory (n, id, version, kind, status, by, place, text, heading, source, source_key, made, importance, trust, recalls, pinned, keywords, rule, why) VALUES (6, 'i000', 1, 'insight', 'active', 'assistant', 'folder:d1', 'You have two dogs.', '', '[["e000"],[]]', 'derived:test', 1006.0, 0.5, 0.8, 0, 0, '[]', 'intake', '');
INSERT INTO message (n, conversation, memory, link) VALUES (1, 1, 1, X'e71bb54c3520942addef8b7220d2d00e');
INSERT INTO message (n, conversation, memory, link) VALUES (2, 1, 2, X'97db247e28f51552cde10b8e11047b0f');
INSERT INTO message (n, conversation, memory, link) VALUES (3, 1, 3, X'6e4ecc6852a772aac05255d213d221c0');
INSERT INTO message (n, conversation, memory, link) VALUES (4, 1, 4, X'ed9077896db4bd9efb3bf9099025e299');
INSERT INTO chain (one, length, head) VALUES (1, 4, X'ed9077896db4bd9efb3bf9099025e299');
INSERT INTO recall (message, memory, rank, at, score, receipt) VALUES (2, 1, 0, 1002.0, 0.5, '{}');
INSERT INTO operation (n, at, what) VALUES (1, 1500.0, 'pinned');
INSERT INTO history (memory, version, what, why, rule, at, before, operation) VALUES (1, 2, 'pinned', '', 'person', 1500.0, '{"pinned":0}', 1);
INSERT INTO evidence (memory, rests_on) VALUES (6, 'e000');
INSERT INTO topic (n, name, by, made) VALUES (1, 'dogs', 'person', 1100.0);
INSERT INTO tagged (topic, memory, by, weight) VALUES (1, 1, 'person', 1.0);
INSERT INTO note (name, value) VALUES ('declined:i999', '0');

PRAGMA user_version = 2;
