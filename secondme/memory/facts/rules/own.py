"""What is said of something of somebody's: "my name is", "her birthday is", "my rent went up"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, thing, things
from secondme.memory.facts.relations import BONDS, FAVOURITES
from secondme.memory.facts.rules.amounts import MONEY
from secondme.memory.facts.rules.found import Found, Rules, Time, aim, found
from secondme.memory.facts.rules.owning import part, vehicle
from secondme.memory.facts.rules.pets import is_pet
from secondme.memory.facts.rules.places import place
from secondme.memory.facts.rules.planning import _DUE_AT, _PARTY, _time_in
from secondme.memory.facts.rules.trades import is_trade
from secondme.memory.facts.who import Who
from secondme.memory.facts.words import BREEDS, CROPS, HOMES, LANGUAGES, MAKES, OWNED, TOOLS, UNSAID

_JOB = frozenset(("job", "profession", "occupation", "trade", "day job", "current job", "new job", "work", "job title"))
_FIRM = frozenset(
    ("company", "employer", "workplace", "new employer", "current employer", "firm", "new company", "work")
)
_GOAL = re.compile(
    r"(?:(?:big|life|main|long-term|new|lifelong|greatest|next|ultimate|biggest|personal|secret|own) )*(?:goal|dream"
    r"|aim|ambition)s?$"
)
_TONGUE = frozenset(("native language", "mother tongue", "first language", "native tongue"))
_TOWN = frozenset(("hometown", "home town", "birthplace", "place of birth", "home country", "native country"))
_NAMES = frozenset(("name", "full name", "real name", "first name", "nickname"))
_HOBBY = re.compile(r"(?:\w+ )?(?:hobby|hobbies|passion|passions|pastime|favourite pastime|favourite hobby)$")
_DWELLINGS = frozenset(
    "home house flat apartment place studio address room cottage".split()
) | {"new place", "new flat", "new home"}
_BILL = re.compile(
    r"\b(?:rent|electricity|gas|internet|insurance|gym|childcare|parking|phone|water|mortgage|subscription|membership"
    r"|heating|bill|tuition|nursery|daycare|premium|fee|fees|tax|broadband|streaming|netflix|spotify|loan"
    r"|ticket|pass)\b"
)


def owned(c: Clause) -> Iterator[Found]:
    """A clause of the verb "be" about something of the subject's."""
    of = re.sub(r"^(?:own|current|present|actual|monthly) ", "", c.who.of)
    if not of:
        yield from _someone(c)
        return
    if c.can or not c.rest:
        return
    said = c.said
    noun = thing(c, 0)
    if of in _TONGUE and noun and not c.negative:
        yield found(c, "speaks", noun)
    elif of in _NAMES:
        if noun and not c.negative and not c.past and len(noun.low.split()) < 4:
            if c.who.me:
                yield found(c, "is_called", _name(noun.text), time=Time.NONE)
            else:
                yield from _called(c, noun)
    elif of in ("birthday", "date of birth", "bday", "b-day", "birth date", "birthdate"):
        yield from _dated(c, "born_on")
    elif "anniversary" in of or of in ("wedding day", "wedding date"):
        if c.who.me and (of in ("anniversary",) or "wedding" in of):
            yield from _dated(c, "anniversary")
    elif c.negative or c.future:
        return
    elif of in ("favourite team", "favorite team", "favourite club", "favourite football team") and noun:
        yield found(c, "supports", noun)
    elif (kind := re.sub(r"favorite", "favourite", of)).startswith("favourite ") and noun and noun.low not in UNSAID:
        yield from _favourite(c, kind.removeprefix("favourite "))
    elif of in _JOB and noun and not c.past and noun.head not in ("stressful", "boring", "hard", "fun", "great"):
        if (is_trade(noun.low) or c.rest[0].low in ("a", "an", "as")) and noun.low not in UNSAID:
            yield found(c, "works_as", noun)
    elif of in _FIRM and noun and noun.text[0].isupper() and not c.past:
        yield found(c, "works_at", noun)
    elif _GOAL.search(of) and not c.past and said.startswith("to ") and c.who.me:
        yield from aim(c, 1)
    elif (
        of.startswith("the ")
        and not (_PARTY.search(of) or _DUE_AT.search(of) or _BILL.search(of) or of.split()[-1] in OWNED)
    ):
        return
    elif (
        of == "team" and noun and not c.past and noun.low not in UNSAID and not re.match(r"\w+ing\b", said)
        and c.who.me
    ):
        if noun.text[0].isupper() or c.text == c.text.lower():
            yield found(c, "supports", noun)
    elif of in _DWELLINGS and re.match(r"(?:in|near|outside) ", said) and not c.past:
        if where := place(c):
            yield found(c, "lives_in", where)
    elif (
        of in ("city", "town", "village", "home city", "new home", "new city", "new town", "home") and noun
        and noun.text[0].isupper()
    ):
        yield found(c, "lives_in", noun)
    elif of in ("roots", "origins") and (where := place(c)):
        yield found(c, "comes_from", where, time=Time.NONE)
    elif (
        of in ("major", "degree", "field of study", "subject", "course of study", "university course") and noun
        and not c.past
    ):
        if noun.low not in UNSAID and noun.head not in ("hard", "boring", "interesting", "great", "fun", "tough"):
            yield found(c, "studies", re.sub(r"^in ", "", noun.text))
    elif of in ("commute", "way to work") and (match := re.match(r"(?:by|on) (?:the )?([\w-]+)", said)):
        yield found(c, "commutes_by", match[1] if match[1] != "foot" else "on foot")
    elif (of in _TOWN and noun) or (of == "nationality" and noun):
        yield found(c, "comes_from", noun, time=Time.NONE)
    elif _HOBBY.search(of):
        for one in things(c, 0):
            if match := re.match(r"(?:collecting|growing|playing|learning) (.+)", one.text):
                yield found(c, {"c": "collects", "g": "grows", "p": "plays", "l": "learns"}[one.low[0]], match[1])
            elif one.low not in UNSAID:
                yield found(c, "likes", one)
    elif of == "age" and (match := re.match(r"(\d{1,3})\b", said)):
        yield found(c, "age", match[1], time=Time.NONE)
    elif size := re.match(r"(?:(?P<what>[\w -]+) )?size(?: (?:in|for) (?P<of>[\w -]+))?$", of):
        if match := re.match(r"(?:an? )?([\w.]+)", said):
            what = size["what"] or size["of"]
            if what and match[1] not in UNSAID:
                yield found(c, "size", f"{_plural(what)} {match[1]}", time=Time.NONE)
    elif match := re.match(r"(?:an? )?size ([\w.]+)", said):
        yield found(c, "size", f"{of} {match[1]}", time=Time.NONE)
    elif of in ("height", "weight") and (match := re.match(
        r"\d[\d.,]* ?(?:m|cm|kg|kilos?|pounds|lbs?|stone|feet|ft|metres|meters)\b.*", said)):
        yield found(c, of, c.text[c.rest[0].start : c.rest[c.place(match.end() - 1)].end], time=Time.NONE)
    elif (
        of in ("blood type", "blood group")
        and (match := re.match(r"(a|b|ab|o) ?(?:\+|-|positive|negative|rh\S*)?", said))
    ):
        yield found(c, "blood_type", " ".join(c.text[c.rest[0].start : c.end].split()[:2]).rstrip(".,"), time=Time.NONE)
    elif money := MONEY.search(said):
        yield from _bill(c, of, money)
    elif (
        of in ("address", "home address", "postal address") and c.rest[0].low not in ("the", "not") and not c.past
        and (c.who.me or c.who.role)
    ):
        yield found(c, "address", " ".join(c.text[c.rest[0].start : c.end].split()), time=Time.NONE)
    elif of in ("email", "email address", "e-mail", "e-mail address", "mail") and "@" in said:
        yield found(c, "email", c.text[c.rest[0].start : c.end].split()[0], time=Time.NONE)
    elif re.match(r"(?:phone|mobile|cell|telephone)?(?: phone)? ?number$", of) and re.match(r"[+\d]", said):
        number = re.match(r"[+\d][\d ()/.-]*", c.text[c.rest[0].start : c.end])
        if number:
            yield found(c, "phone", number[0].strip(" .-/("), time=Time.NONE)
    elif (
        of.split()[-1] in HOMES and of in ("place", "home", "flat", "house", "apartment") and noun
        and noun.head in HOMES and c.who.me
    ):
        if c.rest[0].low in ("a", "an"):
            yield found(c, "home", noun)
    elif part(of) and re.match(r"(?:fine|ok|okay|better|healed|good|well|healthy)\b", said):
        if re.search(r"\b(?:again|now|fully|healed)\b", f"{said} {' '.join(c.adverbs)}"):
            yield found(c, "injured", of, ends=True, time=Time.TURN)
    elif part(of) and re.match(r"(?:broken|sprained|fractured|twisted|dislocated)\b", said) and not c.past:
        yield found(c, "injured", of)
    elif re.search(r"\b(?:stolen|lost)\b", said) and of.split()[-1] in OWNED and c.past:
        yield found(c, "owns", of.removeprefix("the "), ends=True, time=Time.TURN)
    elif of in BONDS and not c.who.me and (name := thing(c, 1 if re.match(r"(?:called|named) ", said) else 0)):
        if name.text[0].isupper() or said.startswith(("called", "named")):
            yield found(
                c, BONDS[of], _name(name.text), time=Time.NONE, says=f"{{whose}} {of} is called {_name(name.text)}."
            )
    elif re.search(r"\b(?:cancelled|canceled|called off)\b", said):
        yield from _off(c, of)
    elif (
        (re.match(r"(?:moved|postponed|rescheduled|pushed|changed|shifted|brought forward)\b", said) and _time_in(c))
        or _time_in(c)
    ):
        yield from _on(c, of)
    elif "idea of" in of or of.startswith("idea"):
        return


