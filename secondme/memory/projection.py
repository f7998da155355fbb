"""A picture of many vectors in two dimensions: a few landmarks are laid out with care, the rest stands among them.

Pure and seeded: the same vectors give the same picture, and a picture made from an earlier one keeps its shape.
Sources: van der Maaten and Hinton 2008, "Visualizing Data using t-SNE" (sections 2 and 3); de Silva and Tenenbaum 2004,
"Sparse multidimensional scaling using landmark points" (for the landmarks); Schönemann 1966, "A generalized solution of
the orthogonal Procrustes problem" (for laying one picture on another); Arthur and Vassilvitskii 2007, "k-means++" (for
the clusters).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
MOST = 1_200
"""Landmarks. Laying them out takes time and memory by their square."""
PERPLEXITY = 30.0
"""Neighbours that a landmark is held by."""
STEPS, RENEWED = 400, 120
"""Steps from nothing, and from an earlier picture."""
EARLY, EXAGGERATION = 100, 4.0
"""Steps at the beginning in which likeness pulls so many times as strong (section 3.4)."""
NEAR = 5
"""Landmarks that a vector stands among."""
SHARP = 12.0
"""How much nearer a vector stands to the landmark that is most like it: weights are exp(SHARP * cosine)."""
JITTER = 0.012
"""Radius, of the picture's, in which vectors that would stand in one place are spread."""
ROUNDS = 25
"""Rounds of k-means at most."""
_CHUNK = 4_096


def drawn(names: Sequence[str], most: int = MOST) -> list[int]:
    """The places of the landmarks among memories: those whose names have the smallest hashes, in the order of these.
    What is added or goes changes few of them."""
    hashes = sorted((blake2b(name.encode(), digest_size=8).digest(), at) for at, name in enumerate(names))
    return [at for _, at in hashes[:most]]


def laid_out(
    vectors: Floats, start: Floats | None = None, go_on: Callable[[float, Floats], bool] = lambda share, places: True
) -> Floats | None:
    """Places of landmarks, shape (n, 2), about the middle and mostly within 1 of it.

    `vectors`: unit length or zero, shape (n, d). `start`: the places they had, a row of NaN for one that is new; the
    result lies on it as well as it can. `go_on` is asked at every step with the share that is done and the places so
    far; None where it says no.
    """
    count = len(vectors)
    if count < 3:
        return np.stack([np.arange(count) - (count - 1) / 2, np.zeros(count)], axis=1).astype(np.float32)
    old = None if start is None or np.isnan(start).all() else start
    places = _principal(vectors) if old is None else _filled(vectors, old)
    likeness = _joint(vectors)
    speed = np.zeros_like(places)
    gains = np.ones_like(places)
    steps = STEPS if old is None else RENEWED
    places = places * np.float32(1e-2 if old is None else 10.0)
    rate = max(50.0, count / EXAGGERATION / 4)
    for step in range(steps):
        if not go_on(step / steps, _scaled(places)):
            return None
        early = old is None and step < EARLY
        gradient = _gradient(places, likeness * np.float32(EXAGGERATION if early else 1.0))
        same = (gradient > 0) == (speed > 0)
        gains = np.clip(np.where(same, gains * 0.8, gains + 0.2), 0.01, None).astype(np.float32)
        speed = (np.float32(0.5 if early else 0.8) * speed - np.float32(rate) * gains * gradient).astype(np.float32)
        places = places + speed
        places -= places.mean(axis=0)
    scaled = _scaled(places)
    return scaled if old is None else aligned(scaled, old)


def placed(vectors: Floats, names: Sequence[str], landmarks: Floats, places: Floats) -> Floats:
    """Where vectors stand among landmarks, shape (n, 2): by the `NEAR` that are most like them, and a little beside, in
    a direction that comes from their names, so that equal ones can be told apart."""
    found = np.zeros((len(vectors), 2), np.float32)
    if len(landmarks) == 0:
        return found
    near = min(NEAR, len(landmarks))
    for begin in range(0, len(vectors), _CHUNK):
        like = vectors[begin : begin + _CHUNK] @ landmarks.T
        best = np.argpartition(-like, near - 1, axis=1)[:, :near]
        cosines = np.take_along_axis(like, best, axis=1)
        weights = np.exp(SHARP * (cosines - cosines.max(axis=1, keepdims=True)))
        weights /= weights.sum(axis=1, keepdims=True)
        found[begin : begin + _CHUNK] = np.einsum("nk,nkd->nd", weights, places[best])
    return found + _jitter(names)


def aligned(places: Floats, old: Floats) -> Floats:
    """Places turned, mirrored, moved and scaled so that they lie on old ones as well as they can; rows of `old` that
    are NaN do not count. As they are where fewer than three are known."""
    known = ~np.isnan(old).any(axis=1)
    if known.sum() < 3:
        return places
    here, there = places[known], old[known]
    middle, goal = here.mean(axis=0), there.mean(axis=0)
    left, sizes, right = np.linalg.svd((here - middle).T @ (there - goal))
    spread = float(((here - middle) ** 2).sum())
    if spread <= 0:
        return places
    turned: Floats = (places - middle) @ (left @ right) * np.float32(sizes.sum() / spread) + goal
    return turned.astype(np.float32)


