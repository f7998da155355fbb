"""The profile: what is known of the person and lasts, and how they want to be answered, in at most 512 tokens.

Pure. A line is one sentence and rests on what it was drawn from. What was said once is a line where it matters much; a
taste must be said in two conversations; a mood is none.
Source: Wei et al. 2025, "AI-native Memory 2.0: Second Me", section 3.1 (L1: what is known, in words); Zhong et al.
    2023, "MemoryBank", section 2.2 (a portrait of the user, always in the prompt).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from secondme.memory.facts.entities import YOU, normal
from secondme.memory.facts.relations import RELATIONS
from secondme.memory.record import Derived, Kind, Memory, Status, identity
from secondme.memory.secret import MASK, found
from secondme.memory.wish import order

MOST = 512
"""Tokens of the profile in a prompt."""
IMPORTANT = 0.6
"""Importance from which a fact belongs in the profile though it was said in one conversation alone."""
SESSIONS = 2
"""Conversations in which anything else must have been said."""
WRITTEN, WISHED = 1.0, 0.97
"""Importance of what the person wrote in the profile, and of how they want to be answered."""
FACTS, TOLD = "profile", "told"
"""The rules of lines that are drawn from facts, and of those that the person wrote. `wish.WISH` is the third."""
HEAD = "Known about the user:"
"""Of five wordings the one with which the starter answered best, from notes beside it and from it alone."""

_MOOD = re.compile(
    r"\b(?:today|tonight|right now|at the moment|for now|just now|this (?:morning|afternoon|evening|week)|mood"
    r"|tired|hungry|thirsty|bored|boredom|sleepy|sad|angry|grumpy|happy|stressed|hangover|tiredness|great)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be: its id, the sentence, what it rests on, how much it matters, when that was said."""

    id: str
    text: str
    source: Derived
    importance: float
    made: float


def lines(facts: Sequence[Memory], now: float) -> list[Line]:
    """The lines that facts of the person give at a time, what matters most first.

    Of a relation with one value at a time there is one line, whose words change with it.
    """
    drawn: dict[str, Line] = {}
    for fact in sorted(facts, key=lambda one: (one.made, one.id)):
        if not _belongs(fact, now):
            continue
        _, relation, thing = fact.about
        parts = (relation,) if RELATIONS[relation].functional else (relation, normal(thing))
        name = identity(Kind.PROFILE, *parts)
        drawn[name] = Line(name, fact.text, Derived(FACTS, (fact.id,)), RELATIONS[relation].importance, fact.made)
    return sorted(drawn.values(), key=lambda line: (-line.importance, line.made, line.id))


def _belongs(fact: Memory, now: float) -> bool:
    if len(fact.about) != 3 or fact.about[0].casefold() != YOU or fact.status in (Status.SUPERSEDED, Status.FORGOTTEN):
        return False
    relation = RELATIONS.get(fact.about[1])
    begun = fact.valid_from is None or fact.valid_from <= now
    if relation is None or not relation.lasting or not begun or (fact.valid_to is not None and fact.valid_to <= now):
        return False
    if _MOOD.search(fact.about[2]) or MASK.search(fact.text) or found(fact.text):
        return False
    said = len(fact.source.memories) if isinstance(fact.source, Derived) else 1
    return relation.importance >= IMPORTANT or said >= SESSIONS


def fitting(texts: Sequence[str], count: Callable[[Sequence[str]], Sequence[int]], most: int = MOST) -> list[bool]:
    """Which of some lines have room, those that come first before the others.

    `count` gives the tokens of texts; the heading and the signs between the lines count too.
    """
    head, *sizes = count([HEAD, *(f"\n- {text}" for text in texts)]) if texts else (0,)
    room = most - head
    fits = []
    for size in sizes:
        fits.append(size <= room)
        room -= size if size <= room else 0
    return fits


def block(texts: Sequence[str]) -> str:
    """Lines as they stand in the prompt, after its first sentence: wishes as what is to be done, then what is known."""
    orders = {text: order(text) for text in texts}
    known = [text for text in texts if not orders[text]]
    wishes = "".join(f" {one}" for one in orders.values() if one)
    return wishes + ("\n" + "\n- ".join((HEAD, *known)) if known else "")


def in_order(memories: Sequence[Memory]) -> list[Memory]:
    """Lines as they stand in the profile: what the person wrote first, then what matters most."""
    return sorted(memories, key=lambda line: (-line.importance, line.made, line.id))
