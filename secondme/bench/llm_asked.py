"""Processes of `llm_child`, under a limit or none, as `bench llm` asks them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from secondme.bench.cgroup import MemoryGroup
from secondme.bench.llm_runs import CONTEXT
from secondme.bench.measure import NotTaken, cold
from secondme.llm.process import environment

CHILD = [sys.executable, "-P", "-m", "secondme.bench.llm_child"]
WHOLE = [sys.executable, "-P", "-m", "secondme.bench.llm_whole"]


class Asked:
    """A process that answers a line with a line."""

    def __init__(self, process: subprocess.Popen[str], group: MemoryGroup | None) -> None:
        self._process = process
        self._group = group

    def __call__(self, op: str, **fields: Any) -> dict[str, Any]:
        """The answer to a question. Raises: NotTaken."""
        try:
            self._writing.write(json.dumps({"op": op, **fields}) + "\n")
            self._writing.flush()
        except BrokenPipeError:
            raise self._died() from None
        return self.next()

    def next(self) -> dict[str, Any]:
        """The next line. Raises: NotTaken."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise self._died()
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise NotTaken(answer["error"])
        return answer

    @property
    def _writing(self) -> Any:
        return self._process.stdin

    def _died(self) -> NotTaken:
        if self._group and self._group.kills:
            return NotTaken(f"The process wanted more than its limit of {self._group.limit / 2**20:,.0f} MiB.")
        return NotTaken("The process that computes for the bench ended without a word.")


@contextmanager
def asking(file: Path, ram: int, limit: int, room: int = CONTEXT) -> Iterator[Asked]:
    """A process with a model streamed within `ram` bytes (0: as llama.cpp maps it) and a context of `room` cells, alone
    under a limit (0: none), none of the file in the page cache before. Raises: NotTaken."""
    with ExitStack() as stack:
        group = stack.enter_context(MemoryGroup(limit)) if limit else None
        cold(file)
        process = stack.enter_context(_started([*CHILD, str(file), str(ram), str(room)], group))
        asked = Asked(process, group)
        asked.next()
        yield asked


def killed(file: Path, limit: int) -> bool:
    """Whether a process that loads a whole file into memory of its own is ended for it under a limit. Raises: NotTaken
    where it ends for another reason."""
    with MemoryGroup(limit) as group:
        cold(file)
        with _started([*WHOLE, str(file)], group) as process:
            said, _ = process.communicate()
        if group.kills or process.returncode < 0:
            return True
        if said.strip() != "loaded":
            raise NotTaken(f"The file could not be loaded whole (status {process.returncode}).")
        return False


@contextmanager
def _started(command: list[str], group: MemoryGroup | None) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command, env=environment(os.environ), text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        try:
            if group:
                group.add(process.pid)  # its interpreter has just begun to start
            yield process
        finally:
            process.kill()
