"""Retrieval heads: the few heads of a model that look at the words which it copies.

`python -m secondme.llm.heads FOLDER [FILE]` finds them, tells of its progress in lines of JSON and keeps them in the
folder by the model's hash. In a process of its own, because Python runs inside the computation (`attention`).
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from secondme.errors import NoModel, Refused, SecondMeError
from secondme.llm.attention import AttentionContext
from secondme.llm.catalog import starter
from secondme.llm.identity import IDENTITIES, model_identity, remember, remembered
from secondme.llm.llama import Model
from secondme.llm.probe import too_large
from secondme.llm.reference import Array

THRESHOLD = 0.1
"""Score from which a head counts as a retrieval head (Wu et al., section 2)."""
MOST = 0.05
"""Share of all heads that are kept at most; the best are."""
SEEDS = (1, 2)
TRIALS, LENGTH = 6, 400
"""Texts of a seed, and tokens of the talk in which each hides its list."""
VERSION = 1

_NAMES = "Ana Bruno Clara David Elif Farid Greta Hugo Ines Jonas Kaja Luis Mira Nora Oskar Petra"
_DID = "bought sold lost found repaired painted borrowed carried cleaned forgot measured photographed"
_HOW = "red old heavy small broken green quiet cheap new long blue bright narrow warm empty dusty"
_WHAT = "bicycle kettle ladder violin garden letter umbrella camera suitcase engine blanket recipe window ticket hammer"
_WHERE = "Lisbon Oslo Vienna Dublin Prague Turin Ghent Porto Bergen Malmo Seville Zurich Krakow Riga Athens"


@dataclass(frozen=True, slots=True)
class Head:
    """A head and its score: the share of the copied tokens that it looked at most when they were written."""

    layer: int
    head: int
    score: float


@dataclass(frozen=True, slots=True)
class Heads:
    """The retrieval heads, best first, of so many `layers` times `heads`.

    `agreement`: of those found with either seed alone, the share of those found with both. `copied`: the share of the
    lists' tokens that the model would have written itself; where it is small, the scores say little.
    """

    layers: int
    heads: int
    agreement: float
    copied: float
    found: tuple[Head, ...]

    @property
    def share(self) -> float:
        """Of all heads."""
        return len(self.found) / (self.layers * self.heads)

    def by_layer(self) -> dict[int, list[int]]:
        """The numbers of the heads, by layer."""
        layers: dict[int, list[int]] = {}
        for one in self.found:
            layers.setdefault(one.layer, []).append(one.head)
        return layers


@dataclass(frozen=True, slots=True)
class Trial:
    """A text that ends in a copy: the copied tokens stand at `at` and, the second time, at `copy`."""

    tokens: Sequence[int]
    at: int
    copy: int

    @property
    def length(self) -> int:
        """How many tokens are copied."""
        return len(self.tokens) - self.copy


def trial(count: Callable[[str], list[int]], chance: random.Random, depth: float, length: int = LENGTH) -> Trial:
    """A talk of `length` tokens with a list in it at `depth` (0 begin, 1 end), the question for it, and the list again.

    `count` gives a text's tokens. The words of the list are drawn, so that only who looks it up can write it.
    """
    names, did, how, what, where = (words.split() for words in (_NAMES, _DID, _HOW, _WHAT, _WHERE))
    who = chance.choice(names)
    pairs = [f"the {one} {other}" for one, other in zip(chance.sample(how, 6), chance.sample(what, 6), strict=True)]
    listed = count(f" {', '.join(pairs)}, then {chance.choice(where)}.")
    cue = f"The secret list of {who} is:"
    talk: list[list[int]] = []
    while sum(map(len, talk)) < length:
        told = [chance.choice(words) for words in (names, did, how, what, where)]
        talk.append(count("{} {} the {} {} in {}. ".format(*told)))
    place = round(depth * len(talk))
    before = [*chain.from_iterable(talk[:place]), *count(cue)]
    question = f"\nQuestion: What is the secret list of {who}?\nAnswer: {cue}"
    after = [*count(" "), *chain.from_iterable(talk[place:]), *count(question)]
    return Trial([*before, *listed, *after, *listed], len(before), len(before) + len(listed) + len(after))


def hits(context: AttentionContext, one: Trial) -> tuple[NDArray[np.int64], int]:
    """How often each head, (layers, heads), looked most at the very token that was written next; and how many of the
    copied tokens the model would have written itself, which alone count.

    Source: Wu et al. 2024, "Retrieval Head Mechanistically Explains Long-Context Factuality", section 2. There the
        model writes; here the copy stands in the text and counts where the model agrees, which takes one pass.
    """
    begin = one.copy - 1  # the query that writes the first of them
    looked: dict[int, list[NDArray[np.int64]]] = {}

    def each(layer: int, first: int, weights: Array) -> None:
        late = max(begin - first, 0)
        if late < weights.shape[1]:
            looked.setdefault(layer, []).append(weights[:, late:].argmax(-1))

    likeliest = context.read(one.tokens, range(context.layers), each)
    written = np.array(likeliest[begin:-1]) == np.array(one.tokens[one.copy :])
    found = np.zeros((context.layers, context.heads), np.int64)
    for layer, places in looked.items():
        most = np.concatenate(places, 1)[:, : one.length]
        found[layer, : len(most)] = ((most == one.at + np.arange(one.length)) & written).sum(1)
    return found, int(written.sum())


def calibrate(model: Model, say: Callable[[int, int], None] = lambda done, of: None) -> Heads:
    """Finds a model's retrieval heads; `say` is told how many texts of how many are read.

    Raises: BadModel if its attention cannot be read.
    """
    scores = []
    copied = total = done = 0

    def count(text: str) -> list[int]:
        return model.tokens(text, special=False)

    with AttentionContext(model, 2 * LENGTH) as context:
        for seed in SEEDS:
            chance = random.Random(seed)
            hit, tokens = np.zeros((context.layers, context.heads), np.int64), 0
            for number in range(TRIALS):
                one = trial(count, chance, (number + 0.5) / TRIALS)
                looked, written = hits(context, one)
                hit += looked
                copied += written
                tokens += one.length
                done += 1
                say(done, TRIALS * len(SEEDS))
            scores.append(hit / tokens)
            total += tokens
    return chosen(np.stack(scores), copied / total)


def chosen(scores: NDArray[np.float64], copied: float) -> Heads:
    """The retrieval heads by their scores with each seed, shape (seeds, layers, heads)."""
    layers, heads = scores.shape[1:]
    sets = [_best(one) for one in scores]
    either = set[int]().union(*sets)
    agreed = len(either.intersection(*sets)) / len(either) if either else 1.0
    mean = scores.mean(0)
    found = (Head(at // heads, at % heads, round(float(mean.flat[at]), 3)) for at in _best(mean))
    return Heads(layers, heads, agreed, copied, tuple(found))


def _best(scores: NDArray[np.float64]) -> list[int]:
    """The heads over the threshold, the best of them where they are too many, by number."""
    order = np.argsort(-scores, axis=None, kind="stable")[: int(MOST * scores.size)]
    return [int(at) for at in order if scores.flat[at] >= THRESHOLD]


def keep(folder: Path, identity: str, heads: Heads) -> None:
    """Keeps them by the model's identity."""
    remember(folder / "heads.json", identity, {"version": VERSION, "heads": asdict(heads)})


