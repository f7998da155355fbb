"""A temporary home with a service of its own, which ends and goes with it; never the person's."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from secondme.bench.measure import NotTaken
from secondme.config import Folders
from secondme.service import lifecycle
from secondme.service.client import Client

QUIET = {"SECONDME_SERVICE_REFLECT_AFTER_SECONDS": "86400"}
"""No consolidation begins by itself in the middle of a measure."""

SETTLE = 600.0
"""Seconds that a service may take to read what it was given."""


class Home:
    """A home for the length of a `with`. `environ` is what its commands run with: none of the person's settings."""

    def __init__(self) -> None:
        self._place = Path(tempfile.mkdtemp(prefix="secondme-bench-"))
        home, runtime = self._place / "home", self._place / "run"
        runtime.mkdir(mode=0o700)
        self.folders = Folders(home=home, config=home, runtime=runtime)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SECONDME_")}
        # Installed packages have their bytecode beside them. Where none may be written (an editable install), every
        # start would compile ours anew, and that of no neighbour.
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        kept.setdefault("PYTHONPYCACHEPREFIX", str(self._place / "bytecode"))
        self.environ = kept | QUIET | {"SECONDME_HOME": str(home), "SECONDME_RUNTIME": str(runtime)}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def place(self) -> Path:
        """A folder for other files, which goes with the home."""
        return self._place

    def start(self) -> Client:
        """Starts its service; a client of it, which starts none. Raises: NotTaken."""
        command = [sys.executable, "-m", "secondme", "daemon", "start"]
        done = subprocess.run(command, env=self.environ, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise NotTaken(f"The service did not start: {done.stderr.strip() or done.returncode}.")
        return Client(self.folders, start=False)

    def settle(self, client: Client, say: Callable[[str], None]) -> None:
        """Waits until its service has read all that it was given, so that nothing else runs. Raises: NotTaken."""
        until = time.monotonic() + SETTLE
        while time.monotonic() < until:
            found = client.status()
            left = found["waiting"] + found["awaiting"]
            if not left:
                return
            say(f"{left:,} memories wait for their vectors")
            time.sleep(2.0)
        raise NotTaken(f"The service had not read all of its memories after {SETTLE:.0f} s.")

    def wait_for_service(self, seconds: float) -> bool:
        """Whether a service of this home listens within so many seconds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if lifecycle.running(self.folders):
                return True
            time.sleep(0.02)
        return False

    def stop(self) -> None:
        """Ends its service, and whatever else still runs for it."""
        lifecycle.stop(self.folders)
        left = [process for process in psutil.process_iter() if self._ours(process)]
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, timeout=5.0)

    def close(self) -> None:
        """Stops everything and removes the home."""
        try:
            self.stop()
        finally:
            shutil.rmtree(self._place, ignore_errors=True)

    def _ours(self, process: psutil.Process) -> bool:
        try:
            ours: bool = process.environ().get("SECONDME_HOME") == str(self.folders.home)
            return ours and process.pid != os.getpid()
        except (psutil.Error, OSError):
            return False
