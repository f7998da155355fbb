"""What somebody earns a living as, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.nouns import Noun, thing
from secondme.memory.facts.rules.found import Found, found
from secondme.memory.facts.words import (
    TRADES,
    UNSAID,
)


def trade(c: Clause, at: int) -> Noun | None:
    """What somebody earns a living as, after "a": the last word is a known trade, or ends as one."""
    noun = thing(c, at, most=5)
    if noun is None or noun.low in UNSAID:
        return None
    return noun if is_trade(noun.low) else None


_TRADE_END = re.compile(
    r"(?:ologist|ician|wright|smith|keeper|grapher|maker|monger|therapist|technician|engineer|analyst|manager|developer"
    r"|designer|consultant|officer|assistant|worker|teacher|nurse|driver|builder|master|operator|specialist|surgeon"
    r"|instructor|coach|trainer|planner|advisor|adviser|administrator|coordinator|representative|inspector|secretary"
    r"|executive|director|scientist|researcher|lecturer|apprentice|attendant|cutter|fitter|layer|dresser|hand|hygienist"
    r"|blower|binder|setter|ist|sitter|walker|groomer|handler|controller|restorer|tuner|decorator|cleaner|sweep"
    r"|grower)$"
)
_NO_TRADE = frozenset(
    "optimist pessimist perfectionist realist feminist tourist artist-at-heart dentist-hater minimalist idealist "
    "hand headmaster master cyclist motorist racist specialist activist pacifist introvert homeowner beginner novice "
    "list twist fist pianist-wannabe believer loner dreamer leaver hoarder regular beekeeper-wannabe keeper assist "
    "exist resist insist second-hand firsthand wrist mist".split()
)


def is_trade(low: str) -> bool:
    """Whether words, in small letters, name what one earns a living as."""
    if re.search(r"\b(?:mine|ours|coworker|colleague|player|user|collector|fan|lover)\b", low):
        return False
    words = low.split(" of ")[0].split()
    last = words[-1]
    if last in _NO_TRADE:
        return False
    return last in TRADES or " ".join(words[-2:]) in TRADES or (len(last) > 5 and bool(_TRADE_END.search(last)))


def where_works(c: Clause, after: int) -> Iterator[Found]:
    """The employer and the town that follow a trade: "at the city hospital in Bergen"."""
    tail = c.rest[after:]
    if tail and tail[0].low in ("at", "for", "with"):
        noun = thing(c, after + 1, whole=True)
        if (
            noun and noun.low not in NO_EMPLOYER and not noun.low[0].isdigit()
            and noun.head not in NO_EMPLOYER - {"office"}
        ):
            yield found(c, "works_at", noun)


CLUB = re.compile(r"\b(?:club|society|choir|board|association|council|orchestra|committee)\b")
NO_EMPLOYER = frozenset(
    "home trade profession night nights weekends moment years year months myself now least work day days living "
    "minute present time "
    "heart living breakfast lunch once fun money office desk times hours hour week weeks last free sure them him her "
    "us you me team group people clients customers others minimum peace pace".split()
)
