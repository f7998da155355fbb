"""The neighbour of `bench store`: bare ChromaDB, filled here, and asked in a process of its own.

`python -m secondme.bench.chroma FOLDER QUESTIONS.npy` opens it, asks the first vector of the file and writes a line of
JSON; then it asks the others, writes another line with its resident memory, and stays until standard input ends.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

BATCH = 2_000
"""Rows of a batch: of 1,000, 2,000 and 5,000 the one that adds fastest."""
NAME = "bench"


class Bare:
    """ChromaDB in a folder as it comes, but for the distance, which is ours: cosine."""

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings

        self._client: Any = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        self.collection: Any = self._client.get_or_create_collection(
            NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Adds rows, a batch at a time."""
        for start in range(0, len(ids), BATCH):
            self.collection.add(ids=list(ids[start : start + BATCH]), embeddings=vectors[start : start + BATCH])

    def upsert(self, name: str, vector: NDArray[np.float32]) -> None:
        """Puts one row in."""
        self.collection.upsert(ids=[name], embeddings=[vector])

    def query(self, vector: NDArray[np.float32], limit: int = 10) -> int:
        """How many rows are nearest."""
        return len(self.nearest(vector, limit))

    def nearest(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """The ids of the rows that are nearest, nearest first."""
        found = self.collection.query(query_embeddings=[vector], n_results=limit, include=["distances"])
        return [str(name) for name in found["ids"][0]]


def main(folder: str, questions: str) -> None:
    """Asks, and tells."""
    asked = np.load(questions)
    with Bare(Path(folder)) as bare:
        print(json.dumps({"found": bare.query(asked[0])}), flush=True)
        for vector in asked[1:]:
            bare.query(vector)
        import psutil

        print(json.dumps({"resident": psutil.Process().memory_info().rss}), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
