"""What a model's file is known by, and small figures that are remembered of it.

The hash of a file of many gigabytes must not cost reading it: of a large one its beginning, its end and a block in
every stretch of a mebibyte are hashed. Two files that differ in a matrix of a mebibyte or more differ in a block;
that a few norms alone were changed, all else and the size being the same, is not seen.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import threading
from pathlib import Path
from typing import Any

from secondme.llm.gguf import check_whole

WHOLE = 1 << 28
"""Bytes up to which a file is hashed from end to end: a quarter of a second."""
HEAD = 1 << 25
"""Bytes at the beginning that are hashed in any case: metadata and tensor infos of the largest vocabularies have 12
million."""
IDENTITIES = "identities.json"
"""Where they are remembered, in the folder of what was found of models."""
STRIDE = 1 << 20
BLOCK = 1 << 12
MOST = 64
"""Models of which something is remembered; the one noted first goes first."""


def model_identity(path: Path, cache: Path | None = None) -> str:
    """SHA-256 of a model's file, or of samples of it and its size, in hex.

    `cache` is a file that remembers it for as long as the path, the size and the times of change stay the same.
    Raises: NoModel if there is no such file; BadModel if it cannot be read, is no GGUF file or is cut short.
    """
    place = str(path.absolute())
    sign = sign_of(path)
    known = remembered(cache).get(place) if cache else None
    if sign and isinstance(known, dict) and known.get("sign") == sign and isinstance(known.get("hash"), str):
        return str(known["hash"])
    digest = _sampled(path, check_whole(path).size)
    if cache:
        remember(cache, place, {"sign": sign, "hash": digest})
    return digest


def sign_of(path: Path) -> list[int]:
    """What changes when a file does; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def _sampled(path: Path, size: int) -> str:
    digest = hashlib.sha256(size.to_bytes(8, "little"))
    with path.open("rb") as file:
        left = size if size <= WHOLE else HEAD
        while left > 0 and (piece := file.read(min(STRIDE, left))):
            digest.update(piece)
            left -= len(piece)
        if size > WHOLE:
            for place in (*range(HEAD, size - BLOCK, STRIDE), size - BLOCK):
                file.seek(place)
                digest.update(file.read(BLOCK))
    return digest.hexdigest()


def remembered(file: Path) -> dict[str, Any]:
    """What a file remembers, by name; nothing where it is missing or damaged."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def remember(file: Path, name: str, value: Any) -> None:
    """Notes a value under a name. That it cannot be written costs no more than finding it out again."""
    notes = remembered(file)
    notes.pop(name, None)
    notes[name] = value
    kept = dict(list(notes.items())[-MOST:])
    temporary = file.with_name(f".{file.name}.{os.getpid()}-{threading.get_ident()}.new")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as written:
            json.dump(kept, written)
        temporary.replace(file)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
