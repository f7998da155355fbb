"""Pieces of the frames for what changed and what ended: who speaks, the thing that is meant, and of what sort it is."""

from __future__ import annotations

import re

from secondme.memory.facts.frames.frame import Seen
from secondme.memory.facts.frames.pieces import KIN, ROLES, bare, is_name, is_place, subject
from secondme.memory.facts.nouns import Noun
from secondme.memory.facts.rules.sorts import sort
from secondme.memory.facts.rules.studying import MODES
from secondme.memory.facts.who import Who, plain_name
from secondme.memory.facts.words import FIRMS, HOMES, LANGUAGES, MAKES, OWNED, TOOLS, UNSAID

_ALSO = (
    r"(?: (?:have|had|has|am|are|is|was|were|just|also|now|only|recently|finally|actually|really|got|been|officially"
    r"|sadly|already|even|since|had to|decided to|did|do|both|then|completely|totally|apparently))*"
)
ME = rf"(?:\b(?:I|we)(?:['’](?:ve|m|re|d))?|\bim|\bive){_ALSO}"
"""The person, and the small words before a verb."""
_LEAD = (
    r"^\W*(?:(?:so|and|well|ok|okay|hey|hi|right|update|quick update|news|big news|btw|fyi|also|just|finally|recently"
    r"|officially|sadly|anyway|yes|yeah|yep|today|yesterday|apparently|got|been|had to|have|we)[,:!]? )*"
)
_CAP = r"(?-i:[A-ZÀ-ÖØ-ÞŠŽŁŚŻ][\w’-]*\w)"
THEY = rf"(?P<who>\b(?:my|our) (?:\w+ )?{KIN}(?: (?P<kn>{_CAP}))?|\b(?P<on>{_CAP}))(?:['’]s)?{_ALSO}"
"""Somebody else, by their role or their name, and the small words before a verb."""
MINE = rf"(?:{ME} |{_LEAD}|(?<=[,;:–] )|(?<=\band )|(?<=\bso )|(?<=\bsince )|(?<=\bbut ))"
"""Where the person does something, named or not: "I quit", "quit"."""
ANYBODY = rf"(?:{ME} |{THEY} |{_LEAD}|(?<=[,;:–] )|(?<=\band )|(?<=\bso )|(?<=\bbut ))"
"""Where somebody does something."""

_AFTER = (
    r"for|since|these|now|again|but|so|and|because|last|this|in|on|as|after|yesterday|today|any|anymore|at|altogether"
    r"|completely|entirely|years|months|weeks|when|over|with|instead|recently|lately|earlier|already|tho|though|where"
    r"|which|who|that|if|while|before|next|from|is|was|has|ago|too|finally|until|by|about|two|three|four|ages|cos|a"
    r"|to|due|once|somehow|early|mid|late|away|off|behind|aside|out|up|back|not|no|isn['’]t|rather|full-time|part-time"
)
END = rf"(?=\s*(?:[,.;:!?()–—]|-\s|$)|\s(?:{_AFTER})\b)"
"""Where a thing ends."""
_WORD = r"\w(?:[\w’'&+/-]|\.(?=\w))*"


def thing(group: str = "x", most: int = 5) -> str:
    """A pattern of a thing that `END` follows, without its article, in a group."""
    return (
        r"(?:(?:an?|the|my|our|some|being an?|being) )?(?:(?:new|old|trusty|brand[- ]new|used|second-hand|poor) )*"
        rf"(?P<{group}>{_WORD}(?: {_WORD}){{0,{most - 1}}}?){END}"
    )


NOW = r"(?:now|these days|nowadays|today|at the moment|again|lately|by now|instead|currently)"
AUX = r"(?:['’]s| is| was| has| have| had| got| been| being| now| just| are| were)+"
NO_MORE = r"(?:any ?more|any longer|these days|now|at all now|after all)"

_OTHERS = re.compile(
    rf"\b(?:she|he|they|who|you|{'|'.join(re.escape(word) for word in ROLES if ' ' not in word)})\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:I|we)\b|^\W*(?:I|we)['’]", re.IGNORECASE)


