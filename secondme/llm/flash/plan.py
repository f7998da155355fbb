"""What of a model stays in memory, what streams from its file, and how fast it will then be.

Pure. Whole matrices of a dense model stream, those of the feed-forward part first, attention only when it must; of a
mixture of experts all but the experts stay and these have a cache. Tables of which rows are looked up stay mapped,
whatever is not a large matrix of a layer is pinned. More memory never streams more: what streams is the beginning of
an order that depends on the weights alone.
"""

from __future__ import annotations

import math
import mmap
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from secondme.errors import Refused
from secondme.llm.gguf import Weight

PAGE = mmap.PAGESIZE
FEWEST_SLOTS = 4
"""Of the ring: three matrices may be wanted at once (queries, keys, values), and one is being read."""
SMALL = 1 << 16
"""Bytes up to which a matrix is not worth a read of its own."""
MORE_TOKENS = 0.16
"""What one more token in a pass costs, as a part of the first: passes of a 1.7B shape in Q4_0 took 0.25 s with 1 token,
0.39 with 4, 0.51 with 8, 0.83 with 16 and 1.45 with 32."""
BESIDE = 1.15
"""What a pass takes over the longer of computing and reading where both go on together: 1.0 on quiet cores, 1.2 to 1.4
on busy ones, so this is between."""
POPULAR = 6.0
"""How uneven routing is: with a part f of the experts in memory, 1 - (1 - f) ** POPULAR of the wanted ones are there.
Measured 0.67, 0.86 and 0.98 at 0.13, 0.29 and 0.46, with random weights; 1 would be routing without favourites."""
USED = 1 / 8
"""Part of the experts that a token uses, where the file does not say."""

SCATTERED = 0.3
"""Part of the disk's speed at which missing experts come: few reads at a time, and the computation waits for each
layer's. Measured 0.32, 0.28 and 0.2 where 82, 25 and 7 MB a token were missing."""

OUTPUT = ("output", "token_embd_norm.")
"""How the names of weights begin that belong to the output; the second of LFM2, of others a norm of no weight."""

_LAYER = re.compile(r"blk\.(\d+)\.")
_EXPERTS = re.compile(r"blk\.\d+\.ffn_\w+_exps\.weight")
_FEED_FORWARD = re.compile(r"blk\.\d+\.ffn_\w+\.weight")
_ATTENTION = re.compile(r"blk\.\d+\.attn_\w+\.weight")
_EMBEDDINGS, _OUTPUT = "token_embd.weight", "output.weight"
_ROWS = "per_layer_token_embd.weight"
_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Machine:
    """How fast a machine is, in bytes a second: `disk` of direct reads, `work` of weights that the processor gets
    through while it decodes."""

    disk: float
    work: float


