"""What of `bench llm` needs the model's own numbers: `python -P -m secondme.bench.llm_child FILE RAM ROOM`.

A model in a process of its own with a context of ROOM cells, streamed within RAM bytes, or as llama.cpp maps it where
these are 0. Each line of standard input is a question in JSON with its name in `op`; a line of JSON answers it, with
`error` where it cannot be.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from secondme.bench.kv_prompt import Prompts
from secondme.bench.llm_runs import CONTEXT, HOT
from secondme.errors import SecondMeError
from secondme.llm.context import Context, Layout
from secondme.llm.flash.graph import Graph
from secondme.llm.flash.residency import EXPECTED, RECENT, replay
from secondme.llm.flash.routed import routers
from secondme.llm.holding import Held, Means
from secondme.llm.llama import Model
from secondme.llm.loaded import ASIDE, TOGETHER
from secondme.llm.lookup import Lookup
from secondme.llm.machine import cores
from secondme.llm.template import CHATML_MARK, ChatTemplate
from secondme.llm.wire import OFF
from secondme.ports import Turn

BEGUN = 32
"""Tokens that are read before passes are timed."""
PAGE = 4096


class Child:
    """A model, a context over it, and what is asked of them."""

    def __init__(self, model: Model, context: Context) -> None:
        self._model = model
        self._context = context
        self._draw = np.random.default_rng(7)
        self._lookups: dict[int, Lookup] = {}
        self.ops: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
            "exact": self.exact, "costs": self.costs, "replay": self.replay, "record": self.record,
            "trace": lambda asked: traced(model, asked), "answer": lambda asked: answered(model, asked),
        }  # fmt: skip

    def exact(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The logits of random tokens, `together` read in one pass and `alone` each in its own, in the file `out`."""
        tokens = np.random.default_rng(1).integers(100, self._model.words, asked["together"] + asked["alone"]).tolist()
        context = self._context
        context.keep(0)
        together = tokens[: asked["together"]]
        context.read_rows([(0, token) for token in together])
        rows = [context.logits(row).copy() for row in range(len(together))]
        for token in tokens[len(together) :]:
            context.read([token])
            rows.append(context.logits().copy())
        np.save(asked["out"], np.stack(rows))
        return {"tokens": len(rows)}

    def costs(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Seconds of passes of so many `positions` each, medians of `rounds`."""
        found = {}
        for positions in asked["positions"]:
            self._begin()
            found[positions] = median(self._passed(positions) for _ in range(asked["rounds"]))
        return {"costs": found}

    def replay(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """Passes of one token and its draft, as [drafted, accepted], with what was accepted kept; up to `most`
        tokens."""
        self._begin()
        begun = time.perf_counter()
        said = passes = 0
        for drafted, accepted in asked["passes"]:
            if said >= asked["most"]:
                break
            self._passed(1 + drafted)
            self._context.keep(self._context.length() - drafted + accepted)
            said += 1 + accepted
            passes += 1
        return {"tokens": said, "passes": passes, "seconds": time.perf_counter() - begun}

    def record(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        """What was drafted and accepted in each pass of an answer of at most `limit` tokens to what is `asked` with
        these `notes`, where passes cost what `costs` says; drafts have at most `most` tokens."""
        costs = {int(positions): float(seconds) for positions, seconds in asked["costs"].items()}
        model, context, most = self._model, self._context, asked["most"]
        lookup = self._lookups.setdefault(most, Lookup(most))
        units = Prompts(model)([Turn("user", (asked["asked"],), asked["notes"])])
        prompt = np.concatenate([unit.tokens for unit in units]).tolist()
        context.keep(0)
        context.read(prompt)
        lookup.begin()
        lookup.add(prompt, quotable=True)
        passes: list[tuple[int, int]] = []
        left = int(asked["limit"])
        with closing(model.sampler(0.0, 0)) as sampler:
            token = sampler.pick(context.logits())
            while left > 0 and not model.ends(token):
                left -= 1
                lookup.add([token])
                draft = lookup.draft(min(left - 1, most)) if left > 1 else []
                context.read_rows([(0, one) for one in (token, *draft)])
                found = [sampler.pick(context.logits(0))]
                for place, drafted in enumerate(draft, start=1):
                    if found[-1] != drafted or model.ends(drafted):
                        break
                    found.append(sampler.pick(context.logits(place)))
                taken = len(found) - 1
                context.keep(context.length() - len(draft) + taken)
                if draft:
                    lookup.accepted(len(draft), taken, costs[1 + len(draft)])
                else:
                    lookup.plain(costs[1])
                lookup.add(draft[:taken])
                passes.append((len(draft), taken))
                left -= taken
                token = found[-1]
        return {"passes": passes}

    def _begin(self) -> None:
        self._context.keep(0)
        self._context.read(self._tokens(BEGUN))

    def _passed(self, positions: int) -> float:
        begun = time.perf_counter()
        self._context.read_rows([(0, token) for token in self._tokens(positions)])
        return time.perf_counter() - begun

    def _tokens(self, count: int) -> list[int]:
        found: list[int] = self._draw.integers(100, self._model.words, count).tolist()
        return found


class Recorder:
    """Writes down which experts a mixture routes to."""

    def __init__(self, model: Model) -> None:
        self._graph = Graph([one.name for one in model.header.weights])
        self._experts = [one for one in model.header.weights if len(one.sides) == 3]
        self.callback = self._graph.callback
        self.trace: list[tuple[int, Any]] = []

    def learn(self, context: Context) -> None:
        """Learns the graph of a new context."""
        self._graph.learn(context.warm_up, lambda: None)
        for node, (layer, _) in routers(self._graph, self._experts).items():
            self._graph.gates[node] = partial(self._note, layer)

    def begin(self, give_up: Callable[[], None]) -> None:
        """A pass begins."""

    def end(self, done: bool) -> None:
        """A pass has ended."""

    def rates(self, budgets: Sequence[int]) -> list[dict[str, float]]:
        """Which part of the wanted experts is there with so many bytes, by our policy and by the latest use."""
        sizes: dict[int, int] = {}
        for one in self._experts:
            layer = int(one.name.split(".")[1])
            sizes[layer] = sizes.get(layer, 0) + (-(-one.bytes // one.sides[2] // PAGE) + 1) * PAGE
        experts = self._experts[0].sides[2]
        return [
            {policy: replay(self.trace, sizes, experts, budget, policy) for policy in (EXPECTED, RECENT)}
            for budget in budgets
        ]

    def _note(self, layer: int, tensor: int) -> None:
        self.trace.append((layer, self._graph.ids(tensor).copy()))


def traced(model: Model, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The hit rates that caches of some `budgets` would have had, in a prompt of `prompt` tokens and `tokens` drawn
    almost evenly."""
    recorder = Recorder(model)
    with closing(model.context(Layout(CONTEXT, cores()), recorder)) as context:
        recorder.learn(context)
        tokens = np.random.default_rng(3).integers(100, model.words, asked["prompt"]).tolist()
        context.read(tokens)
        with closing(model.sampler(HOT, 1)) as sampler:
            for _ in range(asked["tokens"]):
                context.read([context.pick(sampler)])
    return {"rates": recorder.rates(asked["budgets"]), "needs": len(recorder.trace)}


def answered(model: Model, asked: Mapping[str, Any]) -> dict[str, Any]:
    """How an answer of at most `limit` tokens to a `text` goes, drawn almost evenly: llama.cpp's loop and nothing
    around it. Its tokens, and the seconds from the first of them to the last."""
    template = ChatTemplate.choose(
        model.template, chatml=model.has_mark(CHATML_MARK), bos=model.bos, eos=model.eos
    )
    segments = template.render([Turn("user", (asked["text"],))])
    prompt = [token for one in segments for token in model.tokens(one.text, special=one.is_template)]
    with closing(Context(model.pointer, "it", model.words, Layout(CONTEXT, cores()))) as context:
        context.read(model.opened(prompt))
        said = 0
        first = last = 0.0
        with closing(model.sampler(HOT, 1)) as sampler:
            while said < asked["limit"] and not model.ends(token := context.pick(sampler)):
                last = time.perf_counter()
                first = first or last
                said += 1
                if said < asked["limit"]:
                    context.read((token,))
    return {"tokens": said, "seconds": last - first}


def opened(stack: ExitStack, path: Path, ram: int, room: int) -> Child:
    """The model as the worker holds it, within so many bytes; without a limit where these are 0."""
    threads = cores()
    means = Means(str(ram) if ram else OFF)
    aside = Layout(ASIDE, threads, sequences=TOGETHER + 1)
    held = stack.enter_context(closing(Held(path, means, lambda trained: Layout(room, threads), aside)))
    return Child(held.model, held.context)


def main(path: str, ram: str, room: str) -> None:
    """Answers until standard input ends."""
    with ExitStack() as stack:
        try:
            child = opened(stack, Path(path), int(ram), int(room))
            _out({"ready": True})
            for line in sys.stdin:
                asked = json.loads(line)
                _out(child.ops[asked["op"]](asked))
        except SecondMeError as error:
            _out({"error": str(error)})


def _out(message: dict[str, Any]) -> None:
    print(json.dumps(message), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
