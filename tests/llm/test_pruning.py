"""What stays in a conversation's cache: the policies, well-formed turns, spans, and the surprisal of tokens."""

from __future__ import annotations

import tracemalloc
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from secondme.llm.pruning import (
    ANSWER,
    GLUE,
    POLICIES,
    PREFIX,
    SCRATCH,
    USER,
    Book,
    Mask,
    by_score,
    entropy,
    heavy_hitters,
    last_queries,
    merged,
    persistent,
    phrases,
    pinned,
    rounded,
    spans,
    streaming,
    surprisal,
    turns,
    window,
)

NAN = float("nan")


def book_of(*exchanges: tuple[list[float], list[float]], prefix: int = 2) -> Book:
    """A prefix, then exchanges of a mark, what was said, a mark, what was answered, a mark; given by surprisal."""
    book = Book().appended(range(prefix), 0, PREFIX)
    for unit, (said, answered) in enumerate(exchanges, 1):
        for values, kind in (([0.0], GLUE), (said, USER), ([0.0], GLUE), (answered, ANSWER), ([0.0], GLUE)):
            book = book.appended(range(len(book), len(book) + len(values)), unit, kind, values)
    return book


ROW = st.sampled_from(list(product([0, 0, 0, 0, 1, 2], [USER, ANSWER, ANSWER, GLUE], [0.0, 0.5, 1.0, 2.0, 7.5, NAN])))
"""A cell: by how much its unit is higher than that of the cell before, its kind, its surprisal."""


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Books of all shapes: empty ones, units of marks alone, units that were pruned before, surprisals not known."""
    rows = draw(st.lists(ROW, max_size=60))
    unit = np.cumsum([step for step, _, _ in rows], dtype=np.int32)
    kinds = np.array([kind for _, kind, _ in rows], np.int8)
    values = np.array([value for _, _, value in rows], np.float32)
    return Book(np.arange(len(rows), dtype=np.int32), unit, np.where(unit == 0, PREFIX, kinds).astype(np.int8), values)


def masks(rows: int) -> st.SearchStrategy[Mask]:
    return st.lists(st.booleans(), min_size=rows, max_size=rows).map(lambda kept: np.array(kept, bool))


budgets = st.integers(-3, 70)
recents = st.sampled_from([0.0, 0.25, 0.5, 1.0])
worths = st.dictionaries(st.integers(0, 30), st.sampled_from([-1.0, 0.0, 0.5, 3.0]), max_size=5)
names = st.sampled_from(sorted(POLICIES))


@given(books(), budgets, recents, worths, names)
def test_no_policy_keeps_more_than_the_budget_or_loses_what_is_pinned(
    book: Book, budget: int, recent: float, worth: dict[int, float], name: str
) -> None:
    before = book.surprisal.copy()
    mask = POLICIES[name](book, budget, recent=recent, worth=worth)
    held = pinned(book)
    assert mask.shape == (len(book),)
    assert mask.dtype == bool
    assert mask[held].all()
    assert mask.sum() <= max(budget, held.sum())
    assert (mask == held).all() or held.sum() < budget
    assert mask.all() or budget < len(book)
    assert (mask == POLICIES[name](book, budget, recent=recent, worth=worth)).all()
    assert np.array_equal(book.surprisal, before, equal_nan=True)
    if name != "streaming" and not mask.all():
        assert (rounded(mask, book) == mask).all()


@given(books(), budgets, recents, st.data())
def test_a_kept_token_whose_score_rises_is_kept(book: Book, budget: int, recent: float, data: st.DataObject) -> None:
    rows = len(book)
    scores = np.array(data.draw(st.lists(st.integers(0, 9), min_size=rows, max_size=rows)), np.float64)
    mask = by_score(book, scores, budget, recent=recent)
    if mask.any():
        one = data.draw(st.sampled_from(np.flatnonzero(mask).tolist()))
        scores[one] += data.draw(st.integers(0, 9))
        assert by_score(book, scores, budget, recent=recent)[one]


@given(books(), budgets, recents, worths, st.data())
def test_a_kept_exchange_whose_worth_rises_is_kept(
    book: Book, budget: int, recent: float, worth: dict[int, float], data: st.DataObject
) -> None:
    mask = turns(book, budget, recent=recent, worth=worth)
    if mask.any():
        one = data.draw(st.sampled_from(book.unit[mask].tolist()))
        more = worth | {one: worth.get(one, 0.0) + 2.0}
        assert turns(book, budget, recent=recent, worth=more)[book.unit == one].all()


@given(books(), budgets, st.integers(0, 5))
def test_a_wider_window_keeps_what_a_narrower_one_does(book: Book, budget: int, more: int) -> None:
    assert window(book, budget + more)[window(book, budget)].all()
    assert streaming(book, budget + more)[streaming(book, budget)].all()


@given(books(), budgets)
def test_the_window_is_the_latest_words_without_a_hole(book: Book, budget: int) -> None:
    mask = window(book, budget)
    words = ~pinned(book) & (book.kind != GLUE)
    assert (np.diff(mask[words].astype(int)) >= 0).all()


@given(books(), budgets)
def test_the_streaming_window_is_exactly_its_budget(book: Book, budget: int) -> None:
    held = int(pinned(book).sum())
    mask = streaming(book, budget)
    assert mask.sum() == min(len(book), max(budget, held))
    assert (np.diff(mask[~pinned(book)].astype(int)) >= 0).all()


@given(books(), budgets, recents, worths)
def test_turns_are_kept_whole(book: Book, budget: int, recent: float, worth: dict[int, float]) -> None:
    mask = turns(book, budget, recent=recent, worth=worth)
    for unit in np.unique(book.unit):
        of_it = mask[book.unit == unit]
        assert of_it.all() or not of_it.any()


@given(books(), budgets, recents, st.sampled_from(["entropy", "phrases", "turns"]))
def test_a_surprisal_not_known_counts_as_the_mean(book: Book, budget: int, recent: float, name: str) -> None:
    words = ~np.isnan(book.surprisal) & (book.kind != GLUE)
    mean = book.surprisal[words].mean(dtype=np.float64) if words.any() else 1.0
    told = Book(book.token, book.unit, book.kind, np.where(np.isnan(book.surprisal), mean, book.surprisal))
    policy = POLICIES[name]
    # The mean rounded to float32 may stand apart from an equal score, so only books without such ties are compared.
    if float(np.float32(mean)) == mean:
        assert (policy(book, budget, recent=recent) == policy(told, budget, recent=recent)).all()


def test_nothing_known_keeps_the_latest() -> None:
    book = book_of(*[([NAN] * 3, [NAN] * 3)] * 4)
    for name in ("entropy", "turns"):
        kept = POLICIES[name](book, 29)
        assert book.unit[~kept].max() < book.unit[kept & (book.unit > 0)].min(), name


def test_the_pinned_alone_stay_where_the_budget_is_less() -> None:
    book = book_of(([1.0], [1.0]), ([1.0] * 20, [1.0] * 20))
    for name, policy in POLICIES.items():
        assert (policy(book, 10) == (book.unit != 1)).all(), name


def test_entropy_keeps_what_surprised_the_model_and_the_marks_around_it() -> None:
    book = book_of(([1.0, 9.0, 1.0], [1.0] * 6), ([2.0] * 3, [2.0] * 6), ([1.0], [1.0]))
    mask = entropy(book, 2 + 5 + 4, recent=0.0)
    assert book.surprisal[mask & (book.unit == 1) & (book.kind != GLUE)].tolist() == [9.0]
    assert (mask & (book.unit == 1) & (book.kind == GLUE)).sum() == 3
    assert not mask[book.unit == 2].any()


def test_a_score_decays_with_every_later_exchange() -> None:
    book = book_of(([4.0, 4.0], [4.0]), ([3.0, 3.0], [3.0]), ([1.0], [1.0]))
    budget = 2 + 5 + 6
    assert set(book.unit[entropy(book, budget, recent=0.0)]) == {0, 1, 3}
    assert set(book.unit[entropy(book, budget, recent=0.0, decay=0.7)]) == {0, 2, 3}
    assert set(book.unit[entropy(book, budget, recent=0.0, decay=0.8)]) == {0, 1, 3}


def test_the_recent_share_of_the_budget_goes_to_the_latest() -> None:
    book = book_of(*[([9.0] * 5, [9.0] * 5)] * 3, *[([1.0] * 5, [1.0] * 5)] * 3, ([1.0], [1.0]))
    assert not entropy(book, 46, recent=0.0)[book.unit == 6].any()
    assert entropy(book, 46, recent=0.5)[book.unit == 6].all()
    assert (entropy(book, 46, recent=1.0) == window(book, 46)).all()


def test_phrases_keep_the_words_around_a_name_and_do_not_reach_into_the_next_exchange() -> None:
    quiet = [1.0] * 12
    book = book_of((quiet, [*quiet[:6], 20.0, *quiet[:5]]), (quiet, quiet), ([1.0], [1.0]))
    mask = phrases(book, 2 + 5 + 3 + 3, recent=0.0, near=3)
    words = mask & (book.kind != GLUE) & (book.unit == 1)
    assert book.surprisal[words].tolist() == [1.0, 20.0, 1.0]
    assert len(spans(words)) == 1
    edge = book_of((quiet, [*quiet[:11], 20.0]), (quiet, quiet), ([1.0], [1.0]))
    assert not phrases(edge, 2 + 5 + 3 + 3, recent=0.0, near=9)[edge.unit == 2].any()


def test_worth_decides_between_exchanges_of_like_surprise() -> None:
    book = book_of(*[([2.0] * 4, [2.0] * 4)] * 4, ([1.0], [1.0]))
    budget = 2 + 5 + 11
    assert set(book.unit[turns(book, budget, recent=0.0)]) == {0, 4, 5}
    assert set(book.unit[turns(book, budget, recent=0.0, worth={2: 0.5})]) == {0, 2, 5}
    assert set(book.unit[turns(book, budget + 3, recent=0.0, worth={1: 2.0, 2: 0.5})]) == {0, 1, 5}


def test_a_mask_is_rounded_to_well_formed_turns() -> None:
    book = book_of(([1.0, 1.0], [1.0]), ([1.0, 1.0], [1.0]), ([1.0], [1.0]))
    mask = pinned(book)
    mask[np.flatnonzero((book.unit == 1) & (book.kind == USER))[0]] = True
    mask |= (book.unit == 2) & (book.kind == GLUE)
    found = rounded(mask, book)
    assert found[book.unit == 1].tolist() == [True, True, False, True, False, True]
    assert not found[book.unit == 2].any()
    assert found[(book.unit == 0) | (book.unit == 3)].all()
    assert rounded(np.zeros(len(book), bool), book).tolist() == pinned(book).tolist()


@given(st.integers(0, 40).flatmap(masks))
def test_spans_are_the_runs_of_a_mask(mask: Mask) -> None:
    again = np.zeros(len(mask), bool)
    last = -1
    for begin, end in spans(mask):
        assert last < begin < end
        again[begin:end] = True
        last = end
    assert (again == mask).all()


@given(books(), budgets, st.sampled_from(["entropy", "phrases", "turns", "window"]), st.integers(2, 9))
def test_merging_leaves_few_runs_and_no_more_cells(book: Book, budget: int, name: str, most: int) -> None:
    mask = POLICIES[name](book, budget, recent=0.25)
    found = merged(mask, book, most)
    assert len(spans(found)) <= max(most, len(spans(pinned(book))))
    assert found.sum() <= mask.sum()
    assert found[pinned(book)].all()
    assert (found == mask).all() or len(spans(mask)) > most
    spoken = np.isin(book.unit, book.unit[book.kind != GLUE])
    assert (rounded(found, book) == found)[spoken].all() or mask.all()


def test_merging_drops_what_is_least_worth_and_closes_the_shortest_gap() -> None:
    book = book_of(([1.0] * 20, [1.0] * 3), ([1.0], [1.0]))
    said = np.flatnonzero((book.unit == 1) & (book.kind == USER))
    mask = rounded(np.isin(np.arange(len(book)), said[[2, 8, 9, 11, 16]]), book)
    scores = np.where(np.arange(len(book)) == said[16], 9.0, 1.0)
    found = merged(mask, book, 5, scores)
    assert np.flatnonzero(found[said]).tolist() == [8, 9, 10, 11, 16]


def test_many_fragments_are_merged_to_a_few_runs_of_nearly_as_many_cells() -> None:
    book = large(np.random.default_rng(1))
    mask = entropy(book, 1024)
    found = merged(mask, book, 64)
    assert len(spans(mask)) > 150
    assert len(spans(found)) <= 64
    assert 900 < found.sum() <= mask.sum() <= 1024


def large(random: np.random.Generator) -> Book:
    """A book of some 4,096 cells: a prefix of 300 and 40 exchanges."""
    exchanges = [(random.gamma(2, 1.5, 34).tolist(), random.gamma(2, 1, 58).tolist()) for _ in range(40)]
    return book_of(*exchanges, prefix=300)


def test_every_policy_spends_its_budget_on_a_long_conversation() -> None:
    book = large(np.random.default_rng(2))
    worst = {"window": 3, "streaming": 0, "entropy": 0, "decaying": 0, "phrases": 0, "turns": 95}
    for name, policy in POLICIES.items():
        for budget in (512, 1024, 2048):
            assert budget - worst[name] <= policy(book, budget).sum() <= budget, (name, budget)


def test_a_book_grows_shrinks_and_is_cut_with_its_cache() -> None:
    book = book_of(([1.0, 2.0], [3.0]), ([4.0], [5.0]))
    kept = book.kept(book.unit != 1)
    assert kept.token.tolist() == [0, 1, 8, 9, 10, 11, 12]
    assert kept.surprisal[3:].tolist() == [4.0, 0.0, 5.0, 0.0]
    grown = kept.appended([70, 71], 3, [GLUE, USER])
    assert len(grown) == 9
    assert grown.kind[-2:].tolist() == [GLUE, USER]
    assert np.isnan(grown.surprisal[-2:]).all()
    assert [column.dtype for column in (grown.token, grown.unit, grown.kind, grown.surprisal)] == [
        np.dtype(np.int32),
        np.dtype(np.int32),
        np.dtype(np.int8),
        np.dtype(np.float32),
    ]
    assert grown.cut(len(kept)).token.tolist() == kept.token.tolist()


def test_a_book_whose_columns_do_not_fit_is_refused() -> None:
    book = book_of(([1.0], [1.0]))
    with pytest.raises(ValueError, match="one length"):
        Book(book.token[1:], book.unit, book.kind, book.surprisal)
    with pytest.raises(ValueError, match="must not be lower"):
        book.appended([1], 0, USER)


def causal(queries: int, cells: int) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Attention of the last queries of a text: rows sum to 1, nothing ahead is seen."""
    weights = np.random.default_rng(3).random((queries, cells)) ** 4
    weights *= np.arange(cells) < np.arange(cells - queries + 1, cells + 1)[:, None]
    return np.asarray(weights / weights.sum(1, keepdims=True), np.float32)


