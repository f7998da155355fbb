"""The ledger's schema as numbered steps; step N takes a ledger from version N - 1 to N. Never edited, only added.

Text stands in `memory.text` alone: messages point to it, the full-text index is built over it, history keeps
only the fields that a change replaced.
"""

from __future__ import annotations

from collections.abc import Callable

import apsw

from secondme.store.fading_schema import FADING
from secondme.store.first_schema import FIRST
from secondme.store.second_schema import second

Step = str | Callable[[apsw.Connection], None]
"""SQL, or what is done to a connection inside the transaction of the step."""

TOKENS = ("unicode61", "remove_diacritics", "2", "categories", "L* N* Co Mn Mc", "separators", "\ufe0f")
"""How texts are cut into words from version 3 on: vowel signs belong to their word, the mark of a picture to none."""

THIRD = """
    CREATE TABLE reading (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        packed BLOB NOT NULL
    ) STRICT;

    CREATE TABLE neural (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        vector BLOB NOT NULL
    ) STRICT;

    CREATE TABLE awaiting (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        behind INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE key (
        n INTEGER PRIMARY KEY,
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE,
        text TEXT NOT NULL,
        rule TEXT NOT NULL,
        UNIQUE (memory, text)
    ) STRICT;

    CREATE TABLE use (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        cited INTEGER NOT NULL DEFAULT 0,
        up INTEGER NOT NULL DEFAULT 0,
        down INTEGER NOT NULL DEFAULT 0,
        corrected INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    CREATE TABLE thumb (
        message INTEGER PRIMARY KEY REFERENCES message (n) ON DELETE CASCADE,
        up INTEGER NOT NULL
    ) STRICT;

    CREATE TRIGGER memory_reworded AFTER UPDATE OF text ON memory WHEN old.text != new.text BEGIN
        DELETE FROM reading WHERE memory = old.n;
        DELETE FROM neural WHERE memory = old.n;
        DELETE FROM awaiting WHERE memory = old.n;
    END;
    CREATE TRIGGER reading_keyed AFTER INSERT ON key BEGIN
        DELETE FROM reading WHERE memory = new.memory;
    END;
    CREATE TRIGGER reading_unkeyed AFTER DELETE ON key BEGIN
        DELETE FROM reading WHERE memory = old.memory;
    END;
"""


