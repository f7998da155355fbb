"""The queue of fading in the ledger: who is in it, when, and what stands near by neural vectors."""

from __future__ import annotations

import math
from contextlib import closing
from pathlib import Path

from secondme.encoders import assets
from secondme.encoders.neural import NeuralEncoder
from secondme.encoders.static import StaticEncoder
from secondme.memory.record import By, Status
from secondme.store.fading import NEAR, LedgerFading
from secondme.store.index import VectorIndex
from secondme.store.ledger import Ledger
from secondme.store.store import Store
from tests.conftest import MAY, MovingClock
from tests.contracts.memory_store import DOG, KEY, TRIP, episode, insight, passage


def test_what_is_new_moved_or_pinned_is_due_at_once_and_passages_never(store: Store) -> None:
    queue = LedgerFading(store)
    store.remember([DOG, KEY, passage("A garden.", "/notes/a.md", 1)], rule="test")
    assert [one.memory for one in queue.waiting(MAY, 9)] == [DOG, KEY]
    queue.note({DOG.id: (MAY + 9, 0.5), KEY.id: (math.inf, 0.25)})
    assert queue.waiting(MAY, 9) == []
    assert [one.uniqueness for one in queue.waiting(MAY + 9, 9)] == [0.5]
    store.revise([KEY.changed(pinned=True)], what="pinned", rule="person")
    store.revise([DOG.moved(Status.ARCHIVED)], what="archived", rule="test")
    assert {one.memory.id for one in queue.waiting(MAY, 9)} == {DOG.id, KEY.id}
    assert queue.uniqueness([DOG.id, KEY.id, TRIP.id]) == {DOG.id: 0.5, KEY.id: 0.25}


def test_a_nearer_neighbour_makes_less_unique_and_never_more(store: Store) -> None:
    queue = LedgerFading(store)
    store.remember([DOG], rule="test")
    queue.note({DOG.id: (math.inf, 0.5)})
    queue.crowd({DOG.id: 0.7, KEY.id: 0.7})
    assert queue.waiting(MAY, 9) == []
    queue.crowd({DOG.id: 0.2})
    assert [one.uniqueness for one in queue.waiting(MAY, 9)] == [0.2]


def test_of_several_noted_together_each_gets_its_own_and_keeps_its_uniqueness_where_none_is_given(store: Store) -> None:
    queue = LedgerFading(store)
    store.remember([DOG, KEY], rule="test")
    queue.note({DOG.id: (MAY + 9, 0.5), KEY.id: (MAY + 8, 0.25)})
    queue.note({DOG.id: (MAY + 7, None), TRIP.id: (MAY, 0.5)})
    found = [(one.memory.id, one.due, one.uniqueness) for one in queue.waiting(MAY + 9, 9)]
    assert found == [(DOG.id, MAY + 7, 0.5), (KEY.id, MAY + 8, 0.25)]


def test_only_what_was_not_looked_at_is_unmet_and_only_among_the_next(store: Store) -> None:
    queue = LedgerFading(store)
    said = [episode(f"We painted room {n}.", n=n) for n in range(1, 7)]
    store.remember(said, rule="test")
    queue.note({said[0].id: (1.0, 0.5), said[1].id: (2.0, 0.5)})
    store.hide([said[2].id], MAY)
    assert queue.unmet(MAY, 9) == said[3:]
    assert queue.unmet(MAY, 2) == said[3:5]
    (first, *_) = queue.waiting(MAY, 9)
    assert queue.unmet(MAY, 3, (first.due, first.n)) == said[4:]
    assert [one.memory for one in queue.waiting(MAY, 9, (first.due, first.n))] == [*said[4:], *said[:2]]


def test_what_is_forgotten_is_out_of_the_queue(store: Store) -> None:
    queue = LedgerFading(store)
    store.remember([DOG, KEY], rule="test")
    store.hide([DOG.id], MAY)
    assert [one.memory for one in queue.waiting(MAY, 9)] == [KEY]
    store.forget([DOG.id])
    assert store.ledger.scalar("SELECT count(*) FROM fading") == 1


def test_neighbours_are_found_by_neural_vectors_where_there_are_any(
    tmp_path: Path, encoder: StaticEncoder, clock: MovingClock
) -> None:
    neural = NeuralEncoder(assets.folder("minilm-int8"))
    main = (neural.name, neural.dimensions)
    index = VectorIndex(tmp_path / "index", encoder="test", dimensions=encoder.dimensions, main=main)
    with closing(Store(Ledger(tmp_path / "ledger.db"), index, encoder, clock, neural=lambda: neural)) as store:
        alike = [episode(f"We painted the kitchen in shade number {n}.", n=n) for n in range(NEAR + 1)]
        odd = episode("The notary wants the deed by Friday.", n=40)
        store.remember([*alike, odd], rule="test")
        assert store.settle()
        queue = LedgerFading(store)
        painted, deed = queue.near([alike[0], odd])
        assert (painted[0][0].lane, painted[0][1]) == ("neural", 0.0)
        assert alike[0].id not in {hit.memory for hit, _ in painted}
        assert deed[0][1] == 1.0
        unread = episode("We painted the hall in shade number 3.", n=60)
        store.remember([unread], rule="test")
        several = [unread, *alike, odd]
        for _ in range(10):  # it may be read between one question and the next
            together = queue.near(several)
            alone = [queue.near([one])[0] for one in several]
            if together == alone:
                break
        assert together == alone


def test_several_asked_together_have_the_neighbours_that_each_has_alone(store: Store) -> None:
    places = ("kitchen", "hall", "cellar", "attic")
    rooms = [episode(f"We painted the {place} in shade {n}.", n=n) for n in range(1, 12) for place in places]
    said = [episode(f"You painted the {place}.", n=90, by=By.ASSISTANT) for place in places]
    odd = [episode("?!", n=91), episode(rooms[5].text, n=92)]
    odd += [insight("You paint much.", rooms[0]), passage("A hall.", "/notes/a.md", 1)]
    store.remember([*rooms, *said, *odd], rule="test")
    store.revise([rooms[1].moved(Status.ARCHIVED)], what="archived", rule="test")
    store.hide([rooms[2].id], MAY)
    assert store.settle()
    queue = LedgerFading(store)
    several = [*said, *odd, *rooms[3:]]
    together = queue.near(several)
    assert together == [queue.near([one])[0] for one in several]
    assert not {hit.memory for near in together for hit, _ in near} & {rooms[1].id, rooms[2].id}
    assert queue.near([]) == []
