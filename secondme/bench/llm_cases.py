"""The cases of `bench llm`: files, limits, and what a process did under them in turns with llama.cpp's mapping."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Self

from secondme.bench import llm_files
from secondme.bench.kv_prompt import starter_file
from secondme.bench.llm_amounts import AMOUNTS, Amounts, Case
from secondme.bench.llm_files import Shape
from secondme.bench.llm_runs import CONTEXT, Run, run
from secondme.bench.measure import NotTaken, Say, Taken
from secondme.bench.readahead import read_ahead, reading_ahead
from secondme.config import folders
from secondme.llm.context import Layout
from secondme.llm.flash.direct import ReadFailed, disk_speed
from secondme.llm.flash.plan import Plan
from secondme.llm.footprint import Footprint, footprint
from secondme.llm.gguf import Header, check_whole
from secondme.llm.holding import Means, shared_out
from secondme.llm.loaded import ASIDE, TOGETHER
from secondme.llm.measuring import READ_SIZES

ALLOWANCE = 220 << 20
"""Bytes that a limit leaves for all but weights: Python, cells of the context, buffers of the computation."""
DENSE, EXPERTS = (0.75, 0.5, 0.35), (0.2, 0.35, 0.5)
"""Fractions of the file that may be in memory."""
MIDDLE = 0.5
CHAT, BESIDE = Layout(CONTEXT, 1), Layout(ASIDE, 1, sequences=TOGETHER + 1)
"""The worker's layouts, as far as memory goes."""


COLUMNS: Mapping[str, Callable[[Run], float]] = {
    "tokens/s": lambda one: one.speed,
    "MB/token": lambda one: one.bytes / 1e6,
    "faults/token": lambda one: one.faults,
    "prompt/s": lambda one: one.read / one.reading,
    "resident": lambda one: one.resident / 2**20,
    "working": lambda one: one.working / 2**20,
    "group": lambda one: one.group / 2**20,
    "ms to load": lambda one: one.loading * 1000,
}
"""What is told of each way of a case."""


class Rounds:
    """What was found in turns: ours, llama.cpp's mapping under the same limit, without a limit, the disk's speed."""

    def __init__(self) -> None:
        self.ours: list[Run] = []
        self.plain: list[Run] = []
        self.free: list[Run] = []
        self.disk: list[float] = []
        """Bytes a second of direct reads, several tries with each pair."""

    @property
    def speeds(self) -> tuple[float, float]:
        """Tokens a second, medians, ours and the mapping's."""
        return median(one.speed for one in self.ours), median(one.speed for one in self.plain)

    @property
    def bytes(self) -> tuple[float, float]:
        """Bytes read a token, medians, ours and the mapping's."""
        return median(one.bytes for one in self.ours), median(one.bytes for one in self.plain)


