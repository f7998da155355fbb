"""Readers of turns of phrase for tastes, aims, teams, crops, days, prices and what is over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun
from secondme.memory.facts.rules.amounts import MONEY
from secondme.memory.facts.rules.doing import CLOCK
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.rules.opinions import opinion
from secondme.memory.facts.rules.own import _BILL as BILL
from secondme.memory.facts.rules.owning import illness
from secondme.memory.facts.rules.pets import is_pet
from secondme.memory.facts.rules.planning import _DUE_AT as DUE
from secondme.memory.facts.rules.planning import _PARTY as PARTY
from secondme.memory.facts.rules.planning import TIMES
from secondme.memory.facts.rules.reading import (
    _NO_NAME,
    Check,
    Reader,
    anything,
    denied,
    noun,
    said_in,
    sorted_out,
    taste,
)
from secondme.memory.facts.rules.sorts import sort
from secondme.memory.facts.words import CROPS, LANGUAGES, SPORTS, UNSAID


def skill(one: Noun) -> bool:
    """What one may take lessons in: short, and no word for the lesson."""
    row = one.low.split()
    return len(row) < 4 and row[0] not in _NO_SKILL and row[-1] not in _NO_SKILL and one.low not in SPORTS


_NO_SKILL = frozenset(
    "new first evening online private next old of course class lesson a my her his their own good bad best"
    " weekly same kids "
    "son daughter go to last morning english-speaking business economy world working middle upper first-year".split()
)


def between(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """ "Between tea and coffee I pick tea"."""
    one, two = (said.strip() for said in re.split(r"\band\b", match["pair"], maxsplit=1))
    chosen = match["x"].strip()
    if chosen in (one, two):
        yield found(c, "prefers", f"{chosen} over {two if chosen == one else one}", time=Time.NONE)


def my_illness(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """An illness where somebody speaks of their own: "my asthma", "I live with asthma"."""
    one = noun(c, match)
    if one is None or re.search(r"\bday\b|day-", one.low) or _KIN.search(c.said[: match.end()]):
        return
    said = c.said[: match.end()]
    mine = re.search(r"\b(?:i|my)\b", c.said) and not re.search(r"\b(?:not|he|she|his|her|their|they|you"
     r"|your)\b", said)
    if one and mine and illness(one.low):
        yield found(c, "has_condition", re.sub(r"^(?:chronic|my) ", "", one.text), confidence=0.85)


_KIN = re.compile(
    r"\b(?:my|our) (?:\w+ )?(?:wife|husband|son|daughter|mum|mom|mother|father|dad|sister|brother|friend|boss|kids?"
    r"|child|aunt|uncle|cousin|neighbou?r|colleague|girlfriend|boyfriend|partner|niece|nephew|grand\w+|mate|dog|cat"
    r"|flatmate)\b"
)


def belief(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    if opinion(match["x"].split()):
        yield found(c, "believes", said_in(c, match))


def aim(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = said_in(c, match)
    row = text.lower().split()
    if len(row) > 1 and not _POINTS.intersection(row) and row[0] not in ("get", "see", "know", "be", "hear", "sleep"):
        yield found(c, "aims_at", re.sub(r" (?:one day|some ?day|eventually)$", "", text))


_POINTS = frozenset("them it this that him her you today tonight tomorrow weekend".split())


def team(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = said_in(c, match)
    if text[0].isupper() and text.lower() not in _NO_NAME | LANGUAGES and len(text.split()) < 4:
        yield found(c, "supports", text)


def crop(one: Noun) -> bool:
    """Whether it may grow in a garden: several of a kind, or a herb."""
    plural = one.low.endswith("s") and not one.low.endswith("ss")
    return (plural or one.low in CROPS) and one.low not in _NO_CROPS and not is_pet(one.low)


_NO_CROPS = frozenset(
    "kids children twins seeds clouds ideas questions hopes doubts funds doubts awareness eyebrows nails days plans "
    "moments relationships friends pupils students".split()
)


def charity(one: Noun) -> bool:
    return bool(_GOOD.search(one.low)) and not re.match(r"(?:my|the) (?:son|daughter|mother|father)", one.low)


_GOOD = re.compile(
    r"\b(?:shelter|food ?bank|hospice|soup (?:kitchen|run)|charity|kitchen|lifeboat|refuge|sanctuary|rescue"
    r"|red cross|library"
    r"|community|repair cafe|nursing home|homeless|foundation|centre|center|museum|scouts|cubs|brigade"
    r"|hospital|helpline"
    r"|samaritans|oxfam|church|school|club|home|garden|reserve|trust|station|society|unicef|caritas|parkrun|fund)\b"
)


def ended(relation: str, check: Check = anything, *, most: int = 6) -> Reader:
    """That the thing of group `x` holds no more."""

    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        one = noun(c, match, most=most)
        if one and check(one) and not denied(c, match):
            text = re.sub(r"(?i) (?:lessons?|class(?:es)?|course|diet)$", "", one.text)
            yield found(c, relation, text, ends=True, time=Time.TURN, confidence=0.85)

    return read


def dated_again(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A plan or an appointment on another day, or one that is off: off where the form has a group `off`."""
    text = said_in(c, match)
    low = text.lower()
    off = match.groupdict().get("off") is not None
    if not off and not TIMES.search(c.said, match.end("x")):
        return
    low = re.sub(r" appointment$", "", low)
    due = bool(DUE.fullmatch(low)) or text.lower().endswith(" appointment")
    if low in UNSAID or len(low.split()) > 6 or not (due or PARTY.search(low)):
        return
    what = re.sub(r"(?i) appointment$", "", text) if due else text
    yield found(
        c, "appointment" if due else "plans", what, ends=off, time=Time.NONE if off else Time.EVENT, confidence=0.85
    )


