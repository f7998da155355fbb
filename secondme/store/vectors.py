"""What is asked of one collection of vectors in Chroma: erasing so that nothing stays, searching, listing.

Whoever calls holds the lock of the index and translates Chroma's errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH = 2_000
"""Rows written or read at once; Chroma takes 5,461 at most, and single rows bloat its files."""
SLACK = 200
"""Candidates among which the nearest of a part are chosen: fewer make Chroma miss some of them."""
NOBODY = "-"
"""An id that stands for no memory: it is put in and taken out to move Chroma's log on."""


def erase(collection: Any, ids: list[str], dimensions: int, noise: np.random.Generator) -> None:
    """Overwrites vectors and deletes them; ids that are not there are passed over."""
    there = collection.get(ids=ids, include=[])["ids"]
    if there:
        # Any directions: many equal ones would draw the graph's links to one spot.
        other = noise.standard_normal((len(there), dimensions)).astype(np.float32)
        collection.update(ids=there, embeddings=other / np.linalg.norm(other, axis=1, keepdims=True))
        collection.delete(ids=there)


def move_on(collection: Any, dimensions: int) -> None:
    """Two changes, so that Chroma has something to write even where nothing else is: a graph that was never written
    is made anew at every opening, out of freed memory."""
    collection.upsert(ids=[NOBODY], embeddings=np.ones((1, dimensions), np.float32))
    collection.delete(ids=[NOBODY])


def nearest(
    collection: Any, vector: NDArray[np.float32], limit: int, among: Sequence[str] | None
) -> list[tuple[str, float]]:
    """Ids and cosines of the nearest, best first; of those in `among`, where given, that are there."""
    if among is None:
        return _query(collection, vector, limit, None)
    try:
        return _query(collection, vector, limit, list(among))
    except Exception as error:
        # Chroma refuses ids that it does not hold.
        there = present(collection, among)
        if len(there) == len(among):
            raise error
        return _query(collection, vector, limit, there) if there else []


def all_nearest(collection: Any, vectors: NDArray[np.float32], limit: int) -> list[list[tuple[str, float]]]:
    """What `nearest` gives for each of these, of which there is one or more, in one question to Chroma."""
    found = collection.query(query_embeddings=list(vectors), n_results=limit, include=["distances"])
    return [_pairs(*one) for one in zip(found["ids"], found["distances"], strict=True)]


def _query(
    collection: Any, vector: NDArray[np.float32], limit: int, among: list[str] | None
) -> list[tuple[str, float]]:
    many = limit if among is None else min(len(among), max(limit, SLACK))
    given = {} if among is None else {"ids": among}
    found = collection.query(query_embeddings=[vector], n_results=many, include=["distances"], **given)
    return _pairs(found["ids"][0], found["distances"][0])[:limit]


def _pairs(ids: Sequence[str], distances: Sequence[float]) -> list[tuple[str, float]]:
    """Ids with their cosines."""
    return [(name, 1.0 - float(far)) for name, far in zip(ids, distances, strict=True)]


def present(collection: Any, ids: Sequence[str]) -> list[str]:
    """Which of these ids are there, in order."""
    there: set[str] = set()
    for start in range(0, len(ids), BATCH):
        there.update(collection.get(ids=list(ids[start : start + BATCH]), include=[])["ids"])
    return [name for name in ids if name in there]
