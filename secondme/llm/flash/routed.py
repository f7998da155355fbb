"""Experts: the weights of all of a layer point into the cache while that layer computes, and at the mapped file at all
other times, so that only what was asked for by number is read out of the cache."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial

from secondme.llm.flash.direct import DirectFile
from secondme.llm.flash.experts import Experts
from secondme.llm.flash.foresight import Foresight
from secondme.llm.flash.graph import Graph, Unfit
from secondme.llm.gguf import Weight

_LAYER = re.compile(r"blk\.(\d+)\.")


class Routed:
    """A cache of experts, and a gate at the node of each layer that chooses among them."""

    def __init__(self, graph: Graph, file: DirectFile, base: int, weights: Sequence[Weight], budget: int) -> None:
        """`base` is where the file is mapped. Raises: as `routers`; Refused if the budget holds too few experts."""
        self._graph, self._base = graph, base
        self._routers = routers(graph, weights)
        self.weights = tuple(weights)
        self.experts = Experts(file, weights, budget)
        self.foresight: Foresight | None = None
        with suppress(Unfit):
            self.foresight = Foresight(graph, self.experts, sorted(layer for layer, _ in self._routers.values()))
        self._held: tuple[Weight, ...] = ()
        self._tokens, self._stood = 0, 0.0

    def gates(self) -> Iterable[tuple[bytes, Callable[[int], None]]]:
        """What to call after which nodes. Raises, when called: ReadFailed."""
        for node, (layer, weights) in self._routers.items():
            yield node, partial(self._arrive, layer, weights)

    def begin(self) -> None:
        """A pass begins."""
        self._tokens, self._stood = 0, 0.0

    def end(self, done: bool) -> None:
        """A pass has ended, by itself or broken off."""
        self._put_home()
        if done and self._tokens == 1 and self.foresight:
            self.foresight.ended(self._stood)

    def close(self) -> None:
        """Lets the cache go; everything is in the file again."""
        self._put_home()
        self.experts.close()

    def _arrive(self, layer: int, weights: tuple[Weight, ...], tensor: int) -> None:
        self._put_home()
        ids = self._graph.ids(tensor)
        # before they are there: a node may be computed before llama.cpp gives up, and the file may end too early
        self._held = weights
        for one in weights:
            self._graph.point(one.name, self.experts.addresses[one.name])
        if ids.size:
            began = time.perf_counter()
            self._tokens = max(self._tokens, len(ids))
            self.experts.need(layer, ids)
            if self.foresight:
                self.foresight.look(layer, tensor, ids)
            self._stood += time.perf_counter() - began

    def _put_home(self) -> None:
        for one in self._held:
            self._graph.point(one.name, self._base + one.offset)
        self._held = ()


def routers(graph: Graph, weights: Iterable[Weight]) -> dict[bytes, tuple[int, tuple[Weight, ...]]]:
    """The nodes that choose among experts, in the order of the file; of which layer, and the weights of its experts.

    Raises: Unfit where these are used in another way.
    """
    found: dict[bytes, tuple[int, tuple[Weight, ...]]] = {}
    for one in weights:
        uses = graph.uses[one.name]
        node, part = uses[0].chosen_by, _LAYER.match(one.name)
        known = all((use.operation, use.operand, use.chosen_by) == ("MUL_MAT_ID", 0, node) for use in uses)
        if part is None or not known or graph.order.count(node) != 1 or graph.order.index(node) > uses[0].at:
            raise Unfit(f"{one.name} is used in a way that is not known of experts.")
        layer, others = found.get(node, (int(part[1]), ()))
        if layer != int(part[1]):
            raise Unfit(f"{node.decode()} chooses experts of two layers.")
        found[node] = layer, (*others, one)
    return found
