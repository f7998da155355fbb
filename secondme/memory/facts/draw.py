"""Statements drawn from a turn by rules."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace

from secondme.memory.facts import dating
from secondme.memory.facts.answers import answered, corrected
from secondme.memory.facts.clause import clauses, whole_clauses
from secondme.memory.facts.earnest import meant
from secondme.memory.facts.frames.drawn import framed
from secondme.memory.facts.frames.pieces import subject
from secondme.memory.facts.relations import BONDS, RELATIONS, agreed, ended
from secondme.memory.facts.rules import (
    amounts,
    being,
    doing,
    opinions,
    own,
    owning,
    places,
    planning,
    studying,
    working,
)
from secondme.memory.facts.rules.bonds import bonds, tied
from secondme.memory.facts.rules.found import Found, Rule, Time
from secondme.memory.facts.rules.implied import implied
from secondme.memory.facts.rules.others import of_others
from secondme.memory.facts.rules.spoken import spoken
from secondme.memory.facts.rules.whole import whole
from secondme.memory.facts.segments import told_part
from secondme.memory.facts.sifting import sifted
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.facts.tokens import Sentence, plain, sentences
from secondme.memory.facts.who import Circle
from secondme.memory.kin import ROLE_OF
from secondme.memory.kin import relations as kin
from secondme.memory.language import language
from secondme.memory.secret import MASK
from secondme.memory.secret import found as secrets

_FAMILIES = (places, being, working, studying, owning, amounts, opinions, doing, planning, own)
_RULES: dict[str, tuple[Rule, ...]] = {}
for _family in _FAMILIES:
    for _verb, _rules in _family.RULES.items():
        _RULES[_verb] = (*_RULES.get(_verb, ()), *_rules)

_PRONOUN = re.compile(r"\b(?:she|he|her|his|they|their|it|its)\b", re.IGNORECASE)


def draw(said: Utterance) -> list[Statement]:
    """What a turn states, in its order; nothing where it is not English or not earnest."""
    found, right = told(said), put_right(said, draw)
    return cleaned([*found, *right], said) if right else found


def put_right(said: Utterance, drawn: Callable[[Utterance], list[Statement]]) -> list[Statement]:
    """What a turn says anew of what the person said wrongly just before, as it is `drawn` from that."""
    text = plain(said.text)
    return cleaned(list(corrected(said, sifted(text), drawn)), said) if said.before and language(text).known else []


def told(said: Utterance) -> list[Statement]:
    """What a turn states by its own words, or in answer to a question."""
    text = plain(said.text)
    if not language(text).known:
        return []
    clear = sifted(text)
    if not clear.strip():
        return []
    rows = sentences(clear)
    circle, found = _around(said, clear, rows)
    for asked in rows:
        sentence = told_part(asked)
        for clause in clauses(clear, sentence, circle):
            for rule in _RULES.get(clause.verb, ()):
                found += (one for one in rule(clause) if not (one.ends and clause.negative and not clause.over))
            found += implied(clause)
            if clause.verb == "have" and clause.who.me and found and found[-1].object in ROLE_OF:
                circle.heard(circle.mine(ROLE_OF[found[-1].object].replace(" ", "-")))
        for chunk in whole_clauses(clear, sentence, circle):
            found += whole(chunk)
            found += spoken(chunk, [one for one in found if one.relation and chunk.start <= one.start <= chunk.end])
        begin, end = asked.tokens[0].start, asked.tokens[-1].end
        found += of_others(clear, sentence, circle, [one for one in found if begin <= one.start <= end])
    found += _others(clear, circle)
    found += framed(clear, rows, circle, found)
    found += answered(said, clear, circle, _RULES)
    return cleaned([stated(_studied(one), said, clear) for one in found], said)


def company(said: Utterance, text: str) -> Circle:
    """Those of whom a turn speaks, as `draw` knows them."""
    return _around(said, text, sentences(text))[0]


def _around(said: Utterance, text: str, rows: list[Sentence]) -> tuple[Circle, list[Found]]:
    """Those of whom a turn speaks, and who they are, as findings."""
    circle = Circle(said.speaker, lower=text == text.lower())
    if said.before and _PRONOUN.search(said.text):
        for who, told in said.before:
            if who == (said.speaker or "person"):
                _meet(circle, told)
    found: list[Found] = []
    ties = bonds(rows)
    for tie in ties:
        circle.names.setdefault(tie.role, tie.name)
        circle.roles.setdefault(tie.name.lower(), tie.role)
        found.append(tied(circle, tie))
    circle.ties = [(tie.end, circle.named(tie.name, tie.role)) for tie in ties]
    return circle, found


def _meet(circle: Circle, text: str) -> None:
    rows = sentences(sifted(text))
    for tie in bonds(rows):
        circle.names.setdefault(tie.role, tie.name)
        circle.roles.setdefault(tie.name.lower(), tie.role)
        circle.heard(circle.named(tie.name, tie.role))
    for sentence in rows:
        for clause in clauses(text, sentence, circle):
            circle.heard(clause.who)


def _others(text: str, circle: Circle) -> Iterator[Found]:
    """Who is who to somebody else: "Nora's husband Tom"."""
    if "'s " not in text:
        return
    for one in kin(text):
        role = one.role.replace(" ", "-")
        if one.owner != "me" and role in BONDS and BONDS[role] != "has_pet" and one.owner[:1].isalpha():
            owner = circle.named(one.owner.title())
            if owner.role or circle.speaker:
                yield Found(
                    owner, BONDS[role], one.name, one.start, one.end, Time.NONE,
                    says=f"{{whose}} {one.role} is called {one.name}."
                )


def _studied(one: Found) -> Found:
    """To read law is to study it."""
    if one.relation == "reads" and one.object.islower() and subject(one.object, 0) == (one.object, len(one.object)):
        return replace(one, relation="studies")
    return one


_HEALS = 180 * 86_400.0
"""Seconds after which an injury is taken for healed."""
_HEALED = re.compile(r"\b(?:healed|better|recovered|fine again|good as new|as new)\b", re.IGNORECASE)


def unhealed(words: str, until: float | None, made: float) -> bool:
    """Whether what was hurt at a time still is, when it is told of: it is until it heals."""
    return until is not None and made - until < _HEALS and _HEALED.search(words) is None


def stated(one: Found, said: Utterance, text: str) -> Statement:
    """A finding with its times, in a sentence."""
    words = text[one.start : one.end]
    begin = end = None
    ahead = one.relation in ("plans", "appointment")
    if one.time is Time.EVENT:
        span = dating.event(words, said.made, ahead=ahead)
        if ahead and span.begin is None:
            span = dating.event(text[one.end : one.end + 40].split("\n")[0], said.made, ahead=True)
        begin, end = span.begin, span.end
        if one.relation == "injured" and unhealed(words, end, said.made):
            end = None
    elif one.time is Time.TURN:
        at = dating.turn(words, said.made)
        begin, end = (None, at) if one.ends else (at, None)
    elif one.time is Time.STATE:
        span = dating.state(words, said.made, past=one.past)
        begin, end = span.begin, span.end
    who = one.who
    shown, several = who.shown, who.several
    relation = RELATIONS.get(one.relation, None)
    says = one.says or (relation.says if relation else "")
    if one.ends and not re.search(r"\b(?:no longer|not)\b", says):
        says = ended(says, past=one.past)
    thing = one.shown or (_WORN.sub(r"\1 is ", one.object) if one.relation == "size" else one.object)
    if _OWN.search(thing):
        thing = _OWN.sub(lambda match: _TURNED[match[0].lower()][shown != "You"], thing)
    sentence = agreed(says, shown, thing, several=several)
    stop = max(one.start, min(one.end, len(said.text)))
    return Statement(
        who.key, one.relation, one.object, sentence, one.start, stop, begin, end,
        min(one.confidence, 0.9 if who.sure else 0.8), one.ends, one.replaces,
    )  # fmt: skip


_WORN = re.compile(r"^([^\d]+?) (?=\d|(?:x*[sl]|m|small|medium|large|extra \w+)$)", re.IGNORECASE)
"""What is worn in a size, before its figure."""
_OWN = re.compile(r"\b(?:my|our|me|us|myself|i|we|i'm)\b", re.IGNORECASE)
_TURNED = {
    "my": ("your", "their"), "our": ("your", "their"), "me": ("you", "them"), "us": ("you", "them"),
    "i": ("you", "they"),
    "we": ("you", "they"), "myself": ("yourself", "themselves"), "i'm": ("you are", "they are"),
}  # fmt: skip


def cleaned(found: list[Statement], said: Utterance) -> list[Statement]:
    """The statements without those that are empty, told twice, hold a secret, or are only part of another."""
    if not found:
        return []
    hidden = [(one.start, one.end) for one in secrets(said.text)] if len(said.text) > 6 else []
    hidden += [match.span() for match in MASK.finditer(said.text)]
    kept: dict[tuple[str, str, str, bool], Statement] = {}
    by: dict[tuple[str, str], list[Statement]] = defaultdict(list)
    for one in found:
        thing = one.object.strip(" .,;:!?\"'")
        if not thing or not one.relation or len(thing) > _LONGEST:
            continue
        if any(begin < one.end and one.start < end for begin, end in hidden) or not meant(one, said.text):
            continue
        if one.relation == "takes":
            thing = _DOSE.sub("", thing)
        elif one.relation == "pays":
            thing = _BILL.sub(r"\1", thing)
        one = replace(one, object=thing) if thing != one.object else one
        key = (one.subject, one.relation, thing.lower(), one.ends)
        if key not in kept:
            kept[key] = one
            by[(one.subject, one.relation)].append(one)
    gone: set[int] = set()
    over = {one.object.lower() for one in kept.values() if one.ends and one.relation == "has_pet"}
    for one in kept.values():
        if not one.ends and (one.subject, one.relation, one.object.lower(), True) in kept:
            gone.add(id(one))
        if one.relation == "has_pet" and not one.ends and one.object.split()[-1].lower() in over:
            gone.add(id(one))
    for group in by.values():
        for one in group:
            for other in group:
                if one is not other and id(other) not in gone and one.ends == other.ends and _within(one, other):
                    gone.add(id(one))
    return sorted((one for one in kept.values() if id(one) not in gone), key=lambda one: one.start)


_DOSE = re.compile(
    r"^(?:(?:\d[\d.,]* ?m?c?g|\d+|an?|one|two|three|four|half an?|half) )(?:(?:mg|tablets?|pills?|capsules?|drops?"
    r"|puffs?|spoons?) )?(?:of )?"
    r"(?=[a-z]{4})(?!tablets?|pills?|capsules?|drops|puffs|day|week|month)",
    re.IGNORECASE,
)
"""How much of a medicine is taken, before its name."""
_BILL = re.compile(
    r"( for \w[\w ]*?) (?:bill|membership|costs?|contract|fees?|subscription|payments?|space|place|plan|has|have|is"
    r"|went|was)\b.*$",
    re.IGNORECASE,
)
"""What is paid for, before the word for the paper."""
_LONGEST = 120
"""Characters of an object."""
_VAGUE = frozenset("sister brother twin sibling son daughter child kid dog cat pet mother father wife husband".split())


def _within(one: Statement, other: Statement) -> bool:
    """Whether another statement of the same says this and more: "dog", "beagle Otto"."""
    small, large = one.object.lower(), other.object.lower()
    if one.relation == "has_pet" and small != large:
        if small.split()[-1] == large.split()[-1] and len(small) < len(large):
            return True
        return one.object == one.object.lower() and other.object != other.object.lower() and " " not in small
    if one.relation == "pays" and large.replace(" the ", " ") == small.replace(" the ", " ") and small != large:
        return " the " in small
    if small in ROLE_OF and large not in ROLE_OF and one.relation == other.relation and one.relation != "likes":
        return True
    if small in _VAGUE and large not in _VAGUE and one.relation == other.relation:
        return small in other.text.lower()
    return small != large and f" {small} " in f" {large} " and one.relation not in ("likes", "dislikes", "visited")
