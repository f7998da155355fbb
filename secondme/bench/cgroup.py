"""A limit on the memory of processes, their share of the page cache included: a control group of Linux, 1 or 2."""

from __future__ import annotations

import os
import secrets
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from secondme.bench.measure import NotTaken

MOUNT = Path("/sys/fs/cgroup")
REMOVED_WITHIN = 5.0
"""Seconds in which a group whose processes have ended can be removed."""
_NEEDED = "Run it on Linux as root, or in a session of systemd that may make memory groups."


class MemoryGroup:
    """A group of processes that may use so many bytes together, for the length of a `with`; more ends them."""

    def __init__(self, limit: int) -> None:
        """Raises: NotTaken where this machine has no such group, or none that we may make."""
        if not sys.platform.startswith("linux"):
            raise NotTaken("Only Linux keeps limits on memory that count the page cache.", _NEEDED)
        self.limit = limit
        self._first = (MOUNT / "memory" / "memory.limit_in_bytes").exists()
        name = f"secondme-bench-{os.getpid()}-{secrets.token_hex(4)}"
        self.folder = _made(_parents(self._first), name, self._first)
        try:
            if self._first:
                self._write("memory.limit_in_bytes", limit)
                with suppress(OSError):  # a kernel that does not count swap has no such file
                    self._write("memory.memsw.limit_in_bytes", limit)
            else:
                self._write("memory.max", limit)
                with suppress(OSError):
                    self._write("memory.swap.max", 0)
        except OSError as error:
            self.close()
            raise NotTaken(f"A limit on memory cannot be set here: {error.strerror}.", _NEEDED) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def add(self, pid: int) -> None:
        """Puts a process into it; what it has used before is not counted. Raises: NotTaken."""
        try:
            self._write("cgroup.procs", pid)
        except OSError as error:
            raise NotTaken(f"The process cannot be put under a limit: {error.strerror}.", _NEEDED) from error

    @property
    def used(self) -> int:
        """Bytes in use now, the page cache included."""
        return self._number("memory.usage_in_bytes" if self._first else "memory.current")

    @property
    def peak(self) -> int:
        """The most that were in use; 0 where the kernel does not say."""
        return self._number("memory.max_usage_in_bytes" if self._first else "memory.peak")

    @property
    def working(self) -> int:
        """Bytes in use but for the page cache that nobody has asked for lately, which is given back when room is
        needed."""
        idle = self._event("memory.stat", "total_inactive_file" if self._first else "inactive_file")
        return max(0, self.used - idle)

    @property
    def kills(self) -> int:
        """Processes that were ended since there was no more."""
        return self._event("memory.oom_control" if self._first else "memory.events", "oom_kill")

    def close(self) -> None:
        """Removes it. Its processes must have ended."""
        until = time.monotonic() + REMOVED_WITHIN
        while True:
            try:
                self.folder.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # a process that has just ended is still in it
                if time.monotonic() > until:
                    return
                time.sleep(0.05)

    def _write(self, name: str, value: int) -> None:
        (self.folder / name).write_text(f"{value}\n", encoding="ascii")

    def _number(self, name: str) -> int:
        try:
            return int((self.folder / name).read_text(encoding="ascii"))
        except (OSError, ValueError):
            return 0

    def _event(self, name: str, event: str) -> int:
        try:
            lines = (self.folder / name).read_text(encoding="ascii").split("\n")
        except OSError:
            return 0
        return next((int(line.split()[1]) for line in lines if line.startswith(f"{event} ")), 0)


def _parents(first: bool) -> list[Path]:
    """Groups that ours may be made in: from the whole machine's down to that of this process, so that no limit of its
    own is in the way."""
    top = MOUNT / "memory" if first else MOUNT
    own = Path()
    with suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if ("memory" in controllers.split(",")) if first else not controllers:
                own = Path(path.lstrip("/"))
    found = [top / own, *(top / parent for parent in own.parents)]
    return [folder for folder in reversed(found) if folder.is_dir()]


def _made(parents: list[Path], name: str, first: bool) -> Path:
    for parent in parents:
        folder = parent / name
        with suppress(OSError):
            folder.mkdir()
            if (folder / ("memory.limit_in_bytes" if first else "memory.max")).exists():
                return folder
            folder.rmdir()
    raise NotTaken("No memory group can be made here.", _NEEDED)
