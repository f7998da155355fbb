"""Figures of a ranking against the evidence: each is the share of an ideal, in [0, 1].

Per question first, then the plain mean over questions: every question weighs the same.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

DEPTHS = (1, 5, 10, 20)


def recall_at(ranked: Sequence[str], gold: Collection[str], depth: int) -> float:
    """Share of the evidence among the first `depth`. Raises: ValueError without evidence."""
    if not gold:
        raise ValueError("there is no evidence to be found")
    return len(set(ranked[:depth]) & set(gold)) / len(set(gold))


def reciprocal_rank(ranked: Sequence[str], gold: Collection[str]) -> float:
    """1 / the place of the first piece of evidence, 0 if it is nowhere."""
    return next((1.0 / place for place, name in enumerate(ranked, 1) if name in gold), 0.0)


def ndcg_at(ranked: Sequence[str], gold: Collection[str], depth: int) -> float:
    """Normalised discounted cumulative gain with gains of 0 and 1.

    Source: Järvelin and Kekäläinen 2002, "Cumulated gain-based evaluation of IR techniques", section 2, with the
        discount log2(place + 1) that is usual since.
    """
    gain = sum(1.0 / math.log2(place + 1) for place, name in enumerate(ranked[:depth], 1) if name in gold)
    return gain / sum(1.0 / math.log2(place + 1) for place in range(1, min(len(set(gold)), depth) + 1))


def figures(ranked: Sequence[str], gold: Collection[str]) -> dict[str, float]:
    """All figures of one ranking: `recall@k`, `hit_any@k`, `hit_all@k` for each of `DEPTHS`, `mrr`, `ndcg@10`."""
    found: dict[str, float] = {}
    for depth in DEPTHS:
        share = recall_at(ranked, gold, depth)
        found |= {f"recall@{depth}": share, f"hit_any@{depth}": float(share > 0), f"hit_all@{depth}": float(share == 1)}
    return found | {"mrr": reciprocal_rank(ranked, gold), "ndcg@10": ndcg_at(ranked, gold, 10)}


def mean_of(rows: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """The plain mean of each figure; empty where there is no row."""
    listed = list(rows)
    return {name: math.fsum(row[name] for row in listed) / len(listed) for name in listed[0]} if listed else {}


def unique(names: Iterable[str]) -> list[str]:
    """Each once, in the order of its first."""
    return list(dict.fromkeys(names))


def area_under_curve(true: Sequence[float], false: Sequence[float]) -> float:
    """Chance that a true one scores above a false one, ties counting half: the area under the ROC curve.

    Raises: ValueError if either is empty.
    Source: Hanley and McNeil 1982, "The meaning and use of the area under a ROC curve".
    """
    if not true or not false:
        raise ValueError("both true and false scores are needed")
    ranks = _ranks([*true, *false])
    above = math.fsum(ranks[: len(true)]) - len(true) * (len(true) + 1) / 2
    return above / (len(true) * len(false))


def threshold(sure: Sequence[float], gained: Sequence[float], cost: float) -> float:
    """The highest confidence that may be demanded if the mean gain may fall by at most `cost` points of 1.

    `sure` and `gained` are confidence and gain of each true question; one below the threshold gains nothing.
    """
    lost, highest = 0.0, 0.0
    for at, score in enumerate(pairs := sorted(zip(sure, gained, strict=True))):
        if at and pairs[at - 1][0] == score[0]:
            lost += score[1]
            continue
        if lost > cost * len(pairs) + 1e-9:
            break
        highest = score[0]
        lost += score[1]
    return highest


def _ranks(values: Sequence[float]) -> list[float]:
    """Place of each value from 1 on, the lowest first; equal ones share the middle of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end + 1 < len(order) and values[order[end + 1]] == values[order[start]]:
            end += 1
        for at in order[start : end + 1]:
            ranks[at] = (start + end) / 2 + 1
        start = end + 1
    return ranks