class Bench:
    """What the measures share: files that go with it, and what was found of each case, taken once."""

    def __init__(self, amount: str | Amounts, say: Say, wanted: Sequence[str] = (), ahead: int = 0) -> None:
        """`amount` is one of `AMOUNTS`, or as such; `wanted` are the measures that will be taken, all where empty. The
        kernel reads `ahead` KiB ahead meanwhile, or as much as it does where that is 0."""
        self.amounts = AMOUNTS[amount] if isinstance(amount, str) else amount
        self.say = say
        self.lines: list[str] = []
        self._wanted = wanted
        self._ahead = ahead
        self._stack = ExitStack()
        self._place: Path | None = None
        self._files: dict[Shape, Path] = {}
        self._rounds: dict[Case, Rounds] = {}
        self._once: dict[tuple[Case, bool, bool], list[Run]] = {}
        self.shared: dict[str, Taken] = {}
        """What measures that are taken together have found."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    def wants(self, *ids: str) -> bool:
        """Whether one of these is to be taken."""
        return not self._wanted or bool({*self._wanted} & {*ids})

    def file(self, shape: Shape) -> Path:
        """A model of a shape, written once. Raises: NotTaken."""
        if shape not in self._files:
            self.say(f"{shape.name}: a file of random weights is written")
            self._files[shape] = llm_files.write(self.place / f"{len(self._files)}.gguf", shape, starter_file())
        return self._files[shape]

    @property
    def place(self) -> Path:
        """A folder on the disk of the person's home, which goes with the bench."""
        if self._place is None:
            self._place = Path(tempfile.mkdtemp(prefix="secondme-bench-", dir=_disk()))
            self._stack.callback(shutil.rmtree, self._place, ignore_errors=True)
            if self._ahead:
                self._stack.enter_context(reading_ahead(self._place, self._ahead))
        return self._place

    def limit(self, case: Case) -> int:
        """Bytes that a process may use in a case."""
        return int(self.file(case.shape).stat().st_size * case.fraction) + ALLOWANCE

    def once(self, case: Case, *, ours: bool, limited: bool = True) -> list[Run]:
        """What a case did where no measure took it in turns: one run, taken once. Raises: NotTaken."""
        key = case, ours, limited
        if key not in self._once:
            self._once[key] = [self.run(case, ours=ours, limited=limited)]
        return self._once[key]

    def run(self, case: Case, *, ours: bool, limited: bool = True) -> Run:
        """One process, with a prompt and an answer. Raises: NotTaken."""
        limit = self.limit(case)
        ram, most, amounts = limit if ours else 0, limit if limited else 0, self.amounts
        tokens = amounts.tokens(case.shape)
        found = run(self.file(case.shape), ram, most, amounts.prompt, tokens, amounts.seconds)
        who = "ours" if ours else "mapped" if limited else "no limit"
        self.say(
            f"{case.shape.name} at {case.fraction:g}, {who}: {found.speed:.2f} tokens/s, "
            f"{found.bytes / 1e6:,.0f} MB a token, {found.reading:.1f} s for {found.read} tokens, "
            f"loaded in {found.loading:.1f} s"
        )
        return found

    def planned(self, case: Case) -> Plan:
        """What the worker does in a case. Raises: Refused."""
        header = check_whole(self.file(case.shape))
        found = shared_out(header, header.weights, CHAT, BESIDE, Means(str(self.limit(case)))).split
        assert found is not None
        return found

    def rounds(self, case: Case) -> Rounds:
        """A case in turns with the mapping, taken once. Raises: NotTaken."""
        if case in self._rounds:
            return self._rounds[case]
        found = Rounds()
        for number in range(self.amounts.pairs):
            turns = [(found.ours, True), (found.plain, False)]
            for runs, ours in turns if number % 2 == 0 else reversed(turns):
                runs.append(self.run(case, ours=ours))
            if case.fraction == MIDDLE:
                found.free.append(self.run(case, ours=False, limited=False))
            try:
                tries = [disk_speed(self.file(case.shape), bytes_=size) for size in READ_SIZES]
                found.disk += [one.bytes_per_second for one in tries]
            except ReadFailed as failure:
                raise NotTaken(str(failure)) from failure
        self._rounds[case] = found
        self.lines += ["", *told(case, found)]
        return found

    def seen(self) -> Mapping[Case, Rounds]:
        """The cases that were taken so far."""
        return self._rounds

    def how(self, case: Case) -> str:
        """How a case is taken, for a note."""
        file = self.file(case.shape)
        ahead, usual = read_ahead(file), " as it was told to for the bench" if self._ahead else ""
        return (
            f"A file of {file.stat().st_size / 2**20:,.0f} MiB of random weights; the shipped worker process alone "
            f"under a limit of {case.fraction:g} of that and {ALLOWANCE >> 20} MiB for all else, page cache included; "
            f"none of the file cached before; the kernel reads {f'{ahead} KiB' if ahead else 'it is not known what'} "
            f"ahead{usual}"
        )


def shared(header: Header, tokens: int = 0) -> Footprint:
    """What the worker takes beside weights that are streamed: one context for the chat and for what goes on beside it.
    `tokens` as of `footprint`."""
    layout = shared_out(header, header.weights, CHAT, BESIDE, Means(str(header.size))).layout
    return footprint(header, layout.room, sequences=layout.sequences, tokens=tokens)


def told(case: Case, found: Rounds) -> list[str]:
    """A table of a case: medians of each way, memory in MiB."""
    ways = {"streamed": found.ours, "mapped": found.plain, "no limit": found.free}
    return [
        f"{case.shape.name} at {case.fraction:g}, a limit of {found.ours[0].limit / 2**20:,.0f} MiB, disk "
        f"{median(found.disk) / 1e9:.2f} GB/s",
        f"{'':<9}" + "".join(f"{name:>{len(name) + 2}}" for name in COLUMNS),
        *(
            f"{way:<9}"
            + "".join(f"{median(map(column, runs)):>{len(name) + 2},.{2 if name == 'tokens/s' else 0}f}"
                      for name, column in COLUMNS.items())
            for way, runs in ways.items()
            if runs
        ),
    ]  # fmt: skip


def _disk() -> Path:
    """A folder on the disk of the person's home."""
    home = folders().home
    return next(place for place in (home.parent, *home.parents) if place.is_dir() and os.access(place, os.W_OK))
