"""Files that are there whole or not at all, files of which nothing is left, and what SQLite and the system say of
them as our errors."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

import apsw

from secondme.errors import Damaged, DiskFull, StoreError

BLOCK = 1 << 20


@contextlib.contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Translates what the system says of a file into our errors."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"The disk that holds {path.parent} is full: {path.name} could not be written.",
                "Free some space; everything stored so far is safe.",
            ) from error
        raise StoreError(
            f"{path} cannot be used: {error.strerror or error}.", "Make the file and its folder writable for you."
        ) from error


@contextlib.contextmanager
def errors(path: Path) -> Iterator[None]:
    """Translates SQLite's errors into ours."""
    try:
        yield
    except apsw.FullError as error:
        raise DiskFull(
            f"The disk that holds {path.parent} is full: nothing more can be stored.",
            "Free some space; everything stored so far is safe.",
        ) from error
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise Damaged(
            f"The memory in {path} is damaged and cannot be read ({error}).",
            "Nothing was changed. Restore a backup with secondme restore FILE, or move the file away to begin anew.",
        ) from error
    except apsw.ReadOnlyError as error:
        raise StoreError(
            f"{path} cannot be written: it is read-only.", "Make the file and its folder writable for you."
        ) from error
    except (apsw.CantOpenError, apsw.PermissionsError, apsw.AuthError) as error:
        raise StoreError(
            f"{path} cannot be opened ({error}).",
            "Make the file and its folder readable and writable for you.",
        ) from error
    except apsw.IOError as error:
        if not _space_left(path):
            raise DiskFull(
                f"The disk that holds {path.parent} is full: nothing more can be stored.",
                "Free some space; everything stored so far is safe.",
            ) from error
        raise StoreError(f"The disk failed while {path} was used ({error}).", "Look at the disk.") from error
    except apsw.BusyError as error:
        raise StoreError(f"{path} is held by another program.", "Close whatever else has it open.") from error


def _space_left(path: Path) -> bool:
    try:
        found = os.statvfs(path.parent)
    except (OSError, AttributeError):
        return True
    return found.f_bavail * found.f_frsize > 65_536


def flush(path: Path) -> None:
    """Waits until a file, or the names in a folder, are on the disk."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    if path.is_dir():
        if os.name == "nt":
            return  # a folder cannot be opened there, and its names are written with the file
        flags |= getattr(os, "O_DIRECTORY", 0)
    else:
        flags = (flags & ~os.O_RDONLY) | os.O_RDWR
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def private(path: Path) -> Path:
    """An empty file that only its owner may read, in place of whatever was there."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    path.chmod(0o600)
    return path


def fresh(path: Path) -> Path:
    """An empty file that only its owner may read, where there was none. Raises: FileExistsError."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def within(path: Path, folder: Path) -> bool:
    """Whether a path, once made, leads into a folder, by whatever links, mounts or letters it is written."""
    real = Path(os.path.realpath(path))
    return any(above.exists() and folder.exists() and above.samefile(folder) for above in (real, *real.parents))


def settle(temporary: Path, path: Path) -> None:
    """Puts a finished file in its place, atomically and for good."""
    flush(temporary)
    temporary.replace(path)
    flush(path.parent)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a small private file, all of it or none. Raises: DiskFull, StoreError."""
    temporary = path.with_name(path.name + ".new")
    with disk_errors(path):
        try:
            private(temporary).write_bytes(content)
            settle(temporary, path)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink(missing_ok=True)
            raise


def wipe(path: Path) -> None:
    """Writes zeros over a file and removes it.

    A disk that spreads its writes (flash) or a file system that copies on writing may keep the old blocks until it
    needs them: nothing that a program does to a file reaches those.
    """
    with disk_errors(path), contextlib.suppress(FileNotFoundError):
        left = path.stat().st_size
        with path.open("r+b") as file:
            while left > 0:
                left -= file.write(bytes(min(BLOCK, left)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        flush(path.parent)
