"""Which model suits a machine, and how it is to run there: each choice with its reason. Pure.

A model that is all in memory goes before one that streams; weights of four bits and more before fewer, then the better
and larger model, then four bits before more: these cost a model little, and a larger model in few bits answers better
than a smaller one in many ("A Comprehensive Evaluation of Quantization Strategies for Large Language Models", 2024).
Below three bits nothing is chosen whose answers were not checked on this machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from secondme.llm.catalogue import Entry, File
from secondme.llm.footprint import PROCESS
from secondme.llm.machine import Speeds
from secondme.llm.sketch import VOCABULARY, needed, talking

FLUENT = 4.0
"""Tokens a second below which an answer comes more slowly than it is read."""
SHORTEST = 2_048
"""Tokens of the shortest context that is chosen: what is recalled and an answer have room in it."""
SPARE_DISK = 1 << 30
CELLS = ("f16", "q8_0")
"""Kinds of cells of the cache that are tried, in this order."""

_BITS = re.compile(r"(?:I?Q|TQ|F|BF|MXFP|NVFP)(\d+)")
_KINDS = {"Q4_0": 2, "Q4_1": 2, "Q5_0": 2, "Q5_1": 2, "Q8_0": 8, "F16": 8, "BF16": 8}


@dataclass(frozen=True, slots=True)
class Facts:
    """What a machine offers. In bytes: `ram` that the model's process may take, `disk_free` where models are kept,
    `gpu` that it may take of a graphics processor's memory; physical `cores`, `threads` that are to compute where they
    were measured or set, and `speeds` as measured or guessed."""

    ram: int
    cores: int
    speeds: Speeds
    disk_free: int = 0
    gpu: int = 0
    threads: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model's file that could be used.

    `quality` is a class from 1 to 5; `cells` bytes of a token in the cache in 16 bits; `trained` the longest context,
    0 unknown; `active` how many of the `parameters` a token uses, 0 all. `imatrix`: quantised by an importance matrix;
    `checked`: its answers were found good on this machine; `here`: on the disk already.
    """

    name: str
    quantisation: str
    bytes: int
    quality: int
    parameters: int
    cells: int = 0
    trained: int = 0
    active: int = 0
    imatrix: bool = False
    checked: bool = False
    here: bool = False

    @property
    def bits(self) -> int:
        """Of a weight, as the name of its quantisation has it; 16 where it says nothing."""
        found = _BITS.match(self.quantisation.upper())
        return int(found[1]) if found else 16

    @property
    def worked(self) -> int:
        """Bytes of weights that a token uses."""
        return self.bytes * (self.active or self.parameters) // self.parameters if self.parameters else self.bytes

    def speed(self, speeds: Speeds) -> float:
        """Tokens a second where all of it is in memory."""
        return (speeds.works.get(_KINDS.get(self.quantisation.upper(), 12)) or min(speeds.works.values())) / self.worked

    def memory(self, context: int, cells: str) -> int:
        """Bytes of the whole process, about, with so long a context in cells of a kind."""
        return self.bytes + PROCESS + VOCABULARY + talking(self.cells, context, cells)

    def least(self, context: int, cells: str) -> int:
        """As `memory`, with as much of the weights streamed as can be."""
        return self.memory(context, cells) - self.bytes + needed(self.bytes, self.worked if self.active else 0)


Fitting = list[tuple[Candidate, tuple[int, str]]]
"""Those that fit in memory, each with the context and the cells with which it does."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A model and how to run it. `streamed` bytes of its weights are not in memory; `offload` is the part of it that a
    graphics processor holds. `why` has a sentence for each choice."""

    candidate: Candidate
    context: int
    cells: str
    threads: int
    offload: float
    streamed: int
    speed: float
    why: tuple[str, ...]


def candidate(entry: Entry, file: File, *, here: bool = False, checked: bool = False) -> Candidate:
    """A file of the catalogue."""
    return Candidate(
        entry.name, file.quantisation, file.bytes, entry.quality, entry.parameters, entry.cells, entry.context,
        entry.active, entry.imatrix, checked, here,
    )  # fmt: skip


def advise(
    candidates: Iterable[Candidate],
    facts: Facts,
    context: int = 4_096,
    *,
    cells: Sequence[str] = CELLS,
    shortest: int = SHORTEST,
) -> Advice | None:
    """What to use, with a context of so many tokens if that can be, of not less than the `shortest`, in one of some
    kinds of `cells`, the first that fits; None where nothing can be used at all."""
    usable = [
        one
        for one in candidates
        if (one.bits >= 3 or one.checked) and (one.here or one.bytes + SPARE_DISK <= facts.disk_free)
    ]
    fitting = [(one, fit) for one in usable if (fit := _fit(one, facts, context, cells, shortest))]
    if fitting:
        fluent = [pair for pair in fitting if pair[0].speed(facts.speeds) >= FLUENT]
        # Where all are slow, the quickest: what answers slowly is not used.
        quickest = max(fitting, key=lambda pair: pair[0].speed(facts.speeds))
        best, (length, kind) = max(fluent, key=lambda pair: _rank(pair[0])) if fluent else quickest
        return _advice(best, length, kind, facts, context, fitting, len(cells) > 1)
    least = {one: min(shortest, one.trained or shortest) for one in usable}
    streaming = [one for one in usable if _on_host(one, facts, one.least(least[one], cells[0])) <= facts.ram]
    if not streaming:
        return None
    best = max(streaming, key=lambda one: _streamed_speed(one, facts, least[one], cells[0]))
    return _advice(best, least[best], cells[0], facts, context, fitting, len(cells) > 1)


