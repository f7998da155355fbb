"""A home with a real service: the installed command, what it prints, and an end to all of it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from secondme.config import folders
from secondme.events import Event
from secondme.service import address, lifecycle
from secondme.service.client import Client
from tests.processes import command_line

COMMAND = Path(sys.executable).with_name("secondme")
PATIENCE = 60.0
"""Seconds after which a test gives up on what should have happened long ago."""


class Home:
    """The home of one test."""

    def __init__(self) -> None:
        self.folders = folders()
        self.client = Client(self.folders)

    def run(
        self, *words: str | Path, said: str | None = None, code: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """Runs the installed command; `said` is its standard input, `code` the exit status that it must have."""
        done = subprocess.run(
            [COMMAND, *map(str, words)],
            input=said,
            stdin=subprocess.DEVNULL if said is None else None,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert code is None or done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    def json(self, *words: str | Path) -> Any:
        """What a command prints as JSON."""
        return json.loads(self.run(*words, "--json").stdout)

    def events(self, *words: str) -> list[dict[str, Any]]:
        """What a command prints as lines of JSON."""
        return [json.loads(line) for line in self.run(*words, "--json").stdout.splitlines()]

    def set(self, text: str) -> None:
        """Writes the settings."""
        self.folders.config.mkdir(parents=True, exist_ok=True)
        self.folders.config_file.write_text(text, encoding="utf-8")

    def pid(self) -> int:
        """The running service's process."""
        found = lifecycle.running(self.folders)
        assert found is not None
        return found.pid

    def kill(self) -> None:
        """Ends the service as a crash would, and waits until it is gone."""
        kill(self.pid())
        until(lambda: lifecycle.running(self.folders) is None, "nobody listens any more")

    def end(self) -> None:
        """Leaves no process behind."""
        found = address.read(self.folders)
        lifecycle.stop(self.folders)
        if found is not None and psutil.pid_exists(found.pid):
            with contextlib.suppress(psutil.Error):
                if "secondme" in command_line(psutil.Process(found.pid)):
                    kill(found.pid)


def kill(pid: int) -> None:
    """Kills a process and waits until it is gone."""
    process = psutil.Process(pid)
    os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(psutil.NoSuchProcess):
        until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, "the process is gone")


def runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked after does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Asks until the answer is true, and returns it."""
    deadline = time.monotonic() + patience
    pause = threading.Event()
    while not (found := holds()):
        assert time.monotonic() < deadline, f"it never came to pass that {what}"
        pause.wait(0.05)
    return found


def kinds(events: list[Event]) -> list[str]:
    """The names of events in order, runs of one name as one."""
    names = [type(event).__name__ for event in events]
    return [name for at, name in enumerate(names) if not at or names[at - 1] != name]


@pytest.fixture
def home() -> Iterator[Home]:
    """A home; its service ends with the test."""
    found = Home()
    yield found
    found.end()


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A home whose service goes on from test to test of a module."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SECONDME_HOME", "SECONDME_RUNTIME"):
            patch.setenv(name, str(tmp_path_factory.mktemp("lasting")))
        found = Home()
    yield found
    found.end()


@pytest.fixture
def shared(lasting: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """It, for a test that asks for nothing that another could have changed: a start takes longer than such a test."""
    monkeypatch.setenv("SECONDME_HOME", str(lasting.folders.home))
    monkeypatch.setenv("SECONDME_RUNTIME", str(lasting.folders.runtime))
    return lasting
