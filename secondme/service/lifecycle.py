"""Starting, finding and ending the service. The lock on the home says who owns it, whatever a file may claim."""

from __future__ import annotations

import contextlib
import gc
import json
import logging
import logging.handlers
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import secondme
from secondme import config
from secondme.config import Folders
from secondme.errors import NoService, Owned, SecondMeError, StoreError, from_wire
from secondme.events import Failed
from secondme.service import address as addresses
from secondme.service.address import Address

START = 60.0
"""Seconds that a starting service may take until it listens."""
PASSPHRASE = "SECONDME_PASSPHRASE"
"""Environment variable from which a service takes the passphrase, for scripts and units."""
COLLECTED = (50_000, 20, 20)
"""Thresholds of the garbage collector: with Python's own it walks some 60 times over what is being imported."""
TURN = 0.0005
"""Seconds after which a busy thread gives way. With Python's own 5 ms a query that gives up its turn at each row takes
half a second beside one that computes; with this a few hundredths."""
ALONE = {"OPENBLAS_NUM_THREADS": "1"}
"""For numpy in the service: its products are so small that sharing one out takes longer than all of recall."""
STOP = 20.0
"""Seconds that an ending service may take until it is killed."""


def start(folders: Folders, key: str = "") -> Address:
    """Starts a service in the background and waits until it listens; its address.

    If another start was quicker, that service is the one. `key` is the passphrase of an encrypted memory; it goes
    through a pipe, where no list of processes shows it. Raises: whatever kept it from starting.
    """
    command = [sys.executable, "-m", "secondme", "serve", "--ready", *(["--key"] if key else [])]
    detached: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        detached = {"creationflags": subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP}
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE if key else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path.home() if Path.home().is_dir() else None,
        env=ALONE | os.environ | {"SECONDME_RUNTIME": str(folders.runtime)},
        **detached,
    )
    assert child.stdout is not None
    if child.stdin is not None:
        with contextlib.suppress(BrokenPipeError), child.stdin as pipe:
            pipe.write(key.encode("utf-8", "surrogateescape") + b"\n")
    with child.stdout as pipe:
        said = pipe.readline()
    if said:
        word = json.loads(said)
        if word.get("ready"):
            child.returncode = 0  # it outlives this process by design, and nobody waits for it
            return Address(**word["address"])
        child.wait()
        if word.get("kind") != "Owned":
            raise from_wire(word["kind"], word["sentence"], word.get("cure", ""))
        return _other(folders, key)
    code = child.wait()
    raise NoService(
        f"The service ended while it started (exit status {code}).",
        "See what it wrote: secondme daemon logs",
    )


