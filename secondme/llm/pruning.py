"""What stays in a conversation's cache when there is not room for all of it: policies over a book of its tokens.

Pure. A policy gives a mask of the cells kept. Invariants: the order of cells never changes; what is `pinned` stays; no
more than the budget is kept unless what is pinned alone is more; and what is left of an exchange is a well-formed turn
(`rounded`), whose marks count towards the budget. Only `streaming` departs from the last, and says so.

In the papers each head, or each layer, keeps tokens of its own and a cell's position is that in the cache. A cell of
llama.cpp holds a position for all heads and layers, so one mask serves them all; closing the holes is the caller's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

PREFIX, USER, ANSWER, GLUE = range(4)
"""Kinds of token: of the system's text, of what the person said, of an answer, of the template's own marks."""

RECENT = 0.5
"""Share of the budget that goes to the latest tokens, whatever their score."""
DECAY = 0.95
"""What the policy `decaying` leaves of a token's score after each later exchange: half of it after thirteen."""
SCRATCH = 1 << 20
"""Bytes that `surprisal` works in; more is no faster."""

Mask = NDArray[np.bool_]
Ints = NDArray[np.intp]
Floats = NDArray[np.floating]
Worth = Mapping[int, float] | None


@dataclass(frozen=True, slots=True, eq=False)
class Book:
    """What is known of the tokens in a cache: row i is cell i, in order of position.

    `unit` is the number of the exchange that a token belongs to; it never falls, and 0 is the prefix. `surprisal` is
    in nats, NaN where it is not known.
    Raises: ValueError if the columns differ in length or `unit` falls.
    """

    token: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    unit: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))
    kind: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    surprisal: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))

    def __post_init__(self) -> None:
        shapes = {getattr(self, column.name).shape for column in fields(self)}
        if shapes != {(len(self.token),)}:
            raise ValueError(f"the columns of a book must be of one length, got {sorted(shapes)}")
        if (self.unit[1:] < self.unit[:-1]).any():
            raise ValueError("the unit of a later token must not be lower")

    def __len__(self) -> int:
        return len(self.token)

    def kept(self, mask: Mask) -> Book:
        """The rows that a mask keeps."""
        return Book(self.token[mask], self.unit[mask], self.kind[mask], self.surprisal[mask])

    def appended(self, tokens: Sequence[int], unit: int, kind: ArrayLike, surprisal: ArrayLike = np.nan) -> Book:
        """The book with tokens of one unit at its end; a single `kind` or `surprisal` is that of each of them."""
        new = len(tokens)
        return Book(
            np.concatenate([self.token, np.asarray(tokens, np.int32)]),
            np.concatenate([self.unit, np.full(new, unit, np.int32)]),
            np.concatenate([self.kind, np.broadcast_to(np.asarray(kind, np.int8), new)]),
            np.concatenate([self.surprisal, np.broadcast_to(np.asarray(surprisal, np.float32), new)]),
        )

    def cut(self, length: int) -> Book:
        """The first `length` rows."""
        return Book(self.token[:length], self.unit[:length], self.kind[:length], self.surprisal[:length])


class Policy(Protocol):
    """Which cells of a book are kept within a budget of cells.

    `recent` is the share of the budget that goes to the latest tokens first. `worth` says per unit how much it is
    worth to the question at hand, in [0, 1]. A policy that has no use for one of them ignores it.
    """

    def __call__(self, book: Book, budget: int, *, recent: float = RECENT, worth: Worth = None) -> Mask: ...


def pinned(book: Book) -> Mask:
    """What is always kept: the units that hold the prefix, and the last unit, which is the turn at hand.

    Kept whole even where it is more than the budget: a turn must not be cut while it is answered, so it is for the
    caller to see that a turn fits.
    """
    place = _places(book)
    held = np.bincount(place[(book.kind == PREFIX) | (book.unit == 0)], minlength=_count(place)) > 0
    held[-1:] = True
    return held[place]


def rounded(mask: Mask, book: Book) -> Mask:
    """A mask after which each exchange is a well-formed turn, or gone.

    The template's marks of an exchange stay together: all of them where any of its words is kept, none where none is.
    What is pinned is added. It may keep more than it was given, except what a policy gave, which it leaves as it is.
    """
    place = _places(book)
    mark = book.kind == GLUE
    opened = np.bincount(place[mask & ~mark], minlength=_count(place)) > 0
    return np.where(mark, opened[place], mask) | pinned(book)


