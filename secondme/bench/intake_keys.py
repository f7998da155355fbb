"""The app in a pseudo-terminal while files come in by the thousand: how long a key takes to the screen."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from secondme.bench.intake_files import paper, prose
from secondme.bench.intake_served import Served
from secondme.bench.measure import NotTaken
from secondme.bench.terminal import KEY, Terminal
from secondme.memory.record import path_text

QUIET = 0.03
"""Seconds without output after which the app is taken to have drawn what it had to."""
PAUSE = 0.05
"""Seconds between two keys: somebody who types fast."""
LONGEST = 10.0
BACKSPACE = b"\x7f"


class Typed(Terminal):
    """A terminal in which one key after another is pressed, each taken back once it was seen."""

    def press(self) -> float:
        """Seconds from a key to its echo. Raises: NotTaken."""
        self._seen = b""
        began = time.perf_counter()
        os.write(self._master, KEY.encode())
        while KEY.encode() not in self._seen:
            self.read(0.005)
            if time.perf_counter() - began > LONGEST:
                raise NotTaken(f"A key was not on the screen after {LONGEST:.0f} s.")
        seconds = time.perf_counter() - began
        os.write(self._master, BACKSPACE)
        self.rest()
        return seconds

    def rest(self) -> None:
        """Reads until nothing is drawn for a moment."""
        until = time.perf_counter() + LONGEST
        while time.perf_counter() < until:
            before = len(self._seen)
            self.read(QUIET)
            if len(self._seen) == before:
                return


class Burst:
    """New files while somebody types: seconds of each key before and meanwhile, and which files are not wholly in."""

    def __init__(self, served: Served, files: int, bursts: int) -> None:
        self.calm: list[float] = []
        self.keys: list[float] = []
        self.lost: list[str] = []
        self.seconds: list[float] = []
        self.files = files * bursts
        self._served = served
        desk = served.home.place / "burst"
        served.watch(desk)
        writer = prose(4)
        texts = {desk / f"{at // files}-{at:05}.txt": paper(writer) for at in range(self.files)}
        command = [sys.executable, "-m", "secondme"]
        with Typed(command, served.home.environ) as terminal:
            terminal.until_echo()
            for _ in range(terminal.presses):
                os.write(terminal._master, BACKSPACE)
            terminal.rest()
            for _ in range(min(40, files)):
                self.calm.append(terminal.press())
                time.sleep(PAUSE)
            paths = list(texts)
            for at in range(0, self.files, files):
                self._one(desk, {path: texts[path] for path in paths[at : at + files]}, terminal)
        found = served.words(desk)
        self.lost = [path.name for path, text in texts.items() if found.get(path_text(path)) != " ".join(text.split())]

    def _one(self, desk: Path, texts: dict[Path, str], terminal: Typed) -> None:
        read = threading.Event()

        def write() -> None:
            for path, text in texts.items():
                path.write_text(text, encoding="utf-8")
            wanted = indexed + len(texts)
            until = time.monotonic() + 300
            while self._served.indexed(desk) < wanted and time.monotonic() < until:
                time.sleep(0.05)
            read.set()

        indexed = self._served.indexed(desk)
        began = time.perf_counter()
        writing = threading.Thread(target=write, daemon=True)
        writing.start()
        while not read.is_set():
            self.keys.append(terminal.press())
            time.sleep(PAUSE)
        writing.join()
        self.seconds.append(time.perf_counter() - began)
        self._served.read()

