"""The vector index: ids and vectors in ChromaDB, derived from the ledger and rebuilt from it at any time.

It holds no text. Each memory stands in one collection: `INSTANT` with its static vector, until its neural vector
stands in `MAIN`. A collection's name carries its encoder's identity, so that vectors of two encoders never meet.
Invariant: what leaves is overwritten before it is deleted, as Chroma keeps the vectors of what it deletes; after
`sweep` no byte of it is in the folder.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import IndexUnavailable
from secondme.store import segments
from secondme.store.chroma import Backend, Embedded, Served, Server, errors, write_after
from secondme.store.gate import Gate
from secondme.store.tail import Near, Tail, joined
from secondme.store.vectors import BATCH, all_nearest, erase, move_on, nearest

INSTANT = "instant"
"""The collection of static vectors."""
MAIN = "main"
"""The collection of neural vectors; there only where a second encoder was named."""
SYNC = 1_000
"""Changes after which Chroma writes its graph to disk; its own default."""
REFUSED = 2.0
"""Seconds for which a server that did not answer is not asked again."""
ROW = 450
"""Bytes that a row takes besides its vector: links, label, id in two places (measured: 400 to 440)."""


class VectorIndex:
    """Vectors by id, nearest first. Chroma opens on first use (1.2 to 1.8 s), in whatever thread that is."""

    def __init__(
        self,
        folder: Path,
        *,
        encoder: str,
        dimensions: int,
        main: tuple[str, int] | None = None,
        server: Server | None = None,
    ) -> None:
        """`encoder` and `dimensions` are those of the static vectors, `main` those of the neural ones; with
        `server` the vectors lie there and `folder` stays unused."""
        self.folder = folder
        self.server = server
        self.dimensions = {INSTANT: dimensions} | ({MAIN: main[1]} if main else {})
        self.tail = Tail(dimensions)
        """Static vectors that Chroma has not been given yet."""
        owner = f"-{server.owner}" if server and server.owner else ""
        self.names = {INSTANT: f"{INSTANT}-{encoder}{owner}"} | ({MAIN: f"{MAIN}-{main[0]}{owner}"} if main else {})
        self.main = main[0] if main else ""
        """The identity of the encoder of the neural vectors; empty where there is no place for them."""
        self._encoders = (encoder, main)
        self._backend: Backend = Served(server) if server else Embedded(folder)
        self._place = server.place if server else ""
        self._lock = threading.RLock()
        self._gate = Gate()
        self._noise = np.random.default_rng()
        self._client: Any = None
        self._collections: dict[str, Any] = {}
        self._identity: tuple[int, int] | None = None
        self._refusal: tuple[float, IndexUnavailable] | None = None
        self._whole = False
        self._raw: set[str] = set()  # collections that had no row since they were opened

    # ---- opening and closing -------------------------------------------------------------------------

    def open(self) -> None:
        """Opens the index, making an empty one where there is none. Raises: IndexUnavailable."""
        if self._collections:
            return  # without the lock: a question must not wait for a batch that is being written
        if self._refusal and time.monotonic() < self._refusal[0]:
            raise IndexUnavailable(self._refusal[1].sentence, self._refusal[1].cure)
        with self._lock:
            if self._collections:
                return
            try:
                self._open()
            except IndexUnavailable as error:
                if self.server:
                    self._refusal = (time.monotonic() + REFUSED, error)
                with self._gate.alone():
                    self._let_go()
                self._backend.forget()
                raise
            self._refusal = None

    def _open(self) -> None:
        self._finish_swap()
        self._client = self._backend.open()
        with errors(self._place):
            if not self.server:
                known = {collection.name for collection in self._client.list_collections()}
                for name in known - set(self.names.values()):
                    self._client.delete_collection(name)  # of an encoder that is not used any more
            found = {which: self._collection(name) for which, name in self.names.items()}
            self._raw = set()
            for which, collection in found.items():
                nowhere = np.ones(self.dimensions[which], np.float32)
                if collection.count():
                    collection.query(query_embeddings=[nowhere], n_results=1, include=["distances"])
                else:
                    self._raw.add(which)
            if not self.server:
                segments.blank(self.folder)  # a graph without rows is made anew at every opening
        self._identity = segments.identity(self.folder)
        self._collections = found

    def _collection(self, name: str) -> Any:
        collection = self._client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        if not self.server and (collection.configuration_json.get("hnsw") or {}).get("sync_threshold") != SYNC:
            # A sweep was interrupted.
            write_after(collection, SYNC)
        return collection

    def close(self) -> None:
        """Lets the folder or the server go, once the questions on their way are answered."""
        with self._lock, contextlib.suppress(IndexUnavailable), self._gate.alone():
            self._let_go()

    def _let_go(self) -> None:
        client, self._client, self._collections = self._client, None, {}
        if client is not None:
            self._backend.close(client)

    @property
    def opened(self) -> bool:
        """Whether Chroma has been opened, so that asking it costs nothing."""
        return bool(self._collections)

    def retry(self) -> None:
        """Has a server that did not answer asked again at once."""
        self._refusal = None

    def damage(self) -> str:
        """What is wrong with its files, in a few words; empty where nothing is known to be, or on a server.

        While it is open that is only whether its folder was taken away; closed, every file is looked at.
        """
        if self.server:
            return ""
        if self._collections:
            same = self._identity == segments.identity(self.folder)
            return "" if same else "its folder was removed or replaced while it was in use"
        with self._lock:
            if not self.folder.exists():
                return ""
            return segments.damage(self.folder) if self.folder.is_dir() else "its folder is a file"

    # ---- writing -------------------------------------------------------------------------------------

    def upsert(self, ids: Sequence[str], vectors: NDArray[np.float32], which: str = INSTANT) -> None:
        """Puts vectors in, in place of those of the same ids, shape (len(ids), dimensions of `which`).

        An id stands in `which` alone afterwards. Raises: IndexUnavailable.
        """
        with self._writing():
            for start in range(0, len(ids), BATCH):
                some = list(ids[start : start + BATCH])
                self._collections[which].upsert(ids=some, embeddings=vectors[start : start + BATCH])
                if which in self._raw:
                    if not self.server:
                        segments.blank(self.folder)  # the first row has Chroma make the graph, out of freed memory
                    self._raw.discard(which)
                for other in self.names.keys() - {which} - self._raw:
                    self._erase(other, some)
                self.tail.drop(some)

    def hold(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Has static vectors found from now on, shape (len(ids), dimensions), without giving them to Chroma; see
        `fold`. They are gone when this process ends. What Chroma has of the same ids is taken out of it.

        Raises: IndexUnavailable; they are found all the same as soon as it answers.
        """
        self.tail.put(ids, vectors)
        self._take_out(ids)

    def fold(self, ids: Sequence[str]) -> None:
        """Gives Chroma those of some ids that it was not given yet. Raises: IndexUnavailable."""
        there, vectors = self.tail.vectors(ids)
        self.upsert(there, vectors)

    def promote(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Puts neural vectors in, and takes the static ones of the same ids out. Raises: IndexUnavailable."""
        self.upsert(ids, vectors, MAIN)

    def delete(self, ids: Sequence[str]) -> None:
        """Takes vectors out, overwritten first; unknown ids are passed over. Raises: IndexUnavailable."""
        self._take_out(ids)
        self.tail.drop(ids)

    def _take_out(self, ids: Sequence[str]) -> None:
        """Takes vectors out of Chroma, overwritten first."""
        with self._writing():
            for start in range(0, len(ids), BATCH):
                for which in self.names.keys() - self._raw:
                    self._erase(which, list(ids[start : start + BATCH]))

    def _erase(self, which: str, ids: list[str]) -> None:
        erase(self._collections[which], ids, self.dimensions[which], self._noise)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with self._lock:
            self.open()
            try:
                with errors(self._place):
                    yield
            except IndexUnavailable as error:
                self._failed(error)
                raise

    def _failed(self, error: IndexUnavailable) -> None:
        """A server that fell silent is reached anew, after a pause."""
        if self.server:
            self._refusal = (time.monotonic() + REFUSED, error)
            client, self._client, self._collections = self._client, None, {}
            if client is not None:
                self._backend.close(client)

    def purge(self, ids: Sequence[str]) -> str:
        """Takes vectors out so that no byte of them or of their ids stays in the folder; see `sweep`.

        Doing it again after a kill changes nothing. Raises: IndexUnavailable.
        """
        self.delete(ids)
        return self.sweep()

    def sweep(self) -> str:
        """Clears the folder's files of every vector and id that was deleted or replaced before.

        Chroma writes its graph and lets its log go (a threshold of two changes makes it do so on opening), then
        its database is written anew without them. Questions wait meanwhile: 0.6 s at 100,000 rows. Gives a
        sentence where something is beyond us, else nothing. Raises: IndexUnavailable.
        """
        if self.server:
            return (
                f"What was forgotten is overwritten and deleted at {self._place}; "
                "what its own files still hold is for that server to clear."
            )
        with self._lock:
            self.open()
            with self._gate.alone():
                try:
                    with errors():
                        for which, collection in self._collections.items():
                            move_on(collection, self.dimensions[which])
                            write_after(collection, 2)
                    self._let_go()
                    self._client = self._backend.open()
                    with errors():
                        for name in self.names.values():
                            collection = self._client.get_collection(name, embedding_function=None)
                            collection.count()
                            write_after(collection, SYNC)
                        self._backend.close(self._client)
                        self._client = None
                        segments.vacuum(self.folder)
                except sqlite3.Error as error:
                    raise IndexUnavailable(
                        f"The index could not be cleared of what was forgotten ({error}).", "It is tried again soon."
                    ) from error
                finally:
                    self._let_go()
            self.open()
        return ""

    # ---- reading -------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _reading(self, which: str) -> Iterator[Any]:
        while True:
            self.open()
            with self._gate.reading():
                collection = self._collections.get(which)
                if collection is None:
                    continue  # closed by a sweep that came between
                try:
                    with errors(self._place):
                        yield collection
                except IndexUnavailable as error:
                    self._failed(error)
                    raise
                return

    def query(
        self, vector: NDArray[np.float32], limit: int, among: Sequence[str] | None = None, which: str = INSTANT
    ) -> list[tuple[str, float]]:
        """Ids and cosines of the nearest, best first; of those in `among`, where given, that are there.

        `among` costs 5 to 60 ms at 100,000 rows, whatever its length, and a plain query 1 to 3. A condition on
        fields of Chroma's own would cost 300 and more. Raises: IndexUnavailable.
        """
        if among is not None and not among:
            return []
        with self._reading(which) as collection:
            held = self._held(vector[None], limit, which, among)
            near = [] if which in self._raw else nearest(collection, vector, limit, among)  # raw: nothing was put in
            return joined([near], held, limit)[0]

    def queries(
        self, vectors: NDArray[np.float32], limit: int, which: str = INSTANT
    ) -> list[list[tuple[str, float]]]:
        """What `query` gives for each of several vectors, shape (vectors, dimensions): asked together, each takes a
        third of the time. Raises: IndexUnavailable."""
        with self._reading(which) as collection:
            held = self._held(vectors, limit, which)
            empty = which in self._raw or not len(vectors)
            nears: list[Near] = [[] for _ in vectors] if empty else all_nearest(collection, vectors, limit)
            return joined(nears, held, limit)

    def _held(
        self, vectors: NDArray[np.float32], limit: int, which: str, among: Sequence[str] | None = None
    ) -> list[Near] | None:
        """What Chroma was not given yet and is nearest to each of some vectors; None where there is nothing.

        It is asked for before Chroma is, so that what is folded meanwhile is found in one of the two, or in both."""
        if which != INSTANT or not self.tail:
            return None
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
        return self.tail.nearest(unit, limit, among)

    def count(self, which: str = "") -> int:
        """How many vectors it holds, in one collection or in all. Raises: IndexUnavailable."""
        total = 0
        for one in (which,) if which else self.names:
            with self._reading(one) as collection:
                total += int(collection.count())
            total += len(self.tail) if one == INSTANT else 0
        return total

    def ids(self, which: str = "") -> Iterator[str]:
        """Every id that it holds, in one collection or in all. Raises: IndexUnavailable."""
        for one in (which,) if which else self.names:
            start = 0
            while True:
                with self._reading(one) as collection:
                    found = collection.get(limit=BATCH, offset=start, include=[])["ids"]
                yield from found
                start += len(found)
                if len(found) < BATCH:
                    break
            if one == INSTANT:
                yield from self.tail.ids

    # ---- making it anew ------------------------------------------------------------------------------

    def clear(self) -> None:
        """Begins anew with nothing: what Chroma deletes stays in its files. Raises: IndexUnavailable."""
        with self._lock:
            self.tail.clear()
            if self.server:
                self.open()
                with self._gate.alone(), errors(self._place):
                    for name in self.names.values():
                        self._client.delete_collection(name)
                    self._let_go()
            else:
                self.close()
                with errors():
                    segments.remove(self.folder)
            self.open()

    def beside(self) -> VectorIndex:
        """An empty index in a folder beside this one, to be filled and then to `take_over`; not for a server."""
        folder = self.folder.with_name(self.folder.name + segments.NEW)
        with self._lock, errors():
            self._finish_swap()
            segments.remove(folder)
        encoder, main = self._encoders
        return VectorIndex(folder, encoder=encoder, dimensions=self.dimensions[INSTANT], main=main)

    def discard(self) -> None:
        """Closes it and removes its folder. Raises: IndexUnavailable."""
        self.close()
        with errors():
            segments.remove(self.folder)

    def take_over(self, fresh: VectorIndex) -> None:
        """Puts the folder of `fresh` in place of this one's, and of what is held: it has to have that too. Questions
        wait meanwhile. Raises: IndexUnavailable."""
        fresh.close()
        with self._lock:
            with self._gate.alone(), errors():
                self._let_go()
                segments.exchange(self.folder, fresh.folder)
                self.tail.clear()
            self.open()

    def _finish_swap(self) -> None:
        """Undoes, once, what a kill left of `take_over`; a rebuilding that did not end begins again."""
        if self._whole or self.server:
            return
        with errors():
            segments.put_right(self.folder)
        self._whole = True

    # ---- size ----------------------------------------------------------------------------------------

    def sizes(self) -> dict[str, int]:
        """Bytes on disk by part: `vectors` (Chroma's graph) and `index` (its database); nothing on a server."""
        if self.server:
            return {"vectors": 0, "index": 0}
        found = {"vectors": 0, "index": 0}
        for path in self.folder.rglob("*"):
            with contextlib.suppress(OSError):  # Chroma removes files of its own meanwhile
                if path.is_file():
                    found["index" if path.parent == self.folder else "vectors"] += path.stat().st_size
        return found

    def bytes(self) -> int:
        """Bytes that it takes on disk."""
        return sum(self.sizes().values())

    def needs(self) -> int:
        """Bytes that its rows need on disk, about. Raises: IndexUnavailable."""
        return sum(self.count(which) * row_bytes(length) for which, length in self.dimensions.items())


def row_bytes(dimensions: int) -> int:
    """Bytes that a row of so many dimensions takes on disk, about."""
    return 4 * dimensions + ROW
