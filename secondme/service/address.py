"""Where the service listens: a Unix socket in a private runtime folder, loopback TCP with a token elsewhere.

The name of the socket is a hash of the home, since a socket's path has at most about 100 bytes. What a client
needs beyond that lies in `service.json` in the home, readable by its owner alone.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import socket
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from secondme.config import Folders
from secondme.errors import NoService

LONGEST = 100
"""Bytes that a socket's path may have (107 on Linux, 103 on macOS)."""


@dataclass(frozen=True, slots=True)
class Address:
    """What a running service says of itself. `socket` is empty where `port` and `token` are used."""

    pid: int
    version: str
    started: float
    socket: str = ""
    port: int = 0
    token: str = ""


def card(folders: Folders) -> Path:
    """The file in which a running service describes itself."""
    return folders.home / "service.json"


def read(folders: Folders) -> Address | None:
    """What the last service said of itself; None where there is nothing to read. It may be dead."""
    try:
        return Address(**json.loads(card(folders).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write(folders: Folders, address: Address) -> None:
    """Leaves the description where clients look, readable by its owner alone; atomically."""
    temporary = card(folders).with_suffix(".new")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(address), file)
    temporary.replace(card(folders))


def erase(folders: Folders, address: Address) -> None:
    """Takes down what `write` left, and the socket."""
    card(folders).unlink(missing_ok=True)
    if address.socket:
        Path(address.socket).unlink(missing_ok=True)


def has_unix_sockets(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this system (and this Python) has them; SECONDME_LOOPBACK=1 does without."""
    return hasattr(socket, "AF_UNIX") and os.name == "posix" and environ.get("SECONDME_LOOPBACK") != "1"


def socket_path(folders: Folders) -> Path:
    """Path of the socket for a home; its folder is made, private to its owner.

    Raises: NoService if the folder belongs to somebody else or is open to others.
    """
    name = hashlib.sha256(os.fsencode(folders.home)).hexdigest()[:16] + ".sock"
    candidates = [folders.runtime, Path(tempfile.gettempdir()) / f"secondme-{os.getuid()}"]
    for folder in candidates:
        if len(os.fsencode(folder / name)) > LONGEST:
            continue
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        found = folder.stat()
        if found.st_uid != os.getuid():
            raise NoService(f"{folder} belongs to somebody else.", "Set SECONDME_RUNTIME to a folder of your own.")
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)
        return folder / name
    raise NoService("There is no folder for the service's socket.", "Set SECONDME_RUNTIME to a short path of your own.")


def bind(folders: Folders) -> tuple[socket.socket, str, int]:
    """A bound socket, its path or its port. A stale socket is cleared: the caller holds the home's lock.

    The socket's mode is 0600: uvicorn, left to bind it, would open it to all.
    """
    if has_unix_sockets():
        path = socket_path(folders)
        path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o177)
        try:
            listener.bind(str(path))
        finally:
            os.umask(before)
        return listener, str(path), 0
    return _loopback()


def _loopback() -> tuple[socket.socket, str, int]:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.bind(("127.0.0.1", 0))
    return listener, "", int(listener.getsockname()[1])


def connect(address: Address, timeout: float) -> socket.socket:
    """A connection to a service. Raises: OSError if nobody listens."""
    if address.socket:
        found = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        found.settimeout(timeout)
        try:
            found.connect(address.socket)
        except OSError:
            with contextlib.suppress(OSError):
                found.close()
            raise
        return found
    return socket.create_connection(("127.0.0.1", address.port), timeout=timeout)
