"""The model's process as its parent holds it: started, asked, ended.

Answers are read by a thread of their own, so that the process never waits for a slow reader, and its death is
noticed at once.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import sysconfig
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from secondme.llm.wire import Message, decode, encode

WAITING = {"GOMP_SPINCOUNT": "1000"}
"""How the computing threads wait for each other, unless the environment says it: by spinning for some
microseconds, then by sleeping. A client read the starter's answers, two threads on two cores; median tokens/s
written (and read) with no, one and two busy neighbours:

    OMP_WAIT_POLICY=ACTIVE    150 (380)    45 (165)    31 (111)
    OMP_WAIT_POLICY=PASSIVE    36 (304)    75 (213)    60 (139)
    GOMP_SPINCOUNT=1000       138 (328)    38 (211)    64 (152)
    GOMP_SPINCOUNT=10000      132 (336)    12 (170)    50 (169)
    GOMP_SPINCOUNT=100000     149 (372)     5  (69)    33 (157)
    one thread                126 (197)   121 (192)    83 (134)

On average (geometric) over the three, 1000 is best of those with two threads: 70 written; ACTIVE 59, PASSIVE 54.
"""
GRACE_SECONDS = 2.0

_PACKAGE_ROOT = Path(__file__).parents[2]


class Gone(Exception):
    """The process has ended."""


class Inbox:
    """The answers to one request, in order."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._messages: queue.SimpleQueue[Message | None] = queue.SimpleQueue()

    def put(self, message: Message | None) -> None:
        """Adds a message; None says that the process has ended."""
        self._messages.put(message)

    def get(self, seconds: float | None = None) -> Message:
        """The next message.

        Raises: Gone, at every call once the process has ended; TimeoutError if there is none for so long.
        """
        try:
            message = self._messages.get(timeout=seconds)
        except queue.Empty:
            raise TimeoutError from None
        if message is None:
            self.put(None)
            raise Gone
        return message


class WorkerProcess:
    """A process of `module`, started by `launcher`, a command that becomes what it is followed by. `ended` is told when
    it has ended, on a thread of its own."""

    def __init__(
        self,
        path: Path,
        *,
        log_file: Path | None,
        environ: Mapping[str, str],
        ended: Callable[[WorkerProcess], None],
        launcher: Sequence[str] = (),
        module: str = "secondme.llm.worker",
    ) -> None:
        self.path = path
        self._ended = ended
        self._inboxes: dict[int, Inbox] = {}
        self._last = 0
        self._lock = threading.Lock()
        self._gone = False
        if log_file is not None:
            log_file.parent.mkdir(parents=True, exist_ok=True)
        with open(log_file or os.devnull, "ab") as log:  # noqa: PTH123  (devnull is no Path of ours)
            self._process: subprocess.Popen[bytes] = subprocess.Popen(
                [*launcher, sys.executable, "-P", "-m", module],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                env=environment(environ),
            )
        self._listening = threading.Thread(target=self._listen, name="model's answers", daemon=True)
        self._listening.start()

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def gone(self) -> bool:
        """Whether it has ended."""
        return self._gone

    @property
    def status(self) -> int | None:
        """Its exit status once it has ended; the negative number of the signal that ended it."""
        return self._process.returncode

    def ask(self, op: str, **fields: Any) -> Inbox:
        """Sends a request. Raises: Gone."""
        with self._lock:
            if self._gone:
                raise Gone
            self._last += 1
            inbox = self._inboxes[self._last] = Inbox(self._last)
            self._write({"op": op, "id": inbox.number, **fields})
        return inbox

    def at_once(self, op: str, **fields: Any) -> Message:
        """The answer to what is answered without waiting for what is computed. Raises: Gone."""
        inbox = self.ask(op, **fields)
        answer = inbox.get()
        self.forget(inbox)
        return answer

    def stop(self, inbox: Inbox) -> None:
        """Asks for a reply to be ended; it then ends soon. Nothing where the process has."""
        self._tell("stop", inbox)

    def drop(self, inbox: Inbox) -> None:
        """Lets jobs go that nobody waits for. Nothing where the process has ended."""
        self._tell("drop", inbox)

    def _tell(self, op: str, inbox: Inbox) -> None:
        with self._lock:
            if not self._gone:
                with suppress(Gone):
                    self._write({"op": op, "id": 0, "reply": inbox.number})

    def forget(self, inbox: Inbox) -> None:
        """No more answers are wanted."""
        with self._lock:
            self._inboxes.pop(inbox.number, None)

    def kill(self) -> None:
        """Ends it by force, at once."""
        self._process.kill()
        self._listening.join()

    def end(self) -> None:
        """Ends it. Safe to call twice, and from `ended`."""
        with self._lock:
            self._close_input()
        if threading.current_thread() is self._listening:
            return
        self._listening.join(GRACE_SECONDS)
        if self._listening.is_alive():
            self.kill()

    def _write(self, message: Message) -> None:
        pipe = self._process.stdin
        if pipe is None or pipe.closed:
            raise Gone
        try:
            pipe.write(encode(message))
            pipe.flush()
        except OSError:
            raise Gone from None

    def _close_input(self) -> None:
        pipe = self._process.stdin
        if pipe is not None and not pipe.closed:
            try:
                pipe.close()
            except BrokenPipeError:  # it died with a request half written
                return

    def _listen(self) -> None:
        pipe = self._process.stdout
        if pipe is None:
            raise RuntimeError("the process was started without a pipe")
        with pipe:
            for line in pipe:
                if not line.endswith(b"\n"):
                    break  # it died in the middle of a message
                message = decode(line)
                with self._lock:
                    inbox = self._inboxes.get(message["id"])
                if inbox is not None:
                    inbox.put(message)
        self._process.wait()
        with self._lock:
            self._gone = True
            self._close_input()
            inboxes = list(self._inboxes.values())
        self._ended(self)
        for inbox in inboxes:
            inbox.put(None)


def environment(given: Mapping[str, str]) -> dict[str, str]:
    """The process's environment: the person's own, what is given, and `WAITING` where neither says how to wait."""
    environ = {**os.environ, **given}
    if not any(name in environ for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")):
        environ |= WAITING
    installed = {Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")}
    if _PACKAGE_ROOT not in installed:  # run from a checkout
        environ["PYTHONPATH"] = os.pathsep.join(filter(None, (environ.get("PYTHONPATH"), str(_PACKAGE_ROOT))))
    return environ