def dearer(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """What something costs now: the amount in group `m`, and what for in `x`."""
    what = said_in(c, match)
    if not BILL.search(what.lower()) or "ticket" in what.lower() or len(what.split()) > 4:
        return
    money = MONEY.search(c.said, match.start("m"))
    if money:
        amount = c.text[c.rest[c.place(money.start())].start : c.rest[c.place(money.end() - 1)].end]
        yield found(c, "pays", f"{amount} for {what[:1].lower() + what[1:]}", time=Time.TURN)


def alarm(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    clock = CLOCK.match("at " + match["x"])
    if clock and not re.search(r"\b(?:tomorrow|today|yesterday|tonight|last|was|woke)\b", c.said):
        yield found(c, "wakes_at", clock["at"], time=Time.TURN)


def weekly(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """Something on a day of every week: the day's first half in group `d`."""
    what = said_in(c, match)
    row = what.lower().split()
    if row and row[0] not in UNSAID | {"i", "we", "work", "home", "to"} and len(row) < 5 and not _SOMEBODY.search(what):
        day = match["d"].title() + "day"
        yield found(c, "habit", f"{what} on {day}", says=f"{{subject}} have(=has) {what} on {day}s.", time=Time.TURN)


_SOMEBODY = re.compile(r"^(?:stopped|quit|not|no)\b|'s\b|\b(?:me|us|him|them|teaching|taking)\b", re.IGNORECASE)


def no_more(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A taste that is gone; without "any more" a "not" says only what one does not like."""
    one = noun(c, match)
    bare = re.search(r"\b(?:not)\b", match[0]) and not re.search(r"^ (?:any ?more|any longer|now|these days|lately)",
                                                                 c.said[match.end() :])
    if one and taste(one) and not bare and not illness(one.low) and not one.low.endswith(("allergy", "allergies")):
        yield found(c, "likes", one, ends=True, time=Time.TURN, confidence=0.85)


def habit_over(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """What somebody goes to no more; without "any more" a "not" says nothing."""
    one = noun(c, match)
    bare = re.search(r"\bnot\b", match[0]) and not re.match(r" any", c.said[match.end() :])
    if one is None or one.text[0].isupper() or one.low in ("work", "school", "bed", "sleep"):
        return
    if not bare and sort(one) not in ("takes", "eats"):
        club = sort(one) == "member_of"
        yield found(c, "member_of" if club else "habit", one, ends=True, time=Time.TURN, confidence=0.75)


def given_up(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """What is done, taken or used no more; of a thing "I dropped it" says nothing of whose it is."""
    yield from (one for one in sorted_out(c, match) if one.relation not in ("owns", "drives"))
