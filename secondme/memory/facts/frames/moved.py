"""Frames for what is on another day or not at all, and for what is still so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from secondme.memory.facts import dating
from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.pieces import PLACE, bare, is_place
from secondme.memory.facts.frames.turning import (
    ACTIVITY,
    AUX,
    MINE,
    anything,
    cut,
    firm,
    kind,
    named,
    thing,
)
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.planning import _DUE as DUE
from secondme.memory.facts.rules.planning import _PARTY as PARTY
from secondme.memory.facts.words import UNSAID


def _still(relation: str, check: Callable[[str], bool]) -> Reader:
    """That the thing in `x` holds as before."""

    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        text = cut(match["x"])
        if text and text.lower().split()[0] not in UNSAID and check(text):
            yield seen.found(relation, text, match)

    return read


_MOST = 4
"""Words of what somebody likes or does."""


def _firm(text: str) -> bool:
    return named(text) and kind(text) in ("", "works_at")


def _event(text: str) -> tuple[str, str]:
    """What a day in the calendar is, an appointment or a plan, and what it is of; empty where it is neither."""
    text = _LEADS.sub("", text)
    low = cut(text).lower()
    bare_low = re.sub(r" (?:appointment|visit|session|slot)$", "", low)
    if low in UNSAID or len(low.split()) > _LONG or re.search(r"\b(?:i|we|it|you|that|have|had|need)\b", low):
        return "", ""
    if re.fullmatch(rf"(?:[a-z]+ )?(?:{DUE})", bare_low) or low.endswith(" appointment"):
        return "appointment", re.sub(r"(?i) (?:appointment|visit|session|slot)$", "", cut(text))
    if re.match(r"(?:meeting|call|talk|lunch|coffee|session|lesson|appointment|catch-up) with ", low):
        return "appointment", cut(text)
    return ("plans", cut(text)) if PARTY.search(low) else ("", "")


_LONG = 6
"""Words of what is planned."""
_LEADS = re.compile(r"^(?:(?:it )?turns out|looks like|seems|apparently|so|and|but|now|sorry|no|actually|ok)(?:"
r" that)? ",
                    re.IGNORECASE)


def _dated(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    relation, text = _event(match["x"])
    if relation and dating.spoken(match["t"], 0.0, ahead=True):
        yield seen.found(relation, text, match, time=Time.EVENT)


def _off(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    relation, text = _event(match["x"])
    if relation:
        yield seen.found(relation, text, match, ends=True)


def _trip_off(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if is_place(match["p"]):
        yield seen.found("plans", bare(match["p"]), match, ends=True)


def _trip_moved(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if is_place(match["p"]):
        yield seen.found("plans", f"trip to {bare(match['p'])}", match, time=Time.EVENT, replaces=bare(match["q"]))


_DAY = r"(?P<d>mon|tues|wednes|thurs|fri|satur|sun)days?"


def _weekly(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    what, day = cut(match["x"]), match["d"].title() + "day"
    if _event(what)[0] or what.lower().split()[0] in UNSAID:
        return
    says = f"{{subject}} have(=has) {what} on {day}s."
    yield seen.found("habit", f"{what} on {day}", match, time=Time.TURN, says=says)


_X = thing("x")
_X3 = thing("x", 3)
_WHEN = (
    r"(?P<t>(?:next |this |on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next (?:week|month|year|spring"
    r"|summer|autumn|winter)|(?:the )?\d{1,2}(?:st|nd|rd|th)(?: of [a-z]+)?|\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug"
    r"|sep|oct|nov|dec)[a-z]*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december)|christmas|easter"
    r"|in (?:two|three|four|a|\d+) (?:days|weeks|months|week|month)|the day after tomorrow)"
)
_SHIFTED = (
    r"(?:moved|postponed|rescheduled|pushed|shifted|brought|changed|put off|put back|delayed|deferred|rearranged"
    r"|rebooked|bumped|slipped)(?: back| forward| off| out| up| over)?"
)
_GONE = (
    r"(?:cancelled|canceled|called off|scrapped|off(?! to)|not happening|no longer happening|axed|not taking place"
    r"|not going ahead|off the table)"
)
_E = r"(?P<x>[a-z][\w-]*(?: [\w-]+){0,5}?)"
MOVED: tuple[Frame, ...] = (
    # On another day, or not at all.
    frame("moved postponed rescheduled pushed shifted brought changed put delayed deferred rearranged rebooked bumped",
          rf"(?:\b(?:my|our|the) |^\W*(?:\w+[,:] )?){_E}(?:{AUX})? {_SHIFTED} (?:from [\w ]+? )?(?:to|until|till|for"
          rf"|on)"
          rf" {_WHEN}", _dated),
    frame("moved postponed rescheduled pushed shifted brought changed put delayed deferred rearranged rebooked bumped",
          rf"(?:\b(?:they|we|I|she|he|\w+)(?:['’]ve| have| has| had to)? |^\W*){_SHIFTED} (?:my|our|the) {_E}(?: back"
          rf"| forward| off)? (?:from [\w ]+? )?(?:to|until|till|for|on) {_WHEN}", _dated),
    frame("now not turns instead actually", rf"(?:\b(?:my|our|the) |^\W*){_E}(?:['’]s| is| will be)? (?:(?:now"
          rf"|actually)"
          rf" )*on {_WHEN}(?= (?:now|instead|and not)|, not| not)", _dated),
    frame("now actually", rf"(?:\b(?:my|our|the) |^\W*){_E}(?:['’]s| is) (?:now|actually) (?:on )?{_WHEN}", _dated),
    frame("cancelled canceled called scrapped off axed happening ahead", rf"(?:\b(?:my|our|the) |^\W*){_E}{AUX}"
          rf" {_GONE}(?=\s*[,.;!?]|$| and| so| because| for| again| after| this| due)", _off),
    frame("cancelled canceled called scrapped cancel call", rf"{MINE}(?:cancelled|canceled|called off|scrapped|cancel"
          rf"|call off) (?:my|our|the) {_E}(?=\s*[,.;!?]|$| and| so| because| on| for| this| next| after| with)", _off),
    frame("after", r"\b(?:not going to|aren['’]t going to|are not going to|am not going to|won['’]t be going to|no"
          r" longer"
          rf" going to) {PLACE} after all\b", _trip_off),
    frame("instead", rf"\b(?:we['’]re|I['’]m|we are|I am) (?:now )?(?:going|flying|off) to {PLACE} instead of"
          r" (?P<q>(?-i:[A-Z])[\w-]+)", _trip_moved),
    frame("moved switched changed shifted from", rf"(?:\b(?:my|our|the) |^\W*)(?P<x>{ACTIVITY}){AUX}? (?:moved"
          rf"|switched"
          rf"|changed|shifted|gone)(?: from \w+days?)? to {_DAY}", _weekly),
    frame("now instead", rf"(?:\b(?:my|our|the) |^\W*)(?P<x>{ACTIVITY}){AUX}? (?:now )?on {_DAY} (?:now|instead)",
          _weekly),
    frame("instead now", rf"\b(?:I|we)(?: now)? (?:go|do|have|play|meet for|go to) (?P<x>{ACTIVITY}) on {_DAY}"
          r"(?= (?:now|instead))", _weekly),
    frame("shifted moved called rang wrote changed postponed pushed rescheduled can't", rf"(?:\b(?:my|our|the) "
          rf"|^\W*){_E}(?:{AUX}"
          rf" {_SHIFTED}| called| rang| wrote| phoned| emailed| can['’]t (?:do|make) \w+)[,;:]? (?:and |so |but"
          rf" )?(?:it['’]s |it is |is |now"
          rf" |the new date is |new date )+(?:on )?{_WHEN}", _dated),
    frame("plan plans", rf"\bchange of plans?[,:;] (?:my |our |the )?{_E}(?:['’]s| is) (?:now )?(?:on )?{_WHEN}",
          _dated),
    frame("no", rf"\bno {_E} (?:for (?:me|us) )?after all\b", _off),
    # Still so.
    frame("still", r"^\W*(?:yes |yep |and |yeah |I['’]m |I am |we['’]re |,)*still (?:at|working (?:at|for|with)) "
          rf"{_X}(?= after| for|\s*[,.;!]|$)", _still("works_at", _firm), firm=False),
    frame("still", rf"^\W*(?:yes |yep |and |yeah |I['’]m |I am |we['’]re |,)*still with {_X}(?= after| for|\s*[,.;!]"
          rf"|$)",
          _still("works_at", firm), firm=False),
    frame("still", rf"(?:^\W*|\bI['’]m |\bI am )still off {_X3}", _still("avoids", anything)),
    frame("have eat can't cannot", r"\b(?:as|like) I (?:said|told you|mentioned)(?: before)?,? I (?:can['’]t|cannot)"
          rf" (?:have|eat) {_X3}", _still("avoids", anything)),
    frame("off", r"\bI['’]m off (?P<x>gluten|dairy|sugar|alcohol|caffeine|meat|lactose|wheat|coffee|carbs|bread|eggs"
          r"|red meat|fish|booze|chocolate|pork|salt)\b", _still("avoids", anything)),
)
