"""Which experts of a mixture stay in memory: what is kept, what has to go, and how well that did on a recorded trace.

Pure. Invariants: never more bytes than the budget, at any moment; what the running layer needs never has to go;
hits + misses = needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from secondme.errors import Refused

EXPECTED, FREQUENCY, RECENT = "expected", "frequency", "recent"
POLICIES = (EXPECTED, FREQUENCY, RECENT)
"""What has to go first: what is least expected, what was least often used, what was not used for the longest time."""

DECAY = 0.98
"""Of `FREQUENCY`, a token."""
MEMORIES = (0.0, 0.8, 0.98)
"""Decays a token of the three frequencies that `EXPECTED` weighs: the last token, the last 5, the last 50."""
LEARNING = 1e-3
"""Part of what is known of the three that one need of one layer replaces, at the least."""
PROMPT = 32
"""Tokens from which on a pass is taken for a piece of a text, of whose last so many each is a lesson."""
FAR = 0.5
"""What an expert of the layer that is used last is worth, beside one that is used next."""

Ids = NDArray[np.int32]
"""The experts that a layer's router chose, shape (tokens, k)."""
Expert = tuple[int, int]
"""A layer and an expert of it."""
Trace = Sequence[tuple[int, Ids]]
"""Layers, in the order in which they ran, and what their routers chose."""


