"""The disk as intake sees it: what a folder holds, what is to be read of it, and a file's text.

Invariant: a file is seen once, under its own place. A symbolic link is followed only to what lies inside
the folder and is not seen there by itself (being in a hidden folder, say): no link leads out, round, or to
a second copy.
"""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from secondme.errors import Unreadable
from secondme.files.choice import unchosen
from secondme.files.ignore import ALWAYS, RULES, Cause, Chain, Ignore
from secondme.ports import Document, FileSeen, Folder, Known, Reader, Section

_TIMES = -(2**63), 2**63 - 1
"""The nanoseconds that the ledger can hold, from 1677 to 2262. A file system knows times beyond."""

LARGEST = 20_000_000
"""Bytes of the largest file that is read, unless told otherwise."""

REASONS: dict[str, str] = {
    "own": "It belongs to this program.",
    "secret": "It looks like a private key, a password store or a file of secrets.",
    "ignored": "A .gitignore or .secondmeignore file leaves it out.",
    "excluded": "A pattern given with --exclude when its folder was added leaves it out.",
    "not-included": "It matches no pattern given with --include when its folder was added.",
    "forgotten": "It was forgotten on request; take its folder off and watch it anew to have it read again.",
    "hidden": "It is hidden: its name, or that of a folder above it, begins with a dot.",
    "vcs": "It belongs to a version control system.",
    "environment": "It belongs to a folder of installed packages.",
    "build": "It lies in a folder that a build writes.",
    "cache": "It lies in a cache.",
    "leftover": "It is a temporary file of an editor or a download.",
    "system": "It belongs to the operating system.",
    "linked": "It is a symbolic link out of the folder, to nothing, or to what is read at its own place.",
    "outside": "It does not lie in a watched folder.",
    "special": "It is no ordinary file.",
    "directory": "It is a folder, not a file.",
    "not-a-folder": "It is not a folder.",
    "no-reader": "No reader knows files of this kind.",
    "too-large": "It is larger than the limit for files that are read.",
    "name": "Its name is not valid UTF-8; give it another name to have it read.",
    "path-too-long": "Its path is longer than the system allows.",
    "permission": "It cannot be opened with your permissions.",
    "vanished": "It is not there any more.",
    "changing": "It changes while it is being read; it will be tried again when it has settled.",
    "disk": "The disk that it lies on does not answer as it should.",
    "binary": "It holds something other than text.",
    "encoding": "Its text is in an encoding that could not be told for certain.",
    "reader": "Its reader failed on it.",
    "not-now": "It could not be read just now; it will be tried again.",
    "damaged": "It is damaged, or not what its name says.",
    "encrypted": "It is encrypted or protected by a password.",
    "too-much": "It holds more than is read of one file.",
    "no-text": "It has no text layer.",
    "no-words": "No words were found in it.",
    "old-office": "It is in a format of Office before 2007; save it as .docx, .xlsx or .pptx to have it read.",
    "no-ocr": "It is an image; with the program tesseract installed, the words in it are read.",
}
"""Every reason for leaving a file out, with its sentence."""

_READ_AGAIN = 2
"""How often a file that changes while it is being read is tried."""

_BY_ERRNO = {
    errno.ENOENT: "vanished",
    errno.ENOTDIR: "vanished",
    errno.ESTALE: "vanished",
    errno.EACCES: "permission",
    errno.EPERM: "permission",
    errno.EISDIR: "directory",
    errno.ENAMETOOLONG: "path-too-long",
    errno.ELOOP: "linked",
    errno.ENXIO: "special",
}

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"})
"""What a reader is offered for only where the program is installed that it needs."""

OLD_OFFICE = frozenset({".doc", ".dot", ".xls", ".xlt", ".ppt", ".pps", ".pot"})
"""What only Office itself reads well, and saves anew at a click."""

_NOT_THERE = ("vanished", "linked", "path-too-long")

Opener = Callable[[Path], BinaryIO]
Sections = Callable[[Reader, bytes, Path], Iterable[Section]]
"""How a reader is put to work on a file's bytes. Raises: Unreadable."""


def unreadable(reason: str, detail: str = "") -> Unreadable:
    """The error for one of `REASONS`, with what is known beyond its sentence."""
    return Unreadable(reason, f"{REASONS[reason]} {detail}".strip())


def open_bytes(path: Path) -> BinaryIO:
    """Opens a file for reading, without waiting for the other end of a pipe. Raises: OSError."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    return open(path, "rb", opener=lambda name, _: os.open(name, flags))


def in_place(reader: Reader, content: bytes, path: Path) -> tuple[Section, ...]:
    """A file's sections, read in this process. Raises: Unreadable."""
    # A reader is somebody else's code: whatever it raises is about this file and must not stop others.
    try:
        return tuple(reader.sections(content, path))
    except Unreadable:
        raise
    except Exception as error:
        raise unreadable("reader", f"{reader.name}: {type(error).__name__}: {error}") from error


