"""The process that reads files of risky formats: `python -m secondme.files.reader SECONDS MEMORY`.

A request is a line of JSON {reader ("module:function"), path, bytes} and the file's bytes; it is answered by lines of
JSON, each a list of sections, [text, start, line, heading, page, lines], and a last one: {done}, {unreadable: [reason,
sentence, cure]}, {failed: why} or {memory}. The process opens no connections, and ends when its input does, when one
file takes too long, or when memory runs out.
"""

from __future__ import annotations

import gc
import importlib
import json
import math
import os
import signal
import sys
from pathlib import Path
from typing import Any, BinaryIO

from secondme.errors import Unreadable
from secondme.ports import Section

if sys.platform != "win32":
    import resource

_NETWORK = frozenset({"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
                      "socket.gethostbyname", "socket.gethostbyaddr"})  # fmt: skip
_MOST_SECTIONS = 256
_MOST_CHARACTERS = 1 << 18
"""Of sections that are told in one line, unless a single one is longer."""

_BUFFER = 1 << 16
"""Bytes of answers that are told at once: who asked is woken once for most files."""

_GARBAGE = (10_000, 20, 50)
"""Objects until unreachable ones are looked for: a syntax tree has many, and frees itself (a tenth less time)."""

_GRACE_SECONDS = 1
"""After which it ends by itself a file that its parent, being gone, does not end."""

NICE = 10
"""By how much its rank is below that of other processes."""


def serve(requests: BinaryIO, answers: BinaryIO, seconds: float) -> None:
    """Reads file after file, until there are no more requests or memory has run out."""
    answers.write(b"ready\n")
    answers.flush()
    for line in requests:
        asked = json.loads(line)
        content = requests.read(asked["bytes"])
        alarm(seconds)
        try:
            _read(asked["reader"], content, Path(asked["path"]), answers)
            last: dict[str, Any] = {"done": True}
        except Unreadable as error:
            last = {"unreadable": [error.reason, error.sentence, error.cure]}
        except MemoryError:
            last = {"memory": True}
        # A reader is somebody else's code: whatever it raises is about this file.
        except Exception as error:  # noqa: BLE001
            last = {"failed": f"{type(error).__name__}: {error}"}
        alarm(0)
        _tell(answers, last)
        answers.flush()
        if "memory" in last:
            return


def _read(reader: str, content: bytes, path: Path, answers: BinaryIO) -> None:
    module, _, name = reader.partition(":")
    untold: list[tuple[Any, ...]] = []
    characters = 0
    for section in getattr(importlib.import_module(module), name)(content, path):
        if not isinstance(section, Section):
            raise TypeError(f"a reader gives sections, and this is a {type(section).__name__}")
        untold.append((section.text, section.start, section.line, section.heading, section.page, section.lines))
        characters += len(section.text)
        if len(untold) >= _MOST_SECTIONS or characters >= _MOST_CHARACTERS:
            _tell(answers, untold)
            untold, characters = [], 0
    if untold:
        _tell(answers, untold)


def _tell(answers: BinaryIO, message: list[tuple[Any, ...]] | dict[str, Any]) -> None:
    # Lone surrogates, which some formats give, are for the parent to judge.
    answers.write(json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")


def alarm(seconds: float) -> None:
    """Has the system end this process later, whatever it does then; 0 calls that off."""
    if sys.platform != "win32":
        signal.alarm(math.ceil(seconds) + _GRACE_SECONDS if seconds else 0)


def _limit(memory: int) -> None:
    """No more than so many bytes beyond what is taken already, and no copy of the memory on the disk after a crash."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))


def give_way() -> None:
    """Lets whatever the person does go first. Not to the last, as a busy machine would then give a file no time before
    its time is over. On Linux the disk is used at the same rank as the processor (ioprio_set(2))."""
    if sys.platform != "win32":
        os.nice(NICE)


def offline(event: str, _: Any) -> None:
    """An audit hook that lets a process open no connections."""
    if event in _NETWORK:
        raise PermissionError("a reader of files opens no connections")


def main() -> None:
    """Serves on the standard streams; whatever a library prints goes to standard error."""
    seconds, memory = float(sys.argv[1]), int(sys.argv[2])
    answers = os.fdopen(os.dup(1), "wb", _BUFFER)
    os.dup2(2, 1)
    sys.addaudithook(offline)
    _limit(memory)
    give_way()
    gc.set_threshold(*_GARBAGE)
    serve(sys.stdin.buffer, answers, seconds)


if __name__ == "__main__":
    main()
