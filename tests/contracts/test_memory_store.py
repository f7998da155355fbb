"""The real store holds the contract of its port."""

from tests.contracts.memory_store import MemoryStoreContract


class TestStore(MemoryStoreContract):
    """Fixture `store`: real SQLite, real ChromaDB, the real static encoder."""
