"""The events by which a question names a time: "before I moved", "the day we first talked", "on my birthday".

Pure. When they were, only the memory knows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from secondme.memory.moments import Edge, Side, When
from secondme.memory.time_words import Token, folded

_DAYS = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 31.0, "year": 366.0, "decade": 3653.0}
_ENDS = re.compile(
    r"[.,;:!?\n()\"]|\b(?:what|who|where|which|why|how|was ist|und was|quoi|cosa|wat)\b"
    r"|\b(?:did|do|does)\s+(?:i|we|you|he|she|they|it)\b"
)
"""Where the words of an event end."""
_THAT = frozenset(("that", "que", "qu", "dass", "dat", "che"))
_MOST = 12
"""How many words an event has at most."""
_NO_EVENT = (
    "that this all then now it these those long ever you me him her us them going lunch breakfast dinner bed work"
    " school das dem dass eso esto ello todo cela ca tout questo tutto isso isto tudo dat alles"
)
_DULL = frozenset(_NO_EVENT.split())
"""What names no event: "after all", "before that"."""
_OTHERWISE = re.compile(
    r"\b(?:look\w*|nam\w+|call\w*|takes?|took|taking|runs?|ran|ask\w*|mehr|anders|\w+er|besser|mas)\s+$"
)
"""Before "after", "als": "look after", "named after", "größer als"."""
_EMBEDS = re.compile(
    r"\b(?:know|remember|recall|tell\s+\w+|remind\s+\w+|sa(?:id|y)|sure|forgot|ask|wonder|idea|exactly|of|about|dime|sabes"
    r"|recuerdas|sais|rappelles|dis|moi|sai|ricordi|dimmi|sabe|lembra|diga)\s+$"
)
"""Before "when" it makes that a question."""
_ASKS = re.compile(r"\b(?:what|who|where|which|how|why)\b")
_NEVER_ASK = frozenset({"de", "nl"})
"""Languages whose word for a question is not the one for "while"."""
_WAS = re.compile(
    r"\b(?:was|were|had|did|got|went|came|began|met|left|ran|saw|made|took|bought|found|felt|fell|gave|grew|heard|kept"
    r"|knew|lost|paid|quit|read|said|sat|slept|spent|spoke|stood|taught|thought|told|won|wrote|broke|built|ate|drank"
    r"|drove|flew|held|broke|chose|fought|hid|led|rode|sang|sold|swam|wore|\w{2,}ed)\b"
)
_TALKED = re.compile(
    r"(?:i|we|you|wir|nous|noi)?\s*(?:talk|spoke|speak|chat|met\b|meet\b|wrote|write|gesprochen|geredet|hablamos|parl"
    r"|falamos|spraken)\w*(?:\s+(?:to|with)\s+(?:you|each other))?\s*$"
)
"""The talk itself: any memory is of it."""


def events(row: Sequence[Token], question: str, language: str) -> Iterator[When]:
    """The events that a question names, which the rules of the calendar have left in its tokens."""
    plain = folded(question)
    roles = "".join(token.role for token in row)
    at = 0
    while at < len(roles):
        found = None
        for pattern, make in _KINDS:
            match = pattern.match(roles, at)
            found = make(_Place(row, at, match.end(), question, plain, language)) if match else None
            if found:
                break
        if found is None:
            at += 1
            continue
        yield found
        at = next((place for place in range(at + 1, len(row)) if row[place].start >= found.end), len(row))


class _Place:
    """Where in a question an event may be told: after the tokens that lead to it."""

    __slots__ = ("after", "before", "language", "lead", "plain", "question", "rest")

    def __init__(
        self, row: Sequence[Token], begin: int, end: int, question: str, plain: str, language: str
    ) -> None:
        self.lead, self.rest = row[begin:end], row[end:]
        self.question, self.plain, self.language = question, plain, language
        self.before = plain[: self.lead[0].start]
        self.after = self._words()

    def _words(self) -> tuple[int, int]:
        """From where to where the event is told: to the end of the clause, or to the next time."""
        rest = self.rest[1:] if self.rest and self.rest[0].said in _THAT else self.rest
        begin = rest[0].start if rest else len(self.plain)
        limit = next((token.start for token in self.rest if token.role in "XY"), len(self.plain))
        ends = _ENDS.search(self.plain, begin, limit)
        limit = min(limit, ends.start() if ends else limit)
        words = [match.end() for match in re.finditer(r"\S+", self.plain[begin:limit])][:_MOST]
        return begin, begin + (words[-1] if words else 0)

    @property
    def event(self) -> str:
        return self.question[slice(*self.after)]

    def said(self, roles: str) -> Token | None:
        return next((token for token in self.lead if token.role in roles), None)

    def when(self, anchor: str, side: Side, edge: Edge = "", *, end: int | None = None, within: float = 0.0) -> When:
        start, end = self.lead[0].start, self.after[1] if end is None else end
        text, past = self.question[start:end], side != "after"
        return When(text, start, end, anchor=anchor, side=side, edge=edge, within=within, past=past)

    @property
    def within(self) -> float:
        unit, count = self.said("U"), self.said("naf")
        return (_DAYS.get(unit.said, 1.0) if unit else 0.0) * (float(count.said) if count else 1.0)

    @property
    def dull(self) -> bool:
        first = re.match(r"\w*", folded(self.event))
        return not first or not first[0] or (first[0] in _DULL and len(self.event.split()) < 3)


def _edge(place: _Place) -> When | None:
    """The first time I ran, the last time we talked; "last time" alone is the last talk."""
    counted = place.said("O")
    if counted and counted.said != "1":
        return None
    edge: Edge = "first" if counted else "last"
    told = bool(place.rest) and (place.rest[0].role == "J" or edge == "first") and bool(place.event)
    if not told and edge == "first":
        return None
    event = place.event if told and not _TALKED.match(folded(place.event)) else ""
    return place.when(event, "during", edge, end=None if told else place.lead[-1].end)


def _first(place: _Place) -> When | None:
    """The day we first talked, when did I first visit Rome."""
    if not place.event or place.lead[-1].said != "1" or "then" in folded(place.event).split():
        return None
    who = place.said("J")
    event = f"{place.question[who.start : who.end] if who else ''} {place.event}".strip()
    return place.when("" if _TALKED.match(folded(event)) else event, "during", "first")


def _beside(place: _Place) -> When | None:
    """Before I moved, since I changed jobs, the week before the wedding."""
    lead = place.lead[-1]
    if place.dull or _OTHERWISE.search(place.before) or (lead.role == "G" and lead.said != "before"):
        return None
    return place.when(place.event, "before" if lead.role in "bG" else "after", within=place.within)


def _at(place: _Place) -> When | None:
    """The day I moved, during the trip."""
    if place.dull or (place.lead[-1].role == "d" and place.lead[-1].said != "anchor"):
        return None
    return place.when(place.event, "during", within=place.within)


def _while(place: _Place) -> When | None:
    """When I was in Rome: no question, and no "when it rains"."""
    opens = not place.before.strip(" ¿¡\"'")
    closes = place.plain[place.after[1] : place.after[1] + 1] == ","
    if place.dull or _EMBEDS.search(place.before) or _OTHERWISE.search(place.before):
        return None
    if place.language == "en":
        event = folded(place.event)
        asks = opens and not closes and "?" in place.question and not _ASKS.search(place.plain)
        if asks or not _WAS.search(event) or _WAS.match(event):
            return None
    elif "á" in place.question[place.lead[0].start : place.lead[0].end]:
        return None  # cuándo
    elif opens and not closes and place.language not in _NEVER_ASK and "?" in place.question:
        return None
    return place.when(place.event, "during")


def _own_day(place: _Place) -> When | None:
    """On my birthday, at Ana's last birthday."""
    day = next(token for token in place.rest if token.role == "Z")
    event = place.question[place.rest[0].start : day.end]
    return place.when(event, "during", end=day.end)


_KINDS: tuple[tuple[re.Pattern[str], Callable[[_Place], When | None]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"(?:[IiC]?[hqI]*[USK]C?)?JO(?=_)", _first),
        (r"[hqI]*(?:OV|LV|VL)C?", _edge),
        (r"[nafhq]*U[bGrs]|[bGrs]", _beside),
        (r"[Iid]?[hq][USK](?:C?(?=J)|p(?=[hJ](?!U)))|d", _at),
        (r"C", _while),
        (r"[IjkL](?=[^.,X]{0,3}Z)", _own_day),
    )
)
