"""What every benchmark shares: targets, results, interleaved pairs, and the machine in words."""

from __future__ import annotations

import os
import platform
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

from secondme.errors import SecondMeError


class NotTaken(SecondMeError):
    """A measure could not be taken; the sentence says why."""


Say = Callable[[str], None]
"""Where progress goes."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a measure must reach, as `targets.toml` has it."""

    id: str
    bench: str
    must: float
    aim: float
    unit: str
    better: str
    what: str
    beside: str = ""
    full: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value is at least as good as it must be."""
        return value >= self.must if self.better == "higher" else value <= self.must


@dataclass(frozen=True, slots=True)
class Taken:
    """A measure as it was taken: the value that its target names, the neighbour's own figure, and how.

    `ratio` is ours / beside, where there is a neighbour; `model` is the model that answered, where one did.
    """

    value: float
    beside: float | None = None
    ratio: float | None = None
    note: str = ""
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a benchmark: its fields, in order, are those of its JSON. A part or neighbour of a measure, whose id
    is that of the measure and a mark, is held to nothing: `must`, `aim` and `holds` are None."""

    measure: str
    value: float | None
    unit: str
    beside: float | None
    ratio: float | None
    must: float | None
    aim: float | None
    better: str
    holds: bool | None
    model: str | None
    machine: str
    note: str

    def to_json(self) -> dict[str, Any]:
        """The result as plain JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Figures that were taken in turns."""

    ours: tuple[float, ...]
    theirs: tuple[float, ...]

    @property
    def our_median(self) -> float:
        """The middle of ours."""
        return median(self.ours)

    @property
    def their_median(self) -> float:
        """The middle of the neighbour's."""
        return median(self.theirs)

    @property
    def ratio(self) -> float:
        """Ours / beside, of the medians."""
        return self.our_median / self.their_median


def targets(bench: str = "") -> list[Target]:
    """The targets of one benchmark, or all of them, in their order."""
    text = files("secondme.bench").joinpath("targets.toml").read_text(encoding="utf-8")
    found = [Target(**table) for table in tomllib.loads(text)["measure"]]
    return [target for target in found if bench in ("", target.bench)]


def pairs(ours: Callable[[], float], theirs: Callable[[], float], count: int, say: Say = lambda line: None) -> Pairs:
    """Takes two figures in turns, after one turn of each that does not count; who goes first changes every time.

    Raises: ValueError if `count` is not positive.
    """
    if count < 1:
        raise ValueError(f"count must be positive, got {count}")
    ours()
    theirs()
    mine: list[float] = []
    other: list[float] = []
    for number in range(count):
        turns = [(ours, mine), (theirs, other)]
        for take, figures in turns if number % 2 == 0 else reversed(turns):
            figures.append(take())
        say(f"{number + 1}/{count}: {mine[-1]:.4g} beside {other[-1]:.4g}")
    return Pairs(tuple(mine), tuple(other))


def take(target: Target, measure: Callable[[], Taken] | None, on: str) -> Result:
    """Takes a measure; what keeps it from being taken is said in the result and ends nothing else."""
    try:
        if measure is None:
            raise NotTaken("This measure is not built yet.")
        taken = measure()
    except SecondMeError as error:
        return _result(target, None, str(error), on)
    return _result(target, taken, taken.note, on)


def part(target: Target, mark: str, value: float, on: str, note: str = "") -> Result:
    """A part or neighbour of a measure: `turn_recall@5` and `:bm25` make `turn_recall@5:bm25`."""
    whole = _result(target, Taken(value, note=note), note, on)
    return replace(whole, measure=target.id + mark, must=None, aim=None, holds=None)


def cold(file: Path) -> None:
    """Lets the system forget what it has of a file in memory, where it can be asked to."""
    if hasattr(os, "posix_fadvise"):
        handle = os.open(file, os.O_RDONLY)
        try:
            os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        finally:
            os.close(handle)


def machine() -> str:
    """This machine in words: processor, cores, memory, system, Python. No name of it and no path."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{_processor()}, {cores} core{'s' if cores != 1 else ''}, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()} {platform.machine()}, Python {platform.python_version()}"
    )


def _result(target: Target, taken: Taken | None, note: str, on: str) -> Result:
    return Result(
        measure=target.id,
        value=_rounded(taken.value) if taken else None,
        unit=target.unit,
        beside=_rounded(taken.beside) if taken else None,
        ratio=_rounded(taken.ratio) if taken else None,
        must=target.must,
        aim=target.aim,
        better=target.better,
        holds=taken is not None and target.holds(taken.value),
        model=taken.model if taken else None,
        machine=on,
        note=note,
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:  # noqa: PTH123  (a file of the system, not a place)
            return _model_name(dict(_pair(line) for line in lines if ":" in line))
    except OSError:
        return platform.processor() or platform.machine()


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.partition(":")
    return name.strip(), value.strip()


def _model_name(fields: Mapping[str, str]) -> str:
    return " ".join(fields.get("model name", "").split()) or platform.processor() or platform.machine()
