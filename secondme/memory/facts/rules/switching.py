"""What is changed for something else: "I switched from Notion to Linux"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import thing
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.words import DIETS

_TEAM = re.compile(r"\b(?:friends|team|club|fans?|football|supporters?|support|season|league|match(?:es)?)\b")
_JOBS = re.compile(r"(?:my )?(?:jobs?|employers?|compan(?:y|ies)|work)\b,? ?")
_DRUG = re.compile(
    r"(?:pril|sartan|statin|azole|olol|formin|profen|cillin|mycin|dipine|oxetine|aline|pam|zine|thyroxine"
    r"|setron|gliptin"
    r"|tadine|amol|mab|vir|aspirin|insulin|warfarin|codeine|lithium|pills?|tablets?)$"
)
"""How medicines end."""


def switched(c: Clause) -> Iterator[Found]:
    """A job, a field, a diet, a team, a program in the place of another."""
    said = c.said
    to = re.search(r"\b(?:over )?to (?=\S)", said)
    new = thing(c, c.place(to.end()), whole=True) if to and to.end() < len(said) else None
    old_at = re.search(r"\bfrom (?=\S)", said)
    old = thing(c, c.place(old_at.end()), whole=True) if old_at and old_at.end() < len(said) else None
    if new is None:
        return
    replaces = old.text if old else ""
    low = new.low
    bare = re.sub(r"^(?:strict(?:ly)? )|(?: diet| food)$", "", low)
    jobs = _JOBS.match(said)
    lead = " ".join(one.low for one in c.lead)
    if re.search(r"\b(?:for work|to work|commut\w+)$", said):
        return
    if bare in DIETS or low.endswith(" diet"):
        yield found(c, "eats", bare, time=Time.TURN, replaces=replaces)
    elif old and _DRUG.search(low) and _DRUG.search(old.low):
        yield found(c, "takes", new, time=Time.TURN, replaces=replaces)
    elif jobs:
        yield found(c, "works_at", new, time=Time.TURN, replaces=replaces)
        if old:
            yield found(c, "works_at", old, ends=True, time=Time.TURN)
    elif re.search(r"\b(?:at (?:university|uni|college|school)|degree|studies|major|course)\b", f"{said} {lead}"):
        yield found(c, "studies", new, time=Time.TURN, replaces=replaces)
    elif _TEAM.search(c.text) and old and c.who.me:
        yield found(c, "supports", new, time=Time.TURN, replaces=replaces)
    elif old and c.who.me and re.match(r"(?:over )?from ", said):
        yield found(c, "uses", new, time=Time.TURN, replaces=replaces, confidence=0.75)