WORDS = """
    CREATE INDEX memory_speaker ON memory (heading COLLATE NOCASE) WHERE by != 'file' AND heading != '';

    CREATE VIEW english AS SELECT n, iif(tongue = 0, text, bare(text)) AS text,
        iif(tongue = 0, heading, bare(heading)) AS heading FROM memory WHERE tongue & 1 = 0;
    CREATE VIRTUAL TABLE words USING fts5(
        text, heading, content='english', content_rowid='n', columnsize=1, tokenize="porter {tokens}"
    );
    CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, row);

    CREATE VIEW other AS SELECT n, iif(tongue = 1, text, cut(text, tongue)) AS text,
        iif(tongue = 1, heading, cut(heading, tongue)) AS heading FROM memory WHERE tongue != 0;
    CREATE VIRTUAL TABLE others USING fts5(
        text, heading, content='other', content_rowid='n', columnsize=1, tokenize="{tokens}"
    );
    CREATE VIRTUAL TABLE other_vocabulary USING fts5vocab(others, row);

    CREATE VIEW keyed AS SELECT n, cut(text, 3) AS text FROM key;
    CREATE VIRTUAL TABLE keys USING fts5(
        text, content='keyed', content_rowid='n', columnsize=1, tokenize="porter {tokens}"
    );
    CREATE VIRTUAL TABLE key_vocabulary USING fts5vocab(keys, row);

    CREATE TRIGGER memory_inserted_words AFTER INSERT ON memory WHEN new.tongue & 1 = 0 BEGIN
        INSERT INTO words (rowid, text, heading) VALUES (
            new.n, iif(new.tongue = 0, new.text, bare(new.text)), iif(new.tongue = 0, new.heading, bare(new.heading)));
    END;
    CREATE TRIGGER memory_inserted_others AFTER INSERT ON memory WHEN new.tongue != 0 BEGIN
        INSERT INTO others (rowid, text, heading) VALUES (
            new.n, cut(new.text, new.tongue), cut(new.heading, new.tongue));
    END;
    CREATE TRIGGER memory_deleted_words AFTER DELETE ON memory WHEN old.tongue & 1 = 0 BEGIN
        INSERT INTO words (words, rowid, text, heading) VALUES ('delete',
            old.n, iif(old.tongue = 0, old.text, bare(old.text)), iif(old.tongue = 0, old.heading, bare(old.heading)));
    END;
    CREATE TRIGGER memory_deleted_others AFTER DELETE ON memory WHEN old.tongue != 0 BEGIN
        INSERT INTO others (others, rowid, text, heading) VALUES ('delete',
            old.n, cut(old.text, old.tongue), cut(old.heading, old.tongue));
    END;
    CREATE TRIGGER memory_rewritten AFTER UPDATE OF text, heading, tongue ON memory
        WHEN old.text != new.text OR old.heading != new.heading OR old.tongue != new.tongue BEGIN
        INSERT INTO words (words, rowid, text, heading) SELECT 'delete',
            old.n, iif(old.tongue = 0, old.text, bare(old.text)), iif(old.tongue = 0, old.heading, bare(old.heading))
            WHERE old.tongue & 1 = 0;
        INSERT INTO others (others, rowid, text, heading) SELECT 'delete',
            old.n, cut(old.text, old.tongue), cut(old.heading, old.tongue) WHERE old.tongue != 0;
        INSERT INTO words (rowid, text, heading) SELECT
            new.n, iif(new.tongue = 0, new.text, bare(new.text)), iif(new.tongue = 0, new.heading, bare(new.heading))
            WHERE new.tongue & 1 = 0;
        INSERT INTO others (rowid, text, heading) SELECT
            new.n, cut(new.text, new.tongue), cut(new.heading, new.tongue) WHERE new.tongue != 0;
    END;
    CREATE TRIGGER key_inserted AFTER INSERT ON key BEGIN
        INSERT INTO keys (rowid, text) VALUES (new.n, cut(new.text, 3));
    END;
    CREATE TRIGGER key_deleted AFTER DELETE ON key BEGIN
        INSERT INTO keys (keys, rowid, text) VALUES ('delete', old.n, cut(old.text, 3));
    END;
"""
"""Each text in the index of its language: `words` by stems, `others` by words as they are, and by pairs of characters
where a script has no spaces (`tongue`, `bare`, `cut`: `secondme.memory.language`). The views are what the indexes are
made anew from."""


def _third(connection: apsw.Connection) -> None:
    """Version 3: readings for the second stage of recall, neural vectors, further keys, languages, counts of use."""
    connection.execute(THIRD)
    for name in ("vocabulary", "words"):
        connection.execute(f"DROP TABLE {name}")
    for name in ("memory_inserted", "memory_deleted", "memory_rewritten"):
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("ALTER TABLE memory ADD COLUMN tongue INTEGER NOT NULL DEFAULT 0")
    connection.execute("UPDATE memory SET tongue = tongue_of(text, heading) WHERE tongue_of(text, heading) != 0")
    connection.execute(WORDS.format(tokens=" ".join(f"'{part}'" for part in TOKENS)))
    for name in ("words", "others", "keys"):
        connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('secure-delete', 1)")
        connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
        connection.execute(f"UPDATE {name}_config SET v = 5 WHERE k = 'version'")
    connection.execute("INSERT INTO outbox (memory) SELECT id FROM memory ORDER BY n")


FOURTH = """
    CREATE TABLE goal (
        opening INTEGER PRIMARY KEY REFERENCES message (n) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        parent INTEGER REFERENCES goal (opening) ON DELETE SET NULL,
        closing INTEGER REFERENCES message (n) ON DELETE SET NULL
    ) STRICT;
    CREATE INDEX goal_parent ON goal (parent) WHERE parent IS NOT NULL;
    CREATE INDEX goal_closing ON goal (closing) WHERE closing IS NOT NULL;
    CREATE INDEX memory_keywords ON memory (kind) WHERE keywords != '[]';
"""
"""Version 4: sub-goals, by the messages that began and ended them; memories that have keywords, a name among them."""

