"""Health of the store: ledger and index compared, differences mended, the index made anew, watched by a thread.

Invariant: until a new index is whole, the old one, or words alone, go on answering.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from secondme.errors import IndexUnavailable, StoreError
from secondme.memory.record import Memory
from secondme.ports import Embedder
from secondme.stop import Stop
from secondme.store.budget import Budget
from secondme.store.following import Follower
from secondme.store.index import MAIN, VectorIndex
from secondme.store.ledger import Ledger, marks
from secondme.store.outbox import BELONGS, Outbox
from secondme.store.readings import spoken
from secondme.store.rows import COLUMNS, from_row
from secondme.store.vectors import BATCH
from secondme.storing import Health

log = logging.getLogger(__name__)

PERIOD = 600.0
"""Seconds between two looks at the index's health when nothing fails."""
SETTLING = 5.0
"""Seconds after the start until ledger and index are compared: whoever started the service waits for its answer."""
WITHOUT = "index.without"
"""The note of how many memories have no vector."""
BLOATED = 3.0
"""Times the bytes that its rows need that an index may take before it is made anew."""
SMALL = 50_000_000
"""Bytes below which nobody minds how large an index is."""
TIGHT = 500_000_000
"""Bytes of free disk below which it is said."""


class Upkeep:
    """Keeps the index true to the ledger."""

    def __init__(
        self,
        ledger: Ledger,
        index: VectorIndex,
        outbox: Outbox,
        embedder: Embedder,
        budget: Budget | None = None,
        follower: Follower | None = None,
        free: Callable[[Path], int] = lambda path: shutil.disk_usage(path).free,
    ) -> None:
        """`free` gives the bytes that the disk of a path has left."""
        self.ledger = ledger
        self.index = index
        self.outbox = outbox
        self._embedder = embedder
        self._budget = budget
        self._follower = follower
        self._disk = free
        self._without: int | None = None
        self._rebuilding = threading.Lock()
        self._changed = threading.Condition()
        self._wanted = False
        self._closed = False
        self._stop = Stop()
        self._thread: threading.Thread | None = None

    # ---- watching ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begins to watch over the index in a thread of its own: it opens it now, and compares it with the ledger
        soon, every `PERIOD`, and after errors."""
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        self._thread.start()

    def look(self) -> None:
        """Has the thread look at the index soon, because something failed."""
        with self._changed:
            self._wanted = True
            self._changed.notify_all()

    def close(self) -> None:
        """Ends the thread; a rebuilding on its way is given up, and the old index stays."""
        self._stop.ask()
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(timeout=30)

    def _run(self) -> None:
        try:
            self.index.open()
        except IndexUnavailable:
            self._wanted = True
        pause = SETTLING
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._closed, timeout=pause)
                if self._closed:
                    return
                self._wanted = False
            pause = PERIOD
            try:
                self.tend()
            except (IndexUnavailable, StoreError) as error:
                log.warning("upkeep: %s", error)
            except Exception:  # the outermost loop of this thread: what it found must not end it
                log.exception("upkeep")

    def tend(self) -> str:
        """Opens the index and mends what is wrong with it: a damaged folder, a difference from the ledger, room
        that its budget has again or has no more. What was done, as a sentence; empty where all was well.

        Raises: IndexUnavailable, DiskFull, StoreError.
        """
        damage = self.index.damage()
        if not damage:
            try:
                self.index.open()
                self.index.count()
            except IndexUnavailable as error:
                if self.index.server:
                    raise
                damage = str(error)
        if damage:
            log.warning("the vector index is made anew: %s", damage)
            count = self.rebuild(lambda done, total: None)
            self.outbox.wake()
            return f"The vector index was damaged ({damage}) and was made anew from the ledger; it holds {count:,}."
        if self.outbox.error:
            self.outbox.wake()
        if self._budget is not None:
            # A kill in between is mended by `heal`.
            moving = self._budget.room(self.index) or self._budget.leave(self.index)
            if moving:
                self.outbox.put(moving)
        healed = self.heal() if self.drift() else 0
        return f"The index differed from the ledger in {healed:,} memories; it was mended." if healed else ""

    def drift(self) -> bool:
        """Whether ledger and index hold different numbers of memories, as far as is known without comparing all.

        Raises: IndexUnavailable.
        """
        if self.outbox.waiting():
            return False
        without = self._known_without()
        if without is None or self.index.count() + without != self._belonging():
            return True
        return bool(self.index.main) and self.index.count(MAIN) != len(self._promoted("memory.n"))

    def heal(self) -> int:
        """Puts into the outbox whatever index and ledger do not agree on; how much that was.

        Raises: IndexUnavailable.
        """
        if self.outbox.waiting():
            return 0
        wanted = set(self._indexable())
        promoted = self._promoted("memory.id")
        there: set[str] = set()
        astray: set[str] = set()
        for which in self.index.names:
            for name in self.index.ids(which):
                (astray if name in there or (name in promoted) != (which == MAIN) else there).add(name)
        missing = sorted(wanted - there - astray)
        lacking = [name for name in missing if name in promoted]
        lacking += self._with_vector([name for name in missing if name not in promoted])
        # A memory without a single known word has no vector and never will.
        self._note_without(len(missing) - len(lacking))
        odd = [*lacking, *sorted(astray | (there - wanted))]
        if odd:
            self.outbox.put(odd)
        return len(odd)

    def _known_without(self) -> int | None:
        """How many memories had no vector when all were compared last, also before this start; None if never."""
        if self._without is None:
            noted = self.ledger.scalar("SELECT value FROM note WHERE name = ?", (WITHOUT,))
            self._without = None if noted is None else int(noted)
        return self._without

    def _note_without(self, count: int) -> None:
        if count != self._known_without():
            with self.ledger.write() as connection:
                connection.execute("INSERT OR REPLACE INTO note (name, value) VALUES (?, ?)", (WITHOUT, str(count)))
        self._without = count

    def _indexable(self) -> list[str]:
        """Ids of the memories that belong into the index."""
        return [row[0] for row in self.ledger.rows(f"SELECT id FROM memory WHERE {BELONGS}")]

    def _promoted(self, column: str) -> set[Any]:
        """A column of the memories that belong into the index with a neural vector."""
        if not self.outbox.neural():
            return set()
        sql = f"SELECT {column} FROM neural CROSS JOIN memory ON memory.n = neural.memory WHERE {BELONGS}"
        return {row[0] for row in self.ledger.rows(sql)}

    def _belonging(self) -> int:
        return int(self.ledger.scalar(f"SELECT count(*) FROM memory WHERE {BELONGS}"))

    def _with_vector(self, ids: Sequence[str]) -> list[str]:
        found: list[str] = []
        for start in range(0, len(ids), 500):
            some = self._get(ids[start : start + 500])
            vectors = self._embedder.embed([spoken(memory) for memory in some])
            found += [memory.id for memory, vector in zip(some, vectors, strict=True) if vector.any()]
        return found

    def _get(self, ids: Sequence[str]) -> list[Memory]:
        rows = self.ledger.rows(f"SELECT {COLUMNS} FROM memory WHERE id IN ({marks(ids)})", list(ids))
        return [from_row(row) for row in rows]

    # ---- making anew ---------------------------------------------------------------------------------

    def rebuild(self, report: Callable[[int, int], None], stop: Stop | None = None) -> int:
        """Makes the index anew from the ledger, beside the old one, which answers until it is whole; how many it
        holds then.

        `report(done, total)` is called after each batch. What changes meanwhile is carried over at the end. Stopped
        or killed in the middle, the old index stays as it was. On a server, words answer meanwhile.

        Raises: IndexUnavailable, also where it was stopped; DiskFull, StoreError.
        """
        if not self._rebuilding.acquire(blocking=False):
            raise IndexUnavailable("The vector index is being made anew already.", "Wait until that has ended.")
        try:
            return self._on_server(report, stop) if self.index.server else self._beside(report, stop)
        finally:
            self._rebuilding.release()

    def _beside(self, report: Callable[[int, int], None], stop: Stop | None) -> int:
        fresh = self.index.beside()
        self.outbox.watch()
        try:
            ids = self._indexable()
            report(0, len(ids))
            for start in range(0, len(ids), BATCH):
                self._go_on(stop)
                some = ids[start : start + BATCH]
                self.outbox.carry(some, fresh)
                report(min(start + BATCH, len(ids)), len(ids))
            fresh.open()
            self._go_on(stop)
            with self.outbox.paused():
                changed = self.outbox.seen()
                if changed:
                    # Before the new index takes over, so that a kill in between loses none of them.
                    with self.ledger.write():
                        self.outbox.put(changed)
                        self.outbox.sweep()  # what was forgotten meanwhile may have been copied before
                self.index.take_over(fresh)
        except BaseException:
            self.outbox.seen()
            fresh.discard()
            self.outbox.wake()  # a sweep that was asked for meanwhile has waited
            raise
        self.outbox.wake()
        self._without = None
        if changed and not self.outbox.settle(60) and self.outbox.error:
            raise IndexUnavailable(self.outbox.error)
        return self.index.count()

    def _go_on(self, stop: Stop | None) -> None:
        if self._stop.asked or (stop is not None and stop.asked):
            raise IndexUnavailable("Making the vector index anew was stopped.", "The old one stays in use.")

    def _on_server(self, report: Callable[[int, int], None], stop: Stop | None) -> int:
        with self.outbox.paused():
            self.index.clear()
            with self.ledger.write() as connection:
                ids = self._indexable()
                connection.execute("DELETE FROM outbox")
                self.outbox.put(ids)
        report(0, len(ids))
        while not self.outbox.settle(0.5):
            self._go_on(stop)
            if self.outbox.error:
                raise IndexUnavailable(self.outbox.error)
            report(len(ids) - min(len(ids), self.outbox.waiting()), len(ids))
        report(len(ids), len(ids))
        return self.index.count()

    def bloat(self) -> str:
        """Why the index should be made anew to take less room, as a sentence; empty where it need not."""
        if self.index.server or not self.index.opened:
            return ""
        taken = self.index.bytes()
        if taken <= SMALL:
            return ""  # before its rows are counted: this is asked for with every status
        try:
            needs = self.index.needs()
        except IndexUnavailable:
            return ""
        return (
            f"The index takes {taken / 1e6:,.0f} MB where its rows need {needs / 1e6:,.0f} MB; it is made anew when "
            "nothing else goes on."
            if taken > BLOATED * needs
            else ""
        )

    def compact(self, stop: Stop | None = None) -> bool:
        """Makes a bloated index anew, if the disk has room for both; whether it did. For when nothing else goes on.

        Raises: IndexUnavailable, also where it was stopped; DiskFull, StoreError.
        """
        if not self.bloat() or self._free() < 2 * self.index.needs():
            return False
        self.rebuild(lambda done, total: None, stop)
        return True

    # ---- health --------------------------------------------------------------------------------------

    def health(self) -> Health:
        """See `MemoryStore`."""
        by_status: dict[str, int] = dict(self.ledger.rows("SELECT status, count(*) FROM memory GROUP BY status"))
        indexed, error = 0, self.outbox.error
        if not error and self.index.opened:
            try:
                indexed = self.index.count()
            except IndexUnavailable as unavailable:
                error = str(unavailable)
        sizes = {
            "ledger": sum(_size(self.ledger.path.with_name(self.ledger.path.name + end)) for end in ("", "-wal")),
            **self.index.sizes(),
        }
        awaiting = self._follower.waiting() if self._follower else 0
        wrong = self._follower.error if self._follower else ""
        waiting, held = self.outbox.unseen(), len(self.index.tail)
        return Health(by_status, indexed, waiting, sizes, error, awaiting, wrong, held)

    def alarm(self) -> str:
        """What the person should know of the room that things take, and of what recall goes without; empty where there
        is nothing to say."""
        free = self._free()
        said = [
            f"The disk that holds the memory has {free / 1e6:,.0f} MB left; free some space." if free < TIGHT else "",
            self.bloat(),
            self._over(),
            self._follower.error if self._follower else "",
        ]
        return " ".join(part for part in said if part)

    def _over(self) -> str:
        if self._budget is None or not self._budget.limit or not self.index.opened:
            return ""
        try:
            over = self._budget.over(self.index)
        except IndexUnavailable:
            return ""
        if over <= 0 or self.outbox.waiting():
            return ""
        return f"The index is {over / 1e6:,.1f} MB over its budget, as what is pinned never leaves it."

    def _free(self) -> int:
        try:
            return self._disk(self.ledger.path.parent)
        except OSError:
            return TIGHT


def index_owner(ledger: Ledger) -> str:
    """A lasting random name that tells this memory's collections on a server from those of others."""
    with ledger.write() as connection:
        connection.execute(
            "INSERT OR IGNORE INTO note (name, value) VALUES ('index.owner', ?)", (secrets.token_hex(6),)
        )
    return str(ledger.scalar("SELECT value FROM note WHERE name = 'index.owner'"))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0