@dataclass(frozen=True, slots=True)
class Share:
    """Bytes of one layer, or with `layer` -1 of what belongs to none: kept, streamed at every pass, in experts and how
    many of these the cache holds at a time, mapped."""

    layer: int
    kept: int = 0
    streamed: int = 0
    experts: int = 0
    cached: int = 0
    mapped: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """Where each weight is to be, once: `pinned`, `streamed` (as in the file) through a ring of `slots`, `experts` in a
    cache, or `mapped`: left where they are, for single rows are looked up.

    `ram` is the whole budget, `other` all of it that is not weights: the process, cells, buffers. `used` is how many
    experts of a layer a token uses.
    """

    pinned: tuple[Weight, ...]
    streamed: tuple[Weight, ...]
    experts: tuple[Weight, ...]
    mapped: tuple[Weight, ...]
    slots: int
    slot_bytes: int
    cache_bytes: int
    ram: int
    other: int
    used: int = 0

    @property
    def plain(self) -> bool:
        """Whether all of it fits: it is left to llama.cpp then, and is `pinned` here."""
        return not (self.streamed or self.experts or self.mapped)

    @property
    def pinned_bytes(self) -> int:
        """Memory of what stays; in whole pages where it is ours."""
        return sum(one.bytes for one in self.pinned) if self.plain else sum(map(room, self.pinned))

    @property
    def streamed_bytes(self) -> int:
        """What every pass reads."""
        return sum(one.bytes for one in self.streamed)

    @property
    def ring_bytes(self) -> int:
        """Memory of what streams."""
        return self.slots * self.slot_bytes

    @property
    def expert_bytes(self) -> int:
        """All the experts, of which the cache holds `cache_bytes`."""
        return sum(one.bytes for one in self.experts)

    @property
    def weight_bytes(self) -> int:
        """Memory that the weights take, at most."""
        return self.pinned_bytes + self.ring_bytes + self.cache_bytes

    @property
    def peak(self) -> int:
        """Memory that the whole process takes, at most."""
        return self.weight_bytes + self.other

    @property
    def hit(self) -> float:
        """Part of the wanted experts that the cache is expected to hold."""
        return 1 - (1 - min(1.0, self.cache_bytes / self.expert_bytes)) ** POPULAR if self.experts else 1.0

    def seconds(self, machine: Machine, *, tokens: int = 1, hit: float | None = None) -> float:
        """How long a pass of so many tokens takes: what streams is read meanwhile, experts that are not there are
        waited for. `hit` is the part of them that is, as measured; None: `self.hit`."""
        weights = (*self.pinned, *self.streamed, *self.experts, *self.mapped)
        computing = sum(size for _, size in worked(weights, self.used)) / machine.work
        computing *= 1 + MORE_TOKENS * (tokens - 1)
        missed = self._missed(tokens, self.hit if hit is None else hit)
        beside = BESIDE if self.streamed else 1.0
        return beside * max(computing, self.streamed_bytes / machine.disk) + missed / (SCATTERED * machine.disk)

    @property
    def pass_bytes(self) -> int:
        """Bytes that a pass of one token is expected to read."""
        return self.streamed_bytes + int(self._missed(1, self.hit))

    def _missed(self, tokens: int, hit: float) -> float:
        return (1 - hit) * sum(one.bytes * _wanted(one, self.used, tokens) for one in self.experts)

    def by_layer(self) -> tuple[Share, ...]:
        """What becomes of each layer, in order; first what belongs to none."""
        sizes: dict[int, dict[str, int]] = {-1: {}}
        parts = {"kept": self.pinned, "streamed": self.streamed, "experts": self.experts, "mapped": self.mapped}
        for name, weights in parts.items():
            for one in weights:
                layer = sizes.setdefault(_layer(one), {})
                layer[name] = layer.get(name, 0) + one.bytes
        held = min(1.0, self.cache_bytes / self.expert_bytes) if self.experts else 0.0
        return tuple(Share(at, **one, cached=int(one.get("experts", 0) * held)) for at, one in sorted(sizes.items()))


def plan(weights: Sequence[Weight], ram: int, *, other: int = 0, slots: int = 6, used: int = 0) -> Plan:
    """The plan that streams least within `ram` bytes, of which `other` are taken by what is not weights.

    `slots` of the ring at most, `used` experts a token (0: the file does not say).
    Raises: Refused, with the smallest budget that would do, or where the file has weights whose size is not known.
    """
    if (strange := unmeasured(weights)) is not None:
        raise Refused(f"{strange.name} is of a type whose size this program does not know: it cannot be streamed.")
    whole = Plan(tuple(weights), (), (), (), 0, 0, 0, ram, other, used)
    if whole.peak <= ram:
        return whole
    lookups = _lookups(weights)
    mapped = tuple(one for one in weights if one.name in lookups)
    kept = replace(whole, pinned=tuple(one for one in weights if one.name not in lookups), mapped=mapped)
    if mapped and kept.peak <= ram:
        return kept
    experts = tuple(one for one in kept.pinned if is_experts(one))
    enough = min(whole.peak, kept.peak)
    return _with_experts(kept, experts, enough) if experts else _streaming(kept, slots, enough)


def unmeasured(weights: Iterable[Weight]) -> Weight | None:
    """The first weight whose size in bytes is not known, if there is one."""
    return next((one for one in weights if one.bytes < 2 <= math.prod(one.sides)), None)


def worked(weights: Sequence[Weight], used: int = 0) -> Iterator[tuple[Weight, float]]:
    """The weights that a pass of one token multiplies with, and how many bytes of each: of experts the `used` ones."""
    lookups = _lookups(weights)
    for one in weights:
        if one.name not in lookups:
            yield one, one.bytes * (_wanted(one, used, 1) if is_experts(one) else 1.0)


def room(weight: Weight) -> int:
    """Memory of a weight in pages of its own, that begins where it does in its page of the file."""
    return _whole_pages(weight.offset % PAGE + weight.bytes)


