"""Which turns correct what was answered: "no, it is Tuesday", "not Monday but Tuesday", "that is wrong".

Pure. A turn that could as well be plain talk is none: a correction closes a memory, plain talk closes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from secondme.memory.named import PLAIN, TOKEN, sort_of
from secondme.memory.quiet import STOP

LONGEST = 300
"""Characters of a turn that may be a correction; who corrects is brief."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right now (empty where it was only said that something is wrong), and what it is put instead of."""

    content: str = ""
    instead_of: str = ""


_LEAD = re.compile(
    r"(?:(?:oh|ah|hm+|uh|wait|well|but|sorry|hey|ok|okay|please|ach|ähm?|äh|moment|aber"
    r"|entschuldigung)\b[\s,.!…-]*){0,3}",
    re.IGNORECASE,
)
_SORRY = re.compile(r"^(?:(?:sorry|oh|wait|well|entschuldigung)\b[\s,.!…-]*)+", re.IGNORECASE)
_NO = re.compile(
    r"(?:no|nope|nah|nein|nee|non|wrong|incorrect|falsch|not quite|not really|nicht ganz)\b"
    r"\s*(?P<mark>[,.!;:…–—-]*)\s*",
    re.IGNORECASE,
)
_WRONG = re.compile(
    r"(?:(?:no|nope|nein)\b[\s,.!–—-]*)?(?:"
    r"(?:that|this|it|what you said|your (?:last )?answer)(?:'s| is| was)?(?: just| simply| actually| all| completely"
    r"| totally)?"
    r" ?(?:wrong|incorrect|false|untrue|mistaken|outdated|out of date"
    r"|(?:not|no longer)(?: quite| really| entirely)? (?:right|true|correct|accurate|so|the case|what i (?:said"
    r"|meant)))"
    r"|(?:not|no longer) (?:right|true|correct)|you(?:'re| are) (?:wrong|mistaken)|you(?: have|'ve)? got (?:that"
    r"|it) wrong"
    r"|wrong|incorrect|i misspoke|my mistake|scratch that|i was wrong"
    r"|das (?:stimmt|ist)(?: so| leider)? (?:nicht(?: mehr| ganz| richtig)*|falsch)|(?:das|ist) falsch"
    r"|stimmt nicht(?: mehr)?|falsch"
    r")(?: any ?more| any longer| now)?(?P<end>\s*(?:$|[,.!;:–—-]+\s*(?:$|\s?))|\s+(?=(?:it|he|she|they|the|my)\b))",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?:correction|to correct (?:that|you|it|myself)|let me correct (?:that|you|it|myself)|korrektur|richtig ist"
    r"|i meant(?: to say| to write)?(?! well| it| no| you| that)|what i meant (?:is|was)|ich meinte|gemeint ist)"
    r"\s*[:,–—-]?\s*(?:that |was )?(?P<content>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_ACTUALLY = re.compile(r"(?:actually|in fact|rather|eigentlich|tatsächlich)\b\s*(?P<mark>[,:–—-]?)\s*", re.IGNORECASE)

_SUBJECT = (
    r"(?:it|he|she|they|that|this|there|we|(?:the|my|our|his|her|their|its)(?: [\w'’-]+){1,4}?"
    r"|es|er|sie|das|wir|(?:der|die|mein\w*|unser\w*|sein\w*|ihr\w*)(?: [\w-]+){1,3}?|[A-Z][\w'’-]+)"
)
_VERB = (
    r"(?:'s|’s|'re|’re| is| are| was| were| has| have| had| will be| takes? place| starts?| begins?| ends?| lives?"
    r"| costs?"
    r"| works?| happens?| happened| comes?| came| goes| went| moved| leaves?| left| opens?| closes?| lasts?| belongs?"
    r"| likes?"
    r"| ist| sind| war| waren| hat| heißt| wohnt| kostet| beginnt| findet| liegt| kommt)"
)
_STATES = re.compile(rf"{_SUBJECT}{_VERB}\b\s*(?P<rest>.*)$", re.DOTALL)
_OF_ME = re.compile(
    r"(?:i|ich)(?:'m called| am called| live| work| was born| moved| drive| study| own| meant| said"
    r"| have(?= \d| two\b| three\b| four\b| five\b| six\b)| wohne| arbeite| heiße"
    r"| meinte)\b\s+(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_DISMISSES = re.compile(
    r"(?:(?:just|all|quite|really|totally|absolutely|perfectly|very|so|too|not|also|still|nothing|only|a bit|pretty"
    r"|schon|ganz|sehr|nicht|noch|nur)\s){0,3}"
    r"(?:fine|ok|okay|good|great|all|all right|alright|enough|cool|nice|perfect|me|us|important|urgent|needed|necessary"
    r"|nothing|clear|easy|hard|difficult|late|early|bad|sad|funny|interesting|possible|impossible|worth|my fault|up to"
    r"|because|for me|for now|about|like|what|why|how|where|when|who|a joke|gone|over|done|true|right|correct|better"
    r"|worse"
    r"|much|more|my first|our first|a lot|lots|weird|strange|boring|tired|sorry|kidding|joking|fun|no problem|no need"
    r"|no way|the point|a good|a bad|a great"
    r"|the best|the worst|everything|it|ok(?:ay)? now|gut|egal|okay|klar|alles|toll|schade|wichtig|nötig|schlimm"
    r"|in ordnung)\b(?!\s*\w+\s*day\b)",
    re.IGNORECASE,
)
_DO_NOT = re.compile(
    r"(?:doesn't|does not|don't|do not|didn't|did not|can't|cannot|won't|isn't necessary|thanks|thank|worries|problem"
    r"|way"
    r"|need|idea|matter|never ?mind|danke|kein\w*|macht nichts|passt)\b",
    re.IGNORECASE,
)

_WISHES = re.compile(
    r"(?:(?:and|but|so|then|next time|from now on|now|just|und|aber)\b[\s,]*)*(?:"
    r"(?:please|bitte|don't|do not|(?:never|always) (?!on\b|at\b|in\b)|let's|let me|can you|could you|would you"
    r"|you (?:should|must)"
    r"|i (?:want|need|would like|would prefer|asked|told) (?:you|it|this|that|for|a shorter|a longer)"
    r"|i'd (?:like|prefer)"
    r"|stop|avoid|try|use|write|rewrite|keep|make|give|put|take|add|remove|drop|skip|include|leave|show|tell|answer"
    r"|say|speak|repeat|shorten|explain|check|look|be|do|lass|nimm|benutze?|schreibe?|mach|gib)\b"
    r"(?!\s+(?:is|are|was|were|has|had|means?)\b|'s)"
    r")",
    re.IGNORECASE,
)
"""Begins a wish or an instruction: it says what is to be done, not how something is."""

_JUDGING = (
    "good bad great fine nice ok okay easy hard much many only just really very that because so sure true right wrong "
    "fun now yet later here there always never funny enough perfect terrible awful boring interesting important cheap "
    "expensive simply merely"
)
_EVALUATES = frozenset(_JUDGING.split())

_BUT = re.compile(
    r"(?:(?P<subject>[^,.!?]{1,60}?)(?:'s|’s|\bis|\bwas|\bare|\bwere|\bist|\bwar)\s+)?(?:not"
    r"|nicht)\s+(?P<old>[^,.;!?]{1,40}?)"
    r"(?:,?\s+(?:but|sondern)(?: rather)?\s+|\s*,\s*(?:it's |it is |it was |es ist )?)(?P<new>[^,.;!?]{1,40})[.!]*$",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?P<new>(?:[^,;!?.]|\.(?=\d)){1,80}?)(?:,\s*(?:and\s+)?|\s+(?:and\s+)?)(?:not|nicht)\s+"
    r"(?P<old>[^,.;!?]{1,40})[.!]*$",
    re.IGNORECASE,
)


