"""The shipped model's process under a limit on its memory, as `bench llm` asks it and watches it."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from secondme.bench.cgroup import MemoryGroup
from secondme.bench.measure import NotTaken, cold
from secondme.llm.process import Gone, Inbox, WorkerProcess
from secondme.llm.wire import OFF, Message, reading_in, turns_out
from secondme.ports import Reading, Turn

CONTEXT = 512
"""Cells of the context: 28 MiB for the mixture, 56 for the dense shape."""
HOT = 2.0
"""Temperature at which words are drawn almost evenly from random weights."""
PATIENCE = 300.0
"""Seconds for an answer, at most."""
FEWEST = 4
"""Pieces of an answer that are waited for, however long they take."""
QUIET = 0.5
"""Seconds without computing after which a process is at rest."""
LOOK = 0.05
"""Seconds between two looks at memory."""
WORDS = [
    "morning", "garden", "letter", "window", "bridge", "river", "table", "candle", "winter", "cousin", "recipe",
    "violin", "kitchen", "story", "market", "harbour", "pencil", "orange", "blanket", "summer", "mountain", "ticket",
    "silver", "mirror", "engine", "shadow", "button", "village", "thunder", "paper",
]  # fmt: skip
MARKS = 8
"""Tokens of the template around a turn."""


@dataclass(frozen=True, slots=True)
class Used:
    """What a process has read from the disk so far, in bytes, and its page faults that waited for the disk."""

    read: int
    faults: int


@dataclass(frozen=True, slots=True)
class Run:
    """How a process did. `reading` seconds for a prompt of `read` tokens in one pass, `speed` tokens a second of the
    answer after that, `bytes` and `faults` a token of it; the most memory that was `resident` after loading, all along
    that of its `group`, in
    which the page cache counts, and without what of that is idle; `limit` of that, 0 where there was none; `planned`
    bytes a token."""

    loading: float
    read: int
    reading: float
    tokens: int
    speed: float
    bytes: float
    faults: float
    resident: int
    group: int
    working: int
    limit: int
    planned: int


class Held:
    """A process with a model loaded. Everything raises NotTaken where it has died."""

    def __init__(self, process: WorkerProcess, group: MemoryGroup | None) -> None:
        self._process = process
        self._group = group
        self.loading = 0.0
        self.card: Message = {}
        self.working = 0
        """The most memory that its group had, idle page cache apart; looked at every `LOOK` seconds."""
        self._ended = threading.Event()
        self._looking = threading.Thread(target=self._look, name="memory of the worker", daemon=True)
        self._looking.start()

    def load(self, ram: int) -> None:
        """Loads the model for a budget of so many bytes, or as llama.cpp does where it is 0."""
        begun = time.perf_counter()
        inbox = self._asked(
            lambda: self._process.ask(
                "load", path=str(self._process.path), context=CONTEXT, threads=0, states="", states_bytes=0,
                states_after=0.0, budget=0, lookup=False, ram=str(ram) if ram else OFF,
                gpu=OFF, facts="",
            )
        )  # fmt: skip
        self.card = self._next(inbox)["loaded"]
        self.loading = time.perf_counter() - begun
        with suppress(OSError):  # the most that is resident is counted from here on
            (self._place / "clear_refs").write_text("5\n")

    def words(self, tokens: int) -> str:
        """A text of about so many tokens in the template's marks."""
        texts = [" ".join(WORDS[at * 7 % len(WORDS)] for at in range(many)) for many in range(tokens // 3, tokens)]
        counts = self._next(self._asked(lambda: self._process.ask("count", texts=texts)))["counts"]
        return min(zip(texts, counts, strict=True), key=lambda one: abs(one[1] + MARKS - tokens))[0]

    def answer(self, text: str, limit: int, seconds: float = PATIENCE) -> Reading:
        """How an answer went, of words drawn almost evenly; it is stopped after so many seconds, at the next of
        its words but not before the first few."""
        inbox = self._asked(
            lambda: self._process.ask(
                "reply", turns=turns_out([Turn("user", (text,))]), limit=limit, temperature=HOT,
                conversation="bench", memories=[], grammar="",
            )
        )  # fmt: skip
        return self._end(inbox, seconds)

    def aside(self, texts: Sequence[str], limit: int) -> int:
        """Answers to jobs that nobody waits for, all of them together; the tokens of all."""
        inbox = self._asked(
            lambda: self._process.ask(
                "aside", jobs=[turns_out([Turn("user", (text,))]) for text in texts], limit=limit, temperature=HOT,
                grammar="",
            )
        )  # fmt: skip
        return self._end(inbox).written

    def rest(self) -> None:
        """Waits until it computes nothing: after an answer it brings its cache in order."""
        before = -1.0
        while (now := self._computed()) > before:
            before = now
            time.sleep(QUIET)

    def _computed(self) -> float:
        """Ticks of the processor that it has had."""
        with self._dying():
            fields = (self._place / "stat").read_text().rpartition(")")[2].split()
            return float(fields[11]) + float(fields[12])

    @property
    def used(self) -> Used:
        """What it has used of the disk."""
        with self._dying():
            lines = (self._place / "io").read_text().split("\n")
            read = next(line for line in lines if line.startswith("read_bytes"))
            stat = (self._place / "stat").read_text().rpartition(")")[2].split()
            return Used(int(read.split()[1]), int(stat[9]))

    @property
    def resident(self) -> int:
        """The most memory that it had since it was loaded, in bytes, with what it held of files."""
        with self._dying():
            status = (self._place / "status").read_text().split("\n")
            return int(next(line.split()[1] for line in status if line.startswith("VmHWM"))) * 1024

    @property
    def group(self) -> int:
        """The most memory that its group had; 0 where it has none."""
        return self._group.peak if self._group else 0

    def close(self) -> None:
        """Looks at its group no more."""
        self._ended.set()
        self._looking.join()

    @property
    def _place(self) -> Path:
        return Path("/proc") / str(self._process.pid)

    def _look(self) -> None:
        while self._group and not self._ended.wait(LOOK):
            self.working = max(self.working, self._group.working)

    def _end(self, inbox: Inbox, seconds: float = PATIENCE) -> Reading:
        until = time.monotonic() + seconds
        pieces = 0
        while True:
            message = self._next(inbox)
            pieces += "piece" in message
            if pieces >= FEWEST and time.monotonic() > until:
                self._process.stop(inbox)
            if "ended" in message:
                self._process.forget(inbox)
                return reading_in(message["ended"])
            if "error" in message.get("done", {}):
                raise NotTaken(message["done"]["error"]["sentence"])

    def _asked(self, ask: Callable[[], Inbox]) -> Inbox:
        try:
            return ask()
        except Gone:
            raise self._died() from None

    def _next(self, inbox: Inbox) -> Message:
        try:
            message = inbox.get(PATIENCE)
        except Gone:
            raise self._died() from None
        except TimeoutError:
            raise NotTaken(f"The model's process said nothing for {PATIENCE:.0f} s.") from None
        if "error" in message:
            raise NotTaken(message["error"]["sentence"], message["error"]["cure"])
        return message

    @contextmanager
    def _dying(self) -> Iterator[None]:
        try:
            yield
        except (OSError, StopIteration):
            raise self._died() from None

    def _died(self) -> NotTaken:
        if self._group and self._group.kills:
            return NotTaken(f"The model's process wanted more than its limit of {self._group.limit / 2**20:,.0f} MiB.")
        return NotTaken(f"The model's process ended (status {self._process.status}).")


@contextmanager
def holding(file: Path, ram: int, limit: int) -> Iterator[Held]:
    """The shipped process with a model loaded for `ram` bytes, alone under a limit of so many (0 for none), none of the
    file in the page cache before. Raises: NotTaken."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("SECONDME_")}
    with ExitStack() as stack:
        group = stack.enter_context(MemoryGroup(limit)) if limit else None
        cold(file)
        process = WorkerProcess(file, log_file=None, environ=environ, ended=lambda process: None)
        stack.callback(process.kill)
        if group:
            group.add(process.pid)  # its interpreter has just begun to start
        held = Held(process, group)
        stack.callback(held.close)
        held.load(ram)
        yield held


def run(file: Path, ram: int, limit: int, prompt: int, tokens: int, seconds: float = PATIENCE) -> Run:
    """A prompt of so many tokens in one pass, then an answer of so many, or as far as it comes in so many seconds.

    Raises: NotTaken.
    """
    with holding(file, ram, limit) as held:
        text = held.words(prompt)
        first = held.answer(text, 1)
        before = held.used
        reading = held.answer(text, tokens, seconds)
        after = held.used
        if reading.written < 3 or not reading.seconds:
            raise NotTaken(f"The answer ended after {reading.written} tokens: too few to measure.")
        passes = reading.written + 1  # the last token of the prompt is read again, and every token of the answer is
        return Run(
            held.loading, first.read, first.first, reading.written, (reading.written - 1) / reading.seconds,
            (after.read - before.read) / passes, (after.faults - before.faults) / passes,
            held.resident, held.group, held.working, limit, held.card.get("streamed", 0),
        )  # fmt: skip