def _name(text: str) -> str:
    return text if text != text.lower() else text.title()


def _plural(what: str) -> str:
    return {
        "shoe": "shoes", "jacket": "jackets", "ring": "rings", "glove": "gloves", "dress": "dresses"
    }.get(what, what)


def _called(c: Clause, noun: Noun) -> Iterator[Found]:
    """ "My sister's name is Ana", "her name is Ana"."""
    relation = BONDS.get(c.who.role)
    if relation:
        yield from bond(c, c.who.role, _name(noun.text))


def bond(c: Clause, role: str, name: str, *, ends: bool = False, replaces: str = "") -> Iterator[Found]:
    """Somebody of the speaker's by name."""
    relation = BONDS.get(role)
    if relation and name.lower() not in TOOLS | LANGUAGES | MAKES:
        owner = _me(c)
        plain = role.replace("-", " ") if role == "best-friend" else role
        thing_ = f"{plain} {name}" if relation == "has_pet" else name
        yield found(
            c, relation, thing_, says=f"{{whose}} {plain} is called {name}.", time=Time.NONE, ends=ends,
            replaces=replaces, who=owner
        )


def _dated(c: Clause, relation: str) -> Iterator[Found]:
    text = c.text[c.rest[0].start : c.end]
    day = dating.date(text)
    if day and not c.negative:
        template = "{whose} birthday is on " if relation == "born_on" else "{whose} anniversary is on "
        yield found(c, relation, day[0], says=template + day[1] + ".", time=Time.NONE)


