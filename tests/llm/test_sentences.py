"""Pruning by whole sentences of what the person said."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.pruning import ANSWER, GLUE, PREFIX, USER, Book, pinned
from secondme.llm.sentences import ENDS, overlap, sentences

Sizes = list[tuple[list[int], int]]
sizes = st.lists(st.tuples(st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(0, 12)), max_size=9)


def written(given_: Sizes, surprisal: float = 1.0) -> Book:
    """A prefix of four tokens, then exchanges: marks, sentences of the person, marks, an answer."""
    book = Book().appended([0] * 4, 0, PREFIX, 0.1)
    for number, (lengths, answer) in enumerate(given_, start=1):
        kinds = [GLUE, GLUE]
        for length in lengths:
            kinds += [USER] * (length - 1) + [ENDS]
        kinds += [GLUE] * 2 + [ANSWER] * answer
        book = book.appended([number] * len(kinds), number, kinds, surprisal)
    return book


@given(sizes, st.integers(0, 300))
def test_no_more_than_the_budget_is_kept_and_what_is_pinned_always(given_: Sizes, budget: int) -> None:
    book = written(given_)
    mask = sentences(book, budget)
    assert mask[pinned(book)].all()
    assert mask.sum() <= max(budget, int(pinned(book).sum()))
    if budget >= len(book):
        assert mask.all()


@given(sizes, st.integers(0, 300))
def test_a_sentence_stays_whole_or_goes_and_marks_stay_with_what_they_mark(given_: Sizes, budget: int) -> None:
    book = written(given_)
    mask = sentences(book, budget)
    begin = 0
    for end in np.flatnonzero(book.kind == ENDS).tolist():
        rows = [row for row in range(begin, end + 1) if book.kind[row] in (USER, ENDS)]
        assert len({bool(mask[row]) for row in rows}) == 1
        begin = end + 1
    for unit in np.unique(book.unit[book.kind == GLUE]):
        own = book.unit == unit
        words = mask[own & (book.kind != GLUE)].any()
        assert (mask[own & (book.kind == GLUE)] == words).all()


def test_the_surprising_sentence_stays_and_the_answers_go_first() -> None:
    book = written([([6], 10), ([6, 6], 10), ([6], 10), ([3], 3)])
    weights = book.surprisal.copy()
    second = np.flatnonzero((book.unit == 2) & (book.kind != GLUE))[6:12]
    weights[second] = 8.0
    book = Book(book.token, book.unit, book.kind, weights)
    mask = sentences(book, int(pinned(book).sum()) + 12, recent=0.0)
    assert mask[second].all()
    assert not mask[(book.unit != 4) & (book.kind == ANSWER)].any()


def test_of_exchanges_as_surprising_that_stays_which_has_most_of_the_question() -> None:
    book = written([([6], 2), ([6], 2), ([6], 2), ([6], 2)])
    worth = overlap(book, np.array([2, 99], np.int32))
    assert worth == {0: 0.0, 1: 0.0, 2: 1.0, 3: 0.0, 4: 0.0}
    budget = int(pinned(book).sum()) + 10
    kept = {int(one) for one in book.unit[sentences(book, budget, recent=0.0, worth=worth)]}
    assert kept == {0, 2, 4}
    assert {int(one) for one in book.unit[sentences(book, budget, recent=0.0)]} == {0, 3, 4}


@given(sizes, st.lists(st.integers(0, 12), max_size=5))
def test_the_overlap_with_a_question_is_a_share_and_what_stands_everywhere_counts_nothing(
    given_: Sizes, asked: list[int]
) -> None:
    book = written(given_)
    for worth in overlap(book, np.array(asked, np.int32)).values():
        assert 0 <= worth <= 1
    everywhere = book.appended([77], int(book.unit[-1]), USER).kept(np.arange(len(book) + 1) >= len(book))
    assert overlap(everywhere, np.array([77], np.int32)) == {int(book.unit[-1]): 0.0}
