"""Frames for those around: how they are called, and what is told of them between commas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import (
    ADJ,
    AGE,
    KIN,
    MY_KIN,
    NAME,
    PLACE,
    ROLES,
    bare,
    digits,
    employer,
    is_name,
    is_place,
    trade,
)
from secondme.memory.facts.relations import BONDS
from secondme.memory.facts.rules.being import NUMBER
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.owning import illness
from secondme.memory.facts.who import Who
from secondme.memory.facts.words import DIETS, IS_ILL

_MY = "my our"
_DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"


def _role(match: re.Match[str]) -> str:
    return ROLES[match["k"].lower()]


def _whom(seen: Seen, match: re.Match[str]) -> Who:
    """Who is spoken of: the role, with the name where one stands there."""
    name = bare(match["n"]) if match.re.groupindex.get("n") and match["n"] and is_name(match["n"]) else ""
    return seen.circle.mine(_role(match), name)


def _tie(seen: Seen, match: re.Match[str], role: str, name: str) -> Iterator[Found]:
    relation = BONDS.get(role, "")
    if not relation:
        return
    seen.circle.names.setdefault(role, name)
    seen.circle.roles.setdefault(name.lower(), role)
    said = role.replace("-", " ") if role == "best-friend" else role
    yield seen.found(relation, name, match, says=f"{{whose}} {said} is called {name}.")


def _named(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """Somebody of the speaker's: role in `k`, name in `n`."""
    name = bare(match["n"])
    if is_name(name):
        yield from _tie(seen, match, _role(match), name)


def _as(role: str) -> Reader:
    """Somebody whose role the form tells."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        name = bare(match["n"])
        if is_name(name):
            yield from _tie(seen, match, role, name)

    return read


def _titled(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """ "Auntie Jean" of somebody who speaks of their own."""
    name = bare(match["n"])
    role = ROLES.get(match["k"].lower(), "")
    if is_name(name) and name.lower() not in ("sam", "ben", "sally", "smith", "fester", "bob's", "claus", "monty"):
        yield from _tie(seen, match, role, name)


def _two(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    word = match["s"].lower()
    role = {"twins": "child", "kids": "child", "boys": "son", "girls": "daughter", "children": "child",
            "lads": "son"}.get(word) or ROLES.get(word.removesuffix("s"), "")  # fmt: skip
    for group in ("n", "m"):
        if is_name(bare(match[group])):
            yield from _tie(seen, match, role, bare(match[group]))


def _said_of(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A trade, an employer and a place of somebody: what follows group `at`."""
    who = _whom(seen, match)
    yield from earns(seen, match, who, match.end())


def earns(seen: Seen, match: re.Match[str], who: Who, at: int) -> Iterator[Found]:
    """The trade that begins at a place, and the employer and the town that follow it."""
    found = trade(seen.text, at)
    if found is None:
        return
    said, end = found
    if re.compile(r",? (?:would|could|might|said|wrote|wanted)\b|'s|’s").match(seen.text, end):
        return
    yield seen.found("works_as", said, match, who=who, end=end)
    place = re.compile(rf" (?:here |over |out |up |down |back )?in {PLACE}").match(seen.text, end)
    firm = re.compile(r" (?:at|for|with) (?=\S)").match(seen.text, end)
    if place and is_place(place["p"]):
        yield seen.found("lives_in", bare(place["p"]), match, who=who, end=place.end())
    elif firm and (works := employer(seen.text, firm.end())):
        yield seen.found("works_at", works[0], match, who=who, end=works[1])