_KINDS = {"color": "colour", "movie": "film", "café": "cafe", "show": "series", "tv show": "series"}


def _favourite(c: Clause, kind: str) -> Iterator[Found]:
    kind = _KINDS.get(kind, kind)
    if c.past:
        return
    if kind in FAVOURITES:
        if one := thing(c, 0, within=frozenset(("with", "about"))):
            yield found(c, f"favourite_{kind}", one)
    elif kind in ("team", "football team", "club"):
        if noun := thing(c, 0):
            yield found(c, "supports", noun)
    elif (noun := thing(c, 0)) and len(kind.split()) < 3:
        yield found(c, "likes", noun)


def _bill(c: Clause, of: str, money: re.Match[str]) -> Iterator[Found]:
    amount = c.text[c.rest[c.place(money.start())].start : c.rest[c.place(money.end() - 1)].end]
    if of in ("salary", "income", "pay", "wage"):
        yield found(c, "salary", amount)
    elif _BILL.search(of) and not c.past:
        yield found(c, "pays", f"{amount} for {of}")


def rises(c: Clause) -> Iterator[Found]:
    """ "My rent went up to 980 euros"."""
    money = MONEY.search(c.said)
    of = c.who.of.removeprefix("the ")
    if (
        c.who.of and money and re.search(r"\bto (?:\w+ )?$", c.said[: money.start()]) and not c.negative
        and _BILL.search(of)
    ):
        amount = c.text[c.rest[c.place(money.start())].start : c.rest[c.place(money.end() - 1)].end]
        yield found(c, "pays", f"{amount} for {of}", time=Time.TURN)


