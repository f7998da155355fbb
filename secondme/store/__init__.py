"""Where memory lives: SQLite is the truth, ChromaDB an index derived from it, kept in step by an outbox."""
