"""What is on a day: weekly habits, appointments and plans, in whatever order a sentence says them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.clause import Clause
from secondme.memory.facts.rules.found import Found, Time, found
from secondme.memory.facts.rules.planning import _DUE_AT as DUE
from secondme.memory.facts.rules.planning import _PARTY as PARTY
from secondme.memory.facts.rules.planning import TIMES, due_words
from secondme.memory.facts.words import UNSAID

_DAY = r"(?P<d>mon|tues|wednes|thurs|fri|satur|sun)day"
_PART = r"(?: (?:evening|night|morning|afternoon|lunchtime)s?)?"
_X = r"(?P<x>[a-z][\w' -]*?)"
_DO = r"(?:go|do|make|have|attend|take|visit|am|join|practi[sc]e|never miss|always have|have got)"
_END = r"(?= with| at| from| in| there| together| again| now| without| and| ,|$)"
_HABITS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:every|each) {_DAY}{_PART} (?:i|we) (?:always |usually |still )?{_DO}(?: to| for| at| in"
        rf"| doing)? {_X}{_END}",
        rf"(?:\bon |^)(?:my )?{_DAY}(?:{_PART[:-1]}s|s{_PART}) (?:i|we) (?:always |usually |still |now )?{_DO}(?: to"
        rf"| for| at| in| doing)? {_X}{_END}",
        rf"\b(?:i|we) (?:always |usually |still |now |regularly )?{_DO}(?: to| for| at| in| doing)? {_X} (?:every"
        rf"|each) {_DAY}",
        rf"\b(?:i|we) (?:always |usually |still |now |regularly )?{_DO}(?: to| for| at| in| doing)? {_X} on {_DAY}s",
        rf"^(?:my )?{_DAY}s?{_PART} (?:is|are|means?|belongs? to)(?: for| always| my| reserved for)* {_X}(?: day"
        rf"| night| time)?$",
        rf"^(?:my |our |the )?{_X} (?:is|are|takes place|happens|meets) (?:every|each) {_DAY}",
        rf"^(?:my |our |the )?{_X} (?:is|are|takes place|happens|meets) (?:always )?on {_DAY}s",
        rf"\b(?:i|we) spend (?:my |our |every )?{_DAY}s?{_PART} (?:at|with|on|in|doing) {_X}{_END}",
        rf"\bthere is {_X} (?:that )?(?:i|we) (?:go to|attend|visit) (?:every|each) {_DAY}",
        rf"\b(?:every|each) {_DAY}{_PART} (?:is|there is) {_X}(?: for me)?{_END}",
    )
)
_NO_HABIT = frozenset(
    "work home bed school off free time it that hard best worst busy out late open closed fun lunch dinner up".split()
)
_ARTICLE = re.compile(r"^(?:(?:an?|the|my|our|some) )+", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:he|she|his|her|their|wife|husband|son|daughter|mum|mom|mother|father|dad|sister|brother|friend|boss|dog|cat"
    r"|kids?|children|aunt|uncle|cousin|neighbou?r|colleague|girlfriend|boyfriend|partner|niece|grandm\w+|grandf\w+)\b"
)
_MINE = re.compile(r"\b(?:i|me|my|we|our|us)\b")
_PAST = re.compile(r"\b(?:was|were|went|did|had(?! to)|took|saw|ago|yesterday|last)\b")
_MOVED = re.compile(
    r"\b(?:moved|postponed|rescheduled|pushed(?: back)?|shifted|brought forward|changed|put off|delayed|put back)\b"
)
_OFF = re.compile(
    r"\b(?:cancel(?:led|ed)?|called off|(?:is|was) off|will not happen|(?:is|are) not happening|fell through|scrapped"
    r"|dropped"
    r"|not doing|not going to happen|will not take place|does not take place)\b"
)
_SET = re.compile(
    r"\b(?:i|we) (?:have |am |are |will be |am |just )*(?:booked|planned|plan|planning|arranged|arranging|scheduled"
    r"|organised|organized|organise"
    r"|organising|organizing|throwing|throw|hosting|host|preparing|prepare|having|getting ready for|off on|set"
    r"|signed up for|going on|leaving for"
    r"|looking forward to|holding|giving|setting up|leave for|celebrating|doing|reserved)(?: our| my| the"
    r"| an?)* (?P<x>[a-z][\w' -]*)"
)
_IS = re.compile(
    r"^(?:(?:no|sorry|actually|ok|so|well|also|and|,) )*(?:my|our|the|an?) (?P<x>[a-z][\w' -]*?) (?:is|are|will be"
    r"|takes place|happens|starts|begins)"
    r"(?: now| planned| scheduled| set| booked| fixed| moved| coming up)*(?: for| on| in| to| at)?(?= )"
)
_THERE = re.compile(r"\bthere is an? (?P<x>[a-z][\w' -]*?) (?=(?:at|with|for) (?:our|ours|my|us|mine)\b)")
_CHANGED = re.compile(
    r"\b(?:the|my|our) (?P<x>[a-z][\w' -]*?) (?:(?:has been|was|were|got|is|had to be|will be|back|forward"
    r"|is being) )*(?:moved|postponed|rescheduled|pushed|shifted|brought|changed|put|delayed|cancelled|canceled"
    r"|called|off|not|dropped|scrapped|to|until|till|fell|will|does)\b"
)
_CHANGES = re.compile(
    r"\b(?:moved|postponed|rescheduled|pushed(?: back)?|shifted|brought forward|changed|put off|delayed|cancelled"
    r"|canceled|cancel|called off|scrapped|dropped) (?:the|my|our) (?P<x>[a-z][\w' -]+)"
)


_CANCELLED = re.compile(
    r"\b(?:the|my|our) (?P<x>[a-z][\w' -]*?) (?:has been|was|is|got|will not|had to be|fell through|does not)\b"
)


_PROVIDERS = frozenset(
    "doctor dentist gp optician orthodontist hygienist hairdresser barber physio physiotherapist vet therapist"
    " lawyer notary"
    " bank "
    "consulate embassy hospital clinic mechanic dermatologist cardiologist specialist accountant court midwife".split()
)
"""Who, or where, one may have an appointment, and may meet without."""
_TO_SEE = re.compile(
    r"\b(?:see|seeing|visit|have|having|got|go to|going to|be at|am at|due at|booked|appointment (?:with|at)|my|must"
    r"|need to go to"
    r"|have to go to|off to) (?:to (?:go to )?)?(?:the |my |our |an? )?(?:\w+ )?\w+(?: test)?$"
)


_THEN = re.compile(r"\s*(?:[,:]? ?(?:is |got |has been |was )?(?:moved |now |booked |set )*(?:on|at|for|to|tomorrow"
    r"|next|this|mon|tue|wed|thu|fri|sat|sun))")


_SEES_ME = re.compile(r"\b(?:expects?|moved|shifted|pushed|sees?|wants?|squeez\w+|book(?:ed)?|fit(?:ted)?) me\b")


def _is_due(said: str, due: re.Match[str]) -> bool:
    """Whether somebody goes there: "I see the vet on Friday", "dentist on Friday", "my dentist appointment"."""
    if "appointment" in said or _TO_SEE.search(said[: due.end()]) or _SEES_ME.search(said, due.end()):
        return True
    return len(said[: due.start()].split()) <= 1 and bool(_THEN.match(said, due.end()))


def dated(c: Clause) -> Iterator[Found]:
    """Habits, appointments and plans of a sentence."""
    said = c.said
    if "day" in said:
        yield from _habit(c)
    if _PAST.search(said) and not _MOVED.search(said) and not _OFF.search(said):
        return
    off, when = _OFF.search(said), TIMES.search(said)
    if not (off or when) or _OTHERS.search(said) or (" not " in f" {said} " and not off):
        return
    if off and not when:
        yield from _event(c, _CHANGES.search(said) or _CANCELLED.search(said), ends=True)
    elif when and not off:
        due = DUE.search(said)
        if due and due["what"] in _PROVIDERS and not _is_due(said, due):
            return
        if due and _MINE.search(said) and not re.search(r"\b(?:every|each|usually|always)\b", said):
            yield found(c, "appointment", due_words(c, due.start("what"), due.end("what")), time=Time.EVENT)
        elif _MOVED.search(said):
            yield from _event(c, _CHANGES.search(said) or _CHANGED.search(said))
        else:
            yield from _event(c, _SET.search(said) or _THERE.search(said) or _IS.search(said))


def _words(c: Clause, begin: int, end: int) -> str:
    first, last = c.rest[c.place(begin)], c.rest[c.place(end - 1)]
    return _ARTICLE.sub("", " ".join(c.text[first.start : last.end].split()))


_CUT = re.compile(
    r"\s+(?:(?:for|in|at|by|on|to|until|till|back|from|now|with|has|was|is|got|after) )*(?:the )?(?:" + TIMES.pattern +
        r")|\s+(?:after all|anymore|at (?:our|my) \w+|has been|was|got|is|had to)\b.*",
    re.IGNORECASE,
)


def _event(c: Clause, match: re.Match[str] | None, *, ends: bool = False) -> Iterator[Found]:
    if match is None:
        return
    text = _words(c, match.start("x"), match.end("x"))
    cut = _CUT.search(text)
    text = text[: cut.start()] if cut else text
    text = re.sub(r"\s+(?:back|forward|off|to|on|for|in|until)$", "", text)
    low = text.lower()
    if not low or low in UNSAID or len(low.split()) > 7 or low.split()[0].endswith("day"):
        return
    due = DUE.fullmatch(low) or low.endswith(" appointment")
    if due:
        yield found(
            c, "appointment", re.sub(r"(?i)^next | appointment$", "", text), ends=ends,
            time=Time.NONE if ends else Time.EVENT
        )
    elif (
        PARTY.search(low) and not re.search(r"anniversary|birthday|wedding day|\bidea\b", low)
        and low not in ("birthday", "show", "night", "evening", "walk", "race")
    ):
        yield found(c, "plans", text, ends=ends, time=Time.NONE if ends else Time.EVENT)


def _habit(c: Clause) -> Iterator[Found]:
    if _OTHERS.search(c.said) or re.search(r"\b(?:not|no longer|used to|instead|next|this|last|stopped|quit|given up"
        r"|gave up)\b", c.said):
        return
    for pattern in _HABITS:
        match = pattern.search(c.said)
        if match is None:
            continue
        text = _words(c, match.start("x"), match.end("x"))
        words = text.lower().split()
        if any("'s" in word or word in ("me", "us", "him", "her", "them", "i", "we") for word in words):
            return
        if words and words[0] not in _NO_HABIT | UNSAID | {"to"} and len(words) < 6 and not DUE.fullmatch(text.lower()):
            day = match["d"].title() + "day"
            yield found(c, "habit", f"{text} on {day}", says=f"{{subject}} have(=has) {text} on {day}s.")
            return
