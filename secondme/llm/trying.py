"""The steps of a probe, in the child: each with a context of its own, each answered with one line of JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import BadModel, SecondMeError
from secondme.llm.context import Context, Layout
from secondme.llm.llama import Model
from secondme.llm.probe import OK, REFUSED, SANE, WRONG, nature

Step = Callable[[Context, list[int]], dict[str, Any]]

ROOM = 512
LONG, SHORT, LARGE = 1024, 256, 500_000_000
"""Tokens at which speed is measured: flash attention shows its price late. Of a large file, in bytes, fewer."""
FAR = 64
"""Where a shifted text begins. Nothing stands before it, so the shift alone can change what comes of it."""
READ, NEXT = 64, 16
"""Tokens that are shifted, and those after them whose outcomes are compared."""
WRITTEN = 12
TEXT = (
    "The harbour lay still in the grey light of the morning. Two fishing boats had come in during the night, and "
    "their nets hung over the wall to dry. An old man was mending one of them with a wooden needle; he did not look "
    "up when the ferry sounded its horn. On the far side of the bay the lamps of the village went out, one after "
    "another, and smoke rose from the bakery by the church. By nine the market would be full: cheese from the hills, "
    "late apples, eggs in baskets, a man who sharpened knives and told everybody the same three stories. "
)


def main(path: Path, steps: Sequence[tuple[str, str, bool, str]]) -> None:
    """Tries (keys, values, flash, step) one after the other."""
    with suppress(ImportError, ValueError):  # no such thing on Windows; a crash here is an answer, not worth a core
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        model = Model.open(path)
    except SecondMeError as error:
        _say({"error": [type(error).__name__, error.sentence, error.cure]})
        return
    recurrent, window = nature(path)
    _say({"model": {"recurrent": recurrent, "sliding_window": window}})
    tokens = _tokens(model)
    length = SHORT if path.stat().st_size > LARGE else LONG
    ways: dict[str, Step] = {"use": _use, "shift": _shift, "speed": partial(_speed, length=length)}
    unusable: set[tuple[str, str, bool]] = set()
    for number, (keys, values, flash, step) in enumerate(steps):
        found: dict[str, Any] = {}
        room = 2 * length if step == "speed" else ROOM
        if (keys, values, flash) not in unusable:
            try:
                with model.context(Layout(room, 1, keys=keys, values=values, flash=flash)) as context:
                    found = ways[step](context, tokens)
            except (BadModel, RuntimeError):  # llama.cpp will not have it so
                found = {} if step == "speed" else {step: REFUSED}
        if found.get("use", OK) != OK:
            unusable.add((keys, values, flash))
        _say({"step": number} | found)


def _tokens(model: Model) -> list[int]:
    """Tokens of the text, more than any step wants. A vocabulary of few words may make many of it."""
    found = model.tokens(TEXT, special=False)
    return found * (2 * LONG // len(found) + 1)


def _use(context: Context, tokens: list[int]) -> dict[str, Any]:
    """Reads and forgets the end."""
    context.read(tokens[:8])
    begun = len(context.state(tokens[7]))
    context.read(tokens[8:32])
    if not np.isfinite(context.logits()).all():
        return {"use": WRONG}
    size = (len(context.state(tokens[31])) - begun) / 24
    return {"use": OK, "bytes": size, "partial": context.keep(24) == 24}


def _shift(context: Context, tokens: list[int]) -> dict[str, Any]:
    """Reads a text far from the beginning, and what follows it before and after the text was moved there."""
    context._lengths[0] = FAR  # the chat never reads anything that far from the beginning
    context.read(tokens[:READ])
    clean = _following(context, tokens)
    if context.keep(FAR + READ) != FAR + READ or not context.close_up([(FAR, FAR + READ)]):
        return {"shift": REFUSED}
    shifted = _following(context, tokens)
    divergence = float((np.exp(clean) * (clean - shifted)).sum(-1).mean())
    if not np.isfinite(divergence):
        return {"shift": WRONG}
    return {"shift": OK if divergence <= SANE else WRONG, "divergence": max(0.0, divergence)}


def _following(context: Context, tokens: list[int]) -> NDArray[np.float64]:
    """Logarithms of the chances of every word after each of the next tokens, shape (NEXT, words)."""
    rows: list[NDArray[np.float64]] = []
    context.read(tokens[READ : READ + NEXT], each=lambda start, some: rows.append(some.astype(np.float64)))
    found = np.concatenate(rows)
    found -= found.max(-1, keepdims=True)
    logs: NDArray[np.float64] = found - np.log(np.exp(found).sum(-1, keepdims=True))
    return logs


def _speed(context: Context, tokens: list[int], length: int) -> dict[str, Any]:
    """Seconds of the processor, which other programs do not lengthen as much as those of the wall."""
    context.read(tokens[:16])
    context.keep(0)
    begun = time.process_time()
    context.read(tokens[:length])
    read = time.process_time()
    for token in tokens[length : length + WRITTEN]:
        context.read([token])
    return {"prefill": length / (read - begun), "decode": WRITTEN / (time.process_time() - read)}


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
