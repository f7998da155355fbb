"""Which sequences stand in the same cells, and what lies between spans."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.cells import Sharing, gaps


def test_cells_that_several_sequences_share_count_once() -> None:
    sharing = Sharing(3)
    assert sharing.used([10, 5, 0]) == 15
    sharing.copied(0, 1, 10)
    sharing.copied(0, 2, 10)
    assert sharing.used([12, 11, 10]) == 10 + 2 + 1
    assert [sharing.of(sequence) for sequence in range(3)] == [10, 10, 10]


def test_a_sequence_that_is_cut_leaves_its_cells_to_the_others() -> None:
    sharing = Sharing(2)
    sharing.copied(0, 1, 10)
    sharing.cut(0, 4)
    assert sharing.used([4, 10]) == 10
    sharing.cut(1, 0)
    assert sharing.used([4, 0]) == 4


def test_a_copy_of_a_copy_shares_with_all_of_them() -> None:
    sharing = Sharing(3)
    sharing.copied(0, 1, 10)
    sharing.copied(1, 2, 10)
    assert sharing.used([10, 10, 10]) == 10


@given(st.lists(st.integers(0, 50), min_size=2, max_size=12, unique=True).map(sorted), st.integers(50, 60))
def test_spans_and_what_lies_between_them_are_all_positions_once(ends: list[int], length: int) -> None:
    kept = list(pairwise(ends))[::2]
    found = sorted([*(span for span in kept if span[0] < span[1]), *gaps(kept, length)])
    assert [at for begin, end in found for at in range(begin, end)] == list(range(length))
