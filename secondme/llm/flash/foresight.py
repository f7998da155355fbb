"""Which experts the next layer will want, said by its own router while this layer computes, and whether that pays.

Source: Eliseev and Mazur 2023, "Fast Inference of Mixture-of-Experts Language Models with Offloading", section 3.2:
what goes into one layer's router is much like what will go into the next one's. Ours corrects for the layers' norms.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from secondme.llm.flash.experts import Experts
from secondme.llm.flash.graph import Graph, Unfit

WINDOW, WINDOWS = 8, 4
"""Passes that are done one way before the other is tried, and how often each is tried."""
SETTLING = 2
"""First passes of a window, which still have what the way before had read."""
KEPT = 1_000
"""Passes for which the better way is kept."""
WORTH = 0.95
"""Foreseeing is kept where a pass then stands still for less than this part of the time."""


class Trial:
    """Whether something pays: done and left out by turns, then as it was faster, then tried again."""

    def __init__(self) -> None:
        self.on = True
        self.saved = 0.0
        """Seconds a pass that it saved when it was last tried, or (below 0) would have cost."""
        self._seconds: dict[bool, list[float]] = {True: [], False: []}
        self._left, self._windows = WINDOW, 2 * WINDOWS

    def ended(self, seconds: float) -> None:
        """A pass has ended that stood still for so long, to wait and to foresee."""
        self._left -= 1
        if self._windows and self._left < WINDOW - SETTLING:
            self._seconds[self.on].append(seconds)
        if self._left:
            return
        if self._windows > 1:
            self._windows, self._left, self.on = self._windows - 1, WINDOW, not self.on
        elif self._windows:
            done, left_out = (statistics.median(self._seconds[way]) for way in (True, False))
            self.saved, self.on = left_out - done, done < WORTH * left_out
            self._windows, self._left = 0, KEPT
        else:
            self._seconds = {True: [], False: []}
            self._windows, self._left, self.on = 2 * WINDOWS, WINDOW, True


class Foresight:
    """Has experts read before their layer chooses, where a pass is of one token: it wants few, and waits for them."""

    def __init__(self, graph: Graph, experts: Experts, layers: Sequence[int]) -> None:
        """Raises: Unfit where the routers are not of a kind that can be asked here."""
        self._graph, self._experts = graph, experts
        self._next = dict(pairwise(layers))
        for layer in layers:
            if not graph.is_floats(_router(layer)):
                raise Unfit(f"The router of layer {layer} cannot be asked.")
        self._scales = {layer: self._scale(layer, after) for layer, after in self._next.items()}
        self._said: dict[int, set[int]] = {}
        self.trial = Trial()
        self.wanted = self.foreseen = 0
        """Experts that were wanted where some were foreseen, and how many of these had been."""

    def look(self, layer: int, tensor: int, ids: NDArray[np.int32]) -> None:
        """A layer has chosen, and its experts are there: begins to read those of the next one. `tensor` is the node of
        the choice."""
        if said := self._said.pop(layer, None):
            self.wanted += ids.shape[1]
            self.foreseen += len(said.intersection(ids[0].tolist()))
        after = self._next.get(layer)
        if after is None or len(ids) != 1 or not self.trial.on:
            return
        state = self._graph.operand_of(tensor, _router(layer))
        if state is None:
            return
        # numpy's own loop: its library of matrices would wake threads, for which there is no core now
        scaled = self._graph.values(state)[0] * self._scales[layer]
        odds = np.einsum("ew,w->e", self._graph.weight(_router(after)), scaled)
        likeliest = np.argsort(-odds)[: ids.shape[1]].tolist()
        self._said[after] = set(likeliest)
        self._experts.ahead(after, likeliest)

    def ended(self, seconds: float) -> None:
        """A pass of one token has ended that stood still for so long."""
        self._said.clear()
        self.trial.ended(seconds)

    def _scale(self, layer: int, after: int) -> NDArray[np.float32] | np.float32:
        """What makes of a state that one layer's norm scaled one that the next layer's did."""
        names = [f"blk.{one}.ffn_norm.weight" for one in (layer, after)]
        if not all(map(self._graph.is_floats, names)):
            return np.float32(1)
        ours, theirs = (self._graph.weight(name)[0] for name in names)
        scale: NDArray[np.float32] = np.divide(theirs, ours, out=np.ones_like(ours), where=ours != 0)
        return scale


def _router(layer: int) -> str:
    return f"blk.{layer}.ffn_gate_inp.weight"
