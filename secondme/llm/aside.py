"""Work that nobody waits for, on its way from the model's process, as its parent asks for it and reads it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from secondme.errors import Refused
from secondme.llm.process import Gone, Inbox, WorkerProcess
from secondme.llm.reply import gone
from secondme.llm.wire import error_in, reading_in, turns_out
from secondme.ports import Reading, Turn

JOBS = 1_000
"""Jobs of a request, at most."""


@dataclass(frozen=True, slots=True)
class Aside:
    """What came of a job: its number, its text, whether that was cut off by its limit; of what was weighed the
    surprisal of each token, in nats."""

    job: int
    text: str
    cut: bool
    weights: tuple[float, ...] = ()


class Asides:
    """What comes of jobs that nobody waits for, as each ends. Closing it drops those that are left."""

    def __init__(self, process: WorkerProcess, inbox: Inbox, ended: Callable[[], None]) -> None:
        self._process = process
        self._inbox = inbox
        self._tell_ended = ended
        self._ending = threading.Lock()
        self._over = False
        self.reading = Reading()

    def __iter__(self) -> Iterator[Aside]:
        """Raises: ModelGone if the process ends before they do; ModelError for a job that could not go on."""
        while not self._over:
            try:
                message = self._inbox.get()
            except Gone:
                self._end()
                raise gone() from None
            if "ended" in message:
                self.reading = reading_in(message["ended"])
                self._end()
                return
            done = message["done"]
            if "error" in done:
                raise error_in(done["error"])
            yield Aside(done["job"], done["text"], done["cut"], tuple(done["weights"]))

    def close(self) -> None:
        """Drops what is left. Safe to call twice, and after the end."""
        if not self._over:
            self._process.drop(self._inbox)
            self._end()
            self._inbox.put({"ended": {}})  # for whoever still waits

    def _end(self) -> None:
        with self._ending:
            if self._over:
                return
            self._over = True
        self._process.forget(self._inbox)
        self._tell_ended()


def not_too_many(jobs: Sequence[object]) -> None:
    """Raises: Refused."""
    if len(jobs) > JOBS:
        raise Refused(f"{len(jobs):,} jobs are too many: {JOBS:,} can be taken on at once.", "Ask for fewer at a time.")


def asked(process: WorkerProcess, jobs: Sequence[Sequence[Turn]], limit: int, temperature: float, form: str) -> Inbox:
    """Asks for jobs, which are taken on. Raises: ModelGone; ModelError for one that has no room."""
    turns = [turns_out(turns) for turns in jobs]
    return _taken_on(process, jobs=turns, limit=limit, temperature=temperature, grammar=form)


def weighed(process: WorkerProcess, texts: Sequence[tuple[str, str]]) -> Inbox:
    """Asks for the surprisal of texts after what stands before them. Raises: ModelGone, ModelError."""
    return _taken_on(process, texts=[list(one) for one in texts])


def _taken_on(process: WorkerProcess, **fields: Any) -> Inbox:
    try:
        inbox = process.ask("aside", **fields)
        answer = inbox.get()
    except Gone:
        raise gone() from None
    if "error" in answer:
        process.forget(inbox)
        raise error_in(answer["error"])
    return inbox
