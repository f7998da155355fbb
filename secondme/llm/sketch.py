"""What would become of a model within a limit of memory: whole, streamed or not at all, and how fast. Pure.

It is made from the plan by which a file would be loaded; of a model that is not here yet, from what the catalogue says
of it, and about as true.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from secondme.llm.catalogue import Entry, File
from secondme.llm.flash.plan import FEWEST_SLOTS, Plan
from secondme.llm.footprint import BATCH, MIB, PROCESS
from secondme.llm.machine import Speeds
from secondme.llm.probe import BITS
from secondme.memory.counting import size

How = Literal["whole", "streamed", "no"]

HEADS = 32
"""Of attention, where only the catalogue knows the model: 16 to 32 are usual."""
VOCABULARY = 60 * MIB
"""Its words in memory, as usual with a hundred and fifty thousand of them."""
NEEDED = 0.25
"""Part of a dense model that stays in memory at the least, about: what is not a large matrix, and the ring."""

_KINDS = {"Q4_0": 2, "Q8_0": 8, "Q4_K_M": 12}
"""ggml's number of the kind that most weights of a quantisation are of."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """How a model would run, in bytes. `speed` is in tokens a second; `streamed`
    is read with each token, `cache` holds some of the `experts`. `sentence` says it in words, `why` what was given up
    for it, `cure` what would help where it is refused. `room` is the context, in tokens."""

    how: How
    sentence: str
    ram: int
    peak: int = 0
    speed: float = 0.0
    pinned: int = 0
    streamed: int = 0
    ring: int = 0
    slots: int = 0
    experts: int = 0
    cache: int = 0
    mapped: int = 0
    other: int = 0
    layers: tuple[Mapping[str, int], ...] = ()
    room: int = 0
    why: tuple[str, ...] = ()
    cure: str = ""


def of_plan(made: Plan, speeds: Speeds, *, ram: int, layers: bool = False) -> Sketch:
    """The sketch of a model that is loaded by a plan, within `ram` bytes, 0 for no limit; `layers` says whether each is
    listed."""
    seconds = made.seconds(speeds.machine((*made.pinned, *made.streamed, *made.experts, *made.mapped), made.used))
    speed = 1 / seconds if seconds else 0.0
    return Sketch(
        "whole" if made.plain else "streamed",
        _in_words(made, speed),
        ram,
        made.peak,
        speed,
        made.pinned_bytes,
        made.streamed_bytes,
        made.ring_bytes,
        made.slots,
        made.expert_bytes,
        made.cache_bytes,
        sum(one.bytes for one in made.mapped),
        made.other,
        tuple(asdict(one) for one in made.by_layer()) if layers else (),
    )


def of_entry(
    entry: Entry, file: File, ram: int, context: int, speeds: Speeds, *, cells: str = "f16", gpu: int = 0
) -> Sketch:
    """The sketch of a model of the catalogue, about: by its size alone. Its cache has `cells` of a kind, and `gpu`
    bytes of it may be on a graphics processor."""
    work = speeds.works.get(_KINDS.get(file.quantisation, 0)) or min(speeds.works.values())
    length = min(context, entry.context or context)
    other = PROCESS + VOCABULARY + (talking(entry.cells, length, cells) if entry.kind == "chat" else 0)
    used = file.bytes * (entry.active or entry.parameters) / entry.parameters
    here = file.bytes - (min(gpu, file.bytes) if entry.kind == "chat" else 0)
    peak = here + other
    if peak <= ram or not ram:
        speed = work / used
        return Sketch("whole", _whole(speed), ram, peak, speed, here, other=other)
    least = other + needed(file.bytes, int(used) if entry.active else 0) - (file.bytes - here)
    if least > ram:
        return Sketch("no", f"it needs at least {least / 1e9:.1f} GB of memory, and may use {ram / 1e9:.1f}", ram)
    away = peak - ram
    read = away * used / file.bytes  # of experts only those that are wanted
    speed = 1 / (max(used / work, read / speeds.disk) if not entry.active else used / work + read / speeds.disk)
    made = Sketch("streamed", "", ram, ram, speed, here - away, away, slots=FEWEST_SLOTS, other=other)
    return replace(made, sentence=_streams(read, speed))


def talking(cell: int, context: int, cells: str = "f16") -> int:
    """Bytes that a conversation takes in a context of so many tokens, each of so many bytes in cells of 16 bits, about;
    with those of another kind flash attention computes, which keeps no scores."""
    scores = 4 * BATCH * (HEADS + 1) if cells == "f16" else 0
    return int(context * (cell * BITS[cells] / BITS["f16"] + scores))


def needed(size: int, used: int = 0) -> int:
    """Bytes of a model's weights that must be in memory at the least, about; of a mixture, of which a token has `used`
    so many, these."""
    return used or int(size * NEEDED)


def of_vectors(sketch: Sketch) -> Sketch:
    """The sketch of a model that makes vectors of texts: nothing of it streams, and it writes no tokens."""
    if sketch.how == "whole":
        return replace(sketch, speed=0.0, sentence="all of it fits in memory")
    needed = (sketch.pinned + sketch.streamed + sketch.other) / 1e9
    words = f"it needs {needed:.1f} GB of memory, and may use {sketch.ram / 1e9:.1f}"
    return Sketch("no", words, sketch.ram, cure=sketch.cure or "Let it use more.")


def _in_words(made: Plan, speed: float) -> str:
    if made.plain:
        return _whole(speed)
    if made.experts:
        held = min(1.0, made.cache_bytes / made.expert_bytes)
        return f"{held:.0%} of its experts fit in memory, the others are read when they are wanted{_at(speed)}"
    if not made.streamed:
        return f"all of it fits in memory but tables of which rows are looked up{_at(speed)}"
    return _streams(made.streamed_bytes, speed)


def _whole(speed: float) -> str:
    return f"all of it fits in memory{_at(speed)}"


def _streams(many: float, speed: float) -> str:
    return f"{size(many)} stream from the disk with each token{_at(speed)}"


def _at(speed: float) -> str:
    if not speed:
        return ""
    if speed < 0.05:
        return f": about {1 / speed:.0f} s a token"
    return f": about {speed:.0f} tokens/s" if speed >= 10 else f": about {speed:.1f} tokens/s"


def shown(sketch: Sketch) -> dict[str, Any]:
    """The sketch as JSON, without what a plan alone tells."""
    found = asdict(sketch)
    for name in ("layers", "room", "why", "cure"):
        del found[name]
    return found | {"speed": round(sketch.speed, 2)}
