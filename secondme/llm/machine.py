"""What this machine has: cores, free memory, and how fast it decodes and reads, measured once and remembered.

Measuring takes seconds of all cores: nobody may be waiting then. Until it was done, and where it fails, `GUESS` stands.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any

import psutil

from secondme.llm.breaking import Break
from secondme.llm.flash.plan import Machine, is_experts, worked
from secondme.llm.gguf import Weight
from secondme.llm.identity import remember, remembered
from secondme.llm.process import environment
from secondme.llm.wire import OFF
from secondme.sizes import parse_bytes

FREE = "free"
"""Said of a memory of which what is free may be used, less a share for the desktop."""
DESKTOP_PART, DESKTOP_LEAST = 0.1, 512 << 20
"""The desktop's share of what is free: a tenth of the memory, this much at the least, half of what is free at most."""
VERSION = 2
"""Of what is measured and how."""
KEPT = "machine.json"
VALID_SECONDS = 30 * 86_400.0
MEASURING_SECONDS = 30.0
"""A measurement takes 4 s, loading included, and is ended when it takes so long."""

_CGROUPS = Path("/sys/fs/cgroup")
_UNLIMITED = 1 << 60
_AS_SLOW = {
    0: 8, 1: 8, 30: 8, 3: 2, 6: 2, 7: 2, 20: 2, 39: 2,
}  # fmt: skip
"""Kinds of weights that were not measured, and the measured kind that takes as long for a byte; the others, of large
blocks, as Q4_K."""
_LARGE_BLOCKS = 12
ROUTED = 1.6
"""What a byte of experts costs beside one of other matrices: they are small, and chosen anew for every token. Of 24
layers with 8 experts of 64 each a token took 24 ms, where their bytes alone would have taken 16."""


# ---- what there is -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of the machine's memory that this process may reach: all, free, and of the swap, which counts for nothing.

    A limit that a control group sets is kept.
    """

    total: int
    free: int
    swap: int


def cores() -> int:
    """Physical cores that this process may use."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or 1, allowed))


def memory(groups: Path = _CGROUPS, own: Path = Path("/proc/self/cgroup")) -> Memory:
    """The memory that there is now."""
    there = psutil.virtual_memory()
    total, free = int(there.total), int(there.available)
    for limit, left in _limits(groups, own):
        total, free = min(total, limit), min(free, left)
    return Memory(total, max(0, free), int(psutil.swap_memory().total))


def _limits(groups: Path, own: Path) -> Iterator[tuple[int, int]]:
    """Limits of the control groups around this process, of either version, and what each leaves. Cached files count as
    left: they give way."""
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _, controllers, place = [*line.split(":", 2), "", ""][:3]
        if not controllers:
            names, roots = ("memory.max", "memory.current", "inactive_file"), (groups, groups / "unified")
        elif "memory" in controllers.split(","):
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
            roots = (groups / "memory", groups / controllers)
        else:
            continue
        inner = PurePosixPath(place.lstrip("/"))
        for root in roots:
            for group in (inner, *inner.parents):
                limit = _number(root / group / names[0])
                used = _number(root / group / names[1])
                if limit is not None and used is not None and limit < _UNLIMITED:
                    yield limit, limit - max(0, used - _cached(root / group / "memory.stat", names[2]))


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text(encoding="ascii"))
    except (OSError, ValueError):  # no such group, or "max"
        return None


def _cached(file: Path, name: str) -> int:
    try:
        rows = (line.split() for line in file.read_text(encoding="ascii").splitlines())
        return next((int(row[1]) for row in rows if row[0] == name), 0)
    except (OSError, ValueError, IndexError):
        return 0


