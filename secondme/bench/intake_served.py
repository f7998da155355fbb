"""A service that watches folders, looked at from outside: how far it has read, and how much memory it takes."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import apsw
import psutil

from secondme.bench.home import Home
from secondme.bench.measure import NotTaken, Say
from secondme.memory.record import path_text
from secondme.service.client import Client
from secondme.store.readings import spoken
from secondme.store.rows import COLUMNS, from_row

LOOK = 0.01
"""Seconds between two looks at what is soon there."""
SAMPLE = 0.1
"""Seconds between two looks at the memory of the processes."""
TOLD = 10.0
"""Seconds between two lines of progress."""
LONGEST = 1_100.0


class Served:
    """A home and its service, for the length of a `with`."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self.home = Home()
        self.client: Client | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.home.close()

    def start(self) -> Client:
        """Its service, which has answered a first question, so that all is open that stays open."""
        if self.client is None:
            self.client = self.home.start()
            self.client.recall("What is open here?")
        return self.client

    def stop(self) -> None:
        """Ends its service."""
        self.home.stop()
        self.client = None

    def watch(self, *folders: Path) -> None:
        """Has folders watched, and waits until they are read. Raises: NotTaken."""
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            self.start().watch_add(folder)
        self.read()

    def read(self) -> float:
        """Waits until every file is read; when that was, by `perf_counter`. Raises: NotTaken."""
        return self._until(lambda: not self.waiting() and not self._busy(), "files wait")

    def settle(self) -> float:
        """Waits until the index has it all, neural vectors apart; when that was. Raises: NotTaken."""
        return self._until(lambda: not self._count("outbox"), "passages wait for the index")

    def recallable(self) -> float:
        """Waits until all that was read is found by words and by static vector; when that was. Raises: NotTaken."""
        return self._until(lambda: not self.ask().status()["waiting"], "passages have no vector")

    def ask(self) -> Client:
        """Its client."""
        return self.start()

    def waiting(self) -> int:
        """How many files wait, read beside the service, which would have to count all it holds for its status."""
        return self._count("intake")

    def indexed(self, folder: Path) -> int:
        """How many files below a folder are read."""
        return self._count("file WHERE state = 'indexed' AND path LIKE ?", path_text(folder) + "/%")

    def texts(self) -> list[str]:
        """What the static vectors of all passages are made of, read from the ledger beside the service."""
        with contextlib.closing(self._ledger()) as ledger:
            sql = f"SELECT {COLUMNS} FROM memory WHERE kind = 'passage' AND status = 'active' ORDER BY n"
            return [spoken(from_row(tuple(row))) for row in ledger.execute(sql)]

    def passages(self) -> int:
        """How many passages are in the ledger."""
        return self._count("memory WHERE kind = 'passage'")

    def words(self, folder: Path) -> dict[str, str]:
        """The words of each file below a folder that is read: its passages, in order, the blank between them as one."""
        sql = (
            "SELECT file.path, memory.text FROM file JOIN memory ON memory.source_key = 'file:' || file.id "
            "WHERE file.path LIKE ? ORDER BY file.path, CAST(memory.source ->> 0 AS INTEGER), memory.n"
        )
        found: dict[str, list[str]] = {}
        with contextlib.closing(self._ledger()) as ledger:
            for path, text in ledger.execute(sql, (path_text(folder) + "/%",)):
                found.setdefault(path, []).extend(text.split())
        return {path: " ".join(words) for path, words in found.items()}

    def _ledger(self) -> apsw.Connection:
        return apsw.Connection(str(self.home.folders.ledger), flags=apsw.SQLITE_OPEN_READONLY)

    def _count(self, what: str, *values: str) -> int:
        with contextlib.closing(self._ledger()) as ledger:
            return int(ledger.execute(f"SELECT count(*) FROM {what}", values).get)

    def _busy(self) -> bool:
        return bool(self.ask().status()["intake"]["state"])

    def _until(self, done: Callable[[], bool], what: str) -> float:
        began = told = time.monotonic()
        while not done():
            now = time.monotonic()
            if now - began > LONGEST:
                raise NotTaken(f"After {LONGEST:.0f} s {what} still.")
            if now - told > TOLD:
                told = now
                self._say(f"  {self.waiting():,} files and {self._count('outbox'):,} passages wait")
            time.sleep(LOOK if now - began < 1 else 10 * LOOK)
        return time.perf_counter()


@contextlib.contextmanager
def peak(client: Client) -> Iterator[list[int]]:
    """Bytes of memory of a service and the processes that it started, of which no model is one here: what was there
    first, and the most since."""
    process = psutil.Process(int(client.status()["pid"]))
    found = [_resident(process), 0]
    ended = threading.Event()

    def sample() -> None:
        while not ended.wait(SAMPLE):
            found[1] = max(found[1], _resident(process))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


def _resident(process: psutil.Process) -> int:
    total = 0
    with contextlib.suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += one.memory_info().rss
    return total
