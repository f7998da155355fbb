"""The vector index: ChromaDB in a folder of its own, derived from the ledger and rebuilt from it at any time.

It holds ids and vectors and no text. Its errors stop here. The collection's name carries the encoder's identity,
so that vectors of two encoders never meet.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import IndexUnavailable

BATCH = 2_000
"""Rows written at once; Chroma takes 5,461 at most, and single rows bloat its files."""


class VectorIndex:
    """Vectors by id, nearest first. Chroma opens on first use (1.2 to 1.8 s), in whatever thread that is."""

    def __init__(self, folder: Path, *, encoder: str, dimensions: int) -> None:
        self.folder = folder
        self.name = f"instant-{encoder}"
        self.dimensions = dimensions
        self._lock = threading.RLock()
        self._client: Any = None
        self._collection: Any = None

    def open(self) -> None:
        """Opens the index, making an empty one where there is none. Raises: IndexUnavailable."""
        if self._collection is not None:
            return  # without the lock: a question must not wait for a batch that is being written
        with self._lock:
            if self._collection is not None:
                return
            try:
                with _errors():
                    self._open()
            except IndexUnavailable:
                # A client that failed to open stays in Chroma's own cache, half made, and fails every later one.
                from chromadb.api.shared_system_client import SharedSystemClient

                SharedSystemClient.clear_system_cache()
                self._client = self._collection = None
                raise

    def _open(self) -> None:
        import chromadb
        from chromadb.config import Settings

        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._client = chromadb.PersistentClient(
            path=str(self.folder), settings=Settings(anonymized_telemetry=False, allow_reset=False)
        )
        self._collection = self._client.get_or_create_collection(
            self.name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        self._collection.count()

    def close(self) -> None:
        """Lets the folder go."""
        with self._lock:
            if self._client is not None:
                with contextlib.suppress(IndexUnavailable), _errors():
                    self._client.close()
            self._client = self._collection = None

    def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Puts vectors in, in place of those of the same ids. Raises: IndexUnavailable."""
        with self._lock:
            self.open()
            for start in range(0, len(ids), BATCH):
                with _errors():
                    self._collection.upsert(
                        ids=list(ids[start : start + BATCH]), embeddings=vectors[start : start + BATCH]
                    )

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors out; unknown ids are passed over. Raises: IndexUnavailable."""
        with self._lock:
            self.open()
            for start in range(0, len(ids), BATCH):
                with _errors():
                    self._collection.delete(ids=list(ids[start : start + BATCH]))

    def query(self, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """Ids and cosines of the nearest, best first. Never with a condition: one that matches much takes 100
        times as long. Raises: IndexUnavailable."""
        self.open()
        with _errors():
            found = self._collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return [(name, 1.0 - float(far)) for name, far in zip(found["ids"][0], found["distances"][0], strict=True)]

    def count(self) -> int:
        """How many vectors it holds. Raises: IndexUnavailable."""
        self.open()
        with _errors():
            return int(self._collection.count())

    @property
    def opened(self) -> bool:
        """Whether Chroma has been opened, so that asking it costs nothing."""
        return self._collection is not None

    def ids(self) -> Iterator[str]:
        """Every id that it holds. Raises: IndexUnavailable."""
        self.open()
        for start in range(0, self.count(), BATCH):
            with _errors():
                found = self._collection.get(limit=BATCH, offset=start, include=[])
            yield from found["ids"]

    def clear(self) -> None:
        """Begins anew in an empty folder: what Chroma deletes stays in its files. Raises: IndexUnavailable."""
        with self._lock:
            self.close()
            with _errors():
                if self.folder.is_dir():
                    shutil.rmtree(self.folder)
                else:
                    self.folder.unlink(missing_ok=True)
            self.open()

    def bytes(self) -> int:
        """Bytes that it takes on disk."""
        total = 0
        for path in self.folder.rglob("*"):
            with contextlib.suppress(FileNotFoundError):  # Chroma removes files of its own meanwhile
                total += path.stat().st_size if path.is_file() else 0
        return total


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    """Translates what Chroma and its Rust core raise; they share no base class but these."""
    try:
        import chromadb.errors

        chroma_error: type[Exception] = chromadb.errors.ChromaError
    except ImportError as error:  # pragma: no cover - chromadb is a dependency
        raise IndexUnavailable("ChromaDB is not installed.", "Install secondme again.") from error
    try:
        yield
    except (chroma_error, OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        raise IndexUnavailable(
            f"The vector index does not answer ({type(error).__name__}: {str(error)[:200]}).",
            "Recall goes on from words alone; rebuild it with: secondme doctor --rebuild",
        ) from error