def costs(c: Clause) -> Iterator[Found]:
    """ "The gym costs 35 pounds"."""
    if "ticket" in c.who.of:
        return
    money = MONEY.search(c.said)
    of = c.who.of.removeprefix("the ")
    if c.who.of and money and not c.negative and not c.past and (_BILL.search(of)):
        amount = c.text[c.rest[c.place(money.start())].start : c.rest[c.place(money.end() - 1)].end]
        yield found(c, "pays", f"{amount} for {of}")


def _kind(of: str) -> tuple[str, str]:
    """Of "dentist appointment" the relation and what it is."""
    bare = re.sub(r"^(?:the|my|our) ", "", of)
    if bare.endswith((" appointment", " visit", " session")):
        return "appointment", bare.rsplit(" ", 1)[0]
    if _DUE_AT.fullmatch(bare):
        return "appointment", bare
    return ("plans", bare) if _PARTY.search(bare) else ("", bare)


def _off(c: Clause, of: str) -> Iterator[Found]:
    relation, what = _kind(of)
    if relation:
        yield found(c, relation, what, ends=True, time=Time.NONE)


def _on(c: Clause, of: str) -> Iterator[Found]:
    if c.past and not re.match(r"(?:moved|postponed|rescheduled|pushed|changed|shifted|brought)\b", c.said):
        return
    relation, what = _kind(of)
    if relation and not c.negative:
        what = re.sub(r"^(?:next|new) ", "", what)
        yield found(c, relation, what, time=Time.EVENT)


def _someone(c: Clause) -> Iterator[Found]:
    """ "My boss is Ana", "my car is a Skoda", "my dentist is on Friday", "my dog is a beagle"."""
    role = c.who.role
    if not role or c.negative or not c.rest:
        return
    said = c.said
    noun = thing(c, 0, most=5)
    if role in ("car", "van", "motorbike", "bike") and c.who.me is False:
        if (
            noun and role != "bike"
            and (vehicle(noun) or (c.rest[0].low in ("a", "an") and any(w[0].isupper() for w in noun.text.split())))
        ):
            yield found(c, "drives", noun, who=_me(c))
        return
    if (
        _DUE_AT.fullmatch(c.who.word or role) and re.match(r"(?:on |in |tomorrow|next |at |now )", said + " ")
        and _time_in(c) and not c.past
    ):
        yield found(c, "appointment", c.who.word or role, time=Time.EVENT, who=_me(c))
        return
    if c.who.thing and noun and c.rest[0].low in ("a", "an"):
        kind = noun.low.split(" and ")[0]
        if kind.split()[-1] in BREEDS or " ".join(kind.split()[-2:]) in BREEDS or is_pet(kind):
            yield found(c, "is_a", noun, time=Time.NONE)
    if noun and BONDS.get(role) and not c.who.key.istitle() and not c.past and re.match(r"(?:called|named) ", said):
        noun = thing(c, 1)
        if noun:
            yield from bond(c, role, _name(noun.text))


def _me(c: Clause) -> Who:
    """Whose it is what a clause is about."""
    return c.who.owner


