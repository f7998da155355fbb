"""States of a cache: how soon a prefix is there again from a file, and what a cell takes by kind."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import numpy as np

from secondme.bench.kv_prompt import Prompts
from secondme.bench.measure import NotTaken, Pairs, Say, cold, pairs
from secondme.bench.planted import dialogues
from secondme.llm.context import Context, Layout
from secondme.llm.identity import model_identity
from secondme.llm.machine import cores
from secondme.llm.pruning import PREFIX, Book
from secondme.llm.shelf import Shelf
from secondme.llm.statefile import Meta, Saved, Stamp, digest
from secondme.ports import Turn

ROOM = 2_500
QUESTION = "And what was it that I told you first?"
LIMIT = 500_000_000
FEW, MANY = 32, 96
"""Tokens at which states are measured: what lies between is cells alone, without what a state has besides."""


def restored(prompts: Prompts, tokens: int, count: int, say: Say) -> tuple[Pairs, int]:
    """Seconds to the first token of an answer after a prefix of so many tokens: from a file, and by reading it; and the
    bytes of the file. Raises: NotTaken."""
    prefix = text(prompts, tokens)
    question = prompts([Turn("user", (QUESTION,))])[-1].tokens.tolist()
    model, layout = prompts.model, Layout(ROOM, cores())
    card = model.card
    stamp = Stamp(
        model_identity(card.path), card.bytes, card.quantisation, card.architecture, layout.keys, layout.values,
        layout.flash, ROOM, version("llama-cpp-python"), digest(prefix),
    )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="secondme-bench-") as place, closing(model.context(layout)) as context:
        shelf = Shelf(Path(place), LIMIT)
        context.read(prefix)
        book = Book().appended(prefix, 0, PREFIX)
        if why := shelf.save("prefix", Meta(stamp, book), context.state(prefix[-1])):
            raise NotTaken(why)
        file = next(Path(place).glob("*.state"))

        def ours() -> float:
            context.keep(0)
            cold(file)
            begun = time.perf_counter()
            found = shelf.load("prefix", stamp)
            if not isinstance(found, Saved) or not context.restore(found.payload, len(found.meta.book)):
                raise NotTaken("The state that was kept could not be put back.")
            return _answered(context, question, begun)

        def theirs() -> float:
            context.keep(0)
            begun = time.perf_counter()
            context.read(prefix)
            return _answered(context, question, begun)

        return pairs(ours, theirs, count, say), file.stat().st_size


def cell_bytes(prompts: Prompts) -> dict[str, float]:
    """Bytes of a cell by the kind of keys and values, from the sizes of states. Raises: BadModel."""
    tokens = text(prompts, MANY)
    found = {}
    for kind in ("f16", "q8_0", "q4_0"):
        layout = Layout(256, cores(), keys=kind, values=kind, flash=True)
        with closing(prompts.model.context(layout)) as context:
            context.read(tokens[:FEW])
            few = len(context.state(tokens[FEW - 1]))
            context.read(tokens[FEW:])
            found[kind] = (len(context.state(tokens[-1])) - few) / (MANY - FEW)
    return found


def text(prompts: Prompts, tokens: int) -> list[int]:
    """The first tokens of a conversation."""
    (dialogue,) = dialogues(count=1, words=max(1_000, tokens))
    read = prompts([Turn(said.role, (said.text,)) for said in dialogue.turns])
    found: list[int] = np.concatenate([unit.tokens for unit in read]).tolist()
    return found[:tokens]


def _answered(context: Context, question: list[int], begun: float) -> float:
    context.read(question)
    int(context.logits().argmax())
    return time.perf_counter() - begun
