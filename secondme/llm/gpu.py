"""Graphics processors that llama.cpp can compute on, and how many of a model's layers they have room for."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from secondme.llm.ggml import library
from secondme.llm.gguf import Weight

SPARE = 0.15
"""Share of a processor's free memory that is left: for the cache, for what is computed, and for the screen."""
_GPU, _INTEGRATED = 1, 2
_BLOCK = re.compile(r"blk\.(\d+)\.")
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


def layers_in(weights: Iterable[Weight], room: int) -> int:
    """How many of a model's last layers fit into so many bytes; one more than it has where what is outside of its
    layers fits too."""
    sizes: dict[int, int] = {}
    outside = 0
    for one in weights:
        if found := _BLOCK.match(one.name):
            sizes[int(found[1])] = sizes.get(int(found[1]), 0) + one.bytes
        else:
            outside += one.bytes
    many = 0
    for number in sorted(sizes, reverse=True):
        room -= sizes[number]
        if room < 0:
            return many
        many += 1
    return many + int(bool(sizes) and room >= outside)


def on_host(weights: Iterable[Weight], layers: int) -> tuple[Weight, ...]:
    """The weights that stay in the machine's own memory where so many of the last layers do not."""
    weights = tuple(weights)
    numbers = [int(found[1]) for one in weights if (found := _BLOCK.match(one.name))]
    first = max(numbers, default=-1) + 1 - layers
    if layers and first < 0:
        return ()
    return tuple(
        one for one in weights if not layers or not (found := _BLOCK.match(one.name)) or int(found[1]) < first
    )
