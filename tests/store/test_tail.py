"""The tail: what it finds is what comparing with every vector finds, and what was taken out is gone."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from secondme.memory.reading import quantised, widened
from secondme.store.tail import TOGETHER, Tail

LENGTH = 16
Held = dict[str, NDArray[np.float32]]


def directions(count: int, seed: int = 0) -> NDArray[np.float32]:
    """Vectors of unit length that point anywhere."""
    found = np.random.default_rng(seed).standard_normal((count, LENGTH)).astype(np.float32)
    found /= np.linalg.norm(found, axis=1, keepdims=True)
    return found


def names(numbers: Sequence[int]) -> list[str]:
    """Ids of these numbers."""
    return [f"m{number}" for number in numbers]


def filled(count: int) -> tuple[Tail, Held]:
    """A tail with so many vectors, and these by id."""
    ids, vectors = names(range(count)), directions(count)
    tail = Tail(LENGTH)
    tail.put(ids, vectors)
    return tail, dict(zip(ids, vectors, strict=True))


def cosines(held: Held, question: NDArray[np.float32]) -> dict[str, float]:
    """The cosine of each with a question, compared one by one in one byte a dimension."""
    return {name: float(widened(quantised(vector[None]), LENGTH)[0] @ question) for name, vector in held.items()}


def check(
    tail: Tail, held: Held, questions: NDArray[np.float32], limit: int, among: Sequence[str] | None
) -> None:
    """Asserts that what is nearest to each question is what comparing with all of them gives."""
    answers = tail.nearest(questions, limit, among)
    assert len(answers) == len(questions)
    for question, near in zip(questions, answers, strict=True):
        true = {name: far for name, far in cosines(held, question).items() if among is None or name in among}
        assert len({name for name, _ in near}) == len(near) == min(limit, len(true))
        for name, cosine in near:
            assert cosine == pytest.approx(true[name], abs=1e-5)
        best = sorted(true.values(), reverse=True)[: len(near)]
        assert [cosine for _, cosine in near] == pytest.approx(best, abs=1e-5)


numbers = st.lists(st.integers(0, 30), unique=True, max_size=30)
deeds = st.lists(st.tuples(st.sampled_from(["put", "drop", "clear"]), numbers), max_size=8)


@given(deeds, st.integers(0, 40), st.integers(0, 4), st.none() | numbers)
def test_what_it_finds_is_what_comparing_with_each_finds(
    deeds: list[tuple[str, list[int]]], limit: int, questions: int, among: list[int] | None
) -> None:
    tail, held = Tail(LENGTH), Held()
    for turn, (deed, which) in enumerate(deeds):
        ids = names(which)
        if deed == "put":
            vectors = directions(len(ids), seed=turn)
            tail.put(ids, vectors)
            held |= dict(zip(ids, vectors, strict=True))
        elif deed == "drop":
            tail.drop(ids)
            held = {name: vector for name, vector in held.items() if name not in ids}
        else:
            tail.clear()
            held = {}
    assert (len(tail), sorted(tail.ids)) == (len(held), sorted(held))
    assert all(name in tail for name in held)
    check(tail, held, directions(questions, seed=99), limit, None if among is None else names(among))


def test_more_than_one_piece_of_vectors_is_searched() -> None:
    tail, held = filled(2 * TOGETHER + 7)
    tail.drop(names(range(100, TOGETHER + 100)))
    for name in names(range(100, TOGETHER + 100)):
        del held[name]
    check(tail, held, directions(3, seed=5), 20, None)
    check(tail, held, directions(3, seed=5), 20, names(range(0, 2 * TOGETHER, 3)))


def test_each_of_several_questions_gets_what_it_gets_alone() -> None:
    tail, _ = filled(50)
    questions = directions(4, seed=3)
    together = tail.nearest(questions, 10)
    for number, near in enumerate(together):
        (alone,) = tail.nearest(questions[number : number + 1], 10)
        assert [name for name, _ in near] == [name for name, _ in alone]
        assert [cosine for _, cosine in near] == pytest.approx([cosine for _, cosine in alone], abs=1e-6)


def test_an_empty_one_finds_nothing_for_any_number_of_questions() -> None:
    tail = Tail(LENGTH)
    assert tail.nearest(directions(3), 5) == [[], [], []]
    assert tail.nearest(directions(3), 5, ["m1"]) == [[], [], []]
    assert tail.nearest(directions(0), 5) == []
    ids, vectors = tail.vectors(["m1"])
    assert (ids, vectors.shape) == ([], (0, LENGTH))


def test_a_limit_beyond_its_size_gives_all_that_were_not_taken_out() -> None:
    tail, held = filled(10)
    tail.drop(["m3", "m7", "unknown"])
    (near,) = tail.nearest(directions(1, seed=1), 1_000)
    assert sorted(name for name, _ in near) == sorted(held.keys() - {"m3", "m7"})


def test_among_ids_that_are_not_there_are_passed_over_and_doubled_ones_found_once() -> None:
    tail, held = filled(10)
    (near,) = tail.nearest(held["m4"][None], 5, ["m4", "unknown", "m4", "m2"])
    assert [name for name, _ in near] == ["m4", "m2"]
    assert tail.nearest(held["m4"][None], 5, []) == [[]]


def test_a_vector_that_is_put_again_takes_the_place_of_the_first() -> None:
    tail, held = filled(10)
    tail.put(["m4"], -held["m4"][None])
    assert len(tail) == 10
    (near,) = tail.nearest(held["m4"][None], 10)
    assert [name for name, _ in near].count("m4") == 1
    assert dict(near)["m4"] == pytest.approx(-1, abs=0.001)


def test_vectors_are_given_back_in_order_in_their_direction() -> None:
    tail, held = filled(10)
    ids, vectors = tail.vectors(["m7", "unknown", "m2", "m7"])
    assert ids == ["m7", "m2"]
    assert np.sum(vectors * np.stack([held[name] for name in ids]), axis=1) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize("way", ["drop", "put", "clear"])
def test_what_leaves_is_overwritten_where_it_lay(way: str) -> None:
    tail, held = filled(10)
    piece, row = tail._rows["m4"]
    assert piece.packed[row].any()
    if way == "drop":
        tail.drop(["m4"])
    elif way == "put":
        tail.put(["m4"], held["m5"][None])
    else:
        tail.clear()
    assert not piece.packed[row].any()
    assert piece.ids[row] == ""
    others = np.delete(piece.packed, row, axis=0).any(axis=1)
    assert not others.any() if way == "clear" else others.all()


def test_a_piece_of_which_all_were_taken_out_takes_no_room() -> None:
    tail, _ = filled(2 * TOGETHER)
    tail.drop(names(range(TOGETHER)))
    assert len(tail._pieces) == 1
    tail.clear()
    assert (tail._pieces, tail.ids, len(tail)) == ([], [], 0)


def test_who_asks_while_others_put_and_drop_finds_what_stays_and_never_what_has_gone() -> None:
    tail, held = filled(20)
    ended = threading.Event()
    wrong: list[object] = []

    def change(first: int) -> None:
        for turn in range(150):
            ids = names(range(first, first + 10))
            tail.put(ids, directions(10, seed=turn))
            tail.drop(ids)

    def ask() -> None:
        while not ended.is_set():
            for near in (tail.nearest(held["m7"][None], 1)[0], tail.nearest(held["m7"][None], 3, ["m7", "m105"])[0]):
                if near[0][0] != "m7" or near[0][1] < 0.999 or any(not name for name, _ in near):
                    wrong.append(near)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    changing = [threading.Thread(target=change, args=(first,)) for first in (100, 200, 300)]
    for thread in asking + changing:
        thread.start()
    for thread in changing:
        thread.join()
    ended.set()
    for thread in asking:
        thread.join()
    assert wrong == []
    assert sorted(tail.ids) == sorted(held)
    check(tail, held, directions(2, seed=8), 20, None)
