"""Of what sort a thing is: what one quits, drops or changes says by itself which relation ends."""

from __future__ import annotations

from secondme.memory.facts.nouns import Noun
from secondme.memory.facts.rules.doing import medicine
from secondme.memory.facts.rules.owning import illness, vehicle
from secondme.memory.facts.rules.pets import is_pet
from secondme.memory.facts.rules.trades import CLUB, is_trade
from secondme.memory.facts.words import DIETS, HOMES, INSTRUMENTS, LANGUAGES, OWNED, SPORTS, TOOLS


def sort(noun: Noun) -> str:
    """The relation that a thing by itself tells; empty where it could be any."""
    low = noun.low
    if medicine(low):
        return "takes"
    if low in DIETS or low.removesuffix(" diet") in DIETS:
        return "eats"
    if low in LANGUAGES:
        return "learns"
    if (low in SPORTS and low != "go") or low in INSTRUMENTS:
        return "plays"
    if low in TOOLS:
        return "uses"
    if CLUB.search(low):
        return "member_of"
    if vehicle(noun):
        return "drives"
    if is_pet(low):
        return "has_pet"
    if illness(low):
        return "has_condition"
    if is_trade(low):
        return "works_as"
    if noun.head in HOMES:
        return "home"
    return "owns" if noun.head in OWNED else ""