def window(book: Book, budget: int, *, recent: float = RECENT, worth: Worth = None) -> Mask:
    """The prefix and the latest tokens.

    Source: Xiao et al. 2023, "Efficient Streaming Language Models with Attention Sinks" (StreamingLLM), section 3:
        attention sinks and a rolling window. There the sinks are the first four tokens; here the whole prefix, which
        is instructions. Leaves cells unused where the marks of the exchange at the edge no longer fit.
    """
    if len(book) <= max(0, budget):
        return np.ones(len(book), bool)
    return _latest(book, pinned(book), budget)


def streaming(book: Book, budget: int, *, recent: float = RECENT, worth: Worth = None) -> Mask:
    """`window` to the last cell of the budget: what others are measured beside. The exchange at the edge may be left
    without its first marks, so this one is not `rounded`.
    """
    mask = pinned(book)
    left = max(0, budget - int(mask.sum()))
    rest = np.flatnonzero(~mask)
    mask[rest[max(0, len(rest) - left) :]] = True
    return mask


def entropy(book: Book, budget: int, *, recent: float = RECENT, worth: Worth = None, decay: float = 1.0) -> Mask:
    """The prefix, the latest tokens, and those that surprised the model most.

    `decay` is what is left of a token's score after each later exchange; at 1 nothing is lost with age. A token
    whose surprisal is not known counts as the mean.
    Source: Yao et al. 2024, "SirLLM: Streaming Infinite Retentive LLM": token entropy, which its code takes as
        -log p of a token, as here. It multiplies the scores by the decay after each eviction; here age is counted in
        exchanges, whatever was evicted when. It has no recent window, and its sinks are four tokens.
    """
    score = _known(book, book.surprisal)
    return by_score(book, score * decay ** (book.unit[-1:] - book.unit), budget, recent=recent)