FIFTH = """
    CREATE TABLE told (
        n INTEGER PRIMARY KEY,
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE,
        what TEXT NOT NULL
    ) STRICT;
    CREATE INDEX told_what ON told (what, memory);
    CREATE INDEX told_memory ON told (memory);

    CREATE TRIGGER memory_inserted_told AFTER INSERT ON memory WHEN new.by != 'assistant' BEGIN
        INSERT INTO told (memory, what)
            SELECT new.n, value FROM json_each(told_in(new.text, iif(new.by = 'file', '', new.heading)));
    END;
    CREATE TRIGGER memory_rewritten_told AFTER UPDATE OF text, heading ON memory
        WHEN (old.text != new.text OR old.heading != new.heading) AND new.by != 'assistant' BEGIN
        DELETE FROM told WHERE memory = new.n;
        INSERT INTO told (memory, what)
            SELECT new.n, value FROM json_each(told_in(new.text, iif(new.by = 'file', '', new.heading)));
    END;
    INSERT INTO told (memory, what) SELECT memory.n, value
        FROM memory, json_each(told_in(text, iif(by = 'file', '', heading))) WHERE memory.by != 'assistant';
"""
"""Version 5: which memories tell who is who, by whose relation it is and by the words of the name
(`secondme.memory.kin.told`)."""

SIXTH = """
    ALTER TABLE folder ADD COLUMN include TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE folder ADD COLUMN exclude TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE folder ADD COLUMN largest INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE folder ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX file_size ON file (size, modified);
"""
"""Version 6: what of a folder is read, and whether it is now; files by their size, to know one that was moved."""

SEVENTH = """
    ALTER TABLE memory ADD COLUMN about TEXT NOT NULL DEFAULT '';
    ALTER TABLE memory ADD COLUMN context TEXT NOT NULL DEFAULT '';
    ALTER TABLE memory ADD COLUMN links TEXT NOT NULL DEFAULT '';

    CREATE TABLE triple (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        subject TEXT NOT NULL,
        relation TEXT NOT NULL,
        object TEXT NOT NULL
    ) STRICT;
    CREATE INDEX triple_subject ON triple (subject, relation);
    CREATE INDEX triple_object ON triple (object);
    CREATE TRIGGER memory_inserted_triple AFTER INSERT ON memory WHEN new.about != '' BEGIN
        INSERT INTO triple (memory, subject, relation, object)
            VALUES (new.n, fold(new.about ->> 0), fold(new.about ->> 1), fold(new.about ->> 2));
    END;
    CREATE TRIGGER memory_rewritten_triple AFTER UPDATE OF about ON memory WHEN old.about != new.about BEGIN
        DELETE FROM triple WHERE memory = new.n;
        INSERT INTO triple (memory, subject, relation, object)
            SELECT new.n, fold(new.about ->> 0), fold(new.about ->> 1), fold(new.about ->> 2) WHERE new.about != '';
    END;

    CREATE TABLE event (
        n INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL REFERENCES conversation (n) ON DELETE CASCADE,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL,
        title TEXT NOT NULL,
        began REAL NOT NULL,
        ended REAL NOT NULL
    ) STRICT;
    CREATE INDEX event_conversation ON event (conversation, first);
    CREATE INDEX event_began ON event (began);
    CREATE TRIGGER message_deleted_event AFTER DELETE ON message BEGIN
        DELETE FROM event WHERE conversation = old.conversation AND first <= old.n AND last >= old.n;
    END;

    CREATE TABLE rehearsal (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        due REAL NOT NULL,
        days REAL NOT NULL,
        hits INTEGER NOT NULL DEFAULT 0,
        misses INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX rehearsal_due ON rehearsal (due);
    CREATE TABLE lesson (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        uses INTEGER NOT NULL DEFAULT 0,
        good INTEGER NOT NULL DEFAULT 0,
        value REAL NOT NULL DEFAULT 0.5
    ) STRICT;

    ALTER TABLE run ADD COLUMN learned INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE run ADD COLUMN before REAL;
    ALTER TABLE run ADD COLUMN after REAL;
    ALTER TABLE run ADD COLUMN seconds REAL NOT NULL DEFAULT 0;
    CREATE TABLE learned (
        run INTEGER NOT NULL REFERENCES run (n) ON DELETE CASCADE,
        n INTEGER NOT NULL,
        what TEXT NOT NULL,
        memory TEXT NOT NULL,
        operation INTEGER,
        PRIMARY KEY (run, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX learned_memory ON learned (memory);
    CREATE TRIGGER memory_deleted_learned AFTER DELETE ON memory WHEN old.kind != 'passage' BEGIN
        DELETE FROM learned WHERE memory = old.id;
        UPDATE note SET value = replace(value, old.id, '')
            WHERE name >= 'mark:' AND name < 'mark;' AND instr(value, old.id);
    END;
"""
"""Version 7: what facts and thoughts are about, with the triples to look them up by; events of conversations, by their
first and last message; when a memory is looked at again and rehearsed, how a lesson did; what each run did. `fold` is
`str.casefold`."""