def _rank(one: Candidate) -> tuple[bool, int, int, int, bool, bool]:
    return one.bits >= 4, one.quality, one.parameters, -abs(one.bits - 4), one.imatrix, one.here


def _fit(one: Candidate, facts: Facts, context: int, kinds: Sequence[str], shortest: int) -> tuple[int, str] | None:
    """The longest context up to the wanted one with which all of it is in memory, and the kind of its cells; smaller
    cells before a shorter context."""
    most = min(context, one.trained or context)
    while True:
        for cells in kinds:
            if not _away(one, facts, most, cells):
                return most, cells
        if most <= shortest:
            return None
        most = max(shortest, most // 2)


def _away(one: Candidate, facts: Facts, context: int, cells: str) -> int:
    return max(0, _on_host(one, facts, one.memory(context, cells)) - facts.ram) if facts.ram else 0


def _on_host(one: Candidate, facts: Facts, size: int) -> int:
    """What of so many bytes is in the machine's own memory."""
    return size - min(facts.gpu, one.bytes)


def _streamed_speed(one: Candidate, facts: Facts, context: int, cells: str) -> float:
    """Tokens a second: what is not there is read meanwhile, or in a mixture of experts waited for."""
    computing = 1 / one.speed(facts.speeds)
    reading = _away(one, facts, context, cells) * one.worked / one.bytes / facts.speeds.disk
    return 1 / (computing + reading if one.active else max(computing, reading))


def _advice(
    one: Candidate, context: int, cells: str, facts: Facts, wanted: int, fitting: Fitting, chosen: bool
) -> Advice:
    away = _away(one, facts, context, cells)
    speed = _streamed_speed(one, facts, context, cells)
    offload = min(1.0, facts.gpu / one.bytes)
    why = [
        _why_model(one, facts, away, speed, fitting),
        _why_bits(one),
        _why_context(one, context, wanted),
        _why_cells(cells, chosen),
        _why_threads(facts),
        _why_offload(offload),
    ]
    return Advice(one, context, cells, facts.threads or facts.cores, offload, away, speed, tuple(why))


def _why_model(one: Candidate, facts: Facts, away: int, speed: float, fitting: Fitting) -> str:
    about = "guessed" if facts.speeds.guessed else "by what was measured here"
    pace = f"{speed:.1f} tokens a second, {about}"
    if away:
        nothing = f"nothing fits in {_gigabytes(facts.ram)}"
        return f"{one.name}: {nothing}; of this {_gigabytes(away)} stream from the disk, {pace}."
    if speed < FLUENT:
        return f"{one.name}: the quickest of those that fit in memory, {pace}."
    better = [other for other, _ in fitting if _rank(other) > _rank(one)]
    slow = " and write as fast as one reads" if better else ""
    room = f" in {_gigabytes(facts.ram)}" if facts.ram else ""
    return f"{one.name}: the best of those that fit{room}{slow}, {pace}."


def _why_bits(one: Candidate) -> str:
    matrix = ", weighed by an importance matrix" if one.imatrix else ""
    if one.bits < 3:
        return f"{one.quantisation}{matrix}: below three bits, but its answers were checked on this machine."
    if one.bits == 3:
        return f"{one.quantisation}{matrix}: three bits, for nothing in four fits."
    if one.bits == 4:
        return f"{one.quantisation}{matrix}: the larger model in four bits beats the smaller one in eight."
    return f"{one.quantisation}{matrix}: {one.bits} bits, for there is none in four of a model as good."


def _why_context(one: Candidate, context: int, wanted: int) -> str:
    if context >= wanted:
        return f"A context of {context:,} tokens, as wanted."
    trained = bool(one.trained) and context == one.trained
    return f"A context of {context:,} tokens: " + ("it was trained on no more." if trained else "more would not fit.")


def _why_cells(cells: str, chosen: bool) -> str:
    if not chosen:
        return f"Cells of {'16 bits' if cells == 'f16' else cells}, as set."
    return "Cells of 16 bits: there is room." if cells == "f16" else "Cells of q8_0: in 16 bits they would not fit."


def _why_threads(facts: Facts) -> str:
    many = facts.threads or facts.cores
    why = "one a physical core" if many == facts.cores else f"faster here than one a physical core ({facts.cores})"
    return f"{many} thread{'s' * (many != 1)}: {why}."


def _why_offload(part: float) -> str:
    if part <= 0:
        return "No graphics processor computes: there is none, or none may be used."
    return "All of it on the graphics processor." if part >= 1 else f"{part:.0%} of it on the graphics processor."


def _gigabytes(many: int) -> str:
    return f"{many / 1e9:.1f} GB"
