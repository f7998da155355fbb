"""Late interaction: how well each candidate answers a question, by the vectors of its tokens and those around it.

Source: Khattab and Zaharia 2020, "ColBERT", section 3.3: the sum, over the question's tokens, of each one's best match
    among a text's tokens. Here over static vectors, weighed by rarity; that a token may be matched in a neighbouring
    turn, for less, is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from secondme.memory.reading import Readings
from secondme.memory.record import By
from secondme.memory.weights import (
    CHANCE_COSINE,
    CHANCE_COVERAGE,
    LONG,
    NEXT,
    OWN_FILES,
    POWER,
    PREVIOUS,
    SESSION,
    TERMS,
    TOP,
    UNIT,
)  # fmt: skip

Row = NDArray[np.float32]
Vectors = Callable[[NDArray[np.uint16]], NDArray[np.float32]]
"""The unit vectors of tokens, shape (tokens, dimensions)."""

ASKS = 0.999
"""Share of a text that asks from which it does nothing else."""
FOUND = 0.6
"""Likeness from which a word of the question counts as found, where it is told why a memory was recalled."""


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What scoring needs of a question.

    `tokens` are those of its telling words, each once, `rarity` is what each weighs, `word` the number of the word that
    it belongs to. `others` are tokens that say the same as a word in another way (the name of "my sister"), `instead`
    the number of that word. `vector` is its neural vector, None where there is none. `speakers` are the names it asks
    about, `about` whose words hold the answer where no name says it. `date` gives, for times in seconds, how well each
    fits the times that it names, in [0, 1]. `order` is "after" or "before" where it asks what stands next to a turn.
    `held` gives, by the id of a memory, how much of the words that have no tokens it holds, in [0, 1]; where there are
    such words, `rarity` and `word` have an entry for them all behind those of the tokens. `led` gives, by the id of a
    memory to which the question leads by associations, how near the way there is, as a cosine, and its tokens.
    """

    words: tuple[str, ...]

    tokens: NDArray[np.uint16]
    rarity: Row
    word: NDArray[np.intp]
    others: NDArray[np.uint16]
    instead: NDArray[np.intp]
    vector: Row | None = None
    speakers: Collection[str] = ()
    about: By | None = None
    date: Callable[[NDArray[np.float64]], Row] | None = None
    when: bool = False
    count: bool = False
    order: str = ""
    held: Mapping[str, float] = field(default_factory=dict)
    led: Mapping[str, tuple[float, NDArray[np.uint16]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Matches:
    """How well each token of a question is matched, shape (tokens, rows) each: in the row itself, there or around it,
    and there or on the way that leads to it by associations."""

    own: Row
    best: Row
    led: Row

    def places(self, question: Question, rows: Readings, row: int) -> dict[str, str]:
        """Where each word of the question stands that is found in a row or around it: "text", "before", "after" or
        "session"."""
        around = {"text": self.own[:, row]}
        if row and rows.follows[row]:
            around["before"] = self.own[:, row - 1]
        if row + 1 < len(rows.ids) and rows.follows[row + 1]:
            around["after"] = self.own[:, row + 1]
        around["session"] = self.best[:, row] / SESSION
        found: dict[str, str] = {}
        words = [question.words[number] for number in question.word.tolist()]
        for place, likeness in around.items():
            for word, like in zip(words, likeness.tolist(), strict=True):
                if like >= FOUND:
                    found.setdefault(word, place)
        return found


def terms(question: Question, rows: Readings, matches: Matches) -> dict[str, Row]:
    """Every term of the score, shape (rows,) each; those that the question does not call for are left out.

    `coverage`, `neural` and what is made of them are told from what any row has by chance, in steps of `UNIT`: not from
    the mean and in standard deviations of these rows, so that a score means the same beside any others. The other terms
    are as they are.
    """
    found: dict[str, Row] = {}
    if len(question.rarity):
        cover = _above(coverage(question, matches.best), CHANCE_COVERAGE)
        found["coverage"] = cover
        # An assistant takes up what was said and asks on: the turn before one's own is no question that it answers.
        found["previous"] = before(cover, rows) * ~_with_assistant(rows)
        found["session"] = best_of_session(cover, rows)
    if question.vector is not None and rows.neural.any():
        near = np.where(rows.neural, _above(rows.vectors @ question.vector, CHANCE_COSINE), np.float32(0))
        found["neural"] = near
        found["neural-session"] = best_of_session(near, rows)
    if (said := _said_by(question, rows)) is not None:
        found["speaker"] = said
    if question.date is not None:
        found["date"] = question.date(rows.made)
    found["asks"] = rows.asks
    found["only asks"] = (rows.asks >= ASKS).astype(np.float32)
    found["answers"] = before(rows.asks, rows)
    found["length"] = np.log1p(np.minimum(rows.length, LONG))
    if question.when:
        found["when"] = rows.time * _at_hand(found, len(rows.ids))
    if question.count:
        found["count"] = rows.number.astype(np.float32)
    if rows.liked.any():
        found["liked"] = rows.liked
    if question.led:
        found["graph"] = _led(question, rows, matches)
    return found


def fused(found: Mapping[str, Row]) -> Row:
    """The weighted sum of terms, shape (rows,)."""
    total: Row = np.sum([TERMS[name].weight * row for name, row in found.items()], axis=0, dtype=np.float32)
    return total


def shifted(scores: Row, question: Question, rows: Readings) -> Row:
    """Scores for a question about what came right after something, or before it: each row has its neighbour's."""
    moved = before(scores, rows) if question.order == "after" else after(scores, rows)
    there = rows.follows if question.order == "after" else np.append(rows.follows[1:], False)
    return np.where(there, moved, scores.min(initial=0.0) - 1).astype(np.float32)


def coverage(question: Question, best: Row) -> Row:
    """Share of the question, by rarity, that is matched in each row or around it, in [0, 1], shape (rows,)."""
    covered: Row = (question.rarity[:, None] * best).sum(axis=0) / max(float(question.rarity.sum()), 1e-9)
    return covered


def matched(question: Question, rows: Readings, vectors: Vectors) -> Matches:
    """How well each token of the question is matched in each row and around it."""
    own = _own_or_instead(question, rows, vectors)
    if len(question.rarity) > len(own):
        held = np.array([question.held.get(name, 0.0) for name in rows.ids], np.float32)
        own = np.concatenate([own, held[None]])
    best = np.maximum(own, PREVIOUS * before(own, rows))
    np.maximum(best, NEXT * after(own, rows), out=best)
    if len(rows.ids):
        begins = _begins(rows)
        of_session = np.maximum.reduceat(own, begins, axis=1)
        np.maximum(best, SESSION * of_session[:, _places(begins, len(rows.ids))], out=best)
    return Matches(own, best, _on_the_way(question, rows, best, vectors) if question.led else best)


def _on_the_way(question: Question, rows: Readings, best: Row, vectors: Vectors) -> Row:
    """What is matched in each row or around it, or on the way to it."""
    led = best.copy()
    some = [row for row, name in enumerate(rows.ids) if name in question.led]
    tokens = [question.led[rows.ids[row]][1] for row in some]
    if some:
        starts = np.cumsum([0, *map(len, tokens)])
        own = _own(question.tokens, np.concatenate(tokens), starts, vectors)
        led[: len(own), some] = np.maximum(led[: len(own), some], own)
    return led


def _own_or_instead(question: Question, rows: Readings, vectors: Vectors) -> Row:
    own = _own(question.tokens, rows.tokens, rows.starts, vectors)
    if len(question.others):
        others = _own(question.others, rows.tokens, rows.starts, vectors)
        for word in np.unique(question.instead):
            said = others[question.instead == word].mean(axis=0)
            meant = question.word[: len(own)] == word
            own[meant] = np.maximum(own[meant], said)
    return own


def _own(tokens: NDArray[np.uint16], held: NDArray[np.uint16], starts: NDArray[np.integer], vectors: Vectors) -> Row:
    """The best match of each token of the question among those that each row holds, shape (tokens, rows)."""
    own = np.zeros((len(tokens), len(starts) - 1), np.float32)
    if not len(held):
        return own
    # Sorting 20,000 numbers takes ten times as long as marking them in a table of all token ids.
    there = np.zeros(65_536, np.bool_)
    there[held] = True
    used = np.flatnonzero(there)
    place = np.empty(65_536, np.intp)
    place[used] = np.arange(len(used))
    like = np.clip(vectors(tokens) @ vectors(used.astype(np.uint16)).T, 0, 1) ** POWER
    filled = np.diff(starts) > 0
    each = np.take(like, place[held], axis=1)
    own[:, filled] = np.maximum.reduceat(each, starts[:-1][filled], axis=1)
    return own


def before(row: Row, rows: Readings) -> Row:
    """What stands in the row right before each, nothing where that is another conversation; the last axis is rows."""
    found = np.zeros_like(row)
    found[..., 1:] = row[..., :-1] * rows.follows[1:]
    return found


def after(row: Row, rows: Readings) -> Row:
    """What stands in the row right after each, nothing where that is another conversation; the last axis is rows."""
    found = np.zeros_like(row)
    found[..., :-1] = row[..., 1:] * rows.follows[1:]
    return found


def best_of_session(row: Row, rows: Readings) -> Row:
    """The mean of the best `TOP` rows of each one's session, shape (rows,)."""
    if not len(row):
        return row
    begins = _begins(rows)
    places = _places(begins, len(row))
    order = np.lexsort((-row, places))
    rank = np.arange(len(row)) - begins[places]
    top = (rank < TOP).astype(np.float32)
    sums = np.add.reduceat(row[order] * top, begins)
    counts = np.add.reduceat(top, begins)
    mean: Row = (sums / counts)[places].astype(np.float32)
    return mean


def _above(row: Row, chance: float) -> Row:
    less: Row = ((row - chance) / UNIT).astype(np.float32)
    return less


def _begins(rows: Readings) -> NDArray[np.intp]:
    """Where each session begins."""
    return np.flatnonzero(np.concatenate(([True], rows.session[1:] != rows.session[:-1])))


def _places(begins: NDArray[np.intp], count: int) -> NDArray[np.intp]:
    """For each row the number of its session."""
    return np.searchsorted(begins, np.arange(count), side="right") - 1


def _led(question: Question, rows: Readings, matches: Matches) -> Row:
    """How much better the way to each row answers the question than the row itself does, in the steps of coverage and
    of nearness that the row would have with it."""
    near = np.array([question.led[name][0] if name in question.led else 0.0 for name in rows.ids], np.float32)
    own = np.full(len(rows.ids), CHANCE_COSINE, np.float32)
    if question.vector is not None:
        own = np.where(rows.neural, np.maximum(own, rows.vectors @ question.vector), own)
    better = (TERMS["neural"].weight + TERMS["neural-session"].weight) * np.maximum(0, near - own)
    if len(question.rarity):
        better += coverage(question, matches.led) - coverage(question, matches.best)
    steps: Row = (better / UNIT).astype(np.float32)
    return steps


def _with_assistant(rows: Readings) -> NDArray[np.bool_]:
    """Where a row is of a person's talk with an assistant: nobody in it has a name."""
    return np.array([not name and by is not By.FILE for name, by in zip(rows.speaker, rows.by, strict=True)], np.bool_)


def _at_hand(found: Mapping[str, Row], count: int) -> Row:
    """From 0 to 1, how far each row has to do with the question at all: many that have not tell of a time too."""
    steps = [found[name] for name in ("coverage", "neural") if name in found]
    near: Row = np.clip((np.max(steps, axis=0) + 1) / 2, 0, 1) if steps else np.ones(count, np.float32)
    return near


def _said_by(question: Question, rows: Readings) -> Row | None:
    """1 where a row was said by whom the question asks about; None where it asks about nobody."""
    if question.speakers:
        wanted = {name.casefold() for name in question.speakers}
        said = np.array([name.casefold() in wanted for name in rows.speaker], np.float32)
        if said.any():
            return said
    if question.about is None:
        return None
    # A person's notes are their own words too.
    worth = {question.about: 1.0} | ({By.FILE: OWN_FILES} if question.about is By.PERSON else {})
    return np.array([worth.get(by, 0.0) for by in rows.by], np.float32)