def phrases(book: Book, budget: int, *, recent: float = RECENT, worth: Worth = None, near: int = 9) -> Mask:
    """As `entropy`, with the surprisal averaged over `near` neighbouring tokens of the exchange: a name keeps the words
    around it, in fewer and longer spans. Ours; the marks of the template, which surprise nobody, do not count.
    """
    words = book.kind != GLUE
    place = _places(book)
    ends = np.cumsum(np.bincount(place))
    at = np.arange(len(book))
    low = np.maximum(at - near // 2, np.concatenate([[0], ends])[place])
    high = np.minimum(at + near // 2 + 1, ends[place])
    total = np.concatenate([[0.0], np.cumsum(np.where(words, _known(book, book.surprisal), 0.0))])
    count = np.concatenate([[0], np.cumsum(words)])
    mean = (total[high] - total[low]) / np.maximum(1, count[high] - count[low])
    return by_score(book, mean, budget, recent=recent)


def turns(book: Book, budget: int, *, recent: float = RECENT, worth: Worth = None) -> Mask:
    """The prefix, the latest exchanges, and those of most value, each of them whole.

    An exchange's value is the mean surprisal of its words, 1 where that is the average of all, plus its `worth`, 0
    where none is given: a worth of 1 is that of an exchange of average surprise. The later of equals is kept. One that
    no longer fits is passed over for a lesser one that does, so some cells may stay unused.
    Source: ours, after SirLLM's score, in the unit in which a conversation is remembered and recalled.
    """
    if len(book) <= max(0, budget):
        return np.ones(len(book), bool)
    mask = pinned(book)
    place = _places(book)
    words = book.kind != GLUE
    size = np.bincount(place)
    said = np.bincount(place[words], minlength=len(size))
    score = _known(book, book.surprisal)
    mean = np.bincount(place[words], weights=score[words], minlength=len(size)) / np.maximum(1, said)
    value = mean / (float(score[words].sum()) / max(1, int(said.sum())) or 1.0)
    if worth:
        value += [worth.get(unit, 0.0) for unit in book.unit[np.cumsum(size) - 1].tolist()]
    left = budget - int(mask.sum())
    late = min(left, int(recent * budget) - int(size[-1]))
    free = np.bincount(place[mask], minlength=len(size)) == 0
    open_to = np.flatnonzero(free & (said > 0))[::-1]
    kept = np.zeros(len(size), bool)
    latest = open_to[np.cumsum(size[open_to]) <= late]
    kept[latest] = True
    left -= int(size[latest].sum())
    rest = open_to[len(latest) :]
    for one in rest[np.argsort(-value[rest], kind="stable")].tolist():
        if size[one] <= left:
            kept[one] = True
            left -= int(size[one])
    return mask | kept[place]


POLICIES: Mapping[str, Policy] = {
    "window": window,
    "streaming": streaming,
    "entropy": entropy,
    "decaying": partial(entropy, decay=DECAY),
    "phrases": phrases,
    "turns": turns,
}
"""The policies that need nothing but the book, by name."""


def by_score(book: Book, scores: Floats, budget: int, *, recent: float = RECENT) -> Mask:
    """The prefix, the latest tokens, and those of the highest score, one score per cell; the later of equals.

    A score that is not finite counts as the mean of the others. With attention as the score this is the form of H2O,
    Scissorhands and SnapKV, which keep a recent window too.
    """
    if len(book) <= max(0, budget):
        return np.ones(len(book), bool)
    mask = pinned(book)
    late = max(0, int(recent * budget) - int((book.unit == book.unit[-1:]).sum()))
    mask = _latest(book, mask, min(budget, int(mask.sum()) + late))
    return _best(book, mask, _known(book, scores), budget)


def heavy_hitters(attention: Floats, *, mean: bool = False) -> NDArray[np.float64]:
    """How much attention each cell was paid, in all or, with `mean`, by each query that could see it.

    `attention` is of shape (queries, cells), averaged over heads and layers; the queries are those of the last cells.
    Source: Zhang et al. 2023, "H2O: Heavy-Hitter Oracle", section 4: the sum, per head. The mean is ours: in a sum the
        first tokens lead because more queries saw them.
    """
    total: NDArray[np.float64] = attention.sum(0, dtype=np.float64)
    return total / _seen(attention) if mean else total


def persistent(attention: Floats) -> NDArray[np.float64]:
    """For what share of the queries that could see it a cell was important, in [0, 1]: paid at least the average.

    `attention` as in `heavy_hitters`.
    Source: Liu et al. 2023, "Scissorhands", section 4: it counts, over a window of the history, how often a token is
        paid less than 1/t of the attention to t tokens, per head, and drops those of the highest count. The share is
        ours, so that late tokens can be compared with early ones.
    """
    queries, cells = attention.shape
    visible = np.arange(cells - queries + 1, cells + 1)[:, None]
    important = (attention >= 1 / visible) & (np.arange(cells) < visible)
    return np.asarray(important.sum(0) / _seen(attention), np.float64)


def last_queries(attention: Floats, *, queries: int = 32, near: int = 7) -> NDArray[np.float64]:
    """How much attention the last queries pay to each cell, or to the best of its `near` neighbours, itself included.

    `attention` as in `heavy_hitters`; `near` is odd.
    Source: Li et al. 2024, "SnapKV", section 4: the votes of an observation window at the prompt's end, pooled so that
        what stands beside a chosen token is chosen too; there per head, here over their average.
    """
    total = attention[-queries:].sum(0, dtype=np.float64)
    around = np.pad(total, near // 2, mode="edge")
    return np.asarray(np.lib.stride_tricks.sliding_window_view(around, near).max(-1), np.float64)


def spans(mask: Mask) -> list[tuple[int, int]]:
    """The runs of cells that a mask keeps, as (begin, end)."""
    begin, end = _runs(mask)
    return list(zip(begin.tolist(), end.tolist(), strict=True))


def merged(mask: Mask, book: Book, most: int, scores: Floats | None = None) -> Mask:
    """The mask of a policy in at most `most` runs, or as many as what is pinned lies in, and with no more cells.

    Each round the fragments of the lowest summed score (surprisal, unless `scores` are given) go, and the cells won
    fill the shortest gaps. Where only fragments with marks are left, the exchanges of the worst of them go.
    Why: without flash attention llama.cpp writes a state run by run: 705 runs take 340 ms, 65 take 40.
    """
    mask = mask.copy()
    room = int(mask.sum())
    score = _known(book, book.surprisal if scores is None else scores)
    place = _places(book)
    fixed = pinned(book)
    while len((runs := _runs(mask))[0]) > most:
        begin, end = runs
        worth = _sums(np.where(mask, score, 0), begin, end)
        held = _sums(fixed, begin, end) > 0
        pure = np.flatnonzero(~held & (_sums(book.kind == GLUE, begin, end) == 0))
        loose = np.flatnonzero(~held)
        drop = pure if len(pure) else loose
        if not len(drop):
            break
        drop = drop[np.argsort(worth[drop], kind="stable")[: (len(begin) - most + 3) // 4]]
        if len(pure):
            mask &= ~_filled(len(mask), begin[drop], end[drop])
        else:
            mask &= ~_filled(_count(place), place[begin[drop]], place[end[drop] - 1] + 1)[place]
        mask = rounded(mask, book)
        begin, end = _runs(mask)
        gaps = begin[1:] - end[:-1]
        short = np.argsort(gaps, kind="stable")[: max(0, len(begin) - most)]
        short = short[np.cumsum(gaps[short]) <= room - int(mask.sum())]
        mask |= _filled(len(mask), end[short], begin[short + 1])
    return mask


def surprisal(logits: NDArray[np.float32], tokens: Sequence[int] | NDArray[np.integer]) -> NDArray[np.float32]:
    """-log p of each token, in nats: row i of `logits`, shape (k, vocabulary), is what was expected where token i came.

    That is the outcome of the token *before* it. Works in 1 MB, or in a row of logits where that is more.
    Raises: ValueError if there are not as many rows as tokens.
    """
    came = np.asarray(tokens, np.intp)
    if logits.ndim != 2 or came.shape != logits.shape[:1]:
        raise ValueError(f"logits of shape {logits.shape} do not go with tokens of shape {came.shape}")
    found = np.empty(len(came), np.float32)
    step = max(1, SCRATCH // max(1, 4 * logits.shape[1]))
    scratch = np.empty((min(step, len(came)), logits.shape[1]), np.float32)
    for start in range(0, len(came), step):
        rows = logits[start : start + step]
        part = scratch[: len(rows)]
        top = rows.max(1)
        np.exp(np.subtract(rows, top[:, None], out=part), out=part)
        chosen = rows[np.arange(len(rows)), came[start : start + step]]
        found[start : start + step] = np.log(part.sum(1, dtype=np.float64)) + (top.astype(np.float64) - chosen)
    return found


def _places(book: Book) -> Ints:
    """The units of a book numbered without gaps, from 0."""
    steps = np.zeros(len(book), np.intp)
    steps[1:] = book.unit[1:] != book.unit[:-1]
    return np.cumsum(steps)


def _count(place: Ints) -> int:
    return int(place[-1]) + 1 if len(place) else 0


def _known(book: Book, scores: Floats) -> NDArray[np.float64]:
    """Scores with the mean of the words' for those not known; all alike where none is known."""
    known = np.isfinite(scores)
    words = known & (book.kind != GLUE)
    mean = float(scores[words].mean(dtype=np.float64)) if words.any() else 1.0
    return np.where(known, scores, mean).astype(np.float64)


def _latest(book: Book, mask: Mask, limit: int) -> Mask:
    return _best(book, mask, np.arange(len(book), dtype=np.float64), limit, passing=False)


def _best(book: Book, mask: Mask, score: NDArray[np.float64], limit: int, *, passing: bool = True) -> Mask:
    """A rounded mask with more words, best score first, until `limit` cells are kept.

    The first word of an exchange costs its marks as well. A word that no longer fits is passed over for a lesser one
    that does; without `passing` it is the end.
    """
    place = _places(book)
    mark = book.kind == GLUE
    marks = np.bincount(place[mark], minlength=_count(place))
    opened = np.bincount(place[mask & ~mark], minlength=_count(place)) > 0
    mask = mask.copy()
    left = limit - int(mask.sum())
    order = np.flatnonzero(~mask & ~mark)[::-1]
    order = order[np.argsort(-score[order], kind="stable")]
    while left > 0 and len(order):
        at = place[order]
        cost = np.ones(len(order), np.intp)
        first = np.unique(at, return_index=True)[1]
        first = first[~opened[at[first]]]
        cost[first] += marks[at[first]]
        total = np.cumsum(cost)
        fit = int(np.searchsorted(total, left, "right"))
        mask[order[:fit]] = True
        opened[at[:fit]] = True
        left -= int(total[fit - 1]) if fit else 0
        if not passing:
            break
        order = order[fit:]
        order = order[opened[place[order]] | (marks[place[order]] < left)]
    mask |= mark & opened[place]
    return mask


def _seen(attention: Floats) -> Ints:
    """How many queries could see each cell; the queries are those of the last cells."""
    queries, cells = attention.shape
    return np.minimum(np.arange(cells, 0, -1), queries)


def _runs(mask: Mask) -> tuple[Ints, Ints]:
    edges = np.flatnonzero(np.diff(mask.astype(np.int8), prepend=0, append=0))
    return edges[::2], edges[1::2]


def _sums(values: NDArray[np.generic], begin: Ints, end: Ints) -> NDArray[np.float64]:
    total = np.concatenate([[0.0], np.cumsum(values, dtype=np.float64)])
    return np.asarray(total[end] - total[begin], np.float64)


def _filled(length: int, begin: Ints, end: Ints) -> Mask:
    """A mask of `length` that is True within spans."""
    edges = np.bincount(begin, minlength=length + 1) - np.bincount(end, minlength=length + 1)
    return np.cumsum(edges[:-1]) > 0
