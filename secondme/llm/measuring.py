"""How fast this machine is, measured in a process of its own: `python -m secondme.llm.measuring FOLDER [MODEL]`.

A token is decoded, again and again, by models of one shape and several kinds of weights, which are all zeros: a file
with a hole takes no room on the disk, and kernels take as long for a zero as for any weight. One model of many small
layers tells what a layer costs beside its weights. The disk is the one of MODEL, or of FOLDER, where 64 MiB are
written then. Whatever is in FOLDER afterwards is the caller's to remove. One line of JSON goes to standard output:
`works` (bytes of weights a second, by ggml's number of the kind), `layer` (seconds), `disk` (bytes a second, 0 where it
could not be measured), `threads` (with which a token is decoded fastest).
"""

from __future__ import annotations

import json
import os
import struct
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from secondme.errors import SecondMeError

KINDS = {2: (32, 18), 8: (32, 34), 12: (256, 144)}
"""Measured kinds, by ggml's numbers (Q4_0, Q8_0, Q4_K): weights in a block, and its bytes."""
WIDE, DEEP = 2_048, 6_144
BYTES = 128 << 20
"""Of a model that is decoded: more than most processors' caches hold."""
SMALL_WIDE, SMALL_LAYERS = 256, 32
SECONDS = 0.4
"""For which each of them decodes."""
CALM = 1e-4
"""Seconds that a small layer takes at most. At calm moments it was 2 to 8 hundred-thousandths; with busy
neighbours, where the threads sleep until the last is there, a thousandth: that is no trait of the machine."""
FASTER = 1.1
"""Fewer threads than one a core are used where they are faster by so much: memory may be what a token waits for, or
some cores may be slower than others."""
BUSY = 0.5
"""Processes that wait or compute, a thread: beside more of them fewer threads are the faster ones for now, and that is
no trait of the machine either."""
READ_BYTES = 64 << 20
"""Of a file that is written to be read."""
READ_SIZES = tuple(many << 20 for many in (48, 64, 80, 96))
"""Read in each try: of a large file other places each time, so that no cache below knows them."""
WORDS = 256
_F32, _Q4_0 = 0, 2
_U32, _FLOAT, _STRING = 4, 6, 8