EIGHTH = """
    ALTER TABLE conversation ADD COLUMN title TEXT NOT NULL DEFAULT '';
    ALTER TABLE conversation ADD COLUMN archived INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE conversation ADD COLUMN parent INTEGER;
    ALTER TABLE conversation ADD COLUMN upto INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX conversation_parent ON conversation (parent) WHERE parent IS NOT NULL;
    CREATE TRIGGER conversation_deleted BEFORE DELETE ON conversation BEGIN
        UPDATE conversation SET parent = old.parent, upto = min(upto, old.upto) WHERE parent = old.n;
    END;

    CREATE TABLE reached (
        closing INTEGER PRIMARY KEY REFERENCES message (n) ON DELETE CASCADE,
        opening INTEGER NOT NULL REFERENCES goal (opening) ON DELETE CASCADE
    ) STRICT;
    CREATE INDEX reached_opening ON reached (opening);

    CREATE TABLE key_change (
        n INTEGER PRIMARY KEY,
        operation INTEGER NOT NULL,
        memory INTEGER NOT NULL REFERENCES memory (n) ON DELETE CASCADE,
        text TEXT NOT NULL,
        rule TEXT NOT NULL,
        added INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX key_change_operation ON key_change (operation);
    CREATE INDEX key_change_memory ON key_change (memory);
    CREATE INDEX history_at ON history (at, what);

    CREATE TABLE grounding (
        message INTEGER PRIMARY KEY REFERENCES message (n) ON DELETE CASCADE,
        under INTEGER NOT NULL,
        verdict TEXT NOT NULL,
        marks TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER memory_reworded_grounding AFTER UPDATE OF text ON memory
        WHEN old.by = 'assistant' AND old.text != new.text
    BEGIN
        UPDATE grounding SET marks = '[]' WHERE message IN (SELECT n FROM message WHERE memory = new.n);
    END;
"""
"""Version 8: titles that the person gave, conversations out of the list, and branches: one shares the messages of its
`parent` up to the number `upto`, and nothing is copied. `parent` is no foreign key: after damage a branch whose parent
is lost stays, with what is there. `reached` has the goals that a branch ended, which may be open in its parent;
`key_change` what operations did to keys; the history by time. `grounding` has how sure recall was when an answer was
given and which of its sentences stand in memory, by the ranks that those have in `recall` under the message `under`: so
nothing is left here of a memory that was forgotten. Other words have no marks."""

NINTH = """
    CREATE INDEX memory_gone ON memory (id) WHERE status IN ('superseded', 'forgotten');
    CREATE INDEX history_reworded ON history (memory) WHERE instr(before, '"text"');
"""
"""Version 9: what was closed and what was reworded, by which each night tells the conclusions that rest on it. `instr`
fails on no row that damage has left, as JSON's functions would."""

STEPS: tuple[Step, ...] = (FIRST, second, _third, FOURTH, FIFTH, SIXTH, SEVENTH + FADING, EIGHTH, NINTH)