class Disk:
    """The `FileSource` of real folders.

    `readers` are by suffix, `limit` is in bytes, `own` are the program's own folders, left out wherever
    they lie. `opener` stands between this class and a file's bytes, `sections` between it and its readers.
    """

    def __init__(
        self,
        readers: Mapping[str, Reader],
        *,
        limit: int = LARGEST,
        own: Iterable[Path] = (),
        opener: Opener = open_bytes,
        sections: Sections = in_place,
    ) -> None:
        self._readers = readers
        self._limit = limit
        self._ignore = Ignore(own)
        self._open = opener
        self._sections = sections

    def walk(self, folder: Folder, known: dict[str, Known] | None = None) -> Iterator[FileSeen]:
        """See `FileSource`. Where an ignore file has a say, every file is given, known or not.

        A folder below it that cannot be listed, or whose name cannot be stored, is one row with the reason.
        Raises: Unreadable if the folder itself cannot be listed.
        """
        owned = self._ignore.owns(str(folder.path))
        chain = self._ignore.inside(str(folder.path))
        try:
            entries = _listed(folder.path, None if owned or chain else known)
        except OSError as error:
            raise _as_unreadable(error, otherwise={errno.ENOTDIR: "not-a-folder"}) from error
        if owned:
            return
        followed: set[str] = set()
        levels = [(folder.path, iter(entries), chain)]
        while levels:
            place, rest, chain = levels[-1]
            entry = next(rest, None)
            if entry is None:
                levels.pop()
                continue
            seen = self._entry(folder, place, entry, chain, followed)
            if isinstance(seen, FileSeen):
                yield seen
            elif seen is not None and folder.recursive:
                try:
                    chain = self._ignore.inside(str(seen), chain)
                    levels.append((seen, iter(_listed(seen, None if chain else known)), chain))
                except OSError as error:
                    if (reason := _reason(error)) not in _NOT_THERE:
                        yield FileSeen(seen, 0, 0, reason)

    def rules(self, folder: Folder) -> str:
        """See `FileSource`: names, readers, limits, own folders, and what the person chose."""
        parts = [RULES, sorted(self._readers), self.limit(folder), self._ignore.own, folder.include, folder.exclude]
        return hashlib.sha256(repr([*parts, folder.recursive]).encode("utf-8", "surrogateescape")).hexdigest()

    def identity(self, folder: Folder) -> str:
        """Device and number of the folder; empty if it is not there."""
        try:
            found = folder.path.stat()
        except OSError:
            return ""
        return f"{found.st_dev}:{found.st_ino}"

    def drives(self, folder: Folder) -> frozenset[str]:
        """Where in a folder other drives are mounted now."""
        import psutil  # 10 ms, needed only where folders are looked through

        top = str(folder.path).rstrip(os.sep) + os.sep
        return frozenset(
            one.mountpoint for one in psutil.disk_partitions(all=True) if one.mountpoint.startswith(top)
        )

    def look(self, folder: Folder, path: Path) -> FileSeen | None:
        """One file, by the rules of `walk`; None if it is not there, is ignored, or is no file.

        A file that cannot be asked about, for want of permission or because its disk fails, is seen with
        that reason: it may well be there still.
        """
        if self.why(folder, path):
            return None
        try:
            found = path.stat()
        except OSError as error:
            reason = _reason(error)
            return None if reason in _NOT_THERE else FileSeen(path, 0, 0, reason)
        if not _storable(str(path)):
            return FileSeen(path, found.st_size, modified(found), "name")
        return self._file(folder, path, path.name, found) if stat.S_ISREG(found.st_mode) else None

    def why(self, folder: Folder, path: Path) -> str:
        """The code of the rule that leaves out a path, or empty. Where nothing is, a file is meant."""
        found = self.cause(folder, path)
        return found.reason if found else ""

    def cause(self, folder: Folder, path: Path) -> Cause | None:
        """The rule that leaves out a path, None if none does. Where nothing is, a file is meant."""
        if path == folder.path or not path.is_relative_to(folder.path) or ".." in path.parts:
            return Cause("outside", str(path))
        if not folder.recursive and path.parent != folder.path:
            return Cause("outside", str(path))
        is_folder = _is_folder(path)
        if found := self._ignore.cause(str(folder.path), str(path), folder=is_folder):
            return found
        if reason := unchosen(folder, str(path), is_folder=is_folder):
            return Cause(reason, str(path))
        real = os.path.realpath(path)
        linked = real != str(path) and not self._to_follow(folder, real)
        return Cause("linked", str(path)) if linked else None

    def limit(self, folder: Folder) -> int:
        """Bytes of the largest file of a folder that is read."""
        return folder.largest or self._limit

    def read(self, path: Path, *, largest: int = 0) -> Document:
        """The text of a file, its bytes read once.

        Raises: Unreadable, with one of `REASONS` or a reason of the reader's own.
        """
        reader = self._readers.get(path.suffix.lower())
        if not _storable(str(path)):
            raise unreadable("name")
        try:
            for _ in range(_READ_AGAIN):
                if (whole := self._bytes(path, largest or self._limit, unknown=reader is None)) is not None:
                    break
            else:
                raise unreadable("changing")
        except OSError as error:
            raise _as_unreadable(error) from error
        content, found = whole
        if reader is None:
            missing = _missing(path.suffix.lower())
            raise unreadable(missing, f"Its name ends with {path.suffix!r}." if path.suffix else "")
        sections = tuple(self._sections(reader, content, path))
        digest = hashlib.sha256(content).hexdigest()
        return Document(path, sections, digest, found.st_size, modified(found))

    def _bytes(self, path: Path, limit: int, *, unknown: bool) -> tuple[bytes, os.stat_result] | None:
        """A file's bytes and state, None if it changed meanwhile. Raises: OSError, Unreadable."""
        with self._open(path) as file:
            before = os.fstat(file.fileno())
            if not stat.S_ISREG(before.st_mode):
                raise unreadable("directory" if stat.S_ISDIR(before.st_mode) else "special")
            if unknown:
                return b"", before
            if before.st_size > limit:
                sizes = f"It has {before.st_size:,} bytes, the limit is {limit:,}."
                raise unreadable("too-large", sizes)
            content = file.read(before.st_size + 1)
        after = path.stat()
        same = _state(before) == _state(after) and len(content) == before.st_size
        return (content, before) if same else None

    def _entry(
        self, folder: Folder, place: Path, entry: os.DirEntry[str], chain: Chain, followed: set[str]
    ) -> FileSeen | Path | None:
        """A file to report, a folder to go into, or nothing."""
        path = place / entry.name
        try:
            linked = entry.is_symlink()
            is_folder = entry.is_dir()
            if self._ignore.reason(entry.path, entry.name, chain, folder=is_folder):
                return None
            if unchosen(folder, entry.path, is_folder=is_folder):
                return None
            if linked:
                real = os.path.realpath(entry.path)
                if real in followed or not self._to_follow(folder, real):
                    return None
                followed.add(real)
            if not is_folder:
                found = entry.stat()
                return self._file(folder, path, entry.name, found) if stat.S_ISREG(found.st_mode) else None
        except OSError as error:
            reason = _reason(error)
            return None if reason in _NOT_THERE else FileSeen(path, 0, 0, reason)
        return path if _storable(entry.name) else FileSeen(path, 0, 0, "name")

    def _to_follow(self, folder: Folder, real: str) -> bool:
        """Whether a link's target lies inside the folder and is not seen there by itself."""
        root = str(folder.path)
        if not real.startswith(root.rstrip(os.sep) + os.sep):
            return False
        reason = self._ignore.why(root, real, folder=_is_folder(real))
        return reason != "" and reason not in ALWAYS

    def _file(self, folder: Folder, path: Path, name: str, found: os.stat_result) -> FileSeen:
        dot = name.rfind(".")
        if not _storable(name):
            reason = "name"
        elif dot < 1 or name[dot:].lower() not in self._readers:
            reason = _missing(name[dot:].lower() if dot > 0 else "")
        else:
            reason = "too-large" if found.st_size > self.limit(folder) else ""
        return FileSeen(path, found.st_size, modified(found), reason)


