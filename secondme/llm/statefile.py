"""A file that holds what a model has read: the state of a cache, what is in it, and what it was made under.

llama.cpp takes another model's state of the same shape without a word, so the stamp is compared before a byte of the
state is handed out. On the disk, little-endian: magic, version, the lengths of JSON, book and payload, SHA-256 of all
that is no payload; JSON; the book's four arrays; the payload, whose length and SHA-256 the JSON knows.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from secondme.llm.pruning import Book

MAGIC = b"\x892mstate"
VERSION = 2
LONGEST = 1 << 26
"""Bytes of JSON and of a book at most."""

_FIXED = struct.Struct("<8sIIIQ")
_DIGEST = 32
_COLUMNS: dict[str, np.dtype[Any]] = {
    "token": np.dtype("<i4"), "unit": np.dtype("<i4"), "kind": np.dtype("i1"), "surprisal": np.dtype("<f4"),
}  # fmt: skip
"""Of a `Book`, in the order in which they are written."""

Bytes = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Stamp:
    """What must be the same for a state to be of use.

    `model` is `identity.model_identity`, `size` the file's bytes, `library` the version of llama.cpp's binding, `text`
    the hash of what was read: `digest` of the tokens, or of the turns that a conversation's cache stands for. `adapter`
    is what an adapter beside the model is known by, empty as none is used.
    """

    model: str
    size: int
    quantisation: str
    architecture: str
    keys: str
    values: str
    flash: bool
    room: int
    library: str
    text: str
    adapter: str = ""

    @property
    def key(self) -> str:
        """A short name that no other stamp has, whatever the room: for the file of a prefix."""
        told = asdict(self) | {"room": 0}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Meta:
    """What a state is, and whose words are in it.

    `memories` are those known to be in it: also a note that was cut out of the cache again, for what was read in sight
    of it carries it on. `more` is the session's own, as text: the units that it knows, say.
    """

    stamp: Stamp
    book: Book
    conversation: str = ""
    memories: tuple[str, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """A state as it was saved: for `Context.restore`, with as many tokens as the book has rows."""

    meta: Meta
    payload: bytes | bytearray


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a state is not handed out. `reason`: `absent`, `damaged`, `version`, `unreadable`, `quantisation`, `model`,
    `adapter`, `layout` or `context`."""

    reason: str
    sentence: str


class Bad(Exception):
    """A file that is no state of this version: `reason` is `damaged` or `version`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def digest(tokens: Sequence[int] | NDArray[np.int32]) -> str:
    """SHA-256 of tokens."""
    return hashlib.sha256(np.asarray(tokens, dtype="<i4").tobytes()).hexdigest()


def head(meta: Meta, payload: Bytes) -> bytes:
    """All of a file but its payload."""
    columns = ((getattr(meta.book, name), kind) for name, kind in _COLUMNS.items())
    book = b"".join(np.asarray(column, kind).tobytes() for column, kind in columns)
    told = {
        "stamp": asdict(meta.stamp),
        "tokens": digest(meta.book.token),
        "count": len(meta.book),
        "conversation": meta.conversation,
        "memories": meta.memories,
        "more": meta.more,
        "payload": hashlib.sha256(payload).hexdigest(),
    }
    text = json.dumps(told).encode()
    if len(text) + len(book) > LONGEST:
        raise ValueError(f"a state's head of {len(text) + len(book):,} bytes")
    fixed = _FIXED.pack(MAGIC, VERSION, len(text), len(book), len(payload))
    return fixed + hashlib.sha256(fixed + text + book).digest() + text + book


def write(path: Path, head: bytes, payload: Bytes) -> None:
    """Writes a new file that only its owner may read, and waits until it is on the disk.

    Raises: OSError; part of it may be there then.
    """
    flags = os.O_WRONLY | getattr(os, "O_BINARY", 0) | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(head)
        file.write(payload)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o600)


def read_meta(path: Path) -> Meta:
    """What a file says of its state. Raises: Bad, OSError."""
    with path.open("rb") as file:
        return _parsed(file)[0]


def read(path: Path, expected: Stamp) -> Saved | Refusal:
    """A file's state, if it was made under this stamp. Raises: Bad, OSError."""
    with path.open("rb") as file:
        meta, length, hashed = _parsed(file)
        if refused := differs(meta, expected):
            return refused
        payload = file.read(length)
    if len(payload) != length or hashlib.sha256(payload).hexdigest() != hashed:
        raise Bad("damaged")
    return Saved(meta, payload)


def differs(meta: Meta, expected: Stamp) -> Refusal | None:
    """Why a state is of no use under a stamp; None if it is. A larger room than its own does no harm."""
    made = meta.stamp
    if made.quantisation != expected.quantisation:
        return Refusal(
            "quantisation", f"The state was made by a model in {made.quantisation}, not in {expected.quantisation}."
        )
    if (made.model, made.size, made.architecture) != (expected.model, expected.size, expected.architecture):
        return Refusal("model", "The state was made by another model.")
    if made.adapter != expected.adapter:
        return Refusal("adapter", "The state was made with another adapter beside the model.")
    mine = (made.keys, made.values, made.flash, made.library)
    if mine != (expected.keys, expected.values, expected.flash, expected.library):
        return Refusal("layout", "The state was made by a cache that is laid out otherwise.")
    if len(meta.book) > expected.room:
        return Refusal("layout", f"The state holds {len(meta.book):,} tokens, and there is room for {expected.room:,}.")
    if made.text != expected.text:
        return Refusal("context", "The state is of another text.")
    return None


def _fixed(begin: bytes) -> tuple[int, int, int]:
    """Lengths of JSON, book and payload."""
    if len(begin) < _FIXED.size:
        raise Bad("damaged")
    magic, version, text, book, length = _FIXED.unpack_from(begin)
    if magic != MAGIC:
        raise Bad("damaged")
    if version != VERSION:
        raise Bad("version")
    if text + book > LONGEST:
        raise Bad("damaged")
    return text, book, length


def _book(packed: bytes) -> Book:
    """Raises: ValueError."""
    rows, odd = divmod(len(packed), sum(kind.itemsize for kind in _COLUMNS.values()))
    if odd:
        raise ValueError("half a row")
    columns: dict[str, NDArray[Any]] = {}
    at = 0
    for name, kind in _COLUMNS.items():
        columns[name] = np.frombuffer(packed, kind, rows, at).astype(kind.newbyteorder("="))
        at += rows * kind.itemsize
    return Book(**columns)


def _parsed(file: BinaryIO) -> tuple[Meta, int, str]:
    """What the head says, and length and hash of the payload, which is what is left of the file."""
    begin = file.read(_FIXED.size)
    text, book, length = _fixed(begin)
    if os.fstat(file.fileno()).st_size != _FIXED.size + _DIGEST + text + book + length:
        raise Bad("damaged")
    hashed, rest = file.read(_DIGEST), file.read(text + book)
    if hashlib.sha256(begin + rest).digest() != hashed:
        raise Bad("damaged")
    try:
        told = json.loads(rest[:text])
        rows = _book(rest[text:])
        if told["count"] != len(rows) or told["tokens"] != digest(rows.token):
            raise Bad("damaged")
        meta = Meta(
            Stamp(**told["stamp"]), rows, told["conversation"], tuple(told["memories"]), told["more"],
        )  # fmt: skip
        return meta, length, str(told["payload"])
    except (ValueError, TypeError, KeyError):
        raise Bad("damaged") from None
