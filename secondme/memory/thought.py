"""Thoughts: what follows from two facts that have somebody or something in common.

Pure. A thought has a head, a relation and a tail, as a fact has; thoughts of one head and relation are one thought.
Source: Liu et al. 2023, "Think-in-Memory", sections 3.2 and 3.3 (thoughts as relations between entities, kept so that
    nothing is concluded twice; inserted, merged by their head, forgotten).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from secondme.memory.facts.entities import YOU, same, same_name
from secondme.memory.facts.relations import BONDED, BONDS, RELATIONS, sentence
from secondme.memory.record import Kind, Memory, identity

RULE = "thought"
SHARED = frozenset(
    "lives_in comes_from works_at works_as studies studies_at speaks likes dislikes plays member_of volunteers_at "
    "allergic_to eats supports collects learns visited fears reads".split()
)
"""Relations that are worth a thought where two people have them to the same thing."""


@dataclass(frozen=True, slots=True)
class Join:
    """What two facts come to."""

    head: str
    relation: str
    tail: str
    shown: str
    """The head as a sentence begins with it."""
    several: bool
    """Whether the head is more than one."""
    evidence: tuple[str, str]

    @property
    def id(self) -> str:
        """That of the thought it belongs to."""
        return identity(Kind.INSIGHT, RULE, self.head.casefold(), self.relation)


@dataclass(frozen=True, slots=True)
class Conclusion:
    """All that is concluded of one head by one relation."""

    id: str
    about: tuple[str, str, str]
    text: str
    evidence: tuple[str, ...]


def joined(one: Memory, other: Memory) -> Join | None:
    """What two facts come to; None where neither says more of the other."""
    for first, second in ((one, other), (other, one)):
        if found := _bridged(first, second):
            return found
    return _shared(one, other)


def conclusions(facts: Sequence[Memory]) -> list[Conclusion]:
    """What some facts come to, two by two, in the order in which they were said; one for each head and relation."""
    groups: dict[str, list[Join]] = {}
    for one, other in combinations(sorted(facts, key=lambda fact: (fact.made, fact.id)), 2):
        if found := joined(one, other):
            groups.setdefault(found.id, []).append(found)
    return [_merged(group) for group in groups.values()]


def _bridged(bond: Memory, fact: Memory) -> Join | None:
    """ "Your brother is called Tom." and "Tom lives in Bergen." give where your brother lives."""
    owner, relation, name = bond.about
    subject, what, thing = fact.about
    if owner.casefold() != YOU or relation not in BONDED or what not in RELATIONS or what == "is_called":
        return None
    role = _role(bond)
    if not role or subject.casefold() == YOU or not same_name(subject, name) or role in fact.text.lower().split():
        return None
    longest = max(subject, name, key=len)
    return Join(f"your {role}", what, thing, f"Your {role} {longest}", False, (bond.id, fact.id))


def _shared(one: Memory, other: Memory) -> Join | None:
    """ "You work at Lund." and "Ana works at Lund." give that both do."""
    (subject, relation, thing), (second, what, same_thing) = one.about, other.about
    if relation != what or relation not in SHARED or not same(thing, same_thing) or same_name(subject, second):
        return None
    who = sorted((_person(one), _person(other)), key=lambda name: (name.casefold() != YOU, name))
    if who[0] == who[1] or any(not name[:1].isupper() and name.casefold() != YOU for name in who):
        return None
    head = f"{who[0].lower() if who[0].casefold() == YOU else who[0]} and {who[1]}"
    shown = f"{who[0][0].upper()}{who[0][1:]} and {who[1]} both"
    return Join(head, relation, thing, shown, True, (one.id, other.id))


def _person(fact: Memory) -> str:
    return YOU if fact.about[0].casefold() == YOU else fact.about[0]


def _merged(joins: Sequence[Join]) -> Conclusion:
    first = joins[0]
    tails: list[str] = []
    for join in joins:
        if not any(same(join.tail, tail) for tail in tails):
            tails.append(join.tail)
    tail = tails[0] if len(tails) == 1 else ", ".join(tails[:-1]) + " and " + tails[-1]
    return Conclusion(
        id=first.id,
        about=(first.head, first.relation, tail),
        text=sentence(first.relation, first.shown, tail, several=first.several),
        evidence=tuple(sorted({name for join in joins for name in join.evidence})),
    )


def pairs(facts: Sequence[Memory]) -> Iterator[tuple[Memory, Memory]]:
    """Two facts each that have something in common, so that something may follow from them."""
    for one, other in combinations(facts, 2):
        ours, theirs = (one.about[0], one.about[2]), (other.about[0], other.about[2])
        if any(mine.casefold() != YOU and same_name(mine, yours) for mine in ours for yours in theirs):
            yield one, other


def _role(bond: Memory) -> str:
    words = bond.text.lower().split()
    return words[1] if len(words) > 2 and words[0] == "your" and words[1] in BONDS else ""
