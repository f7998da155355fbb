"""Drafts of what an answer says next, quoted from what was read, and whether they pay.

Pure: it computes nothing itself and is told what each pass took. The same feed gives the same drafts.
Source: Saxena 2023, "Prompt Lookup Decoding": what followed the last tokens where they stood before is read together
with the next token; as many of it as the model would have written itself are taken, for the price of one pass. We
depart from it in asking first whether the pass will pay: checking 9 tokens took a small model 4.6 times as long as one
token, on one thread 7.6 times. What every place would have given is counted, drafted or not, so that it costs nothing
to find out whether an answer quotes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from statistics import median_low

import numpy as np
from numpy.typing import NDArray

LONGEST = 16
"""Tokens up to which a match is followed back; a longer one is no better."""
LATEST = 64
"""Places that are looked at."""
LENGTHS = (1, 2, 4, 8, 16)
"""Tokens of a draft. So few lengths, that what each of them takes is soon known."""
COST, BEND = 0.85, 0.72
"""What a draft of n tokens costs a pass until it is measured, in passes of one token: COST * n ** BEND. So much with a
small model; a large one, whose weights are read once a pass, costs far less."""
MARGIN = 1.05
"""How many times faster a draft must be expected to make the answer."""
CREDIT = 2.4
"""Passes of one token that drafts may lose before they have gained any."""
FLOOR = 0.36
"""Of that, what an answer begins with at the least, whatever the last one lost."""
SHARE = 0.005
"""What they may lose more, of each pass: with CREDIT it is 2 % of 120 tokens."""
RICH = 8.0
"""Passes that were gained and may be lost again in the same answer."""
SHOWN, EARNED = 4, 0.5
"""After so many tokens in a row that stood where they were looked for, each gives so much credit back."""
MEMORY = 0.95
"""Of what was seen of matches of one kind, what still counts when the next is seen."""
KEPT = 0.5
"""Of it, what still counts in the next answer."""
WEIGHT = 5.0
"""Tokens that the expectations below stand for."""
OWN, FORKED, SURE = range(3)
"""What is copied: no text that may be quoted; one of which the same tokens go on in several ways; one of which they go
on in this way alone."""
EXPECTED = ((0.02, 0.1, 0.3, 0.5, 0.7), (0.1, 0.3, 0.4, 0.5, 0.6), (0.3, 0.85, 0.95, 0.98, 0.985))
"""Chance that the next token is that of the copy; by what is copied, and the tokens that agree so far (1, 2, 3 or 4, 5
to 8, more). Set by 18 answers of the starter model to notes, where 0.34, 0.83, 0.84, 0.98 and 0.97 were right of all
that may be quoted."""
REFUSED = 1.5
"""A token that was once not said where it was looked for has its chance of REFUSED / (REFUSED + 1)."""
ORDER = 3
"""Tokens that tell in how many ways a text goes on."""

_PLAIN = 15
_DRAFTED = 6
_FORGOTTEN = 64
_WORDS = 1 << 20
"""More than any vocabulary has: the numbers of three tokens fit into one."""


class Lookup:
    """The tokens that are in sight, and what drafts from them have been worth.

    One for a model in a context; each answer begins with `begin`. Then, for each pass: `draft`, and what the pass took
    by `plain` or `accepted`; what was said is added.
    """

    def __init__(self, most: int = 16) -> None:
        """`most` is the length of the longest draft."""
        self._most = most
        self._tokens: NDArray[np.int32] = np.empty(1024, np.int32)
        self._quotable: NDArray[np.bool_] = np.empty(1024, np.bool_)
        self._sorts: NDArray[np.int8] | None = None
        self._size = 0
        self._next = -1
        self._agree = 0
        self._shown = 0
        self._length = 0
        self._tried = np.zeros((3, 5))
        self._right = np.zeros((3, 5))
        self._refused: dict[int, tuple[int, int]] = {}
        self._pace = _Pace()
        self._credit = CREDIT

    def begin(self) -> None:
        """Begins an answer: the tokens are forgotten, what was learnt is not."""
        self._size = self._agree = self._shown = self._length = 0
        self._next = -1
        self._sorts = None
        self._refused = {}
        self._tried *= KEPT
        self._right *= KEPT
        self._credit = min(max(self._credit, FLOOR * CREDIT), CREDIT)

    def add(self, tokens: Sequence[int] | NDArray[np.int32], *, quotable: bool | NDArray[np.bool_] = False) -> None:
        """Appends tokens: what was read, and what is being answered. `quotable` says whether, or which of them, an
        answer may be expected to quote: recalled notes, the conversation."""
        begin, end = self._size, self._size + len(tokens)
        if end > len(self._tokens):
            self._tokens = np.resize(self._tokens, 2 * end)
            self._quotable = np.resize(self._quotable, 2 * end)
        self._tokens[begin:end] = tokens
        self._quotable[begin:end] = quotable
        self._size = end
        for at in range(begin, end) if self._next >= 0 else ():
            self._compare(int(self._tokens[at]))

    def draft(self, most: int) -> list[int]:
        """What may come after the last token, at most so many; nothing where nothing matches or it would not pay."""
        self._length = 0
        self._find()
        if self._next < 0 or not self._pace.known:
            return []
        longest = min(most, self._most, self._size - self._next)
        best, gain, chance, looked = MARGIN, 0.0, 1.0, 0
        for count in LENGTHS:
            if count > longest:
                break
            while looked < count:
                chance *= self._chance(self._next + looked, self._agree + looked)
                gain += chance
                looked += 1
            cost = self._pace.cost(count)
            if (1 + gain) / cost > best and cost - 1 <= self._credit:
                best, self._length = (1 + gain) / cost, count
        return [int(token) for token in self._tokens[self._next : self._next + self._length]]

    def plain(self, seconds: float) -> None:
        """What a pass of one token took."""
        self._pace.plain(seconds)
        self._credit += SHARE
        if self._credit > CREDIT:
            self._credit = max(CREDIT, 0.9 * self._credit)  # what was gained by quoting is not for free talk

    def accepted(self, drafted: int, taken: int, seconds: float) -> None:
        """What a pass of one token and the last draft took, and how many tokens of the draft were right.

        Raises: ValueError if there was no such draft.
        """
        if not self._length or drafted != self._length or not 0 <= taken <= drafted:
            raise ValueError(f"no draft was given of which {taken} of {drafted} tokens could be taken")
        cost = self._pace.drafted(drafted, seconds)
        self._credit = min(RICH, self._credit + SHARE + 1 + taken - cost)
        self._length = 0

    # ---- chances -----------------------------------------------------------------------------------------------

    def _chance(self, place: int, agree: int) -> float:
        """That the token at a place is said next, after so many that agree."""
        kind = self._sort(place), _step(agree)
        chance = (self._right[kind] + EXPECTED[kind[0]][kind[1]] * WEIGHT) / (self._tried[kind] + WEIGHT)
        right, tried = self._refused.get(int(self._tokens[place]), (0, 0))
        return float(chance) * (right + REFUSED) / (tried + REFUSED)

    def _compare(self, said: int) -> None:
        """A token was said: was it the one that the copy has there?"""
        looked = int(self._tokens[self._next])
        kind = self._sort(self._next), _step(self._agree)
        self._tried[kind] = self._tried[kind] * MEMORY + 1
        self._right[kind] = self._right[kind] * MEMORY + (looked == said)
        if looked in self._refused or looked != said:
            right, tried = self._refused.get(looked, (0, 0))
            self._refused[looked] = right + (looked == said), tried + 1
        if looked != said:
            self._next, self._agree, self._shown = -1, 0, 0
            return
        self._next += 1
        self._agree += 1
        self._shown += 1
        if self._shown > SHOWN and self._credit < CREDIT:
            self._credit = min(CREDIT, self._credit + EARNED)

    def _sort(self, place: int) -> int:
        if self._sorts is None:
            read = slice(0, self._size)
            self._sorts = np.where(self._quotable[read], np.where(_alone(self._tokens[read]), SURE, FORKED), OWN)
        return int(self._sorts[place]) if place < len(self._sorts) else OWN

    # ---- where the last tokens stood before --------------------------------------------------------------------

    def _find(self) -> None:
        """The place before which most of the last tokens stand; of equals the one that was just copied, then one that
        may be quoted, then the latest.

        All places are gone through at once: in 8,000 tokens it takes some 10 µs, and nothing has to be kept up to date.
        """
        if self._next >= 0 and self._agree >= LONGEST:
            return
        size = self._size
        said = self._tokens[:size]
        places = np.flatnonzero(said[:-1] == said[-1])[-LATEST:] + 1 if size else np.zeros(0, np.intp)
        if not places.size:
            self._next, self._agree = -1, 0
            return
        lengths = np.ones(len(places), np.intp)
        agree = np.ones(len(places), np.bool_)
        for back in range(2, LONGEST + 1):
            agree &= places >= back
            agree &= said[places - back] == said[size - back] if size >= back else False
            if not agree.any():
                break
            lengths[agree] = back
        best = int(np.lexsort((places, self._quotable[places], places == self._next, lengths))[-1])
        self._next, self._agree = int(places[best]), int(lengths[best])


def _step(agree: int) -> int:
    """The column of `EXPECTED` for so many tokens that agree."""
    return 0 if agree < 2 else 1 if agree < 3 else 2 if agree < 5 else 3 if agree < 9 else 4


def _alone(tokens: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Which tokens follow on the `ORDER` before them wherever these stand."""
    found = np.zeros(len(tokens), np.bool_)
    many = len(tokens) - ORDER
    if many <= 0:
        return found
    before = np.zeros(many, np.int64)
    for back in range(ORDER):
        before = before * _WORDS + tokens[back : back + many]
    order = np.lexsort((tokens[ORDER:], before))
    groups, after = before[order], tokens[ORDER:][order]
    begins = np.flatnonzero(np.diff(groups, prepend=-1))
    ends = np.append(begins[1:], many)
    found[ORDER:][order] = np.repeat(after[begins] == after[ends - 1], ends - begins)
    return found


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
    return float(COST * count**BEND)
