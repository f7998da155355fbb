"""Weights that stream: pointed at a slot of the ring while they are there, and at the mapped file at all other times.

So a computation in an order that was not learnt is slow, and never wrong. All is called out of gates, where nothing is
being computed, or between passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby

from secondme.llm.flash.direct import Readable, ReadFailed
from secondme.llm.flash.graph import Graph, Unfit
from secondme.llm.flash.ring import Ring
from secondme.llm.flash.system import up
from secondme.llm.gguf import Weight


class Streams:
    """A ring, and a gate before each weight of it (or some that are wanted at once).

    A cycle is one computation of the graph. It begins at the first gate, whether or not the last one ended: one pass
    may be several computations, or one without any of these weights.
    """

    def __init__(
        self, graph: Graph, file: Readable, base: int, weights: Sequence[Weight], slots: int, slot_bytes: int
    ) -> None:
        """`base` is where the file is mapped. Raises: as `groups`; MemoryError."""
        self._graph, self._base = graph, base
        self._weights = by_use(graph, weights)
        self._groups = groups(graph, self._weights, slots)
        self._ring = Ring(file, self._weights, slots, slot_bytes)
        self.bytes = slots * up(slot_bytes)
        """Memory of the ring."""
        self._begin = self._ring.turn
        self._held = range(0)
        self._next = 0

    @property
    def waited(self) -> float:
        """Seconds that the computation waited for the disk."""
        return self._ring.waited

    def gates(self) -> Iterable[tuple[bytes, Callable[[int], None]]]:
        """What to call after which nodes. Raises, when called: ReadFailed."""
        for number, (node, _) in enumerate(self._groups):
            yield node, partial(self._arrive, number)

    def end(self) -> None:
        """A pass has ended, somewhere."""
        self._put_home()
        if not self._next:
            return
        if self._next == len(self._groups):
            self._begin += len(self._weights)
            self._ring.release(self._begin)
            self._next = 0
        else:
            self.restart()

    def restart(self) -> None:
        """Begins anew with the first weight; so after a failure."""
        self._put_home()
        self._ring.restart()
        self._begin = self._ring.turn
        self._next = 0

    def close(self) -> None:
        """Everything is in the file again."""
        self._put_home()
        self._ring.close()

    def _arrive(self, number: int, _: int) -> None:
        if number == 0 and (self._next > 1 or len(self._groups) == 1):
            self.end()
        if number != self._next:  # here already, or not in the order that was learnt: what is left comes from the file
            return
        self._put_home()
        group = self._groups[number][1]
        self._ring.release(self._begin + group.start)
        failure: ReadFailed | None = None
        for at in group:
            turn = self._begin + at
            try:
                self._ring.wait(turn)
            except ReadFailed as fault:
                failure = fault
            # also after a failure: a node may be computed before llama.cpp gives up, and the file may end too early
            self._graph.point(self._weights[at].name, self._ring.address(turn))
        self._held, self._next = group, number + 1
        if failure:
            raise failure

    def _put_home(self) -> None:
        for at in self._held:
            self._graph.point(self._weights[at].name, self._base + self._weights[at].offset)
        self._held = range(0)


def by_use(graph: Graph, weights: Iterable[Weight]) -> tuple[Weight, ...]:
    """Weights in the order in which they are wanted."""
    return tuple(sorted(weights, key=lambda one: graph.uses[one.name][0].at))


def groups(graph: Graph, weights: Sequence[Weight], slots: int) -> list[tuple[bytes, range]]:
    """The nodes before weights in the order of use, and which of these wait there.

    Raises: Unfit where some weight has no such node, or is wanted again when its slot serves another.
    """
    gates = []
    for one in weights:
        if any((use.operation, use.operand) != ("MUL_MAT", 0) for use in graph.uses[one.name]):
            raise Unfit(f"{one.name} is used in a way that cannot wait for it.")
        gate = graph.gate_before(one.name)
        if gate is None:
            raise Unfit(f"Nothing is computed before {one.name} that could wait for it.")
        gates.append(gate)
    found: list[tuple[bytes, range]] = []
    for (_, node), several in groupby(gates):
        begin = found[-1][1].stop if found else 0
        found.append((node, range(begin, begin + len(list(several)))))
    for node, group in found:
        if len(group) > slots:
            raise Unfit(f"After {node.decode()} more weights are wanted at once than there are slots.")
        replaced = gates[group.stop][0] if group.stop < len(gates) else len(graph.order)
        for at in group:
            if graph.uses[weights[at].name][-1].at > replaced:
                raise Unfit(f"{weights[at].name} is used again when another weight has taken its place.")
    return found
