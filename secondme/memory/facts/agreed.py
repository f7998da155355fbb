"""What rules and a reader draw together: neither alone, where the other knows better.

Pure. The rules know forms, and say nothing where they know none; the reader has seen how people put things, and tells
how likely it is. What the rules draw stands unless the reader has next to no doubt that it is not said; what the reader
alone draws stands where it is all but sure, and with less beside the end of an old value. What puts a slip right has
few words of its own: it stands by what it puts right.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from secondme.memory.facts.draw import draw, put_right, told
from secondme.memory.facts.entities import role_of, same, same_name
from secondme.memory.facts.frames.pieces import ROLES
from secondme.memory.facts.marked import OVER, statements
from secondme.memory.facts.mention import FAVOURITE, Mention, Reading
from secondme.memory.facts.pointed import rivals
from secondme.memory.facts.relations import BONDED, RELATIONS, YOU
from secondme.memory.facts.sifting import LONGEST, sifted
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.tokens import plain, sentence_of
from secondme.memory.facts.who import theirs
from secondme.memory.language import language

BACKED = 0.2
"""The least chance that a mention gives what the rules draw, so that it stands."""
SURE, SURER = 0.82, 0.985
"""The least chance of what the reader draws alone; where the turn looks like a jest or a tale."""
BESIDE = 0.5
"""The least chance of what the reader draws beside what tells of the same: an old value that is over, words that put it
right."""
LIKELY = 0.1
"""The least chance of what tells only what a new value takes the place of: nothing is, but what is known."""
_ALIKE = (
    frozenset(("owns", "drives", "has_pet", "collects", "grows", "uses")),
    frozenset(("studies", "learns", "studies_at")),
    frozenset(("plans", "aims_at", "appointment", "expects")), frozenset(("likes", "prefers", "plays", "habit", "can")),
    frozenset(("injured", "has_condition")), frozenset(("works_as", "works_in", "works_at")),
    frozenset("has_family sibling child relative parent partner friend knows is_a neighbour colleague boss".split()),
    frozenset(("avoids", "dislikes", "allergic_to", "eats")), frozenset(("lives_in", "home", "address", "comes_from")),
    frozenset(("status", "anniversary", "partner")), frozenset(("is", "status", "has_condition", "likes", "dislikes")),
)  # fmt: skip
"""Relations of which one mention may back another."""


def drawn(said: Utterance, reading: Reading, sure: float | None = None) -> list[Statement]:
    """What a turn states by the rules and by a reader, in its order. `sure` is the least chance of what the reader
    draws alone, `SURE` where none is given."""
    if len(said.text) > LONGEST or not language(said.text).known:
        return draw(said)
    by_rules = told(said)
    mentions = reading(plain(said.text))
    read = statements(said, [one for one in mentions if one.chance >= LIKELY])
    backed = [one for one in by_rules if backing(one, mentions) >= BACKED and not _of_theirs(one, said.text)]
    over = {(one.subject, one.relation, one.object) for one in backed if one.ends}
    kept = [one for one in by_rules if one in backed or (one.subject, one.relation, one.replaces) in over]
    kept = [_parted(one, said.text) for one in kept]
    people = {one.object.casefold() for one in backed if one.relation in BONDED}
    kept = [one for one in kept if not any(_outread(one, *other, people) for other in read)]
    right = put_right(said, lambda earlier: drawn(earlier, reading, BESIDE))
    kept = [one for one in kept if not _within(one.start, one.end, right)] + right
    own = sifted(said.text)
    over |= {(one.subject, one.relation, one.object) for one, mention in read if one.ends and mention.chance >= BESIDE}
    for one, mention in read:
        if own and not own[mention.start : mention.end].strip():
            continue  # another's words: quoted, pasted, forwarded
        if _within(mention.start, mention.end, right) or any(_ousts(other, one) for other in kept):
            continue
        changed = not one.ends and any((one.subject, one.relation) == other[:2] for other in over)
        bar = (sure or SURE) if own else SURER
        if mention.chance >= (min(bar, BESIDE) if own and changed else bar):
            kept.append(replace(one, confidence=min(one.confidence, mention.chance)))
    return sorted((one for one in kept if not _addressed(one, said)), key=lambda one: one.start)


def _ousts(kept: Statement, one: Statement) -> bool:
    """Whether what is drawn leaves no room for another statement: both at once cannot be, or are one in two forms."""
    turned = RELATIONS[one.relation].functional and not same(one.object, kept.object)
    return rivals(one, kept) and (one.ends == kept.ends or not turned)


_NO_MORE = re.compile(
    r"\b(?:no longer\s+(?:my|our)\s+(?:\w+\s+)?{role}|(?:is|are)(?:n['’]t| not)\s+(?:my|our)\s+(?:\w+\s+)?{role}"
    r"\s+any ?(?:more|longer))\b".replace("{role}", f"(?:{'|'.join(map(re.escape, sorted(ROLES)))})"),
    re.IGNORECASE,
)


def _parted(one: Statement, text: str) -> Statement:
    """Somebody who "isn't my boss any more" is none, though the same sentence says who they were."""
    if one.relation not in BONDED or not _NO_MORE.search(text, *sentence_of(text, one.start, one.end)):
        return one
    return replace(one, ends=True)


def _outread(one: Statement, read: Statement, mention: Mention, people: Collection[str]) -> bool:
    """Whether the reader is sure that what the rules draw is of somebody else, or is something else where only one
    value can be; that it is not of one of these people, it must have next to no doubt. Where it marks a part of what
    they take, they know better, but for sums; where more, it does."""
    if mention.chance < SURE or one.relation != read.relation or one.ends != read.ends:
        return False
    if not (mention.start < one.end and one.start < mention.end):
        return False
    if one.subject.casefold() != read.subject.casefold():
        known = one.subject.casefold() in people
        return same(one.object, read.object) and (not known or mention.chance >= SURER)
    if same(one.object, read.object):
        return False
    ours, its = one.object.lower(), read.object.lower()
    if its in ours:
        return one.relation == "pays" and " for " in its
    if ours in its:
        firm = one.relation == "works_at" and _FIRM.fullmatch(read.object)
        return bool(firm) or not _JOINS.search(its.replace(ours, ""))
    return RELATIONS[one.relation].functional


_JOINS = re.compile(r"\b(?:with|and|in|on|at|for|from|to|by|because|so|but|since|as|or|that|which|who)\b")
"""Words behind which something else begins."""


_NAMING = re.compile(r"\b(?:names?|named|call|calls|called|nick\w*|known as|born|i am|i'm|im)\b", re.IGNORECASE)
_TO_YOU = re.compile(r"(?<!thank )\byou\b[^.!?\n]*, $", re.IGNORECASE)


def _addressed(one: Statement, said: Utterance) -> bool:
    """Whether a name is that of whom the person speaks to: "always here for you, Mel", "Yeah Sam", of somebody whose
    own name is known."""
    if one.relation != "is_called" or one.subject not in (YOU, said.speaker):
        return False
    begin, end = sentence_of(said.text, one.start, one.end)
    at = said.text.find(one.object, begin, end)
    before = said.text[begin : max(begin, at)]
    if said.speaker and not same_name(said.speaker, one.object):
        near = _NAMING.search(before)
        return near is None or "," in before[near.end() :]
    return _TO_YOU.search(before) is not None


_FIRM = re.compile(r"(?:[A-Z][\w'’.-]*,? )+(?:and|&)(?: [A-Z][\w'’.-]*)+")
"""A name of two: "Crane and Wheeler"."""


def _within(start: int, end: int, statements: Sequence[Statement]) -> bool:
    """Whether some of these characters are among the words that a statement rests on."""
    return any(start < one.end and one.start < end for one in statements)


_BEFORE = 40
"""Characters before the words of a statement in which it may be said whose somebody is."""


def _of_theirs(one: Statement, text: str) -> bool:
    """Whether a statement takes what is said of somebody's somebody for theirs: "my brother's wife is a nurse"."""
    if one.subject == YOU or "'s" in one.subject:
        return False
    called = role_of(one.subject)
    words = {ROLES.get(word, word) for word in theirs(plain(text[max(0, one.start - _BEFORE) : one.end]))}
    return (called[1] if called else one.subject.split()[0].lower()) in words


def backing(one: Statement, mentions: Sequence[Mention]) -> float:
    """The chance that mentions give a statement: of its relation or one alike, in the words that it rests on."""
    return max(
        (
            mention.chance
            for mention in mentions
            if _alike(one.relation, mention.relation) and mention.start < one.end and one.start < mention.end
            and (mention.over > OVER) == one.ends and (mention.whose is None or one.subject != YOU)
        ),
        default=0.0,
    )  # fmt: skip


def _alike(rule: str, marked: str) -> bool:
    if rule == marked or rule.startswith(f"{FAVOURITE}_"):
        return rule == marked or marked in (FAVOURITE, "likes")
    return any({rule, marked} <= some for some in _ALIKE)
