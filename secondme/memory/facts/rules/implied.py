"""What a clause takes for granted: "my Mazda makes a noise" is said by somebody who drives one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.words import MAKES, OWNED

_ORDINARY = frozenset(
    "phone computer laptop bed coat knife tv television keyboard desk watch jacket hat ring house flat apartment "
    "garden "
    "fridge oven stove mirror rug lamp iphone smartphone kettle pool wheel headphones backpack suitcase farm".split()
)


def implied(c: Clause) -> Iterator[Found]:
    """What is somebody's because the clause is about it."""
    of = c.who.of
    if not of or not c.who.me or of.startswith("the ") or c.verb in ("die",):
        return
    words = of.split()
    if re.search(r"\b(?:stolen|gone|sold|died|new owner)\b", c.said):
        return
    first = next((token for token in (*c.lead, *c.rest) if token), None)
    text = c.text[c.start : first.start if first and first.start > c.start else c.end]
    at = text.lower().rfind(of)
    said = text[at : at + len(of)] if at >= 0 else of
    if words[0] in ("old", "former", "first", "last", "next", "dream") or (c.past and c.verb in ("break", "be")):
        return
    if words[0] == "team" and len(words) > 1 and (said[5:6].isupper() or c.text == c.text.lower()):
        yield found(c, "supports", said[5:], time=Time.NONE, ends=False)
    elif any(word in MAKES for word in words) and words[-1] not in ("watch", "keyboard", "insurance"):
        yield found(c, "drives", said, time=Time.NONE, ends=False, confidence=0.8)
    elif words[-1] in OWNED and words[-1] not in _ORDINARY and "new" not in words and len(words) < 4:
        yield found(c, "owns", said, time=Time.NONE, ends=False, confidence=0.8)
