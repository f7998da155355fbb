"""A GGUF file's header: its metadata, and how many bytes the whole file must have.

The file may come from anywhere: every count and length is held against a bound and against the file's end before
anything is read, so a hostile header costs a sentence and no memory. It is read piece by piece and never mapped: of a
mapping a file that is cut meanwhile ends the process. Nothing of the weights is touched.
"""

from __future__ import annotations

import math
import stat
import struct
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, NoReturn

from secondme.errors import BadModel, NoModel

Value = int | float | bool | str
"""A value of the metadata; arrays are passed over."""

MOST_KEYS = 65_536
MOST_TENSORS = 1_000_000
MOST_ENTRIES = 1 << 24
"""Entries of all arrays together; the largest vocabularies have a quarter of a million tokens."""
LONGEST_STRING = 1 << 24
LONGEST_NAME = 65_535
"""Bytes of a key."""
LONGEST_TENSOR = 63
"""Bytes of a tensor's name: llama.cpp takes no longer ones."""
LARGEST_NUMBER = (1 << 31) - 1
"""Of what a model says of itself, a length or a count: llama.cpp takes no larger ones."""
LARGEST_SIDE = 1 << 40
LARGEST_FILE = 1 << 50
PIECE = 1 << 20
"""Bytes of a header that are read at once."""

_MAGIC = b"GGUF"
_VERSIONS = (2, 3)
_MOST_SIDES = 4
_ARRAY = 9
_STRING = 8
_SCALARS = {
    0: struct.Struct("<B"), 1: struct.Struct("<b"), 2: struct.Struct("<H"), 3: struct.Struct("<h"),
    4: struct.Struct("<I"), 5: struct.Struct("<i"), 6: struct.Struct("<f"), 7: struct.Struct("<?"),
    10: struct.Struct("<Q"), 11: struct.Struct("<q"), 12: struct.Struct("<d"),
}  # fmt: skip
_U32 = struct.Struct("<I")
_U64 = struct.Struct("<Q")

_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 19: (256, 50), 20: (32, 18), 21: (256, 110), 22: (256, 82),
    23: (256, 136), 24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 29: (256, 56), 30: (1, 2),
    34: (256, 54), 35: (256, 66), 39: (32, 17), 40: (64, 36), 41: (128, 18),
}  # fmt: skip
"""Weights in a block and bytes of a block, by the number of ggml's type. A type that is not here is newer than
this table: of such a tensor only the first byte is asked for."""


@dataclass(frozen=True, slots=True)
class Weight:
    """A tensor of the file: ggml's number of its type, its sides (the one that lies together first), where its bytes
    begin in the file, and how many they are; 1 at most where the type is newer than this program."""

    name: str
    kind: int
    sides: tuple[int, ...]
    offset: int
    bytes: int

    @property
    def end(self) -> int:
        """Where its bytes end in the file."""
        return self.offset + self.bytes


@dataclass(frozen=True, slots=True)
class Header:
    """What a GGUF file says of itself. `needs` is the size in bytes that its tensors reach to."""

    metadata: dict[str, Value]
    weights: tuple[Weight, ...]
    size: int
    needs: int

    @property
    def architecture(self) -> str:
        """The name of the kind of model; empty where the file does not say."""
        return self.text("general.architecture")

    def text(self, key: str) -> str:
        """A string of the metadata; empty where there is none."""
        value = self.metadata.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """A length or a count of the metadata; 0 where there is none, or one that makes no sense."""
        value = self.metadata.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            return 0
        return value if 0 <= value <= LARGEST_NUMBER else 0


