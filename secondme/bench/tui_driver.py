"""The app, or a neighbour of it, driven in a pseudo-terminal: keys pressed and timed, words awaited, memory read.

What the program writes is read as bytes: a key counts as seen when its letter is written, a word when its last letter
is. Every letter is one that stands nowhere else, and another one each time, so that nothing drawn anew is taken for
it.
"""

from __future__ import annotations

import fcntl
import itertools
import os
import random
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from math import ceil

import psutil

from secondme.bench.measure import NotTaken
from secondme.bench.terminal import ANSWERS, Terminal

LETTERS = "бгдзиклмпртфцчшщыэюяљњћџ"
BACKSPACE = b"\x7f"
LONGEST = 60.0
KEPT = 256
"""Bytes of what was read that are looked at again with what comes next: no word or question is longer, and no last
line of a program that ends."""
NUMBERED = re.compile(rb"q(\d{5})")
"""A word of the metronome."""
MARKED = re.compile(rb"m(\d{5})")
"""The mark of a message of a conversation that was made up."""
CURSOR = "◎".encode()
"""The cursor of the map."""
RECENT = 1 << 14
"""Bytes that are looked through for it: more than a line of the widest terminal."""
MOVED = re.compile(rb"\x1b\[\d+;(\d+)H")
"""What puts a terminal's cursor in a row and a column."""
ESCAPES = re.compile(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[()].|[=>78])")
SEED = 1


class Screen(Terminal):
    """A program in a terminal that is typed into. `newest` is the highest number of a metronome's word that was drawn,
    `drawn` when each such number was first seen, `messages` the numbers of the messages that were drawn, `column` where
    the cursor of the map was drawn last."""

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        super().__init__(command, environ)
        self.newest = 0
        self.drawn: list[tuple[float, int]] = []
        self.messages: set[int] = set()
        self.column: int | None = None
        self._recent = b""
        self._letters = itertools.cycle(LETTERS)
        self._pauses = random.Random(SEED)

    @property
    def pid(self) -> int:
        """Id of the program's process."""
        return self._process.pid

    def read(self, seconds: float) -> bool:
        """Reads what is written within so many seconds: that, and the end of what came before, is what is seen.

        Returns: whether anything was written. Raises: NotTaken.
        """
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        before = self._seen[-KEPT:]
        try:
            new = os.read(self._master, 1 << 16)
        except OSError as error:  # EIO: the program has closed its end
            raise NotTaken(f"The app ended while it was measured. Its last words: {self._last()}") from error
        self._seen = before + new
        self._follow(new)
        for asked, answer in ANSWERS.items():
            for _ in range(self._seen.count(asked) - before.count(asked)):
                os.write(self._master, answer)
        newest = max((int(found) for found in NUMBERED.findall(self._seen)), default=0)
        if newest > self.newest:
            self.newest = newest
            self.drawn.append((time.perf_counter(), newest))
        self.messages.update(int(found) for found in MARKED.findall(self._seen))
        return bool(new)

    def _last(self) -> str:
        """The last line that stands in what was read."""
        lines = ESCAPES.sub("", self._seen.decode("utf-8", "replace")).split("\n")
        return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "none")

    @property
    def started(self) -> bool:
        """Whether it has written anything."""
        return bool(self._seen)

    def press(self) -> float:
        """Seconds from a key to its letter on the screen; the key is taken back. Raises: NotTaken."""
        letter = next(self._letters).encode()
        self._seen = b""
        began = time.perf_counter()
        os.write(self._master, letter)
        while letter not in self._seen:
            self.read(0.005)
            if time.perf_counter() - began > LONGEST:
                raise NotTaken(f"A key was not on the screen after {LONGEST:.0f} s.")
        seconds = time.perf_counter() - began
        os.write(self._master, BACKSPACE)
        return seconds

    def resize(self, columns: int, rows: int) -> None:
        """Gives the terminal another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.kill(self.pid, signal.SIGWINCH)  # it is no terminal that the program is controlled by

    def _follow(self, new: bytes) -> None:
        """Takes the place of the cursor of the map from what was written."""
        before, found, after = (self._recent + new).rpartition(CURSOR)
        *_, last = [None, *MOVED.finditer(before)]
        if found and last is not None:
            self.column = int(last[1]) + len(ESCAPES.sub("", before[last.end() :].decode("utf-8", "replace")))
        self._recent = after[-RECENT:]

    def step(self, key: str, columns: int) -> float:
        """Seconds from a key to the cursor of the map so many columns on, or back where they are below 0. Raises:
        NotTaken."""
        here = self.column
        began = time.perf_counter()
        self.type(key)
        while here is None or self.column != here + columns:
            self.read(0.005)
            if here is None or time.perf_counter() - began > LONGEST:
                raise NotTaken(f"The cursor of the map had not moved after {LONGEST:.0f} s: it was in column {here}.")
        return time.perf_counter() - began

    def rest(self, least: float, most: float) -> None:
        """Reads for a time between two, as somebody pauses between keys: at no rhythm of the screen's own."""
        self.go_on(self._pauses.uniform(least, most))

    def go_on(self, seconds: float) -> None:
        """Reads for so many seconds."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            self.read(left)

    def type(self, text: str) -> None:
        """Types a text that is not awaited."""
        os.write(self._master, text.encode())

    def until(self, true: Callable[[], bool], what: str, seconds: float = LONGEST) -> None:
        """Reads until something is true of the screen. Raises: NotTaken, which says what was not there."""
        until = time.perf_counter() + seconds
        while not true():
            if time.perf_counter() > until:
                raise NotTaken(f"{what} was not on the screen after {seconds:.0f} s.")
            self.read(0.02)

    def until_message(self, number: int) -> None:
        """Reads until a message is drawn. Raises: NotTaken."""
        self.until(lambda: number in self.messages, f"Message {number}")

    def clear(self) -> None:
        """Takes back the keys that `until_echo` pressed."""
        os.write(self._master, BACKSPACE * self.presses)
        self.go_on(0.2)

    def resident(self) -> int:
        """Bytes of memory that the program holds."""
        return int(psutil.Process(self.pid).memory_info().rss)


def p95(figures: Sequence[float]) -> float:
    """The figure that 95 of 100 do not exceed (nearest rank). Raises: NotTaken for none."""
    if not figures:
        raise NotTaken("No key was pressed in time.")
    return sorted(figures)[ceil(0.95 * len(figures)) - 1]
