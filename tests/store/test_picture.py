"""The picture of a real ledger: made, kept, added to, and what is forgotten leaves it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from secondme.store.picture import Picture, Seen
from secondme.store.points import FILE, KINDS, load
from secondme.store.store import Store
from tests.conftest import MovingClock
from tests.service.running import until
from tests.store.filling import WHAT, many


def made(picture: Picture) -> Seen:
    """The picture when nothing more is being done about it."""

    def whole() -> Seen | None:
        seen = picture.now()
        return seen if not seen.doing and not seen.waiting and picture.idle else None

    seen: Seen = until(whole, "the picture is made")
    return seen


@pytest.fixture
def picture(store: Store, tmp_path: Path) -> Picture:
    (tmp_path / "index").mkdir(exist_ok=True)
    store.remember(many(90), rule="said")
    return Picture(store, tmp_path / "index")


def numbers(store: Store) -> dict[str, int]:
    return dict(store.ledger.rows("SELECT id, n FROM memory"))


def test_what_is_alike_stands_together_and_the_same_gives_the_same(
    picture: Picture, store: Store, tmp_path: Path
) -> None:
    points = made(picture).points
    assert len(points) == 90
    assert {KINDS[kind] for kind in points.kinds.tolist()} == {"episode"}
    found = numbers(store)
    about = np.array([[found[one.id], WHAT.index(one.text.split()[1])] for one in many(90)])
    kinds = about[np.argsort(about[:, 0]), 1]
    away = ((points.places[:, None] - points.places[None]) ** 2).sum(axis=2)
    assert (kinds[away.argsort(axis=1)[:, 1:6]] == kinds[:, None]).mean() > 0.6
    picture.close()
    again = Picture(store, tmp_path / "index")
    assert (made(again).points.places == points.places).all()
    assert all(len(centres) for centres in again.now().centres)


def test_what_is_new_is_added_and_what_is_there_stays(picture: Picture, store: Store) -> None:
    before = made(picture).points
    new = many(1, first=500)
    store.remember(new, rule="said")
    after = made(picture).points
    assert len(after) == 91
    assert (after.at(before.n) == before.places).all()
    assert not np.isnan(after.at(np.array([numbers(store)[new[0].id]]))).any()


def test_what_is_forgotten_leaves_it_at_once_and_comes_back_where_it_was(
    picture: Picture, store: Store, tmp_path: Path, clock: MovingClock
) -> None:
    before = made(picture).points
    gone = many(1)[0]
    n = np.array([numbers(store)[gone.id]])
    store.hide([gone.id], clock() + 30)
    assert n[0] not in picture.now().points.n
    kept = load(tmp_path / "index", store.index.main or store.embedder.name)
    assert kept is not None
    assert n[0] not in (*kept.points.n, *kept.marks)
    assert not any(word.encode() in (tmp_path / "index" / FILE).read_bytes() for word in (*WHAT, gone.id))
    store.undo(None)
    after = made(picture).points
    assert np.abs(after.at(n) - before.at(n)).max() < 0.3


def test_a_file_that_is_broken_or_gone_is_made_anew(picture: Picture, store: Store, tmp_path: Path) -> None:
    made(picture)
    file = tmp_path / "index" / FILE
    file.unlink()
    assert len(made(picture).points) == 90
    assert file.exists()
    file.write_bytes(b"no picture")
    assert len(made(Picture(store, tmp_path / "index")).points) == 90


def test_it_waits_while_something_else_is_to_be_done_and_ends_when_told(
    store: Store, tmp_path: Path, clock: MovingClock
) -> None:
    store.remember(many(30), rule="said")
    picture = Picture(store, tmp_path / "index", busy=lambda: True)
    until(lambda: picture.now().doing == "laying out", "it begins")
    sketch = until(lambda: (seen := picture.now()).sketch and seen, "the landmarks are shown meanwhile")
    assert (len(sketch.points), sketch.waiting) == (30, 30)
    assert np.isfinite(sketch.points.places).all()
    gone = many(1)[0]
    store.hide([gone.id], clock() + 30)
    assert numbers(store)[gone.id] not in picture.now().points.n
    picture.close()
    assert not picture.now().sketch
    assert picture.idle


@pytest.mark.parametrize("count", [0, 1, 4])
def test_a_few_have_places_too(store: Store, tmp_path: Path, count: int) -> None:
    store.remember(many(count), rule="said")
    points = made(Picture(store, tmp_path / "index")).points
    assert len(points) == count
    assert np.isfinite(points.places).all()