def read_header(path: Path) -> Header:
    """The header of a model's file.

    Raises: NoModel if there is no such file; BadModel if it cannot be read, is no GGUF file, or makes no sense.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would wait forever to be opened
            raise BadModel(f"{path} is not a file.", "Choose a file whose name ends in .gguf.")
        with path.open("rb") as file:
            size = file.seek(0, 2)
            if not size:
                raise BadModel(f"{path.name} is empty.", "Download it again.")
            return _Parser(path.name, file, size).header()
    except FileNotFoundError:
        raise NoModel(f"There is no model at {path}.", "Choose another: secondme model use FILE") from None
    except OSError as error:
        why = error.strerror or str(error)
        raise BadModel(f"{path} cannot be read: {why}.", "Check that it is a readable file.") from None


def check_whole(path: Path) -> Header:
    """The header, of a file that is all there.

    Raises: as `read_header`; BadModel if the file ends before its tensors do.
    """
    header = read_header(path)
    if header.size < header.needs:
        raise BadModel(f"{path.name} is cut short: {header.size:,} of {header.needs:,} bytes.", "Download it again.")
    return header


class _Parser:
    """Walks a header, never past the end of a file of so many bytes, nor past where it was cut since."""

    def __init__(self, name: str, file: BinaryIO, size: int) -> None:
        self._name = name
        self._file = file
        self._size = size
        self._at = 0
        self._entries = 0
        self._piece = b""
        self._begin = 0

    def header(self) -> Header:
        start = self._read(0, min(len(_MAGIC), self._size))
        if start != _MAGIC:
            if _MAGIC.startswith(start):
                self._cut()
            raise BadModel(f"{self._name} is not a GGUF file.", "Choose a file whose name ends in .gguf.")
        self._at = len(_MAGIC)
        version = self._u32()
        if version not in _VERSIONS:
            raise BadModel(
                f"{self._name} is written in version {version} of GGUF; this program reads 2 and 3.",
                "Choose another file.",
            )
        tensors = self._bounded(self._u64(), MOST_TENSORS, "tensors")
        keys = self._bounded(self._u64(), MOST_KEYS, "keys")
        metadata = dict(filter(None, (self._pair() for _ in range(keys))))
        found = [self._tensor() for _ in range(tensors)]
        alignment = metadata.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 1 <= alignment <= 1 << 20 or alignment & (alignment - 1):
            self._nonsense(f"an alignment of {alignment!r}")
        begin = -(-self._at // alignment) * alignment
        weights = tuple(replace(one, offset=begin + one.offset) for one in found)
        return Header(metadata, weights, self._size, max((one.end for one in weights), default=self._at))

    def _pair(self) -> tuple[str, Value] | None:
        key = self._string(LONGEST_NAME)
        kind = self._u32()
        if kind == _ARRAY:
            self._skip_array()
            return None
        if kind == _STRING:
            return key, self._string(LONGEST_STRING)
        if kind not in _SCALARS:
            self._nonsense(f"a value of type {kind}")
        value: Value = self._take(_SCALARS[kind])
        return key, value

    def _skip_array(self) -> None:
        kind = self._u32()
        count = self._u64()
        self._entries = self._bounded(self._entries + count, MOST_ENTRIES, "entries")
        if kind in _SCALARS:
            self._skip(count * _SCALARS[kind].size)
        elif kind == _STRING:
            piece, begin, here, last = self._piece, self._begin, self._at, self._size - _U64.size
            ready = begin + len(piece) - _U64.size
            for _ in range(count):  # half a million rounds for a large vocabulary: kept flat
                if here > ready:
                    if here > last:
                        self._cut()
                    self._reach(here, _U64.size)
                    piece, begin = self._piece, self._begin
                    ready = begin + len(piece) - _U64.size
                here += int(_U64.unpack_from(piece, here - begin)[0]) + _U64.size
            self._at = here
            self._skip(0)
        else:
            self._nonsense(f"an array of type {kind}")

    def _tensor(self) -> Weight:
        """A tensor; its offset is from the beginning of the weights."""
        name = self._string(LONGEST_TENSOR)
        many = self._bounded(self._u32(), _MOST_SIDES, "dimensions")
        sides = tuple(self._bounded(self._u64(), LARGEST_SIDE, "rows") for _ in range(many)) or (1,)
        if not (weights := math.prod(sides)):
            self._nonsense(f"{name}, which has no rows")
        kind = self._u32()
        offset = self._bounded(self._u64(), LARGEST_FILE, "bytes")
        in_block, block = _BLOCKS.get(kind, (0, 0))
        if in_block and sides[0] % in_block:
            self._nonsense(f"rows of {sides[0]:,} weights in blocks of {in_block}")
        size = weights // in_block * block if in_block else min(weights, 1)
        self._bounded(offset + size, LARGEST_FILE, "bytes")
        return Weight(name, kind, sides, offset, size)

    def _string(self, longest: int) -> str:
        length = self._bounded(self._u64(), longest, "letters")
        begin = self._at
        self._skip(length)
        return self._read(begin, length).decode("utf-8", "replace")

    def _u32(self) -> int:
        return int(self._take(_U32))

    def _u64(self) -> int:
        return int(self._take(_U64))

    def _take(self, form: struct.Struct) -> int | float | bool:
        begin = self._at
        self._skip(form.size)
        self._reach(begin, form.size)
        value: int | float | bool = form.unpack_from(self._piece, begin - self._begin)[0]
        return value

    def _read(self, begin: int, length: int) -> bytes:
        self._reach(begin, length)
        return self._piece[begin - self._begin : begin - self._begin + length]

    def _reach(self, begin: int, length: int) -> None:
        """Has some bytes in the piece that is held, and reads another from there on where it has not all of them."""
        if self._begin <= begin and begin + length <= self._begin + len(self._piece):
            return
        self._file.seek(begin)
        self._piece, self._begin = self._file.read(max(length, PIECE)), begin
        if len(self._piece) < length:
            self._size = begin + len(self._piece)
            self._cut()

    def _skip(self, length: int) -> None:
        self._at += length
        if self._at > self._size:
            self._cut()

    def _bounded(self, count: int, most: int, of: str) -> int:
        if count > most:
            self._nonsense(f"{count:,} {of}")
        return count

    def _cut(self) -> NoReturn:
        raise BadModel(
            f"{self._name} is cut short: it ends inside its header, after {self._size:,} bytes.", "Download it again."
        )

    def _nonsense(self, what: str) -> NoReturn:
        raise BadModel(f"{self._name} is damaged: its header speaks of {what}.", "Download it again.")
