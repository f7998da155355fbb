"""`bench kv`: a conversation that never slows down, what of it stays in the cache, and what the cache costs."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any, Self

from secondme.bench import llm_files
from secondme.bench.first import closing_process
from secondme.bench.kv_amounts import AMOUNTS, Amounts
from secondme.bench.kv_prompt import starter_file
from secondme.bench.kv_shape import described
from secondme.bench.llm_files import Shape
from secondme.bench.measure import NotTaken, Pairs, Say, Taken
from secondme.llm.process import environment

CHILD = [sys.executable, "-P", "-m", "secondme.bench.kv_child"]


class Bench:
    """What the measures share: what each part that has a process of its own has found, and lines for the end."""

    def __init__(self, amount: str, say: Say, shape: tuple[str, Shape] | None = None) -> None:
        """`amount` is the command's option; `shape`, with its name, is that of a model that is written for it."""
        self.amount = amount if not shape else "quick shaped" if amount == "quick" else "shaped"
        self.amounts: Amounts = AMOUNTS[self.amount]
        self.say = say
        self.shape = shape
        self.lines: list[str] = []
        self._found: dict[str, Mapping[str, Any]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stack.close()

    @property
    def mark(self) -> str:
        """What the measures' ids end in."""
        return f":{self.shape[0]}" if self.shape else ""

    @cached_property
    def file(self) -> Path:
        """The starter, or a model that is written at first and goes with the bench. Raises: NotTaken."""
        if not self.shape:
            return starter_file()
        name, shape = self.shape
        self.say(f"{name}: a file of random weights is written")
        place = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="secondme-bench-")))
        file = llm_files.write(place / f"random-{name}.gguf", shape, starter_file())
        self.lines += ["", *described(name, shape)]
        return file

    def child(self, part: str) -> list[str]:
        """The command of a part's process. Raises: NotTaken."""
        return [*CHILD, part, self.amount, str(self.file)]

    def part(self, name: str) -> Mapping[str, Taken]:
        """What a part found, by measure; taken once. Raises: NotTaken."""
        if name not in self._found:
            self._found[name] = found = self._run(name)
            if found["lines"]:
                self.lines += ["", *found["lines"]]
        return {id: Taken(**taken) for id, taken in self._found[name]["found"].items()}

    def _run(self, name: str) -> Mapping[str, Any]:
        with closing_process(self.child(name), environment(os.environ)) as (_, reading):
            for line in reading:
                message = json.loads(line)
                if "say" in message:
                    self.say(message["say"])
                elif "error" in message:
                    raise NotTaken(message["error"])
                else:
                    return dict(message)
        raise NotTaken(f"The process that takes the part {name} ended without a word.")


def flow(bench: Bench) -> Taken:
    """`kv.ttft@30`: through service and client."""
    from secondme.bench.kv_flow import ANSWER, chatted

    amounts = bench.amounts
    bench.say("kv.ttft@30")
    with closing_process(bench.child("anew"), environment(os.environ)) as bare:
        found = chatted(bench.file, amounts.joins, amounts.first, amounts.last, bare, bench.say)
    settled = bench.part("settling")["settling"]
    joined = f" that the starter began and this model took over at turn {amounts.joins}" if amounts.joins > 1 else ""
    inside = Pairs(tuple(found.inside), tuple(found.anew))
    return _timed(
        found.pairs,
        f"Turns {amounts.first} to {amounts.last} of a conversation{joined}{amounts.words}, {found.tokens[0]:,} to "
        f"{found.tokens[-1]:,} tokens with {median(found.notes):.0f} of recalled notes, answers of at most "
        f"{ANSWER}. Ours is from the client's request to the first piece that it sees, recall and storing "
        f"included; {inside.our_median * 1000:.0f} ms of it in the model's process. Beside it the bare loop reads the "
        f"whole prompt in an empty cache, in a process of its own, with no service, store or recall. Both begin when "
        f"nothing of ours computes. {settled.note}",
    )


def flat(bench: Bench) -> Taken:
    """`kv.ttft.flat`: two hundred turns under a budget."""
    from secondme.bench.kv_flow import curve, endless

    amounts = bench.amounts
    bench.say("kv.ttft.flat")
    found = endless(bench.file, amounts.turns, amounts.budget, amounts.late, amounts.takes_over, bench.say)
    bench.lines += ["", f"Time to the first token by turn, a budget of {amounts.budget:,} cells:", *curve(found.curve)]
    over = f" (the starter answered before turn {amounts.takes_over})" if amounts.takes_over > 1 else ""
    return _timed(
        found.pairs,
        f"Turns {amounts.turns - amounts.late + 1} to {amounts.turns}{over}{amounts.words} under a budget of "
        f"{amounts.budget:,} cells beside those from the fifth after it was full (turn {found.full}) of another "
        f"conversation, each with a service and a model's process of its own; at most {found.cells:,} cells were in "
        "use after a turn. From the client's request to the first piece that it sees, recall and storing included.",
    )


def background(bench: Bench) -> Taken:
    """`kv.background`: the chat beside work that nobody waits for."""
    from secondme.bench.kv_flow import beside_work

    amounts = bench.amounts
    bench.say("kv.background")
    taken = beside_work(bench.file, amounts.background, bench.say)
    try:
        broken = bench.part("breaking")["breaking"].note
    except NotTaken as error:
        broken = str(error)
    return _timed(
        taken,
        f"Turns of one conversation with a model's process{amounts.words}, from asking to the first piece. Every other "
        "one is asked while eight answers are being written together in the background, and stops their pass. "
        f"{broken}",
    )


def shared(part: str, id: str, bench: Bench) -> Taken:
    """A measure that a part with a process of its own takes."""
    bench.say(id)
    return bench.part(part)[id]


MEASURES: Mapping[str, Callable[[Bench], Taken]] = {
    "kv.ttft@30": flow,
    "kv.ttft.flat": flat,
    "kv.facts.pruned": partial(shared, "facts", "kv.facts.pruned"),
    "kv.facts.recalled": partial(shared, "facts", "kv.facts.recalled"),
    "kv.restore@2000": partial(shared, "restore", "kv.restore@2000"),
    "kv.bytes.q8": partial(shared, "bytes", "kv.bytes.q8"),
    "kv.bytes.q4": partial(shared, "bytes", "kv.bytes.q4"),
    "kv.lookup.notes": partial(shared, "lookup", "kv.lookup.notes"),
    "kv.lookup.elsewhere": partial(shared, "lookup", "kv.lookup.elsewhere"),
    "kv.background": background,
}
"""How each measure is taken."""


def told(id: str, bench: Bench) -> Mapping[str, str]:
    """What is told beside a measure, by mark: with --full, beside the facts, what the lab finds."""
    if id != "kv.facts.pruned" or not bench.amounts.lab:
        return {}
    bench.say("the lab")
    try:
        return {":lab": bench.part("lab")["lab"].note}
    except NotTaken as error:
        bench.lines += ["", f"The lab: {error}"]
        return {":lab": str(error)}


def measured(id: str, bench: Bench) -> Taken:
    """A measure, and with what model it was taken."""
    return replace(MEASURES[id](bench), model=bench.file.stem)


def _timed(taken: Pairs, how: str) -> Taken:
    note = (
        f"{taken.our_median * 1000:,.0f} ms beside {taken.their_median * 1000:,.0f} ms, medians of {len(taken.ours)} "
        f"pairs in turns. {how}"
    )
    return Taken(taken.ratio, taken.their_median, taken.ratio, note)