def who(seen: Seen, match: re.Match[str]) -> Who | None:
    """Of whom a match speaks: the person, somebody of theirs, or nobody that is known."""
    named = match.re.groupindex
    if "who" in named and match["who"]:
        if match["k"]:
            role = ROLES[match["k"].lower()]
            name = bare(match["kn"] or "")
            return seen.circle.mine(role, name if name and is_name(name) else "") if role else None
        name = bare(match["on"])
        plain = name.lower() in seen.circle.roles or (is_name(name) and plain_name(name.lower()) and not tool(name))
        return seen.circle.named(name) if plain else None
    if not _FIRST.search(match[0]) and match.start() and _OTHERS.search(seen.text, 0, match.start()):
        return None
    return seen.circle.i


_SMALL = re.compile(
    r"^(?:(?:an?|the|my|our|some|strictly|a strict|being|to|on|with|playing|learning|studying|using|driving|doing"
    r"|taking|reading|eating|drinking|old|new) )+(?=\S)", re.IGNORECASE)


def cut(text: str) -> str:
    """A thing as it is kept: without what leads to it."""
    return _SMALL.sub("", text.strip(" ,.'’"))


def named(text: str) -> bool:
    """Whether words are written as a name that may stand for a thing, a place or a firm."""
    low = text.lower()
    return text[:1].isupper() and low.split()[0] not in UNSAID | _NO_THING and not _DAY.match(low)


_NO_THING = frozenset(
    "i it we he she they the a an and but so or not no my our his her your this that there what who when why how then "
    "now today tomorrow yesterday god jesus christmas easter mr mrs ms dr mum mom dad everyone nobody home".split()
)
_DAY = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|(?:january|february|march|april|may|june|july|august|september"
    r"|october|november|december)\b"
)
_FIRM_END = re.compile(
    r"\b(?:foods?|media|group|bank|clinic|hospital|ltd|inc|gmbh|llc|plc|co|company|sons|brothers|partners|systems"
    r"|solutions|logistics|consulting|labs?|software|studios?|energy|motors|marine|insurance|pharma|robotics|press"
    r"|publishing|bakery|hotel|council|agency|architects|engineering|electronics|technologies|tech|industries|airlines"
    r"|railways?|shipping|textiles|brewery|garage|associates|analytics|design|digital|services|institute|foundation"
    r"|shop|store|restaurant|café|cafe|salon|pharmacy|school|nursery|library|museum|theatre|supermarket|factory"
    r"|warehouse|firm|office|farm|works|mills?|steel|glass|paper|timber|optics|health|care)$", re.IGNORECASE)
_SCHOOL = re.compile(r"\b(?:university|uni|college|polytechnic|academy|eth|mit|ku leuven|ucl|lse)\b", re.IGNORECASE)
_JOBS = re.compile(
    r"\b(?:jobs?|employers?|compan(?:y|ies)|work(?:ing|place)?|office|boss|colleagues|salary|pay rise|contract"
    r"|career|position|notice|shifts?|badge|onboarding|firms?|hired|laid off|redundan\w+|fired|commute)\b",
    re.IGNORECASE)
_TOWNS = re.compile(
    r"\b(?:flat|house|rent|landlord|city|town|village|live|living|lived|moving (?:house|boxes)|movers|settled"
    r"|neighbou?rs|neighbourhood|lease|apartment|council|home|sea|mountains|country|countryside)\b", re.IGNORECASE)
_TEAMS = re.compile(
    r"\b(?:fans?|team|club|football|supporters?|supporting|support|season ticket|league|match(?:es)?|scarf|stadium"
          r"|allegiance|rooting)\b",
    re.IGNORECASE)
_WORKS = re.compile(r"\b(?:to (?:work|the office|school|uni)|commut\w+|way to work|office)\b", re.IGNORECASE)
_FIELD = re.compile(r"\b(?:major|degree|course|uni|university|college|studies|student|subject|minor)\b", re.IGNORECASE)
_RIDDEN = frozenset("bus tram train metro tube subway ferry underground carpool".split())
_GARMENT = re.compile(r"^(?:size |an? )?(?P<n>\d{1,2}(?:\.5)?|xs|s|m|l|xl|xxl|small|medium|large)$", re.IGNORECASE)


def firm(text: str) -> bool:
    """Whether words name an employer and nothing else."""
    low = text.lower()
    return low in FIRMS or low.split()[0] in FIRMS or bool(" " in text and (_FIRM_END.search(text) or " & " in text))


def anything(text: str) -> bool:
    """Whether words may be any thing: a few of them, none of which stands for something else."""
    return len(text.split()) <= _FEW and not re.search(r"\b(?:it|that|this|them|him|her|you)\b", text, re.IGNORECASE)


