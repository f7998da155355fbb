"""Reference versions of methods that prune a cache per head, per layer or per channel, on captured tensors.

Pure. They answer one question: how far the outcome of attention is from that of the whole cache, beside plain eviction
with as many numbers kept. **Stock llama.cpp cannot save memory by any of them**: a cell is one position for all heads
and layers, and its rows have one size, so a row that one head alone wants costs as much as one that all want, and a
channel set to zero is stored as a zero. Only `window`, `heavy` and `voted`, one mask for all, can be had there.

A budget is in rows: so many for each kind of keys and values (each group of heads) of each layer, on average.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from math import e

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Mask = NDArray[np.bool_]

SINKS = 4
"""First tokens that are always kept."""
RECENT = 0.5
"""Share of a budget that goes to the last tokens, where the others are chosen by a score."""
LEAST = 16
"""Rows that no method leaves a head with fewer than, sinks included."""
PRUNED = 0.4
"""Share of the channels that ThinK prunes."""
WHOLE = 32
"""Last tokens whose channels ThinK leaves alone."""
OBSERVED = 32
"""Last queries by which ThinK judges the channels."""


@dataclass(frozen=True, slots=True, eq=False)
class Captured:
    """A layer's attention over a text of n tokens. `queries` (heads, n, d) and `keys` (kinds, n, d) are rotated;
    `values` (kinds, n, d); `weights` (heads, n, n): row, of a query, over cells. A group of heads shares a kind."""

    layer: int
    queries: Array
    keys: Array
    values: Array
    weights: Array

    @property
    def group(self) -> int:
        """Heads that share a kind."""
        return len(self.queries) // len(self.keys)


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """What is left of one kind's first tokens: keys and values, and of how many tokens each row speaks."""

    keys: Array
    values: Array
    count: Array

    @classmethod
    def of(cls, one: Captured, kind: int, mask: Mask) -> Rows:
        """The rows that a mask over the first tokens keeps."""
        at = np.flatnonzero(mask)
        return cls(one.keys[kind, at], one.values[kind, at], np.ones(len(at), np.float32))


Kept = Sequence[Sequence[Rows]]
"""By layer and kind."""


