"""What the tests of streaming share: plans by pattern, runs of a model with a plan and without, what is in memory."""

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.llm.context import Context, Layout
from secondme.llm.flash.plan import Plan
from secondme.llm.flash.runner import Runner
from secondme.llm.gguf import Header, Weight, read_header
from secondme.llm.llama import Model
from tests.llm.flash import files

PAGES = 8_192
"""What a slot has beside its longest weight."""
LAYOUT = Layout(512, 1, sequences=3)
FEED, ALL = r"\.ffn_(gate|up|down)\.", r"\.(ffn_(gate|up|down)|attn_(q|k|v|output))\."
NOTHING = "(?!)"

Logits = NDArray[np.float32]


def split(header: Header, streamed: str, *, experts: int = 0, mapped: str = "token_embd", slots: int = 6) -> Plan:
    """A plan that streams what a pattern finds; of the experts so many bytes are kept, with 0 all."""
    parts: dict[str, list[Weight]] = {"pinned": [], "streamed": [], "experts": [], "mapped": []}
    for one in header.weights:
        if re.search(streamed, one.name):
            parts["streamed"].append(one)
        elif experts and "_exps" in one.name:
            parts["experts"].append(one)
        else:
            parts["mapped" if re.search(mapped, one.name) else "pinned"].append(one)
    slot = max((one.bytes for one in parts["streamed"]), default=0) + PAGES
    pinned, streams, cached, left = map(tuple, parts.values())
    return Plan(pinned, streams, cached, left, slots, slot, cache_bytes=experts, ram=0, other=0)


def layer_bytes(header: Header) -> int:
    """More than the experts of one layer take, so that not two layers fit."""
    return sum(one.bytes + files.EXPERTS * PAGES for one in header.weights if re.search(r"\.0\..*_exps", one.name))


class Run:
    """A context of a model, streamed by a plan or plain."""

    def __init__(self, model: Model, plan: Plan | None, layout: Layout = LAYOUT, **more: Any) -> None:
        path = model.card.path
        self.runner = Runner(path, read_header(path), plan, **more) if plan else None
        self.context = Context(model._pointer, path.name, model.words, layout, self.runner)

    def __enter__(self) -> Run:
        if self.runner:
            try:
                self.runner.attach(self.context.warm_up)
            except BaseException:
                self.__exit__()
                raise
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()
        if self.runner:
            self.runner.close()

    @property
    def streaming(self) -> Runner:
        assert self.runner
        return self.runner


def words(model: Model, count: int, seed: int = 1) -> list[int]:
    draw = random.Random(seed)
    return [draw.randrange(3, model.words) for _ in range(count)]


def played(context: Context, tokens: list[int], prompt: int, *, others: bool = True) -> list[Logits]:
    """What a context says after a prompt, after each token that follows it, after a hole in it was closed, and in
    passes of three sequences."""
    context.keep(0)
    context.read(tokens[:prompt])
    said = [context.logits().copy()]
    for token in tokens[prompt:]:
        context.read([token])
        said.append(context.logits().copy())
    if context.can_shift:
        assert context.close_up([(0, 8), (prompt // 2, context.length())])
        context.read(tokens[:3])
        said.append(context.logits().copy())
    for n in range(3) if others else ():
        context.read_rows([(0, tokens[n]), (1, tokens[n + 1]), (2, tokens[n + 2])])
        said += [context.logits(row).copy() for row in range(3)]
    for sequence in (1, 2):
        if others:
            context.keep(0, sequence)
    return said


def same(some: list[Logits], others: list[Logits]) -> bool:
    return len(some) == len(others) and all(map(np.array_equal, some, others))


def mapped_bytes(path: Path) -> int:
    """How much of a file's mapping is in memory."""
    held, ours = 0, False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        if "-" in line.split(" ", 1)[0]:
            ours = line.endswith(str(path))
        elif ours and line.startswith("Rss:"):
            held += int(line.split()[1]) << 10
    return held
