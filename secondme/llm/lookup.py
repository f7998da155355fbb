"""Drafts of what an answer says next, quoted from what was read, and whether they pay.

Pure: it computes nothing itself and is told what each pass took. The same feed gives the same drafts.
Source: Saxena 2023, "Prompt Lookup Decoding": what followed the last tokens where they stood before is read together
with the next token; as many of it as the model would have written itself are taken, for the price of one pass. We
depart from it in asking first whether the pass will pay: checking 9 tokens took a small model 4.6 times as long as one
token, so that drafts made quoting 1.6 times faster and free talk up to a third slower.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low

import numpy as np
from numpy.typing import NDArray

SHORTEST = 2
"""Tokens that must have stood in the same order before."""
LONGEST = 16
"""Tokens up to which a match is followed back; a longer one is no better."""
LATEST = 64
"""Places that are looked at."""
LENGTHS = (2, 4, 8, 16)
"""Tokens of a draft. So few lengths, that what each of them takes is soon known."""
FIRST = 4
"""Tokens of a draft at most, until one was taken whole."""
FIXED, SLOPE = 0.3, 0.5
"""What a draft costs a pass, and each of its tokens, in passes of one token, until it is measured: so much with a small
model, so that at first only a match of five tokens is drafted from; a large one, whose weights are read once a pass,
costs far less."""
MARGIN = 1.1
"""How many times faster a draft must be expected to make the answer."""
CREDIT = 2.4
"""Passes of one token that drafts may lose before they have gained any."""
SHARE = 0.01
"""What they may lose more, of each pass: with CREDIT it is 3 % of 120 tokens."""
RICH = 8.0
"""Passes that were gained and may be lost again in the same answer."""
MEMORY = 0.99
"""Of what was seen of drafts, what still counts a pass later: what did not pay is tried again some time."""
WEIGHT = 6.0
"""Tokens that the expectations below stand for."""
EXPECTED = {(0, True): 0.7, (1, True): 0.8, (2, True): 0.92, (0, False): 0.3, (1, False): 0.4, (2, False): 0.7}
"""Chance that a drafted token is taken where those before it were; by the length of the match (2, 3 or 4, more) and
whether it stands in what may be quoted. Measured on seven answers of the starter model, four of them from notes."""

_PLAIN = 15
_DRAFTED = 6
_FORGOTTEN = 64

Kind = tuple[int, bool]


@dataclass(frozen=True, slots=True)
class _Match:
    """Where the last tokens stood before: the place of what followed, how many agree, whether it may be quoted."""

    place: int
    length: int
    quotable: bool

    @property
    def kind(self) -> Kind:
        return (0 if self.length < 3 else 1 if self.length < 5 else 2), self.quotable


class Lookup:
    """The tokens that are in sight, and what drafts from them have been worth.

    One for a model in a context; each answer begins with `begin`. Then, for each pass: `draft`, and what the pass took
    by `plain` or `accepted`.
    """

    def __init__(self, most: int = 8) -> None:
        """`most` is the length of the longest draft."""
        self._most = most
        self._tokens: NDArray[np.int32] = np.empty(1024, np.int32)
        self._quotable: NDArray[np.bool_] = np.empty(1024, np.bool_)
        self._size = 0
        self._reach = FIRST
        self._kind: Kind | None = None
        self._tried = dict.fromkeys(EXPECTED, 0.0)
        self._taken = dict.fromkeys(EXPECTED, 0.0)
        self._pace = _Pace()
        self._credit = CREDIT

    def begin(self) -> None:
        """Begins an answer: the tokens are forgotten, what was learnt is not."""
        self._size = 0
        self._reach = min(FIRST, self._most)
        self._credit = min(self._credit, CREDIT)

    def add(self, tokens: Sequence[int], *, quotable: bool = False) -> None:
        """Appends tokens: what was read, and what is being answered. Of places that match equally well, what is
        `quotable` (recalled notes, the conversation) is drafted from first."""
        end = self._size + len(tokens)
        if end > len(self._tokens):
            self._tokens = np.resize(self._tokens, 2 * end)
            self._quotable = np.resize(self._quotable, 2 * end)
        self._tokens[self._size : end] = tokens
        self._quotable[self._size : end] = quotable
        self._size = end

    def draft(self, most: int) -> list[int]:
        """What may come after the last token, at most so many; nothing where nothing matches or it would not pay."""
        self._kind = None
        match = self._match()
        if match is None or not self._pace.known:
            return []
        longest = min(most, self._reach, self._most, self._size - match.place)
        chance = self._chance(match.kind)
        best, length = MARGIN, 0
        for count in LENGTHS:
            cost = self._pace.cost(count)
            gain = chance * (1 - chance**count) / (1 - chance)
            if count <= longest and (1 + gain) / cost > best and cost - 1 <= self._credit:
                best, length = (1 + gain) / cost, count
        if length:
            self._kind = match.kind
        return [int(token) for token in self._tokens[match.place : match.place + length]]

    def plain(self, seconds: float) -> None:
        """What a pass of one token took."""
        self._pace.plain(seconds)
        self._later()
        if self._credit > CREDIT:
            self._credit = max(CREDIT, 0.9 * self._credit)  # what was gained by quoting is not for free talk

    def accepted(self, drafted: int, taken: int, seconds: float) -> None:
        """What a pass of one token and the last draft took, and how many tokens of the draft were right.

        Raises: ValueError if there was no such draft.
        """
        kind = self._kind
        if kind is None or not 0 <= taken <= drafted:
            raise ValueError(f"no draft was given of which {taken} of {drafted} tokens could be taken")
        cost = self._pace.drafted(drafted, seconds)
        self._later()
        self._tried[kind] += min(taken + 1, drafted)
        self._taken[kind] += taken
        self._credit = min(RICH, self._credit + 1 + taken - cost)
        if taken == drafted:
            self._reach = min(self._most, max(self._reach, 2 * drafted))
        elif 2 * taken < drafted:
            self._reach = min(FIRST, self._most)
        self._kind = None

    def _later(self) -> None:
        """A pass has gone by."""
        for kind in self._tried:
            self._tried[kind] *= MEMORY
            self._taken[kind] *= MEMORY
        self._credit += SHARE

    def _chance(self, kind: Kind) -> float:
        return (self._taken[kind] + EXPECTED[kind] * WEIGHT) / (self._tried[kind] + WEIGHT)

    def _match(self) -> _Match | None:
        """The place before which most of the last tokens stand; of equals one that may be quoted, then the latest.

        All places are gone through at once: in 8,000 tokens it takes some 10 µs, and nothing has to be kept up to date.
        """
        size = self._size
        said = self._tokens[:size]
        if size <= SHORTEST:
            return None
        places = np.flatnonzero((said[:-2] == said[-2]) & (said[1:-1] == said[-1]))[-LATEST:] + SHORTEST
        if not places.size:
            return None
        lengths = np.full(len(places), SHORTEST)
        agree = np.ones(len(places), np.bool_)
        for back in range(SHORTEST + 1, LONGEST + 1):
            agree &= places >= back
            agree &= said[places - back] == said[size - back] if size >= back else False
            if not agree.any():
                break
            lengths[agree] = back
        best = int(np.lexsort((places, self._quotable[places], lengths))[-1])
        return _Match(int(places[best]), int(lengths[best]), bool(self._quotable[places[best]]))


class _Pace:
    """What passes take on this machine, by how many tokens are drafted; in passes of one token.

    A pass that was held up by something else must not end all drafting: of what was measured the median counts, with
    the expectation among it, and after many passes without a draft what is oldest is forgotten.
    """

    def __init__(self) -> None:
        self._plain: deque[float] = deque(maxlen=_PLAIN)
        self._one = 0.0
        self._since = 0
        self._drafted: dict[int, deque[float]] = {count: deque(maxlen=_DRAFTED) for count in LENGTHS}
        self._costs = self._expected()

    @property
    def known(self) -> bool:
        """Whether a pass was measured."""
        return bool(self._plain)

    def plain(self, seconds: float) -> None:
        """A pass of one token took so long."""
        self._plain.append(seconds)
        self._one = median_low(self._plain)
        self._since += 1
        if self._since >= _FORGOTTEN:
            self._since = 0
            for measured in self._drafted.values():
                if measured:
                    measured.popleft()
            self._costs = self._expected()

    def drafted(self, count: int, seconds: float) -> float:
        """A pass with a draft took so long; in passes of one token, where it was not held up."""
        took = min(seconds / self._one, 1.5 * self.cost(count))
        self._drafted[count].append(seconds / self._one)
        self._since = 0
        self._costs = self._expected()
        return took

    def cost(self, count: int) -> float:
        """What a pass with a draft of so many tokens takes."""
        return self._costs[count]

    def _expected(self) -> dict[int, float]:
        known = [count for count in LENGTHS if self._drafted[count]]
        costs = {}
        for count in LENGTHS:
            near = min(known, key=lambda one: abs(one - count)) if known else count
            cost = median_low([1 + _thought(near), *self._drafted[near]])
            costs[count] = 1 + max(0.0, cost - 1) * _thought(count) / _thought(near)
        return costs


def _thought(count: int) -> float:
    """What a draft of so many tokens costs a pass, where nothing is known."""
    return FIXED + SLOPE * count
