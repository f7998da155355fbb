"""Where a conversation turns to something else: surprise above a moving threshold, borders refined on a graph.

Pure, and in the order of time: whether an exchange begins an event is settled when the next one has begun, and nothing
that is said later changes it.
Source: Fountas et al. 2024, "Human-inspired Episodic Memory for Infinite Context LLMs" (EM-LLM), section 3: an event
    begins where surprise exceeds mean + gamma · deviation of what came before, and its border is moved to where the
    graph of likeness falls apart best. There over tokens and attention keys, here over exchanges and the vectors of
    their turns: how little a turn is like what came before is its surprise. That the exchange after is asked too, that
    a border moves to no other than that, that a gap in time is one, and the mean of before there is any are ours.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from secondme.memory.insight import topics_of
from secondme.memory.language import functional
from secondme.memory.record import By
from secondme.memory.topic import PLAIN
from secondme.memory.weights import POWER

WORDS, SENTENCE = 0.4, 0.6
"""Shares of the likeness of two turns: of their words, one by one, and of their sentence vectors, where both have one;
else it is that of the words alone."""
BACK, FADES = 3, 0.8
"""Exchanges before one that it is held against, and how much less each is looked at than the one after it."""
LONG, SHORT = 0.06, 4
"""What each e-fold of telling words beyond so many adds to the surprise of a turn, and fewer take: "And then?" is like
nothing, and yet goes on."""
ANEW = 0.05
"""How much less surprising a turn is right after a border: an event is seldom of one exchange."""
HINDSIGHT = 0.35
"""Weight of the exchange after: how much more that is like this one than like those before."""
GAMMA = 0.75
"""Deviations above the mean from which surprise makes a border."""
WINDOW = 12
"""Exchanges whose surprise makes mean and deviation..."""
USUAL = (0.65, 0.15, 6)
"""... with so many more of this mean and deviation, for a conversation begins without any."""
APART = 0.1
"""Modularity that a border must give: below it the graph does not fall apart there, and there is no border..."""
OWN = 0.5
"""... where a turn is so much like itself: without it a graph of six turns has no modularity to speak of."""
NAT = 0.08
"""What a nat a token of a language model's adds to surprise..."""
EXPECTED = (-1.2, 3.0)
"""... above how much less a turn usually has after what was said before than alone; at most so far from it."""
MOST = 60
"""Telling words of a turn that are compared; of a longer one every so many-th."""
GAP = 4 * 3600.0
"""Seconds of silence after which an event begins, whatever is said."""
TITLE = 3
"""Words of a title."""

Floats = NDArray[np.float64]
Vectors = Callable[[NDArray[np.uint16]], NDArray[np.float32]]
"""The unit vectors of tokens, shape (tokens, dimensions)."""

_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """A turn of a conversation: who said it and when (seconds since 1970), the tokens of its telling words, each once,
    and its sentence vector of unit length, None where there is none."""

    by: By
    speaker: str
    made: float
    tokens: NDArray[np.uint16]
    vector: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """An event of a conversation: messages `first` to `last`, by number, what they are about, and when the first and
    the last of them were said (seconds since 1970)."""

    first: int
    last: int
    title: str
    began: float
    ended: float


def opens(turns: Sequence[Turn]) -> list[int]:
    """The places of the turns with which an exchange begins: somebody says something, and the next answers.

    An assistant begins none; who goes on speaking does not, but after a gap.
    """
    found: list[int] = []
    for at, turn in enumerate(turns):
        if at and not _gap(turns, at):
            other = (turn.by, turn.speaker) != (turns[at - 1].by, turns[at - 1].speaker)
            if turn.by is By.ASSISTANT or not other or (found[-1] == at - 1 and turns[at - 1].by is turn.by):
                continue
        found.append(at)
    return found


def borders(turns: Sequence[Turn], vectors: Vectors, told: Mapping[int, float] | None = None) -> Iterator[int]:
    """The places of the turns with which a new event begins, the first left out, in order, each as soon as it is
    known. `told` are surprises by the place of the turn, as a language model tells them: see `unexpected`."""
    began = opens(turns)
    like = _Likeness(turns, vectors)
    past: list[float] = []
    start = last = 0
    put_off = False
    for place, at in enumerate(began[1:], start=1):
        if _gap(turns, at):
            yield at
            start, last, put_off = place, at, False
            continue
        back = began[max(start, place - BACK) : place + 1]
        like.let_go(back[0])
        after = began[place + 1] if place + 1 < len(began) and not _gap(turns, began[place + 1]) else None
        value = _surprise(like, back, at, after) + (told or {}).get(at, 0.0)
        value += LONG * math.log((1 + len(turns[at].tokens)) / (1 + SHORT)) - (ANEW if back[-2] == last > 0 else 0.0)
        high = put_off or value > threshold(past)
        past.append(value)
        put_off = False
        if high:
            first = max(back[0], last)
            graph = like.graph(first, (after or at + 1) + 1)
            here = modularity(graph, at - first)
            put_off = after is not None and modularity(graph, after - first) > here
            if here > APART and not put_off:
                yield at
                last = at


