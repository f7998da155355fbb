"""Model files of real shapes and random weights for `bench llm`: what a pass takes depends on shapes alone.

The vocabulary is the starter's. Weights have no mean: the code that a Q4_0 block has too many on one side is left out,
else all hidden states would lie in one direction and a mixture would send every token to the same experts. The last
norm is small, so that what the model makes of a token is nearly even: at a high temperature answers are then made of
words drawn at random, the same ones for the same logits.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from secondme.bench.measure import NotTaken

SPARE = 2 << 30
"""Bytes that must be left on the disk."""
ALIGNED = 32
POOL = 1 << 20
"""Random blocks of 32 weights that all tensors are made of, each from a place of its own on."""
NARROW, WIDE, ROUTER = 0.02, 0.5, 0.05
"""Spread of matrices, of the words' vectors, and of what routes to experts."""
LAST_NORM = 0.01
F32, Q4_0 = 0, 2
_BLOCK, _BLOCK_BYTES = 32, 18
_CODES_SPREAD = 4.2
_STRING, _U32, _F32, _ARRAY = 8, 4, 6, 9
Tensor = tuple[str, tuple[int, ...], float]
_WIDTHS = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}


@dataclass(frozen=True, slots=True)
class Shape:
    """The sides of a transformer with grouped queries and gated layers; with `experts`, of which `used` see a token."""

    name: str
    layers: int
    wide: int
    inner: int
    heads: int
    pairs: int
    head: int
    experts: int = 0
    used: int = 0

    @property
    def architecture(self) -> str:
        """llama.cpp's name of it."""
        return "qwen3moe" if self.experts else "qwen3"

    def tensors(self, words: int) -> Iterator[Tensor]:
        """Names, sides (the one that lies together last) and spreads; 0 where all are one."""
        yield "token_embd", (words, self.wide), WIDE
        for layer in range(self.layers):
            at = f"blk.{layer}."
            yield f"{at}attn_norm", (self.wide,), 0.0
            yield f"{at}attn_q", (self.heads * self.head, self.wide), NARROW
            yield f"{at}attn_k", (self.pairs * self.head, self.wide), NARROW
            yield f"{at}attn_v", (self.pairs * self.head, self.wide), NARROW
            yield f"{at}attn_output", (self.wide, self.heads * self.head), NARROW
            yield f"{at}attn_q_norm", (self.head,), 0.0
            yield f"{at}attn_k_norm", (self.head,), 0.0
            yield f"{at}ffn_norm", (self.wide,), 0.0
            if self.experts:
                yield f"{at}ffn_gate_inp", (self.experts, self.wide), ROUTER
            of, ending = ((self.experts,), "_exps") if self.experts else ((), "")
            yield f"{at}ffn_gate{ending}", (*of, self.inner, self.wide), NARROW
            yield f"{at}ffn_up{ending}", (*of, self.inner, self.wide), NARROW
            yield f"{at}ffn_down{ending}", (*of, self.wide, self.inner), NARROW
        yield "output_norm", (self.wide,), 0.0


DENSE = Shape("dense of 1.7B", 28, 2048, 6144, 16, 8, 128)
"""That of Qwen3-1.7B: some 810 MiB."""
EXPERTS = Shape("64 experts", 24, 1536, 512, 16, 4, 128, experts=64, used=8)
"""That of small Qwen3 mixtures: some 2.1 GiB."""


def size(shape: Shape, words: int) -> int:
    """Bytes of the weights of a shape."""
    return sum(_bytes(name, sides) for name, sides, _ in shape.tensors(words))


def write(path: Path, shape: Shape, vocabulary: Path) -> Path:
    """Writes a model with the vocabulary of another file. Raises: NotTaken where the disk has no room for it."""
    pairs, words = _vocabulary(vocabulary)
    tensors = list(shape.tensors(words))
    sizes = [_bytes(name, sides) for name, sides, _ in tensors]
    needs = sum(sizes)
    free = shutil.disk_usage(path.parent).free
    if free < needs + SPARE:
        raise NotTaken(
            f"The disk of {path.parent} has {free / 2**30:.1f} GiB free; a test file of {needs / 2**30:.1f} GiB needs "
            f"{(needs + SPARE) / 2**30:.1f}.",
        )
    header = _header(shape, pairs, words, tensors, sizes)
    draw = np.random.default_rng(1)
    pool = _pool(draw)
    spread = {scale: _scaled(pool, scale) for scale in (NARROW, WIDE)}
    try:
        with path.open("wb") as file:
            file.write(header)
            for (name, sides, scale), size in zip(tensors, sizes, strict=True):
                if _kind(name, sides) == Q4_0:
                    _fill(file, spread[scale], size, int(draw.integers(POOL)))
                else:
                    file.write(_floats(draw, name, sides, scale))
                file.write(b"\0" * (-file.tell() % ALIGNED))
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        path.unlink(missing_ok=True)
        raise NotTaken(f"The test file could not be written to {path.parent}: {error.strerror}.") from error
    return path


