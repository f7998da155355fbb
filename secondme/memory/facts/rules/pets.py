"""Pets: "I have a beagle called Otto", "we got a cat", "Otto died"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import thing
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.words import BREEDS, PETS

_PLURAL = re.compile(r"s$")
_COUNT = re.compile(r"(?:one|two|three|four|five|six|several|\d+) ")


def is_pet(low: str) -> bool:
    """Whether a noun phrase names an animal that somebody keeps: "old beagle", "two cats"."""
    words = low.split()
    if (
        not words
        or words[-1] in ("food", "hair", "toy", "sitter", "walker", "allergy", "person", "lover", "shelter", "show")
    ):
        return False
    for size in (1, 2):
        last = " ".join(words[-size:])
        if last in PETS or last in BREEDS or _PLURAL.sub("", last) in PETS or last in _MANY:
            return True
    return False


_MANY = {"puppies": "puppy", "mice": "mouse", "geese": "goose", "bunnies": "bunny", "ponies": "pony", "fishes": "fish"}


def pet_of(c: Clause, at: int) -> Iterator[Found]:
    """An animal that begins at a token, with its name where it follows."""
    noun = thing(c, at, most=5)
    if noun is None or (c.rest[at].low in ("the", "that", "this") and c.verb != "have") or (c.negative and not c.over):
        return
    words = noun.text.split()
    names = [word for word in words if word[0].isupper() and word.lower() not in BREEDS]
    kind = " ".join(word for word in words if word not in names) if len(names) < len(words) else ""
    if not is_pet(noun.low) and not (kind and names and words[-1] in names and is_pet(kind.lower())):
        return
    name = _name_after(c, noun.after)
    if (
        not name and noun.head in ("mouse", "rat", "fish", "chicken", "duck", "cow", "pig", "bird", "mice")
        and c.verb != "adopt" and c.past
    ):
        return
    yield from _pet(c, re.sub(r"^(?:one|new|another|own|got a|got an|got|a|an) ", "", noun.text), name)


def _name_after(c: Clause, at: int) -> str:
    row = c.rest[at : at + 8]
    lows = [token.low for token in row]
    for begin in range(min(4, len(row))):
        if lows[begin] in ("called", "named", "is", "name") and begin + 1 < len(row) and row[begin + 1].capital:
            return row[begin + 1].word
        if begin == 0 and lows[0] == "," and len(row) > 1 and row[1].capital and lows[1] not in ("i", "and"):
            return row[1].word
    return ""


def _pet(c: Clause, kind: str, name: str) -> Iterator[Found]:
    article = "" if _COUNT.match(kind) or kind.endswith("s") else "an " if kind[0] in "aeiou" else "a "
    thing_ = f"{kind} {name}".strip()
    called = f" called {name}" if name else ""
    says = f"{{subject}} have(=has) {article}{kind}{called}."
    yield found(c, "has_pet", thing_, says=says, time=Time.TURN if c.past else None)


def pet_gone(c: Clause, at: int) -> Iterator[Found]:
    """ "we gave Otto away to a farm"."""
    noun = thing(c, at, most=4)
    if noun is None:
        return
    text = re.sub(r" away$", "", noun.text)
    words = text.split()
    farm = "farm" in c.said or "home" in c.said
    if is_pet(text.lower()) or (words and words[0][0].isupper() and "away" in c.said and (farm or len(words) == 1)):
        yield found(c, "has_pet", text, ends=True, time=Time.TURN, says=f"{{subject}} no longer have(=has) {text}.")
