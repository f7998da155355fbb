"""State files of prefixes and conversations: a bounded folder of what a model has read, so that it need not again.

Losing any of it costs a reading and nothing else. So whatever is in doubt goes: a file that is damaged or of another
version, and all of them when a memory is forgotten. Whatever goes is overwritten first. One process saves; others
may forget.
"""

from __future__ import annotations

import contextlib
import errno
import math
import os
import re
import secrets
import shutil
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from secondme.errors import StoreError
from secondme.llm import statefile
from secondme.llm.identity import remember, remembered
from secondme.llm.statefile import Bad, Bytes, Meta, Refusal, Saved, Stamp

SUFFIX = ".state"
HALF = ".new"
"""Ends the name of a file that is being written, or that another has taken the place of."""
SPEEDS = "speeds.json"
SPARE = 256_000_000
"""Bytes that stay free on the disk, for what is worth more than a state."""
NEW_SHARE = 0.3
"""What the latest measure counts for in a rate."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Speeds:
    """Bytes restored and tokens read in a second. Until they were measured, low guesses for two cores."""

    restore: float = 100e6
    read: float = 100.0


@dataclass(frozen=True, slots=True)
class Choice:
    """The cheaper way to have a text in the cache, and the seconds that either takes."""

    way: Literal["restore", "read"]
    restoring: float
    reading: float


def cheaper(restore_bytes: int, tokens: int, speeds: Speeds) -> Choice:
    """Whether to restore a state of so many bytes or to read its tokens again; reading where both cost the same.

    Raises: ValueError if a number is negative or a rate not positive.
    """
    if restore_bytes < 0 or tokens < 0:
        raise ValueError(f"bytes and tokens must not be negative, got {restore_bytes} and {tokens}")
    if speeds.restore <= 0 or speeds.read <= 0:
        raise ValueError(f"rates must be positive, got {speeds}")
    restoring, reading = restore_bytes / speeds.restore, tokens / speeds.read
    return Choice("restore" if restoring < reading else "read", restoring, reading)


class Shelf:
    """The state files of one home. Implements the port `Trace`."""

    def __init__(self, folder: Path, limit_bytes: int, *, spare: int = SPARE) -> None:
        """Removes what an earlier process left half written. `spare` is how many bytes of the disk no state takes."""
        self.folder = folder
        self.limit = limit_bytes
        self._spare = spare
        self._lock = threading.RLock()
        self._noting = threading.Lock()  # not the one above: who measures does not wait for a file to be written
        with contextlib.suppress(StoreError):
            self._drop(self._halves())

    # ---- saving and loading ------------------------------------------------------------------------------------

    def save(self, name: str, meta: Meta, payload: Bytes) -> str:
        """Keeps a state under a name, in place of the one before; others go, those longest unused first, until it
        fits. Why it was not kept, empty if it was.

        Raises: ValueError if the name has other characters than letters, digits, dashes and underscores.
        """
        path = self._path(name)
        head = statefile.head(meta, payload)
        size = len(head) + len(payload)
        with self._lock:
            new = self.folder / f".{name}.{secrets.token_hex(4)}{HALF}"
            try:
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self.folder.chmod(0o700)
                if why := self._make_room(path, size):
                    return why
                statefile.write(new, head, payload)
                self._settle(new, path)
                return ""
            except (OSError, StoreError) as error:
                return _sentence(self.folder, error)
            finally:
                with contextlib.suppress(OSError):
                    _wipe(new)

    def load(self, name: str, expected: Stamp) -> Saved | Refusal:
        """A state that was made under this very stamp, or why there is none. What is damaged or of another version is
        removed. Raises: ValueError, as `save`."""
        path = self._path(name)
        while True:
            seen = _sign(path)
            try:
                found = statefile.read(path, expected)
                if isinstance(found, Saved):
                    with contextlib.suppress(OSError):
                        os.utime(path)
                return found
            except FileNotFoundError:
                return Refusal("absent", "No state was kept.")
            except (Bad, OSError) as error:
                if _sign(path) == seen:  # else another was put in its place while this one was read
                    return self._useless(path, error)

    def _useless(self, path: Path, error: Bad | OSError) -> Refusal:
        if not isinstance(error, Bad):
            return Refusal("unreadable", f"The state that was kept cannot be read: {error.strerror or error}.")
        with contextlib.suppress(StoreError):
            self._drop([path])
        if error.reason == "version":
            return Refusal("version", "The state was kept by another version of this program; it was removed.")
        return Refusal("damaged", "The state that was kept is damaged; it was removed.")

    def look(self, name: str) -> Meta | None:
        """What a state is, without its bytes; None where there is none that can be read."""
        return self._meta(self._path(name))

    def size(self, name: str) -> int:
        """Bytes of a state's file; 0 where there is none."""
        with contextlib.suppress(OSError):
            return self._path(name).stat().st_size
        return 0

    def names(self) -> list[str]:
        """The names of all states, in order."""
        return sorted(path.name.removesuffix(SUFFIX) for path in self._files())

    def bytes(self) -> int:
        """What all states take."""
        return sum(size for _, size, _ in self._shelved())

    # ---- forgetting --------------------------------------------------------------------------------------------

    def erase(self, ids: Sequence[str]) -> str:
        """See `Trace`. Whoever has such a state in a cache ends first, lest it be saved again. Raises: StoreError."""
        self.forget(ids)
        return ""

    def forget(self, ids: Iterable[str]) -> list[str]:
        """Removes every state where any memory is forgotten: facts are drawn from a conversation after its state was
        taken, so that none names all that it holds. The names of those that went.

        Raises: StoreError if one could not be removed, after all were tried.
        """
        return self.clear() if any(True for _ in ids) else []

    def clear(self) -> list[str]:
        """Removes every state; the names of those that went. Raises: StoreError, as `forget`."""
        with self._lock:
            going = self._files()
            self._drop([*self._halves(), *going])
            return sorted(path.name.removesuffix(SUFFIX) for path in going)

    # ---- speeds ------------------------------------------------------------------------------------------------

    def speeds(self, model: str) -> Speeds:
        """The rates that were measured with a model (its hash)."""
        noted = remembered(self.folder / SPEEDS).get(model)
        known = noted if isinstance(noted, dict) else {}
        usual = Speeds()
        return Speeds(_rate(known.get("restore"), usual.restore), _rate(known.get("read"), usual.read))

    def measured(
        self, model: str, *, restored: tuple[int, float] | None = None, read: tuple[int, float] | None = None
    ) -> Speeds:
        """Takes in how many bytes were restored, or tokens read, in how many seconds; the rates as they are then.

        An exponential average; the first measure takes the place of the guess. Of a few tokens no rate is to be had.
        """
        with self._noting:
            known = remembered(self.folder / SPEEDS).get(model)
            rates = dict(known) if isinstance(known, dict) else {}
            for way, measure in (("restore", restored), ("read", read)):
                if measure and measure[0] > 0 and measure[1] > 0:
                    latest = measure[0] / measure[1]
                    before = _rate(rates.get(way), latest)
                    rates[way] = before + NEW_SHARE * (latest - before)
            remember(self.folder / SPEEDS, model, rates)
        return self.speeds(model)

    # ---- files -------------------------------------------------------------------------------------------------

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name for a state: {name!r}")
        return self.folder / (name + SUFFIX)

    def _files(self) -> list[Path]:
        return list(self.folder.glob(f"[!.]*{SUFFIX}"))

    def _halves(self) -> list[Path]:
        return list(self.folder.glob(f".*{HALF}"))

    def _shelved(self) -> list[tuple[int, int, Path]]:
        """When each file was last used (nanoseconds), its bytes and its path: those longest unused first."""
        found = []
        for path in self._files():
            with contextlib.suppress(OSError):
                seen = path.stat()
                found.append((seen.st_mtime_ns, seen.st_size, path))
        return sorted(found)

    def _meta(self, path: Path) -> Meta | None:
        try:
            return statefile.read_meta(path)
        except (OSError, Bad):
            return None

    def _make_room(self, path: Path, size: int) -> str:
        """Removes states for one of so many bytes; why that would not help, empty if there is room now."""
        if size > self.limit:
            return f"A state of {size:,} bytes is larger than all states together may be ({self.limit:,})."
        shelved = self._shelved()
        total = sum(bytes for _, bytes, _ in shelved)
        if shutil.disk_usage(self.folder).free + total < size + self._spare:
            return _full(self.folder)
        others = [entry for entry in shelved if entry[2] != path]
        while others and sum(bytes for _, bytes, _ in others) + size > self.limit:
            self._drop([others.pop(0)[2]])
        left = [entry[2] for entry in self._shelved()]
        while left and shutil.disk_usage(self.folder).free < size + self._spare:
            self._drop([left.pop(0)])
        return ""

    def _settle(self, new: Path, path: Path) -> None:
        """Puts a finished file in its place, and overwrites what was there."""
        old = new.with_name(f".old{new.name}")
        with contextlib.suppress(FileNotFoundError):
            path.replace(old)
        new.replace(path)
        _flush(self.folder)
        _wipe(old)

    def _drop(self, paths: Iterable[Path]) -> None:
        """Removes files. Raises: StoreError if one could not be, after all were tried."""
        failed: OSError | None = None
        for path in paths:
            try:
                _wipe(path)
            except OSError as error:
                failed = error
        if failed is not None:
            raise StoreError(
                f"A state in {self.folder} could not be overwritten and removed: {failed.strerror or failed}.",
                "Make the folder and its files writable for you.",
            ) from failed


