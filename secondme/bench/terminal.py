"""A program in a pseudo-terminal: its questions answered, a key pressed, the echo awaited."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from secondme.bench.measure import NotTaken

ROWS, COLUMNS = 36, 120
KEY = "ж"
"""A letter that no screen shows by itself."""
AGAIN = 0.01
"""Seconds after which the key is pressed again: one that came before the prompt listened may be lost."""
LONGEST = 60.0
ANSWERS = {
    b"\x1b[?2026$p": b"\x1b[?2026;2$y",
    b"\x1b[?2048$p": b"\x1b[?2048;0$y",
    b"\x1b[c": b"\x1b[?62;22c",
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[?u": b"\x1b[?0u",
}
"""What a common terminal says when it is asked."""


class Terminal:
    """A program in a terminal of 120 × 36, killed at the end. The terminal itself echoes nothing.

    `presses` counts how often the key was pressed.
    """

    def __init__(self, command: Sequence[str], environ: Mapping[str, str]) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        modes = termios.tcgetattr(slave)
        modes[3] &= ~termios.ECHO
        termios.tcsetattr(slave, termios.TCSANOW, modes)
        kept = {name: value for name, value in environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.presses = 0
        self._seen = b""
        self._answered = dict.fromkeys(ANSWERS, 0)
        self._began = time.perf_counter()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=slave,
                stdout=slave,
                stderr=slave,
                start_new_session=True,
                env=kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
            )
        finally:
            os.close(slave)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._master)

    def until_echo(self) -> float:
        """Seconds from the start of the process to the echo of a key that is pressed after the first output.

        Raises: NotTaken.
        """
        pressed = 0.0
        while time.perf_counter() - self._began < LONGEST:
            ended = self._process.poll() is not None  # asked before the reading: what it wrote last is read too
            came = self.read(AGAIN / 2)
            now = time.perf_counter()
            if KEY.encode() in self._seen:
                return now - self._began
            if ended and not came:
                raise NotTaken(f"The app ended before it took a key (exit status {self._process.returncode}).")
            if self._seen and not ended and now - pressed > AGAIN:
                os.write(self._master, KEY.encode())
                pressed = now
                self.presses += 1
        raise NotTaken(f"The app took no key within {LONGEST:.0f} s.")

    def read(self, seconds: float) -> bool:
        """Reads what the program writes within so many seconds, and answers what it asks. Says whether it wrote."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            came = os.read(self._master, 1 << 16)
        except OSError:  # EIO: the program has closed its end
            return False
        self._seen += came
        for asked, answer in ANSWERS.items():
            while self._answered[asked] < self._seen.count(asked):
                self._answered[asked] += 1
                os.write(self._master, answer)
        return bool(came)