def clustered(places: Floats, many: int, seed: int = 7) -> NDArray[np.int32]:
    """Which of at most `many` clusters each place belongs to, shape (n,), the largest cluster first (k-means++)."""
    count = len(places)
    many = min(many, count)
    if many < 2:
        return np.zeros(count, np.int32)
    random = np.random.default_rng(seed)
    centres = places[[int(random.integers(count))]]
    while len(centres) < many:
        away = _squares(places, centres).min(axis=1)
        total = float(away.sum())
        if total <= 0:
            break
        centres = np.vstack([centres, places[int(random.choice(count, p=away / total))]])
    belongs = np.zeros(count, np.int32)
    for _ in range(ROUNDS):
        now = _squares(places, centres).argmin(axis=1).astype(np.int32)
        sizes = np.bincount(now, minlength=len(centres))
        sums = np.stack([np.bincount(now, places[:, axis], minlength=len(centres)) for axis in (0, 1)], axis=1)
        centres = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], centres).astype(np.float32)
        if (now == belongs).all():
            break
        belongs = now
    order = np.argsort(-np.bincount(belongs, minlength=len(centres)), kind="stable")
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return rank[belongs]


def _squares(places: Floats, centres: Floats) -> NDArray[np.float64]:
    """Squared distances, shape (n, k)."""
    away = places[:, None, :].astype(np.float64) - centres[None, :, :]
    return np.asarray((away**2).sum(axis=2))


def _principal(vectors: Floats) -> Floats:
    """The two directions in which vectors differ most; their signs are set, so that the same give the same."""
    centred = vectors - vectors.mean(axis=0)
    _, axes = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    chosen = axes[:, ::-1][:, :2]
    if chosen.shape[1] < 2:
        chosen = np.hstack([chosen, np.zeros((len(chosen), 1))])
    chosen = chosen * np.where(chosen[np.abs(chosen).argmax(axis=0), (0, 1)] < 0, -1.0, 1.0)
    places = centred @ chosen.astype(np.float32)
    # Equal vectors would never part: all pulls on them are the same.
    places += np.random.default_rng(7).normal(0, 1e-3, places.shape).astype(np.float32)
    return np.asarray(places / max(float(places.std()), 1e-9), np.float32)


def _filled(vectors: Floats, old: Floats) -> Floats:
    """Old places, and for a new landmark the middle of those that it is most like."""
    known = np.asarray(~np.isnan(old).any(axis=1))
    names = [str(at) for at in range(len(vectors))]
    beside = placed(vectors, names, vectors[known], old[known])
    return np.where(known[:, None], old, beside).astype(np.float32)


def _joint(vectors: Floats) -> Floats:
    """Likeness of every two as joint probabilities, shape (n, n): in each row a normal distribution over distance, of
    the width that gives the perplexity, found by halving; then made even (formula 1, section 3.1)."""
    count = len(vectors)
    squares = (vectors**2).sum(axis=1)
    away = np.maximum(squares[:, None] + squares[None, :] - 2 * vectors @ vectors.T, 0).astype(np.float32)
    np.fill_diagonal(away, np.inf)
    goal = float(np.log(min(PERPLEXITY, (count - 1) / 3)))
    low, high = np.zeros(count), np.full(count, np.inf)
    sharp = np.ones(count)
    away -= away.min(axis=1, keepdims=True)
    finite = np.where(np.isinf(away), 0, away)
    for _ in range(40):
        weights = np.exp(-away * sharp[:, None].astype(np.float32))
        total = weights.sum(axis=1)
        entropy = np.log(total) + sharp * (weights * finite).sum(axis=1) / total
        wide = entropy > goal
        low, high = np.where(wide, sharp, low), np.where(wide, high, sharp)
        sharp = np.where(np.isinf(high), sharp * 2, (low + high) / 2)
        sharp = np.minimum(sharp, 1e6)
    rows = weights / weights.sum(axis=1, keepdims=True)
    return np.asarray(np.maximum((rows + rows.T) / (2 * count), 1e-12), np.float32)


def _gradient(places: Floats, likeness: Floats) -> Floats:
    """Of the Kullback-Leibler divergence between likeness and nearness in the picture, a Student t (formula 5)."""
    squares = (places**2).sum(axis=1)
    near = 1 / (1 + np.maximum(squares[:, None] + squares[None, :] - 2 * places @ places.T, 0))
    np.fill_diagonal(near, 0)
    pull = (likeness - near / near.sum()) * near
    return np.asarray(4 * (pull.sum(axis=1)[:, None] * places - pull @ places), np.float32)


def _scaled(places: Floats) -> Floats:
    """With nearly all of it within 1 of the middle."""
    reach = float(np.percentile(np.linalg.norm(places, axis=1), 98))
    return np.asarray(places / max(reach, 1e-9), np.float32)


def _jitter(names: Sequence[str]) -> Floats:
    """A little way in a direction that comes from a name; shape (n, 2)."""
    bits = np.frombuffer(b"".join(blake2b(name.encode(), digest_size=8).digest() for name in names), np.uint32)
    turn, far = (bits.reshape(-1, 2) / 2**32).T
    radius = JITTER * np.sqrt(far)
    return np.stack([radius * np.cos(2 * np.pi * turn), radius * np.sin(2 * np.pi * turn)], axis=1).astype(np.float32)