def outcome(one: Captured, cached: int, kept: Sequence[Rows]) -> Array:
    """What the heads make of the queries behind the first `cached` tokens, of which only rows are left; the tokens
    behind them are all there. Shape (heads, queries, d).

    softmax(q·k / √d + ln count)·v: a row that speaks for c tokens weighs as c rows of that key.
    """
    size = one.queries.shape[-1]
    late = one.queries.shape[1] - cached
    found = np.empty((len(one.queries), late, one.values.shape[-1]), np.float32)
    ahead = ~np.tri(late, dtype=bool)
    for head, queries in enumerate(one.queries[:, cached:]):
        rows, kind = kept[head // one.group], head // one.group
        old = queries @ rows.keys.T / np.sqrt(size) + np.log(rows.count)
        new = queries @ one.keys[kind, cached:].T / np.sqrt(size)
        new[ahead] = -np.inf
        both = np.concatenate([old, new], axis=1)
        both = np.exp(both - both.max(-1, keepdims=True))
        both /= both.sum(-1, keepdims=True)
        found[head] = both @ np.concatenate([rows.values, one.values[kind, cached:]])
    return found


def whole(layers: Sequence[Captured], cached: int) -> list[Array]:
    """The outcome of the whole cache, by layer."""
    every = np.ones(cached, bool)
    return [outcome(one, cached, [Rows.of(one, kind, every) for kind in range(len(one.keys))]) for one in layers]


def error(layers: Sequence[Captured], cached: int, kept: Kept, right: Sequence[Array]) -> float:
    """How far the outcome is from `right`: |o' - o| / |o|, the mean over queries, heads and layers."""
    found = []
    for one, left, clean in zip(layers, kept, right, strict=True):
        apart = np.linalg.norm(outcome(one, cached, left) - clean, axis=-1)
        found.append(float((apart / np.maximum(np.linalg.norm(clean, axis=-1), 1e-9)).mean()))
    return float(np.mean(found))


def numbers(kept: Kept, pruned: float = 0.0) -> float:
    """Rows that are kept, over all layers and kinds; with a share of the keys' channels pruned in all but the last."""
    total = 0.0
    for rows in (rows for left in kept for rows in left):
        old = max(0, len(rows.keys) - WHOLE)
        total += len(rows.keys) - old * pruned / 2
    return total


# ---- one mask for all, as llama.cpp can have it ----------------------------------------------------------------


def best(scores: NDArray[np.floating], budget: int, recent: float = RECENT) -> Mask:
    """The sinks, the last tokens, and those of the highest score: so many as the budget, one score a token."""
    count = len(scores)
    budget = min(budget, count)
    mask = np.zeros(count, bool)
    mask[:SINKS] = True
    mask[count - round(recent * max(0, budget - SINKS)) :] = True
    rest = np.flatnonzero(~mask)
    mask[rest[np.argsort(-scores[rest], kind="stable")[: max(0, budget - int(mask.sum()))]]] = True
    return mask


def paid(one: Captured, cached: int) -> Array:
    """Attention that each of the first tokens was paid by the queries among them, (heads, cached), the mean over those
    that could see it.

    Source: Zhang et al. 2023, "H2O", section 4, where it is a sum; in a sum the first tokens lead because more saw
        them.
    """
    return np.asarray(one.weights[:, :cached, :cached].sum(1) / np.arange(cached, 0, -1), np.float32)


def window(layers: Sequence[Captured], cached: int, budget: int) -> Kept:
    """Sinks and the last tokens (Xiao et al. 2023, "StreamingLLM", section 3)."""
    return _masked(layers, best(np.zeros(cached), budget, 1.0))


def heavy(layers: Sequence[Captured], cached: int, budget: int) -> Kept:
    """The tokens that are paid most attention, by the mean over all heads and layers."""
    return _masked(layers, best(np.mean([paid(one, cached).mean(0) for one in layers], axis=0), budget))


def voted(layers: Sequence[Captured], cached: int, budget: int, heads: Mapping[int, Collection[int]]) -> Kept:
    """As `heavy`, by the retrieval heads alone, each layer's by number; by all heads where there is none."""
    votes = [paid(one, cached)[sorted(heads[one.layer])].mean(0) for one in layers if heads.get(one.layer)]
    return _masked(layers, best(np.mean(votes, axis=0), budget)) if votes else heavy(layers, cached, budget)


def _masked(layers: Sequence[Captured], mask: Mask) -> Kept:
    return [[Rows.of(one, kind, mask) for kind in range(len(one.keys))] for one in layers]


# ---- what it cannot have ---------------------------------------------------------------------------------------


def per_head(layers: Sequence[Captured], cached: int, budget: int) -> Kept:
    """As `heavy`, but each group of heads keeps tokens of its own, as H2O has it."""
    return [
        [Rows.of(one, kind, best(score, budget)) for kind, score in enumerate(_by_kind(one, paid(one, cached)))]
        for one in layers
    ]


def razor(layers: Sequence[Captured], cached: int, budget: int, heads: Mapping[int, Collection[int]]) -> Kept:
    """Groups with a retrieval head keep all; the others sinks, the last tokens, and one token for what was dropped:
    the mean of its keys and of its values, with the weight of as many tokens.

    Of the retrieval groups, in the order given, no more keep all than leaves the others `LEAST` rows.
    Source: Tang et al. 2024, "RazorAttention", section 3.3, equations 4 and 5. There the heads are found by other
        tests and the last tokens are a share of the text; here their number is what the budget leaves.
    """
    places = {one.layer: at for at, one in enumerate(layers)}
    named = [(layer, head) for layer, numbers in heads.items() if layer in places for head in numbers]
    groups = list(dict.fromkeys((places[layer], head // layers[places[layer]].group) for layer, head in named))
    count = sum(len(one.keys) for one in layers)
    groups = groups[: max(0, (budget - LEAST) * count // max(1, cached - LEAST))]
    each = (budget * count - cached * len(groups)) // max(1, count - len(groups))
    local, every = best(np.zeros(cached), each - 1, 1.0), np.ones(cached, bool)
    return [
        [
            Rows.of(one, kind, every) if (at, kind) in groups else _compensated(one, kind, local)
            for kind in range(len(one.keys))
        ]
        for at, one in enumerate(layers)
    ]


def _compensated(one: Captured, kind: int, mask: Mask) -> Rows:
    rows, dropped = Rows.of(one, kind, mask), ~mask
    if not dropped.any():
        return rows
    cached = len(mask)
    return Rows(
        np.vstack([rows.keys, one.keys[kind, :cached][dropped].mean(0)]),
        np.vstack([rows.values, one.values[kind, :cached][dropped].mean(0)]),
        np.append(rows.count, np.float32(dropped.sum())),
    )


def d2o(layers: Sequence[Captured], cached: int, budget: int) -> Kept:
    """Layers whose attention is spread get more rows than those where it is concentrated; what is evicted is merged
    into the most similar key that is kept, unless it is less similar than the evicted are on average.

    Source: Wan et al. 2024, "D2O", section 3: budgets by the variance of the attention that tokens are paid, a
        threshold on cosine similarity, weights exp(u) beside e. Departures: the variance is taken relative to the mean
        over the layers before it enters exp(-v); one eviction, so their moving average of the threshold is its first
        value; per group of heads, as its keys are shared.
    """
    spread = np.array([paid(one, cached).mean(0).var() for one in layers])
    share = np.exp(-spread / max(float(spread.mean()), 1e-12))
    total = budget * len(layers)
    each = np.clip(total * share / share.sum(), LEAST, cached).astype(int)
    while each.sum() > total:  # what the bounds have given and taken
        each[each.argmax()] -= 1
    while each.sum() < min(total, cached * len(layers)):
        each[np.where(each < cached, share, -1).argmax()] += 1
    return [
        [_merged(one, kind, best(score, int(rows))) for kind, score in enumerate(_by_kind(one, paid(one, cached)))]
        for one, rows in zip(layers, each, strict=True)
    ]


def _merged(one: Captured, kind: int, mask: Mask) -> Rows:
    rows, cached = Rows.of(one, kind, mask), len(mask)
    dropped = np.flatnonzero(~mask)
    if not len(dropped):
        return rows
    alike = _unit(one.keys[kind, :cached][dropped]) @ _unit(rows.keys).T
    near, similar = alike.argmax(1), alike.max(1)
    joining = similar >= similar.mean()
    weight = np.where(joining, np.exp(similar), 0.0)
    total = np.full(len(rows.keys), e)
    np.add.at(total, near, weight)

    def joined(kept: Array, gone: Array) -> Array:
        found = kept * e
        np.add.at(found, near, gone * weight[:, None])
        return np.asarray(found / total[:, None], np.float32)

    values = joined(rows.values, one.values[kind, :cached][dropped])
    return Rows(joined(rows.keys, one.keys[kind, :cached][dropped]), values, rows.count)


def think(layers: Sequence[Captured], cached: int, budget: int, pruned: float = PRUNED) -> Kept:
    """The keys of all but the last tokens lose the channels that matter least to the last queries; the numbers saved
    keep more tokens, chosen as by `heavy`.

    Source: Xu et al. 2024, "ThinK", section 3: a channel's score is |Q_i K_iᵀ| (Frobenius), which is |Q_i| |K_i|.
    """
    more = round(WHOLE + (budget - WHOLE) / (1 - pruned / 2)) if budget > WHOLE else budget
    return [
        [_thinned(one, kind, rows, cached, pruned) for kind, rows in enumerate(left)]
        for one, left in zip(layers, heavy(layers, cached, more), strict=True)
    ]


def _thinned(one: Captured, kind: int, rows: Rows, cached: int, pruned: float) -> Rows:
    asked = one.queries[kind * one.group : (kind + 1) * one.group, max(0, cached - OBSERVED) : cached]
    score = np.linalg.norm(asked, axis=(0, 1)) * np.linalg.norm(rows.keys, axis=0)
    gone = np.argsort(score, kind="stable")[: int(pruned * len(score))]
    keys = rows.keys.copy()
    keys[: max(0, len(keys) - WHOLE), gone] = 0.0
    return Rows(keys, rows.values, rows.count)


def _by_kind(one: Captured, scores: Array) -> Array:
    """The mean of each group's heads."""
    return np.asarray(scores.reshape(len(one.keys), one.group, -1).mean(1), np.float32)


def _unit(rows: Array) -> Array:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), np.float32)


# ---- side by side ----------------------------------------------------------------------------------------------

STOCK = ("window", "heavy", "voted")
"""Those that stock llama.cpp can have."""


def compare(
    layers: Sequence[Captured], cached: int, budget: int, heads: Mapping[int, Collection[int]]
) -> dict[str, float]:
    """The error of each method at one budget, by name."""
    ways: dict[str, Callable[[], Kept]] = {
        "window": lambda: window(layers, cached, budget),
        "heavy": lambda: heavy(layers, cached, budget),
        "voted": lambda: voted(layers, cached, budget, heads),
        "per head": lambda: per_head(layers, cached, budget),
        "RazorAttention": lambda: razor(layers, cached, budget, heads),
        "D2O": lambda: d2o(layers, cached, budget),
        "ThinK": lambda: think(layers, cached, budget),
    }
    right = whole(layers, cached)
    return {name: error(layers, cached, way(), right) for name, way in ways.items()}