def allowance(setting: str, there: Memory | None = None) -> int:
    """Bytes that the model's process may take, by the setting `ram`: "free", a size, or "off", which is 0: no limit.

    A process that is running already is among what is not free: add what it has.
    Raises: BadConfig.
    """
    wanted = setting.strip().lower()
    if wanted == OFF:
        return 0
    if wanted != FREE:
        return parse_bytes(setting)
    there = there or memory()
    share = max(DESKTOP_LEAST, int(DESKTOP_PART * there.total))
    return max(1, there.free - min(share, there.free // 2))


# ---- how fast it is ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Speeds:
    """`works`: bytes of weights a second, by ggml's number of their kind; `layer`: seconds that a layer takes beside;
    `disk`: bytes a second of direct reads; `guessed`: nothing of it was measured; `threads`: with so many a token is
    decoded fastest, 0 where that is not known."""

    works: Mapping[int, float]
    layer: float
    disk: float
    guessed: bool = False
    threads: int = 0

    def machine(self, weights: Sequence[Weight], used: int = 0) -> Machine:
        """The machine as this model meets it: the kinds of its weights and the number of its layers count."""
        size = seconds = 0.0
        layers = set()
        for one, many in worked(weights, used):
            size += many
            seconds += many / self._work(one.kind) * (ROUTED if is_experts(one) else 1.0)
            if one.name.startswith("blk."):
                layers.add(one.name.split(".")[1])
        seconds += len(layers) * self.layer
        return Machine(self.disk, size / seconds if seconds else next(iter(self.works.values())))

    def _work(self, kind: int) -> float:
        measured = kind if kind in self.works else _AS_SLOW.get(kind, _LARGE_BLOCKS)
        return self.works.get(measured) or min(self.works.values())


GUESS = Speeds({2: 4e9, 8: 5e9, 12: 4e9}, layer=1e-4, disk=8e8, guessed=True)
"""A modest machine."""


def speeds(folder: Path, place: Path, now: float | None = None) -> Speeds | None:
    """What was measured of this machine and of the disk that a model, or a folder for models, is on; None where it has
    to be measured."""
    held: Any = remembered(folder / KEPT).get(_disk_name(place))
    now = time.time() if now is None else now
    try:
        if held["of"] != _mark() or not 0 <= now - held["when"] < VALID_SECONDS:
            return None
        found = held["speeds"]
        works = {int(kind): float(work) for kind, work in found["works"].items()}
        return Speeds(works, float(found["layer"]), float(found["disk"]), threads=int(found["threads"]))
    except (KeyError, TypeError, ValueError, AttributeError):  # nothing, or damaged
        return None


def measure(folder: Path, place: Path, seconds: float = MEASURING_SECONDS, stop: Break | None = None) -> Speeds:
    """Measures the machine and the disk that a model, or a folder for models, is on, in a child, and remembers it.

    It takes some seconds. What cannot be measured is as in `GUESS`. `stop` breaks it off. Raises: Broken.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        where, model = (place, []) if place.is_dir() else (folder, [str(place)])
        with tempfile.TemporaryDirectory(dir=where, prefix=".secondme-") as probes:
            found = _said(_told([probes, *model], seconds, stop or Break()))
    except OSError:  # nothing can be written there
        return GUESS
    if not found.guessed:
        kept = {"of": _mark(), "when": time.time(), "speeds": asdict(found)}
        remember(folder / KEPT, _disk_name(place), kept)
    return found


def _told(arguments: Sequence[str], seconds: float, stop: Break) -> bytes:
    """What a child says; nothing where it fails or takes too long. Raises: Broken."""
    child = subprocess.Popen(
        [sys.executable, "-P", "-m", "secondme.llm.measuring", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment({"GGML_NO_BACKTRACE": "1"}),
    )
    try:
        with stop.ending(child):
            return child.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired:
        return b""
    finally:
        child.kill()
        child.communicate()


def _said(line: bytes) -> Speeds:
    try:
        said: dict[str, Any] = json.loads(line)
        works = {int(kind): float(work) for kind, work in said["works"].items()}
        return Speeds(works, said["layer"], said["disk"] or GUESS.disk, threads=said["threads"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return GUESS


def _mark() -> list[Any]:
    return [VERSION, metadata.version("llama-cpp-python"), cores()]


def _disk_name(place: Path) -> str:
    """A name for the disk that something is on."""
    try:
        return f"device {place.stat().st_dev}"
    except OSError:
        return "device"
