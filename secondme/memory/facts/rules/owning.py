"""What is had, owned, driven, used, collected, grown, paid; and what is sold or dead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from secondme.memory.facts import dating
from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, thing, things
from secondme.memory.facts.relations import BONDS
from secondme.memory.facts.rules.found import Found, Rules, Time, aim, found
from secondme.memory.facts.rules.pets import is_pet, pet_gone, pet_of
from secondme.memory.facts.rules.switching import switched
from secondme.memory.facts.who import role_of
from secondme.memory.facts.words import CONDITIONS, HOMES, INSTRUMENTS, MAKES, OWNED, PARTS, UNSAID, VEHICLES

_COUNT = r"(?:one|two|three|four|five|six|seven|no|\d)"
_ALLERGY = re.compile(
    r"(?:an? |some |any )?(?:\w+ )??(?:allergy|allergies|intolerance|intolerances) (?:to|against) (?=\S)"
)
_ALLERGY_OF = re.compile(
    r"(?:an? )?(?:severe |bad |strong |mild |slight |terrible |serious |real )?(?P<what>[\w' -]+?) (?:allergy"
    r"|allergies|intolerance)\b"
)
_FEAR = re.compile(r"(?:an? |this )?(?:\w+ )?(?:fear|phobia|terror|dread) of (?=\S)")
_COLLECTION = re.compile(r"(?:an? |my )?(?:\w+ )?collection of (?=\S)")
_GARDEN = re.compile(
    r"\b(?:in|on) (?:the|my|our|a) (?:\w+ )?(?:garden|balcony|allotment|greenhouse|windowsill|terrace|yard|backyard"
    r"|patio)\b"
)
_WEAK = frozenset(
    "question problem idea feeling hunch doubt headache cold meeting point plan dream right reason look".split()
)
_SIZE = re.compile(r"size (?P<size>[\w.]+) (?:for|in) (?=\S)")


def has(c: Clause) -> Iterator[Found]:
    """What somebody has: an allergy, an illness, a pet, family, a thing."""
    if c.who.of or c.can or c.future or not c.rest:
        return
    said = c.said
    noun: Noun | None
    if c.past and not c.used and not c.perfect and not c.over:
        return
    if match := _ALLERGY.match(said):
        for noun in things(c, c.place(match.end())):
            yield found(c, "allergic_to", noun)
    elif match := _ALLERGY_OF.match(said):
        what = match["what"].strip()
        if what not in (
            "an", "a", "any", "no", "food", "skin", "some", "many", "several", "bad", "severe", "these", "my"
        ):
            yield found(c, "allergic_to", what)
    elif match := re.match(
        r"(?:an? )?(?:broken|sprained|fractured|twisted|injured|dislocated|torn|bruised|swollen) (?=\S)", said):
        if (noun := thing(c, c.place(match.end()))) and part(noun.low) and not c.negative:
            yield found(c, "injured", noun, time=Time.EVENT)
    elif match := _FEAR.match(said):
        for noun in things(c, c.place(match.end())):
            yield found(c, "fears", noun)
    elif match := _COLLECTION.match(said):
        if noun := thing(c, c.place(match.end()), within=frozenset(("from",))):
            yield found(c, "collects", noun)
    elif match := _SIZE.match(said):
        if noun := thing(c, c.place(match.end())):
            yield found(c, "size", f"{noun.text} {match['size']}", time=Time.NONE)
    elif match := re.match(
        r"(?:an? |the )(?:life ?long |big |old )?(?:dream|goal|ambition|aim|plan) (?:to|of) (?=\S)", said):
        yield from aim(c, c.place(match.end()))
    else:
        row = list(_had(c))
        yield from row


_DONE = re.compile(r"\w+ed (?:the|my|our|an?|his|her|their) ")
"""A verb that is not known, after "have"."""


def _had(c: Clause) -> Iterator[Found]:
    said = c.said
    noun = thing(c, 0)
    if noun is None or _DONE.match(said):
        return
    low = noun.low
    pets = list(pet_of(c, 0))
    if pets:
        yield from pets
        return
    ill = illness(low)
    if ill and not re.match(r"(?:a|an) (?:bit|little)", said):
        for one in things(c, 0):
            if illness(one.low):
                yield found(c, "has_condition", one)
        return
    if c.negative and not c.over and c.rest[0].low != "the":
        return
    if (family := re.match(
        rf"(?:an? |{_COUNT} )(?:(?:younger|older|little|big|twin|grown|grown-up|adult|small|young|elder|half|teenage"
        rf"|more) )*(?P<role>[\w-]+)", said)):
        role, several, _ = role_of(family[0].split())
        alone = noun.low.split()[-1] in family["role"] or c.rest[min(noun.after, len(c.rest)) - 1].low == family["role"]
        if (
            role and alone and (noun.after >= len(c.rest) or c.rest[noun.after].low != "'")
            and role not in (
                "car", "van", "boat", "bike", "motorbike", "band", "company", "shop", "student", "coach", "boss"
            )
            and not c.negative
        ):
            if BONDS.get(role) in ("sibling", "child", "partner", "parent", "relative"):
                what = re.sub(r"^(?:an?|one) ", "", family[0])
                tail = "" if several else "an " if what[0] in "aeiou" else "a "
                yield found(c, BONDS[role], what, time=Time.NONE, says=f"{{subject}} have(=has) {tail}{what}.")
            return
    if _GARDEN.search(said) and c.who.me and re.search(r"s\b", low) and not re.match(r"\b(?:a|an|the)\b", said):
        for one in things(c, 0):
            yield found(c, "grows", one)
        return
    dated = re.match(r"(?:my|his|her|their) birthday (?=on )", said)
    if dated and (day := dating.date(c.text[c.rest[0].start : c.end])):
        yield found(c, "born_on", day[0], says="{whose} birthday is on " + day[1] + ".", time=Time.NONE)
        return
    yield from possession(c, 0)


def illness(low: str) -> bool:
    """Whether words name a lasting illness."""
    bare = re.sub(
        r"^(?:mild|severe|chronic|bad|terrible|serious|slight|type (?:1|2|one|two)|seasonal|frequent|exercise-induced"
        r"|childhood|moderate|early-onset|occasional|my|the|occasional|psoriatic|rheumatoid|gestational) ", "", low)
    bare = re.sub(r"^(?:type (?:1|2|one|two)) ", "", bare)
    if bare.endswith("-itis"):
        return False
    return bare in CONDITIONS or low in CONDITIONS or bool(re.search(
        r"(?:itis|osis|emia|aemia|algia|opathy|ectomy|phrenia|plegia|syndrome|disease|disorder|diabetes|arrhythmia"
        r"|deficiency|dystrophy|sclerosis|pathy)$", bare))


def possession(c: Clause, at: int) -> Iterator[Found]:
    """A thing that is owned: its last word is something that one owns, or it was bought."""
    noun = thing(c, at, most=6)
    if noun is None or noun.low in UNSAID:
        return
    first = c.rest[at].low
    car = vehicle(noun)
    if (
        noun.head in VEHICLES and noun.head == noun.low.split()[-1] and len(noun.low.split()) < 3
        and noun.text == noun.low
    ):
        if noun.after + 1 < len(c.rest) and c.rest[noun.after].low == ",":
            other = thing(c, noun.after + 1, most=5)
            if other and (vehicle(other) or c.rest[noun.after + 1].low in ("a", "an")):
                yield found(c, "drives", other, ends=False, time=Time.TURN if c.past else None)
        if noun.low in VEHICLES or noun.low.startswith(("new ", "old ", "nice ")):
            return
    if car and first not in ("rental", "hire"):
        yield found(c, "drives", noun, ends=c.negative or c.used, time=Time.TURN if c.past else None)
    elif noun.head in OWNED or " ".join(noun.low.split()[-2:]) in OWNED or noun.low.split(" with ")[0] in OWNED:
        if noun.head in HOMES and noun.head not in _BOTH:
            if first in ("a", "an") and c.who.me:
                yield found(c, "home", noun)
            return
        yield found(c, "owns", noun, time=Time.TURN if c.past else None)


_BOTH = frozenset(("tent", "shed", "boat", "caravan", "camper", "barn"))
"""Homes that one may also only own."""


def vehicle(noun: Noun) -> bool:
    """Whether a thing is a car or the like, by its kind or its make."""
    words = noun.low.split()
    if words[-1] in (
        "insurance", "keys", "key", "accident", "parts", "loan", "payment", "tyres", "tires", "park", "seat"
    ):
        return False
    make = any(word in MAKES for word in words) and not {"watch", "keyboard", "cloth", "shirt"} & set(words)
    return (
        words[-1] in VEHICLES
        or (make and (noun.text == noun.low or any(word[0].isupper() for word in noun.text.split())))
    )


def buys(c: Clause) -> Iterator[Found]:
    """ "I bought a drone"."""
    if c.who.of or c.negative or c.can or c.future or not (c.past or c.perfect) or not (c.who.me or c.who.role):
        return
    at = 0
    while at < len(c.rest) and c.rest[at].low in ("myself", "ourselves", "me", "us", "rid"):
        if c.rest[at].low == "rid":
            return
        at += 1
    if (
        at >= len(c.rest) or (c.rest[at].low not in ("a", "an", "my", "our", "new", "some", "the", "two", "myself")
        and c.verb != "buy")
    ):
        return
    pets = list(pet_of(c, at))
    if pets:
        yield from pets
        return
    noun = thing(c, at, most=6)
    if (
        noun and noun.text == noun.low and noun.head in VEHICLES and noun.after < len(c.rest)
        and c.rest[noun.after].low == ","
    ):
        yield from possession(c, at)
        return
    if noun is None or noun.low in UNSAID or re.search(
        r"\b(?:tickets?|groceries|food|gifts?|presents?|flowers|coffee|drinks?|book|dinner|lunch|job|call|message"
        r"|email|cold|haircut|offer|letter|bread|milk|bill|fine|discount|deal|break|lesson|answer|reply|chance"
        r"|feeling|impression)\b", noun.low):
        return
    if vehicle(noun):
        yield found(c, "drives", noun, time=Time.TURN)
    elif noun.head in OWNED or " ".join(noun.low.split()[-2:]) in OWNED or (
        c.verb in ("buy", "purchase") and c.rest[at].low in ("a", "an", "myself") and noun.head not in _WEAK
    ):
        if (
            noun.head in HOMES
            and noun.head not in (
                "tent", "shed", "boat", "place", "room", "caravan", "trailer", "camper", "barn", "hut"
            )
        ):
            yield found(c, "home", noun, time=Time.TURN)
        else:
            yield found(c, "owns", noun, time=Time.TURN)


def owns(c: Clause) -> Iterator[Found]:
    """ "I own a kayak"."""
    if c.who.of or c.can or c.future or (c.past and not c.used):
        return
    for noun in things(c, 0):
        if " collection" in f" {noun.low}":
            return
        if noun.low in UNSAID or noun.head in ("business", "mistake", "fault", "idea"):
            continue
        if is_pet(noun.low):
            yield from pet_of(c, 0)
        elif noun.head in HOMES and noun.head not in _BOTH and noun.text[0].islower():
            yield found(c, "home", noun)
        elif vehicle(noun):
            yield found(c, "drives", noun)
        else:
            yield found(c, "owns", noun)


def drives(c: Clause) -> Iterator[Found]:
    """ "I drive a Volvo"."""
    if c.who.of or c.can or c.future or (c.past and not c.used):
        return
    noun = thing(c, 0, most=6)
    if noun and (_NOT_OWN.search(noun.low) or (noun.low in VEHICLES and re.search(r"\bto (?:work|the office)\b",
        c.said))):
        return
    if (
        noun and (c.rest[0].low in ("a", "an") or vehicle(noun))
        and (vehicle(noun) or any(w[0].isupper() for w in noun.text.split()))
    ):
        yield found(c, "drives", noun)


def rents(c: Clause) -> Iterator[Found]:
    """ "I rent a studio"."""
    if (
        c.who.of or c.can or c.future or (c.past and not c.used)
        or (c.verb == "share" and c.rest and c.rest[0].low not in ("a", "an"))
    ):
        return
    noun = thing(c, 0, most=6)
    if noun and noun.head in HOMES and noun.low not in ("room", "place", "flat", "house"):
        yield found(c, "home", noun)


def loses(c: Clause) -> Iterator[Found]:
    """ "I sold the tent", "I gave away my piano", "I traded in the Fabia for"."""
    if c.who.of or c.negative or c.can or c.future or not c.who.me or not (c.past or c.perfect):
        return
    said = c.said
    if c.verb == "give" and not re.match(r"away |\w+ away\b|(?:my|the|our) [\w -]+? (?:away|to)\b|\w+ to a farm", said):
        return
    if c.verb in ("throw", "get") and not re.match(
        r"(?:out|away|rid of) |(?:my|the|our) [\w -]+? (?:out|away)\b", said):
        return
    match = re.match(r"(?:away|out|in|rid of) (?=\S)", said)
    at = c.place(match.end()) if match else 0
    gone = list(pet_gone(c, at))
    if gone:
        yield from gone
        return
    noun = thing(c, at, most=6)
    if (
        noun is None or noun.low in UNSAID
        or noun.head in (
            "talk", "presentation", "money", "advice", "job", "weight", "keys", "game", "match", "way", "interest",
            "everything", "idea"
        ) or is_pet(noun.low) or is_pet(noun.low.split()[0])
    ):
        return
    if noun.low.endswith(" away"):
        noun = replace(noun, text=noun.text[:-5], low=noun.low[:-5])
    if noun.low.startswith("half "):
        return
    if noun.head == "collection":
        text = noun.text.split(" of ", 1)[1] if " of " in noun.low else noun.text.rsplit(" ", 1)[0]
        yield found(c, "collects", text, ends=True, time=Time.TURN)
        return
    if noun.low in INSTRUMENTS and c.verb in ("swap", "trade") and not noun.article:
        yield found(c, "plays", noun, ends=True, time=Time.TURN)
        return
    new = re.search(r"\bfor (?=an? )", said)
    car = vehicle(noun)
    other = thing(c, c.place(new.end()), most=6) if new and c.verb in ("trade", "swap") else None
    if car or noun.head in OWNED or (c.rest[at].low in ("the", "my", "our") and c.verb != "lose"):
        if noun.head in HOMES and noun.head not in _BOTH:
            return
        yield found(c, "drives" if car else "owns", noun, ends=True, time=Time.TURN)
    if other and vehicle(other) and other.head != "bike":
        yield found(c, "drives", other, time=Time.TURN, replaces=noun.text)


def uses(c: Clause) -> Iterator[Found]:
    """Tools and programs."""
    if c.who.of or c.can or c.future or not c.who.me or (c.past and not c.used) or not c.rest:
        return
    at = 1 if c.rest[0].low == "to" else 0
    if at and c.verb == "use":
        return
    for noun in things(c, at):
        capital = (
            any(word[0].isupper() for word in noun.text.split()) or (c.text == c.text.lower() and " " not in noun.low)
        )
        if noun.low in UNSAID or c.rest[at].low in ("my", "the", "this", "these", "those", "that", "his", "her"):
            return
        if capital or c.rest[at].low in ("a", "an"):
            yield found(c, "uses", noun)


def switches(c: Clause) -> Iterator[Found]:
    """ "I switched from Notion to Linux", "I changed jobs, from A to B"."""
    if c.who.of or c.negative or c.can or c.future or not (c.past or c.perfect):
        return
    yield from switched(c)


def collects(c: Clause) -> Iterator[Found]:
    """ "I collect stamps"."""
    if c.who.of or c.can or c.future or (c.past and not c.used) or not c.rest:
        return
    if c.rest[0].low in (
        "my", "the", "our", "her", "his", "dust", "money", "data", "information", "evidence", "them", "it"
    ):
        return
    for noun in things(c, 0, within=frozenset(("from",))):
        if noun.low not in UNSAID and noun.head not in ("data", "information", "dust", "points", "donations"):
            yield found(c, "collects", noun)


def grows(c: Clause) -> Iterator[Found]:
    """ "I grow tomatoes"."""
    if (
        c.who.of or c.can or c.future or not c.rest
        or c.rest[0].low in ("up", "old", "a", "older", "tired", "out", "my", "our", "apart", "bored")
    ):
        return
    if c.verb == "grow" and c.past and not c.used and not c.perfect:
        return
    if c.verb == "plant" and (not (c.past or c.perfect) or not c.who.me):
        return
    match = re.match(r"(?:in (?:the |my |our )?garden |my own |our own |some )", c.said)
    for noun in things(c, c.place(match.end()) if match else 0):
        if noun.low not in UNSAID | _NUMBERS and noun.head not in _NO_PLANTS:
            yield found(c, "grows", noun)


_NO_PLANTS = frozenset(("beard", "hair", "moustache", "mustache", "business", "seeds"))
_NUMBERS = frozenset("two three four five six seven eight nine ten eleven twelve dozens hundreds".split())
_NOT_OWN = re.compile(r"\b(?:courtesy|rental|hire|rented|hired|borrowed|loan|bin|bus|tram|train|taxi|cab|ambulance)\b")


def part(low: str) -> bool:
    """Whether words name a part of the body."""
    return low in PARTS or low.rpartition(" ")[2] in PARTS


RULES: Rules = {
    "have": (has,), "get": (buys, loses), "buy": (buys,), "purchase": (buys,), "adopt": (buys,), "rescue": (buys,),
    "order": (buys,), "inherit": (buys,), "own": (owns,), "possess": (owns,), "drive": (drives,),
    "ride": (drives,), "rent": (rents,), "share": (rents,), "sell": (loses,), "give": (loses,), "throw": (loses,),
    "donate": (loses,), "trade": (loses,), "lose": (loses,), "swap": (loses,), "use": (uses,),
    "switch": (switches,), "change": (switches,), "collect": (collects,), "grow": (grows,), "plant": (grows,),
}  # fmt: skip