def write_probe(path: Path, kind: int, wide: int, deep: int, layers: int) -> None:
    """Writes a model of zeros, of a given kind and shape, that has no words for its tokens."""
    sides: dict[str, tuple[int, ...]] = {"token_embd": (wide, WORDS), "output_norm": (wide,)}
    for layer in range(layers):
        at = f"blk.{layer}."
        sides |= {f"{at}attn_norm": (wide,), f"{at}ffn_norm": (wide,)}
        sides |= {f"{at}attn_{part}": (wide, wide) for part in ("q", "k", "v", "output")}
        sides |= {f"{at}ffn_{part}": (wide, deep) for part in ("gate", "up")} | {f"{at}ffn_down": (deep, wide)}
    heads = max(1, wide // 128)
    about: dict[str, str | int | float] = {
        "general.architecture": "llama", "llama.context_length": 512, "llama.embedding_length": wide,
        "llama.block_count": layers, "llama.feed_forward_length": deep, "llama.attention.head_count": heads,
        "llama.attention.layer_norm_rms_epsilon": 1e-5, "llama.vocab_size": WORDS, "tokenizer.ggml.model": "no_vocab",
    }  # fmt: skip
    header = bytearray(b"GGUF" + struct.pack("<IQQ", 3, len(sides), len(about)))
    for key, value in about.items():
        header += _text(key) + _value(value)
    end = 0
    for name, shape in sides.items():
        flat = len(shape) == 1
        in_block, block = (1, 4) if flat else KINDS[kind]
        header += _text(f"{name}.weight") + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape)
        header += struct.pack("<IQ", _F32 if flat else kind, end)
        numbers = shape[0] * (1 if flat else shape[1])
        end += -(-numbers // in_block * block // 32) * 32
    with path.open("wb") as file:
        file.write(header)
        file.truncate(-(-len(header) // 32) * 32 + end)


def decoding(path: Path, threads: int, seconds: float) -> float:
    """Seconds that a token takes when nothing else runs: a tenth of them was quicker. Raises: ModelError."""
    from secondme.llm.context import Layout
    from secondme.llm.llama import Model

    model = Model.open(path)
    try:
        with model.context(Layout(512, threads)) as context:
            context.read([0])
            taken: list[float] = []
            until = time.perf_counter() + seconds
            while (now := time.perf_counter()) < until and context.length() < 500:
                context.read([0])
                taken.append(time.perf_counter() - now)
    finally:
        model.close()
    return sorted(taken)[len(taken) // 10]


def measured(folder: Path, model: Path | None, threads: int) -> dict[str, Any]:
    """The figures. Raises: ModelError, OSError."""
    counts = counted(threads, _load())
    probe = folder / "probe.gguf"
    write_probe(probe, _Q4_0, SMALL_WIDE, SMALL_WIDE, SMALL_LAYERS)
    small = min(decoding(probe, threads, SECONDS) / SMALL_LAYERS, CALM)
    small_bytes = _layer_bytes(_Q4_0, SMALL_WIDE, SMALL_WIDE)
    works, taken = {}, {}
    for kind in KINDS:
        size = _layer_bytes(kind, WIDE, DEEP)
        layers = max(1, BYTES // size)
        write_probe(probe, kind, WIDE, DEEP, layers)
        each = decoding(probe, threads, SECONDS) / layers
        works[kind] = (size - small_bytes) / max(each - small, each / 2)
        if kind == _Q4_0:
            taken = {threads: each} | {many: decoding(probe, many, SECONDS) / layers for many in counts}
    layer = max(0.0, small - small_bytes / works[_Q4_0])
    best = fastest(taken, threads)
    works = {kind: work * taken[threads] / taken[best] for kind, work in works.items()}
    return {"works": works, "layer": layer, "disk": _disk(folder, model), "threads": best}


def counted(usual: int, load: float) -> set[int]:
    """The numbers of threads that are tried beside the `usual` one, where so many processes wait or compute."""
    return set() if load > BUSY * usual else {1, usual // 2} - {0, usual}


def _load() -> float:
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0


def fastest(taken: Mapping[int, float], usual: int) -> int:
    """The number of threads with which a token takes least time; the `usual` one where none is faster by much."""
    best = min(taken, key=lambda many: (taken[many], many))
    return best if taken[best] * FASTER <= taken[usual] else usual


def _layer_bytes(kind: int, wide: int, deep: int) -> int:
    in_block, block = KINDS[kind]
    return (4 * wide * wide + 3 * wide * deep) // in_block * block


def _disk(folder: Path, model: Path | None) -> float:
    """Bytes a second of direct reads, the best of some tries; 0 where they cannot be told from the system's cache."""
    from secondme.llm.flash.direct import ReadFailed, disk_speed

    try:
        if model is None:
            model = folder / "read"
            with model.open("wb") as file:
                file.write(os.urandom(READ_BYTES))  # what can be compressed, a file system may not read
                file.flush()
                os.fsync(file.fileno())
        tries = [disk_speed(model, bytes_=size) for size in READ_SIZES]
    except (ReadFailed, OSError):
        return 0.0
    return max(one.bytes_per_second if one.direct else 0.0 for one in tries)


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode("ascii")


def _value(value: str | int | float) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", _STRING) + _text(value)
    return struct.pack("<If", _FLOAT, value) if isinstance(value, float) else struct.pack("<II", _U32, value)


def main(arguments: list[str]) -> int:
    """Measures and prints; 2 and a sentence where that cannot be done."""
    from secondme.llm.machine import cores

    try:
        found = measured(Path(arguments[0]), Path(arguments[1]) if len(arguments) > 1 else None, cores())
    except (SecondMeError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
