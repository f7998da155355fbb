"""The contract of the vector index, wherever Chroma runs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from secondme.store.index import INSTANT, MAIN, VectorIndex

INSTANT_LENGTH = 32
MAIN_LENGTH = 48


def vectors(many: int, seed: int = 0, length: int = INSTANT_LENGTH) -> NDArray[np.float32]:
    """Unit vectors in any directions, shape (many, length)."""
    found = np.random.default_rng(seed).standard_normal((many, length)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def names(many: int, start: int = 0) -> list[str]:
    """Ids as memories have them."""
    return [f"m{number:012d}" for number in range(start, start + many)]


def best(given: NDArray[np.float32], ids: Sequence[str], question: NDArray[np.float32], many: int) -> list[str]:
    """What comparing all of them finds."""
    return [ids[place] for place in np.argsort(-(given @ question))[:many]]


class VectorIndexContract:
    """A subclass gives the fixture `index`, empty, of two collections of these lengths."""

    def test_the_nearest_come_first_with_their_cosines(self, index: VectorIndex) -> None:
        given = vectors(50)
        index.upsert(names(50), given)
        found = index.query(given[7], 5)
        assert [name for name, _ in found] == best(given, names(50), given[7], 5)
        assert [cosine for _, cosine in found] == pytest.approx(sorted(given @ given[7])[::-1][:5], abs=1e-4)

    def test_several_asked_together_find_what_each_finds_alone(self, index: VectorIndex) -> None:
        index.upsert(names(300), vectors(300))
        asked = vectors(40, seed=1)
        assert index.queries(asked, 7) == [index.query(one, 7) for one in asked]
        assert index.queries(asked[:0], 7) == []

    def test_an_empty_index_finds_nothing(self, index: VectorIndex) -> None:
        assert index.query(vectors(1)[0], 5) == []
        assert index.queries(vectors(2), 5) == [[], []]
        assert index.count() == 0
        assert list(index.ids()) == []

    def test_an_id_written_again_has_its_new_vector(self, index: VectorIndex) -> None:
        first, second = vectors(2)
        index.upsert(["a"], first[None])
        index.upsert(["a"], second[None])
        assert index.count() == 1
        assert index.query(second, 1)[0] == ("a", pytest.approx(1.0, abs=1e-4))

    def test_deleting_takes_out_what_is_there_and_passes_over_the_rest(self, index: VectorIndex) -> None:
        index.upsert(names(5), vectors(5))
        index.delete([*names(2), "nobody"])
        index.delete([])
        assert sorted(index.ids()) == names(3, 2)

    def test_more_than_a_batch_goes_in_and_comes_out(self, index: VectorIndex) -> None:
        index.upsert(names(4_500), vectors(4_500))
        assert index.count() == 4_500
        assert sorted(index.ids()) == names(4_500)

    def test_a_part_of_it_is_searched_before_candidates_are_cut(self, index: VectorIndex) -> None:
        given = vectors(3_000)
        question = given[0]
        index.upsert(names(3_000), given)
        far = np.argsort(given @ question)[:400]
        among = [names(3_000)[place] for place in far]
        found = [name for name, _ in index.query(question, 10, among=among)]
        assert len(set(found) & set(best(given[far], among, question, 10))) >= 9

    def test_a_part_may_name_ids_that_are_not_there(self, index: VectorIndex) -> None:
        given = vectors(20)
        index.upsert(names(20), given)
        assert [name for name, _ in index.query(given[3], 1, among=["nobody", *names(20)])] == [names(20)[3]]
        assert index.query(given[3], 1, among=["nobody"]) == []
        assert index.query(given[3], 1, among=[]) == []

    def test_a_promoted_memory_stands_in_the_main_collection_alone(self, index: VectorIndex) -> None:
        neural = vectors(2, seed=1, length=MAIN_LENGTH)
        index.upsert(names(5), vectors(5))
        index.promote(names(2), neural)
        assert (index.count(), index.count(INSTANT), index.count(MAIN)) == (5, 3, 2)
        assert index.query(neural[1], 1, which=MAIN)[0][0] == names(5)[1]
        assert set(index.ids(INSTANT)) == set(names(3, 2))

    def test_a_promoted_memory_with_a_new_text_waits_in_the_instant_collection_again(self, index: VectorIndex) -> None:
        index.upsert(names(2), vectors(2))
        index.promote(names(2), vectors(2, seed=1, length=MAIN_LENGTH))
        index.upsert(names(1), vectors(1, seed=2))
        assert list(index.ids(INSTANT)) == names(1)
        assert list(index.ids(MAIN)) == names(1, 1)

    def test_what_is_deleted_leaves_both_collections(self, index: VectorIndex) -> None:
        index.upsert(names(4), vectors(4))
        index.promote(names(2), vectors(2, seed=1, length=MAIN_LENGTH))
        index.delete(names(4))
        assert index.count() == 0

    def test_purging_twice_is_the_same_as_once(self, index: VectorIndex) -> None:
        given = vectors(30)
        index.upsert(names(30), given)
        assert index.purge(names(10)) == index.purge(names(10))
        assert sorted(index.ids()) == names(20, 10)
        assert index.query(given[15], 1)[0][0] == names(30)[15]

    def test_it_can_begin_anew(self, index: VectorIndex) -> None:
        index.upsert(names(5), vectors(5))
        index.clear()
        assert index.count() == 0
        index.upsert(names(1), vectors(1))
        assert index.count() == 1

    def test_what_was_written_is_there_after_closing(self, index: VectorIndex) -> None:
        index.upsert(names(5), vectors(5))
        index.close()
        assert not index.opened
        assert sorted(index.ids()) == names(5)
