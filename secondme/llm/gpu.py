"""Graphics processors that llama.cpp can compute on, and how many of a model's layers they have room for."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from secondme.llm.flash.plan import OUTPUT
from secondme.llm.ggml import library
from secondme.llm.gguf import Weight
from secondme.llm.machine import FREE, allowance

SPARE = 0.15
"""Share of a processor's free memory that is left: for the cache, for what is computed, and for the screen."""
_GPU, _INTEGRATED = 1, 2
_BLOCK = re.compile(r"blk\.(\d+)\.")
_LAST = 1 << 31
"""The number of the output, behind all blocks."""
_WORDS, _OUTPUT = "token_embd.weight", "output.weight"
_TABLES = frozenset({_WORDS, "per_layer_token_embd.weight", "position_embd.weight", "token_types.weight"})
"""What llama.cpp never computes with on a graphics processor: it looks up rows."""
_MAKERS = {"0x10de": "NVIDIA", "0x1002": "AMD", "0x8086": "Intel"}
_DISPLAY = "0x03"
"""How the class of a device begins that draws, or could."""


@dataclass(frozen=True, slots=True)
class Gpu:
    """A graphics processor; its free and its whole memory in bytes."""

    name: str
    free: int
    total: int


def gpus() -> list[Gpu]:
    """Those that this build of llama.cpp knows how to use; none where it was built for the processor alone."""
    ggml, base = library("ggml"), library("ggml-base")
    if ggml is None or base is None:
        return []
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    base.ggml_backend_dev_name.restype = ctypes.c_char_p
    for name in ("ggml_backend_dev_name", "ggml_backend_dev_type"):
        getattr(base, name).argtypes = [ctypes.c_void_p]
    base.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p] * 3
    found = []
    for number in range(ggml.ggml_backend_dev_count()):
        device = ggml.ggml_backend_dev_get(number)
        if base.ggml_backend_dev_type(device) in (_GPU, _INTEGRATED):
            free, total = ctypes.c_size_t(), ctypes.c_size_t()
            base.ggml_backend_dev_memory(device, ctypes.byref(free), ctypes.byref(total))
            name = base.ggml_backend_dev_name(device)
            found.append(Gpu(name.decode("utf-8", "replace"), free.value, total.value))
    return found


def seen(root: Path = Path("/")) -> list[str]:
    """Graphics processors that the system knows of, by name where it tells one, else by maker; Linux alone tells."""
    found = []
    for file in sorted(root.glob("proc/driver/nvidia/gpus/*/information")):
        with suppress(OSError):
            lines = file.read_text("utf-8", "replace").splitlines()
            found += [line.partition(":")[2].strip() for line in lines if line.startswith("Model:")]
    for folder in sorted(root.glob("sys/bus/pci/devices/*")):
        with suppress(OSError):
            maker = _MAKERS.get((folder / "vendor").read_text("ascii", "replace").strip(), "")
            draws = (folder / "class").read_text("ascii", "replace").startswith(_DISPLAY)
            if draws and maker and not (found and maker == "NVIDIA"):
                found.append(f"one by {maker}")
    return found


def unused(root: Path = Path("/")) -> str:
    """Says that there is a graphics processor which this build of llama.cpp cannot use; empty where it can, or there is
    none."""
    there = seen(root) if not gpus() else []
    if not there:
        return ""
    named = ", ".join(dict.fromkeys(there))
    return f"There is a graphics processor ({named}), but llama.cpp was built here without it: its memory is not used."


def room(setting: str) -> int:
    """Bytes of a graphics processor's memory that a model may take, by the setting `gpu`: "free", a size, or "off"; 0
    where there is none that this build can use. Raises: BadConfig."""
    wanted = None if setting.strip().lower() == FREE else allowance(setting)
    found = gpus() if wanted != 0 else []
    if not found:
        return 0
    most = int(found[0].free * (1 - SPARE))
    return most if wanted is None else min(most, wanted)


def layers_in(weights: Iterable[Weight], room: int) -> int:
    """How many layers fit into so many bytes, as llama.cpp counts and takes them (`n_gpu_layers`): first its output,
    then its blocks from the last one on. Where a table of words is the output too, a copy of that is what goes."""
    weights = tuple(weights)
    sizes: dict[int, int] = {}
    for one in weights:
        at = _layer(one)
        if at is not None:
            sizes[at] = sizes.get(at, 0) + one.bytes
    if not any(one.name == _OUTPUT for one in weights):
        sizes[_LAST] = sizes.get(_LAST, 0) + sum(one.bytes for one in weights if one.name == _WORDS)
    many = 0
    for number in sorted(sizes, reverse=True) if len(sizes) > 1 else ():
        room -= sizes[number]
        if room < 0:
            break
        many += 1
    return many


def on_host(weights: Iterable[Weight], layers: int) -> tuple[Weight, ...]:
    """The weights that stay in the machine's own memory where so many layers do not: tables of which rows are looked up
    always do."""
    weights = tuple(weights)
    if not layers:
        return weights
    blocks = max((at for one in weights if (at := _layer(one)) is not None and at < _LAST), default=-1) + 1
    first = blocks + 1 - layers
    return tuple(one for one in weights if (at := _layer(one)) is None or at < first)


def _layer(weight: Weight) -> int | None:
    """Which layer a weight goes with, `_LAST` for the output; None where it is always the host's. What belongs to no
    block is in the first one's place."""
    if found := _BLOCK.match(weight.name):
        return int(found[1])
    if weight.name in _TABLES:
        return None
    return _LAST if weight.name.startswith(OUTPUT) else 0