class Residency:
    """Experts of all layers within one budget.

    A layer's routing decides what goes: each expert has a worth, and those of the least worth go first. `FREQUENCY` is
    its uses, decayed with every token of its layer, against the worst case of `RECENT`, a cycle of layers that is
    longer than the memory. But what the last token used, the next often uses again, and how often differs from model
    to model. `EXPECTED` therefore predicts the next token's use from three decayed frequencies of the expert, by least
    squares over what has been routed so far. Of two that are expected alike the one that is needed later goes.
    Source: EdgeMoE (Yi et al. 2023), eviction by frequency and by the order of layers; ExpertFlow (He et al. 2024), a
    predictor of routing. Theirs are made beforehand, with the model; ours learns as it goes, from three numbers an
    expert.
    """

    def __init__(
        self, sizes: Mapping[int, int], experts: int, budget: int, policy: str = EXPECTED, decay: float = DECAY
    ) -> None:
        """`sizes`: bytes of one expert, by layer. `experts`: of a layer.

        Raises: Refused, as `resize`.
        """
        if policy not in POLICIES:
            raise ValueError(f"no policy {policy!r}")
        self.layers = tuple(sorted(sizes))
        self.experts = experts
        self.floor = experts * max(sizes.values())
        self.hits = self.misses = 0
        self.foreseen = self.foretold = 0
        """Experts that were read ahead, and how many of those were needed when their layer ran; these are hits."""
        rows = len(self.layers)
        self._row = {layer: row for row, layer in enumerate(self.layers)}
        self._sizes = np.array([sizes[layer] for layer in self.layers], np.int64)
        self._policy = policy
        decays = {EXPECTED: MEMORIES, FREQUENCY: (decay,), RECENT: ()}[policy]
        self._decays = np.array(decays)[:, None]
        self._memories = np.zeros((rows, len(decays), experts))
        self._weights = np.full(len(decays), 1.0 / max(1, len(decays)))
        self._squares, self._products = np.zeros((len(decays), len(decays))), np.zeros(len(decays))
        self._nearness = FAR ** (np.arange(rows) / rows) if policy == EXPECTED else np.ones(rows)
        self._last = np.zeros((rows, experts), np.int64)
        self._needs = self._lessons = 0
        self._there = np.zeros((rows, experts), bool)
        self._unproved = np.zeros((rows, experts), bool)
        self._running = 0
        self._needed: NDArray[np.intp] = np.zeros(0, np.intp)
        self.budget = 0
        self.resize(budget)

    def __contains__(self, expert: Expert) -> bool:
        return bool(self._there[self._row[expert[0]], expert[1]])

    @property
    def used(self) -> int:
        """Bytes of all that are there."""
        return int(self._sizes @ self._there.sum(1))

    def held(self) -> list[Expert]:
        """All that are there."""
        return self._named(np.flatnonzero(self._there))

    def need(self, layer: int, ids: Ids) -> tuple[list[int], list[Expert]]:
        """A layer runs: which of its experts are to be read, in order, and which of all have to go before.

        From now on they count as there, or gone.
        """
        row = self._row[layer]
        needed = np.bincount(ids.ravel(), minlength=self.experts).nonzero()[0]
        self._needs += 1
        self._note(row, ids)
        self._running, self._needed = row, needed
        there = self._there[row, needed]
        found = int(np.count_nonzero(there))
        if self.foreseen:
            self.foretold += int(np.count_nonzero(self._unproved[row, needed] & there))
            self._unproved[row] = False
        self.hits += found
        self.misses += len(needed) - found
        if found == len(needed):
            return [], []
        missing = needed[~there]
        victims = self._room(len(missing) * int(self._sizes[row]), row, needed)
        self._there[row, missing] = True
        return missing.tolist(), victims

    def foresee(self, layer: int, experts: Iterable[int]) -> tuple[list[int], list[Expert]]:
        """A layer will need these, the surest first: which are to be read, and what has to go before.

        Neither what the running layer needs nor any of these goes; what finds no room is left out.
        """
        row = self._row[layer]
        wanted = np.fromiter(dict.fromkeys(experts), np.intp)
        size = int(self._sizes[row])
        kept = np.zeros_like(self._there)
        kept[row, wanted] = kept[self._running, self._needed] = True
        kept_bytes = int(self._sizes @ (kept & self._there).sum(1))
        missing = wanted[~self._there[row, wanted]][: max(0, (self.budget - kept_bytes) // size)]
        if not len(missing):
            return [], []
        victims = self._room(len(missing) * size, row, wanted)
        self._there[row, missing] = self._unproved[row, missing] = True
        self.foreseen += len(missing)
        return missing.tolist(), victims

    def likely(self, layer: int) -> list[int]:
        """All experts of a layer, the worthiest first."""
        order: list[int] = (-self._worth()[self._row[layer]]).argsort(kind="stable").tolist()
        return order

    def forget(self, layer: int, expert: int) -> None:
        """An expert that was to be there is not."""
        self._there[self._row[layer], expert] = False

    def resize(self, budget: int) -> list[Expert]:
        """Another budget: which experts have to go. Between passes, when no layer runs.

        Raises: Refused where it cannot hold all experts of one layer, which a long prompt may need at once.
        """
        if budget < self.floor:
            raise Refused(
                f"The experts of one layer take {-(-self.floor >> 20):,} MiB, and {max(0, budget) >> 20:,} MiB are "
                "left for them.",
                "Give the model more memory: `ram` in [model].",
            )
        self.budget = budget
        self._needed = self._needed[:0]
        return self._room(0, self._running, self._needed)

    def _note(self, row: int, ids: Ids) -> None:
        """Remembers what a layer's router chose, and learns from it how to predict."""
        if self._policy == RECENT:
            self._last[row, ids] = self._needs
            return
        if self._policy == FREQUENCY:
            self._remember(row, ids)
            return
        lessons = [ids]
        if len(ids) >= PROMPT:
            self._remember(row, ids[:-PROMPT])
            lessons = np.split(ids[-PROMPT:], PROMPT)
        for some in lessons:
            self._learn(row, some)
            self._remember(row, some)
        if self._needs % len(self.layers) == 0:
            self._weights = _fitted(self._squares, self._products)

    def _remember(self, row: int, ids: Ids) -> None:
        memories, tokens = self._memories[row], len(ids)
        memories *= self._decays**tokens
        if tokens == 1:
            memories[:, ids[0]] += 1.0 - self._decays
            return
        parts = (1.0 - self._decays) * self._decays ** np.arange(tokens - 1, -1, -1)
        for memory, part in zip(memories, parts, strict=True):
            memory += np.bincount(ids.ravel(), np.repeat(part, ids.shape[1]), self.experts)

    def _learn(self, row: int, ids: Ids) -> None:
        memories = self._memories[row]
        used = memories[:, ids].sum((1, 2)) / len(ids)
        self._lessons += 1
        part = max(LEARNING, 1.0 / self._lessons)
        self._squares += part * (memories @ memories.T - self._squares)
        self._products += part * (used - self._products)

    def _worth(self) -> NDArray[np.float64]:
        """Of all experts, after the running layer."""
        if self._policy == RECENT:
            return self._last.astype(np.float64)
        worth: NDArray[np.float64] = self._weights @ self._memories
        return worth * np.roll(self._nearness, self._running + 1)[:, None]

    def _room(self, more: int, row: int, kept: NDArray[np.intp]) -> list[Expert]:
        """Lets go of the least worthy until `more` bytes fit, but not of `kept` ones of a layer or of running ones."""
        excess = self.used + more - self.budget
        if excess <= 0:
            return []
        free = self._there.copy()
        free[row, kept] = False
        free[self._running, self._needed] = False
        places = np.flatnonzero(free)
        worth = self._worth().ravel()[places]
        most = min(len(places), -(-excess // int(self._sizes.min())))
        if most < len(places):
            least = np.argpartition(worth, most - 1)[:most]
            places, worth = places[least], worth[least]
        places = places[worth.argsort(kind="stable")]
        freed = self._sizes[places // self.experts].cumsum()
        going = places[: int(np.searchsorted(freed, excess)) + 1]
        self._there.ravel()[going] = False
        return self._named(going)

    def _named(self, places: NDArray[np.intp]) -> list[Expert]:
        return [(self.layers[at // self.experts], at % self.experts) for at in places.tolist()]


def replay(
    trace: Trace, sizes: Mapping[int, int], experts: int, budget: int, policy: str = EXPECTED, decay: float = DECAY
) -> float:
    """Which part of the needs of a recorded trace would have been there.

    Raises: Refused, as `Residency`.
    """
    residency = Residency(sizes, experts, budget, policy, decay)
    for layer, ids in trace:
        residency.need(layer, ids)
    return residency.hits / max(1, residency.hits + residency.misses)


def _fitted(squares: NDArray[np.float64], products: NDArray[np.float64]) -> NDArray[np.float64]:
    """Weights by least squares, none below zero; a trace of ridge keeps it solvable."""
    ridge = np.eye(len(products)) * (1e-6 + 1e-9 * np.trace(squares))
    return np.maximum(np.linalg.solve(squares + ridge, products), 0.0)