def kept(folder: Path, identity: str) -> Heads | None:
    """What was kept; None where nothing was, or what is there is damaged or of another version."""
    try:
        held = remembered(folder / "heads.json")[identity]
        if held["version"] != VERSION:
            return None
        return Heads(**(held["heads"] | {"found": tuple(Head(**one) for one in held["heads"]["found"])}))
    except (KeyError, TypeError):
        return None


def main(folder: Path, file: Path | None, free: int | None = None) -> None:
    """Finds and keeps the heads of a file, else of the starter; of one too large for the bytes that are `free` (None:
    now) it says so."""
    try:
        path = file or starter()
        if path is None:
            raise NoModel("There is no model to calibrate.", "Name a GGUF file, or install the starter.")
        identity = model_identity(path, folder / IDENTITIES)
        if too_large(path, free):
            raise Refused(
                f"{path.name} is too large to be looked into: with {path.stat().st_size / 1e9:,.1f} GB it would take "
                "more than half of the free memory.",
                "Close other programs, or choose a smaller model.",
            )
        found = calibrate(Model.open(path), lambda done, of: _say({"done": done, "of": of}))
        keep(folder, identity, found)
        _say({"heads": asdict(found) | {"share": found.share}, "model": path.name, "identity": identity})
    except SecondMeError as error:
        _say({"error": [type(error).__name__, error.sentence, error.cure]})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
