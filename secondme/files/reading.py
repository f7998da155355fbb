"""Readers at work in a process of their own, with limits of time and memory: what a bad file does to its reader ends
with that process, and is one row with a reason.

The process (`secondme.files.reader`) is started when it is first needed and reads many files, one after another. It is
ended when it hangs, dies, takes too much memory, or has had nothing to read for a while; the next file gets a new one.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any

from secondme.errors import SecondMeError, Unreadable
from secondme.files.disk import in_place, unreadable
from secondme.ports import Reader, Section

SECONDS = 60.0
"""For one file, unless told otherwise."""

MEMORY = 1 << 30
"""Bytes that a reader may take beyond what its process has from the start, unless told otherwise."""

STARTING_SECONDS = 60.0
IDLE_SECONDS = 60.0
"""Without a file, after which the process is ended."""

_MOST_ANSWERED = 200_000_000
"""Bytes of an answer, beyond which the process is not listened to."""

_LARGEST = (1 << 63) - 1
"""Beyond which a number is none of a place in a file, and cannot be stored."""

_BUFFER = 1 << 16
"""Bytes that are read at once, as many as a pipe holds; each time, other threads get their turn before this one."""

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""A reader computes nothing, and each thread of a library that might reserves memory."""


class Quarantine:
    """Reads by a reader in the other process, unless the reader is plain. To be closed; safe from any thread."""

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        idle: float = IDLE_SECONDS,
        environ: Mapping[str, str] | None = None,
    ) -> None:
        self._seconds = seconds
        self._memory = memory
        self._idle = idle
        self._environ = {**os.environ, **_ONE_THREAD, **(environ or {})}
        self._turn = threading.Lock()
        self._process: _Process | None = None
        self._closed = False

    def sections(self, reader: Reader, content: bytes, path: Path) -> tuple[Section, ...]:
        """A file's sections.

        Raises: Unreadable, also where the reader fails, takes too long or too much memory, or cannot be started;
            SecondMeError if this is closed meanwhile, which says nothing of the file.
        """
        place = _address(reader)
        if reader.plain or not place:
            return in_place(reader, content, path)
        with self._turn:
            while not self._closed:
                process = self._ready()
                fresh = not process.served
                try:
                    return process.read(reader.name, place, content, path)
                except _Ended as ended:
                    process.end()
                    # What an earlier file left behind is not this one's fault: once more, in a new process.
                    if not self._closed and (ended.final or fresh):
                        raise unreadable(ended.reason, str(ended)) from ended
        raise SecondMeError("Reading was ended in the middle of a file; the file waits.")

    def close(self) -> None:
        """Ends the process, also in the middle of a file. Safe to call twice."""
        self._closed = True
        if process := self._process:
            process.end()

    def _ready(self) -> _Process:
        if self._process is None or self._process.gone:
            try:
                self._process = _Process(self._seconds, self._memory, self._idle, self._environ)
            except OSError as error:
                raise unreadable("not-now", f"({error.strerror})") from error
        if self._closed:
            self._process.end()
        return self._process


class _Ended(Exception):
    """The process ended before it had answered; the text says why. `final`: it would do so again."""

    def __init__(self, sentence: str, *, reason: str = "reader", final: bool = False) -> None:
        super().__init__(sentence)
        self.reason = reason
        self.final = final