def unexpected(after: Sequence[float], alone: Sequence[float]) -> float:
    """What a language model's surprisal at a turn adds to its surprise: that of each token `after` what was said before
    and `alone`, in nats. A turn that goes on with the matter is expected the more for it; how rare its words are, which
    is most of what surprisal tells, is the same in both."""
    if not alone or len(after) != len(alone):
        return 0.0
    less = sum(after) / len(after) - sum(alone) / len(alone)
    usual, most = EXPECTED
    return NAT * min(max(less - usual, -most), most)


def threshold(past: Sequence[float]) -> float:
    """The surprise above which an event begins, after those of the exchanges before: see `GAMMA`, `WINDOW`, `USUAL`."""
    mean, deviation, many = USUAL
    recent = np.array(past[-WINDOW:], np.float64)
    middle = (many * mean + recent.sum()) / (many + len(recent))
    variance = (many * deviation**2 + ((recent - middle) ** 2).sum()) / (many + len(recent))
    return float(middle + GAMMA * np.sqrt(variance))


def modularity(graph: Floats, at: int) -> float:
    """How well a graph falls apart in two before the node `at`, in [-0.5, 0.5]; 0 where it does as chance would.

    Source: Newman and Girvan 2004, "Finding and evaluating community structure in networks", equation 5.
    """
    degrees = graph.sum(axis=1)
    whole = float(degrees.sum())
    if whole <= 0:
        return 0.0
    parts = (slice(0, at), slice(at, len(graph)))
    return sum(float(graph[some, some].sum()) / whole - (float(degrees[some].sum()) / whole) ** 2 for some in parts)


def title(said: Sequence[tuple[By, str]]) -> str:
    """What an event is about in a few of its own words: names and what is said often, in the order in which they come;
    empty where no word tells anything. What the person says counts double."""
    weight: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for by, text in said:
        first, dull = _LETTER.search(text), PLAIN | functional(text)
        for word in topics_of(text):
            plain = word.lower()
            if plain in dull or "'" in plain or "’" in plain:
                continue
            name = word[0].isupper() and (first is None or not text.startswith(word, first.start()))
            weight[plain] += (2 if by is not By.ASSISTANT else 1) * (2 if name else 1)
            if name or plain not in shown:
                shown[plain] = word if name or word.isupper() else plain
    order = {word: place for place, word in enumerate(shown)}
    best = sorted(weight, key=lambda word: (-weight[word], order[word]))[:TITLE]
    words = ", ".join(shown[word] for word in sorted(best, key=order.__getitem__))
    return words[:1].upper() + words[1:]


def _gap(turns: Sequence[Turn], at: int) -> bool:
    return turns[at].made - turns[at - 1].made >= GAP


def _surprise(like: _Likeness, back: Sequence[int], at: int, after: int | None) -> float:
    """How little a turn is like the exchanges that begin at `back`, but for the last, and how much more the one `after`
    is like it than like those."""
    value = 1.0 - _near(like, back, at)
    if after is not None:
        value += HINDSIGHT * (like.best(at, after, after) - _near(like, back, after))
    return value


def _near(like: _Likeness, back: Sequence[int], turn: int) -> float:
    """How like a turn is to the exchanges that begin at `back`, but for the last: to the turn most like it."""
    whole = enumerate(zip(back[-2::-1], back[:0:-1], strict=True))
    return max(FADES**ago * like.best(begin, end, turn) for ago, (begin, end) in whole)


class _Likeness:
    """How alike turns are, in [0, 1]; each two are compared once."""

    def __init__(self, turns: Sequence[Turn], vectors: Vectors) -> None:
        self._turns = turns
        self._vectors = vectors
        self._words: dict[int, NDArray[np.float32]] = {}
        self._known: dict[tuple[int, int], float] = {}

    def best(self, begin: int, end: int, other: int) -> float:
        """That of a turn with the one of some that is most like it."""
        return max(self(at, other) for at in range(begin, end))

    def graph(self, begin: int, end: int) -> Floats:
        """Some turns as a graph."""
        end = min(end, len(self._turns))
        found = np.full((end - begin, end - begin), OWN)
        for one in range(begin, end):
            for other in range(one + 1, end):
                found[one - begin, other - begin] = found[other - begin, one - begin] = self(one, other)
        return found

    def let_go(self, before: int) -> None:
        """Forgets what is known of turns before one."""
        self._words = {at: words for at, words in self._words.items() if at >= before}
        self._known = {pair: like for pair, like in self._known.items() if pair[0] >= before}

    def __call__(self, one: int, other: int) -> float:
        pair = (min(one, other), max(one, other))
        if pair not in self._known:
            self._known[pair] = self._alike(*pair)
        return self._known[pair]

    def _alike(self, one: int, other: int) -> float:
        words = 0.0
        if len(self._turns[one].tokens) and len(self._turns[other].tokens):
            like = np.clip(self._of(one) @ self._of(other).T, 0, 1) ** POWER
            words = float(like.max(axis=1).mean() + like.max(axis=0).mean()) / 2
        first, second = self._turns[one].vector, self._turns[other].vector
        if first is None or second is None:
            return words
        return WORDS * words + SENTENCE * max(0.0, float(first @ second))

    def _of(self, at: int) -> NDArray[np.float32]:
        if at not in self._words:
            tokens = self._turns[at].tokens
            self._words[at] = self._vectors(tokens[:: 1 + len(tokens) // MOST])
        return self._words[at]
