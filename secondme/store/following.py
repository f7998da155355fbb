"""The follower: gives every memory its neural vector, some milliseconds each, behind everything else.

What awaits one stands in the ledger's table `awaiting`, so it goes on after a crash where it was. What was just said
comes first and at once; files, and talk that was brought in bulk, take the processor only where nobody else wants it.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from secondme.errors import EncoderError
from secondme.memory.reading import quantised
from secondme.ports import Embedder
from secondme.store.ledger import Ledger
from secondme.store.outbox import BELONGS, ENCODER, RETRY, Outbox, pause

log = logging.getLogger(__name__)

TURNS = 16
"""Turns that are given their vectors together, at once."""
BEHIND = 32
"""Memories that are given them together where there is no hurry."""
BULK = 100
"""Turns that await theirs from which on they are bulk, and wait behind like files."""
CLEARED = 2_000
"""Vectors of another encoder that go in one transaction."""
OPENING = 3.0
"""Seconds that a question waits for the encoder, which opens in half a one: memories that have neural vectors are found
by nothing else but words."""
LATER = 300.0
"""Seconds after which it looks without being woken: the ledger may have been exchanged for another one."""
LOOK = 0.2
"""Seconds until it is asked again whether somebody still waits for an answer."""


@runtime_checkable
class Asked(Protocol):
    """An encoder that reads a question in another way than what it may find."""

    def question(self, text: str) -> NDArray[np.float32]:
        """The vector of a question; zeros where there is none in time. Raises: EncoderError."""


@dataclass(frozen=True, slots=True)
class _One:
    n: int
    id: str
    text: str


class Follower:
    """A thread that follows the outbox. Where its encoder does not open, recall goes on without neural vectors."""

    def __init__(
        self,
        ledger: Ledger,
        outbox: Outbox,
        identity: str,
        opening: Callable[[], Embedder],
        busy: Callable[[], bool] = lambda: False,
    ) -> None:
        """`identity` is that of the encoder that `opening` gives, as the index names its collection; `busy` says
        whether somebody waits for an answer. Nothing is opened before something awaits its vector or is asked."""
        self._ledger = ledger
        self._outbox = outbox
        self._identity = identity
        self._opening = opening
        self._busy = busy
        self._encoder: Embedder | None = None
        self._quiet = ThreadPoolExecutor(1, "neural", _rank_last)
        self._changed = threading.Condition()
        self._again = True
        self._asked = False
        self._failed: EncoderError | None = None
        self._idle = False
        self._closed = False
        self._failures = 0
        self.error = ""
        outbox.follow = self.wake
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Has it look whether something awaits its vector."""
        with self._changed:
            self._again = True
            self._idle = False
            self._changed.notify_all()

    def waiting(self) -> int:
        """How many memories await their neural vector; none where there will be none."""
        return 0 if self.error else int(self._ledger.scalar("SELECT count(*) FROM awaiting"))

    def settle(self, timeout: float) -> bool:
        """Waits until nothing awaits its vector, or none can be made; False if something still does."""
        with self._changed:
            self._changed.wait_for(lambda: self._idle or self._closed, timeout)
            return self._idle

    def encoded(self, text: str) -> NDArray[np.float32] | None:
        """The neural vector of a question of unit length; None for a text without a known word, and without an encoder.

        The first call opens it, and waits for that as long as `OPENING` where vectors of it are there to be searched.
        """
        encoder = self._encoder
        if encoder is None:
            self._asked = True
            self.wake()
            if self.error or not self._ledger.scalar("SELECT 1 FROM neural LIMIT 1"):
                return None
            with self._changed:
                self._changed.wait_for(lambda: self._encoder or self.error or self._closed, OPENING)
            if (encoder := self._encoder) is None:
                return None
        if self.error:
            return None
        try:
            vector = encoder.question(text) if isinstance(encoder, Asked) else encoder.embed([text])[0]
        except EncoderError as error:
            self._failed = error
            self.wake()
            return None
        return vector if vector.any() else None

    def close(self) -> None:
        """Ends the thread after the text that it is at."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout=30)
        self._quiet.shutdown()

    def _run(self) -> None:
        while True:
            with self._changed:
                pausing = pause(self._failures, *RETRY) or LATER
                self._changed.wait_for(lambda: self._again or self._closed, pausing)
                if self._closed:
                    return
                self._again = self._idle = False
            try:
                self._follow()
                self._failures = 0
            except Exception as error:  # the outermost loop of this thread: it must live, and try again
                if self._closed:
                    return
                log.warning("neural vectors: %s", error, exc_info=not hasattr(error, "sentence"))
                self._failures += 1
            with self._changed:
                if not self._again and not self._closed:
                    self._idle = not self._failures
                    self._changed.notify_all()

    def _follow(self) -> None:
        if self.error:
            return
        while not self._closed and self._outdated():
            pass
        try:
            if self._failed:
                raise self._failed
            if self._asked:
                self._opened()
            while not self._closed and self._batch():
                pass
        except EncoderError as error:
            self._refused(error)

    def _opened(self) -> Embedder:
        if self._encoder is None:
            self._encoder = self._opening()
            with self._changed:
                self._changed.notify_all()
        return self._encoder

    def _refused(self, error: EncoderError) -> None:
        """Without the encoder nobody can ask for neural vectors: what stands in the index with one goes back."""
        self.error = f"{error.sentence} Recall goes on from words and the static vectors. {error.cure}".strip()
        log.warning("neural vectors: %s", self.error)
        if not self._identity:
            return
        self._outbox.plain = True
        last = 0
        while rows := self._ledger.rows(
            f"SELECT memory.n, memory.id FROM neural CROSS JOIN memory ON memory.n = neural.memory "
            f"WHERE neural.memory > ? AND {BELONGS} ORDER BY neural.memory LIMIT {CLEARED}",
            (last,),
        ):
            self._outbox.put([row[1] for row in rows])
            last = rows[-1][0]

    def _outdated(self) -> bool:
        """Takes some vectors of another encoder out of the ledger; whether there were any."""
        noted = self._ledger.scalar("SELECT value FROM note WHERE name = ?", (ENCODER,))
        if noted == self._identity or not self._identity:
            return False
        with self._ledger.write() as connection:
            sql = f"DELETE FROM neural WHERE memory IN (SELECT memory FROM neural LIMIT {CLEARED}) RETURNING memory"
            gone = [row[0] for row in connection.execute(sql)]
            if gone:
                sql = "SELECT id FROM memory WHERE n IN (SELECT value FROM json_each(?))"
                self._outbox.put([row[0] for row in connection.execute(sql, (json.dumps(gone),))])
            else:
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (ENCODER, self._identity))
                if noted:  # files of the index still hold the vectors of the other one
                    self._outbox.sweep()
        return True

    # ---- batches -------------------------------------------------------------------------------------

    def _batch(self) -> bool:
        turns = self._numbers(0, BULK + 1)
        hurry = 0 < len(turns) <= BULK
        numbers = turns[:TURNS] if hurry else (turns or self._numbers(1, BEHIND))[:BEHIND]
        if not numbers:
            return False
        given = json.dumps(numbers)
        some = [
            _One(*row)
            for row in self._ledger.rows(
                "SELECT n, id, text FROM memory "
                f"WHERE n IN (SELECT value FROM json_each(?)) AND {BELONGS} ORDER BY n DESC",
                (given,),
            )
        ]
        there = {one.n for one in some}
        self._keep(list(self._vectors(some, hurry)), [n for n in numbers if n not in there])
        return True

    def _numbers(self, behind: int, limit: int) -> list[int]:
        sql = "SELECT memory FROM awaiting WHERE behind = ? ORDER BY memory DESC LIMIT ?"
        return [row[0] for row in self._ledger.rows(sql, (behind, limit))]

    def _vectors(self, some: Sequence[_One], hurry: bool) -> Iterator[tuple[_One, NDArray[np.float32]]]:
        """Their vectors one by one, those of the first ones alone where something comes in between."""
        embed = self._opened().embed
        with self._changed:
            self._again = False
        for one in some:
            if not hurry:
                with self._changed:
                    while self._busy() and not self._closed:
                        self._changed.wait_for(lambda: self._closed, LOOK)
            if self._closed or (self._again and not hurry):
                return
            # One text at a time, as the encoder's vectors depend on what else is in a batch.
            yield one, (embed([one.text]) if hurry else self._quiet.submit(embed, [one.text]).result())[0]

    def _keep(self, made: Sequence[tuple[_One, NDArray[np.float32]]], useless: Sequence[int]) -> None:
        """Stores vectors of texts that are still the same, and has the outbox carry them over."""
        packed = quantised(np.stack([vector for _, vector in made])) if made else []
        with self._ledger.write() as connection:
            done = list(useless)
            ids: list[str] = []
            for (one, vector), row in zip(made, packed, strict=True):
                same = "SELECT 1 FROM memory WHERE n = ? AND id = ? AND text = ?"
                if connection.execute(same, (one.n, one.id, one.text)).fetchone() is None:
                    continue
                done.append(one.n)
                if vector.any():
                    connection.execute("INSERT OR REPLACE INTO neural (memory, vector) VALUES (?, ?)", (one.n, row))
                    ids.append(one.id)
            connection.execute(
                "DELETE FROM awaiting WHERE memory IN (SELECT value FROM json_each(?))", (json.dumps(done),)
            )
            if ids:
                self._outbox.put(ids)


def _rank_last() -> None:
    """Lets this thread have the processor only where nobody else wants it; Linux ranks threads, others whole
    processes."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)
