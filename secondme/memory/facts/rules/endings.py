"""What is read out of a sentence that ends something, or puts one thing in the place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import thing
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.rules.owning import vehicle
from secondme.memory.facts.rules.readers import exact
from secondme.memory.facts.rules.studying import MODES
from secondme.memory.facts.words import HOMES, LANGUAGES, OWNED, TOOLS, UNSAID


def pet_gone(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A pet that died or was given away."""
    token = c.rest[c.place(match.start("x"))]
    if token.capital and token.low not in UNSAID:
        says = f"{{subject}} no longer have(=has) {token.word}."
        yield found(c, "has_pet", token.word, ends=True, time=Time.TURN, says=says)


def off_drug(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A medicine that is taken no more."""
    text = exact(c, match, "x")
    if medicine(text.lower()):
        yield found(c, "takes", text, ends=True, time=Time.TURN)


def lost(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A thing that was sold, stolen or given away."""
    text = exact(c, match, "x")
    if text.lower().split()[-1] in OWNED:
        yield found(c, "owns", text, ends=True, time=Time.TURN)


def changed_drug(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """One medicine for another."""
    old, new = thing(c, c.place(match.start("y"))), thing(c, c.place(match.start("x")))
    if old and new:
        yield found(c, "takes", new, replaces=old.text, time=Time.TURN)


def apart(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A couple that parted."""
    token = c.rest[c.place(match.start("x"))]
    if (
        (token.capital or c.text == c.text.lower())
        and token.low not in UNSAID | TOOLS | LANGUAGES | {"my", "i", "we", "she", "he", "they", "it", "who"}
    ):
        name = token.word if token.capital else token.word.title()
        yield found(c, "partner", name, ends=True, time=Time.TURN, says=f"{{subject}} are(=is) no longer with {name}.")


def unfriended(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A friendship that is over."""
    token = c.rest[c.place(match.start("x"))]
    if token.capital or c.text == c.text.lower():
        name = token.word if token.capital else token.word.title()
        yield found(c, "friend", name, ends=True, time=Time.TURN, says=
            f"{{subject}} are(=is) no longer friends with {name}."
        )


def left_firm(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """An employer that was left."""
    text = exact(c, match, "x")
    if text.lower() not in UNSAID and (text[0].isupper() or c.rest[c.place(match.start("x"))].low == "the"):
        yield found(c, "works_at", text, ends=True, time=Time.TURN)


def commute(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """Another way to work."""
    if match["x"] in MODES:
        yield found(c, "commutes_by", exact(c, match, "x"), time=Time.TURN, replaces=exact(c, match, "y"))


def unlearnt(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """Lessons that were dropped."""
    yield found(c, "learns", exact(c, match, "x"), ends=True, time=Time.TURN)


def unaimed(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A goal that was given up."""
    yield found(c, "aims_at", exact(c, match, "x"), ends=True, time=Time.TURN)


def unweekly(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A habit that was given up."""
    yield found(c, "habit", exact(c, match, "x"), ends=True, time=Time.TURN)


def weekly_moved(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """A habit on another day."""
    text, day = exact(c, match, "x"), match["d"].title() + "day"
    yield found(c, "habit", f"{text} on {day}", says=f"{{subject}} have(=has) {text} on {day}s.", time=Time.TURN)


def swapped(c: Clause, match: re.Match[str]) -> Iterator[Found]:
    """One medicine, program or home for another."""
    new, old = thing(c, c.place(match.start("x"))), thing(c, c.place(match.start("y")))
    if new is None or old is None:
        return
    if medicine(new.low) and medicine(old.low):
        yield found(c, "takes", new, time=Time.TURN, replaces=old.text)
    elif new.head in HOMES and old.head in HOMES:
        yield found(c, "home", new, time=Time.TURN, replaces=old.text)
    elif vehicle(new) and vehicle(old):
        yield found(c, "drives", new, time=Time.TURN, replaces=old.text)
    elif new.low in TOOLS:
        yield found(c, "uses", new, time=Time.TURN, replaces=old.text)
