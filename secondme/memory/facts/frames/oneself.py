"""Frames for the person: name, age, home, origin, work, study."""

from __future__ import annotations

import re
from collections.abc import Iterator

from secondme.memory.facts.frames.frame import Frame, Reader, Seen, frame
from secondme.memory.facts.frames.people import earns
from secondme.memory.facts.frames.pieces import (
    AGE,
    NAME,
    PLACE,
    START,
    bare,
    digits,
    employer,
    is_name,
    is_place,
    subject,
)
from secondme.memory.facts.rules.found import Found, Time
from secondme.memory.facts.rules.readers import KIN_BEFORE as ROLE
from secondme.memory.facts.rules.trades import is_trade


def _place(relation: str) -> Reader:
    def read(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
        if is_place(match["p"]):
            time = Time.STATE if relation == "lives_in" else Time.NONE
            yield seen.found(relation, bare(match["p"]), match, time=time)

    return read


def _moved(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    new, old = bare(match["p"]), bare(match["q"] or "")
    if not is_place(new):
        return
    yield seen.found("lives_in", new, match, time=Time.TURN, replaces=old)
    if old and is_place(old):
        yield seen.found("lives_in", old, match, time=Time.TURN, ends=True)


def _left(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if is_place(match["p"]):
        yield seen.found("lives_in", bare(match["p"]), match, time=Time.TURN, ends=True)


def _called(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    name = bare(match["n"])
    if "name" in match[0].lower() and ROLE.search(seen.turn, 0, seen.start + match.start()):
        return
    if is_name(name) and not is_trade(name.lower()):
        yield seen.found("is_called", name, match)
        if match.re.groupindex.get("p") and match["p"] and is_place(match["p"]):
            yield seen.found("lives_in", bare(match["p"]), match)
        if match.re.groupindex.get("age") and match["age"]:
            yield seen.found("age", digits(match["age"]), match)


def _aged(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    number = match["age"]
    if not number.isdigit() or _YOUNGEST <= int(number) < _OLDEST:
        yield seen.found("age", digits(number), match)


_YOUNGEST, _OLDEST = 8, 110
"""Years of those who write."""


_PAST = re.compile(r"\b(?:was|were|went|had|did|spent|started|began|ago|after|once|used to|first job|dressed"
    r"|before)\b", re.IGNORECASE)


def _earner(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if _PAST.search(seen.text, 0, match.start() + 1):
        return
    yield from earns(seen, match, seen.circle.i, match.end())


def _drives(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    kind = {"cab": "taxi"}.get(match["x"].lower(), match["x"])
    yield seen.found("works_as", f"{kind} driver", match)
    if works := employer(seen.text, match.end()):
        yield seen.found("works_at", works[0], match, end=works[1])


def _teaches(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    what = subject(seen.text, match.end())
    if what is None:
        return
    yield seen.found("works_as", f"{what[0]} teacher", match, end=what[1])
    at = re.compile(r" (?:to [^,.;]{3,30}? )?(?:at|in) (?=\S)").match(seen.text, what[1])
    if at and (works := employer(seen.text, at.end())):
        yield seen.found("works_at", works[0], match, end=works[1])


def _employed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    if works := employer(seen.text, match.end()):
        yield seen.found("works_at", works[0], match, end=works[1], time=Time.STATE)


def _dismissed(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    works = employer(seen.text, match.end())
    if works and works[0][0].isupper():
        yield seen.found("works_at", works[0], match, end=works[1], time=Time.TURN, ends=True)


def _studies(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    what = subject(seen.text, match.end())
    if what is None:
        return
    yield seen.found("studies", what[0], match, end=what[1], time=Time.STATE)
    at = re.compile(r"(?: (?:student|major|degree|undergrad))?,? (?:at|in) (?=\S)").match(seen.text, what[1])
    works = employer(seen.text, at.end()) if at else None
    if works and works[0][0].isupper():
        yield seen.found("studies_at", works[0], match, end=works[1])


def _enrolled(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    works = employer(seen.text, match.end())
    if works and works[0][0].isupper():
        yield seen.found("studies_at", works[0], match, end=works[1])


def _since(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    place = match["p"] or match["q"]
    if is_place(place):
        yield seen.found("lives_in", bare(place), match, time=Time.STATE)


def _wheels(seen: Seen, match: re.Match[str]) -> Iterator[Found]:
    named = re.search(r"for a living|(?:for|at|with) $", match[0])
    if named or match["x"].lower() in ("taxi", "cab", "lorry", "forklift", "tram", "ambulance", "hgv"):
        yield from _drives(seen, match)


_Y = r"(?:[- ]?(?:years?|yrs?)[- ]?old|[- ]?y/?o)"
_LIVING = (
    r"flat|house|place|apartment|home|street|garden|balcony|studio|neighbourhood|neighborhood|village|landlord|landlady"
    r"|allotment|kitchen|terrace|building|room|town|local \w+|gp|cottage|cabin|farm|semi|condo|dorm|hostel|salon"
    r"|shop|workshop|studio flat|bakery|office|school"
)
ONESELF: tuple[Frame, ...] = (
    # Name and age.
    frame("here", rf"^\W*(?:(?:hi|hello|hey|morning|evening|good \w+|ok|yo)[,!. ]+)?{NAME} here\b(?! (?:is|are|was"
          r"|we|they)\b)"
          rf"(?:,? (?:in |from )?{PLACE})?", _called, firm=False),
    frame("from", rf"^\W*(?:(?:hi|hello|hey|morning|evening|good \w+)[,!. ]+)?(?:it['’]s |this is )?{NAME} from"
          rf" {PLACE} "
          r"(?:here|again|speaking|writing)\b", _called, firm=False),
    frame("again here speaking", r"^\W*(?:(?:hi|hello|hey|morning|evening|good \w+)[,!. ]+)?(?:again, )?(?:it['’]s"
          r"|it is"
          rf"|this is) {NAME} (?:again|here|speaking)\b", _called, firm=False),
    frame("i i'm im", rf"^\W*(?:(?:hi|hello|hey|good \w+|morning|evening)[,!. ]+)(?:I am|I['’]m|im) {NAME}(?=[,.!]| and"
          rf" | from |$)(?:, {AGE}(?:{_Y})?(?=[,.!]|$))?", _called, firm=False),
    frame("i i'm im", rf"^\W*(?:I am|I['’]m|im) {NAME}, {AGE}(?:{_Y})?(?=[,.!]| and|$)", _called),
    frame("sign signed signature name", rf"\b(?:sign (?:it|off|that|the \w+)(?: off)?(?: as| with| from)?:?|sign as"
          rf"|signed,?|signature:?|put my name(?: down)? as|my name['’]s|the name['’]s) {NAME}(?=[,.!)]| and| but|"
          rf" please|$)", _called, firm=False),
    frame("call calls know", r"\b(?:call me|everyone calls me|people call me|they call me|know me as|I go by|I"
          rf" answer to) {NAME}(?=[,.!)]| and| but|"
          rf" please|$)", _called, firm=False),
    frame("at aged being", rf"(?:^\W*|[,;] |\bbut |\band |\bso )(?:at|aged|being|now) {AGE}(?:{_Y})?,? (?:years"
          r" old,? )?I(?:['’]\w+)?"
          r"\b(?! (?:was|had|did|got|went|left|started|moved|learned|learnt)\b)", _aged, firm=False),
    frame("i i'm im", rf"\b(?:I am|I['’]m|im) (?:only |already |now |just |nearly a )?(?<!nearly a ){AGE}(?=,? "
          r"(?:and|but|so|now"
          r"|going on|with|years? (?:old|young)|y/?o)\b|\s*[.;!)(]|,? (?:living|from|from|female|male|[fm])\b|, "
          r"(?:not|\w+ed)\b"
          r"|[fmFM]\b)", _aged),
    frame("as an a", rf"\b(?:as an?|I['’]m an?|I am an?|being an?) {AGE}{_Y} (?!\w+ (?:house|car|flat|building"
          r"|laptop))", _aged,
          firm=False),
    frame("turned", rf"\bI(?:['’]ve)? (?:just |only )?turned {AGE}\b(?! (?:degrees|percent))", _aged),
    # Where they live and come from.
    frame("here", rf"\bhere,? in {PLACE}", _place("lives_in"), firm=False),
    frame("in", rf"\b(?:my|our) (?:(?!old|former|last|previous|childhood|ex|first)\w+ )?(?:{_LIVING}) (?:here )?in"
          rf" {PLACE}(?! (?:next|last|in|this|was|for)\b)", _place("lives_in"),
          firm=False),
    frame("from", r"^\W*(?:(?:hi|hello|hey|greetings|cheers|good \w+|love|regards|salutations|g'day)(?: again|"
          r" there| all)?) from "
          rf"(?:sunny |rainy |cold |windy )?{PLACE}(?=[,.!]| and|$)", _place("lives_in"), firm=False),
    frame("living based", rf"\b(?:as an? |I am |I['’]m |we are |we['’]re |im |been )(?:[\w-]+ ){{0,4}}?(?:living"
          r"|based|settled) (?:\w+ )?(?:in|near|outside"
          rf"|at) {PLACE}", _place("lives_in"), firm=False),
    frame("in", rf"\b(?:I am|I['’]m|we are|we['’]re|I have been|I['’]ve been|we['’]ve been|been) (?:[\w]+ ){{0,2}}"
          r"(?:years?|months?|weeks?) "
          rf"(?:here |now )?in {PLACE}", _place("lives_in")),
    frame("moved relocated shifted", r"\b(?:I|we)(?:['’]ve| have)? (?:just |recently |only )?(?:moved|relocated"
          r"|shifted)(?: house| here| back| down| up| over| home)* "
          rf"(?:from (?P<q>(?-i:[A-Z])[\w-]+(?: (?-i:[A-Z])[\w-]+)?) )?(?:back |over |down |up )?to {PLACE}", _moved),
    frame("moved", rf"\bwhere (?:I|we)(?:['’]ve| have)? (?:just )?moved,? {PLACE}", _place("lives_in")),
    frame("left out", r"\b(?:I|we)(?:['’]ve|['’]re| have| are)? (?:left|out of|moved out of|moved away from)"
          rf" {PLACE} (?:for good|forever|behind)", _left),
    frame("i we live", r"\b(?:I|we) (?:(?:actually|now|currently|still|only|also|just|both) )?live (?:(?:just|now"
          rf"|right|alone|currently) )?(?:near|outside|in|by|just outside(?: of)?|close to) {PLACE}",
          _place("lives_in")),
    frame("rent renting bought own run running manage managing keep", r"\b(?:I|we)(?:['’]m|['’]ve|['’]re)? (?:rent"
          rf"|renting|bought|own|run|running|manage|managing|keep) (?:an?|the|our|my) (?:[\w-]+ ){{1,4}}?in {PLACE}",
          _place("lives_in")),
    frame("this", rf"\bthis {PLACE} (?:drizzle|weather|rain|heat|winter|cold|wind|humidity|summer|traffic|rents?)\b",
          _place("lives_in"), firm=False),
    frame("home writing question greetings", r"\b(?:I['’]m (?:back )?home in|writing (?:to )?(?:you )?from|(?:\w+"
          rf" )?question from|greetings from) {PLACE}", _place("lives_in"), firm=False),
    frame("where", rf"\b(?:in|near|outside) {PLACE},? (?:(?:that['’]s|which is|this is) )?where (?:I|we)(?:['’]m"
          r"|['’]re|['’]ve| am| are| have)? (?:just )?(?:live|moved|based|at|stay|rent|staying)\b",
          _place("lives_in"), firm=False),
    frame("moved", rf"\b(?:just )?moved in (?:together )?in {PLACE}", _place("lives_in")),
    frame("since been", rf"\b(?:I|we)(?:['’]m|['’]ve| am| are| have)? (?:been )?in {PLACE} since\b|\bsince [\w"
          rf" ]{{3,20}} (?:I|we) (?:am|are|['’]m) in (?P<q>(?-i:[A-Z])[\w-]+)",
          _since),
    frame("originally born grew raised native", r"\b(?:originally from|I was born(?: and (?:raised|bred))? in|I"
          r" grew up (?:near |in |outside )+"
          rf"|I was raised in|born and (?:bred|raised) in|I['’]m a native of) ?{PLACE}", _place("comes_from")),
    frame("from", rf"\b(?:I am|I['’]m|im|we are|we['’]re|being)(?: originally| actually)? from (?:near )?{PLACE}",
          _place("comes_from"), firm=True),
    # Work.
    frame("as", rf"(?:{START}|\bspeaking )as (?:an? )(?=\w)", _earner, firm=False),
    frame("as being", r"\b(?:years|months|decades) (?:as|of being|of working as|working as) (?:an? )(?=\w)",
          _earner, firm=False),
    frame("i", r"\bI (?:work|freelance|moonlight)(?: \w+ly| nights| days| part[- ]time| full[- ]time| here| now)* as"
          r" (?:an? |the )?(?=\w)",
          _earner),
    frame("trade profession training", r"\bby (?:trade|profession|training),? I(?: am|['’]m) (?:an? )?(?=\w)", _earner),
    frame("i", r"\bI (?:drive|drove) (?:an? |the )?(?P<x>bus|taxi|cab|lorry|truck|forklift|tram|train|ambulance"
          r"|school bus|delivery van"
          r"|coach|hgv)\b(?: for a living)?(?: (?:for|at|with) (?=\w))?", _wheels),
    frame("i teach", r"\bI (?:teach|am teaching|['’]m teaching) (?=\w)", _teaches),
    frame("job shift shifts boss colleagues work contract work team desk years weeks office",
          r"\b(?:my|our) (?:\w+ )?(?:job|shifts?"
          r"|boss|colleagues|contract|manager|supervisor|desk|office|first (?:day|week)|team) (?:here )?(?:at|with) "
          r"(?=\w)", _employed,
          firm=False),
    frame("job shift nights days starting employed", r"(?:\b(?:the|my) new job at|^\W*new job at|\bI(?:['’]ve)? "
          r"(?:\w+ ){0,3}a (?:\w+ )?(?:shift|new job) at|\bon (?:nights|days|earlies|lates) at|\bstarting at"
          r"|\bI['’]m employed (?:by|at)) (?=(?-i:[A-Z])|the [A-Z])", _employed, firm=False),
    frame("where", r"\bat (?=(?:the )?(?-i:[A-Z])[\w’' &-]+ where I (?:work|am|['’]m)\b)|\bat (?=(?:the )?"
          r"(?-i:[A-Z])[\w’' &-]+ where I['’]m\b)", _employed, firm=False),
    frame("i'm with", r"\bI['’]m with (?=(?-i:[A-Z])[\w-]+,? (?:cabin crew|in the|out of|as an?|doing|for \w+ years))",
          _employed),
    frame("i i'm work working started", r"\bI(?: work|['’]m working| am working|['’]ve worked|['’]ve been working|"
          r" have worked)"
          r"(?: \w+ly| nights| days| shifts| part[- ]time| full[- ]time| here| now| mainly)* (?:at|for) (?=\w)",
          _employed),
    frame("redundant fired resigned laid sacked quit left retired", r"\b(?:I(?:['’]ve| have|['’]m| am| was| got)?(?:"
          r" just| been| finally| officially)*|just|got) "
          r"(?:made redundant (?:from|by|at)|laid off (?:from|by|at)|fired (?:from|by)|sacked (?:from|by)|resigned"
          r" from|retired"
          r" from|let go (?:from|by)|quit (?:my job at|at)|left my job at) (?=\w)", _dismissed),
    # Study.
    frame("degree masters master's bachelor's bachelors phd ba bsc msc ma diploma major thesis dissertation bachelor"
          " master",
          r"(?:\bmy |(?:^\W*|\bI(?:['’]m| am|['’]ve)? (?:just |currently |now )?|\bim )(?:doing|finishing|started"
          r"|starting|finish|do|studying for|studying|taking|begin|completing) (?:my |an? ))(?:\w+ )?(?:"
          r"degree|master['’]?s?|bachelor['’]?s?|ph\.?d|ba|bsc|b\.sc|msc|ma|diploma|major|undergrad|postgrad) "
          r"(?:degree )?(?:is )?in (?=\w)", _studies,
          firm=False),
    frame("year yr sem semester", r"\b(?:(?:first|second|third|fourth|fifth|final|last|1st|2nd|3rd|4th|5th|\d)[- ]?"
          r"(?:years?|yr|sem|semester)"
          r"(?: of| in| student (?:of|in))?|(?:freshman|sophomore|junior|senior) (?:year )?(?:of|in)) (?=\w)(?!"
          r"(?:high|school|uni)\b)", _studies, firm=False),
    frame("study studying", r"\b(?:I study|I['’]m studying|I am studying|im studying|I read|we study|I['’]m doing|im"
          r" doing) (?=\w)", _studies),
    frame("student students", r"(?:^\W*|\b(?:I am|I['’]m|im|as|here,) )(?:an? )?(?:poor |mature |final-year "
          r"|first-year |second-year |third-year |\w+-year )?"
          r"(?=[\w]+(?: \w+){0,2} (?:student|undergrad|major)s?\b)", _studies, firm=False),
    frame("enrolled degree thesis studying study", r"\bI(?:['’]m| am) (?:enrolled|studying) at (?=\w)", _enrolled),
)
