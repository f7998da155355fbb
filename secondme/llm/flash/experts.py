"""The experts of a mixture, read from the model's file when they are needed, and ahead where that is foreseen.

Each stacked tensor has room for all of its experts, of which only those pages take memory that hold one that is there.
Experts do not begin at page boundaries: neighbours share a page. Invariant: a page is there, or being read, whole, if
and only if an expert that touches it is; so it is read by the first of them, waited for by all, and given back with the
last, and nothing is ever read into a page that the computation may be reading.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from secondme.llm.flash.arena import Arena
from secondme.llm.flash.direct import PATIENCE, Readable, ReadFailed
from secondme.llm.flash.reads import Read, Reads
from secondme.llm.flash.residency import EXPECTED, Expert, Ids, Residency
from secondme.llm.flash.system import PAGE, down, up
from secondme.llm.gguf import Weight

CHUNK = 1 << 20
"""Bytes of a read, at most."""
MANY = 32
"""Tokens from which on the next layer is read while one computes, if more than half of the experts were needed."""

_LAYER = re.compile(r"blk\.(\d+)\.")


class Experts:
    """What is there of all experts, within a budget; all of one thread.

    The budget must hold one whole layer, of which a long prompt may need all experts: so it is never exceeded, and what
    is needed always finds room. After a ReadFailed nothing that was being read counts as there; what was, is.
    """

    def __init__(
        self,
        file: Readable,
        weights: Sequence[Weight],
        budget: int,
        *,
        policy: str = EXPECTED,
        threads: int = 8,
        patience: float = PATIENCE,
    ) -> None:
        """`weights`: the stacked tensors, their experts along the last side. `patience`: seconds without a byte after
        which the disk counts as gone. The file stays the caller's to close, after this.

        Raises: Refused, with the smallest budget, where this one is below `floor`; MemoryError.
        """
        stacks = [_Stack(weight) for weight in weights]
        experts = {stack.experts for stack in stacks}
        if len(experts) != 1:
            raise ValueError(f"layers of {sorted(experts)} experts")
        sizes: dict[int, int] = {}
        for stack in stacks:
            sizes[stack.layer] = sizes.get(stack.layer, 0) + stack.most
        self._residency = Residency(sizes, experts.pop(), budget, policy)
        self._arena = Arena(sum(up(weight.offset % PAGE + weight.bytes) for weight in weights), huge=False)
        self._layers: dict[int, list[_Stack]] = {}
        addresses = {}
        for stack, weight in zip(stacks, weights, strict=True):
            place = self._arena.place(weight.offset, weight.bytes)
            stack.shift = place - down(weight.offset)
            addresses[weight.name] = self._arena.base + stack.shift + weight.offset
            self._layers.setdefault(stack.layer, []).append(stack)
        self.addresses: Mapping[str, int] = MappingProxyType(addresses)
        """Where each stacked tensor begins, there or not."""
        layers = self._residency.layers
        # The last is left out: of a prompt it computes only the tokens whose outcome is wanted.
        self._next = dict(pairwise(layers[:-1]))
        self._touching: set[Expert] = set()
        self._coming: dict[Expert, list[list[Read]]] = {}
        self._unsure = False
        self._reads = Reads(file, threads, patience)
        self.trace: list[tuple[int, Ids]] | None = None
        """Where it is a list, all that is needed is recorded there."""
        self.waited = 0.0
        """Seconds for which the computation waited."""

    @property
    def floor(self) -> int:
        """The smallest budget, in bytes."""
        return self._residency.floor

    @property
    def used(self) -> int:
        """Bytes that are there or coming, no less than the memory they take."""
        return self._residency.used

    @property
    def hits(self) -> int:
        """Needs of an expert that was there, or coming."""
        return self._residency.hits

    @property
    def misses(self) -> int:
        """Needs of an expert that was not."""
        return self._residency.misses

    @property
    def foreseen(self) -> int:
        """Experts read ahead."""
        return self._residency.foreseen

    @property
    def foretold(self) -> int:
        """Of these, how many were needed the next time that their layer ran."""
        return self._residency.foretold

    def __contains__(self, expert: Expert) -> bool:
        """Whether it is there or coming."""
        return expert in self._residency

    def need(self, layer: int, ids: Ids) -> None:
        """Returns when all experts are there that a layer's router chose, shape (tokens, k); they stay until another
        layer needs some. Of a long prompt, begins to read the next layer.

        Raises: ReadFailed.
        """
        if self.trace is not None:
            self.trace.append((layer, ids.copy()))
        with self._sure():
            self._fetch(layer, ids)
        following = self._next.get(layer)
        if following is not None and len(ids) >= MANY and 2 * len(np.unique(ids)) > self._residency.experts:
            self.ahead(following, self._residency.likely(following))

    def ahead(self, layer: int, experts: Iterable[int]) -> None:
        """A layer will need these, the surest first: reads them while others compute, as many as find room beside what
        the running layer needs. What goes wrong is found when they are needed."""
        with suppress(ReadFailed), self._sure():
            missing, victims = self._residency.foresee(layer, experts)
            self._let_go(victims)
            self._start(layer, missing, False)

    def resize(self, budget: int) -> None:
        """Another budget, between passes. Raises: Refused where it is below `floor`."""
        with self._sure():
            self._let_go(self._residency.resize(budget))

    def close(self) -> None:
        """Ends the threads and gives all memory back; the addresses must be in use no more. Safe to call twice."""
        self._reads.close()
        self._arena.close()

    @contextmanager
    def _sure(self) -> Iterator[None]:
        """After anything but a good end, an interrupt in the middle too, nothing is there that might not be."""
        if self._unsure:
            self._give_up()
        self._unsure = True
        try:
            yield
        except BaseException:
            self._give_up()
            raise
        self._unsure = False

    def _give_up(self) -> None:
        """Nothing that was coming, or was to come, is there."""
        self._reads.drop()
        held = set(self._residency.held())
        for gone in (held - self._touching) | (self._touching - held) | {*self._coming}:
            self._residency.forget(*gone)
            self._give_back(gone)
        self._unsure = False

    def _fetch(self, layer: int, ids: Ids) -> None:
        missing, victims = self._residency.need(layer, ids)
        if not missing and not self._coming:
            return
        began = time.perf_counter()
        self._let_go(victims)
        self._start(layer, missing, True)
        awaited = [key for expert in np.unique(ids).tolist() if (key := (layer, expert)) in self._coming]
        try:
            self._reads.wait([read for key in awaited for some in self._coming[key] for read in some])
        finally:
            self.waited += time.perf_counter() - began
        for key in awaited:
            del self._coming[key]

    def _start(self, layer: int, experts: Iterable[int], now: bool) -> None:
        """Has the pages of some experts read that no other brings."""
        reads: list[list[Read]] = [[] for _ in self._layers[layer]]
        for expert in sorted(experts):
            coming = [self._wanted(expert, stack, at, reads[at]) for at, stack in enumerate(self._layers[layer])]
            self._touching.add((layer, expert))
            self._coming[layer, expert] = coming
        self._reads.put([read for some in reads for read in some], now)

    def _wanted(self, expert: int, stack: _Stack, at: int, reads: list[Read]) -> list[Read]:
        """The reads that bring an expert's pages, first page first: those of its neighbours, and its own. These are put
        to `reads`, whose last is made longer where it ends where they begin."""
        begin, end, below, above = self._own(stack, expert)
        before, behind = (self._coming.get((stack.layer, one)) for one in (below, above))
        wanted = before[at][-1:] if before else []
        while begin < end:
            last = reads[-1] if reads else None
            joined = last is not None and last.offset + len(last.view) == begin and len(last.view) < CHUNK
            first = last.offset if last is not None and joined else begin
            part = min(end, first + CHUNK)
            try:
                view = self._arena.view(stack.shift + first, stack.shift + part)
            except MemoryError as refusal:
                raise ReadFailed(str(refusal)) from None
            if last is not None and joined:
                last.view = view
            else:
                last = Read(view, begin)
                reads.append(last)
            if last not in wanted:
                wanted.append(last)
            begin = part
        wanted += behind[at][:1] if behind else []
        for read in wanted:
            read.users += 1
        return wanted

    def _own(self, stack: _Stack, expert: int) -> tuple[int, int, int, int]:
        """The pages of the file, from and to, that only this expert touches of those there or coming; and the one
        that has its first page, the one that has its last (-1 none)."""
        first, last = stack.begin(expert), stack.begin(expert + 1)
        begin, end = down(first), up(last)
        below, above = expert - 1, expert + 1
        while below >= 0 and (stack.layer, below) not in self._touching and stack.begin(below) > begin:
            below -= 1
        if below >= 0 and (stack.layer, below) in self._touching and stack.begin(below + 1) > begin:
            begin += PAGE
        else:
            below = -1
        while above < stack.experts and (stack.layer, above) not in self._touching and stack.begin(above + 1) < end:
            above += 1
        if begin < end and (stack.layer, above) in self._touching and stack.begin(above) < end:
            end -= PAGE
        else:
            above = -1
        return begin, end, below, above

    def _let_go(self, victims: Iterable[Expert]) -> None:
        for victim in victims:
            reads = [read for some in self._coming.get(victim, ()) for read in some]
            if reads:
                self._reads.call_off(reads)
            self._give_back(victim)

    def _give_back(self, victim: Expert) -> None:
        layer, expert = victim
        self._coming.pop(victim, None)
        self._touching.discard(victim)
        for stack in self._layers[layer]:
            begin, end, _, _ = self._own(stack, expert)
            if begin < end:
                self._arena.let_go(stack.shift + begin, stack.shift + end)


class _Stack:
    """A stacked tensor in the file; `shift` is from a place in the file to that in the arena."""

    __slots__ = ("_each", "_offset", "experts", "layer", "most", "shift")

    def __init__(self, weight: Weight) -> None:
        found = _LAYER.match(weight.name)
        self.experts = weight.sides[-1]
        if not found or weight.bytes % self.experts:
            raise ValueError(f"{weight.name} holds no experts")
        self.layer = int(found[1])
        self._offset, self._each = weight.offset, weight.bytes // self.experts
        self.shift = 0
        starts = map(self.begin, range(self.experts))
        self.most = max(up(start + self._each) - down(start) for start in starts)
        """Bytes of the pages that an expert touches."""

    def begin(self, expert: int) -> int:
        """Where an expert begins in the file, and the one before it ends."""
        return self._offset + expert * self._each
