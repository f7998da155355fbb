"""Readers of turns of phrase: what a group of a form must be, and what it then states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, thing
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.rules.own import bond
from secondme.memory.facts.rules.owning import illness, part, vehicle
from secondme.memory.facts.rules.pets import is_pet
from secondme.memory.facts.rules.readers import CALLED_SO
from secondme.memory.facts.rules.sorts import sort
from secondme.memory.facts.rules.studying import MODES
from secondme.memory.facts.rules.trades import is_trade
from secondme.memory.facts.verbs import BASE, PARTICIPLE, PAST, form
from secondme.memory.facts.who import plain_name, role_of
from secondme.memory.facts.words import DIETS, FAITHS, HOMES, LANGUAGES, MAKES, NATIONS, OWNED, TOOLS, UNSAID

Reader = Callable[[Clause, re.Match[str]], Iterator[Found]]
Check = Callable[[Noun], bool]
_NO_NAME = UNSAID | frozenset(
    "i he she they we my our your the his her their who and but so then now today yesterday tomorrow monday tuesday "
    "wednesday thursday friday saturday sunday christmas easter god mum mom dad everyone people kids life work home "
    "sorry thanks please hello hi yes no ok okay well oh lad lads bloke woman man guy girl boy someone"
    " somebody everything "
    "nothing something anyone what this that it there mine tea coffee cat dog life music love only just even"
    " not never still "
    "new old good bad great all any each every back another one two three".split()
)
NAME = r"(?P<x>[a-z][\w'-]*[\w])"
N = r"(?P<x>(?!(?:i|we|it|that|this|he|she|they|you|there|what|which|who|and|but|so)\b)[\w][^,.;:!?()]*?)"


def noun(c: Clause, match: re.Match[str], group: str = "x", most: int = 6) -> Noun | None:
    """The thing that begins where a group does; within the group, where it ends before something else."""
    if match[group] is None:
        return None
    first, last = c.place(match.start(group)), c.place(match.end(group) - 1)
    one = thing(c, first, most=min(most, last - first + 1), whole=True)
    return one if one and one.low not in UNSAID else None


def said_in(c: Clause, match: re.Match[str], group: str = "x") -> str:
    """The words of a group as they were written, without what leads to a thing."""
    first, last = c.rest[c.place(match.start(group))], c.rest[c.place(match.end(group) - 1)]
    text = " ".join(c.text[first.start : last.end].split())
    return re.sub(r"^(?:(?:an?|the|some|my|our|that|this) )+(?=\S)", "", text, flags=re.IGNORECASE)


def anything(_: Noun) -> bool:
    return True


def named(one: Noun) -> bool:
    """Whether it is written as a name."""
    return one.text[0].isupper() and one.low not in _NO_NAME


def place(one: Noun) -> bool:
    return named(one) and one.low not in NATIONS | LANGUAGES | TOOLS | MAKES and not is_trade(one.low)


def trade(one: Noun) -> bool:
    return is_trade(one.low)


_SHORTEST = 5
"""Letters of what is no medicine."""


def drug(one: Noun) -> bool:
    if medicine(one.low):
        return True
    plain = one.text.islower() and one.low.isalpha() and len(one.low) > _SHORTEST and not role_of(one.low.split())[0]
    return plain and one.low not in TOOLS | _NO_DRUGS


_NO_DRUGS = frozenset(
    "coffee holiday holidays vacation probation parole strike duty benefits budget schedule sunday sunday "
    "speakerphone trial standby speed social offence crutches antibiotic friday tomorrow mornings nights twitter "
    "facebook instagram pension maternity paternity sabbatical leave chocolate alcohol cigarettes sugar course "
    "track course break campus foot message".split()
)


def is_medicine(one: Noun) -> bool:
    return medicine(one.low)


def ill(one: Noun) -> bool:
    return illness(one.low)


def limb(one: Noun) -> bool:
    return part(one.low)


def dwelling(one: Noun) -> bool:
    return one.head in HOMES and one.text[0].islower() and one.low not in ("home", "place", "room", "house", "street")


def diet(one: Noun) -> bool:
    return one.low != "diabetic" and one.low.removesuffix(" diet").removesuffix(" food") in DIETS


def faith(one: Noun) -> bool:
    return one.low in FAITHS


def tongue(one: Noun) -> bool:
    return one.low in LANGUAGES


def owned(one: Noun) -> bool:
    return one.head in OWNED and one.head not in HOMES


def car(one: Noun) -> bool:
    """A car by its make: "the car" by itself says little."""
    return vehicle(one) and any(word in MAKES for word in one.low.split())


def animal(one: Noun) -> bool:
    return is_pet(one.low)


def taste(one: Noun) -> bool:
    """Whether one may like it: no person by their role, nothing that only points."""
    words = one.low.split()
    pointing = UNSAID | {"being", "having", "getting", "going", "even"}
    return words[0] not in pointing and not role_of(words[:1])[0] and one.low not in _NO_TASTE


_NO_TASTE = frozenset(
    "job day days week time people man woman person world life work home today moment minute year years answer "
    "question way reason place idea problem thing things lot rest end fun".split()
)


def states(
    relation: str, check: Check = anything, *, ends: bool = False, time: Time | None = None, lead: str = "",
    replaced: bool = False, confidence: float = 0.85,
) -> Reader:
    """That the thing of group `x` stands in a relation; what group `y` names, it replaces."""

    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        one = noun(c, match)
        if one is None or not check(one):
            return
        old = noun(c, match, "y") if "y" in match.re.groupindex else None
        if replaced and (old is None or not check(old)):
            return
        what = f"{lead}{one.text}" if lead else one
        if relation == "eats":
            what = re.sub(r"(?i) (?:diet|food)$", "", one.text)
        yield found(
            c, relation, what, ends=ends, time=time or (Time.TURN if ends or replaced else Time.STATE),
            replaces=old.text if old else "", confidence=confidence,
        )  # fmt: skip

    return read


_TOWNS = re.compile(
    r"\b(?:moved?|moving|live|living|home|city|town|village|sea|coast|beach|country|countryside|island|rent|flat"
    r"|house|street|winters?|weather|damp|rain|sun"
    r"|heat|neighbours?|boxes|settled|relocated|capital|hills|mountains|river)\b"
)


def town_for_town(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """ "We swapped Leeds for Ghent", where something tells that towns are meant: programs are swapped as well."""
    if _TOWNS.search(c.text.lower()) or c.said.startswith("we "):
        yield from states("lives_in", place, replaced=True)(c, match)


def denied(c: Clause, match: re.Match[str]) -> bool:
    """Whether a "not" without "any more" says that something does not hold, not that it ended."""
    return bool(re.search(r"\bnot\b", match[0])) and not _NO_MORE.search(c.said, match.start())


_NO_MORE = re.compile(r"\b(?:any ?more|any longer|these days|now)\b")


def words(relation: str, *, ends: bool = False, most: int = 6, time: Time | None = None) -> Reader:
    """That the very words of group `x` stand in a relation."""

    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        text = said_in(c, match)
        row = text.lower().split()
        if ends and denied(c, match):
            return
        if row and row[0] not in UNSAID and len(row) <= most and "not" not in row:
            yield found(c, relation, text, ends=ends, time=time or (Time.TURN if ends else Time.STATE), confidence=0.85)

    return read


def somebody(role: str, *, ends: bool = False) -> Reader:
    """That somebody named in group `x` is this to the person."""

    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        if ends and denied(c, match):
            return
        for group in ("x", "y"):
            if group not in match.re.groupindex or match[group] is None:
                continue
            token = c.rest[c.place(match.start(group))]
            lower = c.text == c.text.lower() and plain_name(token.low)
            known = token.low in _NO_NAME | LANGUAGES | TOOLS | MAKES or role_of([token.low])[0]
            if known or not (token.capital or lower):
                return
            row = [token.word if token.capital else token.word.title()]
            last = c.place(match.end(group) - 1)
            row += [one.word for one in c.rest[c.place(match.start(group)) + 1 : last + 1] if one.capital]
            yield from bond(c, role, " ".join(row), ends=ends)

    return read


def kin_of(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """ "Ivo, that's my brother": the role stands in group `k`."""
    role, several, _ = role_of(match["k"].split())
    if role and not several:
        yield from somebody(role)(c, match)


def prefers(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    one, other = said_in(c, match), said_in(c, match, "y")
    row = [*one.lower().split(), *other.lower().split()]
    past = any(form(word, PAST, PARTICIPLE, BASE) and word not in ("cook", "bike", "walk") for word in row[:1])
    if len(row) < 9 and not past and not {"i", "we", "it", "that", "this", "not"}.intersection(row):
        yield found(c, "prefers", f"{one} over {other}", time=Time.NONE)


def sorted_out(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """That something is over, the relation told by what it is."""
    one = noun(c, match)
    relation = sort(one) if one and not denied(c, match) else ""
    if one and relation and relation not in ("home", "has_condition", "has_pet"):
        yield found(c, relation, one, ends=True, time=Time.TURN, confidence=0.85)


def swapped(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """One thing in the place of another of its sort."""
    new, old = noun(c, match), noun(c, match, "y")
    if new is None or old is None:
        return
    one, other = sort(new), sort(old)
    relation = one or other
    if relation and (not one or not other or one == other) and relation not in ("has_condition", "has_pet"):
        yield found(c, relation, new, time=Time.TURN, replaces=old.text, confidence=0.85)


def commute(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    mode = match["x"]
    told = {"cycle": "bike", "bicycle": "bicycle", "walk": "foot", "foot": "foot"}.get(mode, mode)
    if told in MODES or told in ("foot", "bike"):
        yield found(c, "commutes_by", told)


def pet(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """An animal with its name: kind in group `k`, name in `x`."""
    token = c.rest[c.place(match.start("x"))]
    kind = match["k"] or ""
    lower = c.text == c.text.lower() and plain_name(token.low)
    title = token.low in ("señor", "señora", "mr", "mrs", "miss")
    if is_pet(kind) and (token.capital or lower) and not title and token.low not in _NO_NAME:
        name = token.word if token.capital else token.word.title()
        yield found(c, "has_pet", f"{kind} {name}", says=f"{{whose}} {kind} is called {name}.", time=Time.NONE)


def pet_gone(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    one = noun(c, match, most=3)
    if one and (named(one) or is_pet(one.low)):
        says = f"{{subject}} no longer have(=has) {one.text}."
        yield found(c, "has_pet", one, ends=True, time=Time.TURN, says=says)


def called(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    token = c.rest[c.place(match.start("x"))]
    after = c.place(match.start("x")) + 1
    owner = after < len(c.rest) and c.rest[after].low == "'s"
    kind = owner or is_trade(token.low) or bool(role_of([token.low])[0])
    known = kind or token.low in _NO_NAME | CALLED_SO | DIETS | FAITHS | NATIONS
    if known or not (token.capital or c.text == c.text.lower()):
        return
    yield found(c, "is_called", token.word if token.capital else token.word.title(), time=Time.NONE)