def _lives(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if is_place(match["p"]):
        yield seen.found("lives_in", bare(match["p"]), match, who=_whom(seen, match))


def _employed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if works := employer(seen.text, match.end()):
        yield seen.found("works_at", works[0], match, who=_whom(seen, match), end=works[1])


def _aged(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    who = _whom(seen, match)
    if re.search(r"\b(?:kilos?|kg|stone|pounds|lbs?|cm)\b", seen.text, re.IGNORECASE):
        return
    yield seen.found("age", digits(match["age"]), match, who=who)


def _called_and_aged(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    yield from _named(seen, match)
    yield from _aged(seen, match)


def _is_so(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """A diet or an illness of somebody, in group `x`."""
    word = match["x"].lower()
    who = _whom(seen, match)
    if word in DIETS and word not in ("diabetic",):
        yield seen.found("eats", word, match, who=who, says="{subject} are(=is) {object}.")
    elif word in IS_ILL:
        yield seen.found("has_condition", IS_ILL[word], match, who=who)
    elif word == "retired":
        yield seen.found("status", "retired", match, who=who)


def _ill(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if illness(match["x"].lower()):
        yield seen.found("has_condition", match["x"], match, who=_whom(seen, match))


def _aged_name(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    name = bare(match["n"])
    if is_name(name) and name.lower() in seen.circle.roles:
        yield seen.found("age", digits(match["age"]), match, who=seen.circle.named(name))


def _born(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    day = dating.date(match["d"])
    if day:
        says = "{whose} birthday is on " + day[1] + "."
        yield seen.found("born_on", day[0], match, who=_whom(seen, match), says=says)


_N = rf"(?: {NAME})?"
_OF_N = rf"(?:,? {NAME},?)?"
_UPON = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_DATE = rf"(?P<d>(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_UPON}|{_UPON} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?)"
_YEARS = r"(?:[- ]?(?:years?|yrs?)[- ]?old|[- ]?y/?o)"
_WORK_KIN = r"(?P<k>boss|manager|supervisor|line manager|team lead|lead|head of department|foreman|colleague|coworker)"
_KNOWN = (
    r"(?P<k>neighbou?r|landlord|landlady|vet|plumber|mechanic|dentist|gp|cleaner|nanny|childminder|gardener|tutor"
    r"|physio|hairdresser|barber|lodger|boss|flatmate|housemate|babysitter|accountant|solicitor)"
)


def _last(seen: Seen, match: re.Match[str]) -> Who | None:
    """Who was spoken of last before a place, where it is somebody known by name or role."""
    word = match[0][:3].strip().lower().rstrip("'’s") if match[0][:2].lower() == "he" else "she"
    sex = "he" if match[0][:2].lower() == "he" else "she"
    before = seen.turn[: seen.start + match.start()].lower()
    row = [(before.rfind(name), name) for name in seen.circle.roles if re.search(rf"\b{re.escape(name)}\b", before)]
    del word
    if not row:
        return None
    _, name = max(row)
    who = seen.circle.named(next((one for one in seen.circle.names.values() if one.lower() == name), name.title()))
    return who if who.sex in ("", sex) and BONDS.get(who.role) != "has_pet" else None


def _they(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    who = _last(seen, match)
    if who is not None:
        yield from earns(seen, match, who, match.end())


def _old(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    who = _last(seen, match)
    if who is not None and not re.search(r"\b(?:kilos?|kg|stone|pounds|cm)\b", seen.text, re.IGNORECASE):
        half = " and a half" if " and a half" in match[0] else ""
        yield seen.found("age", digits(match["age"]) + half, match, who=who)


def _parent(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    name = bare(match["n"])
    if is_name(name):
        role = ROLES.get(match["k"].lower(), "mother")
        yield from _tie(seen, match, role, name)
        if match["age"]:
            yield seen.found("age", digits(match["age"]), match, who=seen.circle.mine(role, name))


def _offspring(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    """ "My 8-year-old, Mira": a child."""
    name = bare(match["n"])
    if is_name(name):
        yield from _tie(seen, match, "child", name)
        yield seen.found("age", digits(match["age"]), match, who=seen.circle.mine("child", name), time=Time.NONE)


PEOPLE: tuple[Frame, ...] = (
    # How they are called.
    frame(_MY, rf"{MY_KIN},? {NAME}(?!['’]s \w+ing)", _named, firm=False),
    frame(_MY, rf"{MY_KIN}(?: is|['’]s|, (?:who is|who['’]s))?,? (?:called|named) {NAME}", _named, firm=False),
    frame(_MY, rf"\b{NAME}(?:, (?:who is|who['’]s|that is|that['’]s|aka)| is| was|['’]s(?: been)?) {MY_KIN}"
          r"(?!['’]s| (?:and|or) (?:my|our)\b)", _named, firm=False),
    frame(_MY, rf"\b{NAME}(?:,| \() {MY_KIN}(?=[,.;)!]|$)", _named, firm=False),
    frame("of", rf"\b(?:a|an|one|this|that|old|good) {ADJ}{KIN} of (?:mine|ours),? (?:called |named )?{NAME}", _named,
          firm=False),
    frame("the", rf"\bthe {_KNOWN}, {NAME}(?=,)", _named, firm=False),
    frame("auntie aunty aunt uncle nonno nonna grandpa grandma granny nan nana gran oma opa tita tito tía tío tia tio "
          "abuela abuelo cousin lola lolo zia zio grandad granddad grand-aunt great-aunt great-uncle",
          rf"\b(?P<k>(?-i:Auntie|Aunty|Aunt|Uncle|Nonno|Nonna|Grandpa|Grandma|Granny|Nan|Nana|Gran|Oma|Opa|Tita|Tito"
          rf"|Tía|Tío|Tia|Tio|Abuela|Abuelo|Cousin|Lola|Lolo|Zia|Zio|Grandad|Granddad|Grand-aunt|Great-aunt"
          rf"|Great-uncle)) {NAME}", _titled, firm=False),
    frame("twins kids boys girls daughters sons brothers sisters cousins children lads parents flatmates",
          rf"\b(?:my|our|the) (?:\w+ )?(?P<s>twins|kids|boys|girls|daughters|sons|brothers|sisters|cousins|children"
          rf"|lads|flatmates),? {NAME} (?:and|&) {NAME.replace('<n>', '<m>')}", _two, firm=False),
    frame("next door across upstairs downstairs", rf"\b{NAME},? (?:from |who lives )?(?:next door|across the (?:hall"
          r"|road|street|landing)|upstairs|downstairs)\b", _as("neighbour"), firm=False),
    frame("team work office desk job", rf"\b{NAME},? (?:(?:who(?: is|['’]s) )?(?:in|on) my team|from work|at work|from "
          r"(?:the|my) office|who sits (?:next to|opposite) me)\b", _as("colleague"), firm=False),
    frame("report", rf"\bI (?:now )?report (?:directly )?to (?:(?:a|an) (?:lady|man|woman|guy|bloke) called )?{NAME}",
          _as("boss")),
    frame("my our", rf"\b(?:my|our) (?:\w+ )?(?:new )?lead(?: is|,)? {NAME}", _as("boss"), firm=False),
    frame("lady man woman guy bloke fella", rf"\bnew boss\b[^.!?]{{0,30}}?\ba (?:lady|man|woman|guy|bloke|fella)"
          r" called "
          rf"{NAME}", _as("boss")),
    frame("married", rf"\b(?:married to|since I married) {NAME}", _as("partner"), firm=False),
    frame("married wed engaged", rf"\b{NAME} and I (?:are |have been |got |were |just |finally )*(?:married|wed"
          r"|engaged|getting married|tying the knot)\b", _as("partner")),
    frame("flat house live share living sharing flatshare", r"\bI (?:live|share|am living|'m living|'m sharing)(?: \w+)"
          rf"{{0,4}} with (?:my {ADJ})?(?P<k>flatmate|housemate|roommate),? {NAME}", _named, firm=False),
    # What they are and do.
    frame(_MY, rf"{MY_KIN}{_OF_N}, (?:an?|the|our) (?=\w)", _said_of, firm=False),
    frame(_MY, rf"{MY_KIN}{_OF_N},? who(?: is|['’]s| works as| was| has been)? (?:an?|the) (?=\w)", _said_of,
          firm=False),
    frame(_MY, rf"{MY_KIN}{_N}(?: is|['’]s) an? (?=\w)", _said_of),
    frame(_MY, rf"{MY_KIN}{_OF_N},? who (?:works|['’]s|is)(?: \w+ly| nights)? (?:at|for) (?=\w)",
          _employed, firm=False),
    frame(_MY, rf"{MY_KIN}{_N} (?:works|is working)(?: nights| days| part[- ]time)? (?:at|for) (?=\w)", _employed),
    frame(_MY, rf"{MY_KIN}{_N}(?:,? who(?: lives|['’]s| is| moved))?(?: over| out| back| up| down)? (?:in|near|to) "
          rf"{PLACE}", _lives, firm=False),
    frame(_MY, rf"{MY_KIN}{_N}(?: lives| is|['’]s)(?: over| out| back| up| down| now)? in {PLACE}", _lives),
    frame(_MY, rf"{MY_KIN}{_N},? (?:who (?:runs|has|owns|works|teaches|studies|is|['’]s|goes)|(?:is|['’]s) "
          r"(?:studying|working|living|teaching|doing|training|based|at (?:uni|college|school)))"
          rf"(?: [\w'’-]+){{0,4}}? (?:in|near) {PLACE}", _lives, firm=False),
    frame("he she he's she's", r"\b(?:he|she)(?:['’]s| is) an? (?=\w)",
          _they, firm=True),
    frame("he she he's she's", rf"\b(?:he|she)(?:['’]s| is) (?:now |only |just |already )?(?P<age>{NUMBER}|one|two"
          rf"|three|four|five|six|seven|eight|nine)(?: and a half)?{_YEARS}?(?=[,.;!?)]| and | but | so |$)",
          _old, firm=False),
    frame("mum mom dad mam mammy papa granny grandma grandpa gran nan nana", r"(?P<k>(?-i:Mum|Mom|Dad|Mam|Mammy"
          rf"|Papa|Granny|Grandma|Grandpa|Gran|Nan|Nana)) ?\({NAME}(?:, {AGE})?(?=[,)])",
          _parent, firm=False),
    # How old they are.
    frame(_MY, rf"\b(?:my|our) (?:\w+ )?{AGE}{_YEARS} (?:\w+ )?{KIN}(?:,? {NAME})?", _aged, firm=False),
    frame(_MY, rf"{MY_KIN} ?\({NAME}, {AGE}(?=[,)])", _called_and_aged, firm=False),
    frame(_MY, rf"{MY_KIN}{_N} ?\((?:aged? |now )?{AGE}\)", _aged, firm=False),
    frame(_MY, rf"{MY_KIN}{_N}, (?:aged? |now |who(?: is|['’]s) )?{AGE}{_YEARS}?(?=[,.]|$)", _aged, firm=False),
    frame(_MY, rf"{MY_KIN}{_N}(?: is|['’]s|,? who(?: is|['’]s)) (?:now |only |already |just )?{AGE}{_YEARS}?"
          r"(?=[,.;!)]| and | but | so |$)", _aged, firm=False),
    frame(_MY, rf"{MY_KIN}{_N} (?:(?:is|['’]s) )?(?:just |recently )?turned {AGE}\b", _aged, firm=False),
    frame(_MY, rf"\b(?:my|our) {AGE}{_YEARS},? {NAME}", _offspring, firm=False),
    # Diets, illnesses, birthdays.
    frame(_MY, rf"\b(?:my|our) (?:\w+ )?(?P<x>vegan|vegetarian|pescatarian|coeliac|celiac|diabetic|asthmatic|dyslexic"
          rf"|autistic|epileptic|retired) {KIN}(?:,? {NAME})?", _is_so, firm=False),
    frame(_MY, rf"{MY_KIN}{_N}['’]s (?P<x>[\w-]+(?: \w+)?)(?=[,.!?]| is| has| and| got| means|$)", _ill, firm=False),
    frame(_MY, rf"{MY_KIN}{_N}(?:,? who)? (?:has|has got|suffers from) (?:an? |the )?(?:\w+ )?(?P<x>[\w-]+(?: \w+)?)"
          r"(?=[,.!?]| and| so|$)", _ill, firm=False),
    frame("birthday", rf"{MY_KIN}{_N}['’]?s?(?: \w+)? birthday (?:is|['’]s|falls)? ?(?:on )?{_DATE}",
          _born, firm=False),
    frame("born", rf"{MY_KIN}{_N}(?: was|,) born (?:on )?{_DATE}", _born),
)
