"""What leaves open whether something is so: "if", "maybe", "she said", "I guess"."""

from __future__ import annotations

from collections.abc import Sequence

from secondme.memory.facts.tokens import Token

DOUBT = frozenset("probably maybe perhaps possibly apparently supposedly hypothetically theoretically almost".split())
UNREAL = frozenset(
    "if unless whether wish imagine suppose supposing pretend maybe perhaps hopefully assuming hypothetically "
    "theoretically lest dreamt dreamed possibly otherwise".split()
)
"""Words with which a clause, and what follows it in its sentence, tells of nothing real."""
REPORTS = frozenset(
    "says said tells told thinks thought claims claimed believes heard reads insists insisted mentioned wrote writes "
    "reckons guesses suspects dreamed dreamt imagines assumes hopes wishes asked asks wonders wondered pretends".split()
)
"""After these with another subject than the person nothing is the person's word."""
_MY_DOUBTS = frozenset(
    "guess suppose assume heard read dreamed dreamt imagine wonder wondered hoped doubt suspect pretend wish".split()
)


def doubts(row: Sequence[Token]) -> bool:
    """Whether the speaker only guesses, or has it from hearsay: "I guess", "allegedly"."""
    lows = [token.low for token in row[:7]]
    for at, low in enumerate(lows):
        if low in ("i", "we") and any(word in _MY_DOUBTS for word in lows[at + 1 : at + 3]):
            return True
    return any(low in ("supposedly", "apparently", "allegedly") for low in lows)


def reports(row: Sequence[Token]) -> bool:
    """Whether somebody else is said to say what follows: "my sister says", "according to my boss"."""
    lows = [token.low for token in row]
    if "according" in lows[:3]:
        return True
    for at, low in enumerate(lows):
        if low in REPORTS:
            return not any(word in ("i", "we", "i've") for word in lows[:at])
    return False
