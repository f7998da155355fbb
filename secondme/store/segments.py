"""Chroma's files, looked at while Chroma is not open: whether they are sound, what nobody uses, how large they are.

Chroma's Rust core reads a damaged graph without checking it, and then dies with the whole process; so it is
checked here. Nothing here may run while Chroma has the folder open: closing a second SQLite's file would drop
the first one's locks.

Source: hnswlib, hnswalg.h, `saveIndex` and the layout of an element: its links (a count and `maxM0` numbers),
    its vector, its label.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import struct
from pathlib import Path

import numpy as np

DATABASE = "chroma.sqlite3"
GRAPH = "data_level0.bin"
BLOCK = 1 << 20
HEADER = struct.Struct("<i6QiI3QdQ")
NEW, OLD = ".new", ".old"
"""Endings of the folder that is being filled to replace an index, and of the one that was replaced."""
CHECKED = 1 << 20
"""Rows of a graph that are looked at in one go."""
SAMPLED = 16
"""Of so many vectors one is looked at."""


def damage(folder: Path) -> str:
    """What is wrong with the files of a closed index, in a few words; empty where nothing is known to be."""
    try:
        persisted = _persisted(folder)
        for segment in persisted:
            wrong = _graph(folder / segment)
            if wrong:
                return wrong
    except sqlite3.DatabaseError as error:
        return f"{DATABASE}: {error}"
    return ""


def identity(folder: Path) -> tuple[int, int]:
    """Which folder this is, so that another one in its place is noticed; (0, 0) where there is none."""
    try:
        found = (folder / DATABASE).stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


def remove_orphans(folder: Path) -> int:
    """Removes the folders of collections that are no more, which Chroma leaves behind with their vectors in them.

    Gives their number. The index must be closed.
    """
    known = _segments(folder)
    orphans = [path for path in folder.iterdir() if path.is_dir() and _is_id(path.name) and path.name not in known]
    for path in orphans:
        shutil.rmtree(path)
    return len(orphans)


def blank(folder: Path) -> None:
    """Writes zeros over the places of a graph that no row uses yet. Nothing may write to the index meanwhile.

    Chroma writes them as it finds them in memory that was freed before, forgotten vectors included.
    """
    for path in folder.glob(f"*/{GRAPH}"):
        with contextlib.suppress(FileNotFoundError, struct.error):
            _, _, _, count, size, *_ = HEADER.unpack((path.parent / "header.bin").read_bytes()[: HEADER.size])
            _blank(path, count * size)
            _blank(path.parent / "length.bin", count * 4)
            upper = path.parent / "link_lists.bin"
            _blank(upper, _end(upper.read_bytes(), count))


def _blank(path: Path, used: int) -> None:
    left = path.stat().st_size - used
    if left <= 0:
        return
    with path.open("r+b") as file:
        file.seek(used)
        while left > 0:
            left -= file.write(bytes(min(BLOCK, left)))
        file.flush()
        os.fsync(file.fileno())


def vacuum(folder: Path) -> None:
    """Writes Chroma's database anew without what was deleted from it. The index must be closed.

    Raises: sqlite3.Error.
    """
    with contextlib.closing(sqlite3.connect(folder / DATABASE, timeout=10)) as connection:
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("VACUUM")


def exchange(folder: Path, fresh: Path) -> None:
    """Puts a folder in the place of another, which goes. A kill at any instant leaves what `put_right` mends.

    Raises: OSError.
    """
    old = folder.with_name(folder.name + OLD)
    remove(old)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    remove(old)


def put_right(folder: Path) -> None:
    """Undoes what a kill left of `exchange`; a folder that was being filled goes. Raises: OSError."""
    old, new = (folder.with_name(folder.name + end) for end in (OLD, NEW))
    if old.exists() and not folder.exists():
        old.rename(folder)
    for path in (old, new):
        remove(path)


def remove(path: Path) -> None:
    """Removes a file, a link or a folder, if it is there. Raises: OSError."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    elif os.path.lexists(path):
        path.unlink()


def _rows(folder: Path, sql: str) -> list[tuple[str, ...]]:
    """What a query over Chroma's own database gives. It is opened to be written, as after a kill its log has to be
    played back first."""
    if not (folder / DATABASE).exists():
        return []
    with contextlib.closing(sqlite3.connect(f"{(folder / DATABASE).as_uri()}?mode=rw", uri=True)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'segments'").fetchone():
            return []
        return connection.execute(sql).fetchall()


def _segments(folder: Path) -> set[str]:
    return {row[0] for row in _rows(folder, "SELECT id FROM segments WHERE scope = 'VECTOR'")}


def _persisted(folder: Path) -> list[str]:
    """The segments that have written a graph; before that their vectors stand in the database alone."""
    sql = "SELECT id FROM segments WHERE scope = 'VECTOR' AND id IN (SELECT segment_id FROM max_seq_id)"
    return [row[0] for row in _rows(folder, sql)]


def _is_id(name: str) -> bool:
    return len(name) == 36 and name.count("-") == 4


def _graph(segment: Path) -> str:
    """What is wrong with a graph's files; empty where nothing is."""
    try:
        header = HEADER.unpack((segment / "header.bin").read_bytes()[: HEADER.size])
        _, _, capacity, count, size, label, vector, _, entry, _, most, *_ = header
        if not (
            count <= capacity < 1 << 40 and vector == 4 * (most + 1) and vector < label == size - 8 < 1 << 20
            and (entry < count or not count)
        ):  # fmt: skip
            return "header.bin holds nonsense"
        if (segment / "data_level0.bin").stat().st_size < count * size:
            return "data_level0.bin is cut off"
        if not count:
            return ""
        rows = np.memmap(segment / "data_level0.bin", np.uint8, "r", shape=(count, size))
        for start in range(0, count, CHECKED):
            part = rows[start : start + CHECKED]
            links = np.ascontiguousarray(part[:, :vector]).view("<u4")
            many = links[:, 0] & 0xFFFF
            used = np.arange(most)[None, :] < many[:, None]
            if many.max() > most or (links[:, 1:][used] >= count).any():
                return "data_level0.bin holds links to nowhere"
            # Lengths of a cosine space are all 1; damage there makes answers worse and no more, so some are looked at.
            floats = np.ascontiguousarray(part[::SAMPLED, vector:label]).view("<f4")
            with np.errstate(all="ignore"):
                lengths = np.einsum("ij,ij->i", floats, floats)
            if not (np.abs(lengths - 1) < 0.02).all():
                return "data_level0.bin holds vectors of a wrong length"
        return _upper(segment / "link_lists.bin", count) or _names(segment / "index_metadata.pickle")
    except FileNotFoundError as error:
        return f"{Path(error.filename).name} is missing"
    except (struct.error, ValueError):
        return "its files are cut off"


def _names(path: Path) -> str:
    """What is wrong with the table of ids, which Chroma itself reads with care where there is one."""
    return "" if path.stat().st_size else f"{path.name} is empty"


def _upper(path: Path, count: int) -> str:
    """What is wrong with the graph's upper levels."""
    content = path.read_bytes()
    try:
        return "" if _end(content, count) <= len(content) else f"{path.name} is cut off"
    except struct.error:
        return f"{path.name} is cut off"


def _end(content: bytes, count: int) -> int:
    """Where the upper levels of so many elements end: a length in bytes and then links, for each."""
    at = 0
    for _ in range(count):
        (length,) = struct.unpack_from("<I", content, at)
        at += 4 + length
    return at