def expert_floor(experts: Iterable[Weight]) -> int:
    """Bytes of the experts of the largest layer, each in pages of its own: what a cache of them must hold, for a long
    prompt may want them all."""
    layers: dict[int, int] = {}
    for one in experts:
        each = one.bytes // one.sides[2]
        layers[_layer(one)] = layers.get(_layer(one), 0) + one.sides[2] * (_whole_pages(each) + PAGE)
    return max(layers.values(), default=0)


def is_experts(weight: Weight) -> bool:
    """Whether these are the matrices of all experts of a layer, one behind the other."""
    return len(weight.sides) == 3 and _EXPERTS.fullmatch(weight.name) is not None


def _with_experts(kept: Plan, experts: tuple[Weight, ...], enough: int) -> Plan:
    names = {one.name for one in experts}
    pinned = tuple(one for one in kept.pinned if one.name not in names)
    split = replace(kept, pinned=pinned, experts=experts)
    floor = expert_floor(experts)
    left = kept.ram - split.peak
    if left < floor:
        raise _too_small(min(enough, split.peak + floor), kept.ram)
    return replace(split, cache_bytes=left)


def _streaming(kept: Plan, slots: int, enough: int) -> Plan:
    """The plan whose streamed weights are the shortest beginning of their order that makes the rest fit; where none
    does, the smallest with ever fewer slots."""
    order = _order(kept.pinned)
    # Memory with the first so many of them streamed is `base[many] + slots * slot[many]`.
    base, slot = [kept.other + sum(map(room, kept.pinned))], [0]
    for one in order:
        base.append(base[-1] - room(one))
        slot.append(max(slot[-1], _whole_pages(one.bytes) + 2 * PAGE))
    for count in range(max(slots, FEWEST_SLOTS), FEWEST_SLOTS - 1, -1):
        peaks = [bottom + count * size for bottom, size in zip(base, slot, strict=True)]
        least = min(peaks)
        if least > kept.ram:
            continue
        fewer = count < slots
        many = next(at for at, peak in enumerate(peaks) if (peak == least if fewer else peak <= kept.ram))
        names = {one.name for one in order[:many]}
        return replace(
            kept,
            pinned=tuple(one for one in kept.pinned if one.name not in names),
            streamed=tuple(sorted(order[:many], key=lambda one: one.offset)),
            slots=count,
            slot_bytes=slot[many],
        )
    raise _too_small(min(enough, least), kept.ram)


def _order(weights: Sequence[Weight]) -> list[Weight]:
    """What may be streamed, in the order in which it comes to it: feed-forward before attention, each spread over the
    depth as the multiples of the golden ratio are over a circle, so that every beginning of the order is spread evenly
    (three-distance theorem: neighbours are at one of three distances)."""
    matrices = sorted(
        (one for one in weights if len(one.sides) == 2 and one.bytes > SMALL), key=lambda one: (_layer(one), one.offset)
    )
    found: list[Weight] = []
    for form in (_FEED_FORWARD, _ATTENTION):
        some = [one for one in matrices if form.fullmatch(one.name)]
        found += [some[at] for at in sorted(range(len(some)), key=lambda at: at * _GOLDEN % 1)]
    return found


def _wanted(stacked: Weight, used: int, tokens: int) -> float:
    """Part of the experts of a layer that a pass of so many tokens wants, each choosing for itself."""
    part = min(1.0, used / stacked.sides[2]) if used else USED
    return 1.0 - (1.0 - part) ** tokens


def _lookups(weights: Iterable[Weight]) -> frozenset[str]:
    """Names of tables of which single rows are looked up, and that nothing multiplies. That of the words is the output
    too where that has a norm and no matrix; where it has neither, it is elsewhere, on a graphics processor say."""
    names = {one.name for one in weights}
    tied = _OUTPUT not in names and any(name.startswith(OUTPUT) for name in names)
    return frozenset(names & ({_ROWS} if tied else {_EMBEDDINGS, _ROWS}))


def _layer(weight: Weight) -> int:
    found = _LAYER.match(weight.name)
    return int(found[1]) if found else -1


def _whole_pages(size: int) -> int:
    return -(-size // PAGE) * PAGE


def _too_small(least: int, ram: int) -> Refused:
    wanted = -(-least // (1 << 20))
    return Refused(
        f"This model needs {wanted:,} MiB of memory at the least; it may use {max(0, ram) >> 20:,} MiB.",
        f'Set `ram = "{wanted}MiB"` in [model], or choose a smaller model.',
    )