def test_heavy_hitters_are_those_paid_most_attention_and_their_mean_is_fair_to_the_late() -> None:
    attention = causal(40, 40)
    assert heavy_hitters(attention).sum() == pytest.approx(40, rel=1e-5)
    assert heavy_hitters(attention, mean=True)[-1] == pytest.approx(attention[-1, -1])
    even = np.tril(np.ones((40, 40), np.float32))
    assert (np.diff(heavy_hitters(even)) < 0).all()
    assert heavy_hitters(even, mean=True).tolist() == [1.0] * 40
    assert heavy_hitters(attention[-5:], mean=True)[:35] == pytest.approx(attention[-5:, :35].mean(0))


def test_what_was_important_to_most_queries_is_persistent() -> None:
    attention = np.tril(np.ones((20, 20)))
    attention[7:, 7] = 30.0
    attention /= attention.sum(1, keepdims=True)
    shares = persistent(attention)
    assert shares[7] == 1.0
    assert shares[0] == pytest.approx(7 / 20)
    assert shares[8:].tolist() == [0.0] * 12


def test_the_last_queries_choose_a_cell_and_its_neighbours() -> None:
    attention = np.full((8, 30), 0.01, np.float32)
    attention[0, 3] = attention[-1, 20] = 0.7
    scores = last_queries(attention, queries=4, near=5)
    assert np.flatnonzero(scores > 0.5).tolist() == [18, 19, 20, 21, 22]