def correction(text: str) -> Correction | None:
    """The correction that a turn is; None for plain talk and for questions."""
    said = " ".join(text.replace("’", "'").split())
    if not said or len(said) > LONGEST or said.endswith("?"):
        return None
    said = re.sub(r"\b(is|was|are|were)n't\b", r"\1 not", said[_LEAD.match(said).end() :])  # type: ignore[union-attr]
    return _told(said) or (_said_wrong(said) if _WRONG.match(said) else _contrast(said) or _denied(said))


def _told(said: str) -> Correction | None:
    """ "Correction: …", "I meant …": what follows is right, whatever it is."""
    after = _NO.match(said)
    match = _SAID.match(said, after.end() if after else 0)
    if match is None or _DISMISSES.fullmatch(match["content"].rstrip(".!")):
        return None
    content = match["content"].strip()
    if _WISHES.match(content):
        return None
    return _contrast(content) or Correction(_ended(content))


def _said_wrong(said: str) -> Correction | None:
    """ "That is wrong", alone or with what is right."""
    match = _WRONG.match(said)
    if match is None:
        return None
    rest = said[match.end() :].strip()
    if not rest:
        return Correction()
    if _WISHES.match(rest):
        return None
    if ":" in match["end"]:
        return _contrast(rest) or Correction(_ended(rest))
    return _told(rest) or _contrast(rest) or _states(rest) or _bare(rest)


