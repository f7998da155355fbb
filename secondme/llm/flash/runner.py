"""A model computed with only a part of it in memory: carries out a plan in a running context of llama.cpp.

llama.cpp maps the file as always. Then the pointers of its weights are led to memory of ours. Invariant: whenever
something is computed, a weight's pointer leads to its own bytes: to the mapped file, to memory that was filled and
stays, or to a slot of a ring or a cache that was filled and is held until the pointer is led elsewhere.

The order is: `attach` in a new context, then passes between `begin` and `end`, `resize` between passes, and `close`
before the model is closed. All of it belongs to the thread of the context. Before `attach`, after it raised, and after
`close` passes go on as without a runner.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from secondme.errors import ModelError
from secondme.llm.flash.direct import DirectFile, ReadFailed
from secondme.llm.flash.graph import VIEWS, Graph, Unfit
from secondme.llm.flash.mapping import FileMapping
from secondme.llm.flash.pinned import Pinned, Stopped
from secondme.llm.flash.plan import Plan
from secondme.llm.flash.routed import Routed, routers
from secondme.llm.flash.streams import Streams, by_use, groups
from secondme.llm.gguf import Header, Weight
from secondme.llm.unchanged import changed

__all__ = ["Runner", "Stopped", "Streamed", "Unfit"]

Told = Callable[[float], None]
Asked = Callable[[], bool]

_READ_CURE = "Check the disk that it is on, then ask again."


@dataclass(frozen=True, slots=True)
class Streamed:
    """What was done so far: bytes read, seconds that the computation waited for them, wanted experts that were there
    and that were not, passes. Of the experts as they are laid out now: how many were wanted where their router had been
    asked before, how many of them it had named, and the seconds a pass that this saves (below 0: would cost)."""

    read: int
    waited: float
    hits: int
    misses: int
    passes: int
    asked: int = 0
    foreseen: int = 0
    saved: float = 0.0


class Runner:
    """Sees to it that the weights of one context are there when they are wanted."""

    def __init__(
        self,
        path: Path,
        header: Header,
        plan: Plan,
        *,
        weights: Sequence[Weight] | None = None,
        file: DirectFile | None = None,
    ) -> None:
        """`weights`: those that lie in the machine's own memory, all that are ever touched; None: all of the header.
        `file`: what they are read from; None: the file at `path`.

        Raises: ModelError if that cannot be opened.
        """
        self._path, self._header, self._plan = path, header, plan
        self._weights = header.weights if weights is None else tuple(weights)
        try:
            self._file = file or DirectFile(path)
        except ReadFailed as failure:
            raise _unreadable(failure) from failure
        self._graph = Graph([one.name for one in self._weights])
        self._mapping = FileMapping(path, 0)
        self._pinned = Pinned(self._file)
        self._streams: Streams | None = None
        self._routed: Routed | None = None
        self._failure: BaseException | None = None
        self._attached = self._again = False
        self._undone = 0
        self._give_up: Callable[[], None] = _nothing
        self._waited, self._hits, self._misses, self._passes = 0.0, 0, 0, 0

    @property
    def callback(self) -> Any:
        """For the `cb_eval` of the context, before that is made."""
        return self._graph.callback

    @property
    def plan(self) -> Plan:
        """The plan in force. Where one could not be carried out to its end, what came of it: no weights stream then,
        and those that were not read are mapped."""
        return self._plan

    @property
    def undone(self) -> int:
        """Bytes of weights that the plan asked for last wants elsewhere, and that are mapped still, for it was not
        carried out to its end; 0 where it was."""
        return self._undone

    @property
    def resident(self) -> int:
        """Bytes of memory that weights take now, beside the mapped file."""
        held = self._pinned.bytes
        if self._streams:
            held += self._streams.bytes
        if self._routed:
            held += self._routed.experts.used
        return held

    # ---- between passes --------------------------------------------------------------------------------------

    def attach(self, decode: Callable[[], None], told: Told | None = None, stopped: Asked | None = None) -> None:
        """Takes the weights over. `decode` computes one token in the new context; before anything of it is computed
        the graph is learnt and checked, and what stays in memory is read there.

        `told` is given the part of that reading that is done, `stopped` says whether to break it off.
        Raises: Unfit, Refused (the cache of experts is too small), Stopped, ModelError, and what `decode` raises;
            every pointer is then as it was.
        """
        if self._header.number("split.count") > 1:
            raise Unfit("The model is spread over several files.")

        def take_over() -> None:
            self._check()
            self._carry_out(self._plan, told, stopped)

        try:
            self._graph.learn(decode, take_over)
        except BaseException:
            self._undo()
            raise
        self._mapping.give_back(self._taken(self._plan))  # what that token read of them
        self._passes, self._attached = 0, True

    def resize(self, plan: Plan, told: Told | None = None, stopped: Asked | None = None) -> None:
        """Carries out another plan for the same weights.

        Raises: as `attach`. A plan that does not fit changes nothing. Of another that could not be carried out to its
            end, one that was stopped too, what was read is used, the rest is left to the mapped file, and passes go on;
            see `plan`. It may be asked for again then, and goes on from there.
        """
        self._check_plan(plan)
        self._carry_out(plan, told, stopped)

    def stats(self) -> Streamed:
        """What was done so far."""
        waited, hits, misses = self._waited, self._hits, self._misses
        if self._streams:
            waited += self._streams.waited
        if self._routed:
            experts = self._routed.experts
            waited, hits, misses = waited + experts.waited, hits + experts.hits, misses + experts.misses
        seen = self._routed.foresight if self._routed else None
        ahead = (seen.wanted, seen.foreseen, seen.trial.saved) if seen else ()
        return Streamed(self._file.read, waited, hits, misses, self._passes, *ahead)

    def close(self) -> None:
        """Leaves the weights to the mapped file, and ends the readers. Before the model is closed."""
        self._undo()
        self._file.close()

    # ---- around a pass ---------------------------------------------------------------------------------------

    def begin(self, give_up: Callable[[], None]) -> None:
        """A pass begins. `give_up` makes llama.cpp break it off. Raises: ModelError if the file was changed."""
        self._unchanged()
        self._give_up = give_up
        if self._again and self._streams:
            self._streams.restart()
        if self._routed:
            self._routed.begin()
        self._again = False

    def end(self, done: bool) -> None:
        """A pass has ended, by itself or broken off.

        Raises: ModelError if reading failed in it, or the file was changed by then: who knows with which bytes it was
            computed.
        """
        failure, self._failure, self._give_up = self._failure, None, _nothing
        self._again = failure is not None
        self._passes += done
        if self._routed:
            self._routed.end(done)
        if self._streams:
            self._streams.end()
        if isinstance(failure, ReadFailed):
            raise _unreadable(failure) from failure
        if failure is not None:
            raise failure
        self._unchanged()

    def _unchanged(self) -> None:
        """Raises: ModelError if the file is another than when it was opened."""
        if self._attached and self._file.changed():
            raise changed(self._path)

    # ---- the takeover ----------------------------------------------------------------------------------------

    def _check(self) -> None:
        """That our weights of the graph lie in the file's mapping, where the file says. Raises: Unfit, Refused."""
        graph, used = self._graph, self._used(self._weights)
        bases = {graph.pointer(one.name) - one.offset for one in used}
        if len(bases) != 1 or self._file.size != self._header.size:
            raise Unfit("The weights do not lie in memory as they lie in the file.")
        self._mapping = FileMapping(self._path, bases.pop())
        wrong = next((one.name for one in used if graph.size(one.name) != one.bytes), "")
        if wrong:
            raise Unfit(f"{wrong} is of another size than the file says.")
        if not self._mapping.holds(used):
            raise Unfit("The weights were copied out of the file when it was loaded.")
        self._check_plan(self._plan)

    def _check_plan(self, plan: Plan) -> None:
        """Raises: Unfit; Refused where the cache of the experts that there is cannot be made so small."""
        groups(self._graph, by_use(self._graph, self._used(plan.streamed)), plan.slots)
        experts = self._used(plan.experts)
        routers(self._graph, experts)
        if self._routed and self._routed.weights == tuple(experts):
            self._routed.experts.resize(plan.cache_bytes)

    def _carry_out(self, plan: Plan, told: Told | None, stopped: Asked | None) -> None:
        """Goes from what is held to what the plan says: first lets go, then reads, so that memory never holds both."""
        graph, base = self._graph, self._mapping.base
        staying = [one for one in self._used(plan.pinned) if not self._viewed(one)]
        experts, streamed = self._used(plan.experts), self._used(plan.streamed)
        names = {one.name for one in staying}
        graph.gates.clear()
        done = False
        try:
            self._close_streams()
            if self._routed and self._routed.weights != tuple(experts):
                self._close_routed()
            for one in self._used(self._weights):
                if one.name not in names:
                    graph.point(one.name, base + one.offset)
            self._pinned.keep(names)
            self._mapping.give_back(self._taken(plan))
            try:
                self._pinned.fill(staying, told, stopped)
            finally:
                for one in staying:
                    if one.name in self._pinned:
                        graph.point(one.name, self._pinned.address(one.name))
            if experts and self._routed is None:
                self._routed = Routed(graph, self._file, base, experts, plan.cache_bytes)
            if streamed:
                self._streams = Streams(graph, self._file, base, streamed, plan.slots, plan.slot_bytes)
            done = True
        except ReadFailed as failure:
            raise _unreadable(failure) from failure
        except MemoryError as shortage:
            raise Unfit(str(shortage)) from shortage
        finally:
            self._set_gates()
            self._plan = plan if done else self._what_came_of(plan)
            self._undone = sum(one.bytes for one in self._plan.mapped) - sum(one.bytes for one in plan.mapped)

    def _what_came_of(self, plan: Plan) -> Plan:
        """A plan that was carried out in part, as one of its own."""
        pinned = tuple(one for one in plan.pinned if one.name in self._pinned)
        experts = plan.experts if self._routed else ()
        here = {one.name for one in (*pinned, *experts)}
        every = (*plan.pinned, *plan.streamed, *plan.experts, *plan.mapped)
        return replace(
            plan,
            pinned=pinned,
            streamed=(),
            experts=experts,
            mapped=tuple(sorted((one for one in every if one.name not in here), key=lambda one: one.offset)),
            slots=0,
            slot_bytes=0,
            cache_bytes=plan.cache_bytes if self._routed else 0,
        )

    def _set_gates(self) -> None:
        calls: dict[bytes, list[Callable[[int], None]]] = {}
        for part in (self._streams, self._routed):
            for node, call in part.gates() if part else ():
                calls.setdefault(node, []).append(call)
        for node, several in calls.items():
            self._graph.gates[node] = self._guarded(several)

    def _guarded(self, calls: list[Callable[[int], None]]) -> Callable[[int], None]:
        """A gate that lets no exception into llama.cpp: it gives the pass up, and `end` raises it."""

        def gate(tensor: int) -> None:
            if self._failure is None:
                try:
                    for call in calls:
                        call(tensor)
                except BaseException as failure:  # noqa: BLE001 (raised again by `end`)
                    self._failure = failure
                    self._give_up()

        return gate

    def _undo(self) -> None:
        self._attached = False
        self._graph.gates.clear()
        self._close_streams()
        self._close_routed()
        if self._mapping.base:
            for one in self._used(self._weights):
                self._graph.point(one.name, self._mapping.base + one.offset)
        self._pinned.keep(())

    def _close_streams(self) -> None:
        if self._streams:
            self._streams.close()
            self._waited += self._streams.waited
            self._streams = None

    def _close_routed(self) -> None:
        if self._routed:
            self._routed.close()
            experts = self._routed.experts
            self._waited += experts.waited
            self._hits, self._misses = self._hits + experts.hits, self._misses + experts.misses
            self._routed = None

    def _taken(self, plan: Plan) -> list[Weight]:
        """The weights whose bytes in the mapped file are not used by a plan."""
        return [one for one in (*plan.pinned, *plan.streamed, *plan.experts) if not self._viewed(one)]

    def _used(self, weights: Iterable[Weight]) -> list[Weight]:
        """Those that the graph uses. The others are left alone."""
        return [one for one in weights if one.name in self._graph.uses]

    def _viewed(self, weight: Weight) -> bool:
        """Whether a node keeps an address into it: llama.cpp may use a graph again, and would not see it change."""
        return any(use.operation in VIEWS for use in self._graph.uses.get(weight.name, ()))


def _unreadable(failure: ReadFailed) -> ModelError:
    return ModelError(f"The model's file could not be read: {failure}", _READ_CURE)


def _nothing() -> None:
    """Gives nothing up."""