def test_attention_scores_go_with_the_same_budget_as_all() -> None:
    book = book_of(*[([1.0] * 6, [1.0] * 6)] * 5)
    attention = causal(len(book), len(book))
    for scores in (heavy_hitters(attention), persistent(attention), last_queries(attention)):
        mask = by_score(book, scores, 50)
        assert mask.sum() == 50
        assert mask[pinned(book)].all()


@given(st.integers(0, 9), st.integers(1, 50), st.sampled_from([0.1, 5.0, 300.0]), st.integers(0, 99))
def test_surprisal_is_that_of_a_softmax_in_double_precision(rows: int, size: int, scale: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    logits = np.asarray(random.normal(0, scale, (rows, size)), np.float32)
    tokens = random.integers(0, size, rows)
    wide = logits.astype(np.float64)
    top = wide.max(1, initial=-np.inf)
    right = np.log(np.exp(wide - top[:, None]).sum(1)) + top - wide[np.arange(rows), tokens]
    found = surprisal(logits, tokens)
    assert found.dtype == np.float32
    assert found == pytest.approx(right, rel=1e-5, abs=2e-6)


def test_surprisal_of_what_cannot_come_is_infinite_and_counts_as_not_known() -> None:
    logits = np.array([[0.0, -np.inf, 0.0]] * 2, np.float32)
    found = surprisal(logits, [1, 0])
    assert found[0] == np.inf
    assert found[1] == pytest.approx(np.log(2))
    book = book_of(([float(found[0]), 2.0], [1.0]), ([1.0, 3.0], [1.0]), ([1.0], [1.0]))
    assert set(book.unit[turns(book, 2 + 5 + 6, recent=0.0)]) == {0, 2, 3}


def test_surprisal_refuses_rows_and_tokens_that_do_not_go_together() -> None:
    with pytest.raises(ValueError, match="do not go with"):
        surprisal(np.zeros((2, 3), np.float32), [1])


def test_surprisal_works_in_little_memory() -> None:
    logits = np.zeros((200, 50_000), np.float32)
    tracemalloc.start()
    found = surprisal(logits, np.zeros(200, np.intp))
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == pytest.approx(np.full(200, np.log(50_000)))
    assert most < 4 * SCRATCH
