"""What is read out of a sentence once its form is known.

A reader takes the sentence as a clause and the match of its form, whose group `x` is the thing, and yields what it
found; its name says which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import thing
from secondme.memory.facts.rules.amounts import MONEY
from secondme.memory.facts.rules.doing import CLOCK, medicine
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.rules.opinions import opinion
from secondme.memory.facts.rules.own import _BILL, bond
from secondme.memory.facts.rules.owning import illness, part, possession, vehicle
from secondme.memory.facts.rules.pets import pet_of
from secondme.memory.facts.rules.places import _NO_TIME
from secondme.memory.facts.rules.planning import _DUE_AT, TIMES
from secondme.memory.facts.rules.trades import is_trade
from secondme.memory.facts.who import plain_name
from secondme.memory.facts.words import DIETS, HOMES, INSTRUMENTS, MAKES, OWNED, SPORTS, TOOLS, UNSAID, VEHICLES

Reader = Callable[[Clause, re.Match[str]], Iterator[Found]]


def exact(c: Clause, match: re.Match[str], group: str) -> str:
    """The words of a group as they were written."""
    first, last = c.place(match.start(group)), c.place(match.end(group) - 1)
    text = " ".join(c.text[c.rest[first].start : c.rest[last].end].split())
    return re.sub(r"^(?:(?:so|and|well|also|but|an?|the|some|my|our|that|this) )+(?=\S)", "", text, flags=re.IGNORECASE)


def plain(relation: str, group: str = "x", **more: object) -> Reader:
    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        text = exact(c, match, group)
        if text.lower() not in UNSAID and len(text) > 1:
            yield found(c, relation, text, **more)  # type: ignore[arg-type]

    return read


_INTERJECTIONS = frozenset(
    "yeah yes no wow thanks oh hey hi well ok okay ugh sorry honestly god man dude so and but right".split()
)


def bad(relation: str) -> Reader:
    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        first = match["x"].split()[0]
        if relation == "dislikes" and _OVER.search(c.said):
            return
        if (
            first in _INTERJECTIONS
            or ("i hate that" in c.said and " " not in match["x"] and not match["x"].endswith(("s", "ing")))
        ):
            return
        if (
            first not in UNSAID | {"my", "her", "his", "your", "what", "nothing"} and len(match["x"].split()) < 6
            and "not" not in match["x"].split()
        ):
            yield found(c, relation, exact(c, match, "x"))

    return read


_OVER = re.compile(r"\bany ?more\b|\bno longer\b")


def call(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    at = c.place(match.start("x"))
    token = c.rest[at]
    if token.low not in UNSAID | DIETS | {
        "back", "later", "a", "an", "the", "when", "if", "crazy", "old", "tomorrow", "again", "names", "on", "at"
    }:
        if not token.capital and "call" not in c.said and c.text != c.text.lower():
            return
        owner = at + 1 < len(c.rest) and c.rest[at + 1].low == "'s"
        if owner or token.low in CALLED_SO or ("name" in match[0] and KIN_BEFORE.search(c.text[: token.start])):
            return
        name = token.word if token.capital else token.word.title()
        yield found(c, "is_called", name, time=Time.NONE)


CALLED_SO = frozenset(
    "silly paranoid naive boring superstitious old-fashioned picky weird odd strange cynical soft sentimental square "
    "traditional biased selfish lazy dramatic romantic stubborn fussy mad nuts daft stupid dumb chicken spoiled spoilt "
    "childish cruel cheap sad simple basic fancy posh snobbish cautious careful pedantic greedy jealous team"
    " convinced".split()
)
"""What somebody says they may be called for an opinion of theirs."""
KIN_BEFORE = re.compile(
    r"\b(?:brother|sister|son|daughter|dog|cat|friend|boss|wife|husband|partner|neighbou?r|colleague|mother|father"
    r"|mum|mom|dad|uncle|aunt"
    r"|cousin|niece|nephew|parrot|rabbit|horse|puppy|kitten)\b", re.IGNORECASE,
)


def bonded(role: str) -> Reader:
    def read(c: Clause, match: re.Match[str]) -> Iterator[Found]:
        token = c.rest[c.place(match.start("x"))]
        lower = c.text == c.text.lower() and plain_name(token.low)
        if (token.capital or lower) and token.low not in UNSAID | {"i", "he", "she", "they", "we", "my", "the"}:
            yield from bond(c, role, token.word if token.capital else token.word.title())

    return read


def pet(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    yield from pet_of(c, c.place(match.start("x")))


def good(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    first = match["x"].split()[0]
    pointing = UNSAID | {"my", "your", "he", "she", "it", "who", "there", "they", "this"}
    if first not in pointing and len(match["x"].split()) < 6:
        yield found(c, "likes", exact(c, match, "x"))


def prefer(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    one, other = exact(c, match, "x"), exact(c, match, "y")
    if one.split()[0].lower() in ("give", "i", "i'd", "we", "if"):
        return
    if len(one.split()) < 5 and len(other.split()) < 5 and one.lower() not in UNSAID:
        yield found(c, "prefers", f"{one} over {other}", time=Time.NONE)


def keen(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """What somebody got into: no school, which has a name."""
    yield from (one for one in plain("likes")(c, match) if one.object.islower())


def diet(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    if match["x"] in DIETS and "not" not in c.said.split():
        yield found(c, "eats", match["x"], time=Time.TURN)


def ill(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = re.sub(r"^(?:been |got )+(?:\w+ with )?", "", exact(c, match, "x"))
    if illness(text.lower()) and "not" not in c.said[: match.end()].split():
        yield found(c, "has_condition", text)


def hurt(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = exact(c, match, "x")
    if part(text.lower()) and "not" not in c.said.split() and len(text.split()) < 4:
        yield found(c, "injured", text, time=Time.EVENT)


def wed(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    day = dating.date(c.text[c.rest[0].start : c.end])
    if day and "who" not in c.said.split():
        yield found(c, "anniversary", day[0], says="{whose} anniversary is on " + day[1] + ".", time=Time.NONE)


def sized(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    if len(match["x"]) > _SHORT:
        yield found(c, "size", f"{match['x']} {match['n']}", time=Time.NONE)


_SHORT = 2
"""Letters of what is no garment."""


def bought_thing(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    at = c.place(match.start("x"))
    yield from possession(c, at + (c.rest[at + 1].low in ("new", "brand-new")))


def drive(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")), most=5)
    if noun and (vehicle(noun) or noun.text[0].isupper()):
        yield found(c, "drives", noun)


def tool(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    at = c.place(match.start("x"))
    noun = thing(c, at, most=4)
    if (
        noun and noun.low not in UNSAID
        and noun.text.lower() in TOOLS | {noun.low if c.rest[at].low in ("a", "an") and noun.head in _PENS else ""}
    ):
        old = exact(c, match, "y") if match.groupdict().get("y") else ""
        yield found(c, "uses", noun, replaces=old)


_PENS = frozenset(
    "pen pencil kindle tablet stylus phone laptop typewriter e-reader keyboard macbook chromebook thinkpad ipad "
    "iphone".split()
)


def hobby(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = exact(c, match, "x")
    if inner := re.match(r"collecting (.+)", text):
        yield found(c, "collects", inner[1])


def game(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = exact(c, match, "x")
    if text.lower() in SPORTS | INSTRUMENTS:
        yield found(c, "plays", text)


def book(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    if c.rest[c.place(match.start("x"))].capital:
        yield from title(c, match)


def alarm(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    clock = CLOCK.match("at " + match["x"])
    if clock and "tomorrow" not in c.said and "today" not in c.said:
        yield found(c, "wakes_at", clock["at"])


def place(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")))
    if noun and not _NO_TIME.match(noun.low) and noun.low not in UNSAID and noun.head not in HOMES:
        text = exact(c, match, "x") if len(match["x"].split()) < 3 else noun.text
        if noun.text[0].isupper() or c.text == c.text.lower():
            yield found(c, "lives_in", text)


def raised(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")))
    if noun and noun.low not in UNSAID:
        yield found(c, "comes_from", noun, time=Time.NONE)


def seen(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")), most=4)
    if noun and noun.text[0].isupper() and "will" not in c.said:
        yield found(c, "visited", noun, time=Time.EVENT)


def employer(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")), whole=True)
    if noun and noun.low not in UNSAID:
        yield found(c, "works_at", noun)


def trade_as(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")), most=4)
    if noun and is_trade(noun.low) and noun.low != "student":
        yield found(c, "works_as", noun)
    elif noun and noun.low in DIETS:
        yield found(c, "eats", noun, says="{subject} are(=is) {object}.")


def car(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")), most=5)
    if noun and (vehicle(noun) or match["a"]):
        yield found(c, "drives", noun)


def bought(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = exact(c, match, "x")
    last = text.lower().split()[-1]
    if last in VEHICLES or any(word in MAKES for word in text.lower().split()):
        if len(text.split()) > 1 or last in MAKES:
            yield found(c, "drives", text, time=Time.TURN)
    elif last in OWNED or len(text.split()) < 4:
        yield found(c, "owns", text, time=Time.TURN)


def doctor(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")))
    if noun and (medicine(noun.low) or match.groupdict().get("take")):
        yield found(c, "takes", noun, time=Time.TURN)


def bill(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    what = exact(c, match, "x")
    money = MONEY.search(c.said, match.start("m"))
    what = what[:1].lower() + what[1:] if match.start("x") == 0 else what
    if money and "ticket" not in what and _BILL.search(what.lower()) and len(what.split()) < 4:
        amount = c.text[c.rest[c.place(money.start())].start : c.rest[c.place(money.end() - 1)].end]
        yield found(c, "pays", f"{amount} for {what}")


def weekly(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    what = re.sub(r" (?:again|now|still)$", "", exact(c, match, "x"))
    if what.split()[0].lower() in ("i", "we", "it", "open", "closed") or len(what.split()) > 5 or re.search(
        r"'s\b|\b(?:me|us|him|them)\b|^(?:stopped|quit|not|no)\b", what):
        return
    day = match["d"].removesuffix("s").title()
    yield found(c, "habit", f"{what} on {day}", says=f"{{subject}} have(=has) {what} on {day}s.")


def slot(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    what = exact(c, match, "x")
    if TIMES.search(c.said):
        yield found(c, "appointment", what, time=Time.EVENT)


def due(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    if TIMES.search(c.said) and _DUE_AT.search(match["x"]):
        yield found(c, "appointment", re.sub(r" appointment$", "", exact(c, match, "x")), time=Time.EVENT)


def home_like(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")))
    if noun and noun.head in HOMES:
        yield found(c, "home", noun)


def goal(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = exact(c, match, "x")
    if not {"them", "it", "this", "that", "him", "her"}.intersection(text.lower().split()):
        yield found(c, "aims_at", text)


def belief(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    if opinion(match["x"].split()):
        yield found(c, "believes", exact(c, match, "x"))


def age(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    yield found(c, "age", match["x"], time=Time.NONE)


def born(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    day = dating.date(c.text[c.rest[0].start : c.end])
    if day:
        yield found(c, "born_on", day[0], says="{whose} birthday is on " + day[1] + ".", time=Time.NONE)


def boss(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    token = c.rest[c.place(match.start("x"))]
    if token.capital:
        yield from bond(c, "boss", token.word)


def title(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    noun = thing(c, c.place(match.start("x")), within=frozenset(("of", "and", "the", "in")), most=8)
    if noun:
        yield found(c, "reads", noun)


def pet_named(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    token = c.rest[c.place(match.start("x"))]
    if token.capital:
        kind = match["k"]
        says = f"{{whose}} {kind} is called {token.word}."
        yield found(c, "has_pet", f"{kind} {token.word}", says=says, time=Time.NONE)


def taken_up(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = exact(c, match, "x")
    if text.lower() in SPORTS | INSTRUMENTS:
        yield found(c, "plays", text, time=Time.TURN)
    elif text.lower() not in UNSAID and len(text.split()) < 3 and text.lower() not in _NOT_TAKEN:
        yield found(c, "learns", text, time=Time.TURN)


_NOT_TAKEN = frozenset(
    "smoking drinking speed work space arms residence milk bread groceries dinner lunch kids my the"
.split())


def club(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    text = exact(c, match, "x")
    if text[0].isupper():
        yield found(c, "supports", text)


def shod(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    yield found(c, "size", f"shoes {match['n']}", time=Time.NONE)


def member(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    yield found(c, "member_of", exact(c, match, "x"))