def _contrast(said: str) -> Correction | None:
    """ "Not Monday but Tuesday", "it is Tuesday, not Monday"."""
    after = _NO.match(said)
    start = after.end() if after and after["mark"] else 0
    for pattern in (_BUT, _NOT):
        match = pattern.match(said, start)
        if match is None:
            continue
        old, new = match["old"].strip(), match["new"].strip()
        if not _alike(old, new):
            continue
        subject = (match["subject"] or "").strip() if pattern is _BUT else ""
        content = f"{subject} is {new}" if subject else new
        return Correction(_ended(content), old)
    return None


def _denied(said: str) -> Correction | None:
    """ "No, it is Tuesday", "Actually, the meeting is on Tuesday", "No, Tuesday"."""
    match = _NO.match(said)
    rest = said[match.end() :] if match else said
    rest = _SORRY.sub("", rest)
    really = _ACTUALLY.match(rest)
    if match is None and really is None:
        return None
    if really:
        rest = rest[really.end() :]
    comma = bool((match and match["mark"]) or (really and really["mark"]))
    return _states(rest) or (_bare(rest) if comma else None)


def _states(rest: str) -> Correction | None:
    if _DO_NOT.match(rest):
        return None
    upper = rest[:1].upper() + rest[1:]
    match = _OF_ME.match(rest) or _STATES.match(rest[:1].lower() + rest[1:]) or _STATES.match(upper)
    if match is None:
        return None
    told = match["rest"].strip()
    if not told.strip(".! ") or _DISMISSES.match(told) or _DO_NOT.match(told):
        return None
    return Correction(_ended(rest.strip()))


_LEADING = ("on", "at", "in", "to", "by", "from", "with", "am", "um", "the", "next", "bei")
_ADDRESSING = ("i", "thanks", "sir", "madam", "god", "please", "ok")


def _bare(rest: str) -> Correction | None:
    """A day, a number, a name alone, with the word that leads to it: "on Tuesday", "15:30", "in Lisbon"."""
    words = rest.strip(" .!").split()
    while words and words[0].lower() in _LEADING:
        words = words[1:]
    if not 1 <= len(words) <= 3:
        return None
    if not all(sort_of(word) for word in words) or words[0].lower() in _ADDRESSING:
        return None
    return Correction(_ended(rest.strip()))


def _ended(content: str) -> str:
    content = content.strip().rstrip("!")
    return content if content.endswith((".", "…")) else content + "."


def _alike(old: str, new: str) -> bool:
    """Whether two short texts name things of one sort: days, numbers, names, or single words that judge nothing."""
    values = [{sort_of(word) for word in TOKEN.findall(side)} - {""} for side in (old, new)]
    if values[0] & values[1]:
        return True
    words = new.split()
    if len(old.split()) > 2 or (len(words) > 1 and not _IS.search(new)):
        return False
    ends = (old, " ".join(words[-len(old.split()) :]))
    plain = [[w.lower() for w in TOKEN.findall(side) if w.lower() not in PLAIN | STOP] for side in ends]
    return all(len(side) == 1 and side[0] not in _EVALUATES for side in plain) and plain[0] != plain[1]


_IS = re.compile(r"'s\b|\b(?:is|was|are|were|called|named|ist|war|heißt)\b", re.IGNORECASE)
