"""A rare word."""
from __future__ import annotations

from secondme.store.store import Store
from secondme.storing import Filter
from tests.contracts.memory_store import episode


def test_a_word_that_one_long_text_alone_holds_finds_it(store: Store) -> None:
    short = [episode(f"Where is it, number {n}?" if n < 60 else f"Note {n}.", n=n) for n in range(600)]
    long = episode(f"{'Of many other things it tells first. ' * 40}The quillwort lies there.", n=600)
    store.remember([*short, long], rule="test")
    hits = store.words("Where is the quillwort?", limit=50, which=Filter())
    assert long.id in {hit.memory for hit in hits}
    assert len(hits) == 50