_DYING = frozenset("phone laptop computer car battery tablet watch hope love printer camera drone bike".split())


def ends(c: Clause) -> Iterator[Found]:
    """ "Our dog Otto died", "Otto passed away", "my tomatoes died", "my wrist has fully healed"."""
    if c.negative or c.can or c.future or (c.who.me and not c.who.of):
        return
    if c.verb == "pass" and not c.said.startswith("away"):
        return
    if c.verb in ("heal", "recover"):
        if part(c.who.of):
            yield found(c, "injured", c.who.of, ends=True, time=Time.TURN)
        return
    if c.verb == "break":
        last = c.who.of.split()[-2:]
        if last and (last[-1] in OWNED or " ".join(last) in OWNED) and "thr" in c.text:
            yield found(c, "owns", c.who.of.removeprefix("the "), ends=True, time=Time.TURN)
        return
    role = c.who.role
    if c.who.of:
        several = c.who.of.endswith("s") and not c.who.of.endswith("ss")
        crop = several or c.who.of in CROPS
        if c.who.me and crop and c.verb == "die" and not c.who.of.startswith("the ") and c.who.of not in _DYING:
            yield found(c, "grows", c.who.of, ends=True, time=Time.TURN)
        return
    if BONDS.get(role) == "has_pet":
        name = c.who.key if not c.who.key.startswith("your ") else role
        yield found(
            c, "has_pet", name, ends=True, time=Time.TURN, who=_me(c),
            says=f"{{subject}} no longer have(=has) {name}."
        )
    elif not role and c.who.key.istitle() and c.verb == "pass":
        yield found(c, "has_pet", c.who.key, ends=True, time=Time.TURN, who=_me(c), confidence=0.6,
                    says=f"{{subject}} no longer have(=has) {c.who.key}.")  # fmt: skip


def born(c: Clause) -> Iterator[Found]:
    """ "I was born on 5 May 1990", "I was born in Lima"."""
    if c.who.of or c.negative or c.verb != "be" or not c.said.startswith("born"):
        return
    text = c.text[c.rest[0].start : c.end]
    day = dating.date(text)
    if day:
        yield found(c, "born_on", day[0], says="{whose} birthday is on " + day[1] + ".", time=Time.NONE)
    for match in re.finditer(r"\b(?:in|near) (?=\S)", c.said):
        noun = thing(c, c.place(match.end()))
        if noun and not re.match(
            r"(?:\d|the \d|january|february|march|april|may|june|july|august|september|october|november|december"
            r"|spring|summer|winter|autumn)"
        , noun.low) and noun.head not in ("hospital", "family", "year", "eighties", "nineties"):
            yield found(c, "comes_from", noun, time=Time.NONE)
            return


def married(c: Clause) -> Iterator[Found]:
    """ "We were married on 5 May", "we celebrate our anniversary on 5 May"."""
    if not c.who.me or c.who.of or c.negative:
        return
    said = c.said
    wed = c.past and (c.verb == "marry" or (c.verb in ("be", "get") and said.startswith("married")))
    if wed or (c.verb == "celebrate" and "anniversary" in said):
        day = dating.date(c.text[c.rest[0].start : c.end]) if c.rest else None
        if day and "who" not in said:
            yield found(c, "anniversary", day[0], says="{whose} anniversary is on " + day[1] + ".", time=Time.NONE)


def turned(c: Clause) -> Iterator[Found]:
    """ "I just turned 40"."""
    match = re.match(r"(\d{1,3})(?!\w| (?:degrees|percent|pages|down|off|up|to))", c.said)
    if match and not c.who.of and (c.past or c.perfect) and not c.negative:
        yield found(c, "age", match[1], time=Time.NONE)


RULES: Rules = {
    "be": (owned, born, married), "die": (ends,), "pass": (ends,), "heal": (ends,), "recover": (ends,),
    "break": (ends,),
    "go": (rises,), "cost": (costs,), "rise": (rises,), "increase": (rises,), "get": (married,),
    "marry": (married,), "celebrate": (married,), "turn": (turned,),
}  # fmt: skip
