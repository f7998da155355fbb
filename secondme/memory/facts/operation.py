"""What becomes of a statement beside the facts that are known: added, in place of one, an end of one, or nothing new.

Pure. Nothing is destroyed: what holds no more is closed with a date.
Source: Yan et al. 2025, "Memory-R1", section 3.2 (ADD, UPDATE, DELETE, NOOP of each new fact beside its nearest).
    There DELETE removes an entry; here it closes its time of validity.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from secondme.memory import merging
from secondme.memory.facts import figures
from secondme.memory.facts.entities import REFINED, refines, same, slot, telling
from secondme.memory.facts.relations import BONDED, RELATIONS
from secondme.memory.facts.statement import Statement
from secondme.memory.record import Memory, Status
from secondme.memory.when import day_key


class Op(StrEnum):
    """What is done."""

    ADD = "ADD"
    UPDATE = "UPDATE"
    """A new fact takes the place of one."""
    DELETE = "DELETE"
    """A fact holds no more."""
    NOOP = "NOOP"
    """It is known already, or changes nothing."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is done with a statement: `target` is the id of the fact that it bears on, `why` a sentence without a word
    of either.

    The statement has the time of validity that the fact is to have. `until` is when the target ends to hold, None
    where it does not end.
    """

    op: Op
    statement: Statement
    target: str = ""
    why: str = ""
    until: float | None = None


DATED = frozenset(("appointment", "plans"))
"""Relations whose facts begin on the day that they are about."""
CHOSEN = frozenset(("aims_at", "believes", "supports"))
"""Relations that may have several values, of which a new one takes the place of the only one where it is said to be
new: "my goal now is …"."""
OPPOSITE = {"likes": "dislikes", "dislikes": "likes"}
"""Relations of which one thing can have but one."""


def holds(fact: Memory, when: float) -> bool:
    """Whether a fact is held to be true at a time."""
    if fact.status in (Status.SUPERSEDED, Status.FORGOTTEN):
        return False
    return (fact.valid_from is None or fact.valid_from <= when) and (fact.valid_to is None or fact.valid_to > when)


def begins(fact: Memory) -> float:
    """From when on a fact is known to hold: as was said, else when it was said."""
    return fact.made if fact.valid_from is None else fact.valid_from


def decide(said: Statement, near: Sequence[Memory], made: float, words: str = "") -> Decision:
    """What is to be done with a statement of a time (seconds since 1970), which rests on some words.

    `near` are the facts of the same subject, of this relation and its opposite, those that hold no more too. Words
    that are older than what is known never change it: they are put beside it with a time of their own.
    """
    own = [fact for fact in near if len(fact.about) == 3 and fact.about[1] == said.relation]
    own.sort(key=lambda fact: (not holds(fact, made), -begins(fact)))
    now = [fact for fact in own if holds(fact, made)]
    open_ = [fact for fact in own if _is_open(fact, made)]
    if said.ends:
        return _ended(said, own, open_, made)
    if said.replaces and (old := _meant(said.replaces, open_)):
        return _in_place_of(_of_the_same(said, old), old, open_, made, words)
    if said.relation in DATED and (moved := _moved(said, open_)):
        return moved
    if slip := _slip(said, open_, made, words):
        return _in_place_of(said, slip, open_, made, words)
    for fact in own:
        if _again(said, fact) and (known := _known(said, fact, made)):
            return known
    if said.valid_to is not None and said.valid_to <= made:
        return Decision(Op.ADD, said, why="It held for a time that is over.")
    if said.valid_from is not None and said.valid_from > made:
        return Decision(Op.ADD, said, why="It is to hold from a day to come.")
    functional = RELATIONS[said.relation].functional
    if functional or said.relation in REFINED:
        for fact in now:
            if refines(said.object, thing(fact)) or _names(said, fact, words):
                taken = replace(said, valid_from=said.valid_from if fact.valid_from is None else fact.valid_from)
                return Decision(Op.UPDATE, taken, fact.id, "It says more of what was known.", begins(fact))
            if refines(thing(fact), said.object):
                return Decision(Op.NOOP, said, fact.id, "More is known already.")
    if of := slot(said.relation, said.object):
        for fact in now:
            if of == slot(fact.about[1], thing(fact)) and not _over(fact, made):
                return _succeeding(said, fact, made)
    if len(open_) == 1 and _anew(said, words):
        return _succeeding(said, open_[0], made)
    if functional:
        return _one_at_a_time(said, own, now, made)
    for fact in near:
        if holds(fact, made) and (_against(said, fact) or _left(said, fact, words)):
            return _succeeding(said, fact, made)
    return Decision(Op.ADD, said, why="Nothing of it was known.")


def thing(fact: Memory) -> str:
    """The object of a fact."""
    return fact.about[2]


def _names(said: Statement, fact: Memory, words: str) -> bool:
    """Whether words give a name to what was known without one: "our dog is called Juno", and there is a dog."""
    nameless = said.relation in REFINED and not _CAPITAL.search(thing(fact)) and _CAPITAL.search(said.object)
    return bool(nameless) and telling(thing(fact)) <= telling(words) and not _ANOTHER.search(words)


def _again(said: Statement, fact: Memory) -> bool:
    return same(said.object, thing(fact)) or merging.same(said.text, fact.text, 1.0)


def _known(said: Statement, fact: Memory, made: float) -> Decision | None:
    """What a statement says again; None where it says that something holds anew that had ended."""
    if fact.status is not Status.SUPERSEDED and fact.valid_to is None:
        if said.valid_to is None or said.valid_to > made:
            return Decision(Op.NOOP, said, fact.id, "It is known already.")
        if said.valid_to <= begins(fact) or said.valid_from is not None:
            return None  # an earlier time of the same
        return Decision(Op.DELETE, said, fact.id, "It was said until when it held.", said.valid_to)
    ended = fact.valid_to if fact.valid_to is not None else fact.made
    first = said.valid_from if said.valid_from is not None else said.valid_to if said.valid_to is not None else made
    return Decision(Op.NOOP, said, fact.id, "It is known that it held.") if first <= ended else None


def _is_open(fact: Memory, when: float) -> bool:
    """Whether a fact was known at a time and had not ended, whether it had begun or not."""
    closed = fact.status in (Status.SUPERSEDED, Status.FORGOTTEN)
    return not closed and fact.made <= when and (fact.valid_to is None or fact.valid_to > when)


def _moved(said: Statement, open_: Sequence[Memory]) -> Decision | None:
    """What becomes of a day that is still to come where another day is said for the same; None where none is known."""
    for fact in open_:
        if not same(said.object, thing(fact)) or said.valid_from is None:
            continue
        if fact.valid_from is None:
            return Decision(Op.UPDATE, said, fact.id, "Its day is told.", fact.made)
        if day_key(fact.valid_from) == day_key(said.valid_from):
            return Decision(Op.NOOP, said, fact.id, "It is known already.")
        return Decision(Op.UPDATE, said, fact.id, "It is on another day.", begins(fact))
    return None


def _ended(said: Statement, own: Sequence[Memory], there: Sequence[Memory], made: float) -> Decision:
    until = next((at for at in (said.valid_to, said.valid_from) if at is not None and at <= made), made)
    # What the same words tell is none that they end, but for the very same.
    meant = _meant(said.object, [fact for fact in there if fact.made < made or same(said.object, thing(fact))])
    if meant is None and len(there) == 1 and not said.object:
        meant = there[0]
    if meant is None:
        known = [fact for fact in own if same(said.object, thing(fact))]
        if not known and _USED.search(said.text):
            past = replace(said, ends=False, valid_to=until)
            return Decision(Op.ADD, past, why="It held for a time that is over.")
        over = next((fact.id for fact in known if fact.valid_to is not None), "")
        return Decision(Op.NOOP, said, over, "Nothing is known that this would end.")
    return Decision(Op.DELETE, said, meant.id, "It holds no more.", max(until, begins(meant)))


def _meant(what: str, facts: Sequence[Memory]) -> Memory | None:
    """The fact that some words name: the same, one that says more, or one that says less."""
    there = [fact for fact in facts if what]
    exact = next((fact for fact in there if same(what, thing(fact))), None)
    more = exact or next((fact for fact in there if refines(thing(fact), what)), None)
    return more or next((fact for fact in there if refines(what, thing(fact))), None)


def _of_the_same(said: Statement, old: Memory) -> Statement:
    """A figure that does not say what it is of is of what that is which it takes the place of."""
    if slot(said.relation, said.object) or not slot(said.relation, thing(old)):
        return said
    whole = figures.instead(said.relation, thing(old), said.object)
    return replace(said, object=whole, text=said.text.replace(said.object, whole)) if whole else said


def _in_place_of(said: Statement, old: Memory, now: Sequence[Memory], made: float, words: str) -> Decision:
    """What it names is put right, and never held, unless the words say that it changed."""
    for fact in now:
        if fact is not old and same(said.object, thing(fact)):
            return Decision(Op.DELETE, said, old.id, "What took its place is known already.", made)
    if _CHANGED.search(words) or not _CORRECTS.search(words):
        return _succeeding(said, old, made)
    taken = replace(said, valid_from=said.valid_from if old.valid_from is None else old.valid_from)
    return Decision(Op.UPDATE, taken, old.id, "It was put right.", begins(old))


_CORRECTS = re.compile(
    r"\b(?:no|not|sorry|meant|mean|actually|correction|wrong|mistake|mistaken|oops|misspoke|typo|mixed|rather)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:now|moved|changed|switched|swapped|traded|left|quit|stopped|finished|sold|gave|replac\w+|became|promoted|new"
    r"|instead|no longer|no more|any ?more|used to|started|since|from|ditched|dropped|exchanged|upgraded|put me|took up"
    r"|these days|picked up|folded|died)\b",
    re.IGNORECASE,
)


def _one_at_a_time(said: Statement, own: Sequence[Memory], now: Sequence[Memory], made: float) -> Decision:
    since = made if said.valid_from is None else said.valid_from
    later = [fact for fact in own if fact.status is not Status.SUPERSEDED and begins(fact) > since]
    # Of what was said without a date it is not known since when it holds: only newer words are later.
    later = [fact for fact in later if fact.valid_from is not None or fact.made > made]
    if later:
        ended = replace(said, valid_to=min(begins(fact) for fact in later))
        return Decision(Op.ADD, ended, why="Something newer is known: it held before that.")
    return _succeeding(said, now[0], made) if now else Decision(Op.ADD, said, why="Nothing of it was known.")


def _succeeding(said: Statement, old: Memory, made: float) -> Decision:
    since = made if said.valid_from is None else said.valid_from
    taken = replace(said, valid_from=since)
    return Decision(Op.UPDATE, taken, old.id, "It changed.", max(since, begins(old)))


_LEAVING = (
    r"\b(?:instead of|from|no longer(?: \w+)?|not|replac\w+|rather than|swapped|swopped|traded(?: in)?|exchanged|sold"
    r"|changed|gave up|ditched|dropped|dumped|binned|abandoned|left|done with|through with|finished(?: with)?"
    r"|stopped(?: \w+ing)?|quit(?: as)?|used to \w+|switched from|forget(?: what i said about)?)\s+"
    r"(?:my |the |an? |our )?(?:old )?"
)


def _left(said: Statement, fact: Memory, words: str) -> bool:
    """Whether the very words leave a fact for another: "I take iron instead of vitamin D now"."""
    if fact.about[1] != said.relation or same(said.object, thing(fact)):
        return False
    old = re.escape(thing(fact)) + r"\b"
    if re.search(_LEAVING + old, words, re.IGNORECASE):
        return True
    named = said.relation in CHOSEN | _ONE_OF_A_KIND and re.search(r"\b" + old, words, re.IGNORECASE)
    return bool(named) and _NOW.search(words) is not None and not _BESIDE.search(words)


_ONE_OF_A_KIND = frozenset(("uses", "takes", "learns", "habit", "plays"))
"""Relations that may have several values, of which a new one takes the place of one that is said to be left for it."""
_SWITCHED = r"\b(?:switched|changed|gone|went|swapped|swopped|moved|converted)(?: over)? to (?:an? |the |my |some )?"
_ALL_WITH = r"\bdo(?:ing)? (?:it all|everything) (?:with|on|in) (?:an? |the |my )?"


def _anew(said: Statement, words: str) -> bool:
    """Whether words say that something is so from now on in place of what was, without naming that: "my goal now is",
    "I've gone over to iron"."""
    if _BESIDE.search(words):
        return False
    if said.relation in CHOSEN:
        return _ANEW.search(words.replace(said.object, " ")) is not None
    thing = re.escape(said.object) + r"\b"
    one_of_a_kind = said.relation in _ONE_OF_A_KIND
    return one_of_a_kind and re.search(f"(?:{_SWITCHED}|{_ALL_WITH}){thing}", words, re.IGNORECASE) is not None


_NOW = re.compile(
    r"\b(?:now|nowadays|these days|instead|in place of|switched|swapped|swopped|gone over|went over|replac\w+|no longer"
    r"|no more|any ?more|used to|dumped|ditched|dropped|gave up|given up|in favour|in the bin|is (?:out|history))\b",
    re.IGNORECASE,
)
"""Words that tell, beside what was, that something else is."""
_BESIDE = re.compile(
    r"\b(?:also|too|as well|besides|plus|additionally|on top|along ?side|together|and now|both|another|other|second"
    r"|still|younger|older|elder|eldest|youngest)\b",
    re.IGNORECASE,
)
"""Words that put something beside what was."""

_AT_ONCE = 3_600.0
"""Seconds within which something may be a slip that is put right."""
_MEANT = re.compile(
    r"\b(?:let me correct|correction|misspoke|mistyped|typo|i meant|meant to (?:say|write)|scratch that|strike that"
    r"|should have (?:said|written|been)|wrong word)\b",
    re.IGNORECASE,
)
_SLIP = re.compile(
    r"\b(?:by mistake|my (?:mistake|bad)|mistaken|(?:mixed|mix) (?:it|that|them|those) up|got (?:it|that) wrong"
    r"|was wrong|wrong (?:name|number|day|date|one)|oops|slip of|misread)\b",
    re.IGNORECASE,
)
"""Words that may be of anything: they put right what they name, or what can be but one."""
_BY_NAME = re.compile(r"\b(?:names?|called|goes by)\b", re.IGNORECASE)
_NO = re.compile(r"^\W*(?:no|sorry|excuse(?: me)?|pardon|wait|hang on|hold on|actually|ah no)\b", re.IGNORECASE)
"""Words that put a name right; before what may be many things, as what somebody likes, they may open anything."""


def _slip(said: Statement, open_: Sequence[Memory], made: float, words: str) -> Memory | None:
    """The only thing of the same sort that was said just before, where the words put it right; None where they do
    not."""
    just = [fact for fact in open_ if 0 < made - fact.made <= _AT_ONCE]
    if len(just) != 1 or same(said.object, thing(just[0])) or slot(said.relation, said.object):
        return None
    if _BESIDE.search(words):
        return None
    single = RELATIONS[said.relation].functional
    single = single or (said.relation in BONDED and _BY_NAME.search(words) is not None)
    named = telling(thing(just[0])) <= telling(words)
    meant = _MEANT.search(words) or (_SLIP.search(words) and (single or named)) or (_NO.search(words) and single)
    if not meant:
        return None
    sort = (said.text.replace(said.object, ""), just[0].text.replace(thing(just[0]), ""))
    return just[0] if sort[0] == sort[1] else None


_USED = re.compile(r"\bused to\b")
_ANEW = re.compile(
    r"\b(?:now|new|changed my (?:mind|tune|aim|goal|view)|instead|these days|nowadays|no longer|any ?more|no more"
    r"|switched|used to|convinced me|has shifted|something else|forget the old|(?:come|came) (?:round|around)|converted"
    r"|i was wrong|become|became)\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\b[^\W\d_a-z]")
_ANOTHER = re.compile(r"\b(?:other|another|second|third|too|also|as well)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _over(fact: Memory, when: float) -> bool:
    """Whether it names a day that is over: the next appointment of the kind is another one."""
    days = _DAY.findall(thing(fact))
    return bool(days) and max(days) < day_key(when)


def _against(said: Statement, fact: Memory) -> bool:
    return fact.about[1] == OPPOSITE.get(said.relation) and same(said.object, thing(fact))