_FEW = 4


def school(text: str) -> bool:
    """Whether words name where one studies."""
    return bool(_SCHOOL.search(text)) and text[:1].isupper()


def tool(text: str) -> bool:
    """Whether words name a program."""
    low = text.lower()
    return low in TOOLS or " ".join(low.split()[:1]) in TOOLS


def kind(text: str) -> str:
    """The relation that a thing tells by itself; empty where it could be any."""
    low = text.lower()
    if not low or low.split()[0] in UNSAID:
        return ""
    if school(text):
        return "studies_at"
    if firm(text):
        return "works_at"
    if low in _TAUGHT:
        return "studies"
    relation = sort(Noun(text, low, 0, 0, 0))
    if relation and not (relation == "home" and text[0].isupper()):
        return relation
    if tool(text) and len(low.split()) <= _LONGEST:
        return "uses"
    what = subject(text, 0)
    return "studies" if what and what[1] == len(text) and low not in _PLAYED else ""


_LONGEST = 3
"""Words of the name of a program."""
_TAUGHT = frozenset(("medicine", "pharmacy", "nursing"))
_PLAYED = frozenset("art music business it work health history film fashion design photography dance drama".split())


def relation_of(seen: Seen, new: str, old: str, *, verb: str = "") -> str:
    """What relation a thing stands in that took the place of another; empty where that is not clear."""
    text = seen.text
    one, two = kind(new), kind(old)
    if new.lower() in MODES and old.lower() in MODES:
        open_ = _RIDDEN.intersection((new.lower(), old.lower())) or _WORKS.search(text)
        return "commutes_by" if open_ else ("drives" if two == "drives" and one == "drives" else "")
    if one and two:
        if one == two:
            return "" if one in ("has_condition", "has_pet") else one
        pair = {one, two}
        if pair <= {"home", "owns"}:
            return "home" if _TOWNS.search(text) else "owns"
        if pair <= {"learns", "studies"}:
            return "studies" if _FIELD.search(text) else "learns"
        if pair == {"uses", "owns"}:
            return "uses"
        return "owns" if pair <= {"owns", "plays"} else ""
    if one or two:
        only = one or two
        other = old if one else new
        if only in ("works_at", "studies_at") and named(other):
            return only
        if only in ("uses", "drives") and (named(other) or only == "uses"):
            return only if len(other.split()) <= _LONGEST else ""
        return only if only in ("takes", "eats", "plays", "learns") and len(other.split()) <= 2 else ""
    if not (named(new) and named(old)):
        return ""
    if _TEAMS.search(text):
        return "supports"
    if _FIELD.search(text):
        return "studies_at"
    town = is_place(new) and is_place(old) and not {new.lower(), old.lower()} & (MAKES | LANGUAGES)
    if _JOBS.search(text):
        return "works_at"
    return "lives_in" if town and (_TOWNS.search(text) or verb == "moved") else ""


def garment(text: str) -> str:
    """The size that words are, or nothing."""
    found = _GARMENT.match(text)
    return found["n"] if found else ""


def dwelling(text: str) -> bool:
    """Whether words say in what kind of home one lives."""
    low = text.lower()
    return low.split()[-1] in HOMES and text.islower() and low not in ("home", "place", "room", "house", "tent")


def owned(text: str) -> bool:
    """Whether words name a thing that one may own."""
    return text.lower().split()[-1] in OWNED and not text[0].isupper()


ACTIVITY = (
    r"(?:yoga|pilates|zumba|spinning|swimming|running|jogging|karate|judo|boxing|ballet|aerobics|aqua aerobics|hiking"
    r"|climbing|bouldering|pottery|choir|band|drawing|painting|dancing|salsa|tango|football|tennis|padel|squash"
    r"|badminton|volleyball|basketball|hockey|chess|quiz|bingo|bridge|poker|book club|parkrun|crossfit|rowing|tai chi"
    r"|meditation|swim|run|gym)(?: (?:class|training|practice|lesson|group|club|night|course|session|rehearsal)(?:es"
          r"|s)?)?"
    r"|(?:pub )?quiz|(?:the )?gym|(?:[a-z]+ )?(?:class|practice|training|rehearsal|lesson|course|club|night)(?:es|s)?"
)
"""What is done on a day of every week."""