class _Process:
    """One process. A thread of its own ends it when its time is over, and sees to it that nothing is left of it."""

    def __init__(self, seconds: float, memory: int, idle: float, environ: Mapping[str, str]) -> None:
        self.served = 0
        self._seconds = seconds
        self._memory = memory
        self._idle = idle
        self._changed = threading.Condition()
        self._until = time.monotonic() + STARTING_SECONDS
        self._looks = self._until  # when who watches wakes up next, unless told to before
        self._reading = False
        self._late = False
        # A session of its own, so that what a reader starts ends with it, and no key pressed in a terminal reaches it.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "secondme.files.reader", str(seconds), str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=_BUFFER,
            start_new_session=True,
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # Windows alone has it
            env=dict(environ),
        )
        self._watching = threading.Thread(target=self._watch, name="reader's time", daemon=True)
        self._watching.start()

    @property
    def gone(self) -> bool:
        """Whether it has ended, or is about to."""
        return not self._watching.is_alive()

    def read(self, name: str, place: str, content: bytes, path: Path) -> tuple[Section, ...]:
        """Reads a file. Raises: Unreadable, _Ended."""
        asked = {"reader": place, "path": str(path), "bytes": len(content)}
        if not self.served and self._line(_MOST_ANSWERED) != b"ready\n":
            raise _Ended("The process that reads such files did not start.", reason="not-now")
        self._begin()
        try:
            pipe = _open(self._process.stdin)
            pipe.write(json.dumps(asked).encode() + b"\n")
            pipe.write(content)
            pipe.flush()
            sections = self._answer(name)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._why() from error
        except Unreadable:
            self._finish()
            raise
        self._finish()
        return sections

    def end(self) -> None:
        """Ends it, and waits until it has. Safe to call twice."""
        with self._changed:
            self._until = 0.0
            self._changed.notify_all()
        self._watching.join()

    def _answer(self, name: str) -> tuple[Section, ...]:
        """What it says of a file. Raises: Unreadable, _Ended, or what a message that is none raises."""
        sections: list[Section] = []
        left = _MOST_ANSWERED
        while line := self._line(left):
            left -= len(line)
            message: Any = json.loads(line.decode("utf-8", "surrogatepass"))
            if isinstance(message, list):
                try:
                    sections += _sections(message)
                except (TypeError, ValueError) as error:
                    raise _Ended(f"{name} gave what is no section: {error}.") from error
            elif not isinstance(message, dict):
                break
            elif "done" in message:
                return tuple(sections)
            elif "unreadable" in message:
                _only(str, message["unreadable"])
                raise Unreadable(*message["unreadable"])
            elif "failed" in message:
                raise unreadable("reader", f"{name}: {message['failed']}")
            elif "memory" in message:
                raise _Ended(f"It took more than {self._memory // (1 << 20):,} MB of memory.")
            else:
                break
        raise self._why()

    def _line(self, most: int) -> bytes:
        """The next line, with its end; nothing if there is none. Raises: _Ended if it is not that short."""
        line = b""
        with suppress(ValueError):  # closed, once the process has ended
            line = _open(self._process.stdout).readline(most)
        if len(line) == most:
            raise _Ended("", reason="too-much", final=True)
        return line if line.endswith(b"\n") else b""

    def _begin(self) -> None:
        with self._changed:
            if self.gone or not self._until:
                raise _Ended("", reason="not-now")
            self._reading = True
            self._end_at(time.monotonic() + self._seconds)

    def _finish(self) -> None:
        with self._changed:
            self._reading = False
            self.served += 1
            if self._until:
                self._end_at(time.monotonic() + self._idle)

    def _end_at(self, moment: float) -> None:
        """Sets when its time is over. To wake who watches costs more than a small file, and is seldom needed."""
        self._until = moment
        if moment < self._looks:
            self._changed.notify_all()

    def _why(self) -> _Ended:
        """Why no answer came."""
        self.end()
        if self._late:
            return _Ended(f"It took longer than {self._seconds:g} seconds.", final=True)
        status = self._process.returncode
        with suppress(ValueError):
            return _Ended(f"The process that read it was ended ({signal.Signals(-status).name}).")
        return _Ended(f"The process that read it ended with status {status}.")

    def _watch(self) -> None:
        with self._changed:
            while (left := self._until - time.monotonic()) > 0:
                self._looks = self._until
                self._changed.wait(left)
            self._late = self._reading and self._until > 0
            self._until = 0.0
        # What died by itself is asked for its own status first.
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0 if self._late else _GRACE_SECONDS)
        _kill(self._process)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError, ValueError):
                _open(pipe).close()


_GRACE_SECONDS = 0.1


def _sections(rows: list[Any]) -> Iterable[Section]:
    """The sections of a message, each value of which is looked at first. Raises: TypeError, ValueError."""
    texts, starts, lines, headings, pages, places = zip(*rows, strict=True)
    _only(str, texts + headings)
    _numbers(starts + lines + pages)
    _only(list, places)
    return map(Section, texts, starts, lines, headings, pages, [_pairs(one) if one else () for one in places])


def _pairs(rows: list[Any]) -> tuple[tuple[int, int], ...]:
    pairs = tuple((at, line) for at, line in rows)
    _numbers(tuple(chain.from_iterable(pairs)))
    return pairs


def _numbers(values: Sequence[Any]) -> None:
    _only(int, values)
    if min(values) < 0 or max(values) > _LARGEST:
        raise ValueError("a number is no place")


def _only(kind: type, values: Sequence[object]) -> None:
    """Raises: TypeError if one is of another type; true and false are no numbers."""
    if set(map(type, values)) != {kind}:
        raise TypeError(f"a value is no {kind.__name__}")


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise RuntimeError("the process was started without a pipe")
    return pipe


def _address(reader: Reader) -> str:
    """Where the other process finds the reader's function; nothing if it is none of a module."""
    module = getattr(reader.sections, "__module__", "")
    name = getattr(reader.sections, "__qualname__", "")
    known = getattr(sys.modules.get(module), name, None) is reader.sections
    return f"{module}:{name}" if known and module != "__main__" else ""
