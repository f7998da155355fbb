"""What of a model's answer counts as said in a turn.

Pure. The model only points: at words of the turn, at a relation, at who is meant. The sentence is put together from the
relation's own template, as by the rules, so that the model words nothing; and what the words do not support is refused.
An answer that is cut, repeats itself or is no answer at all gives nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from secondme.memory.facts import dating
from secondme.memory.facts.asked import ME, MOST, own_part, worth
from secondme.memory.facts.draw import unhealed
from secondme.memory.facts.earnest import meant
from secondme.memory.facts.entailed import entailed
from secondme.memory.facts.entities import YOU, refines, same
from secondme.memory.facts.fitting import fitted
from secondme.memory.facts.relations import BONDED, RELATIONS, agreed, ended
from secondme.memory.facts.statement import Statement, Utterance
from secondme.memory.kin import ROLE_OF
from secondme.memory.secret import MASK

SURE = 0.8
"""Confidence in a statement that the model alone drew."""


def read(answer: str, said: Utterance) -> list[Statement]:
    """The statements of an answer that count, in their order; none where it is not whole."""
    try:
        given = json.loads(answer)
    except ValueError:
        return []
    facts = given.get("facts") if isinstance(given, dict) else None
    if not isinstance(facts, list) or not worth(said):
        return []
    own = own_part(said.text)
    found: list[Statement] = []
    for one in facts[:MOST]:
        statement = _statement(one, said, own) if isinstance(one, dict) else None
        if statement and not any(_alike(statement, other) for other in found):
            found.append(statement)
    return found


def _statement(fact: Mapping[str, Any], said: Utterance, own: str) -> Statement | None:
    words, subject, relation, thing = (_plain(fact.get(name)) for name in ("words", "subject", "relation", "object"))
    span = _stands(words, own)
    if span is None or relation not in RELATIONS:
        return None
    quote = own[span[0] : span[1]]
    if _doubted(relation, own, span):
        return None
    place = _stands(thing, quote)
    who = _who(subject, relation, quote, said)
    if place is None or who is None:
        return None
    shown = quote[place[0] : place[1]]
    kept = _ARTICLE.sub("", shown).strip()
    over = fact.get("ended") is True
    if not kept or MASK.search(kept) or (over and not _OVER.search(quote)):
        return None
    if not over and RELATIONS[relation].functional and _GONE.search(_clause(quote, place)):
        return None
    fits = fitted(relation, kept, shown, quote, over=over)
    if fits is None:
        return None
    kept, shown = fits
    key, name = who
    if key == YOU and relation == "is_a":
        return None  # a breed, a kind
    says = ended(RELATIONS[relation].says, past=False) if over else RELATIONS[relation].says
    sentence = agreed(says, name, _MY.sub("your" if name == "You" else "their", shown))
    made = Statement(key, relation, kept, sentence, *span, confidence=SURE, ends=over)
    made = _dated(made, _plain(fact.get("when")), said, own)
    return made if meant(made, said.text) and entailed(made, said) else None


_ARTICLE = re.compile(r"^(?:an?|the|my|our|some|one|this|that)\s+", re.IGNORECASE)
_MY = re.compile(r"\b(?:my|our)\b", re.IGNORECASE)
_GONE = re.compile(r"\b(?:no longer|any ?more|used to|quit|left|former\w*|ex)\b", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:no longer|not|never|any ?more|used to|quit|left|leave|leaving|gave|given|stopped|sold|former\w*|ex|until"
    r"|died|dead|lost|lose|over|closed|cancel\w*|finished|retired|broke|split|out|away|off|rid|resigned|handed"
    r"|dropped|ended|goodbye|gone|passed|sacked|fired|divorced|separated|behind me|threw|without|heal\w*|recover\w*"
    r"|cured|moved|switched)\b|n't\b",
    re.IGNORECASE,
)


def _plain(value: object) -> str:
    return " ".join(value.split()).strip(" .,;:!?\"“”") if isinstance(value, str) else ""


def _stands(words: str, text: str) -> tuple[int, int] | None:
    """Where words stand in a text, whatever its blanks and its capitals; None where they do not."""
    if not words:
        return None
    pattern = r"\s+".join(re.escape(word) for word in words.replace("’", "'").split())
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)
    return found.span() if found else None


_SUPPOSED = re.compile(
    r"\b(?:if|unless|whether|wish|imagine|suppos\w+|pretend\w*|as though|maybe|perhaps)\b", re.IGNORECASE
)
_WOULD = re.compile(
    r"\b(?:would|could|might|should|wish|almost|nearly|id)\b|\b(?:i|we|he|she|they)'d\b", re.IGNORECASE
)
_WANTED = frozenset(("aims_at", "plans", "prefers", "believes"))
_PASSING = re.compile(
    r"\b(?:right now|today|tonight|at the moment|moods?|feel\w*|felt|this (?:day|week|morning|evening|weather))\b",
    re.IGNORECASE,
)
_LASTING = frozenset(("likes", "dislikes", "has_condition", "is", "fears", "status", "prefers"))
"""Relations of which a mood must not be taken for one."""
_NOT = re.compile(r"\b(?:not|never|nobody|no one|hardly|doubt\w*|deny|denied)\b|n't\b", re.IGNORECASE)
_SENTENCE, _CLAUSE = re.compile(r"[.!?;\n]"), re.compile(r"[,.!?;:\n]|\b(?:but|because|and|so|though|although)\b")


def _doubted(relation: str, own: str, span: tuple[int, int]) -> bool:
    """Whether what a model left out before its words, or they themselves, suppose or deny what they say."""
    before, quote = own[: span[0]], own[slice(*span)]
    sentence, clause = _SENTENCE.split(before)[-1], _CLAUSE.split(before)[-1]
    if _SUPPOSED.search(sentence + quote) or _NOT.search(clause):
        return True
    if relation in _LASTING and _PASSING.search(clause + quote):
        return True
    return relation not in _WANTED and bool(_WOULD.search(clause + quote))


def _clause(text: str, span: tuple[int, int]) -> str:
    """The clause that a part of a text stands in."""
    after = _CLAUSE.search(text, span[1])
    return _CLAUSE.split(text[: span[0]])[-1] + text[span[0] : after.start() if after else len(text)]


# ---- of whom -----------------------------------------------------------------------------------------

_I = re.compile(r"\b(?:i|me|we|us|mine|myself|im|ive)\b|\bi'", re.IGNORECASE)
_OTHERS = re.compile(r"\b(?:he|she|they|him|her|his|their|them|hers|theirs)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yours|youre)\b", re.IGNORECASE)
_ROLES = "|".join(sorted((re.escape(word) for word in ROLE_OF), key=len, reverse=True))
_ROLE = re.compile(rf"(?:(?:my|our|your|(?:the )?user'?s?)\s+)?({_ROLES})(?:\s+([A-Z]\w+))?", re.IGNORECASE)
_THEIRS = re.compile(rf"\b(?:my|our)\s+(?:\w+\s+)?(?:{_ROLES})\b", re.IGNORECASE)
_USER = frozenset("user,the user,i,me,you,myself,my,we,us,our".split(","))


def _who(subject: str, relation: str, quote: str, said: Utterance) -> tuple[str, str] | None:
    """The subject as it is kept and as a sentence begins with it; None where the words are not about it."""
    mine = bool(_I.search(quote))
    if subject.casefold() in _USER or (said.speaker and subject == said.speaker):
        if relation in BONDED:
            about = mine or bool(ME.search(quote))
        else:
            about = mine or not (_OTHERS.search(quote) or _THEIRS.search(quote) or _YOU.search(quote))
        return ((said.speaker or YOU), (said.speaker or "You")) if about else None
    own = " ".join([said.text, *(text for who, text in said.before if who == (said.speaker or "person"))])
    role = _ROLE.fullmatch(subject)
    if role and not role[2]:
        there = re.search(rf"\b(?:my|our)\s+(?:\w+\s+)?{re.escape(role[1])}\b", own, re.IGNORECASE)
        if not there or said.speaker or not (_stands(role[1], quote) or _OTHERS.search(quote)):
            return None
        called = ROLE_OF[role[1].lower()].replace(" ", "-")
        return f"your {called}", f"Your {called}"
    name = role[2] if role else subject
    case = re.IGNORECASE if own == own.lower() else re.NOFLAG
    if not name[:1].isupper() or name.lower() in ROLE_OF or not re.search(rf"\b{re.escape(name)}\b", own, case):
        return None
    if not (_stands(name, quote) or _OTHERS.search(quote)):
        return None
    return name, name


# ---- when --------------------------------------------------------------------------------------------

_EVENTS = frozenset(("visited", "injured"))
_AHEAD = frozenset(("plans", "appointment"))
_TURN = re.compile(r"(?:in|last|on|this|since|at the|earlier|yesterday|today)\b|.*\bago$", re.IGNORECASE)


def _dated(made: Statement, when: str, said: Utterance, own: str) -> Statement:
    """A statement with the times that words of the turn tell of it; without where they do not stand there."""
    if _stands(when, own) is None:
        return made
    if made.relation in _AHEAD or made.relation in _EVENTS:
        span = dating.event(when, said.made, ahead=made.relation in _AHEAD)
        open_ = made.relation == "injured" and unhealed(own, span.end, said.made)
        return replace(made, valid_from=span.begin, valid_to=None if open_ else span.end)
    if made.ends:
        return replace(made, valid_to=dating.turn(when, said.made))
    span = dating.state(when, said.made, past=False)
    begin = span.begin
    if begin is None and span.end is None and RELATIONS[made.relation].functional and _TURN.match(when):
        begin = dating.turn(when, said.made)
    return replace(made, valid_from=begin, valid_to=span.end)


# ---- beside the rules --------------------------------------------------------------------------------


def added(drawn: Sequence[Statement], rules: Sequence[Statement]) -> list[Statement]:
    """What a model drew beyond the rules. Of what both drew the rules' form stands; where they say another thing of the
    same words, theirs alone counts."""
    return [one for one in drawn if not any(rivals(one, other) for other in rules)]


def rivals(one: Statement, other: Statement) -> bool:
    if _alike(one, other):
        return True
    if one.relation != other.relation or one.subject.casefold() != other.subject.casefold():
        return False
    return RELATIONS[one.relation].functional or refines(one.object, other.object) or refines(other.object, one.object)


def _alike(one: Statement, other: Statement) -> bool:
    """Whether two statements make something of one thing: of the same words one is enough."""
    return same(one.object, other.object) or (one.start, one.end, one.object) == (other.start, other.end, other.object)
