"""Many vectors as a picture."""

from __future__ import annotations

import numpy as np
import pytest

from secondme.memory.projection import Floats, aligned, clustered, drawn, laid_out, placed

KINDS = 6


def some(count: int, seed: int = 1) -> tuple[Floats, np.ndarray, list[str]]:
    """Vectors about a few directions, which of them each is about, and names."""
    directions = np.random.default_rng(0).normal(size=(KINDS, 64))
    random = np.random.default_rng(seed)
    kinds = random.integers(KINDS, size=count)
    vectors = directions[kinds] + 0.8 * random.normal(size=(count, 64))
    names = [f"{seed}-{at}" for at in range(count)]
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), kinds, names


def picture(vectors: Floats, start: Floats | None = None) -> Floats:
    places = laid_out(vectors, start)
    assert places is not None
    return places


def test_what_is_alike_stands_together() -> None:
    vectors, kinds, names = some(600)
    marks = drawn(names, 200)
    places = placed(vectors, names, vectors[marks], picture(vectors[marks]))
    away = ((places[:, None] - places[None]) ** 2).sum(axis=2)
    nearest = away.argsort(axis=1)[:, 1:11]
    assert (kinds[nearest] == kinds[:, None]).mean() > 0.95
    found = clustered(places, KINDS)
    assert sum(np.bincount(kinds[found == one]).max() for one in range(found.max() + 1)) > 0.95 * len(kinds)
    assert (np.diff(np.bincount(found)) <= 0).all()


def test_the_same_gives_the_same_and_a_little_more_keeps_the_picture() -> None:
    vectors, _, _ = some(150)
    first = picture(vectors)
    assert (picture(vectors) == first).all()
    more, _, _ = some(10, seed=2)
    start = np.vstack([first, np.full((10, 2), np.nan, np.float32)])
    second = picture(np.vstack([vectors, more]), start)
    assert np.median(np.linalg.norm(second[:150] - first, axis=1)) < 0.1
    assert np.isfinite(second).all()


def test_a_picture_that_was_turned_mirrored_and_moved_is_laid_on_the_old_one() -> None:
    old = np.random.default_rng(3).normal(size=(20, 2)).astype(np.float32)
    turned = old @ np.array([[0, 2], [2, 0]], np.float32) + np.float32(5)
    holes = old.copy()
    holes[3] = np.nan
    assert aligned(turned, holes) == pytest.approx(old, abs=1e-4)
    assert (aligned(turned, np.full_like(old, np.nan)) == turned).all()


def test_landmarks_stay_when_others_come() -> None:
    names = [f"memory {at}" for at in range(1000)]
    before = {names[at] for at in drawn(names, 100)}
    names += [f"new {at}" for at in range(20)]
    assert len(before & {names[at] for at in drawn(names, 100)}) >= 95


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_few_have_a_picture_too(count: int) -> None:
    vectors, _, names = some(count)
    places = picture(vectors)
    assert places.shape == (count, 2)
    assert np.isfinite(placed(vectors, names, vectors, places)).all()
    assert len(clustered(places, 3)) == count


def test_equal_and_empty_vectors_have_finite_places() -> None:
    equal = np.tile(some(1)[0], (40, 1))
    for vectors in (equal, np.zeros_like(equal)):
        assert np.isfinite(picture(vectors)).all()


def test_it_stops_when_it_is_told_to() -> None:
    shares: list[float] = []

    def go_on(share: float, places: Floats) -> bool:
        shares.append(share)
        assert np.isfinite(places).all()
        return share < 0.1

    assert laid_out(some(50)[0], go_on=go_on) is None
    assert len(shares) < 60