def _header(
    shape: Shape, vocabulary: list[bytes], words: int, tensors: Sequence[Tensor], sizes: Sequence[int]
) -> bytes:
    name = shape.architecture
    numbers = {
        "context_length": 4096, "embedding_length": shape.wide, "block_count": shape.layers,
        "feed_forward_length": shape.inner, "attention.head_count": shape.heads,
        "attention.head_count_kv": shape.pairs, "attention.key_length": shape.head,
        "attention.value_length": shape.head, "vocab_size": words,
    }  # fmt: skip
    if shape.experts:
        numbers |= {
            "expert_count": shape.experts, "expert_used_count": shape.used, "expert_feed_forward_length": shape.inner,
        }  # fmt: skip
    said = [
        _pair("general.architecture", _STRING, _string(name)),
        _pair("general.name", _STRING, _string(f"Random weights, {shape.name}")),
        _pair("general.file_type", _U32, struct.pack("<I", 2)),
        _pair(f"{name}.attention.layer_norm_rms_epsilon", _F32, struct.pack("<f", 1e-6)),
        _pair(f"{name}.rope.freq_base", _F32, struct.pack("<f", 1e6)),
        *(_pair(f"{name}.{key}", _U32, struct.pack("<I", number)) for key, number in numbers.items()),
        *vocabulary,
    ]
    placed = []
    offset = 0
    for (tensor, sides, _), size in zip(tensors, sizes, strict=True):
        dimensions = struct.pack(f"<I{len(sides)}Q", len(sides), *reversed(sides))
        placed.append(_string(f"{tensor}.weight") + dimensions + struct.pack("<IQ", _kind(tensor, sides), offset))
        offset += -(-size // ALIGNED) * ALIGNED
    header = b"GGUF" + struct.pack("<IQQ", 3, len(placed), len(said)) + b"".join(said) + b"".join(placed)
    return header + b"\0" * (-len(header) % ALIGNED)


def _kind(name: str, sides: tuple[int, ...]) -> int:
    return F32 if len(sides) == 1 or name.endswith("ffn_gate_inp") else Q4_0


def _bytes(name: str, sides: tuple[int, ...]) -> int:
    count = prod(sides)
    return count * 4 if _kind(name, sides) == F32 else count // _BLOCK * _BLOCK_BYTES


def _pool(draw: np.random.Generator) -> NDArray[np.uint8]:
    blocks = np.frombuffer(draw.bytes(POOL * _BLOCK_BYTES), np.uint8).reshape(POOL, _BLOCK_BYTES).copy()
    codes = blocks[:, 2:]
    codes[(codes & 0x0F) == 0] |= 0x08
    codes[(codes >> 4) == 0] |= 0x80
    return blocks


def _scaled(pool: NDArray[np.uint8], scale: float) -> memoryview:
    blocks = pool.copy()
    blocks[:, :2] = np.array([scale / _CODES_SPREAD], "<f2").view(np.uint8)
    return memoryview(blocks.tobytes())


def _fill(file: BinaryIO, blocks: memoryview, size: int, start: int) -> None:
    begin = start * _BLOCK_BYTES
    while size > 0:
        some = blocks[begin : begin + size]
        file.write(some)
        size -= len(some)
        begin = 0


def _floats(draw: np.random.Generator, name: str, sides: tuple[int, ...], scale: float) -> bytes:
    if scale:
        return (draw.standard_normal(sides, np.float32) * np.float32(scale)).tobytes()
    return np.full(sides, LAST_NORM if name == "output_norm" else 1.0, "<f4").tobytes()


def _pair(key: str, kind: int, value: bytes) -> bytes:
    return _string(key) + struct.pack("<I", kind) + value


def _string(text: str) -> bytes:
    raw = text.encode()
    return struct.pack("<Q", len(raw)) + raw


def _vocabulary(path: Path) -> tuple[list[bytes], int]:
    """The pairs of a file's header that are its vocabulary, as they stand there but without a template; how many words
    there are."""
    found: list[bytes] = []
    words = 0
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        count = int(struct.unpack_from("<Q", view, 16)[0])
        at = 24
        for _ in range(count):
            begin = at
            length = int(struct.unpack_from("<Q", view, at)[0])
            key = view[at + 8 : at + 8 + length].decode()
            kind = int(struct.unpack_from("<I", view, at + 8 + length)[0])
            value = at + 12 + length
            at = _past(view, value, kind)
            if key.startswith("tokenizer.ggml."):
                found.append(view[begin:at])
            if key == "tokenizer.ggml.tokens":
                words = int(struct.unpack_from("<Q", view, value + 4)[0])
    return found, words


def _past(view: mmap.mmap, at: int, kind: int) -> int:
    """Where a value of the header ends."""
    if kind == _STRING:
        return at + 8 + int(struct.unpack_from("<Q", view, at)[0])
    if kind != _ARRAY:
        return at + _WIDTHS[kind]
    of, count = (int(number) for number in struct.unpack_from("<IQ", view, at))
    at += 12
    if of != _STRING:
        return at + count * _WIDTHS[of]
    for _ in range(count):
        at += 8 + int(struct.unpack_from("<Q", view, at)[0])
    return at