def _wipe(path: Path) -> None:
    """Writes zeros over a file and removes it; one that is not there is no error. As with `store.disk.wipe`, a disk
    that spreads its writes may keep old blocks for a while. Raises: OSError."""
    with contextlib.suppress(FileNotFoundError):
        try:
            left = path.stat().st_size
            with path.open("r+b") as file:
                while left > 0:
                    left -= file.write(bytes(min(_BLOCK, left)))
                file.flush()
                os.fsync(file.fileno())
        finally:
            path.unlink()


def _flush(folder: Path) -> None:
    """Waits until the names in a folder are on the disk."""
    if os.name == "nt":
        return  # a folder cannot be opened there, and its names are written with the file
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sign(path: Path) -> tuple[int, int, int] | None:
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_ino, seen.st_mtime_ns, seen.st_size


def _rate(value: object, otherwise: float) -> float:
    """A rate as it was noted, if it is one."""
    if isinstance(value, (int, float)) and math.isfinite(value) and value > 0:
        return float(value)
    return otherwise


def _sentence(folder: Path, error: OSError | StoreError) -> str:
    if isinstance(error, StoreError):
        return error.sentence
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return _full(folder) if full else f"A state could not be kept in {folder}: {error.strerror or error}."


def _full(folder: Path) -> str:
    return f"The disk that holds {folder} is full: what the model has read is not kept."
