"""Late interaction: matches in a turn and around it, and the terms that are made of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from secondme.memory import late, weights
from secondme.memory.reading import Readings
from secondme.memory.record import By

NAMES = ("dog", "puppy", "boat", "rain", "tea", "name")


def vectors(ids: NDArray[np.uint16]) -> NDArray[np.float32]:
    """Each token its own direction, but puppies are much like dogs."""
    table = np.eye(len(NAMES), dtype=np.float32)
    table[1] = 0.9 * table[0] + np.sqrt(1 - 0.81, dtype=np.float32) * table[1]
    return table[ids]


def tokens(text: str) -> list[int]:
    return [NAMES.index(word) for word in text.split()]


def readings(*texts: str, sessions: str = "", by: tuple[By, ...] = (), **more: object) -> Readings:
    """Turns in order; `sessions` has a letter a turn, the same for those that belong together."""
    told = sessions or "a" * len(texts)
    ids = [np.unique(np.array(tokens(text), np.uint16)) for text in texts]
    count = len(texts)
    return replace(
        Readings(
            ids=tuple(f"m{i}" for i in range(count)),
            session=np.array([ord(letter) for letter in told], np.int32),
            follows=np.array([i > 0 and told[i] == told[i - 1] for i in range(count)]),
            wanted=np.ones(count, np.bool_),
            made=np.arange(count, dtype=np.float64),
            by=by or (By.PERSON,) * count,
            speaker=("",) * count,
            tokens=np.concatenate(ids),
            starts=np.concatenate(([0], np.cumsum([len(one) for one in ids]))),
            length=np.array([len(text.split()) for text in texts], np.float32),
            asks=np.zeros(count, np.float32),
            time=np.zeros(count, np.bool_),
            number=np.zeros(count, np.bool_),
            vectors=np.zeros((count, 2), np.float32),
            neural=np.zeros(count, np.bool_),
            liked=np.zeros(count, np.float32),
        ),
        **more,
    )


def question(text: str, **more: object) -> late.Question:
    ids = tokens(text)
    words = tuple(text.split())
    asked = late.Question(
        words=words,
        tokens=np.array(ids, np.uint16),
        rarity=np.ones(len(ids), np.float32),
        word=np.arange(len(ids)),
        others=np.array([], np.uint16),
        instead=np.array([], np.intp),
    )
    return replace(asked, **more)


def covered(text: str, rows: Readings) -> list[float]:
    asked = question(text)
    return [round(float(share), 3) for share in late.coverage(asked, late.matched(asked, rows, vectors).best)]


def test_a_word_counts_whole_in_the_turn_and_less_around_it() -> None:
    rows = readings("rain", "dog", "tea", "rain", "boat", sessions="aaaab")
    assert covered("dog", rows) == [0.5, 1.0, 0.7, 0.3, 0.0]


def test_a_word_alike_counts_by_its_likeness() -> None:
    assert covered("dog", readings("puppy", "rain", sessions="ab")) == [pytest.approx(0.9**weights.POWER, abs=1e-3), 0]


def test_another_conversation_is_no_context() -> None:
    assert covered("dog", readings("dog", "rain", sessions="ab")) == [1.0, 0.0]


def test_what_is_said_instead_of_a_word_counts_as_that_word() -> None:
    rows = readings("puppy", "boat", sessions="ab")
    asked = question("rain", others=np.array(tokens("boat"), np.uint16), instead=np.array([0]))
    assert late.coverage(asked, late.matched(asked, rows, vectors).best)[1] == 1


def test_a_receipt_says_where_each_word_stands() -> None:
    rows = readings("rain", "dog", "tea", "boat")
    asked = question("rain dog boat")
    matches = late.matched(asked, rows, vectors)
    assert matches.places(asked, rows, 1) == {"dog": "text", "rain": "before", "boat": "session"}
    assert matches.places(asked, rows, 2) == {"dog": "before", "boat": "after", "rain": "session"}


def test_the_best_of_a_session_speak_for_it() -> None:
    rows = readings("rain", "dog", "tea", "boat", sessions="aaab")
    best = late.best_of_session(np.array([4, 1, 1, 5], np.float32), rows)
    assert best.tolist() == [2, 2, 2, 5]
    many = readings(*["rain"] * 5)
    assert late.best_of_session(np.array([9, 6, 3, 0, 0], np.float32), many).tolist() == [6] * 5


def test_who_is_asked_about_is_who_said_it() -> None:
    rows = readings("dog", "dog", "dog", by=(By.PERSON, By.ASSISTANT, By.FILE))
    said = terms(question("dog", about=By.PERSON), rows)["speaker"]
    assert said.tolist() == [1.0, 0.0, pytest.approx(weights.OWN_FILES)]
    assert "speaker" not in terms(question("dog"), rows)


def test_a_name_stands_above_i_and_you() -> None:
    rows = readings("dog", "dog", speaker=("Ana", "Ben"))
    assert terms(question("dog", speakers=("ben",), about=By.ASSISTANT), rows)["speaker"].tolist() == [0, 1]


def test_a_score_means_the_same_beside_any_others() -> None:
    alone = readings("dog rain")
    beside = readings("dog rain", "tea", "boat", sessions="abc")
    asked = question("dog")
    assert late.fused(terms(asked, alone))[0] == pytest.approx(late.fused(terms(asked, beside))[0])


def test_a_row_without_a_neural_vector_is_taken_for_an_ordinary_one() -> None:
    rows = readings("dog", "dog", "dog", sessions="abc", neural=np.array([True, True, False]),
                    vectors=np.array([[1, 0], [0, 1], [0, 0]], np.float32))  # fmt: skip
    near = terms(question("dog", vector=np.array([1, 0], np.float32)), rows)["neural"]
    assert near[1] < near[2] < near[0]


def test_asked_what_came_after_the_turn_after_is_first() -> None:
    rows = readings("rain", "dog", "tea", "boat", "dog", sessions="aaaab")
    asked = question("dog", order="after")
    scores = late.shifted(late.fused(terms(asked, rows)), asked, rows)
    assert int(np.argmax(scores)) == 2
    asked = replace(asked, order="before")
    assert int(np.argmax(late.shifted(late.fused(terms(asked, rows)), asked, rows))) == 0


@given(st.lists(st.sampled_from(["", *NAMES, "dog rain", "tea boat name"]), max_size=12), st.sampled_from(NAMES))
def test_coverage_is_a_share_whatever_the_rows(texts: list[str], word: str) -> None:
    rows = readings(*texts) if texts else readings("dog", "tea")
    asked = question(word)
    share = late.coverage(asked, late.matched(asked, rows, vectors).best)
    assert share.shape == (len(rows.ids),)
    assert ((share >= 0) & (share <= 1 + 1e-6)).all()


def test_every_term_has_a_weight_and_a_reason() -> None:
    rows = readings("dog", "tea", liked=np.array([1, 0], np.float32), neural=np.ones(2, np.bool_))
    asked = question(
        "dog", vector=np.array([1, 0], np.float32), about=By.PERSON, when=True, count=True,
        date=lambda made: np.ones(len(made), np.float32), led={"0": (0.5, np.array([1], np.uint16))},
    )  # fmt: skip
    assert set(terms(asked, rows)) == set(weights.TERMS)
    assert all(term.reason.endswith(".") for term in weights.TERMS.values())


def terms(asked: late.Question, rows: Readings) -> dict[str, late.Row]:
    return late.terms(asked, rows, late.matched(asked, rows, vectors))
