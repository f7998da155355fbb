"""Where somebody lives, comes from, and was."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, thing
from secondme.memory.facts.rules.found import Found, Rules, Time, found
from secondme.memory.facts.words import AREAS, HOMES, MAKES, NO_PLACES, OWNED, TOOLS

_IN = re.compile(
    r"\b(?:in|at|near|outside|to|into|around|on (?=(?:the )?(?:[\w ]+ )?(?:street|road|avenue|lane|island"
    r"|coast))) ?(?=\S)"
)
_FROM = re.compile(r"\b(?:from|out of) (?=\S)")
_NO_TIME = re.compile(
    r"(?:\d|january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|spring|summer|autumn|winter|fall|weekends?|mornings?|evenings?|nights?"
    r"|the (?:morning|evening|afternoon|summer|winter|spring|autumn|weekends?|meantime|end|beginning|middle|\w+ties)"
    r"|(?:my|our) (?:\w+ties|youth|childhood)|a (?:week|month|year|few|couple)|two|three|four|five|six|half|childhood"
    r"|time|general|part)\b"
)
_NO_PLACE = NO_PLACES | {"work", "home", "school", "bed", "church", "top", "board", "fire", "way", "least", "parents"}


def place(c: Clause, begin: int = 0, pattern: re.Pattern[str] = _IN) -> Noun | None:
    """The place that a clause names: of "in a flat in Oslo" the town."""
    for match in pattern.finditer(c.said, begin):
        if _NO_TIME.match(c.said, match.end()):
            continue
        noun = thing(c, c.place(match.end()))
        if noun is None or noun.low in _NO_PLACE or noun.low.split(" ")[0] in ("him", "her", "them", "one"):
            continue
        if noun.head in HOMES | AREAS and not c.rest[c.place(match.end())].capital and _further(c, noun):
            continue
        if noun.head in HOMES and not noun.text[0].isupper():
            continue
        return noun
    return None


def _further(c: Clause, noun: Noun) -> bool:
    """Whether a nearer name of the place comes later: "in a village near Graz"."""
    later = _IN.search(c.said, c.starts[noun.after]) if noun.after < len(c.rest) else None
    return later is not None and not _NO_TIME.match(c.said, later.end())


def home(c: Clause) -> Noun | None:
    """The kind of home that a clause names: "in a studio"."""
    for match in re.finditer(r"\b(?:in|into|on) (?=(?:a|an|the|this|our|my) )", c.said):
        noun = thing(c, c.place(match.end()))
        if noun and noun.head in HOMES and not noun.text[0].isupper() and noun.low not in ("place", "room", "house"):
            return noun
    return None


def lives(c: Clause) -> Iterator[Found]:
    """ "I live in a flat in Oslo": the town and the kind of home."""
    if c.who.of or c.can or (c.past and c.verb == "stay") or c.said.startswith(("up to", "by ", "for ", "off ")):
        return
    if c.verb == "stay" or (c.future and not c.negative):
        return
    where = place(c)
    if where and where.head not in HOMES:
        over = c.negative or c.used or (c.past and not c.perfect)
        yield found(c, "lives_in", where, ends=over, past=over and not c.negative)
    if kind := home(c):
        yield found(c, "home", kind, ends=c.negative or c.past)
    match = re.match(r"(?:\w+ ){0,3}?with (?=(?:a|two|three|an|one|my|our) )", c.said)
    if match and c.now and not c.negative and (noun := thing(c, c.place(match.end()), most=4)) and not where:
        role = c.rest[c.place(match.end())].low
        if role not in ("my", "our"):
            yield found(c, "lives_with", noun)


def moves(c: Clause) -> Iterator[Found]:
    """ "We moved from Ghent to Oslo"."""
    if c.who.of or c.negative or c.can or c.used:
        return
    said = c.said
    if re.match(r"(?:on|forward|away|closer|slowly|past|the|my|our|it|this|that|him|her|them|things)\b", said):
        return
    new = place(c, 0, _TO)
    kind = home(c)
    old = place(c, 0, _FROM)
    if c.future or (c.going and not c.perfect and not c.past):
        if new:
            text = f"{'to' if not kind else ''} {new.text}".strip()
            yield found(c, "plans", f"move {text}", time=Time.EVENT, says="{subject} plan(s) to {object}.")
        return
    if not (c.past or c.perfect or c.verb in ("settle", "relocate")):
        return
    if (new and _tool(new)) or (old and _tool(old)):
        return
    if new and new.head not in HOMES:
        yield found(c, "lives_in", new, time=Time.TURN, replaces=old.text if old else "")
    if old and old.low != (new.low if new else ""):
        yield found(c, "lives_in", old, ends=True, time=Time.TURN)
    if kind:
        yield found(c, "home", kind, time=Time.TURN)


def _tool(noun: Noun) -> bool:
    """Whether somebody moves to it with their files and not with their beds."""
    known = noun.head in (TOOLS | OWNED | MAKES) - HOMES
    return known or (noun.article in ("a", "an") and noun.head not in HOMES | AREAS)


_TO = re.compile(r"\b(?:to|into|in|near|over to|back to) (?=\S)")


def origin(c: Clause) -> Iterator[Found]:
    """ "I come from", "I grew up in", "I was born in"."""
    if c.who.of or c.negative or c.future or c.can:
        return
    match = (
        re.match(r"(?:originally )?from (?=\S)", c.said) if c.verb == "come" and not (c.past or c.going or c.perfect)
        else None
    )
    if c.verb == "hail":
        match = re.match(r"from (?=\S)", c.said)
    if c.verb == "grow" and (c.past or c.perfect):
        match = re.match(r"up (?:\w+ )??(?:in|near|outside|on) (?=\S)", c.said)
    if c.verb == "be":
        match = re.match(
            r"(?:born and raised|born and bred|brought up|raised) (?:in|near|on) (?=\S)|a native of (?=\S)", c.said)
    if c.verb == "spend" and c.past:
        match = re.match(
            r"(?:my|most of my|all my|all of my) (?:whole |entire |early )?(?:childhood|youth|early years) (?:in|near"
            r"|on) (?=\S)", c.said)
    if match:
        noun = thing(c, c.place(match.end()))
        if noun and noun.head in AREAS and noun.text == noun.low:
            noun = place(c, c.starts[noun.after]) if noun.after < len(c.rest) else noun
        if noun and not _NO_TIME.match(noun.low) and noun.head not in ("family", "money", "home", "work", "farm"):
            yield found(c, "comes_from", noun, time=Time.NONE)


_BEEN = re.compile(r"(?:over )?(?:to|in) (?=\S)")
_STAYED = re.compile(
    r"on (?:a |our |my )?(?:\w+ )?(?:holiday|vacation|honeymoon|trip|tour)s? (?:in|to|around|through) (?=\S)"
)
_JOURNEY = re.compile(r"(?:a|our|my|the) (?:\w+ ){0,2}?(?:trip|journey|tour|cruise|holiday|vacation) (?:to|in) (?=\S)")


def visits(c: Clause) -> Iterator[Found]:
    """A place that somebody was in: with a capital letter, and in the past."""
    if c.who.of or c.negative or c.future or not c.who.me or not (c.past or c.perfect):
        return
    match: re.Match[str] | None = None
    if c.verb in ("visit", "tour"):
        match = re.match("", c.said)
    elif c.verb in ("go", "travel", "fly", "drive"):
        match = _BEEN.match(c.said) or _STAYED.match(c.said) or re.match(r"(?:around|through) (?=\S)", c.said)
    elif c.verb == "be":
        match = _STAYED.match(c.said) or _BEEN.match(c.said)
    elif c.verb == "spend":
        match = re.match(
            r"(?:a|two|three|four|some|our|my|the|last|\d+|ten|five|six|several|half) [\w' -]*?(?:days?|weeks?"
            r"|months?|weekend|"

                         r"honeymoon|holidays?|vacation|summer|winter|christmas|easter|nights?|time|year) (?:in|at|on"
                         r"|around) (?=\S)", c.said)  # fmt: skip
    elif c.verb in ("come", "get", "return"):
        match = re.match(
            r"(?:back |home )*from (?:a trip to |a holiday in |my trip to |our trip to |visiting )?(?=\S)", c.said)
    elif c.verb in ("take", "make", "have"):
        match = _JOURNEY.match(c.said)
    elif c.verb in ("holiday", "vacation", "backpack", "trek", "camp"):
        match = re.match(r"(?:in|around|through) (?=\S)", c.said)
    if match is None or match.end() >= len(c.said) or (c.verb == "be" and re.search(r"\bsince\b", c.said)):
        return
    if c.rest[c.place(match.end())].low in ("my", "our", "her", "his", "their"):
        return
    noun = thing(c, c.place(match.end()), most=4)
    if noun and noun.article in ("a", "an"):
        return
    if noun and _named(c, noun) and not _NO_TIME.match(noun.low):
        yield found(c, "visited", noun, time=Time.EVENT)


_NEAR_BY = frozenset(
    "work school bed church town gym cinema doctor dentist vet shop market bank office hospital library pub bar park "
    "beach "
    "restaurant concert theatre wedding party funeral supermarket pharmacy club pool zoo museum meeting trouble pain "
    "tears "
    "love charge hurry mood city garden kitchen museum opera lunch dinner class home airport station".split()
)


_SHORT_PLACES = frozenset(("UK", "USA", "US", "LA", "NYC", "NZ", "UAE", "DC", "NY"))


def _named(c: Clause, noun: Noun) -> bool:
    first = c.text[noun.start : noun.end].split()
    if c.text == c.text.lower():
        dated = re.search(
            r"\b(?:yesterday|ago|last|on the \d|on holiday|trip to)\b",
            f"{c.said} {' '.join(one.low for one in c.lead)}")
        return (
            bool(dated) and noun.low not in _NEAR_BY and not noun.low.endswith(("s", "party"))
            and len(noun.low.split()) < 3
        )
    if first[0].isupper() and len(first[0]) > 1 and first[0] not in _SHORT_PLACES:
        return False
    return first[0][:1].isupper() and first[-1][:1].isupper() and not noun.low.startswith(("mr", "dr", "mrs"))


RULES: Rules = {
    "live": (lives,), "reside": (lives,), "move": (moves,), "relocate": (moves,), "settle": (moves,),
    "come": (origin, visits), "return": (visits,), "spend": (origin, visits), "hail": (origin,), "have": (visits,),
    "get": (visits,), "grow": (origin,), "raise": (origin,), "visit": (visits,), "travel": (visits,),
    "tour": (visits,), "go": (visits,), "fly": (visits,), "be": (visits, origin), "take": (visits,),
    "make": (visits,), "holiday": (visits,), "backpack": (visits,), "trek": (visits,), "camp": (visits,),
    "vacation": (visits,),
}  # fmt: skip