def _missing(suffix: str) -> str:
    """Why no reader is offered."""
    if suffix in OLD_OFFICE:
        return "old-office"
    return "no-ocr" if suffix in IMAGES else "no-reader"


def _listed(folder: Path, known: dict[str, Known] | None) -> list[os.DirEntry[str]]:
    """What a folder holds, in order of name, without the known files that are as they were. Raises: OSError."""
    with os.scandir(folder) as entries:
        left = _differing(entries, known) if known else entries
        return sorted(left, key=lambda entry: entry.name)


def _differing(entries: Iterable[os.DirEntry[str]], known: dict[str, Known]) -> Iterator[os.DirEntry[str]]:
    """The entries that are no known file as it was read; such files leave `known`. A hot path."""
    for entry in entries:
        if was := known.get(entry.path):
            _, size, then, reason, _ = was
            try:
                found = entry.stat(follow_symlinks=False)
            except OSError:
                yield entry
                continue
            if found.st_size == size and modified(found) == then and not reason and stat.S_ISREG(found.st_mode):
                del known[entry.path]
                continue
        yield entry


def _is_folder(path: str | Path) -> bool:
    """False, not an error as of `Path.is_dir`, where one may not ask."""
    return os.path.isdir(path)  # noqa: PTH112


def _storable(name: str) -> bool:
    """Whether a name is text: what is not UTF-8 on disk comes with surrogates in it."""
    if name.isascii():
        return True
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def modified(found: os.stat_result) -> int:
    """When a file was changed last, in nanoseconds; a time that the ledger cannot hold is the nearest that it can."""
    earliest, latest = _TIMES
    return min(max(found.st_mtime_ns, earliest), latest)


def _state(found: os.stat_result) -> tuple[int, int, int, int]:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _reason(error: OSError) -> str:
    return _BY_ERRNO.get(error.errno or 0, "disk")


def _as_unreadable(error: OSError, otherwise: Mapping[int, str] | None = None) -> Unreadable:
    reason = (otherwise or {}).get(error.errno or 0) or _reason(error)
    return unreadable(reason, f"({error.strerror})" if reason == "disk" else "")
