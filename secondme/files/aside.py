"""Cutting files in a process of its own, so that who stores passages and who makes them work at the same time.

The process (`secondme.cutter`) is started when many files wait, answers in the order in which it is asked, and ends
when nothing waits any more. What it does not answer, as it is not there yet or was killed, is cut by who asked.
"""

from __future__ import annotations

import contextlib
import marshal
import os
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable
from typing import IO, Any

from secondme import __version__
from secondme.memory.cutting import Cut, Read
from secondme.memory.passage import Piece, Stretch

LENGTH = struct.Struct("<I")
"""What stands before each message."""
SECONDS = 60.0
"""For one file and what was sent before it."""
ROOM = 1 << 20
"""Bytes that a pipe holds, so that neither process waits for the other at every file; Linux alone has a choice."""
_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Ticket:
    """What was asked of a process, and what it answered once it did."""

    __slots__ = ("answer", "dropped", "settled")

    def __init__(self) -> None:
        self.answer: Cut | None = None
        self.settled = threading.Event()
        self.dropped = False


class Aside:
    """The process. One thread sends; any may receive, end or start it. To be closed."""

    def __init__(self, form: str) -> None:
        """`form` is that of the readings which are wanted: a process that makes others, as the program was exchanged
        for a newer one meanwhile, is not asked."""
        self._form = form
        self._child: _Child | None = None
        self._closed = False
        self._lock = threading.Lock()

    def start(self) -> None:
        """Starts it where it does not run; it is asked once it is ready. One that ended before it was ready would do so
        again, and is let be until the next time that many files wait."""
        with self._lock, contextlib.suppress(OSError):
            if not self._closed and (self._child is None or (self._child.gone and self._child.ready.is_set())):
                self._child = _Child(self._form)

    def send(self, sections: Iterable[Stretch]) -> Ticket | None:
        """Asks it to cut a file; None where it is not there to be asked, or cannot be told of the file."""
        child = self._child
        return child.send(sections) if child and child.ready.is_set() and not child.gone else None

    def receive(self, ticket: Ticket) -> Cut | None:
        """What it answered; None where it did not, also in time: it is ended then."""
        if not ticket.settled.wait(SECONDS):
            self.rest()
            ticket.settled.wait(SECONDS)
        return ticket.answer

    def rest(self) -> None:
        """Ends it until it is needed again."""
        with self._lock:
            child, self._child = self._child, None
        if child:
            child.end()

    def close(self) -> None:
        """Ends it for good, also in the middle of a file. Safe to call twice."""
        with self._lock:
            self._closed = True
        self.rest()


class _Child:
    """A thread takes the answers as they come: what one process waits to write, the other never waits to read."""

    def __init__(self, form: str) -> None:
        self._form = form
        self.gone = False
        self.ready = threading.Event()
        self._asked: deque[Ticket] = deque()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "secondme.cutter"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # no key pressed in a terminal reaches it
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # Windows alone has it
            env={**os.environ, **_ONE_THREAD},
        )
        for pipe in (self._process.stdin, self._process.stdout):
            if sys.platform == "linux" and pipe:
                import fcntl

                with contextlib.suppress(OSError):
                    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, ROOM)
        threading.Thread(target=self._listen, name="cutter's answers", daemon=True).start()

    def send(self, sections: Iterable[Stretch]) -> Ticket | None:
        try:
            written = marshal.dumps([(s.text, s.start, s.line, s.heading, s.page, tuple(s.lines)) for s in sections])
        except ValueError:  # a reader's own kind of text
            return None
        ticket = Ticket()
        self._asked.append(ticket)
        try:
            pipe = self._pipe(self._process.stdin)
            pipe.write(LENGTH.pack(len(written)) + written)
            pipe.flush()
        except (OSError, ValueError):
            self.gone = True
            ticket.settled.set()
        return ticket

    def _listen(self) -> None:
        try:
            if self._message() == (self._form, __version__):
                self.ready.set()
                while message := self._message():
                    self._settle(*message)
        finally:
            self.end()  # from here on nothing can be sent
            for ticket in tuple(self._asked):  # to which a last one may be added now
                ticket.settled.set()

    def _settle(self, pieces: list[tuple[Any, ...]], secrets: int, readings: list[tuple[Any, ...]]) -> None:
        """Gives an answer to the first that was asked."""
        first = self._asked.popleft()
        try:
            if not first.dropped:
                first.answer = Cut([Piece(*one) for one in pieces], secrets, [Read(*one) for one in readings])
        finally:
            first.settled.set()

    def _message(self) -> tuple[Any, ...] | None:
        """The next message; None if there is none."""
        with contextlib.suppress(OSError, ValueError, TypeError, EOFError, struct.error):
            pipe = self._pipe(self._process.stdout)
            (length,) = LENGTH.unpack(pipe.read(LENGTH.size))
            found = marshal.loads(pipe.read(length))
            return found if isinstance(found, tuple) else None
        return None

    def end(self) -> None:
        self.gone = True
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError, ValueError):
                self._pipe(pipe).close()

    @staticmethod
    def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
        if pipe is None:
            raise OSError("the process was started without a pipe")
        return pipe
