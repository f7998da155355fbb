"""The lab's part of `bench kv --full`: policies that read attention, and methods that llama.cpp cannot have.

Two tables. What a quarter of the cells still answers, when all heads choose the tokens and when the retrieval heads do.
And how far attention comes out wrong under reference versions of pruning per head, layer and channel, beside one mask
for all with as many numbers kept. Python runs inside the computation: for a bench's own process.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from secondme.bench.kv_facts import asked, knows
from secondme.bench.kv_prompt import Prompts
from secondme.bench.measure import Say
from secondme.bench.planted import Dialogue, dialogues
from secondme.llm import heads as finding
from secondme.llm import reference
from secondme.llm.attention import AttentionContext
from secondme.llm.context import Layout
from secondme.llm.heads import Heads
from secondme.llm.identity import model_identity
from secondme.llm.llama import Model
from secondme.llm.pruning import Book, Mask, by_score, heavy_hitters, last_queries, persistent, spans, streaming
from secondme.llm.reference import Array
from secondme.ports import Turn

SHARE = 0.25
"""Of the cells, which the policies keep."""
RECENT = 0.25
"""Share of the budget that goes to the last tokens; small, as it is the choice of the others that is compared."""
DIALOGUES, WORDS, SEED = 10, 1_000, 1
ASKING = 200
"""Cells for a question and an answer."""
CACHED, LATE = 512, 64
"""Tokens that are pruned, and those behind them whose attention is compared."""
SHARES = (1 / 8, 1 / 4, 1 / 2)
LAYERS = 10
WHOLE, WINDOW = "whole cache", "sinks and window"
ALL, FEW = "all heads", "retrieval heads"
SCORES: Mapping[str, Callable[[Array], NDArray[np.float64]]] = {
    "heavy hitters": partial(heavy_hitters, mean=True),
    "persistence": persistent,
    "last queries": last_queries,
}
CANNOT = (
    "Stock llama.cpp cannot save memory by what is kept per head, per layer or per channel: a cell is one position for "
    "all heads and layers, and its rows have one size. Those lines say what such a cache would be worth, no more."
)


@dataclass(frozen=True, slots=True)
class Known:
    """Facts that were known, of those asked, by name of the policy."""

    asked: int
    known: Mapping[str, int]


def lab(model: Model, say: Say, folder: Path | None = None, count: int = DIALOGUES) -> list[str]:
    """Both tables for a model, line by line; `folder` is where its retrieval heads are kept, or will be.

    Raises: NoModel, BadModel.
    """
    heads = _heads(model, folder, say)
    return [
        f"The lab: retrieval heads {len(heads.found)} of {heads.layers * heads.heads} ({heads.share:.1%}); "
        f"two rounds agree on {heads.agreement:.0%}.",
        "",
        *recall_lines(recalls(model, heads, say, count)),
        "",
        *error_lines(errors(model, heads, say)),
    ]


def _heads(model: Model, folder: Path | None, say: Say) -> Heads:
    identity = model_identity(model.card.path)
    found = finding.kept(folder, identity) if folder else None
    if found is None:
        say("looking for retrieval heads")
        found = finding.calibrate(model, lambda done, of: say(f"text {done}/{of}"))
        if folder:
            finding.keep(folder, identity, found)
    return found


# ---- what is still known ---------------------------------------------------------------------------------------


def recalls(model: Model, heads: Heads, say: Say, count: int = DIALOGUES) -> Known:
    """What each policy still knows of the facts planted in so many dialogues."""
    prompts, known, facts = Prompts(model), dict[str, int](), 0
    for number, dialogue in enumerate(dialogues(SEED, count, WORDS), 1):
        for name, right in _known(model, prompts, heads, dialogue).items():
            known[name] = known.get(name, 0) + right
        facts += len(dialogue.facts)
        told = "; ".join(f"{name} {right}" for name, right in known.items())
        say(f"dialogue {number}/{count}, of {facts} facts: {told}")
    return Known(facts, known)


def _known(model: Model, prompts: Prompts, heads: Heads, dialogue: Dialogue) -> dict[str, int]:
    book = Book()
    for number, unit in enumerate(prompts([Turn(said.role, (said.text,)) for said in dialogue.turns])):
        book = book.appended(unit.tokens.tolist(), number, unit.kinds)
    tokens = book.token.tolist()
    budget = int(SHARE * len(tokens))
    masks: dict[str, Mask | None] = {WHOLE: None, WINDOW: streaming(book, budget)}
    for voters, weights in zip((ALL, FEW), _attention(model, heads, tokens), strict=True):
        for name, score in SCORES.items():
            masks[f"{name}, {voters}"] = by_score(book, score(weights), budget, recent=RECENT)
    with model.context(Layout(len(tokens) + ASKING, 1)) as context:
        context.read(tokens)
        state = context.state(tokens[-1])
        found = {}
        for name, mask in masks.items():
            context.restore(state, len(tokens))
            if mask is not None:
                context.close_up(spans(mask))
            found[name] = sum(knows(context, *asked(prompts, dialogue, fact), fact) for fact in dialogue.facts)
    return found


def _attention(model: Model, heads: Heads, tokens: Sequence[int]) -> tuple[Array, Array]:
    """The mean weights of all heads of all layers, and of the retrieval heads, (tokens, tokens)."""
    every, few = (np.zeros((len(tokens), len(tokens)), np.float32) for _ in range(2))
    voting = heads.by_layer()

    def each(layer: int, first: int, weights: Array) -> None:
        place = slice(first, first + weights.shape[1]), slice(0, weights.shape[2])
        every[place] += weights.sum(0)
        if layer in voting:
            few[place] += weights[voting[layer]].sum(0)

    with AttentionContext(model, len(tokens)) as context:
        context.read(tokens, range(context.layers), each)
    every /= heads.layers * heads.heads
    few /= max(1, len(heads.found))
    return every, few


def recall_lines(found: Known) -> list[str]:
    """The first table."""
    chance = found.asked / 8
    return [
        f"Facts known of {found.asked} with {SHARE:.0%} of the cells (one answer of eight; chance {chance:.0f})",
        *(f"  {name:<32} {right:>4}" for name, right in found.known.items()),
    ]


# ---- how far attention comes out wrong -------------------------------------------------------------------------


def errors(model: Model, heads: Heads, say: Say, shares: Sequence[float] = SHARES) -> dict[str, list[float]]:
    """The error of each method's outcome at some shares of the rows, by name.

    Over layers evenly spread, so that retrieval heads have about their share of all: what they keep, others pay for.
    """
    layers = sorted({*np.linspace(0, heads.layers - 1, LAYERS).round().astype(int).tolist()})
    (dialogue,) = dialogues(SEED, 1, WORDS)
    text = "\n".join(f"{said.role}: {said.text}" for said in dialogue.turns)
    tokens = model.opened(model.tokens(text, special=False))[: CACHED + LATE]
    say(f"capturing {len(layers)} layers")
    with AttentionContext(model, len(tokens)) as context:
        captured = context.tensors(tokens, layers)
    cached = len(tokens) - LATE
    found: dict[str, list[float]] = {}
    for share in shares:
        say(f"comparing at {share:.1%} of the rows")
        for name, far in reference.compare(captured, cached, int(share * cached), heads.by_layer()).items():
            found.setdefault(name, []).append(far)
    return found


def error_lines(found: Mapping[str, Sequence[float]], shares: Sequence[float] = SHARES) -> list[str]:
    """The second table."""
    lines = [
        "How far attention comes out wrong, |o' - o| / |o|, by the share of the rows that is kept",
        f"  {'':<16}" + "".join(f"{share:>8.1%}" for share in shares) + "  in stock llama.cpp",
    ]
    for name, far in found.items():
        can = "yes" if name in reference.STOCK else "no"
        lines.append(f"  {name:<16}" + "".join(f"{one:>8.3f}" for one in far) + f"  {can}")
    return [*lines, CANNOT]
