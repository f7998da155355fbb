"""The queue of fading, as SQL: a part of version 7 of the ledger's schema."""

FADING = """
    CREATE TABLE fading (
        memory INTEGER PRIMARY KEY REFERENCES memory (n) ON DELETE CASCADE,
        uniqueness REAL,
        due REAL
    ) STRICT;
    CREATE INDEX fading_due ON fading (due) WHERE due IS NOT NULL;
    CREATE TRIGGER memory_inserted_fading AFTER INSERT ON memory WHEN new.kind NOT IN ('passage', 'profile') BEGIN
        INSERT INTO fading (memory, due) VALUES (new.n, 0);
    END;
    CREATE TRIGGER memory_moved_fading AFTER UPDATE OF status, pinned, importance ON memory
        WHEN old.status != new.status OR old.pinned != new.pinned OR old.importance != new.importance BEGIN
        UPDATE fading SET due = 0 WHERE memory = new.n;
    END;
    INSERT INTO fading (memory, due) SELECT n, 0 FROM memory WHERE kind NOT IN ('passage', 'profile');
"""
"""`due` is when a memory is to be looked at again, 0 for at once, NULL for never; `uniqueness` is NULL until it was
looked at first."""