def _other(folders: Folders, key: str) -> Address:
    """The service that won the race for the home, once it listens."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        found = addresses.read(folders)
        if found is not None:
            with contextlib.suppress(OSError):
                addresses.connect(found, timeout=1.0).close()
                return found
        lock = _lock(folders)
        if lock is not None:  # whoever had it was just ending, and nobody came after
            lock.release()
            return start(folders, key)
        time.sleep(0.05)
    raise NoService("Another process holds the memory and does not answer.", "End it: secondme daemon stop")


def running(folders: Folders) -> Address | None:
    """The service that runs for this home, or None."""
    found = addresses.read(folders)
    if found is None:
        return None
    try:
        addresses.connect(found, timeout=2.0).close()
    except OSError:
        return None
    return found


def stop(folders: Folders) -> bool:
    """Ends the service that runs for this home, and waits until the home is free; whether there was one."""
    found = running(folders)
    if found is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGTERM)
    if not _gone(folders, STOP):
        with contextlib.suppress(ProcessLookupError):
            os.kill(found.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        _gone(folders, 5.0)
    return True


def _gone(folders: Folders, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        lock = _lock(folders)
        if lock is not None:
            lock.release()
            return True
        time.sleep(0.02)
    return False


def _lock(folders: Folders) -> Any:
    """The lock on a home, taken; None if somebody else has it."""
    from filelock import FileLock, Timeout

    lock = FileLock(folders.home / "lock", timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        return None
    return lock


def own(folders: Folders) -> Any:
    """Takes the home for this process. Raises: Owned, with who has it; StoreError if it cannot be written."""
    try:
        folders.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        folders.home.chmod(0o700)
        folders.logs.mkdir(exist_ok=True, mode=0o700)
        lock = _lock(folders)
    except OSError as error:
        raise StoreError(
            f"The folder {folders.home} cannot be used: {error.strerror or error}.",
            "Make it a folder that you may write in, or set SECONDME_HOME to another one.",
        ) from error
    if lock is None:
        found = addresses.read(folders)
        who = f"process {found.pid}" if found else "another process"
        raise Owned(
            f"The memory in {folders.home} is owned by {who}.",
            "Use it through the commands, or end it with: secondme daemon stop",
        )
    return lock


def serve(folders: Folders, *, ready: bool = False, key: str = "", launcher: Sequence[str] = ()) -> None:
    """Runs the service until it is told to end, or nobody needs it.

    With `ready`, standard output hears in one line of JSON that it listens, or why it does not. `key` is the
    passphrase of an encrypted memory; without one the environment variable SECONDME_PASSPHRASE is read, which the
    processes that are started here do not get. `launcher` is a command that starts the model's process.
    Raises: BadConfig, Locked, Owned, TooNew, Damaged, DiskFull, StoreError.
    """
    kept = os.environ.pop(PASSPHRASE, "")
    gc.set_threshold(*COLLECTED)
    sys.setswitchinterval(TURN)
    try:
        settings = config.read(folders.config_file)
        lock = own(folders)
        try:
            _log(folders)
            _serve(folders, settings, ready, key or kept, launcher)
        finally:
            lock.release()
    except SecondMeError as error:
        if logging.getLogger().handlers:  # without one, logging itself would print the sentence a second time
            logging.getLogger(__name__).error("%s", error)
        _tell(ready, asdict(Failed.of(error)))
        raise
    except Exception:
        logging.getLogger(__name__).exception("the service ends")
        raise


def _serve(
    folders: Folders, settings: config.Settings, ready: bool, passphrase: str, launcher: Sequence[str]
) -> None:
    import uvicorn

    from secondme import wiring
    from secondme.service import app
    from secondme.service.hub import Hub
    from secondme.service.owner import Owner

    hub = Hub()
    rooms = wiring.build(folders, settings, time.time, hub.publish, passphrase, launcher)
    listener, path, port = addresses.bind(folders)
    address = Address(
        pid=os.getpid(),
        version=secondme.__version__,
        started=time.time(),
        socket=path,
        port=port,
        token="" if path else secrets.token_urlsafe(32),
    )

    def end() -> None:
        server.should_exit = True
        hub.close()

    owner = Owner(rooms, folders, settings, hub, end)

    @contextlib.asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:
        owner.start()
        addresses.write(folders, address)
        _tell(ready, {"ready": True, "address": asdict(address)})
        try:
            yield
        finally:
            # uvicorn raises the signal again when it is done: nothing after `run` is sure to happen.
            addresses.erase(folders, address)
            owner.close()

    server = uvicorn.Server(
        uvicorn.Config(
            app.create(owner, address.token, lifespan),
            log_config=None,
            access_log=False,
            lifespan="on",
            ws="none",  # 30 ms of imports, and nobody speaks it
            timeout_graceful_shutdown=1,
        )
    )

    listener.listen(128)
    logging.getLogger(__name__).info("the service of %s listens, process %d", folders.home, os.getpid())
    server.run(sockets=[listener])


def _tell(ready: bool, word: dict[str, Any]) -> None:
    """One line to whoever started this process, and nothing after it."""
    if not ready:
        return
    with contextlib.suppress(OSError):
        os.write(1, json.dumps(word).encode() + b"\n")
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _log(folders: Folders) -> None:
    """One log of at most 2 MB, with no word of what was said."""
    path = folders.logs / "service.log"
    try:
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=1_000_000, backupCount=1, encoding="utf-8", errors="backslashreplace"
        )
    except OSError as error:
        raise StoreError(
            f"The log {path} cannot be written: {error.strerror or error}.", "Move away whatever is there."
        ) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    for earlier in list(root.handlers):
        if isinstance(earlier, logging.handlers.RotatingFileHandler) and earlier.baseFilename == handler.baseFilename:
            root.removeHandler(earlier)  # of a start that lacked the passphrase
            earlier.close()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for noisy in ("chromadb", "watchdog", "httpx", "filelock"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
